"""The lane that ends polls: when a coverage has ended, its polls take no more votes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.deliver.dispatcher import MayRepeat, Work
from bot.deliver.ports import Messenger
from bot.model import Address, Chat, Impossible, Never, Outcome, Sent, Votes


@dataclass(frozen=True, slots=True)
class OpenPoll:
    """A poll that takes votes in a chat, though its coverage has ended."""

    broadcast_id: int
    chat: Chat
    message_id: int


class PollStore(Protocol):
    """Polls as they stand in chats."""

    async def to_stop(self, *, skip_chats: Collection[int], limit: int) -> list[OpenPoll]:
        """Polls that stand open in running chats though their coverage has ended."""
        ...

    async def stopped(self, broadcast_id: int, chat_id: int, votes: Votes | None) -> None:
        """Note that a poll takes no more votes in a chat; without `votes` the last known count."""
        ...


@dataclass(frozen=True, slots=True)
class PollLane:
    """Stops polls, chat by chat. Polls are sent as broadcasts are, by their lane."""

    polls: PollStore
    messenger: Messenger

    weight = 5

    async def waiting(
        self, now: datetime, *, skip_chats: Collection[int], limit: int
    ) -> Sequence[Work]:
        """See `Lane.waiting`."""
        del now
        found = await self.polls.to_stop(skip_chats=skip_chats, limit=limit)
        return [PollWork(self.polls, self.messenger, poll) for poll in found]


@dataclass(frozen=True, slots=True)
class PollWork(MayRepeat):
    """A poll to stop in one chat."""

    polls: PollStore
    messenger: Messenger
    poll: OpenPoll

    cost = 1

    @property
    def chat(self) -> Chat:
        """Where it stands."""
        return self.poll.chat

    @property
    def share(self) -> int:
        """Polls take turns."""
        return self.poll.broadcast_id

    async def attempt(self) -> Outcome:
        """Stop it."""
        return await self.messenger.stop_poll(Address(self.chat.id), self.poll.message_id)

    async def settle(self, outcome: Sent | Impossible | Never, now: datetime) -> None:
        """Keep the last votes; where Telegram does not tell them, those known by now stay."""
        del now
        votes = outcome.votes if isinstance(outcome, Sent) else None
        await self.polls.stopped(self.poll.broadcast_id, self.chat.id, votes)
