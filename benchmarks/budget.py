"""What the bot makes of 30 messages a second.

    .ci/with-env python benchmarks/budget.py

The product's dispatcher, lanes, limits and rendering run as they are, on a clock that jumps, with
chats in memory, against a Telegram that takes 0.1 s a call and counts with strict flood control.
"""

import asyncio
import logging
import time

from memory import Memory, channels, readers
from simulated import Story, StrictTelegram, simulate

from bot.model import Level, Preferences

KEYS = Preferences(level=Level.KEY_MOMENTS)


# --- The stories ---------------------------------------------------------------------------------


def mixed_traffic() -> None:
    """Five minutes of posts, albums, key moments, corrections and a broadcast."""
    chats = [*channels(20), *readers(5000)]
    memory, telegram = Memory(chats), StrictTelegram()

    async def story(stop: asyncio.Event) -> None:
        memory.broadcast(chats)
        number = 0
        while not stop.is_set():
            number += 1
            post = memory.publish(
                f"Post {number}", photos=3 * (number % 4 == 0), key_moment=number % 5 == 0
            )
            await asyncio.sleep(10)
            if number % 3 == 0:
                memory.correct(post)
            await asyncio.sleep(10)

    simulate(memory, telegram, story, 300)
    share = telegram.messages / (300 * 30)
    print("Five minutes of mixed traffic to 5,000 readers and 20 channels:")
    print(f"  {share:.1%} of the budget used (aim 99 %), {telegram.refusals} answers 429 (aim 0)")


def one_post() -> None:
    """A post to 5,000 readers, nothing else."""
    memory, telegram = Memory(readers(5000)), StrictTelegram()
    simulate(memory, telegram, _post_at(memory, 0.0), 200)
    last = max(telegram.first.values())
    print(f"One post to 5,000 readers: the last has it after {last:.1f} s (5,000 / 30 = 166.7)")


def breaking_in_a_broadcast() -> None:
    """A key moment during a broadcast to 100,000, at several parts of a second: the worst."""
    print(
        "A breaking post during a broadcast to 100,000 (5 channels, 1,000 readers of key moments):"
    )
    runs = [_breaking(60.0 + part / 5) for part in range(5)]
    names = ("the last channel has it after", "the first reader", "the last reader")
    for name, figures in zip(names, zip(*runs, strict=True), strict=False):
        print(f"  {name:<30}{min(figures):>7.2f} to {max(figures):.2f} s")
    paces = [pace for *_, pace in runs]
    print(f"  meanwhile the broadcast goes on at {min(paces):.1f} to {max(paces):.1f} a second")


def _breaking(at: float) -> tuple[float, float, float, float]:
    """Seconds to the last channel, the first and the last reader; broadcasts a second meanwhile."""
    key_readers = readers(1000)
    chats = [*channels(5), *key_readers]
    memory, telegram = Memory(chats, KEYS), StrictTelegram()
    breaks = _post_at(memory, at, key_moment=True)

    async def story(stop: asyncio.Event) -> None:
        memory.broadcast([*readers(99_000, first=10_000), *chats])
        await breaks(stop)

    simulate(memory, telegram, story, 150)
    took = {
        chat_id: when - at for (chat_id, text), when in telegram.texts.items() if "Breaking" in text
    }
    of_readers = [seconds for chat_id, seconds in took.items() if chat_id > 0]
    broadcast = [when for (_, text), when in telegram.texts.items() if "editors" in text]
    pace = sum(at <= when < at + max(of_readers) for when in broadcast) / max(of_readers)
    return max(took[-number] for number in range(1, 6)), min(of_readers), max(of_readers), pace


def _post_at(memory: Memory, seconds: float, *, key_moment: bool = False) -> Story:
    async def story(_: asyncio.Event) -> None:
        await asyncio.sleep(seconds)
        memory.publish("Breaking", key_moment=key_moment)

    return story


def main() -> None:
    """Tell every story and how long it took to simulate."""
    logging.disable(logging.WARNING)
    for story in (mixed_traffic, one_post, breaking_in_a_broadcast):
        began = time.perf_counter()
        story()
        print(f"  ({time.perf_counter() - began:.0f} s to simulate)\n")


if __name__ == "__main__":
    main()
