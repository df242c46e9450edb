"""Every catalogue speaks every language, and says the same in each."""

from string import Formatter

import pytest

from bot import staff
from bot.phrases import LANGUAGES, Catalogue
from handlers import context, reader_words
from handlers.reader_views import COMMANDS, GROUP_COMMANDS

CATALOGUES: dict[str, Catalogue] = {
    "shared": context.WORDS,
    "readers": reader_words.WORDS,
    "refusals": staff.REFUSALS,
}
ENTRIES = [
    pytest.param(wording, id=f"{area}-{name}")
    for area, catalogue in CATALOGUES.items()
    for name, wording in catalogue.items()
]


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@pytest.mark.parametrize("wording", ENTRIES)
def test_every_language_has_its_words_with_the_same_gaps(wording: dict[str, str]) -> None:
    assert set(wording) == set(LANGUAGES)
    assert all(words.strip() == words != "" for words in wording.values())
    assert len({frozenset(placeholders(words)) for words in wording.values()}) == 1


@pytest.mark.parametrize("command", sorted({*COMMANDS, *GROUP_COMMANDS}))
def test_every_command_fits_telegrams_menu(command: str) -> None:
    for words in reader_words.WORDS[f"command_{command}"].values():
        assert 1 <= len(words) <= 256


@pytest.mark.parametrize("name", ["old_button", "gone", "trouble"])
def test_what_a_small_note_says_fits_into_it(name: str) -> None:
    assert all(len(words) <= 200 for words in context.WORDS[name].values())


def test_the_refusal_in_a_group_fits_into_a_small_note() -> None:
    assert all(len(words) <= 200 for words in reader_words.WORDS["admins_only"].values())
