"""The command line: `dateline run`, `check`, `migrate`, `health`, `demo`, `inspect` and others."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.errors import DatelineError
from bot.logs import set_up_logging
from bot.settings import Settings, load_settings
from storage import InstanceLock, migrate, read_heartbeat

ALIVE_WITHIN = timedelta(seconds=60)
"""A bot whose last heartbeat is older than this is not well."""

OK, FAILED = 0, 1


def main(arguments: list[str] | None = None) -> int:
    """Run one command; answers the exit status. What people can mend is told in a line."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except DatelineError as error:
        _complain(error)
    except KeyboardInterrupt:
        pass
    except BrokenPipeError:
        # Whoever read this (`| head`) has enough; the flush at exit must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except BaseExceptionGroup as group:
        _, unforeseen = group.split(DatelineError)
        if unforeseen is None:
            _complain(_first(group))
        else:
            logging.getLogger(__name__).critical("ended by an error", exc_info=group)
    return FAILED


def _complain(error: BaseException) -> None:
    print(f"dateline: {error}", file=sys.stderr)  # noqa: T201  a command line speaks here


def _first(error: BaseException) -> BaseException:
    return _first(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dateline", description="Live coverage in Telegram. Settings: see .env.example."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str, command: Callable[[argparse.Namespace], int], words: str
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(command=command)
        return sub

    add("run", _run, "run the bot until it is told to stop (SIGTERM or Ctrl-C)")
    add("check", _check, "verify everything a start needs, and print a table")
    add("migrate", _migrate, "bring the database to this version's form")
    add("health", _health, "say whether the running bot is alive (for a container's health check)")
    demo = add("demo", _demo, "play recorded coverage against a sandbox on this computer")
    demo.add_argument(
        "--headless", action="store_true", help="no page: play it through, print every chat"
    )
    demo.add_argument("--port", type=int, default=8765, help="port of the page (8765)")
    demo.add_argument("--speed", type=float, help="event seconds per second (120; headless 1200)")
    inspect = add("inspect", _inspect, "show what the bot sees in a page, a feed or a saved file")
    inspect.add_argument("what", metavar="URL_OR_FILE", help="a file is read without any network")
    inspect.add_argument("--json", action="store_true", help="one JSON object, for machines")
    inspect.add_argument("--timezone", default="", help="for times without one (Europe/Istanbul)")
    inspect.add_argument("--url", default="", help="where a saved file came from")
    inspect.add_argument("--format", default="", metavar="NAME", help="read it as this one alone")
    inspect.add_argument(
        "--selector",
        action="append",
        default=[],
        metavar="PART=CSS",
        help="read it by CSS selectors: --selector post=article.item --selector time=time",
    )
    record = add("record", _record, "keep what a source answers, reading by reading, until stopped")
    record.add_argument("what", metavar="COVERAGE_OR_URL", help="a coverage's number or an address")
    record.add_argument("folder", type=Path, metavar="FOLDER", help="where the answers are kept")
    replay = add("replay", _replay, "print what recorded readings would have told, in memory")
    replay.add_argument("folder", type=Path, metavar="FOLDER", help="a folder made by record")
    replay.add_argument("--json", action="store_true", help="a JSON object a line, for machines")
    replay.add_argument(
        "--patience",
        type=int,
        default=Settings.model_fields["withdraw_after_snapshots"].default,
        help="readings that must lack a post before it counts as withdrawn (%(default)s)",
    )
    return parser


def _run(_: argparse.Namespace) -> int:
    settings = load_settings()
    _log(settings)

    from bot.app import opened  # noqa: PLC0415 - the health check, each minute, can do without

    async def run(stop: asyncio.Event) -> int:
        async with opened(settings) as app:
            await app.run(stop)
        return OK

    return _until_stopped(run)


def _check(_: argparse.Namespace) -> int:
    settings = load_settings()
    from bot.check import check  # noqa: PLC0415 - the health check, each minute, can do without

    # The table says it all; what a library or a part of the bot remarks would only break it up.
    _log(settings, level="DEBUG" if settings.log_level == "DEBUG" else "ERROR")
    return OK if asyncio.run(check(settings, sys.stdout)) else FAILED


def _migrate(_: argparse.Namespace) -> int:
    settings = load_settings()
    _log(settings)
    lock = InstanceLock(settings.database_url)
    lock.acquire(datetime.now(UTC))
    try:
        version = migrate(settings.database_url)
    finally:
        lock.release()
    print(f"The database is at version {version}.")  # noqa: T201  a command line speaks here
    return OK


def _health(_: argparse.Namespace) -> int:
    settings = load_settings()
    _log(settings)
    beat = read_heartbeat(settings.database_url)
    if beat is None:
        raise DatelineError("no heartbeat yet: the bot has not run on this database")
    age = datetime.now(UTC) - beat
    if age > ALIVE_WITHIN:
        raise DatelineError(f"the last heartbeat is {age.total_seconds():.0f} s old")
    print(f"alive, {age.total_seconds():.0f} s ago")  # noqa: T201  a command line speaks here
    return OK


def _demo(options: argparse.Namespace) -> int:
    from bot.demo import Demo, Headless  # noqa: PLC0415 - the health check, each minute, can do without

    set_up_logging("ERROR", ())
    if options.headless:
        headless = Headless(speed=options.speed or Headless.SPEED, out=sys.stdout)
        return _until_stopped(headless.play)
    demo = Demo(speed=options.speed or Demo.SPEED, port=options.port, out=sys.stdout)
    return _until_stopped(demo.play)


def _inspect(options: argparse.Namespace) -> int:
    from bot.inspect import inspect  # noqa: PLC0415 - the health check, each minute, can do without

    set_up_logging("ERROR", ())
    seen = inspect(
        options.what,
        sys.stdout,
        timezone=options.timezone,
        url=options.url,
        machine=options.json,
        pinned_format=options.format,
        selectors="\n".join(options.selector),
    )
    return OK if asyncio.run(seen) else FAILED


def _record(options: argparse.Namespace) -> int:
    settings = load_settings()
    _log(settings)
    from bot.playback import record  # noqa: PLC0415 - the health check, each minute, can do without

    async def run(stop: asyncio.Event) -> int:
        await record(settings, options.what, options.folder, stop, sys.stdout)
        return OK

    return _until_stopped(run)


def _replay(options: argparse.Namespace) -> int:
    from bot.playback import replay  # noqa: PLC0415 - the health check, each minute, can do without

    replay(options.folder, sys.stdout, patience=options.patience, machine=options.json)
    return OK


def _log(settings: Settings, level: str = "") -> None:
    secrets = (settings.bot_token, settings.model_key)
    set_up_logging(level or settings.log_level, [each.get_secret_value() for each in secrets])


def _until_stopped(work: Callable[[asyncio.Event], Awaitable[int]]) -> int:
    """Run `work` with an event that SIGTERM and SIGINT set, so that it ends in good order."""

    async def run() -> int:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        return await work(stop)

    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        return runner.run(run())


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What makes the event loop: uvloop where there is one, None for Python's own.

    It halves what a hop to the database's thread costs and carries half as many sends again.
    """
    try:
        import uvloop  # noqa: PLC0415 - it does not exist everywhere
    except ImportError:
        return None
    return uvloop.new_event_loop


if __name__ == "__main__":
    sys.exit(main())
