"""What works by itself: the watcher, and the dispatcher with its lanes."""

from datetime import datetime, timedelta
from functools import partial

from bot.closing import Closing
from bot.deliver import Dispatcher, Policy, Queue, Settling, Uncertainty
from bot.deliver.coverage_lane import CoverageLane
from bot.deliver.lag import Lag
from bot.deliver.other_lanes import BroadcastLane, NoticeLane
from bot.deliver.poll_lane import PollLane
from bot.deliver.purse import MESSAGES_A_STAR, Purse
from bot.deliver.round_lane import RoundLane
from bot.ground import Ground, look_of
from bot.health import Patience
from bot.newsroom import Newsroom
from bot.pace import Bounds
from bot.settings import Settings
from bot.watch import Watcher, WatchRules
from handlers.channel import PlaceHandlers
from handlers.doubt import DoubtHandlers
from handlers.doubt_views import EngineState
from storage import Database, Store

COUNTED_BEHIND = 100_000
"""The owners' view counts no further."""


def watcher_of(
    ground: Ground, closing: Closing, newsroom: Newsroom, dispatcher: Dispatcher
) -> Watcher:
    """The watcher, which wakes the dispatcher when it has found news."""
    settings = ground.settings
    return Watcher(
        store=ground.store.coverages,
        reader=ground.sources,
        desk=closing,
        newsroom=newsroom,
        rules=WatchRules(
            bounds=Bounds(settings.poll_min_seconds, settings.poll_max_seconds),
            patience=settings.withdraw_after_snapshots,
            quiet=timedelta(minutes=settings.quiet_minutes_before_end),
            conclude_automatically=settings.conclude_automatically,
            hold_stubs=timedelta(seconds=settings.hold_stubs_seconds),
            after_end=timedelta(hours=settings.watch_after_end_hours),
            trouble=source_patience(settings),
        ),
        clock=ground.clock,
        on_change=dispatcher.wake,
    )


def source_patience(settings: Settings) -> Patience:
    """How long a source may be in trouble before editors are told."""
    return Patience(
        broken=timedelta(minutes=settings.tell_broken_after_minutes),
        silent=timedelta(minutes=settings.tell_silent_after_minutes),
    )


def dispatcher_of(ground: Ground, places: PlaceHandlers, settling: Settling) -> Dispatcher:
    """The dispatcher with its lanes; where their weights are even, the first is asked first."""
    store, settings = ground.store, ground.settings
    limits = ground.limits
    purse = Purse(store.spending, settings.paid_stars_per_day)
    lag = Lag(
        store.deliveries,
        per_second=limits.per_second_beside_channels,
        usual=settings.digest_after_posts,
    )
    coverage = [
        CoverageLane(
            deliveries=store.deliveries,
            coverages=store.coverages,
            messenger=ground.messenger,
            lag=lag,
            language=settings.language,
            queue=queue,
            look=partial(look_of, ground),
        )
        for queue in Queue
    ]
    return Dispatcher(
        lanes=[
            settling,
            NoticeLane(store.notices, ground.messenger),
            *coverage,
            RoundLane(
                store.rounds, store.coverages, ground.recaps, ground.messenger, settings.language
            ),
            BroadcastLane(store.broadcasts, ground.messenger),
            PollLane(store.polls, ground.messenger),
        ],
        chats=store.chats,
        intents=settling,
        limits=limits,
        in_flight=settings.sends_in_flight,
        clock=ground.clock,
        on_stopped=places.stopped,
        purse=purse if settings.paid_broadcast else None,
    )


def settling_of(ground: Ground, doubts: DoubtHandlers) -> Settling:
    """What notes sends before they leave, and finds out about those that got no answer."""
    store, settings = ground.store, ground.settings
    return Settling(
        intents=store.intents,
        deliveries=store.deliveries,
        broadcasts=store.broadcasts,
        messenger=ground.messenger,
        policy=Policy(
            readers=Uncertainty(settings.uncertain_readers),
            channels=Uncertainty(settings.uncertain_channels),
        ),
        ask=doubts.ask,
    )


async def engine_state(
    ground: Ground,
    database: Database,
    dispatcher: Dispatcher,
    settling: Settling,
    now: datetime,
) -> EngineState:
    """How sending goes, for the owners."""
    store = ground.store
    return EngineState(
        behind=await store.deliveries.count_behind(at_most=COUNTED_BEHIND),
        in_flight=dispatcher.busy,
        in_doubt=settling.open,
        pace=dispatcher.pace(now),
        doubts=await store.intents.counts(),
        beat_at=await database.beat_at(),
        paid=await stars_spent(ground.settings, store, now),
    )


async def stars_spent(settings: Settings, store: Store, now: datetime) -> str:
    """What was paid today, in words; empty where nothing may be."""
    if not settings.paid_broadcast:
        return ""
    stars = await store.spending.spent(now.date()) / MESSAGES_A_STAR
    return f"{stars:g} of {settings.paid_stars_per_day:g} Stars today"
