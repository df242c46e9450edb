"""Kill -9 in the middle of a fan-out: is anybody left out, and who gets a message twice?

A real `dateline run` in a process of its own, on a database of its own, sends a new post to many
readers. It is killed at a random moment of that, started again, and has to finish. The sandbox
counts what each reader got:

    python benchmarks/kill_during_fanout.py [--rounds 5] [--readers 500] [--seed 1]

"unrecorded" is what Telegram had taken and the database did not know of at the moment of the kill:
the messages in flight, which alone may come twice. The exit status is 1 if anybody was left out or
more came twice than that.
"""

import argparse
import asyncio
import json
import os
import random
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
FIRST_READER = 10_000
OWNER = 1
FEED = "/feed.json"
PATIENCE = 60.0
"""Seconds until a fan-out must be through."""
AFTERGLOW = 1.0
"""Seconds in which a second copy may still show up when everybody has the first."""
BOT_SETTINGS = {
    "DATELINE_OWNERS": str(OWNER),
    "DATELINE_POLL_MIN_SECONDS": "1",
    "DATELINE_POLL_MAX_SECONDS": "1",
    "DATELINE_MESSAGES_PER_SECOND": "200",
    "DATELINE_UPDATES_TIMEOUT_SECONDS": "5",
    "DATELINE_LOG_LEVEL": "WARNING",
}
TABLE = "{:>5} {:>9} {:>10} {:>6} {:>8} {:>10} {:>9}"
HEADINGS = ("round", "killed at", "unrecorded", "lost", "doubled", "fan-out s", "restart s")


@dataclass
class LiveFeed:
    """A JSON Feed that grows; each post goes to every reader once."""

    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    posts: list[str] = field(default_factory=list)

    async def answer(self, _: web.Request) -> web.Response:
        """The feed as it stands."""
        items = [
            {
                "id": str(number),
                "title": words,
                "content_text": f"This is update {number} of the fan-out.",
                "date_published": self.began.isoformat(),
            }
            for number, words in enumerate(self.posts)
        ]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Fan-out"}
        body = json.dumps({**feed, "items": items[::-1]})
        return web.Response(text=body, content_type="application/feed+json")


