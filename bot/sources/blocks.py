"""Running text as a flat list of blocks: what stands below what on a page. Pure.

For pages whose posts have no elements of their own, only an order.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from bot.model import Dropped, Media
from bot.sources import media
from bot.sources.clock import opening
from bot.sources.dom import (
    CONTENT,
    HEADINGS,
    WORDLESS,
    attribute,
    children,
    is_advert,
    is_caption,
    is_card,
    is_element,
    is_furniture,
    tidy,
)
from bot.sources.html import Converted, convert, convert_run
from bot.text import Text

_PICTURES = frozenset({"figure", "picture", "img", "amp-img", "video", "amp-video"})
_ASIDE = frozenset({"nav", "aside", "footer", "form", "section"})
_BLOCK = CONTENT | HEADINGS | _PICTURES
_BOXES = "div, section, article, main, figure, header, details, li, dd, dt, " + ", ".join(
    sorted(CONTENT | HEADINGS)
)
_END_MATTER = re.compile(
    r"(?:.*[-_])?(?:footnotes?|disclaimer|sharebox|paywall|tags|breadcrumbs?|side-?bar|"
    r"comments?|duration)(?:[-_].*)?"
)
_SHOWN = "img, amp-img, video, amp-video"
_DEEPEST = 150
_EXCERPT = 80
_ADVERT = "advertising or a pointer elsewhere"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list, a picture. `level` is 1 to 6 for headings, else 0.

    `top` is its first element; `ends_post` marks the beginning of a part of the page that stands
    beside the running text. `dropped` is what was left out there.
    """

    top: LexborNode
    text: Text
    media: tuple[Media, ...] = ()
    level: int = 0
    ends_post: bool = False
    dropped: tuple[Dropped, ...] = ()


def blocks(
    box: LexborNode, base: str, *, without: Collection[int] = frozenset()
) -> Iterator[Block]:
    """Everything inside `box` in reading order; what advertises is left out and noted.

    `without` are elements to leave out (memory ids): each is an edge, as if it stood beside.
    """
    yield from _inside(box, base, without, 0)


def _inside(box: LexborNode, base: str, without: Collection[int], depth: int) -> Iterator[Block]:
    run: list[LexborNode] = []
    for child in children(box):
        left_out = child.mem_id in without
        if not left_out and not _breaks_line(child):
            run.append(child)
            continue
        yield from _line(run, base)
        run = []
        if left_out:
            yield Block(child, Text(), ends_post=True)
        else:
            yield from _one(child, base, without, depth)
    yield from _line(run, base)


def _breaks_line(node: LexborNode) -> bool:
    """Whether this is no part of a line of words."""
    tag = node.tag or ""
    if tag in {"-text", "br"}:
        return False
    return tag in _BLOCK or tag in WORDLESS or node.css_first(_BOXES) is not None


def _one(node: LexborNode, base: str, without: Collection[int], depth: int) -> Iterator[Block]:
    tag = node.tag or ""
    if tag in CONTENT:
        yield from _line([node], base)
    elif tag not in _PICTURES and (tag in WORDLESS or not is_element(node)):
        return
    elif _is_left_out(node, base):
        yield from _note(node, base)
    elif tag in _PICTURES:
        yield Block(node, Text(), media.of_element(node, base))
    elif tag in HEADINGS:
        yield _block([node], convert(node, base), base, level=int(tag[1]))
    elif depth < _DEEPEST:
        found = list(_inside(node, base, without, depth + 1))
        beside = tag in _ASIDE and not any(opening(block.text) for block in found)
        edge = [Block(node, Text(), ends_post=True)] if beside else []
        yield from (*edge, *found, *edge)


def _line(run: Sequence[LexborNode], base: str) -> Iterator[Block]:
    """A paragraph, or words and inline elements that stand side by side."""
    if not any(node.tag != "-text" or (node.text_content or "").strip() for node in run):
        return
    kept = []
    for node in run:
        if not is_element(node) or not _is_left_out(node, base):
            kept.append(node)
        else:
            yield from _note(node, base)
    if kept:
        yield _block(kept, convert_run(kept, base), base)


def _block(nodes: Sequence[LexborNode], said: Converted, base: str, level: int = 0) -> Block:
    shown = [
        item
        for node in nodes
        if node.css_first(_SHOWN) is not None
        for item in media.of_element(node, base)
    ]
    return Block(nodes[0], said.text, tuple(shown), level, dropped=said.dropped)


def _is_left_out(node: LexborNode, base: str) -> bool:
    if is_advert(node) or is_caption(node) or is_card(node, base):
        return True
    if any(_END_MATTER.fullmatch(name) for name in attribute(node, "class").lower().split()):
        return True
    # A header may hold what opens a post, and a clock by itself may open it.
    return is_furniture(node) and node.tag != "header" and not _is_clock(node)


def _is_clock(node: LexborNode) -> bool:
    shown = opening(Text(tidy(node.text(separator=" "))))
    return shown is not None and not shown.rest


def _note(node: LexborNode, base: str) -> Iterator[Block]:
    """What is worth saying about an element that was left out: its words, if they advertise."""
    words = tidy(node.text(separator=" "))[:_EXCERPT]
    if words and (is_advert(node) or is_card(node, base)):
        yield Block(node, Text(), dropped=(Dropped(words, _ADVERT),))
