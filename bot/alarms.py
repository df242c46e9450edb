"""Use case: tell the owners of what only a person can mend, once an hour for each kind."""

import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from bot.books import NoticeBox
from bot.model import Part
from bot.text import Text, bold

log = logging.getLogger(__name__)

Alarm = Callable[[str, str], Awaitable[None]]
"""Sound an alarm: its kind, by which it is told once an hour, and what is the matter, in words."""


class Alarms:
    """An ERROR line in the log and a notice to each owner, once an hour for each kind.

    The log is the surer of the two, and the only one where the alarm is that nothing can be sent.
    """

    def __init__(
        self, notices: NoticeBox, owners: Collection[int], clock: Callable[[], datetime]
    ) -> None:
        self._notices = notices
        self._owners = tuple(owners)
        self._clock = clock
        self._said: dict[str, str] = {}

    async def sound(self, kind: str, words: str) -> None:
        """Log it and tell the owners, unless both were done this hour. Never raises."""
        now = self._clock()
        hour = f"{now:%Y-%m-%dT%H}"
        if self._said.get(kind) == hour:
            log.debug("%s: %s", kind, words)
            return
        self._said[kind] = hour
        log.error("%s", words)
        part = Part(bold("Something needs mending") + Text(f"\n{words}"))
        try:
            for owner in self._owners:
                # Also told once after a restart within the hour.
                await self._notices.add(owner, part, now, once=f"alarm:{kind}:{hour}")
        except Exception:
            log.exception("the owners could not be told")
