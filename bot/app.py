"""The composition root: makes everything, wires it, and puts it away again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.alarms import Alarms
from bot.amending import Amending
from bot.broadcasts import Broadcasts, Progress
from bot.clients import disconnect, make_application, make_fetcher, make_machine
from bot.closing import Closing, Review
from bot.deliver import Dispatcher
from bot.desk import Desk
from bot.drafts import DraftPanels, Drafts, DraftView
from bot.engine import dispatcher_of, engine_state, settling_of, watcher_of
from bot.follow import Following
from bot.ground import Ground, look_of, rates
from bot.illustrate import Illustrator
from bot.limits import Limits
from bot.machine import Machine
from bot.model import ChatKind, Part
from bot.newsroom import Newsroom
from bot.pictures.card import CardTheme
from bot.places import Places
from bot.polish import Budget, Polisher
from bot.recaps import Recaps
from bot.rendering.links import follow_link
from bot.rounds import Rounds
from bot.running import App, Clock, utc_now
from bot.settings import Settings
from bot.source_desk import SourceDesk
from bot.sources.fetch import Fetcher
from bot.sources.read import HttpSourceReader
from bot.staff import Staff
from bot.telegram.entities import from_entities
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.polls import votes_of
from handlers.access import Access, StaffHandlers
from handlers.background import BackgroundHandlers
from handlers.broadcast import BroadcastHandlers
from handlers.broadcast_views import progress_part
from handlers.channel import PlaceHandlers
from handlers.context import Fallbacks
from handlers.desk_views import end_notice, reopening_notice
from handlers.doubt import DoubtHandlers
from handlers.draft_views import overruled_part, panel_part
from handlers.drafts import DraftHandlers
from handlers.editor import EditorHandlers
from handlers.pages import PageHandlers
from handlers.polls import PollHandlers
from handlers.reader import ReaderHandlers
from handlers.sources import SourceHandlers
from storage import Database, InstanceLock, Store, migrate


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
    ground = Ground(
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
    settling = settling_of(ground, doubts)
    dispatcher = dispatcher_of(ground, places, settling)
    drafts = _drafts(ground, machine, dispatcher)
    panels = _panels(ground, drafts)
    _draft_handlers(ground, drafts, panels).register(ground.application)
    _register_handlers(ground, desk, closing, newsroom, places)
    doubts.register(application, partial(engine_state, ground, database, dispatcher, settling))
    return App(
        settings=settings,
        clock=clock,
        database=database,
        store=store,
        application=application,
        staff=ground.staff,
        watcher=watcher_of(ground, closing, newsroom, dispatcher),
        dispatcher=dispatcher,
        progress=Progress(store.broadcasts, ground.answering, progress_part),
        drafts=drafts,
        panels=panels,
        amending=Amending(
            store.coverages, store.notices, ground.staff, overruled_part, dispatcher.wake
        ),
        tick=tick,
    )


def _desk(ground: Ground) -> Desk:
    return Desk(
        coverages=ground.store.coverages,
        readers=ground.store.chats,
        sources=ground.sources,
        audit=ground.store.staff,
        one_act=ground.one_act,
        language=ground.settings.language,
        timezone=ground.settings.timezone,
    )


def _closing(ground: Ground) -> Closing:
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


def _newsroom(ground: Ground, desk: Desk) -> Newsroom:
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


def _drafts(ground: Ground, machine: Machine, dispatcher: Dispatcher) -> Drafts:
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
        look=replace(look_of(ground, ChatKind.PRIVATE), button=None),
    )


def _panels(ground: Ground, drafts: Drafts) -> DraftPanels:
    timezone = ground.settings.timezone

    def render(view: DraftView, now: datetime) -> Part:
        return panel_part(view, timezone, now)

    return DraftPanels(drafts, ground.store.drafts, ground.answering, ground.staff, render)


def _draft_handlers(ground: Ground, drafts: Drafts, panels: DraftPanels) -> DraftHandlers:
    return DraftHandlers(
        messenger=ground.answering,
        drafts=drafts,
        panels=panels,
        access=Access(ground.staff),
        clock=ground.clock,
    )


def _places(ground: Ground) -> PlaceHandlers:
    store, staff = ground.store, ground.staff
    return PlaceHandlers(
        Places(store.chats, store.coverages, staff, store.staff, store.notices),
        ground.answering,
        access=Access(staff),
        is_editor=staff.is_editor,
        heard=store.intents.others_wrote,
        clock=ground.clock,
    )


def _doubts(ground: Ground) -> DoubtHandlers:
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


def _sources(ground: Ground) -> SourceHandlers:
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


def _register_handlers(
    ground: Ground, desk: Desk, closing: Closing, newsroom: Newsroom, places: PlaceHandlers
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
            look=partial(look_of, ground),
        ),
        Fallbacks(messenger, is_editor=staff.is_editor),
    ):
        handlers.register(ground.application)
