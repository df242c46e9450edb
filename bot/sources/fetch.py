"""Fetch an address over HTTP: politely, with limits, and never from a private network."""

import asyncio
import hashlib
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Self

import httpx

from bot.errors import NotModified, SourceError, TryLater
from bot.sources import headers, transport
from bot.sources.guard import check_url
from bot.sources.manners import Turns

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 5
_NOTHING_NEW = "Nothing has changed since the last reading."
_NOT_MODIFIED = 304
_ASKS_FOR_A_PAUSE = frozenset({429, 503})
# Only what is inflated here, under the size cap, is asked for.
_INFLATABLE = {"gzip": 47, "x-gzip": 47, "deflate": 47}
_PIECE = 64 * 1024

PAUSE = 0.5
"""Seconds between two requests to one host."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole answer: where it came from in the end, its bytes, and what the next poll needs."""

    url: str
    body: bytes
    content_type: str
    etag: str
    last_modified: str
    body_hash: str
    not_before: float


class Fetcher:
    """One kept-open HTTP client. Timeouts are in seconds, `max_bytes` counts inflated bytes.

    `now` answers the aware UTC time; it is asked only to understand dates in Retry-After and to
    judge stamps. `allowed_private_hosts` ("host" or "host:port") are exempt from the guard. A host
    is asked one thing at a time, `pause` seconds apart; waiting for that counts towards no timeout.
    """

    def __init__(
        self,
        *,
        allowed_private_hosts: frozenset[str],
        connect_timeout: float,
        read_timeout: float,
        total_timeout: float,
        max_bytes: int,
        now: Callable[[], datetime],
        resolve: transport.Resolve = transport.resolve,
        pause: float = PAUSE,
    ) -> None:
        self.now = now
        self._turns = Turns(pause)
        self._allowed = allowed_private_hosts
        self._total_timeout = total_timeout
        self._max_bytes = max_bytes
        self._client = httpx.AsyncClient(
            transport=transport.GuardedTransport(allowed_private_hosts, resolve),
            timeout=httpx.Timeout(read_timeout, connect=connect_timeout),
            headers={"User-Agent": user_agent(), "Accept-Encoding": "gzip, deflate"},
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections that are kept open."""
        await self._client.aclose()

    async def fetch(
        self, url: str, *, etag: str = "", last_modified: str = "", body_hash: str = ""
    ) -> Fetched:
        """The answer at `url`. Raises NotModified if it is the one known by these validators.

        Also raises AddressRefused, TryLater, and SourceError in words an editor can act on.
        """
        conditions = {
            name: value
            for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified))
            if value
        }
        conditions["Accept"] = "text/html, application/xhtml+xml, application/feed+json, */*;q=0.8"
        async with self._answer(url, conditions) as answer:
            if answer.status_code == _NOT_MODIFIED:
                raise NotModified(_NOTHING_NEW, headers.freshness(answer.headers))
            body = await _whole_body(answer, self._max_bytes)
        digest = hashlib.sha256(body).hexdigest()
        if digest == body_hash:
            raise NotModified(_NOTHING_NEW, headers.freshness(answer.headers))
        return Fetched(
            url=str(answer.url),
            body=body,
            content_type=answer.headers.get("content-type", ""),
            etag=answer.headers.get("etag", ""),
            last_modified=answer.headers.get("last-modified", ""),
            body_hash=digest,
            not_before=headers.freshness(answer.headers),
        )

    async def download(self, url: str, *, max_bytes: int) -> tuple[bytes, str]:
        """The bytes at `url` and their content type, under the same guard and deadlines."""
        async with self._answer(url, {"Accept": "image/*, video/*, */*;q=0.8"}) as answer:
            if answer.status_code == _NOT_MODIFIED:
                raise SourceError(headers.why(answer.status_code))
            body = await _whole_body(answer, max_bytes)
        return body, answer.headers.get("content-type", "")

    @asynccontextmanager
    async def _answer(self, url: str, asked: dict[str, str]) -> AsyncIterator[httpx.Response]:
        """The final answer, good or 304, still streaming; errors below become plain sentences."""
        try:
            async with asyncio.timeout(self._total_timeout) as deadline, AsyncExitStack() as held:
                answer = await self._follow(url, asked, deadline, held)
                self._judge(answer)
                yield answer
        except TimeoutError as error:
            raise SourceError(
                f"The server took longer than {self._total_timeout:g} seconds to send the page."
            ) from error
        except httpx.TimeoutException as error:
            raise SourceError("The server did not answer in time.") from error
        except httpx.ConnectError as error:
            raise SourceError(f"The server could not be reached: {error}") from error
        except httpx.InvalidURL as error:
            raise SourceError(f"This is not a web address: {error}") from error
        except httpx.HTTPError as error:
            raise SourceError(f"The answer broke off or was garbled: {error}") from error

    async def _follow(
        self, url: str, asked: dict[str, str], deadline: asyncio.Timeout, held: AsyncExitStack
    ) -> httpx.Response:
        """The answer at the end of all redirects; `held` keeps it open, and its host's turn."""
        address = httpx.URL(url).copy_with(fragment=None)
        for _ in range(_MAX_REDIRECTS + 1):
            check_url(str(address), self._allowed)
            await self._wait_for_turn(address.host, deadline, held)
            request = self._client.build_request("GET", address, headers=asked)
            answer = await self._client.send(request, stream=True)
            held.push_async_callback(answer.aclose)
            onward = answer.headers.get("location", "")
            if answer.status_code not in _REDIRECTS or not onward:
                return answer
            await held.aclose()  # two hosts that lead to each other must not wait for each other
            address = address.join(onward).copy_with(fragment=None)
        raise SourceError(
            f"The address redirects more than {_MAX_REDIRECTS} times; give the final address."
        )

    async def _wait_for_turn(
        self, host: str, deadline: asyncio.Timeout, held: AsyncExitStack
    ) -> None:
        clock = asyncio.get_running_loop().time
        left = (deadline.when() or 0.0) - clock()
        deadline.reschedule(None)
        await held.enter_async_context(self._turns.at(host))
        deadline.reschedule(clock() + left)

    def _judge(self, answer: httpx.Response) -> None:
        if answer.is_success or answer.status_code == _NOT_MODIFIED:
            return
        if answer.status_code in _ASKS_FOR_A_PAUSE:
            pause = headers.retry_after(answer.headers.get("retry-after", ""), self.now())
            if pause is not None:
                raise TryLater(headers.why(answer.status_code), pause)
        raise SourceError(headers.why(answer.status_code))


def user_agent() -> str:
    """How the bot introduces itself to servers."""
    try:
        release = version("dateline-bot")
    except PackageNotFoundError:  # run from a copy of the files, never installed
        release = "0"
    return f"Dateline/{release} (+live coverage reader)"


async def _whole_body(answer: httpx.Response, cap: int) -> bytes:
    """The inflated body. No step inflates past the cap, so a bomb costs no more than the cap."""
    coding = answer.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {*_INFLATABLE, "identity", ""}:
        raise SourceError(f"The server packed the page in a way that was not asked for ({coding}).")
    inflater = zlib.decompressobj(_INFLATABLE[coding]) if coding in _INFLATABLE else None
    body = bytearray()
    async for piece in answer.aiter_raw(_PIECE):
        try:
            body += inflater.decompress(piece, cap + 1 - len(body)) if inflater else piece
        except zlib.error as error:
            raise SourceError("The answer was garbled: it cannot be unpacked.") from error
        if len(body) > cap:
            raise SourceError(f"The answer is larger than {cap:,} bytes, which is the limit.")
    if inflater and body and not inflater.eof:
        raise SourceError("The answer broke off before its end.")
    return bytes(body)
