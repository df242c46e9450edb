"""Spoil answers of every format by the thousand, and see what the reading of them does.

    .ci/with-env python benchmarks/fuzz_sources.py [--inputs 20000] [--seed 1] [--folder PAGES]

Each input is a good answer, spoiled: cut, garbled, re-encoded, doubled, nested a thousand deep, its
values replaced by others. It must be read or refused in words within a second of processor time,
and no post may be withdrawn because of it once the good answer is back. With --folder, recorded
pages are spoiled too, the smaller the more often. A seed repeats a run.
"""

import argparse
import faulthandler
import random
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from bot.errors import SourceError
from bot.sources.document import read_document
from bot.sources.read import understand

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from herald import NOW
from mangle import Sample, false_withdrawals, mangled, samples

LONGEST = 1.0
HANGS_AFTER = 60
"""Seconds on one input after which the run ends with where it stands."""

_TYPES = {".html": "text/html", ".htm": "text/html", ".json": "application/json",
          ".xml": "application/xml"}  # fmt: skip


def recorded(folder: Path) -> list[Sample]:
    """Every page in a folder and the folders in it."""
    return [
        Sample(path.name, path.read_bytes(), _TYPES[path.suffix])
        for path in sorted(folder.rglob("*"))
        if path.suffix in _TYPES
    ]


def outcome(sample: Sample, body: bytes) -> tuple[str, float]:
    """What reading an answer came to, and the seconds of processor time it took."""
    began = time.process_time()
    try:
        document = read_document(
            sample.url, body, sample.content_type, fetched_at=NOW, timezone="UTC"
        )
        words = "read" if understand(document).posts else "read, no posts"
    except SourceError:
        words = "refused"
    except Exception:  # noqa: BLE001 - a crash is a finding, and the next input follows
        words = "CRASH\n" + traceback.format_exc(limit=-3)
    return words, time.process_time() - began


def main() -> None:
    """Run, and print the counts and every finding."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - it spoils pages and guards no secret
    pool = samples() + (recorded(options.folder) if options.folder else [])
    weights = [1 / (3000 + len(sample.body)) for sample in pool]
    outcomes: Counter[str] = Counter()
    by_sample: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    slowest = (0.0, "")
    began = time.monotonic()
    for number in range(options.inputs):
        (sample,) = chance.choices(pool, weights)
        how, body = mangled(sample, chance)
        what = f"input {number}, {sample.name}: {how}, {len(body):,} bytes"
        faulthandler.dump_traceback_later(HANGS_AFTER, exit=True)
        words, seconds = outcome(sample, body)
        outcomes[words.partition("\n")[0]] += 1
        by_sample[sample.name] += 1
        slowest = max(slowest, (seconds, what))
        if words.startswith("CRASH"):
            findings[words] += 1
            if findings[words] == 1:
                print(f"{what}: {words}", flush=True)
            continue
        if seconds > LONGEST:
            findings["slow"] += 1
            print(f"{what}: {seconds:.2f} s", flush=True)
        if lost := false_withdrawals(sample, body):
            findings["false withdrawal"] += 1
            print(f"{what}: withdrew {lost}", flush=True)
    faulthandler.cancel_dump_traceback_later()
    print(f"seed {options.seed}: {options.inputs:,} inputs of {len(by_sample)} answers "
          f"in {time.monotonic() - began:.0f} s")  # fmt: skip
    print(", ".join(f"{count:,} {words}" for words, count in outcomes.most_common()))
    print(f"slowest: {slowest[0]:.2f} s ({slowest[1]})")
    print(f"{findings.total()} findings")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
