"""What the simulated benchmarks share: time that jumps, chats in memory, a Telegram that is strict.

Nothing of the product is simulated: its dispatcher, lanes, limits and rendering run as they are.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from jumping import JumpingLoop, now
from memory import Memory

from bot.deliver import Dispatcher, Intent, Queue
from bot.deliver.coverage_lane import CoverageLane
from bot.deliver.lag import Lag
from bot.deliver.other_lanes import BroadcastLane
from bot.limits import Limits, Rates
from bot.model import Address, Chat, Never, Outcome, Part, Sent, SentMessage, TryAgain
from bot.rendering.parts import fingerprint, slots
from bot.sandbox.flood import FloodGate
from bot.sandbox.flood import Limits as TelegramLimits
from bot.sandbox.rules import Refused

Story = Callable[[asyncio.Event], Awaitable[object]]
"""What happens meanwhile, until the event."""

HELD = 8.0
"""Seconds for which Telegram is known to hold a request before it answers."""


# --- Telegram ------------------------------------------------------------------------------------


@dataclass
class StrictTelegram:
    """Takes `latency` seconds a call, counts with the sandbox's flood control, and has troubles.

    `hangs` are chats that take HELD seconds; `blocked` have stopped the bot; `refusing` maps chats
    to the second until which they answer 429; `down` is from when to when nothing can be reached.
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
        latency = HELD if chat_id in self.hangs else self.latency
        if (left := self.refusing.get(chat_id, 0.0) - time) > 0:
            return await self._too_fast(left, latency)
        try:
            self._gate.take(chat_id, cost, time, private=chat_id > 0)
        except Refused as refused:
            return await self._too_fast(float(str(refused).rsplit(" ", 1)[1]), latency)
        await asyncio.sleep(latency)
        if chat_id in self.blocked:
            return Never("the reader blocked the bot")
        self.messages += cost
        self.first.setdefault(chat_id, asyncio.get_running_loop().time())
        return None

    async def _too_fast(self, seconds: float, latency: float) -> TryAgain:
        self.refusals += 1
        await asyncio.sleep(latency)
        return TryAgain(seconds, "slower", too_fast=True)


# --- The bot --------------------------------------------------------------------------------------


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


def simulate(memory: Memory, telegram: StrictTelegram, story: Story, seconds: float) -> None:
    """Let the dispatcher work for so long while the story happens."""

    async def run() -> None:
        engine, stop = dispatcher(memory, telegram), asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(engine.run(stop))
            tasks.create_task(_waking(story, engine.wake, stop))
            await asyncio.sleep(seconds)
            stop.set()
            engine.wake()

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(run())


async def _waking(story: Story, wake: Callable[[], None], stop: asyncio.Event) -> None:
    await story(stop)
    wake()
