"""Chats and what they follow, in memory, as the database would keep them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.model import Address, Chat, ChatKind, Preferences, Subscription


@dataclass
class FakeRounds:
    """How often each subscription is told what happened, in minutes."""

    kept: dict[int, float] = field(default_factory=dict)

    async def keep(self, subscription_id: int, every: timedelta, now: datetime, told: int) -> None:
        assert now.tzinfo is not None
        self.kept[subscription_id] = every.total_seconds() / 60

    async def drop(self, subscription_ids: Sequence[int]) -> int:
        return sum(self.kept.pop(each, None) is not None for each in subscription_ids)

    async def every(self, subscription_ids: Sequence[int]) -> timedelta | None:
        minutes = [self.kept[each] for each in subscription_ids if each in self.kept]
        return timedelta(minutes=min(minutes)) if minutes else None


@dataclass
class FakeLinks:
    """Where posts stand in chats: message ids by subscription and post."""

    kept: dict[tuple[int, int], int] = field(default_factory=dict)

    async def links(self, subscription_id: int, post_ids: Collection[int]) -> dict[int, int]:
        return {
            post_id: self.kept[subscription_id, post_id]
            for post_id in post_ids
            if (subscription_id, post_id) in self.kept
        }


@dataclass
class FakeChats:
    """Every chat the bot knows, with its subscriptions."""

    kept: dict[int, Chat] = field(default_factory=dict)
    following: dict[int, Subscription] = field(default_factory=dict)
    saved: list[Chat] = field(default_factory=list)
    head: int = 7

    def have(self, chat: Chat) -> Chat:
        self.kept[chat.id] = chat
        return chat

    def followed_by(self, chat_id: int) -> list[tuple[int, int | None, Preferences]]:
        """(coverage, topic, preferences) of everything the chat follows."""
        return [
            (each.coverage_id, each.topic_id, each.preferences)
            for each in self.following.values()
            if each.chat.id == chat_id and not each.stopped_because
        ]

    async def get(self, chat_id: int) -> Chat | None:
        return self.kept.get(chat_id)

    async def all(self, kind: ChatKind | None = None) -> list[Chat]:
        return [chat for chat in self.kept.values() if kind in {None, chat.kind}]

    async def save(self, chat: Chat, now: datetime) -> None:
        assert now.tzinfo is not None
        self.saved.append(chat)
        self.kept[chat.id] = chat

    async def stop(self, chat_id: int, reason: str, now: datetime) -> bool:
        assert now.tzinfo is not None
        chat = self.kept[chat_id]
        if chat.stopped_because:
            return False
        self.kept[chat_id] = replace(chat, stopped_because=reason)
        return True

    async def resume(self, chat_id: int, now: datetime) -> bool:
        assert now.tzinfo is not None
        chat = self.kept[chat_id]
        self.kept[chat_id] = replace(chat, stopped_because="")
        return bool(chat.stopped_because)

    async def reopen(self, chat_id: int, place: Address | None = None) -> bool:
        again = [
            number
            for number, each in self.following.items()
            if each.chat.id == chat_id
            and each.stopped_because not in {"", "unfollowed"}
            and (place is None or place.topic_id == each.topic_id)
        ]
        for number in again:
            self.following[number] = replace(self.following[number], stopped_because="")
        return bool(again)

    async def migrate(self, old_chat_id: int, new_chat_id: int, now: datetime) -> None:
        assert now.tzinfo is not None
        self.kept[new_chat_id] = replace(self.kept.pop(old_chat_id), id=new_chat_id)
        for number, each in self.following.items():
            if each.chat.id == old_chat_id:
                self.following[number] = replace(each, chat=self.kept[new_chat_id])

    async def follow(
        self,
        chat_id: int,
        coverage_id: int,
        preferences: Preferences,
        now: datetime,
        topic_id: int | None = None,
    ) -> Subscription:
        assert now.tzinfo is not None
        number = max(self.following, default=0) + 1
        begun = Subscription(
            number, self.kept[chat_id], coverage_id, preferences, self.head, self.head, topic_id
        )
        self.following[number] = begun
        return begun

    async def unfollow(self, subscription_id: int) -> None:
        each = self.following[subscription_id]
        self.following[subscription_id] = replace(each, stopped_because="unfollowed")

    async def subscription(self, subscription_id: int) -> Subscription | None:
        return self.following.get(subscription_id)

    async def subscriptions(self, chat_id: int) -> list[Subscription]:
        return [
            each
            for each in self.following.values()
            if each.chat.id == chat_id and not each.stopped_because
        ]

    async def set_preferences(self, subscription_id: int, preferences: Preferences) -> None:
        each = self.following[subscription_id]
        self.following[subscription_id] = replace(each, preferences=preferences)
