"""From what stands in a chat to what should, operation by operation."""

from dataclasses import replace

import pytest
from builders import photo

from bot.model import Media, MediaKind, Part, SentMessage
from bot.rendering.parts import fingerprint, slots
from bot.rendering.revise import Delete, Edit, Send, Tell, operations
from bot.text import Text


def text(words):
    return Part(Text(words))


def album(words, *numbers):
    return Part(Text(words), tuple(photo(number) for number in numbers))


def standing(*parts):
    """The messages these parts became."""
    return [
        SentMessage(
            100 + number,
            fingerprint(slot),
            media=slot.media[0].identity if slot.media else "",
            media_kind=slot.media[0].kind if slot.media else None,
        )
        for number, slot in enumerate(slot for part in parts for slot in slots(part))
    ]


def carried_out(messages, operation):
    """What stands after an operation."""
    match operation:
        case Send(part=part):
            return [*messages, *standing(part)]
        case Edit(index=index, part=part):
            return [*messages[:index], *standing(part), *messages[index + 1 :]]
        case Delete(index=index):
            return messages[:index]


FILM = Part(Text("words"), (Media(MediaKind.VIDEO, "https://example.org/film.mp4"),))

CASES = {
    "a new post is sent part by part": (
        [],
        [album("pictures", 1, 2), text("words")],
        [Send(album("pictures", 1, 2)), Send(text("words"))],
    ),
    "what stands as it should is left alone": (
        [album("pictures", 1, 2), text("words")],
        [album("pictures", 1, 2), text("words")],
        [],
    ),
    "a post cut off by a crash goes on where it stopped": (
        [text("one")],
        [text("one"), text("two")],
        [Send(text("two"))],
    ),
    "changed words are edited in place": (
        [text("old")],
        [text("new")],
        [Edit(0, text("new"))],
    ),
    "only the changed picture of an album is edited": (
        [album("pictures", 1, 2, 3)],
        [album("pictures", 1, 9, 3)],
        [Edit(1, album("", 9))],
    ),
    "a caption of an album is edited on its first item": (
        [album("old", 1, 2)],
        [album("new", 1, 2)],
        [Edit(0, album("new", 1))],
    ),
    "words become a photo with a caption": (
        [text("words")],
        [album("words", 1)],
        [Edit(0, album("words", 1))],
    ),
    "a photo cannot become words, so it is replaced": (
        [album("words", 1)],
        [text("words")],
        [Delete(0), Send(text("words"))],
    ),
    "an album that lost its last picture loses its last message": (
        [album("pictures", 1, 2, 3)],
        [album("pictures", 1, 2)],
        [Delete(2)],
    ),
    "an album that grew gets the new pictures after it": (
        [album("pictures", 1, 2)],
        [album("pictures", 1, 2, 3, 4)],
        [Send(album("", 3, 4))],
    ),
    "a text that grew into two is edited and continued": (
        [text("on")],
        [text("one"), text("two")],
        [Edit(0, text("one")), Send(text("two"))],
    ),
    "a text that shrank loses its second message": (
        [text("one"), text("two")],
        [text("one")],
        [Delete(1)],
    ),
    "a photo becomes a video": ([album("words", 1)], [FILM], [Edit(0, FILM)]),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
def test_operations(before, after, expected):
    assert operations(standing(*before), after) == expected


def test_what_is_gone_is_neither_changed_nor_sent_again():
    first, second = standing(text("old"), text("two"))
    gone = [replace(first, gone=True), second]
    assert operations(gone, [text("new"), text("too")]) == [Edit(1, text("too"))]


def test_an_album_that_may_be_partly_out_is_told_in_words_with_links():
    pictures = album("pictures", 1, 2)
    first, second = standing(pictures)
    unknown = [replace(first, message_id=0, fingerprint=""), replace(second, gone=True)]
    (told, rest) = operations(unknown, [pictures, text("words")])
    assert rest == Send(text("words"))
    assert isinstance(told, Tell)
    assert told.part == slots(pictures)[0]
    assert told.text.media == ()
    assert told.text.silent
    assert told.text.text.value == "pictures\n🖼 example.org\n🖼 example.org"
    assert [span.url for span in told.text.text.spans] == [item.url for item in pictures.media]


def test_only_links_to_what_is_missing_are_told():
    pictures = album("pictures", 1, 2)
    first, second = standing(pictures)
    (told,) = operations([replace(first, message_id=0, fingerprint=""), second], [pictures])
    assert told.text.text.value == "pictures\n🖼 example.org"


SHAPES = [
    [text("a")],
    [text("a"), text("b")],
    [album("a", 1)],
    [album("a", 1, 2, 3)],
    [album("a", 1, 2), text("b")],
    [album("", 4, 5), album("", 6), text("c")],
]


@pytest.mark.parametrize("after", SHAPES)
@pytest.mark.parametrize("before", SHAPES)
def test_one_operation_at_a_time_leads_from_any_shape_to_any_other(before, after):
    messages = standing(*before)
    for _ in range(10):
        todo = operations(messages, after)
        if not todo:
            break
        messages = carried_out(messages, todo[0])
    shown = [message.fingerprint for message in messages]
    assert shown == [message.fingerprint for message in standing(*after)]
