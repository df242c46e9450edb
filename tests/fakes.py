"""Hand-written stand-ins that implement the Protocols and remember what was asked of them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model import (
    Address,
    Never,
    Outcome,
    Part,
    Poll,
    Presence,
    Sent,
    SentMessage,
    Uncertain,
    Votes,
)
from bot.rendering.parts import fingerprint, slots
from bot.text import Text


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> datetime:
        """Move on, in the words of timedelta."""
        self.now += timedelta(**duration)
        return self.now


@dataclass
class Call:
    """One thing that was asked of the messenger."""

    method: str
    chat_id: int
    what: object = None


@dataclass
class FakeMessenger:
    """Telegram with endless patience: every chat's messages as they now stand.

    `answers` holds outcomes to give instead of success, first to last, by chat; of the next
    `unheard` sends to a chat the answer is lost, though they arrive. `others` are messages there
    that somebody else wrote.
    """

    calls: list[Call] = field(default_factory=list)
    chats: dict[int, dict[int, Part]] = field(default_factory=lambda: defaultdict(dict))
    polls: dict[tuple[int, int], Votes] = field(default_factory=dict)
    pins: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    answers: dict[int, list[Outcome]] = field(default_factory=lambda: defaultdict(list))
    unheard: Counter[int] = field(default_factory=Counter)
    others: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    closed: set[Address] = field(default_factory=set)
    on_their_way: set[str] = field(default_factory=set)
    last_id: int = 0

    def texts(self, chat_id: int) -> list[str]:
        """What stands in a chat, as plain text, in order."""
        return [part.text.value for part in self.chats[chat_id].values()]

    def bringing_up(self, part: Part) -> bool:
        return any(item.identity in self.on_their_way for item in part.media)

    async def send(self, address: Address, part: Part) -> Outcome:
        if planned := self._answer("send", address, part):
            return planned
        if address in self.closed:
            return Never("the topic is closed", address)
        sent = []
        for slot in slots(part):
            self.last_id += 1
            self.chats[address.chat_id][self.last_id] = slot
            sent.append(_standing(self.last_id, slot))
        if self.unheard[address.chat_id]:
            self.unheard[address.chat_id] -= 1
            return Uncertain("the answer was lost")
        return Sent(tuple(sent))

    async def edit(self, address: Address, message: SentMessage, part: Part) -> Outcome:
        if planned := self._answer("edit", address, part):
            return planned
        self.chats[address.chat_id][message.message_id] = part
        return Sent((_standing(message.message_id, part),))

    async def delete(self, address: Address, message_ids: Sequence[int]) -> Outcome:
        if planned := self._answer("delete", address, tuple(message_ids)):
            return planned
        for message_id in message_ids:
            self.chats[address.chat_id].pop(message_id, None)
        return Sent()

    async def pin(self, address: Address, message_id: int) -> Outcome:
        if planned := self._answer("pin", address, message_id):
            return planned
        self.pins[address.chat_id].add(message_id)
        return Sent()

    async def unpin(self, address: Address, message_id: int) -> Outcome:
        if planned := self._answer("unpin", address, message_id):
            return planned
        self.pins[address.chat_id].discard(message_id)
        return Sent()

    async def send_poll(self, address: Address, poll: Poll) -> Outcome:
        if planned := self._answer("send_poll", address, poll):
            return planned
        self.last_id += 1
        self.chats[address.chat_id][self.last_id] = Part(Text(poll.question))
        votes = Votes(f"poll-{self.last_id}", (0,) * len(poll.options), 0)
        self.polls[address.chat_id, self.last_id] = votes
        return Sent((SentMessage(self.last_id, ""),), votes=votes)

    async def stop_poll(self, address: Address, message_id: int) -> Outcome:
        if planned := self._answer("stop_poll", address, message_id):
            return planned
        return Sent(votes=self.polls[address.chat_id, message_id])

    async def probe(self, chat_id: int, message_id: int) -> Presence | Outcome:
        if planned := self._answer("probe", Address(chat_id), message_id):
            return planned
        if message_id in self.others[chat_id]:
            return Presence.OTHERS
        return Presence.OURS if message_id in self.chats[chat_id] else Presence.ABSENT

    def _answer(self, method: str, address: Address, what: object) -> Outcome | None:
        self.calls.append(Call(method, address.chat_id, what))
        planned = self.answers[address.chat_id]
        return planned.pop(0) if planned else None


def _standing(message_id: int, part: Part) -> SentMessage:
    item = part.media[0] if part.media else None
    return SentMessage(
        message_id,
        fingerprint(part),
        media=item.identity if item else "",
        media_kind=item.kind if item else None,
    )
