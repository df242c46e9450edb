"""A watcher on a stage: one coverage with one source in memory, a page, and editors who listen."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from builders import START, coverage, snapshot, source
from fakes import Clock

from bot.health import Patience
from bot.model import ChangeKind, CoverageState
from bot.pace import Bounds
from bot.watch import Watcher, WatchRules
from bot.watch_ports import Reading

RULES = WatchRules(
    bounds=Bounds(shortest=10, longest=300),
    patience=2,
    quiet=timedelta(minutes=90),
    conclude_automatically=False,
    hold_stubs=timedelta(seconds=45),
    after_end=timedelta(hours=24),
    trouble=Patience(broken=timedelta(minutes=10), silent=timedelta(minutes=60)),
)


class FakeStore:
    """One coverage with one source, in memory."""

    def __init__(self, *posts, **given):
        self.coverage = coverage(**given)
        self.source = source()
        self.stored = list(posts)
        self.told = []
        self.removed = False
        self.reasons = []
        self.sections_stored = []
        self.news = []

    async def due_sources(self, now, limit, *, ended_after):
        due = self.source.next_poll_at is None or self.source.next_poll_at <= now
        ended_at = self.coverage.concluded_at
        read = self.coverage.state.watched or (ended_at is not None and ended_at > ended_after)
        return [self.source][:limit] if due and read else []

    async def sources(self, coverage_id):
        return [self.source]

    async def get(self, coverage_id):
        return self.coverage

    async def still_read(self, polled):
        return not self.removed

    async def set_state(self, coverage_id, state, now):
        ended_at = now if state is CoverageState.CONCLUDED else None
        self.coverage = replace(self.coverage, state=state, concluded_at=ended_at)
        return self.coverage

    async def propose_end(self, coverage_id, reason, now):
        self.reasons.append(reason)
        self.coverage = replace(self.coverage, end_proposed_at=now)
        return True

    async def propose_reopening(self, coverage_id, reason, now):
        self.reasons.append(reason)
        self.coverage = replace(self.coverage, reopening_proposed_at=now)
        return True

    async def posts(self, coverage_id):
        return self.stored

    async def post_keys(self, polled):
        return {each.key for each in self.stored if each.source_id in {polled.id, None}}

    async def latest_posts(self, coverage_id):
        return self.stored

    async def sections(self, coverage_id):
        return self.sections_stored

    async def record_poll(self, polled):
        self.source = polled

    async def record_changes(self, polled, changes, now, *, background=()):
        self.source = polled
        self.news += [(change.section.key, change.news) for change in background if change.news]
        ids = {change.section.id for change in background}
        kept = [section for section in self.sections_stored if section.id not in ids]
        self.sections_stored = kept + [
            replace(one.section, id=one.section.id or number, source_id=polled.id)
            for number, one in enumerate(background, start=len(kept) + 1)
        ]
        return await self.announce(polled.coverage_id, changes, now, source_id=polled.id)

    async def announce(self, coverage_id, changes, now, *, source_id=None):
        by_id = {each.id: each for each in self.stored}
        for change in changes:
            after = replace(change.post, id=change.post.id or max(by_id, default=0) + 1)
            after = replace(after, source_id=after.source_id or source_id)
            if ChangeKind.POSTED in change.kinds:
                after = replace(after, posted_seq=len(self.told) + 1)
            by_id[after.id] = after
            self.told += [(after.key, kind) for kind in change.kinds]
        self.stored = sorted(by_id.values(), key=lambda each: each.position)
        return len(self.told)

    async def held_back(self, since):
        ended_at = self.coverage.concluded_at
        return [
            each
            for each in self.stored
            if each.unannounced
            and each.withdrawn_at is None
            and each.first_seen_at <= since
            and (self.coverage.state.watched or (ended_at and each.first_seen_at < ended_at))
        ]


class FakeReader:
    """A page that shows what it is told to, or fails as it is told to."""

    def __init__(self):
        self.answer = Reading(snapshot())
        self.behind = None
        self.known = None
        self.asked = 0

    def shows(self, *posts, **given):
        self.answer = Reading(snapshot(*posts, **given), etag="e", body_hash="h")

    async def read(self, polled, *, timezone):
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def reach_back(self, reading, *, timezone, known):
        self.known = set(known)
        return replace(reading, snapshot=self.behind or reading.snapshot)


class FakeDesk:
    """Remembers what was proposed and concluded."""

    def __init__(self):
        self.proposed = []
        self.concluded = []

    async def propose_end(self, coverage_id, reason, now):
        self.proposed.append(reason)
        return True

    async def conclude(self, coverage_id, actor_id, now):
        self.concluded.append((coverage_id, actor_id))


class FakeNewsroom:
    """Remembers what editors were told."""

    def __init__(self, store):
        self.store = store
        self.proposed = []
        self.troubles = []

    async def propose_reopening(self, coverage_id, reason, now):
        self.proposed.append(reason)
        return await self.store.propose_reopening(coverage_id, reason, now)

    async def reopen(self, coverage_id, now):
        await self.store.set_state(coverage_id, CoverageState.REOPENED, now)

    async def tell_of_trouble(self, about, before, after, now):
        if before.told is not after.told:
            self.troubles.append(after.told)


class Story:
    """A watcher with everything around it."""

    def __init__(self, store, rules=RULES):
        self.store = store
        self.page = FakeReader()
        self.desk = FakeDesk()
        self.newsroom = FakeNewsroom(store)
        self.clock = Clock(START)
        self.woken = 0
        self.watcher = Watcher(
            store=store,
            reader=self.page,
            desk=self.desk,
            newsroom=self.newsroom,
            rules=rules,
            clock=self.clock,
            on_change=self.wake,
            chance=lambda: 0.0,
        )

    def wake(self):
        self.woken += 1

    async def poll(self):
        """Let the source come due and read it once."""
        if due := self.store.source.next_poll_at:
            self.clock.now = max(self.clock.now, due)
        async with asyncio.TaskGroup() as polls:
            await self.watcher.run_once(self.clock(), polls)

    async def look(self):
        """A tick of the clock's own: only what is due now happens."""
        async with asyncio.TaskGroup() as polls:
            await self.watcher.run_once(self.clock(), polls)
