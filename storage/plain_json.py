"""Texts, media, messages and selectors become JSON here, and back.

The JSON is compact: what is empty is left out, and text without formatting is a plain string.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.model import Button, Keyboard, Media, MediaKind, Part, Selectors, SentMessage
from bot.text import Span, Style, Text


def text_to_json(text: Text) -> str:
    """A text with its spans; an empty one is an empty string."""
    return dump(_plain_text(text)) if text else ""


def text_from_json(stored: str) -> Text:
    """What `text_to_json` wrote."""
    return _text(json.loads(stored)) if stored else Text()


def media_to_json(media: Sequence[Media]) -> str:
    """A list of media; an empty one is an empty string."""
    return dump([_plain_media(item) for item in media]) if media else ""


def media_from_json(stored: str) -> tuple[Media, ...]:
    """What `media_to_json` wrote."""
    return tuple(_media(item) for item in json.loads(stored)) if stored else ()


def selectors_to_json(selectors: Selectors | None) -> str:
    """An editor's selectors; none is an empty string."""
    return dump(asdict(selectors)) if selectors else ""


def selectors_from_json(stored: str) -> Selectors | None:
    """What `selectors_to_json` wrote."""
    return Selectors(**json.loads(stored)) if stored else None


def part_to_json(part: Part) -> str:
    """A whole message as it will be sent, keyboard included."""
    plain = {
        "text": _plain_text(part.text),
        "media": [_plain_media(item) for item in part.media],
        "keyboard": [[_plain_button(button) for button in row] for row in part.keyboard],
        "silent": part.silent,
        "preview": part.preview,
    }
    return dump(_filled(plain))


def part_from_json(stored: str) -> Part:
    """What `part_to_json` wrote."""
    plain = json.loads(stored)
    keyboard: Keyboard = tuple(
        tuple(Button(**button) for button in row) for row in plain.get("keyboard", ())
    )
    return Part(
        text=_text(plain.get("text", "")),
        media=tuple(_media(item) for item in plain.get("media", ())),
        keyboard=keyboard,
        silent=plain.get("silent", False),
        preview=plain.get("preview", False),
    )


def messages_to_json(messages: Sequence[SentMessage]) -> str:
    """Messages as short lists, since the ledger holds millions; none is an empty string."""
    return dump([message_to_plain(message) for message in messages]) if messages else ""


def messages_from_json(stored: str) -> tuple[SentMessage, ...]:
    """What `messages_to_json` wrote."""
    return tuple(message_from_plain(item) for item in json.loads(stored)) if stored else ()


def message_to_plain(message: SentMessage) -> list[Any]:
    """A message as the list that stands for it in JSON."""
    plain: list[Any] = [message.message_id, message.fingerprint]
    if message.gone or message.corrects:
        plain += [message.media, message.media_kind, message.gone, message.corrects]
    elif message.media or message.media_kind:
        plain += [message.media, message.media_kind]
    return plain


def message_from_plain(plain: list[Any]) -> SentMessage:
    """What `message_to_plain` made."""
    message_id, fingerprint, *shown = plain
    media, kind, *rest = shown or ("", None)
    return SentMessage(message_id, fingerprint, media, MediaKind(kind) if kind else None, *rest)


def dump(plain: object) -> str:
    """JSON without a needless character."""
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _filled(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if value}


def _plain_text(text: Text) -> object:
    if not text.spans:
        return text.value
    spans = [[span.start, span.length, span.style, span.url] for span in text.spans]
    return [text.value, [span if span[-1] else span[:-1] for span in spans]]


def _text(plain: Any) -> Text:  # noqa: ANN401 -- what json.loads gives
    if isinstance(plain, str):
        return Text(plain)
    value, spans = plain
    return Text(
        value,
        tuple(Span(start, length, Style(style), *url) for start, length, style, *url in spans),
    )


def _plain_media(item: Media) -> dict[str, Any]:
    return _filled(
        {
            "kind": item.kind,
            "url": item.url,
            "caption": item.caption,
            "credit": item.credit,
            "file_id": item.file_id,
        }
    )


def _media(plain: dict[str, Any]) -> Media:
    return Media(**{**plain, "kind": MediaKind(plain["kind"])})


def _plain_button(button: Button) -> dict[str, Any]:
    return _filled({"label": button.label, "data": button.data, "url": button.url})
