"""Everything that is kept. The only package that speaks SQL; `Store.open` is the way in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from storage.broadcasts import Broadcasts
from storage.chats import Chats
from storage.coverages import Coverages
from storage.database import Database, read_heartbeat
from storage.deliveries import Deliveries
from storage.drafts import Drafts
from storage.intents import Intents
from storage.lock import InstanceLock
from storage.model_use import ModelUse
from storage.notices import Notices
from storage.pictures import Pictures
from storage.polls import Polls
from storage.rounds import Rounds
from storage.sources import Sources
from storage.spending import Spending
from storage.staff import Staff
from storage.upkeep import check_writable, migrate, newest_version, schema_version

if TYPE_CHECKING:
    from bot.amending import AmendBook
    from bot.books import AuditLog, NoticeBox, PollBook, ReaderBook
    from bot.broadcasts import BroadcastBook
    from bot.closing import ClosingBook
    from bot.deliver import (
        BroadcastStore,
        ChatStore,
        CoverageStore,
        DeliveryStore,
        IntentStore,
        Ledger,
        NoticeStore,
        PollStore,
        RoundStore,
    )
    from bot.desk import CoverageBook
    from bot.drafts import DraftBook, DraftCoverages
    from bot.follow import FollowChats, FollowCoverages
    from bot.illustrate import CoverageBook as IllustratedCoverages
    from bot.illustrate import PrintBook
    from bot.places import PlaceChats
    from bot.polish import Languages, UseBook
    from bot.rounds import RoundBook
    from bot.source_desk import CoverageBook as SourceCoverages
    from bot.source_desk import SourceBook
    from bot.staff import StaffStore
    from bot.watch_ports import WatchStore

__all__ = [
    "Broadcasts",
    "Chats",
    "Coverages",
    "Database",
    "Deliveries",
    "Drafts",
    "InstanceLock",
    "Intents",
    "ModelUse",
    "Notices",
    "Pictures",
    "Polls",
    "Rounds",
    "Sources",
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
    sources: Sources
    chats: Chats
    deliveries: Deliveries
    intents: Intents
    drafts: Drafts
    broadcasts: Broadcasts
    staff: Staff
    notices: Notices
    model_use: ModelUse
    rounds: Rounds
    pictures: Pictures
    spending: Spending
    polls: Polls

    @classmethod
    def open(cls, database: Database) -> Self:
        """The store on an open, migrated database."""
        return cls(
            coverages=Coverages(database),
            sources=Sources(database),
            chats=Chats(database),
            deliveries=Deliveries(database),
            intents=Intents(database),
            drafts=Drafts(database),
            broadcasts=Broadcasts(database),
            staff=Staff(database),
            notices=Notices(database),
            model_use=ModelUse(database),
            rounds=Rounds(database),
            pictures=Pictures(database),
            spending=Spending(database),
            polls=Polls(database),
        )


if TYPE_CHECKING:
    # The type checker proves here that each class is what the use cases ask for.

    def _coverages(it: Coverages) -> tuple[WatchStore, CoverageStore, CoverageBook]:
        return it, it, it

    def _chats(it: Chats) -> tuple[ChatStore, FollowChats, PlaceChats, ReaderBook]:
        return it, it, it, it

    def _followed(it: Coverages) -> tuple[FollowCoverages, ClosingBook]:
        return it, it

    def _sources(it: Sources, coverages: Coverages) -> tuple[SourceBook, SourceCoverages]:
        return it, coverages

    def _deliveries(it: Deliveries) -> DeliveryStore:
        return it

    def _spending(it: Spending) -> Ledger:
        return it

    def _intents(it: Intents) -> IntentStore:
        return it

    def _broadcasts(it: Broadcasts) -> tuple[BroadcastStore, BroadcastBook]:
        return it, it

    def _staff(it: Staff) -> tuple[StaffStore, AuditLog]:
        return it, it

    def _notices(it: Notices) -> tuple[NoticeStore, NoticeBox]:
        return it, it

    def _pictures(it: Pictures, coverages: Coverages) -> tuple[PrintBook, IllustratedCoverages]:
        return it, coverages

    def _drafts(it: Drafts) -> DraftBook:
        return it

    def _summed_up(it: Coverages) -> tuple[DraftCoverages, AmendBook]:
        return it, it

    def _addressed(it: Chats) -> Languages:
        return it

    def _counted(it: ModelUse) -> UseBook:
        return it

    def _regularly(it: Rounds) -> tuple[RoundBook, RoundStore]:
        return it, it

    def _polls(it: Polls) -> tuple[PollStore, PollBook]:
        return it, it
