"""A coverage with its followers on a real database, and a Telegram that remembers."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest
from builders import START, channel, chat, source
from fakes import Clock, FakeMessenger

from bot.changes import PostChange
from bot.deliver import Dispatcher, Policy, Queue, Settling
from bot.deliver.coverage_lane import CoverageLane
from bot.deliver.lag import Lag
from bot.deliver.other_lanes import BroadcastLane, NoticeLane
from bot.deliver.poll_lane import PollLane
from bot.deliver.purse import Purse
from bot.limits import Limits, Rate, Rates
from bot.model import (
    Button,
    ChangeKind,
    ChatKind,
    Coverage,
    CoverageState,
    Level,
    Post,
    Preferences,
)
from bot.pictures.card import CardTheme
from bot.rendering.summary_pages import Look
from storage import Store

UNLIMITED = Rates(Rate(100_000, 1.0), Rate(1000, 1.0), Rate(1000, 1.0))


def look(kind: ChatKind) -> Look:
    """Summaries with a drawn timeline, and buttons that say in which kind of chat they stand."""
    return Look(CardTheme.LIGHT, lambda _, page, label: Button(label, data=f"{kind}:{page}"))


@dataclass
class World:
    """Everything a story of delivery needs, and verbs to tell it with."""

    store: Store
    coverage: Coverage
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    clock: Clock = field(default_factory=lambda: Clock(START))
    rates: Rates = UNLIMITED
    told: list[str] = field(default_factory=list)
    purse: Purse | None = None
    policy: Policy = field(default_factory=Policy)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """A new process: nothing is remembered but what is stored."""
        limits = Limits(self.rates)
        lag = Lag(self.store.deliveries, per_second=limits.per_second_beside_channels, usual=10)
        coverage = [
            CoverageLane(
                deliveries=self.store.deliveries,
                coverages=self.store.coverages,
                messenger=self.messenger,
                lag=lag,
                language="en",
                queue=queue,
                look=look,
            )
            for queue in Queue
        ]
        settling = Settling(
            intents=self.store.intents,
            deliveries=self.store.deliveries,
            broadcasts=self.store.broadcasts,
            messenger=self.messenger,
            policy=self.policy,
            ask=self._ask,
        )
        self.dispatcher = Dispatcher(
            lanes=[
                settling,
                NoticeLane(self.store.notices, self.messenger),
                *coverage,
                BroadcastLane(self.store.broadcasts, self.messenger),
                PollLane(self.store.polls, self.messenger),
            ],
            chats=self.store.chats,
            intents=settling,
            limits=limits,
            in_flight=16,
            clock=self.clock,
            on_stopped=self._on_stopped,
            purse=self.purse,
        )

    async def _on_stopped(self, chat, reason, now):
        self.told.append(f"{chat.id}: {reason}")

    async def _ask(self, intent, now):
        self.told.append(f"{intent.chat.id}?")

    async def follows(self, follower, level=Level.EVERYTHING, **preferences):
        """A chat follows the coverage from now on."""
        await self.store.chats.save(follower, self.clock())
        return await self.store.chats.follow(
            follower.id, self.coverage.id, Preferences(level=level, **preferences), self.clock()
        )

    async def happens(self, post: Post, *kinds: ChangeKind) -> Post:
        """The page changes: this post, in these ways."""
        (page,) = await self.store.coverages.sources(self.coverage.id)
        change = PostChange(replace(post, coverage_id=self.coverage.id), kinds)
        await self.store.coverages.record_changes(page, [change], self.clock())
        stored = await self.store.coverages.posts(self.coverage.id)
        return next(each for each in stored if each.key == post.key)

    async def posted(self, post: Post, *more: ChangeKind) -> Post:
        """A new post appears on the page."""
        return await self.happens(replace(post, id=0), ChangeKind.POSTED, *more)

    async def edited(self, post: Post, **new) -> Post:
        """A post changes on the page."""
        return await self.happens(
            replace(post, revision=post.revision + 1, **new), ChangeKind.EDITED
        )

    async def withdrawn(self, post: Post) -> Post:
        """A post disappears from the page."""
        return await self.happens(replace(post, withdrawn_at=self.clock()), ChangeKind.WITHDRAWN)

    async def settle(self, rounds: int = 30) -> None:
        """Let the dispatcher work until nothing is left that may go out now."""
        quiet = 0
        for _ in range(rounds):
            calls = len(self.messenger.calls)
            await self.step()
            quiet = quiet + 1 if len(self.messenger.calls) == calls else 0
            if quiet > 1:
                return
        raise AssertionError("the dispatcher does not come to rest")

    async def step(self) -> None:
        """One round of the dispatcher, and everything it started."""
        async with asyncio.TaskGroup() as sends:
            await self.dispatcher.run_once(self.clock(), sends)

    def texts(self, follower) -> list[str]:
        """What stands in a chat."""
        return self.messenger.texts(follower.id)


@pytest.fixture
async def world(store):
    """A live coverage that nobody follows yet."""
    coverage = await store.coverages.create(
        title="Talks in Istanbul",
        language="en",
        timezone="Europe/Istanbul",
        state=CoverageState.LIVE,
        starts_at=START,
        source_url=source().url,
        source_format="jsonld",
        changes=[],
        now=START,
    )
    return World(store, coverage)


@pytest.fixture
def reader():
    return chat(100)


@pytest.fixture
def news():
    return channel()
