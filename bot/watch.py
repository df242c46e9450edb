"""Use case: read the sources that are due, decide what changed, commit it."""

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot import background, duplicates, ending, pace
from bot.background import SectionChange
from bot.changes import PostChange, believe, compare, still_absent
from bot.errors import NotModified, SourceError, TryLater
from bot.model import Coverage, CoverageState, Post, Section, Snapshot, Source

log = logging.getLogger(__name__)


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

    async def due_sources(self, now: datetime, limit: int) -> list[Source]:
        """Sources of watched coverages whose next poll is due (or was never set), oldest first."""
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

    async def latest_posts(self, coverage_id: int) -> list[Post]:
        """The posts that matter while nothing new is shown, by position.

        Those are the newest ones, the last that changed, and those whose absence is being counted.
        """
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


@dataclass(frozen=True, slots=True)
class WatchRules:
    """How the watcher behaves: the settings it needs, in its own words."""

    bounds: pace.Bounds
    patience: int
    quiet: timedelta
    conclude_automatically: bool


AT_ONCE = 8
"""Sources read at the same time; a slow page holds up none of the others."""

AFTER_FAULT = timedelta(seconds=30)
"""How long nothing is read when not even a failure could be stored."""


class Watcher:
    """Polls sources and commits what changed. `on_change` is called after each commit with news."""

    def __init__(
        self,
        *,
        store: WatchStore,
        reader: SourceReader,
        desk: EndDesk,
        rules: WatchRules,
        clock: Callable[[], datetime],
        on_change: Callable[[], None],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._reader = reader
        self._desk = desk
        self._rules = rules
        self._clock = clock
        self._on_change = on_change
        self._chance = chance
        self._reading: set[int] = set()
        self._taking_in: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._rest_until: datetime | None = None

    async def run_once(self, now: datetime, polls: asyncio.TaskGroup) -> None:
        """Start reading every source that is due and not being read already."""
        room = AT_ONCE - len(self._reading)
        if room <= 0 or (self._rest_until and now < self._rest_until):
            return
        for source in await self._store.due_sources(now, AT_ONCE):
            if source.id not in self._reading and room > 0:
                room -= 1
                self._reading.add(source.id)
                polls.create_task(self._poll_safely(source))

    async def poll(self, source: Source) -> None:
        """Read one source once and store the outcome, good or bad."""
        timezone = (await self._store.get(source.coverage_id)).timezone
        reading: Reading | None = None
        try:
            with suppress(NotModified):
                reading = await self._whole(
                    source, await self._reader.read(source, timezone=timezone), timezone
                )
            # What two sources bring at the same moment would else be taken for two stories.
            async with self._taking_in[source.coverage_id]:
                coverage = await self._store.get(source.coverage_id)
                # While the page was read, an editor may have paused the coverage or set the source.
                if coverage.state.watched and await self._store.still_read(source):
                    await self._take_in(coverage, source, reading)
        except SourceError as error:
            await self._failed(source, error)

    async def _whole(self, source: Source, reading: Reading, timezone: str) -> Reading:
        """The reading, back to what is known: more may have come than one page shows."""
        if not reading.snapshot.older:
            return reading
        stored = await self._store.posts(source.coverage_id)
        known = {post.key for post in stored if post.source_id in {source.id, None}}
        return await self._reader.reach_back(reading, timezone=timezone, known=known)

    async def _poll_safely(self, source: Source) -> None:
        """A bug met in one page must stop neither the other sources nor the bot."""
        try:
            await self.poll(source)
        except Exception:
            log.exception("reading source %s failed unexpectedly", source.url)
            await self._failed_unexpectedly(source)
        finally:
            self._reading.discard(source.id)

    async def _take_in(self, coverage: Coverage, source: Source, reading: Reading | None) -> None:
        """Store what a reading changes; None is one that shows the same as the last."""
        now = self._clock()
        # A page that stays the same is the usual case, and must not load a day's posts each time.
        load = self._store.latest_posts if reading is None else self._store.posts
        stored = await load(coverage.id)
        own = [post for post in stored if post.source_id in {source.id, None}]
        if reading is None:
            changes = still_absent(own, now, patience=self._rules.patience)
        else:
            believe(own, reading.snapshot)
            above = max((post.position for post in stored), default=0)
            shown = duplicates.as_shown(reading.snapshot, own, stored)
            changes = compare(own, shown, now, patience=self._rules.patience, above=above)
        changes = duplicates.told_once(changes, stored, source.id, now)
        sections = await self._background_changes(source, reading, changes, now)
        held = any(post.held for post in changes) or any(one.held for one in sections)
        if reading is not None and not held:
            source = _as_read(source, reading)
        asked = reading.not_before if reading else 0.0
        await self._store_good(
            coverage, source, stored, changes, now, sections=sections, asked=asked
        )
        if changes:
            stored = await load(coverage.id)
        page_live = reading.snapshot.live if reading else None
        await self._follow_life(coverage, stored, now, page_live=page_live)

    async def _background_changes(
        self,
        source: Source,
        reading: Reading | None,
        changes: Sequence[PostChange],
        now: datetime,
    ) -> tuple[SectionChange, ...]:
        """What became of the sections around the posts; an old copy of the page tells nothing."""
        if any(change.held for change in changes):
            return ()
        stored = await self._store.sections(source.coverage_id)
        own = [section for section in stored if section.source_id == source.id]
        patience = self._rules.patience
        if reading is None:
            return background.still_absent(own, now, patience=patience)
        return background.compare(own, reading.snapshot.background, now, patience=patience)

    async def _store_good(
        self,
        coverage: Coverage,
        source: Source,
        stored: Sequence[Post],
        changes: Sequence[PostChange],
        now: datetime,
        *,
        sections: Sequence[SectionChange],
        asked: float = 0.0,
    ) -> None:
        # Something new, or a post whose absence is being counted, asks for the next look soon.
        quiet_since = ending.last_activity(stored) or coverage.created_at
        active_at = now if changes else quiet_since
        again = pace.after_success(now, self._rules.bounds, active_at=active_at, asked=asked)
        if source.broken_because:
            log.warning("source %s is readable again", source.url)
        good = replace(source, failures=0, broken_because="", last_good_at=now, next_poll_at=again)
        if not changes and not sections:
            await self._store.record_poll(good)
            return
        await self._store.record_changes(good, changes, now, background=sections)
        if any(change.kinds for change in changes):
            self._on_change()

    async def _failed(self, source: Source, error: SourceError) -> None:
        now = self._clock()
        failures = source.failures + 1
        asked = error.seconds if isinstance(error, TryLater) else 0.0
        again = pace.after_failure(
            now, self._rules.bounds, failures=failures, chance=self._chance(), asked=asked
        )
        if not source.broken_because:
            log.warning("source %s is broken: %s", source.url, error)
        broken = replace(source, failures=failures, broken_because=str(error), next_poll_at=again)
        await self._store.record_poll(broken)

    async def _failed_unexpectedly(self, source: Source) -> None:
        try:
            await self._failed(source, SourceError("unexpected error; see the log"))
        except Exception:
            # Storage fails, most likely: nothing can be noted down, so all sources are left alone.
            log.exception("the failure of source %s cannot be stored", source.url)
            self._rest_until = self._clock() + AFTER_FAULT

    async def _follow_life(
        self, coverage: Coverage, posts: Sequence[Post], now: datetime, *, page_live: bool | None
    ) -> None:
        """Begin a scheduled coverage that has begun; propose the end of one that has ended."""
        due = coverage.starts_at is not None and coverage.starts_at <= now
        begun = due or any(post.posted_seq for post in posts)
        if coverage.state is CoverageState.SCHEDULED and begun:
            coverage = await self._store.set_state(coverage.id, CoverageState.LIVE, now)
        reason = ending.evidence(coverage, posts, now, page_live=page_live, quiet=self._rules.quiet)
        if not reason:
            return
        if self._rules.conclude_automatically:
            log.info("concluding coverage %s: %s", coverage.id, reason)
            await self._desk.conclude(coverage.id, 0, now)
            self._on_change()
        else:
            await self._desk.propose_end(coverage.id, reason, now)


def _as_read(source: Source, reading: Reading) -> Source:
    """The source with what its next request carries to learn that nothing changed.

    That is nothing where the page says that it is over: a crash before the end is proposed would
    else leave its word behind for good, because such a page never changes again.
    """
    over = reading.snapshot.live is False
    return replace(
        source,
        format=reading.snapshot.format,
        etag="" if over else reading.etag,
        last_modified="" if over else reading.last_modified,
        body_hash="" if over else reading.body_hash,
    )
