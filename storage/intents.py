"""Sends that are on their way: noted before they leave, forgotten with their acknowledgement."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Delete, bindparam, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliver import Answer, Intent
from bot.model import ChatKind, SentMessage, Settled
from storage import rows
from storage.database import Database, Step
from storage.queries import fetch, in_chunks
from storage.schema import chats, intents, settlements
from storage.upserts import inserting

FORGET: Final[Delete] = delete(intents).where(intents.c.chat_id == bindparam("settled_chat"))
"""Remove a chat's intent, in the transaction that records what came of it."""

_LATER: Final = or_(
    chats.c.last_message_id.is_(None), chats.c.last_message_id < bindparam("newest_id")
)
_NOTE_ID: Final = (
    update(chats)
    .where(chats.c.id == bindparam("in_chat"), _LATER)
    .values(last_message_id=bindparam("newest_id"))
)


# What others wrote between the choice of a send and its intent is not what will be looked for.
_KNOWN_ID: Final = (
    select(chats.c.last_message_id).where(chats.c.id == intents.c.chat_id).scalar_subquery()
)
_BEGIN_LATER: Final = (
    update(intents)
    .where(intents.c.chat_id == bindparam("noted_chat"), intents.c.after_id < _KNOWN_ID)
    .values(after_id=_KNOWN_ID)
)


def settled(chat_id: int, messages: Iterable[SentMessage]) -> list[Step]:
    """What else to write when a send to a chat is recorded: no intent, and the newest id there."""
    steps: list[Step] = [(FORGET, [{"settled_chat": chat_id}])]
    newest = max((message.message_id for message in messages), default=0)
    if chat_id < 0 and newest:  # people have positive ids; they are never searched
        steps.append((_NOTE_ID, [{"in_chat": chat_id, "newest_id": newest}]))
    return steps


async def record_settled(
    connection: AsyncConnection, chat_id: int, messages: Iterable[SentMessage]
) -> None:
    """Write `settled` in a transaction that is under way."""
    for statement, values in settled(chat_id, messages):
        await connection.execute(statement, list(values))


def in_doubt(chat_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether something is on its way to a chat, or it is not known what became of it."""
    return exists().where(intents.c.chat_id == chat_id)


class Intents:
    """What is on its way, chat by chat."""

    def __init__(self, database: Database) -> None:
        self._database = database
        insertion = inserting(database.dialect, intents)
        names = [column.name for column in intents.c if column.name != "chat_id"]
        self._note = insertion.on_conflict_do_update(
            index_elements=["chat_id"], set_={name: insertion.excluded[name] for name in names}
        )

    async def note(self, intent: Intent) -> None:
        """Store an intent durably; many callers share one commit.

        What is known to stand in a channel by now counts, should `intent.after` be older.
        """
        steps: list[Step] = [(self._note, [rows.intent_values(intent)])]
        if intent.chat.kind is ChatKind.CHANNEL:
            steps.append((_BEGIN_LATER, [{"noted_chat": intent.chat.id}]))
        await self._database.write_together(*steps)

    async def forget(self, chat_id: int) -> None:
        """Drop a chat's intent: nothing is on its way there."""
        await self._database.write_together((FORGET, [{"settled_chat": chat_id}]))

    async def all(self) -> list[Intent]:
        """Every intent, the oldest first."""
        return await self._find()

    async def of(self, chat_ids: Collection[int]) -> list[Intent]:
        """The intents of these chats, the oldest first."""
        found = []
        for chunk in in_chunks(chat_ids):
            found += await self._find(intents.c.chat_id.in_(chunk))
        return found

    async def asked(self, chat_id: int, now: datetime) -> None:
        """Note that the editors were asked."""
        query = update(intents).where(intents.c.chat_id == chat_id)
        async with self._database.write() as connection:
            await connection.execute(query.values(asked_at=now))

    async def answer(self, chat_id: int, asked_second: int, answer: Answer) -> bool:
        """Note what an editor says; False if the question of that second is settled already."""
        second = datetime.fromtimestamp(asked_second, UTC)
        query = update(intents).where(
            intents.c.chat_id == chat_id,
            intents.c.asked_at >= second,
            intents.c.asked_at < second + timedelta(seconds=1),
            intents.c.answer == "",
        )
        async with self._database.write() as connection:
            return (await connection.execute(query.values(answer=answer.value))).rowcount == 1

    async def others_wrote(self, chat_id: int, message_id: int) -> None:
        """Somebody else's message came in a channel: it is not what is being looked for."""
        query = update(intents).where(intents.c.chat_id == chat_id)
        others = intents.c.others.concat(f"{message_id} ")
        id_known = {"in_chat": chat_id, "newest_id": message_id}
        async with self._database.write() as connection:
            await connection.execute(query.values(others=others))
            await connection.execute(_NOTE_ID, id_known)

    async def count(self, how: Settled) -> None:
        """Count an uncertain send as settled in this way."""
        insertion = inserting(self._database.dialect, settlements)
        query = insertion.values(settled=how.value, count=1).on_conflict_do_update(
            index_elements=["settled"], set_={"count": settlements.c.count + 1}
        )
        async with self._database.write() as connection:
            await connection.execute(query)

    async def counts(self) -> dict[Settled, int]:
        """How many uncertain sends were settled in which way, since the database was made."""
        async with self._database.read() as connection:
            found = await fetch(connection, select(settlements))
        counted = {Settled(row["settled"]): row["count"] for row in found}
        return {how: counted.get(how, 0) for how in Settled}

    async def _find(self, *conditions: ColumnElement[bool]) -> list[Intent]:
        of_chat = (column.label(f"chat_{column.name}") for column in chats.c)
        own: list[Any] = [column for column in intents.c if column is not intents.c.chat_id]
        query = (
            select(*own, *of_chat)
            .join_from(intents, chats, chats.c.id == intents.c.chat_id)
            .where(*conditions)
            .order_by(intents.c.at, intents.c.chat_id)
        )
        async with self._database.read() as connection:
            return [rows.intent_from(row) for row in await fetch(connection, query)]
