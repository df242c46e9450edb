"""The demo: the real bot on a sandbox Telegram, following recorded coverage on this computer.

A channel, three readers with different preferences and an editor act their parts by a script; on
the page anybody may press and type as well.
"""

import asyncio
import errno
import os
import re
import secrets
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ClassVar, TextIO, TypeVar
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.app import opened
from bot.errors import DatelineError
from bot.running import App
from bot.sandbox.botapi import BotApiServer
from bot.sandbox.istanbul import Happening, Recording, istanbul
from bot.sandbox.site import PAGE, RecordedCoverage, posts_at
from bot.sandbox.telegram import Telegram
from bot.sandbox.transcript import View, tally, texts, transcript
from bot.sandbox.web import routes
from bot.settings import Settings

EDITOR, FIRST_READER, SECOND_READER, THIRD_READER, CHANNEL = 11, 22, 33, 44, -1001002025602
FOLLOWERS = (CHANNEL, FIRST_READER, SECOND_READER, THIRD_READER)
ZONE = "Europe/Istanbul"

SETUP_SPEED = 20.0
"""Event seconds per second while the cast takes its places, so that little is missed."""

TICK = 0.05
"""Seconds between two looks for sources that are due: the demo is in a hurry."""

PAGES = {
    "By theme": "What was wanted, what came of it",
    "Timeline": "Timeline",
    "Best photos": "In pictures",
    "Poll": "How readers voted",
}
"""The labels of the summary's buttons, and how their pages begin."""

POLL = "Will the sides agree on an exchange today? (A demo: the votes are invented.)\nYes\nNo"
"""What the editor asks, as it is typed."""

VOTES = (
    *((FIRST_READER, FIRST_READER, 0), (SECOND_READER, SECOND_READER, 1)),
    *((THIRD_READER, THIRD_READER, 0), (FIRST_READER, CHANNEL, 0), (EDITOR, CHANNEL, 0)),
)
"""Who votes, in which chat, for which option. All of it is made up."""

ENDED = ("Talks concluded", "Переговоры завершены")
"""How summaries begin."""

PATIENCE = 60.0
"""Seconds the script waits for the bot to do something before it gives up."""


T = TypeVar("T")


class DemoFailed(DatelineError):
    """The demo did not play as it should; the text says where."""


class Pace:
    """A monotonic clock for the recording, slow while the stage is set."""

    def __init__(self, speed: float) -> None:
        self._rate = min(1.0, SETUP_SPEED / speed)
        self._base, self._since = 0.0, time.monotonic()

    def __call__(self) -> float:
        """Seconds, as `RecordedCoverage` counts them."""
        return self._base + (time.monotonic() - self._since) * self._rate

    def full_speed(self) -> None:
        """The stage is set."""
        self._base, self._since, self._rate = self(), time.monotonic(), 1.0


@dataclass(frozen=True, slots=True)
class Stage:
    """The sandbox, the recorded page and the bot, all in this process and on loopback."""

    telegram: Telegram
    coverage: RecordedCoverage
    pace: Pace
    server: BotApiServer
    app: App

    def chat(self, chat_id: int) -> View:
        """One chat as it now stands."""
        return next(chat for chat in self.telegram.view()["chats"] if chat["id"] == chat_id)

    async def press(self, user_id: int, label: str) -> None:
        """Press the newest button with this label (a pattern), once it is there."""
        found = await self.until(lambda: self.button(user_id, label), f"“{label}”")
        if found:
            message_id, data = found
            self.telegram.press(user_id, user_id, message_id, data)

    async def until(self, look: Callable[[], T], what: str, patience: float = PATIENCE) -> T:
        """What `look` answers as soon as it answers something. DemoFailed after `patience` s."""
        try:
            async with asyncio.timeout(patience):
                while not (found := look()):
                    await self.telegram.wait_for_change(self.telegram.version)
                return found
        except TimeoutError:
            raise DemoFailed(f"waited {patience:.0f} s in vain for {what}") from None

    def told(self, user_id: int, words: str) -> bool:
        """Whether a person has been written these words."""
        return any(words in text for text in texts(self.chat(user_id)))

    def polls(self, chat_id: int) -> list[int]:
        """The messages of a chat that are polls."""
        return [message["id"] for message in self.chat(chat_id)["messages"] if message["poll"]]

    def button(self, user_id: int, label: str) -> tuple[int, str] | None:
        """The newest button with this label in a private chat: its message and its data."""
        for message in reversed(self.chat(user_id)["messages"]):
            for row in message["keyboard"]:
                for button in row:
                    if re.fullmatch(label, button["text"]) and not message["deleted"]:
                        return message["id"], button["callback_data"]
        return None


