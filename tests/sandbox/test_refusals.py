"""What Telegram refuses, in its own words, over real HTTP: one long table, then the odd ones."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from bot_api import BASIC, CHANNEL, FORUM, GROUP, OWNER, READER, TOKEN, Api, HandClock
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError

from bot.sandbox.objects import Content
from bot.sandbox.telegram import Telegram

STRANGER = 99


@dataclass(frozen=True)
class Case:
    """One call and what it is refused with; `given` prepares the world."""

    method: str
    says: str
    params: dict[str, Any] = field(default_factory=dict)
    given: Callable[[Telegram], object] = lambda _: None
    code: int = 400


def send(says: str, text: str = "Good morning", **params: Any) -> Case:
    return Case("sendMessage", says, {"chat_id": READER, "text": text, **params})


def send_when(given: Callable[[Telegram], object], says: str, chat: int, code: int = 400) -> Case:
    return Case("sendMessage", says, {"chat_id": chat, "text": "Good morning"}, given, code)


def html(says: str, text: str) -> Case:
    return send(f"Bad Request: can't parse entities: {says}", text, parse_mode="HTML")


def styled(says: str, text: str, kind: str, offset: int, length: int) -> Case:
    entity = {"type": kind, "offset": offset, "length": length}
    return send(f"Bad Request: {says}", text, entities=[entity])


def button(says: str, **what: str) -> Case:
    keyboard = {"inline_keyboard": [[{"text": "Follow", **what}]]}
    return send(f"Bad Request: {says}", reply_markup=keyboard)


def photo(says: str, source: str, **params: str) -> Case:
    return Case("sendPhoto", says, {"chat_id": READER, "photo": source, **params})


def album(says: str, *kinds: str) -> Case:
    media = [{"type": kind, "media": "anything"} for kind in kinds]
    return Case("sendMediaGroup", f"Bad Request: {says}", {"chat_id": READER, "media": media})


def edit(says: str, message_id: int, chat: int = READER, text: str = "Posted") -> Case:
    """An edit, in a world where message 1 of the chat is a text, 2 a photo, 3 Olga's words."""
    params = {"chat_id": chat, "message_id": message_id, "text": text}
    return Case("editMessageText", f"Bad Request: {says}", params, some_messages)


def some_messages(world: Telegram) -> None:
    for chat_id in (READER, GROUP):
        chat = world.chats[chat_id]
        chat.last_id, chat.messages = 0, {}
        world.post(chat, world.bot, Content("Posted"))
        world.post(chat, world.bot, Content(file=world.add_file("document", b"%PDF")))
        world.post(chat, world.users[OWNER], Content("Words"))


def rights(chat: int, status: str, *granted: str) -> Callable[[Telegram], None]:
    return lambda world: world.set_bot_status(chat, OWNER, status, granted)


def no_documents(world: Telegram) -> None:
    some_messages(world)
    world.set_bot_status(GROUP, OWNER, "restricted", ["can_send_messages"])


def closed_topic(world: Telegram) -> None:
    world.add_topic(FORUM, "Closed").closed = True


def deleted_topic(world: Telegram) -> None:
    world.add_topic(FORUM, "Gone").deleted = True


def in_topic(says: str, number: int, given: Callable[[Telegram], None]) -> Case:
    params = {"chat_id": FORUM, "text": "Hello", "message_thread_id": number}
    return Case("sendMessage", f"Bad Request: {says}", params, given)


def commands(says: str, name: str, description: str = "Begin", count: int = 1) -> Case:
    menu = [{"command": name, "description": description}] * count
    return Case("setMyCommands", f"Bad Request: {says}", {"commands": menu})


