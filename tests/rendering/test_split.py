"""Long text is cut where a reader would pause, and nothing of it is lost."""

import random

import pytest
import regex

from bot.rendering.split import clip, first_sentence, fits, split, units
from bot.text import Span, Style, Text, bold, link

FAMILY = "👨‍👩‍👧‍👦"
PIECES = [
    *("word", "Istanbul", "переговоры", "перемир'я", "görüşmeler", "İ", "ığ"),
    *(FAMILY, "🇹🇷", "🇺🇦🇷🇺", "👍🏽", "❤️", "e\u0301", "n\u0303o\u0308", "각", "क्षि"),
    *("שלום", "مرحبا", "العربية", "a" * 40, "😀" * 9, "1,000", "(x)", "“q”"),
]
GAPS = [" ", " ", " ", ". ", "! ", "\n", "\n\n", "", ", "]


def random_text(seed: int, length: int) -> Text:
    """Words of many scripts with formatting at random; links do not overlap."""
    dice = random.Random(seed)  # noqa: S311 - a seed makes the story repeatable
    value = "".join(dice.choice(PIECES) + dice.choice(GAPS) for _ in range(length)).strip()
    spans = []
    for _ in range(dice.randrange(length)):
        start = dice.randrange(len(value))
        style = dice.choice([Style.BOLD, Style.ITALIC, Style.CODE])
        spans.append(Span(start, min(dice.randrange(1, 30), len(value) - start), style))
    spans += [
        Span(start, dice.randrange(1, 20), Style.LINK, f"https://example.org/{start}")
        for start in range(0, len(value) - 20, 50)
    ]
    return Text(value, tuple(sorted(spans, key=lambda span: span.start)))


def without_white_space(value: str) -> str:
    return "".join(value.split())


def styled_characters(text: Text) -> list[tuple[str, frozenset[tuple[str, str]]]]:
    """Every character that can be seen, with the styles it wears."""
    return [
        (
            character,
            frozenset((s.style.value, s.url) for s in text.spans if s.start <= at < s.end),
        )
        for at, character in enumerate(text.value)
        if not character.isspace()
    ]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("limit", [60, 200, 1024])
def test_whatever_the_text_nothing_is_lost_and_no_limit_broken(seed: int, limit: int) -> None:
    text = random_text(seed, 250)
    pieces = split(text, limit, 20)

    assert all(fits(piece, limit, 20) for piece in pieces)
    assert all(piece.value == piece.value.strip() != "" for piece in pieces)
    seen = [character for piece in pieces for character in styled_characters(piece)]
    assert seen == styled_characters(text)
    assert all(0 <= s.start < s.end <= len(piece) for piece in pieces for s in piece.spans)


@pytest.mark.parametrize("seed", range(12))
def test_no_grapheme_is_ever_cut(seed: int) -> None:
    text = random_text(seed, 250)
    pieces = split(text, 60)
    whole = [cluster for cluster in regex.findall(r"\X", text.value) if cluster.strip()]
    cut = [c for piece in pieces for c in regex.findall(r"\X", piece.value) if c.strip()]
    assert cut == whole


def test_short_text_stays_one_piece() -> None:
    assert split(bold(" Talks begin "), 100) == [Text("Talks begin", (Span(0, 11, Style.BOLD),))]
    assert split(Text(), 100) == []
    assert split(Text(" \n "), 100) == []


