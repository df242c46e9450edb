"""A page read by the CSS selectors that an editor has given for it. Pure.

What they leave open (a post's headline, say) is read as on any page with elements for its posts.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from bot.errors import SourceError
from bot.model import Media, Selectors, Snapshot
from bot.sources import dom, media, stamps
from bot.sources.clock import Opening, opening
from bot.sources.document import Document, Kind
from bot.sources.elements import BUILT_ALIKE, Manner, snapshot_of
from bot.sources.html import convert_run
from bot.sources.page import Element, Page
from bot.text import Text, join

NAME = "selectors"
SIGN = "the CSS selectors that an editor has given"


def check(selectors: Selectors) -> None:
    """Raise SourceError, with the line, for a selector that is none."""
    nothing = LexborHTMLParser("<p>")
    for part, selector in asdict(selectors).items():
        try:
            if selector:
                nothing.css(selector)
        except SelectolaxError:
            raise SourceError(
                f"“{part}: {selector}” is no CSS selector. Selectors look like: article.item, "
                "#feed > li, time[datetime]."
            ) from None


def understand(document: Document, selectors: Selectors) -> Snapshot | None:
    """The posts that the selectors find, one or more; None on a page where they find none.

    Raises SourceError for a selector that is none, SnapshotRefused if what they find says nothing.
    """
    check(selectors)
    if document.kind is not Kind.HTML:
        return None
    nodes = _outermost(document.tree.css(selectors.post))
    if not nodes:
        return None
    reader = _Reader(selectors, document)
    manner = Manner(reader.name, reader.read, reader.clock)
    snapshot = snapshot_of(NAME, document.tree, document, nodes, manner=manner)
    return replace(snapshot, older="")  # the selectors are meant for this page


class _Reader:
    """Reads the elements of posts as the selectors say."""

    def __init__(self, selectors: Selectors, document: Document) -> None:
        self._selectors = selectors
        self._base = document.url
        self._timezone = document.timezone

    def name(self, node: LexborNode) -> str:
        """What names the post: the id, else the link, else the words of the element selected."""
        if not self._selectors.id:
            return BUILT_ALIKE.name(node)
        found = node.css_first(self._selectors.id)
        if found is None:
            return ""
        return BUILT_ALIKE.name(found) or dom.attribute(found, "href") or dom.tidy(found.text())

    def read(self, page: Page, node: LexborNode) -> Element:
        """What the post says; an editor's choice is no advertisement, whatever it is called."""
        element = replace(page.read(node), advert=False)
        chosen = self._selectors
        if chosen.title:
            found = node.css_first(chosen.title)
            element = replace(element, headline=dom.tidy(found.text()) if found else "")
        if chosen.body:
            parts = [convert_run([one], self._base) for one in _outermost(node.css(chosen.body))]
            element = replace(
                element,
                body=join("\n\n", [part.text for part in parts]),
                dropped=tuple(entry for part in parts for entry in part.dropped),
            )
        if chosen.media:
            element = replace(element, media=self._media(node))
        if chosen.time:
            element = replace(element, shown_at=self._moment(node), data_at=None)
        return element

    def clock(self, node: LexborNode) -> Opening | None:
        """The bare clock time that the post shows: "14:45"."""
        if not self._selectors.time:
            return BUILT_ALIKE.clock(node)
        found = node.css_first(self._selectors.time)
        return opening(Text(dom.tidy(found.text()))) if found is not None else None

    def _media(self, node: LexborNode) -> tuple[Media, ...]:
        found: dict[str, Media] = {}
        for inner in node.css(self._selectors.media):
            for item in media.of_element(inner, self._base):
                found.setdefault(item.url, item)
        return tuple(found.values())

    def _moment(self, node: LexborNode) -> datetime | None:
        found = node.css_first(self._selectors.time)
        if found is None:
            return None
        values = (dom.attribute(found, "datetime"), dom.attribute(found, "content"), found.text())
        moments = (stamps.parse(value, self._timezone) for value in values)
        return next((moment for moment in moments if moment is not None), None)


def _outermost(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """The elements that stand in none of the others, each once."""
    known = {node.mem_id for node in nodes}
    outermost: dict[int, LexborNode] = {}
    for node in nodes:
        parent = node.parent
        while parent is not None and parent.mem_id not in known:
            parent = parent.parent
        if parent is None:
            outermost[node.mem_id] = node
    return list(outermost.values())
