"""What the bot sends, changes and takes away, through the real python-telegram-bot."""

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from bot_api import BASIC, CHANNEL, FORUM, GROUP, OWNER, READER, TOKEN, Api, HandClock
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    InputMediaVideo,
    MessageEntity,
)
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest

from bot.sandbox.botapi import BotApiServer
from bot.sandbox.rules import Json
from bot.sandbox.telegram import Telegram

FOLLOW = InlineKeyboardMarkup([[InlineKeyboardButton("Follow", callback_data="follow:1")]])


def shown(telegram: Telegram, chat_id: int) -> list[Json]:
    """The messages of a chat that are to be seen."""
    chat = next(chat for chat in telegram.view()["chats"] if chat["id"] == chat_id)
    return [message for message in chat["messages"] if not message["deleted"]]


@pytest.fixture
async def media_url(telegram: Telegram, picture: bytes) -> AsyncIterator[str]:
    """A page of our own with media in it, served beside the sandbox."""
    routes = web.RouteTableDef()
    bodies = {
        "photo.png": (picture, "image/png"),
        "clip.mp4": (b"\0\0\0\x18ftypmp42", "video/mp4"),
        "page.html": (b"<p>Not found</p>", "text/html"),
        "huge.png": (picture + b"\0" * (5 * 1024 * 1024), "image/png"),
    }

    @routes.get("/media/{name}")
    async def serve(request: web.Request) -> web.Response:
        if request.match_info["name"] not in bodies:
            raise web.HTTPFound("/media/photo.png")
        body, mime = bodies[request.match_info["name"]]
        return web.Response(body=body, content_type=mime)

    async with BotApiServer(telegram, routes=routes) as other:
        yield f"{other.base_url}/media"


async def test_a_message_comes_back_as_telegram_gives_it(
    telegram: Telegram, bot: Bot, clock: HandClock
) -> None:
    bold = MessageEntity("bold", 0, 4)

    first = await bot.send_message(CHANNEL, "Live: talks begin", entities=[bold])
    second = await bot.send_message(READER, "Hello", reply_markup=FOLLOW, disable_notification=True)

    assert (first.message_id, first.chat.type, first.from_user) == (1, "channel", None)
    assert first.sender_chat == first.chat
    assert first.date.timestamp() == clock.seconds
    assert first.parse_entities() == {bold: "Live"}
    assert second.from_user is not None
    assert second.from_user.id == bot.id
    assert second.reply_markup == FOLLOW
    (message,) = shown(telegram, READER)
    assert message["silent"] is True
    assert message["keyboard"] == [[{"text": "Follow", "callback_data": "follow:1"}]]


async def test_ids_are_consecutive_in_each_chat(bot: Bot) -> None:
    chats = (READER, CHANNEL, READER, READER)
    ids = [(await bot.send_message(chat, "Hello")).message_id for chat in chats]
    assert ids == [1, 1, 2, 3]


async def test_an_edit_changes_the_message_and_dates_it(
    telegram: Telegram, bot: Bot, clock: HandClock
) -> None:
    posted = await bot.send_message(CHANNEL, "Taks begin", reply_markup=FOLLOW)
    clock.advance(72 * 3600)

    edited = await bot.edit_message_text("Talks begin", CHANNEL, posted.message_id)

    assert not isinstance(edited, bool)
    assert edited.edit_date is not None
    assert edited.edit_date.timestamp() == clock.seconds
    assert edited.reply_markup is None
    (message,) = shown(telegram, CHANNEL)
    assert (message["text"], message["edit_date"]) == ("Talks begin", int(clock.seconds))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Talks begin", CHANNEL, posted.message_id)
    await bot.edit_message_reply_markup(CHANNEL, posted.message_id, reply_markup=FOLLOW)
    assert shown(telegram, CHANNEL)[0]["keyboard"]


