"""The photos that show an event best, no two of them the same. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.model import Media, Post, PostKind
from bot.pictures.prints import nearly_same

MOST_CANDIDATES: Final = 30
"""So many photos are looked at: three times what an album holds."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo and the post that shows it."""

    photo: Media
    post: Post


def candidates(posts: Sequence[Post], told: Collection[int | None]) -> tuple[Shot, ...]:
    """The photos worth looking at, the best first, each address once.

    First one of each key moment and each post that the summary tells (`told` holds their ids),
    then one of each other post, those with words before bare ones, then what else there is.
    """
    shown = [post for post in posts if post.stands and post.kind is PostKind.UPDATE]
    shown.sort(
        key=lambda post: (
            not (post.key_moment or post.id in told),
            not (post.headline or post.body),
            post.posted_at,
            post.position,
        )
    )
    found = {shot.photo.identity: shot for shot in reversed(list(_in_turn(shown)))}
    return tuple(reversed(found.values()))[:MOST_CANDIDATES]


def _in_turn(posts: Sequence[Post]) -> Iterator[Shot]:
    """The first photos of all posts, then their second ones, and so on."""
    deepest = max((len(post.photos) for post in posts), default=0)
    for number in range(deepest):
        for post in posts:
            if number < len(post.photos):
                yield Shot(post.photos[number], post)


def without_copies(shots: Sequence[Shot], prints: Mapping[str, int], most: int) -> tuple[Shot, ...]:
    """Up to `most` of the shots that look different, in the order of time.

    `prints` holds the prints of the photos that could be read, by identity; others are left out.
    """
    kept: list[Shot] = []
    for shot in shots:
        own = prints.get(shot.photo.identity)
        if own is None or any(nearly_same(own, prints[it.photo.identity]) for it in kept):
            continue
        kept.append(shot)
        if len(kept) == most:
            break
    return tuple(sorted(kept, key=lambda shot: (shot.post.posted_at, shot.post.position)))
