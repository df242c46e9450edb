"""Use case: the sources of a coverage. Editors add and remove them, and say how they are read."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot import background
from bot.acts import tidy_address
from bot.addresses import SourceInspector, refuse_covered
from bot.background import SectionChange
from bot.books import AuditLog
from bot.changes import PostChange
from bot.errors import NotFound, SourceError, WrongState
from bot.joining import joining, read_anew
from bot.model import AuditEntry, Coverage, CoverageState, Post, Selectors, Snapshot, Source


@dataclass(frozen=True, slots=True)
class Way:
    """How a source is read: as one format alone, by selectors, or (neither) as Dateline finds."""

    format: str = ""
    selectors: Selectors | None = None

    def __str__(self) -> str:
        if self.selectors is not None:
            return "by selectors"
        return f"as {self.format}" if self.format else "automatically"


def way_of(source: Source) -> Way:
    """How a source is read now."""
    return Way(source.pinned_format, source.selectors)


class CoverageBook(Protocol):
    """The coverages, as far as their sources are concerned."""

    async def get(self, coverage_id: int) -> Coverage:
        """The coverage; NotFound if there is none."""
        ...

    async def sources(self, coverage_id: int) -> Sequence[Source]:
        """The sources that are read, the oldest first."""
        ...

    async def source_by_url(self, url: str) -> Source | None:
        """The source with this address that is read, whichever coverage it belongs to."""
        ...

    async def posts(self, coverage_id: int) -> Sequence[Post]:
        """Every stored post, withdrawn ones too, by position."""
        ...


class SourceBook(Protocol):
    """The sources as they are stored."""

    async def get(self, source_id: int) -> Source:
        """The source, a removed one too; NotFound if there is none."""
        ...

    async def add(
        self,
        coverage_id: int,
        *,
        url: str,
        read_as: str,
        changes: Sequence[PostChange],
        background: Sequence[SectionChange],
        now: datetime,
    ) -> Source:
        """Store another source of a coverage with what it shows, in one transaction."""
        ...

    async def remove(self, source_id: int, now: datetime) -> Source:
        """Stop reading a source; what it told stands."""
        ...

    async def restore(self, source_id: int) -> Source:
        """Read a removed source again, at once."""
        ...

    async def set_way(
        self,
        source_id: int,
        pinned_format: str,
        selectors: Selectors | None,
        changes: Sequence[PostChange],
        now: datetime,
    ) -> Source:
        """Have a source read in another way, and store what that shows, in one transaction."""
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A coverage with the sources that are read; editors count them from 1, in this order."""

    coverage: Coverage
    sources: tuple[Source, ...]

    def number(self, source: Source) -> int:
        """What editors call the source; 0 for one that is not read."""
        numbers = (at for at, one in enumerate(self.sources, start=1) if one.id == source.id)
        return next(numbers, 0)


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look at another source showed; `known` of its posts tell what is known already."""

    coverage: Coverage
    url: str
    snapshot: Snapshot
    known: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What a source shows when it is read in a way that it is not read in yet."""

    coverage: Coverage
    source: Source
    way: Way
    snapshot: Snapshot


