"""Sends per second of one process, side by side in one run, against a bare loopback server.

    .ci/with-env python benchmarks/sends_per_second.py [--sends 500] [--rounds 3] [--only Dateline]

The server answers each request at once with a realistic message, in a process of its own, so it
is never the bottleneck of a single client. Clients run interleaved, each in a fresh process, and
the table shows medians. Read the ratios: the machine decides the figures.

The whole road is a post that so many readers follow: decided, rendered, noted as on its way, sent,
and acknowledged on disk (SQLite, synchronous=FULL), limits lifted. Beside it stands the same road
without noting what is on its way, so that the price of that can be read.
"""

import argparse
import asyncio
import json
import logging
import math
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.__main__ import loop_factory
from bot.changes import PostChange
from bot.deliver import Dispatcher, Intent, Policy, Queue, Settling
from bot.deliver.coverage_lane import CoverageLane
from bot.deliver.lag import Lag
from bot.limits import Limits, Rate, Rates
from bot.model import (
    ChangeKind,
    Chat,
    ChatKind,
    CoverageState,
    Post,
    PostKind,
    Preferences,
)
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.transport import endpoints, polling_request, sending_request
from bot.text import Text
from storage import Database, Store, migrate

TOKEN = "1:benchmark"  # noqa: S105  no token of anybody's
WORDS = "The delegations have taken their seats in the palace. " * 4
AT_ONCE = 100
NOW = datetime(2025, 6, 2, 12, tzinfo=UTC)
LIFTED = Rates(Rate(10**6, 1.0), Rate(10**6, 1.0), Rate(10**6, 1.0))
LEAST_RATIO = 5.0
"""The aim: so many times the sends of the stock bot."""


# --- The server ----------------------------------------------------------------------------------


def serve(port: "multiprocessing.connection.Connection") -> None:
    """Answer every request with a sent message; tell the parent the port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                size = next(
                    (
                        int(line.partition(b":")[2])
                        for line in head.lower().split(b"\r\n")
                        if line.startswith(b"content-length")
                    ),
                    0,
                )
                await reader.readexactly(size)
                writer.write(ANSWER)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        async with server:
            await server.serve_forever()

    asyncio.run(run())


def _message() -> bytes:
    result = {
        "message_id": 7,
        "date": 1748865600,
        "chat": {"id": 7, "type": "private", "first_name": "Reader"},
        "from": {"id": 1, "is_bot": True, "first_name": "Dateline", "username": "dateline_bot"},
        "text": WORDS,
        "entities": [{"type": "bold", "offset": 0, "length": 15}],
    }
    body = json.dumps({"ok": True, "result": result}).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


ANSWER = _message()


# --- The clients ---------------------------------------------------------------------------------


async def many(send: Callable[[int], Awaitable[object]], sends: int) -> None:
    """Send to so many chats with AT_ONCE in flight, as a sliding window."""
    chats = iter(range(1, sends + 1))

    async def worker() -> None:
        for chat in chats:
            await send(chat)

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))


async def stock_gather(root: str, sends: int) -> None:
    """python-telegram-bot as it comes, everything gathered at once."""
    where = endpoints(root)
    bot = Bot(TOKEN, base_url=where.base_url, request=HTTPXRequest(connection_pool_size=256))
    await bot._request[1].initialize()  # noqa: SLF001  without getMe, which is not measured
    await asyncio.gather(
        *(
            bot.send_message(chat, WORDS, pool_timeout=300, read_timeout=300)
            for chat in range(sends)
        )
    )
    await bot._request[1].shutdown()  # noqa: SLF001  as above


async def stock_window(root: str, sends: int) -> None:
    """python-telegram-bot as it comes, AT_ONCE in flight."""
    where = endpoints(root)
    bot = Bot(TOKEN, base_url=where.base_url, request=HTTPXRequest(connection_pool_size=256))
    await bot._request[1].initialize()  # noqa: SLF001  without getMe, which is not measured
    await many(lambda chat: bot.send_message(chat, WORDS, read_timeout=60), sends)
    await bot._request[1].shutdown()  # noqa: SLF001  as above


async def raw_aiohttp(root: str, sends: int) -> None:
    """Nothing but HTTP and JSON: the ceiling."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

        async def send(chat: int) -> None:
            form = {"chat_id": str(chat), "text": WORDS}
            async with session.post(f"{root}/bot{TOKEN}/sendMessage", data=form) as answer:
                json.loads(await answer.read())

        await many(send, sends)


