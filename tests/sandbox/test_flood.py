"""Flood control by a clock that only the test moves."""

from datetime import timedelta

import pytest
from bot_api import CHANNEL, GROUP, OWNER, READER, Api, HandClock
from telegram import Bot
from telegram.error import RetryAfter

from bot.sandbox.flood import FloodGate, Limits
from bot.sandbox.rules import Refused
from bot.sandbox.telegram import Telegram


@pytest.fixture
def telegram(telegram: Telegram) -> Telegram:
    """The same world, with Telegram's own limits."""
    telegram.flood = FloodGate(Limits())
    return telegram


def let_through(gate: FloodGate, chat: int, now: float, tries: int, *, private: bool) -> int:
    """How many of so many tries at one moment pass."""
    passed = 0
    for _ in range(tries):
        try:
            gate.take(chat, 1, now, private=private)
        except Refused:
            break
        passed += 1
    return passed


def test_a_private_chat_takes_a_burst_then_one_a_second() -> None:
    gate = FloodGate(Limits())

    passed = [let_through(gate, READER, second, 10, private=True) for second in range(5)]

    assert passed == [3, 1, 1, 1, 1]


def test_quiet_gives_the_burst_back_but_not_more() -> None:
    gate = FloodGate(Limits())
    let_through(gate, READER, 0.0, 10, private=True)

    assert let_through(gate, READER, 2.0, 10, private=True) == 2
    assert let_through(gate, READER, 1000.0, 10, private=True) == 3


def test_a_group_takes_twenty_in_any_minute() -> None:
    gate = FloodGate(Limits())

    passed = [let_through(gate, GROUP, second, 50, private=False) for second in (0, 30, 59, 60, 61)]

    assert passed == [20, 0, 0, 20, 0]


def test_the_bot_as_a_whole_takes_thirty_a_second() -> None:
    gate = FloodGate(Limits())

    def broadcast(now: float) -> int:
        return sum(let_through(gate, chat, now, 1, private=True) for chat in range(100))

    assert broadcast(0.0) == 30
    assert broadcast(1.0) == 30
    assert broadcast(1.5) == 15


def test_an_album_counts_each_item() -> None:
    gate = FloodGate(Limits())
    gate.take(READER, 10, 0.0, private=True)

    with pytest.raises(Refused) as refused:
        gate.take(READER, 1, 0.0, private=True)

    assert refused.value.parameters == {"retry_after": 8}
    gate.take(READER, 1, 8.0, private=True)


def test_a_refusal_costs_nothing() -> None:
    gate = FloodGate(Limits())
    let_through(gate, READER, 0.0, 1000, private=True)
    for _ in range(1000):
        let_through(gate, READER, 0.5, 1, private=True)

    assert let_through(gate, READER, 1.0, 10, private=True) == 1


def test_limits_scale_with_the_world_and_can_be_left_out() -> None:
    fast = FloodGate(Limits().scaled(60))
    free = FloodGate(Limits.none())

    fast_group = [let_through(fast, GROUP, now, 50, private=False) for now in (0.0, 0.5, 1.0)]
    assert fast_group == [20, 0, 20]
    assert let_through(free, GROUP, 0.0, 1000, private=False) == 1000
    assert let_through(free, READER, 0.0, 1000, private=True) == 1000


async def test_the_answer_says_how_long_to_wait(api: Api, clock: HandClock) -> None:
    for _ in range(3):
        await api.call("sendMessage", chat_id=READER, text="Hello")

    assert await api.answer("sendMessage", chat_id=READER, text="Hello") == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    await api.call("sendMessage", chat_id=OWNER, text="Other chats go on")
    clock.advance(1)
    await api.call("sendMessage", chat_id=READER, text="Hello")


async def test_edits_share_the_limit_and_answers_do_not(
    telegram: Telegram, api: Api, clock: HandClock
) -> None:
    posted = await api.call("sendMessage", chat_id=CHANNEL, text="0")
    for number in range(1, 20):
        clock.advance(1)
        await api.call(
            "editMessageText", chat_id=CHANNEL, message_id=posted["message_id"], text=str(number)
        )

    code, _ = await api.refusal("sendMessage", chat_id=CHANNEL, text="One too many")

    assert code == 429
    query = telegram.press(READER, CHANNEL, posted["message_id"], "x")
    assert await api.call("answerCallbackQuery", callback_query_id=query.id) is True
    ids = [posted["message_id"]]
    assert await api.call("deleteMessages", chat_id=CHANNEL, message_ids=ids) is True


async def test_the_library_raises_retry_after(
    bot: Bot, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    for _ in range(20):
        clock.advance(0.5)
        await bot.send_message(GROUP, "Hello")

    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(GROUP, "Hello")

    assert refused.value.retry_after == timedelta(seconds=51)


def test_what_may_be_paid_for_passes_the_free_limit_and_is_billed_only_there() -> None:
    gate = FloodGate(Limits())
    for reader in range(1, 41):
        gate.take(reader, 1, 0.0, private=True, paid=True)
    assert gate.billed == 10
    with pytest.raises(Refused):
        gate.take(99, 1, 0.0, private=True)
    gate.take(99, 1, 1.0, private=True)


def test_paid_messages_have_a_limit_of_their_own_and_chats_keep_theirs() -> None:
    gate = FloodGate(Limits())
    for reader in range(1, 1001):
        gate.take(reader, 1, 0.0, private=True, paid=True)
    with pytest.raises(Refused):
        gate.take(2000, 1, 0.0, private=True, paid=True)
    for _ in range(2):
        gate.take(1, 1, 1.0, private=True, paid=True)
    with pytest.raises(Refused):
        gate.take(1, 2, 1.0, private=True, paid=True)


async def test_the_bot_api_understands_who_pays(telegram: Telegram, bot: Bot) -> None:
    telegram.flood = FloodGate(Limits(overall_burst=1))
    await bot.send_message(READER, "free")
    await bot.send_message(READER, "paid", allow_paid_broadcast=True)
    assert telegram.flood.billed == 1
