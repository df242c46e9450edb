"""What a post costs before anybody has it, how stragglers are found, how the ledger grows.

    .ci/with-env python benchmarks/publishing.py [--readers 1000 100000 1000000] [--part ledger]
        [--ledger-posts 200] [--ledger-readers 10000]

The product's own storage, on a real file, SQLite with synchronous=FULL; medians. Each size is
measured in a fresh process. Beside publishing stands what an outbox would do at that moment: a row
for each reader, in one statement, by the same database.

The ledger is filled by SQL, post by post, with what the product writes for a post of one message.
The default is all posts of a long day for a tenth of the readers, because how full the pages of an
index become depends on the posts of each reader, and not on how many readers there are; the whole
(`--ledger-readers 100000`) needs 10 GB of disk and some minutes.
"""

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from crowd import COVERAGE, NOW, READERS_PER_CHANNEL, bulk, make, post, url_of

from bot.deliver import Queue
from bot.model import Delivery, MediaKind, SentMessage
from storage import Database, Store
from storage.rows import delivery_values

Answer = TypeVar("Answer")

POSTS = 20
"""Posts published to take the median of."""

LIMIT = 16
"""How many the dispatcher asks for: its window."""

AT_MOST = 601
"""How far the lag rule counts: 30 a second for 20 s, and one."""

DAY = (200, 100_000)
"""Posts and readers of the largest day that is planned for."""


# --- Publishing ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Published:
    """Medians in ms; MB by which the process grew while it published and looked who is behind."""

    publish: float
    outbox: float
    grown: float


def publishing(file: Path) -> Published:
    """Publish posts to everybody in this database."""
    publish, grown = asyncio.run(_publish(file))
    return Published(publish, _outbox(file), grown)


async def _publish(file: Path) -> tuple[float, float]:
    database = Database.open(url_of(file))
    store = Store.open(database)
    (source,) = await store.coverages.sources(COVERAGE)
    await store.coverages.record_changes(source, [post(0)], NOW)
    before = peak_megabytes()
    numbers = iter(range(1, POSTS + 1))
    took = await median_ms(
        lambda: store.coverages.record_changes(source, [post(next(numbers))], NOW), POSTS
    )
    await store.deliveries.behind(NOW, skip_chats=(), limit=LIMIT, queue=Queue.OTHERS)
    await store.deliveries.count_behind(at_most=AT_MOST)
    await database.close()
    return took, peak_megabytes() - before


def _outbox(file: Path) -> float:
    """Milliseconds to write a row for each reader, the least a row can be."""
    times = []
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE outbox (post_id, subscription_id, state)")
        for number in range(3):
            began = time.perf_counter()
            connection.execute(
                "INSERT INTO outbox SELECT ?, id, 'waiting' FROM subscriptions", (number,)
            )
            times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def peak_megabytes() -> float:
    """The most memory this process ever had (Linux)."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1000
    raise RuntimeError("This system does not tell how much memory a process had.")


async def median_ms(act: Callable[[], Awaitable[object]], times: int) -> float:
    """The median of so many tries, in milliseconds."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        await act()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)


# --- Stragglers ----------------------------------------------------------------------------------

EVERYBODY_LEVEL = "UPDATE subscriptions SET cursor = (SELECT head FROM coverages), running = 1"
HUNDRED_BEHIND = (
    "UPDATE subscriptions SET cursor = 0 WHERE chat_id > 0 AND id % (:readers / 100) = 7"
)
HALF_BLOCKED = "UPDATE subscriptions SET cursor = 0, running = 0 WHERE chat_id > 0 AND id % 2 = 0"
EVERYBODY_BEHIND = "UPDATE subscriptions SET cursor = 0"

CASES: dict[str, Sequence[str]] = {
    "nobody": (EVERYBODY_LEVEL,),
    "100": (EVERYBODY_LEVEL, HUNDRED_BEHIND),
    "100, and half of all are blocked": (EVERYBODY_LEVEL, HALF_BLOCKED, HUNDRED_BEHIND),
    "everybody": (EVERYBODY_LEVEL, EVERYBODY_BEHIND),
}


def stragglers(file: Path, readers: int) -> dict[str, list[float]]:
    """For each case: ms for a row by its key, for each queue's look, and for the count."""
    asyncio.run(_key_moment(file))
    found = {}
    for name, statements in CASES.items():
        with bulk(file) as connection:
            for statement in statements:
                connection.execute(statement, {"readers": readers})
        found[name] = asyncio.run(_looks(file))
    return found


async def _key_moment(file: Path) -> None:
    """So that there is something for the queue of breaking news."""
    database = Database.open(url_of(file))
    store = Store.open(database)
    (source,) = await store.coverages.sources(COVERAGE)
    await store.coverages.record_changes(source, [post(POSTS + 1, key_moment=True)], NOW)
    await database.close()


