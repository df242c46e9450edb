"""Pieces of work in one chat: a post's messages brought level, or its pin. One call each."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.deliver.dispatcher import MayRepeat
from bot.deliver.intents import ForPosts, Intent, messages_of
from bot.deliver.ports import Ack, DeliveryStore, Messenger
from bot.model import (
    Address,
    Chat,
    ChatKind,
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
from bot.rendering.revise import Delete, Edit, Operation, Send, Tell

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
    `corrected` makes it worth a message of its own where Telegram will not edit one.
    """

    rows: tuple[Delivery, ...]
    todo: tuple[Operation, ...]
    instead: Part | None
    corrected: bool = False

    def paid_for(self) -> "MessageWork | None":
        """With the send paid for, to a reader; groups and channels have narrower limits anyway."""
        first, *rest = self.todo
        if not isinstance(first, Send) or self.chat.kind is not ChatKind.PRIVATE:
            return None
        return replace(self, todo=(Send(replace(first.part, paid=True)), *rest))

    @property
    def must_wait(self) -> bool:
        """Whether media of the first operation are being brought up for another chat."""
        first = self.todo[0] if self.todo else None
        return isinstance(first, Send | Edit) and self.messenger.bringing_up(first.part)

    @property
    def cost(self) -> int:
        """An album counts its items."""
        first = self.todo[0]
        return len(slots(first.part)) if isinstance(first, Send) else 1

    def intent(self, now: datetime) -> Intent | None:
        """What a send will have been; the other operations may be repeated."""
        standing, more = self.rows[0].messages, len(self.todo) > 1
        match self.todo[0]:
            case Send(part=part):
                items, index = messages_of(part), len(standing)
            case Tell(index=index, part=part):
                items = (replace(standing[index], fingerprint=fingerprint(part), media_kind=None),)
            case _:
                return None
        purpose = ForPosts(self.subscription.id, self.seq, self.rows, index, more)
        return Intent(self.chat, now, items, purpose, self.chat.last_message_id)

    async def attempt(self) -> Outcome:
        """Carry out the first operation."""
        standing = self.rows[0].messages
        match self.todo[0]:
            case Send(part=part):
                return await self.messenger.send(self.address, part)
            case Edit(index=index, part=part):
                return await self._edit(standing[index], part)
            case Tell(text=text):
                return await self.messenger.send(self.address, text)
            case Delete(index=index):
                ids = [each for message in standing[index:] for each in message.ids]
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
        owed = any(message.owed for message in messages)
        more = owed or (len(self.todo) > 1 and not refused)
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
        sent = outcome.messages if isinstance(outcome, Sent) else ()
        ack = Ack(self.subscription.id, cursor, rows, self.chat.id, sent)
        await self.deliveries.acknowledge(ack)

    @property
    def _first_id(self) -> int | None:
        standing = self.rows[0].messages
        return standing[0].message_id if standing else None

    async def _edit(self, message: SentMessage, part: Part) -> Outcome:
        """Edit a message; where that cannot be done, say a correction in answer to it."""
        outcome = await self.messenger.edit(self.address, message, part)
        fixed = isinstance(outcome, Impossible) and outcome.fixed
        return await self._answer(message, part) if fixed and self.corrected else outcome

    async def _answer(self, message: SentMessage, part: Part) -> Outcome:
        """Say `part`, without its media, in silence and in answer to `message`."""
        answer = replace(part, media=(), silent=True, reply_to=message.message_id)
        return await self.messenger.send(self.address, answer)

    async def _replace(self, messages: Sequence[SentMessage], part: Part) -> Outcome:
        """Let messages that cannot be deleted say something else."""
        outcome: Outcome = Sent()
        for message in messages:
            if message.gone:
                continue
            outcome = await self.messenger.edit(self.address, message, part)
            if isinstance(outcome, Impossible) and outcome.fixed:
                outcome = await self._answer(message, part)
            if not isinstance(outcome, Sent | Impossible):
                return outcome
        return outcome

    def _standing_after(self, outcome: Sent | Impossible) -> tuple[SentMessage, ...]:
        standing = self.rows[0].messages
        sent = outcome.messages if isinstance(outcome, Sent) else ()
        match self.todo[0]:
            case Send():
                return standing + sent
            case Edit(index=index, part=part) | Tell(index=index, part=part):
                now_there = _in_place_of(standing[index], part, sent, outcome)
                return (*standing[:index], now_there, *standing[index + 1 :])
            case Delete(index=index):
                return standing[:index]


def _in_place_of(
    old: SentMessage, part: Part, sent: Sequence[SentMessage], outcome: Sent | Impossible
) -> SentMessage:
    """What stands for `part` where `old` did, after an edit or what was sent instead of one.

    An edit that cannot be made counts as made: it would be refused for ever. A message that is gone
    was deleted by whoever may, so it is not sent again, nor asked for again.
    """
    made = replace(old, fingerprint=fingerprint(part))
    if not sent:
        gone = isinstance(outcome, Impossible) and (outcome.gone or not old.message_id)
        return replace(made, gone=gone)
    if sent[0].message_id == old.message_id:
        return sent[0]
    # A text that stands for media keeps their name, so that no edit adds them.
    corrects = old.corrects or old.message_id
    return replace(made, message_id=sent[0].message_id, media_kind=None, corrects=corrects)


@dataclass(frozen=True, slots=True)
class PinWork(MayRepeat, SubscriptionWork):
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
