"""The posts of coverages and their numbered changes."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, insert, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.changes import PostChange
from bot.model import Change, ChangeKind, Post, PostKind, Source
from storage import rows, schema
from storage.queries import WATCHED, fetch, in_chunks, insert_rows, no_coverage, update_rows

_NEWEST = 10
"""How many of the newest posts are looked at while a page stays the same."""


async def read_held_back(connection: AsyncConnection, since: datetime) -> list[Post]:
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
                coverages.c.state.in_(WATCHED),
                posts.c.first_seen_at < coverages.c.concluded_at,
            ),
        )
        .order_by(posts.c.coverage_id, posts.c.position, posts.c.id)
    )
    return [rows.post_from(row) for row in await fetch(connection, query)]


async def read_posts(connection: AsyncConnection, coverage_id: int) -> list[Post]:
    """Every stored post, withdrawn ones too, by position."""
    posts = schema.posts
    query = select(posts).where(posts.c.coverage_id == coverage_id)
    found = await fetch(connection, query.order_by(posts.c.position, posts.c.id))
    return [rows.post_from(row) for row in found]


async def read_post_keys(connection: AsyncConnection, source: Source) -> set[str]:
    """The keys of every stored post of this source, and of those that come from none."""
    posts = schema.posts
    own = or_(posts.c.source_id == source.id, posts.c.source_id.is_(None))
    query = select(posts.c.key).where(posts.c.coverage_id == source.coverage_id, own)
    return set((await connection.scalars(query)).all())


async def read_latest_posts(connection: AsyncConnection, coverage_id: int) -> list[Post]:
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
    found = await fetch(connection, query.order_by(posts.c.position, posts.c.id))
    return [rows.post_from(row) for row in found]


async def read_posts_by_id(
    connection: AsyncConnection, post_ids: Collection[int]
) -> dict[int, Post]:
    """These posts, in their newest revision; unknown ids are left out."""
    found: dict[int, Post] = {}
    for chunk in in_chunks(post_ids):
        query = select(schema.posts).where(schema.posts.c.id.in_(chunk))
        for row in await fetch(connection, query):
            found[row["id"]] = rows.post_from(row)
    return found


async def count_posts(connection: AsyncConnection, coverage_id: int) -> int:
    """How many posts stand; the summaries are not counted."""
    posts = schema.posts
    stand = (
        posts.c.kind == PostKind.UPDATE.value,
        posts.c.withdrawn_at.is_(None),
        posts.c.unannounced.is_(False),
        posts.c.duplicate_of.is_(None),
    )
    query = select(func.count()).where(posts.c.coverage_id == coverage_id, *stand)
    return (await connection.execute(query)).scalar_one()


async def read_changes_after(
    connection: AsyncConnection, coverage_id: int, seq: int
) -> list[Change]:
    """The changes with a number above `seq`, in order."""
    changes = schema.changes
    query = select(changes).where(changes.c.coverage_id == coverage_id, changes.c.seq > seq)
    found = await fetch(connection, query.order_by(changes.c.seq))
    return [rows.change_from(row) for row in found]


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
        raise no_coverage(coverage_id)
    numbered, new_head = _numbered(changes, head)
    owned = [
        (replace(post, coverage_id=coverage_id, source_id=post.source_id or source_id), steps)
        for post, steps in numbered
    ]
    posts = [post for post, _ in owned]
    new = [rows.post_values(post) for post in posts if not post.id]
    known = {post.id: rows.post_values(post) for post in posts if post.id}
    new_ids = iter(await insert_rows(connection, schema.posts, new))
    await update_rows(connection, schema.posts, known)
    steps_made = [
        {"coverage_id": coverage_id, "seq": seq, "kind": kind.value, "post_id": post_id, "at": now}
        for post, steps in owned
        for post_id in [post.id or next(new_ids)]
        for seq, kind in steps
    ]
    if steps_made:
        await connection.execute(insert(schema.changes), steps_made)
        await update_rows(connection, schema.coverages, {coverage_id: {"head": new_head}})
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
