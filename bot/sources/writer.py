"""Builds text with spans from the words, breaks and styles of a markup walk. Pure."""

from dataclasses import dataclass

from bot.sources.dom import INVISIBLE, SPACE
from bot.text import Span, Style, Text


class TextWriter:
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
        """White space collapses, as a browser shows it."""
        collapsed = SPACE.sub(" ", INVISIBLE.sub("", raw))
        if collapsed.startswith(" "):
            self._space = True
        if core := collapsed.strip(" "):
            self._emit(core)
            self._space = collapsed.endswith(" ")

    def verbatim(self, raw: str) -> None:
        """White space counts."""
        if core := raw.strip("\n"):
            self._emit(core)

    def gap(self, breaks: int) -> None:
        """At least so many line breaks before the next words."""
        self._breaks = max(self._breaks, breaks)

    def line_break(self) -> None:
        """One more line break, at most a blank line."""
        self._breaks = min(self._breaks + 1, 2)

    def prefix(self, mark: str) -> None:
        """A mark (a bullet) to stand before the next words."""
        self._prefix = mark

    def open(self, style: Style, url: str = "") -> bool:
        """Begin a span at the next word; False if the style is open already."""
        if any(span.style is style for span in self._open):
            return False
        self._open.append(_Open(style, url))
        return True

    def close(self) -> None:
        """End the style opened last; one that covers nothing leaves no span."""
        span = self._open.pop()
        if span.start is not None and span.start < self._length:
            self._spans.append(Span(span.start, self._length - span.start, span.style, span.url))

    def text(self) -> Text:
        """What was written so far."""
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
