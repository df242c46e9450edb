"""Text in sentences, each a verbatim slice of it. English, Russian, Ukrainian, Turkish."""

import re
from itertools import pairwise

import syntok.segmenter

# Abbreviations that syntok takes for the end of a sentence; lower case, without the last stop.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen col maj capt lt sgt rev hon gov sen rep no vs approx "
    "г гг ул им обл руб тыс млн млрд т.е т.к т.д т.п т.ч т.н т.зв зв просп акад ген полк стр св "
    "р рр вул ім тис грн напр див ст акад проф о ред "
    "sn doç yrd av org alb yb cad sok bkz vb örn mah".split()
)
_LAST_WORD = re.compile(r"(?<!\S)(\S+)\.$")
_OPENING = re.compile(r"^[\s«»“”„\"'‘’(\[–—-]*")
_INSIDE_STOP = re.compile(r"(?<!\W)[^\w.!?…]*[.!?…][^\w\s]*\s")


def sentences(text: str) -> list[str]:
    """The sentences of `text`, in order and without white space around. Lines end sentences."""
    found = []
    for line in text.splitlines():
        stripped = line.strip()
        if stripped:
            found += _in_line(stripped)
    return found


def _in_line(line: str) -> list[str]:
    if not _INSIDE_STOP.search(line):
        return [line]
    starts: list[int] = []
    for start, end in pairwise([*_starts(line), len(line)]):
        if not starts or not _belongs_to(line[starts[-1] : start].strip(), line[start:end]):
            starts.append(start)
    return [line[start:end].strip() for start, end in pairwise([*starts, len(line)])]


def _starts(line: str) -> list[int]:
    """Where syntok begins a sentence; offsets only, because it rewrites some characters."""
    paragraphs = syntok.segmenter.analyze(line)
    return [sentence[0].offset for paragraph in paragraphs for sentence in paragraph if sentence]


def _belongs_to(before: str, after: str) -> bool:
    """Whether a cut between the two was a mistake."""
    opening = _OPENING.sub("", after)[:1]
    if opening.islower():
        return True
    last = _LAST_WORD.search(before)
    if not last:
        return False
    word = last[1].lstrip("«“„\"'(").lower()
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and opening.isupper())
