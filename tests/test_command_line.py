"""The command line as an operator meets it: what is said, the exit status, and how a run ends."""

import asyncio
import os
import re
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from source_site import serving

from bot.__main__ import loop_factory, main
from bot.errors import StorageError
from bot.model import Chat, ChatKind, CoverageState, Part
from bot.sandbox.botapi import BotApiServer
from bot.sandbox.faults import Fault
from bot.sandbox.flood import Limits
from bot.sandbox.telegram import Telegram
from bot.settings import PREFIX
from bot.text import Text
from storage import Database, InstanceLock, Store, migrate

TOKEN = "8123456789:AAH-made_up-for-these-tests-0123456"
SECRET = TOKEN.partition(":")[2]
OWNER, READER, CHANNEL = 12, 11, -1001
FEED = """<rss version="2.0"><channel><title>Talks</title><item><guid>1</guid>
<title>It begins</title><description>The delegations have arrived.</description></item>
</channel></rss>"""


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder of one's own without .env, and the fewest settings that a start needs."""
    for name in list(os.environ):
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    given = {"BOT_TOKEN": TOKEN, "OWNERS": str(OWNER), "ALLOWED_PRIVATE_HOSTS": "127.0.0.1"}
    for name, value in given.items():
        monkeypatch.setenv(PREFIX + name, value)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set variables, named without DATELINE_."""

    def set_all(**variables: str) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(PREFIX + name, value)

    return set_all


@pytest.fixture
def url(database_url: str, given: Callable[..., None]) -> str:
    """A migrated database that the settings name."""
    given(DATABASE_URL=database_url)
    return database_url


# --- What stops a start -----------------------------------------------------------------------

UNUSABLE = [
    ({"BOT_TOKEN": ""}, "DATELINE_BOT_TOKEN is missing. Get a token from @BotFather"),
    ({"OWNERS": ""}, "DATELINE_OWNERS is missing. Name at least one Telegram user id"),
    ({"OWNERS": "ann"}, "DATELINE_OWNERS is 'ann' but must be user ids"),
    ({"POLL_MIN_SECONDS": "soon"}, "DATELINE_POLL_MIN_SECONDS is 'soon' but must be a number"),
    ({"POLL_MINSECONDS": "5"}, "DATELINE_POLL_MINSECONDS is not a setting. Did you mean"),
    ({"DATABASE_URL": "postgresql://db/x"}, "DATELINE_DATABASE_URL names a postgresql database"),
    ({"DATABASE_URL": "sqlite://"}, "DATELINE_DATABASE_URL must name a file"),
    ({"DATABASE_URL": "sqlite:////proc/none/x.db"}, "change DATELINE_DATABASE_URL"),
]


@pytest.mark.parametrize(("variables", "said"), UNUSABLE)
def test_what_cannot_work_ends_the_start_with_one_line_that_names_the_mend(
    variables: dict[str, str], said: str, given: Callable[..., None], capsys
) -> None:
    given(**variables)
    assert main(["run"]) == 1
    out, err = capsys.readouterr()
    (line,) = err.splitlines()
    assert line.startswith("dateline: ")
    assert said in line
    assert out == ""


@pytest.mark.parametrize("command", ["run", "migrate"])
def test_a_second_copy_is_told_who_holds_the_database(command: str, url: str, capsys) -> None:
    lock = InstanceLock(url)
    lock.acquire(datetime(2025, 6, 2, 11, 45, tzinfo=UTC))
    assert main([command]) == 1
    lock.release()
    said = capsys.readouterr().err
    assert f"process {os.getpid()} on host" in said
    assert "since 2025-06-02 11:45 UTC" in said
    assert "Stop it first" in said


@pytest.mark.parametrize("command", ["run", "migrate", "check"])
def test_a_database_of_a_newer_version_is_left_alone(command: str, url: str, capsys) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert main([command]) == 1
    said = "".join(capsys.readouterr())
    assert "made by a newer Dateline: its schema is 9999" in said
    assert "Traceback" not in said


def test_a_file_that_is_no_database(tmp_path: Path, given: Callable[..., None], capsys) -> None:
    (tmp_path / "x.db").write_text("shopping list\n" * 100)
    given(DATABASE_URL="sqlite:///x.db")
    assert main(["run"]) == 1
    assert "not a database. It is some other file" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_folder_that_may_not_be_written_to(tmp_path: Path, given, capsys) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    given(DATABASE_URL="sqlite:///locked/x.db")
    assert main(["run"]) == 1
    assert "Check that the folder exists and may be written to" in capsys.readouterr().err


def test_a_trouble_that_ends_the_run_is_told_in_a_line_even_out_of_nested_groups(
    monkeypatch: pytest.MonkeyPatch, url: str, capsys
) -> None:
    full = StorageError("The disk is full. Make room.")

    def fail(_: str) -> None:
        raise BaseExceptionGroup("loops", [BaseExceptionGroup("sends", [full])])

    monkeypatch.setattr("bot.__main__.migrate", fail)
    assert main(["migrate"]) == 1
    assert capsys.readouterr().err == "dateline: The disk is full. Make room.\n"


def test_what_nobody_foresaw_keeps_its_traceback_but_not_the_token(
    monkeypatch: pytest.MonkeyPatch, url: str, capsys
) -> None:
    def fail(_: str) -> None:
        raise BaseExceptionGroup("loops", [ValueError(f"odd answer from /bot{TOKEN}/getMe")])

    monkeypatch.setattr("bot.__main__.migrate", fail)
    assert main(["migrate"]) == 1
    said = capsys.readouterr().err
    assert "CRITICAL" in said
    assert "ValueError: odd answer" in said
    assert SECRET not in said


def test_an_unknown_command_shows_how_to_use_it(capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["fly"])
    assert caught.value.code == 2
    assert "{run" in capsys.readouterr().err.replace("COMMAND", "{run")


# --- migrate and health -----------------------------------------------------------------------


def test_migrating_twice_is_as_good_as_once(given: Callable[..., None], capsys) -> None:
    given(DATABASE_URL="sqlite:///fresh/x.db")
    assert (main(["migrate"]), main(["migrate"])) == (0, 0)
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    assert re.fullmatch(r"The database is at version \d{4}\.", first)


HEALTH = [
    (timedelta(seconds=5), 0, "alive, 5 s ago"),
    (timedelta(seconds=59), 0, "alive"),
    (timedelta(minutes=3), 1, "the last heartbeat is 180 s old"),
    (None, 1, "no heartbeat yet: the bot has not run on this database"),
]


@pytest.mark.parametrize(("age", "status", "said"), HEALTH)
def test_health(age: timedelta | None, status: int, said: str, url: str, capsys) -> None:
    async def beat() -> None:
        database = Database.open(url)
        await database.beat(datetime.now(UTC) - age)
        await database.close()

    if age:
        asyncio.run(beat())
    assert main(["health"]) == status
    assert said in "".join(capsys.readouterr())


def test_health_without_a_database(given: Callable[..., None], tmp_path: Path, capsys) -> None:
    given(DATABASE_URL="sqlite:///none.db")
    assert main(["health"]) == 1
    assert "There is no database at" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# --- check ------------------------------------------------------------------------------------


@pytest.fixture
async def telegram(given: Callable[..., None]) -> AsyncIterator[Telegram]:
    """A sandbox with an owner and a channel, which the settings name."""
    world = Telegram(token=TOKEN, limits=Limits.none())
    world.add_user(OWNER, "Olga")
    world.add_user(READER, "Rita")
    world.add_channel(CHANNEL, "Talks live", [OWNER])
    async with BotApiServer(world) as server:
        given(API_BASE_URL=server.base_url)
        yield world


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    """The database for a moment."""
    database = Database.open(url)
    try:
        yield Store.open(database)
    finally:
        await database.close()


async def cover(url: str, source: str, *, hours_ago: float = 0) -> None:
    """A coverage of `source` that began so long ago, and a channel to post it in."""
    now = datetime.now(UTC) - timedelta(hours=hours_ago)
    async with opened(url) as store:
        await store.coverages.create(
            title="Talks",
            language="en",
            timezone="UTC",
            state=CoverageState.LIVE,
            starts_at=now,
            source_url=source,
            source_format="rss",
            changes=(),
            now=now,
        )
        await store.chats.save(Chat(CHANNEL, ChatKind.CHANNEL, "Talks live"), now)


async def checked(capsys) -> tuple[int, dict[str, str]]:
    """The status of `dateline check`, and its table: what -> how it is."""
    status = await asyncio.to_thread(main, ["check"])
    out, err = capsys.readouterr()
    assert err == ""
    assert SECRET not in out
    lines = [line for line in out.splitlines() if line.startswith(("ok ", "FAIL "))]
    return status, {re.split(r"  +", line, maxsplit=2)[1]: line for line in lines}


async def test_when_all_is_well_check_says_so(url: str, telegram: Telegram, capsys) -> None:
    telegram.set_bot_status(CHANNEL, OWNER, "administrator")
    async with serving() as site:
        await cover(url, site.page("/feed", FEED, "application/rss+xml"))
        status, table = await checked(capsys)
    assert status == 0
    doubts = "sends without an answer"
    around = ["settings", "token", "database", doubts, "coverage 1", "channel Talks live"]
    assert list(table) == around
    assert table[doubts].endswith(
        "0 (0 had arrived, 0 had not and were sent again, 0 repeated unseen, 0 skipped)"
    )
    assert all(line.startswith("ok") for line in table.values())
    assert "up to date" in table["database"]
    assert "1 posts (feed)" in table["coverage 1"]
    assert "may post, edit, delete" in table["channel Talks live"]


async def test_check_tells_what_was_paid_today_where_anything_may_be(
    url: str, given: Callable[..., None], telegram: Telegram, capsys
) -> None:
    given(PAID_BROADCAST="true", PAID_STARS_PER_DAY="5")
    migrate(url)
    database = Database.open(url)
    await Store.open(database).spending.reserve(datetime.now(UTC).date(), 12, most=50)
    await database.close()
    _, table = await checked(capsys)
    assert table["paid broadcast"].endswith("up to 100 messages a second; 1.2 of 5 Stars today")


async def test_check_finds_every_fault_in_one_go(url: str, telegram: Telegram, capsys) -> None:
    telegram.set_bot_status(CHANNEL, OWNER, "left")
    async with serving() as site:
        await cover(url, site.url("/gone"))
        status, table = await checked(capsys)
    assert status == 1
    bad = {what for what, line in table.items() if line.startswith("FAIL")}
    assert bad == {"coverage 1", "channel Talks live"}
    assert "HTTP 404" in table["coverage 1"]


async def test_check_tells_of_a_source_that_is_silent(url: str, telegram: Telegram, capsys) -> None:
    telegram.set_bot_status(CHANNEL, OWNER, "administrator")
    async with serving() as site:
        await cover(url, site.page("/feed", FEED, "application/rss+xml"), hours_ago=2)
        status, table = await checked(capsys)
    assert status == 1
    assert table["coverage 1"].startswith("FAIL")
    assert "has had no news since" in table["coverage 1"]


async def test_check_on_a_database_that_is_not_made_yet(
    telegram: Telegram, given: Callable[..., None], capsys
) -> None:
    given(DATABASE_URL="sqlite:///new/x.db")
    status, table = await checked(capsys)
    assert status == 1
    assert table["database"].startswith("FAIL")
    assert "will be made at the first start; `dateline migrate` does it now" in table["database"]
    assert not any(os.scandir())


async def test_check_with_a_token_that_telegram_refuses(
    url: str, telegram: Telegram, given: Callable[..., None], capsys
) -> None:
    given(BOT_TOKEN="8123456789:another-one-that-nobody-knows")
    status, table = await checked(capsys)
    assert status == 1
    assert "copy DATELINE_BOT_TOKEN again from @BotFather" in table["token"]
    assert table["database"].startswith("ok")


async def test_check_while_telegram_cannot_be_reached(
    url: str, given: Callable[..., None], capsys
) -> None:
    given(API_BASE_URL="http://127.0.0.1:9")
    status, table = await checked(capsys)
    assert status == 1
    assert "http://127.0.0.1:9 cannot be reached" in table["token"]


# --- run, as a process ------------------------------------------------------------------------


@dataclass
class Run:
    """A `dateline run` of its own, and what it has said."""

    process: asyncio.subprocess.Process
    said: list[str] = field(default_factory=list)

    async def listen(self) -> None:
        assert self.process.stdout
        async for line in self.process.stdout:
            self.said.append(line.decode())

    async def heard(self, words: str) -> None:
        """Wait until it has said this."""
        while not any(words in line for line in self.said):
            assert self.process.returncode is None, self.said
            await asyncio.sleep(0.01)

    async def ended(self, number: signal.Signals | None = None) -> tuple[int, str]:
        """Its exit status and all its words, after a signal if one is given."""
        if number:
            self.process.send_signal(number)
        return await self.process.wait(), "".join(self.said)


@asynccontextmanager
async def running(**variables: str) -> AsyncIterator[Run]:
    """`dateline run` with these settings more; ended at the latest with the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "default::ResourceWarning", "-m", "bot", "run"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[1]),
            **{PREFIX + name: value for name, value in variables.items()},
        },
    )
    run = Run(process)
    try:
        async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
            tasks.create_task(run.listen())
            yield run
            if process.returncode is None:
                process.kill()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until(look: Callable[[], object]) -> None:
    while not look():
        await asyncio.sleep(0.01)


