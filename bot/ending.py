"""Evidence that a live page has come to its end. Pure; an editor confirms it, or a setting does.

Evidence is the page's own state, closing words followed by a pause, or long silence. A page's
`coverageEndTime` proves nothing: publishers fill it with the time of the last edit or of tonight.
Closing words alone prove little: a quarter of real live pages say them early (a hand-over, a good
night), so they count only after a pause and never when they promise to be back.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.model import Coverage, CoverageState, Post, PostKind

PAUSE = timedelta(minutes=10)
"""Closing words count when nothing has followed them for this long."""

_UNDER_WAY = frozenset({CoverageState.LIVE, CoverageState.REOPENED})

CLOSING = re.compile(
    r"that(?:'|’)?s (?:it|all) (?:for|from)|(?:live )?coverage (?:has )?(?:ended|concluded|closed)"
    r"|we are (?:now )?(?:closing|wrapping up)|this (?:live )?(?:blog|page) is (?:now )?closed"
    r"|thank(?:s| you) for (?:following|joining|reading)"
    r"|(?:текстовая |онлайн-)?трансляция (?:завершена|окончена|закончена)"
    r"|мы завершаем|спасибо, что (?:были|следили|читали)"
    r"|(?:текстова |онлайн-)?трансляці[яю] (?:завершен[оа]|закінчен[оа])"
    r"|ми завершуємо|дякуємо, що (?:були|стежили|читали)"
    r"|canlı (?:anlatım|yayın)\w* (?:\w+ )?(?:sona erdi|sonuna|bitti)|bizi takip ettiğiniz için"
    r"|(?:live-?(?:blog|ticker)) (?:ist beendet|endet|schließt)|vielen dank fürs"
    r"|ce direct est (?:désormais )?(?:terminé|clos)|merci de l(?:'|’)avoir suivi",
    re.IGNORECASE,
)
BACK_SOON = re.compile(
    r"back (?:at|from|tomorrow|in the morning)|will take over|see you (?:tomorrow|at)"
    r"|(?:вернемся|вернёмся|продолжим|до завтра|повернемося|продовжимо)"
    r"|yarın|(?:morgen|wieder ab)|(?:à demain|reprendra|demain matin)",
    re.IGNORECASE,
)


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


def evidence(
    coverage: Coverage,
    posts: Sequence[Post],
    now: datetime,
    *,
    page_live: bool | None,
    quiet: timedelta,
) -> str:
    """Why the coverage seems to be over, in words for an editor; empty while it does not.

    `quiet` is how long nothing must have happened before silence alone counts; `page_live` is the
    page's own word, None where it has none. What has not begun does not end, and silence counts
    from its beginning. Nothing is said twice: not while a proposal stands, nor after one was
    turned down until something new has happened.
    """
    active_at = last_activity(posts)
    if active_at is None or coverage.state not in _UNDER_WAY or coverage.end_proposed_at:
        return ""
    if coverage.end_dismissed_at and coverage.end_dismissed_at >= active_at:
        return ""
    silence = now - max(active_at, coverage.starts_at or active_at)
    if page_live is False:
        return "the page itself says that it is no longer updated"
    if silence >= PAUSE and (words := _closing_words(posts)):
        return f"the newest post says “{words}” and nothing has followed for {_minutes(silence)}"
    if silence >= quiet:
        return f"nothing new has appeared for {_minutes(silence)}"
    return ""


def _closing_words(posts: Sequence[Post]) -> str:
    shown = [post for post in posts if post.kind is PostKind.UPDATE and not post.withdrawn_at]
    newest = max(shown, key=lambda post: post.position, default=None)
    if newest is None:
        return ""
    text = f"{newest.headline}\n{newest.body.value}"
    found = CLOSING.search(text)
    return found.group(0) if found and not BACK_SOON.search(text) else ""


def _minutes(duration: timedelta) -> str:
    return f"{int(duration.total_seconds() // 60)} minutes"
