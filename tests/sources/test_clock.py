"""Which lines open with a time, and which only begin with figures."""

import pytest

from bot.sources.clock import opening
from bot.sources.dates import Day
from bot.text import Text, bold


@pytest.mark.parametrize(
    ("line", "clock", "rest"),
    [
        ("14.45: It rains", "14:45", "It rains"),
        ("9.05 Uhr: It rains", "09:05", "It rains"),
        ("14:45 — It rains", "14:45", "It rains"),
        ("14:45 — 15 boats left", "14:45", "15 boats left"),
        ("14:45. it rains", "14:45", "it rains"),
        ("14:45", "14:45", ""),
        ("14h45 : it rains", "14:45", "it rains"),
        ("12.10am It rains", "00:10", "It rains"),
        ("12.10 p.m. It rains", "12:10", "It rains"),
        ("[14:45] It rains", "14:45", "It rains"),
        ("• 14:45 | It rains", "14:45", "It rains"),
        ("+++ 14.45 Uhr: It rains +++", "14:45", "It rains"),
        ("UPD: 14:45 It rains", "14:45", "It rains"),
        ("Обновлено в 14:45. Дождь", "14:45", "Дождь"),
        ("Mise à jour à 14h45 : il pleut", "14:45", "il pleut"),
        ("14:45:30 It rains", "14:45", "It rains"),
        ("14:45 «Дождь»", "14:45", "«Дождь»"),
    ],
)
def test_a_line_that_opens_with_a_time(line: str, clock: str, rest: str) -> None:
    found = opening(Text(line))
    assert found is not None
    assert (found.clock, found.rest.value) == (clock, rest)


@pytest.mark.parametrize(
    "line",
    [
        "", "It rains", "14.45 It rains", "14.45 million", "14:45 it rains", "24:10 It rains",
        "14:60 It rains", "3:2 It rains", "14:45–15:00 It rains", "14:45 - 15:00 It rains",
        "16.03.2024 It rains", "14.45% more", "14.45,5 metres", "At 14:45: It rains",
        "В 14:45 начался дождь", "13.10pm It rains", "1045 It rains", "14 45 It rains",
    ],
)  # fmt: skip
def test_a_line_that_does_not(line: str) -> None:
    assert opening(Text(line)) is None


def test_bold_sets_a_time_apart() -> None:
    line = bold("14.45") + " it rains"
    found = opening(line)
    assert found is not None
    assert found.rest == Text("it rains")


def test_a_heading_sets_a_time_apart() -> None:
    assert opening(Text("14.45 It rains")) is None
    assert opening(Text("14.45 It rains"), is_heading=True) is not None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2. Juni, 14.45 Uhr: Regen", Day(6, 2)),
        ("2 июня 2025, 14:45 — дождь", Day(6, 2, 2025)),
        ("02.06.2025 14:45 Rain", Day(6, 2, 2025)),
        ("02.06.25, 14:45: Rain", Day(6, 2, 2025)),
        ("June 2, 14:45: Rain", Day(6, 2)),
        ("14:45, 2 июня: дождь", Day(6, 2)),
        ("Update vom 2. Juni um 14.45 Uhr: Regen", Day(6, 2)),
    ],
)
def test_a_line_may_name_its_day(line: str, day: Day) -> None:
    found = opening(Text(line))
    assert found is not None
    assert (found.clock, found.day) == ("14:45", day)


@pytest.mark.parametrize("line", ["Gate 5, 14:45: Rain", "99. Juni, 14.45 Uhr: Regen"])
def test_a_line_may_not_name_a_day_that_is_none(line: str) -> None:
    assert opening(Text(line)) is None


@pytest.mark.parametrize(
    ("line", "timezone"),
    [
        ("14:45 МСК. Дождь", "Europe/Moscow"),
        ("14:45 (по московскому времени) Дождь", "Europe/Moscow"),
        ("14:45 за Києвом: дощ", "Europe/Kyiv"),
        ("2.45pm BST Rain", "Europe/London"),
        ("14.45 Uhr: Regen", ""),
        ("14:45 CETaceans", None),
    ],
)
def test_a_line_may_name_its_zone(line: str, timezone: str | None) -> None:
    found = opening(Text(line))
    assert (found.timezone or None if found else None) == (timezone or None)


def test_what_might_be_a_day_and_a_month_is_marked() -> None:
    marks = {
        line: (found := opening(Text(line))) is not None and found.dotted
        for line in ("02.06: Rain", "02:06 Rain", "02.06 Uhr: Rain")
    }
    assert marks == {"02.06: Rain": True, "02:06 Rain": False, "02.06 Uhr: Rain": False}
