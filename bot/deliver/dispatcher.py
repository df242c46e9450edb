"""The engine: which waiting work goes out next, within the limits, and what its outcome means.

It knows nothing of posts. A lane offers work, a piece of work knows how to do itself once and how
to record the result; the engine keeps one send a chat in flight, a sliding window of sends in
all, the budgets, and fair shares of them between lanes and, within a lane, between coverages.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.deliver.intents import Intent
from bot.deliver.ports import ChatStore
from bot.deliver.purse import Purse
from bot.deliver.shares import Shares, in_turn
from bot.limits import Limits
from bot.model import (
    Address,
    Chat,
    Impossible,
    Migrated,
    Never,
    Outcome,
    Sent,
    TryAgain,
    Uncertain,
)

log = logging.getLogger(__name__)

IDLE = timedelta(seconds=1)
"""With nothing known to wait for, how long until the lanes are asked again."""

AFTER_UNCERTAIN = timedelta(seconds=5)
"""A chat whose last send got no answer rests this long before the send is repeated."""

AFTER_FAULT = timedelta(seconds=30)
"""What failed by a fault of ours rests this long, so that the log stays readable."""


class Work(Protocol):
    """One thing to do in one chat, by one call to Telegram."""

    @property
    def chat(self) -> Chat:
        """Where it happens."""
        ...

    @property
    def cost(self) -> int:
        """How many messages of the budget it takes."""
        ...

    @property
    def share(self) -> int:
        """On behalf of which coverage (or broadcast): those of one lane take turns."""
        ...

    def intent(self, now: datetime) -> Intent | None:
        """What to note down before it is attempted; None where repeating it does no harm."""
        ...

    def paid_for(self) -> "Work | None":
        """The same work, paid for with Stars; None where that cannot be or would not help."""
        ...

    async def attempt(self) -> Outcome:
        """Do it once."""
        ...

    async def settle(self, outcome: Sent | Impossible | Never, now: datetime) -> None:
        """Record an outcome that ends this work."""
        ...


class MayRepeat:
    """What work has in common that does no harm if it is done twice: no intent, and no Stars."""

    __slots__ = ()

    def paid_for(self) -> None:
        """None: it can wait for the free budget."""

    def intent(self, now: datetime) -> None:
        """None: what got no answer is done again."""
        del now


class Lane(Protocol):
    """A kind of work. Where several lanes have some, each gets of the budget by its `weight`."""

    @property
    def weight(self) -> int:
        """How much of the budget is this lane's, beside the weights of the others."""
        ...

    async def waiting(
        self, now: datetime, *, skip_chats: Collection[int], limit: int
    ) -> Sequence[Work]:
        """Pieces of work for chats outside `skip_chats`; empty if there are none.

        Up to `limit`, or one of each coverage where that is more: whoever is never offered
        never has a turn.
        """
        ...


class InFlight(Protocol):
    """Looks after the intents of what is on its way; `bot.deliver.settling` does."""

    async def note(self, intent: Intent) -> None:
        """A send is about to leave: store that durably."""
        ...

    async def certain(self, chat: Chat) -> None:
        """Nothing was sent to this chat after all."""
        ...

    async def uncertain(self, chat: Chat, reason: str) -> None:
        """No answer came for a send to this chat."""
        ...


