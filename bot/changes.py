"""What changed between what is stored and what a source shows now. Pure: no I/O, no clock.

Identity is the post's own key, a change is a changed text or media list, order is the page's. A
stamp or markup that moved is no change: of 78 polls of one real ticker, 62 moved stamps alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import SnapshotRefused
from bot.likeness import FLAP, Content, content, fingerprint
from bot.model import ChangeKind, Post, PostKind, SeenPost, Snapshot
from bot.sense import sense_changed

NEWEST = 10
"""How many of the newest known posts are looked for before a snapshot is believed."""

FEW = 3
"""Below so many expected posts, the loss of most of them proves nothing."""

GONE_TOGETHER = 3
"""Posts are taken back singly: a longer row that a page lacks is a page that shows less."""

GAP = 1024
"""Positions are spaced so that a post inserted between two others needs no renumbering."""


@dataclass(frozen=True, slots=True)
class PostChange:
    """A post as it should be stored, and the changes that readers must learn of, in order.

    A new post has id 0. Without `kinds` it is bookkeeping (history at first sight, a moved
    position, an absence counted) that no reader is told about. `held` is a change that is not
    believed yet: the snapshot counts as one still to be read.
    """

    post: Post
    kinds: tuple[ChangeKind, ...] = ()
    held: bool = False


def history(snapshot: Snapshot, now: datetime) -> tuple[PostChange, ...]:
    """The posts of a coverage's first snapshot, to be stored without telling anybody."""
    return tuple(
        PostChange(_new(seen, now, position=GAP * number))
        for number, seen in enumerate(snapshot.posts, start=1)
        if not seen.withdrawn
    )


def believe(stored: Sequence[Post], snapshot: Snapshot) -> None:
    """Raise SnapshotRefused when the snapshot lacks posts that it ought to show.

    A post is expected when it is among the newest known and not below the end of the page. A page
    that shows as much news as it has lost has rolled over and lost nothing; the same posts under
    new keys are no news.
    """
    known = [post for post in stored if post.kind is PostKind.UPDATE and not post.withdrawn_at]
    if known and not snapshot.posts:
        raise SnapshotRefused("The page shows no posts any more; waiting until they are back.")
    fresh = _fresh(stored, known, snapshot)
    shown = {seen.key for seen in snapshot.posts}
    expected = _expected(known, snapshot)
    lost = sum(post.key not in shown for post in expected)
    turned_over = fresh >= lost or fresh == len(snapshot.posts)
    if len(expected) >= FEW and lost * 2 > len(expected) and not turned_over:
        raise SnapshotRefused(
            f"The page lacks {lost} of the {len(expected)} newest posts at once; waiting until "
            "they are back. If the page began anew, conclude this coverage and add the page again."
        )


def _fresh(stored: Sequence[Post], known: Sequence[Post], snapshot: Snapshot) -> int:
    """How many of the posts shown are news: of a key and content unknown so far, and not older."""
    keys, contents = {post.key for post in stored}, {_content(post) for post in known}
    newest = max((post.posted_at for post in known), default=None)
    return sum(
        seen.key not in keys
        and _content(seen) not in contents
        and (newest is None or seen.posted_at is None or seen.posted_at > newest)
        for seen in snapshot.posts
    )


def _expected(known: Sequence[Post], snapshot: Snapshot) -> list[Post]:
    """The newest known posts without those that are older than the oldest shown.

    A pinned post does not count as the oldest: it stays when its neighbours have left.
    """
    newest = sorted(known, key=lambda post: post.position)[-NEWEST:]
    times = [seen.posted_at for seen in snapshot.posts if seen.posted_at and not seen.pinned]
    return [post for post in newest if not times or post.posted_at >= min(times)]


