"""aiogram's ways of sending to many, for `sends_per_second.py --aiogram-python PYTHON`.

    PYTHON benchmarks/aiogram_broadcast.py ADDRESS SENDS {paused,loop,window}

Runs in an environment of its own, with nothing of Dateline's in it; on uvloop where that is
installed there. Prints wall and CPU seconds as JSON.
"""

import asyncio
import importlib
import importlib.util
import json
import sys
from typing import Any

from loopback import AT_ONCE, TOKEN, WORDS, Stopwatch, many

PAUSE = 0.05
"""Seconds between two sends in the loop that aiogram's broadcast example shows."""


async def broadcast(root: str, sends: int, way: str) -> None:
    """Send to so many chats: the example's loop, the same without its pause, or a window."""
    aiogram: Any = importlib.import_module("aiogram")
    server = importlib.import_module("aiogram.client.telegram").TelegramAPIServer
    session = importlib.import_module("aiogram.client.session.aiohttp").AiohttpSession
    async with aiogram.Bot(
        TOKEN, session=session(api=server.from_base(root), limit=AT_ONCE)
    ) as bot:
        clock = Stopwatch()
        if way == "window":
            await many(lambda chat: bot.send_message(chat, WORDS), sends)
        else:
            for chat in range(sends):
                await bot.send_message(chat, WORDS)
                if way == "paused":
                    await asyncio.sleep(PAUSE)
        clock.report()


def main() -> None:
    """Broadcast and tell how long it took."""
    root, sends, way = sys.argv[1:]
    fast = importlib.import_module("uvloop") if importlib.util.find_spec("uvloop") else None
    with asyncio.Runner(loop_factory=fast.new_event_loop if fast else None) as runner:
        runner.run(broadcast(root, int(sends), way))
    print(json.dumps(Stopwatch.result))


if __name__ == "__main__":
    main()
