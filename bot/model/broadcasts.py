"""Editors' own messages to many chats, and polls."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.media import Media
from bot.text import Text


class AudienceKind(StrEnum):
    """Whom a broadcast reaches."""

    CHANNELS = "channels"
    READERS = "readers"
    FOLLOWERS = "followers"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Audience:
    """The chats a broadcast is for; `coverage_id` narrows them to one coverage's.

    Followers are channels, groups and readers alike.
    """

    kind: AudienceKind
    coverage_id: int | None = None


class BroadcastState(StrEnum):
    """The life of a broadcast; `recalling` deletes what was sent."""

    COMPOSING = "composing"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"
    RECALLING = "recalling"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Poll:
    """A question to readers with its options. Without a question it is still to be written."""

    question: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broadcast:
    """An editor's own message to many chats, or a poll, and how far it got."""

    id: int
    author_id: int
    state: BroadcastState
    text: Text
    media: tuple[Media, ...]
    created_at: datetime
    audience: Audience | None = None
    album_id: str = ""
    total: int = 0
    sent: int = 0
    failed: int = 0
    recalled: int = 0
    progress_message_id: int | None = None
    poll: Poll | None = None
