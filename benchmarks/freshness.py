"""How old what readers get is, at 30 messages a second and a post every 30 seconds.

    .ci/with-env python benchmarks/freshness.py [--posts 120] [--readers 1000 5000 20000 100000]

A simulation with a clock of its own, around the rules that the product runs on: `next_step`, the
lag rule, the limits and the shares. Sends take no time; everything else is as in the product. Of
the chats 0.5 % are channels, 2.5 % groups, the rest readers. The age of a post in a chat is the
time from its appearing to its delivery; all are counted, also those delivered after the last post.

Beside it stands what one message for each post would give (first come, first served, the same
budget), which is a queue with a known rate and so computed, and half a round: what everybody would
wait on average if channels waited in one line with all others.
"""

import argparse
import statistics
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.deliver import Queue
from bot.deliver.coverage_lane import WEIGHTS
from bot.deliver.shares import Shares
from bot.limits import Limits, Rates
from bot.model import (
    Change,
    ChangeKind,
    Chat,
    ChatKind,
    Post,
    PostKind,
    Preferences,
    Subscription,
)
from bot.routing import Digest, LevelWith, lags, next_step
from bot.text import Text

START = datetime(2025, 6, 2, 12, tzinfo=UTC)
EVERY = timedelta(seconds=30)
USUAL = 10
SECOND = timedelta(seconds=1)


class Lane:
    """Chats that are behind, the furthest first."""

    def __init__(self, chats: Sequence[Chat], weight: int) -> None:
        self.weight = weight
        self.size = len(chats)
        self._at: dict[int, deque[Subscription]] = {
            0: deque(Subscription(chat.id, chat, 1, Preferences(), 0, 0) for chat in chats)
        }

    def behind(self, head: int) -> int:
        """How many chats are behind this change."""
        return self.size - len(self._at.get(head, ()))

    def take(self, head: int) -> Subscription | None:
        """The chat that is furthest behind."""
        for cursor in sorted(self._at):
            if cursor < head and self._at[cursor]:
                return self._at[cursor].popleft()
            if not self._at[cursor]:
                del self._at[cursor]
        return None

    def put(self, subscription: Subscription) -> None:
        """Back in line, where its cursor stands now."""
        self._at.setdefault(subscription.cursor, deque()).append(subscription)


class Simulation:
    """One coverage, so many chats, so many posts."""

    def __init__(self, chats: int, posts: int) -> None:
        kinds = [_kind(number) for number in range(chats)]
        numbered = [Chat(number + 1, kind) for number, kind in enumerate(kinds)]
        channels = [chat for chat in numbered if chat.kind is ChatKind.CHANNEL]
        others = [chat for chat in numbered if chat.kind is not ChatKind.CHANNEL]
        self.lanes = {
            "channels": Lane(channels, WEIGHTS[Queue.CHANNELS]),
            "others": Lane(others, WEIGHTS[Queue.OTHERS]),
        }
        self.ages: dict[str, list[float]] = {"channels": [], "others": []}
        self.messages = 0
        self._shares = Shares[str]()
        self._limits = Limits(Rates())
        self._posts = {number: _post(number) for number in range(1, posts + 1)}
        self._changes = [
            Change(1, number, ChangeKind.POSTED, number, post.posted_at)
            for number, post in self._posts.items()
        ]
        self._counted_at = START - SECOND
        self._lagging = False

    def run(self) -> None:
        """Until everybody has everything."""
        now = START + EVERY
        while True:
            head = min(int((now - START) / EVERY), len(self._posts))
            now = max(now, self._limits.overall_when(now))
            open_ = [name for name, lane in self.lanes.items() if lane.behind(head)]
            if open_:
                self._serve(self._shares.first(open_), head, now)
            elif head == len(self._posts):
                return
            else:
                now = START + (head + 1) * EVERY

    def _serve(self, name: str, head: int, now: datetime) -> None:
        lane = self.lanes[name]
        subscription = lane.take(head)
        if subscription is None:
            return
        self._limits.spend(subscription.chat, 1, now)
        self._shares.charge(name, 1, lane.weight)
        step = next_step(
            subscription,
            self._changes[subscription.cursor : head],
            self._posts,
            {},
            digest_after=self._lag(head, now),
        )
        if isinstance(step, LevelWith):
            raise TypeError(step)
        told = step.posts if isinstance(step, Digest) else (step.post,)
        self.messages += 1
        self.ages[name] += [(now - post.posted_at) / SECOND for post in told]
        lane.put(replace(subscription, cursor=told[-1].posted_seq))

    def _lag(self, head: int, now: datetime) -> int:
        if now - self._counted_at >= SECOND:
            behind = sum(lane.behind(head) for lane in self.lanes.values())
            pace = self._limits.per_second_beside_channels(now)
            self._lagging = lags(behind, pace, already=self._lagging)
            self._counted_at = now
        return 1 if self._lagging else USUAL


def _kind(number: int) -> ChatKind:
    if number % 200 == 0:
        return ChatKind.CHANNEL
    return ChatKind.GROUP if number % 40 == 1 else ChatKind.PRIVATE


def _post(number: int) -> Post:
    when = START + number * EVERY
    return Post(
        id=number,
        coverage_id=1,
        key=str(number),
        kind=PostKind.UPDATE,
        revision=1,
        position=number,
        headline="",
        body=Text(),
        media=(),
        posted_at=when,
        first_seen_at=when,
        posted_seq=number,
    )


def one_by_one(chats: int, posts: int, rate: float) -> list[float]:
    """Ages with a message for each post, in the order of the posts, a hundred of each post."""
    ages, free = [], 0.0
    for number in range(posts):
        appears = number * EVERY.total_seconds()
        begins = max(free, appears)
        free = begins + chats / rate
        ages += [begins + chats / rate * part / 100 - appears for part in range(1, 101)]
    return ages


def quantiles(ages: Sequence[float]) -> str:
    """The median and the 99th percentile, in seconds."""
    cuts = statistics.quantiles(ages, n=100)
    return f"{cuts[49]:>9,.1f} /{cuts[98]:>9,.1f}"


def main() -> None:
    """Run the simulation for each size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=120)
    parser.add_argument("--readers", type=int, nargs="+", default=[1000, 5000, 20_000, 100_000])
    given = parser.parse_args()
    print(f"{given.posts} posts, one in {EVERY.seconds} s; age in seconds, p50 / p99")
    headings = f"{'one by one':>22}{'readers, groups':>22}{'channels':>22}"
    print(f"{'chats':>8}{headings}  half a round  messages a chat  (took)")
    for chats in given.readers:
        began = time.perf_counter()
        simulation = Simulation(chats, given.posts)
        simulation.run()
        took = time.perf_counter() - began
        columns = (
            one_by_one(chats, given.posts, 30.0),
            simulation.ages["others"],
            simulation.ages["channels"],
        )
        figures = "".join(f"{quantiles(ages):>22}" for ages in columns)
        each = simulation.messages / chats
        print(f"{chats:>8}{figures}{chats / 60:>14,.0f}{each:>17.1f}  ({took:.0f} s)")


if __name__ == "__main__":
    main()