def calls(telegram: Telegram, method: str) -> int:
    return sum(call.method.lower() == method.lower() for call in telegram.calls)


def unquiet(said: str) -> list[str]:
    """Lines that would worry a newcomer."""
    signs = r"Traceback|Warning|WARNING|ERROR|CRITICAL|destroyed|never awaited|Unclosed"
    return [line for line in said.splitlines() if re.search(signs, line)]


async def test_a_run_that_is_stopped_in_the_middle_of_a_send_records_it(
    url: str, telegram: Telegram
) -> None:
    telegram.say(READER, READER, "/start")
    async with opened(url) as store:
        await store.notices.add(READER, Part(Text("A word to the reader.")), datetime.now(UTC))
    telegram.faults.waiting += [Fault("sendMessage", READER, hold=0.5) for _ in range(2)]
    async with running() as run:
        await until(lambda: calls(telegram, "sendMessage") == 2)
        status, said = await run.ended(signal.SIGTERM)
    assert status == 0
    assert unquiet(said) == []
    assert "running as @" in said
    assert said.rstrip().endswith("bot.running: stopped")
    async with opened(url) as store:
        assert await store.notices.pending(datetime.now(UTC), skip_chats=(), limit=9) == []
    assert calls(telegram, "sendMessage") == 2


async def test_after_a_kill_the_next_run_starts_is_well_and_keeps_others_out(
    url: str, telegram: Telegram, capsys
) -> None:
    async with running() as killed:
        await killed.heard("running as @")
        status, _ = await killed.ended(signal.SIGKILL)
    assert status == -signal.SIGKILL
    telegram.faults.waiting.append(Fault("setMyCommands", code=500))
    async with running(LOG_LEVEL="DEBUG") as run:
        await run.heard("the menus of commands were not set")
        assert await asyncio.to_thread(main, ["health"]) == 0
        assert await asyncio.to_thread(main, ["migrate"]) == 1
        assert f"process {run.process.pid} on host" in capsys.readouterr().err
        status, said = await run.ended(signal.SIGTERM)
    assert status == 0
    assert "DEBUG telegram" in said
    assert SECRET not in said


