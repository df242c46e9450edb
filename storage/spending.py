"""What was paid for messages above the free limit, day by day."""

from datetime import date

from sqlalchemy import select, update

from storage.database import Database
from storage.schema import spending
from storage.upserts import inserting


class Spending:
    """Counts messages, ten of which cost a Star."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, day: date, messages: int, *, most: int) -> int:
        """Count up to so many messages as paid for on a day, durably, and no more than `most`.

        Answers how many were.
        """
        of_day = spending.c.day == day
        begin = inserting(self._database.dialect, spending).values(day=day, messages=0)
        async with self._database.write() as connection:
            await connection.execute(begin.on_conflict_do_nothing(index_elements=["day"]))
            spent = await connection.scalar(select(spending.c.messages).where(of_day)) or 0
            granted = max(0, min(messages, most - spent))
            query = update(spending).where(of_day)
            await connection.execute(query.values(messages=spent + granted))
        return granted

    async def spent(self, day: date) -> int:
        """How many messages were paid for on a day."""
        query = select(spending.c.messages).where(spending.c.day == day)
        async with self._database.read() as connection:
            return await connection.scalar(query) or 0
