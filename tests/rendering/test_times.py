"""Local time as readers see it, and the words that go with numbers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from builders import coverage

from bot.rendering.times import clock_of, duration, local_clock
from bot.rendering.words import counted

AFTERNOON = datetime(2025, 6, 2, 11, 45, tzinfo=UTC)
LATE = datetime(2025, 6, 2, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("timezone", "language", "said"),
    [
        ("Europe/Istanbul", "en", "14:45 Istanbul"),
        ("Europe/Istanbul", "ru", "14:45, Стамбул"),
        ("Europe/Istanbul", "uk", "14:45, Стамбул"),
        ("Europe/Istanbul", "tr", "14:45 İstanbul"),
        ("Europe/Kyiv", "uk", "14:45, Київ"),
        ("America/New_York", "en", "07:45 New York"),
        ("America/Argentina/Buenos_Aires", "en", "08:45 Buenos Aires"),
        ("Asia/Kathmandu", "ru", "17:30, Kathmandu"),
        ("UTC", "en", "11:45 UTC"),
    ],
)
def test_a_time_is_said_with_its_city(timezone: str, language: str, said: str) -> None:
    assert local_clock(coverage(timezone=timezone), language).time_in_city(AFTERNOON) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "2 June, 14:45 Istanbul"), ("ru", "2 июня, 14:45, Стамбул")],
)
def test_a_moment_is_said_with_its_date_and_city(language: str, said: str) -> None:
    assert clock_of("Europe/Istanbul", language).moment_in_city(AFTERNOON) == said


@pytest.mark.parametrize("timezone", ["Mars/Olympus", "", "../etc/passwd", "Europe"])
def test_a_zone_that_cannot_be_used_reads_as_utc_and_says_so(timezone: str) -> None:
    clock = local_clock(coverage(timezone=timezone), "en")
    assert clock.time_in_city(AFTERNOON) == "11:45 UTC"


def test_a_reader_whose_language_has_no_words_reads_the_coverages() -> None:
    assert local_clock(coverage(language="tr"), "de").language == "tr"
    assert local_clock(coverage(language="fi"), "de").language == "en"


@pytest.mark.parametrize(
    ("usual", "said"),
    [
        (None, "01:10"),
        (date(2025, 6, 3), "01:10"),
        (date(2025, 6, 2), "3 June, 01:10"),
    ],
)
def test_the_date_is_local_and_said_only_when_it_is_not_the_usual_one(
    usual: date | None, said: str
) -> None:
    assert local_clock(coverage(), "en").time(LATE, usual) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "3 June, 01:10"),
        ("ru", "3 июня, 01:10"),
        ("uk", "3 червня, 01:10"),
        ("tr", "3 Haziran, 01:10"),
    ],
)
def test_months_are_said_as_in_a_date(language: str, said: str) -> None:
    assert local_clock(coverage(), language).time(LATE, date(2025, 6, 2)) == said


@pytest.mark.parametrize(
    ("minutes", "language", "said"),
    [
        (465, "en", "7 h 45 min"),
        (465, "ru", "7 ч 45 мин"),
        (465, "uk", "7 год 45 хв"),
        (465, "tr", "7 sa 45 dk"),
        (45, "en", "45 min"),
        (120, "en", "2 h"),
        (0, "en", "1 min"),
        (24 * 60, "en", "1 day"),
        (27 * 60 + 20, "en", "1 day 3 h"),
        (5 * 24 * 60, "ru", "5 дней"),
        (50 * 60, "uk", "2 дні 2 год"),
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(
    minutes: int, language: str, said: str
) -> None:
    assert duration(timedelta(minutes=minutes), language) == said


@pytest.mark.parametrize(
    ("count", "en", "ru", "uk"),
    [
        (0, "0 updates", "0 обновлений", "0 оновлень"),
        (1, "1 update", "1 обновление", "1 оновлення"),
        (2, "2 updates", "2 обновления", "2 оновлення"),
        (5, "5 updates", "5 обновлений", "5 оновлень"),
        (11, "11 updates", "11 обновлений", "11 оновлень"),
        (12, "12 updates", "12 обновлений", "12 оновлень"),
        (21, "21 updates", "21 обновление", "21 оновлення"),
        (23, "23 updates", "23 обновления", "23 оновлення"),
        (111, "111 updates", "111 обновлений", "111 оновлень"),
    ],
)
def test_numbers_take_the_plural_of_their_language(count: int, en: str, ru: str, uk: str) -> None:
    said = [counted("updates", count, language) for language in ("en", "ru", "uk", "tr")]
    assert said == [en, ru, uk, f"{count} güncelleme"]
