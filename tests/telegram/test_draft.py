"""How a message is mended when Telegram objects to it."""

from dataclasses import replace

import pytest

from bot.model import Button, Media, MediaKind, Part, SentMessage
from bot.telegram.answers import Fault
from bot.telegram.draft import (
    CAPTION_LIMIT,
    TEXT_LIMIT,
    Draft,
    Lost,
    clipped,
    cut,
    editing,
    mended,
    sending,
    without,
)
from bot.text import Span, Style, Text, bold

PHOTO = Media(MediaKind.PHOTO, "https://news.example/hall.jpg")
VIDEO = Media(MediaKind.VIDEO, "https://video.example/gate.mp4")
EDITORS = Media(MediaKind.PHOTO, file_id="file-of-an-editor")


def test_a_part_becomes_a_draft_as_it_is() -> None:
    keyboard = ((Button("Follow", data="follow:1"),),)
    part = Part(bold("Talks"), (PHOTO,), keyboard, silent=True, preview=True)
    assert sending(part, 5) == Draft(
        bold("Talks"), (PHOTO,), keyboard=keyboard, silent=True, preview=True, topic_id=5
    )


@pytest.mark.parametrize(("topic", "sent"), [(None, None), (1, None), (2, 2)])
def test_the_general_topic_is_never_named(topic: int | None, sent: int | None) -> None:
    assert sending(Part(Text("hello")), topic).topic_id == sent


def test_a_lost_photo_leaves_a_link_without_words_of_any_language() -> None:
    draft = without(sending(Part(bold("Talks"), (PHOTO,)), None), (Lost(PHOTO, "it is gone"),))
    assert draft.media == ()
    assert draft.body == Text(
        "Talks\n🖼 news.example",
        (Span(0, 5, Style.BOLD), Span(8, 12, Style.LINK, PHOTO.url)),
    )
    assert draft.note == "a photo went as a link: it is gone"


def test_of_an_album_only_the_lost_items_become_links() -> None:
    part = Part(Text("Talks"), (PHOTO, VIDEO))
    draft = without(sending(part, None), (Lost(VIDEO, "it is gone"),))
    assert draft.media == (PHOTO,)
    assert draft.body.value == "Talks\n🎬 video.example"


def test_an_editors_photo_has_no_address_to_link_to() -> None:
    draft = without(sending(Part(Text("Talks"), (EDITORS,)), None), (Lost(EDITORS, "void"),))
    assert draft.body == Text("Talks")


def test_a_photo_without_words_is_its_link() -> None:
    draft = without(sending(Part(Text(), (PHOTO,)), None), (Lost(PHOTO, "it is gone"),))
    assert draft.body.value == "🖼 news.example"


def test_links_that_do_not_fit_are_left_out_rather_than_the_text() -> None:
    text = Text("x" * (CAPTION_LIMIT - 20))
    lost = tuple(Lost(Media(MediaKind.PHOTO, f"https://host.example/{i}"), "gone") for i in "12")
    draft = Draft(text, (PHOTO,), lost)
    assert len(draft.body) <= CAPTION_LIMIT
    assert draft.body.value.count("host.example") == 1


KEYBOARD = ((Button("Follow", data="follow:1"),),)
MENDED = [
    (Fault.REPLY, Draft(Text("a"), reply_to=5), Draft(Text("a"))),
    (Fault.PAID, Draft(Text("a"), paid=True), Draft(Text("a"))),
    (Fault.ENTITIES, Draft(bold("a")), Draft(Text("a"))),
    (Fault.KEYBOARD, Draft(Text("a"), keyboard=KEYBOARD), Draft(Text("a"))),
]


@pytest.mark.parametrize(("fault", "draft", "expected"), MENDED)
def test_what_telegram_objects_to_is_left_out_and_noted(
    fault: Fault, draft: Draft, expected: Draft
) -> None:
    result = mended(draft, fault, "because")
    assert result is not None
    assert result.notes
    assert replace(result, notes=()) == expected
    assert mended(result, fault, "because") is None  # never twice the same