def compare(
    stored: Sequence[Post], snapshot: Snapshot, now: datetime, *, patience: int, above: int = 0
) -> tuple[PostChange, ...]:
    """The changes that lead from `stored` to `snapshot`, oldest post first.

    `stored` are the posts of this source alone; new ones at the top of the page get positions
    above them and `above`. `patience` is the number of good snapshots in a row that must lack a
    post, though they show its neighbours, before it counts as withdrawn. Call `believe` first.
    """
    updates = sorted(
        (post for post in stored if post.kind is PostKind.UPDATE), key=lambda post: post.position
    )
    by_key = {post.key: post for post in updates}
    changes = _arrivals(updates, snapshot.posts, now, above)
    for seen in snapshot.posts:
        if post := by_key.get(seen.key):
            changes.extend(_revision(post, seen, now))
    if not any(change.held for change in changes):  # an old copy proves nobody's absence
        changes.extend(_absences(updates, snapshot.posts, now, patience))
    return tuple(sorted(changes, key=lambda change: change.post.position))


def remember_keys(changes: Sequence[PostChange], renamed: Sequence[Post]) -> tuple[PostChange, ...]:
    """The changes of a reading with new keys, and what only stores these.

    `renamed` are the posts that the page shows under new keys, with them. What is as old as they
    are and was not known again is no news either.
    """
    if not renamed:
        return tuple(changes)
    newest = max(post.posted_at for post in renamed)
    settled = [
        replace(change, kinds=())
        if not change.post.id and change.post.posted_at <= newest
        else change
        for change in changes
    ]
    touched = {change.post.id for change in changes}
    return (*settled, *(PostChange(post) for post in renamed if post.id not in touched))


def still_absent(stored: Sequence[Post], now: datetime, *, patience: int) -> tuple[PostChange, ...]:
    """What follows when a page is the same as last time: what it lacked, it lacks once more."""
    return tuple(
        _absence(post, now, patience) for post in stored if post.absences and not post.withdrawn_at
    )


# --- New posts ------------------------------------------------------------------------------------


def _arrivals(
    updates: Sequence[Post], posts: Sequence[SeenPost], now: datetime, above: int
) -> list[PostChange]:
    """Posts not stored yet. Those below the oldest known one are history coming into view."""
    by_key = {post.key: post for post in updates}
    positions = _positions(by_key, posts, above)
    newest = max((post.posted_at for post in updates), default=now)
    first_known = next(
        (n for n, seen in enumerate(posts) if seen.key in by_key and not seen.pinned), 0
    )
    changes = []
    for index, seen in enumerate(posts):
        if seen.key in by_key or seen.withdrawn:
            continue
        post = _new(seen, now, position=positions[index])
        newer = seen.posted_at is not None and seen.posted_at > newest
        if index < first_known and not newer:
            changes.append(PostChange(post))
        else:
            pinned = (ChangeKind.PINNED,) if seen.pinned else ()
            changes.append(PostChange(post, (ChangeKind.POSTED, *pinned)))
    return changes


def _positions(by_key: Mapping[str, Post], posts: Sequence[SeenPost], above: int) -> list[int]:
    """A position for every post of a snapshot; a row of unknown ones is spread evenly.

    Known posts out of order (a pinned one at the top) say nothing of their neighbours' places.
    Where no room is left between two, posts share a position and keep their order by age.
    """
    top = max((post.position for post in by_key.values()), default=0)
    positions = [by_key[seen.key].position if seen.key in by_key else 0 for seen in posts]
    row: list[int] = []
    below: int | None = None
    for index, seen in enumerate(posts):
        if seen.key not in by_key:
            row.append(index)
        elif not seen.pinned and (below is None or positions[index] > below):
            upper = positions[index]
            start = upper - GAP * (len(row) + 1) if below is None else below
            for number, place in enumerate(row, start=1):
                positions[place] = start + (upper - start) * number // (len(row) + 1)
            row, below = [], upper
    for number, place in enumerate(row, start=1):
        positions[place] = max(top, above) + GAP * number
    return positions


