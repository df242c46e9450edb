"""All of Dateline on a stage whose time a test moves by hand. Nothing here waits for real time.

Real are the Bot API over HTTP (the sandbox), the live page, python-telegram-bot, the sources, the
database file and everything that `bot.app.opened` wires. People act, `work` lets the bot do all
there is to do at that moment of the event, `until_minute` moves the event on. The bot can be killed
at any step (`Fate`); it is then started again on the same database, as a supervisor would.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial, wraps
from typing import Any, NamedTuple

import pytest
from fakes import Clock
from pydantic import SecretStr

from bot.app import opened
from bot.deliver import Queue
from bot.model import Address, Part, TryAgain
from bot.running import UPDATES, App
from bot.sandbox.botapi import BotApiServer
from bot.sandbox.istanbul import Happening, Recording
from bot.sandbox.site import PAGE, RecordedCoverage
from bot.sandbox.telegram import Telegram
from bot.sandbox.transcript import View
from bot.settings import Settings
from bot.telegram.messenger import TelegramMessenger
from storage import Broadcasts, Coverages, Database, Drafts, Notices, Polls

EDITOR, EVERYTHING, KEY_MOMENTS, SUMMARY, CHANNEL = 11, 22, 33, 44, -1001002025602
FOLLOWERS = (CHANNEL, EVERYTHING, KEY_MOMENTS, SUMMARY)
COVERAGE = 1
A_MOMENT = 5
"""Seconds between two acts of a person: long enough for Telegram's limits."""
TRIES = 12
"""How often people repeat themselves to a bot that keeps dying."""


# --- A bot that can die ---------------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone, between two of its steps."""


TELLING = ("send", "edit", "delete", "pin")
"""The steps that tell Telegram something; all others write to the database."""

MORTAL = {
    **{step: (TelegramMessenger, step) for step in TELLING},
    "acknowledgements": (Database, "write_rows"),
    "changes": (Coverages, "record_changes"),
    "poll": (Coverages, "record_poll"),
    "coverage": (Coverages, "create"),
    "state": (Coverages, "set_state"),
    "notice": (Notices, "add"),
    "notice sent": (Notices, "settle"),
    "broadcast": (Broadcasts, "record"),
    "poll stopped": (Polls, "stopped"),
    "publication": (Drafts, "publish"),
    "panel": (Drafts, "keep_panel"),
}
"""The steps between which a crash makes a difference, each with the method that takes it."""


Point = tuple[str, str]
"""A moment at which the bot may die: "before" or "after", and a step of `MORTAL`."""


def immortal(_point: Point, _subject: object) -> bool:
    """A bot that never dies."""
    return False


@dataclass
class DiesOnceAt:
    """Kills at these points, once for every third thing (say) that is done there.

    `first` is the number of the first of them, from 1. What is done again is not counted again.
    """

    points: Collection[Point]
    every: int
    first: int
    met: set[tuple[Point, object]] = field(default_factory=set)

    def __call__(self, point: Point, subject: object) -> bool:
        if point not in self.points or (point, subject) in self.met:
            return False
        self.met.add((point, subject))
        return (len(self.met) - self.first) % self.every == 0


@dataclass
class Fate:
    """Asks at each point whether the bot dies there, and keeps account of what it tried to send.

    `attempts` counts the sends by chat and part; `excused` those that were on their way, without
    a durable acknowledgement, when the bot died: only these may be made again.
    """

    strikes: Callable[[Point, object], bool] = immortal
    reached: Counter[Point] = field(default_factory=Counter)
    attempts: Counter[tuple[int, Part]] = field(default_factory=Counter)
    excused: Counter[tuple[int, Part]] = field(default_factory=Counter)
    deaths: int = 0
    dead: bool = False
    _sending: dict[int, Part] = field(default_factory=dict)
    _app: App = field(init=False)

    def rules(self, monkeypatch: pytest.MonkeyPatch) -> "Fate":
        """Have every step of the bot pass by here."""
        for step, (owner, method) in MORTAL.items():
            monkeypatch.setattr(owner, method, self._around(step, getattr(owner, method)))
        return self

    def begins(self, app: App) -> None:
        """A new process: this one."""
        self.dead, self._app = False, app
        self._sending.clear()

    def _around(self, step, real):
        @wraps(real)
        async def fateful(owner, *args, **kwargs):
            subject = _subject(step, args)
            if step in TELLING:
                self._sending.pop(args[0].chat_id, None)
            self._reach(("before", step), subject)
            if step == "send":
                self._note(*args)
            answer = await real(owner, *args, **kwargs)
            if step == "send" and isinstance(answer, TryAgain):
                self.attempts[args[0].chat_id, args[1]] -= 1  # refused, so nothing was sent
            self._reach(("after", step), subject)
            return answer

        return fateful

    def _reach(self, point: Point, subject: object) -> None:
        if self.dead:
            raise Killed(point)
        self.reached[point] += 1
        if self.strikes(point, subject):
            self.dead = True
            self.deaths += 1
            busy = self._app.dispatcher._busy
            self.excused.update(pair for pair in self._sending.items() if pair[0] in busy)
            raise Killed(point)

    def _note(self, address: Address, part: Part) -> None:
        self._sending[address.chat_id] = part
        self.attempts[address.chat_id, part] += 1