FIRE = "\U0001f525"
CASES = {
    # Text
    "no text": send("Bad Request: message text is empty", ""),
    "only blanks": send("Bad Request: text must be non-empty", " \n\t "),
    "4097 characters": send("Bad Request: message is too long", "x" * 4097),
    "4097 astral characters": send("Bad Request: message is too long", FIRE * 4097),
    "32769 bytes": send("Bad Request: text is too long", "x" * 32769),
    "unknown parse mode": send("Bad Request: unsupported parse_mode", parse_mode="BBCode"),
    # HTML
    "paragraph": html('Unsupported start tag "p" at byte offset 0', "<p>Hello</p>"),
    "line break": html('Unsupported start tag "br/" at byte offset 5', "Hello<br/>"),
    "bare less-than": html('Unsupported start tag "" at byte offset 2', "a < b"),
    "byte offset": html('Unsupported start tag "h1" at byte offset 12', "Привет<h1>x</h1>"),
    "never closed": html('Can\'t find end tag corresponding to start tag "b"', "<b>Hello"),
    "crossed": html(
        'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"', "<b><i>x</b></i>"
    ),
    "end without start": html("Unexpected end tag at byte offset 1", "x</b>"),
    "cut start tag": html("Unclosed start tag at byte offset 2", "x <b"),
    "cut end tag": html("Unclosed end tag at byte offset 4", "<b>x</b"),
    "bare address": html(
        "Unexpected end of name token at byte offset 8", "<a href=http://x.org>x</a>"
    ),
    # Entities
    "unknown entity": styled(
        "can't parse MessageEntity: Unsupported type specified", "Hello", "blink", 0, 5
    ),
    "negative offset": styled("receive an entity with incorrect offset -1", "Hello", "bold", -1, 2),
    "negative length": styled("receive an entity with incorrect length -2", "Hello", "bold", 1, -2),
    "begins too late": styled(
        "entity begins after the end of the text at UTF-16 offset 9", "Hello", "bold", 9, 1
    ),
    "ends too late": styled(
        "entity beginning at UTF-16 offset 3 ends after the end of the text at UTF-16 offset 9",
        "Hello",
        "bold",
        3,
        6,
    ),
    "begins inside a pair": styled(
        "entity begins in a middle of a UTF-16 symbol at byte offset 4", FIRE + "!", "bold", 1, 2
    ),
    "ends inside a pair": styled(
        "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4",
        FIRE + "!",
        "bold",
        0,
        1,
    ),
    # Keyboards and replies
    "65 bytes of data": button("BUTTON_DATA_INVALID", callback_data="й" * 32 + "x"),
    "no data": button("BUTTON_DATA_INVALID", callback_data=""),
    "address without host": button("BUTTON_URL_INVALID", url="https://"),
    "button that does nothing": button(
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
    ),
    "button without words": button(
        "can't parse inline keyboard button: Can't find field \"text\"", text="", callback_data="x"
    ),
    "101 buttons": send(
        "Bad Request: reply markup is too long",
        reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101},
    ),
    "reply to nothing": send(
        "Bad Request: message to be replied not found", reply_parameters={"message_id": 77}
    ),
    # Chats
    "no chat": Case("sendMessage", "Bad Request: chat_id is empty", {"text": "Hello"}),
    "unknown chat": send("Bad Request: chat not found", chat_id=STRANGER),
    "unknown name": send("Bad Request: chat not found", chat_id="@nobody"),
    "blocked": send_when(
        lambda world: world.block(READER), "Forbidden: bot was blocked by the user", READER, 403
    ),
    "account deleted": send_when(
        lambda world: world.deactivate(READER), "Forbidden: user is deactivated", READER, 403
    ),
    "never started": send_when(
        lambda world: world.add_user(STRANGER, "Stan", started=False),
        "Forbidden: bot can't initiate conversation with a user",
        STRANGER,
        403,
    ),
    "kicked from a group": send_when(
        rights(BASIC, "kicked"), "Forbidden: bot was kicked from the group chat", BASIC, 403
    ),
    "kicked from a supergroup": send_when(
        rights(GROUP, "kicked"), "Forbidden: bot was kicked from the supergroup chat", GROUP, 403
    ),
    "kicked from a channel": send_when(
        rights(CHANNEL, "kicked"), "Forbidden: bot was kicked from the channel chat", CHANNEL, 403
    ),
    "left a supergroup": send_when(
        rights(GROUP, "left"),
        "Forbidden: bot is not a member of the supergroup chat",
        GROUP,
        403,
    ),
    "left a channel": send_when(
        rights(CHANNEL, "left"),
        "Forbidden: bot is not a member of the channel chat",
        CHANNEL,
        403,
    ),
    "group deleted": send_when(
        lambda world: world.delete_chat(BASIC), "Forbidden: the group chat was deleted", BASIC, 403
    ),
    "group became a supergroup": send_when(
        lambda world: world.migrate_group(BASIC, -1009),
        "Bad Request: group chat was upgraded to a supergroup chat",
        BASIC,
    ),
    "admin no more": send_when(
        rights(CHANNEL, "member"),
        "Bad Request: need administrator rights in the channel chat",
        CHANNEL,
    ),
    "admin who may not post": send_when(
        rights(CHANNEL, "administrator", "can_pin_messages"),
        "Bad Request: need administrator rights in the channel chat",
        CHANNEL,
    ),
    "muted": send_when(
        rights(GROUP, "restricted"),
        "Bad Request: not enough rights to send text messages to the chat",
        GROUP,
    ),
    "no documents": Case(
        "copyMessage",
        "Bad Request: not enough rights to send documents to the chat",
        {"chat_id": GROUP, "from_chat_id": READER, "message_id": 2},
        no_documents,
    ),
    # Topics
    "General by number": in_topic("message thread not found", 1, lambda _: None),
    "no such topic": in_topic("message thread not found", 50, lambda _: None),
    "closed topic": in_topic("TOPIC_CLOSED", 2, closed_topic),
    "deleted topic": in_topic("TOPIC_DELETED", 2, deleted_topic),
    # Media
    "unknown file": photo("Bad Request: wrong file identifier/HTTP URL specified", "AgACAgIAAx"),
    "no address": photo("Bad Request: wrong HTTP URL specified", "http://"),
    "other machine": photo(
        "Bad Request: failed to get HTTP URL content", "https://example.org/a.png"
    ),
    "nobody listens": photo("Bad Request: failed to get HTTP URL content", "http://127.0.0.1:9/a"),
    "nothing at all": photo("Bad Request: there is no photo in the request", ""),
    "one item": album(
        "the sandbox demands 2-10 items in an album, as the Bot API's documents do", "photo"
    ),
    "no items": album("there are no messages to send"),
    "eleven items": album("too many messages to send as an album", *["photo"] * 11),
    "mixed album": album("document can't be mixed with other media types", "photo", "document"),
    "animated album": album(
        "can't use the media of the specified type in the album", "photo", "animation"
    ),
    "album of lost files": album(
        'failed to send message #1 with the error message "MEDIA_EMPTY"', "photo", "video"
    ),
    # Edits
    "same again": edit(
        "message is not modified: specified new message content and reply markup are exactly"
        " the same as a current content and reply markup of the message",
        1,
    ),
    "edit of nothing": edit("message to edit not found", 77),
    "text of a document": edit("there is no text in the message to edit", 2, text="New"),
    "someone else's words": edit("message can't be edited", 3, GROUP, "New"),
    "edit to nothing": edit("message text is empty", 1, text=""),
    "caption of a text": Case(
        "editMessageCaption",
        "Bad Request: there is no caption in the message to edit",
        {"chat_id": READER, "message_id": 1, "caption": "New"},
        some_messages,
    ),
    "long caption": Case(
        "editMessageCaption",
        "Bad Request: message caption is too long",
        {"chat_id": READER, "message_id": 2, "caption": "x" * 1025},
        some_messages,
    ),
    # Deleting, pinning, copying, answering
    "delete nothing": Case(
        "deleteMessage",
        "Bad Request: message to delete not found",
        {"chat_id": READER, "message_id": 77},
    ),
    "delete someone else's": Case(
        "deleteMessage",
        "Bad Request: message can't be deleted",
        {"chat_id": GROUP, "message_id": 3},
        some_messages,
    ),
    "pin without the right": Case(
        "pinChatMessage",
        "Bad Request: not enough rights to manage pinned messages in the chat",
        {"chat_id": GROUP, "message_id": 1},
        some_messages,
    ),
    "pin nothing": Case(
        "pinChatMessage",
        "Bad Request: message to pin not found",
        {"chat_id": CHANNEL, "message_id": 77},
    ),
    "copy nothing": Case(
        "copyMessage",
        "Bad Request: message to copy not found",
        {"chat_id": READER, "from_chat_id": GROUP, "message_id": 77},
    ),
    "stale button": Case(
        "answerCallbackQuery",
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
        {"callback_query_id": "77"},
    ),
    "long answer": Case(
        "answerCallbackQuery",
        "Bad Request: MESSAGE_TOO_LONG",
        {"callback_query_id": "1", "text": "x" * 201},
    ),
    # The bot's own things
    "capital command": commands("BOT_COMMAND_INVALID", "Start"),
    "command without words": commands("BOT_COMMAND_DESCRIPTION_INVALID", "start", ""),
    "101 commands": commands("BOT_COMMANDS_TOO_MUCH", "start", count=101),
    "webhook": Case(
        "setWebhook",
        "Bad Request: the sandbox has no webhooks: use getUpdates",
        {"url": "https://example.org"},
    ),
    "stranger's standing": Case(
        "getChatMember",
        "Bad Request: PARTICIPANT_ID_INVALID",
        {"chat_id": GROUP, "user_id": STRANGER},
    ),
    "unknown method": Case("sendTelegram", "Not Found", code=404),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_telegram_refuses(case: Case, telegram: Telegram, api: Api) -> None:
    case.given(telegram)
    standing = {chat.id: chat.last_id for chat in telegram.chats.values()}

    refused = await api.refusal(case.method, **case.params)

    assert refused == (case.code, case.says)
    assert {chat.id: chat.last_id for chat in telegram.chats.values()} == standing


