"""Telegram's HTML: the few tags it knows, read as strictly as it reads them. Pure."""

import html
import re
from dataclasses import dataclass, field

from bot.sandbox.rules import (
    RAW_TEXT_BYTES,
    Formatted,
    Json,
    Refused,
    bad,
    check_entity_types,
    units,
)

_TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_START = re.compile(r"<([^\s>/][^\s>]*|)")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]*))?""")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    attributes: dict[str, str] = field(default_factory=dict)


def formatted(text: str, entities: list[Json] | None, parse_mode: str) -> Formatted:
    """A text argument with its formatting, however that was given; parse_mode goes first."""
    if len(text.encode()) > RAW_TEXT_BYTES:
        raise bad("text is too long")
    mode = parse_mode.lower()
    if mode in {"", "none"}:
        return Formatted(text, check_entity_types(entities or []))
    if mode == "html":
        return parse_html(text)
    if mode in {"markdown", "markdownv2"}:
        raise bad("the sandbox reads no Markdown: send entities, or parse_mode HTML")
    raise bad("unsupported parse_mode")


def parse_html(source: str) -> Formatted:
    """The text without its tags, and the entities they stood for."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.text = ""
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def parse(self) -> Formatted:
        at = 0
        while at < len(self.source):
            if self.source.startswith("</", at):
                at = self._end_tag(at)
            elif self.source[at] == "<":
                at = self._start_tag(at)
            else:
                following = self.source.find("<", at)
                end = len(self.source) if following < 0 else following
                self.text += _decoded(self.source[at:end])
                at = end
        if self.open:
            tag = self.open[-1].tag
            raise _unreadable(f'Can\'t find end tag corresponding to start tag "{tag}"')
        return Formatted(self.text, tuple(self.entities))

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _start_tag(self, at: int) -> int:
        where = f"at byte offset {self._byte(at)}"
        match = _START.match(self.source, at)
        end = match.end() if match else at + 1
        if end >= len(self.source):
            raise _unreadable(f"Unclosed start tag {where}")
        tag = self.source[at + 1 : end].lower()
        if tag not in _TAGS:
            raise _unreadable(f'Unsupported start tag "{tag}" {where}')
        opened = _Open(tag, units(self.text))
        while (attribute := _ATTRIBUTE.match(self.source, end)) is not None:
            name, value = attribute.group(1), attribute.group(2)
            if value and value[0] not in "\"'" and not re.fullmatch(r"[\w.-]+", value):
                place = self._byte(attribute.start(2))
                raise _unreadable(f"Unexpected end of name token at byte offset {place}")
            opened.attributes[name.lower()] = _decoded((value or "").strip("\"'"))
            end = attribute.end()
        close = re.compile(r"\s*>").match(self.source, end)
        if close is None:
            raise _unreadable(f"Unclosed start tag {where}")
        if tag == "span" and opened.attributes.get("class") != "tg-spoiler":
            raise _unreadable(f'Tag "span" must have class "tg-spoiler" {where}')
        self.open.append(opened)
        return close.end()

    def _end_tag(self, at: int) -> int:
        where = f"at byte offset {self._byte(at)}"
        if not self.open:
            raise _unreadable(f"Unexpected end tag {where}")
        end = self.source.find(">", at)
        if end < 0:
            raise _unreadable(f"Unclosed end tag {where}")
        tag = self.source[at + 2 : end].strip().lower()
        opened = self.open.pop()
        if tag and tag != opened.tag:
            raise _unreadable(
                f'Unmatched end tag {where}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        length = units(self.text) - opened.offset
        if length:
            self.entities.append(_entity(opened, length))
        return end + 1


def _entity(opened: _Open, length: int) -> Json:
    entity: Json = {"type": _TAGS[opened.tag], "offset": opened.offset, "length": length}
    match opened.tag:
        case "a":
            entity["url"] = opened.attributes.get("href", "")
        case "blockquote" if "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        case "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
        case "tg-time":
            entity["unix_time"] = int(opened.attributes.get("unix", "0"))
    return entity


def _decoded(text: str) -> str:
    """Only numeric references and the four Telegram knows; `&nbsp;` stays as it is."""
    return _REFERENCE.sub(lambda match: html.unescape(match.group()), text)


def _unreadable(why: str) -> Refused:
    return bad(f"can't parse entities: {why}")
