"""Addresses, pools and patience."""

import asyncio

import httpx
import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import TimedOut
from telegram.request import HTTPXRequest

from bot.model import Uncertain
from bot.telegram.answers import outcome
from bot.telegram.transport import (
    SPARE_CONNECTIONS,
    UPLOAD_SECONDS,
    endpoints,
    polling_request,
    sending_request,
)

TELEGRAMS_HOLD_SECONDS = 8


@pytest.mark.parametrize(
    ("root", "base", "files"),
    [
        (
            "https://api.telegram.org",
            "https://api.telegram.org/bot",
            "https://api.telegram.org/file/bot",
        ),
        ("http://127.0.0.1:8081/", "http://127.0.0.1:8081/bot", "http://127.0.0.1:8081/file/bot"),
        ("https://host/tg", "https://host/tg/bot", "https://host/tg/file/bot"),
    ],
)
def test_the_token_is_put_behind_these_addresses(root: str, base: str, files: str) -> None:
    assert endpoints(root).base_url == base
    assert endpoints(root).base_file_url == files


def timeouts(request: HTTPXRequest) -> httpx.Timeout:
    return request._client.timeout


async def test_sending_outwaits_the_time_telegram_holds_a_message_back() -> None:
    request = sending_request(connect_timeout=5, read_timeout=20, in_flight=16)
    assert timeouts(request).read == 20
    assert timeouts(request).connect == 5
    assert request.read_timeout is not None
    assert request.read_timeout > TELEGRAMS_HOLD_SECONDS
    assert request._media_write_timeout == UPLOAD_SECONDS
    await request.shutdown()


async def test_deliveries_leave_connections_for_handlers() -> None:
    request = sending_request(connect_timeout=5, read_timeout=20, in_flight=16)
    assert request._client_kwargs["limits"].max_connections == 16 + SPARE_CONNECTIONS
    await request.shutdown()


async def test_polling_has_its_own_patience() -> None:
    request = polling_request(connect_timeout=4, read_timeout=11)
    assert timeouts(request) == httpx.Timeout(connect=4, read=11, write=10, pool=10)
    await request.shutdown()


async def test_a_silent_server_leaves_the_outcome_open() -> None:
    reached = asyncio.Event()

    async def keep_silent(_: web.Request) -> web.Response:
        reached.set()
        await asyncio.sleep(0.5)
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", keep_silent)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    where = endpoints(f"http://127.0.0.1:{port}")
    request = sending_request(connect_timeout=1, read_timeout=0.05, in_flight=1)
    bot = Bot("1:x", base_url=where.base_url, base_file_url=where.base_file_url, request=request)
    try:
        with pytest.raises(TimedOut) as caught:
            await bot.send_message(7, "hello")
    finally:
        await request.shutdown()
        await runner.cleanup()
    assert reached.is_set()
    assert isinstance(outcome(caught.value), Uncertain)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "api.telegram.org"])
async def test_a_proxy_is_used_for_telegram_but_not_for_this_machine(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    request = sending_request(connect_timeout=1, read_timeout=1, in_flight=1)
    client = request._client
    used = client._transport_for_url(httpx.URL(f"http://{host}:8081/bot1:x/getMe"))
    assert (used is client._transport) is (host != "api.telegram.org")
    await request.shutdown()
