"""Moving a chat to a new id, as Telegram does when a group becomes a supergroup."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, RowMapping, Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.queries import fetch, fetch_one, note_who_runs
from storage.schema import (
    broadcast_entries,
    chats,
    deliveries,
    intents,
    notices,
    shard_of,
    subscriptions,
    summary_rounds,
)

# Message ids are void in the new chat; that the posts were shown is not.
_VOID = {"messages": "", "pinned": False, "digest": False}


async def move_chat(connection: AsyncConnection, old_id: int, new_id: int, now: datetime) -> None:
    """Move all that belongs to `old_id`. What exists under `new_id` already is merged with it."""
    if old_id == new_id:
        return
    old = await fetch_one(connection, select(chats).where(chats.c.id == old_id))
    if old:
        await _move_row(connection, old, new_id, now)
        await _move_subscriptions(connection, old_id, new_id)
        await connection.execute(delete(chats).where(chats.c.id == old_id))
        await note_who_runs(connection, new_id)
    await connection.execute(delete(intents).where(intents.c.chat_id == old_id))
    entries = broadcast_entries.c
    void = {"messages": "", "recall_over": True}
    await _move(connection, broadcast_entries, entries.broadcast_id, old_id, new_id, values=void)
    await _move(connection, notices, notices.c.once, old_id, new_id, values={})


async def _move_row(
    connection: AsyncConnection, old: RowMapping, new_id: int, now: datetime
) -> None:
    """Make the new chat like the old one, or give a known one the language it lacks."""
    known = await fetch_one(connection, select(chats).where(chats.c.id == new_id))
    if known is None:
        moved = {**old, "id": new_id, "shard": shard_of(new_id), "saved_at": now}
        moved["last_message_id"] = None
        await connection.execute(insert(chats).values(moved))
    elif not known["language"]:
        query = update(chats).where(chats.c.id == new_id)
        await connection.execute(query.values(language=old["language"]))


async def _move_subscriptions(connection: AsyncConnection, old_id: int, new_id: int) -> None:
    query = select(subscriptions).order_by(subscriptions.c.id)
    theirs = await fetch(connection, query.where(subscriptions.c.chat_id == new_id))
    by_place = {(row["coverage_id"], row["topic_id"]): row for row in theirs}
    for row in await fetch(connection, query.where(subscriptions.c.chat_id == old_id)):
        ledger = update(deliveries).where(deliveries.c.subscription_id == row["id"])
        await connection.execute(ledger.values(_VOID))
        if twin := by_place.get((row["coverage_id"], row["topic_id"])):
            await _merge(connection, row, twin)
        else:
            own = update(subscriptions).where(subscriptions.c.id == row["id"])
            await connection.execute(own.values(chat_id=new_id, shard=shard_of(new_id)))


async def _merge(connection: AsyncConnection, old: RowMapping, new: RowMapping) -> None:
    """Let one subscription take over another's ledger.

    It starts from the earlier cursor: what only one of the two was shown is known from the ledger,
    so that nothing is left out and nothing is sent twice.
    """
    ledger = deliveries.c
    shown = select(ledger.post_id).where(ledger.subscription_id == new["id"])
    of_old = ledger.subscription_id == old["id"]
    await connection.execute(delete(deliveries).where(of_old, ledger.post_id.in_(shown)))
    await connection.execute(update(deliveries).where(of_old).values(subscription_id=new["id"]))
    await _move_round(connection, old["id"], new["id"])
    await connection.execute(delete(subscriptions).where(subscriptions.c.id == old["id"]))
    running = [row for row in (old, new) if not row["stopped_because"]]
    if running:
        query = update(subscriptions).where(subscriptions.c.id == new["id"])
        await connection.execute(
            query.values(
                since=min(row["since"] for row in running),
                cursor=min(row["cursor"] for row in running),
                stopped_because="",
            )
        )


async def _move_round(connection: AsyncConnection, old_id: int, new_id: int) -> None:
    """Let one subscription be told on schedule as the other was, unless it is so already."""
    owner = summary_rounds.c.subscription_id
    if await connection.scalar(select(owner).where(owner == new_id)) is None:
        take_over = update(summary_rounds).where(owner == old_id)
        await connection.execute(take_over.values(subscription_id=new_id))
    await connection.execute(delete(summary_rounds).where(owner == old_id))


async def _move(
    connection: AsyncConnection,
    table: Table,
    key: Column[Any],
    old_id: int,
    new_id: int,
    *,
    values: dict[str, Any],
) -> None:
    """Move a chat's rows of `table`, dropping those whose `key` the new chat has already."""
    taken = select(key).where(table.c.chat_id == new_id, key.is_not(None))
    of_old = table.c.chat_id == old_id
    await connection.execute(delete(table).where(of_old, key.in_(taken)))
    await connection.execute(update(table).where(of_old).values({"chat_id": new_id, **values}))
