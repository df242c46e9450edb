"""Posts that are stored but held back for a while: stubs, and what appears after the end. Pure.

Half of all edits follow within two minutes, often because a stub ("Meeting begins —") is written
out. One that is held back for its first seconds goes out once, in its full form.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.changes import PostChange
from bot.model import ChangeKind, Post

SHORT = 80
"""A text of at least this many characters is no stub, however it ends."""

_SENTENCE_ENDS = frozenset(".!?。！？؟")
_CLOSERS = "\"'»”’“)]"


@dataclass(frozen=True, slots=True)
class Holding:
    """How new posts are held back: stubs for `stubs` (zero: not at all), and all of them `ended`.

    `ended` is for a coverage that is over: what is new goes out if it is reopened.
    """

    stubs: timedelta = timedelta()
    ended: bool = False

    def holds(self, post: Post, now: datetime) -> bool:
        """Whether a post that nobody was told of yet is to wait."""
        if self.ended:
            return True
        return now - post.first_seen_at < self.stubs and is_stub(post)


def is_stub(post: Post) -> bool:
    """Whether a post looks unfinished: a headline alone, or a short text without an end.

    What shows a picture or is flagged as important is news as it stands.
    """
    if post.media or post.key_moment or post.pinned:
        return False
    text = " ".join(post.body.value.split())
    return len(text) < SHORT and text.rstrip(_CLOSERS)[-1:] not in _SENTENCE_ENDS


def hold_back(
    changes: Sequence[PostChange], stored: Sequence[Post], now: datetime, holding: Holding
) -> tuple[PostChange, ...]:
    """The changes with what has to wait stored silently, and what waited long enough announced.

    What happens to a post before anybody was told of it is no news: it goes out once, as it then
    is, and a post taken back meanwhile never does.
    """
    waiting = {post.id for post in stored if post.unannounced}
    settled = [_settle(change, change.post.id in waiting, now, holding) for change in changes]
    touched = {change.post.id for change in changes}
    left = [post for post in stored if post.unannounced and post.id not in touched]
    return (*settled, *announce(left, now, holding))


def announce(
    waiting: Sequence[Post], now: datetime, holding: Holding | None = None
) -> tuple[PostChange, ...]:
    """The changes that tell of posts held back so far, of those that need not wait any longer."""
    ready = holding or Holding()
    return tuple(
        _told(post)
        for post in waiting
        if post.unannounced and not post.withdrawn_at and not ready.holds(post, now)
    )


def _settle(change: PostChange, waited: bool, now: datetime, holding: Holding) -> PostChange:  # noqa: FBT001 - one caller, beside it
    post = change.post
    if not waited:
        if ChangeKind.POSTED in change.kinds and holding.holds(post, now):
            return replace(change, post=replace(post, unannounced=True), kinds=())
        return change
    if post.withdrawn_at or change.held:
        return replace(change, kinds=())
    fresh = replace(post, revision=1, corrected_at=None)
    if holding.holds(fresh, now):
        return replace(change, post=fresh, kinds=())
    return _told(fresh)


def _told(post: Post) -> PostChange:
    pinned = (ChangeKind.PINNED,) if post.pinned else ()
    return PostChange(replace(post, unannounced=False), (ChangeKind.POSTED, *pinned))
