"""Use case: read the sources that are due, decide what changed, commit it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.changes import PostChange
from bot.model import Coverage, Post, Snapshot, Source


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


class WatchStore(Protocol):
    """What the watcher needs of storage."""

    async def due_sources(self, now: datetime, limit: int) -> list[Source]:
        """Sources of watched coverages whose next poll is due (or was never set), oldest first."""
        ...

    async def get(self, coverage_id: int) -> Coverage:
        """The coverage; NotFound if there is none."""
        ...

    async def posts(self, coverage_id: int) -> list[Post]:
        """Every stored post, withdrawn ones too, by position."""
        ...

    async def record_poll(self, source: Source) -> None:
        """Store the source's own columns (next poll, failures, validators)."""
        ...

    async def record_changes(
        self, source: Source, changes: Sequence[PostChange], now: datetime
    ) -> int:
        """Store posts, numbered changes, the new head and the source in one transaction.

        Answers the new head. A post whose kinds include `posted` gets that change's number as
        its `posted_seq`.
        """
        ...
