"""JSON Feed, by the book and off it."""

import json
from datetime import UTC, datetime

import pytest
from herald import TITLE, Json, bodies, document, keys

from bot.errors import SnapshotRefused
from bot.model import Media, MediaKind, Snapshot
from bot.sources import jsonfeed
from bot.sources.read import understand


def item(number: int, **fields: object) -> Json:
    return {
        "id": f"item-{number}",
        "url": f"https://herald.example/{number}",
        "title": f"Step {number}",
        "content_html": f"<p>Text <b>{number}</b>.</p>",
        "date_published": f"2025-06-02T11:{number:02}:00Z",
    } | fields


def read(*items: object, **fields: object) -> Snapshot:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": TITLE, "items": list(items)}
    return understand(document(json.dumps(feed | fields), "application/feed+json"))


def test_a_feed_by_the_book() -> None:
    got = read(item(2), item(1), language="en-US")

    assert (got.format, got.title, got.language, got.live) == ("jsonfeed", TITLE, "en-US", None)
    assert keys(got.posts) == ["item-1", "item-2"]
    assert bodies(got.posts) == ["Text 1.", "Text 2."]
    assert got.posts[0].headline == "Step 1"
    assert got.posts[0].posted_at == datetime(2025, 6, 2, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        '{"items": []}',
        '{"version": "1", "home": "https://jsonfeed.org/version/1"}',
        '["https://jsonfeed.org/version/1"]',
        "<html>jsonfeed.org/version/1</html>",
    ],
)
def test_other_json_is_not_ours(text: str) -> None:
    assert jsonfeed.understand(document(text, "application/json")) is None


def test_the_feed_says_when_it_is_over() -> None:
    assert read(item(1), expired=True).live is False


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"content_text": "Plain & simple", "content_html": None}, "Plain & simple"),
        ({"content_html": "", "content_text": "One.\nTwo."}, "One.\n\nTwo."),
        ({"content_html": None, "summary": "In short."}, "In short."),
        ({"content_html": 7}, ""),
    ],
)
def test_the_text_may_stand_in_three_places(fields: Json, body: str) -> None:
    assert bodies(read(item(1, **fields)).posts) == [body]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"id": 17}, "17"),
        ({"id": ""}, "https://herald.example/1"),
        ({"id": None}, "https://herald.example/1"),
        ({"id": True}, "https://herald.example/1"),
    ],
)
def test_an_odd_id_is_still_an_id(fields: Json, key: str) -> None:
    assert keys(read(item(1, **fields)).posts) == [key]


def test_items_that_are_none_are_passed_over() -> None:
    assert keys(read("odd", None, {}, {"title": "no id"}, item(1)).posts) == ["item-1"]


def test_media() -> None:
    attachments = [
        {"url": "https://cdn.example/a.mp4", "mime_type": "video/mp4"},
        {"url": "https://cdn.example/b.jpg", "mime_type": "image/jpeg"},
        {"url": "https://cdn.example/c.mp3", "mime_type": "audio/mpeg"},
        {"mime_type": "image/jpeg"},
        "odd",
    ]
    html = "<p>Text</p><figure><img src='/d.jpg'><figcaption>Hall. Photo: AFP</figcaption></figure>"
    (post,) = read(
        item(1, attachments=attachments, content_html=html, image="https://cdn.example/e.jpg")
    ).posts
    assert post.media == (
        Media(MediaKind.VIDEO, "https://cdn.example/a.mp4"),
        Media(MediaKind.PHOTO, "https://cdn.example/b.jpg"),
        Media(MediaKind.PHOTO, "https://herald.example/d.jpg", "Hall.", "AFP"),
        Media(MediaKind.PHOTO, "https://cdn.example/e.jpg"),
    )
    assert read(item(1, attachments={"odd": 1})).posts[0].media == ()


@pytest.mark.parametrize(
    "text",
    [
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "a"}, {"id"',
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id" "a"}]}',
        '{"version": "https://jsonfeed.org/version/1.1"}',
        '{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1", "items": 5}',
        '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000 + "]" * 100_000,
    ],
)
def test_a_broken_feed_is_refused(text: str) -> None:
    with pytest.raises(SnapshotRefused):
        understand(document(text, "application/feed+json"))