def _bot(root: str) -> Bot:
    where = endpoints(root)
    return Bot(
        TOKEN,
        base_url=where.base_url,
        request=sending_request(root, connect_timeout=5, read_timeout=20, in_flight=AT_ONCE),
        get_updates_request=polling_request(root, connect_timeout=5, read_timeout=20),
    )


async def our_transport(root: str, sends: int) -> None:
    """python-telegram-bot on Dateline's transport."""
    bot = _bot(root)
    await bot._request[1].initialize()  # noqa: SLF001  without getMe, which is not measured
    await many(lambda chat: bot.send_message(chat, WORDS), sends)
    await bot._request[1].shutdown()  # noqa: SLF001  as above


class NoFiles:
    """No media in this benchmark."""

    async def file_id(self, identity: str) -> str:
        """Never asked."""
        raise NotImplementedError(identity)

    remember_file = forget_file = download = file_id


async def whole_road(root: str, sends: int, *, note: bool = True) -> None:
    """A post to so many readers: decided, rendered, noted, sent, acknowledged on disk."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'benchmark.db'}"
        migrate(url)
        database = Database.open(url)
        store = Store.open(database)
        bot = _bot(root)
        await bot._request[1].initialize()  # noqa: SLF001  as above
        await _published(store, sends)
        dispatcher = _dispatcher(store, bot, note=note)
        clock = Stopwatch()
        async with asyncio.TaskGroup() as group:
            while await store.deliveries.count_behind(at_most=1):
                await dispatcher.run_once(NOW, group)
                await asyncio.sleep(0)
        clock.report()
        await bot._request[1].shutdown()  # noqa: SLF001  as above
        await database.close()


async def without_intents(root: str, sends: int) -> None:
    """The whole road, but nothing is noted before it leaves."""
    await whole_road(root, sends, note=False)


class Forgetful(Settling):
    """Notes nothing down."""

    async def note(self, intent: Intent) -> None:
        """Forget it."""


async def _no_alarm(kind: str, words: str) -> None:
    raise AssertionError((kind, words))


async def _published(store: Store, readers: int) -> None:
    coverage = await store.coverages.create(
        title="Benchmark",
        language="en",
        timezone="UTC",
        state=CoverageState.LIVE,
        starts_at=None,
        source_url="https://example.org/live",
        source_format="jsonld",
        changes=[],
        now=NOW,
    )
    for number in range(1, readers + 1):
        await store.chats.save(Chat(number, ChatKind.PRIVATE), NOW)
        await store.chats.follow(number, coverage.id, Preferences(), NOW)
    (source,) = await store.coverages.sources(coverage.id)
    post = Post(
        id=0,
        coverage_id=coverage.id,
        key="p1",
        kind=PostKind.UPDATE,
        revision=1,
        position=1,
        headline="The talks begin",
        body=Text(WORDS),
        media=(),
        posted_at=NOW,
        first_seen_at=NOW,
    )
    change = PostChange(post, (ChangeKind.POSTED,))
    await store.coverages.record_changes(source, [change], NOW)


def _dispatcher(store: Store, bot: Bot, *, note: bool) -> Dispatcher:
    async def nobody(chat: Chat, reason: str, now: datetime) -> None:
        raise AssertionError((chat, reason, now))

    async def no_question(intent: Intent, now: datetime) -> None:
        raise AssertionError((intent, now))

    limits = Limits(LIFTED)
    messenger = TelegramMessenger(bot, NoFiles(), NoFiles(), alarm=_no_alarm)  # type: ignore[arg-type] # no media
    lane = CoverageLane(
        deliveries=store.deliveries,
        coverages=store.coverages,
        messenger=messenger,
        lag=Lag(store.deliveries, per_second=limits.per_second, usual=10),
        language="en",
        queue=Queue.OTHERS,
    )
    settling = (Settling if note else Forgetful)(
        intents=store.intents,
        deliveries=store.deliveries,
        broadcasts=store.broadcasts,
        messenger=messenger,
        policy=Policy(),
        ask=no_question,
    )
    return Dispatcher(
        lanes=[settling, lane],
        chats=store.chats,
        intents=settling,
        limits=limits,
        in_flight=AT_ONCE,
        clock=lambda: NOW,
        on_stopped=nobody,
    )


# --- Measuring -----------------------------------------------------------------------------------


class Stopwatch:
    """Wall and CPU seconds of this process; the last one to report is believed."""

    result: tuple[float, float] = (0.0, 0.0)

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def report(self) -> None:
        """Stop."""
        Stopwatch.result = (time.perf_counter() - self._wall, time.process_time() - self._cpu)


CLIENTS = {
    "stock bot, gather": stock_gather,
    "stock bot, window of 100": stock_window,
    "Dateline's transport": our_transport,
    "Dateline, the whole road": whole_road,
    "Dateline's transport, slow loop": our_transport,
    "Dateline, whole road, slow loop": whole_road,
    "Dateline, without intents": without_intents,
    "raw aiohttp (ceiling)": raw_aiohttp,
}


def measure(name: str, root: str, sends: int, out: "multiprocessing.connection.Connection") -> None:
    """Run one client in this process and send its seconds to the parent."""
    logging.disable(logging.WARNING)

    async def run() -> None:
        clock = Stopwatch()
        await CLIENTS[name](root, sends)
        if Stopwatch.result == (0.0, 0.0):
            clock.report()

    # The bot runs on uvloop where there is one; "slow" is Python's own loop, as for the stock bot.
    fast = name.startswith("Dateline") and "slow" not in name
    with asyncio.Runner(loop_factory=loop_factory() if fast else None) as runner:
        runner.run(run())
    out.send(Stopwatch.result)


def main() -> int:
    """Print the table; the exit status says whether the aim was met."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sends", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="measure those whose name contains this")
    options = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    server = spawn.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    root = f"http://127.0.0.1:{ours.recv()}"
    results: dict[str, list[tuple[float, float]]] = {
        name: [] for name in CLIENTS if options.only in name
    }
    for _ in range(options.rounds):
        for name, figures in results.items():
            client = spawn.Process(target=measure, args=(name, root, options.sends, theirs))
            client.start()
            figures.append(ours.recv())
            client.join()
    server.terminate()
    return report(results, options.sends)


def report(results: dict[str, list[tuple[float, float]]], sends: int) -> int:
    """The medians as a table, and the ratio to the stock bot."""
    rates = {
        name: statistics.median(sends / wall for wall, _ in figures)
        for name, figures in results.items()
    }
    stock = max((rate for name, rate in rates.items() if "stock" in name), default=math.nan)
    print(f"{'client':<32} {'sends/s':>8} {'CPU ms/send':>12} {'x stock':>8}")
    for name, figures in results.items():
        cpu = statistics.median(1000 * used / sends for _, used in figures)
        print(f"{name:<32} {rates[name]:>8.0f} {cpu:>12.2f} {rates[name] / stock:>8.1f}")
    if math.isnan(stock):
        return 0
    ratio = rates["Dateline's transport"] / stock
    print(f"\nDateline's transport: {ratio:.1f} times the stock bot (aim {LEAST_RATIO:.0f}).")
    return 0 if ratio >= LEAST_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
