"""Who is behind, the ledger of what each chat has been shown, and Telegram's ids for media."""

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import chain, islice, zip_longest
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Insert,
    RowMapping,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliver import Ack, Queue
from bot.model import ChatKind, CoverageState, Delivery, Subscription
from bot.routing import NEWS
from storage import rows
from storage.database import Database, Step
from storage.intents import in_doubt, settled
from storage.queries import due, fetch, in_chunks, none_of, running, select_subscriptions
from storage.schema import (
    changes,
    chats,
    coverages,
    deliveries,
    files,
    posts,
    subscriptions,
)
from storage.upserts import inserting, upsert

_ADVANCE: Final = (
    update(subscriptions)
    .where(
        subscriptions.c.id == bindparam("subscription_id"),
        subscriptions.c.cursor < bindparam("new_cursor"),
    )
    .values(cursor=bindparam("new_cursor"))
)

# Asked first, so that finding ten who are behind among a million takes ten steps in the index
# (coverage, cursor), whatever order of joining the database would have chosen.
_LAGGING: Final = select(coverages.c.id, coverages.c.head).where(
    coverages.c.state != CoverageState.PAUSED.value,
    exists().where(
        subscriptions.c.coverage_id == coverages.c.id,
        subscriptions.c.cursor < coverages.c.head,
        running(),
    ),
)

# Telegram gives people positive ids, channels and groups negative ones. There are few of those, so
# they are found by their ids; the addition keeps the database from looking through all readers.
_OF_CHANNEL: Final = subscriptions.c.coverage_id + 0 == coverages.c.id

# Read backwards along the numbers, so that a recent one is found at once.
_NEWEST_KEY: Final = (
    select(changes.c.seq)
    .join(posts)
    .where(
        changes.c.kind.in_([kind.value for kind in NEWS]),
        posts.c.key_moment,
        posts.c.withdrawn_at.is_(None),
    )
    .order_by(changes.c.seq.desc())
    .limit(1)
)


class Deliveries:
    """What the dispatcher knows of subscriptions, and what it tells."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._record = _recording(database)
        self._keys = _KeyMoments()

    async def behind(
        self, now: datetime, *, skip_chats: Collection[int], limit: int, queue: Queue
    ) -> list[Subscription]:
        """Running subscriptions of running chats whose cursor is behind their coverage's head.

        Those of one queue, the furthest behind first, coverages in turn. Up to `limit`, or one of
        each coverage where that is more. Those held back until after `now`, those of `skip_chats`
        and those of paused coverages are left out.
        """
        query = select_subscriptions().where(
            running(),
            due(subscriptions.c.next_at, now),
            none_of(subscriptions.c.chat_id, skip_chats),
            ~in_doubt(subscriptions.c.chat_id),
        )
        async with self._database.read() as connection:
            heads = await _lagging(connection)
            if queue is Queue.BREAKING:
                heads = await self._keys.newest(connection, heads)
            limit = max(limit, len(heads))
            look = _channels_behind if queue is Queue.CHANNELS else _others_behind
            found = await look(connection, query, heads, limit) if heads else []
        return [rows.subscription_from(row) for row in found]

    async def count_behind(self, *, at_most: int) -> int:
        """How many running subscriptions of unpaused coverages are behind; no more than asked."""
        count = 0
        async with self._database.read() as connection:
            for coverage_id, head in (await _lagging(connection)).items():
                some = (
                    select(subscriptions.c.id)
                    .where(running(), _below(coverage_id, head))
                    .limit(at_most - count)
                )
                query = select(func.count()).select_from(some.subquery())
                count += await connection.scalar(query) or 0
                if count == at_most:
                    break
        return count

    async def hold(self, subscription_ids: Collection[int], until: datetime) -> None:
        """Leave these subscriptions alone until then."""
        async with self._database.write() as connection:
            for chunk in in_chunks(subscription_ids):
                query = update(subscriptions).where(subscriptions.c.id.in_(chunk))
                await connection.execute(query.values(next_at=until))

    # --- The ledger -------------------------------------------------------------------------------

    async def acknowledge(self, ack: Ack) -> None:
        """Store the cursor and the ledger rows durably; many callers share one commit.

        The cursor never moves backwards. An ack for a subscription that is gone changes nothing.
        """
        shown = [rows.delivery_values(delivery) for delivery in ack.deliveries]
        cursor = {"subscription_id": ack.subscription_id, "new_cursor": ack.cursor}
        steps: list[Step] = [(self._record, shown), (_ADVANCE, [cursor])]
        if ack.settles:
            shown_now = chain.from_iterable(row.messages for row in ack.deliveries)
            steps += settled(ack.settles, chain(shown_now, ack.sent))
        await self._database.write_together(*steps)

    async def shown(
        self, subscription_ids: Collection[int], post_ids: Collection[int]
    ) -> dict[tuple[int, int], Delivery]:
        """The ledger rows for these subscriptions and posts, by (subscription id, post id)."""
        found: dict[tuple[int, int], Delivery] = {}
        async with self._database.read() as connection:
            for some_subscriptions in in_chunks(subscription_ids):
                for some_posts in in_chunks(post_ids):
                    query = select(deliveries).where(
                        deliveries.c.subscription_id.in_(some_subscriptions),
                        deliveries.c.post_id.in_(some_posts),
                    )
                    for row in await fetch(connection, query):
                        delivery = rows.delivery_from(row)
                        found[delivery.subscription_id, delivery.post_id] = delivery
        return found

    async def sharing(self, subscription_id: int, message_id: int) -> list[Delivery]:
        """The ledger rows of a subscription that share a digest message, by post."""
        query = (
            select(deliveries)
            .where(deliveries.c.subscription_id == subscription_id, deliveries.c.digest.is_(True))
            .order_by(deliveries.c.post_id)
        )
        async with self._database.read() as connection:
            digests = [rows.delivery_from(row) for row in await fetch(connection, query)]
        return [
            delivery
            for delivery in digests
            if any(message.message_id == message_id for message in delivery.messages)
        ]

    async def links(self, subscription_id: int, post_ids: Collection[int]) -> dict[int, int]:
        """The first message that shows each post in the chat, by post id; unshown ones left out."""
        shown = await self.shown([subscription_id], post_ids)
        return {
            post_id: delivery.messages[0].message_id
            for (_, post_id), delivery in shown.items()
            if delivery.messages and delivery.messages[0].message_id
        }

    # --- Media ------------------------------------------------------------------------------------

    async def file_id(self, identity: str) -> str:
        """Telegram's id for media sent before, or an empty string."""
        query = select(files.c.file_id).where(files.c.identity == identity)
        async with self._database.read() as connection:
            return await connection.scalar(query) or ""

    async def remember_file(self, identity: str, file_id: str) -> None:
        """Keep Telegram's id for media, so that it goes up only once."""
        values = {"identity": identity, "file_id": file_id}
        async with self._database.write() as connection:
            await connection.execute(
                upsert(self._database.dialect, files, values, keys=["identity"])
            )

    async def forget_file(self, identity: str) -> None:
        """Drop an id that Telegram no longer accepts."""
        async with self._database.write() as connection:
            await connection.execute(delete(files).where(files.c.identity == identity))


