"""What the optional model was asked for, day by day, so that its budget outlives a restart."""

from sqlalchemy import select

from bot.polish import Use
from storage.database import Database
from storage.queries import fetch_one
from storage.schema import model_use
from storage.upserts import inserting


class ModelUse:
    """Requests and tokens of each day, in UTC."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def used(self, day: str) -> Use:
        """What was used on a day (as "2025-06-02")."""
        query = select(model_use).where(model_use.c.day == day)
        async with self._database.read() as connection:
            row = await fetch_one(connection, query)
        return Use(row["requests"], row["tokens"]) if row else Use()

    async def add(self, day: str, use: Use) -> None:
        """Count what one request took."""
        statement = inserting(self._database.dialect, model_use).values(
            day=day, requests=use.requests, tokens=use.tokens
        )
        new = statement.excluded
        query = statement.on_conflict_do_update(
            index_elements=["day"],
            set_={
                "requests": model_use.c.requests + new.requests,
                "tokens": model_use.c.tokens + new.tokens,
            },
        )
        async with self._database.write() as connection:
            await connection.execute(query)
