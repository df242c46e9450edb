"""No pattern of the product takes more than linear time, whatever text a stranger sends.

Every compiled pattern of every module meets the strings that make patterns fail slowly: long runs
of each character and word that stands in it. The work for a string is compared with that for an
eighth of it: linear work is eight times as much, squared work sixty-four times. A child process
does it, so that work without an end is ended.
"""

import importlib
import pkgutil
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _constants as kinds  # type: ignore[attr-defined] - no public way into a pattern
from re import _parser as parser  # type: ignore[attr-defined] - likewise

import bot

LENGTH = 3_000
PART = 8
MOST_GROWTH = 24
"""Between linear and squared: so many times the work for a string eight times as long."""

WORTH_A_LOOK = 0.003
"""Seconds of processor time below which a search is too short to be compared."""

LONGEST_RUN = 100
"""Seconds after which the child is ended; it needs a few."""

_CALL = re.compile(
    r"\b(\w+)(?:\[[^\]]*\])?\.(search|match|fullmatch|finditer|findall|sub|subn|split)\b"
)
_AS = dict.fromkeys(("findall", "sub", "subn", "split"), "finditer")
_STAND_FOR = {
    kinds.CATEGORY_SPACE: " ",
    kinds.CATEGORY_DIGIT: "1",
    kinds.CATEGORY_WORD: "a",
    kinds.CATEGORY_NOT_SPACE: "a",
    kinds.CATEGORY_NOT_DIGIT: "a",
    kinds.CATEGORY_NOT_WORD: "-",
}
_USUAL = ("a", " ", "1", '"', '"\\', " a", "a.")


def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern that a module of the product holds, by the name of its variable."""
    found: dict[str, re.Pattern[str]] = {}
    for info in pkgutil.walk_packages(bot.__path__, "bot."):
        if info.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(info.name)).items():
            for pattern in _within(value):
                if isinstance(pattern.pattern, str) and pattern not in found.values():
                    found[f"{info.name}.{name}/{len(found)}"] = pattern
    return found


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _within(one)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _within(one)


def pieces(parsed: Iterable[tuple[object, object]]) -> Iterator[str]:
    """The characters and words that a pattern is made of."""
    word = ""
    for kind, value in parsed:
        if kind is kinds.LITERAL:
            word += chr(value)
            continue
        if word:
            yield word
            word = ""
        if kind is kinds.IN:
            yield from filter(None, (_sign(*inner) for inner in value))
        for inside in _inside(kind, value):
            yield from pieces(inside)
    if word:
        yield word


def _sign(kind: object, value: object) -> str:
    """One character of a class."""
    if kind is kinds.CATEGORY:
        return _STAND_FOR.get(value, "-")
    first = value[0] if kind is kinds.RANGE else value
    return "" if first is None else chr(first)


def _inside(kind: object, value: object) -> Iterable[Iterable[tuple[object, object]]]:
    """The patterns that a part of a pattern is made of."""
    if kind is kinds.BRANCH:
        return value[1]
    if kind in {kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT}:
        return (value[2],)
    return (value[-1],) if kind in {kinds.SUBPATTERN, kinds.ASSERT, kinds.ASSERT_NOT} else ()


def runs(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Runs of what stands in the pattern, and of what stands in most texts."""
    found = list(dict.fromkeys(pieces(parser.parse(pattern.pattern, pattern.flags))))
    signs = [piece for piece in found if len(piece) == 1][:6]
    words = [piece for piece in found if len(piece) > 1][:2]
    for piece in dict.fromkeys((*signs, *_USUAL, *words)):
        yield piece * (length // len(piece))
    for word in words:
        yield word + " " * length


def slow(name: str, pattern: re.Pattern[str], methods: Iterable[str]) -> Iterator[str]:
    """The strings whose search grows faster than they do."""
    for text, part in zip(runs(pattern, LENGTH), runs(pattern, LENGTH // PART), strict=True):
        for method in methods:
            if work(pattern, method, text) < WORTH_A_LOOK:
                continue
            # A single measure may be off; the least of several is not.
            whole = min(work(pattern, method, text) for _ in range(3))
            if whole > MOST_GROWTH * min(work(pattern, method, part) for _ in range(9)):
                yield f"{name}: {method} on {text[:20]!r}..."


def work(pattern: re.Pattern[str], method: str, text: str) -> float:
    """Seconds of processor time that a search takes."""
    began = time.process_time()
    answer = getattr(pattern, method)(text)
    for _ in answer if method == "finditer" else ():
        pass
    return time.process_time() - began


def uses(names: Iterable[str]) -> dict[str, set[str]]:
    """How each pattern is applied: in its own module, else anywhere, else in every way."""
    root = Path(bot.__path__[0]).parent
    calls: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path in root.joinpath("bot").rglob("*.py"):
        module = ".".join(path.relative_to(root).with_suffix("").parts)
        for called in _CALL.finditer(path.read_text("utf-8")):
            for place in (module, ""):
                calls[place, called[1]].add(_AS.get(called[2], called[2]))
    found = {}
    for name in names:
        module, _, variable = name.partition("/")[0].rpartition(".")
        found[name] = calls[module, variable] or calls["", variable] or {"search", "match"}
    return found


def main() -> None:
    every = patterns()
    how = uses(every)
    found = [line for name, one in every.items() for line in slow(name, one, how[name])]
    sys.stdout.write("\n".join([f"{len(every)} patterns", *found]))
    sys.exit(bool(found))


def test_every_pattern_is_linear() -> None:
    child = subprocess.run(  # noqa: S603 - this very file
        [sys.executable, __file__],
        capture_output=True,
        text=True,
        timeout=LONGEST_RUN,
        check=False,
        cwd=Path(bot.__path__[0]).parent,
        env={"PYTHONPATH": str(Path(bot.__path__[0]).parent), "PYTHONIOENCODING": "utf-8"},
    )
    assert child.returncode == 0, child.stdout + child.stderr
    assert int(child.stdout.split()[0]) > 100


def test_a_slow_pattern_would_be_found() -> None:
    assert list(slow("squared", re.compile(r"\s*x"), ["search"]))
    assert not list(slow("linear", re.compile(r"(?<!\s)\s*x"), ["search"]))
    assert set(pieces(parser.parse(r"(?:ab|[c-e])*\d"))) == {"ab", "c", "1"}


if __name__ == "__main__":
    main()
