"""What Telegram knows: users, chats, messages, files, and what waits for the bot. No HTTP."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.sandbox import pictures, rules
from bot.sandbox.faults import Fault, FaultPlan
from bot.sandbox.flood import FloodGate, Limits
from bot.sandbox.objects import Chat, Content, File, Member, Message, Poll, Topic, User
from bot.sandbox.rules import Json, bad
from bot.sandbox.updates import UpdateQueue

_NOMINAL_VIDEO = (1280, 720)
_MIMES = {"photo": "image/jpeg", "video": "video/mp4"}


@dataclass(frozen=True, slots=True)
class Call:
    """One Bot API call as it arrived; `description` is empty where it was accepted."""

    method: str
    chat_id: int | None
    ok: bool
    description: str
    time: float


@dataclass(slots=True)
class Query:
    """A button that was pressed; `answer` is what the bot let the person see, None until then."""

    id: str
    user: User
    answer: str | None = None
    alert: bool = False


@dataclass(slots=True)
class World:
    """The world of one bot, and how to furnish it. `now` gives seconds."""

    token: str = "1000:SANDBOX"  # noqa: S105 - opens nothing but this sandbox
    name: str = "Dateline"
    username: str = "dateline_bot"
    now: Callable[[], float] = time.time
    limits: Limits = field(default_factory=Limits)
    users: dict[int, User] = field(default_factory=dict, init=False)
    chats: dict[int, Chat] = field(default_factory=dict, init=False)
    files: dict[str, File] = field(default_factory=dict, init=False)
    queries: dict[str, Query] = field(default_factory=dict, init=False)
    commands: dict[str, list[Json]] = field(default_factory=dict, init=False)
    calls: list[Call] = field(default_factory=list, init=False)
    faults: FaultPlan = field(default_factory=FaultPlan, init=False)
    updates: UpdateQueue = field(default_factory=UpdateQueue, init=False)
    version: int = field(default=0, init=False)
    bot: User = field(init=False)
    flood: FloodGate = field(init=False)
    _albums: int = field(default=0, init=False)
    _polls: int = field(default=0, init=False)
    _uploads: int = field(default=0, init=False)
    _changed: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    def __post_init__(self) -> None:
        self.bot = User(int(self.token.partition(":")[0]), self.name, self.username, is_bot=True)
        self.flood = FloodGate(self.limits)

    # --- Change and failure ---

    def touch(self) -> None:
        """Tell everyone who waits that something changed."""
        self.version += 1
        woken, self._changed = self._changed, asyncio.Event()
        woken.set()

    async def wait_for_change(self, version: int) -> int:
        """The version once it is above `version`."""
        while self.version <= version:
            await self._changed.wait()
        return self.version

    def fail_next(
        self,
        method: str,
        chat_id: int | None = None,
        *,
        code: int | None = None,
        description: str = "",
        parameters: Json | None = None,
        after_accepting: bool = False,
        hold: float = 0.0,
        drop_connection: bool = False,
        pretend: bool = False,
    ) -> None:
        """Make the next matching call go wrong; `Fault` explains each argument."""
        ending = (code, description, parameters, after_accepting, hold, drop_connection, pretend)
        self.faults.waiting.append(Fault(method, chat_id, *ending))

    # --- The world ---

    def add_user(
        self,
        user_id: int,
        first_name: str,
        username: str = "",
        language: str = "en",
        *,
        started: bool = True,
    ) -> User:
        """A person and their private chat; `started` says that they have written to the bot."""
        user = User(user_id, first_name, username, language, started=started)
        self.users[user_id] = user
        self.chats[user_id] = Chat(user_id, "private", username=username, peer=user)
        self.touch()
        return user

    def add_group(
        self,
        chat_id: int,
        title: str,
        members: Iterable[int] = (),
        *,
        basic: bool = False,
        forum: bool = False,
    ) -> Chat:
        """A supergroup, or a basic group; the first member owns it, the bot is not in it."""
        chat = Chat(chat_id, "group" if basic else "supergroup", title, is_forum=forum)
        return self._add_chat(chat, members)

    def add_channel(
        self, chat_id: int, title: str, members: Iterable[int] = (), username: str = ""
    ) -> Chat:
        """A channel; the first member owns it, the bot is not in it."""
        return self._add_chat(Chat(chat_id, "channel", title, username), members)

    def _add_chat(self, chat: Chat, members: Iterable[int]) -> Chat:
        for user_id in members:
            status = "member" if chat.members else "creator"
            chat.members[user_id] = Member(self.users[user_id], status)
        self.chats[chat.id] = chat
        self.touch()
        return chat

    def add_topic(self, chat_id: int, name: str) -> Topic:
        """A forum topic; set its `closed` or `deleted` to see the bot refused."""
        chat = self.chats[chat_id]
        created = {"forum_topic_created": {"name": name, "icon_color": 0x6FB9F0}}
        message = self.post(chat, self.owner(chat), service=created)
        topic = chat.topics[message.id] = Topic(message.id, name)
        return topic

    def owner(self, chat: Chat) -> User:
        """Who owns a chat; the bot where nobody does."""
        return next((m.user for m in chat.members.values() if m.status == "creator"), self.bot)

    def add_file(self, kind: str, content: bytes, name: str = "", mime: str = "") -> File:
        """A file on Telegram's servers; refused as an upload of that kind would be."""
        rules.check_size(kind, len(content))
        sides = pictures.sides(content)
        if kind == "photo":
            rules.check_picture(sides)
        usual = _MIMES.get(kind, "")
        if not mime.startswith(usual.partition("/")[0]):
            mime = usual
        self._uploads += 1
        file_id = f"{kind}-{self._uploads:06d}"
        file = File(file_id, kind, name, mime, content, *(sides or _NOMINAL_VIDEO))
        self.files[file.id] = self.files[f"{file.id}-s"] = file
        return file

    def chat(self, name: str) -> Chat:
        """The chat a bot names by id or @username."""
        if not name:
            raise bad("chat_id is empty")
        if name.startswith("@"):
            wanted = name[1:].lower()
            public = [chat for chat in self.chats.values() if chat.peer is None]
            found = next((chat for chat in public if chat.username.lower() == wanted), None)
        else:
            found = self.chats.get(int(name)) if name.lstrip("-").isdigit() else None
        if found is None:
            raise bad("chat not found")
        return found

    def post(
        self,
        chat: Chat,
        author: User,
        content: Content | None = None,
        *,
        service: Json | None = None,
        album_id: str = "",
        reply_to: int | None = None,
        topic_id: int | None = None,
    ) -> Message:
        """Put a message into a chat; ids are consecutive there."""
        chat.last_id += 1
        message = Message(
            chat.last_id,
            chat,
            author,
            int(self.now()),
            content or Content(),
            album_id=album_id,
            reply_to=reply_to,
            topic_id=topic_id,
            service=service,
        )
        chat.messages[message.id] = message
        self.touch()
        return message

    def charge(self, chat: Chat, cost: int, *, paid: bool = False) -> None:
        """Count messages or edits against the flood limits; too many raise the 429."""
        self.flood.take(chat.id, cost, self.now(), private=chat.peer is not None, paid=paid)

    def new_album_id(self) -> str:
        """An id no other album has."""
        self._albums += 1
        return str(13_000_000_000_000 + self._albums)

    def new_poll_id(self) -> str:
        """An id no other poll has."""
        self._polls += 1
        return str(5_000_000_000_000 + self._polls)

    def poll_changed(self, poll: Poll) -> None:
        """Tell the bot how its poll stands."""
        self.updates.add("poll", poll.api())
        self.touch()
