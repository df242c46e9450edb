"""What a send will have been if it arrived, and how to find out whether it did. Pure.

An intent is stored before a request leaves and removed with its acknowledgement. One that stays
behind, because no answer came or the process was killed, belongs to an uncertain send. Channels
number their messages one by one, so there the ids that follow the last known one tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.deliver.ports import Ack
from bot.model import Chat, ChatKind, Delivery, Part, Presence, SentMessage, Settled
from bot.rendering.parts import fingerprint, slots

PROBES_MOST = 10
"""So many ids are asked about for a send of one message; for an album one more each item."""

ENDS_AFTER = 3
"""So many absent ids in a row are the end of the chat: single ones may have been deleted."""

STILL_ON_ITS_WAY = timedelta(seconds=10)
"""For so long Telegram may still carry a request out (it holds some for eight seconds), and other
people's new messages may not have been heard of yet."""

ANSWER_WITHIN = timedelta(minutes=5)
"""A chat waits no longer than this for the editors' answer; then the send is repeated."""


class Answer(StrEnum):
    """What an editor who looked says of an uncertain send."""

    THERE = "there"
    AGAIN = "again"


class Uncertainty(StrEnum):
    """What to do about an uncertain send where nobody can tell what became of it."""

    REPEAT = "repeat"
    SKIP = "skip"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class ForPosts:
    """A send that shows posts to a subscription.

    `rows` are their ledger rows without it; its messages take their place there at `index`.
    `cursor` is what the subscription is level with after it, unless `more` of the same follows.
    """

    subscription_id: int
    cursor: int
    rows: tuple[Delivery, ...]
    index: int = 0
    more: bool = False


@dataclass(frozen=True, slots=True)
class ForBroadcast:
    """A send that brings a broadcast to one chat."""

    broadcast_id: int


@dataclass(frozen=True, slots=True)
class Intent:
    """A send that is about to leave at `at`, and then on its way until it is settled.

    `items` are the messages it will be, their ids still 0. `after` is the highest message id known
    in the chat, 0 where none is; `others` are ids of other people's messages heard of since.
    """

    chat: Chat
    at: datetime
    items: tuple[SentMessage, ...]
    purpose: ForPosts | ForBroadcast
    after: int = 0
    others: frozenset[int] = frozenset()
    asked_at: datetime | None = None
    answer: Answer | None = None

    def arrived_as(self, message_ids: Sequence[int]) -> tuple[SentMessage, ...]:
        """Its messages with the ids they have; only the first where there are fewer ids."""
        return tuple(
            replace(item, message_id=message_id)
            for item, message_id in zip(self.items, message_ids, strict=False)
        )


def messages_of(part: Part) -> tuple[SentMessage, ...]:
    """The messages that sending `part` makes, their ids still 0."""
    messages = []
    for slot in slots(part):
        media = slot.media[0] if slot.media else None
        shown = (media.identity, media.kind) if media else ()
        messages.append(SentMessage(0, fingerprint(slot), *shown))
    return tuple(messages)


def acknowledgement(
    intent: Intent, purpose: ForPosts, message_ids: Sequence[int], now: datetime
) -> Ack:
    """What to record when a send turns out to have arrived as these messages.

    An album that is there in part is known as partly out: the rest is owed. With no ids at all it
    is taken to be there, unknown where: the posts end as they stand.
    """
    arrived = intent.arrived_as(message_ids)
    more = bool(arrived) and (purpose.more or len(arrived) < len(intent.items))
    before, after = purpose.index, purpose.index + len(arrived)
    rows = tuple(
        replace(
            row,
            messages=(*row.messages[:before], *arrived, *row.messages[after:]),
            complete=not more,
            sent_at=now,
        )
        for row in purpose.rows
    )
    return Ack(purpose.subscription_id, 0 if more else purpose.cursor, rows, intent.chat.id)


# --- Finding out ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Search:
    """How far the search for the messages of one intent has come, id by id."""

    next_id: int
    wanted: int
    left: int
    others: frozenset[int] = frozenset()
    found: tuple[int, ...] = ()
    absent: int = 0
    over: bool = False
    unclear: bool = False

    @classmethod
    def begin(cls, intent: Intent) -> "Search":
        """Before the first probe; over at once where no id is known to begin from."""
        wanted = len(intent.items)
        return cls(
            next_id=intent.after + 1,
            wanted=wanted,
            left=PROBES_MOST + wanted - 1,
            over=not intent.after,
            unclear=not intent.after,
        ).aware_of(intent.others)

    def aware_of(self, others: frozenset[int]) -> "Search":
        """The same search with what is known of others' messages by now."""
        return replace(self, others=others, next_id=_past(others, self.next_id))

    def after(self, presence: Presence) -> "Search":
        """What is known after `next_id` was asked about."""
        step = replace(self, next_id=_past(self.others, self.next_id + 1), left=self.left - 1)
        match presence:
            case Presence.OURS:
                step = replace(step, found=(*self.found, self.next_id), absent=0)
                step = replace(step, over=len(step.found) == self.wanted)
            case Presence.ABSENT:
                step = replace(step, absent=self.absent + 1)
                step = replace(step, over=bool(self.found) or step.absent == ENDS_AFTER)
            case Presence.OTHERS:
                step = replace(step, absent=0, over=bool(self.found))
            case Presence.UNCLEAR:
                step = replace(step, found=(), over=True, unclear=True)
        if not step.over and not step.left:
            return replace(step, over=True, unclear=not step.found)
        return step


def _past(others: frozenset[int], message_id: int) -> int:
    """The first id from this one on that is not known to be somebody else's."""
    while message_id in others:
        message_id += 1
    return message_id


# --- What to do about it --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing yet."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Ask Telegram about this message id."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the editors."""


@dataclass(frozen=True, slots=True)
class Settle:
    """It is decided: `message_ids` are those under which it was found."""

    how: Settled
    message_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """What to do where nobody can tell, for readers, and for channels and groups."""

    readers: Uncertainty = Uncertainty.REPEAT
    channels: Uncertainty = Uncertainty.REPEAT


def next_act(
    intent: Intent, search: Search, policy: Policy, *, since: datetime, now: datetime
) -> Wait | Probe | Ask | Settle:
    """What to do next about an uncertain send.

    Only channels are searched. In groups the bot answers commands as well: such an answer could be
    taken for the send, and the probe would take its buttons away. A chat that was stopped is owed
    what it misses when it comes back. `since` is when this process began to look after doubts.
    """
    if intent.chat.stopped_because:
        return Settle(Settled.REPEATED)
    if intent.chat.kind is ChatKind.CHANNEL and intent.asked_at is None:
        if not search.over:
            early = now < max(intent.at, since) + STILL_ON_ITS_WAY
            return Wait() if early else Probe(search.next_id)
        if search.found:
            return Settle(Settled.FOUND, search.found)
        if not search.unclear:
            return Settle(Settled.LOST)
    private = intent.chat.kind is ChatKind.PRIVATE
    return _by_policy(intent, policy.readers if private else policy.channels, now)


def _by_policy(intent: Intent, policy: Uncertainty, now: datetime) -> Wait | Ask | Settle:
    if policy is Uncertainty.SKIP:
        return Settle(Settled.SKIPPED)
    if policy is Uncertainty.REPEAT or intent.answer is Answer.AGAIN:
        return Settle(Settled.REPEATED)
    if intent.answer is Answer.THERE:
        return Settle(Settled.FOUND)
    if intent.asked_at is None:
        return Ask()
    overdue = now >= intent.asked_at + ANSWER_WITHIN
    return Settle(Settled.REPEATED) if overdue else Wait()
