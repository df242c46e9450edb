"""Which day a bare clock time was on: counted from what the page says of itself. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser

from bot.sources import about, stamps
from bot.sources.dates import Day
from bot.sources.document import Document

_AHEAD = timedelta(minutes=10)
# Editors insert posts a little out of order; a step back further than this is another day.
_OUT_OF_ORDER = 120
_HALF_DAY = 12 * 60


@dataclass(frozen=True, slots=True)
class ShownTime:
    """A clock time in minutes from midnight, with the day written for it or the exact moment."""

    minutes: int
    day: Day | None = None
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """When the newest post was at the latest; and when the page began, if only that is known."""

    latest: datetime
    began: datetime | None = None


def span_of(tree: LexborHTMLParser, document: Document) -> Span:
    """What a page says of when it was written."""
    modified = about.modified(tree, document.text, document.timezone)
    published = about.published(tree, document.text, document.timezone)
    if modified == published:
        modified = None  # a page that never says when it changed
    latest = min(modified or document.fetched_at, document.fetched_at) + _AHEAD
    return Span(latest, None if modified else published)


def newest_first(listed: Sequence[ShownTime]) -> bool:
    """Which way a list of posts runs; without evidence the newest stands on top."""
    # The shorter way round the clock, so that midnight is no step back.
    steps = [
        (two.minutes - one.minutes + _HALF_DAY) % (2 * _HALF_DAY) - _HALF_DAY
        for one, two in pairwise(listed)
        if one.day == two.day and one.minutes != two.minutes
    ]
    if not steps:  # one post a day, or two of one minute: the days must tell
        steps = [
            1 if (two.day.month, two.day.day) > (one.day.month, one.day.day) else -1
            for one, two in pairwise(listed)
            if one.day and two.day and one.day != two.day
        ]
    return sum(step > 0 for step in steps) * 2 <= len(steps)


def days(newest_first: Sequence[ShownTime], span: Span, timezone: str) -> list[date]:
    """The day of each time: as written, else counted back from the newest post's."""
    here = stamps.local(span.latest, timezone)
    found: list[date] = []
    for number, shown in enumerate(newest_first):
        if shown.moment:
            day = stamps.local(shown.moment, timezone).date()
        elif shown.day and (written := shown.day.on(here.date())):
            day = written
        elif not number:
            day = here.date() - timedelta(days=shown.minutes > here.hour * 60 + here.minute)
        else:
            back = shown.minutes > newest_first[number - 1].minutes + _OUT_OF_ORDER
            day = found[-1] - timedelta(days=back)
        found.append(day)
    if span.began is None or any(shown.day or shown.moment for shown in newest_first):
        return found
    # The oldest post was of the day on which the page began.
    late = max(found[-1] - stamps.local(span.began, timezone).date(), timedelta())
    return [day - late for day in found]
