"""What pictures look like, so that each is read only once."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select

from storage.database import Database
from storage.queries import fetch, in_chunks
from storage.schema import picture_prints
from storage.upserts import upsert

_HEX: Final = 16


class Pictures:
    """The prints of pictures by their identity."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def prints(
        self, identities: Collection[str], *, failed_since: datetime
    ) -> dict[str, int | None]:
        """The prints known of these; None for one that could not be read after `failed_since`."""
        found: dict[str, int | None] = {}
        table = picture_prints
        believed = or_(table.c.print != "", table.c.looked_at > failed_since)
        async with self._database.read() as connection:
            for chunk in in_chunks(identities):
                query = select(table).where(table.c.identity.in_(chunk), believed)
                for row in await fetch(connection, query):
                    found[row["identity"]] = int(row["print"], _HEX) if row["print"] else None
        return found

    async def remember_prints(self, prints: Mapping[str, int | None], now: datetime) -> None:
        """Keep what these look like; None for what could not be read."""
        async with self._database.write() as connection:
            for identity, value in prints.items():
                values = {
                    "identity": identity,
                    "print": "" if value is None else f"{value:0{_HEX}x}",
                    "looked_at": now,
                }
                await connection.execute(
                    upsert(self._database.dialect, picture_prints, values, keys=["identity"])
                )
