"""How polls stand in the chats that they were sent to, and which are left to stop.

A poll is a broadcast (`storage.broadcasts`); here are its votes. They are kept by broadcast and
chat, so that they outlive a chat's move to another id.
"""

import json
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    func,
    not_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deliver import OpenPoll
from bot.model import BroadcastState, CoverageState, PollResult, Votes
from storage import rows
from storage.database import Database
from storage.plain_json import messages_from_json
from storage.queries import fetch, none_of
from storage.schema import (
    broadcast_entries,
    broadcasts,
    chats,
    coverages,
    poll_messages,
    polls,
)
from storage.upserts import upsert

_KEYS: Final = ["broadcast_id", "chat_id"]
_READERS: Final = 0
"""No chat has this id: the row of what all private chats voted, once a poll is over."""
_OUT: Final = [BroadcastState.SENDING.value, BroadcastState.DONE.value]


class Polls:
    """Votes, as Telegram counts them in each chat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def counted(self, votes: Votes) -> None:
        """Keep how a poll stands now in its chat; one that is not known there is ignored."""
        query = update(poll_messages).where(poll_messages.c.poll_id == votes.poll_id)
        async with self._database.write() as connection:
            await connection.execute(query.values(_counts(votes)))

    async def results(self, coverage_id: int) -> list[PollResult]:
        """What readers of a coverage voted, summed up over all chats, poll by poll."""
        count = poll_messages.c.counts
        query = (
            select(
                polls.c.broadcast_id,
                polls.c.question,
                polls.c.options,
                count,
                func.sum(poll_messages.c.voters).label("voters"),
                func.count().label("chats"),
            )
            .join(polls, polls.c.broadcast_id == poll_messages.c.broadcast_id)
            .where(_out_for(coverage_id), count != "")
            .group_by(polls.c.broadcast_id, polls.c.question, polls.c.options, count)
            .order_by(polls.c.broadcast_id)
        )
        async with self._database.read() as connection:
            found = await fetch(connection, query)
        summed: dict[int, PollResult] = {}
        for row in found:
            poll = rows.poll_from(row)
            former = summed.get(row["broadcast_id"]) or PollResult(
                poll.question, tuple((option, 0) for option in poll.options), 0
            )
            counts = [number * row["chats"] for number in json.loads(row["counts"])]
            options = tuple(
                (option, votes + more)
                for (option, votes), more in zip(former.options, counts, strict=True)
            )
            voters = former.voters + row["voters"]
            summed[row["broadcast_id"]] = PollResult(poll.question, options, voters)
        return list(summed.values())

    async def open(self, coverage_id: int) -> bool:
        """Whether votes of a coverage may still come in."""
        query = select(polls.c.broadcast_id).where(polls.c.over.is_(False), _out_for(coverage_id))
        async with self._database.read() as connection:
            return await connection.scalar(query.limit(1)) is not None

    async def to_stop(self, *, skip_chats: Collection[int], limit: int) -> list[OpenPoll]:
        """Polls that stand open in running chats though their coverage has ended.

        Where none is left, in no chat, the poll is over by this.
        """
        ended = and_(polls.c.over.is_(False), _ended())
        async with self._database.read() as connection:
            if await connection.scalar(select(polls.c.broadcast_id).where(ended)) is None:
                return []
            query = _standing().where(ended, none_of(chats.c.id, skip_chats))
            found = await fetch(connection, query.limit(limit))
        if not found:
            over = update(polls).where(ended, not_(_any_stands())).values(over=True)
            async with self._database.write() as connection:
                finished = await connection.scalars(over.returning(polls.c.broadcast_id))
                for broadcast_id in finished.all():
                    await _forget_who_voted(connection, self._database, broadcast_id)
        return [
            OpenPoll(row["broadcast_id"], rows.chat_from(row), messages[0].message_id)
            for row in found
            if (messages := messages_from_json(row["messages"]))
        ]

    async def stopped(self, broadcast_id: int, chat_id: int, votes: Votes | None) -> None:
        """Note that a poll takes no more votes in a chat; without `votes` the last known count.

        Where it is over altogether, its votes are counted already.
        """
        over = select(polls.c.over).where(polls.c.broadcast_id == broadcast_id)
        values: dict[str, Any] = {"broadcast_id": broadcast_id, "chat_id": chat_id}
        values["stopped"] = True
        if votes is not None:
            values |= {"poll_id": votes.poll_id, **_counts(votes)}
        async with self._database.write() as connection:
            if not await connection.scalar(over):
                await _keep(connection, self._database, values)


async def keep_sent(
    connection: AsyncConnection, database: Database, broadcast_id: int, chat_id: int, votes: Votes
) -> None:
    """Keep the poll that has just been sent to a chat; it is open there."""
    key: dict[str, Any] = {"broadcast_id": broadcast_id, "chat_id": chat_id}
    known = {"poll_id": votes.poll_id, "stopped": False, **_counts(votes)}
    await _keep(connection, database, key | known)
    reopened = update(polls).where(polls.c.broadcast_id == broadcast_id, polls.c.over.is_(True))
    await connection.execute(reopened.values(over=False))


async def _keep(connection: AsyncConnection, database: Database, values: dict[str, Any]) -> None:
    await connection.execute(upsert(database.dialect, poll_messages, values, keys=_KEYS))


async def _forget_who_voted(
    connection: AsyncConnection, database: Database, broadcast_id: int
) -> None:
    """Add up what private chats voted: the count of such a chat is the vote of its reader."""
    of_readers = and_(
        poll_messages.c.broadcast_id == broadcast_id,
        poll_messages.c.chat_id >= _READERS,  # groups and channels have negative ids
        poll_messages.c.counts != "",
    )
    query = select(
        poll_messages.c.counts,
        func.count().label("chats"),
        func.sum(poll_messages.c.voters).label("voters"),
    )
    found = await fetch(connection, query.where(of_readers).group_by(poll_messages.c.counts))
    if not found:
        return
    each = [[votes * row["chats"] for votes in json.loads(row["counts"])] for row in found]
    counts = tuple(sum(votes) for votes in zip(*each, strict=True))
    votes = Votes("", counts, sum(row["voters"] for row in found))
    forgotten = {"poll_id": "", "counts": "", "voters": 0}
    await connection.execute(update(poll_messages).where(of_readers).values(**forgotten))
    everybody = {"broadcast_id": broadcast_id, "chat_id": _READERS, "stopped": True}
    await _keep(connection, database, everybody | _counts(votes))


def _counts(votes: Votes) -> dict[str, Any]:
    return {"counts": json.dumps(votes.counts), "voters": votes.voters}


def _out_for(coverage_id: int) -> ColumnElement[bool]:
    """Whether a poll belongs to the coverage, went out and was not recalled."""
    return exists().where(
        broadcasts.c.id == polls.c.broadcast_id,
        broadcasts.c.audience_coverage_id == coverage_id,
        broadcasts.c.state.in_(_OUT),
    )


def _ended() -> ColumnElement[bool]:
    """Whether a poll went out, and its coverage has ended."""
    return exists().where(
        broadcasts.c.id == polls.c.broadcast_id,
        broadcasts.c.state.in_(_OUT),
        coverages.c.id == broadcasts.c.audience_coverage_id,
        coverages.c.state == CoverageState.CONCLUDED.value,
    )


def _stands() -> ColumnElement[bool]:
    """Whether an entry's poll was sent and is not known to be stopped."""
    entry = broadcast_entries.c
    return and_(
        entry.broadcast_id == polls.c.broadcast_id,
        entry.messages != "",
        not_(
            exists().where(
                poll_messages.c.broadcast_id == entry.broadcast_id,
                poll_messages.c.chat_id == entry.chat_id,
                poll_messages.c.stopped.is_(True),
            )
        ),
        chats.c.id == entry.chat_id,
        chats.c.stopped_because == "",
    )


def _standing() -> Select[Any]:
    entry = broadcast_entries.c
    return select(chats, entry.broadcast_id, entry.messages).where(_stands())


def _any_stands() -> ColumnElement[bool]:
    return exists().where(_stands()).correlate(polls)
