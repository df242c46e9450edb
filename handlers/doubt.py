"""Uncertain sends: the question to the editors, their answer, and the owners' /status."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from typing import Final, Protocol

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.deliver import Answer, ForPosts, Intent, Messenger
from bot.model import AuditEntry, Part, Post
from bot.staff import Right
from handlers import doubt_views as views
from handlers.access import Access, actor
from handlers.context import App, Clock, Context, edit_in_place, press_handler, reply
from handlers.doubt_views import DOUBT, EngineState
from handlers.keyboards import Press

_AFTER_READERS: Final = 1
"""The group of handlers that add to what a reader's command has answered."""


class Questions(Protocol):
    """Where answers are kept until delivery acts on them."""

    async def answer(self, chat_id: int, asked_second: int, answer: Answer) -> bool:
        """Note what an editor says; False if that question is settled already."""
        ...


class Posts(Protocol):
    """Where the headline comes from."""

    async def posts_by_id(self, post_ids: Collection[int]) -> Mapping[int, Post]:
        """These posts."""
        ...


class Newsroom(Protocol):
    """Whom to ask."""

    @property
    def owners(self) -> tuple[int, ...]:
        """The user ids of the owners."""
        ...

    async def everyone(self) -> tuple[int, ...]:
        """The user ids of all owners and editors, each once."""
        ...


class Notices(Protocol):
    """Messages to editors, sent by the dispatcher."""

    async def add(self, chat_id: int, part: Part, now: datetime, once: str = "") -> bool:
        """Queue a notice; the same non-empty `once` only the first time in a chat."""
        ...


class Log(Protocol):
    """Where acts are written down."""

    async def audit(self, entry: AuditEntry) -> None:
        """Append to the log."""
        ...


class DoubtHandlers:
    """Asks the editors what became of a send, and tells the owners how delivery is doing."""

    def __init__(
        self,
        *,
        messenger: Messenger,
        questions: Questions,
        posts: Posts,
        newsroom: Newsroom,
        notices: Notices,
        log: Log,
        access: Access,
        clock: Clock,
    ) -> None:
        self._messenger = messenger
        self._questions = questions
        self._posts = posts
        self._newsroom = newsroom
        self._notices = notices
        self._log = log
        self._access = access
        self._clock = clock

    def register(
        self, application: App, engine: Callable[[datetime], Awaitable[EngineState]]
    ) -> None:
        """Add the buttons and what /status tells owners besides; `engine` looks at delivery."""
        actions = {answer.value: self._press for answer in Answer}
        application.add_handler(press_handler(DOUBT, self._access.presses(Right.EDIT, actions)))

        async def status(update: Update, _context: Context) -> None:
            """/status: how delivery is doing, after what every reader is told."""
            now = self._clock()
            await reply(self._messenger, update, views.engine(await engine(now), now))

        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        owners = filters.User(self._newsroom.owners)
        application.add_handler(
            CommandHandler("status", status, private & owners), group=_AFTER_READERS
        )

    async def ask(self, intent: Intent, now: datetime) -> None:
        """Put the question to every editor; the same one only once."""
        post = None
        if isinstance(intent.purpose, ForPosts):
            first = intent.purpose.rows[0].post_id
            post = (await self._posts.posts_by_id([first])).get(first)
        part = views.question(intent, post, now)
        key = f"doubt:{intent.chat.id}:{intent.at.isoformat()}"
        for user_id in await self._newsroom.everyone():
            await self._notices.add(user_id, part, now, once=f"{key}:{user_id}")

    async def _press(self, update: Update, press: Press) -> str:
        answer, chat_id = Answer(press.verb), press.number(0)
        if not await self._questions.answer(chat_id, press.number(1), answer):
            await edit_in_place(self._messenger, update, views.settled_already())
            return ""
        details = f"uncertain send to {chat_id}: {answer}"
        entry = AuditEntry(self._clock(), actor(update), "settle", details)
        await self._log.audit(entry)
        await edit_in_place(self._messenger, update, views.answered(answer))
        return ""