@asynccontextmanager
async def set_stage(speed: float, port: int = 0) -> AsyncIterator[Stage]:
    """Everything running but the cast. The bot lives in the time of the event, as the page does.

    The token is new each time: no other page open on this computer can know it. DemoFailed when the
    port cannot be had.
    """
    pace = Pace(speed)
    coverage = RecordedCoverage(istanbul(), clock=pace, speed=speed)

    def event_time() -> datetime:
        return coverage.moment.astimezone(UTC)

    telegram = Telegram(token=f"1000:{secrets.token_hex(20)}", now=lambda: event_time().timestamp())
    telegram.add_user(FIRST_READER, "Reader: everything")
    telegram.add_user(SECOND_READER, "Reader: key moments, no photos")
    telegram.add_user(THIRD_READER, "Reader: the summary, in Russian", language="ru")
    telegram.add_user(EDITOR, "Editor")
    telegram.add_channel(CHANNEL, "Istanbul talks, live", [EDITOR], "istanbul_talks_demo")
    pages = [*routes(telegram, coverage.progress), *coverage.routes()]
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dateline-demo-"))
        sandbox = BotApiServer(telegram, port=port, routes=pages)
        try:
            server = await stack.enter_async_context(sandbox)
        except (OSError, OverflowError) as error:
            raise DemoFailed(_without_port(port, error)) from None
        settings = _settings(telegram.token, server.base_url, Path(folder))
        app = await stack.enter_async_context(opened(settings, clock=event_time, tick=TICK))
        yield Stage(telegram, coverage, pace, server, app)


def _without_port(port: int, error: Exception) -> str:
    """Why the page cannot be served on this port, and the mend."""
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        why = "another program uses it"
    else:
        why = os.strerror(number).lower() if number else "a port is a number up to 65535"
    return f"port {port} cannot be used: {why}. Choose another one with --port."


def _settings(token: str, base_url: str, folder: Path) -> Settings:
    return Settings(
        bot_token=SecretStr(token),
        owners=(EDITOR,),
        api_base_url=base_url,
        database_url=f"sqlite+aiosqlite:///{folder / 'demo.db'}",
        timezone=ZONE,
        language="en",
        poll_min_seconds=20,
        poll_max_seconds=60,
        allowed_private_hosts=frozenset({base_url.removeprefix("http://")}),
        quiet_minutes_before_end=240,
        conclude_automatically=False,
        summary_review_minutes=0,
        updates_timeout_seconds=5,
    )


# --- The cast ------------------------------------------------------------------------------------


async def open_coverage(stage: Stage) -> None:
    """The editor adds the page and looks at what was found before it is added."""
    stage.telegram.say(EDITOR, EDITOR, f"/coverage add {stage.server.base_url}{PAGE}")
    await stage.press(EDITOR, "Add")
    await stage.until(lambda: stage.button(EDITOR, "Open panel"), "the added coverage")


async def open_channel(stage: Stage) -> None:
    """The editor makes the bot admin of the channel and says what it should post there."""
    stage.telegram.set_bot_status(CHANNEL, EDITOR, "administrator")
    await stage.press(EDITOR, "Istanbul talks.*")
    await stage.press(EDITOR, "Everything")


async def readers_follow(stage: Stage) -> None:
    """One comes by a link and wants everything, one by the list and wants key moments in words.

    The third, whose Telegram speaks Russian, wants only the summary.
    """
    stage.telegram.say(FIRST_READER, FIRST_READER, "/start c1")
    await stage.until(lambda: stage.button(FIRST_READER, "Unfollow"), "the first reader")
    stage.telegram.say(SECOND_READER, SECOND_READER, "/start")
    await stage.press(SECOND_READER, "Istanbul talks.*")
    await stage.press(SECOND_READER, "Key moments")
    await stage.press(SECOND_READER, "✓ Photos")
    stage.telegram.say(THIRD_READER, THIRD_READER, "/start c1")
    await stage.press(THIRD_READER, "Только итоги")


async def ask_readers(stage: Stage) -> None:
    """The editor asks all who follow, and they vote."""
    stage.telegram.say(EDITOR, EDITOR, "/poll")
    await stage.until(lambda: stage.told(EDITOR, "Send the question"), "the poll's beginning")
    stage.telegram.say(EDITOR, EDITOR, POLL)
    await stage.press(EDITOR, "All who follow Istanbul talks.*")
    await stage.press(EDITOR, "Yes, send")
    for voter, chat_id, option in VOTES:
        poll = await stage.until(partial(stage.polls, chat_id), "the poll")
        stage.telegram.vote(voter, chat_id, poll[-1], option)


async def conclude(stage: Stage) -> None:
    """The bot proposes the end; the editor looks at the summary and confirms."""
    await stage.press(EDITOR, "Conclude…")
    await stage.press(EDITOR, "Conclude")
    await stage.until(
        lambda: all(_summaries(stage.chat(chat_id)) for chat_id in FOLLOWERS),
        "the summary in every chat",
    )


async def look_closer(stage: Stage) -> None:
    """The first reader opens every page of the summary."""
    for label, beginning in PAGES.items():
        await stage.press(FIRST_READER, rf"\W+ {label}")
        await stage.until(partial(_opened, stage, beginning), f"the page “{label}”")


