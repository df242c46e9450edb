"""A timeline card as a picture. Pure: the same card gives the same bytes."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from bot.pictures.card import Card, CardTheme
from bot.pictures.layout import HEIGHT, MARGIN, WIDTH, Role, lay_out
from bot.pictures.typeface import Typeface

_DOT, _STROKE = 9, 3


@dataclass(frozen=True, slots=True)
class _Colours:
    paper: str
    rule: str
    text: dict[Role, str]


_THEMES = {
    CardTheme.LIGHT: _Colours(
        "#fbfaf6", "#d8d2c4", {Role.INK: "#191d22", Role.SOFT: "#545d67", Role.ACCENT: "#a93a24"}
    ),
    CardTheme.DARK: _Colours(
        "#14191f", "#3c4651", {Role.INK: "#f3f1ec", Role.SOFT: "#aab3bd", Role.ACCENT: "#f4926f"}
    ),
}


def draw_card(card: Card, theme: CardTheme) -> bytes:
    """The card as a PNG of 1080 x 1350 pixels. KeyError for a theme that is not drawn."""
    colours, layout, face = _THEMES[theme], lay_out(card), Typeface()
    picture = Image.new("RGB", (WIDTH, HEIGHT), colours.paper)
    pen = ImageDraw.Draw(picture)
    pen.line([(MARGIN, layout.rule_y), (WIDTH - MARGIN, layout.rule_y)], colours.rule, _STROKE)
    if layout.dots:
        pen.line([layout.dots[0], layout.dots[-1]], colours.rule, _STROKE)
    for x, y in layout.dots:
        pen.ellipse((x - _DOT, y - _DOT, x + _DOT, y + _DOT), colours.text[Role.ACCENT])
    for text in layout.texts:
        font = face.font(text.style.weight, text.style.size)
        pen.text(text.box[:2], text.text, colours.text[text.style.role], font, anchor="la")
    stored = BytesIO()
    picture.save(stored, "PNG", optimize=True)
    return stored.getvalue()
