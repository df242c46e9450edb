"""When to read a source again. Pure: the next poll is stored data, so a restart keeps it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

QUIET_SHARE = 1 / 30
"""A page quiet for half an hour is polled once a minute: news may come late by a thirtieth of the
silence before it."""

JITTER = 0.2
"""Failing sources are spread by up to this share, so that they do not come back in step."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The shortest and longest pause between two polls of a source, in seconds."""

    shortest: float
    longest: float


def after_success(
    now: datetime, bounds: Bounds, *, active_at: datetime, asked: float = 0.0
) -> datetime:
    """The next poll of a source that answered.

    `active_at` is when its page last changed; `asked` is the pause its server asked for in
    seconds, obeyed up to the longest pause.
    """
    quiet = (now - active_at).total_seconds() * QUIET_SHARE
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
