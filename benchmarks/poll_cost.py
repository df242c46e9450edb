"""What one poll costs: milliseconds and peak memory, for unchanged and changed pages of many sizes.

    .ci/with-env python benchmarks/poll_cost.py [--sizes 10,100,1000,5000] [--polls 9]

A poll is the whole road but for sending: request, decoding, understanding, comparing with what is
stored, committing (SQLite on disk). A page carries its posts as JSON-LD and as elements, as large
outlets do. Three cases: the server answers 304; it sends the same bytes again; a post was added
and one edited. Each case runs in a fresh process, which serves itself from another thread; the
table shows medians of processor time, and the most memory that the process held above what it held
before the first poll of the case (resident, Linux only). Read the ratios: the machine decides the
figures.
"""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bot import pace
from bot.changes import history
from bot.health import Patience
from bot.model import CoverageState
from bot.sources.fetch import Fetcher
from bot.sources.read import HttpSourceReader
from bot.watch import Watcher, WatchRules
from storage import Database, Store, migrate

CASES = ("304", "same bytes", "changed")
NOW = datetime(2025, 6, 2, 20, 0, tzinfo=UTC)
FIRST = NOW - timedelta(hours=12)
WORDS = "The delegations have taken their seats in the palace, and the doors are closed. " * 4
TAG = '"the-only-version"'


@dataclass(frozen=True)
class Cost:
    """Medians of a case: seconds a poll, and bytes above what was held before."""

    seconds: float
    memory: int


# --- The page ------------------------------------------------------------------------------------


def page(posts: int, version: int) -> bytes:
    """A page of so many posts, and with each version one more and the first one edited."""
    updates, elements = [], []
    for number in reversed(range(posts + version)):
        words = f"{WORDS}This is post {number}." + f" Version {version}." * (number == 0)
        stamp = (FIRST + timedelta(seconds=7 * number)).isoformat()
        updates.append(
            {
                "@type": "BlogPosting",
                "url": f"https://herald.example/live#post-{10_000 + number}",
                "headline": f"Step {number}",
                "datePublished": stamp,
                "articleBody": words,
            }
        )
        elements.append(
            f'<article id="post-{10_000 + number}"><h3>Step {number}</h3>'
            f'<time datetime="{stamp}"></time><p>{words}</p></article>'
        )
    blog = {"@type": "LiveBlogPosting", "headline": "Talks", "liveBlogUpdate": updates}
    return (
        '<html><head><title>Talks</title><script type="application/ld+json">'
        f"{json.dumps(blog)}</script></head><body><main>{''.join(elements)}</main></body></html>"
    ).encode()


class Pages(ThreadingHTTPServer):
    """Serves the page of one size in the version that is set."""

    def __init__(self, posts: int) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.posts = posts
        self.tagged = False
        self.turn(0)

    def turn(self, version: int) -> None:
        """Show this version from now on."""
        self.body = page(self.posts, version)


class Answer(BaseHTTPRequestHandler):
    """304 for who knows the page already, if pages are tagged."""

    protocol_version = "HTTP/1.1"
    server: Pages

    def do_GET(self) -> None:
        """Answer with the page."""
        if self.server.tagged and self.headers.get("If-None-Match") == TAG:
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(self.server.body)))
        if self.server.tagged:
            self.send_header("ETag", TAG)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


# --- One poll ------------------------------------------------------------------------------------


class NoDesk:
    """Nobody is asked about the end."""

    async def propose_end(self, *_: object) -> None:
        """Ask nobody."""

    async def conclude(self, *_: object) -> None:
        """Conclude nothing."""


class NoNewsroom:
    """Nobody is told of troubles."""

    async def propose_reopening(self, *_: object) -> None:
        """Ask nobody."""

    async def reopen(self, *_: object) -> None:
        """Reopen nothing."""

    async def tell_of_trouble(self, *_: object) -> None:
        """Tell nobody."""


