"""The closing summary as a post, which travels the road of all posts. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.model import SUMMARY_KEY, Coverage, Post, PostKind, Summary
from bot.text import Text


def summary_post(
    coverage: Coverage, posts: Sequence[Post], summary: Summary, now: datetime
) -> Post:
    """The summary as a post of its own, after every other.

    A coverage that was reopened and concluded again gets a second one: what an earlier summary
    said was right when it was sent, so it stands, and the number in the key tells them apart.
    """
    earlier = sum(post.kind is PostKind.SUMMARY for post in posts)
    return Post(
        id=0,
        coverage_id=coverage.id,
        key=f"{SUMMARY_KEY}{earlier + 1}",
        kind=PostKind.SUMMARY,
        revision=1,
        position=max((post.position for post in posts), default=-1) + 1,
        headline=coverage.title,
        body=Text(),
        media=(),
        posted_at=now,
        first_seen_at=now,
        key_moment=True,
        summary=summary,
    )


def standing_summary(posts: Sequence[Post]) -> Post | None:
    """The newest summary that stands; None where there is none."""
    standing = [
        post for post in posts if post.kind is PostKind.SUMMARY and post.withdrawn_at is None
    ]
    return max(standing, key=lambda post: post.number, default=None)


def superseded(posts: Sequence[Post]) -> Post | None:
    """The summary that a new one supersedes, in a revision of its own so that chats learn of it."""
    former = standing_summary(posts)
    return replace(former, revision=former.revision + 1) if former else None
