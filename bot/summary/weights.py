"""How much the words of a coverage weigh. The one place a learned method would replace.

A concept is a stemmed content word or a pair of neighbouring ones. It weighs more the more posts
say it, in key moments, in the coverage's title, and towards the end.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log

import snowballstemmer

from bot.summary.lexicon import lexicon
from bot.summary.units import Unit

Concept = str | tuple[str, str]
Stem = Callable[[str], str]

_SNOWBALL = {"en": "english", "ru": "russian", "tr": "turkish"}
_PREFIX = 5


@dataclass(slots=True)
class _Seen:
    """Where a concept occurs: in which posts, in which of key moments, and how late at last."""

    posts: set[int]
    key_posts: set[int]
    latest: float = 0.0


def stemmer(language: str) -> Stem:
    """Cuts words to stems: Snowball where it knows the language, else the first five letters."""
    known: dict[str, str] = {}
    algorithm = _SNOWBALL.get(language)
    cut: Stem = snowballstemmer.stemmer(algorithm).stemWord if algorithm else _first_letters

    def stem(word: str) -> str:
        if word not in known:
            known[word] = cut(word)
        return known[word]

    return stem


def _first_letters(word: str) -> str:
    return word if word[0].isdigit() else word[:_PREFIX]


def concepts(words: Sequence[str], stem: Stem, stop_words: frozenset[str]) -> frozenset[Concept]:
    """The concepts of a line. A pair may hold one stop word, never two."""
    found: set[Concept] = {stem(word) for word in words if _tells(word, stop_words)}
    for left, right in pairwise(words):
        if _tells(left, stop_words) or _tells(right, stop_words):
            found.add((stem(left), stem(right)))
    return frozenset(found)


def _tells(word: str, stop_words: frozenset[str]) -> bool:
    return word not in stop_words and (len(word) > 1 or word.isdigit())


def concept_weights(
    lines: Sequence[tuple[Unit, frozenset[Concept]]], title: frozenset[Concept]
) -> dict[Concept, float]:
    """The weight of every concept of these lines; `title` holds those of the coverage's title."""
    seen: dict[Concept, _Seen] = defaultdict(lambda: _Seen(set(), set()))
    for unit, its_concepts in lines:
        for concept in its_concepts:
            where = seen[concept]
            where.posts.add(unit.post_id)
            where.latest = max(where.latest, unit.time)
            if unit.key_moment:
                where.key_posts.add(unit.post_id)
    return {concept: _weight(concept, where, title) for concept, where in seen.items()}


def _weight(concept: Concept, where: _Seen, title: frozenset[Concept]) -> float:
    frequency = log(1 + len(where.posts))
    key_share = len(where.key_posts) / len(where.posts)
    pair = isinstance(concept, tuple)
    digit = any(character.isdigit() for character in "".join(concept))
    bonus = 0.6 * key_share + 0.4 * (concept in title) + 0.3 * where.latest + 0.1 * digit
    return frequency * (1 + bonus) * (0.7 if pair else 1.0)


def prior(unit: Unit) -> float:
    """How much a line is favoured whatever it says."""
    return exp(
        0.6 * unit.key_moment
        + 0.5 * (unit.headline or unit.first)
        + 0.4 * unit.time
        - 0.4 * unit.leaning
        - 0.6 * unit.shouted
    )


def stop_words_of(language: str) -> frozenset[str]:
    """The words that carry no news of their own."""
    return lexicon(language).stop_words


def covered(its_concepts: frozenset[Concept], weights: Mapping[Concept, float]) -> float:
    """The joint weight of some concepts; those without a weight count nothing."""
    return sum(weights.get(concept, 0.0) for concept in its_concepts)
