"""kp.ru's pages as JSON: a tree of `childs`, where an article's paragraphs are records. Pure.

A text broadcast there is an article whose paragraphs open with a time, so it is put together and
read as one. A list of news in the same tree is read by `bot.sources.postlist`.
"""

from collections.abc import Iterator
from dataclasses import replace
from html import escape

from bot.model import Snapshot
from bot.sources import html, timed
from bot.sources.document import Document, Kind
from bot.sources.payload import Json, record, records, values, words

NAME = "kp"

_DEEPEST = 50


def understand(document: Document) -> Snapshot | None:
    """The posts of a text broadcast; None if the tree holds none."""
    if document.kind is not Kind.JSON:
        return None
    for data in values(document, "childs", "@class"):
        page = replace(document, kind=Kind.HTML, text=_page(record(data)))
        if snapshot := timed.understand(page):
            return replace(snapshot, format=NAME)
    return None


def _page(tree: Json) -> str:
    pieces = list(_pieces(tree, 0))
    title = next((title for title, _ in pieces if title), "")
    body = "".join(text if "<p" in text else f"<p>{text}</p>" for _, text in pieces if text)
    return (
        f"<!doctype html><html><head><title>{escape(html.plain(title))}</title></head>"
        f"<body><article>{body}</article></body></html>"
    )


def _pieces(node: Json, depth: int) -> Iterator[tuple[str, str]]:
    """The title and the text of each record, in the order in which the page shows them."""
    said = record(node.get("ru"))
    yield words(said.get("title")), words(said.get("text"))
    if depth < _DEEPEST:
        for child in records(node.get("childs")):
            yield from _pieces(child, depth + 1)
