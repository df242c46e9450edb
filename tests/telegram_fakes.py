"""A Bot API without a network: python-telegram-bot's own code runs down to its request object."""

import json
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any, cast

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from bot.errors import SourceError

TOKEN = "123456:made-up-token-for-tests"


@dataclass(frozen=True)
class Refusal:
    """An answer with ok=false."""

    code: int
    description: str
    parameters: dict[str, int] | None = None


def refusal(description: str) -> Refusal:
    """A 400."""
    return Refusal(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refusal:
    """A 403."""
    return Refusal(403, f"Forbidden: {description}")


def flood(seconds: int) -> Refusal:
    """A 429."""
    text = f"Too Many Requests: retry after {seconds}"
    return Refusal(429, text, {"retry_after": seconds})


@dataclass(frozen=True)
class Page:
    """An answer that is not Telegram's: a gateway's page."""

    code: int
    body: bytes = b"<html>out of order</html>"


@dataclass(frozen=True)
class Call:
    """One call as it would have gone over the wire."""

    method: str
    given: dict[str, Any]
    files: tuple[bytes, ...] = ()

    @property
    def text(self) -> str:
        """The text or caption."""
        if "media" in self.given:
            media = self.given["media"]
            first = media[0] if isinstance(media, list) else media
            return str(first.get("caption", ""))
        return str(self.given.get("text", self.given.get("caption", "")))


@dataclass
class Api:
    """What the bot called, and what it gets as answers; without a plan everything succeeds."""

    calls: list[Call] = field(default_factory=list)
    plans: dict[str, deque[Refusal | Page | Exception | None]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    animations: bool = False
    last_id: int = 100

    def answers(self, method: str, *answers: Refusal | Page | Exception | None) -> None:
        """The next calls of `method` get these answers; None is a success."""
        self.plans[method].extend(answers)

    @property
    def methods(self) -> list[str]:
        """What was called, in order."""
        return [call.method for call in self.calls]

    def take(self, call: Call) -> tuple[int, bytes]:
        """Answer a call."""
        self.calls.append(call)
        plan = self.plans[call.method]
        answer = plan.popleft() if plan else None
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Page):
            return answer.code, answer.body
        if isinstance(answer, Refusal):
            body: dict[str, Any] = {"ok": False, "error_code": answer.code}
            body["description"] = answer.description
            if answer.parameters:
                body["parameters"] = answer.parameters
            return answer.code, json.dumps(body).encode()
        return 200, json.dumps({"ok": True, "result": self._result(call)}).encode()

    def _result(self, call: Call) -> Any:
        match call.method:
            case "sendMediaGroup":
                return [self._message(item["type"], item["media"]) for item in call.given["media"]]
            case "sendPhoto" | "sendVideo" | "sendDocument":
                kind = call.method.removeprefix("send").lower()
                return self._message(kind, str(call.given.get(kind, "attach")))
            case "editMessageMedia":
                media = call.given["media"]
                return self._message(media["type"], media["media"], call.given["message_id"])
            case "editMessageText" | "editMessageCaption":
                return self._message("", "", call.given["message_id"])
            case "sendMessage":
                return self._message("", "")
            case _:
                return True

    def _message(self, kind: str, file: str, message_id: int | None = None) -> dict[str, Any]:
        if message_id is None:
            self.last_id += 1
            message_id = self.last_id
        chat = {"id": 7, "type": "private", "first_name": "A reader"}
        message: dict[str, Any] = {"message_id": message_id, "date": 1748864700, "chat": chat}
        known = file if file.startswith("file-") else f"file-{message_id}"
        sizes = {"file_id": known, "file_unique_id": "u", "width": 640, "height": 480}
        if kind == "photo":
            small = {**sizes, "file_id": "thumbnail", "width": 90, "height": 60}
            message["photo"] = [small, sizes]
        elif kind == "document":
            message["document"] = {"file_id": known, "file_unique_id": "u"}
        elif kind == "video":
            shown_as = "animation" if self.animations else "video"
            message[shown_as] = {**sizes, "duration": 4}
        return message


class FakeRequest(BaseRequest):
    """The request object of python-telegram-bot, answered by an `Api`."""

    def __init__(self, api: Api) -> None:
        self._api = api

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(  # type: ignore[override] # the time-outs mean nothing here
        self, url: str, method: str, request_data: RequestData | None = None, **_: Any
    ) -> tuple[int, bytes]:
        del method
        given = dict(request_data.parameters) if request_data else {}
        uploads = request_data.multipart_data if request_data else {}
        files = tuple(cast("bytes", upload[1]) for upload in uploads.values())
        return self._api.take(Call(url.rsplit("/", 1)[1], given, files))


def bot_on(api: Api) -> Bot:
    """A real `telegram.Bot` whose every call goes to `api`."""
    return Bot(TOKEN, request=FakeRequest(api), get_updates_request=FakeRequest(api))


@dataclass
class Bell:
    """The alarms that were sounded: their kinds and words."""

    rung: list[tuple[str, str]] = field(default_factory=list)

    async def __call__(self, kind: str, words: str) -> None:
        """Remember it."""
        self.rung.append((kind, words))

    @property
    def kinds(self) -> list[str]:
        """What about."""
        return [kind for kind, _ in self.rung]


@dataclass
class Files:
    """Telegram's ids of media, as the store keeps them."""

    ids: dict[str, str] = field(default_factory=dict)
    broken: bool = False

    async def file_id(self, identity: str) -> str:
        """The id kept, or an empty string."""
        return self.ids.get(identity, "")

    async def remember_file(self, identity: str, file_id: str) -> None:
        """Keep it, unless the disk is full."""
        if self.broken:
            raise OSError("disk full")
        self.ids[identity] = file_id

    async def forget_file(self, identity: str) -> None:
        """Drop it."""
        self.ids.pop(identity, None)


@dataclass
class Web:
    """Files at addresses; whatever is not there cannot be downloaded."""

    pages: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    limits: list[int] = field(default_factory=list)

    async def download(self, url: str, *, max_bytes: int) -> tuple[bytes, str]:
        """The bytes and content type at `url`."""
        self.fetched.append(url)
        self.limits.append(max_bytes)
        if url not in self.pages:
            raise SourceError("The server answers 404: there is no such page.")
        return self.pages[url]
