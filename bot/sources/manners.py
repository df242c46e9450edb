"""How often a host is asked: one request at a time, with a pause between two."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Host:
    """`free_at` is when it may be asked again, by the clock of the event loop."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    waiting: int = 0


class Turns:
    """Lets one request through to each host at a time; different hosts do not wait for each other.

    `pause` is the least time in seconds between the end of a request and the next to that host.
    """

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Wait until `host` may be asked, and keep the others from it meanwhile."""
        self._forget_rested()
        turn = self._hosts.setdefault(host, _Host())
        turn.waiting += 1
        try:
            async with turn.lock:
                clock = asyncio.get_running_loop().time
                await asyncio.sleep(max(turn.free_at - clock(), 0.0))
                try:
                    yield
                finally:
                    turn.free_at = clock() + self._pause
        finally:
            turn.waiting -= 1

    def _forget_rested(self) -> None:
        now = asyncio.get_running_loop().time()
        rested = [
            host for host, turn in self._hosts.items() if not turn.waiting and turn.free_at <= now
        ]
        for host in rested:
            del self._hosts[host]
