"""Hundreds of spoiled answers in every format: refused in words or read, nothing is lost."""

import random

import pytest
from herald import NOW
from mangle import MANGLERS, Sample, false_withdrawals, mangled, samples

from bot.errors import SourceError
from bot.model import Snapshot
from bot.sources.document import read_document
from bot.sources.read import understand

SAMPLES = samples()
INPUTS = 10
"""Pairs of spoiled answers for each format. The long run is a benchmark's business."""

each_format = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


def seeded(words: str) -> random.Random:
    return random.Random(words)  # noqa: S311 - it spoils pages and guards no secret


def read(sample: Sample, body: bytes) -> Snapshot:
    return understand(
        read_document(sample.url, body, sample.content_type, fetched_at=NOW, timezone="UTC")
    )


@each_format
def test_the_good_answer_is_read_in_its_own_format(sample: Sample) -> None:
    snapshot = read(sample, sample.body)
    assert len(snapshot.posts) == 8
    assert snapshot.format == {"rss": "feed", "atom": "feed"}.get(sample.name, sample.name)


@each_format
def test_spoiled_answers_are_read_or_refused_and_withdraw_nothing(sample: Sample) -> None:
    chance = seeded(f"spoil {sample.name}")
    for number in range(INPUTS):
        (how, first), (also, second) = mangled(sample, chance), mangled(sample, chance)
        told = f"input {number} of {sample.name}: {how}; {also}"
        for body in (first, second):
            try:
                read(sample, body)
            except SourceError:
                pass
            except Exception as error:
                raise AssertionError(told) from error
        assert false_withdrawals(sample, first, second) == [], told


@pytest.mark.parametrize("name", MANGLERS)
def test_every_way_of_spoiling_does_change_an_answer(name: str) -> None:
    chance = seeded(f"change {name}")
    page = SAMPLES[0]
    assert any(MANGLERS[name](page.body, chance) != page.body for _ in range(10))


def test_the_same_seed_spoils_the_same_way() -> None:
    first, again = ([mangled(sample, seeded("again")) for sample in SAMPLES] for _ in range(2))
    assert first == again
