"""A recap: what happened so far, or since a chat was last told, chosen as a summary is. Pure."""

from collections.abc import Collection, Mapping, Sequence

from bot.model import Coverage, Post, Recap, Takeaway
from bot.summary.choice import choose, same
from bot.summary.extract import Weighed, outcome_of, takeaway, weighed
from bot.summary.features import Line
from bot.summary.lore import of_another_day
from bot.summary.units import complete, live_updates

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
    """A headline, a line for each key moment, and the rest as far as there is room.

    Where there are key moments, the rest are neither titles of photo series nor background.
    """
    found = weighed(coverage, posts)
    keys = [post for post in posts if post.key_moment]
    wanted = min(MOST_LINES, max(len(keys), (len(posts) + 1) // 2))
    own = _own_lines(found, keys)
    first = _headline(found, own)
    said = [first] if first else []
    heard = [post for post in keys if not _tells(first, post, own)][-wanted:]
    told = [own[post.id] for post in heard if post.id in own]
    whole = [_whole(post) for post in heard if post.id not in own]
    scenes = {post.id: post for post in posts if not post.key_moment}
    others = [
        line
        for line in found.telling
        if (post := scenes.get(line.unit.post_id)) and not (keys and _aside(line, post))
    ]
    told += _one_of_each(found, [*said, *told], others, wanted - len(heard))
    lines = [takeaway(line) for line in told] + whole
    if not lines:
        lines = [_whole(post) for post in posts[-wanted:] if not _is_of(first, post)]
    return takeaway(first) if first else None, lines


def _own_lines(found: Weighed, keys: Sequence[Post]) -> dict[int, Line]:
    """What tells each key moment: its headline if that says all of it, else its first sentence."""
    ids = {post.id for post in keys}
    own: dict[int, Line] = {}
    for line in found.worth:  # a post's headline comes before its sentences
        unit = line.unit
        if unit.post_id in ids and (not unit.headline or complete(unit)):
            own.setdefault(unit.post_id, line)
    return own


def _tells(first: Line | None, post: Post, own: Mapping[int, Line]) -> bool:
    """Whether the line in front leaves nothing to say of this key moment."""
    if first is None:
        return False
    return _is_of(first, post) or (post.id in own and same(first, own[post.id]))


def _aside(line: Line, post: Post) -> bool:
    """Whether it is a photo series' title, background, or leans on what stands elsewhere."""
    series = line.unit.headline and len(post.media) > 1
    return series or line.unit.leaning or of_another_day(line.unit, post.posted_at)


def _is_of(line: Line | None, post: Post) -> bool:
    return line is not None and line.unit.post_id == post.id


def _headline(found: Weighed, own: Mapping[int, Line]) -> Line | None:
    """The outcome so far, or else the last key moment; nothing without key moments.

    The line worth most of other posts tells much, but seldom where things stand; what one of them
    says of an outcome may be that of an earlier round.
    """
    of_keys = {line: worth for line, worth in found.worth.items() if line.unit.post_id in own}
    newest = max(own.values(), key=lambda line: line.unit.order, default=None)
    return outcome_of(of_keys) or newest


def _one_of_each(
    found: Weighed, said: Sequence[Line], among: Collection[Line], most: int
) -> list[Line]:
    """The most telling of these lines, one of each post, and nothing that is said already."""
    eligible = set(among)
    lines = choose(
        found.field,
        lambda chosen: len({line.unit.post_id for line in chosen}) >= most,
        said,
        among=lambda line: line in eligible,
    )
    return list({line.unit.post_id: line for line in reversed(lines)}.values())
