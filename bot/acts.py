"""What can be done to a coverage, and when. Pure: no I/O, no clock."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urldefrag, urlsplit

from bot.errors import SourceError, WrongState
from bot.goodbyes import LIVE_TITLES, OVER_TITLES
from bot.model import Coverage, CoverageState

MAX_TITLE: Final = 200


_LIVE_WORDS: Final = rf"{LIVE_TITLES}|{OVER_TITLES}"
_LIVE_BEFORE: Final = re.compile(rf"^\W*(?:{_LIVE_WORDS})\s*(?::|[|·–—]|\s-)\s*", re.IGNORECASE)
_LIVE_AFTER: Final = re.compile(
    rf"(?<!\s)\s*(?:[|·–—:,]|\s-|-\s|[(\[])\s*(?:{_LIVE_WORDS})\W*$", re.IGNORECASE
)


class Act(StrEnum):
    """What an editor can do to a coverage's state."""

    PAUSE = "pause"
    RESUME = "resume"
    CONCLUDE = "conclude"
    REOPEN = "reopen"


_ON: Final = frozenset({CoverageState.SCHEDULED, CoverageState.LIVE, CoverageState.REOPENED})
_FITS: Final[Mapping[Act, frozenset[CoverageState]]] = {
    Act.PAUSE: _ON,
    Act.RESUME: frozenset({CoverageState.PAUSED}),
    Act.CONCLUDE: frozenset(set(CoverageState) - {CoverageState.CONCLUDED}),
    Act.REOPEN: frozenset({CoverageState.CONCLUDED}),
}
_DONE_ALREADY: Final[Mapping[Act, frozenset[CoverageState]]] = {
    Act.PAUSE: frozenset({CoverageState.PAUSED}),
    Act.RESUME: _ON,
    Act.CONCLUDE: frozenset({CoverageState.CONCLUDED}),
    Act.REOPEN: _ON,
}
DONE: Final[Mapping[Act, str]] = {
    Act.PAUSE: "paused",
    Act.RESUME: "resumed",
    Act.CONCLUDE: "concluded",
    Act.REOPEN: "reopened",
}


def acts_for(state: CoverageState) -> tuple[Act, ...]:
    """What can be done to a coverage in this state."""
    return tuple(act for act in Act if state in _FITS[act])


def state_after(act: Act, coverage: Coverage, now: datetime) -> CoverageState:
    """The state an act leads to. WrongState, in words, when it does not fit the present one."""
    if coverage.state not in _FITS[act]:
        fitting = " or ".join(f"/coverage {fit} {coverage.id}" for fit in acts_for(coverage.state))
        if coverage.state in _DONE_ALREADY[act]:
            raise WrongState(
                f"“{coverage.title}” is {coverage.state} already. {fitting} would change that."
            )
        raise WrongState(
            f"“{coverage.title}” is {coverage.state}, so it cannot be {DONE[act]}. Try {fitting}."
        )
    match act:
        case Act.PAUSE:
            return CoverageState.PAUSED
        case Act.CONCLUDE:
            return CoverageState.CONCLUDED
        case Act.REOPEN:
            return CoverageState.REOPENED
        case Act.RESUME:
            return opening_state(coverage.starts_at, now)


def opening_state(starts_at: datetime | None, now: datetime) -> CoverageState:
    """Scheduled while the start lies ahead, live otherwise."""
    ahead = starts_at is not None and starts_at > now
    return CoverageState.SCHEDULED if ahead else CoverageState.LIVE


def end_pending(coverage: Coverage) -> bool:
    """Whether an end is proposed that nobody has confirmed or dismissed since."""
    if coverage.end_proposed_at is None or coverage.state is CoverageState.CONCLUDED:
        return False
    answers = (coverage.end_dismissed_at, coverage.concluded_at)
    return all(answer is None or answer < coverage.end_proposed_at for answer in answers)


def tidy_address(typed: str) -> str:
    """A typed address with a scheme and without a fragment. SourceError when it is no address."""
    typed = typed.strip()
    bare = "://" not in typed
    with_scheme = f"https://{typed}" if bare else typed
    address = urldefrag(with_scheme).url
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    just_a_word = bare and "." not in (host or "")
    if not host or just_a_word or any(character.isspace() for character in address):
        raise SourceError(f"“{typed}” is not a web address. It should look like https://host/page.")
    return address


def plain_title(shown: str) -> str:
    """A page's own title without what only says that it is live: "Talks – live" is "Talks".

    The state is said beside the title wherever it matters, and "live" is wrong after the end.
    """
    title = " ".join(shown.split())
    return _LIVE_AFTER.sub("", _LIVE_BEFORE.sub("", title)) or title


def tidy_title(typed: str) -> str:
    """A title on one line. WrongState when it is empty or longer than MAX_TITLE characters."""
    title = " ".join(typed.split())
    if not title:
        raise WrongState("A coverage needs a title.")
    if len(title) > MAX_TITLE:
        raise WrongState(f"A title may have {MAX_TITLE} characters; this one has {len(title)}.")
    return title
