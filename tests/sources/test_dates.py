"""Headings that name a day, in the languages of the coverage."""

from datetime import date

import pytest

from bot.sources.dates import Day, heading_day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Donnerstag, 18. 7.", Day(7, 18)),
        ("18.7.2024", Day(7, 18, 2024)),
        ("18/07/2024", Day(7, 18, 2024)),
        ("2024-07-18", Day(7, 18, 2024)),
        ("Thursday 18 July", Day(7, 18)),
        ("July 18th, 2024", Day(7, 18, 2024)),
        ("18 июля", Day(7, 18)),
        ("18 июля 2024 года, четверг", Day(7, 18, 2024)),
        ("18 липня, четвер", Day(7, 18)),
        ("18 Temmuz Perşembe", Day(7, 18)),
        ("jeudi 18 juillet", Day(7, 18)),
        ("1er juin", Day(6, 1)),
        ("1. Mai", Day(5, 1)),
    ],
)
def test_a_line_that_is_a_day(line: str, day: Day) -> None:
    assert heading_day(line, is_heading=True) == day
    assert heading_day(line, is_heading=False) == day


def test_a_heading_may_say_a_little_more_and_a_paragraph_may_not() -> None:
    assert heading_day("Liveticker vom 18. Juli", is_heading=True) == Day(7, 18)
    assert heading_day("Liveticker vom 18. Juli", is_heading=False) is None


@pytest.mark.parametrize(
    "line",
    ["", "18", "18 boats", "18 Marathons", "32. Juli", "18.13.", "What we know on 18 July so far",
     "18 July: 5 boats", "14.45", "The ferry sails in July", "18 July " + "x" * 60],
)  # fmt: skip
def test_a_line_that_says_something_else(line: str) -> None:
    assert heading_day(line, is_heading=True) is None


@pytest.mark.parametrize(
    ("day", "latest", "meant"),
    [
        (Day(6, 2), date(2025, 6, 2), date(2025, 6, 2)),
        (Day(6, 3), date(2025, 6, 2), date(2025, 6, 3)),  # where it is tomorrow already
        (Day(6, 4), date(2025, 6, 2), date(2024, 6, 4)),
        (Day(12, 31), date(2025, 1, 1), date(2024, 12, 31)),
        (Day(2, 29), date(2025, 3, 1), date(2024, 2, 29)),
        (Day(2, 30), date(2025, 3, 1), None),
        (Day(2, 29, 2023), date(2025, 3, 1), None),
        (Day(6, 4, 2030), date(2025, 6, 2), date(2030, 6, 4)),
    ],
)
def test_the_year_that_is_not_written(day: Day, latest: date, meant: date | None) -> None:
    assert day.on(latest) == meant