def _subject(step: str, args: tuple[object, ...]) -> object:
    """What a step is about, the same when it is taken again after a restart."""
    if step in TELLING:
        return repr((args[0], args[-1]))  # where and what
    if step == "broadcast":
        return args[:2]  # which one, to whom
    if step != "acknowledgements":
        return repr([each for each in args if not isinstance(each, datetime)])
    written = {statement.table.name: rows for statement, rows in args if statement.is_insert}
    moved = [row for statement, rows in args if statement.is_update for row in rows]
    cursors = [(row["subscription_id"], row["new_cursor"]) for row in moved if "new_cursor" in row]
    intended = [(row["chat_id"], row["items"]) for row in written.get("intents", ())]
    # Ledger rows hold message ids, which are others next time.
    return len(written.get("deliveries", ())), *cursors, *intended


# --- The stage ------------------------------------------------------------------------------------


@dataclass
class Stage:
    """A sandbox, a page and a bot, and verbs to tell a story with."""

    recording: Recording
    clock: Clock
    telegram: Telegram
    server: BotApiServer
    settings: Settings
    fate: Fate
    app: App = field(init=False)
    _life: AsyncExitStack = field(init=False)
    _updates_seen: int = 0

    # --- Life and death ---

    async def start(self) -> None:
        """A new process on the same database."""
        self._life = AsyncExitStack()
        self.app = await self._life.enter_async_context(opened(self.settings, clock=self.clock))
        self.fate.begins(self.app)
        await self.app.application.initialize()

    async def stop(self) -> None:
        """End the bot in good order."""
        await self._life.aclose()

    async def bury(self) -> None:
        """What the kernel does for a dead process: close its files. It writes nothing any more."""
        self.app.database._before_close.clear()
        await self._life.aclose()

    # --- What the bot does ---

    async def work(self) -> None:
        """Let the bot do all there is to do now; whenever it dies it is started again."""
        while not await self._survives():
            await self.bury()
            await self.start()

    async def _survives(self) -> bool:
        with suppress(Killed):
            try:
                await self._listen()
                await self._poll()
                await self.app.drafts.run_once(self.clock())
                await self.app.amending.run_once(self.clock())
                await self._send()
                await self.app.panels.run_once(self.clock())
                await self.app.progress.run_once(self.clock())
            except BaseExceptionGroup as group:
                if group.split(Killed)[1]:
                    raise
        return not self.fate.dead

    async def _listen(self) -> None:
        """Take up what people wrote and pressed, as long polling does: confirmed, then handled."""
        while len(self.telegram.updates):
            updates = await self.app.application.bot.get_updates(
                offset=self._updates_seen + 1, timeout=0, allowed_updates=UPDATES
            )
            for update in updates:
                self._updates_seen = update.update_id
                await self.app.application.process_update(update)

    async def _poll(self) -> None:
        async with asyncio.TaskGroup() as polls:
            await self.app.watcher.run_once(self.clock(), polls)

    async def _send(self) -> None:
        """Send until nobody is owed anything; while the limits forbid more, time goes by."""
        while True:
            calls = len(self.telegram.calls)
            async with asyncio.TaskGroup() as sends:
                again = await self.app.dispatcher.run_once(self.clock(), sends)
            if len(self.telegram.calls) > calls:
                continue
            if not await self.owed():
                return
            self.clock.now = max(self.clock.now, again)

    async def owed(self) -> int:
        """How many pieces of work wait, in all lanes."""
        now, store = self.clock() + timedelta(hours=1), self.app.store
        behind = store.deliveries.behind
        coverage = (partial(behind, queue=queue) for queue in Queue)
        lanes = (store.notices.pending, *coverage, store.broadcasts.owed)
        waiting = [len(await lane(now, skip_chats=(), limit=9)) for lane in lanes]
        polls = await store.polls.to_stop(skip_chats=(), limit=9)
        return sum(waiting) + len(polls) + len(await store.intents.all())

    # --- What people do and see ---

    def chat(self, chat_id: int) -> View:
        """One chat as it now stands."""
        return next(chat for chat in self.telegram.view()["chats"] if chat["id"] == chat_id)

    def button(self, user_id: int, label: str) -> tuple[int, str] | None:
        """The newest button with this label (a pattern): its message and its data."""
        for message in reversed(self.chat(user_id)["messages"]):
            for button in (button for row in message["keyboard"] for button in row):
                if not message["deleted"] and re.fullmatch(label, button["text"]):
                    return message["id"], button["callback_data"]
        return None

    def told(self, user_id: int, words: str) -> bool:
        """Whether a person has read these words, in a message or as the answer to a press."""
        view = self.telegram.view()
        answers = [answer["text"] for answer in view["answers"] if answer["user"] == user_id]
        texts = [m["text"] or m["caption"] for m in self.chat(user_id)["messages"] if m["own"]]
        return any(words in text for text in texts + answers)

    async def says(self, user_id: int, text: str, *, until: Callable[[], object]) -> None:
        """A person writes to the bot, and once more if it died over it."""
        await self._insist(lambda: self.telegram.say(user_id, user_id, text), until, text)

    async def presses(self, user_id: int, label: str, *, until: Callable[[], object]) -> None:
        """A person presses a button, and once more if the bot died over it."""

        def press() -> None:
            found = self.button(user_id, label)
            assert found, f"{user_id} has no button {label}"
            self.telegram.press(user_id, user_id, *found)

        await self._insist(press, until, label)

    async def connects_the_channel(self, *, until: Callable[[], object]) -> None:
        """The editor makes the bot an admin, and once more from the start if it died over it."""

        def admit() -> None:
            if self.telegram.chats[CHANNEL].member(self.telegram.bot).present:
                self.telegram.set_bot_status(CHANNEL, EDITOR, "left")
            self.telegram.set_bot_status(CHANNEL, EDITOR, "administrator")

        await self._insist(admit, until, "administrator")

    async def _insist(self, act: Callable[[], object], until: Callable[[], object], what: str):
        for _ in range(TRIES):
            act()
            self.clock.advance(seconds=A_MOMENT)
            await self.work()
            if until():
                return
        raise AssertionError(f"“{what}” leads to nothing")

    async def time_passes(self, moments: Iterable[datetime]) -> None:
        """The event goes on, and the bot follows it at each of these moments."""
        for moment in moments:
            self.clock.now = max(self.clock.now, moment.astimezone(UTC))
            await self.work()

    def shown(self, chat_id: int) -> list["Shown"]:
        """The coverage as it stands in a chat, without the conversation, which has buttons.

        A summary has buttons too: they lead to its pages.
        """
        albums: dict[str, Shown] = {}
        shown: list[Shown] = []
        for message in self.chat(chat_id)["messages"]:
            if not message["own"] or message["deleted"] or _is_conversation(message):
                continue
            files = [self.telegram.files[message["file_id"]].name] if message["file_id"] else []
            text = message["text"] or message["caption"]
            if message["album_id"] in albums:
                albums[message["album_id"]].media.extend(files)
                continue
            shown.append(Shown(text, files))
            if message["album_id"]:
                albums[message["album_id"]] = shown[-1]
        return shown


