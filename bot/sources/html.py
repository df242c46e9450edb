"""HTML -> text with spans. The only place where markup of a source is interpreted. Pure."""

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.errors import SnapshotRefused
from bot.model import Dropped
from bot.text import Span, Style, Text

_STYLES = {
    "b": Style.BOLD, "strong": Style.BOLD, "h1": Style.BOLD, "h2": Style.BOLD, "h3": Style.BOLD,
    "h4": Style.BOLD, "h5": Style.BOLD, "h6": Style.BOLD, "th": Style.BOLD,
    "i": Style.ITALIC, "em": Style.ITALIC, "cite": Style.ITALIC,
    "u": Style.UNDERLINE, "ins": Style.UNDERLINE,
    "s": Style.STRIKETHROUGH, "del": Style.STRIKETHROUGH, "strike": Style.STRIKETHROUGH,
    "code": Style.CODE, "pre": Style.PRE, "blockquote": Style.QUOTE,
}  # fmt: skip
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# In a post's own element, what stands outside these is furniture: byline, clock, share buttons.
CONTENT = frozenset({"p", "blockquote", "ul", "ol", "dl", "table", "pre"})
_BLOCKS = CONTENT | HEADINGS | {
    "div", "section", "article", "main", "figure", "hr", "dt", "dd", "address", "details", "tr",
}  # fmt: skip
_NEVER = frozenset({
    "script", "style", "noscript", "template", "figcaption", "svg", "math", "iframe", "object",
    "button", "input", "select", "textarea", "label", "option", "head", "title", "video", "audio",
    "canvas", "map", "picture", "img", "amp-img", "amp-video", "amp-ad", "amp-embed", "ins-ad",
})  # fmt: skip
_FURNITURE = frozenset({"header", "footer", "nav", "aside", "form", "time", "amp-timeago"})
_FURNITURE_CLASS = re.compile(
    r"(?:share|sharing|social|byline|author|avatar|timestamp|toolbar|comments?|sr-only|"
    r"visually-hidden|screen-reader(?:-text)?)(?:[-_].*)?"
)
_ADVERT_CLASS = re.compile(
    r"(?:ads?|adv|ad[-_].*|advert\w*(?:[-_].*)?|adsbygoogle|sponsor\w*(?:[-_].*)?|"
    r"promo(?:tion\w*)?(?:[-_].*)?|newsletter(?:[-_].*)?|subscri(?:be|ption)(?:[-_].*)?|"
    r"related(?:[-_].*)?|read[-_]?(?:also|more|next)|also[-_]?read|outbrain|taboola|"
    r"recommend(?:ed|ations?)?(?:[-_].*)?)"
)
_ADVERT_LABELS = frozenset({"advertisement", "реклама", "reklam", "werbung", "publicidad"})
_SPACE = re.compile(r"\s+")
# Soft hyphens, zero-width spaces and byte order marks; joiners stay, emoji are made of them.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_TAG = re.compile(
    r"</?(?:p|br|a|b|i|u|s|em|strong|span|div|ul|ol|li|blockquote|h[1-6]|img|figure|table|tr|td|"
    r"section|article|script|style|iframe|code|pre|sub|sup|small|hr|video|picture)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]+);", re.IGNORECASE)
_BOXES = frozenset({"div", "section", "aside", "a"})
_LONGEST_CARD = 400
_DEEPEST = 150
_DEEPEST_PAGE = 2000
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})[^<>]*?(/?)>")
# Tags without an end of their own, or with one that may be left out: they add no depth.
_NEVER_DEEP = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "dt", "dd", "option", "tr", "td", "th", "thead", "tbody", "colgroup",
})  # fmt: skip
_EXCERPT = 80
_MARKED = "marked as advertising by the page"
_CARD = "a box that points to another story"


@dataclass(frozen=True, slots=True)
class Converted:
    """Text of an element, and the advertisements that were left out of it."""

    text: Text
    dropped: tuple[Dropped, ...] = ()


def parse(markup: str) -> LexborHTMLParser:
    """The tree of a page or a fragment; anything parses.

    Raises SnapshotRefused for nesting that no page has: the parser's time grows with its square.
    """
    depth = 0
    for tag in _ANY_TAG.finditer(markup):
        if tag[2].lower() not in _NEVER_DEEP and not tag[3]:
            depth = max(depth - 1, 0) if tag[1] else depth + 1
            if depth > _DEEPEST_PAGE:
                raise SnapshotRefused("The page is nested deeper than any page should be.")
    return LexborHTMLParser(markup)


def children(node: LexborNode) -> Iterator[LexborNode]:
    """The direct children, text included."""
    return node.iter(include_text=True)


def attribute(node: LexborNode, name: str) -> str:
    """An attribute's value, stripped; empty if it is missing or has none."""
    return (node.attributes.get(name) or "").strip()


def is_advert(node: LexborNode) -> bool:
    """Whether class, id or label say that this is advertising or a pointer elsewhere."""
    if attribute(node, "aria-label").lower() in _ADVERT_LABELS:
        return True
    return any(_ADVERT_CLASS.fullmatch(name) for name in _names(node))


def is_furniture(node: LexborNode) -> bool:
    """Whether this part of a post's element is about the post rather than of it."""
    if node.tag in _FURNITURE or "hidden" in node.attributes:
        return True
    return any(_FURNITURE_CLASS.fullmatch(name) for name in _names(node))


def is_card(node: LexborNode, base: str) -> bool:
    """Whether this is a teaser of another story between a post's paragraphs.

    That is a small box after other words: a picture and a heading that leads to another page.
    """
    if node.tag not in _BOXES or len(node.text()) > _LONGEST_CARD or not _follows_words(node):
        return False
    if node.css_first("img, amp-img") is None:
        return False
    for inner in node.css("h2, h3, h4, h5, h6"):
        anchor = inner.css_first("a[href]") or (node if node.tag == "a" else None)
        if anchor is not None and _tidy(anchor.text()).startswith(_tidy(inner.text())):
            target = urldefrag(web_address(anchor.attributes.get("href"), base)).url
            return bool(target) and target != urldefrag(base).url
    return False


