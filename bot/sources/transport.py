"""The network below httpx: every connection goes to an address that was checked, and to no other.

A name is resolved once, each answer is judged, and the connection is opened to that very answer.
There is no second lookup between check and use, so an answer that changes in between (DNS
rebinding) changes nothing. Host header, SNI and certificate check keep the name: httpcore takes
them from the request, not from the socket.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable

import httpcore
import httpx

from bot.errors import AddressRefused
from bot.sources.guard import check_address

Resolve = Callable[[str, int], Awaitable[list[str]]]
SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)


async def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of `host`, in the system's order of preference. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in found))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens TCP connections to checked addresses only."""

    def __init__(self, allowed_private_hosts: frozenset[str], resolve: Resolve) -> None:
        self._allowed = allowed_private_hosts
        self._resolve = resolve
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of `host` that answers; AddressRefused if one is private."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._resolve(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"{host} was not resolved in time") from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} is not a known host") from error
        for address in addresses:
            check_address(host, port, address, self._allowed)
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: a source is not a local socket."""
        del timeout, socket_options
        raise AddressRefused(f"{path} is a local socket, not a source.")

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks for between retries."""
        await self._network.sleep(seconds)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport on a guarded network, without proxies of the environment."""

    def __init__(self, allowed_private_hosts: frozenset[str], resolve: Resolve) -> None:
        certificates = httpx.create_ssl_context()
        super().__init__(verify=certificates, trust_env=False)
        # httpx offers no way to pass a network backend, so its pool is replaced by one that has
        # it. Should httpx rename the attribute, the tests of redirects to private names fail.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=certificates,
            max_connections=50,
            max_keepalive_connections=10,
            keepalive_expiry=15,
            network_backend=GuardedBackend(allowed_private_hosts, resolve),
        )
