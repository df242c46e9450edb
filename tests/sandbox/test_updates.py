"""getUpdates: offsets, kinds, waiting, and who may poll."""

import asyncio
from typing import Any

import aiohttp
from bot_api import BASIC, CHANNEL, GROUP, OWNER, READER, Api
from telegram import Bot
from telegram.constants import ChatMemberStatus

from bot.sandbox.botapi import BotApiServer
from bot.sandbox.telegram import Telegram


def kinds(updates: list[dict[str, Any]]) -> list[str]:
    return [next(name for name in update if name != "update_id") for update in updates]


async def test_updates_stay_until_an_offset_confirms_them(telegram: Telegram, api: Api) -> None:
    telegram.say(READER, READER, "one")
    telegram.say(READER, READER, "two")

    first = await api.call("getUpdates")
    again = await api.call("getUpdates")
    assert again == first
    assert [update["message"]["text"] for update in first] == ["one", "two"]
    assert first[1]["update_id"] == first[0]["update_id"] + 1

    rest = await api.call("getUpdates", offset=first[1]["update_id"])
    assert rest == first[1:]
    assert await api.call("getUpdates") == first[1:]
    assert await api.call("getUpdates", offset=first[1]["update_id"] + 1) == []
    assert len(telegram.updates) == 0


async def test_a_negative_offset_counts_from_the_end(telegram: Telegram, api: Api) -> None:
    for word in ("one", "two", "three"):
        telegram.say(READER, READER, word)

    last = await api.call("getUpdates", offset=-1)

    assert [update["message"]["text"] for update in last] == ["three"]
    assert await api.call("getUpdates") == last


async def test_a_limit_cuts_the_answer(telegram: Telegram, api: Api) -> None:
    for number in range(120):
        telegram.say(READER, READER, str(number))

    assert len(await api.call("getUpdates", limit=7)) == 7
    assert len(await api.call("getUpdates")) == 100


async def test_a_long_poll_wakes_when_something_happens(telegram: Telegram, api: Api) -> None:
    async with asyncio.TaskGroup() as tasks:
        poll = tasks.create_task(api.call("getUpdates", timeout=50))
        await telegram.wait_for_change(telegram.version)
        telegram.say(READER, READER, "at last")

    assert [update["message"]["text"] for update in poll.result()] == ["at last"]


async def test_a_second_poller_ends_the_first(telegram: Telegram, api: Api) -> None:
    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(api.refusal("getUpdates", timeout=50))
        await telegram.wait_for_change(telegram.version)
        second = tasks.create_task(api.call("getUpdates", timeout=50))
        await telegram.wait_for_change(telegram.version)
        telegram.say(READER, READER, "mine")

    says = (
        "Conflict: terminated by other getUpdates request;"
        " make sure that only one bot instance is running"
    )
    assert first.result() == (409, says)
    assert kinds(second.result()) == ["message"]


async def test_only_wanted_kinds_are_queued_from_then_on(telegram: Telegram, api: Api) -> None:
    await api.call("getUpdates", allowed_updates=["callback_query"])
    telegram.say(READER, READER, "unheard")
    await api.call("getUpdates", allowed_updates=[])
    telegram.say(READER, READER, "heard")
    telegram.updates.add("chat_member", {})

    heard = await api.call("getUpdates")

    assert [update["message"]["text"] for update in heard] == ["heard"]
    await api.call("getUpdates", allowed_updates=["chat_member"])
    telegram.updates.add("chat_member", {})
    assert kinds(await api.call("getUpdates", offset=-1)) == ["chat_member"]


async def test_a_bot_in_a_group_hears_commands_and_replies_only(
    telegram: Telegram, api: Api
) -> None:
    posted = await api.call("sendMessage", chat_id=GROUP, text="Anyone?")
    telegram.say(READER, GROUP, "among ourselves")
    telegram.say(READER, GROUP, "/follow")
    telegram.say(READER, GROUP, "to the bot", reply_to=posted["message_id"])

    heard = [update["message"]["text"] for update in await api.call("getUpdates", offset=-2)]

    assert heard == ["/follow", "to the bot"]
    assert len(telegram.updates) == 2


async def test_the_library_reads_every_kind(telegram: Telegram, bot: Bot) -> None:
    telegram.set_bot_status(GROUP, OWNER, "kicked")
    telegram.set_bot_status(GROUP, OWNER, "administrator")
    telegram.block(READER)
    telegram.say(READER, READER, "/start talks")
    telegram.say(OWNER, CHANNEL, "By hand")
    posted = await bot.send_message(CHANNEL, "Follow?")
    telegram.press(READER, CHANNEL, posted.message_id, "follow:1")
    telegram.migrate_group(BASIC, -1009)

    updates = await bot.get_updates()

    removed, promoted, added, blocked, unblocked, start, by_hand, pressed, gone, come = updates
    assert removed.my_chat_member is not None
    assert removed.my_chat_member.new_chat_member.status == ChatMemberStatus.BANNED
    assert promoted.my_chat_member is not None
    assert promoted.my_chat_member.from_user.id == OWNER
    assert promoted.my_chat_member.new_chat_member.to_dict()["can_pin_messages"] is True
    assert added.message is not None
    assert added.message.new_chat_members[0].id == bot.id
    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.chat.type == "private"
    assert blocked.my_chat_member.new_chat_member.status == ChatMemberStatus.BANNED
    assert unblocked.my_chat_member is not None
    assert start.message is not None
    assert start.message.parse_entities() == {start.message.entities[0]: "/start"}
    assert start.message.from_user is not None
    assert start.message.from_user.language_code == "en"
    assert by_hand.channel_post is not None
    assert by_hand.channel_post.sender_chat == by_hand.channel_post.chat
    assert pressed.callback_query is not None
    assert pressed.callback_query.data == "follow:1"
    assert pressed.callback_query.message == posted
    assert gone.message is not None
    assert gone.message.migrate_to_chat_id == -1009
    assert come.message is not None
    assert come.message.migrate_from_chat_id == BASIC


async def test_closing_the_sandbox_ends_a_poll_that_waits(telegram: Telegram) -> None:
    async with (
        aiohttp.ClientSession() as session,
        asyncio.TaskGroup() as tasks,
        BotApiServer(telegram) as server,
    ):
        poll = tasks.create_task(Api(server.base_url, session).call("getUpdates", timeout=50))
        await telegram.wait_for_change(telegram.version)

    assert poll.result() == []
