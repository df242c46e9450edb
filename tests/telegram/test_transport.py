"""How requests reach a Bot API server, and what is known when they do not."""

import asyncio

import pytest
from aiohttp import web
from telegram import InputFile
from telegram.error import InvalidToken, NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.model import TryAgain, Uncertain
from bot.settings import Settings
from bot.telegram.answers import outcome
from bot.telegram.transport import (
    SPARE_CONNECTIONS,
    UPLOAD_MOST_SECONDS,
    Broken,
    NotSent,
    endpoints,
    on_this_machine,
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


def told(value):
    """A field of a form, a file as its name, type and bytes."""
    if isinstance(value, web.FileField):
        return value.filename, value.content_type, value.file.read()
    return value


@pytest.fixture
async def server():
    """A Bot API server that does what it is told; `silence` keeps an answer back."""
    silence = asyncio.Event()
    seen = []

    async def answer(request: web.Request) -> web.Response:
        form = await request.post()
        seen.append((request.path, {name: told(value) for name, value in form.items()}))
        if request.path.endswith("/hold"):
            await silence.wait()
        if request.path.endswith("/cut"):
            request.transport.close()
        status = request.path.strip("/")
        return web.Response(text="{}", status=int(status) if status.isdigit() else 200)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", seen
    silence.set()
    await runner.cleanup()


@pytest.fixture
async def sending():
    """The connections for sending, in a hurry."""
    request = sending_request(
        "http://127.0.0.1:1", connect_timeout=1, read_timeout=0.05, in_flight=1
    )
    await request.initialize()
    yield request
    await request.shutdown()


def fields(**values):
    return RequestData([RequestParameter.from_input(name, value) for name, value in values.items()])


@pytest.mark.parametrize(
    ("given", "most"),
    [({"chat_id": 7}, None), ({"photo": InputFile(b"x", "x.jpg")}, UPLOAD_MOST_SECONDS)],
)
async def test_only_uploads_have_a_limit_for_the_whole_of_them(server, sending, given, most):
    root, _ = server
    asked, request = [], sending._session.request

    def listening(*args, **named):
        asked.append(named["timeout"])
        return request(*args, **named)

    sending._session.request = listening
    await sending.do_request(f"{root}/x", "POST", fields(**given))
    assert [limits.total for limits in asked] == [most]


async def test_fields_go_out_as_a_form_and_the_answer_comes_back(server, sending):
    root, seen = server
    assert await sending.do_request(f"{root}/x", "POST", fields(chat_id=7, text="ä")) == (
        200,
        b"{}",
    )
    assert seen == [("/x", {"chat_id": "7", "text": "ä"})]


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_is_a_trouble_that_polling_outlives(server, status):
    root, _ = server
    request = polling_request(root, connect_timeout=1, read_timeout=1)
    await request.initialize()
    with pytest.raises(NetworkError, match="does not accept the bot's token") as caught:
        await request.post(f"{root}/{status}")
    assert not isinstance(caught.value, InvalidToken)
    await request.shutdown()


async def test_files_go_out_with_their_names_and_types(server, sending):
    root, seen = server
    given = fields(chat_id=7, photo=InputFile(b"bytes", "a.jpg"))
    await sending.do_request(f"{root}/x", "POST", given)
    assert seen == [("/x", {"chat_id": "7", "photo": ("a.jpg", "image/jpeg", b"bytes")})]


async def test_a_silent_server_leaves_the_outcome_open(server, sending):
    root, seen = server
    with pytest.raises(TimedOut) as caught:
        await sending.do_request(f"{root}/hold", "POST")
    assert len(seen) == 1
    assert isinstance(outcome(caught.value), Uncertain)


async def test_a_connection_cut_after_the_request_leaves_the_outcome_open(server, sending):
    root, seen = server
    with pytest.raises(Broken) as caught:
        await sending.do_request(f"{root}/cut", "POST")
    assert len(seen) == 1
    assert isinstance(outcome(caught.value), Uncertain)


async def test_a_server_that_is_not_there_got_nothing(sending):
    with pytest.raises(NotSent) as caught:
        await sending.do_request("http://127.0.0.1:1/x", "POST")
    assert isinstance(outcome(caught.value), TryAgain)


async def test_a_request_that_found_no_free_connection_got_nowhere(server, sending):
    root, seen = server
    held = [
        asyncio.ensure_future(sending.do_request(f"{root}/hold", "POST", read_timeout=9))
        for _ in range(1 + SPARE_CONNECTIONS)
    ]
    while len(seen) < len(held):
        await asyncio.sleep(0.001)
    with pytest.raises(NotSent):
        await sending.do_request(f"{root}/x", "POST", pool_timeout=0.01)
    assert len(seen) == len(held)
    for each in held:
        each.cancel()
    await asyncio.gather(*held, return_exceptions=True)


async def test_an_error_never_quotes_the_address_which_holds_the_token(server, sending):
    root, _ = server
    for path in ("cut", "hold"):
        with pytest.raises(NetworkError) as caught:
            await sending.do_request(f"{root}/bot1:SECRET/{path}", "POST")
        assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("http://127.0.0.1:8081", True),
        ("http://[::1]:8081", True),
        ("http://localhost", True),
        ("https://api.telegram.org", False),
        ("http://192.168.0.2:8081", False),
    ],
)
def test_no_proxy_stands_between_us_and_this_machine(address, local):
    assert on_this_machine(address) is local


def test_sending_outwaits_the_time_telegram_holds_a_message_back():
    defaults = Settings.model_fields
    assert defaults["telegram_read_timeout_seconds"].default > TELEGRAMS_HOLD_SECONDS
