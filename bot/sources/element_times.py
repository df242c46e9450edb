"""Keys and times of posts that are elements: by their ids, or by the times they show. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser

from bot.sources import stamps
from bot.sources.clock import Opening
from bot.sources.days import ShownTime, days, newest_first, span_of
from bot.sources.document import Document
from bot.sources.page import Element

_NUMBER = re.compile(r"\d+")
_TWICE = 2


def keys_of(
    ids: Sequence[str], read: Sequence[Element], times: Sequence[datetime | None]
) -> list[str]:
    """The posts' ids, or their times where there are none or they only count places."""
    by_time = _time_keys(times)
    if _are_shared(ids, times):
        return by_time
    if all(ids) and not _count_places(ids, times):
        return list(ids)
    return [
        element.stable_id or other or one
        for one, other, element in zip(ids, by_time, read, strict=True)
    ]


def _are_shared(ids: Sequence[str], times: Sequence[object]) -> bool:
    """Whether posts of different times carry one id: then it is the page's, not theirs.

    One that stands at its place and where it is pinned carries its own id twice.
    """
    carried = Counter(one for one in ids if one)
    shared = {one for one, uses in carried.items() if uses > _TWICE or 1 < uses == len(ids)}
    named = {(one, time) for one, time in zip(ids, times, strict=True) if one in shared}
    return len(named) > len(shared)


def _count_places(ids: Sequence[str], times: Sequence[datetime | None]) -> bool:
    """Whether ids count from the top: then every new post would take those of all the others."""
    numbers = [_NUMBER.findall(one)[-1:] for one in ids]
    counted = any(
        numbers == [[str(place)] for place in range(start, start + len(ids))] for start in (0, 1)
    )
    known = [time for time in times if time is not None]
    return counted and len(known) == len(ids) and known == sorted(known, reverse=True)


def _time_keys(times: Sequence[datetime | None]) -> list[str]:
    """A key for each time; of several posts of one time the last listed is the first."""
    keys: list[str] = []
    used: Counter[str] = Counter()
    for time in reversed(times):
        key = f"at-{time:%Y%m%dT%H%M%SZ}" if time else "at-no-time"
        used[key] += 1
        keys.append(key if used[key] == 1 else f"{key}-{used[key]}")
    return keys[::-1]


def times_of(
    ids: Sequence[str],
    read: Sequence[Element],
    clocks: Iterable[Opening | None],
    tree: LexborHTMLParser,
    document: Document,
) -> list[datetime | None]:
    """The time each post shows, else the one its attributes tell, else its bare clock's."""
    shown = [_believable(element.shown_at, document) for element in read]
    told = [_believable(element.data_at, document) for element in read]
    best = [one or two for one, two in zip(shown, told, strict=True)]
    if any(best):
        return best
    # A pinned post stands above its place: there its clock would be taken for another day's.
    listed = list(clocks)
    last = {one or str(number): number for number, one in enumerate(ids)}
    once = sorted(last.values()) if not _are_shared(ids, range(len(ids))) else range(len(ids))
    counted = _clock_times([listed[number] for number in once], tree, document)
    by_place = dict(zip(once, counted, strict=True))
    return [
        by_place[number] if number in by_place else by_place[last[one]]
        for number, one in enumerate(ids)
    ]


def _clock_times(
    listed: Iterable[Opening | None], tree: LexborHTMLParser, document: Document
) -> list[datetime | None]:
    clocks = list(listed)
    known = [clock for clock in clocks if clock is not None]
    if len(known) < len(clocks):
        return [None] * len(clocks)
    shown = [ShownTime(clock.hour * 60 + clock.minute, clock.day) for clock in known]
    down = newest_first(shown)
    counted = days(shown if down else shown[::-1], span_of(tree, document), document.timezone)
    return [
        stamps.believable(
            stamps.at(day, clock.hour, clock.minute, clock.timezone or document.timezone),
            document.fetched_at,
        )
        for clock, day in zip(known, counted if down else counted[::-1], strict=True)
    ]


def _believable(moment: datetime | None, document: Document) -> datetime | None:
    return stamps.believable(moment, document.fetched_at)
