"""Editors' own messages to many chats.

No rows are made in advance: whom a broadcast still owes is computed from the chats of its audience
and the entries written so far, so confirming costs the same for ten chats and a million.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    and_,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NotFound, WrongState
from bot.model import (
    Audience,
    AudienceKind,
    Broadcast,
    BroadcastState,
    Chat,
    ChatKind,
    CoverageState,
    Media,
    Poll,
    SentMessage,
    Votes,
)
from bot.text import Text
from storage import rows
from storage.database import Database
from storage.intents import in_doubt, record_settled
from storage.plain_json import media_to_json, messages_from_json, messages_to_json, text_to_json
from storage.polls import keep_sent
from storage.queries import due, fetch, fetch_one, none_of
from storage.schema import (
    broadcast_entries,
    broadcasts,
    chats,
    coverages,
    polls,
    subscriptions,
)
from storage.upserts import upsert

Owed = tuple[Broadcast, Chat, tuple[SentMessage, ...]]

_ENTRY_KEYS: Final = ["broadcast_id", "chat_id"]
_COMPOSING = BroadcastState.COMPOSING
_SENDING = BroadcastState.SENDING
_RECALLING = BroadcastState.RECALLING
_ACTIVE: Final = [_SENDING.value, _RECALLING.value]


class Broadcasts:
    """From the first draft to the last recalled message."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._passed: dict[tuple[int, BroadcastState], int] = {}

    # --- Composing --------------------------------------------------------------------------------

    async def create(self, author_id: int, now: datetime, *, poll: bool = False) -> Broadcast:
        """Begin a draft, of a poll perhaps; an older draft of the same author is cancelled."""
        drafts = update(broadcasts).where(
            broadcasts.c.author_id == author_id, broadcasts.c.state == _COMPOSING.value
        )
        values = {"author_id": author_id, "state": _COMPOSING.value, "created_at": now}
        query = insert(broadcasts).values(values).returning(broadcasts.c.id)
        async with self._database.write() as connection:
            await connection.execute(drafts.values(state=BroadcastState.CANCELLED.value))
            made: int = (await connection.execute(query)).scalar_one()
            if poll:
                await connection.execute(insert(polls).values(broadcast_id=made))
            return await _broadcast(connection, made)

    async def get(self, broadcast_id: int) -> Broadcast:
        """The broadcast; NotFound if there is none."""
        async with self._database.read() as connection:
            return await _broadcast(connection, broadcast_id)

    async def composing(self, author_id: int) -> Broadcast | None:
        """The author's draft, if there is one."""
        query = _select().where(
            broadcasts.c.author_id == author_id, broadcasts.c.state == _COMPOSING.value
        )
        async with self._database.read() as connection:
            row = await fetch_one(connection, query)
        return rows.broadcast_from(row) if row else None

    async def set_content(
        self, broadcast_id: int, text: Text, media: Sequence[Media], album_id: str
    ) -> None:
        """Keep what a draft says. `album_id` is Telegram's, while an album is still arriving."""
        values = {"text": text_to_json(text), "media": media_to_json(media)}
        await self._change_draft(broadcast_id, {**values, "album_id": album_id})

    async def set_poll(self, broadcast_id: int, poll: Poll) -> None:
        """Keep what a draft asks."""
        query = update(polls).where(polls.c.broadcast_id == broadcast_id)
        async with self._database.write() as connection:
            await _broadcast_in(connection, broadcast_id, {_COMPOSING}, "changed")
            await connection.execute(query.values(rows.poll_values(poll)))

    async def set_audience(self, broadcast_id: int, audience: Audience) -> None:
        """Keep whom a draft is for."""
        values = {"audience": audience.kind.value, "audience_coverage_id": audience.coverage_id}
        await self._change_draft(broadcast_id, values)

    async def set_progress_message(self, broadcast_id: int, message_id: int) -> None:
        """Keep which message shows the author how far it got."""
        async with self._database.write() as connection:
            await _change(connection, broadcast_id, {"progress_message_id": message_id})

    async def count_audience(self, audience: Audience) -> int:
        """How many running chats an audience has."""
        async with self._database.read() as connection:
            return await _count(connection, audience)

    async def recent(self, limit: int) -> list[Broadcast]:
        """The newest broadcasts, drafts and cancelled ones left out, newest first."""
        drafts = [_COMPOSING.value, BroadcastState.CANCELLED.value]
        query = _select().where(broadcasts.c.state.not_in(drafts))
        async with self._database.read() as connection:
            found = await fetch(connection, query.order_by(broadcasts.c.id.desc()).limit(limit))
        return [rows.broadcast_from(row) for row in found]

    # --- Turns of its life ------------------------------------------------------------------------

    async def confirm(self, broadcast_id: int, now: datetime) -> Broadcast:
        """Let a draft go out, and count whom it is for. WrongState if it is none any more."""
        async with self._database.write() as connection:
            draft = await _broadcast_in(connection, broadcast_id, {_COMPOSING}, "sent")
            if draft.audience is None:
                raise WrongState("Choose first whom this broadcast is for.")
            total = await _count(connection, draft.audience)
            values = {"state": _SENDING.value, "confirmed_at": now, "total": total}
            await _change(connection, broadcast_id, values)
            return await _settled(connection, broadcast_id)

    async def cancel(self, broadcast_id: int) -> None:
        """Drop a draft. WrongState if it is none any more: what is going out is recalled."""
        await self._change_draft(
            broadcast_id, {"state": BroadcastState.CANCELLED.value}, "cancelled"
        )

    async def recall(self, broadcast_id: int) -> Broadcast:
        """Take back what is out, also while more is going out. WrongState for other broadcasts."""
        states = {_SENDING, BroadcastState.DONE}
        async with self._database.write() as connection:
            await _broadcast_in(connection, broadcast_id, states, "recalled")
            await _change(connection, broadcast_id, {"state": _RECALLING.value})
            return await _settled(connection, broadcast_id)

    # --- On the way -------------------------------------------------------------------------------

    async def owed(self, now: datetime, *, skip_chats: Collection[int], limit: int) -> list[Owed]:
        """Chats that a sending broadcast still owes a message, or a recall; with what was sent.

        The oldest broadcast first, within it by chat id. One that turns out to owe nobody any
        more, because the last chats went away by themselves, is done by this.
        """
        query = _select().where(broadcasts.c.state.in_(_ACTIVE)).order_by(broadcasts.c.id)
        owed: list[Owed] = []
        over: list[int] = []
        async with self._database.read() as connection:
            for row in await fetch(connection, query):
                broadcast = rows.broadcast_from(row)
                waiting = (
                    _outstanding(broadcast)
                    .where(
                        due(broadcast_entries.c.next_at, now),
                        none_of(chats.c.id, skip_chats),
                        ~in_doubt(chats.c.id),
                    )
                    .order_by(chats.c.id)
                    .limit(limit - len(owed))
                )
                found = await self._beyond(connection, broadcast, waiting, skip_chats)
                owed += [(broadcast, rows.chat_from(row), _messages(row)) for row in found]
                if len(owed) == limit:
                    break
                if not found and not await _owes_anybody(connection, broadcast):
                    over.append(broadcast.id)
        for broadcast_id in over:
            async with self._database.write() as connection:
                await _settled(connection, broadcast_id)
        return owed

    async def _beyond(
        self,
        connection: AsyncConnection,
        broadcast: Broadcast,
        waiting: Select[Any],
        skip_chats: Collection[int],
    ) -> Sequence[RowMapping]:
        """What waits, searched from where the last search ended, and then from the beginning.

        A hundred thousand chats that have theirs are not looked through for each that has not.
        Chats that came or came back below that point are found by the last search.
        """
        key = broadcast.id, broadcast.state
        passed = self._passed.pop(key, None)
        found: Sequence[RowMapping] = ()
        if passed is not None:
            found = await fetch(connection, waiting.where(chats.c.id > passed))
        if not found:
            found = await fetch(connection, waiting)
        if found:
            in_flight = (chat_id for chat_id in skip_chats if passed is None or chat_id > passed)
            self._passed[key] = min([found[0]["id"], *in_flight]) - 1
        return found

    async def record(
        self,
        broadcast_id: int,
        chat_id: int,
        messages: Sequence[SentMessage],
        error: str,
        now: datetime,
        *,
        votes: Votes | None = None,
    ) -> Broadcast:
        """Record what became of one chat; the broadcast is done when it owes nobody any more.

        `votes` are those of a poll as it was sent. Recording a chat again keeps the first record.
        What was in flight when a recall seemed over opens it again.
        """
        values = {
            "broadcast_id": broadcast_id,
            "chat_id": chat_id,
            "messages": messages_to_json(messages),
            "error": error,
            "recall_over": not messages,
            "next_at": None,
            "recorded_at": now,
        }
        counter = broadcasts.c.failed if error else broadcasts.c.sent
        async with self._database.write() as connection:
            await record_settled(connection, chat_id, messages)
            if not await connection.scalar(_recorded(broadcast_id, chat_id)):
                await self._upsert_entry(connection, values)
                await _change(connection, broadcast_id, {counter.name: counter + 1})
                if votes is not None:
                    await keep_sent(connection, self._database, broadcast_id, chat_id, votes)
            broadcast = await _broadcast(connection, broadcast_id)
            if broadcast.state is BroadcastState.RECALLED and messages:
                await _change(connection, broadcast_id, {"state": _RECALLING.value})
                return await _broadcast(connection, broadcast_id)
            if broadcast.state is _SENDING and broadcast.sent + broadcast.failed < broadcast.total:
                return broadcast  # spares a search through all entries for each of them
            return await _settled(connection, broadcast_id)

    async def record_recall(self, broadcast_id: int, chat_id: int, error: str) -> Broadcast:
        """Record that one chat's messages were deleted, or why they could not be."""
        entry = (
            update(broadcast_entries)
            .where(
                broadcast_entries.c.broadcast_id == broadcast_id,
                broadcast_entries.c.chat_id == chat_id,
                broadcast_entries.c.recall_over.is_(False),
            )
            .values(recall_over=True, recall_error=error, next_at=None)
        )
        async with self._database.write() as connection:
            first = (await connection.execute(entry)).rowcount == 1
            if first and not error:
                recalled = {"recalled": broadcasts.c.recalled + 1}
                await _change(connection, broadcast_id, recalled)
            return await _settled(connection, broadcast_id)

    async def hold(self, broadcast_id: int, chat_id: int, until: datetime) -> None:
        """Try this chat again then."""
        values = {"broadcast_id": broadcast_id, "chat_id": chat_id, "next_at": until}
        async with self._database.write() as connection:
            await self._upsert_entry(connection, values)

    async def _upsert_entry(self, connection: AsyncConnection, values: dict[str, Any]) -> None:
        dialect = self._database.dialect
        await connection.execute(upsert(dialect, broadcast_entries, values, keys=_ENTRY_KEYS))

    async def _change_draft(
        self, broadcast_id: int, values: dict[str, Any], act: str = "changed"
    ) -> None:
        async with self._database.write() as connection:
            await _broadcast_in(connection, broadcast_id, {_COMPOSING}, act)
            await _change(connection, broadcast_id, values)


