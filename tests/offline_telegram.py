"""An Application without a network: real updates go in, the bot's few own calls are recorded."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from fakes import FakeMessenger
from telegram import Bot, Update
from telegram.ext import Application
from telegram.request import BaseRequest, RequestData

from bot.model import Button, Part

BOT = {"id": 42, "is_bot": True, "first_name": "Dateline", "username": "dateline_bot"}
TOKEN = "42:made-up"
LONG_AGO = 1_748_864_700

Json = dict[str, Any]


class OfflineRequest(BaseRequest):
    """Answers what handlers ask of the Bot API directly; everything is remembered in `calls`.

    `admins` are the members that a group counts as its administrators; `place` is what the bot is
    where it asks about itself.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, Json]] = []
        self.admins: set[int] = set()
        self.place: Json = {"status": "left", "user": BOT}
        self.refuse: dict[str, str] = {}

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        assert method == "POST"
        name = url.rpartition("/")[2]
        given = request_data.parameters if request_data else {}
        self.calls.append((name, given))
        if name in self.refuse:
            refusal = {"ok": False, "error_code": 400, "description": self.refuse[name]}
            return 400, json.dumps(refusal).encode()
        return 200, json.dumps({"ok": True, "result": self._result(name, given)}).encode()

    def of(self, name: str) -> list[Json]:
        """What was given to each call of one method."""
        return [given for called, given in self.calls if called == name]

    def _result(self, name: str, given: Json) -> object:
        if name == "getMe":
            return BOT
        if name == "getChatMember" and str(given["user_id"]) == str(BOT["id"]):
            return self.place
        if name == "getChatMember":
            person = {"id": given["user_id"], "is_bot": False, "first_name": "Somebody"}
            if given["user_id"] in self.admins:
                return {"status": "creator", "user": person, "is_anonymous": False}
            return {"status": "member", "user": person}
        return True


@dataclass
class Person:
    """Somebody who uses Telegram in some language."""

    id: int
    name: str = "Anna"
    language: str = "en"

    @property
    def user(self) -> Json:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language,
        }

    @property
    def chat(self) -> Json:
        return {"id": self.id, "type": "private", "first_name": self.name}


@dataclass
class OfflineTelegram:
    """What people do in Telegram, and what they then see."""

    application: Application[Any, Any, Any, Any, Any, Any]
    request: OfflineRequest
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def bot(self) -> Bot:
        bot: Bot = self.application.bot
        return bot

    async def gets(self, **update: Json) -> None:
        """One update reaches the bot."""
        whole = {"update_id": next(self.numbers), **update}
        await self.application.process_update(Update.de_json(whole, self.bot))

    async def says(self, who: Person, words: str, **message: Any) -> None:
        """A person writes; in private unless another chat is given."""
        entities = []
        if words.startswith("/"):
            length = len(words.split(maxsplit=1)[0])
            entities = [{"type": "bot_command", "offset": 0, "length": length}]
        whole = {
            "message_id": next(self.numbers) + 10_000,
            "date": LONG_AGO,
            "chat": who.chat,
            "from": who.user,
            "text": words,
            "entities": entities,
        }
        await self.gets(message=whole | message)

    async def presses(self, who: Person, label: str, chat: Json | None = None) -> None:
        """A person presses the newest button that says `label`, ticked or not."""
        chat = chat or who.chat
        message_id, button = self._find(chat["id"], label)
        await self.presses_data(who, button.data, message_id=message_id, chat=chat)

    async def presses_data(
        self, who: Person, data: str, *, message_id: int = 1, chat: Json | None = None
    ) -> None:
        """A press with any data at all, as a made-up client could send it."""
        message = {
            "message_id": message_id,
            "date": LONG_AGO,
            "chat": chat or who.chat,
            "from": BOT,
            "text": "…",
        }
        press = {
            "id": str(next(self.numbers)),
            "from": who.user,
            "chat_instance": "1",
            "message": message,
            "data": data,
        }
        await self.gets(callback_query=press)

    def parts(self, chat_id: int) -> list[Part]:
        """The messages that now stand in a chat, oldest first."""
        return list(self.messenger.chats[chat_id].values())

    def last(self, chat_id: int) -> str:
        """The text of the newest message that stands in a chat."""
        return self.messenger.texts(chat_id)[-1]

    def buttons(self, chat_id: int) -> list[list[str]]:
        """The labels under the newest message, row by row."""
        return [[button.label for button in row] for row in self.parts(chat_id)[-1].keyboard]

    def notes(self) -> list[str]:
        """The small notes that answered presses; an empty one only ended the waiting."""
        return [given.get("text", "") for given in self.request.of("answerCallbackQuery")]

    def _find(self, chat_id: int, label: str) -> tuple[int, Button]:
        for message_id, part in reversed(self.messenger.chats[chat_id].items()):
            for row in part.keyboard:
                for button in row:
                    if button.label.removeprefix("✓ ") == label:
                        return message_id, button
        raise AssertionError(f"no button says {label!r} in {self.messenger.chats[chat_id]}")


async def offline_telegram() -> OfflineTelegram:
    """A bot that is ready to take updates; register handlers on its `application`."""
    request = OfflineRequest()
    builder = Application.builder().token(TOKEN).updater(None).job_queue(None)
    application = builder.request(request).get_updates_request(request).build()
    await application.initialize()
    return OfflineTelegram(application, request)


def group(chat_id: int = -1005, *, forum: bool = False) -> Json:
    """A supergroup called Newsroom."""
    chat = {"id": chat_id, "type": "supergroup", "title": "Newsroom"}
    return chat | ({"is_forum": True} if forum else {})
