"""What the others notice of a fault: how old posts are when chats that have none get them.

    .ci/with-env python benchmarks/faults.py [--minutes 5]

The product's dispatcher, lanes, limits and rendering run as they are, on a clock that jumps, with
chats in memory, against a Telegram that takes 0.1 s a call and counts with strict flood control. A
post appears every 30 seconds. Each fault happens twice: where a third of the budget is used, and
where three times the budget is wanted, so that posts are merged. "missing" is what somebody without
a fault never got.
"""

import argparse
import asyncio
import logging
import statistics
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from memory import Memory, readers
from simulated import Story, StrictTelegram, simulate

EVERY = 30.0
"""Seconds between posts."""

DRAIN = 300.0
"""Seconds after the last post, for what is late."""

LOADS = {"a third of the budget used": 300, "three times the budget wanted": 3000}


@dataclass(frozen=True)
class Fault:
    """What goes wrong. Chats are numbered from 1."""

    refusing: Collection[int] = ()
    hangs: Collection[int] = ()
    blocked: Collection[int] = ()
    down: tuple[float, float] = (0.0, 0.0)
    refused_until: float = field(default=60.0, kw_only=True)

    def telegram(self) -> StrictTelegram:
        """A Telegram with this fault."""
        return StrictTelegram(
            refusing=dict.fromkeys(self.refusing, self.refused_until),
            hangs=self.hangs,
            blocked=self.blocked,
            down=self.down,
        )

    def others(self, chats: int) -> list[int]:
        """Those who have none of it themselves."""
        afflicted = {*self.refusing, *self.hangs, *self.blocked}
        return [number for number in range(1, chats + 1) if number not in afflicted]


ONE, TEN = [7], range(1, 101, 10)
FAULTS = {
    "none": Fault(),
    "one chat answers 429 for 60 s": Fault(refusing=ONE),
    "ten chats hang for 8 s": Fault(hangs=TEN),
    "ten hang for 8 s, and answer 429 for 60 s": Fault(hangs=TEN, refusing=TEN),
    "5 % of chats are blocked": Fault(blocked=range(5, 3001, 20)),
    "Telegram is down for two minutes": Fault(down=(45.0, 165.0)),
}


def play(fault: Fault, chats: int, posts: int) -> tuple[list[float], int, int]:
    """The ages of what the others got, how much of it is missing, and how many answers were 429."""
    memory, telegram = Memory(readers(chats)), fault.telegram()
    simulate(memory, telegram, _posting(memory, posts), posts * EVERY + DRAIN)
    ages, others = memory.ages(), fault.others(chats)
    got = [age for number in others for age in ages.get(number, ())]
    return got, len(others) * posts - len(got), telegram.refusals


def _posting(memory: Memory, posts: int) -> Story:
    async def story(stop: asyncio.Event) -> None:
        for number in range(1, posts + 1):
            memory.publish(f"Post {number}")
            await asyncio.sleep(EVERY)
        await stop.wait()

    return story


def line(name: str, ages: Sequence[float], missing: int, refusals: int) -> str:
    """A line of the table."""
    cuts = statistics.quantiles(ages, n=100)
    figures = (cuts[49], cuts[98], max(ages))
    return (
        f"{name:<42}" + "".join(f"{each:>8.1f}" for each in figures) + f"{missing:>9}{refusals:>6}"
    )


def main() -> None:
    """Both tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=int, default=5, help="for how long posts appear (5)")
    posts = int(parser.parse_args().minutes * 60 / EVERY)
    logging.disable(logging.WARNING)
    for load, chats in LOADS.items():
        print(f"{chats} readers, {posts} posts, {load}: age in seconds for chats without a fault")
        print(f"{'fault':<42}{'p50':>8}{'p99':>8}{'max':>8}{'missing':>9}{'429s':>6}")
        for name, fault in FAULTS.items():
            print(line(name, *play(fault, chats, posts)))
        print()


if __name__ == "__main__":
    main()
