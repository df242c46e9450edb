"""The demo's page: what Telegram would show, live, and the few things a person can do there.

Only the person at this computer may drive it: requests must name a host of `LOOPBACK`, and a
browser must say that they come from the page itself. Anything else on the web is refused.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from aiohttp import web

from bot.errors import DatelineError
from bot.sandbox.objects import Chat, Message
from bot.sandbox.rules import TEXT_LIMIT
from bot.sandbox.site import Progress
from bot.sandbox.telegram import Telegram

FILES = Path(__file__).parent / "page"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
HEARTBEAT = 10.0
"""Seconds of silence after which the clock is sent again, which also finds pages that have gone."""

_POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action 'self'"
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Clock(Protocol):
    """Tells where the recorded event stands."""

    def __call__(self) -> Progress:
        """The present progress."""
        ...


class Refused(DatelineError):
    """A request that cannot be carried out: the text is shown to the person, `status` is HTTP's."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def routes(telegram: Telegram, clock: Clock, *, pause: float = 0.25) -> web.RouteTableDef:
    """The page under `/demo`, its events, and what it can do: say, press, vote.

    `pause` is the least number of seconds between two views to one page, however much happens.
    """
    table = web.RouteTableDef()

    @table.get("/")
    async def front(_: web.Request) -> web.Response:
        raise web.HTTPFound("/demo")

    @table.get("/demo")
    @guarded
    async def page(_: web.Request) -> web.Response:
        return _file("index.html")

    @table.get(r"/demo/{name:\w+\.(?:css|js)}")
    @guarded
    async def asset(request: web.Request) -> web.Response:
        return _file(request.match_info["name"])

    @table.get("/demo/events")
    @guarded
    async def events(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Cache-Control": "no-store"})
        response.content_type = "text/event-stream"
        await response.prepare(request)
        await _tell(response, telegram, clock, pause)
        return response

    @table.post("/demo/say")
    @guarded
    async def say(request: web.Request) -> web.Response:
        body = await _body(request)
        chat = _own_chat(telegram, body)
        _say(telegram, chat, _number(body, "user"), _words(body, "text"))
        return web.json_response({"ok": True})

    @table.post("/demo/press")
    @guarded
    async def press(request: web.Request) -> web.Response:
        body = await _body(request)
        chat = _own_chat(telegram, body)
        message, data = _number(body, "message"), _words(body, "data")
        if data not in _button_data(chat.standing(message)):
            raise Refused(409, "That button is no longer there.")
        query = telegram.press(_number(body, "user"), chat.id, message, data)
        return web.json_response({"ok": True, "query": query.id})

    @table.post("/demo/vote")
    @guarded
    async def vote(request: web.Request) -> web.Response:
        body = await _body(request)
        _vote(telegram, _own_chat(telegram, body), body)
        return web.json_response({"ok": True})

    return table


# --- Who may ask ---------------------------------------------------------------------------------


def guarded(handler: Handler) -> Handler:
    """`handler` for requests from this computer's own page only; refusals become plain JSON."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            _require_own(request)
            return await handler(request)
        except Refused as refusal:
            return web.json_response({"error": str(refusal)}, status=refusal.status)

    return answer


def _require_own(request: web.Request) -> None:
    host = request.headers.get("Host", "")
    if _name_of(host) not in LOOPBACK:
        raise Refused(403, "Open the demo by its address on this computer, such as 127.0.0.1.")
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{host}":
        raise Refused(403, "Another site may not drive the demo.")


def _name_of(host: str) -> str | None:
    """The name in a Host header, without the port."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _own_chat(telegram: Telegram, body: dict[str, Any]) -> Chat:
    """The chat that the request names, if the user it names is in it."""
    user, chat = (
        telegram.users.get(_number(body, "user")),
        telegram.chats.get(_number(body, "chat")),
    )
    if user is None or chat is None:
        raise Refused(404, "There is no such person or chat.")
    if chat.peer is not user and not chat.member(user).present:
        raise Refused(403, f"{user.first_name} is not in that chat.")
    return chat


# --- What was asked ------------------------------------------------------------------------------


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (ValueError, LookupError):  # not JSON, or a charset nobody knows
        raise Refused(400, "The request must be JSON.") from None
    if not isinstance(body, dict):
        raise Refused(400, "The request must be a JSON object.")
    return body


def _number(body: dict[str, Any], name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int):
        raise Refused(400, f"{name!r} must be a number.")
    return value


def _words(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refused(400, f"{name!r} must be some text.")
    return value.strip()


def _say(telegram: Telegram, chat: Chat, user_id: int, text: str) -> None:
    if len(text.encode("utf-16-le")) // 2 > TEXT_LIMIT:
        raise Refused(400, f"A message has at most {TEXT_LIMIT} characters.")
    if chat.kind == "channel" and not chat.member(telegram.users[user_id]).admin:
        raise Refused(403, "Only administrators write in a channel.")
    telegram.say(user_id, chat.id, text)


def _vote(telegram: Telegram, chat: Chat, body: dict[str, Any]) -> None:
    user_id, message, option = (_number(body, name) for name in ("user", "message", "option"))
    try:
        counted = telegram.vote(user_id, chat.id, message, option)
    except LookupError:
        raise Refused(409, "That poll is no longer there.") from None
    if not counted:
        raise Refused(409, "This poll takes no more votes, or has yours already.")


def _button_data(message: Message | None) -> set[str]:
    rows = (message.keyboard or {}).get("inline_keyboard", []) if message else []
    return {button["callback_data"] for row in rows for button in row if "callback_data" in button}


# --- What is shown -------------------------------------------------------------------------------


def _file(name: str) -> web.Response:
    path = FILES / name
    if not path.is_file():
        raise Refused(404, "There is no such file.")
    headers = {
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }
    return web.Response(
        text=path.read_text("utf-8"), content_type=_KINDS[path.suffix], headers=headers
    )


async def _tell(
    response: web.StreamResponse, telegram: Telegram, clock: Clock, pause: float
) -> None:
    """Send the whole view at first and after each change, the clock in between, until hung up."""
    shown = -1
    try:
        while True:
            if telegram.version > shown:
                shown = telegram.version
                await _send(response, "view", {**telegram.view(), "clock": _face(clock())})
            else:
                await _send(response, "clock", _face(clock()))
            await asyncio.sleep(pause)
            await _changed(telegram, shown)
    except ConnectionResetError:
        return  # the page was closed, which is how this ends


async def _changed(telegram: Telegram, shown: int) -> None:
    """Return once there is something newer than `shown`, or after a heartbeat without."""
    try:
        await asyncio.wait_for(telegram.wait_for_change(shown), HEARTBEAT)
    except TimeoutError:
        return


async def _send(response: web.StreamResponse, name: str, data: dict[str, Any]) -> None:
    await response.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())


def _face(progress: Progress) -> dict[str, Any]:
    """The clock as the page needs it; times in seconds since 1970."""
    recording = progress.recording
    return {
        "title": recording.title,
        "timezone": recording.timezone,
        "moment": progress.moment.timestamp(),
        "begins": recording.begins.timestamp(),
        "ends": recording.ends.timestamp(),
        "speed": progress.speed,
        "finished": progress.finished,
    }
