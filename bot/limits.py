"""Telegram's budgets: how many messages the whole bot, a private chat and a group may get.

Telegram publishes about 30 messages a second overall, about one a second in a chat (short bursts
pass) and 20 a minute in a group; channels are treated like groups. Sends and edits share them and
an album counts its items (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).

The figures are Telegram's advice, not its promise. When several chats answer "too many requests" at
once, it is the bot as a whole that is too fast, whatever each answer says of its own chat.
"""

import math
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import Chat, ChatKind


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Rates:
    """The budgets of a bot: `overall`, and per chat by kind (groups include channels).

    `paid` is the overall one where messages may be paid for; None where none may.
    """

    overall: Rate = Rate(30, 1.0)
    private: Rate = Rate(3, 3.0)
    group: Rate = Rate(20, 60.0)
    paid: Rate | None = None


class Window:
    """A sliding window: remembers the latest messages, so that no window ever holds too many.

    A leaky bucket that starts full lets twice the rate through in its first period; this does not.
    """

    __slots__ = ("_rate", "_span", "_times")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._span = timedelta(seconds=rate.seconds)
        self._times: deque[datetime] = deque(maxlen=rate.count)

    def when(self, cost: int, now: datetime, *, count: int | None = None) -> datetime:
        """The earliest time at which `cost` messages fit, with `count` instead of the rate's own.

        More than the whole window ever holds fit once it is empty.
        """
        count = self._rate.count if count is None else min(count, self._rate.count)
        needed = min(cost, count)
        surplus = len(self._times) + needed - count
        if surplus <= 0:
            return now
        return max(now, self._times[surplus - 1] + self._span)

    def spend(self, cost: int, now: datetime) -> None:
        """Count `cost` messages as sent now."""
        self._times.extend([now] * min(cost, self._rate.count))

    def turn_back(self, by: timedelta) -> None:
        """Remember everything as that much earlier."""
        self._times = deque((time - by for time in self._times), maxlen=self._rate.count)

    def idle(self, now: datetime) -> bool:
        """Whether nothing in the window matters any more."""
        return not self._times or self._times[-1] + self._span <= now


