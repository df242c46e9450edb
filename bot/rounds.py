"""Use case: summaries on schedule, so often as a chat asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.model import Subscription

SHORTEST: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=24)


class RoundBook(Protocol):
    """What each subscription asked for."""

    async def keep(self, subscription_id: int, every: timedelta, now: datetime, told: int) -> None:
        """Have a subscription told every so often, first after that time."""
        ...

    async def drop(self, subscription_ids: Sequence[int]) -> int:
        """Tell these no more on schedule; how many were told until now."""
        ...

    async def every(self, subscription_ids: Sequence[int]) -> timedelta | None:
        """How often these are told, the most frequent of them; None if none is."""
        ...


class SubscriptionBook(Protocol):
    """What chats follow."""

    async def subscriptions(self, chat_id: int) -> Sequence[Subscription]:
        """Everything a chat follows now, in all its topics."""
        ...


@dataclass(frozen=True, slots=True)
class Rounds:
    """What a chat decides about summaries on schedule: the same for all that it follows."""

    book: RoundBook
    chats: SubscriptionBook

    async def every(self, chat_id: int, time: timedelta, now: datetime) -> int:
        """Tell the chat what happened every so often; how many coverages that is about.

        ValueError unless SHORTEST <= time <= LONGEST.
        """
        if not SHORTEST <= time <= LONGEST:
            raise ValueError(f"a summary every {time} is not possible")
        followed = await self.chats.subscriptions(chat_id)
        for subscription in followed:
            await self.book.keep(subscription.id, time, now, subscription.cursor)
        return len(followed)

    async def how_often(self, chat_id: int) -> timedelta | None:
        """How often the chat is told; None if it did not ask for that."""
        followed = await self.chats.subscriptions(chat_id)
        return await self.book.every([subscription.id for subscription in followed])

    async def off(self, chat_id: int) -> int:
        """No more of it; how many coverages were told of until now."""
        followed = await self.chats.subscriptions(chat_id)
        return await self.book.drop([subscription.id for subscription in followed])