def _is_conversation(message: View) -> bool:
    text = message["text"] or message["caption"]
    return bool(message["keyboard"]) and not text.startswith("Talks concluded")


class Shown(NamedTuple):
    """What a chat shows as one: a text, or media with their caption."""

    text: str
    media: list[str]


# --- Setting it -----------------------------------------------------------------------------------


@asynccontextmanager
async def on_stage(
    recording: Recording, database_url: str, fate: Fate, **given: Any
) -> AsyncIterator[Stage]:
    """The stage with a bot that has just been started, a minute before the page begins to move.

    `given` are settings that the story needs otherwise.
    """
    clock = Clock(recording.begins.astimezone(UTC))

    def seconds() -> float:
        return clock().timestamp()

    page = RecordedCoverage(recording, clock=seconds, speed=1.0)
    telegram = Telegram(now=seconds)
    telegram.add_user(EDITOR, "Editor")
    telegram.add_channel(CHANNEL, "Istanbul talks, live", [EDITOR], "istanbul_talks_demo")
    for reader in (EVERYTHING, KEY_MOMENTS, SUMMARY):
        telegram.add_user(reader, f"Reader {reader}")
    async with BotApiServer(telegram, routes=page.routes()) as server:
        settings = _settings(telegram.token, server.base_url, database_url, given)
        stage = Stage(recording, clock, telegram, server, settings, fate)
        await stage.start()
        try:
            yield stage
        finally:
            await stage.stop()