async def test_an_upload_is_sent_on_by_its_file_id(
    telegram: Telegram, bot: Bot, picture: bytes
) -> None:
    posted = await bot.send_photo(CHANNEL, picture, caption="Photo: NOBODY")
    small, large = posted.photo
    assert (large.width, large.height) == (4, 3)
    assert small.file_id != large.file_id

    fanned = await bot.send_photo(READER, large.file_id)
    await bot.send_media_group(OWNER, [InputMediaPhoto(size.file_id) for size in posted.photo])

    assert fanned.photo == posted.photo
    album = [message["photo"] for message in shown(telegram, OWNER)]
    assert album == [f"/sandbox/file/{large.file_id}"] * 2
    with pytest.raises(BadRequest, match="use file of type photo as video"):
        await bot.send_video(READER, large.file_id)


async def test_a_file_can_be_fetched_by_the_bot_and_by_a_page(
    api: Api, bot: Bot, picture: bytes
) -> None:
    posted = await bot.send_document(READER, picture, filename="map.png")
    assert posted.document is not None
    assert posted.document.file_name == "map.png"

    file = await bot.get_file(posted.document.file_id)
    assert bytes(await file.download_as_bytearray()) == picture

    async with api.session.get(f"{api.base}/sandbox/file/{file.file_id}") as response:
        assert response.content_type == "image/png"
        assert await response.read() == picture
    page = await bot.send_document(READER, b"<script>alert(1)</script>", filename="page.html")
    assert page.document is not None
    async with api.session.get(f"{api.base}/sandbox/file/{page.document.file_id}") as response:
        assert response.content_type == "application/octet-stream"
    for path in ("sandbox/file/unknown", f"file/bot{TOKEN}/photos/unknown.png"):
        async with api.session.get(f"{api.base}/{path}") as response:
            assert response.status == 404
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("unknown")


async def test_media_behind_an_address_on_this_machine_is_taken(
    telegram: Telegram, bot: Bot, media_url: str
) -> None:
    photo = await bot.send_photo(CHANNEL, f"{media_url}/photo.png", caption="Photo: NOBODY")
    video = await bot.send_video(CHANNEL, f"{media_url}/clip.mp4")

    assert photo.caption == "Photo: NOBODY"
    assert photo.photo
    assert video.video is not None
    assert video.video.mime_type == "video/mp4"
    first, second = shown(telegram, CHANNEL)
    assert (first["caption"], first["text"]) == ("Photo: NOBODY", "")
    assert second["video"].startswith("/sandbox/file/video-")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("page.html", "Wrong type of the web page content"),
        ("clip.mp4", "Wrong type of the web page content"),
        ("huge.png", "Failed to get http url content"),
        ("moved.png", "Failed to get http url content"),
    ],
)
async def test_other_media_is_not(bot: Bot, media_url: str, name: str, says: str) -> None:
    with pytest.raises(BadRequest, match=says):
        await bot.send_photo(CHANNEL, f"{media_url}/{name}")


async def test_an_album_is_one_message_an_item(
    telegram: Telegram, bot: Bot, media_url: str, picture: bytes
) -> None:
    items: list[InputMediaPhoto | InputMediaVideo] = [
        InputMediaPhoto(f"{media_url}/photo.png", caption="Three views"),
        InputMediaVideo(f"{media_url}/clip.mp4"),
        InputMediaPhoto(picture),
    ]

    posted = await bot.send_media_group(CHANNEL, items)

    assert [message.message_id for message in posted] == [1, 2, 3]
    assert len({message.media_group_id for message in posted}) == 1
    assert [bool(message.video) for message in posted] == [False, True, False]
    view = shown(telegram, CHANNEL)
    assert [message["caption"] for message in view] == ["Three views", "", ""]
    assert {message["album_id"] for message in view} == {posted[0].media_group_id}

    edited = await bot.edit_message_caption(CHANNEL, 1, caption="Two views and a film")
    assert not isinstance(edited, bool)
    assert edited.media_group_id == posted[0].media_group_id


