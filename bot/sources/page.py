"""A page's own elements of its posts: found by id, and what they say. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.model import Dropped, Media
from bot.sources import media, stamps
from bot.sources.dom import attribute, is_advert, is_same
from bot.sources.html import convert, heading
from bot.text import Text

ID_ATTRIBUTES = (
    "id",
    "data-source-id",
    "data-post-id",
    "data-block-id",
    "data-entry-id",
    "data-id",
    "data-uri",
)
_STABLE = ID_ATTRIBUTES[1:]
_NOT_POSTS = frozenset({
    "input", "label", "script", "style", "svg", "path", "link", "meta", "option", "select", "form",
    "button", "template", "iframe", "html", "body", "head",
})  # fmt: skip
# What tells one post from another at the end of an id: a number, or a hexadecimal name.
_TAIL = re.compile(r"(\d{4,}|[0-9a-f]{8}[0-9a-f-]{4,})$")
STAMP_ATTRIBUTES = (
    "data-post-time", "data-published", "data-publish-time", "data-published-time",
    "data-date-published", "data-timestamp", "data-time", "data-datetime", "data-sort-time",
    "data-last-updated",
)  # fmt: skip
# What pages of their own making call such an attribute.
_STAMP_NAME = re.compile(
    r"data-(?!\S*(?:updat|modif|edit|expir|end|now|current|zone|format|delay|interval))"
    r"(?:[\w-]*-)?(?:time|date|timestamp|datetime|published)(?:-\w+)?"
)
_UPDATED = re.compile(r"updat|modif|edited", re.IGNORECASE)
_KEY_LISTS = (
    "[id*='key-event'], [class*='key-event'], [class*='keyevent'], [id*='key-moment'], "
    "[class*='key-moment'], [class*='summary-points'], [name='KeyEventsCarousel']"
)
_PINNED_BOXES = "[id*='pinned-post'], [class*='pinned-post'], [data-component*='pinned']"
_KEY_CLASS = re.compile(
    r"(?:.*[-_])?(?:key[-_]?(?:event|moment|post)|is[-_]key|highlight(?:ed)?|lb_highlight|breaking|"
    r"milestone|summary)"
)
_PINNED_CLASS = re.compile(r"(?:.*[-_])?(?:pinned|sticky)(?:[-_](?:post|entry|block))?")
_TRUE = frozenset({"true", "1", "yes"})
_HIGHEST_CLIMB = 3


@dataclass(frozen=True, slots=True)
class Element:
    """What a post's own element says. `stable_id` is an id that is not made of the headline."""

    dom_id: str
    stable_id: str
    headline: str
    body: Text
    media: tuple[Media, ...]
    shown_at: datetime | None
    data_at: datetime | None
    key_moment: bool
    pinned: bool
    withdrawn: bool
    advert: bool
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """The element of a post, and the element with its id, which may be an anchor inside."""

    node: LexborNode
    anchor: LexborNode


