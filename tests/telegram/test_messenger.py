"""What becomes of a message: real python-telegram-bot code down to the request, planned answers."""

import asyncio
import json
from typing import Any

import pytest
from bot_api import png
from telegram.error import TimedOut
from telegram_fakes import Api, Bell, Files, Page, Refusal, Web, flood, forbidden, refusal

from bot.model import (
    Address,
    Button,
    Impossible,
    Media,
    MediaKind,
    Migrated,
    Never,
    Outcome,
    Part,
    Sent,
    SentMessage,
    TryAgain,
    Uncertain,
)
from bot.rendering.parts import fingerprint, slots
from bot.telegram.media import MAX_BYTES, REMEMBER_FAILURE_SECONDS
from bot.telegram.messenger import MOST_TRIES, TelegramMessenger
from bot.telegram.transport import Broken
from bot.text import Text, bold

CHAT = Address(7)
URL = "https://news.example/hall.jpg"
PHOTO = Media(MediaKind.PHOTO, URL)
OTHER = Media(MediaKind.PHOTO, "https://news.example/table.jpg")
VIDEO = Media(MediaKind.VIDEO, "https://news.example/gate.mp4")
JPEG = (b"jpeg bytes", "image/jpeg")
MP4 = (b"mp4 bytes", "video/mp4; codecs=avc1")
NO_FETCH = refusal("failed to get HTTP URL content")


def photo_post(text: str = "The hall") -> Part:
    return Part(Text(text), (PHOTO,))


def standing(part: Part, message_id: int = 50) -> SentMessage:
    """`part` as it stands in a chat."""
    if not part.media:
        return SentMessage(message_id, fingerprint(part))
    return SentMessage(message_id, fingerprint(part), part.media[0].identity, part.media[0].kind)


def sent(outcome: Outcome) -> Sent:
    assert isinstance(outcome, Sent), outcome
    return outcome


# --- Texts ----------------------------------------------------------------------------------------


