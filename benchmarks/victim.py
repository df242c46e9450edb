"""A real `dateline run` in a process of its own that can be killed, and the world it lives in."""

import asyncio
import json
import os
import re
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot.model import Chat, ChatKind, CoverageState, Preferences
from bot.sandbox.botapi import BotApiServer
from bot.sandbox.flood import Limits
from bot.sandbox.telegram import Telegram
from storage import Database, Store, migrate

ROOT = Path(__file__).resolve().parent.parent
OWNER = 1
FIRST_READER = 10_000
CHANNELS = (-1_001_000_000_001, -1_001_000_000_002)
FEED, PICTURES = "/feed.json", "/pictures/{name}.png"
PATIENCE = 90.0
"""Seconds until everybody must have what they are owed."""
BOT_SETTINGS = {
    "DATELINE_OWNERS": str(OWNER),
    "DATELINE_POLL_MIN_SECONDS": "1",
    "DATELINE_POLL_MAX_SECONDS": "1",
    "DATELINE_MESSAGES_PER_SECOND": "200",
    "DATELINE_GROUP_MESSAGES_PER_MINUTE": "1000",
    "DATELINE_CHAT_MESSAGES_PER_SECOND": "100",
    "DATELINE_CHAT_BURST": "100",
    "DATELINE_UPDATES_TIMEOUT_SECONDS": "5",
    "DATELINE_LOG_LEVEL": "ERROR",
}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)
"""The smallest picture."""


@dataclass
class Item:
    """A post of the feed."""

    words: str
    pictures: int = 0
    told_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class LiveFeed:
    """A JSON Feed that grows and is edited."""

    posts: list[Item] = field(default_factory=list)

    def routes(self) -> list[web.RouteDef]:
        """Where the feed and its pictures are."""
        return [web.get(FEED, self.answer), web.get(PICTURES, self.picture)]

    async def answer(self, request: web.Request) -> web.Response:
        """The feed as it stands."""
        items = [
            {
                "id": str(number),
                "title": post.words,
                "content_text": f"This is update {number}.",
                "date_published": post.told_at.isoformat(),
                "attachments": [
                    {
                        "url": f"{request.url.origin()}/pictures/{number}-{each}.png",
                        "mime_type": "image/png",
                    }
                    for each in range(post.pictures)
                ],
            }
            for number, post in enumerate(self.posts)
        ]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Kills"}
        body = json.dumps({**feed, "items": items[::-1]})
        return web.Response(text=body, content_type="application/feed+json")

    async def picture(self, _: web.Request) -> web.Response:
        """A pixel."""
        return web.Response(body=PIXEL, content_type="image/png")


