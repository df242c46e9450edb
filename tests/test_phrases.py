"""Every wording of the product exists in every language, with the same placeholders."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from string import Formatter

import pytest

import bot
import handlers
from bot.phrases import LANGUAGES, Catalogue, known_language, say


def modules() -> Iterator[str]:
    for package in (bot, handlers):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield found.name


def is_catalogue(value: object) -> bool:
    """Whether this maps names to wordings, in at least one of our languages."""
    return (
        isinstance(value, Mapping)
        and bool(value)
        and all(
            isinstance(name, str)
            and isinstance(wordings, Mapping)
            and any(language in wordings for language in LANGUAGES)
            and all(isinstance(wording, str) for wording in wordings.values())
            for name, wordings in value.items()
        )
    )


def catalogues() -> dict[str, Catalogue]:
    return {
        f"{module}.{name}": value
        for module in modules()
        for name, value in vars(importlib.import_module(module)).items()
        if is_catalogue(value)
    }


def placeholders(wording: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(wording) if field is not None}


def test_the_walk_finds_the_catalogues() -> None:
    found = catalogues()
    assert "bot.rendering.words.WORDS" in found
    assert "bot.rendering.words.COUNTS" in found


def test_every_wording_exists_in_every_language_with_the_same_placeholders() -> None:
    wrong = []
    for place, catalogue in catalogues().items():
        for name, wordings in catalogue.items():
            if set(wordings) != set(LANGUAGES):
                wrong.append(f"{place}[{name}] is not in {set(LANGUAGES) ^ set(wordings)}")
            if any(not wording.strip() for wording in wordings.values()):
                wrong.append(f"{place}[{name}] has an empty wording")
            if len({frozenset(placeholders(wording)) for wording in wordings.values()}) > 1:
                wrong.append(f"{place}[{name}] has different placeholders")
    assert wrong == []


@pytest.mark.parametrize(
    ("candidates", "language"),
    [
        (["ru"], "ru"),
        (["ru-RU"], "ru"),
        (["uk_UA"], "uk"),
        (["TR"], "tr"),
        (["de", "tr"], "tr"),
        (["", "uk"], "uk"),
        (["de"], "en"),
        ([""], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_with_words_wins(candidates: list[str], language: str) -> None:
    assert known_language(*candidates) == language


HELLO: Catalogue = {"hello": {"en": "Hello {who}", "ru": "Привет, {who}"}}


def test_saying_fills_in_the_values() -> None:
    assert say(HELLO, "hello", "ru-RU", who="Ада") == "Привет, Ада"
    assert say(HELLO, "hello", "xx", who="Ada") == "Hello Ada"


def test_values_are_never_read_as_placeholders() -> None:
    assert say(HELLO, "hello", "en", who="{who} {0}") == "Hello {who} {0}"


def test_an_unknown_name_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        say(HELLO, "goodbye", "en")
