"""A coverage, and the pages and feeds that it is read from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CoverageState(StrEnum):
    """Where a coverage stands in its life."""

    SCHEDULED = "scheduled"
    LIVE = "live"
    PAUSED = "paused"
    CONCLUDED = "concluded"
    REOPENED = "reopened"

    @property
    def watched(self) -> bool:
        """Whether its sources are polled in this state."""
        return self in {CoverageState.SCHEDULED, CoverageState.LIVE, CoverageState.REOPENED}


@dataclass(frozen=True, slots=True)
class Coverage:
    """One live event. `head` is the number of its newest change; 0 before the first.

    `end_proposed_at` is when it last seemed to be over, `reopening_proposed_at` when news came
    after its end; the two `dismissed` times say when an editor turned that down.
    """

    id: int
    title: str
    language: str
    timezone: str
    state: CoverageState
    created_at: datetime
    head: int = 0
    starts_at: datetime | None = None
    concluded_at: datetime | None = None
    end_proposed_at: datetime | None = None
    end_dismissed_at: datetime | None = None
    reopening_proposed_at: datetime | None = None
    reopening_dismissed_at: datetime | None = None


class Trouble(StrEnum):
    """What can be wrong with a source for so long that editors are told."""

    BROKEN = "broken"
    CHANGED = "changed"
    SILENT = "silent"


DOUBT_AFTER = 2
"""So many readings in a row must not fit before a page's format is judged anew."""


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors by which an editor has a stubborn page read.

    All but `post` are looked for within a post; an empty one leaves that part to Dateline.
    """

    post: str
    time: str = ""
    title: str = ""
    body: str = ""
    media: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A page or feed of a coverage, with what the next poll needs to know.

    `pinned_format` is the only format asked, `selectors` the only way of reading; where neither is
    given, Dateline finds out by itself. One that is `removed_at` some time is not read any more.
    `failing_since` is the first of its `failures` in a row; `misfits` counts the last readings that
    came but did not fit what is known of the page. `title` and `live` are the page's own words at
    the last reading, `live_title` its newest title that said "live". `told` is the trouble that
    editors know of, `told_since` when it began.
    """

    id: int
    coverage_id: int
    url: str
    format: str = ""
    next_poll_at: datetime | None = None
    last_good_at: datetime | None = None
    failures: int = 0
    broken_because: str = ""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    failing_since: datetime | None = None
    misfits: int = 0
    title: str = ""
    live_title: str = ""
    live: bool | None = None
    told: Trouble | None = None
    told_since: datetime | None = None
    pinned_format: str = ""
    selectors: Selectors | None = None
    removed_at: datetime | None = None

    @property
    def doubted(self) -> bool:
        """Whether its page is judged anew: its format has not fitted for some readings in a row."""
        return self.misfits >= DOUBT_AFTER
