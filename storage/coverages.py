"""Coverages, and everything that their sources said as it is asked for by coverage."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.background import SectionChange
from bot.changes import PostChange
from bot.model import (
    Change,
    Coverage,
    CoverageState,
    Draft,
    Post,
    Section,
    SectionRevision,
    Source,
)
from storage import rows, schema
from storage.database import Database
from storage.draft_rows import follow_state
from storage.plain_json import selectors_to_json
from storage.posts import (
    count_posts,
    read_changes_after,
    read_held_back,
    read_latest_posts,
    read_post_keys,
    read_posts,
    read_posts_by_id,
    store_changes,
)
from storage.queries import WATCHED, due, fetch, fetch_one, insert_rows, no_coverage
from storage.rounds import go_on_after_the_end
from storage.sections import read_revisions, read_sections, store_sections


class Coverages:
    """What is covered, and everything its sources said."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- The coverage itself ----------------------------------------------------------------------

    async def create(
        self,
        *,
        title: str,
        language: str,
        timezone: str,
        state: CoverageState,
        starts_at: datetime | None,
        source_url: str,
        source_format: str,
        changes: Sequence[PostChange],
        now: datetime,
        background: Sequence[SectionChange] = (),
    ) -> Coverage:
        """Store a coverage, its source, its first posts and sections in one transaction."""
        values = {
            "title": title,
            "language": language,
            "timezone": timezone,
            "state": state.value,
            "starts_at": starts_at,
            "created_at": now,
        }
        async with self._database.write() as connection:
            (coverage_id,) = await insert_rows(connection, schema.coverages, [values])
            source = {"coverage_id": coverage_id, "url": source_url, "format": source_format}
            (source_id,) = await insert_rows(connection, schema.sources, [source])
            await store_changes(connection, coverage_id, source_id, changes, now)
            await store_sections(connection, coverage_id, source_id, background, now)
            return await _coverage(connection, coverage_id)

    async def get(self, coverage_id: int) -> Coverage:
        """The coverage; NotFound if there is none."""
        async with self._database.read() as connection:
            return await _coverage(connection, coverage_id)

    async def all(self) -> list[Coverage]:
        """Every coverage, the newest first."""
        query = select(schema.coverages).order_by(schema.coverages.c.id.desc())
        async with self._database.read() as connection:
            return [rows.coverage_from(row) for row in await fetch(connection, query)]

    async def set_state(
        self,
        coverage_id: int,
        state: CoverageState,
        now: datetime,
        *,
        changes: Sequence[PostChange] = (),
        draft: Draft | None = None,
    ) -> Coverage:
        """Change the state, and store the changes and the draft that come with it, all as one.

        Concluding notes when. Reopening forgets that, and turns down the proposal that led to it,
        or else the same evidence would conclude the coverage again at once; a draft of the summary
        that is still open is cancelled. Why it ended or was reopened stays known until the next.
        """
        values: dict[str, Any] = {"state": state.value}
        if state is CoverageState.CONCLUDED:
            values |= {"concluded_at": now, "reopening_reason": ""}
            values |= {"reopening_proposed_at": None, "reopening_dismissed_at": None}
        elif state is CoverageState.REOPENED:
            values |= {"concluded_at": None, "end_proposed_at": None, "end_reason": ""}
            # What came after the end is new, so that a coverage reopened for it can end again.
            values |= {"end_dismissed_at": schema.coverages.c.concluded_at}
            values |= {"reopening_proposed_at": None}
        async with self._database.write() as connection:
            await _change_coverage(connection, coverage_id, values)
            if state is CoverageState.REOPENED:
                await go_on_after_the_end(connection, coverage_id, now)
            await store_changes(connection, coverage_id, None, changes, now)
            await follow_state(connection, coverage_id, state, draft, now)
            return await _coverage(connection, coverage_id)

    async def rename(self, coverage_id: int, title: str) -> None:
        """Change the title. NotFound if there is no such coverage."""
        async with self._database.write() as connection:
            await _change_coverage(connection, coverage_id, {"title": title})

    # --- Its end ----------------------------------------------------------------------------------

    async def propose_end(self, coverage_id: int, reason: str, now: datetime) -> bool:
        """Note why the coverage seems to be over; False if that is proposed already."""
        coverages = schema.coverages
        query = (
            update(coverages)
            .where(coverages.c.id == coverage_id, coverages.c.end_proposed_at.is_(None))
            .values(end_proposed_at=now, end_reason=reason)
        )
        async with self._database.write() as connection:
            return (await connection.execute(query)).rowcount == 1

    async def end_reason(self, coverage_id: int) -> str:
        """Why the end is proposed; empty if it is not."""
        query = select(schema.coverages.c.end_reason).where(schema.coverages.c.id == coverage_id)
        async with self._database.read() as connection:
            return await connection.scalar(query) or ""

    async def dismiss_end(self, coverage_id: int, now: datetime) -> None:
        """Take the proposal away, remembering when, so that the end can be proposed anew."""
        values = {"end_proposed_at": None, "end_reason": "", "end_dismissed_at": now}
        async with self._database.write() as connection:
            await _change_coverage(connection, coverage_id, values)

    async def propose_reopening(self, coverage_id: int, reason: str, now: datetime) -> bool:
        """Note why a concluded coverage seems to go on; False if that is proposed already."""
        coverages = schema.coverages
        query = (
            update(coverages)
            .where(coverages.c.id == coverage_id, coverages.c.reopening_proposed_at.is_(None))
            .values(reopening_proposed_at=now, reopening_reason=reason)
        )
        async with self._database.write() as connection:
            return (await connection.execute(query)).rowcount == 1

    async def reopening_reason(self, coverage_id: int) -> str:
        """Why the coverage seems to go on, or was reopened; empty if nothing was said."""
        coverages = schema.coverages
        query = select(coverages.c.reopening_reason).where(coverages.c.id == coverage_id)
        async with self._database.read() as connection:
            return await connection.scalar(query) or ""

    async def dismiss_reopening(self, coverage_id: int, now: datetime) -> None:
        """Take the proposal to reopen away, remembering when."""
        values = {"reopening_proposed_at": None, "reopening_reason": ""}
        async with self._database.write() as connection:
            await _change_coverage(
                connection, coverage_id, values | {"reopening_dismissed_at": now}
            )

    # --- Sources ----------------------------------------------------------------------------------

    async def sources(self, coverage_id: int) -> list[Source]:
        """The sources of a coverage that are read, the oldest first."""
        sources = schema.sources
        query = select(sources).where(
            sources.c.coverage_id == coverage_id, sources.c.removed_at.is_(None)
        )
        async with self._database.read() as connection:
            found = await fetch(connection, query.order_by(sources.c.id))
        return [rows.source_from(row) for row in found]

    async def source_by_url(self, url: str) -> Source | None:
        """The newest source with this address that is read, whichever coverage it belongs to."""
        sources = schema.sources
        query = select(sources).where(sources.c.url == url, sources.c.removed_at.is_(None))
        async with self._database.read() as connection:
            row = await fetch_one(connection, query.order_by(sources.c.id.desc()).limit(1))
        return rows.source_from(row) if row else None

    async def still_read(self, source: Source) -> bool:
        """Whether the source is neither removed nor to be read in another way by now."""
        sources = schema.sources
        query = select(sources.c.id).where(
            sources.c.id == source.id,
            sources.c.removed_at.is_(None),
            sources.c.pinned_format == source.pinned_format,
            sources.c.selectors == selectors_to_json(source.selectors),
        )
        async with self._database.read() as connection:
            return await connection.scalar(query) is not None

    async def due_sources(
        self, now: datetime, limit: int, *, ended_after: datetime | None = None
    ) -> list[Source]:
        """Sources whose next poll is due (or was never set), oldest first.

        They belong to watched coverages, or to ones that concluded after `ended_after`; of the
        latter not those whose address another coverage has taken over.
        """
        sources, coverages = schema.sources, schema.coverages
        of_watched: ColumnElement[bool] = coverages.c.state.in_(WATCHED)
        if ended_after is not None:
            of_watched = or_(of_watched, _ended_after(ended_after))
        query = (
            select(sources)
            .join(coverages)
            .where(
                of_watched,
                sources.c.removed_at.is_(None),
                due(sources.c.next_poll_at, now),
            )
            .order_by(sources.c.next_poll_at.nulls_first(), sources.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [rows.source_from(row) for row in await fetch(connection, query)]

    async def record_poll(self, source: Source) -> None:
        """Store the source's own columns (next poll, failures, validators)."""
        async with self._database.write() as connection:
            await _change_source(connection, source)

    # --- Posts and changes ------------------------------------------------------------------------

    async def held_back(self, since: datetime) -> list[Post]:
        """The posts held back at `since` or longer that may go out now, by coverage and position.

        Those are posts of watched coverages, and ones that appeared before their coverage's end.
        """
        async with self._database.read() as connection:
            return await read_held_back(connection, since)

    async def announce(self, coverage_id: int, changes: Sequence[PostChange], now: datetime) -> int:
        """Store posts, numbered changes and the new head in one transaction; answers the head."""
        async with self._database.write() as connection:
            return await store_changes(connection, coverage_id, None, changes, now)

    async def record_changes(
        self,
        source: Source,
        changes: Sequence[PostChange],
        now: datetime,
        *,
        background: Sequence[SectionChange] = (),
    ) -> int:
        """Store posts, numbered changes, the new head, sections and the source in one transaction.

        Answers the new head. A post with id 0 is new. One whose kinds include `posted` gets that
        change's number as its `posted_seq`.
        """
        async with self._database.write() as connection:
            await _change_source(connection, source)
            await store_sections(connection, source.coverage_id, source.id, background, now)
            return await store_changes(connection, source.coverage_id, source.id, changes, now)

    async def posts(self, coverage_id: int) -> list[Post]:
        """Every stored post, withdrawn ones too, by position."""
        async with self._database.read() as connection:
            return await read_posts(connection, coverage_id)

    async def post_keys(self, source: Source) -> set[str]:
        """The keys of every stored post of this source, and of those that come from none."""
        async with self._database.read() as connection:
            return await read_post_keys(connection, source)

    async def latest_posts(self, coverage_id: int) -> list[Post]:
        """The posts that matter while nothing new is shown, by position, withdrawn ones too.

        Those are the newest ones, the last that changed, those whose absence is being counted,
        those held back, and the duplicates that were corrected last, with their originals.
        """
        async with self._database.read() as connection:
            return await read_latest_posts(connection, coverage_id)

    async def posts_by_id(self, post_ids: Collection[int]) -> dict[int, Post]:
        """These posts, in their newest revision; unknown ids are left out."""
        async with self._database.read() as connection:
            return await read_posts_by_id(connection, post_ids)

    async def sections(self, coverage_id: int) -> list[Section]:
        """Every section of the background, withdrawn ones too, in the order of the page."""
        async with self._database.read() as connection:
            return await read_sections(connection, coverage_id)

    async def count_posts(self, coverage_id: int) -> int:
        """How many posts stand; the summaries are not counted."""
        async with self._database.read() as connection:
            return await count_posts(connection, coverage_id)

    async def count_sections(self, coverage_id: int) -> int:
        """How many sections of the background stand."""
        sections = schema.sections
        query = select(func.count()).where(
            sections.c.coverage_id == coverage_id, sections.c.withdrawn_at.is_(None)
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one()

    async def section_history(self, section_id: int) -> list[SectionRevision]:
        """Everything a section ever said, the oldest first."""
        async with self._database.read() as connection:
            return await read_revisions(connection, section_id)

    async def changes_after(self, coverage_id: int, seq: int) -> list[Change]:
        """The changes with a number above `seq`, in order."""
        async with self._database.read() as connection:
            return await read_changes_after(connection, coverage_id, seq)


def _ended_after(moment: datetime) -> ColumnElement[bool]:
    """Whether a coverage concluded after that moment and still has the word on its source."""
    coverages, sources = schema.coverages, schema.sources
    others, theirs = sources.alias(), coverages.alias()
    taken_over = (
        select(others.c.id)
        .join(theirs, others.c.coverage_id == theirs.c.id)
        .where(others.c.url == sources.c.url, theirs.c.state.in_(WATCHED))
        .where(others.c.removed_at.is_(None))
        .correlate(sources)
        .exists()
    )
    return and_(
        coverages.c.state == CoverageState.CONCLUDED.value,
        coverages.c.concluded_at > moment,
        ~taken_over,
    )


async def _coverage(connection: AsyncConnection, coverage_id: int) -> Coverage:
    query = select(schema.coverages).where(schema.coverages.c.id == coverage_id)
    row = await fetch_one(connection, query)
    if row is None:
        raise no_coverage(coverage_id)
    return rows.coverage_from(row)


async def _change_coverage(
    connection: AsyncConnection, coverage_id: int, values: dict[str, Any]
) -> None:
    query = update(schema.coverages).where(schema.coverages.c.id == coverage_id).values(values)
    if (await connection.execute(query)).rowcount == 0:
        raise no_coverage(coverage_id)


async def _change_source(connection: AsyncConnection, source: Source) -> None:
    query = update(schema.sources).where(schema.sources.c.id == source.id)
    await connection.execute(query.values(rows.source_values(source)))
