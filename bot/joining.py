"""What is stored when an editor gives a coverage another source, or has one read anew. Pure.

Nothing of it is told to anybody: what a source shows already is history.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate

from bot.changes import GAP, PostChange, history
from bot.duplicates import told_once
from bot.identity import with_new_keys
from bot.model import Post, Snapshot


def joining(snapshot: Snapshot, stored: Sequence[Post], now: datetime) -> tuple[PostChange, ...]:
    """The posts of a new source beside those of the others, each at the place of its time.

    What the others have told already is stored as a duplicate.
    """
    changes = _among(history(snapshot, now), stored)
    return told_once(changes, stored, 0, now)


def read_anew(
    snapshot: Snapshot, source_id: int, stored: Sequence[Post], now: datetime
) -> tuple[PostChange, ...]:
    """What a source shows when it is read in another way: known posts under their new keys.

    Those that are not known again are history, or duplicates of what other sources have told.
    `stored` are all posts of the coverage.
    """
    before = [post for post in stored if post.source_id == source_id]
    own = with_new_keys(before, snapshot)
    renamed = [new for new, old in zip(own, before, strict=True) if new.key != old.key]
    keys = {post.key for post in own}
    fresh = [one for one in history(snapshot, now) if one.post.key not in keys]
    changes = [*(PostChange(post) for post in renamed), *_among(fresh, stored)]
    return told_once(changes, stored, source_id, now)


def _among(changes: Iterable[PostChange], stored: Sequence[Post]) -> list[PostChange]:
    """The changes with their posts placed by time among those stored, in their own order."""
    known = sorted((post.posted_at, post.position) for post in stored)
    times = [time for time, _ in known]
    highest = list(accumulate((position for _, position in known), max))
    lowest = min((position for _, position in known), default=2 * GAP) - GAP
    placed: list[PostChange] = []
    at_least = lowest
    for change in changes:
        before = bisect_right(times, change.post.posted_at)
        at_least = max(at_least, highest[before - 1] if before else lowest)
        placed.append(replace(change, post=replace(change.post, position=at_least)))
    return placed
