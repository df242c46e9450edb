"""Sends per second of one process, side by side in one run, against a bare loopback server.

    .ci/with-env python benchmarks/sends_per_second.py [--sends 500] [--rounds 3] [--only Dateline]
        [--aiogram-python /somewhere/bin/python] [--latency 0.05]

The server answers each request at once (or `--latency` seconds later) with a realistic message, in
a process of its own, so it is never the bottleneck of a single client. Clients run interleaved,
each in a fresh process, and the table shows medians. Read the ratios: the machine decides the
figures. Without latency a loop that sends one by one looks as fast as any other; Telegram has some.

The whole road is a post that so many readers follow: decided, rendered, noted as on its way, sent,
and acknowledged on disk (SQLite, synchronous=FULL), limits lifted. Beside it stands the same road
without noting what is on its way, so that the price of that can be read.

aiogram runs in an environment of its own, because its releases pin other versions than ours.
Its broadcast loop waits 0.05 s after each message, so it gets a fifth of the sends.
"""

import argparse
import asyncio
import json
import logging
import math
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from loopback import AT_ONCE, TOKEN, WORDS, Stopwatch, many, serve
from rivals import has_limiter, raw_aiohttp, stock_gather, stock_limiter, stock_window
from telegram import Bot

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

NOW = datetime(2025, 6, 2, 12, tzinfo=UTC)
LIFTED = Rates(Rate(10**6, 1.0), Rate(10**6, 1.0), Rate(10**6, 1.0))
LEAST_RATIO = 5.0
"""The aim: so many times the sends of the stock bot."""

LEAST_RATE = 1000
"""The aim: so many sends a second."""

Figures = tuple[float, float]
"""Wall and CPU milliseconds a send."""


# --- The clients ---------------------------------------------------------------------------------


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

OURS = "Dateline's transport"
LIMITER = "stock bot, AIORateLimiter"
CLIENTS: dict[str, Callable[[str, int], Awaitable[None]]] = {
    "stock bot, gather": stock_gather,
    "stock bot, window of 100": stock_window,
    LIMITER: stock_limiter,
    OURS: our_transport,
    "Dateline, the whole road": whole_road,
    "Dateline's transport, slow loop": our_transport,
    "Dateline, whole road, slow loop": whole_road,
    "Dateline, without intents": without_intents,
    "raw aiohttp (ceiling)": raw_aiohttp,
}
AIOGRAM = {
    "aiogram, its broadcast loop": "paused",
    "aiogram, the loop unpaused": "loop",
    "aiogram, window of 100": "window",
}
PAUSED_PART = 5
"""The loop that pauses gets one send in so many."""


def measure(name: str, root: str, sends: int, out: Connection) -> None:
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


def in_a_process(name: str, root: str, sends: int) -> Figures:
    """What a client needs for a send, in a fresh process of this environment."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    client = spawn.Process(target=measure, args=(name, root, sends, theirs))
    client.start()
    theirs.close()  # a client that dies is then the end of the pipe, not silence
    wall, cpu = ours.recv()
    client.join()
    return 1000 * wall / sends, 1000 * cpu / sends


def in_aiograms_python(python: Path, name: str, root: str, sends: int) -> Figures:
    """What aiogram needs for a send, in a process of the environment it is installed in."""
    way = AIOGRAM[name]
    sends = max(1, sends // PAUSED_PART) if way == "paused" else sends
    script = Path(__file__).with_name("aiogram_broadcast.py")
    command = [str(python), str(script), root, str(sends), way]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603  the caller's own Python
    wall, cpu = json.loads(done.stdout)
    return 1000 * wall / sends, 1000 * cpu / sends


def chosen(only: str, aiogram_python: Path | None) -> list[str]:
    """The rows that can be measured here; says how to get those that cannot."""
    names = list(CLIENTS)
    if not has_limiter():
        names.remove(LIMITER)
        print(f'Left out: "{LIMITER}"; pip install "python-telegram-bot[rate-limiter]".')
    if aiogram_python:
        names[3:3] = AIOGRAM
    else:
        print("Left out: aiogram; pip install aiogram in another environment, and name its")
        print("interpreter: --aiogram-python /that/environment/bin/python.")
    return [name for name in names if only in name]


def main() -> int:
    """Print the table; the exit status says whether the ratio was reached."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sends", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="measure those whose name contains this")
    parser.add_argument("--aiogram-python", type=Path, help="a Python that has aiogram")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds the server takes")
    options = parser.parse_args()
    results: dict[str, list[Figures]] = {
        name: [] for name in chosen(options.only, options.aiogram_python)
    }
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    server = spawn.Process(target=serve, args=(theirs, options.latency), daemon=True)
    server.start()
    root = f"http://127.0.0.1:{ours.recv()}"
    for _ in range(options.rounds):
        for name, figures in results.items():
            if name in AIOGRAM:
                python = options.aiogram_python
                figures.append(in_aiograms_python(python, name, root, options.sends))
            else:
                figures.append(in_a_process(name, root, options.sends))
    server.terminate()
    return report(results)


def report(results: dict[str, list[Figures]]) -> int:
    """The medians as a table, and what became of the aims."""
    rates = {
        name: statistics.median(1000 / wall for wall, _ in figures)
        for name, figures in results.items()
    }
    stock = max((rate for name, rate in rates.items() if "stock" in name), default=math.nan)
    print(f"{'client':<32} {'sends/s':>8} {'CPU ms/send':>12} {'x stock':>8}")
    for name, figures in results.items():
        cpu = statistics.median(used for _, used in figures)
        print(f"{name:<32} {rates[name]:>8.0f} {cpu:>12.2f} {rates[name] / stock:>8.1f}")
    if math.isnan(stock) or OURS not in rates:
        return 0
    ratio = rates[OURS] / stock
    print(f"\n{OURS}: {ratio:.1f} times the stock bot (aim {LEAST_RATIO:.0f}),")
    print(f"{rates[OURS]:.0f} sends a second (aim {LEAST_RATE}).")
    return 0 if ratio >= LEAST_RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
