"""What the simulated benchmarks share: time that jumps, chats in memory, a Telegram that is strict.

Nothing of the product is simulated: its dispatcher, lanes, limits and rendering run as they are.
"""

import asyncio
import selectors
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from bot.deliver import Ack, Dispatcher, Intent, Queue
from bot.deliver.coverage_lane import CoverageLane
from bot.deliver.lag import Lag
from bot.deliver.other_lanes import BroadcastLane
from bot.limits import Limits, Rates
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
    Never,
    Outcome,
    Part,
    Post,
    PostKind,
    Preferences,
    Sent,
    SentMessage,
    Subscription,
    TryAgain,
)
from bot.rendering.parts import fingerprint, slots
from bot.sandbox.flood import FloodGate
from bot.sandbox.flood import Limits as TelegramLimits
from bot.sandbox.rules import Refused
from bot.text import Text

START = datetime(2025, 6, 2, 12, tzinfo=UTC)


class _Jump(selectors.DefaultSelector):
    """Instead of waiting, moves the clock on."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready; if nothing is, it is `timeout` seconds later at once."""
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop in which waiting takes no time, though its clock says that it did."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        """Seconds since the beginning."""
        return self._jump.now


def now() -> datetime:
    """The simulated time."""
    return START + timedelta(seconds=asyncio.get_running_loop().time())


# --- Telegram ------------------------------------------------------------------------------------


@dataclass
class StrictTelegram:
    """Takes `latency` seconds a call, counts with the sandbox's flood control, and has troubles.

    `hangs` are chats that take 8 s; `blocked` have stopped the bot; `refusing` maps chats to the
    second until which they answer 429; `down` is from when to when nothing can be reached.
    """

    latency: float = 0.1
    hangs: Collection[int] = ()
    blocked: Collection[int] = ()
    refusing: Mapping[int, float] = field(default_factory=dict)
    down: tuple[float, float] = (0.0, 0.0)
    refusals: int = 0
    messages: int = 0
    first: dict[int, float] = field(default_factory=dict)
    texts: dict[tuple[int, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._gate = FloodGate(TelegramLimits())
        self._last_id = 0

    def bringing_up(self, part: Part) -> bool:
        """Nothing is: media are known here."""
        del part
        return False

    async def send(self, address: Address, part: Part) -> Outcome:
        """One message, or one an item; the time of the first with this beginning is kept."""
        places = slots(part)
        if problem := await self._answer(address.chat_id, len(places)):
            return problem
        when = asyncio.get_running_loop().time()
        self.texts.setdefault((address.chat_id, part.text.value[:60]), when)
        sent = []
        for place in places:
            self._last_id += 1
            item = place.media[0] if place.media else None
            sent.append(
                SentMessage(
                    self._last_id,
                    fingerprint(place),
                    item.identity if item else "",
                    item.kind if item else None,
                )
            )
        return Sent(tuple(sent))

    async def edit(self, address: Address, message: SentMessage, part: Part) -> Outcome:
        """An edit counts as a message."""
        problem = await self._answer(address.chat_id, 1)
        return problem or Sent((replace(message, fingerprint=fingerprint(part)),))

    async def delete(self, address: Address, message_ids: Sequence[int]) -> Outcome:
        """Deleting is counted as one, for strictness."""
        del message_ids
        return await self._answer(address.chat_id, 1) or Sent()

    async def pin(self, address: Address, message_id: int) -> Outcome:
        """As deleting."""
        return await self.delete(address, [message_id])

    unpin = pin

    async def _answer(self, chat_id: int, cost: int) -> Outcome | None:
        time = asyncio.get_running_loop().time()
        if self.down[0] <= time < self.down[1]:
            return TryAgain(5.0, "Telegram cannot be reached", everyone=True)
        if (left := self.refusing.get(chat_id, 0.0) - time) > 0:
            return await self._too_fast(left)
        try:
            self._gate.take(chat_id, cost, time, private=chat_id > 0)
        except Refused as refused:
            return await self._too_fast(float(str(refused).rsplit(" ", 1)[1]))
        await asyncio.sleep(8.0 if chat_id in self.hangs else self.latency)
        if chat_id in self.blocked:
            return Never("the reader blocked the bot")
        self.messages += cost
        self.first.setdefault(chat_id, asyncio.get_running_loop().time())
        return None

    async def _too_fast(self, seconds: float) -> TryAgain:
        self.refusals += 1
        await asyncio.sleep(self.latency)
        return TryAgain(seconds, "slower", too_fast=True)


# --- Chats in memory -----------------------------------------------------------------------------


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


class NoDoubts:
    """What is on its way is not noted: this Telegram always answers, and nobody is killed."""

    async def note(self, intent: Intent) -> None:
        """Forget it."""

    async def certain(self, chat: Chat) -> None:
        """Nothing was noted."""

    async def uncertain(self, chat: Chat, reason: str) -> None:
        """It never comes to this."""
        raise NotImplementedError((chat, reason))


def dispatcher(memory: Memory, telegram: StrictTelegram, *, in_flight: int = 16) -> Dispatcher:
    """The product's dispatcher on these chats and this Telegram, at the default limits."""
    limits = Limits(Rates())
    lag = Lag(memory, per_second=limits.per_second_beside_channels, usual=10)
    coverage = [
        CoverageLane(
            deliveries=memory,
            coverages=memory,
            messenger=telegram,
            lag=lag,
            language="en",
            queue=queue,
        )
        for queue in Queue
    ]

    async def nobody(chat: Chat, reason: str, now: datetime) -> None:
        del chat, reason, now

    return Dispatcher(
        lanes=[*coverage, BroadcastLane(memory, telegram)],
        chats=memory,
        intents=NoDoubts(),
        limits=limits,
        in_flight=in_flight,
        clock=now,
        on_stopped=nobody,
    )


def readers(count: int, *, first: int = 1) -> list[Chat]:
    """So many private chats."""
    return [Chat(number, ChatKind.PRIVATE) for number in range(first, first + count)]


def channels(count: int) -> list[Chat]:
    """So many channels."""
    return [Chat(-number, ChatKind.CHANNEL) for number in range(1, count + 1)]
