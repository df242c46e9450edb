"""What one message holds, and how a change of it is noticed."""

import random
import unicodedata
from dataclasses import replace

import pytest
from builders import photo

from bot.model import Button, Media, MediaKind, Part
from bot.rendering.parts import clean, fingerprint, slots
from bot.text import Span, Style, Text, bold, link

ALBUM = (photo(1), photo(2), photo(3))


def test_a_message_of_its_own_is_one_slot() -> None:
    text, picture = Part(bold("a")), Part(bold("a"), (photo(),))
    assert slots(text) == (text,)
    assert slots(picture) == (picture,)


def test_an_album_is_one_slot_an_item_and_the_first_carries_the_text() -> None:
    album = Part(bold("caption"), ALBUM, silent=True)
    assert slots(album) == (
        Part(bold("caption"), (photo(1),), silent=True),
        Part(Text(), (photo(2),), silent=True),
        Part(Text(), (photo(3),), silent=True),
    )


SAMPLE = Part(
    "Talks " + link("begin", "https://example.org"),
    (photo(),),
    ((Button("More", data="m"),),),
)


def test_the_fingerprint_stays_from_one_release_to_the_next() -> None:
    assert fingerprint(Part(Text("Talks begin"))) == fingerprint(Part(Text("Talks begin")))
    assert len(fingerprint(SAMPLE)) == 16
    assert fingerprint(Part(Text("Talks begin"))) == "cb45af60bb923c37"


@pytest.mark.parametrize(
    "other",
    [
        replace(SAMPLE, text=SAMPLE.text + "."),
        replace(SAMPLE, text=Text(SAMPLE.text.value)),
        replace(SAMPLE, text="Talks " + link("begin", "https://example.org/2")),
        replace(SAMPLE, media=()),
        replace(SAMPLE, media=(photo(2),)),
        replace(SAMPLE, media=(photo(1, kind=MediaKind.VIDEO),)),
        replace(SAMPLE, keyboard=()),
        replace(SAMPLE, keyboard=((Button("More", data="n"),),)),
    ],
)
def test_what_a_reader_would_notice_changes_the_fingerprint(other: Part) -> None:
    assert fingerprint(other) != fingerprint(SAMPLE)


@pytest.mark.parametrize(
    "other",
    [
        replace(SAMPLE, silent=True),
        replace(SAMPLE, preview=True),
        replace(SAMPLE, text=SAMPLE.text + " \n"),
        replace(SAMPLE, media=(photo(1, credit="AFP", caption="other words"),)),
        replace(
            SAMPLE,
            text=Text(SAMPLE.text.value + "\u202e", SAMPLE.text.spans),
        ),
    ],
)
def test_what_no_reader_sees_does_not(other: Part) -> None:
    assert fingerprint(other) == fingerprint(SAMPLE)


def test_composed_and_decomposed_letters_look_the_same() -> None:
    assert fingerprint(Part(Text("Ça\u0306"))) == fingerprint(Part(Text("C\u0327\u0103")))


def test_the_order_in_which_formatting_is_listed_does_not_matter() -> None:
    spans = (Span(0, 1, Style.BOLD), Span(1, 1, Style.ITALIC))
    assert fingerprint(Part(Text("ab", spans))) == fingerprint(Part(Text("ab", spans[::-1])))


def test_media_sent_by_an_editor_are_told_apart_by_their_file() -> None:
    one, two = (Part(Text(), (Media(MediaKind.PHOTO, file_id=name),)) for name in ("a", "b"))
    assert fingerprint(one) != fingerprint(two)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("  edges \n", "edges"),
        ("a\r\nb", "a\nb"),
        ("a\tb\x00c\x0bd", "a b c d"),
        ("evil\u202egnirts\u202c", "evilgnirts"),
        ("line\u2028break", "linebreak"),
        ("mark\u200eed\u200f", "mark\u200eed\u200f"),
        ("A\u030angstro\u0308m", "\u00c5ngström"),
        ("x\u030a and y\u0333", "x and y"),
        ("lone \ud83d half", "lone \ufffd half"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("\u202e", ""),
    ],
)
def test_cleaning_leaves_what_telegram_will_show(raw: str, shown: str) -> None:
    assert clean(Text(raw)).value == shown


@pytest.mark.parametrize(
    ("raw", "covered"),
    [
        (Text("a\rb\u202ec", (Span(4, 1, Style.BOLD),)), "c"),
        (Text(" e\u0301te\u0301 x", (Span(1, 5, Style.BOLD),)), "été"),
        (Text("e\u0301te\u0301 x", (Span(6, 1, Style.BOLD),)), "x"),
        (Text("  ab", (Span(0, 4, Style.BOLD),)), "ab"),
        (Text("ab", (Span(1, 50, Style.BOLD),)), "b"),
    ],
)
def test_cleaning_keeps_formatting_on_its_words(raw: Text, covered: str) -> None:
    cleaned = clean(raw)
    (span,) = cleaned.spans
    assert cleaned.value[span.start : span.end] == covered


def test_formatting_of_what_is_removed_goes_with_it() -> None:
    assert clean(Text("a\u202eb", (Span(1, 1, Style.BOLD),))) == Text("ab")
    assert clean(Text("ab", (Span(7, 1, Style.BOLD),))) == Text("ab")


@pytest.mark.parametrize("seed", range(20))
def test_clean_text_is_composed_and_stays_as_it_is(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a seed makes the story repeatable
    alphabet = (
        "aeço \u0301\u0327\u030a\u0308\u1100\u1161\u11a8\u0933\u0948\u202e\r\n\t👨\u200d👩🇹🇷اِ"
    )
    text = clean(Text("".join(dice.choices(alphabet, k=200))))
    assert unicodedata.is_normalized("NFC", text.value)
    assert clean(text) == text
