"""Everything that is kept. The only package that speaks SQL; `Store.open` is the way in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from storage.broadcasts import Broadcasts
from storage.chats import Chats
from storage.coverages import Coverages
from storage.database import Database, read_heartbeat
from storage.deliveries import Deliveries
from storage.intents import Intents
from storage.lock import InstanceLock
from storage.notices import Notices
from storage.spending import Spending
from storage.staff import Staff
from storage.upkeep import check_writable, migrate, newest_version, schema_version

if TYPE_CHECKING:
    from bot.broadcasts import BroadcastBook
    from bot.deliver import (
        BroadcastStore,
        ChatStore,
        CoverageStore,
        DeliveryStore,
        IntentStore,
        Ledger,
        NoticeStore,
    )
    from bot.desk import CoverageBook, ReaderBook
    from bot.follow import FollowChats, FollowCoverages
    from bot.places import PlaceChats
    from bot.staff import StaffStore
    from bot.watch import WatchStore

__all__ = [
    "Broadcasts",
    "Chats",
    "Coverages",
    "Database",
    "Deliveries",
    "InstanceLock",
    "Intents",
    "Notices",
    "Spending",
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
    intents: Intents
    broadcasts: Broadcasts
    staff: Staff
    notices: Notices
    spending: Spending

    @classmethod
    def open(cls, database: Database) -> Self:
        """The store on an open, migrated database."""
        return cls(
            coverages=Coverages(database),
            chats=Chats(database),
            deliveries=Deliveries(database),
            intents=Intents(database),
            broadcasts=Broadcasts(database),
            staff=Staff(database),
            notices=Notices(database),
            spending=Spending(database),
        )


if TYPE_CHECKING:
    # The type checker proves here that each class is what the use cases ask for.

    def _coverages(it: Coverages) -> tuple[WatchStore, CoverageStore, CoverageBook]:
        return it, it, it

    def _chats(it: Chats) -> tuple[ChatStore, FollowChats, PlaceChats, ReaderBook]:
        return it, it, it, it

    def _followed(it: Coverages) -> FollowCoverages:
        return it

    def _deliveries(it: Deliveries) -> DeliveryStore:
        return it

    def _spending(it: Spending) -> Ledger:
        return it

    def _intents(it: Intents) -> IntentStore:
        return it

    def _broadcasts(it: Broadcasts) -> tuple[BroadcastStore, BroadcastBook]:
        return it, it

    def _staff(it: Staff) -> StaffStore:
        return it

    def _notices(it: Notices) -> NoticeStore:
        return it
