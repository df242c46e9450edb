"""The address of a card, and where its texts stand: apart, inside, and large enough."""

from functools import cache
from itertools import combinations
from typing import Any, get_args

import pytest

from bot.model import Media, MediaKind
from bot.pictures.card import Card, CardAddress, CardTheme, Moment, card_address, card_photo
from bot.pictures.layout import HEIGHT, MARGIN, WIDTH, Layout, Placed, Role, lay_out, thinned
from bot.pictures.typeface import Typeface, Weight, drawable
from bot.settings import Settings

TEXTS = {
    "en": ("The talks have begun", "All for all: the seriously wounded, the sick and the young"),
    "ru": ("Переговоры начались", "Всех на всех: тяжелораненые, больные и молодые пленные"),
    "uk": ("Переговори почалися", "Усіх на всіх: тяжкопоранені, хворі та молоді полонені, ґрати"),
    "tr": ("Görüşmeler başladı", "Çırağan Sarayı'nda ağır yaralı esirlerin takasında uzlaşıldı"),
}


def moments(count: int, language: str = "en", *, day: str = "") -> tuple[Moment, ...]:
    texts = TEXTS[language]
    return tuple(
        Moment(f"{number // 60 % 24:02}:{number % 60:02}", texts[number % 2], day if number else "")
        for number in range(count)
    )


def card(count: int = 3, language: str = "en", **given: object) -> Card:
    fields: dict[str, Any] = {
        "status": "Talks concluded",
        "title": "Talks in Istanbul",
        "lead": "The talks ended without a ceasefire.",
        "moments": moments(count, language),
        "foot": "2 June · Istanbul",
        "more": "… and {count} more",
    }
    return Card(**fields | given)


def shown(layout: Layout, role: Role) -> list[str]:
    return [placed.text for placed in layout.texts if placed.style.role is role]


def overlap(one: Placed, other: Placed) -> bool:
    left, top, right, bottom = one.box
    other_left, other_top, other_right, other_bottom = other.box
    return left < other_right and other_left < right and top < other_bottom and other_top < bottom


# --- The address


def test_the_address_tells_which_card_is_meant() -> None:
    address = CardAddress(12, CardTheme.DARK, "uk")
    photo = card_photo(card(), address)
    assert photo.kind is MediaKind.PHOTO
    assert card_address(photo.url) == address


def test_a_card_that_shows_something_else_has_another_address() -> None:
    address = CardAddress(12, CardTheme.LIGHT, "en")
    assert card_photo(card(), address) == card_photo(card(), address)
    assert card_photo(card(), address) != card_photo(card(4), address)
    assert card_photo(card(), address) != card_photo(card(lead="Nothing."), address)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.org/1.jpg",
        "dateline:card:1:light:en",
        "dateline:card:1:none:en:0123456789ab",
        "dateline:card:x:light:en:0123456789ab",
        "dateline:card:1:light:../:0123456789ab",
        "dateline:card:1:light:en:0123456789ab/..",
    ],
)
def test_no_other_address_means_a_card(url: str) -> None:
    assert card_address(url) is None
    assert Media(MediaKind.PHOTO, url).identity == url


def test_the_setting_knows_every_theme() -> None:
    chosen = get_args(Settings.model_fields["card_theme"].annotation)
    assert set(chosen) == {theme.value for theme in CardTheme}


# --- The layout

LONG = "Переговоры о прекращении огня и об обмене пленными и телами погибших " * 3
CARDS = {
    **{f"{n} {code}": card(n, code) for n in (1, 3, 8, 25, 2000) for code in TEXTS},
    "long words": card(8, title="x" * 300, lead="Ж" * 300, foot="W" * 200),
    "long texts": card(1, title=LONG, lead=LONG, moments=(Moment("09:30", LONG),) * 30),
    "many days": card(moments=moments(12, day="3 June")),
    "bare": card(title="", lead="", status="", foot="", more=""),
    "wide": card(more="{count} further moments are told in the message below"),
}


@cache
def laid_out(name: str) -> Layout:
    return lay_out(CARDS[name])


@pytest.mark.parametrize("name", CARDS)
def test_texts_stand_apart_and_inside_the_margins(name: str) -> None:
    layout = laid_out(name)
    assert layout.texts
    assert not [pair for pair in combinations(layout.texts, 2) if overlap(*pair)]
    for placed in layout.texts:
        left, top, right, bottom = placed.box
        assert MARGIN <= left < right <= WIDTH - MARGIN
        assert MARGIN <= top < bottom <= HEIGHT - MARGIN