async def test_a_refused_call_is_on_record(telegram: Telegram, api: Api) -> None:
    await api.refusal("sendMessage", chat_id=STRANGER, text="Hello")
    await api.call("sendMessage", chat_id=READER, text="Hello")

    kept = [(call.method, call.chat_id, call.ok, call.description) for call in telegram.calls]

    assert kept == [
        ("sendMessage", STRANGER, False, "Bad Request: chat not found"),
        ("sendMessage", READER, True, ""),
    ]


async def test_a_wrong_token_opens_nothing(api: Api) -> None:
    for path in ("bot1000:WRONG/getMe", "file/bot1000:WRONG/photos/a.png"):
        async with api.session.get(f"{api.base}/{path}") as response:
            assert response.status == 401
            body = await response.json()
            assert body == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_a_migrated_group_says_where_it_went(telegram: Telegram, api: Api) -> None:
    telegram.migrate_group(BASIC, -1009)

    answer = await api.answer("sendMessage", chat_id=BASIC, text="Hello")

    assert answer["parameters"] == {"migrate_to_chat_id": -1009}


async def test_nothing_is_deleted_after_two_days(
    telegram: Telegram, api: Api, clock: HandClock
) -> None:
    first = await api.call("sendMessage", chat_id=CHANNEL, text="Old")
    clock.advance(47 * 3600)
    second = await api.call("sendMessage", chat_id=CHANNEL, text="Young")
    clock.advance(3600)
    ids = [first["message_id"], second["message_id"]]

    refused = await api.refusal("deleteMessages", chat_id=CHANNEL, message_ids=ids)
    assert refused == (400, "Bad Request: message can't be deleted for everyone")
    assert not telegram.chats[CHANNEL].messages[ids[1]].deleted

    assert await api.call("deleteMessages", chat_id=CHANNEL, message_ids=[ids[1], 77]) is True
    edited = await api.call("editMessageText", chat_id=CHANNEL, message_id=ids[0], text="Withdrawn")
    assert edited["text"] == "Withdrawn"


