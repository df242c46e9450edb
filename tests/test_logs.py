"""Logging: readable lines, and the token in none of them."""

import logging
import re
import sys
import warnings
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import InvalidToken

from bot.errors import StorageError
from bot.logs import HIDDEN, DiscreetFormatter, set_up_logging
from bot.telegram.transport import endpoints, sending_request

TOKEN = "8123456789:AAH-made_up-for-these-tests-0123456"
SECRET = TOKEN.partition(":")[2]


@pytest.fixture
async def server() -> Any:
    """A Bot API that knows no token."""

    async def refuse(_: web.Request) -> web.Response:
        body = {"ok": False, "error_code": 401, "description": "Unauthorized"}
        return web.json_response(body, status=401)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", refuse)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def formatted(message: str, *args: object, secrets: tuple[str, ...] = (TOKEN,)) -> str:
    record = logging.LogRecord("bot.test", logging.INFO, __file__, 1, message, args, None)
    record.created = 1748864700.5
    return DiscreetFormatter(secrets).format(record)


# --- Lines ----------------------------------------------------------------------------------------


def test_a_line_has_the_time_in_utc_the_level_the_place_and_the_message() -> None:
    assert formatted("polled %s", "a page") == "2025-06-02T11:45:00Z INFO bot.test: polled a page"


def test_outside_text_cannot_forge_a_second_line() -> None:
    line = formatted("title: %s", "x\n2025-06-02T11:45:00Z ERROR bot: all is lost\r")
    assert "\n" not in line
    assert "\r" not in line
    assert r"x\n2025" in line


def test_a_traceback_follows_its_line() -> None:
    try:
        raise ValueError("broken")  # noqa: TRY301 - the traceback is what this test is about
    except ValueError:
        record = logging.LogRecord("b", logging.ERROR, "f", 1, "failed", (), sys.exc_info())
    lines = DiscreetFormatter().format(record).splitlines()
    assert lines[0].endswith("ERROR b: failed")
    assert lines[1] == "Traceback (most recent call last):"
    assert lines[-1] == "ValueError: broken"


def test_an_error_of_our_own_says_all_without_a_traceback() -> None:
    try:
        raise StorageError("The disk is full. Make room.") from OSError("errno 28")  # noqa: TRY301 - as above
    except StorageError:
        record = logging.LogRecord("b", logging.ERROR, "f", 1, "not kept", (), sys.exc_info())
    lines = DiscreetFormatter().format(record).splitlines()
    assert lines[0].endswith("ERROR b: not kept")
    assert lines[1:] == ["StorageError: The disk is full. Make room."]


# --- Secrets --------------------------------------------------------------------------------------

SHOWN = [
    f"token {TOKEN} rejected",
    f"https://api.telegram.org/bot{TOKEN}/sendMessage",
    f"target=b'/bot{TOKEN}/getMe'",
    f"?token={quote(TOKEN, safe='')}&x=1",
    f"?next={quote(quote(TOKEN, safe=''), safe='')}",
    f"?token={quote(TOKEN, safe='').lower()}",
    f"only the second half: {SECRET}",
    f"{TOKEN}{TOKEN}",
]


@pytest.mark.parametrize("text", SHOWN)
def test_a_secret_is_hidden_in_whatever_form(text: str) -> None:
    for line in (formatted(text), formatted("%s", text), formatted("%r", [text])):
        assert SECRET.lower() not in line.lower()
        assert HIDDEN in line


def test_a_token_that_nobody_named_is_hidden_too() -> None:
    other = "7000000001:BBQ0123456789012345678901234567890"
    assert formatted("bot%s/x", other) == f"2025-06-02T11:45:00Z INFO bot.test: bot{HIDDEN}/x"
    assert HIDDEN in formatted(quote(other, safe=""), secrets=())


INNOCENT = ["at 12:45:30", "chat -1001234567890: sent", "https://news.example:8443/a-b_c", "1:2"]


@pytest.mark.parametrize("text", INNOCENT)
@pytest.mark.parametrize("secrets", [(TOKEN,), ("",), (), ("1:2",)])
def test_innocent_text_stays(text: str, secrets: tuple[str, ...]) -> None:
    assert formatted(text, secrets=secrets).endswith(f": {text}")


