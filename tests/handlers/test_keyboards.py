"""What buttons carry, and what comes back."""

import pytest

from bot.model import Level
from handlers.keyboards import ButtonError, Family, Press, decode, ticked

FAMILY = Family("r")


def test_what_goes_onto_a_button_comes_back() -> None:
    button = FAMILY.button("Key moments", "post", -1001234567890, 12, "key_moments")
    assert button.label == "Key moments"
    press = decode(button.data)
    assert press == Press("r", "post", ("-1001234567890", "12", "key_moments"))
    assert press.number(0) == -1001234567890
    assert press.number(1) == 12
    assert press.choice(2, Level) is Level.KEY_MOMENTS


def test_the_longest_button_of_ours_fits() -> None:
    data = FAMILY.data("again", 999_999_999, 9_999_999_999, "key_moments", "111")
    assert len(data.encode()) <= 64


@pytest.mark.parametrize(
    "arguments",
    [("two words",), ("a:b",), ("",), ("ключ",), ("x" * 64,)],
    ids=["a space", "the separator", "nothing", "another alphabet", "too long"],
)
def test_what_is_not_fit_for_a_button_is_refused_when_it_is_made(arguments: tuple[str]) -> None:
    with pytest.raises(ValueError, match="not fit for a button"):
        FAMILY.data("follow", *arguments)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "1",
        "1:r",
        "0:r:follow:1",
        "2:r:follow:1",
        "1:r:follow:",
        "1:r:follow:1 OR 1=1",
        "1:r:follow:\u0661",
        "1:r:" + "x" * 64,
        "follow",
    ],
)
def test_what_we_never_made_is_not_understood(data: str) -> None:
    with pytest.raises(ButtonError):
        decode(data)


@pytest.mark.parametrize("word", ["x", "1_000", "--1", "1-", "9" * 19])
def test_a_number_is_a_number(word: str) -> None:
    with pytest.raises(ButtonError):
        Press("r", "follow", (word,)).number(0)


def test_a_missing_argument_and_an_unknown_choice_are_refused() -> None:
    press = Press("r", "follow", ("sideways",))
    with pytest.raises(ButtonError):
        press.word(1)
    with pytest.raises(ButtonError):
        press.choice(0, Level)


def test_a_family_knows_its_own_buttons_of_this_version() -> None:
    pattern = FAMILY.pattern()
    assert pattern.match(FAMILY.data("follow", 1))
    assert not pattern.match(Family("p").data("follow", 1))
    assert not pattern.match("0:r:follow:1")


def test_the_present_choice_is_ticked() -> None:
    assert (ticked("Photos", chosen=True), ticked("Photos", chosen=False)) == ("✓ Photos", "Photos")
