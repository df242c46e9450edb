"""How often a summary is asked for, in four languages: a table."""

from datetime import timedelta

import pytest

from bot.phrases import LANGUAGES
from handlers.rounds import WORDS, asked_for, asks_for_none, on_part, usage_part

HALF, ONE, TWO = timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2)


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("every 2 h", TWO),
        ("every 2 hours", TWO),
        ("Every 30 Min", HALF),
        ("every 30m", HALF),
        ("every 2h", TWO),
        ("every hour", timedelta(hours=1)),
        ("every 15 minutes", timedelta(minutes=15)),
        ("every 24 h", timedelta(hours=24)),
        ("каждые 2 часа", TWO),
        ("каждые 2 ч.", TWO),
        ("каждые 30 минут", HALF),
        ("каждый час", timedelta(hours=1)),
        ("кожні 2 години", TWO),
        ("кожні 30 хв", HALF),
        ("кожну годину", timedelta(hours=1)),
        ("her 2 saatte", TWO),
        ("her 30 dk", HALF),
        ("her saat", timedelta(hours=1)),
    ],
)
def test_what_is_understood(words: str, time: timedelta) -> None:
    assert asked_for(words.split()) == time


@pytest.mark.parametrize(
    "words",
    [
        *("", "every", "every 2", "every day", "every 2 h please", "2 h", "often"),
        *("every 14 min", "every 25 h", "every 0 h", "every 99999 h", "every -2 h", "каждые 5 мин"),
    ],
)
def test_what_is_not(words: str) -> None:
    assert asked_for(words.split()) is None


@pytest.mark.parametrize("word", ["off", "OFF", "выкл", "вимк", "kapat"])
def test_off_in_every_language(word: str) -> None:
    assert asks_for_none([word])
    assert not asks_for_none([word, "now"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_bot_suggests_it_understands(language: str) -> None:
    usage = usage_part(language).text.value
    suggested = [
        words
        for piece in usage.split("/summary ")[1:]
        for words in [piece.split(",")[0].split("(")[0].split(".")[0].strip()]
    ]
    assert asked_for(suggested[0].split()) == TWO
    assert asked_for(suggested[1].split()) == HALF
    assert asks_for_none(suggested[2].split()[:1])


@pytest.mark.parametrize(
    ("time", "language", "said"),
    [
        (ONE, "en", "comes here every hour."),
        (TWO, "en", "comes here every 2 h."),
        (HALF, "en", "comes here every 30 min."),
        (timedelta(minutes=90), "en", "comes here every 90 min."),
        (ONE, "ru", "приходит сюда каждый час."),
        (TWO, "ru", "приходит сюда каждые 2 ч."),
        (HALF, "ru", "приходит сюда каждые 30 мин."),
        (ONE, "uk", "надходить сюди щогодини."),
        (TWO, "uk", "надходить сюди кожні 2 год."),
        (HALF, "uk", "надходить сюди кожні 30 хв."),
        (ONE, "tr", "buraya her saat gelir."),
        (TWO, "tr", "buraya 2 saatte bir gelir."),
        (HALF, "tr", "buraya 30 dakikada bir gelir."),
    ],
)
def test_the_answer_says_how_often(time: timedelta, language: str, said: str) -> None:
    assert said in on_part(time, language).text.value


def test_every_language_has_every_word() -> None:
    assert all(set(words) == set(LANGUAGES) for words in WORDS.values())
