"""Every way in which pages were seen to write a time."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.sources import stamps

NOON = datetime(2025, 6, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2025-06-02T12:00:00Z",
        "2025-06-02T12:00:00.000Z",
        "2025-06-02T12:00:00+0000",
        "2025-06-02T12:00:00+00:00",
        "2025-06-02T15:00:00+03:00",
        "2025-06-02T15:00:00+03",
        "2025-06-02 12:00:00 UTC",
        "2025-06-02T12:00Z",
        "20250602T120000Z",
        "20250602T1500+0300",
        "2025-06-02t12:00:00z",
        "2025-06-02T12:00:00.0000000Z",
        "  2025-06-02T12:00:00Z ",
        "1748865600",
        "1748865600000",
        1748865600,
        1748865600000,
        1748865600.0,
        "Mon, 02 Jun 2025 12:00:00 GMT",
        "Mon, 02 Jun 2025 15:00:00 +0300",
        "02 Jun 2025 12:00:00 GMT",
    ],
)
def test_reads(written: object) -> None:
    assert stamps.parse(written, "Europe/Istanbul") == NOON


@pytest.mark.parametrize(
    "written",
    [
        "2025-06-02T15:00:00",
        "20250602T150000",
        "20250602T1500",
        "2025-06-02 15:00",
        "02.06.2025 15:00:00",
        "02.06.2025, 15:00",
    ],
)
def test_reads_what_has_no_zone_in_the_zone_of_the_coverage(written: str) -> None:
    assert stamps.parse(written, "Europe/Istanbul") == NOON
    assert stamps.parse(written, "UTC") == NOON + timedelta(hours=3)
    assert stamps.parse(written, "No/Such_Zone") == NOON + timedelta(hours=3)


@pytest.mark.parametrize(
    "written",
    [
        *("", "now", "21:22", "2025-06-02", "31.02.2025 10:00", "2025-13-01T00:00:00Z"),
        *("4m ago", "Monday at 12:00", "99999999999999999999", "2025-06-02T25:00:00Z", "-1", "0"),
        *(None, True, [], {}, float("nan"), float("inf")),
    ],
)
def test_what_is_no_moment_is_none(written: object) -> None:
    assert stamps.parse(written, "UTC") is None


@pytest.mark.parametrize(
    ("stamp", "believed"),
    [
        (NOON, True),
        (NOON + timedelta(minutes=9), True),
        (NOON + timedelta(minutes=11), False),
        (NOON + timedelta(days=3650), False),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (datetime(1999, 12, 31, tzinfo=UTC), False),
        (datetime(2001, 9, 11, 13, 0, tzinfo=UTC), True),
    ],
)
def test_believes_only_times_that_can_be(stamp: datetime, believed: bool) -> None:  # noqa: FBT001 - a column of the table
    assert stamps.believable(stamp, NOON) == (stamp if believed else None)


def test_midnight_is_midnight_here_or_there() -> None:
    assert stamps.is_midnight(datetime(2025, 6, 2, tzinfo=UTC), "Europe/Istanbul")
    assert stamps.is_midnight(datetime(2025, 6, 1, 21, tzinfo=UTC), "Europe/Istanbul")
    assert not stamps.is_midnight(NOON, "Europe/Istanbul")