# --- Whom it is for -------------------------------------------------------------------------------


def _in_audience(audience: Audience) -> ColumnElement[bool]:
    """Whether a chat runs and belongs to the audience."""
    follows = exists().where(
        subscriptions.c.chat_id == chats.c.id, subscriptions.c.stopped_because == ""
    )
    if audience.coverage_id is not None:
        follows = follows.where(subscriptions.c.coverage_id == audience.coverage_id)
    runs = chats.c.stopped_because == ""
    match audience.kind:
        case AudienceKind.CHANNELS:
            return and_(runs, chats.c.kind != ChatKind.PRIVATE.value, follows)
        case AudienceKind.READERS:
            return and_(runs, chats.c.kind == ChatKind.PRIVATE.value, follows)
        case AudienceKind.FOLLOWERS:
            return and_(runs, follows)
        case AudienceKind.EVERYBODY:
            return runs


async def _count(connection: AsyncConnection, audience: Audience) -> int:
    query = select(func.count()).select_from(chats).where(_in_audience(audience))
    return await connection.scalar(query) or 0


def _outstanding(broadcast: Broadcast) -> Select[Any]:
    """The chats that a broadcast has still to deal with, held ones too, with their messages."""
    entry = broadcast_entries.c
    query = select(chats, entry.messages)
    of_this = and_(entry.chat_id == chats.c.id, entry.broadcast_id == broadcast.id)
    if broadcast.state is _RECALLING:
        return query.join(broadcast_entries, of_this).where(
            entry.recorded_at.is_not(None), entry.recall_over.is_(False)
        )
    if broadcast.audience is None:
        raise WrongState(f"Broadcast {broadcast.id} has nobody to go to.")
    query = query.outerjoin(broadcast_entries, of_this).where(
        _in_audience(broadcast.audience), or_(entry.chat_id.is_(None), entry.recorded_at.is_(None))
    )
    return query if broadcast.poll is None else query.where(_still_on(broadcast.audience))


