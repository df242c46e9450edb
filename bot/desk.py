"""Use case: the editors' desk. Coverages are added, paused, resumed and reopened here."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from bot import background
from bot.acts import (
    DONE,
    MAX_TITLE,
    Act,
    acts_for,
    opening_state,
    plain_title,
    state_after,
    tidy_address,
    tidy_title,
)
from bot.addresses import SourceInspector, refuse_covered
from bot.background import SectionChange
from bot.books import AuditLog, ReaderBook
from bot.changes import PostChange, history
from bot.errors import NotFound, WrongState
from bot.lifecycle import Phase, phase
from bot.model import (
    AuditEntry,
    Coverage,
    CoverageState,
    Snapshot,
    Source,
)
from bot.phrases import known_language


class CoverageBook(Protocol):
    """The coverages as they are stored."""

    async def create(
        self,
        *,
        title: str,
        language: str,
        timezone: str,
        state: CoverageState,
        starts_at: datetime | None,
        source_url: str,
        source_format: str,
        changes: Sequence[PostChange],
        now: datetime,
        background: Sequence[SectionChange] = (),
    ) -> Coverage:
        """Store a coverage with its source, history and background, in one transaction."""
        ...

    async def get(self, coverage_id: int) -> Coverage:
        """The coverage; NotFound if there is none."""
        ...

    async def all(self) -> Sequence[Coverage]:
        """Every coverage."""
        ...

    async def set_state(self, coverage_id: int, state: CoverageState, now: datetime) -> Coverage:
        """Change the state."""
        ...

    async def rename(self, coverage_id: int, title: str) -> object:
        """Change the title."""
        ...

    async def end_reason(self, coverage_id: int) -> str:
        """Why it seemed to be over, last; empty when nothing was said."""
        ...

    async def reopening_reason(self, coverage_id: int) -> str:
        """Why it seemed to go on after its end, last; empty when nothing was said."""
        ...

    async def sources(self, coverage_id: int) -> Sequence[Source]:
        """The sources of a coverage."""
        ...

    async def source_by_url(self, url: str) -> Source | None:
        """The source with this address, whichever coverage it belongs to."""
        ...

    async def count_posts(self, coverage_id: int) -> int:
        """How many posts stand."""
        ...

    async def count_sections(self, coverage_id: int) -> int:
        """How many sections of the background stand."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """What a look at an address showed, before anything is stored."""

    title: str
    url: str
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Standing:
    """A coverage with the figures its panel shows. `posts` and `sections` count those that stand.

    `reason` says in words why it is in its phase, where evidence led to it.
    """

    coverage: Coverage
    posts: int
    readers: int
    places: int
    sources: tuple[Source, ...]
    phase: Phase
    reason: str = ""
    sections: int = 0


class Desk:
    """Everything editors do to coverages. `actor_id` 0 is Dateline itself.

    Acts run one after the other, so that two editors who press at once cannot both succeed.
    """

    def __init__(
        self,
        *,
        coverages: CoverageBook,
        readers: ReaderBook,
        sources: SourceInspector,
        audit: AuditLog,
        one_act: asyncio.Lock,
        language: str,
        timezone: str,
    ) -> None:
        """`language` and `timezone` serve where a page has none; `Closing` shares `one_act`."""
        self._coverages = coverages
        self._readers = readers
        self._sources = sources
        self._audit = audit
        self._language = language
        self._timezone = timezone
        self._one_act = one_act

    # --- Adding ----------------------------------------------------------------------------------

    async def look(self, typed_url: str, typed_title: str = "") -> Found:
        """Read an address and say what is there; nothing is stored.

        Raises SourceError when it cannot be read, WrongState when it is covered already.
        """
        url = tidy_address(typed_url)
        await refuse_covered(self._coverages, url)
        reading = await self._sources.inspect(url, timezone=self._timezone)
        snapshot = reading.snapshot
        await refuse_covered(self._coverages, snapshot.url)
        shown = plain_title(snapshot.title)[:MAX_TITLE]
        title = typed_title or shown or urlsplit(url).hostname or url
        return Found(tidy_title(title), url, snapshot)

    async def add(self, url: str, title: str, actor_id: int, now: datetime) -> Coverage:
        """Read the address once more and begin to cover it; its posts so far become history."""
        found = await self.look(url, title)  # may take seconds, so other acts need not wait
        snapshot = found.snapshot
        async with self._one_act:
            await refuse_covered(self._coverages, found.url)
            coverage = await self._coverages.create(
                title=found.title,
                language=known_language(snapshot.language, self._language),
                timezone=self._timezone,
                state=opening_state(snapshot.starts_at, now),
                starts_at=snapshot.starts_at,
                source_url=found.url,
                source_format=snapshot.format,
                changes=history(snapshot, now),
                background=background.first(snapshot.background, now),
                now=now,
            )
            await self._log(now, actor_id, "added", coverage, f"from {found.url}")
            return coverage

    # --- Looking ---------------------------------------------------------------------------------

    async def board(self) -> tuple[Standing, ...]:
        """Every coverage with its figures, the newest first."""
        coverages = sorted(await self._coverages.all(), key=lambda one: one.id, reverse=True)
        return tuple([await self._standing(coverage) for coverage in coverages])

    async def standing(self, coverage_id: int) -> Standing:
        """One coverage with its figures; NotFound if there is none."""
        return await self._standing(await self._coverages.get(coverage_id))

    async def only_one_for(self, act: Act) -> Coverage:
        """The coverage meant when none is named: the only one that the act fits.

        NotFound when there is none, WrongState when there are several.
        """
        fitting = [one for one in await self._coverages.all() if act in acts_for(one.state)]
        if not fitting:
            raise NotFound(f"No coverage can be {DONE[act]} now. /coverage lists them all.")
        if len(fitting) > 1:
            choices = "\n".join(f"/coverage {act} {one.id} – {one.title}" for one in fitting)
            raise WrongState(f"Which one?\n{choices}")
        return fitting[0]

    async def _standing(self, coverage: Coverage) -> Standing:
        return Standing(
            coverage,
            posts=await self._coverages.count_posts(coverage.id),
            readers=await self._readers.count_readers(coverage.id),
            places=len(await self._readers.followers(coverage.id)),
            sources=tuple(await self._coverages.sources(coverage.id)),
            phase=phase(coverage),
            reason=await self._reason(coverage),
            sections=await self._coverages.count_sections(coverage.id),
        )

    async def _reason(self, coverage: Coverage) -> str:
        match phase(coverage):
            case Phase.PERHAPS_ENDED | Phase.ENDED:
                return await self._coverages.end_reason(coverage.id)
            case Phase.PERHAPS_REOPENED | Phase.REOPENED:
                return await self._coverages.reopening_reason(coverage.id)
            case _:
                return ""

    # --- Acting ----------------------------------------------------------------------------------

    async def pause(self, coverage_id: int, actor_id: int, now: datetime) -> Coverage:
        """Stop reading the sources; nothing goes out until it is resumed."""
        return await self._act(Act.PAUSE, coverage_id, actor_id, now)

    async def resume(self, coverage_id: int, actor_id: int, now: datetime) -> Coverage:
        """Read the sources again after a pause."""
        return await self._act(Act.RESUME, coverage_id, actor_id, now)

    async def reopen(self, coverage_id: int, actor_id: int, now: datetime) -> Coverage:
        """Go on after a conclusion. The summary that went out stands."""
        return await self._act(Act.REOPEN, coverage_id, actor_id, now)

    async def rename(
        self, coverage_id: int, typed_title: str, actor_id: int, now: datetime
    ) -> tuple[Coverage, Coverage]:
        """Give it another title; answers the coverage before and after."""
        title = tidy_title(typed_title)
        before = await self._coverages.get(coverage_id)
        await self._coverages.rename(coverage_id, title)
        after = await self._coverages.get(coverage_id)
        await self._log(now, actor_id, "renamed", before, f"to “{title}”")
        return before, after

    async def _act(self, act: Act, coverage_id: int, actor_id: int, now: datetime) -> Coverage:
        async with self._one_act:
            coverage = await self._coverages.get(coverage_id)
            state = state_after(act, coverage, now)
            coverage = await self._coverages.set_state(coverage_id, state, now)
            await self._log(now, actor_id, DONE[act], coverage)
            return coverage

    async def _log(
        self, now: datetime, actor_id: int, action: str, coverage: Coverage, more: str = ""
    ) -> None:
        details = f"#{coverage.id} “{coverage.title}” {more}".rstrip()
        await self._audit.audit(AuditEntry(now, actor_id, action, details))
