"""What the owners are told of that only a person can mend."""

import logging
from dataclasses import dataclass, field

import pytest
from builders import START
from fakes import Clock

from bot.alarms import Alarms

OWNERS = (12, 13)


@dataclass
class Box:
    """Notices, each `once` but one time."""

    told: list[tuple[int, str]] = field(default_factory=list)
    seen: set[tuple[int, str]] = field(default_factory=set)
    full: bool = False

    async def add(self, chat_id, part, now, once=""):
        if self.full:
            raise OSError("disk full")
        if (chat_id, once) in self.seen:
            return False
        self.seen.add((chat_id, once))
        self.told.append((chat_id, part.text.value))
        return True


@pytest.fixture
def box():
    return Box()


@pytest.fixture
def clock():
    return Clock(START)


@pytest.fixture
def alarms(box, clock):
    return Alarms(box, OWNERS, clock)


def errors(caplog):
    return [record.message for record in caplog.records if record.levelno == logging.ERROR]


async def test_every_owner_is_told_and_the_log_too(alarms, box, caplog):
    await alarms.sound("entities", "the formatting was refused")
    assert [owner for owner, _ in box.told] == list(OWNERS)
    assert all("the formatting was refused" in words for _, words in box.told)
    assert errors(caplog) == ["the formatting was refused"]


async def test_a_flood_of_one_kind_is_told_once_an_hour(alarms, box, clock, caplog):
    for minute in range(0, 120, 10):
        await alarms.sound("entities", f"refused {minute}")
        clock.advance(minutes=10)
    assert len(errors(caplog)) == 3  # the story begins in the middle of an hour
    assert len(box.told) == 3 * len(OWNERS)


async def test_kinds_do_not_silence_each_other(alarms, box):
    await alarms.sound("entities", "refused")
    await alarms.sound("too_long", "split")
    assert len(box.told) == 2 * len(OWNERS)


async def test_a_restart_within_the_hour_tells_nobody_twice(alarms, box, clock):
    await alarms.sound("entities", "refused")
    await Alarms(box, OWNERS, clock).sound("entities", "refused")
    assert len(box.told) == len(OWNERS)


async def test_owners_who_cannot_be_told_stop_nothing(alarms, box, caplog):
    box.full = True
    await alarms.sound("entities", "refused")
    assert errors(caplog) == ["refused", "the owners could not be told"]