async def test_a_run_without_an_answer_from_telegram_is_stopped_at_once(url: str) -> None:
    asked = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()  # until the bot hangs up
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, running(API_BASE_URL=f"http://127.0.0.1:{port}") as run:
        await asked.wait()
        status, said = await run.ended(signal.SIGTERM)
    assert status == 0
    assert unquiet(said) == []


async def test_a_token_that_telegram_refuses_ends_the_run(url: str, telegram: Telegram) -> None:
    other = "8123456789:another-one-that-nobody-knows"
    async with running(BOT_TOKEN=other) as run:
        status, said = await run.ended()
    assert status == 1
    assert f"DATELINE_BOT_TOKEN is refused by {os.environ['DATELINE_API_BASE_URL']}." in said
    assert other not in said
    assert unquiet(said) == []


def test_the_bot_runs_on_uvloop_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    uvloop = pytest.importorskip("uvloop", reason="not made for this platform")
    assert loop_factory() is uvloop.new_event_loop
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert loop_factory() is None


def test_migrations_are_reachable_without_a_token(
    monkeypatch: pytest.MonkeyPatch, given: Callable[..., None]
) -> None:
    monkeypatch.delenv("DATELINE_BOT_TOKEN")
    given(DATABASE_URL="sqlite:///x.db")
    assert main(["migrate"]) == 0
    assert migrate("sqlite:///x.db")