async def test_an_album_with_one_bad_address_is_not_sent(
    telegram: Telegram, bot: Bot, media_url: str
) -> None:
    items = [InputMediaPhoto(f"{media_url}/{name}") for name in ("photo.png", "page.html")]
    with pytest.raises(BadRequest, match=r'message #2 .* "webpage_media_empty"'):
        await bot.send_media_group(CHANNEL, items)
    assert shown(telegram, CHANNEL) == []


async def test_media_can_be_exchanged(telegram: Telegram, bot: Bot, media_url: str) -> None:
    items = [InputMediaPhoto(f"{media_url}/photo.png") for _ in range(2)]
    await bot.send_media_group(CHANNEL, items)
    before = shown(telegram, CHANNEL)[0]["file_id"]

    item = InputMediaPhoto(f"{media_url}/photo.png", caption="Another view")
    await bot.edit_message_media(item, CHANNEL, 1)

    after = shown(telegram, CHANNEL)[0]
    assert (after["caption"], after["file_id"] != before) == ("Another view", True)


async def test_an_album_stays_one_of_photos_and_videos(
    bot: Bot, api: Api, media_url: str, picture: bytes
) -> None:
    items = [InputMediaPhoto(f"{media_url}/photo.png") for _ in range(2)]
    await bot.send_media_group(CHANNEL, items)

    media = json.dumps({"type": "document", "media": "attach://other"})
    answer = await api.upload(
        "editMessageMedia", {"other": picture}, chat_id=str(CHANNEL), message_id="1", media=media
    )

    assert answer["description"] == "Bad Request: message media can't be edited"


async def test_deleted_messages_stay_on_record(telegram: Telegram, bot: Bot) -> None:
    first = await bot.send_message(CHANNEL, "One")
    await bot.send_message(CHANNEL, "Two")
    await bot.pin_chat_message(CHANNEL, first.message_id)

    await bot.delete_message(CHANNEL, first.message_id)

    channel = telegram.view()["chats"][-1]
    assert [message["deleted"] for message in channel["messages"]] == [True, False]
    assert channel["pinned"] == []
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(CHANNEL, first.message_id)
    assert await bot.delete_messages(CHANNEL, [1, 2]) is True
    assert shown(telegram, CHANNEL) == []


async def test_pins_are_kept_newest_last(telegram: Telegram, bot: Bot) -> None:
    telegram.set_bot_status(GROUP, OWNER, "administrator")
    ids = [(await bot.send_message(GROUP, text)).message_id for text in ("One", "Two")]
    for message_id in ids:
        await bot.pin_chat_message(GROUP, message_id)

    chat = await bot.get_chat(GROUP)
    assert chat.pinned_message is not None
    assert chat.pinned_message.text == "Two"
    assert [message["service"] is not None for message in shown(telegram, GROUP)][-2:] == [True] * 2

    await bot.unpin_chat_message(GROUP)
    await bot.unpin_chat_message(GROUP)
    assert (await bot.get_chat(GROUP)).pinned_message is None


async def test_replies_and_topics_are_kept(telegram: Telegram, bot: Bot) -> None:
    topic = telegram.add_topic(FORUM, "Talks")
    first = await bot.send_message(FORUM, "Talks begin", message_thread_id=topic.id)
    answer = await bot.send_message(
        FORUM, "Correction", message_thread_id=topic.id, reply_to_message_id=first.message_id
    )

    assert first.is_topic_message is True
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "Talks begin"
    alone = await bot.send_message(
        FORUM, "Alone", reply_to_message_id=77, allow_sending_without_reply=True
    )
    assert alone.reply_to_message is None


async def test_a_copy_has_a_message_of_its_own(
    telegram: Telegram, bot: Bot, picture: bytes
) -> None:
    original = await bot.send_photo(READER, picture, caption="As sent")

    await bot.copy_message(CHANNEL, READER, original.message_id)
    await bot.copy_message(CHANNEL, READER, original.message_id, caption="Anew")

    captions = [message["caption"] for message in shown(telegram, CHANNEL)]
    assert captions == ["As sent", "Anew"]


