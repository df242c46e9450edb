"""The composition root: makes everything, wires it, and puts it away again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from telegram.ext import ApplicationBuilder

from bot.alarms import Alarms
from bot.amending import Amending
from bot.broadcasts import Broadcasts, Progress
from bot.closing import Closing, Review
from bot.deliver import Dispatcher, Policy, Queue, Settling, Uncertainty
from bot.deliver.answering import Answering
from bot.deliver.coverage_lane import CoverageLane
from bot.deliver.lag import Lag
from bot.deliver.other_lanes import BroadcastLane, NoticeLane
from bot.deliver.poll_lane import PollLane
from bot.deliver.purse import MESSAGES_A_STAR, Purse
from bot.deliver.round_lane import RoundLane
from bot.desk import Desk
from bot.drafts import DraftPanels, Drafts, DraftView
from bot.follow import Following
from bot.health import Patience
from bot.illustrate import Illustrator
from bot.limits import Limits, Rate, Rates
from bot.machine import Machine
from bot.model import ChatKind, Part
from bot.newsroom import Newsroom
from bot.pace import Bounds
from bot.pictures.card import CardTheme
from bot.places import Places
from bot.polish import Budget, Polisher
from bot.recaps import Recaps
from bot.rendering.links import follow_link
from bot.rendering.summary_pages import Look
from bot.rounds import Rounds
from bot.running import AnyApplication, App, Clock, utc_now
from bot.settings import Settings
from bot.source_desk import SourceDesk
from bot.sources.fetch import Fetcher
from bot.sources.read import HttpSourceReader
from bot.staff import Staff
from bot.telegram.entities import from_entities
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.polls import votes_of
from bot.telegram.transport import endpoints, polling_request, sending_request
from bot.telegram.updates import ChatByChat
from bot.watch import Watcher, WatchRules
from handlers.access import Access, StaffHandlers
from handlers.background import BackgroundHandlers
from handlers.broadcast import BroadcastHandlers
from handlers.broadcast_views import progress_part
from handlers.channel import PlaceHandlers
from handlers.context import Fallbacks
from handlers.desk_views import end_notice, reopening_notice
from handlers.doubt import DoubtHandlers
from handlers.doubt_views import EngineState
from handlers.draft_views import overruled_part, panel_part
from handlers.drafts import DraftHandlers
from handlers.editor import EditorHandlers
from handlers.pages import PageHandlers, look_for
from handlers.polls import PollHandlers
from handlers.reader import ReaderHandlers
from handlers.sources import SourceHandlers
from storage import Database, InstanceLock, Store, migrate

COUNTED_BEHIND = 100_000
"""The owners' view counts no further."""


@asynccontextmanager
async def opened(
    settings: Settings, *, clock: Clock = utc_now, tick: float = 1.0
) -> AsyncIterator[App]:
    """A wired bot on a locked, migrated database; everything is closed on the way out.

    `tick` is how often, in seconds, sources that are due are looked for. AlreadyRunning when
    another process holds the database, StorageError when it cannot be used.
    """
    settings.require_bot()
    async with AsyncExitStack() as stack:
        lock = InstanceLock(settings.database_url)
        lock.acquire(clock())
        stack.callback(lock.release)
        await asyncio.to_thread(migrate, settings.database_url)
        database = Database.open(settings.database_url)
        stack.push_async_callback(database.close)
        fetcher = await stack.enter_async_context(make_fetcher(settings, clock))
        machine = await stack.enter_async_context(make_machine(settings))
        app = _wire(settings, clock, database, fetcher, machine, tick=tick)
        stack.push_async_callback(disconnect, app.application)
        yield app


def make_fetcher(settings: Settings, clock: Clock) -> Fetcher:
    """The client for pages, feeds and their media."""
    return Fetcher(
        allowed_private_hosts=settings.allowed_private_hosts,
        connect_timeout=settings.fetch_connect_timeout_seconds,
        read_timeout=settings.fetch_read_timeout_seconds,
        total_timeout=settings.fetch_total_timeout_seconds,
        max_bytes=settings.fetch_max_bytes,
        now=clock,
    )


def make_machine(settings: Settings) -> Machine:
    """The client of the optional model; it is never asked where none is set."""
    return Machine(
        settings.model_url,
        settings.model_name,
        settings.model_key.get_secret_value(),
        timeout=settings.model_timeout_seconds,
    )


def make_application(settings: Settings) -> AnyApplication:
    """python-telegram-bot's application, not connected yet; deliveries and polling apart."""
    addresses = endpoints(settings.api_base_url)
    sending = sending_request(
        settings.api_base_url,
        connect_timeout=settings.telegram_connect_timeout_seconds,
        read_timeout=settings.telegram_read_timeout_seconds,
        in_flight=settings.sends_in_flight,
    )
    polling = polling_request(
        settings.api_base_url,
        connect_timeout=settings.telegram_connect_timeout_seconds,
        read_timeout=settings.telegram_read_timeout_seconds,
    )
    return (
        ApplicationBuilder()
        .token(settings.bot_token.get_secret_value())
        .base_url(addresses.base_url)
        .base_file_url(addresses.base_file_url)
        .request(sending)
        .get_updates_request(polling)
        .concurrent_updates(ChatByChat())
        .build()
    )


