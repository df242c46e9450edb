"""What changed between what is stored and what a source shows now. Pure: no I/O, no clock.

Identity is the post's own key, a change is a changed text or media list, order is the page's. A
stamp or markup that moved is no change: of 78 polls of one real ticker, 62 moved stamps alone.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.errors import SnapshotRefused
from bot.model import ChangeKind, Media, Post, PostKind, SeenPost, Snapshot

NEWEST = 10
"""How many of the newest known posts are looked for before a snapshot is believed."""

FEW = 3
"""Below so many expected posts, the loss of most of them proves nothing."""

GAP = 1024
"""Positions are spaced so that a post inserted between two others needs no renumbering."""

STUB = 80
"""A text shorter than this many characters that doubles is a stub being written out."""

SAME_WORD = 0.75
"""Two spellings that share this much of their letters are one word with a typing error."""

VOLATILE = frozenset(
    "auto crop dpr expires fit format h height q quality s sig signature token ts v w width".split()
)
"""Query parameters of a media address that change without the picture changing."""

NEGATIONS = frozenset(
    "no not never none without нет не ни никогда без немає ні ніколи değil yok hayır hiç".split()
)


@dataclass(frozen=True, slots=True)
class PostChange:
    """A post as it should be stored, and the changes that readers must learn of, in order.

    A new post has id 0. Without `kinds` it is bookkeeping (history at first sight, a moved
    position, an absence counted) that no reader is told about.
    """

    post: Post
    kinds: tuple[ChangeKind, ...] = ()


def history(snapshot: Snapshot, now: datetime) -> tuple[PostChange, ...]:
    """The posts of a coverage's first snapshot, to be stored without telling anybody."""
    return tuple(
        PostChange(_new(seen, now, position=GAP * number))
        for number, seen in enumerate(snapshot.posts, start=1)
        if not seen.withdrawn
    )


def believe(stored: Sequence[Post], snapshot: Snapshot) -> None:
    """Raise SnapshotRefused when the snapshot lacks posts that it ought to show.

    A post is expected when it is among the newest known and not older than the oldest post shown:
    a page that rolled over to newer posts has lost nothing.
    """
    known = [post for post in stored if post.kind is PostKind.UPDATE and not post.withdrawn_at]
    if known and not snapshot.posts:
        raise SnapshotRefused("The page shows no posts any more; waiting until they are back.")
    shown = {seen.key for seen in snapshot.posts}
    times = [seen.posted_at for seen in snapshot.posts if seen.posted_at]
    oldest = min(times) if times else None
    newest = sorted(known, key=lambda post: post.position)[-NEWEST:]
    expected = [post for post in newest if oldest is None or post.posted_at >= oldest]
    lost = sum(post.key not in shown for post in expected)
    if len(expected) >= FEW and lost * 2 > len(expected):
        raise SnapshotRefused(
            f"The page lacks {lost} of the {len(expected)} newest posts at once; "
            "waiting until they are back."
        )


def compare(
    stored: Sequence[Post], snapshot: Snapshot, now: datetime, *, patience: int
) -> tuple[PostChange, ...]:
    """The changes that lead from `stored` to `snapshot`, oldest post first.

    `patience` is the number of good snapshots in a row that must lack a post, though they show
    its neighbours, before it counts as withdrawn. Call `believe` first.
    """
    updates = sorted(
        (post for post in stored if post.kind is PostKind.UPDATE), key=lambda post: post.position
    )
    by_key = {post.key: post for post in updates}
    changes = list(_arrivals(updates, by_key, snapshot, now))
    for seen in snapshot.posts:
        if post := by_key.get(seen.key):
            changes.extend(_revision(post, seen, now))
    changes.extend(_absences(updates, {seen.key for seen in snapshot.posts}, now, patience))
    return tuple(sorted(changes, key=lambda change: change.post.position))


def still_absent(stored: Sequence[Post], now: datetime, *, patience: int) -> tuple[PostChange, ...]:
    """What follows when a page is the same as last time: what it lacked, it lacks once more."""
    return tuple(
        _absence(post, now, patience) for post in stored if post.absences and not post.withdrawn_at
    )


def sense_changed(old: str, new: str) -> bool:
    """Whether an edit changes what the text says, so that it deserves a visible mark.

    Pure growth, typing errors and changed punctuation do not; a changed figure, a negation that
    came or went, or replaced words do.
    """
    before, after = _words(old), _words(new)
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    if any(_has_digit(word) for word in gone):
        return True
    if any(word in NEGATIONS for word in gone):
        return True
    if any(word in NEGATIONS for word in come) and " ".join(before) not in " ".join(after):
        return True
    if len(old) < STUB and len(new) >= 2 * len(old):
        return False
    return not all(_typing_error(word, come) for word in gone)


