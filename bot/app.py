"""The composition root: makes everything, wires it, runs it, puts it away again."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, CallbackContext, Job

from bot.broadcasts import Broadcasts, Progress
from bot.deliver import Dispatcher
from bot.deliver.coverage_lane import CoverageLane
from bot.deliver.other_lanes import BroadcastLane, NoticeLane
from bot.desk import Desk
from bot.errors import SettingError
from bot.follow import Following
from bot.limits import Limits, Rate, Rates
from bot.pace import Bounds
from bot.places import Places
from bot.rendering.links import follow_link
from bot.settings import Settings
from bot.sources.fetch import Fetcher
from bot.sources.read import HttpSourceReader
from bot.staff import Staff
from bot.telegram.entities import from_entities
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.transport import endpoints, polling_request, sending_request
from bot.telegram.updates import ChatByChat
from bot.watch import Watcher, WatchRules
from handlers.access import Access, StaffHandlers, publish_all_commands
from handlers.broadcast import BroadcastHandlers
from handlers.broadcast_views import progress_part
from handlers.channel import PlaceHandlers
from handlers.context import Fallbacks
from handlers.desk_views import end_notice
from handlers.editor import EditorHandlers
from handlers.reader import ReaderHandlers, publish_commands
from storage import Database, InstanceLock, Store, migrate

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
AnyApplication = Application[Any, Any, Any, Any, Any, Any]
AnyJob = Job[Any]

UPDATES = [Update.MESSAGE, Update.CHANNEL_POST, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
"""The kinds of update that Telegram is asked for; the rest would only cost traffic."""

HEARTBEAT_SECONDS = 15.0
PROGRESS_SECONDS = 3.0
LONGEST_RETRY_SECONDS = 30.0
SAY_AGAIN_SECONDS = 600.0  # a trouble that lasts, or has come back, is worth another line

ANSWERS_SECONDS = 3.0
"""When the bot stops, how long answers to commands that are under way may still take."""


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class App:
    """A wired bot. `opened` makes one; `run` lets it work until it is told to stop.

    The parts that do the work are open to view, so that a story can take them step by step.
    """

    settings: Settings
    clock: Clock
    database: Database
    store: Store
    application: AnyApplication
    staff: Staff
    watcher: Watcher
    dispatcher: Dispatcher
    progress: Progress
    tick: float

    async def run(self, stop: asyncio.Event) -> None:
        """Poll, watch and send until `stop`; then finish what is in flight and record it.

        SettingError when Telegram refuses the token.
        """
        if not await _unless(stop, self._connect()):
            return
        await self.application.start()
        try:
            seconds = self.settings.updates_timeout_seconds
            if await _unless(stop, _start_polling(self.application, seconds=seconds)):
                await self.database.beat(self.clock())
                log.info("running as @%s", self.application.bot.username)
                await self._work(stop)
        finally:
            await self._stop_answering()
            log.info("stopped")

    async def _work(self, stop: asyncio.Event) -> None:
        self._every(HEARTBEAT_SECONDS, self.database.beat)
        self._every(PROGRESS_SECONDS, self.progress.run_once)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(None) as patience, asyncio.TaskGroup() as loops:
                helpers = [
                    loops.create_task(self._watch(stop)),
                    loops.create_task(self._publish_commands()),
                ]
                loops.create_task(self.dispatcher.run(stop))
                await stop.wait()
                log.info("stopping: finishing what is in flight")
                patience.reschedule(loop.time() + self.settings.shutdown_seconds)
                for helper in helpers:
                    helper.cancel()
                self.dispatcher.wake()
                if self.application.updater:
                    await self.application.updater.stop()
        except TimeoutError:
            log.warning("some messages were still in flight; the next start settles them")

    async def _watch(self, stop: asyncio.Event) -> None:
        """Look for sources that are due, until cancelled, which ends the polls as well."""
        looking = asyncio.Lock()
        async with asyncio.TaskGroup() as polls:

            async def look(now: datetime) -> None:
                async with looking:
                    if not stop.is_set():
                        await self.watcher.run_once(now, polls)

            looks = self._every(self.tick, look)
            try:
                await asyncio.Event().wait()
            finally:
                looks.schedule_removal()
                async with looking:  # a look that has begun may still start polls
                    pass

    def _every(self, seconds: float, act: Callable[[datetime], Awaitable[object]]) -> AnyJob:
        """Have the scheduler call `act(now)` now and every so many seconds."""

        async def job(_: CallbackContext[Any, Any, Any, Any]) -> None:
            await act(self.clock())

        if self.application.job_queue is None:
            raise RuntimeError("python-telegram-bot was installed without its job queue")
        # Without a misfire limit: APScheduler's default of a second skips jobs on a busy loop.
        # Without a time for the first run it would come only after a whole interval.
        limits = {
            "misfire_grace_time": None,
            "coalesce": True,
            "max_instances": 1,
            "next_run_time": utc_now(),
        }
        return self.application.job_queue.run_repeating(job, seconds, job_kwargs=limits)

    async def _connect(self) -> None:
        """Learn who we are from Telegram, however long it takes."""
        pause = 1.0
        while True:
            try:
                await self.application.initialize()
                # Polling begins with this as well, but keeps quiet about its failures.
                await self.application.bot.delete_webhook()
            except InvalidToken:
                raise SettingError(
                    f"DATELINE_BOT_TOKEN is refused by {self.settings.api_base_url}. "
                    "Copy it again from @BotFather."
                ) from None
            except TelegramError as error:
                log.warning("Telegram cannot be reached (%s); again in %.0f s", error, pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_RETRY_SECONDS)
            else:
                return

    async def _publish_commands(self) -> None:
        """Fill Telegram's menus; without them everything still works."""
        try:
            await publish_commands(self.application.bot)
            await publish_all_commands(self.application.bot, await self.staff.roster())
        except TelegramError as error:
            log.warning("the menus of commands were not set: %s", error)

    async def _stop_answering(self) -> None:
        """End polling and the scheduler; answers that are under way get a moment to finish."""
        application = self.application
        try:
            async with asyncio.timeout(ANSWERS_SECONDS):
                if application.updater and application.updater.running:
                    await application.updater.stop()
                await application.stop()
        except TimeoutError:
            log.warning("gave up on an answer to a command that took too long")
        if application.job_queue:
            await application.job_queue.stop(wait=False)


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> bool:
    """Do `work`, but drop it as soon as `stop` is set; whether it was done."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            await working
        return working.done()
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.wait({working, stopping})


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
        app = _wire(settings, clock, database, fetcher, tick=tick)
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
    staff: Staff


def _wire(
    settings: Settings, clock: Clock, database: Database, fetcher: Fetcher, *, tick: float
) -> App:
    store = Store.open(database)
    application = make_application(settings)
    ground = _Ground(
        settings=settings,
        clock=clock,
        store=store,
        sources=HttpSourceReader(fetcher),
        application=application,
        messenger=TelegramMessenger(application.bot, store.deliveries, fetcher),
        staff=Staff(store.staff, store.notices, settings.owners),
    )
    desk, places = _desk(ground), _places(ground)
    dispatcher = _dispatcher(ground, places)
    _register_handlers(ground, desk, places)
    return App(
        settings=settings,
        clock=clock,
        database=database,
        store=store,
        application=application,
        staff=ground.staff,
        watcher=_watcher(ground, desk, dispatcher),
        dispatcher=dispatcher,
        progress=Progress(store.broadcasts, ground.messenger, progress_part),
        tick=tick,
    )


def _desk(ground: _Ground) -> Desk:
    return Desk(
        coverages=ground.store.coverages,
        readers=ground.store.chats,
        sources=ground.sources,
        audit=ground.store.staff,
        notices=ground.store.notices,
        staff=ground.staff,
        end_notice=end_notice,
        language=ground.settings.language,
        timezone=ground.settings.timezone,
    )


def _places(ground: _Ground) -> PlaceHandlers:
    store, staff = ground.store, ground.staff
    return PlaceHandlers(
        Places(store.chats, store.coverages, staff, store.staff, store.notices),
        ground.messenger,
        access=Access(staff),
        is_editor=staff.is_editor,
        clock=ground.clock,
    )


def _dispatcher(ground: _Ground, places: PlaceHandlers) -> Dispatcher:
    store, settings = ground.store, ground.settings
    coverage_lane = CoverageLane(
        deliveries=store.deliveries,
        coverages=store.coverages,
        messenger=ground.messenger,
        digest_after=settings.digest_after_posts,
        language=settings.language,
    )
    return Dispatcher(
        lanes=[
            NoticeLane(store.notices, ground.messenger),
            coverage_lane,
            BroadcastLane(store.broadcasts, ground.messenger),
        ],
        chats=store.chats,
        limits=Limits(rates(settings)),
        in_flight=settings.sends_in_flight,
        clock=ground.clock,
        on_stopped=places.stopped,
    )


def _watcher(ground: _Ground, desk: Desk, dispatcher: Dispatcher) -> Watcher:
    settings = ground.settings
    return Watcher(
        store=ground.store.coverages,
        reader=ground.sources,
        desk=desk,
        rules=WatchRules(
            bounds=Bounds(settings.poll_min_seconds, settings.poll_max_seconds),
            patience=settings.withdraw_after_snapshots,
            quiet=timedelta(minutes=settings.quiet_minutes_before_end),
            conclude_automatically=settings.conclude_automatically,
        ),
        clock=ground.clock,
        on_change=dispatcher.wake,
    )


def _register_handlers(ground: _Ground, desk: Desk, places: PlaceHandlers) -> None:
    """Everything the bot answers to, in the order in which handlers are asked."""
    store, staff, messenger = ground.store, ground.staff, ground.messenger
    clock, timezone = ground.clock, ground.settings.timezone
    bot, access = ground.application.bot, Access(staff)
    broadcasts = Broadcasts(
        broadcasts=store.broadcasts, coverages=store.coverages, audit=store.staff
    )
    for handlers in (
        StaffHandlers(
            messenger=messenger, staff=staff, access=access, clock=clock, timezone=timezone
        ),
        EditorHandlers(
            messenger=messenger,
            desk=desk,
            access=access,
            clock=clock,
            readers_link=lambda coverage_id: follow_link(bot.username, coverage_id),
            timezone=timezone,
        ),
        BroadcastHandlers(
            messenger=messenger,
            broadcasts=broadcasts,
            access=access,
            clock=clock,
            to_text=from_entities,
        ),
        places,
        ReaderHandlers(
            Following(store.chats, store.coverages),
            messenger,
            is_editor=staff.is_editor,
            clock=clock,
        ),
        Fallbacks(messenger, is_editor=staff.is_editor),
    ):
        handlers.register(ground.application)


async def _start_polling(application: AnyApplication, *, seconds: int) -> None:
    """Begin long polling, each request open for `seconds`. A lasting trouble is logged seldom."""
    said: dict[str, float] = {}

    def say(error: TelegramError) -> None:
        words, now = str(error), asyncio.get_running_loop().time()
        if now - said.get(words, -SAY_AGAIN_SECONDS) < SAY_AGAIN_SECONDS:
            return
        said[words] = now
        if isinstance(error, Conflict):
            log.error("another program polls with the same token; stop it: %s", words)
        else:
            log.warning("polling for updates: %s", words)

    if application.updater is None:
        raise RuntimeError("python-telegram-bot was built without an updater")
    await application.updater.start_polling(
        timeout=seconds, allowed_updates=UPDATES, bootstrap_retries=-1, error_callback=say
    )
