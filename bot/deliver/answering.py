"""Answers to commands: they wait for nobody, and the lanes know that they were sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.deliver.ports import Messenger
from bot.limits import Limits
from bot.model import Address, Chat, ChatKind, Outcome, Part, Poll, Presence, SentMessage
from bot.rendering.parts import slots


@dataclass(frozen=True, slots=True)
class Answering:
    """A messenger that sends at once what people wait for, and counts it in the budgets.

    So answers come first, and what the lanes send slows down by as much.
    """

    messenger: Messenger
    limits: Limits
    clock: Callable[[], datetime]

    def bringing_up(self, part: Part) -> bool:
        """See `Messenger`."""
        return self.messenger.bringing_up(part)

    async def send(self, address: Address, part: Part) -> Outcome:
        """See `Messenger`; an album counts its items."""
        self._count(address.chat_id, len(slots(part)))
        return await self.messenger.send(address, part)

    async def edit(self, address: Address, message: SentMessage, part: Part) -> Outcome:
        """See `Messenger`."""
        self._count(address.chat_id)
        return await self.messenger.edit(address, message, part)

    async def delete(self, address: Address, message_ids: Sequence[int]) -> Outcome:
        """See `Messenger`."""
        self._count(address.chat_id)
        return await self.messenger.delete(address, message_ids)

    async def pin(self, address: Address, message_id: int) -> Outcome:
        """See `Messenger`."""
        self._count(address.chat_id)
        return await self.messenger.pin(address, message_id)

    async def unpin(self, address: Address, message_id: int) -> Outcome:
        """See `Messenger`."""
        self._count(address.chat_id)
        return await self.messenger.unpin(address, message_id)

    async def send_poll(self, address: Address, poll: Poll) -> Outcome:
        """See `Messenger`."""
        self._count(address.chat_id)
        return await self.messenger.send_poll(address, poll)

    async def stop_poll(self, address: Address, message_id: int) -> Outcome:
        """See `Messenger`."""
        self._count(address.chat_id)
        return await self.messenger.stop_poll(address, message_id)

    async def probe(self, chat_id: int, message_id: int) -> Presence | Outcome:
        """See `Messenger`."""
        self._count(chat_id)
        return await self.messenger.probe(chat_id, message_id)

    def _count(self, chat_id: int, cost: int = 1) -> None:
        """Telegram gives people positive ids; groups and channels have the same budget."""
        kind = ChatKind.PRIVATE if chat_id > 0 else ChatKind.GROUP
        self.limits.spend(Chat(chat_id, kind), cost, self.clock())
