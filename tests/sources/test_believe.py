"""Answers that are refused by their shape, so that they change nothing."""

import pytest
from herald import URL, blog, document, element, item, page, rss, update

from bot.errors import SnapshotRefused
from bot.model import Dropped, Snapshot
from bot.sources import believe

WHOLE = page(blog([update(1)]), [element(1, "<p>The text.</p>")])


@pytest.mark.parametrize(
    ("text", "content_type", "words"),
    [
        ("", "text/html", "empty page"),
        (" \n ", "application/xml", "empty page"),
        ("\x89PNG", "image/png", "not a page or a feed but image/png"),
        ("words", "text/plain; charset=utf-8", "but text/plain"),
        ("words", "", "but unknown content"),
        (WHOLE[:-20], "text/html", "broke off"),
        (WHOLE[: len(WHOLE) // 2], "text/html", "broke off"),
        (WHOLE[: WHOLE.index("<footer>")], "text/html", "broke off"),
        (rss(item(1))[:-5], "application/rss+xml", "broke off"),
        ('{"items": [', "application/json", "broke off"),
    ],
)
def test_refuses(text: str, content_type: str, words: str) -> None:
    with pytest.raises(SnapshotRefused, match=words):
        believe.refuse_document(document(text, content_type))


@pytest.mark.parametrize(
    ("text", "content_type"),
    [
        (WHOLE, "text/html"),
        (WHOLE + "\n<!-- served in 12 ms -->", "text/html"),
        (WHOLE.replace("</body></html>", ""), "text/html"),
        (WHOLE.upper(), "text/html"),
        (rss(item(1)) + "\n<!-- cached -->\n", "application/rss+xml"),
        ("<rdf:RDF></rdf:RDF>", "application/xml"),
        ("<atom:feed></atom:feed>", "application/xml"),
        ('{"a": 1}\n', "application/json"),
        ("[]", "application/json"),
    ],
)
def test_lets_through(text: str, content_type: str) -> None:
    believe.refuse_document(document(text, content_type))


def snapshot(*dropped: Dropped) -> Snapshot:
    return Snapshot(url=URL, format="jsonld", title="", posts=(), dropped=dropped)


def test_a_list_of_posts_that_say_nothing_is_refused() -> None:
    empty = Dropped("7001", "the page shows nothing of it yet")
    with pytest.raises(SnapshotRefused, match="lists 1 posts"):
        believe.refuse_snapshot(snapshot(empty), 1)


def test_a_list_of_nothing_but_promotion_is_merely_empty() -> None:
    believe.refuse_snapshot(snapshot(Dropped("Boats", "points to another story")), 1)


def test_an_empty_list_is_an_event_not_yet_begun() -> None:
    believe.refuse_snapshot(snapshot(), 0)
