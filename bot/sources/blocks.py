"""Running text as a flat list of blocks: what stands below what on a page. Pure.

For pages whose posts have no elements of their own, only an order.
"""

import re
from collections.abc import Iterator, Sequence
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
    is_card,
    is_furniture,
    tidy,
)
from bot.sources.html import convert, convert_run
from bot.text import Text

_PICTURES = frozenset({"figure", "picture", "img", "amp-img", "video", "amp-video"})
_ASIDE = frozenset({"nav", "aside", "footer", "form", "section"})
_BLOCK = CONTENT | HEADINGS | _PICTURES
_BOXES = "div, section, article, main, figure, header, details, li, dd, dt, " + ", ".join(
    sorted(CONTENT | HEADINGS)
)
_END_MATTER = re.compile(
    r"(?:.*[-_])?(?:footnotes?|disclaimer|sharebox|paywall|tags|breadcrumbs?)(?:[-_].*)?"
)
_DEEPEST = 150


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list, a picture. `level` is 1 to 6 for headings, else 0.

    `top` is its first element; `ends_post` marks the beginning of a part of the page that stands
    beside the running text.
    """

    top: LexborNode
    text: Text
    media: tuple[Media, ...] = ()
    level: int = 0
    ends_post: bool = False


def blocks(box: LexborNode, base: str, dropped: list[Dropped]) -> list[Block]:
    """Everything inside `box` in reading order; what advertises is left out and noted."""
    return list(_Flattening(base, dropped).inside(box, 0))


@dataclass(frozen=True, slots=True)
class _Flattening:
    base: str
    dropped: list[Dropped]

    def inside(self, box: LexborNode, depth: int) -> Iterator[Block]:
        run: list[LexborNode] = []
        for child in children(box):
            if not self._breaks_line(child):
                run.append(child)
                continue
            yield from self._run(run)
            run = []
            yield from self._one(child, depth)
        yield from self._run(run)

    def _breaks_line(self, node: LexborNode) -> bool:
        """Whether this is no part of a line of words."""
        tag = node.tag or ""
        if tag in {"-text", "br"}:
            return False
        return tag in _BLOCK or tag in WORDLESS or node.css_first(_BOXES) is not None

    def _one(self, node: LexborNode, depth: int) -> Iterator[Block]:
        tag = node.tag or ""
        if tag in _PICTURES:
            yield from self._pictures(node)
        elif tag in WORDLESS or not tag.isascii() or tag[0] in "-!" or self._left_out(node):
            return
        elif tag in HEADINGS:
            yield self._block([node], convert(node, self.base).text, level=int(tag[1]))
        elif tag in CONTENT:
            yield from self._run([node])
        elif depth < _DEEPEST:
            found = list(self.inside(node, depth + 1))
            beside = tag in _ASIDE and not any(opening(block.text) for block in found)
            if beside:
                yield Block(node, Text(), ends_post=True)
            yield from found
            if beside:
                yield Block(node, Text(), ends_post=True)

    def _left_out(self, node: LexborNode) -> bool:
        words = tidy(node.text(separator=" "))
        if is_advert(node) or is_card(node, self.base):
            if words:
                self.dropped.append(Dropped(words[:80], "advertising or a pointer elsewhere"))
            return True
        if any(_END_MATTER.fullmatch(name) for name in attribute(node, "class").lower().split()):
            return True
        # A clock or a header may be what opens a post.
        return is_furniture(node) and node.tag != "header" and opening(Text(words)) is None

    def _run(self, run: Sequence[LexborNode]) -> Iterator[Block]:
        elements = [node for node in run if (node.tag or "-")[0] not in "-!"]
        if not elements and not any(tidy(node.text_content or "") for node in run):
            return
        kept = [node for node in run if node not in elements or not self._left_out(node)]
        converted = convert_run(kept, self.base)
        self.dropped.extend(converted.dropped)
        if kept:
            yield self._block(kept, converted.text)

    def _pictures(self, node: LexborNode) -> Iterator[Block]:
        if not self._left_out(node):
            yield Block(node, Text(), media.of_element(node, self.base))

    def _block(self, nodes: Sequence[LexborNode], text: Text, level: int = 0) -> Block:
        shown = [item for node in nodes for item in media.of_element(node, self.base)]
        return Block(nodes[0], text, tuple(shown), level)
