"""What is known of each concept and of each line, as numbers. What they weigh is learned."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, log, log1p, sqrt

from bot.summary.concepts import Concept, Reading
from bot.summary.units import Unit

CONCEPT_FEATURES = (
    "log posts",
    "log lines",
    "in a headline",
    "share in headlines",
    "share in key moments",
    "share in first lines",
    "in the title",
    "spread",
    "late",
    "early",
    "pair",
    "digit",
    "log posts of a pair",
    "pair of content words",
)
LINE_FEATURES = (
    "headline",
    "first",
    "log place",
    "headline where they are common",
    "headline where they are rare",
    "first where headlines are common",
    "very short",
    "very short where headlines are common",
    "long",
    "log words",
    "key moment",
    "key moment where they are common",
    "headline of a key moment",
    "time",
    "time squared",
    "digit",
    "colon",
    "share of small words",
    "says the title",
    "log sentences",
    "central",
    "shared pairs",
    "leaning",
)
_EARLY, _LATE = 0.2, 0.8
_VERY_SHORT, _LONG = 6, 30
_HEADLINES_RARE = 0.5

Features = tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A unit with what it says: all concepts, and the single words among them.

    It equals only itself: lines are looked up so often that comparing their texts would tell.
    """

    unit: Unit
    concepts: frozenset[Concept]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Material:
    """A coverage as the choice sees it: its lines, what its title says, and who reads it so."""

    lines: tuple[Line, ...]
    title: frozenset[Concept]
    reading: Reading


@dataclass(slots=True)
class _Seen:
    """Where a concept occurs."""

    posts: set[int] = field(default_factory=set)
    key_posts: set[int] = field(default_factory=set)
    lines: int = 0
    headlines: int = 0
    firsts: int = 0
    earliest: float = 1.0
    latest: float = 0.0

    def note(self, unit: Unit) -> None:
        self.posts.add(unit.post_id)
        if unit.key_moment:
            self.key_posts.add(unit.post_id)
        self.lines += 1
        self.headlines += unit.headline
        self.firsts += unit.headline or unit.first
        self.earliest = min(self.earliest, unit.time)
        self.latest = max(self.latest, unit.time)


def material(units: Sequence[Unit], title: Iterable[str], language: str) -> Material:
    """The lines with what they say. `title` holds the words of the coverage's title."""
    reading = Reading(units)
    lines = []
    for unit in units:
        said = reading.concepts(unit.words, unit.language)
        stems = frozenset(concept for concept in said if isinstance(concept, str))
        lines.append(Line(unit, said, stems))
    return Material(tuple(lines), reading.concepts(tuple(title), language), reading)


def concept_features(found: Material) -> dict[Concept, Features]:
    """The numbers of every concept, in the order of `CONCEPT_FEATURES`."""
    seen: dict[Concept, _Seen] = {}
    for line in found.lines:
        for concept in line.concepts:
            seen.setdefault(concept, _Seen()).note(line.unit)
    return {
        concept: _of_concept(concept, where, seen, in_title=concept in found.title)
        for concept, where in seen.items()
    }


def _of_concept(
    concept: Concept, where: _Seen, seen: Mapping[Concept, _Seen], *, in_title: bool
) -> Features:
    pair = isinstance(concept, tuple)
    posts = len(where.posts)
    return (
        log(posts),
        log(where.lines),
        where.headlines > 0,
        where.headlines / where.lines,
        len(where.key_posts) / posts,
        where.firsts / where.lines,
        in_title,
        where.latest - where.earliest,
        where.latest >= _LATE,
        where.earliest <= _EARLY,
        pair,
        any(character.isdigit() for word in concept for character in word),
        log(posts) if pair else 0.0,
        pair and concept[0] in seen and concept[1] in seen,
    )


def line_features(found: Material, concept: Mapping[Concept, Features]) -> list[Features]:
    """The numbers of every line, in the order of `LINE_FEATURES`."""
    units = [line.unit for line in found.lines]
    posts = len({unit.post_id for unit in units}) or 1
    headlines = sum(unit.headline for unit in units) / posts
    key_moments = len({unit.post_id for unit in units if unit.key_moment}) / posts
    central = _centralities(found.lines)
    return [
        (
            *_place_and_shape(line.unit, headlines, key_moments),
            found.reading.small_share(line.unit),
            len(line.concepts & found.title) / max(1, len(line.stems)),
            log1p(line.unit.sentences),
            central[number],
            _shared_pairs(line, concept),
            line.unit.leaning,
        )
        for number, line in enumerate(found.lines)
    ]


def _place_and_shape(unit: Unit, headlines: float, key_moments: float) -> Features:
    """`headlines` and `key_moments` say how many of the posts have or are one."""
    words = len(unit.words)
    return (
        unit.headline,
        unit.first,
        log1p(unit.place),
        unit.headline * headlines,
        unit.headline and headlines < _HEADLINES_RARE,
        unit.first * headlines,
        words <= _VERY_SHORT,
        (words <= _VERY_SHORT) * headlines,
        words >= _LONG,
        log1p(words),
        unit.key_moment,
        unit.key_moment * key_moments,
        unit.key_moment and unit.headline,
        unit.time,
        unit.time**2,
        any(character.isdigit() for character in unit.text),
        ":" in unit.text,
    )


def _shared_pairs(line: Line, concept: Mapping[Concept, Features]) -> float:
    """How widely known the line's pairs are: the mean log of the posts that say each."""
    pairs = [concept[said][0] for said in line.concepts if isinstance(said, tuple)]
    return fsum(pairs) / len(pairs) if pairs else 0.0


def _centralities(lines: Sequence[Line]) -> list[float]:
    """The cosine of every line to all lines together, rare words counting more."""
    counts = Counter(stem for line in lines for stem in line.stems)
    rarity = {stem: log((1 + len(lines)) / (1 + count)) for stem, count in counts.items()}
    centre = {stem: count * rarity[stem] for stem, count in counts.items()}
    length = sqrt(fsum(weight * weight for weight in centre.values())) or 1.0
    found = []
    for line in lines:
        own = sqrt(fsum(rarity[stem] ** 2 for stem in line.stems)) or 1.0
        found.append(fsum(centre[stem] * rarity[stem] for stem in line.stems) / own / length)
    return found
