"""Summaries on schedule: who asked for them, and whose turn it is."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliver import Round
from bot.model import CoverageState, PostKind
from storage import rows
from storage.database import Database
from storage.intents import in_doubt
from storage.queries import fetch, none_of, running, select_subscriptions
from storage.schema import coverages, posts, subscriptions, summary_rounds
from storage.upserts import upsert

_ON = [state.value for state in CoverageState if state is not CoverageState.CONCLUDED]


class Rounds:
    """One row for each subscription that asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, subscription_id: int, every: timedelta, now: datetime, told: int) -> None:
        """Have a subscription told every so often, first after that time."""
        values = {
            "subscription_id": subscription_id,
            "every_minutes": int(every.total_seconds() // 60),
            "next_at": now + every,
            "told": told,
        }
        query = upsert(self._database.dialect, summary_rounds, values, keys=["subscription_id"])
        async with self._database.write() as connection:
            await connection.execute(query)

    async def drop(self, subscription_ids: Sequence[int]) -> int:
        """Tell these no more on schedule; how many were told until now."""
        query = delete(summary_rounds).where(summary_rounds.c.subscription_id.in_(subscription_ids))
        async with self._database.write() as connection:
            return (await connection.execute(query)).rowcount

    async def every(self, subscription_ids: Sequence[int]) -> timedelta | None:
        """How often these are told, the most frequent of them; None if none is."""
        shortest = select(func.min(summary_rounds.c.every_minutes)).where(
            summary_rounds.c.subscription_id.in_(subscription_ids)
        )
        async with self._database.read() as connection:
            minutes = await connection.scalar(shortest)
        return timedelta(minutes=minutes) if minutes else None

    async def due(self, now: datetime, *, skip_chats: Collection[int], limit: int) -> list[Round]:
        """Whose turn it is, the longest due first; concluded coverages have their own summary."""
        told = (summary_rounds.c.every_minutes, summary_rounds.c.told)
        query = (
            select_subscriptions()
            .add_columns(*told)
            .join(summary_rounds, summary_rounds.c.subscription_id == subscriptions.c.id)
            .join(coverages, coverages.c.id == subscriptions.c.coverage_id)
            .where(
                running(),
                summary_rounds.c.next_at <= now,
                coverages.c.state.in_(_ON),
                none_of(subscriptions.c.chat_id, skip_chats),
                ~in_doubt(subscriptions.c.chat_id),
            )
            .order_by(summary_rounds.c.next_at, subscriptions.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            found = await fetch(connection, query)
        return [
            Round(rows.subscription_from(row), timedelta(minutes=row["every_minutes"]), row["told"])
            for row in found
        ]

    async def told(self, turn: Round, head: int, now: datetime) -> None:
        """Note what a subscription was told up to, and when it is its turn again."""
        query = update(summary_rounds).where(
            summary_rounds.c.subscription_id == turn.subscription.id
        )
        async with self._database.write() as connection:
            await connection.execute(query.values(told=head, next_at=now + turn.every))


async def wait_anew(connection: AsyncConnection, whose: ColumnElement[bool], now: datetime) -> None:
    """Let turns that stood still come in their own time again; `whose` is about subscriptions.

    Else all that fell due meanwhile would come at once, beside what the return itself brings.
    """
    every = summary_rounds.c.every_minutes
    theirs = summary_rounds.c.subscription_id.in_(select(subscriptions.c.id).where(whose))
    for (minutes,) in await connection.execute(select(every).where(theirs).distinct()):
        query = update(summary_rounds).where(theirs, every == minutes)
        await connection.execute(query.values(next_at=now + timedelta(minutes=minutes)))


async def go_on_after_the_end(connection: AsyncConnection, coverage_id: int, now: datetime) -> None:
    """Let the turns of a reopened coverage begin anew; what its summary told is no news."""
    followers = subscriptions.c.coverage_id == coverage_id
    summed_up = (
        select(func.coalesce(func.max(posts.c.posted_seq), 0))
        .where(posts.c.coverage_id == coverage_id, posts.c.kind == PostKind.SUMMARY.value)
        .scalar_subquery()
    )
    told = summary_rounds.c.told
    theirs = summary_rounds.c.subscription_id.in_(select(subscriptions.c.id).where(followers))
    later = case((told < summed_up, summed_up), else_=told)
    await connection.execute(update(summary_rounds).where(theirs).values(told=later))
    await wait_anew(connection, followers, now)
