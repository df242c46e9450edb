"""Photos and videos of a post's own element, and the rule that tells them from decoration. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborNode

from bot.model import Media, MediaKind, SeenPost
from bot.sources.dom import (
    attribute,
    captions_in,
    is_advert,
    is_card,
    is_furniture,
    is_same,
    parse,
    picture_box,
    web_address,
)
from bot.sources.html import convert, plain

_IMAGES = frozenset({"img", "amp-img"})
_VIDEOS = frozenset({"video", "amp-video"})
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-url", "data-full-src")
_SMALLEST = 50
# Telegram fetches photos up to 5 MB; wider variants gain nothing on a phone and may exceed that.
_WIDEST = 2048
_UNSHOWABLE = re.compile(r"\.(?:svgz?|ico|m3u8|mpd)$", re.IGNORECASE)
_DECORATION = re.compile(
    r"(?:^|[/_.-])(?:pixel|spacer|blank|tracker|tracking|1x1|placeholder|emoji|sprite)(?:[/_.-]|$)",
    re.IGNORECASE,
)
# A file whose name says only that it stands for something: "logo-1200x630.png", "default_social".
_STANDS_IN = frozenset(
    "logo logotype default placeholder fallback dummy noimage nophoto favicon og opengraph social "
    "share sharing".split()
)
_OF_NO_PICTURE = frozenset(
    "image img picture photo pic thumb thumbnail card cover site brand news live blog facebook fb "
    "twitter x square wide big large small medium white black dark light new no main "
    "preview".split()
)
_ICON_CLASS = re.compile(
    r"(?:avatar|author|byline|logo|icon|emoji|badge|pixel|tracking)(?:[-_].*)?|.*-(?:icon|avatar)"
)
_CREDIT_CLASS = re.compile(r".*(?:credit|copyright|photographer|author|image-source).*")
_CREDIT_WORD = (
    r"(?:photo(?:graph(?:er|y)?|s)?(?: by)?|picture|image(?: source| credit)?|credit|source|"
    r"video|фото(?:граф)?|источник|джерело|відео|видео|foto(?:ğraf)?|bild|kaynak|quelle|crédit)"
)
_CREDIT_AT_END = re.compile(
    rf"(?:^|(?<=[\s.(\[]))\(?{_CREDIT_WORD}\s*[:：/]\s*(?P<credit>[^:]{{2,120}}?)\)?\.?\s*$",
    re.IGNORECASE,
)
_WIRE = re.compile(
    r"\((?P<credit>[A-Z]{2,4} (?:Photo|Foto|Bild|Image)\s?/\s?[^()]{2,80})\)\s*\.?$", re.IGNORECASE
)
_COPYRIGHT = re.compile(r"(?:©|\(c\))\s*(?P<credit>[^©]{2,80})$", re.IGNORECASE)
_AGENCY = re.compile(
    r"\((?P<credit>[^()]*(?:Images|Reuters|AFP|AP|EPA|PA|Anadolu|Getty|TASS|ТАСС|Укринформ|Wire)"
    r"[^()]*)\)\s*\.?$",
    re.IGNORECASE,
)
_NAME_PARTS = re.compile(r"[^a-z0-9]+")
_SIZE_IN_NAME = re.compile(r"v?\d{1,4}(?:x\d{1,4})?")
_REPEATS = 2
_REPEATS_SHARE = 3


def of_element(node: LexborNode, base: str) -> tuple[Media, ...]:
    """The media inside `node` in reading order, each once, at the largest sensible size."""
    found: dict[str, Media] = {}
    for inner in node.traverse():
        if inner.tag not in _IMAGES and inner.tag not in _VIDEOS:
            continue
        figure = _figure_of(inner, node) or picture_box(inner)
        if not is_same(inner, node) and _is_part_of_page(inner, node, figure, base):
            continue
        item = _video(inner, base) if inner.tag in _VIDEOS else _photo(inner, base)
        if item is not None and item.url not in found:
            caption, credit = _words_of(figure)
            found[item.url] = replace(item, caption=caption, credit=credit)
    return tuple(found.values())


def of_markup(markup: str, base: str) -> tuple[Media, ...]:
    """The media in a piece of HTML; none in plain text."""
    if "<img" not in markup and "<video" not in markup and "<amp-" not in markup:
        return ()
    body = parse(markup).body
    return of_element(body, base) if body is not None else ()


def of_linked_data(value: object, base: str) -> tuple[Media, ...]:
    """The photo of a JSON-LD `image`: an address, an object, or a list of crops of one photo."""
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, str):
        return photo(first, base)
    if not isinstance(first, dict):
        return ()
    address = first.get("url") or first.get("contentUrl") or first.get("@id")
    caption, credit = split_credit(plain(first.get("caption")))
    given = plain(first.get("creditText")) or plain(first.get("copyrightHolder"))
    return photo(address, base, caption=caption, credit=given or credit)


def photo(address: object, base: str, *, caption: str = "", credit: str = "") -> tuple[Media, ...]:
    """A photo at `address`, or nothing if that is no picture Telegram could show."""
    url = web_address(address, base)
    return (Media(MediaKind.PHOTO, url, caption, credit),) if url and _showable(url) else ()


def video(address: object, base: str, *, caption: str = "", credit: str = "") -> tuple[Media, ...]:
    """A video file at `address`, or nothing: a player's page or a stream cannot be sent."""
    url = web_address(address, base)
    return (Media(MediaKind.VIDEO, url, caption, credit),) if url and _showable(url) else ()


