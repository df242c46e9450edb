"""Text with formatting, as the whole product passes it on: a string and spans, never markup.

Offsets count code points, like Python's own slices. Telegram counts UTF-16 units; the conversion
happens once, at the edge (`bot.telegram`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Style(StrEnum):
    """The formatting Telegram can show, under the Bot API's own names."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKETHROUGH = "strikethrough"
    SPOILER = "spoiler"
    CODE = "code"
    PRE = "pre"
    LINK = "text_link"
    QUOTE = "blockquote"
    LONG_QUOTE = "expandable_blockquote"


@dataclass(frozen=True, slots=True)
class Span:
    """A style over `length` code points from `start`; `url` belongs to links only."""

    start: int
    length: int
    style: Style
    url: str = ""

    @property
    def end(self) -> int:
        """The first code point after the span."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Text:
    """An immutable string with spans. Joining, slicing and stripping keep the spans in place."""

    value: str = ""
    spans: tuple[Span, ...] = ()

    def __len__(self) -> int:
        return len(self.value)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __str__(self) -> str:
        return self.value

    def __add__(self, other: "Text | str") -> "Text":
        if isinstance(other, str):
            return Text(self.value + other, self.spans)
        shift = len(self.value)
        moved = tuple(replace(span, start=span.start + shift) for span in other.spans)
        return Text(self.value + other.value, self.spans + moved)

    def __radd__(self, other: str) -> "Text":
        return Text(other) + self

    def slice(self, start: int, end: int) -> "Text":
        """The part from `start` up to `end`; spans that reach over an edge are cut there."""
        start, end = max(start, 0), min(end, len(self.value))
        kept = []
        for span in self.spans:
            first, last = max(span.start, start), min(span.end, end)
            if first < last:
                kept.append(replace(span, start=first - start, length=last - first))
        return Text(self.value[start:end], tuple(kept))

    def strip(self) -> "Text":
        """Without white space at either end."""
        start = len(self.value) - len(self.value.lstrip())
        return self.slice(start, max(start, len(self.value.rstrip())))


def styled(value: str, style: Style, url: str = "") -> Text:
    """The whole of `value` in one style. Empty text gets no span."""
    return Text(value, (Span(0, len(value), style, url),) if value else ())


def bold(value: str) -> Text:
    """`value` in bold."""
    return styled(value, Style.BOLD)


def link(value: str, url: str) -> Text:
    """`value` leading to `url`; without an address it is plain text."""
    return styled(value, Style.LINK, url) if url else Text(value)


def join(separator: str, parts: Iterable[Text | str]) -> Text:
    """The non-empty parts with `separator` between them."""
    joined = Text()
    for part in parts:
        if part:
            joined = joined + separator + part if joined else Text() + part
    return joined
