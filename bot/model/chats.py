"""Chats, and what each wants of a coverage."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChatKind(StrEnum):
    """The kinds of chat that differ in limits and rights."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Chat:
    """A Telegram chat the bot knows. `stopped_because` is empty while the bot may write there.

    `last_message_id` is the highest id of a message known in a channel, 0 where none is.
    """

    id: int
    kind: ChatKind
    title: str = ""
    username: str = ""
    language: str = ""
    stopped_because: str = ""
    can_pin: bool = False
    last_message_id: int = 0


class Level(StrEnum):
    """How much of a coverage a chat wants."""

    EVERYTHING = "everything"
    KEY_MOMENTS = "key_moments"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a subscription wants. `sound` False sends without a notification sound."""

    level: Level = Level.EVERYTHING
    photos: bool = True
    videos: bool = True
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat (or a forum topic of it) that follows a coverage.

    `since` is the coverage's head when it began: posts announced before are never sent as new.
    `cursor` is the last change the chat is level with. `next_at` holds it back until then.
    `stopped_because` is empty while it runs.
    """

    id: int
    chat: Chat
    coverage_id: int
    preferences: Preferences
    since: int
    cursor: int
    topic_id: int | None = None
    next_at: datetime | None = None
    stopped_because: str = ""
