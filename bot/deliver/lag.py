"""When chats cannot be served in good time, what waits for them is merged sooner."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.deliver.ports import DeliveryStore
from bot.routing import IN_GOOD_TIME, digest_after

FRESH = timedelta(seconds=1)
"""How long a count of the chats that are behind is good for."""


class Lag:
    """How many posts may wait for a chat before they are merged, by how many chats are behind.

    `per_second` answers how many messages the bot may send at a time; `usual` is the operator's.
    """

    def __init__(
        self, deliveries: DeliveryStore, *, per_second: Callable[[datetime], float], usual: int
    ) -> None:
        self._deliveries = deliveries
        self._per_second = per_second
        self._usual = usual
        self._digest_after = usual
        self._counted_at: datetime | None = None

    async def digest_after(self, now: datetime) -> int:
        """See `bot.routing.digest_after`; those who are behind are counted once a second."""
        if self._counted_at is None or abs(now - self._counted_at) >= FRESH:
            pace = self._per_second(now)
            enough = math.floor(pace * IN_GOOD_TIME) + 1
            behind = await self._deliveries.count_behind(at_most=enough)
            self._digest_after = digest_after(behind, pace, self._usual)
            self._counted_at = now
        return self._digest_after
