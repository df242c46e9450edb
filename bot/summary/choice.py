"""Which lines say most together: learned weights of concepts times a learned prior of lines.

A line's worth is the joint weight of what nobody has said yet, per word, times how much a line of
its kind and place is favoured. Lines are taken greedily until the caller has enough.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum

from bot.summary import learned
from bot.summary.concepts import Concept
from bot.summary.features import (
    CONCEPT_FEATURES,
    LINE_FEATURES,
    Features,
    Line,
    Material,
    concept_features,
    line_features,
)

MOST_PER_POST = 2
# The share of the shorter line's words from which two lines say the same.
_SAME = 0.6
# The corpus that the numbers were learned from has no capitals, so this one is set by hand.
_SHOUTED = -0.6

_CONCEPT_WEIGHTS = tuple(learned.CONCEPTS[name] for name in CONCEPT_FEATURES)
_LINE_WEIGHTS = tuple(learned.LINES[name] for name in LINE_FEATURES)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line and how much it is favoured whatever it says."""

    line: Line
    prior: float


@dataclass(frozen=True, slots=True)
class Field:
    """All lines of a coverage, weighed."""

    candidates: tuple[Candidate, ...]
    weights: Mapping[Concept, float]


def weigh(found: Material) -> Field:
    """The weight of every concept and the prior of every line."""
    concepts = concept_features(found)
    weights = {concept: concept_weight(numbers) for concept, numbers in concepts.items()}
    candidates = (
        Candidate(line, prior(numbers, shouted=line.unit.shouted))
        for line, numbers in zip(found.lines, line_features(found, concepts), strict=True)
    )
    return Field(tuple(candidates), weights)


def concept_weight(numbers: Features) -> float:
    """How much saying this concept is worth, from 0 to 1."""
    return 1 / (1 + exp(-learned.BIAS - _dot(numbers, _CONCEPT_WEIGHTS)))


def prior(numbers: Features, *, shouted: bool) -> float:
    """How much a line with these features is favoured."""
    return exp(_dot(numbers, _LINE_WEIGHTS) + _SHOUTED * shouted)


def _dot(numbers: Features, weights: Sequence[float]) -> float:
    return sum(number * weight for number, weight in zip(numbers, weights, strict=True))


def worths(field: Field) -> dict[Line, float]:
    """What each line is worth while nothing is said yet, from 0 to 1 for the best one."""
    all_worths = [_worth(candidate, field.weights, set()) for candidate in field.candidates]
    most = max(all_worths, default=0.0) or 1.0
    return {
        candidate.line: worth / most
        for candidate, worth in zip(field.candidates, all_worths, strict=True)
    }


def stands_alone(line: Line) -> bool:
    """Whether a reader understands the line by itself."""
    return line.unit.fit


def choose(
    field: Field,
    enough: Callable[[Sequence[Line]], bool],
    said: Sequence[Line] = (),
    *,
    among: Callable[[Line], bool] = stands_alone,
) -> list[Line]:
    """Lines from the most to the least telling, until there are enough.

    Nothing is said twice, nor what `said` says already; a post gives two lines at most.
    `among` says which lines are eligible.
    """
    covered: set[Concept] = {concept for line in said for concept in line.concepts}
    taken, chosen = list(said), list[Line]()
    of_post: Counter[int] = Counter()
    open_to = [
        candidate
        for candidate in field.candidates
        if candidate.line.stems and among(candidate.line)
    ]
    for best in _by_worth(open_to, field.weights, covered):
        if enough(chosen):
            break
        if _said(best, taken):
            continue
        line = _newest_wording(best, open_to)
        if of_post[line.unit.post_id] == MOST_PER_POST or _said(line, taken):
            continue
        chosen.append(line)
        taken.append(line)
        of_post[line.unit.post_id] += 1
        covered |= line.concepts
    return chosen


def _by_worth(
    candidates: Sequence[Candidate], weights: Mapping[Concept, float], covered: set[Concept]
) -> Iterator[Line]:
    """The lines, the worthiest first, while `covered` grows.

    Worth can only fall as more is covered, so only the line in front needs to be weighed anew.
    """
    queue = [
        (-_worth(candidate, weights, covered), number)
        for number, candidate in enumerate(candidates)
    ]
    heapq.heapify(queue)
    while queue:
        _, number = queue[0]
        worth = _worth(candidates[number], weights, covered)
        if worth <= 0:
            heapq.heappop(queue)
        elif (-worth, number) > min(queue[1:3], default=(0.0, 0)):
            heapq.heapreplace(queue, (-worth, number))
        else:
            heapq.heappop(queue)
            yield candidates[number].line


def _worth(candidate: Candidate, weights: Mapping[Concept, float], covered: set[Concept]) -> float:
    new = fsum(weights[concept] for concept in candidate.line.concepts if concept not in covered)
    return new / (len(candidate.line.unit.words) + learned.WORD_COST) * candidate.prior


def _newest_wording(line: Line, candidates: Sequence[Candidate]) -> Line:
    """The last line to say the same in full: where figures differ, the newer one holds."""
    return max(
        (it.line for it in candidates if it.line is line or _restates(it.line, line)),
        key=lambda other: (other.unit.time, other is line),
    )


def _said(line: Line, taken: Sequence[Line]) -> bool:
    return any(same(line, it) for it in taken)


def same(one: Line, other: Line) -> bool:
    """Whether the shorter line adds next to nothing to the longer one."""
    return len(one.stems & other.stems) >= _SAME * min(len(one.stems), len(other.stems))


def _restates(one: Line, other: Line) -> bool:
    """Whether both lines say all of the same."""
    return len(one.stems & other.stems) >= _SAME * max(len(one.stems), len(other.stems))
