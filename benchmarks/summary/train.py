"""Learn what concepts and lines weigh, and write `bot/summary/learned.py`.

    python benchmarks/summary/train.py FOLDER            learn from FOLDER/*_train.jsonl.gz
    python benchmarks/summary/train.py FOLDER --settings compare settings on thirds of it

The summariser is walked through every story by its own greedy rule. At each step every line at
hand has a chance to be taken, by the softmax of its worth; the gradient makes lines likelier that
hold more of the reference's word pairs per word. All weights are learned together, by Adam.
"""

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, log, sqrt
from pathlib import Path

from corpus import Story, cut, reference_is_in_key_moments, stories, tasks, word_count
from rouge import rouge, tokens

from bot.summary.choice import MOST_PER_POST
from bot.summary.features import (
    CONCEPT_FEATURES,
    LINE_FEATURES,
    Features,
    concept_features,
    line_features,
)

TARGET = Path(__file__).parents[2] / "bot" / "summary" / "learned.py"
CONCEPTS = len(CONCEPT_FEATURES)
# Where learning begins: what more lines say weighs more, and headlines say it well. Without the
# second it depends on chance whether pages with many headlines are learned at all.
START = {"log lines": 1.0, "headline": 0.5, "headline where they are common": 0.5}
# How much a story counts, where it is not 1. Closing posts are what the product writes; bullets
# above a page with a headline on every post would teach it to quote headlines only.
SHARES = {"closing": 1.5, "bbc": 0.5}
BIAS = -4.0
NOTHING = 1e-9