class Page:
    """The page's elements by id, for joining with a list of posts. `ids` are the posts' own."""

    def __init__(
        self, tree: LexborHTMLParser, ids: Collection[str], base: str, timezone: str
    ) -> None:
        self._base = base
        self._timezone = timezone
        self._ids = frozenset(ids)
        self._by_id: dict[str, list[LexborNode]] = {}
        self._by_tail: dict[str, list[LexborNode]] = {}
        self._index(tree)
        self._key = _pointed_at(tree, _KEY_LISTS)
        self._pinned = _pointed_at(tree, _PINNED_BOXES)

    def place(self, post_id: str) -> Place | None:
        """Where the post with this id stands, however the page spells it; None if it does not."""
        found = self._by_id.get(post_id) or self._by_tail.get(tail(post_id), [])
        candidates = [node for node in found if not _points(node) and not self._holds_several(node)]
        if not candidates:
            return None
        best = max(candidates, key=lambda node: (not is_advert(node), len(node.text())))
        return Place(self._climb(best), best)

    def lists_as_key(self, ids: Collection[str]) -> bool:
        """Whether the page's list of key events leads to the post with these ids."""
        return any((tail(one) or one) in self._key for one in ids)

    def shows_pinned(self, ids: Collection[str]) -> bool:
        """Whether the page's pinned box leads to the post with these ids."""
        return any((tail(one) or one) in self._pinned for one in ids)

    def _index(self, tree: LexborHTMLParser) -> None:
        for node in tree.css("[id], a[name], " + ", ".join(f"[{name}]" for name in _STABLE)):
            if node.tag in _NOT_POSTS:
                continue
            names = {attribute(node, name) for name in ID_ATTRIBUTES}
            if node.tag == "a":
                names.add(attribute(node, "name"))
            for name in names - {""}:
                self._by_id.setdefault(name, []).append(node)
            for end in {tail(name) for name in names} - {""}:
                self._by_tail.setdefault(end, []).append(node)

    def _climb(self, node: LexborNode) -> LexborNode:
        """From an anchor that is empty to the element around it, unless that holds other posts."""
        for _ in range(_HIGHEST_CLIMB):
            parent = node.parent
            if node.text().strip() or parent is None or parent.tag in {"body", "main", "html"}:
                break
            if self._holds_several(parent):
                break
            node = parent
        return node

    def _holds_several(self, node: LexborNode) -> bool:
        inside = (
            attribute(inner, "id") or attribute(inner, "name")
            for inner in node.css("[id], a[name]")
        )
        return len(self._ids.intersection(inside)) > 1

    def read(self, node: LexborNode, anchor: LexborNode | None = None) -> Element:
        """What the element `node` says; `anchor` is the element with its id if that is another."""
        anchor = anchor or node
        converted = convert(node, self._base, whole_post=True)
        names = attribute(node, "class").lower().split()
        return Element(
            dom_id=attribute(anchor, "id") or attribute(anchor, "name"),
            stable_id=_stable_id(node),
            headline=heading(node),
            body=converted.text,
            media=media.of_element(node, self._base),
            shown_at=self._shown_at(node),
            data_at=self._data_at(node),
            key_moment=any(_KEY_CLASS.fullmatch(name) for name in names)
            or _is_true(node, "data-key-event", "data-is-key-event", "data-highlight"),
            pinned=any(_PINNED_CLASS.fullmatch(name) for name in names)
            or _is_true(node, "data-pinned", "data-is-pinned", "data-sticky"),
            withdrawn="data-tombstone" in node.attributes,
            advert=is_advert(node),
            dropped=converted.dropped,
        )

    def _shown_at(self, node: LexborNode) -> datetime | None:
        """The first time the element shows that is not the time of an update."""
        for clock in node.css("time[datetime], amp-timeago[datetime], [itemprop=datePublished]"):
            around = clock.parent
            outside = around is None or is_same(around, node)
            words = " ".join((
                clock.text(), attribute(clock, "class"), attribute(clock, "title"),
                attribute(clock, "itemprop"),
                attribute(around, "class") if around is not None and not outside else "",
            ))  # fmt: skip
            if _UPDATED.search(words):
                continue
            value = attribute(clock, "datetime") or attribute(clock, "content")
            if moment := stamps.parse(value, self._timezone):
                return moment
        return None

    def _data_at(self, node: LexborNode) -> datetime | None:
        for value in stamps_of(node):
            if moment := stamps.parse(value, self._timezone):
                return moment
        return None


def stamps_of(node: LexborNode) -> list[str]:
    """What the attributes of a post's element say of its time, the best known names first."""
    known = [value for name in STAMP_ATTRIBUTES if (value := attribute(node, name))]
    others = [name for name in node.attributes if _STAMP_NAME.fullmatch(name)]
    return [*known, *(attribute(node, name) for name in others if name not in STAMP_ATTRIBUTES)]


def tail(post_id: str) -> str:
    """The distinctive end of an id ("block-6462a1..." and "6462a1..." share it), or nothing."""
    found = _TAIL.search(post_id.lower())
    return found[1] if found and any(sign.isdecimal() for sign in found[1]) else ""


def _pointed_at(tree: LexborHTMLParser, boxes: str) -> frozenset[str]:
    """The ids (or their tails) of the posts that links inside these boxes lead to."""
    found = set()
    for box in tree.css(boxes):
        for link in box.css("a"):
            target = attribute(link, "data-id") or attribute(link, "href").rpartition("#")[2]
            if "/" not in target and target:
                found.add(tail(target) or target)
    return frozenset(found)


def _points(node: LexborNode) -> bool:
    """Whether this is a link to a post rather than its anchor."""
    return node.tag == "a" and bool(attribute(node, "data-id")) and not attribute(node, "id")


def _stable_id(node: LexborNode) -> str:
    for name in _STABLE:
        if value := attribute(node, name):
            return value
    return ""


def _is_true(node: LexborNode, *names: str) -> bool:
    return any(attribute(node, name).lower() in _TRUE for name in names)
