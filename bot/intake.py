"""What one reading of a source changes in its coverage: all rules about it, one after the other.

Pure. The posts are known again where the page has renamed them, the reading is believed or refused,
compared with what is stored, stubs are held back, and what was told before is not told again.
"""

from collections.abc import Sequence
from datetime import datetime

from bot import duplicates
from bot.changes import PostChange, believe, compare, remember_keys, still_absent
from bot.errors import SnapshotRefused
from bot.identity import with_new_keys
from bot.model import Post, Snapshot, Source
from bot.stubs import Holding, announce, hold_back


def changes_of(
    source: Source,
    stored: Sequence[Post],
    snapshot: Snapshot | None,
    now: datetime,
    *,
    patience: int,
    holding: Holding,
) -> tuple[PostChange, ...]:
    """The changes that a reading leads to; None for a snapshot that is the same as the last.

    `stored` are the posts of all sources of the coverage, or those that matter while nothing new is
    shown. Raises SnapshotRefused where the reading cannot be believed.
    """
    own = [post for post in stored if post.source_id in {source.id, None}]
    if snapshot is None:
        found = still_absent(own, now, patience=patience)
    else:
        refuse_another_format(source, snapshot)
        known, own = own, with_new_keys(own, snapshot)
        renamed = {new.id: new for new, old in zip(own, known, strict=True) if new is not old}
        stored = [renamed.get(post.id, post) for post in stored]
        believe(own, snapshot)
        above = max((post.position for post in stored), default=0)
        shown = duplicates.as_shown(snapshot, own, stored)
        found = compare(own, shown, now, patience=patience, above=above)
        found = remember_keys(found, tuple(renamed.values()))
    found = hold_back(found, own, now, holding)
    found = duplicates.told_once(found, stored, source.id, now)
    # After the end not even a duplicate goes out by itself.
    return hold_back(found, (), now, holding) if holding.ended else found


def released(
    ready: Sequence[Post], stored: Sequence[Post], now: datetime
) -> tuple[PostChange, ...]:
    """The changes that tell of posts of one coverage which were held back long enough."""
    return tuple(
        change
        for source_id in sorted({post.source_id or 0 for post in ready})
        for change in duplicates.told_once(
            announce([post for post in ready if (post.source_id or 0) == source_id], now),
            stored,
            source_id,
            now,
        )
    )


def refuse_another_format(source: Source, snapshot: Snapshot) -> None:
    """Raise SnapshotRefused for a page that looks different once.

    One that stays so is believed (`Source.doubted`), and so is what an editor has settled.
    """
    if source.pinned_format or source.selectors or source.doubted or not source.format:
        return
    if snapshot.format != source.format:
        raise SnapshotRefused(
            f"The page has lost its usual form ({source.format}). If that lasts, it will be read "
            f"in another way ({snapshot.format})."
        )
