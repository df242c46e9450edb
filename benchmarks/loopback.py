"""A Telegram on this computer that answers everything with the same, and what is sent to it.

Only the standard library is needed, so that other libraries' own environments can import it.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection

TOKEN = "1:benchmark"  # noqa: S105  no token of anybody's
WORDS = "The delegations have taken their seats in the palace. " * 4
AT_ONCE = 100
"""Sends in flight, for every client that limits them."""


class Stopwatch:
    """Wall and CPU seconds of this process; the last one to report is believed."""

    result: tuple[float, float] = (0.0, 0.0)

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def report(self) -> None:
        """Stop."""
        Stopwatch.result = (time.perf_counter() - self._wall, time.process_time() - self._cpu)


async def many(send: Callable[[int], Awaitable[object]], sends: int) -> None:
    """Send to so many chats with AT_ONCE in flight, as a sliding window."""
    chats = iter(range(1, sends + 1))

    async def worker() -> None:
        for chat in chats:
            await send(chat)

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))


def serve(port: Connection, latency: float = 0.0) -> None:
    """Answer each request, after so many seconds, with a sent message; tell the parent the port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await reader.readexactly(_body_size(head))
                if latency:
                    await asyncio.sleep(latency)
                writer.write(ANSWER)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        async with server:
            await server.serve_forever()

    asyncio.run(run())


def _body_size(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length"):
            return int(line.partition(b":")[2])
    return 0


def _message() -> bytes:
    result = {
        "message_id": 7,
        "date": 1748865600,
        "chat": {"id": 7, "type": "private", "first_name": "Reader"},
        "from": {"id": 1, "is_bot": True, "first_name": "Dateline", "username": "dateline_bot"},
        "text": WORDS,
        "entities": [{"type": "bold", "offset": 0, "length": 15}],
    }
    body = json.dumps({"ok": True, "result": result}).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


ANSWER = _message()