async def _looks(file: Path) -> list[float]:
    database = Database.open(url_of(file))
    store = Store.open(database)
    behind = partial(store.deliveries.behind, NOW, skip_chats=(5,), limit=LIMIT)
    looks: list[Callable[[], Awaitable[object]]] = [
        partial(store.coverages.get, COVERAGE),
        *(partial(behind, queue=queue) for queue in Queue),
        partial(store.deliveries.count_behind, at_most=AT_MOST),
    ]
    took = [await median_ms(look, 30) for look in looks]
    await database.close()
    return took


# --- The ledger ----------------------------------------------------------------------------------


MESSAGES = {
    "a text": SentMessage(12_345_678, "0123456789abcdef"),
    "a photo": SentMessage(
        12_345_678,
        "0123456789abcdef",
        "https://media.example.org/2025/06/02/" + "0123456789abcdef" * 4 + ".jpg?width=1200",
        MediaKind.PHOTO,
    ),
}
"""What stands for a post in a chat."""


def ledger(file: Path, posts: int, message: SentMessage) -> float:
    """Bytes of the database for each row of the ledger, after so many posts to everybody."""
    values = delivery_values(Delivery(1, 1, 1, (message,), NOW))
    values |= {"sent_at": NOW.replace(tzinfo=None).isoformat(" ", "microseconds")}
    names = ", ".join(values)
    places = ", ".join(
        "subscriptions.id" if name == "subscription_id" else f":{name}" for name in values
    )
    fill = f"INSERT INTO deliveries ({names}) SELECT {places} FROM subscriptions ORDER BY id"  # noqa: S608  our own names
    before = _size(file)
    with bulk(file) as connection:
        for number in range(1, posts + 1):
            connection.execute(fill, values | {"post_id": number})
        (rows,) = connection.execute("SELECT count(*) FROM deliveries").fetchone()
    return (_size(file) - before) / int(rows)


def _size(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (each,) = connection.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(each)


# --- All of it -----------------------------------------------------------------------------------


def show_publishing(sizes: Sequence[int]) -> None:
    """Publishing at each size, and stragglers at the largest."""
    print("Publishing a post (commit of its change), and what an outbox would write instead:")
    print(f"{'readers':>10}{'publish ms':>12}{'outbox ms':>12}{'ratio':>9}{'memory grows MB':>18}")
    found: dict[str, list[float]] = {}
    for readers in sizes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "benchmark.db"
            fresh(make, file, readers)
            one: Published = fresh(publishing, file)
            ratio = one.outbox / one.publish
            print(
                f"{readers:>10}{one.publish:>12.2f}{one.outbox:>12.1f}{ratio:>9.1f}"
                f"{one.grown:>18.1f}"
            )
            if readers == max(sizes):
                found = fresh(stragglers, file, readers)
    queues = "".join(f"{queue.name.lower():>11}" for queue in Queue)
    channels = max(sizes) // READERS_PER_CHANNEL
    print(f"\nFinding {LIMIT} who are behind, of {max(sizes):,} readers and {channels:,} channels;")
    print(
        f"a row by its key; counting to {AT_MOST} (ms, the hop to the database's thread included)"
    )
    print(f"{'who is behind':<34}{'by key':>11}{queues}{'count':>11}")
    for name, took in found.items():
        print(f"{name:<34}" + "".join(f"{each:>11.2f}" for each in took))


def show_ledger(posts: int, readers: int) -> None:
    """The ledger's size, and what it makes of the largest day."""
    how = "measured" if (posts, readers) == DAY else "extrapolated"
    print(f"The ledger after {posts} posts for {readers:,} readers ({posts * readers:,} rows):")
    print(f"{'a post is':<12}{'bytes a row':>12}{'':4}{DAY[0]} posts x {DAY[1]:,} readers ({how})")
    for name, message in MESSAGES.items():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "benchmark.db"
            fresh(make, file, readers)
            each: float = fresh(ledger, file, posts, message)
        print(f"{name:<12}{each:>12.0f}{'':4}{each * DAY[0] * DAY[1] / 1e9:.2f} GB", flush=True)


def fresh(act: Callable[..., Answer], *given: object) -> Answer:
    """Run it in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(act, *given).result()


def main() -> None:
    """Show all, or the part that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--readers", type=int, nargs="+", default=[1000, 100_000, 1_000_000])
    parser.add_argument("--part", choices=["publishing", "ledger"], help="only this")
    parser.add_argument("--ledger-posts", type=int, default=DAY[0])
    parser.add_argument("--ledger-readers", type=int, default=DAY[1] // 10)
    options = parser.parse_args()
    if options.part != "ledger":
        show_publishing(options.readers)
        print()
    if options.part != "publishing":
        show_ledger(options.ledger_posts, options.ledger_readers)


if __name__ == "__main__":
    main()
