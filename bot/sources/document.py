"""What a server answered, decoded: the one thing that every format is read from. Pure."""

import codecs
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

from bot.sources import dom


class Kind(StrEnum):
    """What an answer is, by its own first characters; the Content-Type only breaks ties."""

    HTML = "HTML"
    XML = "XML"
    JSON = "JSON"
    OTHER = "something else"


@dataclass(frozen=True)
class Document:
    """An answer of a source. `url` is where it finally came from, after redirects.

    `timezone` is the zone in which stamps without one are read; `fetched_at` is aware UTC.
    """

    url: str
    body: bytes
    text: str
    kind: Kind
    content_type: str
    fetched_at: datetime
    timezone: str

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The tree of the text as HTML, parsed once; nobody may change it.

        Raises SnapshotRefused for nesting that no page has.
        """
        return dom.parse(self.text)


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Browsers read these labels as their supersets, and publishers rely on it.
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_NO_CHARSET = frozenset({"utf-7", "idna", "punycode", "raw_unicode_escape", "unicode_escape"})
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_IN_HEADER = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_SNIFFED = 2048
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_FIRST_ELEMENT = re.compile(r"<(?:\w+:(?!rdf))?([a-z][\w:.-]*)")
_FEED_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "channel"})


def read_document(
    url: str, body: bytes, content_type: str, *, fetched_at: datetime, timezone: str
) -> Document:
    """`body` as text, with the charset found as browsers find it, and what kind of thing it is."""
    text = decode(body, content_type)
    return Document(
        url=url,
        body=body,
        text=text,
        kind=_kind(text, content_type.partition(";")[0].strip().lower()),
        content_type=content_type,
        fetched_at=fetched_at,
        timezone=timezone,
    )


def decode(body: bytes, content_type: str) -> str:
    """`body` decoded: byte order mark, then header, then the document's own word, then a guess."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _clean(body[len(mark) :].decode(name, "replace"))
    in_header = _IN_HEADER.search(content_type)
    declared = _DECLARED.search(body[:_SNIFFED])
    labels = (
        in_header[1] if in_header else "",
        _declared_inside(declared[1].decode("ascii", "ignore")) if declared else "",
        "utf-8",
    )
    for label in labels:
        try:
            return _clean(body.decode(_codec(label)))
        except (LookupError, UnicodeDecodeError):
            continue
    chosen = next((name for name in map(_known, labels) if name), "utf-8")
    # One broken byte must not turn a whole page of UTF-8 into another script.
    return _clean(
        body.decode(chosen if chosen != "utf-8" or _mostly_utf8(body) else "cp1252", "replace")
    )


def _declared_inside(label: str) -> str:
    # Whoever could read this label was reading single bytes, so it cannot be UTF-16.
    return "utf-8" if label.lower().startswith(("utf-16", "utf16", "utf-32")) else label


def _codec(label: str) -> str:
    name = codecs.lookup(label).name if label else ""
    if not name or name in _NO_CHARSET or name.endswith("_codec"):
        raise LookupError(label)
    return _READ_AS.get(name, name)


def _known(label: str) -> str:
    try:
        return _codec(label)
    except LookupError:
        return ""


def _mostly_utf8(body: bytes) -> bool:
    broken = body.decode("utf-8", "replace").count("\ufffd")
    high = len(body) - len(body.decode("ascii", "ignore"))
    return broken * 4 < high


def _clean(text: str) -> str:
    return text.replace("\x00", "").removeprefix("\ufeff")


def _kind(text: str, content_type: str) -> Kind:
    start = _COMMENT.sub("", text[:_SNIFFED]).lstrip().lower()
    first = _FIRST_ELEMENT.search(start)
    root = first[1] if first and start.startswith("<") else ""
    if start.startswith(("{", "[")):
        return Kind.JSON
    if root in _FEED_ROOTS:
        return Kind.XML
    if root == "html" or "<!doctype html" in start:
        return Kind.HTML
    if start.startswith("<?xml"):
        return Kind.XML
    if "html" in content_type or (root and "xml" not in content_type):
        return Kind.HTML
    return Kind.XML if "xml" in content_type else Kind.OTHER