Vector = list[float]


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set, not learned. `temperature` smooths the choice while learning."""

    temperature: float = 0.2
    rate: float = 0.005
    rounds: int = 12
    decay: float = 0.001
    word_cost: float = 6.0
    seeds: tuple[int, ...] = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Example:
    """A story in numbers. Apart from `all_lines` only the lines that can stand alone."""

    task: str
    budget: int
    concepts: list[Features]
    all_lines: list[Features]
    lines: list[Vector]
    says: list[list[int]]
    posts: list[int]
    words: list[int]
    hits: list[list[tuple[int, int]]]
    wanted: list[int]
    texts: list[str]
    reference: str


# --- From stories to numbers ----------------------------------------------------------------------


def examples(folder: Path) -> list[Example]:
    """The stories to learn from. Where the reference is in the key moments, these are left out."""
    found = []
    for task, path in tasks(folder, "train").items():
        blind = reference_is_in_key_moments(path)
        for story in stories(path, key_moments=not blind):
            example = _example(task, story)
            if example.lines and example.wanted:
                found.append(example)
    return found


def _example(task: str, story: Story) -> Example:
    found = story.material()
    by_concept = concept_features(found)
    number_of = {concept: number for number, concept in enumerate(by_concept)}
    wanted = Counter(pairwise(tokens(story.reference)))
    place = {pair: number for number, pair in enumerate(wanted)}
    features = line_features(found, by_concept)
    fit = [
        (line, list(numbers))
        for line, numbers in zip(found.lines, features, strict=True)
        if line.unit.fit and line.stems
    ]
    texts = [line.unit.text for line, _ in fit]
    pairs = [Counter(pairwise(tokens(text))) for text in texts]
    return Example(
        task=task,
        budget=story.budget,
        concepts=list(by_concept.values()),
        all_lines=features,
        lines=[numbers for _, numbers in fit],
        says=[sorted(number_of[concept] for concept in line.concepts) for line, _ in fit],
        posts=[line.unit.post_id for line, _ in fit],
        words=[word_count(text) for text in texts],
        hits=[[(place[pair], n) for pair, n in said.items() if pair in place] for said in pairs],
        wanted=list(wanted.values()),
        texts=texts,
        reference=story.reference,
    )


def scales(found: Sequence[Example]) -> Vector:
    """The spread of every line feature, by which the learning evens them out."""
    spreads = []
    for column in zip(*(line for example in found for line in example.all_lines), strict=True):
        mean = sum(column) / len(column)
        spreads.append(sqrt(sum((value - mean) ** 2 for value in column) / len(column)) or 1.0)
    return spreads


# --- One story ------------------------------------------------------------------------------------


class Walk:
    """The greedy choice through one story, with the gradient of its chances."""

    def __init__(self, example: Example, weights: Vector, settings: Settings) -> None:
        self.example, self.settings = example, settings
        self.weight = [
            1 / (1 + exp(-BIAS - _dot(numbers, weights))) for numbers in example.concepts
        ]
        self.prior = [_dot(numbers, weights[CONCEPTS:]) for numbers in example.lines]
        self.worth = [sum(self.weight[concept] for concept in says) for says in example.says]
        self.lines_of = defaultdict[int, list[int]](list)
        for line, says in enumerate(example.says):
            for concept in says:
                self.lines_of[concept].append(line)
        self.covered: set[int] = set()
        self.left = list(example.wanted)
        self.open = set(range(len(example.lines)))
        self.taken: list[int] = []
        self.pull = [0.0] * len(example.concepts)
        self.gradient = [0.0] * len(weights)

    def run(self, *, learning: bool) -> None:
        """Take lines until the budget is spent."""
        words = 0
        while words < self.example.budget:
            at_hand = sorted(line for line in self.open if self.worth[line] > NOTHING)
            if not at_hand:
                break
            scores = [self._score(line) for line in at_hand]
            if learning:
                self._learn(at_hand, scores)
            best = at_hand[scores.index(max(scores))]
            words += self.example.words[best]
            self._take(best)

    def slope(self) -> Vector:
        """The gradient of the walk, the same for long and for short ones."""
        for concept, numbers in enumerate(self.example.concepts):
            pull = self.pull[concept] * self.weight[concept] * (1 - self.weight[concept])
            if pull:
                for column, number in enumerate(numbers):
                    self.gradient[column] += pull * number
        share = SHARES.get(self.example.task, 1.0) / max(1, len(self.taken))
        return [value * share for value in self.gradient]

    def _score(self, line: int) -> float:
        cost = log(self.example.words[line] + self.settings.word_cost)
        return log(self.worth[line]) - cost + self.prior[line]

    def _learn(self, at_hand: Sequence[int], scores: Sequence[float]) -> None:
        gains = [self._gain(line) for line in at_hand]
        most = max(gains)
        if not most:
            return
        top = max(scores)
        chances = [exp((score - top) / self.settings.temperature) for score in scores]
        total = sum(chances)
        mean = sum(c * g for c, g in zip(chances, gains, strict=True)) / total / most
        for line, chance, gain in zip(at_hand, chances, gains, strict=True):
            push = chance / total * (gain / most - mean)
            for column, number in enumerate(self.example.lines[line], start=CONCEPTS):
                self.gradient[column] += push * number
            for concept in self.example.says[line]:
                if concept not in self.covered:
                    self.pull[concept] += push / self.worth[line]

    def _gain(self, line: int) -> float:
        """What the line would add of the reference, for each of its words."""
        new = sum(min(count, self.left[pair]) for pair, count in self.example.hits[line])
        return new / (self.example.words[line] + self.settings.word_cost)

    def _take(self, line: int) -> None:
        self.taken.append(line)
        self.open.discard(line)
        post = self.example.posts[line]
        if sum(self.example.posts[other] == post for other in self.taken) == MOST_PER_POST:
            self.open = {other for other in self.open if self.example.posts[other] != post}
        for pair, count in self.example.hits[line]:
            self.left[pair] = max(0, self.left[pair] - count)
        for concept in self.example.says[line]:
            if concept not in self.covered:
                self.covered.add(concept)
                for other in self.lines_of[concept]:
                    self.worth[other] -= self.weight[concept]


def _dot(numbers: Sequence[float], weights: Sequence[float]) -> float:
    return sum(number * weight for number, weight in zip(numbers, weights, strict=False))


# --- All stories ----------------------------------------------------------------------------------


def learn(found: Sequence[Example], settings: Settings) -> Vector:
    """The weights of concepts, then of lines, as the product multiplies them.

    The order of the stories leaves its mark on what is learned, so several orders are averaged.
    """
    spread = scales(found)
    scaled = [
        replace(
            example,
            lines=[[v / s for v, s in zip(line, spread, strict=True)] for line in example.lines],
        )
        for example in found
    ]
    start = [START.get(name, 0.0) for name in CONCEPT_FEATURES]
    start += [START.get(name, 0.0) * s for name, s in zip(LINE_FEATURES, spread, strict=True)]
    learned = [Adam(start, settings).climb(scaled, seed) for seed in settings.seeds]
    weights = [sum(column) / len(learned) for column in zip(*learned, strict=True)]
    return weights[:CONCEPTS] + [
        weight / s for weight, s in zip(weights[CONCEPTS:], spread, strict=True)
    ]


class Adam:
    """Gradient ascent that evens out the steps; the last third of the way is averaged."""

    def __init__(self, start: Vector, settings: Settings) -> None:
        self.start, self.weights, self.settings = start, list(start), settings
        self.momentum, self.variance = [0.0] * len(start), [0.0] * len(start)
        self.steps = 0

    def climb(self, found: Sequence[Example], seed: int) -> Vector:
        """All rounds over all stories, in an order that follows from the seed."""
        dice = random.Random(seed)  # noqa: S311 - a seed makes learning repeatable
        order, kept = list(found), list[Vector]()
        for number in range(self.settings.rounds):
            dice.shuffle(order)
            rate = self.settings.rate * (1 - number / self.settings.rounds)
            for example in order:
                walk = Walk(example, self.weights, self.settings)
                walk.run(learning=True)
                self._step(walk.slope(), rate)
            if number >= self.settings.rounds * 2 // 3:
                kept.append(list(self.weights))
            print(f"round {number + 1} of {self.settings.rounds}", file=sys.stderr)
        return [sum(column) / len(kept) for column in zip(*kept, strict=True)]

    def _step(self, slope: Vector, rate: float) -> None:
        self.steps += 1
        first, second = 1 - 0.9**self.steps, 1 - 0.999**self.steps
        for n, raw in enumerate(slope):
            pull = raw - self.settings.decay * (self.weights[n] - self.start[n])
            self.momentum[n] = 0.9 * self.momentum[n] + 0.1 * pull
            self.variance[n] = 0.999 * self.variance[n] + 0.001 * pull * pull
            self.weights[n] += (
                rate * (self.momentum[n] / first) / (sqrt(self.variance[n] / second) + 1e-8)
            )


def recalls(found: Sequence[Example], weights: Vector, settings: Settings) -> dict[str, float]:
    """ROUGE-2 recall of the greedy choice by task."""
    scores = defaultdict[str, list[float]](list)
    for example in found:
        walk = Walk(example, weights, settings)
        walk.run(learning=False)
        said = " ".join(example.texts[line] for line in walk.taken)
        scores[example.task].append(
            rouge(cut(said, example.budget), example.reference)["R-2"].recall
        )
    return {task: sum(values) / len(values) for task, values in sorted(scores.items())}


def compare(found: Sequence[Example], folds: int = 3) -> None:
    """Print what each setting gives on stories it has not learned from."""
    usual = Settings()
    tried = {
        "as it is": usual,
        "temperature 0.1": replace(usual, temperature=0.1),
        "temperature 1": replace(usual, temperature=1.0),
        "word cost 2": replace(usual, word_cost=2.0),
        "word cost 12": replace(usual, word_cost=12.0),
        "decay 0.01": replace(usual, decay=0.01),
    }
    for name, settings in tried.items():
        results = defaultdict[str, list[float]](list)
        for fold in range(folds):
            known = [it for number, it in enumerate(found) if number % folds != fold]
            unknown = [it for number, it in enumerate(found) if number % folds == fold]
            weights = learn(known, settings)
            for task, value in recalls(unknown, weights, settings).items():
                results[task].append(value)
        means = (f"{task} {sum(v) / len(v):.4f}" for task, v in results.items())
        print(f"{name:16}", *means, sep="  ", flush=True)


# --- The table ------------------------------------------------------------------------------------

HEAD = '''"""What concepts and lines weigh in a summary. Written by `benchmarks/summary/train.py`.

