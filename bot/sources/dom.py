"""The tree of a page: parsed safely, and a post's words told from what surrounds them. Pure."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.errors import SnapshotRefused

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# In a post's own element, what stands outside these is furniture: byline, clock, share buttons.
CONTENT = frozenset({"p", "blockquote", "ul", "ol", "dl", "table", "pre"})
_FURNITURE = frozenset({"header", "footer", "nav", "aside", "form", "time", "amp-timeago"})
_FURNITURE_CLASS = re.compile(
    r"(?:share|sharing|social|byline|author|avatar|timestamp|toolbar|comments?|sr-only|"
    r"visually-hidden|screen-reader(?:-text)?)(?:[-_].*)?"
)
_ADVERT_CLASS = re.compile(
    r"(?:ads?|adv|ad[-_].*|advert\w*(?:[-_].*)?|adsbygoogle|adfox\w*(?:[-_].*)?|"
    r"yandex[-_]rtb.*|google[-_]ad.*|sponsor\w*(?:[-_].*)?|"
    r"promo(?:tion\w*)?(?:[-_].*)?|newsletter(?:[-_].*)?|subscri(?:be|ption)(?:[-_].*)?|"
    r"related(?:[-_].*)?|read[-_]?(?:also|more|next)|also[-_]?read|outbrain|taboola|"
    r"recommend(?:ed|ations?)?(?:[-_].*)?)"
)
_ADVERT_LABELS = frozenset({"advertisement", "реклама", "reklam", "werbung", "publicidad"})
SPACE = re.compile(r"\s+")
# Soft hyphens, zero-width spaces and byte order marks; joiners stay, emoji are made of them.
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
ORNAMENT = (
    "•·▪►▶→👉‼❗️\u200d\ufe0f\u2190-\u21ff\u231a-\u23ff\u25a0-\u27bf\u2b00-\u2bff"
    "\U0001f000-\U0001faff"
)
"""Bullets, arrows and emoji that head a line, for use inside a character class."""

_BOXES = frozenset({"div", "section", "aside", "a"})
_PICTURES = "img, amp-img, video, amp-video"
_CAPTION_CLASS = re.compile(
    r"(?:.*[-_])?(?:caption|legend|credits?|copyright|photographer|author|source)(?:[-_].*)?|"
    r"(?:.*[-_])?(?:photo|image|img|picture|foto|media)[-_]+(?:title|text|desc\w*|info|sign\w*)"
)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
_CAPTIONS = "figcaption, [class]"
_CAPTION_CLIMB = 3
_LONGEST_CARD = 400
_DEEPEST_PAGE = 2000
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})[^<>]*?(/?)>")
# Tags without an end of their own, or with one that may be left out: they add no depth.
_NEVER_DEEP = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "dt", "dd", "option", "tr", "td", "th", "thead", "tbody", "colgroup",
})  # fmt: skip
WORDLESS = frozenset({
    "script", "style", "noscript", "template", "figcaption", "svg", "math", "iframe", "object",
    "button", "input", "select", "textarea", "label", "option", "head", "title", "video", "audio",
    "canvas", "map", "picture", "img", "amp-img", "amp-video", "amp-ad", "amp-embed", "ins-ad",
})  # fmt: skip


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

    That is a small box after other words: a picture and a heading that leads to another page, or
    one link around both a picture and words.
    """
    if node.tag not in _BOXES or len(node.text()) > _LONGEST_CARD or not _follows_words(node):
        return False
    if node.css_first("img, amp-img") is None:
        return False
    for inner in node.css("h2, h3, h4, h5, h6"):
        anchor = inner.css_first("a[href]") or (node if node.tag == "a" else None)
        if anchor is not None and tidy(anchor.text()).startswith(tidy(inner.text())):
            target = urldefrag(web_address(anchor.attributes.get("href"), base)).url
            return bool(target) and target != urldefrag(base).url
    return _is_all_one_link(node, base)


