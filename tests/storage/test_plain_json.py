import json

import pytest
from builders import message, photo

from bot.model import (
    Button,
    Media,
    MediaKind,
    Part,
    SentMessage,
)
from bot.text import Span, Style, Text, bold, link
from storage.plain_json import (
    media_from_json,
    media_to_json,
    messages_from_json,
    messages_to_json,
    part_from_json,
    part_to_json,
    text_from_json,
    text_to_json,
)

TEXTS = [
    Text(),
    Text("plain"),
    Text("1"),
    Text('quoted "words", a \\ and a line\nbreak'),
    bold("Осы") + " " + link("src", "https://example.org/?a=1&b=2"),
    Text("👨‍👩‍👧 family", (Span(0, 5, Style.ITALIC), Span(0, 12, Style.LONG_QUOTE))),
]


@pytest.mark.parametrize("text", TEXTS, ids=str)
def test_a_text_comes_back_as_it_went(text: Text) -> None:
    assert text_from_json(text_to_json(text)) == text


def test_every_style_survives() -> None:
    text = Text("x" * 20, tuple(Span(i, 1, style) for i, style in enumerate(Style)))
    assert text_from_json(text_to_json(text)) == text


MEDIA = [
    (),
    (photo(),),
    (
        photo(1, caption="The table", credit="AP / Jane"),
        Media(MediaKind.VIDEO, "https://example.org/v.mp4"),
        Media(MediaKind.PHOTO, file_id="AgACAgQ"),
    ),
]


@pytest.mark.parametrize("media", MEDIA, ids=len)
def test_media_come_back_as_they_went(media: tuple[Media, ...]) -> None:
    assert media_from_json(media_to_json(media)) == media


PARTS = [
    Part(Text()),
    Part(Text("hello"), silent=True),
    Part(
        bold("Head") + "\nbody",
        media=(photo(1), photo(2)),
        keyboard=(
            (Button("Yes", data="y:1"), Button("No", data="n:1")),
            (Button("Read", url="https://example.org"),),
        ),
        preview=True,
    ),
]


@pytest.mark.parametrize("part", PARTS)
def test_a_whole_message_comes_back_as_it_went(part: Part) -> None:
    assert part_from_json(part_to_json(part)) == part


MESSAGES = [
    (),
    (message(1),),
    (SentMessage(7, "abc", "https://example.org/1.jpg", MediaKind.PHOTO), message(8, "")),
    (SentMessage(9, "abc", "", MediaKind.VIDEO),),
    (SentMessage(9, "abc", "x", MediaKind.DOCUMENT), SentMessage(0, "", "y", gone=True)),
    (SentMessage(9, "abc", corrects=7),),
]


@pytest.mark.parametrize("messages", MESSAGES)
def test_messages_come_back_as_they_went(messages: tuple[SentMessage, ...]) -> None:
    assert messages_from_json(messages_to_json(messages)) == messages


def test_what_is_empty_takes_no_room() -> None:
    assert text_to_json(Text()) == ""
    assert media_to_json(()) == ""
    assert messages_to_json(()) == ""
    assert part_to_json(Part(Text())) == "{}"


def test_a_ledger_entry_of_plain_text_is_short_and_readable() -> None:
    assert json.loads(messages_to_json((message(123, "ab12"),))) == [[123, "ab12"]]
    assert text_to_json(Text("Київ")) == '"Київ"'
