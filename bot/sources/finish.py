"""The last steps that every format shares: posts as listed -> a snapshot's posts. Pure.

Page order is order: stamps only tell which way the list runs, and where a pinned post belongs.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.model import Dropped, SeenPost
from bot.sources import media, promo
from bot.sources.naming import told_apart
from bot.text import Text

_ENOUGH_TO_TELL = 4
_EMPTY = "the page shows nothing of it yet"
_NAMELESS = "the page gives it no id"
_EXCERPT = 80


def finish(posts: Sequence[SeenPost]) -> tuple[tuple[SeenPost, ...], tuple[Dropped, ...]]:
    """`posts` as the page lists them -> oldest first, each once, without promotion or decoration.

    Also answers what was left out.
    """
    kept: list[SeenPost] = []
    dropped = [Dropped(_excerpt(post), _NAMELESS) for post in posts if not post.key]
    named = told_apart([post for post in posts if post.key])
    tidied = media.without_decoration(_without_shared_headlines(oldest_first(_each_once(named))))
    for post in map(_without_echo, _without_shared_marks(tidied)):
        cleaned, left_out = promo.clean(post)
        dropped += left_out
        if cleaned is None:
            continue
        if cleaned.headline or cleaned.body or cleaned.media or cleaned.withdrawn:
            kept.append(cleaned)
        else:
            dropped.append(Dropped(post.key, _EMPTY))
    return tuple(kept), tuple(dropped)


def _excerpt(post: SeenPost) -> str:
    return (post.headline or post.body.value)[:_EXCERPT]


def oldest_first(posts: Sequence[SeenPost]) -> list[SeenPost]:
    """Page order turned so that the oldest comes first; a pinned first post goes to its time."""
    listed = list(posts)
    pinned = _pinned_out_of_order(listed)
    if pinned is not None:
        listed.remove(pinned)
    steps = [
        (one.posted_at, two.posted_at)
        for one, two in pairwise(listed)
        if one.posted_at and two.posted_at and one.posted_at != two.posted_at
    ]
    ascending = sum(one < two for one, two in steps)
    if ascending * 2 <= len(steps):
        listed.reverse()
    if pinned is not None:
        listed.insert(_place(pinned, listed), pinned)
    return listed


def _each_once(posts: Sequence[SeenPost]) -> list[SeenPost]:
    """Of a post that is listed twice the later place counts: the first is where it is pinned."""
    merged: dict[str, SeenPost] = {}
    for post in posts:
        earlier = merged.pop(post.key, None)
        if earlier is not None:
            fuller = max(earlier, post, key=lambda one: (len(one.body), len(one.media)))
            marks = (earlier, post)
            post = replace(  # noqa: PLW2901 - the merged post takes the place of both
                fuller,
                key_moment=any(one.key_moment for one in marks),
                pinned=any(one.pinned for one in marks),
                withdrawn=any(one.withdrawn for one in marks),
            )
        merged[post.key] = post
    return list(merged.values())


def _pinned_out_of_order(listed: Sequence[SeenPost]) -> SeenPost | None:
    """The first post, if it is older than the two after it while those run newest first."""
    times = [post.posted_at for post in listed[:3]]
    if len(times) < 3 or None in times:  # noqa: PLR2004 - two neighbours show which way the list runs
        return None
    first, second, third = (time for time in times if time is not None)
    return listed[0] if first < third <= second and first < second else None


def _place(post: SeenPost, ordered: Sequence[SeenPost]) -> int:
    for index, other in enumerate(ordered):
        if post.posted_at and other.posted_at and post.posted_at < other.posted_at:
            return index
    return len(ordered)


def _without_shared_headlines(posts: Sequence[SeenPost]) -> list[SeenPost]:
    """A headline that stands on most posts is the page's, not the posts'."""
    shared = {
        headline for headline in shared_by_most([post.headline for post in posts]) if headline
    }
    return [replace(post, headline="") if post.headline in shared else post for post in posts]


def _without_shared_marks(posts: Sequence[SeenPost]) -> list[SeenPost]:
    """A mark that every post carries is the page's styling and marks none."""
    enough = len(posts) >= _ENOUGH_TO_TELL
    all_key = enough and all(post.key_moment for post in posts)
    all_pinned = enough and all(post.pinned for post in posts)
    return [
        replace(
            post,
            key_moment=post.key_moment and not all_key,
            pinned=post.pinned and not all_pinned,
        )
        for post in posts
    ]


def shared_by_most(values: Sequence[str]) -> set[str]:
    """The values that stand in more than half of the places, and in at least two."""
    uses = Counter(values)
    return {value for value, count in uses.items() if count > 1 and count * 2 > len(values)}


def _without_echo(post: SeenPost) -> SeenPost:
    """Without saying the same twice: a body that begins with the headline, or the reverse."""
    if not post.headline or not post.body:
        return post
    value = post.body.value
    cut = post.headline.rstrip(" .…")
    if post.headline.endswith(("…", "...")) and value.startswith(cut):
        return replace(post, headline="")
    if value.strip() == post.headline:
        return replace(post, body=Text())
    first, separator, _ = value.partition("\n")
    if separator and first.strip() == post.headline:
        return replace(post, body=post.body.slice(len(first), len(value)).strip())
    return post
