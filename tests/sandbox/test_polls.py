"""Polls as Telegram has them: sent, voted in, told of, stopped."""

from typing import Any

import pytest
from bot_api import CHANNEL, GROUP, OWNER, READER, Api
from telegram import Bot

from bot.sandbox.telegram import Telegram

ASKED: dict[str, Any] = {"question": "Who wins?", "options": [{"text": "We"}, "They"]}


async def test_a_poll_is_sent_voted_in_and_stopped(telegram: Telegram, bot: Bot) -> None:
    message = await bot.send_poll(CHANNEL, "Who wins?", ["We", "They"])
    assert message.poll
    assert [option.text for option in message.poll.options] == ["We", "They"]
    assert telegram.vote(READER, CHANNEL, message.message_id, 1)
    assert telegram.vote(OWNER, CHANNEL, message.message_id, 1)
    first, second = await bot.get_updates(allowed_updates=["poll"])
    assert [update.poll.total_voter_count for update in (first, second) if update.poll] == [1, 2]
    stopped = await bot.stop_poll(CHANNEL, message.message_id)
    assert stopped.is_closed
    assert [option.voter_count for option in stopped.options] == [0, 2]
    assert stopped.id == message.poll.id
    (shown,) = [chat for chat in telegram.view()["chats"] if chat["id"] == CHANNEL]
    assert shown["messages"][-1]["poll"] == {
        "question": "Who wins?",
        "options": [("We", 0), ("They", 2)],
        "voters": 2,
        "closed": True,
    }


async def test_who_has_voted_votes_no_more_and_nobody_does_when_it_is_stopped(
    telegram: Telegram, api: Api
) -> None:
    message = await api.call("sendPoll", chat_id=CHANNEL, **ASKED)
    assert telegram.vote(READER, CHANNEL, message["message_id"], 0)
    assert not telegram.vote(READER, CHANNEL, message["message_id"], 1)
    await api.call("stopPoll", chat_id=CHANNEL, message_id=message["message_id"])
    assert not telegram.vote(OWNER, CHANNEL, message["message_id"], 1)
    again = await api.refusal("stopPoll", chat_id=CHANNEL, message_id=message["message_id"])
    assert again == (400, "Bad Request: poll has already been closed")


async def test_only_what_is_a_poll_is_voted_in_or_stopped(telegram: Telegram, api: Api) -> None:
    plain = await api.call("sendMessage", chat_id=CHANNEL, text="News")
    gone = (400, "Bad Request: message with poll to stop not found")
    assert await api.refusal("stopPoll", chat_id=CHANNEL, message_id=plain["message_id"]) == gone
    with pytest.raises(KeyError):
        telegram.vote(READER, CHANNEL, plain["message_id"], 0)
    message = await api.call("sendPoll", chat_id=CHANNEL, **ASKED)
    with pytest.raises(IndexError):
        telegram.vote(READER, CHANNEL, message["message_id"], 2)
    edit = {"chat_id": CHANNEL, "message_id": message["message_id"], "text": "News"}
    assert (await api.refusal("editMessageText", **edit))[1].endswith(
        "no text in the message to edit"
    )


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"question": " "}, "poll question must be non-empty"),
        ({"question": "q" * 301}, "poll question length must not exceed 300"),
        ({"options": ["We"]}, "poll must have at least 2 option"),
        ({"options": list("abcdefghijklm")}, "poll can't have more than 12 options"),
        ({"options": ["We", ""]}, "poll options must be non-empty"),
        ({"options": ["We", "o" * 101]}, "poll options length must not exceed 100"),
    ],
)
async def test_what_telegram_does_not_take(api: Api, given: dict[str, Any], refusal: str) -> None:
    asked = ASKED | given
    assert await api.refusal("sendPoll", chat_id=CHANNEL, **asked) == (
        400,
        f"Bad Request: {refusal}",
    )


async def test_a_group_may_forbid_polls(telegram: Telegram, api: Api) -> None:
    telegram.set_bot_status(GROUP, OWNER, "restricted", {"can_send_messages"})
    refused = await api.refusal("sendPoll", chat_id=GROUP, **ASKED)
    assert refused == (400, "Bad Request: not enough rights to send polls to the chat")
