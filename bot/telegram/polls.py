"""Polls over the Bot API: always anonymous, one option a voter."""

from collections.abc import Awaitable, Callable

import telegram
from telegram import Bot
from telegram.error import TelegramError

from bot.model import Address, Outcome, Poll, Sent, SentMessage, TryAgain, Uncertain, Votes
from bot.telegram.answers import read

REPEAT_SECONDS = 5.0


def votes_of(poll: telegram.Poll) -> Votes:
    """How a poll stands, as Telegram counts it."""
    counts = tuple(option.voter_count for option in poll.options)
    return Votes(poll.id, counts, poll.total_voter_count)


async def send_poll(bot: Bot, address: Address, poll: Poll) -> Outcome:
    """See `Messenger.send_poll`."""

    async def call() -> Sent:
        message = await bot.send_poll(
            address.chat_id,
            poll.question,
            list(poll.options),
            is_anonymous=True,
            allows_multiple_answers=False,
            message_thread_id=address.topic_id,
        )
        votes = votes_of(message.poll) if message.poll else None
        return Sent((SentMessage(message.message_id, fingerprint=""),), votes=votes)

    return await _outcome(call)


async def stop_poll(bot: Bot, address: Address, message_id: int) -> Outcome:
    """See `Messenger.stop_poll`."""

    async def call() -> Sent:
        return Sent(votes=votes_of(await bot.stop_poll(address.chat_id, message_id)))

    outcome = await _outcome(call)
    if isinstance(outcome, Uncertain):  # to stop a poll twice does no harm
        return TryAgain(REPEAT_SECONDS, outcome.reason)
    return outcome


async def _outcome(call: Callable[[], Awaitable[Sent]]) -> Outcome:
    try:
        return await call()
    except TelegramError as error:
        return read(error).outcome
