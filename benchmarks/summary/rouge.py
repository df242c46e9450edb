"""ROUGE-1, -2 and -L recall and F1, as the package rouge-score counts them with its stemmer.

Our own, because that package knows the letters a to z only and the product speaks four languages.
Words of four letters and more are cut to their stems by Porter's rules, which leave other alphabets
alone.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

_WORD = re.compile(r"[^\W_]+")
_LONGEST_UNSTEMMED = 3
_porter = snowballstemmer.stemmer("porter")


@dataclass(frozen=True, slots=True)
class Score:
    """How much of the reference was said, and the balance with how much of what was said counts."""

    recall: float
    f1: float


def rouge(summary: str, reference: str) -> dict[str, Score]:
    """The scores under their usual names."""
    said, wanted = tokens(summary), tokens(reference)
    return {
        "R-1": _overlap(Counter(said), Counter(wanted)),
        "R-2": _overlap(Counter(pairwise(said)), Counter(pairwise(wanted))),
        "R-L": _score(_longest_common(said, wanted), len(said), len(wanted)),
    }


def tokens(text: str) -> list[str]:
    """The stemmed words of a text."""
    return [_stemmed(word) for word in _WORD.findall(text.lower())]


@lru_cache(maxsize=100_000)
def _stemmed(word: str) -> str:
    if len(word) <= _LONGEST_UNSTEMMED:
        return word
    return str(_porter.stemWord(word))


def _overlap(said: Counter[object], wanted: Counter[object]) -> Score:
    return _score((said & wanted).total(), said.total(), wanted.total())


def _score(hits: int, said: int, wanted: int) -> Score:
    if not hits:
        return Score(0.0, 0.0)
    return Score(hits / wanted, 2 * hits / (said + wanted))


def _longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for word in one:
        corner = 0
        for column, against in enumerate(other, start=1):
            above = row[column]
            row[column] = corner + 1 if word == against else max(above, row[column - 1])
            corner = above
    return row[-1]
