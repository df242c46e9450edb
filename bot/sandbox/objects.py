"""The sandbox's users, chats, messages and files, each with the shape the Bot API gives it."""

from dataclasses import dataclass, field

from bot.sandbox.rules import Json

POSTING_RIGHTS = frozenset(
    {
        *("can_manage_chat", "can_post_messages", "can_edit_messages", "can_delete_messages"),
        *("can_pin_messages", "can_invite_users"),
    }
)
_ADMIN_RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages"),
    *("can_manage_video_chats", "can_restrict_members", "can_promote_members"),
    *("can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
    *("can_delete_stories",),
)
_CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
_GROUP_RIGHTS = ("can_pin_messages", "can_manage_topics")
_MEMBER_RIGHTS = (
    *("can_change_info", "can_invite_users", "can_pin_messages", "can_send_messages"),
    *("can_send_polls", "can_send_other_messages", "can_add_web_page_previews"),
    *("can_manage_topics", "can_send_audios", "can_send_documents", "can_send_photos"),
    *("can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_edit_tag"),
    "can_react_to_messages",
)


@dataclass(slots=True)
class User:
    """A person, or the bot. `started` and `blocked` are about the bot."""

    id: int
    first_name: str
    username: str = ""
    language: str = ""
    is_bot: bool = False
    started: bool = True
    blocked: bool = False
    deactivated: bool = False

    def api(self) -> Json:
        """The Bot API's User."""
        shape: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            shape["username"] = self.username
        if self.language:
            shape["language_code"] = self.language
        return shape


@dataclass(frozen=True, slots=True)
class Member:
    """Someone's standing in a chat: a ChatMember status and the rights granted with it."""

    user: User
    status: str = "member"
    rights: frozenset[str] = frozenset()

    @property
    def present(self) -> bool:
        """Whether they are in the chat."""
        return self.status not in {"left", "kicked"}

    @property
    def admin(self) -> bool:
        """Whether they run the chat."""
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        """Whether they were granted a right; owners have all."""
        return self.status == "creator" or right in self.rights

    def api(self, kind: str) -> Json:
        """The Bot API's ChatMember for a chat of this kind."""
        shape: Json = {"user": self.user.api(), "status": self.status}
        if self.status == "creator":
            shape["is_anonymous"] = False
        elif self.status == "administrator":
            own = _CHANNEL_RIGHTS if kind == "channel" else _GROUP_RIGHTS
            shape |= {name: name in self.rights for name in (*_ADMIN_RIGHTS, *own)}
        elif self.status == "restricted":
            shape |= {name: name in self.rights for name in _MEMBER_RIGHTS}
            shape |= {"is_member": True, "until_date": 0}
        elif self.status == "kicked":
            shape["until_date"] = 0
        return shape


@dataclass(slots=True)
class Topic:
    """A forum topic."""

    id: int
    name: str
    closed: bool = False
    deleted: bool = False


@dataclass(slots=True, eq=False)
class Chat:
    """A chat of any kind. `peer` is the other side of a private one."""

    id: int
    kind: str
    title: str = ""
    username: str = ""
    peer: User | None = None
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    messages: "dict[int, Message]" = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    migrated_to: int | None = None
    gone: bool = False
    last_id: int = 0

    def member(self, user: User) -> Member:
        """A user's standing here; "left" for someone who never was."""
        return self.members.get(user.id) or Member(user, "left")

    def standing(self, message_id: int | None) -> "Message | None":
        """A message that exists and was not deleted."""
        message = self.messages.get(message_id or 0)
        return None if message is None or message.deleted else message

    def api(self) -> Json:
        """The Bot API's Chat."""
        if self.peer is not None:
            user = self.peer.api()
            names: Json = {name: user[name] for name in ("first_name", "username") if name in user}
            return {"id": self.id, "type": self.kind, **names}
        shape: Json = {"id": self.id, "type": self.kind, "title": self.title}
        if self.username:
            shape["username"] = self.username
        if self.is_forum:
            shape["is_forum"] = True
        return shape


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """A file on Telegram's servers. `kind` is photo, video or document; sides are pixels."""

    id: str
    kind: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        """Where getFile says it lies."""
        return f"{self.kind}s/{self.id}{'.' + self.name.rpartition('.')[2] if self.name else ''}"

    def basic(self) -> Json:
        """What every Bot API file has."""
        return {
            "file_id": self.id,
            "file_unique_id": f"u{self.id}",
            "file_size": len(self.content),
        }

    def api(self) -> Json:
        """The message fields that carry it."""
        if self.kind == "photo":
            scale = min(1.0, 320 / max(self.width, self.height, 1))
            small = {
                "file_id": f"{self.id}-s",
                "file_unique_id": f"u{self.id}-s",
                "width": max(1, int(self.width * scale)),
                "height": max(1, int(self.height * scale)),
            }
            return {"photo": [small, self.basic() | {"width": self.width, "height": self.height}]}
        shape = self.basic() | {"file_name": self.name, "mime_type": self.mime}
        if self.kind == "video":
            shape |= {"width": self.width, "height": self.height, "duration": 1}
        return {self.kind: shape}


