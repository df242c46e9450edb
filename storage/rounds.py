"""Summaries on schedule: who asked for them, and whose turn it is."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from bot.deliver import Round
from bot.model import CoverageState
from storage import rows
from storage.database import Database
from storage.intents import in_doubt
from storage.queries import fetch, none_of, running, select_subscriptions
from storage.schema import coverages, subscriptions, summary_rounds
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
