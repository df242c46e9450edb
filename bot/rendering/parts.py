"""What one message may hold, what a reader sees of it, and text as Telegram will show it."""

import hashlib
import json
import unicodedata
from dataclasses import replace

import regex

from bot.model import Part
from bot.text import Span, Text

# Of a message, a caption (both in UTF-16 units), an album (items) and a message (spans).
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ALBUM_LIMIT = 10
SPAN_LIMIT = 100

_CLUSTER = regex.compile(r"\X")

# What Telegram's servers do to text before they show it. Done here first, so that offsets stay
# true and the same text always has the same fingerprint. They drop the ring (U+030A) and double
# lines too: after NFC only those are left that have no composed letter.
_CLEANING = str.maketrans(
    dict.fromkeys([*range(0x0A), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F], " ")
    | dict.fromkeys([0x0D, *range(0x2028, 0x202F), 0x0333, 0x033F, 0x030A])
)
_UNCLEAN = regex.compile(r"[\p{Cc}--\n]|[\p{Cs}\u2028-\u202e\u0333\u033f\u030a]", regex.VERSION1)


def clean(text: Text) -> Text:
    """`text` as Telegram will show it: NFC, no control or bidi-override characters, no white edges.

    Lone surrogates, which no wire format can carry, become U+FFFD. Spans keep to their words.
    """
    if not _UNCLEAN.search(text.value) and unicodedata.is_normalized("NFC", text.value):
        return text.strip()  # nearly all text, and this runs for every message of every chat
    while (cleaned := _clean_once(text)) != text:
        text = cleaned  # what was removed may have kept a letter from its accent
    return text


def _clean_once(text: Text) -> Text:
    moved = [0]
    cleaned: list[str] = []
    length = 0
    for cluster in _CLUSTER.finditer(text.value):
        new = _clean_cluster(cluster[0])
        unchanged = new == cluster[0]
        inner = range(1, len(new)) if unchanged else [len(new)] * (len(cluster[0]) - 1)
        moved.extend(length + offset for offset in inner)
        length += len(new)
        moved.append(length)
        cleaned.append(new)
    spans = []
    for span in text.spans:
        start, end = moved[min(span.start, len(text))], moved[min(span.end, len(text))]
        if start < end:
            spans.append(Span(start, end - start, span.style, span.url))
    return Text("".join(cleaned), tuple(spans)).strip()


def _clean_cluster(cluster: str) -> str:
    sound = cluster.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", sound).translate(_CLEANING)


def slots(part: Part) -> tuple[Part, ...]:
    """The single messages a part becomes: an album one an item, the first with the text."""
    if len(part.media) <= 1:
        return (part,)
    first, *others = part.media
    return (
        replace(part, media=(first,)),
        *(replace(part, text=Text(), media=(item,)) for item in others),
    )


def fingerprint(part: Part) -> str:
    """A short stable hash of what a reader sees of one message: text, formatting, media, buttons.

    Sound and link previews are left out: they are spent when the message is sent.
    """
    text = clean(part.text)
    seen = [
        text.value,
        sorted((span.start, span.length, span.style.value, span.url) for span in text.spans),
        [(item.kind.value, item.identity) for item in part.media],
        [[(button.label, button.data, button.url) for button in row] for row in part.keyboard],
    ]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]