class _KeyMoments:
    """The number of each coverage's newest key moment, looked up once for each of its heads."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, int]] = {}

    async def newest(self, connection: AsyncConnection, heads: Mapping[int, int]) -> dict[int, int]:
        """By coverage, the newest change that brought a key moment; none: left out."""
        found: dict[int, int] = {}
        for coverage_id, head in heads.items():
            known_head, seq = self._known.get(coverage_id, (-1, 0))
            if known_head != head:
                query = _NEWEST_KEY.where(changes.c.coverage_id == coverage_id)
                seq = await connection.scalar(query) or 0
                self._known[coverage_id] = head, seq
            if seq:
                found[coverage_id] = seq
        return found


async def _lagging(connection: AsyncConnection) -> dict[int, int]:
    """The heads of the coverages that somebody is behind of, by coverage."""
    return {row["id"]: row["head"] for row in await fetch(connection, _LAGGING)}


def _below(coverage_id: int, seq: int) -> ColumnElement[bool]:
    """Whether a subscription of this coverage has not passed the change; served by the index."""
    return and_(subscriptions.c.coverage_id == coverage_id, subscriptions.c.cursor < seq)


async def _channels_behind(
    connection: AsyncConnection, query: Select[Any], heads: Mapping[int, int], limit: int
) -> list[RowMapping]:
    """Channels below the heads of these coverages."""
    lag = coverages.c.head - subscriptions.c.cursor
    order = (lag.desc(), subscriptions.c.id)
    turn = func.row_number().over(partition_by=coverages.c.id, order_by=order)
    channels = query.join(coverages, _OF_CHANNEL).where(
        subscriptions.c.chat_id < 0,
        chats.c.kind == ChatKind.CHANNEL.value,
        subscriptions.c.cursor < coverages.c.head,
        coverages.c.id.in_(list(heads)),
    )
    return list(await fetch(connection, channels.order_by(turn, *order).limit(limit)))


async def _others_behind(
    connection: AsyncConnection, query: Select[Any], seqs: Mapping[int, int], limit: int
) -> list[RowMapping]:
    """Readers and groups below the change given for their coverage, in the order of the index."""
    query = query.where(chats.c.kind != ChatKind.CHANNEL.value)
    query = query.order_by(subscriptions.c.cursor, subscriptions.c.id).limit(limit)
    of_each = [await fetch(connection, query.where(_below(*each))) for each in seqs.items()]
    in_turn = chain.from_iterable(zip_longest(*of_each))
    return list(islice(filter(None, in_turn), limit))


def _recording(database: Database) -> Insert:
    """Write a ledger row, over an older one; none for a subscription that is gone.

    One that vanished between sending and acknowledging (two chats became one) must not fail the
    acks of others, which are in the same transaction.
    """
    names = [column.name for column in deliveries.c]
    row = select(*(bindparam(column.name, type_=column.type) for column in deliveries.c)).where(
        exists().where(subscriptions.c.id == bindparam("subscription_id"))
    )
    statement = inserting(database.dialect, deliveries).from_select(names, row)
    keys = ["subscription_id", "post_id"]
    recording: Insert = statement.on_conflict_do_update(
        index_elements=keys,
        set_={name: statement.excluded[name] for name in names if name not in keys},
    )
    return recording
