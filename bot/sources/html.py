"""HTML -> text with spans. The only place where markup of a source is interpreted. Pure."""

import html as entities
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from bot.model import Dropped
from bot.sources.clock import opening
from bot.sources.dom import (
    CONTENT,
    HEADINGS,
    WORDLESS,
    attribute,
    children,
    has_words,
    is_advert,
    is_caption,
    is_card,
    is_element,
    is_furniture,
    parse,
    tidy,
    web_address,
)
from bot.sources.writer import TextWriter
from bot.text import Style, Text

_STYLES = {
    "b": Style.BOLD, "strong": Style.BOLD, "h1": Style.BOLD, "h2": Style.BOLD, "h3": Style.BOLD,
    "h4": Style.BOLD, "h5": Style.BOLD, "h6": Style.BOLD, "th": Style.BOLD,
    "i": Style.ITALIC, "em": Style.ITALIC, "cite": Style.ITALIC,
    "u": Style.UNDERLINE, "ins": Style.UNDERLINE,
    "s": Style.STRIKETHROUGH, "del": Style.STRIKETHROUGH, "strike": Style.STRIKETHROUGH,
    "code": Style.CODE, "pre": Style.PRE, "blockquote": Style.QUOTE,
}  # fmt: skip
_BLOCKS = CONTENT | HEADINGS | {
    "div", "section", "article", "main", "figure", "hr", "dt", "dd", "address", "details", "tr",
}  # fmt: skip
_TAG = re.compile(
    r"</?(?:p|br|a|b|i|u|s|em|strong|span|div|ul|ol|li|blockquote|h[1-6]|img|figure|table|tr|td|"
    r"section|article|script|style|iframe|code|pre|sub|sup|small|hr|video|picture)(?:\s[^<>]*)?/?>"
    r"|</[a-z][\w:-]*\s*>",  # what is closed was opened: markup, whatever its name
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]+);", re.IGNORECASE)
_DEEPEST = 150
_LONGEST_CLOCK_LINE = 80
_EXCERPT = 80
_MARKED = "marked as advertising by the page"
_CARD = "a box that points to another story"


@dataclass(frozen=True, slots=True)
class Converted:
    """Text of an element, and the advertisements that were left out of it."""

    text: Text
    dropped: tuple[Dropped, ...] = ()


def convert(node: LexborNode, base: str, *, whole_post: bool = False) -> Converted:
    """The text of `node`; links are made absolute against `base`.

    With `whole_post`, `node` is the element of a post on a page: its header, byline, clock and
    buttons are left out, and so are its headings before the first paragraph.
    """
    furniture = whole_post
    blocks_only = whole_post and any(
        has_words(block) and not _is_clock_line(block)
        for block in node.css(", ".join(sorted(CONTENT)))
    )
    walk = _Walk(base=base, furniture=furniture, blocks_only=blocks_only)
    for child in children(node):
        walk.visit(child, 0)
    return Converted(walk.writer.text(), tuple(walk.dropped))


def convert_run(nodes: Iterable[LexborNode], base: str) -> Converted:
    """The text of elements that stand side by side, each with what its own tag means."""
    walk = _Walk(base=base, furniture=False, blocks_only=False)
    for node in nodes:
        walk.visit(node, 0)
    return Converted(walk.writer.text(), tuple(walk.dropped))


def fragment(markup: str, base: str) -> Converted:
    """The text of a piece of HTML, as feeds carry it."""
    # Without the explicit body, what opens a fragment could be taken for a part of the head.
    body = parse(f"<!doctype html><body>{markup}").body
    return convert(body, base) if body is not None else Converted(Text())


def as_text(value: str, base: str) -> Converted:
    """Text of a value that may be plain, HTML, or either one escaped once or twice too often."""
    for _ in range(2):
        if _TAG.search(value) or not _ENTITY.search(value):
            break
        value = entities.unescape(value)
    if _TAG.search(value):
        return fragment(value, base)
    lines = (tidy(line) for line in entities.unescape(value).splitlines())
    return Converted(Text("\n\n".join(line for line in lines if line)))


def plain(value: object) -> str:
    """One line of plain text of a value that may be HTML; empty for anything but a string."""
    if not isinstance(value, str):
        return ""
    return tidy(as_text(value, "").text.value.replace("\n", " "))


