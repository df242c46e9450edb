"""The sources of a coverage as editors set them: added, removed, read in another way."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, cast, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.background import SectionChange
from bot.changes import PostChange
from bot.errors import NotFound
from bot.model import Selectors, Source
from storage import rows, schema
from storage.database import Database
from storage.plain_json import selectors_to_json
from storage.posts import store_changes
from storage.queries import fetch_one, in_chunks, insert_rows
from storage.sections import store_sections

_UNREAD = {"next_poll_at": None, "etag": "", "last_modified": "", "body_hash": ""}
"""The columns of a source that is to be read at once, and whole."""

_NOT_FAILING = {"failures": 0, "broken_because": "", "failing_since": None, "misfits": 0}


class Sources:
    """The sources of coverages, as the desk needs them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, source_id: int) -> Source:
        """The source, a removed one too; NotFound if there is none."""
        async with self._database.read() as connection:
            return await _source(connection, source_id)

    async def add(
        self,
        coverage_id: int,
        *,
        url: str,
        read_as: str,
        changes: Sequence[PostChange],
        background: Sequence[SectionChange],
        now: datetime,
    ) -> Source:
        """Store another source of a coverage with what it shows, in one transaction."""
        values = {"coverage_id": coverage_id, "url": url, "format": read_as}
        async with self._database.write() as connection:
            (source_id,) = await insert_rows(connection, schema.sources, [values])
            await store_changes(connection, coverage_id, source_id, changes, now)
            await store_sections(connection, coverage_id, source_id, background, now)
            return await _source(connection, source_id)

    async def remove(self, source_id: int, now: datetime) -> Source:
        """Stop reading a source; what it told stands."""
        async with self._database.write() as connection:
            await _set(connection, source_id, removed_at=now)
            return await _source(connection, source_id)

    async def restore(self, source_id: int) -> Source:
        """Read a removed source again, at once."""
        async with self._database.write() as connection:
            await _set(connection, source_id, removed_at=None, **_UNREAD)
            return await _source(connection, source_id)

    async def set_way(
        self,
        source_id: int,
        pinned_format: str,
        selectors: Selectors | None,
        changes: Sequence[PostChange],
        now: datetime,
    ) -> Source:
        """Have a source read in another way, and store what that shows, in one transaction."""
        way = {"pinned_format": pinned_format, "selectors": selectors_to_json(selectors)}
        async with self._database.write() as connection:
            await _set(connection, source_id, format="", **way, **_UNREAD, **_NOT_FAILING)
            source = await _source(connection, source_id)
            await _free_keys(connection, [one.post.id for one in changes if one.post.id])
            await store_changes(connection, source.coverage_id, source_id, changes, now)
            return source


async def _source(connection: AsyncConnection, source_id: int) -> Source:
    query = select(schema.sources).where(schema.sources.c.id == source_id)
    row = await fetch_one(connection, query)
    if row is None:
        raise NotFound("There is no such source any more. /coverage shows what there is.")
    return rows.source_from(row)


async def _set(connection: AsyncConnection, source_id: int, **values: object) -> None:
    query = update(schema.sources).where(schema.sources.c.id == source_id)
    await connection.execute(query.values(values))


async def _free_keys(connection: AsyncConnection, post_ids: Sequence[int]) -> None:
    """Give up the keys of posts that get others: one may get what another still has."""
    posts = schema.posts
    passing = literal("dateline:moving:").concat(cast(posts.c.id, String))
    for chunk in in_chunks(post_ids):
        await connection.execute(update(posts).where(posts.c.id.in_(chunk)).values(key=passing))
