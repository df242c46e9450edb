"""Messages as they are rendered, and what stands of them in a chat."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.media import Media, MediaKind
from bot.text import Text


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: exactly one of `data` (at most 64 bytes) and `url` is set."""

    label: str
    data: str = ""
    url: str = ""


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One complete message for one Bot API call.

    No media: a text message. One: a photo or video with `text` as its caption. Two to ten: an
    album with `text` as the caption of the first item. Albums carry no keyboard. `reply_to` is the
    message of the same chat that it answers. `paid` lets it pass the free limit for Stars.
    """

    text: Text
    media: tuple[Media, ...] = ()
    keyboard: Keyboard = ()
    silent: bool = False
    preview: bool = False
    reply_to: int | None = None
    paid: bool = False


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that stands in a chat: its id, the media it is for, and a hash of its content.

    `media_kind` is what it is, None for a text, which may stand in for media. `gone`: it cannot
    be reached (deleted, or an album's item that never was a message of its own; `message_id` may
    then be 0), so it is neither changed nor sent again. An id of 0 that is not gone is owed as a
    text. `corrects` is a message that could not be edited, to which this one says the correction.
    """

    message_id: int
    fingerprint: str
    media: str = ""
    media_kind: MediaKind | None = None
    gone: bool = False
    corrects: int = 0

    @property
    def owed(self) -> bool:
        """Whether it is still to be sent, as a text."""
        return not self.message_id and not self.gone

    @property
    def ids(self) -> tuple[int, ...]:
        """The messages in the chat that this is made of."""
        return tuple(each for each in (self.message_id, self.corrects) if each)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a chat has been shown of a post. An album is one SentMessage an item.

    `complete` is False while only some of the parts went out. `digest` says that `messages` is a
    digest which the post shares with others.
    """

    subscription_id: int
    post_id: int
    revision: int
    messages: tuple[SentMessage, ...]
    sent_at: datetime
    complete: bool = True
    pinned: bool = False
    digest: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes. `topic_id` is None outside forum topics and for the General topic."""

    chat_id: int
    topic_id: int | None = None