class Pace:
    """How many messages in a period of the overall rate are let through at present.

    All of them, until SEVERAL chats are refused WITHIN a short time: then half, once in that time
    (what was in flight is refused late and says nothing new), though never less than one a second.
    After each quiet CLIMB a tenth of the full rate comes back.
    """

    SEVERAL = 3
    WITHIN = timedelta(seconds=10)
    CLIMB = timedelta(seconds=10)

    def __init__(self, rate: Rate) -> None:
        self._full = rate.count
        self._least = min(rate.count, math.ceil(rate.seconds))
        self._step = math.ceil(rate.count / 10)
        self._lowered_to = rate.count
        self._lowered_at: datetime | None = None
        self._refused: dict[int, datetime] = {}

    def count(self, now: datetime) -> int:
        """Messages in a period, at this time."""
        if self._lowered_at is None:
            return self._full
        steps = max(0, (now - self._lowered_at) // self.CLIMB)
        return min(self._full, self._lowered_to + steps * self._step)

    def refused(self, chat_id: int, now: datetime) -> bool:
        """Note that a chat was refused; True if that lowers the pace."""
        recent = now - self.WITHIN
        self._refused = {chat: when for chat, when in self._refused.items() if when > recent}
        self._refused[chat_id] = now
        settling = self._lowered_at is not None and self._lowered_at > recent
        if settling or len(self._refused) < self.SEVERAL:
            return False
        self._lowered_to = max(self._least, self.count(now) // 2)
        self._lowered_at = now
        self._refused.clear()
        return True

    def turn_back(self, by: timedelta) -> None:
        """Remember everything as that much earlier."""
        self._refused = {chat: when - by for chat, when in self._refused.items()}
        if self._lowered_at:
            self._lowered_at -= by


class Limits:
    """When a chat may be written to.

    Kept in memory: one process sends, and a burst after a restart is bounded by the windows
    themselves and by Telegram's own answer.
    """

    FORGET_ABOVE = 10_000
    """With more chats than this remembered, idle ones are forgotten."""

    LATELY = timedelta(seconds=20)
    LEAST_BESIDE_CHANNELS = 2 / 3
    """What channels leave of the budget however much they want, by the weights of the lanes."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._overall = Window(rates.overall)
        self._with_paid = Window(rates.paid or rates.overall)
        self._pace = Pace(rates.overall)
        self._chats: dict[int, Window] = {}
        self._resting: dict[int, datetime] = {}
        self._all_rest_until: datetime | None = None
        self._to_channels: deque[tuple[datetime, int]] = deque()

    def chat_when(self, chat: Chat, cost: int, now: datetime) -> datetime:
        """The earliest time at which `chat` itself may get `cost` messages; `now` if at once."""
        rest = self._resting.get(chat.id, now)
        return max(now, rest, self._window(chat).when(cost, now))

    def overall_when(self, now: datetime, cost: int = 1) -> datetime:
        """The earliest time at which the bot as a whole may send `cost` messages."""
        when = self._overall.when(cost, now, count=self._pace.count(now))
        return max(now, when, self._all_rest_until or now)

    def paid_when(self, now: datetime, cost: int = 1) -> datetime:
        """As `overall_when`, if it is paid for. Payment does not help a bot that is refused."""
        if self._rates.paid is None or self._pace.count(now) < self._rates.overall.count:
            return self.overall_when(now, cost)
        return max(now, self._with_paid.when(cost, now), self._all_rest_until or now)

    def per_second(self, now: datetime) -> float:
        """How many messages a second the bot as a whole may send at present."""
        return self._pace.count(now) / self._rates.overall.seconds

    def per_second_beside_channels(self, now: datetime) -> float:
        """As `per_second`, less what channels took of it lately; they are served first.

        Readers and groups never get less than LEAST_BESIDE_CHANNELS of it.
        """
        while self._to_channels and self._to_channels[0][0] <= now - self.LATELY:
            self._to_channels.popleft()
        taken = sum(cost for _, cost in self._to_channels) / self.LATELY.total_seconds()
        pace = self.per_second(now)
        return max(pace - taken, pace * self.LEAST_BESIDE_CHANNELS)

    def spend(self, chat: Chat, cost: int, now: datetime) -> None:
        """Count `cost` messages to `chat`. An album costs its items."""
        self._overall.spend(cost, now)
        self._with_paid.spend(cost, now)
        if chat.kind is ChatKind.CHANNEL:
            self._to_channels.append((now, cost))
        self._window(chat).spend(cost, now)
        if len(self._chats) > self.FORGET_ABOVE:
            self._forget_idle(now)

    def rest(self, chat_id: int, until: datetime) -> None:
        """Leave one chat alone until then; never shortens a rest."""
        self._resting[chat_id] = max(until, self._resting.get(chat_id, until))

    def refused(self, chat_id: int, until: datetime, now: datetime) -> bool:
        """Telegram finds the bot too fast in a chat: it rests alone until then.

        True if others were refused as well, so that the pace of the whole bot is lowered.
        """
        self.rest(chat_id, until)
        return self._pace.refused(chat_id, now)

    def rest_everyone(self, until: datetime) -> None:
        """Send nothing at all until then; never shortens a rest."""
        self._all_rest_until = max(until, self._all_rest_until or until)

    def turn_back(self, by: timedelta) -> None:
        """The clock was set back: what was to happen in some seconds still does."""
        for window in (self._overall, self._with_paid, *self._chats.values()):
            window.turn_back(by)
        self._pace.turn_back(by)
        self._resting = {key: until - by for key, until in self._resting.items()}
        self._to_channels = deque((when - by, cost) for when, cost in self._to_channels)
        if self._all_rest_until:
            self._all_rest_until -= by

    def _window(self, chat: Chat) -> Window:
        window = self._chats.get(chat.id)
        if window is None:
            private = chat.kind is ChatKind.PRIVATE
            window = Window(self._rates.private if private else self._rates.group)
            self._chats[chat.id] = window
        return window

    def _forget_idle(self, now: datetime) -> None:
        self._chats = {key: window for key, window in self._chats.items() if not window.idle(now)}
        self._resting = {key: until for key, until in self._resting.items() if until > now}