@dataclass
class Bot:
    """`dateline run` as a child process, which can be killed."""

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
class Bench:
    """Everything a round needs."""

    telegram: Telegram
    feed: LiveFeed
    bot: Bot
    database: Path
    readers: range

    def accepted(self, since: int) -> Counter[int]:
        """How many messages each reader got since that call."""
        sends = [
            call.chat_id
            for call in self.telegram.calls[since:]
            if call.ok and call.method.lower() == "sendmessage"
        ]
        return Counter(chat_id for chat_id in sends if chat_id and chat_id in self.readers)

    def recorded(self) -> int:
        """How many readers the database says have the newest post."""
        query = "SELECT count(*) FROM deliveries WHERE post_id = (SELECT max(id) FROM posts)"
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            count: int = connection.execute(query).fetchone()[0]
            return count

    async def until(self, look: Callable[[], bool], what: str) -> float:
        """Wait until `look` is true; answers how many seconds that took."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                while not look():  # noqa: ASYNC110 - another process is watched
                    await asyncio.sleep(0.002)
        except TimeoutError:
            raise TimeoutError(f"waited {PATIENCE:.0f} s in vain for {what}") from None
        return time.monotonic() - began


@dataclass(frozen=True)
class Result:
    """What one round came to."""

    killed_at: int
    unrecorded: int
    lost: int
    doubled: int
    fanout: float
    restart: float

    @property
    def good(self) -> bool:
        """Nobody left out, nothing twice that was not in flight."""
        return not self.lost and self.doubled <= self.unrecorded


async def play_round(bench: Bench, chance: random.Random) -> Result:
    """Publish a post, kill the bot while it goes out, start it again, count."""
    total, since = len(bench.readers), len(bench.telegram.calls)
    threshold = chance.randint(1, total - 1)
    bench.feed.posts.append(f"Post {len(bench.feed.posts)}")
    await bench.until(
        lambda: bench.accepted(since).total() >= threshold, f"{threshold} of {total} messages"
    )
    await asyncio.sleep(chance.uniform(0, 0.01))
    await bench.bot.end(signal.SIGKILL)
    await asyncio.sleep(0.1)  # requests that had left the bot still arrive
    killed_at = bench.accepted(since).total()
    unrecorded = killed_at - bench.recorded()
    began = time.monotonic()
    await bench.bot.start()
    restart = await bench.until(
        lambda: bench.accepted(since).total() > killed_at or killed_at >= total,
        "the bot to go on",
    )
    try:
        await bench.until(lambda: len(bench.accepted(since)) == total, "everybody to have it")
    except TimeoutError as error:
        print(f"      {error}")
    fanout = time.monotonic() - began
    await asyncio.sleep(AFTERGLOW)
    got = bench.accepted(since)
    doubled = sum(times - 1 for times in got.values())
    return Result(killed_at, unrecorded, total - len(got), doubled, fanout, restart)


@asynccontextmanager
async def set_up(readers: range) -> AsyncIterator[Bench]:
    """The sandbox with its readers, the feed, a prepared database and a running bot."""
    telegram, feed = Telegram(limits=Limits.none()), LiveFeed(posts=["Before the fan-out"])
    for reader in (OWNER, *readers):
        telegram.add_user(reader, f"Reader {reader}")
    with tempfile.TemporaryDirectory(prefix="dateline-kill-") as name:
        folder = Path(name)
        database = folder / "dateline.db"
        async with BotApiServer(telegram, routes=[web.get(FEED, feed.answer)]) as server:
            await prepare(f"sqlite:///{database}", server.base_url + FEED, readers)
            inherited = {key: value for key, value in os.environ.items() if "DATELINE" not in key}
            bot = Bot(
                {
                    **inherited,
                    **BOT_SETTINGS,
                    "PYTHONPATH": str(ROOT),
                    "DATELINE_BOT_TOKEN": telegram.token,
                    "DATELINE_API_BASE_URL": server.base_url,
                    "DATELINE_DATABASE_URL": f"sqlite+aiosqlite:///{database}",
                    "DATELINE_ALLOWED_PRIVATE_HOSTS": server.base_url.removeprefix("http://"),
                },
                folder,
            )
            await bot.start()
            try:
                yield Bench(telegram, feed, bot, database, readers)
            except TimeoutError:
                print((folder / "log.txt").read_text()[-4000:])
                raise
            finally:
                await bot.end(signal.SIGTERM)


async def prepare(url: str, feed_url: str, readers: range) -> None:
    """A database with a live coverage that all readers follow."""
    await asyncio.to_thread(migrate, url)
    database, now = Database.open(url), datetime.now(UTC)
    try:
        store = Store.open(database)
        coverage = await store.coverages.create(
            title="Fan-out",
            language="en",
            timezone="UTC",
            state=CoverageState.LIVE,
            starts_at=now,
            source_url=feed_url,
            source_format="",
            changes=(),
            now=now,
        )
        for reader in readers:
            await store.chats.save(Chat(reader, ChatKind.PRIVATE), now)
            await store.chats.follow(reader, coverage.id, Preferences(), now)
    finally:
        await database.close()


async def measure(rounds: int, readers: int, seed: int) -> bool:
    """Play the rounds and print what came of each; whether all were as they should be."""
    chance = random.Random(seed)  # noqa: S311 - moments to kill at, no secrets
    results: list[Result] = []
    async with set_up(range(FIRST_READER, FIRST_READER + readers)) as bench:
        since = len(bench.telegram.calls)
        await bench.until(
            lambda: len(bench.accepted(since)) == readers, "the post before the first round"
        )
        await asyncio.sleep(AFTERGLOW)
        print(TABLE.format(*HEADINGS))
        for number in range(1, rounds + 1):
            result = await play_round(bench, chance)
            results.append(result)
            figures = (number, result.killed_at, result.unrecorded, result.lost, result.doubled)
            print(TABLE.format(*figures, f"{result.fanout:.1f}", f"{result.restart:.1f}"))
    lost, doubled = sum(one.lost for one in results), sum(one.doubled for one in results)
    print(
        f"\n{rounds} kills during fan-outs to {readers} readers: {lost} lost, {doubled} doubled, "
        f"{sum(one.unrecorded for one in results)} were in flight."
    )
    return all(one.good for one in results)


def main() -> int:
    """0 if nothing was lost and nothing doubled but what was in flight."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="how many kills (5)")
    parser.add_argument("--readers", type=int, default=500, help="how many readers (500)")
    parser.add_argument("--seed", type=int, default=1, help="decides on the moments (1)")
    options = parser.parse_args()
    return 0 if asyncio.run(measure(options.rounds, options.readers, options.seed)) else 1


if __name__ == "__main__":
    sys.exit(main())
