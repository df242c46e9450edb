"""The sections of the page around the posts, and what they said before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.background import SectionChange
from bot.model import Section, SectionRevision
from storage import rows, schema
from storage.queries import fetch, insert_rows, update_rows


async def read_sections(connection: AsyncConnection, coverage_id: int) -> list[Section]:
    """Every section of a coverage, withdrawn ones too: by source, then as its page shows them."""
    sections = schema.sections
    query = (
        select(sections)
        .where(sections.c.coverage_id == coverage_id)
        .order_by(sections.c.source_id, sections.c.position, sections.c.id)
    )
    return [rows.section_from(row) for row in await fetch(connection, query)]


async def read_revisions(connection: AsyncConnection, section_id: int) -> list[SectionRevision]:
    """Everything a section ever said, the oldest first; nothing for one that does not exist."""
    revisions = schema.section_revisions
    query = select(revisions).where(revisions.c.section_id == section_id)
    found = await fetch(connection, query.order_by(revisions.c.revision))
    return [rows.section_revision_from(row) for row in found]


async def store_sections(
    connection: AsyncConnection,
    coverage_id: int,
    source_id: int,
    changes: Sequence[SectionChange],
    now: datetime,
) -> None:
    """Store sections as they are now, and keep each new revision. A section with id 0 is new."""
    owned = [
        replace(change.section, coverage_id=coverage_id, source_id=source_id) for change in changes
    ]
    new = [rows.section_values(section) for section in owned if not section.id]
    known = {section.id: rows.section_values(section) for section in owned if section.id}
    new_ids = iter(await insert_rows(connection, schema.sections, new))
    await update_rows(connection, schema.sections, known)
    stored = [section if section.id else replace(section, id=next(new_ids)) for section in owned]
    said = [
        rows.section_revision_values(section, now)
        for section, change in zip(stored, changes, strict=True)
        if change.is_revision
    ]
    if said:
        await connection.execute(insert(schema.section_revisions), said)
