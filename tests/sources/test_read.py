"""From an address to a reading, over a real wire."""

import json
import threading
from dataclasses import replace
from typing import Any

import pytest
from builders import at
from herald import blog, document, element, item, keys, page, rss, update
from source_site import Site

from bot.changes import history
from bot.errors import NotModified, SnapshotRefused, SourceError
from bot.intake import changes_of
from bot.model import DOUBT_AFTER, SeenPost, Snapshot, Source
from bot.sources import read
from bot.sources.document import Document
from bot.sources.fetch import Fetcher
from bot.sources.read import FORMATS, Format, HttpSourceReader, understand
from bot.stubs import Holding

PAGE = page(blog([update(2), update(1)]), [element(1, "<p>The text.</p>")])
JSON_FEED = json.dumps(
    {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "content_text": "Text"}]}
)


@pytest.fixture
def reader(fetcher: Fetcher) -> HttpSourceReader:
    return HttpSourceReader(fetcher)


@pytest.mark.parametrize(
    ("body", "content_type", "form"),
    [
        (PAGE, "text/html; charset=utf-8", "jsonld"),
        (rss(item(1)), "application/rss+xml", "feed"),
        (rss(item(1)), "text/html", "feed"),
        (JSON_FEED, "application/feed+json", "jsonfeed"),
        (JSON_FEED, "text/plain", "jsonfeed"),
    ],
)
async def test_reads_every_format(
    site: Site, reader: HttpSourceReader, body: str, content_type: str, form: str
) -> None:
    url = site.page("/live", body, content_type, etag='"v1"', cache_control="max-age=20")

    reading = await reader.inspect(url, timezone="UTC")

    assert reading.snapshot.format == form
    assert reading.snapshot.url == url
    assert reading.snapshot.posts
    assert (reading.etag, reading.not_before) == ('"v1"', 20)


async def test_the_next_reading_carries_what_the_last_one_left(
    site: Site, reader: HttpSourceReader
) -> None:
    url = site.page("/live", PAGE, etag='"v1"', last_modified="yesterday")
    first = await reader.inspect(url, timezone="UTC")
    source = Source(1, 1, url, "jsonld", etag=first.etag, last_modified=first.last_modified,
                    body_hash=first.body_hash)  # fmt: skip

    with pytest.raises(NotModified):
        await reader.read(source, timezone="UTC")
    assert site.requests[1]["if-none-match"] == '"v1"'
    assert site.requests[1]["if-modified-since"] == "yesterday"

    site.page("/live", PAGE.replace("The text.", "The corrected text."))
    second = await reader.read(source, timezone="UTC")
    assert second.body_hash != first.body_hash


async def test_relative_addresses_count_from_where_the_page_really_is(
    site: Site, reader: HttpSourceReader
) -> None:
    link = page(blog([update(1)]), [element(1, "<p>The text is <a href='doc'>here it is</a></p>")])
    site.page("/news/live", link)
    reading = await reader.inspect(site.redirect("/old", "/news/live"), timezone="UTC")
    assert reading.snapshot.url == site.url("/news/live")
    assert reading.snapshot.posts[0].body.spans[0].url == site.url("/news/doc")