class Dispatcher:
    """Sends what the lanes offer, each lane by its weight; of equals the earlier goes first.

    `on_stopped` is told when a chat, or a topic of it, could not be written to any more, once each
    time. `purse` pays for messages to readers above the free limit; without one nobody does.
    """

    def __init__(
        self,
        *,
        lanes: Sequence[Lane],
        chats: ChatStore,
        intents: InFlight,
        limits: Limits,
        in_flight: int,
        clock: Callable[[], datetime],
        on_stopped: Callable[[Chat, str, datetime], Awaitable[None]],
        purse: Purse | None = None,
    ) -> None:
        self._purse = purse
        self._lanes = tuple(lanes)
        self._chats = chats
        self._intents = intents
        self._limits = limits
        self._in_flight = in_flight
        self._clock = clock
        self._on_stopped = on_stopped
        self._busy: set[int] = set()
        self._noted: set[int] = set()
        self._served: set[int] = set()
        self._waiting: dict[int, datetime] = {}
        self._unrecorded: list[tuple[Work, Outcome, datetime]] = []
        self._ailing: dict[int, datetime] = {}
        self._purse_ails_until: datetime | None = None
        self._lane_shares = Shares[int]()
        self._shares = [Shares[int]() for _ in self._lanes]
        self._latest: datetime | None = None
        self._wake = asyncio.Event()

    @property
    def busy(self) -> int:
        """How many pieces of work are under way."""
        return len(self._busy)

    def pace(self, now: datetime) -> float:
        """How many messages a second may go out at present."""
        return self._limits.per_second(now)

    def wake(self) -> None:
        """Look for work now: something has changed."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`; then wait for what is in flight and record its outcomes."""
        async with asyncio.TaskGroup() as sends:
            while not stop.is_set():
                self._wake.clear()
                again = await self.run_once(self._clock(), sends)
                await self._pause(again)
        async with asyncio.TaskGroup() as records:
            for work, outcome, _ in self._unrecorded:
                records.create_task(self._conclude(work, outcome))

    async def run_once(self, now: datetime, sends: asyncio.TaskGroup) -> datetime:
        """Start every send the limits allow now; answers when to come again unless woken."""
        self._notice_a_clock_set_back(now)
        self._waiting = {chat: until for chat, until in self._waiting.items() if until > now}
        self._record_again(now, sends)
        budget_at = await self._start(now, sends)
        return budget_at if budget_at > now else min([now + IDLE, *self._waiting.values()])

    async def _start(self, now: datetime, sends: asyncio.TaskGroup) -> datetime:
        """Start what may go now; answers when the bot's own budget allows the next piece.

        A piece whose turn it is and that is too large for what is left of that budget gets it
        before smaller ones, or an album would wait for as long as there are texts. So does one that
        cannot be paid for where others could.
        """
        # What a lane offered before a chat was served in this round may be out of date for it:
        # while another lane is asked, that send may end and be recorded.
        self._served.clear()
        offers: dict[int, Iterator[Work]] = {}
        asked = {number for number in range(len(self._lanes)) if not self._ails(number, now)}
        while asked and self._room() and self._budget_at(now) <= now:
            number = self._lane_shares.first(sorted(asked))
            if number not in offers:
                offered = await self._ask(number, self._lanes[number], now)
                if not offered:
                    asked.discard(number)
                    continue
                offers[number] = in_turn(offered, self._shares[number])
            work = self._next_that_may_go(offers[number], now)
            if work is None:
                del offers[number]  # it may have more than it offered
                continue
            free_at = self._limits.overall_when(now, work.cost)
            if free_at > now:
                paid = await self._paid(work, now)
                if paid is None:
                    return free_at
                work = paid
            self._spend(number, work, now)
            sends.create_task(self._carry_out(work))
        return self._budget_at(now)

    def _budget_at(self, now: datetime) -> datetime:
        """When the bot as a whole may send again, for nothing or for Stars."""
        free_at = self._limits.overall_when(now)
        ails = self._purse_ails_until is not None and self._purse_ails_until > now
        if self._purse is None or ails or not self._purse.open(now):
            return free_at
        return min(free_at, self._limits.paid_when(now))

    async def _paid(self, work: Work, now: datetime) -> Work | None:
        """The work, paid for, where it can be and the day's Stars allow it."""
        if self._purse is None or self._limits.paid_when(now, work.cost) > now:
            return None
        paid = work.paid_for()
        try:
            return paid if paid and await self._purse.take(work.cost, now) else None
        except Exception:
            log.exception("what is paid for cannot be counted; nothing is paid for a while")
            self._purse_ails_until = now + AFTER_FAULT
            return None

    def _ails(self, number: int, now: datetime) -> bool:
        return self._ailing.get(number, now) > now

    async def _ask(self, number: int, lane: Lane, now: datetime) -> Sequence[Work]:
        """What a lane offers; nothing, for a while, from one that failed: the others go on."""
        skip = self._busy | self._served | self._waiting.keys()
        try:
            return await lane.waiting(now, skip_chats=skip, limit=self._room())
        except Exception:
            log.exception("%s cannot say what waits", type(lane).__name__)
            self._ailing[number] = now + AFTER_FAULT
            return []

    def _next_that_may_go(self, offered: Iterator[Work], now: datetime) -> Work | None:
        """The next piece whose chat may be written to; the chats of those before it wait."""
        for work in offered:
            chat = work.chat
            if chat.id in self._served or chat.id in self._waiting:
                continue
            when = self._limits.chat_when(chat, work.cost, now)
            if when <= now:
                return work
            self._waiting[chat.id] = when
        return None

    def _spend(self, number: int, work: Work, now: datetime) -> None:
        self._limits.spend(work.chat, work.cost, now)
        self._lane_shares.charge(number, work.cost, self._lanes[number].weight)
        self._shares[number].charge(work.share, work.cost)
        self._busy.add(work.chat.id)
        self._served.add(work.chat.id)

    async def _carry_out(self, work: Work) -> None:
        try:
            if intent := work.intent(self._clock()):
                await self._intents.note(intent)
                self._noted.add(work.chat.id)
            outcome = await work.attempt()
        except Exception:
            # A fault in one piece of work must not end delivery to everybody else.
            log.exception("sending to chat %s failed unexpectedly", work.chat.id)
            self._limits.rest(work.chat.id, self._clock() + AFTER_FAULT)
            if work.chat.id in self._noted:
                await self._conclude(work, Uncertain("a fault of ours"))
            else:
                self._release(work.chat)
        else:
            await self._conclude(work, outcome)

    async def _conclude(self, work: Work, outcome: Outcome) -> None:
        """Act on an outcome. Until that is done the chat stays busy.

        What was sent but could not be noted down would be sent again and again otherwise.
        """
        try:
            await self._apply(work, outcome)
        except Exception:
            log.exception("what became of a send to chat %s cannot be recorded", work.chat.id)
            self._unrecorded.append((work, outcome, self._clock() + AFTER_FAULT))
        else:
            self._release(work.chat)

    def _record_again(self, now: datetime, sends: asyncio.TaskGroup) -> None:
        due = [entry for entry in self._unrecorded if entry[2] <= now]
        self._unrecorded = [entry for entry in self._unrecorded if entry[2] > now]
        for work, outcome, _ in due:
            sends.create_task(self._conclude(work, outcome))

    def _release(self, chat: Chat) -> None:
        self._busy.discard(chat.id)
        self._noted.discard(chat.id)
        self._wake.set()

    def _notice_a_clock_set_back(self, now: datetime) -> None:
        if self._latest and now < self._latest:
            self._limits.turn_back(self._latest - now)
            self._waiting.clear()
            self._ailing.clear()
            self._purse_ails_until = None
            self._unrecorded = [(work, outcome, now) for work, outcome, _ in self._unrecorded]
        self._latest = now

    async def _apply(self, work: Work, outcome: Outcome) -> None:
        now, chat = self._clock(), work.chat
        match outcome:
            case Sent() | Impossible():
                await work.settle(outcome, now)  # which settles the intent as well
                return
            case Uncertain(reason=reason):
                await self._intents.uncertain(chat, reason)
                self._limits.rest(chat.id, now + AFTER_UNCERTAIN)
                return
            case Never(reason=reason, place=None):
                await work.settle(outcome, now)
                if await self._chats.stop(chat.id, reason, now):
                    log.info("chat %s stopped: %s", chat.id, reason)
                    await self._on_stopped(chat, reason, now)
            case Never(reason=reason, place=Address() as place):
                await work.settle(outcome, now)
                if await self._chats.stop_topic(place, reason):
                    log.info("topic %s of chat %s stopped: %s", place.topic_id, chat.id, reason)
                    await self._on_stopped(chat, reason, now)
            case TryAgain():
                self._wait(chat, outcome, now)
            case Migrated(new_chat_id=new_chat_id):
                log.info("group %s became supergroup %s", chat.id, new_chat_id)
                await self._chats.migrate(chat.id, new_chat_id, now)
        if chat.id in self._noted:
            await self._intents.certain(chat)

    def _wait(self, chat: Chat, outcome: TryAgain, now: datetime) -> None:
        """Let the chat rest, or everybody, as Telegram asks."""
        log.log(
            logging.WARNING if outcome.everyone else logging.INFO,
            "waiting %.0f s before %s: %s",
            outcome.after,
            "any send" if outcome.everyone else f"chat {chat.id}",
            outcome.reason,
        )
        until = now + timedelta(seconds=outcome.after)
        if outcome.everyone:
            self._limits.rest_everyone(until)
        elif not outcome.too_fast:
            self._limits.rest(chat.id, until)
        elif self._limits.refused(chat.id, until, now):
            pace = self._limits.per_second(now)
            log.warning("several chats ask for a pause: %.0f messages a second now", pace)

    def _room(self) -> int:
        return self._in_flight - len(self._busy)

    async def _pause(self, until: datetime) -> None:
        seconds = (until - self._clock()).total_seconds()
        seconds = min(max(seconds, 0.0), IDLE.total_seconds())
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return
