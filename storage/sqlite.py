"""What SQLite must be told on every connection, and connections outside an event loop."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from storage.location import driver_url, explained

log = logging.getLogger(__name__)

SAFE_VERSION: Final = (3, 51, 3)
"""The first SQLite without the WAL-reset bug, which takes two writing connections to happen."""

BUSY_TIMEOUT: Final = 5_000
"""Milliseconds to wait for a lock that another program (a backup, a shell) holds."""

# Python's driver would begin transactions by rules of its own; we begin them ourselves.
CONNECT: Final[dict[str, Any]] = {"isolation_level": None}

_WRITER: Final = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
_READER: Final = (f"PRAGMA busy_timeout = {BUSY_TIMEOUT}", "PRAGMA query_only = ON")


def prepare_writer(engine: Engine) -> None:
    """Make the engine's connections durable writers whose transactions take the lock at once."""
    _prepare(engine, _WRITER, "BEGIN IMMEDIATE")


def prepare_reader(engine: Engine) -> None:
    """Make the engine's connections unable to write; a transaction is a view of one moment."""
    _prepare(engine, _READER, "BEGIN")


def _prepare(engine: Engine, pragmas: tuple[str, ...], begin: str) -> None:
    event.listen(engine, "connect", partial(_set_up, pragmas=pragmas))
    event.listen(engine, "begin", partial(_begin, statement=begin))


def _set_up(
    connection: DBAPIConnection, record: ConnectionPoolEntry, *, pragmas: tuple[str, ...]
) -> None:
    del record
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(pragma)
        cursor.fetchall()  # an answer left unread keeps the statement open and blocks a COMMIT
    cursor.close()


def _begin(connection: Connection, *, statement: str) -> None:
    connection.exec_driver_sql(statement)


@contextmanager
def connected(file: Path, prepare: Callable[[Engine], None]) -> Iterator[Connection]:
    """A single connection for use outside an event loop; closed at the end on every path."""
    engine = create_engine(driver_url(file, "pysqlite"), poolclass=NullPool, connect_args=CONNECT)
    prepare(engine)
    with explained(file), engine.connect() as connection:
        yield connection


@cache
def warn_of_old_version(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Say in the log, once, when SQLite is one that must never have two writers.

    Dateline itself is safe with it, so this is worth knowing and no cause for alarm.
    """
    if version < SAFE_VERSION:
        log.info(
            "with this SQLite (%s, older than %s) only the bot may write to its database while it "
            "runs; reading and backups are safe",
            ".".join(map(str, version)),
            ".".join(map(str, SAFE_VERSION)),
        )