def _still_on(audience: Audience) -> ColumnElement[bool]:
    """Whether the coverage that a poll belongs to has not ended."""
    return exists().where(
        coverages.c.id == audience.coverage_id,
        coverages.c.state != CoverageState.CONCLUDED.value,
    )


async def _owes_anybody(connection: AsyncConnection, broadcast: Broadcast) -> bool:
    return await connection.scalar(_outstanding(broadcast).limit(1)) is not None


def _messages(row: RowMapping) -> tuple[SentMessage, ...]:
    return messages_from_json(row["messages"] or "")


# --- One broadcast --------------------------------------------------------------------------------


def _select() -> Select[Any]:
    """Broadcasts with what they ask, as `rows.broadcast_from` reads them."""
    return select(broadcasts, polls.c.question, polls.c.options).outerjoin_from(broadcasts, polls)


async def _broadcast(connection: AsyncConnection, broadcast_id: int) -> Broadcast:
    row = await fetch_one(connection, _select().where(broadcasts.c.id == broadcast_id))
    if row is None:
        raise NotFound(f"There is no broadcast number {broadcast_id}. /broadcast begins one.")
    return rows.broadcast_from(row)


async def _broadcast_in(
    connection: AsyncConnection, broadcast_id: int, states: set[BroadcastState], act: str
) -> Broadcast:
    broadcast = await _broadcast(connection, broadcast_id)
    if broadcast.state not in states:
        raise WrongState(f"This broadcast is {broadcast.state}; it cannot be {act} any more.")
    return broadcast


async def _change(connection: AsyncConnection, broadcast_id: int, values: dict[str, Any]) -> None:
    query = update(broadcasts).where(broadcasts.c.id == broadcast_id)
    await connection.execute(query.values(values))


def _recorded(broadcast_id: int, chat_id: int) -> Select[Any]:
    entry = broadcast_entries.c
    return select(entry.chat_id).where(
        entry.broadcast_id == broadcast_id,
        entry.chat_id == chat_id,
        entry.recorded_at.is_not(None),
    )


async def _settled(connection: AsyncConnection, broadcast_id: int) -> Broadcast:
    """The broadcast as it stands now: over, if it owes nobody any more."""
    broadcast = await _broadcast(connection, broadcast_id)
    over = {_SENDING: BroadcastState.DONE, _RECALLING: BroadcastState.RECALLED}
    if broadcast.state in over and not await _owes_anybody(connection, broadcast):
        await _change(connection, broadcast_id, {"state": over[broadcast.state].value})
        return await _broadcast(connection, broadcast_id)
    return broadcast
