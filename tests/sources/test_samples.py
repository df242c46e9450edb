"""Every recorded page, answer and preview at hand, counted: what a look at the file by eye gives.

The recordings are not part of the project; without them these tests skip.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import SourceError
from bot.model import Snapshot
from bot.sources.document import read_document
from bot.sources.read import understand

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the recordings are not at hand")


@dataclass(frozen=True)
class Seen:
    """Counts of one recording. `posts` includes those `gone`; every post has its own time."""

    format: str
    posts: int
    first: str = ""
    last: str = ""
    gone: int = 0
    titles: int = 0
    media: int = 0
    credits: int = 0
    key: int = 0
    pinned: int = 0
    dropped: int = 0
    live: bool | None = None


# Telegram's own notices, stickers, places and bare links are no posts; the reasons are counted.
NO_POST = Seen("telegram", 0, dropped=1)
POLITICS = Seen(
    "guardian", 12, "6579a60c8f08c4c875ceac82", "6579e3a48f08e3b7ab1a3236",
    titles=7, media=2, credits=2, key=7, pinned=1, dropped=1, live=False,
)  # fmt: skip
EXPECTED = {
    "api/bbc_arabic_67574192.excerpt.json": Seen(
        "bbc", 2, "asset:c94d2a5e-8650-42c8-ab07-47c9675cd87e",
        "asset:00611c5b-3fa5-4cc5-95d3-4d5046f90567", titles=2, media=2, credits=2, live=False,
    ),
    "api/bbc_turkce_c70yqnn9ekxt.excerpt.json": Seen(
        "bbc", 2, "asset:7eb2ba8c-eece-46ed-ac61-4ade6e071011",
        "asset:7d39b34c-1994-496b-86c5-c5e77813a58b", titles=1, media=1, credits=1, live=False,
    ),
    "api/guardian_politics_2023-12-19.json": POLITICS,
    "api/guardian_politics_2026-07-01.json": POLITICS,
    # 25 listed: 13 deleted, a comment, an advert and a card of another story.
    "api/superdesk_2017-06-29.json": Seen(
        "sourcefabric", 22,
        "urn:newsml:localhost:2017-03-08T12:36:11.231896:3b924e1b-f817-4ab9-92a2-12f304b036e1",
        "urn:newsml:localhost:2017-03-23T11:46:19.956359:6391e189-4eba-4d5c-a0ee-af6e19d333ca",
        gone=13, media=4, key=4, pinned=1, dropped=5,
    ),
    # 21 listed, all embeds: 11 deleted, one never released, a card, and two without words.
    "api/superdesk_2018-02-28.json": Seen(
        "sourcefabric", 17,
        "urn:newsml:localhost:2018-02-20T14:10:08.654903:55e8d408-cf10-40ac-b6c7-5e846d8d39b3",
        "urn:newsml:localhost:2018-02-26T22:02:24.934586:ea48ff8c-b4a1-4265-b118-2a57c3f941d9",
        gone=11, dropped=4,
    ),
    "api/wp_get-entries_mock.json": Seen("wordpress", 5, "2973", "2977"),
    "pages/NZZ_Nahost_2024_07_18.html": Seen(
        "timed", 12, "2024-07-16T01:26", "2024-07-18T11:04",
        titles=12, media=3, credits=3, dropped=7,
    ),
    "pages/TheGuardian_2023_05_15.html": Seen(
        "jsonld", 10, "64620b708f08e408b758aedb", "646219928f08e408b758af95",
        titles=3, media=2, credits=2, key=3, pinned=1, live=True,
    ),
    "pages/TheIndependent_2023_08_14.html": Seen(
        "jsonld", 10, "liveblogPost1288906", "liveblogPost1288914",
        titles=1, media=5, credits=5, dropped=4,
    ),
    # 26 listed, one of them "in case you missed this earlier".
    "pages/corkbeo.ie.level.html": Seen(
        "jsonld", 25, "2258190", "2259242", titles=25, media=2, key=1, dropped=1
    ),
    "telegram-preview/tchan_parse_audio_document_16.html": Seen(
        "telegram", 1, "tchantest/12", "tchantest/12"
    ),
    "telegram-preview/tchan_parse_emoji_message_14.html": Seen(
        "telegram", 1, "tchantest/7", "tchantest/7"
    ),
    "telegram-preview/tchan_parse_location_message_26.html": NO_POST,
    "telegram-preview/tchan_parse_location_message_3_28.html": NO_POST,
    "telegram-preview/tchan_parse_multimedia_message_3.html": Seen(
        "telegram", 1, "tchantest/84", "tchantest/84", media=4
    ),
    "telegram-preview/tchan_parse_photo_multiple_25.html": Seen(
        "telegram", 1, "tchantest/14", "tchantest/14", media=2
    ),
    "telegram-preview/tchan_parse_poll_18.html": Seen(
        "telegram", 1, "tchantest/11", "tchantest/11"
    ),
    "telegram-preview/tchan_parse_service_message_channel_created_1.html": NO_POST,
    "telegram-preview/tchan_parse_service_message_channel_photo_updated_6.html": NO_POST,
    "telegram-preview/tchan_parse_service_message_pinned_2.html": NO_POST,
    "telegram-preview/tchan_parse_sticker_message_15.html": NO_POST,
    "telegram-preview/tchan_parse_text_message_link_with_regular_preview_11.html": NO_POST,
    "telegram-preview/tchan_parse_text_message_multiline_7.html": Seen(
        "telegram", 1, "tchantest/62", "tchantest/62"
    ),
    "telegram-preview/tchan_parse_text_reply_to_video_17.html": Seen(
        "telegram", 1, "tchantest/20", "tchantest/20"
    ),
    "telegram-preview/tchan_parse_video_big_21.html": Seen(
        "telegram", 1, "some_random_user/5343", "some_random_user/5343", media=1
    ),
    "telegram-preview/tchan_parse_video_single_2_23.html": Seen(
        "telegram", 1, "tchantest/19", "tchantest/19", media=1
    ),
    "telegram-preview/tg_brieflyru_album_and_edit_ru.html": Seen(
        "telegram", 2, "brieflyru/47107", "brieflyru/47109", media=4, dropped=1
    ),
    "telegram-preview/tg_kharkivenergy_1485_edited_uk.html": Seen(
        "telegram", 1, "kharkivenergy/1485", "kharkivenergy/1485"
    ),
}  # fmt: skip


def read(name: str) -> Snapshot:
    path = SAMPLES / name
    kind = "application/json" if path.suffix == ".json" else "text/html"
    return understand(
        read_document(
            "https://page.example/live",
            path.read_bytes(),
            kind,
            fetched_at=NOW,
            timezone="Europe/Zurich",
        )
    )


def counted(got: Snapshot) -> Seen:
    media = [item for post in got.posts for item in post.media]
    return Seen(
        format=got.format,
        posts=len(got.posts),
        first=got.posts[0].key if got.posts else "",
        last=got.posts[-1].key if got.posts else "",
        gone=sum(post.withdrawn for post in got.posts),
        titles=sum(bool(post.headline) for post in got.posts),
        media=len(media),
        credits=sum(bool(item.credit) for item in media),
        key=sum(post.key_moment for post in got.posts),
        pinned=sum(post.pinned for post in got.posts),
        dropped=len(got.dropped),
        live=got.live,
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_seen_is_what_is_there(name: str) -> None:
    got = read(name)
    assert counted(got) == EXPECTED[name]
    assert all(post.posted_at for post in got.posts)


@pytest.mark.parametrize("name", ["amp-by-example_Live_Blog", "amp-by-example_amp-live-list"])
def test_unfilled_templates_are_no_live_pages(name: str) -> None:
    with pytest.raises(SourceError):
        read(f"amp/{name}.html")


def test_every_recording_is_counted() -> None:
    folders = ("amp", "api", "pages", "telegram-preview")
    found = {
        path.relative_to(SAMPLES).as_posix()
        for folder in folders
        for path in (SAMPLES / folder).iterdir()
    }
    assert {name for name in found if not name.startswith("amp/")} == set(EXPECTED)