async def test_a_photo_is_measured_before_it_is_taken(api: Api, picture: bytes) -> None:
    huge = picture[:16] + (9000).to_bytes(4) + (1001).to_bytes(4) + picture[24:]
    strip = picture[:16] + (2100).to_bytes(4) + (100).to_bytes(4) + picture[24:]
    heavy = picture + b"\0" * (10 * 1024 * 1024)
    too_heavy = (
        f"file of size {len(heavy)} bytes is too big for a photo;"
        " the maximum size is 10485760 bytes"
    )
    for content, says in (
        (b"", "file must be non-empty"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (huge, "PHOTO_INVALID_DIMENSIONS"),
        (strip, "PHOTO_INVALID_DIMENSIONS"),
        (heavy, too_heavy),
    ):
        answer = await api.upload("sendPhoto", {"photo": content}, chat_id=str(READER))
        assert answer["description"] == f"Bad Request: {says}"


async def test_the_library_raises_what_the_product_catches(telegram: Telegram, bot: Bot) -> None:
    telegram.migrate_group(BASIC, -1009)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(BASIC, "Hello")
    assert moved.value.new_chat_id == -1009

    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(READER, "")
    with pytest.raises(InvalidToken):
        await bot.request.post(f"{bot.base_url.removesuffix(TOKEN)}1000:WRONG/getMe")
    telegram.block(READER)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(READER, "Hello")
    telegram.fail_next("sendMessage", code=502, description="Bad Gateway")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(CHANNEL, "Hello")
