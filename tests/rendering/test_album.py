"""The album as the reader sees it."""

import pytest
from builders import at, coverage, photo, post

from bot.pictures.album import Shot
from bot.rendering.album import render_album
from bot.rendering.parts import CAPTION_LIMIT
from bot.rendering.split import fits

TALKS = coverage()


def shot(number: int, caption: str = "", credit: str = "REUTERS", **given: object) -> Shot:
    taken = photo(number, caption=caption, credit=credit)
    return Shot(taken, post(number, media=(taken,), **given))


def test_each_photo_has_its_time_what_it_shows_and_its_credit() -> None:
    shots = [shot(1, "Cars at the gate. Far off."), shot(2, credit="AFP"), shot(3, credit="")]
    part = render_album(shots, TALKS, "en")
    assert part.text.value == (
        "In pictures\n"
        "Talks in Istanbul\n"
        "\n"
        "1. 14:46 Cars at the gate. · REUTERS\n"
        "2. 14:47 Headline 2 · AFP\n"
        "3. 14:48 Headline 3"
    )
    assert part.media == tuple(each.photo for each in shots)


def test_a_credit_that_all_share_is_said_once() -> None:
    part = render_album([shot(1), shot(2)], TALKS, "ru")
    assert part.text.value.endswith("1. 14:46 Headline 1\n2. 14:47 Headline 2\n\nФото: REUTERS")


def test_a_single_photo_is_not_counted() -> None:
    part = render_album([shot(1)], TALKS, "en")
    assert part.text.value.endswith("\n14:46 Headline 1\n\nPhoto: REUTERS")
    assert len(part.media) == 1


def test_a_second_day_is_named() -> None:
    part = render_album([shot(1), shot(2, posted_at=at(60 * 24))], TALKS, "en")
    assert "2. 3 June, 14:45 Headline 2" in part.text.value


@pytest.mark.parametrize("count", [1, 2, 10, 30])
@pytest.mark.parametrize("credit", ["REUTERS", "An Agency Of A Very Long Name And Sons Limited"])
def test_it_always_fits_below_ten_photos_at_most(count: int, credit: str) -> None:
    wordy = "The palace seen from the water before the delegations came, at length. "
    shots = [
        shot(number, wordy * 3, credit=f"{credit} {number % 2}") for number in range(1, count + 1)
    ]
    part = render_album(shots, coverage(title="A title that goes on. " * 20), "en")
    assert fits(part.text, CAPTION_LIMIT)
    assert len(part.media) == min(count, 10)
    assert part.text.value.count("The palace") == len(part.media)


def test_without_photos_it_says_so() -> None:
    part = render_album([], TALKS, "en")
    assert part.text.value.endswith("None of the photos can be shown at present.")
    assert part.media == ()


def test_outside_words_stay_words() -> None:
    part = render_album([shot(1, "<b>x</b>\n2. 15:00 forged")], TALKS, "en")
    assert "14:46 <b>x</b>" in part.text.value
    assert "\n2. 15:00" not in part.text.value