def heading(node: LexborNode) -> str:
    """The heading that opens a post's element, before its first paragraph; empty if none does."""
    waiting = [(child, False) for child in node.iter()][::-1]
    while waiting:
        inner, furnished = waiting.pop()
        if inner.tag in HEADINGS or attribute(inner, "itemprop") == "headline":
            if words := _shown(inner):
                return words
        elif inner.tag in CONTENT and not furnished and has_words(inner):
            if not _is_clock_line(inner):
                return ""
            continue
        furnished = furnished or is_furniture(inner)
        waiting += [(child, furnished) for child in inner.iter()][::-1]
    return ""


def _shown(node: LexborNode) -> str:
    """The words of a heading without its clock and what only a screen reader says."""
    walk = _Walk(base="", furniture=True, blocks_only=False, inside=1)
    for child in children(node):
        walk.visit(child, 0)
    return tidy(walk.writer.text().value)


@dataclass(slots=True)
class _Walk:
    """One pass over an element. `gaps` is how far apart blocks stand: lists and cells are tight."""

    base: str
    furniture: bool
    blocks_only: bool
    writer: TextWriter = field(default_factory=TextWriter)
    dropped: list[Dropped] = field(default_factory=list)
    inside: int = 0
    gaps: int = 2
    pre: bool = False

    def visit(self, node: LexborNode, depth: int) -> None:
        tag = node.tag or ""
        if tag == "-text":
            self._write(node.text_content or "")
        elif tag == "br":
            self.writer.line_break()
        elif not self._left_out(node, tag) and depth < _DEEPEST:
            self._element(node, tag, depth)

    def _write(self, raw: str) -> None:
        if self.blocks_only and not self.inside:
            return
        if self.pre:
            self.writer.verbatim(raw)
        else:
            self.writer.words(raw)

    def _left_out(self, node: LexborNode, tag: str) -> bool:
        if tag in WORDLESS or not is_element(node) or is_caption(node):
            return True
        advert = is_advert(node)
        if advert or is_card(node, self.base):
            if words := tidy(node.text(separator=" ")):
                self.dropped.append(Dropped(words[:_EXCERPT], _MARKED if advert else _CARD))
            return True
        if not self.furniture:
            return False
        before_words = not self.inside and self._at_start()
        return is_furniture(node) or (before_words and (tag in HEADINGS or _is_clock_line(node)))

    def _at_start(self) -> bool:
        return not self.writer.text()

    def _element(self, node: LexborNode, tag: str, depth: int) -> None:
        gaps, pre = self.gaps, self.pre
        self._before(node, tag)
        style = _STYLES.get(tag)
        url = web_address(node.attributes.get("href"), self.base) if tag == "a" else ""
        opened = self.writer.open(Style.LINK, url) if url else False
        if style is not None and not (style is Style.CODE and self.pre):
            opened = self.writer.open(style)
        for child in children(node):
            self.visit(child, depth + 1)
        if opened:
            self.writer.close()
        if tag in CONTENT or tag in HEADINGS:
            self.inside -= 1
        self.gaps, self.pre = gaps, pre
        if tag in _BLOCKS or tag == "li":
            self.writer.gap(min(self.gaps, 1) if tag in {"li", "tr"} else self.gaps)

    def _before(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS:
            self.writer.gap(min(self.gaps, 1) if tag == "tr" else self.gaps)
        if tag in CONTENT or tag in HEADINGS:
            self.inside += 1
        if tag == "li":
            self.writer.gap(1)
            self.writer.prefix("• ")
            self.gaps = 1
        elif tag in {"td", "th"}:
            if node.prev is not None and _previous_cell(node):
                self.writer.prefix(" | ")
            self.gaps = 0
        elif tag == "pre":
            self.pre = True


def _is_clock_line(node: LexborNode) -> bool:
    """Whether this is the line that says when a post was made, and often by whom."""
    if len(node.text()) > _LONGEST_CLOCK_LINE:
        return False
    shown = opening(Text(tidy(node.text(separator=" "))))
    if shown is not None and not shown.rest:
        return True
    if node.css_first("time, amp-timeago") is None:
        return False
    return node.css_first(", ".join(sorted(CONTENT | HEADINGS))) is None


def _previous_cell(node: LexborNode) -> bool:
    before = node.prev
    while before is not None:
        if before.tag in {"td", "th"}:
            return True
        before = before.prev
    return False
