"""A wired bot at work: connecting, the loops, and a stop in good order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, CallbackContext, Job

from bot.amending import Amending
from bot.broadcasts import Progress
from bot.deliver import Dispatcher
from bot.drafts import DraftPanels, Drafts
from bot.errors import SettingError
from bot.settings import Settings
from bot.staff import Staff
from bot.watch import Watcher
from handlers.access import publish_all_commands
from handlers.reader import publish_commands
from storage import Database, Store

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
AnyApplication = Application[Any, Any, Any, Any, Any, Any]
AnyJob = Job[Any]

UPDATES = [
    *(Update.MESSAGE, Update.CHANNEL_POST, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER),
    Update.POLL,
]
"""The kinds of update that Telegram is asked for; the rest would only cost traffic."""

HEARTBEAT_SECONDS = 15.0
PROGRESS_SECONDS = 3.0
DRAFT_SECONDS = 1.0
PANEL_SECONDS = 3.0
AMENDING_SECONDS = 3.0
LONGEST_RETRY_SECONDS = 30.0
SAY_AGAIN_SECONDS = 600.0  # a trouble that lasts, or has come back, is worth another line

ANSWERS_SECONDS = 3.0
"""When the bot stops, how long answers to commands that are under way may still take."""


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class App:
    """A wired bot. `bot.app.opened` makes one; `run` lets it work until it is told to stop.

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
    drafts: Drafts
    panels: DraftPanels
    amending: Amending
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
        self._every(DRAFT_SECONDS, self.drafts.run_once)
        self._every(PANEL_SECONDS, self.panels.run_once)
        self._every(AMENDING_SECONDS, self.amending.run_once)
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
