"""The changes that announce a summary, or a newer form of it. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.changes import PostChange
from bot.model import ChangeKind, Coverage, Post, Summary
from bot.summary.closing import standing_summary, summary_post, superseded


def announcement(
    coverage: Coverage, posts: Sequence[Post], summary: Summary, now: datetime
) -> tuple[PostChange, ...]:
    """A new summary. The one it supersedes is edited after that, so that it can lead to it."""
    announced = PostChange(summary_post(coverage, posts, summary, now), (ChangeKind.POSTED,))
    former = superseded(posts)
    return (announced, PostChange(former, (ChangeKind.EDITED,))) if former else (announced,)


def brought_level(
    posts: Sequence[Post], summary: Summary, now: datetime
) -> tuple[PostChange, ...] | None:
    """What a summary changes that tells the same lines as the one that stands; None if others.

    Nobody is told the same twice: the one that stands keeps its wording and photo, and only its
    figures, times and pages are edited, if they differ.
    """
    former = standing_summary(posts)
    if former is None or former.summary is None or _told(former.summary) != _told(summary):
        return None
    stands = former.summary
    level = replace(summary, outcome=stands.outcome, takeaways=stands.takeaways, cover=stands.cover)
    return () if level == stands else (revision(former, level, now, corrected=False),)


def _told(summary: Summary) -> list[tuple[str, int | None]]:
    """The lines in their posts' words, whatever an editor or a model made of them."""
    return [(line.said or line.text, line.post_id) for line in summary.lines]


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
