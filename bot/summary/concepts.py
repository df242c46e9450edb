"""What lines say, as concepts: stemmed content words, and pairs of neighbouring words."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from threading import Lock

import snowballstemmer

from bot.summary.lexicon import lexicon
from bot.summary.units import Unit

Concept = str | tuple[str, str]
Stem = Callable[[str], str]

_SNOWBALL = {
    "en": "english",
    "ru": "russian",
    "tr": "turkish",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
    "pl": "polish",
    "ar": "arabic",
    "el": "greek",
    "ro": "romanian",
    "sv": "swedish",
    "hu": "hungarian",
}
# Where there is no stemmer, the beginning of a word must do.
_PREFIX = 5
# In a language without a list of small words, those that stand in so many of the lines are small.
_SMALL_WORD_SHARE = 0.08
_SMALL_WORD_LINES = 4


@lru_cache(maxsize=len(_SNOWBALL) + 1)
def stemmer(language: str) -> Stem:
    """Cuts words to stems: Snowball where it knows the language, else the first five letters."""
    algorithm = _SNOWBALL.get(language)
    cut = _one_at_a_time(snowballstemmer.stemmer(algorithm)) if algorithm else _first_letters
    return lru_cache(maxsize=50_000)(cut)


def _one_at_a_time(stemmer: snowballstemmer.stemmer) -> Stem:
    """Snowball's stemmers keep the word in themselves, so threads must not share one freely."""
    lock = Lock()

    def cut(word: str) -> str:
        with lock:
            stem: str = stemmer.stemWord(word)
        return stem

    return cut


def _first_letters(word: str) -> str:
    return word if word[0].isdigit() else word[:_PREFIX]


def small_words(lines: Iterable[Sequence[str]], language: str) -> frozenset[str]:
    """The words that carry no news of their own, from our list or by how common they are."""
    if listed := lexicon(language).stop_words:
        return listed
    listed_lines = [set(line) for line in lines]
    common = max(_SMALL_WORD_SHARE * len(listed_lines), _SMALL_WORD_LINES)
    counts = Counter(word for line in listed_lines for word in line)
    return frozenset(word for word, count in counts.items() if count > common)


def concepts(words: Sequence[str], stem: Stem, small: frozenset[str]) -> frozenset[Concept]:
    """The concepts of a line. A pair may hold one small word, never two."""
    stems = [stem(word) for word in words]
    telling = [tells(word, small) for word in words]
    found: set[Concept] = {stem for stem, tells_it in zip(stems, telling, strict=True) if tells_it}
    for pair, (left, right) in zip(pairwise(stems), pairwise(telling), strict=True):
        if left or right:
            found.add(pair)
    return frozenset(found)


def tells(word: str, small: frozenset[str]) -> bool:
    """Whether a word is a content word."""
    return word not in small and (len(word) > 1 or word.isdigit())


class Reading:
    """Turns words into concepts, each language by its own rules."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._rules: dict[str, tuple[Stem, frozenset[str]]] = {}
        for language in {unit.language for unit in units}:
            lines = (unit.words for unit in units if unit.language == language)
            self._rules[language] = stemmer(language), small_words(lines, language)

    def concepts(self, words: Sequence[str], language: str) -> frozenset[Concept]:
        """What these words say; nothing if no line is in that language."""
        if language not in self._rules:
            return frozenset()
        return concepts(words, *self._rules[language])

    def small_share(self, unit: Unit) -> float:
        """Which part of a line's words carries no news."""
        small = self._rules[unit.language][1]
        return sum(not tells(word, small) for word in unit.words) / max(1, len(unit.words))
