import asyncio
import logging
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from builders import at
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from bot.errors import StorageError
from storage import Database, migrate, read_heartbeat
from storage.queries import none_of
from storage.schema import chats, editors, files, metadata, shard_of
from storage.sqlite import _WRITER, warn_of_old_version

AS_IN_REAL_LIFE = _WRITER  # read before the tests stop waiting for the disk


async def pragma(database: Database, name: str) -> object:
    async with database.write() as connection:
        return await connection.scalar(text(f"PRAGMA {name}"))


async def count_files(database: Database) -> int:
    async with database.read() as connection:
        return len((await connection.execute(select(files))).all())


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
async def test_the_writer_is_durable(
    url: str, name: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite._WRITER", AS_IN_REAL_LIFE)
    database = Database.open(url)
    assert await pragma(database, name) == value
    await database.close()


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError, match="readonly"):
        async with database.read() as connection:
            await connection.execute(insert(files).values(identity="a", file_id="b"))


async def test_a_transaction_that_fails_changes_nothing(database: Database) -> None:
    async def write_and_fail() -> None:
        async with database.write() as connection:
            await connection.execute(insert(files).values(identity="a", file_id="b"))
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        await write_and_fail()
    assert await count_files(database) == 0


async def test_a_cancelled_transaction_changes_nothing_and_the_next_one_works(
    database: Database,
) -> None:
    begun = asyncio.Event()

    async def write_and_wait() -> None:
        async with database.write() as connection:
            await connection.execute(insert(files).values(identity="a", file_id="b"))
            begun.set()
            await asyncio.Event().wait()

    waiting = asyncio.ensure_future(write_and_wait())
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await count_files(database) == 0
    async with database.write() as connection:
        await connection.execute(insert(files).values(identity="c", file_id="d"))
    assert await count_files(database) == 1


async def test_a_reader_sees_one_moment(database: Database) -> None:
    async with database.read() as reader:
        assert (await reader.execute(select(files))).all() == []
        async with database.write() as writer:
            await writer.execute(insert(files).values(identity="a", file_id="b"))
        assert (await reader.execute(select(files))).all() == []
    assert await count_files(database) == 1


async def test_many_readers_and_writers_get_their_turn(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.write() as connection:
            await connection.execute(insert(files).values(identity=str(number), file_id=""))

    async with asyncio.TaskGroup() as group:
        for number in range(20):
            group.create_task(write(number))
            group.create_task(count_files(database))
    assert await count_files(database) == 20


async def test_rows_of_one_call_are_one_transaction(database: Database) -> None:
    statement = insert(files)
    good = [{"identity": str(number), "file_id": "x"} for number in range(3)]
    await database.write_rows((statement, good))
    assert await count_files(database) == 3
    with pytest.raises(Exception, match="UNIQUE"):
        await database.write_rows((statement, [{"identity": "new", "file_id": "x"}, good[0]]))
    assert await count_files(database) == 3
    await database.write_rows((statement, []))
    assert await count_files(database) == 3


async def test_a_broken_constraint_is_not_explained_away(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await connection.execute(insert(files).values(identity="a", file_id=None))


async def test_missing_tables_are_explained(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(StorageError, match="run `dateline migrate`"):
        await count_files(database)
    await database.close()


async def test_what_waits_is_stored_before_closing(url: str) -> None:
    database, told = Database.open(url), []

    async def last_act() -> None:
        told.append(await count_files(database))

    database.before_close(last_act)
    await database.close()
    assert told == [0]


async def test_closing_ends_every_thread(url: str) -> None:
    before = set(threading.enumerate())
    database = Database.open(url)
    await asyncio.gather(*(count_files(database) for _ in range(5)), database.beat(at()))
    threads = set(threading.enumerate()) - before
    assert threads
    await database.close()
    for thread in threads:
        thread.join(timeout=5)
    assert not any(thread.is_alive() for thread in threads)


def test_a_process_that_used_the_database_ends(url: str) -> None:
    program = (
        "import asyncio, sys\n"
        "from datetime import UTC, datetime\n"
        "from storage import Database\n"
        "async def main():\n"
        "    database = Database.open(sys.argv[1])\n"
        "    await database.beat(datetime(2025, 6, 2, tzinfo=UTC))\n"
        "    await database.close()\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", program, url]
    subprocess.run(command, check=True, timeout=20, capture_output=True)  # noqa: S603 -- ours
    assert read_heartbeat(url) == datetime(2025, 6, 2, tzinfo=UTC)


async def test_the_heartbeat_is_the_newest(database: Database, url: str) -> None:
    assert read_heartbeat(url) is None
    await database.beat(at(1))
    await database.beat(at(2))
    assert read_heartbeat(url) == at(2)


def test_without_a_database_there_is_no_heart(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no database at"):
        read_heartbeat(f"sqlite:///{tmp_path}/none.db")
    assert not (tmp_path / "none.db").exists()


async def test_times_are_stored_in_utc_whatever_their_zone(database: Database) -> None:
    istanbul = timezone(timedelta(hours=3))
    local = datetime(2025, 6, 2, 14, 45, 7, 123456, tzinfo=istanbul)
    await database.beat(local)
    async with database.read() as connection:
        stored = await connection.scalar(text("SELECT at FROM heartbeat"))
    assert stored == "2025-06-02 11:45:07.123456"


async def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    values = {"user_id": 1, "name": "", "appointed_by": 2}
    with pytest.raises(StatementError, match="without a zone"):
        async with database.write() as connection:
            await connection.execute(
                insert(editors).values(**values, appointed_at=datetime(2025, 6, 2))  # noqa: DTZ001 -- the point
            )


async def test_ids_to_leave_out_may_be_very_many(database: Database) -> None:
    many = range(-1_001_000_000_000, -1_000_999_960_000)
    async with database.read() as connection:
        found = await connection.execute(select(chats.c.id).where(none_of(chats.c.id, many)))
    assert found.all() == []


@pytest.mark.parametrize(("chat_id", "shard"), [(0, 33), (100, 234), (-1001234567890, 101)])
def test_a_shard_never_changes(chat_id: int, shard: int) -> None:
    assert shard_of(chat_id) == shard


def test_shards_spread() -> None:
    shards = [shard_of(-1_001_000_000_000 - number) for number in range(2560)]
    assert set(shards) <= set(range(256))
    assert len(set(shards)) > 250


def test_what_belongs_to_a_chat_has_its_shard() -> None:
    assert "shard" in metadata.tables["chats"].c
    assert "shard" in metadata.tables["subscriptions"].c


def test_an_old_sqlite_is_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    warn_of_old_version.cache_clear()
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            warn_of_old_version((3, 40, 1))
    assert len(caplog.records) == 1
    assert caplog.records[0].levelno == logging.INFO
    assert "SQLite (3.40.1, older than 3.51.3)" in caplog.text


def test_a_safe_sqlite_is_not_mentioned(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    warn_of_old_version((3, 51, 3))
    warn_of_old_version((4, 0, 0))
    assert caplog.records == []


async def test_a_full_disk_is_explained(url: str) -> None:
    database = Database.open(url)
    async with database.write() as connection:
        await connection.execute(text("SELECT 1"))
    async with database._writer.connect() as connection:
        pages = await connection.scalar(text("PRAGMA page_count"))
        await connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StorageError, match="Make room on the disk"):
        await database.write_rows(
            (insert(files), [{"identity": "i" * 100_000, "file_id": "x"} for _ in range(3)])
        )
    await database.close()


def test_migrating_needs_no_loop_and_leaves_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    migrate(f"sqlite:///{tmp_path}/dateline.db")
    assert set(threading.enumerate()) <= before