def _settings(token: str, base_url: str, database_url: str, given: dict[str, Any]) -> Settings:
    fields: dict[str, Any] = {
        "bot_token": SecretStr(token),
        "owners": (EDITOR,),
        "api_base_url": base_url,
        "database_url": database_url.replace("sqlite:", "sqlite+aiosqlite:"),
        "timezone": "Europe/Istanbul",
        "poll_min_seconds": 20,
        "poll_max_seconds": 60,
        "allowed_private_hosts": frozenset({base_url.removeprefix("http://")}),
        "quiet_minutes_before_end": 240,
        "summary_review_minutes": 0,
    }
    return Settings(**fields | given)


def minute_by_minute(recording: Recording) -> list[datetime]:
    """Every minute of the event, and a few beyond its end."""
    minutes = int((recording.ends - recording.begins) / timedelta(minutes=1)) + 3
    return [recording.begins + timedelta(minutes=number) for number in range(1, minutes)]


def when_something_happens(recording: Recording) -> list[datetime]:
    """The moments at which the page changes; after withdrawals and the end also a few more.

    It takes some readings to be sure that a post is gone, and one more to propose the end where
    the bot died over the reading that showed it.
    """
    minute = timedelta(minutes=1)
    moments = {post.at for post in recording.posts} | {event.at for event in recording.events}
    for event in recording.events:
        if event.kind is Happening.WITHDRAW:
            moments |= {event.at + number * minute for number in range(1, 4)}
    return sorted(each for each in moments if each > recording.begins) + [
        recording.ends + number * minute for number in range(1, 4)
    ]


# --- The play -------------------------------------------------------------------------------------


async def the_cast_takes_its_places(stage: Stage) -> None:
    """An editor adds the page and connects a channel; three readers follow, each in their way."""
    await stage.says(
        EDITOR,
        f"/coverage add {stage.server.base_url}{PAGE}",
        until=lambda: stage.button(EDITOR, "Add"),
    )
    await stage.presses(
        EDITOR,
        "Add",
        until=lambda: stage.button(EDITOR, "Open panel") or stage.told(EDITOR, "covered already"),
    )
    await stage.connects_the_channel(until=lambda: stage.button(EDITOR, "Istanbul talks: .*"))
    await stage.presses(
        EDITOR, "Istanbul talks: .*", until=lambda: stage.button(EDITOR, "Everything")
    )
    await stage.presses(
        EDITOR, "Everything", until=lambda: stage.button(EDITOR, "✓ Istanbul talks.* everything")
    )
    for reader in (EVERYTHING, KEY_MOMENTS, SUMMARY):
        await stage.says(
            reader, f"/start c{COVERAGE}", until=lambda who=reader: stage.button(who, "Unfollow")
        )
    for reader, label in (
        (KEY_MOMENTS, "Key moments"),
        (KEY_MOMENTS, "✓ Photos"),
        (SUMMARY, "Only the summary"),
    ):
        flipped = label.removeprefix("✓ ") if "✓" in label else f"✓ {label}"
        await stage.presses(
            reader, label, until=lambda who=reader, then=flipped: stage.button(who, then)
        )


async def the_editor_tells_everybody(stage: Stage, words: str) -> None:
    """A broadcast, from composing it to its result."""
    everybody = r"Everybody \(\d\)"
    await stage.says(EDITOR, "/broadcast", until=lambda: stage.told(EDITOR, "Send me the message"))
    await stage.says(
        EDITOR,
        words,
        until=lambda: stage.button(EDITOR, everybody) or stage.told(EDITOR, "waiting for your"),
    )
    if not stage.button(EDITOR, everybody):
        await stage.says(EDITOR, "/broadcast", until=lambda: stage.button(EDITOR, everybody))
    await stage.presses(EDITOR, everybody, until=lambda: stage.button(EDITOR, "Yes, send"))
    await stage.presses(EDITOR, "Yes, send", until=lambda: stage.told(EDITOR, "Sent to"))


async def the_editor_concludes(stage: Stage) -> None:
    """The bot has proposed the end; the editor looks at the summary and confirms."""
    await stage.presses(EDITOR, "Conclude…", until=lambda: stage.button(EDITOR, "Conclude"))
    await stage.presses(
        EDITOR,
        "Conclude",
        until=lambda: any(one.text.startswith("Talks concluded") for one in stage.shown(CHANNEL)),
    )