@pytest.mark.parametrize(
    ("value", "limit", "pieces"),
    [
        # between paragraphs, though a sentence would fit, too
        ("One two. Three.\n\nFour. Five six.", 24, ["One two. Three.", "Four. Five six."]),
        # between lines
        ("One two three\nfour five six", 20, ["One two three", "four five six"]),
        # after a sentence, though more words would fit
        ("They met. They agreed. Then left", 28, ["They met. They agreed.", "Then left"]),
        # an abbreviation ends no sentence
        ("We met the tall Mr. Hall today", 24, ["We met the tall Mr. Hall", "today"]),
        # after a word
        ("one two three four", 10, ["one two", "three four"]),
        # a pause near the start does not leave a headline alone
        ("Oh\n\none two three four five", 20, ["Oh\n\none two three", "four five"]),
        # where there is no pause, after a grapheme
        (FAMILY * 3, 25, [FAMILY * 2, FAMILY]),
        ("🇹🇷🇺🇦🇷🇺", 9, ["🇹🇷🇺🇦", "🇷🇺"]),
        ("e\u0301e\u0301e\u0301", 5, ["e\u0301e\u0301", "e\u0301"]),
        # right to left
        ("שלום עולם טוב", 9, ["שלום עולם", "טוב"]),
        # Cyrillic and Turkish sentences
        ("Он уехал. Она тоже здесь", 18, ["Он уехал.", "Она тоже здесь"]),
        ("Bitti. Gittiler. İyi oldu", 22, ["Bitti. Gittiler.", "İyi oldu"]),
    ],
)
def test_the_cut_is_where_a_reader_would_pause(value: str, limit: int, pieces: list[str]) -> None:
    assert [piece.value for piece in split(Text(value), limit)] == pieces


def test_length_is_counted_in_utf16_units() -> None:
    assert units("a😀") == 3
    assert [len(piece) for piece in split(Text("😀" * 10), 8)] == [4, 4, 2]


def test_a_grapheme_longer_than_the_limit_is_cut_because_it_could_never_be_sent() -> None:
    monster = "e" + "\u0301" * 50
    assert "".join(piece.value for piece in split(Text(monster), 20)) == monster


def test_a_link_is_left_whole_where_it_can_be() -> None:
    text = "Some words before " + link("a link of words", "https://example.org") + " and after"
    assert [piece.value for piece in split(text, 28)] == [
        "Some words before",
        "a link of words and after",
    ]


def test_a_link_too_long_for_one_piece_leads_there_from_each() -> None:
    pieces = split(link("one two three four five", "https://example.org"), 10)
    assert [piece.value for piece in pieces] == ["one two", "three four", "five"]
    assert all(piece.spans[0].url == "https://example.org" for piece in pieces)
    assert all(piece.spans[0].length == len(piece) for piece in pieces)


def test_no_piece_has_more_formatting_than_telegram_keeps() -> None:
    text = Text()
    for number in range(250):
        text = text + bold(f"n{number}") + " "
    pieces = split(text, 4096)
    assert [len(piece.spans) for piece in pieces] == [100, 100, 50]


def test_too_much_formatting_of_one_grapheme_is_given_up() -> None:
    text = Text("ab", tuple(Span(0, 1, Style.BOLD) for _ in range(5)))
    assert split(text, 10, 3) == [Text("a", text.spans[:3]), Text("b")]


@pytest.mark.parametrize(
    ("value", "limit", "clipped"),
    [
        ("Short", 10, "Short"),
        ("Two\n lines", 20, "Two lines"),
        ("Talks are over, they say", 16, "Talks are over…"),
        ("Abcdefghij", 5, "Abcd…"),
        (FAMILY * 2, 12, FAMILY + "…"),
        (FAMILY, 5, "…"),
        ("", 5, ""),
    ],
)
def test_clipping_ends_after_a_word(value: str, limit: int, clipped: str) -> None:
    assert clip(value, limit) == clipped
    assert units(clipped) <= limit


@pytest.mark.parametrize(
    ("value", "first"),
    [
        ("They met. They left.", "They met."),
        ("Mr. Hall met them. They left.", "Mr. Hall met them."),
        ("“We agree.” He left.", "“We agree.”"),
        ("They met\nThey left", "They met"),
        ("It ended at 15:00. All left.", "It ended at 15:00."),
        ("1. The text. 2. The rest.", "1. The text."),
        ("Oh no! He left.", "Oh no!"),
        ("Это т. зв. формат. Дальше", "Это т. зв. формат."),
        ("", ""),
    ],
)
def test_the_first_sentence(value: str, first: str) -> None:
    assert first_sentence(value, 100) == first
