"""Pieces of work in one chat: a post's messages brought level, or its pin. One call each."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.deliver.ports import Ack, DeliveryStore, Messenger
from bot.model import (
    Address,
    Chat,
    Delivery,
    Impossible,
    Never,
    Outcome,
    Part,
    Sent,
    SentMessage,
    Subscription,
)
from bot.rendering.parts import fingerprint, slots
from bot.rendering.revise import Delete, Edit, Operation, Send

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SubscriptionWork:
    """What work for a subscription has in common. `seq` is the change that it settles."""

    messenger: Messenger
    deliveries: DeliveryStore
    subscription: Subscription
    seq: int

    @property
    def chat(self) -> Chat:
        """The subscription's chat."""
        return self.subscription.chat

    @property
    def share(self) -> int:
        """Coverages take turns."""
        return self.subscription.coverage_id

    @property
    def address(self) -> Address:
        """Where it happens, the topic of a forum included."""
        return Address(self.chat.id, self.subscription.topic_id)


@dataclass(frozen=True, slots=True)
class MessageWork(SubscriptionWork):
    """The first of the operations that bring a post's messages (or a digest's) level.

    `todo` is never empty. One call to Telegram, one acknowledgement. While operations remain, the
    ledger rows say so and the cursor stays, so that the next piece of work goes on from there,
    after a crash too. `instead` takes the place of messages that Telegram will not delete.
    """

    rows: tuple[Delivery, ...]
    todo: tuple[Operation, ...]
    instead: Part | None

    @property
    def cost(self) -> int:
        """An album counts its items."""
        first = self.todo[0]
        return len(slots(first.part)) if isinstance(first, Send) else 1

    async def attempt(self) -> Outcome:
        """Carry out the first operation."""
        standing = self.rows[0].messages
        match self.todo[0]:
            case Send(part=part):
                return await self.messenger.send(self.address, part)
            case Edit(index=index, part=part):
                return await self.messenger.edit(self.address, standing[index], part)
            case Delete(index=index):
                ids = [message.message_id for message in standing[index:]]
                outcome = await self.messenger.delete(self.address, ids)
                if isinstance(outcome, Impossible) and self.instead:
                    return await self._replace(standing[index:], self.instead)
                return outcome

    async def settle(self, outcome: Sent | Impossible | Never, now: datetime) -> None:
        """Acknowledge what now stands; a chat that is gone keeps its cursor for its return."""
        if isinstance(outcome, Never):
            return
        if isinstance(outcome, Impossible):
            log.warning(
                "chat %s: %s of post %s is not possible: %s",
                self.chat.id,
                type(self.todo[0]).__name__.lower(),
                self.rows[0].post_id,
                outcome.reason,
            )
        elif outcome.note:
            log.debug("chat %s: %s", self.chat.id, outcome.note)
        messages = self._standing_after(outcome)
        # What cannot be sent ends the post where it stands: it would be refused for ever.
        refused = isinstance(outcome, Impossible) and isinstance(self.todo[0], Send)
        more = len(self.todo) > 1 and not refused
        pin_stays = bool(messages) and messages[0].message_id == self._first_id
        rows = tuple(
            replace(
                row,
                messages=messages,
                complete=not more,
                sent_at=now,
                pinned=row.pinned and pin_stays,
            )
            for row in self.rows
        )
        cursor = self.subscription.cursor if more else self.seq
        await self.deliveries.acknowledge(Ack(self.subscription.id, cursor, rows))

    @property
    def _first_id(self) -> int | None:
        standing = self.rows[0].messages
        return standing[0].message_id if standing else None

    async def _replace(self, messages: Sequence[SentMessage], part: Part) -> Outcome:
        outcome: Outcome = Sent()
        for message in messages:
            outcome = await self.messenger.edit(self.address, message, part)
            if not isinstance(outcome, Sent | Impossible):
                return outcome
        return outcome

    def _standing_after(self, outcome: Sent | Impossible) -> tuple[SentMessage, ...]:
        standing = self.rows[0].messages
        sent = outcome.messages if isinstance(outcome, Sent) else ()
        match self.todo[0]:
            case Send():
                return standing + sent
            case Edit(index=index, part=part):
                # An edit that cannot be made counts as made: it would be refused for ever.
                edited = sent or (replace(standing[index], fingerprint=fingerprint(part)),)
                return (*standing[:index], *edited, *standing[index + 1 :])
            case Delete(index=index):
                return standing[:index]


@dataclass(frozen=True, slots=True)
class PinWork(SubscriptionWork):
    """Pin a post's first message, or take its pin away."""

    delivery: Delivery
    on: bool

    cost = 1

    async def attempt(self) -> Outcome:
        """Pin or unpin quietly."""
        message_id = self.delivery.messages[0].message_id
        act = self.messenger.pin if self.on else self.messenger.unpin
        return await act(self.address, message_id)

    async def settle(self, outcome: Sent | Impossible | Never, now: datetime) -> None:
        """Remember the pin. One that cannot be set is not tried again: a pin is a courtesy."""
        del now
        if isinstance(outcome, Never):
            return
        row = replace(self.delivery, pinned=self.on)
        await self.deliveries.acknowledge(Ack(self.subscription.id, self.seq, (row,)))
