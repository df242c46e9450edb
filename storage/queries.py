"""Pieces of queries that several modules share."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Executable,
    RowMapping,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NotFound
from bot.model import CoverageState
from storage.schema import chats, subscriptions

Id = TypeVar("Id", int, str)

CHUNK: Final = 500
"""Ids asked for in one query: databases limit a query's parameters, old SQLite to 999."""

WATCHED: Final = [state.value for state in CoverageState if state.watched]
"""The states, as stored, of coverages whose sources are read."""


def no_coverage(coverage_id: int) -> NotFound:
    """The error for a coverage that does not exist."""
    return NotFound(f"There is no coverage number {coverage_id}. /coverage lists them.")


def in_chunks(ids: Collection[Id]) -> Iterator[Sequence[Id]]:
    """The ids in lists short enough for one query."""
    remaining = iter(ids)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


async def fetch(connection: AsyncConnection, query: Executable) -> Sequence[RowMapping]:
    """All rows of the query's answer, columns by name."""
    return (await connection.execute(query)).mappings().all()


async def fetch_one(connection: AsyncConnection, query: Executable) -> RowMapping | None:
    """The first row of the answer, or None."""
    return (await connection.execute(query)).mappings().first()


async def insert_rows(
    connection: AsyncConnection, table: Table, values: Sequence[Mapping[str, object]]
) -> Sequence[int]:
    """Insert rows; answers their ids in the same order."""
    if not values:
        return []
    query = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return (await connection.scalars(query, values)).all()


async def update_rows(
    connection: AsyncConnection, table: Table, values: Mapping[int, Mapping[str, object]]
) -> None:
    """Update rows, each with values of its own, by id."""
    if values:
        query = update(table).where(table.c.id == bindparam("old_id"))
        await connection.execute(query, [{"old_id": id_, **new} for id_, new in values.items()])


def due(column: Column[datetime], now: datetime) -> ColumnElement[bool]:
    """Whether a "not before" column lets a row through; an empty one does."""
    return or_(column.is_(None), column <= now)


def none_of(column: Column[int], ids: Collection[int]) -> ColumnElement[bool]:
    """Whether the column is none of `ids`; these are numbers, written out, so they may be many."""
    return column.not_in(bindparam(None, list(ids), expanding=True, literal_execute=True))


def running() -> ColumnElement[bool]:
    """Whether a subscription runs, and its chat too; as the index of those who run puts it."""
    return subscriptions.c.running.is_(True)


async def note_who_runs(connection: AsyncConnection, chat_id: int) -> None:
    """Bring `running` of a chat's subscriptions up to date, after any of them or it was changed."""
    chat_runs = exists().where(chats.c.id == chat_id, chats.c.stopped_because == "")
    runs = and_(subscriptions.c.stopped_because == "", chat_runs)
    query = update(subscriptions).where(subscriptions.c.chat_id == chat_id)
    await connection.execute(query.values(running=runs))


def select_subscriptions() -> Select[Any]:
    """Subscriptions with their chats, as `rows.subscription_from` reads them."""
    own = (column for column in subscriptions.c if column is not subscriptions.c.chat_id)
    of_chat = (column.label(f"chat_{column.name}") for column in chats.c)
    return select(*own, *of_chat).join_from(subscriptions, chats)
