"""What arrives twice goes out once: the same story of two sources, the same picture twice. Pure.

A duplicate is stored and followed like any post of its source, but nobody is told of it. It may
lend its original what that lacks: a picture, and the mark of a key moment. It goes out by itself
only when its own source has the last word: when it was edited after its original last changed, and
the original did not follow within `PATIENCE`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.changes import PostChange
from bot.model import ChangeKind, Media, Post, PostKind, SeenPost, Snapshot
from bot.picture_keys import picture_keys
from bot.same_story import Told, tells_the_same

PATIENCE = timedelta(minutes=10)
"""How long a duplicate that was corrected waits for its original to be corrected too."""

AnyPost = TypeVar("AnyPost", Post, SeenPost)


# --- Before a reading is compared -----------------------------------------------------------------


def as_shown(snapshot: Snapshot, own: Sequence[Post], stored: Sequence[Post]) -> Snapshot:
    """The snapshot with its announced posts as they went out, so that this is no edit.

    Left out are pictures that another post shows; added is what duplicates have lent. `own` are
    the stored posts of this source, `stored` all of the coverage.
    """
    announced = {post.key: post for post in own if _is_shown(post)}
    lenders = _lenders(stored)
    held = _Held(stored)
    posts = []
    for seen in snapshot.posts:
        post = announced.get(seen.key)
        if post is not None:
            seen = held.leave_out(_borrowing(seen, post, lenders.get(post.id, ())), post)  # noqa: PLW2901 - the post as it went out takes the place of what the page shows
            held.add(seen, post)
        posts.append(seen)
    return replace(snapshot, posts=tuple(posts))


def _is_shown(post: Post) -> bool:
    return post.stands and post.posted_seq > 0


def _lenders(stored: Iterable[Post]) -> Mapping[int, list[Post]]:
    """The duplicates that their sources still show, by the id of their original."""
    lenders: dict[int, list[Post]] = {}
    for post in stored:
        if post.duplicate_of is not None and post.withdrawn_at is None:
            lenders.setdefault(post.duplicate_of, []).append(post)
    return lenders


def _borrowing(seen: SeenPost, post: Post, lenders: Sequence[Post]) -> SeenPost:
    """What the source shows of a post, with what it has borrowed and its duplicates still have."""
    if not lenders:
        return seen
    lent = {key for one in lenders for item in one.media for key in picture_keys(item)}
    borrowed = tuple(item for item in post.media if picture_keys(item) & lent)
    key_moment = post.key_moment and any(one.key_moment for one in lenders)
    return replace(seen, media=seen.media or borrowed, key_moment=seen.key_moment or key_moment)


class _Held:
    """Which post shows which picture."""

    def __init__(self, posts: Iterable[Post]) -> None:
        self._by_key: dict[str, Post] = {}
        for post in posts:
            if _is_shown(post):
                self.add(post, post)

    def add(self, shown: Post | SeenPost, post: Post) -> None:
        """Note the pictures that `post` shows; the first to show one keeps it."""
        for item in shown.media:
            for key in picture_keys(item):
                self._by_key.setdefault(key, post)

    def leave_out(self, shown: AnyPost, post: Post) -> AnyPost:
        """`shown` without the pictures that others show and `post` did not have.

        A key moment, a pinned post, and one that would have nothing left keep them all.
        """
        if not shown.media or shown.key_moment or shown.pinned:
            return shown
        had = {key for item in post.media for key in picture_keys(item)} if post.posted_seq else ()
        kept = tuple(
            item
            for item in shown.media
            if not self._by_other(item, post) or not picture_keys(item).isdisjoint(had)
        )
        if len(kept) == len(shown.media) or not (kept or shown.headline or shown.body):
            return shown
        return replace(shown, media=kept)

    def holder(self, item: Media) -> Post | None:
        """The post that shows the picture; None if none does."""
        found = (self._by_key.get(key) for key in picture_keys(item))
        return next((post for post in found if post is not None), None)

    def _by_other(self, item: Media, post: Post) -> bool:
        holder = self.holder(item)
        return holder is not None and (holder.id, holder.key) != (post.id, post.key)


# --- After it was compared ------------------------------------------------------------------------


def told_once(
    changes: Sequence[PostChange], stored: Sequence[Post], source_id: int, now: datetime
) -> tuple[PostChange, ...]:
    """The changes of one source without what other sources, or earlier posts, have told already.

    `stored` are all posts of the coverage, or those that matter while nothing new is shown;
    `source_id` is 0 for a source that is only being added. Added are what originals borrow from
    new duplicates, and the duplicates that go out by themselves from now on.
    """
    by_id = {post.id: post for post in stored}
    fresh = [change.post for change in changes if _may_repeat(change)]
    others = [
        post
        for post in stored
        if post.kind is PostKind.UPDATE and post.source_id not in {source_id, None}
    ]
    told = Told(others, fresh) if fresh and others else None
    held = _Held(stored)
    settled: list[PostChange] = []
    borrowed: list[PostChange] = []
    for change in changes:
        one = _settle(change, told, held)
        settled.append(one)
        original = by_id.get(one.post.duplicate_of or 0)
        lent = _lend(original, one.post, held) if original and change.kinds else None
        if lent is not None:
            by_id[lent.post.id] = lent.post
            borrowed.append(lent)
    met = {change.post.id for change in changes}
    alone = [
        PostChange(held.leave_out(each.post, each.post), each.kinds)
        for each in _on_their_own(stored, by_id, now)
        if each.post.id not in met
    ]
    return (*settled, *borrowed, *alone)


def _may_repeat(change: PostChange) -> bool:
    post = change.post
    new = post.id == 0 or ChangeKind.POSTED in change.kinds
    return new and post.kind is PostKind.UPDATE and post.duplicate_of is None


def _settle(change: PostChange, told: Told | None, held: _Held) -> PostChange:
    """The change as it is stored: of a duplicate without telling anybody."""
    post = change.post
    if post.duplicate_of is not None:
        return replace(change, kinds=())
    if not _may_repeat(change):
        return change
    original = _original(post, told, held)
    if original is not None:
        return replace(change, post=replace(post, duplicate_of=original), kinds=())
    if ChangeKind.POSTED not in change.kinds:
        return change
    post = held.leave_out(post, post)
    held.add(post, post)
    return replace(change, post=post)


def _original(post: Post, told: Told | None, held: _Held) -> int | None:
    """The id of the post that this one duplicates; None if it is news."""
    if not post.headline and not post.body:
        holders = [held.holder(item) for item in post.media]
        ids = {holder.id if holder else 0 for holder in holders}
        return ids.pop() or None if len(ids) == 1 else None
    same = told.find(post) if told else None
    return None if same is None else same.duplicate_of or same.id


def _lend(original: Post, duplicate: Post, held: _Held) -> PostChange | None:
    """What an original that went out gains from a duplicate: a mark, a picture if it has none."""
    if not _is_shown(original) or duplicate.withdrawn_at is not None:
        return None
    free = tuple(item for item in duplicate.media if held.holder(item) is None)
    richer = replace(
        original,
        media=original.media or free,
        key_moment=original.key_moment or duplicate.key_moment,
    )
    if richer == original:
        return None
    held.add(richer, richer)
    promoted = richer.key_moment and not original.key_moment
    kind = ChangeKind.PROMOTED if promoted else ChangeKind.EDITED
    return PostChange(replace(richer, revision=original.revision + 1), (kind,))


def _on_their_own(
    stored: Iterable[Post], by_id: Mapping[int, Post], now: datetime
) -> Iterator[PostChange]:
    """The duplicates whose originals have not followed their correction; of history, in silence."""
    for post in stored:
        original = by_id.get(post.duplicate_of or 0)
        if original is None or post.edited_at is None or post.withdrawn_at is not None:
            continue
        turns = (original.first_seen_at, original.edited_at, original.withdrawn_at)
        if post.edited_at <= max(turn for turn in turns if turn is not None):
            continue
        if now - post.edited_at >= PATIENCE and not tells_the_same(post, original):
            kinds = (ChangeKind.POSTED,) if original.posted_seq else ()
            yield PostChange(replace(post, duplicate_of=None), kinds)
