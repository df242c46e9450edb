"""Where everything on a timeline card stands. Pure: measures, but draws nothing.

The letters shrink from a size for few moments to the smallest that a phone shows readably; what
does not fit even then is thinned out evenly, first and last moment kept, and counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from bot.pictures.card import Card, Moment, evenly
from bot.pictures.typeface import Typeface, Weight, drawable

WIDTH, HEIGHT = 1080, 1350
MARGIN = 72
_HEAD_GAP, _GUTTER = 20, 64
_LEAST_GAP, _MOST_GAP = 16, 110
# Size of the letters and lines a moment may take, from the most generous; a phone shows the card
# at about a third of its width in pixels, so 34 there are as large as 12 in a message.
_SETTINGS = ((60, 4), (50, 4), (46, 3), (42, 3), (38, 3), (34, 2))


class Role(Enum):
    """What a text is for, which decides its colour."""

    INK = auto()
    SOFT = auto()
    ACCENT = auto()


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set; `size` in pixels."""

    size: int
    weight: Weight
    role: Role

    @property
    def line(self) -> int:
        """The height of a line."""
        return _line(self.size)


_STATUS = Style(30, Weight.BOLD, Role.ACCENT)
_TITLE = Style(60, Weight.BOLD, Role.INK)
_LEAD = Style(40, Weight.REGULAR, Role.SOFT)
_FOOT = Style(30, Weight.REGULAR, Role.SOFT)
_MORE = Style(30, Weight.BOLD, Role.SOFT)


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of text at its place. `box` (left, top, right, bottom) holds all of its letters."""

    text: str
    style: Style
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """A card laid out: its texts, a dot for each moment at the line beside them, a rule."""

    texts: tuple[Placed, ...]
    dots: tuple[tuple[int, int], ...]
    rule_y: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A moment set in a size: the lines of its text and where they begin."""

    moment: Moment
    lines: tuple[str, ...]
    size: int
    x: int

    @property
    def height(self) -> int:
        return _line(self.size) * (len(self.lines) + bool(self.moment.day))


def lay_out(card: Card) -> Layout:
    """The layout of a card with at least one moment that can be drawn."""
    face = Typeface()
    head, rule_y = _head(card, face)
    foot_y = HEIGHT - MARGIN - _FOOT.line
    top, bottom = rule_y + 36, foot_y - 28
    moments = [moment for moment in card.moments if drawable(moment.text)]
    rows = _fitting(moments, face, bottom - top)
    texts, dots = _rows(rows, face, top, bottom)
    foot = _foot(card, face, foot_y, len(moments) - len(rows))
    return Layout((*head, *texts, *foot), tuple(dots), rule_y)


def _line(size: int) -> int:
    """The height of a line of letters of this size; the typeface's own is 1.294."""
    return round(size * 1.3)


def _placed(face: Typeface, text: str, style: Style, x: int, y: int) -> Placed:
    right = x + face.width(text, style.weight, style.size)
    return Placed(text, style, (x, y, right, y + style.line))


def _wrapped(face: Typeface, text: str, style: Style, width: int, most: int) -> list[str]:
    return face.wrap(text, style.weight, style.size, width, most)


def _head(card: Card, face: Typeface) -> tuple[list[Placed], int]:
    """Status, title and lead from the top down, and where the rule below them is."""
    y, placed = MARGIN, list[Placed]()
    for text, style, most in (
        (card.status.upper(), _STATUS, 1),
        (card.title, _TITLE, 2),
        (card.lead, _LEAD, 3),
    ):
        lines = _wrapped(face, text, style, WIDTH - 2 * MARGIN, most)
        for line in lines:
            placed.append(_placed(face, line, style, MARGIN, y))
            y += style.line
        y += _HEAD_GAP if lines else 0
    return placed, y + 4


def _fitting(moments: Sequence[Moment], face: Typeface, room: int) -> list[_Row]:
    """The moments in the largest size in which all fit, else as many as fit in the smallest."""
    for size, lines in _SETTINGS:
        if len(moments) <= _at_most(size, room):
            rows = _set(moments, face, size, lines)
            if _height(rows) <= room:
                return rows
    size, lines = _SETTINGS[-1]
    for count in range(min(len(moments), _at_most(size, room)), 1, -1):
        rows = _set(thinned(moments, count), face, size, lines)
        if _height(rows) <= room:
            return rows
    return _set(thinned(moments, 1), face, size, lines)


def _at_most(size: int, room: int) -> int:
    """How many moments of one line each there is room for."""
    return (room + _LEAST_GAP) // (_line(size) + _LEAST_GAP)


def thinned(moments: Sequence[Moment], count: int) -> list[Moment]:
    """So many of the moments, evenly; the last always, the first where there is room for two.

    The days are named anew, so that none is lost with a moment.
    """
    kept = set(evenly(len(moments), count))
    chosen, day = list[Moment](), ""
    for number, moment in enumerate(moments):
        day = moment.day or day
        if number in kept:
            chosen.append(replace(moment, day=day))
            day = ""
    return chosen


def _set(moments: Sequence[Moment], face: Typeface, size: int, lines: int) -> list[_Row]:
    """The moments in this size, each in so many lines at most, right of the widest time."""
    time, text = _moment_styles(size)
    widest = max(face.width(each.time, time.weight, size) for each in moments)
    x = MARGIN + widest + _GUTTER
    return [
        _Row(each, tuple(_wrapped(face, each.text, text, WIDTH - MARGIN - x, lines)), size, x)
        for each in moments
    ]


def _moment_styles(size: int) -> tuple[Style, Style]:
    """How a moment's time (and its day) and its text are set."""
    return Style(size, Weight.BOLD, Role.ACCENT), Style(size, Weight.REGULAR, Role.INK)


def _height(rows: Sequence[_Row]) -> int:
    return sum(row.height for row in rows) + _LEAST_GAP * (len(rows) - 1)


def _rows(
    rows: Sequence[_Row], face: Typeface, top: int, bottom: int
) -> tuple[list[Placed], list[tuple[int, int]]]:
    """The moments from the top down, what room is left between them; and their dots."""
    spare = bottom - top - _height(rows)
    gap = _LEAST_GAP + min(spare // max(len(rows) - 1, 1), _MOST_GAP - _LEAST_GAP)
    y, placed, dots = top, list[Placed](), list[tuple[int, int]]()
    for row in rows:
        time, text = _moment_styles(row.size)
        for day in _wrapped(face, row.moment.day, time, WIDTH - MARGIN - row.x, 1):
            placed.append(_placed(face, day, time, row.x, y))
            y += time.line
        right = row.x - _GUTTER
        left = right - face.width(row.moment.time, time.weight, row.size)
        placed.append(_placed(face, row.moment.time, time, left, y))
        dots.append((right + _GUTTER // 2, y + time.line // 2))
        for line in row.lines:
            placed.append(_placed(face, line, text, row.x, y))
            y += text.line
        y += gap
    return placed, dots


def _foot(card: Card, face: Typeface, y: int, left_out: int) -> list[Placed]:
    """The bottom line: the foot on the left, on the right what found no room."""
    more = drawable(card.more.format(count=left_out)) if left_out else ""
    right = WIDTH - MARGIN - face.width(more, _MORE.weight, _MORE.size)
    room = right - MARGIN - (_GUTTER if more else 0)
    placed = [
        _placed(face, line, _FOOT, MARGIN, y) for line in _wrapped(face, card.foot, _FOOT, room, 1)
    ]
    if more:
        placed.append(_placed(face, more, _MORE, right, y))
    return placed