@dataclass(slots=True, eq=False)
class Poll:
    """A regular, anonymous poll. `ballots` hold each voter's option by its place."""

    id: str
    question: str
    options: tuple[str, ...]
    ballots: dict[int, int] = field(default_factory=dict)
    closed: bool = False

    def votes(self) -> list[int]:
        """The votes of each option."""
        chosen = list(self.ballots.values())
        return [chosen.count(place) for place in range(len(self.options))]

    def api(self) -> Json:
        """The Bot API's Poll."""
        options = [
            {"persistent_id": f"{self.id}:{place}", "text": text, "voter_count": count}
            for place, (text, count) in enumerate(zip(self.options, self.votes(), strict=True))
        ]
        return {
            "id": self.id,
            "question": self.question,
            "options": options,
            "total_voter_count": len(self.ballots),
            "is_closed": self.closed,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }


@dataclass(frozen=True, slots=True)
class Content:
    """What a message shows: text, or a file with the text as its caption, or a poll."""

    text: str = ""
    entities: tuple[Json, ...] = ()
    file: File | None = None
    caption_above: bool = False
    poll: Poll | None = None

    @property
    def kind(self) -> str:
        """Text, photo, video, document or poll."""
        if self.poll is not None:
            return "poll"
        return self.file.kind if self.file else "text"

    def api(self) -> Json:
        """The message fields that carry it."""
        if self.poll is not None:
            return {"poll": self.poll.api()}
        text, entities = ("caption", "caption_entities") if self.file else ("text", "entities")
        shape: Json = self.file.api() if self.file else {}
        if self.text:
            shape[text] = self.text
        if self.entities:
            shape[entities] = list(self.entities)
        if self.file and self.caption_above:
            shape["show_caption_above_media"] = True
        return shape


@dataclass(slots=True, eq=False)
class Message:
    """A message as it stands. `author` wrote it, even where a channel signs for them.

    `service` holds the fields of a service message; such a message has no content.
    """

    id: int
    chat: Chat
    author: User
    date: int
    content: Content = field(default_factory=Content)
    keyboard: Json | None = None
    album_id: str = ""
    reply_to: int | None = None
    topic_id: int | None = None
    silent: bool = False
    protected: bool = False
    edit_date: int | None = None
    deleted: bool = False
    service: Json | None = None

    def api(self, *, nested: bool = True) -> Json:
        """The Bot API's Message; `nested` includes the message it replies to."""
        shape: Json = {"message_id": self.id, "date": self.date, "chat": self.chat.api()}
        if self.chat.kind == "channel":
            shape["sender_chat"] = self.chat.api()
        else:
            shape["from"] = self.author.api()
        optional: Json = {
            "media_group_id": self.album_id,
            "edit_date": self.edit_date,
            "message_thread_id": self.topic_id,
            "is_topic_message": self.topic_id is not None,
            "has_protected_content": self.protected,
            "reply_markup": self.keyboard if "inline_keyboard" in (self.keyboard or {}) else None,
        }
        shape |= {name: value for name, value in optional.items() if value}
        replied = self.chat.standing(self.reply_to) if nested else None
        if replied is not None:
            shape["reply_to_message"] = replied.api(nested=False)
        return shape | self.content.api() | (self.service or {})
