"""Photos and videos."""

from dataclasses import dataclass
from enum import StrEnum


class MediaKind(StrEnum):
    """What a media item is, under the Bot API's own names.

    Sources give photos and videos; a document is one that Telegram took no other way.
    """

    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or video. `credit` is the agency as the source gives it ("REUTERS").

    `url` identifies the item and is where it comes from; `file_id` is set instead for media that
    an editor sent to the bot, which exist on Telegram only.
    """

    kind: MediaKind
    url: str = ""
    caption: str = ""
    credit: str = ""
    file_id: str = ""

    @property
    def identity(self) -> str:
        """What makes two items the same picture."""
        return self.url or self.file_id