def _new(seen: SeenPost, now: datetime, *, position: int) -> Post:
    return Post(
        id=0,
        coverage_id=0,
        key=seen.key,
        kind=PostKind.UPDATE,
        revision=1,
        position=position,
        headline=seen.headline,
        body=seen.body,
        media=seen.media,
        posted_at=seen.posted_at or now,
        first_seen_at=now,
        url=seen.url,
        key_moment=seen.key_moment,
        pinned=seen.pinned,
    )


# --- Known posts ----------------------------------------------------------------------------------


def _revision(post: Post, seen: SeenPost, now: datetime) -> list[PostChange]:
    """What a post that is stored and shown has become; nothing where nothing changed."""
    if seen.withdrawn:
        if post.withdrawn_at:
            return []
        gone = replace(post, withdrawn_at=now, absences=0)
        return [PostChange(gone, (ChangeKind.WITHDRAWN,))]
    kinds: list[ChangeKind] = []
    updated = replace(post, absences=0)
    if _is_old_copy(post, seen, now):
        return [PostChange(updated, held=True)]
    if _content(post) != _content(seen):
        kinds.append(ChangeKind.EDITED)
        corrected = now if sense_changed(_wording(post), _wording(seen)) else post.corrected_at
        updated = replace(
            updated,
            headline=seen.headline,
            body=seen.body,
            media=seen.media,
            corrected_at=corrected,
            former=_fingerprint(post),
            edited_at=now,
        )
    if seen.key_moment != post.key_moment:
        kinds.append(ChangeKind.PROMOTED if seen.key_moment else ChangeKind.EDITED)
        updated = replace(updated, key_moment=seen.key_moment)
    if post.withdrawn_at:
        kinds = [ChangeKind.RESTORED]
        updated = replace(updated, withdrawn_at=None)
    if kinds:
        updated = replace(updated, revision=post.revision + 1)
    if seen.pinned != post.pinned:
        kinds.append(ChangeKind.PINNED if seen.pinned else ChangeKind.UNPINNED)
        updated = replace(updated, pinned=seen.pinned)
    if updated == post:
        return []
    return [PostChange(updated, tuple(dict.fromkeys(kinds)))]


def _is_old_copy(post: Post, seen: SeenPost, now: datetime) -> bool:
    """Whether the page only says again what it said before its newest edit, moments ago."""
    if post.edited_at is None or post.withdrawn_at or now - post.edited_at >= FLAP:
        return False
    return _content(post) != _content(seen) and _fingerprint(seen) == post.former


def _absences(
    updates: Sequence[Post], posts: Sequence[SeenPost], now: datetime, patience: int
) -> list[PostChange]:
    """Posts gone from among their neighbours; one that left the end of the page is not gone.

    A pinned post is nobody's neighbour: it is still shown when those around it have left.
    """
    shown = {seen.key: seen for seen in posts}
    anchored = False
    gone: list[Post] = []
    row: list[Post] = []
    for post in updates:
        seen = shown.get(post.key)
        if seen is None:
            if anchored and not post.withdrawn_at:
                row.append(post)
        elif not seen.pinned:
            gone += _singly(row)
            anchored, row = True, []
    gone += _singly(row)
    return [_absence(post, now, patience) for post in gone]


def _singly(row: list[Post]) -> list[Post]:
    return row if len(row) <= GONE_TOGETHER else []


def _absence(post: Post, now: datetime, patience: int) -> PostChange:
    absences = post.absences + 1
    if absences < patience:
        return PostChange(replace(post, absences=absences))
    return PostChange(replace(post, absences=0, withdrawn_at=now), (ChangeKind.WITHDRAWN,))


# --- Normal forms ---------------------------------------------------------------------------------


def _content(post: Post | SeenPost) -> Content:
    return content(post.headline, post.body.value, post.media)


def _fingerprint(post: Post | SeenPost) -> str:
    return fingerprint(_content(post))


def _wording(post: Post | SeenPost) -> str:
    return f"{post.headline}\n{post.body.value}"
