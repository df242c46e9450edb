"""The life of a coverage as a state machine: live, perhaps ended, ended, reopened. Pure.

The stored states are few (`bot.model.CoverageState`); the phases here add the two in which a
proposal waits for an editor. `next_move` says what the evidence leads to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.ending import evidence, late_posts, reason_to_end
from bot.model import Coverage, CoverageState, Post, Source

SHOWN: Final = 80
"""So many characters of the newest post are shown with a proposal to reopen."""


class Phase(StrEnum):
    """Where a coverage stands, as editors read it."""

    SCHEDULED = "scheduled"
    LIVE = "live"
    PAUSED = "paused"
    PERHAPS_ENDED = "perhaps ended"
    ENDED = "ended"
    PERHAPS_REOPENED = "ended, perhaps live again"
    REOPENED = "reopened"


class Move(StrEnum):
    """What can happen to a coverage by evidence."""

    BEGIN = "begin"
    PROPOSE_END = "propose the end"
    END = "end"
    PROPOSE_REOPENING = "propose to reopen"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Transition:
    """A move and why, in words for an editor."""

    move: Move
    reason: str


_PHASES: Final[Mapping[CoverageState, Phase]] = {
    CoverageState.SCHEDULED: Phase.SCHEDULED,
    CoverageState.LIVE: Phase.LIVE,
    CoverageState.PAUSED: Phase.PAUSED,
    CoverageState.CONCLUDED: Phase.ENDED,
    CoverageState.REOPENED: Phase.REOPENED,
}

# What the evidence leads to in each phase: with editors to ask, and by itself. A proposal that was
# made with editors to ask waits for them.
_TO_END: Final[Mapping[Phase, tuple[Move | None, Move]]] = {
    Phase.LIVE: (Move.PROPOSE_END, Move.END),
    Phase.REOPENED: (Move.PROPOSE_END, Move.END),
    Phase.PERHAPS_ENDED: (None, Move.END),
}
_TO_REOPEN: Final[Mapping[Phase, tuple[Move | None, Move]]] = {
    Phase.ENDED: (Move.PROPOSE_REOPENING, Move.REOPEN),
    Phase.PERHAPS_REOPENED: (None, Move.REOPEN),
}


def phase(coverage: Coverage) -> Phase:
    """Where the coverage stands."""
    if coverage.state is CoverageState.CONCLUDED:
        reopening = coverage.reopening_proposed_at
        return Phase.PERHAPS_REOPENED if reopening else Phase.ENDED
    if coverage.end_proposed_at and coverage.state is not CoverageState.PAUSED:
        return Phase.PERHAPS_ENDED
    return _PHASES[coverage.state]


def next_move(
    coverage: Coverage,
    sources: Sequence[Source],
    posts: Sequence[Post],
    now: datetime,
    *,
    quiet: timedelta,
    automatically: bool,
) -> Transition | None:
    """What the evidence leads to now; None while things stay as they are.

    `quiet` is how long nothing must have happened before silence alone is evidence. What has not
    begun does not end. Nothing is proposed twice: not while a proposal stands, nor after one was
    turned down until something new has happened.
    """
    here = phase(coverage)
    if here is Phase.SCHEDULED:
        return _beginning(coverage, posts, now)
    if here in _TO_END:
        found = evidence(coverage, sources, posts, now, quiet=quiet)
        reason = reason_to_end(coverage, found, posts, now)
        move = _TO_END[here][automatically]
        return Transition(move, reason) if reason and move else None
    if here in _TO_REOPEN:
        reason = _reason_to_reopen(coverage, posts)
        over = any(source.live is False for source in sources)
        move = _TO_REOPEN[here][automatically and not over]
        return Transition(move, reason) if reason and move else None
    return None


def _beginning(coverage: Coverage, posts: Sequence[Post], now: datetime) -> Transition | None:
    if coverage.starts_at is not None and coverage.starts_at <= now:
        return Transition(Move.BEGIN, "its hour has come")
    if any(post.posted_seq for post in posts):
        return Transition(Move.BEGIN, "its first post has appeared")
    return None


def _reason_to_reopen(coverage: Coverage, posts: Sequence[Post]) -> str:
    late = late_posts(coverage, posts)
    refused_at = coverage.reopening_dismissed_at
    if not late or (refused_at and max(post.first_seen_at for post in late) <= refused_at):
        return ""
    newest = max(late, key=lambda post: post.posted_at)
    local = newest.posted_at.astimezone(ZoneInfo(coverage.timezone))
    words = " ".join((newest.headline or newest.body.value).split())
    count = f"{len(late)} new posts" if len(late) > 1 else "a new post"
    return f"{count} since the end, the newest {local:%H:%M} “{words[:SHOWN].rstrip()}”"
