"""How python-telegram-bot reaches the Bot API: addresses, pools and patience.

Its stock transport (httpx) tops out near 100 to 200 sends a second and hides whether a failed
request had left. This one is aiohttp, and says so by the kind of error it raises.
"""

from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput, UploadFileDict
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

UPLOAD_SECONDS = 120.0  # Telegram's work on a file that it has
UPLOAD_MOST_SECONDS = 600.0  # that, and writing 50 MB on a slow line
POOL_WAIT_SECONDS = 10.0  # waiting for a free connection is safe: nothing has been sent yet
SPARE_CONNECTIONS = 8  # for handlers' answers beside the deliveries in flight
KEEP_ALIVE_SECONDS = 10.0  # shorter than any server's, which might close as we begin to write


class NotSent(NetworkError):
    """The request never left, so it is safe to send it again."""


class Broken(NetworkError):
    """The connection broke after the request began to leave."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The two addresses that python-telegram-bot puts the token behind."""

    base_url: str
    base_file_url: str


def endpoints(api_base_url: str) -> Endpoints:
    """The addresses for a Bot API server, e.g. "https://api.telegram.org"."""
    root = api_base_url.rstrip("/")
    return Endpoints(base_url=f"{root}/bot", base_file_url=f"{root}/file/bot")


def sending_request(
    api_base_url: str, *, connect_timeout: float, read_timeout: float, in_flight: int
) -> "AiohttpRequest":
    """The connections for everything but polling; times in seconds.

    Telegram sits out short flood waits by itself, up to 8 seconds, before it answers. A
    `read_timeout` below that takes slow messages for lost ones.
    """
    return AiohttpRequest(
        connections=in_flight + SPARE_CONNECTIONS,
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        direct=on_this_machine(api_base_url),
    )


def polling_request(
    api_base_url: str, *, connect_timeout: float, read_timeout: float
) -> "AiohttpRequest":
    """A connection of its own for getUpdates, so that polling never waits behind deliveries.

    python-telegram-bot adds the length of the long poll to `read_timeout` (both in seconds).
    """
    return PollingRequest(
        connections=2,  # stopping confirms the last updates while a poll may be open
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        direct=on_this_machine(api_base_url),
    )


class AiohttpRequest(BaseRequest):
    """A `telegram.request.BaseRequest` over a bounded pool of aiohttp connections.

    Raises NotSent when the request cannot have left, TimedOut when no answer came in time, and
    Broken when the connection failed on the way; after the last two it may have been carried out.
    """

    def __init__(
        self, *, connections: int, connect_timeout: float, read_timeout: float, direct: bool
    ) -> None:
        """`direct` passes by the proxies that the environment names."""
        self._connections = connections
        self._direct = direct
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer; python-telegram-bot adds a long poll's length to it."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool; connections are made when they are needed."""
        if self._session is None:
            pool = aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS
            )
            self._session = aiohttp.ClientSession(
                connector=pool,
                headers={"User-Agent": self.USER_AGENT},
                trust_env=not self._direct,
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0917  python-telegram-bot's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request and read the whole answer: its status and its body.

        aiohttp has no time limit for writing alone, so `write_timeout` is not used and an upload
        that stalls is ended by the limit for the whole of it.
        """
        del write_timeout
        if self._session is None:
            raise RuntimeError("this request is not initialized")
        files = request_data.multipart_data if request_data else {}
        patience = _chosen(read_timeout, self._read_timeout)
        timeout = aiohttp.ClientTimeout(
            total=UPLOAD_MOST_SECONDS if files else None,
            connect=_chosen(pool_timeout, POOL_WAIT_SECONDS),
            sock_connect=_chosen(connect_timeout, self._connect_timeout),
            sock_read=UPLOAD_SECONDS if files else patience,
        )
        fields = request_data.json_parameters if request_data else {}
        body: Any = _form(fields, files) if files else fields
        try:
            async with self._session.request(method, url, data=body, timeout=timeout) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(f"not sent: {type(error).__name__}") from error
        except TimeoutError as error:
            raise TimedOut("no answer in time") from error
        except aiohttp.ClientError as error:
            # The text of an aiohttp error may hold the address, and the address holds the token.
            raise Broken(f"connection broken: {type(error).__name__}") from error


class PollingRequest(AiohttpRequest):
    """As its parent, but a refused token is a trouble like any other.

    python-telegram-bot would give up polling for good and leave the rest of the bot running.
    """

    async def do_request(
        self,
        *args: Any,  # noqa: ANN401 - passed on as they came
        **kwargs: Any,  # noqa: ANN401 - passed on as they came
    ) -> tuple[int, bytes]:
        """See the parent; NetworkError for an answer that python-telegram-bot takes so."""
        status, body = await super().do_request(*args, **kwargs)
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
            raise NetworkError("Telegram does not accept the bot's token")
        return status, body


def _chosen(given: ODVInput[float], usual: float) -> float | None:
    """What the caller asked for, where None means no limit, or else what is usual."""
    return usual if isinstance(given, DefaultValue) else given


def _form(fields: dict[str, str], files: UploadFileDict) -> aiohttp.FormData:
    """A multipart body. python-telegram-bot gives a file as (name, bytes, type)."""
    form = aiohttp.FormData()
    for name, value in fields.items():
        form.add_field(name, value)
    for name, (file_name, content, kind) in files.items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form


def on_this_machine(api_base_url: str) -> bool:
    """Whether the Bot API server is on loopback, where no proxy could reach it."""
    host = urlsplit(api_base_url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
