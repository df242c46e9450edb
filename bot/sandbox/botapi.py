"""The Bot API over HTTP on loopback, in front of `bot.sandbox.telegram`."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

from bot.sandbox.faults import Fault
from bot.sandbox.media import MediaDesk
from bot.sandbox.methods import METHODS
from bot.sandbox.objects import File
from bot.sandbox.params import Params, Upload
from bot.sandbox.rules import MEGABYTE, Json, Refused, bad
from bot.sandbox.telegram import Telegram
from bot.sandbox.view import FILE_PATH
from bot.sandbox.world import Call

_REQUEST_BYTES = 51 * MEGABYTE
_LONGEST_POLL_SECONDS = 50
_SHUTDOWN_SECONDS = 0.5
_CONFLICT = (
    "Conflict: terminated by other getUpdates request;"
    " make sure that only one bot instance is running"
)


class BotApi:
    """The request handlers: one URL a method, and the files."""

    def __init__(self, telegram: Telegram, media: MediaDesk) -> None:
        self._telegram = telegram
        self._media = media
        self._poll = 0

    def routes(self) -> list[web.RouteDef]:
        """What to mount on an application."""
        return [
            web.route("*", "/bot{token}/{method}", self._answer),
            web.get("/file/bot{token}/{path:.+}", self._download),
            web.get(FILE_PATH + "{file_id}", self._show),
        ]

    def end_polls(self) -> None:
        """Let a poll that waits come back with nothing."""
        self._poll = -1
        self._telegram.touch()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._telegram.token:
            return _failure(Refused(401, "Unauthorized"))
        method = request.match_info["method"].lower()
        if method not in {*METHODS, "getupdates"}:
            return _failure(Refused(404, "Not Found"))
        try:
            params = await _read(request)
            if method == "getupdates":
                return _success(await self._get_updates(params))
        except Refused as refusal:
            return _failure(refusal)
        fault = self._telegram.faults.take(method, params.integer("chat_id")) or Fault(method)
        answer = await self._outcome(request.match_info["method"], params, fault)
        await asyncio.sleep(fault.hold)
        if fault.drop_connection and request.transport is not None:
            request.transport.abort()
        return answer

    async def _outcome(self, method: str, params: Params, fault: Fault) -> web.Response:
        """Carry out a call and record it; a planned failure comes before or after that."""
        planned = fault.refusal()
        if fault.pretend:
            self._record(method, params, "")
            return _success(result=True)
        try:
            if not fault.after_accepting and (planned or fault.drop_connection):
                raise planned or Refused(500, "connection dropped")
            params.files = await self._media.find(method.lower(), params)
            result = METHODS[method.lower()](self._telegram, params)
        except Refused as refusal:
            self._record(method, params, refusal.description)
            return _failure(refusal)
        self._record(method, params, "")
        return _failure(planned) if planned else _success(result)

    def _record(self, method: str, params: Params, refused: str) -> None:
        """Keep the call, under its name as it was called; `refused` is empty if accepted."""
        chat_id, now = params.integer("chat_id"), self._telegram.now()
        self._telegram.calls.append(Call(method, chat_id, not refused, refused, now))

    async def _get_updates(self, params: Params) -> list[Json]:
        """Wait for updates; a poll that comes later ends this one with a conflict."""
        telegram = self._telegram
        self._poll = poll = self._poll + 1
        telegram.touch()
        if params.values.get("allowed_updates") is not None:
            telegram.updates.allow(params.items("allowed_updates"))
        offset, limit = params.integer("offset") or 0, params.integer("limit") or 0
        wait = min(params.integer("timeout") or 0, _LONGEST_POLL_SECONDS)
        ends = asyncio.get_running_loop().time() + wait
        while not (updates := telegram.updates.take(offset, limit)):
            try:
                async with asyncio.timeout_at(ends):
                    await telegram.wait_for_change(telegram.version)
            except TimeoutError:
                return []
            if self._poll < 0:
                return []
            if self._poll != poll:
                raise Refused(409, _CONFLICT)
        return updates

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._telegram.token:
            return _failure(Refused(401, "Unauthorized"))
        path = request.match_info["path"]
        files = self._telegram.files.values()
        return _file_answer(next((file for file in files if file.path == path), None))

    async def _show(self, request: web.Request) -> web.StreamResponse:
        return _file_answer(self._telegram.files.get(request.match_info["file_id"]))


def _file_answer(file: File | None) -> web.StreamResponse:
    if file is None:
        return _failure(Refused(404, "Not Found"))
    # The demo's page shares the origin, so only what can merely be looked at keeps its type.
    shown = file.mime.startswith(("image/", "video/")) and "svg" not in file.mime
    mime = file.mime if shown else "application/octet-stream"
    headers = {"X-Content-Type-Options": "nosniff"}
    return web.Response(body=file.content, content_type=mime, headers=headers)


def _success(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _failure(refusal: Refused) -> web.Response:
    body: Json = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.code)


async def _read(request: web.Request) -> Params:
    """The parameters, from the query and whichever body came."""
    values: dict[str, object] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise bad("can't parse request body as JSON") from None
        if not isinstance(body, Mapping):
            raise bad("can't parse request body as JSON object")
        values |= body
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                content = value.file.read()
                uploads[name] = Upload(value.filename, value.content_type, content)
            else:
                values[name] = value
    return Params(values, uploads)


class BotApiServer:
    """The sandbox on 127.0.0.1, open as long as the `async with` block. Port 0 takes any.

    `routes` and `apps` (path prefix -> application) are served beside the Bot API.
    """

    def __init__(
        self,
        telegram: Telegram,
        *,
        port: int = 0,
        routes: Iterable[web.AbstractRouteDef] = (),
        apps: Mapping[str, web.Application] | None = None,
    ) -> None:
        self.telegram = telegram
        self._port = port
        self._routes = list(routes)
        self._apps = dict(apps or {})

    @property
    def base_url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> Self:
        self._client = aiohttp.ClientSession()
        self._api = BotApi(self.telegram, MediaDesk(self.telegram, self._client))
        app = web.Application(client_max_size=_REQUEST_BYTES)
        app.add_routes([*self._api.routes(), *self._routes])
        for prefix, mounted in self._apps.items():
            app.add_subapp(prefix, mounted)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
        try:
            await self._runner.setup()
            site = web.TCPSite(self._runner, "127.0.0.1", self._port)
            await site.start()
        except BaseException:
            await self._close()
            raise
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._api.end_polls()
        await self._close()

    async def _close(self) -> None:
        await self._runner.cleanup()
        await self._client.close()
