"""The card as a picture."""

from io import BytesIO

import pytest
from PIL import Image

from bot.pictures.card import Card, CardTheme, Moment
from bot.pictures.draw import draw_card

CARD = Card(
    status="Переговоры завершены",
    title="Переговоры в Стамбуле",
    lead="Прекращения огня не будет.",
    moments=(Moment("14:45", "Переговоры начались"), Moment("15:57", "Переговоры завершены")),
    foot="2 июня · Стамбул",
)


@pytest.mark.parametrize(
    ("theme", "brightness"), [(CardTheme.LIGHT, range(200, 256)), (CardTheme.DARK, range(60))]
)
def test_it_is_a_portrait_in_its_theme(theme: CardTheme, brightness: range) -> None:
    picture = Image.open(BytesIO(draw_card(CARD, theme)))
    assert (picture.format, picture.size) == ("PNG", (1080, 1350))
    grey = picture.convert("L")
    assert grey.getpixel((5, 5)) in brightness
    darkest, lightest = grey.getextrema()
    assert lightest - darkest > 150  # words that can be read


def test_the_same_card_gives_the_same_bytes() -> None:
    assert draw_card(CARD, CardTheme.LIGHT) == draw_card(CARD, CardTheme.LIGHT)


def test_nothing_is_drawn_for_no_theme() -> None:
    with pytest.raises(KeyError):
        draw_card(CARD, CardTheme.NONE)
