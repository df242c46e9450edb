"""The client of the optional model, against an endpoint on this computer."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.errors import ModelError
from bot.machine import Machine
from bot.polish import Answer

KEY = "sk-made-up-and-never-logged"
CONVERSATION = ({"role": "user", "content": "Say something."},)

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def endpoint(answer: Answering) -> AsyncIterator[str]:
    """The base address of an endpoint that answers so."""
    application = web.Application()
    application.router.add_post("/v1/chat/completions", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}/v1"
    finally:
        await runner.cleanup()


def said(text: object, usage: object = None) -> dict[str, object]:
    return {"choices": [{"message": {"role": "assistant", "content": text}}], "usage": usage}


async def test_it_asks_as_every_such_endpoint_understands() -> None:
    asked: dict[str, object] = {}

    async def answer(request: web.Request) -> web.Response:
        asked.update(await request.json(), key=request.headers.get("Authorization"))
        return web.json_response(said("Something.", {"total_tokens": 12}))

    async with endpoint(answer) as url, Machine(f"{url}/", "small", KEY, timeout=5) as machine:
        assert await machine.complete(CONVERSATION) == Answer("Something.", 12)
    assert asked["model"] == "small"
    assert asked["messages"] == list(CONVERSATION)
    assert asked["key"] == f"Bearer {KEY}"


async def test_without_a_key_none_is_sent() -> None:
    keys: list[str | None] = []

    async def answer(request: web.Request) -> web.Response:
        keys.append(request.headers.get("Authorization"))
        return web.json_response(said("Yes."))

    async with endpoint(answer) as url, Machine(url, "small", "", timeout=5) as machine:
        assert await machine.complete(CONVERSATION) == Answer("Yes.", 0)
    assert keys == [None]


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        pytest.param("{}", 500, "HTTP 500", id="an error"),
        pytest.param("{}", 302, "HTTP 302", id="a redirect is not followed"),
        pytest.param("no json", 200, "not that of a chat endpoint", id="no JSON"),
        pytest.param("[]", 200, "not that of a chat endpoint", id="another shape"),
        pytest.param('{"choices": []}', 200, "not that of a chat endpoint", id="nothing said"),
        pytest.param('{"choices": [{"message": {"content": null}}]}', 200, "no text", id="no text"),
        pytest.param("x" * 300_000, 200, "larger than 200,000 bytes", id="a flood"),
    ],
)
async def test_what_is_no_answer_says_so(body: str, status: int, why: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body, status=status, headers={"Location": "https://evil.example"})

    async with endpoint(answer) as url, Machine(url, "small", KEY, timeout=5) as machine:
        with pytest.raises(ModelError, match=why):
            await machine.complete(CONVERSATION)


async def test_an_endpoint_that_is_not_there_says_so_without_the_key(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with Machine("http://127.0.0.1:9", "small", KEY, timeout=5) as machine:
        with pytest.raises(ModelError, match="no answer"):
            await machine.complete(CONVERSATION)
    assert KEY not in caplog.text


async def test_an_endpoint_that_hangs_ends_with_the_timeout() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"{")
        request.transport.close() if request.transport else None
        return response

    async with endpoint(answer) as url, Machine(url, "small", KEY, timeout=5) as machine:
        with pytest.raises(ModelError, match="no answer"):
            await machine.complete(CONVERSATION)