def split_credit(caption: str) -> tuple[str, str]:
    """A caption without its credit, and the credit without its "Photo:"."""
    for pattern in (_WIRE, _CREDIT_AT_END, _COPYRIGHT, _AGENCY):
        if found := pattern.search(caption):
            credit = found["credit"].strip(" .()")
            return caption[: found.start()].strip(" |–—-(\n"), credit
    return caption, ""


def without_decoration(posts: Sequence[SeenPost]) -> list[SeenPost]:
    """The posts without pictures that stand in more than two and more than a third of them."""
    shown = [identity for post in posts for identity in {item.identity for item in post.media}]
    decoration = repeated(shown, len(posts))
    return [
        replace(post, media=tuple(item for item in post.media if item.identity not in decoration))
        for post in posts
    ]


def repeated(identities: Iterable[str], posts: int) -> set[str]:
    """The pictures that stand in more than two and in more than a third of so many posts."""
    bar = max(_REPEATS, posts / _REPEATS_SHARE)
    return {identity for identity, uses in Counter(identities).items() if uses > bar}


def _photo(node: LexborNode, base: str) -> Media | None:
    if any(0 <= size <= _SMALLEST for size in _sizes(node)):
        return None
    if any(_ICON_CLASS.fullmatch(name) for name in attribute(node, "class").lower().split()):
        return None
    choices = [*_srcset(node), *_picture_sources(node)]
    if choices and (plain_src := attribute(node, "src")):
        # Some pages offer only a thumbnail beside a full picture.
        choices.append((_width_in(plain_src) or _float(attribute(node, "width")), plain_src))
    ordered = [url for _, url in sorted(choices, key=lambda choice: _suitability(choice[0]))]
    for address in (*ordered, *(attribute(node, name) for name in (*_LAZY, "src"))):
        if found := photo(address, base):
            return found[0]
    return None


def _suitability(width: float) -> tuple[bool, float]:
    # The widest that is not too wide; failing that, the narrowest of the too wide.
    return (width > _WIDEST, width if width > _WIDEST else -width)


def _video(node: LexborNode, base: str) -> Media | None:
    files = [one for one in node.css("source") if attribute(one, "type") in {"", "video/mp4"}]
    addresses = [attribute(one, name) for one in (node, *files) for name in ("src", "data-src")]
    for address in addresses:
        if found := video(address, base):
            return found[0]
    return None


def _picture_sources(node: LexborNode) -> list[tuple[float, str]]:
    parent = node.parent
    if parent is None or parent.tag != "picture":
        return []
    return [
        choice
        for source in parent.css("source")
        if attribute(source, "type") not in {"image/avif", "image/webp", "image/svg+xml"}
        for choice in _srcset(source)
    ]


