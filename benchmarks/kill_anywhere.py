"""Kill -9 at random moments: is anybody left out, and who gets something twice?

    .ci/with-env python benchmarks/kill_anywhere.py [--runs 200] [--jobs 2] [--readers 60]

A real `dateline run` in a process of its own is killed while a post, an edit, an album or an
editor's broadcast goes out to two channels and many readers; it is started again and has to finish.
The sandbox counts what each chat got. Every fifth run kills the migration of an old database with
rows in it, which is then migrated again and looked through. Each kill is a line as it happens.

"in flight" is what was noted as on its way at the moment of the kill (for edits: what Telegram had
taken and the ledger did not know); only that may come twice. Edits that are made twice show once.
The exit status is 1 if anything was lost or more doubled than was in flight.
"""

import argparse
import asyncio
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from victim import CHANNELS, ROOT, Item, World, living

from storage import migrate, newest_version

KINDS = ("post", "edit", "album", "broadcast", "migration")
PICTURES = 2
AFTERGLOW = 0.7
"""Seconds in which a second copy may still show up when everybody has the first."""
OLD_ROWS = 30_000
TABLE = "{:<10} {:>5} {:>10} {:>6} {:>8} {:>12}"
INTENTS = "SELECT count(*) FROM intents"
UNRECORDED = "SELECT count(*) FROM deliveries d JOIN posts p ON p.id = d.post_id WHERE p.key = '0' AND d.revision = p.revision"  # noqa: E501 - one query


@dataclass(frozen=True)
class Result:
    """What one kill came to; `in_channels` of the doubled were in a channel."""

    kind: str
    in_flight: int
    lost: int
    doubled: int
    in_channels: int = 0


# --- While something goes out --------------------------------------------------------------------


async def play(world: World, kind: str, number: int, chance: random.Random) -> Result:
    """Let something go out, kill the bot over it, start it again, count."""
    words = f"{kind} {number}."
    copies = await begin(world, kind, words)
    total = len(world.chats)
    threshold = chance.randint(1, total - 1)
    await world.until(lambda: len(world.shown(words)) >= threshold, f"{threshold} of {words}")
    await asyncio.sleep(chance.uniform(0, 0.01))
    await world.victim.end(signal.SIGKILL)
    await asyncio.sleep(0.1)  # requests that had left the bot still arrive
    in_flight = world.ask(INTENTS)
    if kind == "edit":
        in_flight = len(world.shown(words)) - world.ask(UNRECORDED)
    await world.victim.start()
    try:
        await world.until(lambda: len(copies(world)) == total, f"everybody to have {words}")
        await world.until(lambda: not world.ask(INTENTS), "doubts to be settled")
    except TimeoutError as error:
        print(error)
    await asyncio.sleep(AFTERGLOW)
    got = copies(world)
    extra = {chat_id: times - 1 for chat_id, times in got.items()}
    doubled = sum(extra.values())
    in_channels = sum(extra.get(channel, 0) for channel in CHANNELS)
    return Result(kind, in_flight, total - len(got), doubled, in_channels)


