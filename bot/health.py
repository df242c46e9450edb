"""Whether a source is in trouble for so long that editors must know, and the words for it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.model import Coverage, CoverageState, Post, PostKind, Source, Trouble

RECENT = 20
"""The newest posts whose distances show the rhythm of a source."""

RHYTHM = 1.5
"""A source is silent when it has been so for this many times its longest pause of late."""

_SPEAKING = frozenset({CoverageState.LIVE, CoverageState.REOPENED})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a source may be unreadable, and a live one silent, before editors are told."""

    broken: timedelta
    silent: timedelta


def examined(
    source: Source,
    coverage: Coverage,
    posts: Sequence[Post],
    now: datetime,
    patience: Patience,
) -> Source:
    """The source with the trouble that editors should know of now, and since when it lasts.

    `posts` are those of the source. What is known stays known while the source fails anew for a
    short time only: a failure is no recovery. Nor is it news that an end is proposed: a silence
    lasts until something comes.
    """
    if not coverage.state.watched:
        return source
    if source.failing_since is not None:
        if now - source.failing_since < patience.broken:
            return source
        trouble = Trouble.CHANGED if source.misfits else Trouble.BROKEN
        return replace(source, told=trouble, told_since=source.failing_since)
    news_at = _last_news(coverage, posts)
    if source.told is Trouble.SILENT and source.told_since and news_at <= source.told_since:
        return source
    silent_since = _silent_since(source, coverage, posts, now, patience)
    told = Trouble.SILENT if silent_since else None
    return replace(source, told=told, told_since=silent_since)


def alarm(coverage: Coverage, source: Source, others: Sequence[Source] = ()) -> str:
    """What is wrong with the source, since when, and what to do; empty while it is well.

    `others` are the coverage's other sources, from which its name must tell it apart.
    """
    if source.told is None or source.told_since is None:
        return ""
    local = source.told_since.astimezone(ZoneInfo(coverage.timezone))
    since = f"{local.day} {local:%b %H:%M}"
    look = f"/coverage {coverage.id} shows how it stands."
    match source.told:
        case Trouble.BROKEN:
            wrong = f"cannot be read since {since}: {source.broken_because}"
            mend = "It is tried again and again, and what is missed goes out then."
        case Trouble.CHANGED:
            wrong = f"does not look as it used to since {since}: {source.broken_because}"
            mend = "If that lasts, look at the page; it may have moved or ended."
        case Trouble.SILENT:
            wrong = f"has had no news since {since}, longer than usual."
            mend = f"If the event is over: /coverage conclude {coverage.id}."
    return f"{_name(coverage)}: {_called(source, others)} {wrong}\n{mend} {look}"


def recovery(
    coverage: Coverage, source: Source, trouble: Trouble, others: Sequence[Source] = ()
) -> str:
    """That a trouble of the source is over; `others` as in `alarm`."""
    over = {
        Trouble.BROKEN: "can be read again.",
        Trouble.CHANGED: "is understood again.",
        Trouble.SILENT: "has news again.",
    }
    return f"{_name(coverage)}: {_called(source, others)} {over[trouble]}"


def is_told(before: Source, after: Source, others: Sequence[Source]) -> bool:
    """Whether a trouble that began or is over since `before` is news to editors.

    A silence is one fact about the coverage: what began with one source and ends with the last is
    told once, however many of the `others` are silent in between.
    """
    if after.told is before.told:
        return False
    begins = after.told is Trouble.SILENT
    ends = after.told is None and before.told is Trouble.SILENT
    return not ((begins or ends) and any(other.told is Trouble.SILENT for other in others))


def _silent_since(
    source: Source, coverage: Coverage, posts: Sequence[Post], now: datetime, patience: Patience
) -> datetime | None:
    """Since when a live source has had no news, if that is long, for it too.

    An editor who keeps the coverage going knows of the silence until then.
    """
    if coverage.state not in _SPEAKING or coverage.end_proposed_at or source.live is False:
        return None
    since = _last_news(coverage, posts)
    known_at = max(since, coverage.end_dismissed_at or since)
    times = sorted(post.posted_at for post in posts if post.kind is PostKind.UPDATE)[-RECENT:]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    usual = max(pauses, default=timedelta()) * RHYTHM
    return since if now - known_at >= max(patience.silent, usual) else None


def _last_news(coverage: Coverage, posts: Sequence[Post]) -> datetime:
    begun_at = coverage.starts_at or coverage.created_at
    seen = (post.first_seen_at for post in posts if post.kind is PostKind.UPDATE)
    return max([begun_at, *seen])


def _name(coverage: Coverage) -> str:
    return f"“{coverage.title}” (#{coverage.id})"


def _called(source: Source, others: Sequence[Source]) -> str:
    """The source's host, with the rest of its address where another source has the same one."""
    host = _host(source)
    if not any(_host(other) == host for other in others):
        return host
    parts = urlsplit(source.url)
    return host + parts.path + (f"?{parts.query}" if parts.query else "")


def _host(source: Source) -> str:
    return urlsplit(source.url).hostname or source.url
