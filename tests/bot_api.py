"""The sandbox's Bot API for tests: a hand-moved clock, a client without a library, a picture."""

import io
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import aiohttp

READER, OWNER = 11, 12
BASIC, GROUP, FORUM, CHANNEL = -200, -1002, -1003, -1001
TOKEN = "1000:SANDBOX"


class HandClock:
    """Time that moves only when a test moves it."""

    def __init__(self, seconds: float = 1_748_854_800.0) -> None:
        self.seconds = seconds

    def __call__(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass(frozen=True, slots=True)
class Api:
    """The Bot API as a client without any library sees it: exact answers, exact texts."""

    base: str
    session: aiohttp.ClientSession

    async def answer(self, method: str, **params: Any) -> dict[str, Any]:
        url = f"{self.base}/bot{TOKEN}/{method}"
        async with self.session.post(url, json=params) as response:
            body: dict[str, Any] = await response.json()
            return body

    async def call(self, method: str, **params: Any) -> Any:
        body = await self.answer(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refusal(self, method: str, **params: Any) -> tuple[int, str]:
        body = await self.answer(method, **params)
        assert not body["ok"], body
        return body["error_code"], body["description"]

    async def upload(self, method: str, files: dict[str, bytes], **params: str) -> dict[str, Any]:
        form = aiohttp.FormData(params)
        for name, content in files.items():
            form.add_field(
                name, io.BytesIO(content), filename=f"{name}.png", content_type="image/png"
            )
        async with self.session.post(f"{self.base}/bot{TOKEN}/{method}", data=form) as response:
            answer: dict[str, Any] = await response.json()
            return answer


def png(width: int = 4, height: int = 3) -> bytes:
    """A picture that any decoder takes for one, as small as can be."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x7f" * width) * height)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )
