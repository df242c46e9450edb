"""The connections: one that writes, a few that only read.

SQLite before 3.51.3 can damage its write-ahead log when two connections write or checkpoint at
the same moment (https://sqlite.org/wal.html, "the WAL-reset bug"). So there is one writing
connection, one process (`storage.lock`), and readers that cannot write.

aiosqlite gives every connection a thread of its own, which lives until the connection is closed.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import Delete, Dialect, Insert, Update, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StorageError
from storage import schema
from storage.group_commit import GroupCommit
from storage.location import database_file, driver_url, explained, make_folder
from storage.sqlite import CONNECT, connected, prepare_reader, prepare_writer, warn_of_old_version
from storage.upserts import upsert

READERS: Final = 3
"""Connections that may read at the same time."""

Statement = Insert | Update | Delete
Rows = Sequence[Mapping[str, object]]
Step = tuple[Statement, Rows]
Parameters = tuple[object, ...]


class Database:
    """An open database. Make one with `Database.open`, and always `await close()` it."""

    def __init__(self, file: Path, writer: AsyncEngine, readers: AsyncEngine) -> None:
        self._file = file
        self._writer = writer
        self._readers = readers
        self._writing = asyncio.Lock()
        self._prepared: dict[Statement, PreparedStatement] = {}
        self._together = GroupCommit(self._write_all)
        self._before_close: list[Callable[[], Awaitable[None]]] = [self._together.flush]

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the database at `url`, which `migrate` has made; it connects when first used.

        Raises StorageError when the address is none that this version can use.
        """
        file = database_file(url)
        make_folder(file)
        warn_of_old_version()
        address = driver_url(file, "aiosqlite")
        writer = create_async_engine(address, pool_size=1, max_overflow=0, connect_args=CONNECT)
        readers = create_async_engine(
            address, pool_size=READERS, max_overflow=0, connect_args=CONNECT
        )
        prepare_writer(writer.sync_engine)
        prepare_reader(readers.sync_engine)
        return cls(file, writer, readers)

    @property
    def dialect(self) -> Dialect:
        """How this database spells SQL."""
        return self._writer.dialect

    def before_close(self, last_act: Callable[[], Awaitable[None]]) -> None:
        """Have `last_act` awaited when the database closes."""
        self._before_close.append(last_act)

    async def close(self) -> None:
        """Store what is still waiting, then close every connection."""
        try:
            for last_act in self._before_close:
                await last_act()
        finally:
            async with self._writing:
                await self._writer.dispose()
            await self._readers.dispose()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """The writing connection in one transaction: committed at the end, undone on an error."""
        async with self._writing:
            with explained(self._file):
                async with self._writer.begin() as connection:
                    yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A reading connection, which sees the database as it stands at the first query."""
        with explained(self._file):
            async with self._readers.begin() as connection:
                yield connection

    async def write_together(self, *steps: Step) -> None:
        """As `write_rows`, but many callers share one commit; returns when it is on disk.

        A cancelled caller's steps are still written.
        """
        await self._together.add(steps)

    async def _write_all(self, items: Sequence[tuple[Step, ...]]) -> None:
        merged: dict[Statement, list[Mapping[str, object]]] = {}
        for statement, rows in chain.from_iterable(items):
            merged.setdefault(statement, []).extend(rows)
        await self.write_rows(*merged.items())

    async def write_rows(self, *steps: Step) -> None:
        """Run each statement once a row, all in one transaction.

        The transaction is a single call to the driver's thread, for a hop there and back costs
        as much as writing ten rows. After a cancellation it may be committed or not.
        """
        batch = [(self._prepare(statement), rows) for statement, rows in steps if rows]
        prepared = [(made.sql, [made.parameters(row) for row in rows]) for made, rows in batch]
        async with self._writing:
            with explained(self._file):
                async with self._writer.connect() as connection:
                    driver: Any = (await connection.get_raw_connection()).driver_connection
                    # aiosqlite runs a function of ours in its thread by no other way than these.
                    run, raw = driver._execute, driver._conn  # noqa: SLF001 -- see above
                    await run(_write_rows, raw, prepared)

    def _prepare(self, statement: Statement) -> "PreparedStatement":
        if statement not in self._prepared:
            self._prepared[statement] = PreparedStatement(statement, self.dialect)
        return self._prepared[statement]

    async def beat(self, now: datetime) -> None:
        """Note that this process is alive, for `read_heartbeat` in another one."""
        values = {"id": 1, "at": now}
        async with self.write() as connection:
            await connection.execute(upsert(self.dialect, schema.heartbeat, values, keys=["id"]))

    async def beat_at(self) -> datetime | None:
        """When a process on this database last noted that it is alive; None if none ever did."""
        async with self.read() as connection:
            beat: datetime | None = await connection.scalar(select(schema.heartbeat.c.at))
        return beat


class PreparedStatement:
    """A statement as the driver takes it: SQL, and how a row becomes its parameters."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self._converters = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or ()
        ]

    def parameters(self, row: Mapping[str, object]) -> Parameters:
        """The values of `row` in the statement's order, as the driver stores them."""
        return tuple(
            convert(row[name]) if convert else row[name] for name, convert in self._converters
        )


def _write_rows(
    connection: sqlite3.Connection, steps: Sequence[tuple[str, Sequence[Parameters]]]
) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for sql, rows in steps:
            connection.executemany(sql, rows)
        connection.execute("COMMIT")
    except BaseException:
        # A full disk can have ended the transaction already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def read_heartbeat(url: str) -> datetime | None:
    """When the bot on this database last said that it is alive; None if it never did.

    Needs no event loop. Raises StorageError when there is no database to ask.
    """
    file = database_file(url)
    if not file.exists():
        raise StorageError(f"There is no database at {file} yet; `dateline run` makes it.")
    with connected(file, prepare_reader) as connection:
        return connection.scalar(select(schema.heartbeat.c.at))
