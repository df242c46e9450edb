"""When a source is read again."""

import pytest
from builders import at

from bot.pace import Bounds, after_failure, after_success

BOUNDS = Bounds(shortest=10, longest=300)


@pytest.mark.parametrize(
    ("quiet_minutes", "asked", "seconds"),
    [
        (0, 0, 10),
        (4, 0, 10),
        (30, 0, 60),
        (60, 0, 120),
        (600, 0, 300),
        (0, 45, 45),
        (0, 4000, 300),
    ],
)
def test_a_busy_page_is_read_sooner_than_a_quiet_one(quiet_minutes, asked, seconds):
    again = after_success(at(quiet_minutes), BOUNDS, active_at=at(0), asked=asked)
    assert again == at(quiet_minutes, seconds=seconds)


@pytest.mark.parametrize(
    ("now", "asked", "seconds"),
    [
        (at(-60), 0, 300),  # an hour before, quiet since yesterday
        (at(-5), 0, 180),  # woken two minutes before the start
        (at(-2), 0, 10),
        (at(0), 0, 10),
        (at(3), 0, 10),
        (at(28), 0, 60),  # it has begun, and nothing has appeared for half an hour
        (at(-5), 290, 290),  # the server's wish comes first
    ],
)
def test_a_page_is_awake_when_its_event_begins(now, asked, seconds):
    again = after_success(now, BOUNDS, active_at=at(-1440), asked=asked, starts_at=at(0))
    assert (again - now).total_seconds() == seconds


def test_a_start_long_past_does_not_slow_a_busy_page_down():
    again = after_success(at(600), BOUNDS, active_at=at(600), starts_at=at(0))
    assert again == at(600, seconds=10)


def test_a_page_that_is_over_is_read_slowly_however_busy_it_is():
    assert after_success(at(), BOUNDS.slowly, active_at=at()) == at(seconds=300)


@pytest.mark.parametrize(
    ("failures", "chance", "asked", "seconds"),
    [
        (1, 0, 0, 20),
        (2, 0, 0, 40),
        (9, 0, 0, 300),
        (999, 0, 0, 300),
        (9, 1, 0, 360),
        (1, 0, 3600, 3600),
    ],
)
def test_a_failing_source_is_left_alone_longer_each_time(failures, chance, asked, seconds):
    again = after_failure(at(), BOUNDS, failures=failures, chance=chance, asked=asked)
    assert again == at(seconds=seconds)