@dataclass
class Victim:
    """`dateline run` as a child process."""

    environment: dict[str, str]
    folder: Path
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it; what it logs is kept for when something goes wrong."""
        with (self.folder / "log.txt").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    async def end(self, number: signal.Signals) -> None:
        """Send a signal and wait until the process is gone."""
        if self.process and self.process.returncode is None:
            self.process.send_signal(number)
            await self.process.wait()


@dataclass
class World:
    """The sandbox, the feed, the bot, and who gets what it sends."""

    telegram: Telegram
    feed: LiveFeed
    victim: Victim
    database: Path
    chats: tuple[int, ...]

    def shown(self, words: str) -> Counter[int]:
        """In how many messages each chat reads these words."""
        found: Counter[int] = Counter()
        for chat_id in self.chats:
            for message in self.telegram.chats[chat_id].messages.values():
                found[chat_id] += not message.deleted and words in message.content.text
        return +found

    def pictures(self, words: str) -> Counter[int]:
        """How many pictures each chat sees in albums with these words."""
        found: Counter[int] = Counter()
        for chat_id in self.chats:
            messages = list(self.telegram.chats[chat_id].messages.values())
            albums = {each.album_id for each in messages if words in each.content.text}
            found[chat_id] = sum(each.album_id in albums for each in messages if each.album_id)
        return +found

    def ask(self, query: str) -> int:
        """A number from the database, which the bot may hold open or have left behind."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            count: int = connection.execute(query).fetchone()[0]
            return count

    async def until(self, look: Callable[[], object], what: str) -> float:
        """Wait until `look` is true; answers how many seconds that took."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                while not look():  # noqa: ASYNC110 - another process is watched
                    await asyncio.sleep(0.004)
        except TimeoutError:
            raise TimeoutError(f"waited {PATIENCE:.0f} s in vain for {what}") from None
        return time.monotonic() - began

    async def press(self, label: str) -> None:
        """The owner presses the newest button with this label (a pattern), once it is there."""
        found: list[tuple[int, str]] = []

        def look() -> bool:
            for message in reversed(self.telegram.chats[OWNER].messages.values()):
                for row in (message.keyboard or {}).get("inline_keyboard", ()):
                    for button in row:
                        if re.fullmatch(label, button["text"]):
                            found.append((message.id, button["callback_data"]))
                            return True
            return False

        await self.until(look, f"a button {label}")
        self.telegram.press(OWNER, OWNER, *found[0])


@asynccontextmanager
async def living(readers: int) -> AsyncIterator[World]:
    """A world with a running bot, in which everybody has the first post."""
    chats = (*CHANNELS, *range(FIRST_READER, FIRST_READER + readers))
    telegram, feed = Telegram(limits=Limits.none()), LiveFeed([Item("Edited 0.")])
    for person in (OWNER, *chats[len(CHANNELS) :]):
        telegram.add_user(person, f"Person {person}")
    for channel in CHANNELS:
        telegram.add_channel(channel, f"Channel {channel}", [OWNER])
        telegram.set_bot_status(channel, OWNER, "administrator")
    telegram.updates.take(telegram.updates.take(0, 100)[-1]["update_id"] + 1, 1)
    with tempfile.TemporaryDirectory(prefix="dateline-kill-") as name:
        folder = Path(name)
        database = folder / "dateline.db"
        async with BotApiServer(telegram, routes=feed.routes()) as server:
            await prepare(f"sqlite:///{database}", server.base_url + FEED, chats)
            victim = Victim(_environment(telegram, server, database), folder)
            world = World(telegram, feed, victim, database, chats)
            await victim.start()
            try:
                await world.until(lambda: len(world.shown("Edited 0.")) == len(chats), "a start")
                yield world
            except TimeoutError:
                print((folder / "log.txt").read_text()[-4000:])
                raise
            finally:
                await victim.end(signal.SIGTERM)


def _environment(telegram: Telegram, server: BotApiServer, database: Path) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if "DATELINE" not in key}
    return {
        **inherited,
        **BOT_SETTINGS,
        "PYTHONPATH": str(ROOT),
        "DATELINE_BOT_TOKEN": telegram.token,
        "DATELINE_API_BASE_URL": server.base_url,
        "DATELINE_DATABASE_URL": f"sqlite+aiosqlite:///{database}",
        "DATELINE_ALLOWED_PRIVATE_HOSTS": server.base_url.removeprefix("http://"),
    }


async def prepare(url: str, feed_url: str, chats: tuple[int, ...]) -> None:
    """A database with a live coverage that all chats follow."""
    await asyncio.to_thread(migrate, url)
    database, now = Database.open(url), datetime.now(UTC)
    try:
        store = Store.open(database)
        coverage = await store.coverages.create(
            title="Kills",
            language="en",
            timezone="UTC",
            state=CoverageState.LIVE,
            starts_at=now,
            source_url=feed_url,
            source_format="",
            changes=(),
            now=now,
        )
        for chat_id in chats:
            kind = ChatKind.CHANNEL if chat_id < 0 else ChatKind.PRIVATE
            await store.chats.save(Chat(chat_id, kind, f"Chat {chat_id}"), now)
            await store.chats.follow(chat_id, coverage.id, Preferences(), now)
    finally:
        await database.close()