def _srcset(node: LexborNode) -> list[tuple[float, str]]:
    """(width in pixels, address) of each candidate; the width is a guess where it is unsaid."""
    value = attribute(node, "srcset") or attribute(node, "data-srcset")
    choices = []
    for found in re.finditer(r"(\S*[^\s,])(?:\s+([\d.]+)([wx]))?\s*(?:,|$)", value):
        url, size, unit = found.groups()
        if unit == "w":
            width = _float(size)
        else:
            width = (_width_in(url) or 1.0) * (_float(size) if size else 1.0)
        choices.append((width, url))
    return choices


def _width_in(url: str) -> float:
    """The width an image server is asked for in the address, 0 if it is not said there."""
    try:
        query = parse_qs(urlsplit(url).query)
    except ValueError:
        return 0.0
    width = _float((query.get("width") or query.get("w") or ["0"])[0])
    return width * (_float((query.get("dpr") or ["1"])[0]) or 1.0)


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _sizes(node: LexborNode) -> Iterable[float]:
    for name in ("width", "height"):
        value = attribute(node, name).removesuffix("px")
        if value.replace(".", "", 1).isdecimal():
            yield float(value)


def _showable(url: str) -> bool:
    path = urlsplit(url).path
    return not (_UNSHOWABLE.search(path) or _DECORATION.search(path) or _stands_in(url))


def _stands_in(url: str) -> bool:
    """Whether the file is by its name the outlet's logo, or a picture for want of one."""
    parts = urlsplit(url)
    name = parts.path.rpartition("/")[2].partition(".")[0].lower()
    said = {word for word in _NAME_PARTS.split(name) if word and not _SIZE_IN_NAME.fullmatch(word)}
    outlet = set(_NAME_PARTS.split((parts.hostname or "").lower()))
    return bool(said & _STANDS_IN) and said <= _STANDS_IN | _OF_NO_PICTURE | outlet


def _figure_of(node: LexborNode, top: LexborNode) -> LexborNode | None:
    while not is_same(node, top) and node.parent is not None:
        node = node.parent
        if node.tag == "figure" or (not is_same(node, top) and _captions_one(node)):
            return node
    return None


def _captions_one(node: LexborNode) -> bool:
    """Whether this is a figure in all but its tag: one picture with a caption."""
    return node.css_first("figcaption") is not None and len(node.css("img, amp-img, video")) == 1


def _is_part_of_page(
    node: LexborNode, top: LexborNode, figure: LexborNode | None, base: str
) -> bool:
    """Whether the picture belongs to the page's furniture: an author's face, a button, an ad."""
    parent = node.parent
    while parent is not None and not is_same(parent, top):
        if parent.tag == "button" or is_advert(parent) or is_card(parent, base):
            return True
        if figure is None and is_furniture(parent):
            return True
        parent = parent.parent
    return False


def _words_of(figure: LexborNode | None) -> tuple[str, str]:
    if figure is None:
        return "", ""
    first = figure.css_first("figcaption")
    told = [_words_of_caption(one) for one in ([first] if first else captions_in(figure))]
    caption = " ".join(caption for caption, _ in told if caption)
    return caption, next((credit for _, credit in told if credit), "")


def _words_of_caption(caption_node: LexborNode) -> tuple[str, str]:
    whole = _line(caption_node)
    if caption_node.tag != "figcaption" and _CREDIT_CLASS.fullmatch(
        attribute(caption_node, "class").lower()
    ):
        return "", split_credit(whole)[1] or whole.strip(" ().©")
    for inner in caption_node.css("[class], [itemprop]"):
        if _CREDIT_CLASS.fullmatch(
            f"{attribute(inner, 'class')} {attribute(inner, 'itemprop')}".lower()
        ):
            words = _line(inner)
            caption = whole.replace(words, "", 1).strip(" |–—-") if words else whole
            stripped = split_credit(words)[1] or words.strip(" ().©")
            return caption, stripped
    return split_credit(whole)


def _line(node: LexborNode) -> str:
    return " ".join(convert(node, "").text.value.split())