async def test_parsing_does_not_hold_up_the_event_loop(
    site: Site, reader: HttpSourceReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[threading.Thread] = []

    def spy(document: Document, **given: Any) -> Snapshot:
        seen.append(threading.current_thread())
        return understand(document, **given)

    monkeypatch.setattr(read, "understand", spy)
    await reader.inspect(site.page("/live", PAGE), timezone="UTC")
    assert seen
    assert seen[0] is not threading.main_thread()


@pytest.mark.parametrize(
    ("body", "content_type", "error", "words"),
    [
        ("<html><p>Hello</p></html>", "text/html", SourceError, "no live posts Dateline can read"),
        ("", "text/html", SnapshotRefused, "empty page"),
        ("%PDF-1.7 ...", "application/pdf", SnapshotRefused, "application/pdf"),
        (PAGE[:-100], "text/html", SnapshotRefused, "broke off"),
        ('{"items": []}', "application/json", SourceError, "no feed, no data of a known publisher"),
    ],
)
async def test_says_what_is_wrong(  # noqa: PLR0917 - two fixtures and the columns of the table
    site: Site,
    reader: HttpSourceReader,
    body: str,
    content_type: str,
    error: type[Exception],
    words: str,
) -> None:
    with pytest.raises(error, match=words):
        await reader.inspect(site.page("/live", body, content_type), timezone="UTC")


def test_the_remembered_format_is_asked_first() -> None:
    asked: list[str] = []

    def form(name: str) -> Format:
        def look(_: Document) -> Snapshot | None:
            asked.append(name)
            return None

        return Format(name, look)

    forms = [form("a"), form("b"), form("c")]
    for remembered in ("", "c", "gone"):
        with pytest.raises(SourceError):
            understand(document("<html></html>"), remembered=remembered, formats=forms)
    assert asked == ["a", "b", "c", "c", "a", "b", "a", "b", "c"]


def test_a_source_may_change_its_format() -> None:
    assert keys(understand(document(PAGE), remembered="feed").posts) == ["post-7001", "post-7002"]


def found(name: str, posts: int) -> Format:
    """A format that finds so many posts; below zero, something it cannot believe."""

    def look(_: Document) -> Snapshot:
        if posts < 0:
            raise SnapshotRefused(name)
        seen = tuple(SeenPost(key=str(number)) for number in range(posts))
        return Snapshot(url="", format=name, title="", posts=seen)

    return Format(name, look)


@pytest.mark.parametrize(
    ("formats", "remembered", "format_"),
    [
        ([found("a", 0), found("b", 2)], "", "b"),
        ([found("a", -1), found("b", 2)], "", "b"),
        ([found("a", 0), found("b", 0)], "", "a"),
        ([found("a", -1), found("b", 0)], "", "b"),
        ([found("a", 2), found("b", 2)], "b", "b"),
        ([found("a", 2), found("b", 0)], "b", "b"),
    ],
)
def test_a_format_without_posts_gives_way(
    formats: list[Format], remembered: str, format_: str
) -> None:
    page_ = document("<html></html>")
    assert understand(page_, remembered=remembered, formats=formats).format == format_


def test_what_nobody_can_believe_is_refused_in_the_words_of_the_first() -> None:
    page_, formats = document("<html></html>"), [found("a", -1), found("b", -1)]
    with pytest.raises(SnapshotRefused, match="a"):
        understand(page_, formats=formats)


def test_the_remembered_format_has_the_last_word() -> None:
    """Or a page whose list is broken for a minute would show other keys for the same posts."""
    page_, formats = document("<html></html>"), [found("a", -1), found("b", 2)]
    with pytest.raises(SnapshotRefused, match="a"):
        understand(page_, remembered="a", formats=formats)


def test_format_names_are_unique_because_they_are_stored() -> None:
    assert len({form.name for form in FORMATS}) == len(FORMATS)


# --- A page that is rebuilt -----------------------------------------------------------------------

WHOLE = [
    element(
        n,
        f"<h2>Step {n} of the talks</h2><p>The delegations finished step {n}.</p>",
        clock=f"2025-06-02T11:{n:02}:00Z",
    )
    for n in (3, 2, 1)
]


def rebuilt(*updates: Any) -> Document:
    """A page whose data for machines lost posts that it still shows to people."""
    return document(page(blog(list(updates)), WHOLE))


def test_the_remembered_format_has_the_last_word_until_it_is_doubted() -> None:
    left = rebuilt(update(1))
    assert understand(left, remembered="jsonld").format == "jsonld"
    judged = understand(left, remembered="jsonld", doubted=True)
    assert (judged.format, len(judged.posts)) == ("elements", 3)


def test_a_doubted_format_that_finds_as_many_posts_keeps_its_say() -> None:
    whole = rebuilt(update(3), update(2), update(1))
    assert understand(whole, remembered="elements", doubted=True).format == "elements"
    assert understand(whole, remembered="jsonld", doubted=True).format == "jsonld"


def test_a_doubted_page_without_any_posts_says_why() -> None:
    with pytest.raises(SourceError, match="no live posts"):
        understand(document("<html><p>Hello</p></html>"), remembered="jsonld", doubted=True)


async def test_a_source_in_doubt_is_judged_anew_and_its_posts_are_known_again(
    site: Site, reader: HttpSourceReader
) -> None:
    before = page(blog([update(3), update(2), update(1)]), WHOLE)
    url = site.page("/live", before)
    first = (await reader.inspect(url, timezone="UTC")).snapshot
    stored = [replace(change.post, id=n) for n, change in enumerate(history(first, at(20)), 1)]
    moved = "".join(WHOLE).replace('id="post-7', 'id="entry-9')
    site.page("/live", f"<html><body><main>{moved}</main></body></html>")
    source = Source(1, 1, url, first.format, misfits=DOUBT_AFTER)

    after = (await reader.read(source, timezone="UTC")).snapshot
    changes = changes_of(source, stored, after, at(21), patience=1, holding=Holding())

    assert (first.format, after.format) == ("jsonld", "elements")
    assert [(change.post.id, kind) for change in changes for kind in change.kinds] == []
    assert sorted(change.post.id for change in changes) == [1, 2, 3]