async def begin(world: World, kind: str, words: str) -> Callable[[World], Counter[int]]:
    """Set it going; answers how to count the whole copies that each chat got."""
    if kind == "edit":
        world.feed.posts[0].words = words
    elif kind == "broadcast":
        world.telegram.say(1, 1, "/broadcast")
        await world.until(lambda: _told(world, "Send me the message"), "the bot to ask")
        world.telegram.say(1, 1, words)
        await world.press(r"Everybody \(\d+\)")
        await world.press("Yes, send")
    else:
        world.feed.posts.append(Item(words, PICTURES if kind == "album" else 0))
    if kind != "album":
        return lambda world: world.shown(words)

    def albums(world: World) -> Counter[int]:
        seen = world.pictures(words)
        whole = {each: max(seen[each] // PICTURES, 1) for each in world.shown(words)}
        # What came without all of its pictures is not whole, unless they stand as links.
        return Counter({each: whole[each] for each in whole if seen[each] % PICTURES == 0})

    return albums


def _told(world: World, words: str) -> bool:
    messages = list(world.telegram.chats[1].messages.values())
    return bool(messages) and words in messages[-1].content.text


async def play_all(kinds: list[str], readers: int, seed: int) -> list[Result]:
    """One world, killed once for each of these kinds."""
    chance = random.Random(seed)  # noqa: S311 - moments to kill at, no secrets
    if not kinds:
        return []
    async with living(readers) as world:
        return [told(await play(world, kind, number, chance)) for number, kind in enumerate(kinds)]


def told(result: Result) -> Result:
    """The result, printed."""
    print(result, flush=True)
    return result


# --- While a database is migrated ----------------------------------------------------------------

_MIGRATE = """
import sys
from storage import migrate
print("ready", flush=True)
migrate(sys.argv[1])
print("done", flush=True)
"""


def old_database(file: Path) -> None:
    """A database of the first version with many subscriptions."""
    migrate(f"sqlite:///{file}", "0001")
    now = "2025-06-02 12:00:00.000000"
    stopped = {number: "" if number % 5 else "blocked" for number in range(1, OLD_ROWS + 1)}
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(
            "INSERT INTO coverages (id, title, language, timezone, state, created_at, head,"
            " end_reason) VALUES (1, 'Old', 'en', 'UTC', 'live', ?, 3, '')",
            (now,),
        )
        connection.executemany(
            "INSERT INTO chats (id, kind, title, username, language, stopped_because, can_pin,"
            " shard, saved_at) VALUES (?, 'private', '', '', '', ?, 0, 0, ?)",
            [(number, because, now) for number, because in stopped.items()],
        )
        connection.executemany(
            "INSERT INTO subscriptions (id, chat_id, coverage_id, topic_id, level, photos, videos,"
            " sound, since, cursor, stopped_because, shard, started_at)"
            " VALUES (?, ?, 1, 0, 'everything', 1, 1, 1, 0, ?, '', 0, ?)",
            [(number, number, number % 4, now) for number in stopped],
        )
        connection.commit()


def kill_migration(chance: random.Random) -> Result:
    """Kill a migration at a random moment, migrate again, count what is left."""
    with tempfile.TemporaryDirectory(prefix="dateline-kill-") as folder:
        file = Path(folder) / "dateline.db"
        old_database(file)
        url = f"sqlite:///{file}"
        command = [sys.executable, "-c", _MIGRATE, url]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
            if process.stdout is None:
                raise RuntimeError("no pipe")
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.3))
            process.kill()
            finished = "done" in process.stdout.read()
        reached = migrate(url)
        with closing(sqlite3.connect(file)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            left = connection.execute(
                "SELECT count(*) FROM subscriptions s JOIN chats c ON c.id = s.chat_id"
                " WHERE s.cursor = s.id % 4 AND s.running = (c.stopped_because = '')"
            ).fetchone()[0]
    lost = OLD_ROWS - left + (not sound) + (reached != newest_version())
    return Result("migration", int(not finished), lost, 0)


# --- All of it -----------------------------------------------------------------------------------


def work(job: int, jobs: int, runs: int, readers: int, seed: int) -> list[Result]:
    """This job's share of the runs."""
    kinds = [KINDS[number % len(KINDS)] for number in range(runs)][job::jobs]
    chance = random.Random(seed * 1000 + job)  # noqa: S311 - moments to kill at, no secrets
    sent = [kind for kind in kinds if kind != "migration"]
    results = asyncio.run(play_all(sent, readers, seed * 1000 + job))
    return results + [told(kill_migration(chance)) for kind in kinds if kind == "migration"]


def report(results: list[Result]) -> bool:
    """Print what came of the kills, kind by kind; whether all was as it should be."""
    print(TABLE.format("kind", "kills", "in flight", "lost", "doubled", "in channels"))
    for kind in (*KINDS, "all"):
        some = [one for one in results if kind in {one.kind, "all"}]
        figures = [
            sum(getattr(one, name) for one in some)
            for name in ("in_flight", "lost", "doubled", "in_channels")
        ]
        print(TABLE.format(kind, len(some), *figures))
    return not any(one.lost or one.doubled > one.in_flight for one in results)


def main() -> int:
    """0 if nothing was lost and nothing doubled but what was in flight."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=200, help="how many kills (200)")
    parser.add_argument("--jobs", type=int, default=2, help="how many at the same time (2)")
    parser.add_argument("--readers", type=int, default=60, help="how many readers (60)")
    parser.add_argument("--seed", type=int, default=1, help="decides on the moments (1)")
    options = parser.parse_args()
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        shares = [
            pool.submit(work, job, options.jobs, options.runs, options.readers, options.seed)
            for job in range(options.jobs)
        ]
        results = [one for share in shares for one in share.result()]
    return 0 if report(results) else 1


if __name__ == "__main__":
    sys.exit(main())