async def test_a_text_goes_with_entities_and_never_with_a_parse_mode(
    api: Api, messenger: TelegramMessenger
) -> None:
    part = Part(Text("🔴 ") + bold("Talks") + " <b>begin</b>", silent=True)
    outcome = await messenger.send(CHAT, part)
    (call,) = api.calls
    assert call.method == "sendMessage"
    assert call.given["text"] == "🔴 Talks <b>begin</b>"
    assert call.given["entities"] == [{"type": "bold", "offset": 3, "length": 5}]
    assert call.given["disable_notification"] is True
    assert call.given["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in call.given
    assert "message_thread_id" not in call.given
    assert outcome == Sent((SentMessage(101, fingerprint(part)),))


async def test_a_preview_is_shown_only_where_it_is_wanted(
    api: Api, messenger: TelegramMessenger
) -> None:
    await messenger.send(CHAT, Part(Text("https://news.example/"), preview=True))
    assert api.calls[0].given["link_preview_options"] == {"is_disabled": False}


@pytest.mark.parametrize(("topic", "named"), [(None, None), (1, None), (17, 17)])
async def test_a_topic_is_named_unless_it_is_the_general_one(
    api: Api, messenger: TelegramMessenger, topic: int | None, named: int | None
) -> None:
    await messenger.send(Address(-100, topic), Part(Text("hello")))
    assert api.calls[0].given.get("message_thread_id") == named


async def test_buttons_go_along(api: Api, messenger: TelegramMessenger) -> None:
    row = (Button("Follow", data="follow:1"), Button("Source", url="https://news.example/"))
    await messenger.send(CHAT, Part(Text("hello"), keyboard=(row,)))
    assert api.calls[0].given["reply_markup"] == {
        "inline_keyboard": [
            [
                {"text": "Follow", "callback_data": "follow:1"},
                {"text": "Source", "url": "https://news.example/"},
            ]
        ]
    }


REFUSED: list[tuple[Any, Outcome]] = [
    (forbidden("bot was blocked by the user"), Never("the reader blocked the bot")),
    (flood(30), TryAgain(30.0, "Telegram asks for a pause in this chat", too_fast=True)),
    (Page(502), Uncertain("Telegram answered with a fault of its own")),
    (Page(200, b'{"ok": true}'), Uncertain("Telegram's answer could not be understood")),
    (Broken("x"), Uncertain("the connection to Telegram broke")),
]


@pytest.mark.parametrize(("answer", "expected"), REFUSED)
async def test_no_answer_is_raised_and_none_is_repeated_blindly(
    api: Api, messenger: TelegramMessenger, answer: Any, expected: Outcome
) -> None:
    api.answers("sendMessage", answer)
    assert await messenger.send(CHAT, Part(Text("hello"))) == expected
    assert len(api.calls) == 1


async def test_a_migrated_group_tells_its_new_id(api: Api, messenger: TelegramMessenger) -> None:
    answer = refusal("group chat was upgraded to a supergroup chat")
    answer = type(answer)(400, answer.description, {"migrate_to_chat_id": -100555})
    api.answers("sendMessage", answer)
    assert await messenger.send(CHAT, Part(Text("hello"))) == Migrated(-100555)


async def test_a_wrong_token_stops_everyone_and_tells_the_operator(
    api: Api, messenger: TelegramMessenger, bell: Bell
) -> None:
    api.answers("sendMessage", type(flood(1))(401, "Unauthorized"))
    outcome = await messenger.send(CHAT, Part(Text("hello")))
    assert isinstance(outcome, TryAgain)
    assert outcome.everyone
    assert bell.kinds == ["token"]
    assert "@BotFather" in bell.rung[0][1]


async def test_nothing_to_say_is_not_even_tried(api: Api, messenger: TelegramMessenger) -> None:
    assert isinstance(await messenger.send(CHAT, Part(Text())), Impossible)
    assert api.calls == []


# --- Emergencies: mistakes of ours must not cost the reader the message ---------------------------


async def test_a_text_too_long_is_split_and_reported(
    api: Api, messenger: TelegramMessenger, bell: Bell
) -> None:
    api.answers("sendMessage", refusal("message is too long"))
    part = Part(Text("word " * 1500 + "end"))
    outcome = sent(await messenger.send(Address(7, 17), part))
    texts = [call.text for call in api.calls[1:]]
    assert " ".join(texts) == part.text.value
    assert all(call.given["message_thread_id"] == 17 for call in api.calls)
    assert [message.message_id for message in outcome.messages] == [101, 102]
    assert outcome.messages[0].fingerprint == fingerprint(part)
    assert "split" in outcome.note
    assert bell.kinds == ["too_long"]


async def test_when_the_rest_of_a_split_text_fails_the_start_still_counts_as_sent(
    api: Api, messenger: TelegramMessenger, caplog: pytest.LogCaptureFixture
) -> None:
    api.answers("sendMessage", refusal("message is too long"), None, flood(5))
    part = Part(Text("word " * 1500))
    outcome = sent(await messenger.send(CHAT, part))
    assert len(outcome.messages) == 1
    assert "lacks the rest" in caplog.text


async def test_a_caption_too_long_becomes_a_caption_and_a_text(
    api: Api, messenger: TelegramMessenger
) -> None:
    api.answers("sendPhoto", refusal("message caption is too long"))
    outcome = sent(await messenger.send(CHAT, photo_post("word " * 300)))
    assert api.methods == ["sendPhoto", "sendPhoto", "sendMessage"]
    assert len(outcome.messages) == 2


async def test_refused_formatting_falls_back_to_plain_text(
    api: Api, messenger: TelegramMessenger, bell: Bell
) -> None:
    api.answers("sendMessage", refusal("ENTITY_BOUNDS_INVALID"))
    outcome = sent(await messenger.send(CHAT, Part(bold("Talks"))))
    assert "entities" not in api.calls[1].given
    assert api.calls[1].text == "Talks"
    assert "formatting" in outcome.note
    assert bell.kinds == ["entities"]
    assert "ENTITY_BOUNDS_INVALID" in bell.rung[0][1].upper()


async def test_refused_buttons_are_left_out(api: Api, messenger: TelegramMessenger) -> None:
    api.answers("sendMessage", refusal("BUTTON_URL_INVALID"))
    part = Part(Text("hello"), keyboard=((Button("x", url="nonsense"),),))
    assert "buttons" in sent(await messenger.send(CHAT, part)).note
    assert "reply_markup" not in api.calls[1].given


@pytest.mark.parametrize("answer", ["message thread not found", "TOPIC_DELETED", "TOPIC_CLOSED"])
@pytest.mark.parametrize("topic", [17, None])
async def test_a_topic_that_is_closed_or_gone_says_nothing_of_the_rest_of_the_group(
    api: Api, messenger: TelegramMessenger, answer: str, topic: int | None
) -> None:
    address = Address(-100, topic)
    api.answers("sendMessage", refusal(answer))
    outcome = await messenger.send(address, Part(Text("hello")))
    assert isinstance(outcome, Never)
    assert outcome.place == address
    assert len(api.calls) == 1


async def test_an_edit_in_a_closed_topic_stops_that_topic_alone_too(
    api: Api, messenger: TelegramMessenger
) -> None:
    api.answers("editMessageText", refusal("TOPIC_CLOSED"))
    address = Address(-100, 17)
    outcome = await messenger.edit(address, standing(Part(Text("Old"))), Part(Text("New")))
    assert isinstance(outcome, Never)
    assert outcome.place == address


async def test_an_answer_goes_to_its_message_or_without_it_where_that_is_gone(
    api: Api, messenger: TelegramMessenger
) -> None:
    api.answers("sendMessage", None, refusal("message to be replied not found"))
    for _ in range(2):
        sent(await messenger.send(CHAT, Part(Text("hello"), reply_to=50)))
    replies = [call.given.get("reply_parameters") for call in api.calls]
    lenient = {"message_id": 50, "allow_sending_without_reply": True}
    assert replies == [lenient, lenient, None]


async def test_what_is_paid_for_says_so_and_goes_for_nothing_where_it_cannot_be(
    api: Api, messenger: TelegramMessenger, bell: Bell
) -> None:
    api.answers("sendMessage", None, refusal("BALANCE_TOO_LOW"))
    for _ in range(2):
        sent(await messenger.send(CHAT, Part(Text("hello"), paid=True)))
    paid = [call.given.get("allow_paid_broadcast") for call in api.calls]
    assert paid == [True, True, None]
    assert bell.kinds == ["paid"]


async def test_several_faults_are_mended_one_after_the_other(
    api: Api, messenger: TelegramMessenger
) -> None:
    faults = ["QUOTE_TEXT_INVALID", "ENTITY_BOUNDS_INVALID", "BUTTON_DATA_INVALID"]
    api.answers("sendMessage", *map(refusal, faults))
    part = Part(bold("Talks"), keyboard=((Button("x", data="y"),),), reply_to=5)
    assert sent(await messenger.send(Address(-100, 17), part)).messages
    assert len(api.calls) == 4


async def test_a_fault_that_stays_ends_the_tries(api: Api, messenger: TelegramMessenger) -> None:
    api.answers("sendMessage", *[refusal("message is too long")] * 50)
    assert isinstance(await messenger.send(CHAT, Part(Text("word " * 1500))), Impossible)
    assert len(api.calls) == MOST_TRIES


# --- One photo or video: the ladder ---------------------------------------------------------------


async def test_a_new_photo_goes_by_its_address_and_leaves_a_file_id(
    api: Api, messenger: TelegramMessenger, files: Files
) -> None:
    part = Part(bold("The hall"), (PHOTO,), ((Button("x", data="y"),),), silent=True)
    outcome = await messenger.send(CHAT, part)
    (call,) = api.calls
    assert call.given["photo"] == URL
    assert call.given["caption"] == "The hall"
    assert call.given["caption_entities"] == [{"type": "bold", "offset": 0, "length": 8}]
    assert "reply_markup" in call.given
    assert outcome == Sent((SentMessage(101, fingerprint(part), URL, MediaKind.PHOTO),))
    assert files.ids == {URL: "file-101"}


async def test_a_known_photo_goes_by_its_file_id(
    api: Api, messenger: TelegramMessenger, files: Files
) -> None:
    files.ids[URL] = "file-9"
    await messenger.send(CHAT, photo_post())
    assert api.calls[0].given["photo"] == "file-9"


async def test_a_video_goes_so_that_it_can_be_watched_while_it_loads(
    api: Api, messenger: TelegramMessenger, files: Files
) -> None:
    await messenger.send(CHAT, Part(Text("The gate"), (VIDEO,)))
    (call,) = api.calls
    assert (call.method, call.given["video"]) == ("sendVideo", VIDEO.url)
    assert call.given["supports_streaming"] is True
    assert files.ids == {VIDEO.url: "file-101"}


async def test_a_video_that_came_back_as_an_animation_leaves_no_file_id(
    api: Api, messenger: TelegramMessenger, files: Files
) -> None:
    api.animations = True
    sent(await messenger.send(CHAT, Part(Text("The gate"), (VIDEO,))))
    assert files.ids == {}


async def test_what_telegram_cannot_fetch_is_uploaded(
    api: Api, messenger: TelegramMessenger, files: Files, web: Web
) -> None:
    api.answers("sendPhoto", NO_FETCH)
    web.pages[URL] = JPEG
    outcome = sent(await messenger.send(CHAT, photo_post()))
    assert api.calls[1].files == (b"jpeg bytes",)
    assert web.limits == [MAX_BYTES[MediaKind.PHOTO]]
    assert outcome.note == ""
    assert files.ids == {URL: "file-101"}


async def test_what_cannot_be_downloaded_either_becomes_a_link(
    api: Api, messenger: TelegramMessenger, web: Web
) -> None:
    api.answers("sendPhoto", NO_FETCH)
    part = photo_post()
    outcome = sent(await messenger.send(CHAT, part))
    assert web.fetched == [URL]
    assert api.methods == ["sendPhoto", "sendMessage"]
    assert api.calls[1].text == "The hall\n🖼 news.example"
    assert api.calls[1].given["entities"][0]["url"] == URL
    assert outcome.messages == (SentMessage(101, fingerprint(part)),)
    assert "404" in outcome.note


async def test_a_drawn_picture_is_uploaded_because_only_we_can_read_its_address(
    api: Api, messenger: TelegramMessenger, files: Files, web: Web
) -> None:
    drawn = Media(MediaKind.PHOTO, "dateline:card:1:light:en:0123456789ab")
    web.pages[drawn.url] = (b"png bytes", "image/png")
    for _ in range(2):
        sent(await messenger.send(CHAT, Part(Text("Timeline"), (drawn,))))
    assert web.fetched == [drawn.url]
    assert [call.files for call in api.calls] == [(b"png bytes",), ()]
    assert api.calls[1].given["photo"] == files.ids[drawn.url]


async def test_a_picture_that_cannot_be_drawn_leaves_the_words_and_no_link(
    api: Api, messenger: TelegramMessenger
) -> None:
    drawn = Media(MediaKind.PHOTO, "dateline:card:1:light:en:0123456789ab")
    sent(await messenger.send(CHAT, Part(Text("Timeline"), (drawn,))))
    assert [(call.method, call.text) for call in api.calls] == [("sendMessage", "Timeline")]
    assert not api.calls[0].given.get("entities")


UNUSABLE = [
    ((b"<html>", "text/html; charset=utf-8"), "text/html"),
    ((b"", "image/jpeg"), "empty"),
    ((b"mp4", "video/mp4"), "video/mp4"),
]


@pytest.mark.parametrize(("page", "reason"), UNUSABLE)
async def test_what_is_no_photo_is_not_uploaded_as_one(
    api: Api, messenger: TelegramMessenger, web: Web, page: tuple[bytes, str], reason: str
) -> None:
    api.answers("sendPhoto", NO_FETCH)
    web.pages[URL] = page
    assert reason in sent(await messenger.send(CHAT, photo_post())).note
    assert api.methods == ["sendPhoto", "sendMessage"]


async def test_a_file_without_a_content_type_is_given_a_try(
    api: Api, messenger: TelegramMessenger, web: Web
) -> None:
    api.answers("sendPhoto", NO_FETCH)
    web.pages[URL] = (b"jpeg", "application/octet-stream")
    sent(await messenger.send(CHAT, photo_post()))
    assert api.calls[1].files == (b"jpeg",)


WORDS_OF_REFUSAL = ["PHOTO_INVALID_DIMENSIONS", "IMAGE_PROCESS_FAILED", "file is too big"]


@pytest.mark.parametrize("words", WORDS_OF_REFUSAL)
async def test_a_photo_climbs_down_the_whole_ladder(
    api: Api, messenger: TelegramMessenger, web: Web, words: str
) -> None:
    """By address, as it was found, made anew, as a document, as a link."""
    web.pages[URL] = (png(40, 30), "image/png")
    api.answers("sendPhoto", NO_FETCH, refusal(words), refusal(words))
    api.answers("sendDocument", refusal(words))
    outcome = sent(await messenger.send(CHAT, photo_post()))
    assert api.methods == ["sendPhoto"] * 3 + ["sendDocument", "sendMessage"]
    _, found, remade, document, _ = api.calls
    assert found.files == document.files == (png(40, 30),)
    assert remade.files[0].startswith(b"\xff\xd8")
    assert web.fetched == [URL]
    assert "link" in outcome.note


async def test_what_telegram_would_refuse_is_made_anew_before_it_goes_up(
    api: Api, messenger: TelegramMessenger, web: Web, files: Files
) -> None:
    api.answers("sendPhoto", NO_FETCH)
    web.pages[URL] = (png(1, 400), "image/png")
    outcome = sent(await messenger.send(CHAT, photo_post()))
    assert api.methods == ["sendPhoto", "sendPhoto"]
    assert api.calls[1].files[0].startswith(b"\xff\xd8")
    assert outcome.messages[0].media_kind is MediaKind.PHOTO
    assert files.ids == {URL: "file-101"}


async def test_a_photo_that_went_as_a_document_is_known_and_edited_as_one(
    api: Api, messenger: TelegramMessenger, web: Web, files: Files
) -> None:
    api.answers("sendPhoto", NO_FETCH, refusal("IMAGE_PROCESS_FAILED"))
    web.pages[URL] = JPEG  # which is no picture for those who look closely
    (message,) = sent(await messenger.send(CHAT, photo_post())).messages
    assert (message.media, message.media_kind) == (URL, MediaKind.DOCUMENT)
    assert files.ids == {f"document:{URL}": "file-101"}
    sent(await messenger.send(Address(8), photo_post()))
    assert api.methods[-1] == "sendDocument"
    assert api.calls[-1].given["document"] == "file-101"
    edited = sent(await messenger.edit(CHAT, message, photo_post("New"))).messages[0]
    assert api.methods[-1] == "editMessageCaption"
    assert edited.media_kind is MediaKind.DOCUMENT


async def test_an_album_holds_no_documents(
    api: Api, messenger: TelegramMessenger, web: Web, files: Files
) -> None:
    web.pages = {PHOTO.url: JPEG, OTHER.url: JPEG, VIDEO.url: MP4}
    files.ids = {f"document:{URL}": "file-1"}
    api.answers("sendMediaGroup", refusal("PHOTO_INVALID_DIMENSIONS"))
    sent(await messenger.send(CHAT, Part(Text("a"), (PHOTO, OTHER, VIDEO))))
    assert api.methods == ["sendMediaGroup", "sendMessage"]


async def test_a_video_too_goes_as_a_document_before_it_becomes_a_link(
    api: Api, messenger: TelegramMessenger, web: Web
) -> None:
    web.pages[VIDEO.url] = MP4
    api.answers("sendVideo", NO_FETCH, refusal("MEDIA_EMPTY"))
    outcome = sent(await messenger.send(CHAT, Part(Text("The gate"), (VIDEO,))))
    assert api.methods == ["sendVideo", "sendVideo", "sendDocument"]
    assert outcome.messages[0].media_kind is MediaKind.DOCUMENT


async def test_the_document_of_another_bot_is_forgotten(
    api: Api, messenger: TelegramMessenger, files: Files
) -> None:
    files.ids = {f"document:{URL}": "file-void"}
    api.answers("sendDocument", refusal("wrong file identifier/HTTP URL specified"))
    sent(await messenger.send(CHAT, photo_post()))
    assert api.methods == ["sendDocument", "sendPhoto"]
    assert files.ids == {URL: "file-101"}


async def test_a_void_file_id_is_forgotten_and_the_photo_brought_anew(
    api: Api, messenger: TelegramMessenger, files: Files
) -> None:
    files.ids[URL] = "file-of-another-bot"
    api.answers("sendPhoto", refusal("wrong file identifier/HTTP URL specified"))
    sent(await messenger.send(CHAT, photo_post()))
    assert [call.given["photo"] for call in api.calls] == ["file-of-another-bot", URL]
    assert files.ids == {URL: "file-101"}


async def test_where_photos_are_not_allowed_the_text_still_arrives(
    api: Api, messenger: TelegramMessenger, files: Files
) -> None:
    files.ids[URL] = "file-9"
    api.answers("sendPhoto", refusal("not enough rights to send photos to the chat"))
    outcome = sent(await messenger.send(CHAT, photo_post()))
    assert api.methods == ["sendPhoto", "sendMessage"]
    assert "does not let the bot" in outcome.note
    await messenger.send(Address(8), photo_post())
    assert api.methods[-1] == "sendPhoto"  # it was this chat's rule, not the photo's fault


async def test_an_editors_photo_goes_by_its_own_file_id(
    api: Api, messenger: TelegramMessenger, files: Files
) -> None:
    own = Media(MediaKind.PHOTO, file_id="file-of-an-editor")
    outcome = sent(await messenger.send(CHAT, Part(Text("Look"), (own,))))
    assert api.calls[0].given["photo"] == "file-of-an-editor"
    assert outcome.messages[0].media == "file-of-an-editor"
    assert files.ids == {}


async def test_an_editors_void_photo_leaves_the_text(
    api: Api, messenger: TelegramMessenger, web: Web
) -> None:
    own = Media(MediaKind.PHOTO, file_id="file-of-an-editor")
    api.answers("sendPhoto", refusal("wrong file identifier/HTTP URL specified"))
    sent(await messenger.send(CHAT, Part(Text("Look"), (own,))))
    assert api.methods == ["sendPhoto", "sendMessage"]
    assert web.fetched == []


@pytest.mark.parametrize(
    "address", ["/etc/hostname", "file:///etc/hostname", "hostname", "ftp://x/y"]
)
async def test_a_local_path_is_never_uploaded(
    api: Api, messenger: TelegramMessenger, web: Web, address: str
) -> None:
    """The library would read a local file that it is given the path of."""
    sent(await messenger.send(CHAT, Part(Text("Look"), (Media(MediaKind.PHOTO, address),))))
    assert api.methods == ["sendMessage"]
    assert web.fetched == []


async def test_a_stored_path_is_no_file_id(
    api: Api, messenger: TelegramMessenger, files: Files
) -> None:
    files.ids[URL] = "/etc/hostname"
    await messenger.send(CHAT, photo_post())
    assert api.calls[0].given["photo"] == URL


async def test_a_broken_store_does_not_hide_that_the_message_stands(
    messenger: TelegramMessenger, files: Files, caplog: pytest.LogCaptureFixture
) -> None:
    files.broken = True
    assert sent(await messenger.send(CHAT, photo_post())).messages
    assert "could not keep the file id" in caplog.text


# --- What one chat learns serves the others -------------------------------------------------------


async def test_of_many_chats_one_brings_the_photo_up_and_the_rest_follow_by_file_id(
    api: Api, messenger: TelegramMessenger, web: Web
) -> None:
    api.answers("sendPhoto", NO_FETCH)
    web.pages[URL] = JPEG
    outcomes = await asyncio.gather(
        *(messenger.send(Address(chat), photo_post()) for chat in range(1, 41))
    )
    assert all(isinstance(outcome, Sent) and not outcome.note for outcome in outcomes)
    assert web.fetched == [URL]
    assert len([call for call in api.calls if call.files]) == 1
    assert len([call for call in api.calls if call.given.get("photo") == URL]) == 1
    assert len(api.calls) == 41


async def test_when_the_first_chat_is_gone_the_next_one_goes_on(
    api: Api, messenger: TelegramMessenger, web: Web
) -> None:
    api.answers("sendPhoto", NO_FETCH, forbidden("bot was blocked by the user"), flood(3))
    web.pages[URL] = JPEG
    outcomes = await asyncio.gather(
        *(messenger.send(Address(chat), photo_post()) for chat in range(1, 6))
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        *("Never", "Sent", "Sent", "Sent", "TryAgain")
    ]
    assert web.fetched == [URL]  # the bytes are kept until an upload has succeeded


async def test_what_failed_once_is_not_tried_for_every_chat(
    api: Api, messenger: TelegramMessenger, web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    api.answers("sendPhoto", NO_FETCH)
    outcomes = await asyncio.gather(
        *(messenger.send(Address(chat), photo_post()) for chat in range(1, 21))
    )
    assert all("404" in sent(outcome).note for outcome in outcomes)
    assert api.methods.count("sendPhoto") == 1
    assert api.methods.count("sendMessage") == 20
    assert web.fetched == [URL]
    assert caplog.text.count("cannot be shown") == 1


async def test_a_failure_is_believed_for_a_while_only(
    api: Api, messenger: TelegramMessenger, clock: Any
) -> None:
    api.answers("sendPhoto", NO_FETCH)
    await messenger.send(CHAT, photo_post())
    clock.now += REMEMBER_FAILURE_SECONDS
    assert sent(await messenger.send(CHAT, photo_post())).messages[0].media == URL
    assert api.methods == ["sendPhoto", "sendMessage", "sendPhoto"]


async def test_two_albums_that_share_photos_do_not_wait_for_each_other(
    messenger: TelegramMessenger, web: Web
) -> None:
    web.pages = {PHOTO.url: JPEG, OTHER.url: JPEG}
    albums = [Part(Text("a"), (PHOTO, OTHER)), Part(Text("b"), (OTHER, PHOTO))]
    async with asyncio.timeout(2):
        outcomes = await asyncio.gather(
            *(messenger.send(Address(chat), albums[chat % 2]) for chat in range(1, 11))
        )
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert sorted(web.fetched) == sorted([PHOTO.url, OTHER.url])


# --- Albums ---------------------------------------------------------------------------------------


async def test_an_album_goes_as_uploads_never_by_addresses(
    api: Api, messenger: TelegramMessenger, web: Web, files: Files
) -> None:
    """When Telegram fails to fetch one of several addresses, others may already stand there."""
    web.pages = {PHOTO.url: JPEG, VIDEO.url: MP4}
    part = Part(bold("The talks"), (PHOTO, VIDEO), silent=True)
    outcome = sent(await messenger.send(Address(-100, 17), part))
    (call,) = api.calls
    assert call.method == "sendMediaGroup"
    assert call.given["message_thread_id"] == 17
    assert call.given["disable_notification"] is True
    assert "reply_markup" not in call.given
    first, second = call.given["media"]
    assert (first["type"], first["caption"]) == ("photo", "The talks")
    assert first["caption_entities"] == [{"type": "bold", "offset": 0, "length": 9}]
    assert second["type"] == "video"
    assert "caption" not in second
    assert set(call.files) == {JPEG[0], MP4[0]}
    assert web.limits == [MAX_BYTES[MediaKind.PHOTO], MAX_BYTES[MediaKind.VIDEO]]
    places = slots(part)
    assert outcome.messages == (
        SentMessage(101, fingerprint(places[0]), PHOTO.url, MediaKind.PHOTO),
        SentMessage(102, fingerprint(places[1]), VIDEO.url, MediaKind.VIDEO),
    )
    assert files.ids == {PHOTO.url: "file-101", VIDEO.url: "file-102"}


async def test_a_known_album_fans_out_by_file_ids(
    api: Api, messenger: TelegramMessenger, web: Web, files: Files
) -> None:
    files.ids = {PHOTO.url: "file-1", OTHER.url: "file-2"}
    await messenger.send(CHAT, Part(Text("a"), (PHOTO, OTHER)))
    assert [item["media"] for item in api.calls[0].given["media"]] == ["file-1", "file-2"]
    assert web.fetched == []


async def test_an_item_that_cannot_be_had_becomes_a_link_in_the_albums_caption(
    api: Api, messenger: TelegramMessenger, web: Web
) -> None:
    web.pages = {PHOTO.url: JPEG, VIDEO.url: MP4}
    part = Part(Text("The talks"), (PHOTO, OTHER, VIDEO))
    outcome = sent(await messenger.send(CHAT, part))
    (call,) = api.calls
    assert call.text == "The talks\n🖼 news.example"
    assert [item["type"] for item in call.given["media"]] == ["photo", "video"]
    assert [message.fingerprint for message in outcome.messages] == list(
        map(fingerprint, slots(part))
    )
    assert [message.gone for message in outcome.messages] == [False, False, True]
    assert outcome.messages[-1].ids == ()
    assert "404" in outcome.note


async def test_an_album_of_which_one_item_is_left_is_a_photo(
    api: Api, messenger: TelegramMessenger, web: Web
) -> None:
    web.pages = {OTHER.url: JPEG}
    sent(await messenger.send(CHAT, Part(Text("a"), (PHOTO, OTHER))))
    assert api.methods == ["sendPhoto"]
    assert api.calls[0].files == (JPEG[0],)
    assert api.calls[0].text == "a\n🖼 news.example"


async def test_an_album_of_which_nothing_is_left_is_a_text_with_links(
    api: Api, messenger: TelegramMessenger
) -> None:
    part = Part(Text("a"), (PHOTO, VIDEO))
    outcome = sent(await messenger.send(CHAT, part))
    assert api.methods == ["sendMessage"]
    assert api.calls[0].text == "a\n🖼 news.example\n🎬 news.example"
    first, second = slots(part)
    assert outcome.messages == (
        SentMessage(101, fingerprint(first), PHOTO.url),
        SentMessage(0, fingerprint(second), VIDEO.url, gone=True),
    )


SECOND_FAILED = refusal('failed to send message #2 with the error message "WEBPAGE_CURL_FAILED"')
ALBUM = Part(Text("a"), (PHOTO, OTHER))


@pytest.mark.parametrize("answer", [SECOND_FAILED, refusal("group send failed")])
async def test_an_album_that_may_be_partly_out_is_not_repeated_only_its_text_follows(
    api: Api, messenger: TelegramMessenger, web: Web, answer: Any
) -> None:
    web.pages = {PHOTO.url: JPEG, OTHER.url: JPEG}
    api.answers("sendMediaGroup", answer)
    outcome = sent(await messenger.send(CHAT, ALBUM))
    assert api.methods == ["sendMediaGroup", "sendMessage"]
    assert api.calls[1].text == "a\n🖼 news.example\n🖼 news.example"
    assert "part of it" in outcome.note
    assert [message.gone for message in outcome.messages] == [False, True]


@pytest.mark.parametrize("answer", [flood(5), TimedOut("x")])
async def test_where_even_the_text_cannot_follow_now_it_is_owed_and_the_album_is_not(
    api: Api, messenger: TelegramMessenger, web: Web, answer: Any
) -> None:
    web.pages = {PHOTO.url: JPEG, OTHER.url: JPEG}
    api.answers("sendMediaGroup", SECOND_FAILED)
    api.answers("sendMessage", answer)
    outcome = sent(await messenger.send(CHAT, ALBUM))
    second = fingerprint(slots(ALBUM)[1])
    assert outcome.messages == (
        SentMessage(0, "", PHOTO.url),
        SentMessage(0, second, OTHER.url, gone=True),
    )


async def test_the_item_that_spoilt_an_album_does_not_spoil_the_next_chats(
    api: Api, messenger: TelegramMessenger, web: Web
) -> None:
    web.pages = {PHOTO.url: JPEG, OTHER.url: JPEG}
    api.answers("sendMediaGroup", SECOND_FAILED)
    await messenger.send(CHAT, ALBUM)
    sent(await messenger.send(Address(8), ALBUM))
    assert api.methods == ["sendMediaGroup", "sendMessage", "sendPhoto"]
    assert api.calls[2].files == (JPEG[0],)
    assert api.calls[2].text == "a\n🖼 news.example"


async def test_of_an_album_with_one_void_file_id_all_are_brought_up_anew_for_the_next_chat(
    api: Api, messenger: TelegramMessenger, web: Web, files: Files
) -> None:
    """Mostly all are void at once, because the bot has another token now."""
    files.ids = {PHOTO.url: "file-void", OTHER.url: "file-void-too"}
    web.pages = {PHOTO.url: JPEG, OTHER.url: JPEG}
    answer = 'failed to send message #1 with the error message "MEDIA_EMPTY"'
    api.answers("sendMediaGroup", refusal(answer))
    await messenger.send(CHAT, ALBUM)
    assert files.ids == {}
    sent(await messenger.send(Address(8), ALBUM))
    assert api.methods == ["sendMediaGroup", "sendMessage", "sendMediaGroup"]
    assert len(api.calls[2].files) == 2


async def test_an_album_with_void_file_ids_is_brought_up_anew(
    api: Api, messenger: TelegramMessenger, web: Web, files: Files
) -> None:
    files.ids = {PHOTO.url: "file-void"}
    web.pages = {PHOTO.url: JPEG, OTHER.url: JPEG}
    api.answers("sendMediaGroup", refusal("wrong remote file identifier specified"))
    sent(await messenger.send(CHAT, Part(Text("a"), (PHOTO, OTHER))))
    assert len(api.calls[1].files) == 2
    assert sorted(web.fetched) == sorted([PHOTO.url, OTHER.url])  # the upload was kept


async def test_an_album_refused_for_its_content_leaves_text_and_links(
    api: Api, messenger: TelegramMessenger, web: Web
) -> None:
    web.pages = {PHOTO.url: JPEG, OTHER.url: JPEG}
    api.answers("sendMediaGroup", refusal("PHOTO_INVALID_DIMENSIONS"))
    sent(await messenger.send(CHAT, Part(Text("a"), (PHOTO, OTHER))))
    assert api.methods == ["sendMediaGroup", "sendMessage"]


async def test_content_is_the_fault_of_what_was_uploaded_not_of_known_files(
    api: Api, messenger: TelegramMessenger, web: Web, files: Files
) -> None:
    files.ids = {PHOTO.url: "file-1"}
    web.pages = {OTHER.url: JPEG}
    api.answers("sendMediaGroup", refusal("PHOTO_INVALID_DIMENSIONS"))
    sent(await messenger.send(CHAT, Part(Text("a"), (PHOTO, OTHER))))
    assert api.methods == ["sendMediaGroup", "sendPhoto"]
    assert api.calls[1].given["photo"] == "file-1"
    assert files.ids == {PHOTO.url: "file-1"}


async def test_the_same_photo_twice_in_an_album(messenger: TelegramMessenger, files: Files) -> None:
    files.ids = {PHOTO.url: "file-1"}
    part = Part(Text("a"), (PHOTO, PHOTO))
    outcome = sent(await messenger.send(CHAT, part))
    assert [m.fingerprint for m in outcome.messages] == [fingerprint(s) for s in slots(part)]


# --- Edits ----------------------------------------------------------------------------------------


async def test_a_text_is_edited_and_loses_buttons_that_are_no_longer_there(
    api: Api, messenger: TelegramMessenger
) -> None:
    part = Part(bold("Corrected"))
    outcome = await messenger.edit(CHAT, standing(Part(Text("Old"))), part)
    (call,) = api.calls
    assert call.method == "editMessageText"
    assert call.given["message_id"] == 50
    assert call.given["entities"] == [{"type": "bold", "offset": 0, "length": 9}]
    assert "reply_markup" not in call.given
    assert outcome == Sent((standing(part),))


async def test_with_the_same_photo_only_the_caption_is_edited(
    api: Api, messenger: TelegramMessenger
) -> None:
    outcome = await messenger.edit(CHAT, standing(photo_post("Old")), photo_post("New"))
    assert api.methods == ["editMessageCaption"]
    assert api.calls[0].text == "New"
    assert outcome == Sent((standing(photo_post("New")),))


async def test_another_photo_is_exchanged_together_with_the_caption(
    api: Api, messenger: TelegramMessenger, files: Files
) -> None:
    part = Part(bold("New"), (OTHER,))
    outcome = await messenger.edit(CHAT, standing(photo_post()), part)
    (call,) = api.calls
    assert call.method == "editMessageMedia"
    assert call.given["media"]["media"] == OTHER.url
    assert call.given["media"]["caption"] == "New"
    assert outcome == Sent((standing(part),))
    assert files.ids == {OTHER.url: "file-50"}


async def test_a_photo_that_came_late_is_added_to_a_text(
    api: Api, messenger: TelegramMessenger
) -> None:
    outcome = await messenger.edit(CHAT, standing(Part(Text("The hall"))), photo_post())
    assert api.methods == ["editMessageMedia"]
    assert outcome == Sent((standing(photo_post()),))


async def test_an_exchanged_photo_climbs_down_the_same_ladder(
    api: Api, messenger: TelegramMessenger, web: Web
) -> None:
    api.answers("editMessageMedia", NO_FETCH)
    web.pages[OTHER.url] = JPEG
    sent(await messenger.edit(CHAT, standing(photo_post()), Part(Text("New"), (OTHER,))))
    assert api.calls[1].files == (JPEG[0],)


async def test_a_new_photo_that_cannot_be_had_is_linked_and_the_old_one_stays(
    api: Api, messenger: TelegramMessenger
) -> None:
    api.answers("editMessageMedia", NO_FETCH)
    outcome = sent(await messenger.edit(CHAT, standing(photo_post()), Part(Text("New"), (OTHER,))))
    assert api.methods == ["editMessageMedia", "editMessageCaption"]
    assert api.calls[1].text == "New\n🖼 news.example"
    assert outcome.messages[0].media == URL
    assert outcome.messages[0].fingerprint == fingerprint(Part(Text("New"), (OTHER,)))


async def test_where_a_text_cannot_take_a_photo_it_takes_a_link(
    api: Api, messenger: TelegramMessenger
) -> None:
    api.answers("editMessageMedia", refusal("message media can't be edited"))
    sent(await messenger.edit(CHAT, standing(Part(Text("Old"))), photo_post()))
    assert api.methods == ["editMessageMedia", "editMessageText"]


async def test_a_photo_cannot_be_taken_away_only_its_caption_changed(
    api: Api, messenger: TelegramMessenger
) -> None:
    outcome = sent(await messenger.edit(CHAT, standing(photo_post()), Part(Text("Withdrawn"))))
    assert api.methods == ["editMessageCaption"]
    assert outcome.messages[0].media == URL
    assert "stays" in outcome.note


async def test_an_edit_too_long_for_a_caption_is_clipped(
    api: Api, messenger: TelegramMessenger, bell: Bell
) -> None:
    api.answers("editMessageCaption", refusal("message caption is too long"))
    part = photo_post("word " * 400)
    outcome = sent(await messenger.edit(CHAT, standing(photo_post()), part))
    assert api.calls[1].text.endswith("…")
    assert len(api.calls[1].text) <= 1024
    assert api.methods == ["editMessageCaption", "editMessageCaption"]
    assert len(outcome.messages) == 1
    assert bell.kinds == ["too_long"]


async def test_an_emptied_caption_is_taken_away(api: Api, messenger: TelegramMessenger) -> None:
    sent(await messenger.edit(CHAT, standing(photo_post()), photo_post("")))
    assert "caption" not in api.calls[0].given


EDIT_METHODS = [
    ("editMessageText", Part(Text("Old")), Part(Text("New"))),
    ("editMessageCaption", photo_post("Old"), photo_post("New")),
    ("editMessageMedia", photo_post("Old"), Part(Text("New"), (OTHER,))),
]


@pytest.mark.parametrize(("method", "old", "new"), EDIT_METHODS)
async def test_not_modified_is_what_was_wanted(
    api: Api, messenger: TelegramMessenger, method: str, old: Part, new: Part
) -> None:
    api.answers(method, refusal("message is not modified: specified new message content"))
    assert await messenger.edit(CHAT, standing(old), new) == Sent((standing(new),))
    assert api.methods == [method]


@pytest.mark.parametrize(("method", "old", "new"), EDIT_METHODS)
async def test_an_edit_in_doubt_is_simply_repeated(
    api: Api, messenger: TelegramMessenger, method: str, old: Part, new: Part
) -> None:
    api.answers(method, Broken("x"))
    assert isinstance(await messenger.edit(CHAT, standing(old), new), TryAgain)


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("message to edit not found", Impossible),
        ("message can't be edited", Impossible),
        ("chat not found", Never),
    ],
)
async def test_an_edit_that_cannot_be_made_says_so(
    api: Api, messenger: TelegramMessenger, description: str, kind: type
) -> None:
    api.answers("editMessageText", refusal(description))
    outcome = await messenger.edit(CHAT, standing(Part(Text("Old"))), Part(Text("New")))
    assert type(outcome) is kind


