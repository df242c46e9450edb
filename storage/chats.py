"""Chats, and what they follow."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NotFound
from bot.model import Address, Chat, ChatKind, Preferences, Subscription
from storage import rows
from storage.database import Database
from storage.moves import move_chat
from storage.queries import fetch, fetch_one, note_who_runs, running, select_subscriptions
from storage.rounds import wait_anew
from storage.schema import chats, coverages, shard_of, subscriptions
from storage.upserts import inserting

UNFOLLOWED = "unfollowed"
"""Why a subscription stopped that its own chat ended."""


class Chats:
    """The chats the bot knows, and their subscriptions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- Chats ------------------------------------------------------------------------------------

    async def get(self, chat_id: int) -> Chat | None:
        """The chat, if the bot ever met it."""
        async with self._database.read() as connection:
            row = await fetch_one(connection, select(chats).where(chats.c.id == chat_id))
        return rows.chat_from(row) if row else None

    async def save(self, chat: Chat, now: datetime) -> None:
        """Keep what Telegram says of a chat.

        Whether a known chat is stopped stays as it is, and so does its language where `chat`
        names none.
        """
        statement = inserting(self._database.dialect, chats).values(
            id=chat.id,
            kind=chat.kind.value,
            title=chat.title,
            username=chat.username,
            language=chat.language,
            stopped_because=chat.stopped_because,
            can_pin=chat.can_pin,
            shard=shard_of(chat.id),
            saved_at=now,
        )
        new = statement.excluded
        known_language = case((new.language == "", chats.c.language), else_=new.language)
        told = {name: new[name] for name in ("kind", "title", "username", "can_pin", "saved_at")}
        async with self._database.write() as connection:
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["id"], set_={**told, "language": known_language}
                )
            )

    async def stop(self, chat_id: int, reason: str, now: datetime) -> bool:
        """Stop a chat, keeping its subscriptions; True if it was running until now."""
        query = (
            update(chats)
            .where(chats.c.id == chat_id, chats.c.stopped_because == "")
            .values(stopped_because=reason or "stopped", stopped_at=now)
        )
        async with self._database.write() as connection:
            changed = (await connection.execute(query)).rowcount == 1
            await note_who_runs(connection, chat_id)
        return changed

    async def resume(self, chat_id: int, now: datetime) -> bool:
        """Let a stopped chat run again; True if it was stopped."""
        query = (
            update(chats)
            .where(chats.c.id == chat_id, chats.c.stopped_because != "")
            .values(stopped_because="", stopped_at=None, saved_at=now)
        )
        async with self._database.write() as connection:
            changed = (await connection.execute(query)).rowcount == 1
            await note_who_runs(connection, chat_id)
            if changed:
                await wait_anew(connection, subscriptions.c.chat_id == chat_id, now)
        return changed

    async def stop_topic(self, place: Address, reason: str) -> bool:
        """Stop what runs in one topic of a chat; True if anything did."""
        query = update(subscriptions).where(
            *_in_topic(place), subscriptions.c.stopped_because == ""
        )
        async with self._database.write() as connection:
            stopped = await connection.execute(query.values(stopped_because=reason))
            await note_who_runs(connection, place.chat_id)
        return stopped.rowcount > 0

    async def reopen(self, chat_id: int, place: Address | None = None) -> bool:
        """Let run again what stopped with its topic: in one place, or everywhere in the chat.

        What was unfollowed stays so. True if anything runs again.
        """
        where = _in_topic(place) if place else (subscriptions.c.chat_id == chat_id,)
        with_topic = subscriptions.c.stopped_because.not_in(["", UNFOLLOWED])
        query = update(subscriptions).where(*where, with_topic)
        async with self._database.write() as connection:
            reopened = await connection.execute(query.values(stopped_because=""))
            await note_who_runs(connection, chat_id)
        return reopened.rowcount > 0

    async def migrate(self, old_chat_id: int, new_chat_id: int, now: datetime) -> None:
        """Move a chat with everything it has to a new id; its old message ids are void.

        What was shown there stays known, so nothing is sent again. Doing it twice is harmless.
        """
        async with self._database.write() as connection:
            await move_chat(connection, old_chat_id, new_chat_id, now)

    async def all(self, kind: ChatKind | None = None) -> list[Chat]:
        """Every chat (of a kind), stopped ones too, by title."""
        query = select(chats).order_by(func.lower(chats.c.title), chats.c.id)
        if kind is not None:
            query = query.where(chats.c.kind == kind.value)
        async with self._database.read() as connection:
            return [rows.chat_from(row) for row in await fetch(connection, query)]

    # --- Subscriptions ----------------------------------------------------------------------------

    async def follow(
        self,
        chat_id: int,
        coverage_id: int,
        preferences: Preferences,
        now: datetime,
        topic_id: int | None = None,
    ) -> Subscription:
        """Let a chat (or a topic of it) follow a coverage from its present head on.

        One that follows already only changes its preferences. NotFound if the chat or the
        coverage does not exist.
        """
        place = {"chat_id": chat_id, "coverage_id": coverage_id, "topic_id": topic_id or 0}
        async with self._database.write() as connection:
            head = await _head(connection, coverage_id)
            if await connection.scalar(select(chats.c.id).where(chats.c.id == chat_id)) is None:
                raise NotFound(f"The bot does not know a chat with the id {chat_id}.")
            beginning = {"since": head, "cursor": head, "next_at": None, "started_at": now}
            wanted = rows.preferences_values(preferences)
            insertion = inserting(self._database.dialect, subscriptions).values(
                **place, **beginning, **wanted, stopped_because="", shard=shard_of(chat_id)
            )
            new = insertion.excluded
            runs = subscriptions.c.stopped_because == ""
            restart = {
                name: case((runs, subscriptions.c[name]), else_=new[name]) for name in beginning
            }
            query = insertion.on_conflict_do_update(
                index_elements=list(place),
                set_={**{name: new[name] for name in wanted}, **restart, "stopped_because": ""},
            ).returning(subscriptions.c.id)
            followed = subscriptions.c.id == await connection.scalar(query)
            await note_who_runs(connection, chat_id)
            begins = subscriptions.c.started_at == now  # one that was running began earlier
            await wait_anew(connection, and_(followed, begins), now)
            (row,) = await fetch(connection, select_subscriptions().where(followed))
        return rows.subscription_from(row)

    async def unfollow(self, subscription_id: int) -> None:
        """Stop a subscription. What it was shown stays known, should a post be corrected later."""
        await self._change(subscription_id, {"stopped_because": UNFOLLOWED})

    async def set_preferences(self, subscription_id: int, preferences: Preferences) -> None:
        """Change what a subscription wants from now on."""
        await self._change(subscription_id, rows.preferences_values(preferences))

    async def subscription(self, subscription_id: int) -> Subscription | None:
        """The subscription, running or not, if there is one."""
        found = await self._find(subscriptions.c.id == subscription_id)
        return found[0] if found else None

    async def subscriptions(self, chat_id: int) -> list[Subscription]:
        """What a chat follows, the oldest first; that the chat itself is stopped is no matter."""
        return await self._find(
            subscriptions.c.chat_id == chat_id, subscriptions.c.stopped_because == ""
        )

    async def followers(self, coverage_id: int) -> list[Subscription]:
        """The channels and groups in which a coverage runs, the oldest first."""
        return await self._find(
            subscriptions.c.coverage_id == coverage_id,
            chats.c.kind != ChatKind.PRIVATE.value,
            running(),
        )

    async def count_readers(self, coverage_id: int) -> int:
        """How many private chats follow a coverage and can be reached."""
        query = (
            select(func.count(subscriptions.c.chat_id.distinct()))
            .join_from(subscriptions, chats)
            .where(
                subscriptions.c.coverage_id == coverage_id,
                chats.c.kind == ChatKind.PRIVATE.value,
                running(),
            )
        )
        async with self._database.read() as connection:
            return await connection.scalar(query) or 0

    async def languages(self, coverage_id: int) -> list[str]:
        """The languages of the chats that follow a coverage and can be reached, each once."""
        query = (
            select(chats.c.language)
            .distinct()
            .join_from(subscriptions, chats)
            .where(subscriptions.c.coverage_id == coverage_id, running())
        )
        async with self._database.read() as connection:
            return sorted((await connection.scalars(query)).all())

    async def _find(self, *conditions: ColumnElement[bool]) -> list[Subscription]:
        query = select_subscriptions().where(*conditions).order_by(subscriptions.c.id)
        async with self._database.read() as connection:
            return [rows.subscription_from(row) for row in await fetch(connection, query)]

    async def _change(self, subscription_id: int, values: dict[str, Any]) -> None:
        query = update(subscriptions).where(subscriptions.c.id == subscription_id).values(values)
        async with self._database.write() as connection:
            chat_id = await connection.scalar(query.returning(subscriptions.c.chat_id))
            if chat_id is None:
                raise NotFound("This chat does not follow that coverage (any more).")
            await note_who_runs(connection, chat_id)


def _in_topic(place: Address) -> tuple[ColumnElement[bool], ...]:
    return (
        subscriptions.c.chat_id == place.chat_id,
        subscriptions.c.topic_id == (place.topic_id or 0),
    )


async def _head(connection: AsyncConnection, coverage_id: int) -> int:
    query = select(coverages.c.head).where(coverages.c.id == coverage_id)
    head: int | None = await connection.scalar(query)
    if head is None:
        raise NotFound("This coverage does not exist (any more).")
    return head
