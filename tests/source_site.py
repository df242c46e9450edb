"""A web server of our own on loopback that answers exactly the bytes a test wants."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.sources.fetch import Fetcher

Request = dict[str, str]
Serve = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Site:
    """Answers by path. `requests` are those that came, by header name in small letters."""

    port: int = 0
    answers: dict[str, bytes | Serve] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def page(
        self, path: str, body: bytes | str, content_type: str = "text/html", **headers: str
    ) -> str:
        self.answers[path] = answer(body, 200, content_type, **headers)
        return self.url(path)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        self.answers[path] = answer(b"", status=status, location=to)
        return self.url(path)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            request = {"path": head[0].split(" ")[1]}
            request |= {
                name.lower(): value
                for name, _, value in (line.partition(": ") for line in head[1:] if line)
            }
            self.requests.append(request)
            found = self.answers.get(request["path"], answer(b"nothing here", status=404))
            if isinstance(found, bytes):
                writer.write(found)
                await writer.drain()
            else:
                await found(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


class Names:
    """A resolver that answers from a table, each answer once, the last one for ever."""

    def __init__(self) -> None:
        self.table: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        del port
        self.asked.append(host)
        if host not in self.table:
            if host.replace(".", "").isdigit():
                return [host]
            raise OSError(f"no such host: {host}")
        answers = self.table[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


MakeFetcher = Callable[..., Awaitable[Fetcher]]


def answer(
    body: bytes | str, status: int = 200, content_type: str = "text/html", **headers: str
) -> bytes:
    """A whole answer; keyword `retry_after="5"` becomes the header Retry-After."""
    raw = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Whatever", "connection: close", f"content-type: {content_type}"]
    if status != 304:
        lines.append(f"content-length: {len(raw)}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + raw


def bomb(size: int) -> bytes:
    """`size` bytes of nothing, packed into about a thousandth."""
    return gzip.compress(b"\0" * size)


@asynccontextmanager
async def serving() -> AsyncIterator[Site]:
    """A running site on a free port of loopback."""
    site = Site()
    server = await asyncio.start_server(site.handle, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site
