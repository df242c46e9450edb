"""Measure the summary against other methods: `python benchmarks/summary/evaluate.py FOLDER`.

Prints for each task in the folder (see `README.md` for the format) the recall and F1 of ROUGE-1, -2
and -L, ROUGE-2 recall as a ratio to LexRank's, seconds a story and the peak memory. Every method
runs in a process of its own.
"""

import argparse
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import rivals
from corpus import Story, cut, reference_is_in_key_moments, stories, tasks, word_count
from rouge import Score, rouge

from bot.model import Coverage, CoverageState
from bot.summary.choice import choose, stands_alone, weigh
from bot.summary.extract import summarise
from bot.summary.features import Line

MEASURES = ("R-1", "R-2", "R-L")
YARDSTICK = "LexRank"


def chosen(story: Story, among: Callable[[Line], bool] = stands_alone) -> list[str]:
    """The product's own choice, up to the story's length."""

    def enough(lines: Sequence[Line]) -> bool:
        return sum(word_count(line.unit.text) for line in lines) >= story.budget

    lines = choose(weigh(story.material()), enough, among=among)
    return [line.unit.text for line in lines]


def chosen_unfiltered(story: Story) -> list[str]:
    """The same from all lines, also those that make no sense alone."""
    return chosen(story, among=lambda _: True)


def as_sent(story: Story) -> list[str]:
    """What a reader gets: the outcome, then the takeaways in the order of time."""
    when = story.posts[-1].posted_at
    coverage = Coverage(
        id=1,
        title=story.title,
        language=story.language,
        timezone="UTC",
        state=CoverageState.LIVE,
        created_at=story.posts[0].posted_at,
    )
    summary = summarise(coverage, story.posts, when)
    lines = [summary.outcome, *summary.takeaways] if summary.outcome else summary.takeaways
    return [line.text for line in lines if line]


METHODS: dict[str, Callable[[Story], list[str]]] = {
    "Lead": rivals.lead,
    YARDSTICK: rivals.lexrank,
    "LexRank, filtered": rivals.lexrank_filtered,
    "Greedy coverage": rivals.greedy_coverage,
    "Coverage by ILP": rivals.best_coverage,
    "Dateline, no filter": chosen_unfiltered,
    "Dateline": chosen,
    "Dateline as sent": as_sent,
}


@dataclass(frozen=True, slots=True)
class Result:
    """The means of one method over one task, `seconds` a story; `megabytes` is the peak."""

    scores: dict[str, Score]
    seconds: float
    slowest: float
    megabytes: float
    stories: int


def measure(method: str, path: Path, *, key_moments: bool) -> Result:
    """Run a method over all stories of a file."""
    scores, seconds = [], []
    for story in stories(path, key_moments=key_moments):
        if not story.posts or not story.budget:
            continue
        began = time.process_time()
        lines = METHODS[method](story)
        seconds.append(time.process_time() - began)
        scores.append(rouge(cut("\n".join(lines), story.budget), story.reference))
    count = len(scores)
    means = {
        name: Score(
            sum(score[name].recall for score in scores) / count,
            sum(score[name].f1 for score in scores) / count,
        )
        for name in MEASURES
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Result(means, sum(seconds) / count, max(seconds), peak, count)


def report(name: str, results: Iterable[tuple[str, Result]]) -> None:
    """Print the table of one task, a line as soon as it is known."""
    base = 0.0
    for method, result in results:
        if method == YARDSTICK:
            base = result.scores["R-2"].recall
        if method == next(iter(METHODS)):
            print(f"\n{name}, {result.stories} stories; recall/F1")
            print(f"{'':20}{'R-1':>12}{'R-2':>14}{'R-L':>13}{'R-2 to LexRank':>16}", end="")
            print(f"{'s a story':>11}{'slowest':>9}{'MB':>6}")
        cells = "  ".join(
            f"{result.scores[measure].recall:.4f}/{result.scores[measure].f1:.4f}"[:13]
            for measure in MEASURES
        )
        ratio = f"{result.scores['R-2'].recall / base:.2f}" if base else ""
        print(f"{method:20}{cells}{ratio:>13}", end="")
        print(f"{result.seconds:11.3f}{result.slowest:9.2f}{result.megabytes:6.0f}", flush=True)


def in_own_process(method: str, path: Path, *, key_moments: bool) -> Result:
    """`measure`, in a fresh process, so that the peak memory is the method's own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(measure, method, path, key_moments=key_moments).result()


def main() -> None:
    """Measure everything in a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--part", default="dev", help="which files: *_PART.jsonl.gz (dev)")
    parser.add_argument("--only", default="", help="measure the methods that begin so")
    options = parser.parse_args()
    found = tasks(options.folder, options.part)
    if not found:
        parser.error(f"no file *{options.part}.jsonl or .jsonl.gz in {options.folder}")
    methods = [method for method in METHODS if method.startswith(options.only)]
    if "Coverage by ILP" in methods and find_spec("scipy") is None:
        methods.remove("Coverage by ILP")
        print("Coverage by ILP is left out: it needs scipy (pip install scipy)")
    for task, path in found.items():
        variants = {task: True}
        if reference_is_in_key_moments(path):
            variants[f"{task} without its key moments"] = False
        for name, key_moments in variants.items():
            report(
                name,
                ((m, in_own_process(m, path, key_moments=key_moments)) for m in methods),
            )


if __name__ == "__main__":
    main()
