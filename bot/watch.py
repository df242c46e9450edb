"""Use case: read the sources that are due, decide what changed, commit it."""

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import background, ending, health, intake, lifecycle, pace
from bot.background import SectionChange
from bot.changes import PostChange
from bot.errors import NotModified, SnapshotRefused, SourceError, TryLater
from bot.lifecycle import Move, Transition
from bot.model import ChangeKind, Coverage, CoverageState, Post, Source
from bot.stubs import Holding
from bot.watch_ports import EndDesk, Newsroom, Reading, SourceReader, WatchStore

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WatchRules:
    """How the watcher behaves: the settings it needs, in its own words.

    `hold_stubs` is how long a stub is held back, `after_end` how long a page is read after its
    coverage was concluded.
    """

    bounds: pace.Bounds
    patience: int
    quiet: timedelta
    conclude_automatically: bool
    hold_stubs: timedelta
    after_end: timedelta
    trouble: health.Patience


AT_ONCE = 8
"""Sources read at the same time; a slow page holds up none of the others."""

AFTER_FAULT = timedelta(seconds=30)
"""How long nothing is read when not even a failure could be stored, and nothing held back is told
when that failed."""


class Watcher:
    """Polls sources and commits what changed. `on_change` is called after each commit with news."""

    def __init__(
        self,
        *,
        store: WatchStore,
        reader: SourceReader,
        desk: EndDesk,
        newsroom: Newsroom,
        rules: WatchRules,
        clock: Callable[[], datetime],
        on_change: Callable[[], None],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._reader = reader
        self._desk = desk
        self._newsroom = newsroom
        self._rules = rules
        self._clock = clock
        self._on_change = on_change
        self._chance = chance
        self._reading: set[int] = set()
        self._taking_in: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._rest_until: datetime | None = None
        self._held_until: datetime | None = None

    async def run_once(self, now: datetime, polls: asyncio.TaskGroup) -> None:
        """Announce what was held back long enough, and start reading every source that is due."""
        if self._rest_until and now < self._rest_until:
            return
        await self._release_safely(now)
        room = AT_ONCE - len(self._reading)
        ended_after = now - self._rules.after_end
        for source in await self._store.due_sources(now, AT_ONCE, ended_after=ended_after):
            if source.id not in self._reading and room > 0:
                room -= 1
                self._reading.add(source.id)
                polls.create_task(self._poll_safely(source))

    async def _release_safely(self, now: datetime) -> None:
        """A bug met in what is held back must not stop the reading of pages."""
        if self._held_until and now < self._held_until:
            return
        try:
            await self._release(now)
        except Exception:
            log.exception("posts that were held back cannot be announced")
            self._held_until = now + AFTER_FAULT

    async def _release(self, now: datetime) -> None:
        """Tell of the posts that were held back long enough; no page has to be read for that."""
        waiting = await self._store.held_back(now - self._rules.hold_stubs)
        for coverage_id in sorted({post.coverage_id for post in waiting}):
            async with self._taking_in[coverage_id]:
                stored = await self._store.posts(coverage_id)
                ids = {post.id for post in waiting}
                ready = [post for post in stored if post.id in ids and post.unannounced]
                changes = intake.released(ready, stored, now)
                await self._store.announce(coverage_id, changes, now)
        if waiting:
            self._on_change()

    async def poll(self, source: Source) -> None:
        """Read one source once and store the outcome, good or bad."""
        timezone = (await self._store.get(source.coverage_id)).timezone
        try:
            reading, asked = await self._read(source, timezone)
            # What two sources bring at the same moment would else be taken for two stories.
            async with self._taking_in[source.coverage_id]:
                coverage = await self._store.get(source.coverage_id)
                # While the page was read, an editor may have paused the coverage or set the source.
                if self._is_read(coverage) and await self._store.still_read(source):
                    await self._take_in(coverage, source, reading, asked)
        except SourceError as error:
            await self._failed(source, error)

    def _is_read(self, coverage: Coverage) -> bool:
        """Whether the coverage is watched, or was so recently that it is still corrected."""
        if coverage.state is not CoverageState.CONCLUDED or coverage.concluded_at is None:
            return coverage.state.watched
        return self._clock() - coverage.concluded_at < self._rules.after_end

    async def _read(self, source: Source, timezone: str) -> tuple[Reading | None, float]:
        """The reading, None if nothing has changed, and the pause that the server asks for."""
        try:
            first = await self._reader.read(source, timezone=timezone)
        except NotModified as same:
            return None, same.not_before
        return await self._whole(source, first, timezone), first.not_before

    async def _whole(self, source: Source, reading: Reading, timezone: str) -> Reading:
        """The reading, back to what is known: more may have come than one page shows."""
        if not reading.snapshot.older:
            return reading
        known = await self._store.post_keys(source)
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

    async def _take_in(
        self, coverage: Coverage, source: Source, reading: Reading | None, asked: float
    ) -> None:
        """Store what a reading changes; None is one that shows the same as the last.

        `asked` is the pause in seconds that the server asked for.
        """
        now = self._clock()
        # A page that stays the same is the usual case, and must not load a day's posts each time.
        load = self._store.latest_posts if reading is None else self._store.posts
        stored = await load(coverage.id)
        changes = intake.changes_of(
            source,
            stored,
            reading.snapshot if reading else None,
            now,
            patience=self._rules.patience,
            holding=Holding(self._rules.hold_stubs, ended=not coverage.state.watched),
        )
        sections = await self._background_changes(source, reading, changes, now)
        held = any(post.held for post in changes) or any(one.held for one in sections)
        if reading is not None and not held:
            source = _as_read(source, reading, changes)
        well = self._is_well(coverage, source, stored, changes, now, asked=asked)
        await self._store_good(source, well, changes, now, sections=sections)
        if changes:
            stored = await load(coverage.id)
        await self._follow_life(coverage, well, stored, now)
        # Last, because an end that has just been proposed tells of the silence.
        await self._mind_trouble(well, stored, now)

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

    def _is_well(
        self,
        coverage: Coverage,
        source: Source,
        stored: Sequence[Post],
        changes: Sequence[PostChange],
        now: datetime,
        *,
        asked: float,
    ) -> Source:
        """The source after a good reading, with its next poll and without its failures."""
        # Something new, or a post whose absence is being counted, asks for the next look soon.
        quiet_since = ending.last_activity(stored) or coverage.created_at
        bounds = self._rules.bounds
        again = pace.after_success(
            now,
            bounds if coverage.state.watched else bounds.slowly,
            active_at=now if changes else quiet_since,
            asked=asked,
            starts_at=coverage.starts_at,
        )
        return replace(
            source,
            failures=0,
            misfits=0,
            failing_since=None,
            broken_because="",
            last_good_at=now,
            next_poll_at=again,
        )

    async def _store_good(
        self,
        before: Source,
        after: Source,
        changes: Sequence[PostChange],
        now: datetime,
        *,
        sections: Sequence[SectionChange],
    ) -> None:
        if before.broken_because:
            log.warning("source %s is readable again", before.url)
        if not changes and not sections:
            await self._store.record_poll(after)
            return
        await self._store.record_changes(after, changes, now, background=sections)
        if any(change.kinds for change in changes):
            self._on_change()

    async def _mind_trouble(self, source: Source, posts: Sequence[Post], now: datetime) -> None:
        """Note, and tell of, a trouble that began or is over with a good reading."""
        coverage = await self._store.get(source.coverage_id)
        own = [post for post in posts if post.source_id in {source.id, None}]
        after = health.examined(source, coverage, own, now, self._rules.trouble)
        if after != source:
            await self._newsroom.tell_of_trouble(coverage, source, after, now)
            await self._store.record_poll(after)

    async def _failed(self, source: Source, error: SourceError) -> None:
        now = self._clock()
        failures = source.failures + 1
        asked = error.seconds if isinstance(error, TryLater) else 0.0
        again = pace.after_failure(
            now, self._rules.bounds, failures=failures, chance=self._chance(), asked=asked
        )
        if not source.broken_because:
            log.warning("source %s is broken: %s", source.url, error)
        broken = replace(
            source,
            failures=failures,
            misfits=source.misfits + isinstance(error, SnapshotRefused),
            failing_since=source.failing_since or now,
            broken_because=str(error),
            next_poll_at=again,
        )
        coverage = await self._store.get(source.coverage_id)
        told = health.examined(broken, coverage, (), now, self._rules.trouble)
        await self._newsroom.tell_of_trouble(coverage, source, told, now)
        await self._store.record_poll(told)

    async def _failed_unexpectedly(self, source: Source) -> None:
        try:
            await self._failed(source, SourceError("unexpected error; see the log"))
        except Exception:
            # Storage fails, most likely: nothing can be noted down, so all sources are left alone.
            log.exception("the failure of source %s cannot be stored", source.url)
            self._rest_until = self._clock() + AFTER_FAULT

    async def _follow_life(
        self, coverage: Coverage, source: Source, posts: Sequence[Post], now: datetime
    ) -> None:
        """Follow the evidence: begin, end or go on, or ask editors whether to."""
        coverage = await self._store.get(coverage.id)
        sources = [
            source if one.id == source.id else one for one in await self._store.sources(coverage.id)
        ]
        transition = lifecycle.next_move(
            coverage,
            sources,
            posts,
            now,
            quiet=self._rules.quiet,
            automatically=self._rules.conclude_automatically,
        )
        if transition is not None:
            log.info("coverage %s: %s, because %s", coverage.id, transition.move, transition.reason)
            await self._take(transition, coverage.id, now)

    async def _take(self, transition: Transition, coverage_id: int, now: datetime) -> None:
        match transition.move:
            case Move.BEGIN:
                await self._store.set_state(coverage_id, CoverageState.LIVE, now)
            case Move.PROPOSE_END:
                await self._desk.propose_end(coverage_id, transition.reason, now)
            case Move.END:
                await self._store.propose_end(coverage_id, transition.reason, now)
                await self._desk.conclude(coverage_id, 0, now)
                self._on_change()
            case Move.PROPOSE_REOPENING:
                await self._newsroom.propose_reopening(coverage_id, transition.reason, now)
            case Move.REOPEN:
                await self._store.propose_reopening(coverage_id, transition.reason, now)
                await self._newsroom.reopen(coverage_id, now)


def _as_read(source: Source, reading: Reading, changes: Sequence[PostChange]) -> Source:
    """The source with what its page says of itself, and what asks for it again if it changes."""
    news = any(ChangeKind.POSTED in change.kinds for change in changes)
    source = ending.with_own_words(source, reading.snapshot, news=news)
    if source.format and source.format != reading.snapshot.format:
        log.warning(
            "source %s is read as %s from now on, no longer as %s",
            source.url,
            reading.snapshot.format,
            source.format,
        )
    return replace(
        source,
        format=reading.snapshot.format,
        etag=reading.etag,
        last_modified=reading.last_modified,
        body_hash=reading.body_hash,
    )
