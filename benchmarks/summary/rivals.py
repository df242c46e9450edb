"""The methods that the product is measured against. Each answers lines, the best first.

They see what the product sees: every sentence and headline. None of them filters.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import fsum, log, sqrt

from corpus import Story, word_count

from bot.summary.concepts import Concept, stemmer, tells
from bot.summary.features import Line
from bot.summary.lexicon import lexicon

_DAMPING, _CONVERGED = 0.85, 1e-6


def lead(story: Story) -> list[str]:
    """The beginning of the page."""
    return [line.unit.text for line in story.material().lines]


def lexrank(story: Story, *, filtered: bool = False) -> list[str]:
    """Continuous LexRank (Erkan and Radev 2004): a walk from line to line by their likeness."""
    lines = story.material().lines
    ranks = _walk(_likeness([_terms(line, story.language) for line in lines]))
    order = sorted(range(len(lines)), key=lambda number: (-ranks[number], number))
    return [lines[n].unit.text for n in order if lines[n].unit.fit or not filtered]


def lexrank_filtered(story: Story) -> list[str]:
    """LexRank, keeping to the lines that the product holds fit for a summary."""
    return lexrank(story, filtered=True)


def _terms(line: Line, language: str) -> Counter[str]:
    """The content words of a line, as often as they stand there."""
    stem, small = stemmer(language), lexicon(language).stop_words
    return Counter(stem(word) for word in line.unit.words if tells(word, small))


def _likeness(lines: Sequence[Counter[str]]) -> list[dict[int, float]]:
    """The cosine of every two lines, rare words counting more; each row adds up to 1."""
    spread = Counter(term for line in lines for term in line)
    vectors = []
    for line in lines:
        weighed = {term: n * log(len(lines) / spread[term]) for term, n in line.items()}
        length = sqrt(fsum(weight * weight for weight in weighed.values())) or 1.0
        vectors.append({term: weight / length for term, weight in weighed.items()})
    holders = defaultdict[str, list[tuple[int, float]]](list)
    for number, vector in enumerate(vectors):
        for term, weight in vector.items():
            holders[term].append((number, weight))
    rows = []
    for vector in vectors:
        row = defaultdict[int, float](float)
        for term, weight in vector.items():
            for number, other in holders[term]:
                row[number] += weight * other
        total = fsum(row.values()) or 1.0
        rows.append({number: value / total for number, value in row.items()})
    return rows


def _walk(rows: Sequence[dict[int, float]]) -> list[float]:
    """Where a walker over the lines is found in the long run."""
    count = len(rows)
    ranks = [1 / count] * count
    while True:
        onward = [(1 - _DAMPING) / count] * count
        for rank, row in zip(ranks, rows, strict=True):
            for number, value in row.items():
                onward[number] += _DAMPING * rank * value
        moved = sum(abs(new - old) for new, old in zip(onward, ranks, strict=True))
        ranks = onward
        if moved < _CONVERGED:
            return ranks


# --- Concept coverage -----------------------------------------------------------------------------


def greedy_coverage(story: Story) -> list[str]:
    """Greedy concept coverage (ICSI): word pairs weighed by the number of posts that say them."""
    lines, weights = _pairs(story)
    left, chosen, words = dict(weights), list[str](), 0
    open_to = {number for number, (_, said) in enumerate(lines) if said}
    while open_to and words < story.budget:
        best = max(sorted(open_to), key=lambda n: _new(lines[n][1], left) / _size(lines[n][0]))
        if not _new(lines[best][1], left):
            break
        open_to.discard(best)
        chosen.append(lines[best][0])
        words += _size(lines[best][0])
        left.update(dict.fromkeys(lines[best][1], 0))
    return chosen


def best_coverage(story: Story) -> list[str]:
    """Concept coverage solved as an integer programme, as far as ten seconds allow (scipy)."""
    import numpy as np  # noqa: PLC0415 - only this rival needs it
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - as above
    from scipy.sparse import lil_matrix  # noqa: PLC0415 - as above

    lines, weights = _pairs(story)
    # pairs of a single post only make the programme large
    worth = {pair: weight for pair, weight in weights.items() if weight > 1}
    lines = [(text, said & worth.keys()) for text, said in lines if said & worth.keys()]
    if not lines:
        return []
    column = {pair: len(lines) + number for number, pair in enumerate(worth)}
    width = len(lines) + len(worth)
    rules = lil_matrix((1 + len(worth), width))
    for number, (text, said) in enumerate(lines):
        rules[0, number] = _size(text)
        for pair in said:
            rules[1 + column[pair] - len(lines), number] = -1
    for place in column.values():
        rules[1 + place - len(lines), place] = 1
    limits = np.zeros(1 + len(worth))
    limits[0] = story.budget
    found = milp(
        np.array([0.0] * len(lines) + [-float(weight) for weight in worth.values()]),
        constraints=LinearConstraint(rules.tocsr(), -np.inf, limits),
        integrality=np.ones(width),
        bounds=Bounds(0, 1),
        options={"time_limit": 10.0},
    )
    if found.x is None:
        return []
    return [text for (text, _), taken in zip(lines, found.x, strict=False) if taken > 0.5]


def _pairs(story: Story) -> tuple[list[tuple[str, frozenset[Concept]]], dict[Concept, int]]:
    """Every line with its word pairs, and in how many posts each pair stands."""
    lines, posts = [], defaultdict[Concept, set[int]](set)
    for line in story.material().lines:
        said = frozenset(concept for concept in line.concepts if isinstance(concept, tuple))
        lines.append((line.unit.text, said))
        for pair in said:
            posts[pair].add(line.unit.post_id)
    return lines, {pair: len(where) for pair, where in posts.items()}


def _new(said: frozenset[Concept], left: dict[Concept, int]) -> int:
    return sum(left[pair] for pair in said)


def _size(text: str) -> int:
    return max(1, word_count(text))