def test_where_media_may_not_stand_they_all_become_links() -> None:
    result = mended(Draft(Text("a"), (PHOTO, VIDEO)), Fault.NO_MEDIA_HERE, "no photos here")
    assert result is not None
    assert result.media == ()
    assert [lost.reason for lost in result.lost] == ["no photos here"] * 2


@pytest.mark.parametrize(
    "fault", [Fault.NONE, Fault.OURS, Fault.TOKEN, Fault.PIN_RIGHTS, Fault.TOPIC]
)
def test_what_cannot_be_mended_is_not_tried_again(fault: Fault) -> None:
    assert mended(Draft(bold("a"), (PHOTO,), keyboard=KEYBOARD, topic_id=5), fault, "no") is None


@pytest.mark.parametrize("media", [(), (PHOTO,)])
def test_a_text_too_long_is_split_without_losing_a_word(media: tuple[Media, ...]) -> None:
    words = " ".join(f"word{i}" for i in range(1500))
    draft = mended(Draft(Text(words), media), Fault.TOO_LONG, "too long")
    assert draft is not None
    assert len(draft.text) <= draft.limit
    assert all(len(piece) <= TEXT_LIMIT for piece in draft.rest)
    assert " ".join(str(piece) for piece in (draft.text, *draft.rest)) == words


def test_a_text_that_telegram_finds_too_long_within_the_limit_is_halved() -> None:
    draft = mended(Draft(Text("one two three four")), Fault.TOO_LONG, "too long")
    assert draft is not None
    assert (draft.text.value, [str(piece) for piece in draft.rest]) == ("one two", ["three four"])


CUTS = [
    ("short", 10, ["short"]),
    ("one two three", 8, ["one two", "three"]),
    ("one\ntwo three", 8, ["one\ntwo", "three"]),
    ("x" * 25, 10, ["x" * 10, "x" * 10, "x" * 5]),
    ("", 10, []),
]


@pytest.mark.parametrize(("value", "limit", "pieces"), CUTS)
def test_cutting(value: str, limit: int, pieces: list[str]) -> None:
    assert [str(piece) for piece in cut(Text(value), limit)] == pieces


def test_cutting_keeps_the_formatting_of_both_pieces() -> None:
    first, second = cut(bold("one two three"), 8)
    assert first == bold("one two")
    assert second == bold("three")


def test_an_edit_cannot_be_followed_so_it_ends_in_an_ellipsis() -> None:
    draft = mended(Draft(Text("word " * 1500), captions=True), Fault.TOO_LONG, "too long")
    assert draft is not None
    short = clipped(draft)
    assert short.rest == ()
    assert short.text.value.endswith("…")
    assert len(short.text) <= CAPTION_LIMIT


def test_a_text_that_fits_is_not_clipped() -> None:
    assert clipped(Draft(Text("a"))) == Draft(Text("a"))


EDITS = [
    ("a text stays a text", SentMessage(5, ""), Part(Text("a")), (), False),
    ("a text gets a photo", SentMessage(5, ""), Part(Text("a"), (PHOTO,)), (PHOTO,), False),
    (
        "only the caption changes",
        SentMessage(5, "", PHOTO.url, MediaKind.PHOTO),
        Part(Text("a"), (PHOTO,)),
        (),
        True,
    ),
    (
        "a photo is exchanged",
        SentMessage(5, "", PHOTO.url, MediaKind.PHOTO),
        Part(Text("a"), (VIDEO,)),
        (VIDEO,),
        True,
    ),
    (
        "a photo stays",
        SentMessage(5, "", PHOTO.url, MediaKind.PHOTO),
        Part(Text("a")),
        (),
        True,
    ),
]


@pytest.mark.parametrize(
    ("message", "part", "media", "captions"), [row[1:] for row in EDITS], ids=[r[0] for r in EDITS]
)
def test_an_edit_touches_only_what_differs(
    message: SentMessage, part: Part, media: tuple[Media, ...], *, captions: bool
) -> None:
    draft = editing(message, part)
    assert (draft.media, draft.captions) == (media, captions)
    assert bool(draft.notes) == (message.media_kind is not None and not part.media)
