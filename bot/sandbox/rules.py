"""What Telegram enforces on content, in Telegram's own words. Pure: no state, no clock, no I/O.

Text counts in code points, entities in UTF-16 units; both as the Bot API server does it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
RAW_TEXT_BYTES = 32768
ENTITY_LIMIT = 100
ENTITY_BOUND = 1_000_000
ALBUM_LIMIT = 10
CALLBACK_DATA_BYTES = 64
CALLBACK_ANSWER_LIMIT = 200
BUTTON_LIMIT = 100
COMMAND_LIMIT = 100
MEGABYTE = 1024 * 1024
PHOTO_UPLOAD_BYTES = 10 * MEGABYTE
PHOTO_SIDES = 10000
PHOTO_RATIO = 20

_DROPPED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
_DETECTED = re.compile(
    r"(?P<bot_command>(?<![\w/])/[a-zA-Z0-9_]{1,32}(?:@\w+)?)"
    r"|(?P<url>https?://[^\s<>]+[^\s<>.,;:!?)\"'])"
    r"|(?P<mention>(?<!\w)@[a-zA-Z]\w{3,31})"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)
_LINKS = {"text_link", "text_mention", "custom_emoji"}
_CODE = {"code", "pre", "date_time"}
_QUOTES = {"blockquote", "expandable_blockquote"}
_EMPHASIS = {"bold", "italic", "underline", "strikethrough", "spoiler"}
_SENT = _LINKS | _CODE | _QUOTES | _EMPHASIS
_REDETECTED = {
    *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"),
    "bank_card_number",
}


class Refused(Exception):
    """An answer with ok=false: its error code, full description and parameters."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(text: str) -> Refused:
    """A 400; its first letter is small unless the text is a server code (TOPIC_CLOSED)."""
    if not re.match(r"[A-Z]+_", text):
        text = text[:1].lower() + text[1:]
    return Refused(400, f"Bad Request: {text}")


def forbidden(text: str) -> Refused:
    """A 403."""
    return Refused(403, f"Forbidden: {text}")


def units(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text) + sum(char > "\uffff" for char in text)


# --- Text and entities ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Formatted:
    """Text as Telegram keeps it: cleaned, with the entities that survived."""

    text: str = ""
    entities: tuple[Json, ...] = ()


def check_text(formatted: Formatted, *, raw: str) -> Formatted:
    """A message's text as kept; it must have some and at most 4096 characters."""
    if not raw:
        raise bad("Message text is empty")
    kept = keep(formatted)
    if not kept.text:
        raise bad("Text must be non-empty")
    if len(kept.text) > TEXT_LIMIT:
        raise bad("Message is too long")
    return kept


def check_caption(formatted: Formatted) -> Formatted:
    """A caption as kept; at most 1024 characters."""
    kept = keep(formatted)
    if len(kept.text) > CAPTION_LIMIT:
        raise bad("Message caption is too long")
    return kept


def check_entity_types(entities: Iterable[Mapping[str, Any]]) -> tuple[Json, ...]:
    """The entities a bot may name; ones that Telegram finds by itself are left out."""
    kept = []
    for entity in entities:
        kind = entity.get("type")
        if kind in _SENT:
            kept.append(dict(entity))
        elif kind not in _REDETECTED:
            raise bad("can't parse MessageEntity: Unsupported type specified")
    return tuple(kept)


def keep(formatted: Formatted) -> Formatted:
    """What is left after cleaning: text trimmed, entities checked, thinned and completed."""
    for entity in formatted.entities:
        for name in ("offset", "length"):
            if not 0 <= entity[name] <= ENTITY_BOUND:
                raise bad(f"Receive an entity with incorrect {name} {entity[name]}")
    cleaned, moved = _clean(formatted.text)
    body = cleaned.strip()
    lead = units(cleaned[: len(cleaned) - len(cleaned.lstrip())])
    last = units(body)
    entities = []
    for entity in formatted.entities:
        if not entity["length"]:
            continue
        start, end = _bounds(formatted.text, entity, moved)
        start, end = max(moved[start] - lead, 0), min(moved[end] - lead, last)
        if start < end and cut(body, start, end).strip():
            entities.append({**entity, "offset": start, "length": end - start})
    return Formatted(body, tuple(_completed(body, _thinned(entities))))


def _clean(text: str) -> tuple[str, dict[int, int]]:
    """Text without what Telegram removes, and where each old UTF-16 offset went."""
    kept, moved, old, new = [], {}, 0, 0
    for char in text:
        moved[old] = new
        width = units(char)
        old += width
        if not _DROPPED.match(char):
            kept.append(" " if _CONTROL.match(char) else char)
            new += width
    moved[old] = new
    return "".join(kept), moved


def _bounds(text: str, entity: Json, known: Mapping[int, int]) -> tuple[int, int]:
    start, end, last = entity["offset"], entity["offset"] + entity["length"], units(text)
    if start >= last:
        raise bad(f"Entity begins after the end of the text at UTF-16 offset {start}")
    if start not in known:
        at = _bytes_before(text, start)
        raise bad(f"Entity begins in a middle of a UTF-16 symbol at byte offset {at}")
    if end > last:
        raise bad(
            f"Entity beginning at UTF-16 offset {start}"
            f" ends after the end of the text at UTF-16 offset {end}"
        )
    if end not in known:
        raise bad(
            f"Entity beginning at UTF-16 offset {start}"
            f" ends in a middle of a UTF-16 symbol at byte offset {_bytes_before(text, end)}"
        )
    return start, end


