"""When chats cannot be served in good time, what waits for them is merged sooner."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.deliver.ports import DeliveryStore
from bot.routing import IN_GOOD_TIME, lags

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
        self._lagging = False
        self._counted_at: datetime | None = None

    async def digest_after(self, now: datetime) -> int:
        """One in a lag; those who are behind are counted at most once a second."""
        if self._counted_at is None or abs(now - self._counted_at) >= FRESH:
            pace = self._per_second(now)
            enough = math.floor(pace * IN_GOOD_TIME) + 1
            behind = await self._deliveries.count_behind(at_most=enough)
            self._lagging = lags(behind, pace, already=self._lagging)
            self._counted_at = now
        return 1 if self._lagging else self._usual
