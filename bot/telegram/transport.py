"""How python-telegram-bot reaches the Bot API: addresses, pools and patience."""

from dataclasses import dataclass

from telegram.request import HTTPXRequest

WRITE_SECONDS = 10.0
UPLOAD_SECONDS = 120.0  # writing 50 MB on a slow line
POOL_WAIT_SECONDS = 10.0  # waiting for a free connection is safe: nothing has been sent yet
SPARE_CONNECTIONS = 8  # for handlers' answers beside the deliveries in flight
# A Bot API server on this machine is reached directly, whatever proxy the environment names.
_DIRECT = {"all://127.0.0.1": None, "all://localhost": None, "all://[::1]": None}


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The two addresses that python-telegram-bot puts the token behind."""

    base_url: str
    base_file_url: str


def endpoints(api_base_url: str) -> Endpoints:
    """The addresses for a Bot API server, e.g. "https://api.telegram.org"."""
    root = api_base_url.rstrip("/")
    return Endpoints(base_url=f"{root}/bot", base_file_url=f"{root}/file/bot")


def sending_request(*, connect_timeout: float, read_timeout: float, in_flight: int) -> HTTPXRequest:
    """The connections for everything but polling; times in seconds.

    Telegram sits out short flood waits by itself, up to 8 seconds, before it answers. A
    `read_timeout` below that takes slow messages for lost ones. The pool is small on purpose:
    httpx gets slower with every idle connection it keeps.
    """
    return HTTPXRequest(
        connection_pool_size=in_flight + SPARE_CONNECTIONS,
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        write_timeout=WRITE_SECONDS,
        media_write_timeout=UPLOAD_SECONDS,
        pool_timeout=POOL_WAIT_SECONDS,
        httpx_kwargs={"mounts": _DIRECT},
    )


def polling_request(*, connect_timeout: float, read_timeout: float) -> HTTPXRequest:
    """A connection of its own for getUpdates, so that polling never waits behind deliveries.

    python-telegram-bot adds the length of the long poll to `read_timeout` (both in seconds).
    """
    return HTTPXRequest(
        connection_pool_size=2,  # stopping confirms the last updates while a poll may be open
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        write_timeout=WRITE_SECONDS,
        pool_timeout=POOL_WAIT_SECONDS,
        httpx_kwargs={"mounts": _DIRECT},
    )
