"""Editors, and the log of what was done by whom."""

from collections.abc import Collection

from sqlalchemy import delete, insert, select

from bot.model import AuditEntry, Editor
from storage import rows, schema
from storage.database import Database
from storage.queries import fetch
from storage.upserts import upsert


class Staff:
    """The people who run coverage, and their acts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def editors(self) -> list[Editor]:
        """Everybody who is appointed, in the order of appointment."""
        editors = schema.editors
        query = select(editors).order_by(editors.c.appointed_at, editors.c.user_id)
        async with self._database.read() as connection:
            return [rows.editor_from(row) for row in await fetch(connection, query)]

    async def is_editor(self, user_id: int) -> bool:
        """Whether the person is appointed."""
        query = select(schema.editors.c.user_id).where(schema.editors.c.user_id == user_id)
        async with self._database.read() as connection:
            return await connection.scalar(query) is not None

    async def appoint(self, editor: Editor) -> None:
        """Keep an editor; one who is already kept is replaced."""
        values = {
            "user_id": editor.user_id,
            "name": editor.name,
            "appointed_by": editor.appointed_by,
            "appointed_at": editor.appointed_at,
        }
        query = upsert(self._database.dialect, schema.editors, values, keys=["user_id"])
        async with self._database.write() as connection:
            await connection.execute(query)

    async def dismiss(self, user_id: int) -> bool:
        """Forget an editor; False if there was none."""
        query = delete(schema.editors).where(schema.editors.c.user_id == user_id)
        async with self._database.write() as connection:
            return (await connection.execute(query)).rowcount == 1

    async def names(self, user_ids: Collection[int]) -> dict[int, str]:
        """What those of them who wrote to the bot call themselves."""
        chats = schema.chats
        query = select(chats.c.id, chats.c.title).where(
            chats.c.id.in_(user_ids), chats.c.title != ""
        )
        async with self._database.read() as connection:
            return {row["id"]: row["title"] for row in await fetch(connection, query)}

    async def audit(self, entry: AuditEntry) -> None:
        """Append to the log."""
        values = {
            "at": entry.at,
            "actor_id": entry.actor_id,
            "action": entry.action,
            "details": entry.details,
        }
        async with self._database.write() as connection:
            await connection.execute(insert(schema.audit).values(values))

    async def audit_log(self, limit: int) -> list[AuditEntry]:
        """The newest entries, newest first."""
        query = select(schema.audit).order_by(schema.audit.c.id.desc()).limit(limit)
        async with self._database.read() as connection:
            return [rows.audit_entry_from(row) for row in await fetch(connection, query)]