async def perform(stage: Stage) -> None:
    """The whole play, from the empty stage to the summary in every chat."""
    await open_coverage(stage)
    await open_channel(stage)
    await readers_follow(stage)
    await ask_readers(stage)
    stage.pace.full_speed()
    left = (stage.coverage.recording.ends - stage.coverage.moment).total_seconds()
    play = left / stage.coverage.speed
    await stage.until(lambda: stage.coverage.finished, "the end of the recording", play + PATIENCE)
    await conclude(stage)
    await look_closer(stage)


def _summaries(chat: View) -> int:
    return sum(text.startswith(ENDED) for text in texts(chat))


def _opened(stage: Stage, beginning: str) -> bool:
    return any(text.startswith(beginning) for text in texts(stage.chat(FIRST_READER)))


# --- What should have arrived --------------------------------------------------------------------


def expected(recording: Recording, *, key_moments_only: bool) -> list[str]:
    """What a follower should be able to read at the end: headlines, and how paragraphs begin.

    What the page showed at first sight is history; advertisements and what was withdrawn are gone.
    """
    history = {shown.post.key for shown in posts_at(recording, recording.begins)}
    final = [shown.post for shown in posts_at(recording, recording.ends)]
    return [
        line
        for post in final
        if not post.promo and post.key not in history
        if post.key_moment or not key_moments_only
        for line in (post.headline, *(_beginning(paragraph) for paragraph in post.body))
    ]


def unwanted(recording: Recording) -> list[str]:
    """The headlines that nobody may be able to read at the end."""
    gone = {event.post for event in recording.events if event.kind is Happening.WITHDRAW}
    return [post.headline for post in recording.posts if post.promo or post.key in gone]


def missing(stage: Stage) -> list[str]:
    """What is not as it should be, in words; empty when all is well."""
    recording = stage.coverage.recording
    problems = []
    for chat_id in FOLLOWERS:
        chat = stage.chat(chat_id)
        standing = "\n".join(texts(chat))
        wanted = []
        if chat_id != THIRD_READER:
            wanted = expected(recording, key_moments_only=chat_id == SECOND_READER)
        problems += [f"{chat['title']}: lacks “{each}”" for each in wanted if each not in standing]
        problems += [
            f"{chat['title']}: still shows “{each}”"
            for each in unwanted(recording)
            if each in standing
        ]
        if _summaries(chat) != 1:
            problems.append(f"{chat['title']}: {_summaries(chat)} summaries")
    return problems


def _beginning(paragraph: str) -> str:
    """The first words of a paragraph, without its tags."""
    return re.sub(r"<[^>]+>", "", paragraph)[:40]


# --- Two ways to see it --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Demo:
    """The play with a page to watch it on, which stays until it is stopped."""

    speed: float
    port: int
    out: TextIO

    SPEED: ClassVar[float] = 120.0

    async def play(self, stop: asyncio.Event) -> int:
        """Play until `stop`; the exit status."""
        async with set_stage(self.speed, self.port) as stage, asyncio.TaskGroup() as tasks:
            tasks.create_task(stage.app.run(stop))
            show = tasks.create_task(self._perform(stage))
            print(f"Dateline's demo is at {stage.server.base_url}/", file=self.out)
            print("Nothing leaves this computer. Ctrl-C ends it.", file=self.out, flush=True)
            await stop.wait()
            show.cancel()
        return 0

    async def _perform(self, stage: Stage) -> None:
        try:
            await perform(stage)
            words = "The coverage is over. The page stays open: try the buttons and commands."
        except DemoFailed as error:
            # A visitor may have pressed what the script was waiting for; the page goes on.
            words = f"The script stops here: {error}. The page goes on."
        print(words, file=self.out, flush=True)


@dataclass(frozen=True, slots=True)
class Headless:
    """The play without a page, as fast as it goes, with a transcript and a verdict."""

    speed: float
    out: TextIO

    SPEED: ClassVar[float] = 1200.0

    async def play(self, stop: asyncio.Event) -> int:
        """Play it through, print every chat; 0 only if everything arrived that should."""
        async with set_stage(self.speed) as stage, asyncio.TaskGroup() as tasks:
            tasks.create_task(stage.app.run(stop))
            try:
                await perform(stage)
                problems = missing(stage)
            except DemoFailed as error:
                problems = [str(error), *missing(stage)]
            finally:
                stop.set()
            self._print(stage, problems)
        return 1 if problems else 0

    def _print(self, stage: Stage, problems: Sequence[str]) -> None:
        view = stage.telegram.view()
        for line in transcript(view, ZoneInfo(ZONE)):
            print(line, file=self.out)
        print(f"\n{TABLE.format(*HEADINGS)}", file=self.out)
        for chat in view["chats"]:
            print(TABLE.format(*astuple(tally(chat)), _summaries(chat)), file=self.out)
        print(file=self.out)
        for problem in problems or ["Everything arrived that should."]:
            print(problem, file=self.out)


HEADINGS = ("chat", "messages", "albums", "videos", "edits", "withdrawn", "pins", "summaries")
TABLE = "{:<32} {:>8} {:>7} {:>7} {:>6} {:>10} {:>5} {:>10}"
