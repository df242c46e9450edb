"""Coverages, their sources, posts and numbered changes."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.background import SectionChange
from bot.changes import PostChange
from bot.errors import NotFound
from bot.model import (
    Change,
    ChangeKind,
    Coverage,
    CoverageState,
    Draft,
    Post,
    PostKind,
    Section,
    SectionRevision,
    Source,
)
from storage import rows, schema
from storage.database import Database
from storage.draft_rows import follow_state
from storage.queries import due, fetch, fetch_one, in_chunks
from storage.sections import read_revisions, read_sections, store_sections

_NEWEST = 10
"""How many of the newest posts are looked at while a page stays the same."""

_WATCHED = [state.value for state in CoverageState if state.watched]


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
            coverage_id = await _insert(connection, schema.coverages, values)
            source = {"coverage_id": coverage_id, "url": source_url, "format": source_format}
            source_id = await _insert(connection, schema.sources, source)
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
            sources.c.selectors == rows.selectors_to_json(source.selectors),
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
        of_watched: ColumnElement[bool] = coverages.c.state.in_(_WATCHED)
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
        posts, coverages = schema.posts, schema.coverages
        query = (
            select(posts)
            .join(coverages, posts.c.coverage_id == coverages.c.id)
            .where(
                posts.c.unannounced,
                posts.c.withdrawn_at.is_(None),
                posts.c.first_seen_at <= since,
                or_(
                    coverages.c.state.in_(_WATCHED),
                    posts.c.first_seen_at < coverages.c.concluded_at,
                ),
            )
            .order_by(posts.c.coverage_id, posts.c.position, posts.c.id)
        )
        async with self._database.read() as connection:
            return [rows.post_from(row) for row in await fetch(connection, query)]

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
        posts = schema.posts
        query = select(posts).where(posts.c.coverage_id == coverage_id)
        async with self._database.read() as connection:
            found = await fetch(connection, query.order_by(posts.c.position, posts.c.id))
        return [rows.post_from(row) for row in found]

    async def latest_posts(self, coverage_id: int) -> list[Post]:
        """The posts that matter while nothing new is shown, by position, withdrawn ones too.

        Those are the newest ones, the last that changed, those whose absence is being counted,
        those held back, and the duplicates that were corrected last, with their originals.
        """
        posts = schema.posts
        of_coverage = select(posts.c.id).where(posts.c.coverage_id == coverage_id)
        last = [
            of_coverage.order_by(column.desc().nulls_last()).limit(count).subquery()
            for column, count in (
                (posts.c.position, _NEWEST),
                (posts.c.first_seen_at, 1),
                (posts.c.corrected_at, 1),
                (posts.c.withdrawn_at, 1),
                (posts.c.posted_seq, 1),
            )
        ]
        corrected = (
            select(posts.c.id, posts.c.duplicate_of)
            .where(
                posts.c.coverage_id == coverage_id,
                posts.c.duplicate_of.is_not(None),
                posts.c.edited_at.is_not(None),
            )
            .order_by(posts.c.edited_at.desc())
            .limit(_NEWEST)
            .subquery()
        )
        ids = union_all(
            *(select(one.c.id) for one in last),
            select(corrected.c.id),
            select(corrected.c.duplicate_of),
        )
        query = select(posts).where(
            posts.c.coverage_id == coverage_id,
            or_(posts.c.absences > 0, posts.c.unannounced, posts.c.id.in_(ids)),
        )
        async with self._database.read() as connection:
            found = await fetch(connection, query.order_by(posts.c.position, posts.c.id))
        return [rows.post_from(row) for row in found]

    async def posts_by_id(self, post_ids: Collection[int]) -> dict[int, Post]:
        """These posts, in their newest revision; unknown ids are left out."""
        found: dict[int, Post] = {}
        async with self._database.read() as connection:
            for chunk in in_chunks(post_ids):
                query = select(schema.posts).where(schema.posts.c.id.in_(chunk))
                for row in await fetch(connection, query):
                    found[row["id"]] = rows.post_from(row)
        return found

    async def sections(self, coverage_id: int) -> list[Section]:
        """Every section of the background, withdrawn ones too, in the order of the page."""
        async with self._database.read() as connection:
            return await read_sections(connection, coverage_id)

    async def count_posts(self, coverage_id: int) -> int:
        """How many posts stand; the summaries are not counted."""
        posts = schema.posts
        stand = (
            posts.c.kind == PostKind.UPDATE.value,
            posts.c.withdrawn_at.is_(None),
            posts.c.unannounced.is_(False),
            posts.c.duplicate_of.is_(None),
        )
        query = select(func.count()).where(posts.c.coverage_id == coverage_id, *stand)
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one()

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
        changes = schema.changes
        query = select(changes).where(changes.c.coverage_id == coverage_id, changes.c.seq > seq)
        async with self._database.read() as connection:
            found = await fetch(connection, query.order_by(changes.c.seq))
        return [rows.change_from(row) for row in found]


def _ended_after(moment: datetime) -> ColumnElement[bool]:
    """Whether a coverage concluded after that moment and still has the word on its source."""
    coverages, sources = schema.coverages, schema.sources
    others, theirs = sources.alias(), coverages.alias()
    taken_over = (
        select(others.c.id)
        .join(theirs, others.c.coverage_id == theirs.c.id)
        .where(others.c.url == sources.c.url, theirs.c.state.in_(_WATCHED))
        .where(others.c.removed_at.is_(None))
        .correlate(sources)
        .exists()
    )
    return and_(
        coverages.c.state == CoverageState.CONCLUDED.value,
        coverages.c.concluded_at > moment,
        ~taken_over,
    )


async def _insert(connection: AsyncConnection, table: Table, values: dict[str, Any]) -> int:
    query = insert(table).values(values).returning(table.c.id)
    made: int = (await connection.execute(query)).scalar_one()
    return made


async def _coverage(connection: AsyncConnection, coverage_id: int) -> Coverage:
    query = select(schema.coverages).where(schema.coverages.c.id == coverage_id)
    row = await fetch_one(connection, query)
    if row is None:
        raise _no_coverage(coverage_id)
    return rows.coverage_from(row)


def _no_coverage(coverage_id: int) -> NotFound:
    return NotFound(f"There is no coverage number {coverage_id}. /coverage lists them.")


async def _change_coverage(
    connection: AsyncConnection, coverage_id: int, values: dict[str, Any]
) -> None:
    query = update(schema.coverages).where(schema.coverages.c.id == coverage_id).values(values)
    if (await connection.execute(query)).rowcount == 0:
        raise _no_coverage(coverage_id)


async def _change_source(connection: AsyncConnection, source: Source) -> None:
    query = update(schema.sources).where(schema.sources.c.id == source.id)
    await connection.execute(query.values(rows.source_values(source)))


async def store_changes(
    connection: AsyncConnection,
    coverage_id: int,
    source_id: int | None,
    changes: Sequence[PostChange],
    now: datetime,
) -> int:
    """Store posts and their changes, numbered on from the coverage's head; answers the new head."""
    query = select(schema.coverages.c.head).where(schema.coverages.c.id == coverage_id)
    head: int | None = await connection.scalar(query.with_for_update())
    if head is None:
        raise _no_coverage(coverage_id)
    numbered, new_head = _numbered(changes, head)
    owned = [
        (replace(post, coverage_id=coverage_id, source_id=post.source_id or source_id), steps)
        for post, steps in numbered
    ]
    new_ids = iter(await _insert_posts(connection, [post for post, _ in owned if not post.id]))
    await _update_posts(connection, [post for post, _ in owned if post.id])
    steps_made = [
        {"coverage_id": coverage_id, "seq": seq, "kind": kind.value, "post_id": post_id, "at": now}
        for post, steps in owned
        for post_id in [post.id or next(new_ids)]
        for seq, kind in steps
    ]
    if steps_made:
        await connection.execute(insert(schema.changes), steps_made)
        await _change_coverage(connection, coverage_id, {"head": new_head})
    return new_head


def _numbered(
    changes: Sequence[PostChange], head: int
) -> tuple[list[tuple[Post, list[tuple[int, ChangeKind]]]], int]:
    """Each post with its changes' numbers, which go on from `head`, and the head they lead to."""
    numbered = []
    for change in changes:
        steps = list(enumerate(change.kinds, start=head + 1))
        head += len(steps)
        posted = [seq for seq, kind in steps if kind is ChangeKind.POSTED]
        post = replace(change.post, posted_seq=posted[-1]) if posted else change.post
        numbered.append((post, steps))
    return numbered, head


async def _insert_posts(connection: AsyncConnection, posts: Sequence[Post]) -> Sequence[int]:
    """Insert new posts; answers their ids in the same order."""
    if not posts:
        return []
    query = insert(schema.posts).returning(schema.posts.c.id, sort_by_parameter_order=True)
    made = await connection.scalars(query, [rows.post_values(post) for post in posts])
    return made.all()


async def _update_posts(connection: AsyncConnection, posts: Sequence[Post]) -> None:
    if posts:
        query = update(schema.posts).where(schema.posts.c.id == bindparam("old_id"))
        await connection.execute(
            query, [{"old_id": post.id, **rows.post_values(post)} for post in posts]
        )
