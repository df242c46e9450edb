"""The recorded page as the bot itself reads it: nothing of the coverage is lost on the way."""

from datetime import datetime

from bot.demo import POLL
from bot.model import MediaKind, SectionKind, SeenPost, Snapshot
from bot.sandbox.istanbul import istanbul
from bot.sandbox.site import CREDIT, page_at
from bot.sources.document import read_document
from bot.sources.read import understand


def snapshot(time: str) -> Snapshot:
    moment = datetime.fromisoformat(f"2025-06-02T{time}+03:00")
    html = page_at(istanbul(), moment).encode()
    return understand(
        read_document(
            "http://127.0.0.1/coverage",
            html,
            "text/html; charset=utf-8",
            fetched_at=moment,
            timezone=istanbul().timezone,
        )
    )


def post(time: str, key: str) -> SeenPost:
    return next(seen for seen in snapshot(time).posts if seen.key.endswith(key))


def test_every_post_is_read_but_the_advertisement():
    keys = [seen.key.removeprefix("block-") for seen in snapshot("18:31:00").posts]
    gone = {"promo-newsletter", "postponed"}
    assert keys == [recorded.key for recorded in istanbul().posts if recorded.key not in gone]


def test_texts_are_whole_although_the_machine_readable_part_is_cut():
    for recorded in istanbul().posts[:10]:
        if not recorded.promo:
            seen = post("13:00:00", recorded.key)
            assert seen.body.value.count("\n\n") == len(recorded.body) - 1
            assert seen.headline == recorded.headline
            assert seen.posted_at == recorded.at


def test_pictures_are_the_posts_own_with_their_credit():
    media = post("15:00:00", "room").media
    assert [item.url.rpartition("/")[2] for item in media] == [
        "table.jpg",
        "microphones.jpg",
        "briefing.jpg",
    ]
    assert {item.credit for item in media} == {CREDIT}
    assert media[0].caption == "The table is laid in the shape of a U"
    assert not any("cover.jpg" in i.url for s in snapshot("18:31:00").posts for i in s.media)


def test_the_film_is_a_video():
    [film] = post("12:10:00", "film").media
    assert film.kind is MediaKind.VIDEO


def test_key_moments_and_the_pinned_post_are_known_as_such():
    posts = snapshot("18:31:00").posts
    assert sum(seen.key_moment for seen in posts) == 8
    assert [seen.key for seen in posts if seen.pinned] == ["block-guide"]


def test_the_end_is_the_pages_own_word():
    assert snapshot("18:30:00").live is True
    assert snapshot("18:31:00").live is False


def test_the_page_around_the_posts_is_read_whole():
    told = {one.kind: one for one in snapshot("17:00:00").background}
    assert list(told) == [
        SectionKind.DELEGATIONS,
        SectionKind.VENUE,
        SectionKind.GOALS,
        SectionKind.VIDEO,
        SectionKind.PROGNOSIS,
        SectionKind.TAKEAWAYS,
    ]
    assert told[SectionKind.DELEGATIONS].body.value.count("\n") == 2
    assert told[SectionKind.GOALS].body.value.split("\n\n")[::2] == ["Ukraine", "Russia"]
    assert told[SectionKind.VIDEO].url == "http://127.0.0.1/media/crossing.mp4"


def test_sections_are_revised_and_come_in_their_time():
    before, after = (
        {one.key: one.body.value for one in snapshot(time).background}
        for time in ("12:00:00", "17:00:00")
    )
    revised = [key.partition(":")[0] for key in before if before[key] != after[key]]
    assert revised == ["venue", "prognosis"]
    assert [key.partition(":")[0] for key in after if key not in before] == ["takeaways"]
    assert "Variant 1" in next(body for key, body in before.items() if key.startswith("prognosis"))


def test_what_is_made_up_says_so():
    (prognosis,) = (each for each in istanbul().sections if each.heading == "Prognosis")
    for version in prognosis.versions:
        assert "made up" in version.body[0].lower()
    assert "invented" in POLL
