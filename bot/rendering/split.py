"""Long text in pieces that Telegram takes, cut where a reader would pause.

Limits are counted in UTF-16 units. Telegram's servers count code points today, but its clients and
older servers count UTF-16 units, and text that fits in units always fits in code points.
"""

from collections.abc import Sequence
from itertools import takewhile

import regex

from bot.rendering.parts import SPAN_LIMIT
from bot.text import Style, Text

# A full stop ends a sentence only after three letters or two digits, so "Mr. Hall", "т. зв." and
# "1. First" stay whole.
SENTENCE_END = regex.compile(
    r"(?<=(?:(?:[\p{L}\p{N}»”\"')\]]{3}|\d\d)\.|[!?…؟。])[»”\"')\]]*)\s++(?=\P{Ll})"
)

_PARAGRAPHS = regex.compile(r"\n\s*\n\s*")
_LINES = regex.compile(r"\n\s*")
_WORDS = regex.compile(r"\s+")
_PAUSES = (_PARAGRAPHS, _LINES, SENTENCE_END, _WORDS)
_GRAPHEME = regex.compile(r"\X")


def units(text: Text | str) -> int:
    """The length in UTF-16 units."""
    return len(str(text).encode("utf-16-le", "surrogatepass")) // 2


def fits(text: Text, limit: int, max_spans: int = SPAN_LIMIT) -> bool:
    """Whether `text` can be sent as one piece."""
    return units(text) <= limit and len(text.spans) <= max_spans


def split(text: Text, limit: int, max_spans: int = SPAN_LIMIT) -> list[Text]:
    """`text` in pieces of at most `limit` UTF-16 units and `max_spans` spans each.

    Nothing but white space at the cuts is lost. A piece ends at a paragraph, else a line, else a
    sentence, else a word, else a grapheme cluster, and outside links where that is possible. Only
    a single cluster longer than `limit` is cut inside, because Telegram would refuse it whole.
    """
    pieces = []
    rest = text.strip()
    while rest:
        if fits(rest, limit, max_spans):
            pieces.append(rest)
            break
        end = _best_cut(rest, limit, max_spans)
        piece = rest.slice(0, end).strip()
        if piece:
            # More spans than a piece may have can only remain where they all begin in one cluster.
            pieces.append(Text(piece.value, piece.spans[:max_spans]))
        rest = rest.slice(end, len(rest)).strip()
    return pieces


def clip(value: str, limit: int) -> str:
    """`value` on one line; what exceeds `limit` UTF-16 units gives way to "…" after a word."""
    line = " ".join(value.split())
    if units(line) <= limit:
        return line
    ends = _cluster_ends(line, _within(line, limit - 1))
    return line[: _pause_among(line, ends, (_WORDS,))].rstrip(" ,;:–—-") + "…" if ends else "…"


def first_sentence(value: str, limit: int) -> str:
    """The first sentence of the first paragraph, clipped to `limit` UTF-16 units."""
    paragraph = value.strip().partition("\n")[0]
    end = SENTENCE_END.search(paragraph)
    return clip(paragraph[: end.start()] if end else paragraph, limit)


def _best_cut(text: Text, limit: int, max_spans: int) -> int:
    """Where to end the first piece of a text that does not fit; at least 1."""
    longest = _within(text.value, limit)
    ends = _cluster_ends(text.value, longest)
    if not ends:
        return max(longest, 1)
    starts = sorted(span.start for span in text.spans)
    if len(starts) > max_spans:
        ends = [end for end in ends if end <= starts[max_spans]] or ends[:1]
    outside_links = [end for end in ends if not _in_link(text, end)]
    return _pause_among(text.value, outside_links or ends, _PAUSES)


def _pause_among(value: str, ends: list[int], pauses: Sequence[regex.Pattern[str]]) -> int:
    """The best pause at one of these cluster ends, else the last of them.

    The second half is searched first: a strong pause near the start (after the headline, mostly)
    would leave a message with next to nothing in it.
    """
    furthest = ends[-1]
    allowed = set(ends)
    for earliest in (furthest // 2, 1):
        for pause in pauses:
            starts: list[int] = [found.start() for found in pause.finditer(value, earliest)]
            reachable = [start for start in starts if start in allowed]
            if reachable:
                return reachable[-1]
    return furthest


def _within(value: str, limit: int) -> int:
    """How many code points of `value` fit in `limit` UTF-16 units."""
    used = 0
    for at, character in enumerate(value):
        used += 2 if character > "\uffff" else 1
        if used > limit:
            return at
    return len(value)


def _cluster_ends(value: str, furthest: int) -> list[int]:
    """The ends of the grapheme clusters that lie wholly within the first `furthest` code points."""
    ends = (cluster.end() for cluster in _GRAPHEME.finditer(value))
    return list(takewhile(lambda end: end <= furthest, ends))


def _in_link(text: Text, at: int) -> bool:
    """Whether a cut there would divide a link."""
    return any(span.style is Style.LINK and span.start < at < span.end for span in text.spans)
