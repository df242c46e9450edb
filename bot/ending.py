"""Evidence that a coverage has come to its end. Pure; `bot.lifecycle` decides what follows.

Evidence is what the page says of itself, a title that is no longer live, closing words followed by
a pause, or long silence. A page's `coverageEndTime` proves nothing: publishers fill it with the
time of the last edit or of tonight. Closing words alone prove little: a quarter of real live pages
say them early (a hand-over, a good night), so they count only after a pause.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.goodbyes import closing_words, title_says
from bot.model import Coverage, Post, PostKind, Snapshot, Source

PAUSE = timedelta(minutes=10)
"""Evidence that is not the page's own word counts when nothing has followed for this long."""


class Sign(StrEnum):
    """The kinds of evidence, from strong to weak."""

    PAGE = "page"
    TITLE = "title"
    WORDS = "words"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sign of the end in words for an editor, and the silence that it needs before it counts."""

    sign: Sign
    words: str
    needs: timedelta


def last_activity(posts: Sequence[Post]) -> datetime | None:
    """When anything last happened: a post seen, corrected or withdrawn; None without posts."""
    times = [
        time
        for post in posts
        if post.kind is PostKind.UPDATE
        for time in (post.first_seen_at, post.corrected_at, post.withdrawn_at)
        if time
    ]
    return max(times, default=None)


def with_own_words(source: Source, snapshot: Snapshot, *, news: bool) -> Source:
    """The source with what its page says of itself in this reading; `news` if there is any.

    A page that goes on for more than one reading after its title lost the "live" has shown that
    its title proves nothing: what it was is forgotten.
    """
    says_live = title_says(snapshot.title)
    live_title = snapshot.title if says_live else source.live_title
    if news and not says_live and source.title == snapshot.title:
        live_title = ""
    return replace(source, title=snapshot.title, live_title=live_title, live=snapshot.live)


def evidence(
    coverage: Coverage,
    sources: Sequence[Source],
    posts: Sequence[Post],
    now: datetime,
    *,
    quiet: timedelta,
) -> tuple[Evidence, ...]:
    """All signs of the end there are, whether or not they count yet; the strongest first.

    `quiet` is how long nothing must have happened before silence alone counts. One page that is
    over proves nothing while another of the coverage calls itself live.
    """
    found = []
    if not any(source.live for source in sources):
        found += [each for source in sources if (each := _own_words(source, several=len(sources)))]
    if words := _goodbye(posts):
        found.append(Evidence(Sign.WORDS, f"the newest post says “{words}”", PAUSE))
    silence = _length(silent_for(coverage, posts, now))
    found.append(Evidence(Sign.SILENCE, f"nothing new has appeared for {silence}", quiet))
    order = list(Sign)
    return tuple(sorted(found, key=lambda one: order.index(one.sign)))


def silent_for(coverage: Coverage, posts: Sequence[Post], now: datetime) -> timedelta:
    """How long nothing has happened; what comes before the beginning does not count."""
    active_at = last_activity(posts) or coverage.created_at
    return max(now - max(active_at, coverage.starts_at or active_at), timedelta())


def reason_to_end(
    coverage: Coverage, found: Sequence[Evidence], posts: Sequence[Post], now: datetime
) -> str:
    """Why the coverage seems to be over, in words; empty while no sign counts.

    After an editor has said no once, not even the page's own word counts without a pause, and
    nothing counts until something new has happened.
    """
    active_at = last_activity(posts)
    refused_at = coverage.end_dismissed_at
    if active_at is None or (refused_at and refused_at >= active_at):
        return ""
    silence = silent_for(coverage, posts, now)
    for one in found:
        if silence >= max(one.needs, PAUSE if refused_at else timedelta()):
            if one.sign in {Sign.TITLE, Sign.WORDS}:
                return f"{one.words} and nothing has followed for {_length(silence)}"
            return one.words
    return ""


def late_posts(coverage: Coverage, posts: Sequence[Post]) -> list[Post]:
    """The posts that appeared after the end and stand, by position, without late goodbyes."""
    ended_at = coverage.concluded_at
    return [
        post
        for post in posts
        if post.unannounced
        and not post.withdrawn_at
        and post.duplicate_of is None
        and ended_at is not None
        and post.first_seen_at >= ended_at
        and not closing_words(_text(post))
    ]


def _own_words(source: Source, *, several: int) -> Evidence | None:
    """What one page says of itself; with several, silence must show that the others end too."""
    changed = source.live_title and title_says(source.title) is not True
    if source.live is False:
        needs = PAUSE if several > 1 else timedelta()
        return Evidence(Sign.PAGE, "the page itself says that it is no longer updated", needs)
    return (
        Evidence(Sign.TITLE, "its title no longer says that it is live", PAUSE) if changed else None
    )


def _goodbye(posts: Sequence[Post]) -> str:
    shown = [post for post in posts if post.kind is PostKind.UPDATE and not post.withdrawn_at]
    newest = max(shown, key=lambda post: post.position, default=None)
    return closing_words(_text(newest)) if newest else ""


def _text(post: Post) -> str:
    return f"{post.headline}\n{post.body.value}"


def _length(duration: timedelta) -> str:
    hours, minutes = divmod(int(duration.total_seconds() // 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