async def test_after_a_migration_the_new_group_starts_anew(telegram: Telegram, bot: Bot) -> None:
    await bot.send_message(BASIC, "Before")
    telegram.migrate_group(BASIC, -1009)

    posted = await bot.send_message(-1009, "After")

    assert posted.chat.type == "supergroup"
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("Changed", -1009, 77)


async def test_the_bot_can_ask_about_chats_and_people(telegram: Telegram, bot: Bot) -> None:
    assert (await bot.get_me()).username == "dateline_bot"
    assert (await bot.get_chat("@talkslive")).title == "Talks live"
    assert (await bot.get_chat(READER)).first_name == "Rita"
    assert await bot.get_chat_member_count(GROUP) == 3

    me = await bot.get_chat_member(CHANNEL, bot.id)
    assert me.status == ChatMemberStatus.ADMINISTRATOR
    assert me.to_dict()["can_post_messages"] is True
    telegram.set_bot_status(GROUP, OWNER, "restricted", ["can_send_messages"])
    assert (await bot.get_chat_member(GROUP, bot.id)).status == ChatMemberStatus.RESTRICTED
    assert (await bot.get_chat_member(GROUP, READER)).status == ChatMemberStatus.MEMBER
    admins = await bot.get_chat_administrators(CHANNEL)
    assert {admin.user.id for admin in admins} == {OWNER, bot.id}

    assert await bot.leave_chat(GROUP) is True
    assert telegram.chats[GROUP].member(telegram.bot).status == "left"


async def test_the_bot_s_menu_is_kept_by_scope(bot: Bot) -> None:
    start, broadcast = BotCommand("start", "Begin"), BotCommand("broadcast", "Tell everybody")
    await bot.set_my_commands([start])
    await bot.set_my_commands([start, broadcast], scope=BotCommandScopeChat(OWNER))

    assert await bot.get_my_commands() == (start,)
    assert await bot.get_my_commands(scope=BotCommandScopeChat(OWNER)) == (start, broadcast)
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()
    assert await bot.set_my_description("Live coverage") is True
    assert await bot.delete_webhook() is True
    assert (await bot.get_webhook_info()).url == ""
    assert await bot.send_chat_action(READER, "typing") is True


async def test_every_encoding_of_parameters_is_understood(api: Api) -> None:
    url = f"{api.base}/bot{TOKEN}/sendMessage"
    text = {"chat_id": str(READER), "text": "Hello"}
    entities = json.dumps([{"type": "bold", "offset": 0, "length": 5}])
    async with api.session.get(url, params=text) as response:
        assert (await response.json())["result"]["text"] == "Hello"
    async with api.session.post(url, data={**text, "entities": entities}) as response:
        assert (await response.json())["result"]["entities"][0]["type"] == "bold"
    json_type = {"Content-Type": "application/json"}
    for body, says in (
        (b"{", "can't parse request body as JSON"),
        (b"[]", "can't parse request body as JSON object"),
    ):
        async with api.session.post(url, data=body, headers=json_type) as response:
            assert (await response.json())["description"] == f"Bad Request: {says}"
    assert await api.refusal("sendMessage", **text, entities="{") == (
        400,
        "Bad Request: can't parse entities JSON object",
    )
    assert await api.refusal("sendMessage", **text, reply_markup="[1]") == (
        400,
        "Bad Request: object expected as reply markup",
    )


async def test_other_applications_are_served_beside_the_bot_api(telegram: Telegram) -> None:
    async def front(_: web.Request) -> web.Response:
        return web.json_response(telegram.view())

    app = web.Application()
    app.router.add_get("/view", front)
    async with (
        BotApiServer(telegram, apps={"/demo": app}) as server,
        aiohttp.ClientSession() as session,
        session.get(f"{server.base_url}/demo/view") as response,
    ):
        assert (await response.json())["bot"]["username"] == "dateline_bot"


async def test_a_taken_port_is_an_error_that_leaves_nothing_open(telegram: Telegram) -> None:
    async with BotApiServer(telegram) as first:
        port = int(first.base_url.rpartition(":")[2])
        with pytest.raises(OSError, match="address already in use"):
            async with BotApiServer(telegram, port=port):
                pass
