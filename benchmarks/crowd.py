"""A database with very many subscribers, made in bulk: chats and subscriptions by SQL.

The first reader and the first channel are made by the product; everybody else is their copy, so
that the rows are the product's own whatever columns they get.
"""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Table

from bot.changes import PostChange
from bot.model import ChangeKind, Chat, ChatKind, CoverageState, Post, PostKind, Preferences
from bot.text import Text
from storage import Database, Store, migrate
from storage.schema import chats, shard_of, subscriptions

NOW = datetime(2025, 6, 2, 12, tzinfo=UTC)
COVERAGE = 1
READERS_PER_CHANNEL = 1000


def url_of(file: Path) -> str:
    """How the product is told of this file."""
    return f"sqlite:///{file}"


def make(file: Path, readers: int) -> None:
    """A database in which so many readers, and a channel for each thousand, follow a coverage."""
    migrate(url_of(file))
    asyncio.run(_templates(url_of(file)))
    with bulk(file) as connection:
        _copy(connection, "id + 1 <= :count", "id + 1", {"id": 1, "count": readers})
        count = max(1, readers // READERS_PER_CHANNEL)
        _copy(connection, "id - 1 >= -:count", "id - 1", {"id": -1, "count": count})


@contextmanager
def bulk(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection for writing fast what a power loss may take; committed at the end."""
    with closing(sqlite3.connect(file)) as connection:
        connection.create_function("shard_of", 1, shard_of, deterministic=True)
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -1000000")  # KiB
        with connection:
            yield connection
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def post(number: int, *, key_moment: bool = False) -> PostChange:
    """The news that a new post appeared."""
    text = Text("The delegations have taken their seats in the palace. " * 4)
    new = Post(
        id=0,
        coverage_id=COVERAGE,
        key=str(number),
        kind=PostKind.UPDATE,
        revision=1,
        position=number,
        headline=f"Post {number}",
        body=text,
        media=(),
        posted_at=NOW,
        first_seen_at=NOW,
        key_moment=key_moment,
    )
    return PostChange(new, (ChangeKind.POSTED,))


async def _templates(url: str) -> None:
    database = Database.open(url)
    store = Store.open(database)
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
    for chat in (Chat(1, ChatKind.PRIVATE), Chat(-1, ChatKind.CHANNEL)):
        await store.chats.save(chat, NOW)
        await store.chats.follow(chat.id, coverage.id, Preferences(), NOW)
    await database.close()


def _copy(connection: sqlite3.Connection, while_: str, step: str, given: Mapping[str, int]) -> None:
    """Copy the chat `id` and its subscription, under the ids that follow it."""
    numbers = (
        f"WITH RECURSIVE numbers(id) AS (SELECT :id UNION ALL"  # noqa: S608  our own words
        f" SELECT {step} FROM numbers WHERE {while_})"
    )
    own = {"id": "numbers.id", "shard": "shard_of(numbers.id)"}
    connection.execute(numbers + _insert(chats, own, "id"), given)
    own = {"id": "NULL", "chat_id": "numbers.id", "shard": "shard_of(numbers.id)"}
    connection.execute(numbers + _insert(subscriptions, own, "chat_id"), given)


def _insert(table: Table, own: Mapping[str, str], key: str) -> str:
    names = [column.name for column in table.c]
    values = ", ".join(own.get(name, f"old.{name}") for name in names)
    return (
        f" INSERT INTO {table.name} ({', '.join(names)}) SELECT {values}"  # noqa: S608  as above
        f" FROM numbers, {table.name} AS old WHERE old.{key} = :id AND numbers.id != :id"
    )
