"""Which posts of a page are which, after the page has given them new keys. Pure.

A page that is rebuilt, or read in another format from now on, shows its old posts under new ids.
They are known again by what they say.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from difflib import SequenceMatcher

from bot.model import Post, PostKind, SeenPost, Snapshot
from bot.sense import normal

FEWEST = 2
"""A single post of known content under a new key may well be a second post that says the same."""

ALIKE = 0.6
"""A post of the same minute whose text shares this much was edited while its page was rebuilt."""

_ENOUGH = 2_000


def with_new_keys(stored: Sequence[Post], snapshot: Snapshot) -> list[Post]:
    """The stored posts, those that the page shows under new keys with these.

    Nothing is renamed while the page shows most of the posts it still has under the keys they
    are known by: then what looks known is news that says the same.
    """
    known = {post.key: post for post in stored if post.kind is PostKind.UPDATE}
    strange = [seen for seen in snapshot.posts if seen.key not in known and not seen.withdrawn]
    shown = sum(seen.key in known for seen in snapshot.posts)
    if len(strange) <= shown:
        return list(stored)
    keys = {seen.key for seen in snapshot.posts}
    missing = [
        post for post in known.values() if post.key not in keys and post.withdrawn_at is None
    ]
    found = _pairs(missing, strange)
    if len(found) < FEWEST or len(found) <= shown:
        return list(stored)
    return [replace(post, key=found[post.key]) if post.key in found else post for post in stored]


def _pairs(missing: Sequence[Post], strange: Sequence[SeenPost]) -> dict[str, str]:
    """The new key by the old one: for equal words, then for the same time or for like words."""
    found: dict[str, str] = {}
    by_words: dict[str, list[Post]] = defaultdict(list)
    for post in sorted(missing, key=lambda post: post.position, reverse=True):
        by_words[_words(post)].append(post)
    left = []
    for seen in strange:  # posts that say the same are paired from the oldest on
        if _words(seen) and (same := by_words.get(_words(seen))):
            found[same.pop().key] = seen.key
        else:
            left.append(seen)
    times = Counter(seen.posted_at for seen in strange)
    for seen in left:
        near = [post for post in missing if post.key not in found and _same_minute(post, seen)]
        best = max(near, key=lambda post: _likeness(post, seen), default=None)
        if best is None:
            continue
        alone = len(near) == 1 and best.posted_at == seen.posted_at and times[seen.posted_at] == 1
        if alone or _likeness(best, seen) >= ALIKE:
            found[best.key] = seen.key
    return found


def _words(post: Post | SeenPost) -> str:
    """What a post says; formats may differ on what of it is the headline."""
    return normal(f"{post.headline} {post.body.value}").casefold()


def _same_minute(post: Post, seen: SeenPost) -> bool:
    """Formats may differ on whether they show the seconds."""
    moment = seen.posted_at
    return moment is not None and _minute(post.posted_at) == _minute(moment)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _likeness(post: Post, seen: SeenPost) -> float:
    one, other = _words(post)[:_ENOUGH], _words(seen)[:_ENOUGH]
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