class Polls:
    """A coverage of the page, on a database of its own."""

    def __init__(self, store: Store, reader: HttpSourceReader) -> None:
        self._store = store
        self._reader = reader
        self._watcher = Watcher(
            store=store.coverages,
            reader=reader,
            desk=NoDesk(),
            newsroom=NoNewsroom(),
            rules=WatchRules(
                bounds=pace.Bounds(10, 300),
                patience=3,
                quiet=timedelta(days=1),
                conclude_automatically=False,
                hold_stubs=timedelta(),
                after_end=timedelta(),
                trouble=Patience(timedelta(days=1), timedelta(days=1)),
            ),
            clock=lambda: NOW,
            on_change=lambda: None,
        )
        self._coverage = 0

    async def begin(self, url: str) -> None:
        """Cover the page as it stands; its posts become history."""
        reading = await self._reader.inspect(url, timezone="UTC")
        coverage = await self._store.coverages.create(
            title="Talks",
            language="en",
            timezone="UTC",
            state=CoverageState.LIVE,
            starts_at=None,
            source_url=url,
            source_format=reading.snapshot.format,
            changes=history(reading.snapshot, NOW),
            now=NOW,
        )
        self._coverage = coverage.id

    async def once(self) -> float:
        """The seconds of processor time of one poll, in all threads."""
        (source,) = await self._store.coverages.sources(self._coverage)
        began = time.process_time()
        await self._watcher.poll(source)
        seconds = time.process_time() - began
        (after,) = await self._store.coverages.sources(self._coverage)
        if after.broken_because:
            raise RuntimeError(after.broken_because)
        return seconds

    async def head(self) -> int:
        """How many changes there have been."""
        return (await self._store.coverages.get(self._coverage)).head


async def measure(posts: int, case: str, polls: int, folder: Path) -> Cost:
    """The cost of a poll of a page of so many posts."""
    url = f"sqlite:///{folder}/{posts}-{case[:4].strip()}.db"
    migrate(url)
    server = Pages(posts)
    server.tagged = case == "304"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    database = Database.open(url)
    fetcher = Fetcher(
        allowed_private_hosts=frozenset({"127.0.0.1"}),
        connect_timeout=5,
        read_timeout=30,
        total_timeout=60,
        max_bytes=10**9,
        now=lambda: NOW,
        pause=0.0,
    )
    try:
        under_way = Polls(Store.open(database), HttpSourceReader(fetcher))
        await under_way.begin(f"http://127.0.0.1:{server.server_address[1]}/")
        await under_way.once()
        before = _forget_the_peak()
        taken, head = [], await under_way.head()
        for number in range(1, polls + 1):
            if case == "changed":
                server.turn(number)
            taken.append(await under_way.once())
        if await under_way.head() - head != (2 * polls if case == "changed" else 0):
            raise RuntimeError("the polls did not see what they should have seen")
        return Cost(statistics.median(taken), max(_peak() - before, 0))
    finally:
        await fetcher.close()
        await database.close()
        server.shutdown()
        server.server_close()


def _forget_the_peak() -> int:
    """Have the kernel count the peak anew; the bytes held now."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return 0
    return _peak()


def _peak() -> int:
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def child(
    answers: "multiprocessing.queues.Queue[Cost]", posts: int, case: str, polls: int, folder: Path
) -> None:
    """Measure in a process of its own."""
    answers.put(asyncio.run(measure(posts, case, polls, folder)))


def apart(posts: int, case: str, polls: int, folder: Path) -> Cost:
    """Measure in a fresh process, so that no case inherits another's memory."""
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    process = context.Process(target=child, args=(answers, posts, case, polls, folder))
    process.start()
    cost: Cost = answers.get(timeout=600)
    process.join()
    return cost


def main() -> None:
    """Measure every size and case, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="10,100,1000,5000")
    parser.add_argument("--polls", type=int, default=9)
    options = parser.parse_args()
    print(f"{'posts':>6} {'page':>9}" + "".join(f"{case:>22}" for case in CASES))
    with tempfile.TemporaryDirectory() as folder:
        for posts in map(int, options.sizes.split(",")):
            costs = [apart(posts, case, options.polls, Path(folder)) for case in CASES]
            cells = "".join(
                f"{1000 * cost.seconds:>9.1f} ms {cost.memory / 2**20:>6.1f} MB" for cost in costs
            )
            changed = costs[-1].seconds
            ratios = ", ".join(f"{changed / cost.seconds:.1f}x" for cost in costs[:-1])
            size = len(page(posts, 0)) / 1024
            print(f"{posts:>6} {size:>6.0f} kB{cells}   changed is {ratios}", flush=True)


if __name__ == "__main__":
    main()