# --- Deleting and pinning -------------------------------------------------------------------------


async def test_messages_are_deleted_a_hundred_at_a_time(
    api: Api, messenger: TelegramMessenger
) -> None:
    assert await messenger.delete(CHAT, list(range(1, 251))) == Sent()
    assert [len(call.given["message_ids"]) for call in api.calls] == [100, 100, 50]


async def test_nothing_to_delete_needs_no_call(api: Api, messenger: TelegramMessenger) -> None:
    assert await messenger.delete(CHAT, []) == Sent()
    assert api.calls == []


SIMPLE: list[tuple[str, Any, type]] = [
    ("delete", refusal("message to delete not found"), Sent),
    ("delete", refusal("message can't be deleted"), Impossible),
    ("delete", refusal("message can't be deleted for everyone"), Impossible),
    ("delete", forbidden("bot was kicked from the channel chat"), Never),
    ("delete", flood(4), TryAgain),
    ("pin", Refusal(404, "Not Found"), Impossible),
    ("delete", Refusal(401, "Unauthorized"), TryAgain),
    ("delete", TimedOut("x"), TryAgain),
    ("pin", refusal("message to pin not found"), Impossible),
    ("pin", refusal("not enough rights to manage pinned messages in the chat"), Impossible),
    ("pin", refusal("CHAT_ADMIN_REQUIRED"), Impossible),
    ("pin", forbidden("bot was kicked from the supergroup chat"), Never),
    ("pin", Page(504), TryAgain),
    ("unpin", refusal("message to unpin not found"), Sent),
    ("unpin", refusal("not enough rights to manage pinned messages in the chat"), Impossible),
]
METHODS = {"delete": "deleteMessage", "pin": "pinChatMessage", "unpin": "unpinChatMessage"}


