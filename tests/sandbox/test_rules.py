"""What Telegram makes of text and formatting it accepts."""

from typing import Any

import pytest
from bot_api import png

from bot.sandbox import pictures, rules
from bot.sandbox.markup import formatted, parse_html
from bot.sandbox.rules import Formatted, Refused

FIRE = "\U0001f525"


def entity(kind: str, offset: int, length: int, **more: str) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


def kept(text: str, *entities: dict[str, Any]) -> list[tuple[str, int, int]]:
    """The formatting that survives, as (kind, offset, length)."""
    found = rules.keep(Formatted(text, entities)).entities
    return [(one["type"], one["offset"], one["length"]) for one in found]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("  Good morning \n", "Good morning"),
        ("two\r\nlines", "two\nlines"),
        ("a\tb\x07c", "a b c"),
        ("left\u202eright", "leftright"),
        ("marks \u200e stay", "marks \u200e stay"),
        ("A\u030a loses its ring, \u00c5 does not", "A loses its ring, \u00c5 does not"),
        ("\n\n", ""),
    ],
)
def test_text_is_cleaned(given: str, shown: str) -> None:
    assert rules.keep(Formatted(given)).text == shown


def test_lengths_count_code_points_after_cleaning() -> None:
    astral = FIRE * rules.TEXT_LIMIT
    padded = Formatted(f"  {astral}\n")
    assert rules.check_text(padded, raw=padded.text).text == astral
    assert rules.check_caption(Formatted(FIRE * rules.CAPTION_LIMIT)).text
    with pytest.raises(Refused, match="caption is too long"):
        rules.check_caption(Formatted(FIRE * (rules.CAPTION_LIMIT + 1)))


def test_entities_move_with_the_text_they_mark() -> None:
    assert kept(" \r\n Hello", entity("bold", 4, 5)) == [("bold", 0, 5)]
    assert kept("  Hello  ", entity("bold", 0, 9)) == [("bold", 0, 5)]
    assert kept(f"{FIRE} Hello", entity("bold", 3, 5)) == [("bold", 3, 5)]


@pytest.mark.parametrize(
    ("entities", "left"),
    [
        ([entity("bold", 0, 0)], []),
        ([entity("bold", 5, 1)], []),
        ([entity("mention", 0, 5)], []),
        ([entity("text_link", 0, 5, url="nowhere")], []),
        ([entity("text_link", 0, 5, url="javascript:alert(1)")], []),
        ([entity("text_link", 0, 5, url="example.org/a")], ["text_link"]),
        ([entity("bold", 0, 5), entity("italic", 3, 5)], ["bold", "italic"]),
        ([entity("blockquote", 0, 9), entity("blockquote", 2, 2)], ["blockquote"]),
        (
            [entity("blockquote", 0, 9), entity("text_link", 2, 2, url="https://x.org")],
            ["blockquote", "text_link"],
        ),
        (
            [entity("text_link", 0, 5, url="https://x.org"), entity("code", 3, 5)],
            ["text_link"],
        ),
        ([entity("pre", 0, 9), entity("code", 0, 9)], ["pre"]),
    ],
)
def test_entities_that_may_not_stand_are_dropped(
    entities: list[dict[str, Any]], left: list[str]
) -> None:
    named = rules.check_entity_types(entities)
    assert [kind for kind, _, _ in kept("Hello you there", *named)] == left


def test_a_hundred_entities_are_kept_links_before_emphasis() -> None:
    bold = [entity("bold", 2 * n, 1) for n in range(90)]
    links = [entity("text_link", 200 + 2 * n, 1, url="https://x.org") for n in range(30)]

    left = [kind for kind, _, _ in kept("x" * 300, *bold, *links)]

    assert left.count("text_link") == 30
    assert left.count("bold") == 70


def test_telegram_marks_what_it_recognises() -> None:
    text = f"{FIRE} /start@dateline_bot see https://x.org/a?b=1, @rita #talks and/or 1/2"
    found = [(kind, rules.cut(text, at, at + size)) for kind, at, size in kept(text)]
    assert found == [
        ("bot_command", "/start@dateline_bot"),
        ("url", "https://x.org/a?b=1"),
        ("mention", "@rita"),
        ("hashtag", "#talks"),
    ]
    assert kept("https://x.org", entity("code", 0, 13)) == [("code", 0, 13)]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>Bold</b> and <i>thin</i>", "Bold and thin", [("bold", 0, 4), ("italic", 9, 4)]),
        (f"{FIRE}<u>x</u>", f"{FIRE}x", [("underline", 2, 1)]),
        ("1 &lt; 2 &amp; &nbsp; &#33;", "1 < 2 & &nbsp; !", []),
        ("a > b & c", "a > b & c", []),
        ("<b></b>x", "x", []),
        ("<STRONG>x</STRONG>", "x", [("bold", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<b>a<s>b</s></b>", "ab", [("strikethrough", 1, 1), ("bold", 0, 2)]),
    ],
)
def test_html_becomes_text_and_entities(
    source: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    read = parse_html(source)
    assert read.text == text
    assert [(one["type"], one["offset"], one["length"]) for one in read.entities] == entities


def test_an_html_link_keeps_its_address() -> None:
    read = parse_html('<a href="https://x.org/?a=1&amp;b=2">x</a>')
    assert read.entities[0]["url"] == "https://x.org/?a=1&b=2"


def test_parse_mode_goes_before_entities() -> None:
    read = formatted("<b>x</b>", [entity("italic", 0, 1)], "HTML")
    assert [one["type"] for one in read.entities] == ["bold"]
    with pytest.raises(Refused, match="the sandbox reads no Markdown"):
        formatted("*x*", None, "MarkdownV2")


@pytest.mark.parametrize(
    ("content", "sides"),
    [
        (png(40, 30), (40, 30)),
        (b"GIF89a\x28\x00\x1e\x00", (40, 30)),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x1e\x00\x28\x01", (40, 30)),
        (b"\xff\xd8\xff\xe0\x00\x04ab", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"<svg/>", None),
        (b"", None),
    ],
)
def test_pictures_are_measured(content: bytes, sides: tuple[int, int] | None) -> None:
    assert pictures.sides(content) == sides
