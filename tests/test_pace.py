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