# --- New posts ------------------------------------------------------------------------------------


def _arrivals(
    updates: Sequence[Post], by_key: dict[str, Post], snapshot: Snapshot, now: datetime
) -> list[PostChange]:
    """Posts not stored yet. Those below the oldest known one are history coming into view."""
    positions = _positions(updates, by_key, snapshot.posts)
    first_known = next(
        (index for index, seen in enumerate(snapshot.posts) if seen.key in by_key), None
    )
    changes = []
    for index, seen in enumerate(snapshot.posts):
        if seen.key in by_key or seen.withdrawn:
            continue
        post = _new(seen, now, position=positions[index])
        newer = all(post.posted_at > other.posted_at for other in updates)
        if first_known is not None and index < first_known and not newer:
            changes.append(PostChange(post))
        else:
            pinned = (ChangeKind.PINNED,) if seen.pinned else ()
            changes.append(PostChange(post, (ChangeKind.POSTED, *pinned)))
    return changes


def _positions(
    updates: Sequence[Post], by_key: dict[str, Post], posts: Sequence[SeenPost]
) -> list[int]:
    """A position for every post of a snapshot; unknown ones go between their known neighbours."""
    positions: list[int] = []
    last = updates[-1].position if updates else 0
    above: list[int | None] = [None] * len(posts)
    following: int | None = None
    for index in range(len(posts) - 1, -1, -1):
        above[index] = following
        if known := by_key.get(posts[index].key):
            following = known.position
    below: int | None = None
    for index, seen in enumerate(posts):
        known = by_key.get(seen.key)
        upper = above[index]
        if known:
            position = known.position
        elif upper is None:
            position = max(last, below or 0) + GAP
        elif below is None:
            position = upper - GAP * (index + 1)
        else:
            position = (below + upper) // 2
        positions.append(position)
        below = position
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
    if _content(post) != _content(seen):
        kinds.append(ChangeKind.EDITED)
        corrected = now if sense_changed(_wording(post), _wording(seen)) else post.corrected_at
        updated = replace(
            updated,
            headline=seen.headline,
            body=seen.body,
            media=seen.media,
            corrected_at=corrected,
        )
    if seen.key_moment != post.key_moment:
        kinds.append(ChangeKind.PROMOTED if seen.key_moment else ChangeKind.EDITED)
        updated = replace(updated, key_moment=seen.key_moment)
    if kinds:
        updated = replace(updated, revision=post.revision + 1)
    if post.withdrawn_at:
        kinds = [ChangeKind.RESTORED]
        updated = replace(updated, withdrawn_at=None)
    if seen.pinned != post.pinned:
        kinds.append(ChangeKind.PINNED if seen.pinned else ChangeKind.UNPINNED)
        updated = replace(updated, pinned=seen.pinned)
    if updated == post:
        return []
    return [PostChange(updated, tuple(dict.fromkeys(kinds)))]


def _absences(
    updates: Sequence[Post], shown: set[str], now: datetime, patience: int
) -> list[PostChange]:
    """Posts gone from among their neighbours; one that left the end of the page is not gone."""
    visible = [index for index, post in enumerate(updates) if post.key in shown]
    if not visible:
        return []
    return [
        _absence(post, now, patience)
        for post in updates[visible[0] :]
        if post.key not in shown and not post.withdrawn_at
    ]


def _absence(post: Post, now: datetime, patience: int) -> PostChange:
    absences = post.absences + 1
    if absences < patience:
        return PostChange(replace(post, absences=absences))
    return PostChange(replace(post, absences=0, withdrawn_at=now), (ChangeKind.WITHDRAWN,))


# --- Normal forms ---------------------------------------------------------------------------------


def _content(post: Post | SeenPost) -> tuple[object, ...]:
    media = tuple(
        (item.kind, _address(item), _normal(item.caption), _normal(item.credit))
        for item in post.media
    )
    return (_normal(post.headline), _normal(post.body.value), media)


def _wording(post: Post | SeenPost) -> str:
    return f"{post.headline}\n{post.body.value}"


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _address(media: Media) -> str:
    """The media's address without what changes from poll to poll."""
    parts = urlsplit(media.identity)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name not in VOLATILE]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+(?:[.,:]\d+)*", _normal(text).casefold())


def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _typing_error(word: str, come: Counter[str]) -> bool:
    """Whether `word` came back spelled slightly differently."""
    return any(
        not _has_digit(other) and SequenceMatcher(None, word, other).ratio() >= SAME_WORD
        for other in come
    )
