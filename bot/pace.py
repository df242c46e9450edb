"""When to read a source again. Pure: the next poll is stored data, so a restart keeps it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

QUIET_SHARE = 1 / 30
"""A page quiet for half an hour is polled once a minute: news may come late by a thirtieth of the
silence before it."""

JITTER = 0.2
"""Failing sources are spread by up to this share, so that they do not come back in step."""


LEAD = timedelta(minutes=2)
"""How long before its announced start a page is read as if it were busy already."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The shortest and longest pause between two polls of a source, in seconds."""

    shortest: float
    longest: float

    @property
    def slowly(self) -> "Bounds":
        """For a source that is read for corrections alone: always the longest pause."""
        return Bounds(self.longest, self.longest)


def after_success(
    now: datetime,
    bounds: Bounds,
    *,
    active_at: datetime,
    asked: float = 0.0,
    starts_at: datetime | None = None,
) -> datetime:
    """The next poll of a source that answered.

    `active_at` is when its page last changed; `asked` is the pause its server asked for in
    seconds, obeyed up to the longest pause. Around `starts_at` a page is busy, and it is read in
    time for that however long it has been quiet.
    """
    quiet = (now - active_at).total_seconds() * QUIET_SHARE
    if starts_at is not None:
        awake = (now - (starts_at - LEAD)).total_seconds()
        quiet = min(quiet, awake * QUIET_SHARE if awake >= 0 else -awake)
    pause = min(max(bounds.shortest, quiet, asked), bounds.longest)
    return now + timedelta(seconds=pause)


def after_failure(
    now: datetime, bounds: Bounds, *, failures: int, chance: float, asked: float = 0.0
) -> datetime:
    """The next poll of a source that failed `failures` times in a row (1 or more).

    The pause doubles with each failure up to the longest; `chance` (0 to 1) spreads it. A pause
    the server asked for is obeyed in full.
    """
    doubled: float = bounds.shortest * 2 ** min(failures, 16)
    pause = min(doubled, bounds.longest) * (1 + JITTER * chance)
    return now + timedelta(seconds=max(pause, asked))
