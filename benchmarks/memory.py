"""Chats in memory: the stores that delivery asks, without a database."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from jumping import START, now

from bot.deliver import Ack, Queue
from bot.model import (
    Address,
    Audience,
    AudienceKind,
    Broadcast,
    BroadcastState,
    Change,
    ChangeKind,
    Chat,
    ChatKind,
    Coverage,
    CoverageState,
    Delivery,
    Media,
    MediaKind,
    Post,
    PostKind,
    Preferences,
    SentMessage,
    Subscription,
)
from bot.text import Text


def readers(count: int, *, first: int = 1) -> list[Chat]:
    """So many private chats."""
    return [Chat(number, ChatKind.PRIVATE) for number in range(first, first + count)]


def channels(count: int) -> list[Chat]:
    """So many channels."""
    return [Chat(-number, ChatKind.CHANNEL) for number in range(1, count + 1)]


class Memory:
    """The stores that delivery asks, without a database: all chats follow one coverage."""

    def __init__(self, chats: Sequence[Chat], preferences: Preferences | None = None) -> None:
        self._chats = {chat.id: chat for chat in chats}
        self._posts: dict[int, Post] = {}
        self._changes: list[Change] = []
        self._shown: dict[int, dict[int, Delivery]] = defaultdict(dict)
        self._at: dict[int, dict[int, Subscription]] = defaultdict(dict)
        self._of: dict[int, Subscription] = {}
        for chat in chats:
            self._place(Subscription(chat.id, chat, 1, preferences or Preferences(), 0, 0))
        self._broadcast: Broadcast | None = None
        self._owed: dict[int, Chat] = {}

    def publish(self, headline: str, *, photos: int = 0, key_moment: bool = False) -> Post:
        """A new post."""
        number = len(self._posts) + 1
        post = Post(
            id=number,
            coverage_id=1,
            key=str(number),
            kind=PostKind.UPDATE,
            revision=1,
            position=number,
            headline=headline,
            body=Text("The delegations have taken their seats in the palace."),
            media=tuple(
                Media(MediaKind.PHOTO, f"https://example.org/{number}-{each}.jpg")
                for each in range(photos)
            ),
            posted_at=now(),
            first_seen_at=now(),
            key_moment=key_moment,
            posted_seq=len(self._changes) + 1,
        )
        self._change(post, ChangeKind.POSTED)
        return post

    def correct(self, post: Post) -> None:
        """The post says something else now."""
        newest = self._posts[post.id]
        corrected = replace(newest, revision=newest.revision + 1, body=Text("It was corrected."))
        self._change(corrected, ChangeKind.EDITED)

    def ages(self) -> dict[int, list[float]]:
        """By chat, how many seconds after it appeared each post was there, in a digest too."""
        return {
            subscription_id: [
                (row.sent_at - self._posts[row.post_id].posted_at).total_seconds()
                for row in rows.values()
            ]
            for subscription_id, rows in self._shown.items()
        }

    def broadcast(self, chats: Sequence[Chat]) -> None:
        """Owe these chats an editor's message."""
        self._owed = {chat.id: chat for chat in chats}
        everybody = Audience(AudienceKind.EVERYBODY)
        sending, text = BroadcastState.SENDING, Text("A word from the editors")
        self._broadcast = Broadcast(1, 1, sending, text, (), START, audience=everybody)

    def _change(self, post: Post, kind: ChangeKind) -> None:
        self._posts[post.id] = post
        self._changes.append(Change(1, len(self._changes) + 1, kind, post.id, now()))

    def _place(self, subscription: Subscription) -> None:
        if old := self._of.get(subscription.id):
            del self._at[old.cursor][old.id]
        self._of[subscription.id] = subscription
        self._at[subscription.cursor][subscription.id] = subscription

    async def behind(
        self, now: datetime, *, skip_chats: Collection[int], limit: int, queue: Queue
    ) -> list[Subscription]:
        """See `DeliveryStore`."""
        del now
        head = len(self._changes)
        if queue is Queue.BREAKING:
            keys = [
                change.seq for change in self._changes if self._posts[change.post_id].key_moment
            ]
            head = max(keys, default=0)
        wanted = (
            each
            for each in self._below(head)
            if (each.chat.kind is ChatKind.CHANNEL) is (queue is Queue.CHANNELS)
            and each.chat.id not in skip_chats
        )
        return list(islice(wanted, limit))

    def _below(self, seq: int) -> list[Subscription]:
        cursors = sorted(cursor for cursor, some in self._at.items() if some and cursor < seq)
        return [each for cursor in cursors for each in self._at[cursor].values()]

    async def count_behind(self, *, at_most: int) -> int:
        """See `DeliveryStore`."""
        head = len(self._changes)
        return min(at_most, sum(len(some) for at, some in self._at.items() if at < head))

    async def shown(
        self, subscription_ids: Collection[int], post_ids: Collection[int]
    ) -> dict[tuple[int, int], Delivery]:
        """See `DeliveryStore`."""
        return {
            (each, post_id): delivery
            for each in subscription_ids
            for post_id, delivery in self._shown[each].items()
            if post_id in post_ids
        }

    async def sharing(self, subscription_id: int, message_id: int) -> list[Delivery]:
        """See `DeliveryStore`."""
        rows = self._shown[subscription_id].values()
        ids = {row.post_id: {message.message_id for message in row.messages} for row in rows}
        return [row for row in rows if row.digest and message_id in ids[row.post_id]]

    async def links(self, subscription_id: int, post_ids: Collection[int]) -> dict[int, int]:
        """See `DeliveryStore`; summaries, which alone ask, are not simulated."""
        raise NotImplementedError((subscription_id, post_ids))

    async def acknowledge(self, ack: Ack) -> None:
        """See `DeliveryStore`."""
        for row in ack.deliveries:
            self._shown[ack.subscription_id][row.post_id] = row
        subscription = self._of.get(ack.subscription_id)
        if subscription and ack.cursor > subscription.cursor:
            self._place(replace(subscription, cursor=ack.cursor))

    async def hold(self, subscription_ids: Collection[int], until: datetime) -> None:
        """See `DeliveryStore`; it means that a step could not be prepared."""
        raise NotImplementedError((subscription_ids, until))

    async def get(self, coverage_id: int) -> Coverage:
        """See `CoverageStore`."""
        live = CoverageState.LIVE
        return Coverage(coverage_id, "Talks", "en", "UTC", live, START, head=len(self._changes))

    async def posts(self, coverage_id: int) -> list[Post]:
        """See `CoverageStore`."""
        del coverage_id
        return list(self._posts.values())

    async def changes_after(self, coverage_id: int, seq: int) -> list[Change]:
        """See `CoverageStore`."""
        del coverage_id
        return self._changes[seq:]

    async def posts_by_id(self, post_ids: Collection[int]) -> dict[int, Post]:
        """See `CoverageStore`."""
        return {post_id: self._posts[post_id] for post_id in post_ids}

    async def stop(self, chat_id: int, reason: str, now: datetime) -> bool:
        """See `ChatStore`."""
        del reason, now
        self._owed.pop(chat_id, None)
        subscription = self._of.pop(chat_id, None)
        if subscription:
            del self._at[subscription.cursor][subscription.id]
        return subscription is not None

    async def stop_topic(self, place: Address, reason: str) -> bool:
        """See `ChatStore`; not simulated."""
        raise NotImplementedError((place, reason))

    async def migrate(self, old_chat_id: int, new_chat_id: int, now: datetime) -> None:
        """See `ChatStore`; not simulated."""
        raise NotImplementedError((old_chat_id, new_chat_id, now))

    async def owed(
        self, now: datetime, *, skip_chats: Collection[int], limit: int
    ) -> list[tuple[Broadcast, Chat, tuple[SentMessage, ...]]]:
        """See `BroadcastStore`."""
        del now
        if self._broadcast is None:
            return []
        chats = (chat for chat in self._owed.values() if chat.id not in skip_chats)
        return [(self._broadcast, chat, ()) for chat in islice(chats, limit)]

    async def record(
        self,
        broadcast_id: int,
        chat_id: int,
        messages: Sequence[SentMessage],
        error: str,
        now: datetime,
    ) -> Broadcast:
        """See `BroadcastStore`."""
        del broadcast_id, messages, error, now
        self._owed.pop(chat_id, None)
        return await self.record_recall(1, chat_id, "")

    async def record_recall(self, broadcast_id: int, chat_id: int, error: str) -> Broadcast:
        """See `BroadcastStore`; recalls are not simulated."""
        del broadcast_id, chat_id, error
        if self._broadcast is None:
            raise NotImplementedError
        return self._broadcast