async def disconnect(application: AnyApplication) -> None:
    """Close the application's connections, those of one that never got an answer too."""
    await application.shutdown()
    for request in application.bot._request:  # noqa: SLF001 - the library leaves these open
        await request.shutdown()


def rates(settings: Settings) -> Rates:
    """The budgets of the settings."""
    return Rates(
        overall=_rate(settings.messages_per_second, 1.0),
        private=Rate(settings.chat_burst, settings.chat_burst / settings.chat_messages_per_second),
        group=_rate(settings.group_messages_per_minute, 60.0),
        paid=_rate(settings.paid_messages_per_second, 1.0) if settings.paid_broadcast else None,
    )


def _rate(count: float, seconds: float) -> Rate:
    """`count` in `seconds` as a whole number of messages in a longer or shorter time."""
    whole = max(1, int(count))
    return Rate(whole, seconds * whole / count)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What everything else is built on."""

    settings: Settings
    clock: Clock
    store: Store
    sources: HttpSourceReader
    application: AnyApplication
    messenger: TelegramMessenger
    illustrator: Illustrator
    limits: Limits
    staff: Staff
    recaps: Recaps
    one_act: asyncio.Lock

    @property
    def answering(self) -> Answering:
        """The messenger for what people wait for."""
        return Answering(self.messenger, self.limits, self.clock)


def _wire(
    settings: Settings,
    clock: Clock,
    database: Database,
    fetcher: Fetcher,
    machine: Machine,
    *,
    tick: float,
) -> App:
    store = Store.open(database)
    application = make_application(settings)
    alarms = Alarms(store.notices, settings.owners, clock)
    illustrator = Illustrator(store.coverages, store.pictures, fetcher)
    ground = _Ground(
        settings=settings,
        clock=clock,
        store=store,
        sources=HttpSourceReader(fetcher),
        application=application,
        messenger=TelegramMessenger(
            application.bot, store.deliveries, illustrator, alarm=alarms.sound
        ),
        illustrator=illustrator,
        limits=Limits(rates(settings)),
        staff=Staff(store.staff, store.notices, settings.owners),
        recaps=Recaps(store.deliveries),
        one_act=asyncio.Lock(),
    )
    desk, closing, places = _desk(ground), _closing(ground), _places(ground)
    newsroom, doubts = _newsroom(ground, desk), _doubts(ground)
    settling = _settling(ground, doubts)
    dispatcher = _dispatcher(ground, places, settling)
    drafts = _drafts(ground, machine, dispatcher)
    panels = _panels(ground, drafts)
    _draft_handlers(ground, drafts, panels).register(ground.application)
    _register_handlers(ground, desk, closing, newsroom, places)
    doubts.register(application, partial(_engine_state, ground, database, dispatcher, settling))
    return App(
        settings=settings,
        clock=clock,
        database=database,
        store=store,
        application=application,
        staff=ground.staff,
        watcher=_watcher(ground, closing, newsroom, dispatcher),
        dispatcher=dispatcher,
        progress=Progress(store.broadcasts, ground.answering, progress_part),
        drafts=drafts,
        panels=panels,
        amending=Amending(
            store.coverages, store.notices, ground.staff, overruled_part, dispatcher.wake
        ),
        tick=tick,
    )


def _desk(ground: _Ground) -> Desk:
    return Desk(
        coverages=ground.store.coverages,
        readers=ground.store.chats,
        sources=ground.sources,
        audit=ground.store.staff,
        one_act=ground.one_act,
        language=ground.settings.language,
        timezone=ground.settings.timezone,
    )


def _closing(ground: _Ground) -> Closing:
    store = ground.store
    return Closing(
        coverages=store.coverages,
        readers=store.chats,
        polls=store.polls,
        audit=store.staff,
        notices=store.notices,
        staff=ground.staff,
        end_notice=end_notice,
        review=_review(ground.settings),
        one_act=ground.one_act,
    )


def _newsroom(ground: _Ground, desk: Desk) -> Newsroom:
    store = ground.store
    return Newsroom(
        coverages=store.coverages,
        desk=desk,
        audit=store.staff,
        notices=store.notices,
        staff=ground.staff,
        reopening_notice=reopening_notice,
    )


def _review(settings: Settings) -> Review:
    by_editor, automatic = settings.summary_review
    times = timedelta(minutes=by_editor), timedelta(minutes=automatic)
    return Review(*times, polished=bool(settings.model_url))


def _drafts(ground: _Ground, machine: Machine, dispatcher: Dispatcher) -> Drafts:
    store, settings = ground.store, ground.settings
    polisher = Polisher(
        model=machine,
        book=store.model_use,
        readers=store.chats,
        budget=Budget(settings.model_requests_per_day, settings.model_tokens_per_day),
        timeout=settings.model_timeout_seconds,
        rewrites=settings.model_rewrites,
        language=settings.language,
    )
    return Drafts(
        drafts=store.drafts,
        coverages=store.coverages,
        readers=store.chats,
        polls=store.polls,
        audit=store.staff,
        polishing=polisher if settings.model_url else None,
        on_publish=dispatcher.wake,
        # The buttons would lead to the pages of a summary that is not there yet.
        look=replace(_look(ground, ChatKind.PRIVATE), button=None),
    )


def _panels(ground: _Ground, drafts: Drafts) -> DraftPanels:
    timezone = ground.settings.timezone

    def render(view: DraftView, now: datetime) -> Part:
        return panel_part(view, timezone, now)

    return DraftPanels(drafts, ground.store.drafts, ground.answering, ground.staff, render)


def _draft_handlers(ground: _Ground, drafts: Drafts, panels: DraftPanels) -> DraftHandlers:
    return DraftHandlers(
        messenger=ground.answering,
        drafts=drafts,
        panels=panels,
        access=Access(ground.staff),
        clock=ground.clock,
    )


def _places(ground: _Ground) -> PlaceHandlers:
    store, staff = ground.store, ground.staff
    return PlaceHandlers(
        Places(store.chats, store.coverages, staff, store.staff, store.notices),
        ground.answering,
        access=Access(staff),
        is_editor=staff.is_editor,
        heard=store.intents.others_wrote,
        clock=ground.clock,
    )


def _doubts(ground: _Ground) -> DoubtHandlers:
    store = ground.store
    return DoubtHandlers(
        messenger=ground.answering,
        questions=store.intents,
        posts=store.coverages,
        newsroom=ground.staff,
        notices=store.notices,
        log=store.staff,
        access=Access(ground.staff),
        clock=ground.clock,
    )


def _look(ground: _Ground, kind: ChatKind) -> Look:
    """How summaries look in a kind of chat."""
    bot, theme = ground.application.bot, CardTheme(ground.settings.card_theme)
    return look_for(kind, theme, lambda: bot.username)


def _sources(ground: _Ground) -> SourceHandlers:
    store = ground.store
    desk = SourceDesk(
        coverages=store.coverages,
        sources=store.sources,
        inspector=ground.sources,
        audit=store.staff,
    )
    return SourceHandlers(
        messenger=ground.answering,
        desk=desk,
        access=Access(ground.staff),
        clock=ground.clock,
        timezone=ground.settings.timezone,
    )


def _settling(ground: _Ground, doubts: DoubtHandlers) -> Settling:
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


async def _engine_state(
    ground: _Ground,
    database: Database,
    dispatcher: Dispatcher,
    settling: Settling,
    now: datetime,
) -> EngineState:
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


def _dispatcher(ground: _Ground, places: PlaceHandlers, settling: Settling) -> Dispatcher:
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
            look=partial(_look, ground),
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


async def stars_spent(settings: Settings, store: Store, now: datetime) -> str:
    """What was paid today, in words; empty where nothing may be."""
    if not settings.paid_broadcast:
        return ""
    stars = await store.spending.spent(now.date()) / MESSAGES_A_STAR
    return f"{stars:g} of {settings.paid_stars_per_day:g} Stars today"


def _watcher(
    ground: _Ground, closing: Closing, newsroom: Newsroom, dispatcher: Dispatcher
) -> Watcher:
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


def _register_handlers(
    ground: _Ground, desk: Desk, closing: Closing, newsroom: Newsroom, places: PlaceHandlers
) -> None:
    """Everything the bot answers to, in the order in which handlers are asked."""
    store, staff, messenger = ground.store, ground.staff, ground.answering
    clock, timezone = ground.clock, ground.settings.timezone
    bot, access = ground.application.bot, Access(staff)
    following = Following(store.chats, store.coverages)
    broadcasts = Broadcasts(
        broadcasts=store.broadcasts, coverages=store.coverages, audit=store.staff
    )
    sources = _sources(ground)
    for handlers in (
        StaffHandlers(
            messenger=messenger, staff=staff, access=access, clock=clock, timezone=timezone
        ),
        EditorHandlers(
            messenger=messenger,
            desk=desk,
            closing=closing,
            newsroom=newsroom,
            sources=sources,
            access=access,
            clock=clock,
            readers_link=lambda coverage_id: follow_link(bot.username, coverage_id),
            timezone=timezone,
        ),
        sources,
        BroadcastHandlers(
            messenger=messenger,
            broadcasts=broadcasts,
            access=access,
            clock=clock,
            to_text=from_entities,
        ),
        PollHandlers(store.polls, votes_of),
        places,
        PageHandlers(
            following,
            ground.illustrator,
            messenger,
            theme=CardTheme(ground.settings.card_theme),
            clock=clock,
        ),
        BackgroundHandlers(following, messenger, is_editor=staff.is_editor, clock=clock),
        ReaderHandlers(
            following,
            messenger,
            rounds=Rounds(store.rounds, store.chats),
            recaps=ground.recaps,
            is_editor=staff.is_editor,
            clock=clock,
            look=partial(_look, ground),
        ),
        Fallbacks(messenger, is_editor=staff.is_editor),
    ):
        handlers.register(ground.application)
