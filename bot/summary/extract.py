"""The summary of a coverage: what came of it and what to keep, in the words of its posts.

Nothing is written here, only chosen: lines that stand on their own (`units`), weighed by what
they say (`weights`), picked so that together they say as much as possible in few words.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.model import Coverage, Figures, MediaKind, Post, Summary, Takeaway
from bot.phrases import LANGUAGES, known_language
from bot.summary.lexicon import Lexicon, lexicon
from bot.summary.units import Unit, live_updates, units, words_of
from bot.summary.weights import (
    Concept,
    concept_weights,
    concepts,
    covered,
    prior,
    stemmer,
    stop_words_of,
)

FEWEST_TAKEAWAYS, MOST_TAKEAWAYS = 5, 8
MOST_PER_POST = 2
# A post that has been quoted already must be twice as good to be quoted again.
_SECOND_FROM_POST = 0.5
# Short lines would win every time if weight were simply divided by words.
_WORD_COST_BASE = 6
# The share of the shorter line's words from which two lines say the same.
_SAME = 0.6


@dataclass(frozen=True, slots=True)
class _Line:
    """A unit with what it says: all concepts, and the single words among them."""

    unit: Unit
    concepts: frozenset[Concept]
    stems: frozenset[Concept]


def summarise(coverage: Coverage, posts: Sequence[Post], now: datetime) -> Summary:
    """The outcome, 5 to 8 takeaways in the order of time (fewer from little material), figures.

    Every line stands word for word in its post's newest revision; withdrawn posts say nothing.
    """
    language = known_language(coverage.language)
    stem, stop_words = stemmer(language), stop_words_of(language)

    def says(words: Sequence[str]) -> frozenset[Concept]:
        return concepts(words, stem, stop_words)

    lines = [_line(unit, says(unit.words)) for unit in units(posts, language)]
    title = says(words_of(coverage.title, language))
    weights = concept_weights([(line.unit, line.concepts) for line in lines], title)

    outcome = _outcome(lines, lexicon(language))
    chosen = _select(lines, weights, outcome, _wanted(posts))
    chosen.sort(key=lambda line: line.unit.order)
    started_at, ended_at = _times(coverage, posts, now)
    return Summary(
        outcome=_takeaway(outcome) if outcome else None,
        takeaways=tuple(_takeaway(line) for line in chosen),
        started_at=started_at,
        ended_at=ended_at,
        figures=figures(posts),
    )


def figures(posts: Sequence[Post]) -> Figures:
    """What the posts that stand amount to; the same picture in two posts counts once."""
    live = live_updates(posts)
    media = {(item.kind, item.identity) for post in live for item in post.media}
    return Figures(
        posts=len(live),
        photos=sum(kind is MediaKind.PHOTO for kind, _ in media),
        videos=sum(kind is MediaKind.VIDEO for kind, _ in media),
        corrections=sum(post.corrected_at is not None for post in live),
    )


def _line(unit: Unit, said: frozenset[Concept]) -> _Line:
    return _Line(unit, said, frozenset(concept for concept in said if isinstance(concept, str)))


def _takeaway(line: _Line) -> Takeaway:
    return Takeaway(line.unit.text, line.unit.post_id)


def _wanted(posts: Sequence[Post]) -> int:
    """How many takeaways: one a key moment, within the bounds."""
    key_moments = sum(post.key_moment for post in live_updates(posts))
    return min(max(key_moments, FEWEST_TAKEAWAYS), MOST_TAKEAWAYS)


# --- The outcome ----------------------------------------------------------------------------------


def _outcome(lines: Sequence[_Line], known: Lexicon) -> _Line | None:
    """The strongest statement about the end: words of agreement or ending, late, in a key moment.

    Without such words the last key moment's headline serves, if it came late; else nothing does.
    """
    late = [line for line in lines if line.unit.time >= 0.5]  # noqa: PLR2004 - the second half
    telling = [line for line in late if _hits(line.unit, known.results)]
    if telling:
        return max(telling, key=lambda line: (_finality(line.unit, known), line.unit.order))
    headlines = [line for line in late if line.unit.key_moment and line.unit.headline]
    return headlines[-1] if headlines else None


def _finality(unit: Unit, known: Lexicon) -> float:
    return (
        min(_hits(unit, known.results), 3)
        + 1.5 * unit.time
        + 1.0 * unit.key_moment
        + 0.5 * unit.headline
        + 0.25 * unit.first
        - 1.5 * min(_hits(unit, known.pending), 2)
        - 0.5 * unit.leaning
        - 0.5 * unit.shouted
    )


def _hits(unit: Unit, beginnings: tuple[str, ...]) -> int:
    """How many different ones of these words the line holds."""
    return len(set(_any_of(beginnings).findall(" ".join(unit.words))))


@lru_cache(maxsize=2 * len(LANGUAGES))
def _any_of(entries: tuple[str, ...]) -> re.Pattern[str]:
    """Finds the entries of a word list, read as `bot.summary.lexicon` says."""
    patterns = []
    for entry in entries:
        if entry.startswith("-"):
            patterns.append(re.escape(entry[1:]) + r"\b")
        elif len(entry) <= 3:  # noqa: PLR2004 - the lexicon's own rule
            patterns.append(rf"\b{re.escape(entry)}\b")
        else:
            patterns.append(r"\b" + re.escape(entry))
    return re.compile("|".join(patterns))


# --- The takeaways --------------------------------------------------------------------------------


def _select(
    lines: Sequence[_Line],
    weights: dict[Concept, float],
    outcome: _Line | None,
    wanted: int,
) -> list[_Line]:
    """Greedy: the line that adds most per word, again and again; nothing is said twice."""
    left = dict(weights)
    taken = [outcome] if outcome else []
    for concept in outcome.concepts if outcome else ():
        left[concept] = 0.0
    candidates = [line for line in lines if line.stems and line is not outcome]
    chosen: list[_Line] = []
    while len(chosen) < wanted:
        candidates = [line for line in candidates if _still_welcome(line, taken, chosen)]
        if not candidates:
            break
        quoted = {line.unit.post_id for line in taken}
        best = max(candidates, key=lambda line: _gain(line, left, quoted))
        best = _newest_wording(best, candidates)
        chosen.append(best)
        taken.append(best)
        for concept in best.concepts:
            left[concept] = 0.0
    return chosen


def _gain(line: _Line, left: dict[Concept, float], quoted: Collection[int]) -> float:
    per_word = covered(line.concepts, left) / (len(line.unit.words) + _WORD_COST_BASE)
    again = _SECOND_FROM_POST if line.unit.post_id in quoted else 1.0
    return per_word * again * prior(line.unit)


def _still_welcome(line: _Line, taken: Sequence[_Line], chosen: Sequence[_Line]) -> bool:
    of_its_post = sum(other.unit.post_id == line.unit.post_id for other in chosen)
    return of_its_post < MOST_PER_POST and not any(_same(line, other) for other in taken)


def _newest_wording(line: _Line, candidates: Sequence[_Line]) -> _Line:
    """The last post to say the same in full: where figures differ, the newer one holds."""
    return max(
        (other for other in candidates if other is line or _restates(other, line)),
        key=lambda other: (other.unit.time, other is line),
    )


def _same(one: _Line, other: _Line) -> bool:
    """Whether the shorter line adds next to nothing to the longer one."""
    return len(one.stems & other.stems) >= _SAME * min(len(one.stems), len(other.stems))


def _restates(one: _Line, other: _Line) -> bool:
    """Whether both lines say all of the same."""
    return len(one.stems & other.stems) >= _SAME * max(len(one.stems), len(other.stems))


# --- Times ----------------------------------------------------------------------------------------


def _times(coverage: Coverage, posts: Sequence[Post], now: datetime) -> tuple[datetime, datetime]:
    """From the announced start, else the first post, to the last post.

    The moment a coverage is marked as concluded says when somebody noticed, not when it ended, so
    it counts only where no post tells the time.
    """
    stamps = sorted(min(post.posted_at, now) for post in live_updates(posts))
    ended_at = stamps[-1] if stamps else coverage.concluded_at or now
    started_at = coverage.starts_at or (stamps[0] if stamps else coverage.created_at)
    return min(started_at, ended_at), ended_at