def test_a_secret_with_signs_that_mean_something_to_patterns() -> None:
    assert formatted("a.c+(x)*secret? axc", secrets=("a.c+(x)*secret?",)).endswith(f"{HIDDEN} axc")


def test_a_traceback_does_not_show_the_token_even_when_formatted_twice() -> None:
    try:
        raise InvalidToken(f"The token `{TOKEN}` was rejected by the server.")  # noqa: TRY301 - as above
    except InvalidToken:
        record = logging.LogRecord("b", logging.ERROR, "f", 1, "failed", (), sys.exc_info())
    formatter = DiscreetFormatter([TOKEN])
    for _ in range(2):
        assert SECRET not in formatter.format(record)


# --- The whole of it ------------------------------------------------------------------------------


async def test_debugging_the_http_client_does_not_show_the_token(
    server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging("DEBUG", [TOKEN])
    where = endpoints(server)
    bot = Bot(
        TOKEN,
        base_url=where.base_url,
        base_file_url=where.base_file_url,
        request=sending_request(server, connect_timeout=1, read_timeout=5, in_flight=1),
    )
    with pytest.raises(InvalidToken) as caught:
        await bot.initialize()
    logging.getLogger("bot").error("cannot start", exc_info=caught.value)
    await bot.shutdown()
    await bot.request.shutdown()  # the library leaves it open when the token is refused
    async with httpx.AsyncClient() as client:
        await client.get(f"{server}/bot{quote(TOKEN, safe='')}/getMe", params={"t": TOKEN})
    said = capsys.readouterr().err
    assert "httpcore" in said
    assert "HTTP Request: GET" in said
    assert "was rejected by the server" in said
    assert said.count(HIDDEN) > 5
    assert SECRET not in said
    assert quote(SECRET, safe="") not in said


@pytest.mark.parametrize(("level", "heard"), [("DEBUG", True), ("INFO", False), ("ERROR", False)])
def test_what_the_libraries_say_of_every_request_is_kept_for_debugging(
    capsys: pytest.CaptureFixture[str], level: str, *, heard: bool
) -> None:
    set_up_logging(level, [])
    logging.getLogger("httpx").info("HTTP Request: POST")
    assert ("HTTP Request" in capsys.readouterr().err) is heard


TOLD_ANYWAY = [
    ("telegram.request.BaseRequest", 'Can not load invalid JSON data: "%s"', "<html>"),
    ("telegram.ext.Updater", "Error while calling `get_updates` one more time to mark %s", "all"),
]


@pytest.mark.parametrize(("name", "words", "given"), TOLD_ANYWAY)
def test_what_the_bot_tells_in_its_own_words_is_not_told_twice(
    capsys: pytest.CaptureFixture[str], name: str, words: str, given: str
) -> None:
    set_up_logging("INFO", [])
    logging.getLogger(name).error(words, given)
    logging.getLogger(name).critical("this is news")
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("this is news")


@pytest.mark.parametrize(("level", "heard"), [("DEBUG", True), ("INFO", True), ("WARNING", False)])
def test_the_level_is_kept(capsys: pytest.CaptureFixture[str], level: str, *, heard: bool) -> None:
    set_up_logging(level, [])
    logging.getLogger("bot.watch").info("polled")
    assert ("polled" in capsys.readouterr().err) is heard


def test_setting_up_twice_does_not_say_everything_twice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logging("INFO", [])
    set_up_logging("INFO", [])
    logging.getLogger("bot").info("once")
    assert capsys.readouterr().err.count("once") == 1


def test_warnings_are_logged_on_one_line_without_the_token(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logging("INFO", [TOKEN])
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn(f"odd answer from /bot{TOKEN}/getMe", UserWarning, stacklevel=1)
        logging.captureWarnings(capture=False)
    (line,) = capsys.readouterr().err.splitlines()
    assert "WARNING py.warnings" in line
    assert SECRET not in line


def test_an_error_that_ends_the_program_is_logged_without_the_token(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logging("INFO", [TOKEN])
    error = InvalidToken(f"The token `{TOKEN}` was rejected by the server.")
    sys.excepthook(type(error), error, None)
    said = capsys.readouterr().err
    assert re.search(r"CRITICAL bot: ended by an error", said)
    assert "was rejected by the server" in said
    assert SECRET not in said


def test_a_person_who_presses_control_c_is_not_shown_a_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logging("INFO", [])
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert capsys.readouterr().err == ""
