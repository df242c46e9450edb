"""Elements of the same kind as some that are known to be posts. Pure.

A page may name only its newest ten posts in its list and show thirty, or show a post that the list,
made a minute ago, does not name yet.
"""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.sources.dom import attribute, is_advert, tidy

# What differs between the ids of posts built alike: words with a figure in them.
_VARIABLE = re.compile(r"(?<![a-z\d])[a-z]*\d[a-z\d]*", re.IGNORECASE)
_CLASS = re.compile(r"-?[_a-zA-Z][\w-]*")
_FEWEST = 2
_CLOCKS = "time, amp-timeago, [class*='time'], [class*='date'], [data-testid*='time']"


def kin(known: Sequence[LexborNode], tree: LexborHTMLParser, id_name: str) -> list[LexborNode]:
    """All elements like the known ones, those among them, in the page's order.

    Alike are elements of one tag whose ids (in the attribute `id_name`) are built alike, with every
    class that all the known ones have. None if these are too few or too different to tell.
    """
    tags = {node.tag for node in known}
    patterns = {pattern(attribute(node, id_name)) for node in known}
    if len(known) < _FEWEST or len(tags) > 1 or len(patterns) > 1 or "" in patterns:
        return []
    shared = set.intersection(*(set(attribute(node, "class").split()) for node in known))
    names = "".join(f".{name}" for name in sorted(shared) if _CLASS.fullmatch(name))
    if not names and patterns == {"*"}:
        return []
    timed = all(_shows_time(node) for node in known)
    mine = {node.mem_id for node in known}
    found = [
        node
        for node in tree.css(f"{tags.pop()}{names}[{id_name}]")
        if node.mem_id in mine
        or (
            pattern(attribute(node, id_name)) in patterns
            and tidy(node.text())
            and not is_advert(node)
            and (_shows_time(node) or not timed)
        )
    ]
    listed = {node.mem_id for node in found}
    nested = any(_stands_in(node, listed) for node in found)
    return found if mine <= listed and not nested else []


def pattern(post_id: str) -> str:
    """An id without what tells one post from another: "post-81f2" and "post-7c03" are "post-*"."""
    return _VARIABLE.sub("*", post_id)


def _shows_time(node: LexborNode) -> bool:
    return node.css_first(_CLOCKS) is not None


def _stands_in(node: LexborNode, listed: set[int]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in listed:
            return True
        parent = parent.parent
    return False
