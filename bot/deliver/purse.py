"""Paying for messages above the free limit, never for more than the owners allow in a day.

Telegram takes a tenth of a Star for each message that passes the free limit by the sender's wish
(`allow_paid_broadcast`, https://core.telegram.org/bots/api#sendmessage). What is spent is counted
before the message leaves, so that no crash can spend more than the bound; in blocks, so that the
disk is not asked for each message. What is left of a block at a crash counts as spent.
"""

from datetime import date, datetime
from typing import Final, Protocol

MESSAGES_A_STAR: Final = 10
BLOCK: Final = 50
"""So many messages are counted as spent at a time."""


class Ledger(Protocol):
    """What was spent, day by day."""

    async def reserve(self, day: date, messages: int, *, most: int) -> int:
        """Count up to so many messages as paid for on a day, durably, and no more than `most`.

        Answers how many were.
        """
        ...


class Purse:
    """Pays for messages until the day's Stars are spent; days are those of UTC."""

    def __init__(self, ledger: Ledger, stars_a_day: float) -> None:
        self._ledger = ledger
        self._most = int(stars_a_day * MESSAGES_A_STAR)
        self._left = 0
        self._day: date | None = None
        self._empty = False

    def open(self, now: datetime) -> bool:
        """Whether there may be something left today."""
        return self._day != now.date() or not self._empty

    async def take(self, messages: int, now: datetime) -> bool:
        """Pay for so many messages, if that is within the day's bound."""
        if self._day != now.date():
            self._day, self._left, self._empty = now.date(), 0, False
        if self._left < messages:
            wanted = max(messages - self._left, BLOCK)
            self._left += await self._ledger.reserve(now.date(), wanted, most=self._most)
        self._empty = self._left < messages
        if self._empty:
            return False
        self._left -= messages
        return True
