"""What people do in the sandbox, what can be seen of it, and failures on order."""

import asyncio
import json

import aiohttp
import pytest
from bot_api import CHANNEL, GROUP, OWNER, READER, Api, HandClock

from bot.sandbox.telegram import Telegram


def test_a_message_appears_in_the_view(
    telegram: Telegram, picture: bytes, clock: HandClock
) -> None:
    telegram.say(READER, READER, "/start talks")
    telegram.say(OWNER, OWNER, "For everybody", album=[("photo", picture), ("photo", picture)])

    view = json.loads(json.dumps(telegram.view()))

    assert [user["first_name"] for user in view["users"]] == ["Rita", "Olga"]
    rita, olga, *_, channel = view["chats"]
    assert (rita["kind"], rita["title"]) == ("private", "Rita")
    assert rita["messages"] == [
        {
            "id": 1,
            "from": "Rita",
            "from_id": READER,
            "own": False,
            "date": int(clock.seconds),
            "edit_date": None,
            "text": "/start talks",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
            "caption": "",
            "caption_entities": [],
            "photo": "",
            "video": "",
            "document": "",
            "file_id": "",
            "album_id": "",
            "poll": None,
            "keyboard": [],
            "reply_to": None,
            "topic_id": None,
            "silent": False,
            "service": None,
            "deleted": False,
            "views": None,
        }
    ]
    first, second = olga["messages"]
    assert (first["caption"], second["caption"]) == ("For everybody", "")
    assert first["album_id"] == second["album_id"] != ""
    assert first["photo"].startswith("/sandbox/file/photo-")
    assert (channel["kind"], channel["pinned"]) == ("channel", [])
    assert channel["members"][0] == {"id": OWNER, "status": "creator"}


async def test_the_version_rises_with_every_change(telegram: Telegram, api: Api) -> None:
    before = telegram.version

    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(telegram.wait_for_change(before))
        await api.call("sendMessage", chat_id=READER, text="Hello")

    assert waiting.result() > before
    assert await telegram.wait_for_change(before) == telegram.version


async def test_a_button_is_answered_once(telegram: Telegram, api: Api) -> None:
    posted = await api.call("sendMessage", chat_id=CHANNEL, text="Follow?")
    query = telegram.press(READER, CHANNEL, posted["message_id"], "follow:1")
    assert telegram.view()["answers"] == []

    await api.call("answerCallbackQuery", callback_query_id=query.id, text="Done", show_alert=True)

    answer = {"id": query.id, "user": READER, "text": "Done", "alert": True}
    assert telegram.view()["answers"] == [answer]
    code, _ = await api.refusal("answerCallbackQuery", callback_query_id=query.id)
    assert code == 400


async def test_a_button_of_a_deleted_message_cannot_be_pressed(
    telegram: Telegram, api: Api
) -> None:
    await api.call("sendMessage", chat_id=READER, text="Follow?")
    await api.call("deleteMessage", chat_id=READER, message_id=1)
    with pytest.raises(KeyError):
        telegram.press(READER, READER, 1, "follow:1")


async def test_someone_who_blocked_the_bot_lets_it_in_by_writing(
    telegram: Telegram, api: Api
) -> None:
    telegram.add_user(13, "Nina", started=False)
    telegram.block(READER)
    for chat_id in (13, READER):
        code, _ = await api.refusal("sendMessage", chat_id=chat_id, text="Hello")
        assert code == 403
        telegram.say(chat_id, chat_id, "/start")
        await api.call("sendMessage", chat_id=chat_id, text="Hello")


async def test_a_planned_refusal_hits_the_named_chat_once(telegram: Telegram, api: Api) -> None:
    telegram.fail_next(
        "sendMessage",
        READER,
        code=429,
        description="Too Many Requests: retry after 35",
        parameters={"retry_after": 35},
    )
    await api.call("sendMessage", chat_id=CHANNEL, text="Not this one")

    answer = await api.answer("sendMessage", chat_id=READER, text="Hello")

    assert answer["parameters"] == {"retry_after": 35}
    assert telegram.chats[READER].messages == {}
    await api.call("sendMessage", chat_id=READER, text="Hello")


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_dropped_connection_leaves_the_caller_in_doubt(
    telegram: Telegram, api: Api, *, accepted: bool
) -> None:
    telegram.fail_next("*", drop_connection=True, after_accepting=accepted)

    with pytest.raises(aiohttp.ClientError):
        await api.call("sendMessage", chat_id=GROUP, text="Hello")

    assert bool(telegram.calls[-1].ok) is accepted
    sent = [message.content.text for message in telegram.chats[GROUP].messages.values()]
    assert ("Hello" in sent) is accepted


async def test_an_error_can_hide_a_message_that_was_sent(telegram: Telegram, api: Api) -> None:
    telegram.fail_next("sendMessage", code=500, after_accepting=True)

    refused = await api.refusal("sendMessage", chat_id=READER, text="Hello")

    assert refused == (500, "Internal Server Error")
    assert len(telegram.chats[READER].messages) == 1


async def test_a_held_answer_comes_late_but_the_message_is_there(
    telegram: Telegram, api: Api
) -> None:
    telegram.fail_next("sendMessage", hold=30)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await api.call("sendMessage", chat_id=READER, text="Hello")

    assert len(telegram.chats[READER].messages) == 1