def convert(node: LexborNode, base: str, *, whole_post: bool = False) -> Converted:
    """The text of `node`; links are made absolute against `base`.

    With `whole_post`, `node` is the element of a post on a page: its header, byline, clock and
    buttons are left out, and so are its headings before the first paragraph.
    """
    furniture = whole_post
    blocks_only = whole_post and any(
        _has_words(block) for block in node.css(", ".join(sorted(CONTENT)))
    )
    walk = _Walk(base=base, furniture=furniture, blocks_only=blocks_only)
    for child in children(node):
        walk.visit(child, 0)
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
    lines = (_tidy(line) for line in entities.unescape(value).splitlines())
    return Converted(Text("\n\n".join(line for line in lines if line)))


def plain(value: object) -> str:
    """One line of plain text of a value that may be HTML; empty for anything but a string."""
    if not isinstance(value, str):
        return ""
    return _tidy(as_text(value, "").text.value.replace("\n", " "))


def heading(node: LexborNode) -> str:
    """The heading that opens a post's element, before its first paragraph; empty if none does."""
    for inner in node.traverse():
        if inner.tag in HEADINGS or attribute(inner, "itemprop") == "headline":
            if words := _tidy(inner.text()):
                return words
        elif inner.tag in CONTENT and _has_words(inner) and not _inside_furniture(inner, node):
            return ""
    return ""


def web_address(value: object, base: str) -> str:
    """`value` as an absolute http(s) address, resolved against `base`; empty if it is none."""
    if not isinstance(value, str) or not value.strip():
        return ""
    try:
        address = urljoin(base, value.strip())
        parts = urlsplit(address)
    except ValueError:
        return ""
    fine = parts.scheme in {"http", "https"} and parts.netloc and not _SPACE.search(address)
    return address if fine else ""


class _Writer:
    """Collects collapsed text and spans; white space is written only once words follow it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._breaks = 0
        self._space = False
        self._prefix = ""
        self._open: list[_Open] = []
        self._spans: list[Span] = []

    def words(self, raw: str) -> None:
        collapsed = _SPACE.sub(" ", _INVISIBLE.sub("", raw))
        if collapsed.startswith(" "):
            self._space = True
        if core := collapsed.strip(" "):
            self._emit(core)
            self._space = collapsed.endswith(" ")

    def verbatim(self, raw: str) -> None:
        if core := raw.strip("\n"):
            self._emit(core)

    def gap(self, breaks: int) -> None:
        self._breaks = max(self._breaks, breaks)

    def line_break(self) -> None:
        self._breaks = min(self._breaks + 1, 2)

    def prefix(self, mark: str) -> None:
        self._prefix = mark

    def open(self, style: Style, url: str = "") -> bool:
        """Begin a span at the next word; False if the style is open already."""
        if any(span.style is style for span in self._open):
            return False
        self._open.append(_Open(style, url))
        return True

    def close(self) -> None:
        span = self._open.pop()
        if span.start is not None and span.start < self._length:
            self._spans.append(Span(span.start, self._length - span.start, span.style, span.url))

    def text(self) -> Text:
        # Of spans over the same words the outer one closed last, and comes first.
        outer_first = self._spans[::-1]
        spans = sorted(outer_first, key=lambda span: (span.start, -span.length))
        return Text("".join(self._parts), tuple(spans))

    def _emit(self, core: str) -> None:
        lead = ""
        if self._length:
            lead = "\n" * self._breaks or (" " if self._space else "")
        lead += self._prefix
        self._breaks, self._space, self._prefix = 0, False, ""
        self._length += len(lead)
        for span in self._open:
            if span.start is None:
                span.start = self._length
        self._parts += [lead, core]
        self._length += len(core)


@dataclass(slots=True)
class _Open:
    style: Style
    url: str
    start: int | None = None


@dataclass(slots=True)
class _Walk:
    """One pass over an element. `gaps` is how far apart blocks stand: lists and cells are tight."""

    base: str
    furniture: bool
    blocks_only: bool
    writer: _Writer = field(default_factory=_Writer)
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
        if tag in _NEVER or not tag.isascii() or tag[0] in "-!":
            return True
        advert = is_advert(node)
        if advert or is_card(node, self.base):
            if words := _tidy(node.text(separator=" ")):
                self.dropped.append(Dropped(words[:_EXCERPT], _MARKED if advert else _CARD))
            return True
        if not self.furniture:
            return False
        return is_furniture(node) or (tag in HEADINGS and not self.inside and self._at_start())

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


def _previous_cell(node: LexborNode) -> bool:
    before = node.prev
    while before is not None:
        if before.tag in {"td", "th"}:
            return True
        before = before.prev
    return False


def _follows_words(node: LexborNode) -> bool:
    before = node.prev
    while before is not None:
        if before.tag not in _NEVER and _has_words(before):
            return True
        before = before.prev
    return False


def _inside_furniture(node: LexborNode, top: LexborNode) -> bool:
    parent = node.parent
    while parent is not None and parent != top:
        if is_furniture(parent):
            return True
        parent = parent.parent
    return False


def _has_words(node: LexborNode) -> bool:
    return bool(_tidy(node.text()))


def _names(node: LexborNode) -> list[str]:
    classes = attribute(node, "class").lower().split()
    names = [part for name in classes for part in (name, name.rpartition("__")[2])]
    return [*names, attribute(node, "id").lower(), attribute(node, "data-component").lower()]


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()
