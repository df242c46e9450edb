"""The lanes beside coverage: the bot's own notices to editors, and editors' broadcasts."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.deliver.dispatcher import MayRepeat, Work
from bot.deliver.intents import ForBroadcast, Intent, messages_of
from bot.deliver.ports import BroadcastStore, Messenger, Notice, NoticeStore
from bot.model import (
    Address,
    Broadcast,
    BroadcastState,
    Chat,
    ChatKind,
    Impossible,
    Never,
    Outcome,
    Part,
    Sent,
    SentMessage,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NoticeLane:
    """One-off messages, oldest first."""

    notices: NoticeStore
    messenger: Messenger

    weight = 100

    async def waiting(
        self, now: datetime, *, skip_chats: Collection[int], limit: int
    ) -> Sequence[Work]:
        """See `Lane.waiting`."""
        pending = await self.notices.pending(now, skip_chats=skip_chats, limit=limit)
        return [NoticeWork(self.notices, self.messenger, notice) for notice in pending]


@dataclass(frozen=True, slots=True)
class NoticeWork(MayRepeat):
    """One notice. Told twice it does no harm, and it may be lost."""

    notices: NoticeStore
    messenger: Messenger
    notice: Notice

    cost = 1
    share = 0

    @property
    def chat(self) -> Chat:
        """Notices go to people, who may never have written to the bot."""
        return Chat(self.notice.chat_id, ChatKind.PRIVATE)

    async def attempt(self) -> Outcome:
        """Send it."""
        return await self.messenger.send(Address(self.notice.chat_id), self.notice.part)

    async def settle(self, outcome: Sent | Impossible | Never, now: datetime) -> None:
        """Forget it, whatever became of it; a notice that cannot arrive is only logged."""
        del now
        if not isinstance(outcome, Sent):
            log.warning("notice to %s not delivered: %s", self.notice.chat_id, outcome.reason)
        await self.notices.settle(self.notice.id)


@dataclass(frozen=True, slots=True)
class BroadcastLane:
    """Broadcasts on their way out, and recalls."""

    broadcasts: BroadcastStore
    messenger: Messenger

    weight = 5

    async def waiting(
        self, now: datetime, *, skip_chats: Collection[int], limit: int
    ) -> Sequence[Work]:
        """See `Lane.waiting`."""
        owed = await self.broadcasts.owed(now, skip_chats=skip_chats, limit=limit)
        return [
            BroadcastWork(self.broadcasts, self.messenger, broadcast, chat, messages)
            for broadcast, chat, messages in owed
        ]


@dataclass(frozen=True, slots=True)
class BroadcastWork:
    """A broadcast's message to one chat, or its recall there."""

    broadcasts: BroadcastStore
    messenger: Messenger
    broadcast: Broadcast
    chat: Chat
    messages: tuple[SentMessage, ...]
    paid: bool = False

    def paid_for(self) -> "BroadcastWork | None":
        """Paid for, to a reader; a recall cannot be, and a poll is worth no Stars."""
        free = self.recalling or self.broadcast.poll is not None
        if free or self.chat.kind is not ChatKind.PRIVATE:
            return None
        return replace(self, paid=True)

    @property
    def share(self) -> int:
        """Broadcasts take turns."""
        return self.broadcast.id

    @property
    def recalling(self) -> bool:
        """Whether this takes messages back rather than sending them."""
        return self.broadcast.state is BroadcastState.RECALLING

    @property
    def cost(self) -> int:
        """An album counts its items."""
        return 1 if self.recalling else max(1, len(self.broadcast.media))

    @property
    def part(self) -> Part:
        """The editor's message as it was previewed."""
        return Part(self.broadcast.text, self.broadcast.media, paid=self.paid)

    def intent(self, now: datetime) -> Intent | None:
        """What the message will have been; a recall may be repeated."""
        if self.recalling:
            return None
        purpose = ForBroadcast(self.broadcast.id)
        return Intent(self.chat, now, messages_of(self.part), purpose, self.chat.last_message_id)

    async def attempt(self) -> Outcome:
        """Send the message, or delete it."""
        address = Address(self.chat.id)
        if self.recalling:
            ids = [each for message in self.messages for each in message.ids]
            if self.broadcast.poll is not None:
                # What was forwarded of it outlives the message, and would go on taking votes.
                stopped = await self.messenger.stop_poll(address, ids[0])
                if not isinstance(stopped, Sent | Impossible):
                    return stopped
            return await self.messenger.delete(address, ids)
        if self.broadcast.poll is not None:
            return await self.messenger.send_poll(address, self.broadcast.poll)
        return await self.messenger.send(address, self.part)

    async def settle(self, outcome: Sent | Impossible | Never, now: datetime) -> None:
        """Record what became of this chat."""
        error = "" if isinstance(outcome, Sent) else outcome.reason
        if self.recalling:
            await self.broadcasts.record_recall(self.broadcast.id, self.chat.id, error)
            return
        sent = outcome if isinstance(outcome, Sent) else Sent()
        messages = sent.messages
        if any(message.owed for message in messages):
            error = "an album failed in the middle, and its text could not follow"
        messages = tuple(message for message in messages if message.ids)
        await self.broadcasts.record(
            self.broadcast.id, self.chat.id, messages, error, now, votes=sent.votes
        )