@pytest.mark.parametrize(("act", "answer", "kind"), SIMPLE)
async def test_what_becomes_of_deleting_and_pinning(
    api: Api, messenger: TelegramMessenger, act: str, answer: Any, kind: type
) -> None:
    api.answers(METHODS[act], answer)
    acts = {
        "delete": lambda: messenger.delete(CHAT, [5]),
        "pin": lambda: messenger.pin(CHAT, 5),
        "unpin": lambda: messenger.unpin(CHAT, 5),
    }
    assert type(await acts[act]()) is kind
    assert api.methods == [METHODS[act]]


async def test_a_pin_makes_no_sound(api: Api, messenger: TelegramMessenger) -> None:
    assert await messenger.pin(CHAT, 5) == Sent()
    assert api.calls[0].given == {"chat_id": 7, "message_id": 5, "disable_notification": True}


async def test_a_pin_is_taken_from_the_message_it_was_given_to(
    api: Api, messenger: TelegramMessenger
) -> None:
    assert await messenger.unpin(CHAT, 5) == Sent()
    assert api.calls[0].given == {"chat_id": 7, "message_id": 5}


async def test_every_call_can_be_written_as_json(api: Api, messenger: TelegramMessenger) -> None:
    await messenger.send(CHAT, photo_post())
    assert json.loads(json.dumps(api.calls[0].given)) == api.calls[0].given
