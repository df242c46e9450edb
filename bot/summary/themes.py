"""The background beside what happened: what each side wanted, what was expected, what came of it.

Nothing is concluded here. A line of a section stands beside lines of posts that speak of the same
things and tell something done; where no post does, it stands alone. The outcome as such answers no
prognosis: readers would take it for what became of the variant above it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from math import fsum, log
from typing import Final

from bot.model import Point, Section, SectionKind, Takeaway, Theme
from bot.summary.choice import same
from bot.summary.concepts import Concept, Reading
from bot.summary.features import Line
from bot.summary.lexicon import lexicon
from bot.summary.results import Result, result_of
from bot.summary.sentences import sentences
from bot.summary.units import language_of, trimmed, words_of
from bot.summary.wordlists import hits

KINDS: Final = (SectionKind.GOALS, SectionKind.PROGNOSIS)
MOST_POINTS: Final = 8
_FEWEST_WORDS, _MOST_WORDS, _LABEL = 2, 60, 3
_BULLETS = "•–—-* "
_MOST_ANSWERS: Final = 2
_ALIKE: Final = 0.3
"""How much of what a point says (rare words counting more) a line must speak of, or …"""

_WITHIN: Final = 0.6
"""… how much of a line a point must speak of: a point may hold many wishes, a line tells one."""

_FEWEST_SHARED: Final = 2
"""A variant of a prognosis and what came of it share so many words: all variants speak of talks."""

_FOR_RESULT: Final = 0.2
"""How much more a line counts that tells a result."""

_NEAR_BEST: Final = 0.75
"""A second line must come so near to the first."""

_RESULTS_FROM, _ELSE_FROM = 0.5, 2 / 3
"""Results are told in the second half of the posts; other lines only near the end tell an end."""


def themes(
    sections: Sequence[Section],
    worth: Mapping[Line, float],
    reading: Reading,
    *,
    language: str,
) -> tuple[Theme, ...]:
    """The goals and prognoses of the background, each line with what came of it.

    `worth` holds the lines that can stand alone, `reading` knows what words say.
    """
    answers = _Answers.among(worth)
    found = []
    for section in sections:
        if section.kind not in KINDS or section.withdrawn_at is not None:
            continue
        expected = section.kind is SectionKind.PROGNOSIS
        fewest = _FEWEST_SHARED if expected else 1
        points = tuple(
            Point(text, answers.to(reading.concepts(words, spoken), fewest))
            for text, words, spoken in _points(section, language)
        )
        if expected:
            points = _told_apart(points)
        if points:
            found.append(Theme(section.kind, section.heading, points, section.url))
    return tuple(found)


def _told_apart(points: Sequence[Point]) -> tuple[Point, ...]:
    """The variants of a prognosis, without lines that speak of several: they decide nothing."""
    times = Counter(line for point in points for line in point.came_of_it)
    return tuple(
        replace(point, came_of_it=tuple(line for line in point.came_of_it if times[line] == 1))
        for point in points
    )


def _points(section: Section, language: str) -> Iterator[tuple[str, list[str], str]]:
    """The section's sentences, whose they are in front, with their words and language.

    Those too short or too long are left out.
    """
    spoken = language_of(section.body.value, language)
    lines = [line.strip() for line in section.body.value.splitlines() if line.strip()]
    kept, side = 0, ""
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        if _is_label(line, following):
            side = f"{line.rstrip(':')}: "
            continue
        for sentence in sentences(line.lstrip(_BULLETS)):
            text = trimmed(sentence)
            words = words_of(text, spoken)
            if _FEWEST_WORDS <= len(words) <= _MOST_WORDS and kept < MOST_POINTS:
                kept += 1
                yield side + text, words, spoken
                side = ""


def _is_label(line: str, following: str) -> bool:
    """Whether a line only says whose the next ones are: "Ukraine" above what Ukraine wants."""
    short = len(line.split()) <= _LABEL and not line.endswith((".", "!", "?", "…"))
    return short and line[0] not in _BULLETS and len(following.split()) > _LABEL


@dataclass(frozen=True, slots=True)
class _Answers:
    """The lines that tell something done, whether it is a result, and how rare each word is."""

    lines: Mapping[Line, bool]
    rarity: Mapping[str, float]

    @classmethod
    def among(cls, worth: Mapping[Line, float]) -> "_Answers":
        counts = Counter(stem for line in worth for stem in line.stems)
        rarity = {stem: log((1 + len(worth)) / count) for stem, count in counts.items()}
        best_first = sorted(worth, key=lambda line: -worth[line])
        done = {line: _tells_result(line) for line in best_first}
        return cls({it: done[it] for it in best_first if done[it] or _tells_end(it)}, rarity)

    def to(self, said: frozenset[Concept], fewest: int) -> tuple[Takeaway, ...]:
        """What came of a point that says this: the lines most like it, in the order of time.

        Each shares at least `fewest` words with it.
        """
        wanted = frozenset(concept for concept in said if isinstance(concept, str))
        near = [line for line in self.lines if len(wanted & line.stems) >= fewest]
        scores = {line: score for line in near if (score := self._score(wanted, line))}
        chosen: list[Line] = []
        for line in sorted(scores, key=lambda line: -scores[line]):
            if len(chosen) == _MOST_ANSWERS or (
                chosen and scores[line] < _NEAR_BEST * scores[chosen[0]]
            ):
                break
            if not any(same(line, other) for other in chosen):
                chosen.append(line)
        return tuple(_takeaway(line) for line in sorted(chosen, key=lambda it: it.unit.order))

    def _score(self, wanted: frozenset[str], line: Line) -> float:
        """How well the line answers; 0 where it does not."""
        shared = self._weight(wanted & line.stems)
        if not shared:
            return 0.0
        alike, within = shared / self._weight(wanted), shared / self._weight(line.stems)
        if alike < _ALIKE and within < _WITHIN:
            return 0.0
        return max(alike, within) + _FOR_RESULT * self.lines[line]

    def _weight(self, stems: frozenset[str]) -> float:
        """How much is said, as far as the posts speak of it at all."""
        return fsum(self.rarity.get(stem, 0.0) for stem in stems)


def _tells_result(line: Line) -> bool:
    done = {Result.AGREED, Result.NOT_AGREED}
    return line.unit.time >= _RESULTS_FROM and result_of(line.unit) in done


def _tells_end(line: Line) -> bool:
    """Whether it tells, near the end, of something done rather than wished for."""
    pending = lexicon(line.unit.language).pending
    return line.unit.time >= _ELSE_FROM and not hits(line.unit.words, pending)


def _takeaway(line: Line) -> Takeaway:
    return Takeaway(line.unit.text, line.unit.post_id)
