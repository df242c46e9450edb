"""A recap: what happened so far, or since a chat was last told, chosen as a summary is. Pure."""

from collections.abc import Collection, Sequence

from bot.model import Coverage, Post, Recap, Takeaway
from bot.summary.choice import choose
from bot.summary.extract import Weighed, outcome_of, takeaway, weighed
from bot.summary.features import Line
from bot.summary.units import live_updates

PLAINLY = 3
"""So few posts are told one by one."""

MOST_LINES = 6


def recap(coverage: Coverage, posts: Sequence[Post], since: int = 0) -> Recap:
    """What the posts say that were announced after change `since`; of 0, all that stand.

    The fewer posts, the fewer lines. Key moments come first; those beyond the lines are named.
    """
    standing = sorted(live_updates(posts), key=lambda post: (post.posted_at, post.position))
    told = [post for post in standing if not since or post.posted_seq > since]
    if not told:
        return Recap()
    headline, lines = None, [_whole(post) for post in told]
    if len(told) > PLAINLY:
        headline, lines = _chosen(coverage, told)
    place = {post.id: number for number, post in enumerate(told)}
    named = {line.post_id for line in (headline, *lines) if line}
    return Recap(
        headline,
        tuple(sorted(lines, key=lambda line: place[line.post_id or 0])),
        tuple(post.id for post in told if post.key_moment and post.id not in named),
        len(told),
        told[0].posted_at,
        told[-1].posted_at,
    )


def _whole(post: Post) -> Takeaway:
    return Takeaway("", post.id)


def _chosen(coverage: Coverage, posts: Sequence[Post]) -> tuple[Takeaway | None, list[Takeaway]]:
    """A headline, a line for each key moment, and the rest as far as there is room."""
    found = weighed(coverage, posts)
    keys = [post for post in posts if post.key_moment]
    wanted = min(MOST_LINES, max(len(keys), (len(posts) + 1) // 2))
    first = _headline(found, {post.id for post in keys})
    said = [first] if first else []
    chosen = list(said)
    speaking = {line.unit.post_id for line in found.telling}
    unheard = [post for post in keys if post.id not in speaking and not _is_of(first, post)]
    whole = [_whole(post) for post in unheard[-wanted:]]
    for among in ({post.id for post in keys}, speaking):
        chosen += _one_of_each(found, chosen, among, wanted - len(whole) - len(chosen) + len(said))
    lines = [takeaway(line) for line in chosen[len(said) :]] + whole
    if not lines:
        lines = [_whole(post) for post in posts[-wanted:] if not _is_of(first, post)]
    return takeaway(first) if first else None, lines


def _is_of(line: Line | None, post: Post) -> bool:
    return line is not None and line.unit.post_id == post.id


def _headline(found: Weighed, keys: set[int]) -> Line | None:
    """The outcome so far, or else what a key moment tells; nothing without key moments.

    The line worth most of other posts tells much, but seldom where things stand; what one of them
    says of an outcome may be that of an earlier round.
    """
    of_keys = {line: worth for line, worth in found.worth.items() if line.unit.post_id in keys}
    telling = [line for line in found.telling if line.unit.post_id in keys]
    return outcome_of(of_keys) or max(telling, key=lambda line: found.telling[line], default=None)


def _one_of_each(
    found: Weighed, said: Sequence[Line], among: Collection[int], most: int
) -> list[Line]:
    """The most telling lines of these posts, one of each, and nothing that is said already."""
    left = set(among) - {line.unit.post_id for line in said}
    lines = choose(
        found.field,
        lambda chosen: len({line.unit.post_id for line in chosen}) >= most,
        said,
        among=lambda line: line.unit.post_id in left and line in found.telling,
    )
    return list({line.unit.post_id: line for line in reversed(lines)}.values())
