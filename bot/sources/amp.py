"""amp-live-list, and pages that use its attributes without being AMP. Pure.

https://amp.dev/documentation/components/amp-live-list: items carry an id and a sort time, and a
tombstone once they are deleted. A new update time alone says nothing, so it is not read.
"""

import re
from dataclasses import replace
from datetime import timedelta

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.model import SeenPost, Snapshot
from bot.sources import dom, stamps
from bot.sources.document import Document, Kind
from bot.sources.elements import snapshot_of

NAME = "amp"

_SORT, _UPDATED = "data-sort-time", "data-update-time"
_REAL_ID = re.compile(r"[\w:.-]+")
# One publishing system moves the sort time of sticky posts this far ahead.
_STICKY = timedelta(days=3652)
_EPOCH_DIGITS = 9


def understand(document: Document) -> Snapshot | None:
    """The items of an HTML page's largest live list; None if it has none."""
    if document.kind is not Kind.HTML or _SORT not in document.text:
        return None
    tree = document.tree
    nodes = [node for node in _items(tree) if _REAL_ID.fullmatch(dom.attribute(node, "id"))]
    if not nodes:
        return None
    zone = document.timezone
    newest = document.fetched_at

    def refine(post: SeenPost, node: LexborNode) -> SeenPost:
        sort = dom.attribute(node, _SORT)
        moment = stamps.parse(sort, zone)
        sticky = moment is not None and moment > newest + _STICKY / 2
        time = stamps.believable(moment - _STICKY, newest) if moment and sticky else None
        return replace(
            post,
            key=f"at-{sort}" if _changes(node) else post.key,
            posted_at=post.posted_at or time,
            pinned=post.pinned or sticky,
        )

    return snapshot_of(NAME, tree, document, nodes, refine)


def _changes(node: LexborNode) -> bool:
    """Whether the id is made of the time of the last edit, so that an edit makes another."""
    end = re.search(r"\d*$", dom.attribute(node, "id"))
    return (
        end is not None
        and len(end[0]) >= _EPOCH_DIGITS
        and end[0]
        in {
            dom.attribute(node, _SORT),
            dom.attribute(node, _UPDATED),
        }
    )


def _items(tree: LexborHTMLParser) -> list[LexborNode]:
    lists: dict[int, list[LexborNode]] = {}
    for node in tree.css(f"[{_SORT}][id]"):
        if node.parent is not None:
            lists.setdefault(node.parent.mem_id, []).append(node)
    return max(lists.values(), key=len, default=[])
