"""One-off messages of the bot's own, waiting to be sent."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, or_, select, update

from bot.deliver import Notice
from bot.model import Part
from storage import schema
from storage.database import Database
from storage.plain_json import part_from_json, part_to_json
from storage.queries import due, fetch, none_of
from storage.schema import notices
from storage.upserts import inserting


class Notices:
    """A small outbox, in the order of arrival. Its chats need not be known to the bot."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, chat_id: int, part: Part, now: datetime, once: str = "") -> bool:
        """Queue a notice. The same non-empty `once` is queued only the first time in a chat."""
        values = {
            "chat_id": chat_id,
            "part": part_to_json(part),
            "created_at": now,
            "once": once or None,
        }
        query = inserting(self._database.dialect, notices).values(values)
        query = query.on_conflict_do_nothing(index_elements=["chat_id", "once"])
        async with self._database.write() as connection:
            return bool((await connection.execute(query)).rowcount)

    async def pending(
        self, now: datetime, *, skip_chats: Collection[int], limit: int
    ) -> list[Notice]:
        """Notices that are due, oldest first; those for stopped chats wait."""
        query = (
            select(notices.c.id, notices.c.chat_id, notices.c.part)
            .outerjoin(schema.chats, schema.chats.c.id == notices.c.chat_id)
            .where(
                notices.c.settled.is_(False),
                due(notices.c.next_at, now),
                none_of(notices.c.chat_id, skip_chats),
                or_(schema.chats.c.id.is_(None), schema.chats.c.stopped_because == ""),
            )
            .order_by(notices.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            found = await fetch(connection, query)
        return [Notice(row["id"], row["chat_id"], part_from_json(row["part"])) for row in found]

    async def settle(self, notice_id: int) -> None:
        """Forget a notice: it was sent, or never can be. That it was said once is remembered."""
        forget = delete(notices).where(notices.c.id == notice_id, notices.c.once.is_(None))
        remember = update(notices).where(notices.c.id == notice_id)
        async with self._database.write() as connection:
            await connection.execute(forget)
            await connection.execute(remember.values(part="", settled=True))

    async def hold(self, notice_id: int, until: datetime) -> None:
        """Try this notice again then."""
        query = update(notices).where(notices.c.id == notice_id).values(next_at=until)
        async with self._database.write() as connection:
            await connection.execute(query)
