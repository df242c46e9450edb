"""Drafts of closing summaries: what they say, where editors see them, what editors were asked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.changes import PostChange
from bot.errors import NotFound
from bot.model import Draft, DraftState, Panel, Question
from storage import rows, schema
from storage.database import Database
from storage.plain_json import messages_to_json
from storage.posts import store_changes
from storage.queries import fetch, fetch_one
from storage.schema import draft_panels, draft_questions, drafts
from storage.upserts import upsert


class Drafts:
    """One draft for each conclusion that editors look over. The conclusion itself makes it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, draft_id: int) -> Draft:
        """The draft; NotFound if there is none."""
        async with self._database.read() as connection:
            return await _draft(connection, draft_id)

    async def newest(self, coverage_id: int) -> Draft | None:
        """The newest draft of a coverage, whatever became of it."""
        query = select(drafts).where(drafts.c.coverage_id == coverage_id)
        async with self._database.read() as connection:
            row = await fetch_one(connection, query.order_by(drafts.c.id.desc()).limit(1))
        return rows.draft_from(row) if row else None

    async def recent(self, since: datetime) -> list[Draft]:
        """The open drafts, and those settled after `since`, the oldest first."""
        open_or_fresh = or_(drafts.c.state == DraftState.OPEN.value, drafts.c.settled_at > since)
        async with self._database.read() as connection:
            found = await fetch(
                connection, select(drafts).where(open_or_fresh).order_by(drafts.c.id)
            )
        return [rows.draft_from(row) for row in found]

    async def save(self, draft: Draft) -> bool:
        """Store the next version of an open draft; False if another one came first."""
        async with self._database.write() as connection:
            return await _save(connection, draft)

    async def publish(
        self, draft: Draft, changes: Sequence[PostChange], now: datetime
    ) -> Draft | None:
        """Store the settled draft and its post's changes as one; None if another act came first."""
        async with self._database.write() as connection:
            if not await _save(connection, draft):
                return None
            await store_changes(connection, draft.coverage_id, None, changes, now)
            keys = [change.post.key for change in changes if not change.post.id]
            post_id = select(schema.posts.c.id).where(
                schema.posts.c.coverage_id == draft.coverage_id, schema.posts.c.key.in_(keys)
            )
            found = await connection.scalar(post_id)
            query = update(drafts).where(drafts.c.id == draft.id)
            await connection.execute(query.values(post_id=found))
            return await _draft(connection, draft.id)

    async def delivered(self, post_id: int) -> int:
        """How many chats have been shown the post."""
        query = select(func.count()).where(
            schema.deliveries.c.post_id == post_id, schema.deliveries.c.complete
        )
        async with self._database.read() as connection:
            return await connection.scalar(query) or 0

    # --- Where editors see it ---------------------------------------------------------------------

    async def panels(self, draft_id: int) -> list[Panel]:
        """The draft as it stands in each editor's chat."""
        query = select(draft_panels).where(draft_panels.c.draft_id == draft_id)
        async with self._database.read() as connection:
            return [rows.panel_from(row) for row in await fetch(connection, query)]

    async def keep_panel(self, panel: Panel) -> None:
        """Store what stands in one editor's chat."""
        values = {
            "draft_id": panel.draft_id,
            "user_id": panel.user_id,
            "messages": messages_to_json(panel.messages),
            "gone": panel.gone,
        }
        keys = ["draft_id", "user_id"]
        query = upsert(self._database.dialect, draft_panels, values, keys=keys)
        async with self._database.write() as connection:
            await connection.execute(query)

    # --- What editors were asked ------------------------------------------------------------------

    async def question(self, user_id: int) -> Question | None:
        """What the editor's next message means, if anything."""
        query = select(draft_questions).where(draft_questions.c.user_id == user_id)
        async with self._database.read() as connection:
            row = await fetch_one(connection, query)
        return rows.question_from(row) if row else None

    async def ask(self, question: Question) -> None:
        """Have the editor's next message mean this; an earlier question is dropped."""
        values = {
            "user_id": question.user_id,
            "draft_id": question.draft_id,
            "kind": question.kind.value,
            "about": question.about,
        }
        query = upsert(self._database.dialect, draft_questions, values, keys=["user_id"])
        async with self._database.write() as connection:
            await connection.execute(query)

    async def forget_question(self, user_id: int) -> bool:
        """Have the editor's next message mean nothing special; False if it did not anyway."""
        query = delete(draft_questions).where(draft_questions.c.user_id == user_id)
        async with self._database.write() as connection:
            return (await connection.execute(query)).rowcount == 1


async def _draft(connection: AsyncConnection, draft_id: int) -> Draft:
    row = await fetch_one(connection, select(drafts).where(drafts.c.id == draft_id))
    if row is None:
        raise NotFound(f"There is no draft number {draft_id}. /coverage shows what there is.")
    return rows.draft_from(row)


async def _save(connection: AsyncConnection, draft: Draft) -> bool:
    """Store it over the version before it, as long as that one is open."""
    query = update(drafts).where(
        drafts.c.id == draft.id,
        drafts.c.version == draft.version - 1,
        drafts.c.state == DraftState.OPEN.value,
    )
    return (await connection.execute(query.values(rows.draft_values(draft)))).rowcount == 1
