"""The lane that finds out what became of uncertain sends, before anything else goes to their chats.

An intent of a chat to which nothing is on its way belongs to an uncertain send: no answer came,
or the process was killed. Until it is settled such a chat is offered nothing but notices.
"""

import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.deliver.dispatcher import MayRepeat, Work
from bot.deliver.intents import (
    Ask,
    ForPosts,
    Intent,
    Policy,
    Probe,
    Search,
    Settle,
    Wait,
    acknowledgement,
    next_act,
)
from bot.deliver.ports import BroadcastStore, DeliveryStore, Messenger
from bot.model import Chat, Impossible, Never, Outcome, Presence, Sent, Settled

log = logging.getLogger(__name__)

NOT_KNOWN = "it is not known whether it arrived"


class IntentStore(Protocol):
    """Sends that are on their way, or whose fate is not known. One a chat at most."""

    async def note(self, intent: Intent) -> None:
        """Store an intent durably; many callers share one commit."""
        ...

    async def forget(self, chat_id: int) -> None:
        """Drop a chat's intent: nothing is on its way there."""
        ...

    async def all(self) -> list[Intent]:
        """Every intent, the oldest first."""
        ...

    async def of(self, chat_ids: Collection[int]) -> list[Intent]:
        """The intents of these chats, the oldest first."""
        ...

    async def asked(self, chat_id: int, now: datetime) -> None:
        """Note that the editors were asked."""
        ...

    async def count(self, how: Settled) -> None:
        """Count an uncertain send as settled in this way."""
        ...


class Settling:
    """Offers one probe at a time for each uncertain send, and records what comes of them.

    `ask` puts the question to the editors; it may be asked of the same intent again.
    """

    weight = 100

    def __init__(
        self,
        *,
        intents: IntentStore,
        deliveries: DeliveryStore,
        broadcasts: BroadcastStore,
        messenger: Messenger,
        policy: Policy,
        ask: Callable[[Intent, datetime], Awaitable[None]],
    ) -> None:
        self._intents = intents
        self._deliveries = deliveries
        self._broadcasts = broadcasts
        self._messenger = messenger
        self._policy = policy
        self._ask = ask
        self._searches: dict[int, Search] = {}
        self._doubtful: set[int] | None = None
        self._noted: set[int] = set()
        self._since: datetime | None = None

    @property
    def open(self) -> int:
        """How many uncertain sends are not settled yet."""
        return len(self._doubtful or ())

    # --- What the dispatcher tells ----------------------------------------------------------------

    async def note(self, intent: Intent) -> None:
        """A send is about to leave: store that durably."""
        await self._intents.note(intent)
        if self._doubtful is None:  # not to be taken for what an earlier process left
            self._noted.add(intent.chat.id)

    async def certain(self, chat: Chat) -> None:
        """Nothing was sent to this chat after all."""
        await self._intents.forget(chat.id)

    async def uncertain(self, chat: Chat, reason: str) -> None:
        """No answer came for a send to this chat."""
        log.warning("no answer for a send to chat %s (%s)", chat.id, reason)
        if self._doubtful is None:  # it is found with what an earlier process left
            self._noted.discard(chat.id)
        else:
            self._doubtful.add(chat.id)

    # --- The lane ---------------------------------------------------------------------------------

    async def waiting(
        self, now: datetime, *, skip_chats: Collection[int], limit: int
    ) -> Sequence[Work]:
        """A probe for each uncertain send that can be probed now; see `Lane.waiting`.

        What needs no probe is settled here.
        """
        if self._doubtful is None:  # what an earlier process left behind
            self._since = now
            self._doubtful = {intent.chat.id for intent in await self._intents.all()}
            self._doubtful -= self._noted
        works: list[Work] = []
        for intent in await self._due(self._doubtful.difference(skip_chats)):
            search = self._searches.get(intent.chat.id) or Search.begin(intent)
            search = self._searches[intent.chat.id] = search.aware_of(intent.others)
            act = next_act(intent, search, self._policy, since=self._since or now, now=now)
            match act:
                case Probe(message_id=message_id):
                    works.append(ProbeWork(self, self._messenger, intent, message_id))
                case Ask():
                    await self._ask(intent, now)
                    await self._intents.asked(intent.chat.id, now)
                case Settle():
                    await self._settle(intent, act, now)
                case Wait():
                    pass
        return works[:limit]

    async def _due(self, chat_ids: Collection[int]) -> Sequence[Intent]:
        """The intents of these chats. What has none (a notice) is repeated by itself."""
        intents = await self._intents.of(chat_ids) if chat_ids else []
        for chat_id in {*chat_ids}.difference(intent.chat.id for intent in intents):
            await self._intents.count(Settled.REPEATED)
            self._over(chat_id)
        return intents

    def learn(self, chat: Chat, presence: Presence) -> None:
        """Telegram has answered a probe."""
        self._searches[chat.id] = self._searches[chat.id].after(presence)

    async def _settle(self, intent: Intent, settle: Settle, now: datetime) -> None:
        chat, ids = intent.chat, settle.message_ids
        log.warning("an uncertain send to chat %s was %s", chat.id, settle.how)
        if settle.how in {Settled.LOST, Settled.REPEATED}:
            await self._intents.forget(chat.id)
        elif isinstance(intent.purpose, ForPosts):
            ack = acknowledgement(intent, intent.purpose, ids, now)
            await self._deliveries.acknowledge(ack)
        else:
            error = NOT_KNOWN if settle.how is Settled.SKIPPED else ""
            messages = intent.arrived_as(ids)
            broadcast_id = intent.purpose.broadcast_id
            await self._broadcasts.record(broadcast_id, chat.id, messages, error, now)
        await self._intents.count(settle.how)
        self._over(chat.id)

    def _over(self, chat_id: int) -> None:
        self._searches.pop(chat_id, None)
        if self._doubtful is not None:
            self._doubtful.discard(chat_id)


@dataclass(frozen=True, slots=True)
class ProbeWork(MayRepeat):
    """Ask Telegram about one message id, by an edit that changes nothing."""

    settling: Settling
    messenger: Messenger
    intended: Intent
    message_id: int

    cost = 1
    share = 0

    @property
    def chat(self) -> Chat:
        """Where the send may have arrived."""
        return self.intended.chat

    async def attempt(self) -> Outcome:
        """Probe, and remember the answer."""
        answer = await self.messenger.probe(self.chat.id, self.message_id)
        if not isinstance(answer, Presence):
            return answer
        self.settling.learn(self.chat, answer)
        return Sent()

    async def settle(self, outcome: Sent | Impossible | Never, now: datetime) -> None:
        """Nothing to record: the lane goes on from what it has learnt."""
        del outcome, now
