"""Everything that is kept. The only package that speaks SQL; `Store.open` is the way in."""

from dataclasses import dataclass
from typing import Self

from storage.broadcasts import Broadcasts
from storage.chats import Chats
from storage.coverages import Coverages
from storage.database import Database, read_heartbeat
from storage.deliveries import Deliveries
from storage.lock import InstanceLock
from storage.notices import Notices
from storage.staff import Staff
from storage.upkeep import check_writable, migrate, newest_version, schema_version

__all__ = [
    "Broadcasts",
    "Chats",
    "Coverages",
    "Database",
    "Deliveries",
    "InstanceLock",
    "Notices",
    "Staff",
    "Store",
    "check_writable",
    "migrate",
    "newest_version",
    "read_heartbeat",
    "schema_version",
]


@dataclass(frozen=True, slots=True)
class Store:
    """The tables by what they are about, over one open database, which its opener closes."""

    coverages: Coverages
    chats: Chats
    deliveries: Deliveries
    broadcasts: Broadcasts
    staff: Staff
    notices: Notices

    @classmethod
    def open(cls, database: Database) -> Self:
        """The store on an open, migrated database."""
        return cls(
            coverages=Coverages(database),
            chats=Chats(database),
            deliveries=Deliveries(database),
            broadcasts=Broadcasts(database),
            staff=Staff(database),
            notices=Notices(database),
        )
