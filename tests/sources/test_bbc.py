"""A BBC World Service live page: a tree of blocks."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from herald import bodies, document, keys

from bot.errors import SnapshotRefused
from bot.model import Snapshot
from bot.sources.read import understand
from bot.text import Style

Block = dict[str, Any]


def node(kind: str, *blocks: Block, **model: object) -> Block:
    return {"type": kind, "model": {"blocks": list(blocks), **model}}


def fragment(text: str, *styles: str) -> Block:
    return {"type": "fragment", "model": {"text": text, "attributes": list(styles)}}


def paragraph(*inner: Block | str) -> Block:
    blocks = [fragment(one) if isinstance(one, str) else one for one in inner]
    return node("paragraph", *blocks, text="not read: the same words again")


def entry(number: int, *content: Block, header: tuple[Block, ...] = (), **fields: object) -> Block:
    return {
        "urn": f"asset:{number}",
        "type": "POST",
        "header": {"model": {"blocks": list(header)}},
        "content": {"model": {"blocks": list(content) or [paragraph(f"Text {number}.")]}},
        "options": {"isBreakingNews": False},
        "dates": {"firstPublished": f"2025-06-02T11:{number:02}:00.000Z",
                  "lastPublished": "2025-06-02T12:00:00.000Z"},
    } | fields  # fmt: skip


def read(*entries: Block, **fields: object) -> Snapshot:
    data = {
        "title": "Harbour talks",
        "language": "tr",
        "isLive": True,
        "startDateTime": "2025-06-02T10:30:00.000Z",
        "liveTextStream": {"content": {"data": {"results": list(entries)}}},
    } | fields
    return understand(document(json.dumps({"data": data}), "application/json"))


def test_entries_become_posts() -> None:
    head = (node("headline", node("text", paragraph("Casting off"))),)
    got = read(entry(2, header=head), entry(1))

    assert (got.format, got.title, got.language, got.live) == ("bbc", "Harbour talks", "tr", True)
    assert got.starts_at == datetime(2025, 6, 2, 10, 30, tzinfo=UTC)
    assert keys(got.posts) == ["asset:1", "asset:2"]
    assert [post.headline for post in got.posts] == ["", "Casting off"]
    assert got.posts[0].posted_at == datetime(2025, 6, 2, 11, 1, tzinfo=UTC)


def test_a_page_may_carry_the_stream_as_the_state_of_its_script() -> None:
    """The newer pages: a string of JSON, keyed by what the page's own script asked for."""
    stream = {"page": {"index": 1, "total": 3}, "results": [entry(2), entry(1)]}
    state = {
        "data": {
            "live-stream?assetId=c1": {"name": "live-stream", "data": stream},
            "live-header?assetId=c1": {"data": {"title": "Harbour talks", "isLive": False}},
        }
    }
    script = f"window.__INITIAL_DATA__={json.dumps(json.dumps(state))};"
    page = f"<!doctype html><html lang='en'><body><script>{script}</script></body></html>"

    got = understand(document(page))

    assert (got.format, got.title, got.live) == ("bbc", "Harbour talks", False)
    assert keys(got.posts) == ["asset:1", "asset:2"]
    assert got.older == f"{got.url}?page=2"


def test_the_second_headline_opens_the_text() -> None:
    head = (
        node("headline", node("text", paragraph("Casting off"))),
        node("subheadline", node("text", paragraph("From our man on the quay"))),
    )
    (post,) = read(entry(1, header=head)).posts
    assert (post.headline, post.body.value) == (
        "Casting off", "From our man on the quay\n\nText 1.",
    )  # fmt: skip


def test_words_links_lists_and_quotes_survive() -> None:
    (post,) = read(
        entry(
            1,
            fragment("\n      "),
            paragraph("It ", fragment("rains", "bold"), " on ",
                      node("urlLink", fragment("the quay"), locator="https://q.example/")),
            node("unorderedList", node("listItem", paragraph("Rope")),
                 node("listItem", paragraph("Anchor"))),
            node("quote", paragraph("Heave ho.")),
            fragment("\n    "),
        )
    ).posts  # fmt: skip

    assert post.body.value == "It rains on the quay\n\n• Rope\n• Anchor\n\nHeave ho."
    assert [(span.style, span.url) for span in post.body.spans] == [
        (Style.BOLD, ""), (Style.LINK, "https://q.example/"), (Style.QUOTE, ""),
    ]  # fmt: skip


def test_single_breaks_mean_nothing_and_blank_lines_part_paragraphs() -> None:
    got = read(entry(1, paragraph("It rains\non the quay.\n\nNobody minds.")))
    assert bodies(got.posts) == ["It rains on the quay.\n\nNobody minds."]


def test_right_to_left_text_is_left_alone() -> None:
    words = "المطر يهطل على الميناء."
    assert bodies(read(entry(1, paragraph(words))).posts) == [words]


def test_pictures_keep_caption_and_credit() -> None:
    raw = {"type": "rawImage", "model": {"locator": "a/b.jpg", "originCode": "cps",
                                         "copyrightHolder": "Example Images"}}  # fmt: skip
    picture = node(
        "image", raw,
        node("altText", node("text", paragraph("A boat"))),
        node("caption", node("text", paragraph("The ferry"))),
    )  # fmt: skip
    (post,) = read(entry(1, picture)).posts

    assert post.body.value == ""
    (photo,) = post.media
    assert photo.url == "https://ichef.bbci.co.uk/ace/standard/1024/cps/a/b.jpg"
    assert (photo.caption, photo.credit) == ("The ferry", "Example Images")


def test_breaking_news_is_a_key_moment() -> None:
    got = read(entry(2, options={"isBreakingNews": True}), entry(1))
    assert [post.key_moment for post in got.posts] == [False, True]


def test_entries_that_are_no_posts_are_passed_over() -> None:
    assert keys(read(entry(2, type="PROMO"), entry(1)).posts) == ["asset:1"]


@pytest.mark.parametrize(
    "start", ["2025-06-02T00:00:00.000Z", None, "soon"], ids=["midnight", "missing", "words"]
)
def test_a_start_that_is_no_moment_is_not_told(start: str | None) -> None:
    assert read(entry(1), startDateTime=start).starts_at is None


def test_an_ended_page_says_so_and_its_end_time_says_nothing() -> None:
    assert read(entry(1), isLive=False).live is False
    assert read(entry(1), isLive=None, endDateTime="2025-06-02T10:00:00Z").live is None


def test_entries_without_words_are_refused_together() -> None:
    with pytest.raises(SnapshotRefused, match="lists 1 posts"):
        read(entry(1, fragment(" ")))


def test_an_empty_stream_is_a_page_that_has_not_begun() -> None:
    assert read().posts == ()


def test_nesting_has_an_end() -> None:
    deep = paragraph("Text.")
    for _ in range(150):
        deep = node("text", deep)
    assert bodies(read(entry(2, deep), entry(1)).posts) == ["Text 1."]