Learned from {stories} live pages in English with their journalists' own summaries
({tasks}); see `docs/decisions/0013-summary-method.md`.
The names are explained by `bot.summary.features`.
"""

'''


def table(weights: Vector, settings: Settings, head: str) -> str:
    """The Python module that holds the weights."""
    lines = [head + f"BIAS = {BIAS}", f"WORD_COST = {settings.word_cost:g}", ""]
    for name, columns, values in (
        ("CONCEPTS", CONCEPT_FEATURES, weights[:CONCEPTS]),
        ("LINES", LINE_FEATURES, weights[CONCEPTS:]),
    ):
        lines.append(f"{name} = {{")
        lines += [f'    "{key}": {value:.2f},' for key, value in zip(columns, values, strict=True)]
        lines.append("}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Learn, and say how long it took."""
    parser = argparse.ArgumentParser(description="Learn the weights of the summary.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--settings", action="store_true", help="compare settings, write nothing")
    options = parser.parse_args()
    began = time.monotonic()
    found = examples(options.folder)
    if not found:
        parser.error(f"no story in {options.folder}/*_train.jsonl.gz")
    print(f"{len(found)} stories read in {time.monotonic() - began:.0f} s", file=sys.stderr)
    if options.settings:
        compare(found)
        return
    weights = learn(found, Settings())
    counts = Counter(example.task for example in found)
    named = ", ".join(f"{task} {count}" for task, count in sorted(counts.items()))
    head = HEAD.format(stories=len(found), tasks=named)
    TARGET.write_text(table(weights, Settings(), head), encoding="utf-8")
    print(f"{TARGET.name} written after {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