def _bytes_before(text: str, offset: int) -> int:
    """The byte offset of the first character that begins after a UTF-16 offset."""
    seen = size = 0
    for char in text:
        if seen > offset:
            break
        seen += units(char)
        size += len(char.encode())
    return size


def cut(text: str, start: int, end: int) -> str:
    """The part of a text between two UTF-16 offsets."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le", "replace")


def _overlap(one: Json, other: Json) -> bool:
    ends = (one["offset"] + one["length"], other["offset"] + other["length"])
    return bool(max(one["offset"], other["offset"]) < min(ends))


def _clash(one: Json, other: Json) -> bool:
    for exclusive in (_LINKS | _CODE, _QUOTES):
        if one["type"] in exclusive and other["type"] in exclusive:
            return _overlap(one, other)
    return False


def _thinned(entities: Iterable[Json]) -> list[Json]:
    """Without links that lead nowhere, forbidden nesting, and all beyond the hundredth.

    Links, code and quotes are counted before emphasis.
    """
    kept: list[Json] = []
    for entity in sorted(entities, key=lambda e: (e["offset"], -e["length"])):
        if entity["type"] == "text_link" and not is_link(entity.get("url", "")):
            continue
        if not any(_clash(entity, other) for other in kept):
            kept.append(entity)
    kept.sort(key=lambda e: e["type"] in _EMPHASIS)
    return sorted(kept[:ENTITY_LIMIT], key=lambda e: (e["offset"], -e["length"]))


def _completed(text: str, entities: list[Json]) -> list[Json]:
    """With the commands, addresses, mentions and hashtags that Telegram marks by itself."""
    fixed = [entity for entity in entities if entity["type"] in _LINKS | _CODE]
    found = []
    for match in _DETECTED.finditer(text):
        entity = {
            "type": str(match.lastgroup),
            "offset": units(text[: match.start()]),
            "length": units(match.group()),
        }
        if not any(_overlap(entity, other) for other in fixed):
            found.append(entity)
    return sorted(entities + found, key=lambda e: (e["offset"], -e["length"]))


def is_link(url: str) -> bool:
    """Whether Telegram would lead a reader to this address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme in {"http", "https", "tg"}:
        return bool(parts.netloc)
    return not parts.scheme and bool(re.match(r"[\w-]+(\.[\w-]+)+(/|$)", url))


# --- Keyboards, albums, commands, files -----------------------------------------------------------


def check_keyboard(markup: object) -> Json | None:
    """A reply markup as it will be shown; None for none."""
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        return markup
    buttons = [button for row in rows for button in row]
    if len(buttons) > BUTTON_LIMIT:
        raise bad("reply markup is too long")
    for button in buttons:
        _check_button(button)
    return {"inline_keyboard": rows} if buttons else None


def _check_button(button: Mapping[str, Any]) -> None:
    if not button.get("text"):
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if "url" in button:
        if not is_link(button["url"]):
            raise bad("BUTTON_URL_INVALID")
    elif "callback_data" in button:
        if not 1 <= len(str(button["callback_data"]).encode()) <= CALLBACK_DATA_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    elif set(button) <= {"text", "style", "icon_custom_emoji_id"}:
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )


def check_album(items: Sequence[Mapping[str, Any]]) -> None:
    """An album: two to ten items of kinds that go together, captions all above or all below.

    Telegram itself lets one item pass as an ordinary message; its documents promise 2-10.
    """
    if not items:
        raise bad("there are no messages to send")
    if len(items) > ALBUM_LIMIT:
        raise bad("too many messages to send as an album")
    if len(items) == 1:
        raise bad("the sandbox demands 2-10 items in an album, as the Bot API's documents do")
    kinds = {str(item.get("type")) for item in items}
    if not kinds <= {"photo", "video", "document", "audio"}:
        raise bad("can't use the media of the specified type in the album")
    for kind in ("document", "audio"):
        if kind in kinds and len(kinds) > 1:
            raise bad(f"{kind} can't be mixed with other media types")
    if len({bool(item.get("show_caption_above_media")) for item in items}) > 1:
        raise bad("parameter show_caption_above_media must be the same for all messages")


def check_commands(commands: Sequence[Mapping[str, Any]]) -> None:
    """The menu of one scope and language."""
    if len(commands) > COMMAND_LIMIT:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:  # noqa: PLR2004 - Telegram's limit, used once
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def check_size(kind: str, size: int) -> None:
    """The size of an uploaded file, in bytes."""
    if not size:
        raise bad("file must be non-empty")
    if kind == "photo" and size > PHOTO_UPLOAD_BYTES:
        raise bad(
            f"File of size {size} bytes is too big for a photo;"
            f" the maximum size is {PHOTO_UPLOAD_BYTES} bytes"
        )


def check_picture(sides: tuple[int, int] | None) -> None:
    """The width and height of a photo in pixels; None for what is no picture at all."""
    if sides is None:
        raise bad("IMAGE_PROCESS_FAILED")
    if sum(sides) > PHOTO_SIDES or max(sides) > PHOTO_RATIO * min(sides):
        raise bad("PHOTO_INVALID_DIMENSIONS")
