"""The changes that announce a summary, or a newer form of it. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.changes import PostChange
from bot.model import ChangeKind, Coverage, Post, Summary
from bot.summary.closing import summary_post, superseded


def announcement(
    coverage: Coverage, posts: Sequence[Post], summary: Summary, now: datetime
) -> tuple[PostChange, ...]:
    """A new summary. The one it supersedes is edited after that, so that it can lead to it."""
    announced = PostChange(summary_post(coverage, posts, summary, now), (ChangeKind.POSTED,))
    former = superseded(posts)
    return (announced, PostChange(former, (ChangeKind.EDITED,))) if former else (announced,)


def revision(post: Post, summary: Summary, now: datetime, *, corrected: bool) -> PostChange:
    """A summary that stands, as it should read now; marked where its sense changed."""
    revised = replace(
        post,
        summary=summary,
        revision=post.revision + 1,
        edited_at=now,
        corrected_at=now if corrected else post.corrected_at,
    )
    return PostChange(revised, (ChangeKind.EDITED,))
