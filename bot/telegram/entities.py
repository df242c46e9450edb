"""The product's text with spans <-> Telegram's text with entities.

Spans count code points, entities count UTF-16 units: a character beyond U+FFFF is one of the
former and two of the latter.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from telegram import MessageEntity

from bot.text import Span, Style, Text

MOST_ENTITIES = 100  # Telegram silently drops what is beyond
_LAST_OF_ONE_UNIT = 0xFFFF
# Losing these loses meaning, not only looks, so they go first when there are too many.
_PRECIOUS = frozenset(
    {Style.LINK, Style.SPOILER, Style.CODE, Style.PRE, Style.QUOTE, Style.LONG_QUOTE}
)


def to_entities(text: Text) -> list[MessageEntity]:
    """The entities for `text.value`, by position; at most 100, links and quotes before styles."""
    units = _units(text.value)
    spans = [span for span in (_within(span, len(text)) for span in text.spans) if span]
    spans.sort(key=lambda span: span.style not in _PRECIOUS)
    kept = sorted(spans[:MOST_ENTITIES], key=lambda span: (span.start, -span.length))
    return [
        MessageEntity(
            type=span.style.value,
            offset=units[span.start],
            length=units[span.end] - units[span.start],
            url=span.url or None,
        )
        for span in kept
    ]


def from_entities(value: str | None, entities: Iterable[MessageEntity] | None) -> Text:
    """A message as received, with the formatting the product knows.

    Telegram marks mentions, hash tags and bare addresses by itself, so those entities are left
    out; so are styles that `bot.text.Style` lacks. `None` (a message without text) is empty.
    """
    value = value or ""
    units = _units(value)
    spans = []
    for entity in entities or ():
        style = _STYLES.get(str(entity.type))
        start = _code_point(units, entity.offset)
        end = _code_point(units, entity.offset + entity.length)
        if style is not None and start < end and (entity.url or style is not Style.LINK):
            spans.append(Span(start, end - start, style, entity.url or ""))
    return Text(value, tuple(spans))


_STYLES = {style.value: style for style in Style}


def _within(span: Span, length: int) -> Span | None:
    """`span` cut to a text of `length` code points; None if nothing (or no address) is left."""
    start, end = max(span.start, 0), min(span.end, length)
    if start >= end or (span.style is Style.LINK and not span.url):
        return None
    return Span(start, end - start, span.style, span.url)


def _units(value: str) -> Sequence[int]:
    """For each code point, and for the end, the number of UTF-16 units before it."""
    widths = (2 if ord(character) > _LAST_OF_ONE_UNIT else 1 for character in value)
    return list(accumulate(widths, initial=0))


def _code_point(units: Sequence[int], offset: int) -> int:
    """The code point that stands at, or reaches over, the UTF-16 offset."""
    return max(0, min(bisect_right(units, offset) - 1, len(units) - 1))