class SourceDesk:
    """Everything editors do to the sources of a coverage. Acts run one after the other."""

    def __init__(
        self,
        *,
        coverages: CoverageBook,
        sources: SourceBook,
        inspector: SourceInspector,
        audit: AuditLog,
    ) -> None:
        self._coverages = coverages
        self._sources = sources
        self._inspector = inspector
        self._audit = audit
        self._one_act = asyncio.Lock()

    # --- Looking ---------------------------------------------------------------------------------

    async def listed(self, coverage_id: int) -> Listed:
        """The coverage and the sources that are read; NotFound if there is no such coverage."""
        coverage = await self._coverages.get(coverage_id)
        return Listed(coverage, tuple(await self._coverages.sources(coverage_id)))

    async def meant(self, coverage_id: int, number: int | None, command: str) -> Source:
        """The source with this number, or without one the only source.

        NotFound when there is none, WrongState when there are several; `command` is then shown
        with each number.
        """
        listed = await self.listed(coverage_id)
        if number is None and len(listed.sources) > 1:
            choices = (f"{command} {at}: {one.url}" for at, one in enumerate(listed.sources, 1))
            raise WrongState("\n".join(["Which source? Add its number.", *choices]))
        place = (number or 1) - 1
        if not 0 <= place < len(listed.sources):
            raise NotFound(
                f"“{listed.coverage.title}” has no source {place + 1}. "
                f"/coverage {coverage_id} source lists them."
            )
        return listed.sources[place]

    async def of(self, source: Source) -> Listed:
        """The coverage of a source, and all that it is read from."""
        return await self.listed(source.coverage_id)

    async def source(self, source_id: int) -> Source:
        """The source, a removed one too; NotFound if there is none."""
        return await self._sources.get(source_id)

    # --- Adding and removing ---------------------------------------------------------------------

    async def look(self, coverage_id: int, typed_url: str, now: datetime) -> Sight:
        """Read an address and say what it would add to a coverage; nothing is stored.

        Raises SourceError when it cannot be read, WrongState when it is covered already.
        """
        url = tidy_address(typed_url)
        coverage = await self._open(coverage_id)
        await refuse_covered(self._coverages, url)
        reading = await self._inspector.inspect(url, timezone=coverage.timezone)
        await refuse_covered(self._coverages, reading.snapshot.url)
        stored = await self._coverages.posts(coverage_id)
        changes = joining(reading.snapshot, stored, now)
        known = sum(change.post.duplicate_of is not None for change in changes)
        return Sight(coverage, url, reading.snapshot, known)

    async def add(self, coverage_id: int, url: str, actor_id: int, now: datetime) -> Source:
        """Read the address once more, and from now on for this coverage.

        Its posts so far become history, or duplicates of what other sources have told.
        """
        sight = await self.look(coverage_id, url, now)  # may take seconds: other acts need not wait
        async with self._one_act:
            await refuse_covered(self._coverages, sight.url)
            source = await self._sources.add(
                coverage_id,
                url=sight.url,
                read_as=sight.snapshot.format,
                changes=joining(sight.snapshot, await self._coverages.posts(coverage_id), now),
                background=background.first(sight.snapshot.background, now),
                now=now,
            )
            await self._log(now, actor_id, "added a source to", sight.coverage, sight.url)
            return source

    async def removable(self, source: Source) -> Listed:
        """The coverage that can do without the source; WrongState where it is the only one."""
        listed = await self.of(source)
        if not listed.number(source):
            raise WrongState("That source is removed already.")
        if len(listed.sources) == 1:
            raise WrongState(
                f"It is the only source of “{listed.coverage.title}”. Add another one first, or "
                f"end the reading with /coverage pause {listed.coverage.id}."
            )
        return listed

    async def remove(self, source_id: int, actor_id: int, now: datetime) -> Source:
        """Stop reading a source; what it told stands."""
        async with self._one_act:
            source = await self._sources.get(source_id)
            listed = await self.removable(source)
            removed = await self._sources.remove(source_id, now)
            await self._log(now, actor_id, "removed a source of", listed.coverage, source.url)
            return removed

    async def restore(self, source_id: int, actor_id: int, now: datetime) -> Source:
        """Read a removed source again; what came meanwhile is news."""
        async with self._one_act:
            source = await self._sources.get(source_id)
            coverage = await self._open(source.coverage_id)
            if source.removed_at is None:
                raise WrongState("That source is being read.")
            await refuse_covered(self._coverages, source.url)
            restored = await self._sources.restore(source_id)
            await self._log(now, actor_id, "restored a source of", coverage, source.url)
            return restored

    # --- The way of reading ----------------------------------------------------------------------

    async def try_way(self, source_id: int, way: Way) -> Trial:
        """What a source would show if it were read so; nothing is stored.

        Raises SourceError, with what was found, when that shows no post.
        """
        source = await self._sources.get(source_id)
        coverage = await self._open(source.coverage_id)
        reading = await self._inspector.inspect(
            source.url,
            timezone=coverage.timezone,
            pinned_format=way.format,
            selectors=way.selectors,
        )
        snapshot = reading.snapshot
        if not snapshot.posts:
            raise SourceError(
                f"Read {way}, the page shows no posts; {len(snapshot.dropped)} were left out. "
                "Nothing was changed."
            )
        return Trial(coverage, source, way, snapshot)

    async def set_way(
        self, source_id: int, way: Way, actor_id: int, now: datetime
    ) -> tuple[Source, Source]:
        """Read a source in another way from now on; answers the source before and after.

        Nothing goes out for what it shows so already: posts that are known keep their messages.
        """
        trial = await self.try_way(source_id, way)
        async with self._one_act:
            before = await self._sources.get(source_id)
            stored = await self._coverages.posts(before.coverage_id)
            changes = read_anew(trial.snapshot, source_id, stored, now)
            after = await self._sources.set_way(source_id, way.format, way.selectors, changes, now)
            await self._log(now, actor_id, f"had a source read {way}:", trial.coverage, after.url)
            return before, after

    # --- Shared ----------------------------------------------------------------------------------

    async def _open(self, coverage_id: int) -> Coverage:
        coverage = await self._coverages.get(coverage_id)
        if coverage.state is CoverageState.CONCLUDED:
            raise WrongState(
                f"“{coverage.title}” is concluded. /coverage reopen {coverage_id} goes on with it."
            )
        return coverage

    async def _log(
        self, now: datetime, actor_id: int, action: str, coverage: Coverage, url: str
    ) -> None:
        details = f"#{coverage.id} “{coverage.title}” {url}"
        await self._audit.audit(AuditEntry(now, actor_id, action, details))
