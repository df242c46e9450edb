"""What delivery needs of the rest: Telegram on one side, storage on the other."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from bot.model import (
    Address,
    Broadcast,
    Change,
    Chat,
    Coverage,
    Delivery,
    Outcome,
    Part,
    Poll,
    Post,
    Presence,
    SentMessage,
    Subscription,
    Votes,
)


class Messenger(Protocol):
    """Telegram as the product sees it. No method raises for an answer of Telegram's."""

    def bringing_up(self, part: Part) -> bool:
        """Whether this should wait: media of it are being brought up for another chat."""
        ...

    async def send(self, address: Address, part: Part) -> Outcome:
        """Send one part; `Sent.messages` holds one message, or one an album item."""
        ...

    async def edit(self, address: Address, message: SentMessage, part: Part) -> Outcome:
        """Make `message` show `part` (no media or one item). `Sent.messages` is its new form."""
        ...

    async def delete(self, address: Address, message_ids: Sequence[int]) -> Outcome:
        """Delete messages; ones that are gone already count as deleted."""
        ...

    async def pin(self, address: Address, message_id: int) -> Outcome:
        """Pin quietly."""
        ...

    async def unpin(self, address: Address, message_id: int) -> Outcome:
        """Take a pin away; a missing pin counts as taken away."""
        ...

    async def send_poll(self, address: Address, poll: Poll) -> Outcome:
        """Send an anonymous poll; `Sent` holds its message and its votes, none yet."""
        ...

    async def stop_poll(self, address: Address, message_id: int) -> Outcome:
        """Let a poll take no more votes; `Sent.votes` are the last ones."""
        ...

    async def probe(self, chat_id: int, message_id: int) -> Presence | Outcome:
        """Find out without a trace whether a message of ours without buttons stands there.

        An outcome (never `Sent`) where Telegram did not say.
        """
        ...


@dataclass(frozen=True, slots=True)
class Ack:
    """What a subscription has now been shown; applied as one.

    `settles` is the chat whose intent this settles; 0 where none was noted. `sent` are messages
    that went out there, though no row keeps them: the newest id in a chat must be known.
    """

    subscription_id: int
    cursor: int
    deliveries: tuple[Delivery, ...] = ()
    settles: int = 0
    sent: tuple[SentMessage, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A one-off message of the bot's own to one chat (an editor, mostly)."""

    id: int
    chat_id: int
    part: Part


class Queue(Enum):
    """In which line a subscription that is behind waits; a reader or group may stand in two."""

    BREAKING = auto()
    """Readers and groups that have not passed their coverage's newest key moment."""

    CHANNELS = auto()

    OTHERS = auto()
    """Every reader and group."""


class DeliveryStore(Protocol):
    """What the dispatcher needs to know about subscriptions."""

    async def behind(
        self, now: datetime, *, skip_chats: Collection[int], limit: int, queue: Queue
    ) -> list[Subscription]:
        """Running subscriptions of running chats whose cursor is behind their coverage's head.

        Those of one queue, the furthest behind first, coverages in turn. Up to `limit`, or one of
        each coverage where that is more. Those held back until after `now`, those of `skip_chats`
        and those of paused coverages are left out.
        """
        ...

    async def count_behind(self, *, at_most: int) -> int:
        """How many running subscriptions of unpaused coverages are behind; no more than asked."""
        ...

    async def shown(
        self, subscription_ids: Collection[int], post_ids: Collection[int]
    ) -> dict[tuple[int, int], Delivery]:
        """The ledger rows for these subscriptions and posts, by (subscription id, post id)."""
        ...

    async def sharing(self, subscription_id: int, message_id: int) -> list[Delivery]:
        """The ledger rows of a subscription that share a (digest) message."""
        ...

    async def links(self, subscription_id: int, post_ids: Collection[int]) -> dict[int, int]:
        """Where posts stand in the chat: post id to the id of its first message."""
        ...

    async def acknowledge(self, ack: Ack) -> None:
        """Store the cursor and the ledger rows durably; many callers share one commit."""
        ...

    async def hold(self, subscription_ids: Collection[int], until: datetime) -> None:
        """Leave these subscriptions alone until then."""
        ...


class CoverageStore(Protocol):
    """What the dispatcher needs to know about coverages."""

    async def get(self, coverage_id: int) -> Coverage:
        """The coverage; NotFound if there is none."""
        ...

    async def posts(self, coverage_id: int) -> list[Post]:
        """Every stored post, withdrawn ones too, by position."""
        ...

    async def changes_after(self, coverage_id: int, seq: int) -> list[Change]:
        """The changes with a number above `seq`, in order."""
        ...

    async def posts_by_id(self, post_ids: Collection[int]) -> dict[int, Post]:
        """These posts, in their newest revision."""
        ...


class ChatStore(Protocol):
    """What the dispatcher does to chats."""

    async def stop(self, chat_id: int, reason: str, now: datetime) -> bool:
        """Stop a chat, keeping its subscriptions; True if it was running until now."""
        ...

    async def stop_topic(self, place: Address, reason: str) -> bool:
        """Stop what runs in one topic of a chat; True if anything did."""
        ...

    async def migrate(self, old_chat_id: int, new_chat_id: int, now: datetime) -> None:
        """Move a chat with everything it has to a new id; its old message ids are void."""
        ...


class NoticeStore(Protocol):
    """One-off messages waiting to be sent."""

    async def pending(
        self, now: datetime, *, skip_chats: Collection[int], limit: int
    ) -> list[Notice]:
        """Notices that are due, oldest first."""
        ...

    async def settle(self, notice_id: int) -> None:
        """Forget a notice: it was sent, or never can be."""
        ...


class BroadcastStore(Protocol):
    """Broadcasts on their way out, or being recalled."""

    async def owed(
        self, now: datetime, *, skip_chats: Collection[int], limit: int
    ) -> list[tuple[Broadcast, Chat, tuple[SentMessage, ...]]]:
        """Chats that a sending broadcast still owes a message, or a recall; with what was sent.

        For `sending`: running chats of the audience with no entry yet. For `recalling`: chats
        with messages not yet recalled.
        """
        ...

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

        `votes` are those of a poll as it was sent.
        """
        ...

    async def record_recall(self, broadcast_id: int, chat_id: int, error: str) -> Broadcast:
        """Record that one chat's messages were deleted, or why they could not be."""
        ...