def _is_all_one_link(node: LexborNode, base: str) -> bool:
    """Whether a picture and all words stand in one link to another page, which is no picture."""
    anchor = node if node.tag == "a" else node.css_first("a[href]")
    words = SPACE.sub("", anchor.text()) if anchor is not None else ""
    if anchor is None or not words or anchor.css_first("img, amp-img") is None:
        return False
    target = urldefrag(web_address(attribute(anchor, "href"), base)).url
    elsewhere = bool(target) and target != urldefrag(base).url and not _PICTURE_FILE.search(target)
    return elsewhere and words == SPACE.sub("", node.text())


def is_caption(node: LexborNode) -> bool:
    """Whether the words of this element belong to the one picture beside it."""
    return node.tag == "figcaption" or (_is_called_caption(node) and picture_box(node) is not None)


def picture_box(node: LexborNode) -> LexborNode | None:
    """The figure in all but its tag around a picture or its caption; None if there is none.

    That is a small element that holds one picture and no words but those of its captions.
    """
    box = node.parent
    for _ in range(_CAPTION_CLIMB):
        if box is None or box.tag in {"body", "main", "article"} or is_furniture(box):
            return None
        pictures = len(box.css(_PICTURES))
        if pictures > 1:
            return None
        if pictures and (captions := captions_in(box)):
            said = sum(len(SPACE.sub("", caption.text())) for caption in captions)
            return box if said == len(SPACE.sub("", box.text())) else None
        box = box.parent
    return None


def captions_in(box: LexborNode) -> list[LexborNode]:
    """The captions and credits of pictures inside `box`, the outermost element of each."""
    found: list[LexborNode] = []
    for node in box.css(_CAPTIONS):
        if node.tag != "figcaption" and not _is_called_caption(node):
            continue
        if not any(is_inside(node, known) for known in found[-1:]):
            found.append(node)
    return found


def is_inside(node: LexborNode, other: LexborNode) -> bool:
    """Whether `other` is around `node`."""
    parent = node.parent
    while parent is not None and not is_same(parent, other):
        parent = parent.parent
    return parent is not None


def _is_called_caption(node: LexborNode) -> bool:
    names = attribute(node, "class").lower().split()
    return node.css_first(_PICTURES) is None and any(map(_CAPTION_CLASS.fullmatch, names))


def web_address(value: object, base: str) -> str:
    """`value` as an absolute http(s) address, resolved against `base`; empty if it is none."""
    if not isinstance(value, str) or not value.strip():
        return ""
    try:
        address = urljoin(base, value.strip())
        parts = urlsplit(address)
    except ValueError:
        return ""
    fine = parts.scheme in {"http", "https"} and parts.netloc and not SPACE.search(address)
    return address if fine else ""


def _follows_words(node: LexborNode) -> bool:
    before = node.prev
    while before is not None:
        if before.tag not in WORDLESS and has_words(before):
            return True
        before = before.prev
    return False


def is_same(one: LexborNode, other: LexborNode) -> bool:
    """Whether both are one element of the page. `==` compares their markup, which is slow."""
    return one.mem_id == other.mem_id


def around(node: LexborNode, *tags: str) -> LexborNode | None:
    """The nearest element of these kinds that `node` stands in; None without one."""
    parent = node.parent
    while parent is not None and parent.tag not in tags:
        parent = parent.parent
    return parent


def is_element(node: LexborNode) -> bool:
    """Whether this is an element with a tag that a page may have; no text and no comment."""
    tag = node.tag or ""
    return tag.isascii() and tag[:1].isalnum()


def has_words(node: LexborNode) -> bool:
    """Whether the element shows any text."""
    return bool(tidy(node.text()))


def _names(node: LexborNode) -> list[str]:
    classes = attribute(node, "class").lower().split()
    names = [part for name in classes for part in (name, name.rpartition("__")[2])]
    named = (attribute(node, name).lower() for name in ("id", "data-component", "data-testid"))
    return [*names, *named]


def tidy(text: str) -> str:
    """On one line, single-spaced, without invisible characters."""
    return SPACE.sub(" ", INVISIBLE.sub("", text)).strip()
