"""Telegram's flood control: how many messages a chat and the whole bot may get. Pure but for state.

Sends and edits share it and each item of an album counts. The figures are Telegram's FAQ: about
one message a second in a private chat with short bursts, twenty a minute in a group or channel,
thirty a second overall.
"""

import math
from collections import deque
from dataclasses import dataclass, field, replace

from bot.sandbox.rules import Refused


@dataclass(frozen=True, slots=True)
class Limits:
    """Intervals are seconds a message, bursts and counts are messages."""

    private_interval: float = 1.0
    private_burst: int = 3
    group_count: int = 20
    group_seconds: float = 60.0
    overall_interval: float = 1 / 30
    overall_burst: int = 30
    paid_interval: float = 1 / 1000
    paid_burst: int = 1000

    def scaled(self, factor: float) -> "Limits":
        """The same limits in a world that runs `factor` times as fast."""
        return replace(
            self,
            private_interval=self.private_interval / factor,
            group_seconds=self.group_seconds / factor,
            overall_interval=self.overall_interval / factor,
            paid_interval=self.paid_interval / factor,
        )

    @staticmethod
    def none() -> "Limits":
        """No flood control at all."""
        return Limits(private_interval=0, group_seconds=0, overall_interval=0, paid_interval=0)


@dataclass(slots=True)
class _Bucket:
    """Lets `burst` through at once, then one each `interval`."""

    interval: float
    burst: int
    level: float = 0.0
    at: float = -math.inf

    def wait(self, cost: int, now: float) -> float:
        """Seconds until `cost` fits; more than the burst fits when the bucket is empty."""
        if not self.interval:
            return 0.0
        self.level = max(0.0, self.level - (now - self.at) / self.interval)
        self.at = now
        return max(0.0, self.level + min(cost, self.burst) - self.burst) * self.interval

    def take(self, cost: int, _now: float) -> None:
        self.level += cost


@dataclass(slots=True)
class _Window:
    """At most `count` in any `seconds`."""

    seconds: float
    count: int
    taken: deque[float] = field(default_factory=deque)

    def wait(self, cost: int, now: float) -> float:
        while self.taken and now - self.taken[0] >= self.seconds:
            self.taken.popleft()
        too_many = len(self.taken) + min(cost, self.count) - self.count
        return self.taken[too_many - 1] + self.seconds - now if too_many > 0 else 0.0

    def take(self, cost: int, now: float) -> None:
        self.taken.extend([now] * cost)


class FloodGate:
    """Counts what went through, chat by chat. Times are seconds of one clock."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._overall = _Bucket(limits.overall_interval, limits.overall_burst)
        self._paid = _Bucket(limits.paid_interval, limits.paid_burst)
        self.billed = 0
        """Messages that passed the free limit and were paid for."""
        self._chats: dict[int, _Bucket | _Window] = {}

    def take(
        self, chat_id: int, cost: int, now: float, *, private: bool, paid: bool = False
    ) -> None:
        """Let `cost` messages through, or raise the 429 that says how long to wait.

        Those that may be `paid` for are, where they pass the free limit.
        """
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = self._chats[chat_id] = self._fresh(private=private)
        free = self._overall.wait(cost, now)
        overall = self._paid.wait(cost, now) if paid else free
        wait = max(chat.wait(cost, now), overall)
        if wait > 0:
            seconds = max(1, math.ceil(wait - 1e-6))
            text = f"Too Many Requests: retry after {seconds}"
            raise Refused(429, text, {"retry_after": seconds})
        chat.take(cost, now)
        self._paid.take(cost, now)
        if free > 0:
            self.billed += cost
        else:
            self._overall.take(cost, now)

    def _fresh(self, *, private: bool) -> _Bucket | _Window:
        if private:
            return _Bucket(self.limits.private_interval, self.limits.private_burst)
        return _Window(self.limits.group_seconds, self.limits.group_count)
