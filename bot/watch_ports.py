"""What the watcher needs of sources, storage and editors, in its own words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.background import SectionChange
from bot.changes import PostChange
from bot.model import Coverage, CoverageState, Post, Section, Snapshot, Source


@dataclass(frozen=True, slots=True)
class Reading:
    """A good answer of a source: what it shows, and what the next request should carry.

    `not_before` is the number of seconds the server asks us to wait (cache headers), 0 if none.
    """

    snapshot: Snapshot
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    not_before: float = 0.0


class SourceReader(Protocol):
    """Reads a page or feed."""

    async def read(self, source: Source, *, timezone: str) -> Reading:
        """Fetch and understand `source`; stamps without a zone are read in `timezone`.

        Raises NotModified when nothing changed since the stored etag, last_modified or body_hash;
        TryLater when the server asks for a pause; SnapshotRefused when the answer cannot be
        believed; SourceError for everything else, in words an editor can act on.
        """
        ...

    async def reach_back(
        self, reading: Reading, *, timezone: str, known: Collection[str]
    ) -> Reading:
        """The reading with older pages of its source joined, up to a post whose key is `known`.

        It is the same reading where the page shows one, or has no older pages. What lies behind
        the last page read is not missing: no post is taken back for standing there. Raises
        TryLater when the server asks for a pause.
        """
        ...


class WatchStore(Protocol):
    """What the watcher needs of storage."""

    async def due_sources(
        self, now: datetime, limit: int, *, ended_after: datetime
    ) -> list[Source]:
        """Sources whose next poll is due (or was never set), oldest first.

        They belong to watched coverages, or to ones that concluded after `ended_after`.
        """
        ...

    async def sources(self, coverage_id: int) -> list[Source]:
        """The sources of a coverage that are read, the oldest first."""
        ...

    async def get(self, coverage_id: int) -> Coverage:
        """The coverage; NotFound if there is none."""
        ...

    async def still_read(self, source: Source) -> bool:
        """Whether the source is neither removed nor to be read in another way by now."""
        ...

    async def set_state(self, coverage_id: int, state: CoverageState, now: datetime) -> Coverage:
        """Move the coverage to another state."""
        ...

    async def posts(self, coverage_id: int) -> list[Post]:
        """Every stored post, withdrawn ones too, by position."""
        ...

    async def post_keys(self, source: Source) -> set[str]:
        """The keys of every stored post of this source, and of those that come from none."""
        ...

    async def latest_posts(self, coverage_id: int) -> list[Post]:
        """The posts that matter while nothing new is shown, by position.

        Those are the newest ones, the last that changed, those whose absence is being counted and
        those held back.
        """
        ...

    async def held_back(self, since: datetime) -> list[Post]:
        """The posts held back at `since` or longer that may go out now, by coverage."""
        ...

    async def announce(self, coverage_id: int, changes: Sequence[PostChange], now: datetime) -> int:
        """Store posts, numbered changes and the new head in one transaction; answers the head."""
        ...

    async def propose_end(self, coverage_id: int, reason: str, now: datetime) -> bool:
        """Note why the coverage seems to be over; False if that is proposed already."""
        ...

    async def propose_reopening(self, coverage_id: int, reason: str, now: datetime) -> bool:
        """Note why the coverage seems to go on; False if that is proposed already."""
        ...

    async def sections(self, coverage_id: int) -> list[Section]:
        """Every section of the background, withdrawn ones too, in the order of the page."""
        ...

    async def record_poll(self, source: Source) -> None:
        """Store the source's own columns (next poll, failures, validators)."""
        ...

    async def record_changes(
        self,
        source: Source,
        changes: Sequence[PostChange],
        now: datetime,
        *,
        background: Sequence[SectionChange] = (),
    ) -> int:
        """Store posts, numbered changes, the new head, sections and the source in one transaction.

        Answers the new head. A post whose kinds include `posted` gets that change's number as
        its `posted_seq`.
        """
        ...


class EndDesk(Protocol):
    """Where evidence of the end goes."""

    async def propose_end(self, coverage_id: int, reason: str, now: datetime) -> object:
        """Ask the editors whether the coverage is over."""
        ...

    async def conclude(self, coverage_id: int, actor_id: int, now: datetime) -> object:
        """Conclude the coverage and publish its summary; actor 0 is Dateline itself."""
        ...


class Newsroom(Protocol):
    """Where editors are told what the watcher has noticed."""

    async def propose_reopening(self, coverage_id: int, reason: str, now: datetime) -> object:
        """Ask the editors whether to reopen the coverage."""
        ...

    async def reopen(self, coverage_id: int, now: datetime) -> object:
        """Reopen the coverage without asking."""
        ...

    async def tell_of_trouble(
        self, coverage: Coverage, before: Source, after: Source, now: datetime
    ) -> object:
        """Tell the editors, once, of a trouble of the source that began or is over."""
        ...