@pytest.mark.parametrize("name", CARDS)
def test_every_box_holds_all_of_its_letters(name: str) -> None:
    face = Typeface()
    for placed in laid_out(name).texts:
        font = face.font(placed.style.weight, placed.style.size)
        left, top, right, bottom = placed.box
        inked = font.getbbox(placed.text, anchor="la")
        assert inked[0] >= -2  # an overhang of the first letter, within the margin
        assert inked[2] <= right - left + 2
        assert inked[1] >= 0
        assert inked[3] <= bottom - top


@pytest.mark.parametrize("name", CARDS)
def test_times_are_aligned_on_the_right_left_of_the_dots(name: str) -> None:
    layout = laid_out(name)
    times = [placed for placed in layout.texts if placed.text[2:3] == ":"]
    assert len(times) == len(layout.dots)
    assert len({placed.box[2] for placed in times}) == 1
    for placed, (x, y) in zip(times, layout.dots, strict=True):
        assert placed.box[2] < x
        assert placed.box[1] < y < placed.box[3]


def test_few_moments_are_set_larger_than_many() -> None:
    sizes = [
        max(it.style.size for it in lay_out(card(count)).texts if it.style.role is Role.INK)
        for count in (3, 9, 25)
    ]
    inks = [
        min(it.style.size for it in lay_out(card(count)).texts if it.style.role is Role.INK)
        for count in (3, 9, 25)
    ]
    assert sizes[0] == 60
    assert inks == sorted(inks, reverse=True)
    assert inks[-1] == 34


def test_what_finds_no_room_is_counted() -> None:
    layout = lay_out(card(25))
    kept = len(layout.dots)
    assert f"… and {25 - kept} more" in shown(layout, Role.SOFT)
    assert 8 <= kept < 25
    assert not [text for text in shown(lay_out(card(3)), Role.SOFT) if "more" in text]


def test_the_first_and_the_last_moment_are_always_there() -> None:
    times = [text for text in shown(lay_out(card(25)), Role.ACCENT) if ":" in text]
    assert (times[0], times[-1]) == ("00:00", "00:24")


@pytest.mark.parametrize(
    ("count", "kept"), [(1, [9]), (2, [0, 9]), (4, [0, 3, 6, 9]), (10, list(range(10)))]
)
def test_thinning_is_even(count: int, kept: list[int]) -> None:
    all_of_them = moments(10)
    assert thinned(all_of_them, count) == [all_of_them[number] for number in kept]


def test_a_day_is_not_lost_with_the_moment_that_opened_it() -> None:
    told = [Moment(f"0{n}:00", "x", day) for n, day in enumerate(["", "", "3 June", "", ""])]
    assert [moment.day for moment in thinned(told, 3)] == ["", "3 June", ""]
    assert [moment.day for moment in thinned(told, 2)] == ["", "3 June"]


def test_a_moment_that_cannot_be_drawn_is_left_out() -> None:
    layout = lay_out(card(moments=(Moment("10:00", "بدأت المحادثات"), Moment("11:00", "Begun 🕊"))))
    assert shown(layout, Role.INK)[-1] == "Begun"
    assert "10:00" not in shown(layout, Role.ACCENT)


# --- The letters


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ğğ İı Şş Çç Öö Üü", "Ğğ İı Şş Çç Öö Üü"),
        ("Ґґ Єє Її Іі Ёё Ъъ", "Ґґ Єє Її Іі Ёё Ъъ"),
        ("«Тот» — “this”… 5 € ₴ ₺ ₽ № ™", "«Тот» — “this”… 5 € ₴ ₺ ₽ № ™"),
        ("peace 🕊 now", "peace now"),
        ("和平", ""),
        ("a\nb\tc", "a b c"),
        ("r\u202eev", "r ev"),
    ],
)
def test_only_letters_of_the_typeface_are_drawn(text: str, kept: str) -> None:
    assert drawable(text) == kept


@pytest.mark.parametrize("weight", Weight)
def test_the_typeface_has_every_letter_that_is_drawn(weight: Weight) -> None:
    font = Typeface().font(weight, 40)
    missing = bytes(font.getmask("\U0010fffd"))
    every = {chr(code) for code in range(0x20, 0x2200)}
    drawn = [letter for letter in every if drawable(letter) and not letter.isspace()]
    assert len(drawn) > 400
    assert not [letter for letter in drawn if bytes(font.getmask(letter)) == missing]


def test_a_cut_line_ends_in_an_ellipsis_after_a_word() -> None:
    face = Typeface()
    lines = face.wrap("one two three four five six seven", Weight.REGULAR, 40, 200, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert not lines[1].endswith((" …", ",…"))
    assert all(face.width(line, Weight.REGULAR, 40) <= 200 for line in lines)
    assert face.wrap("", Weight.BOLD, 40, 200, 2) == []
