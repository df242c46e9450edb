"""Posts and background sections as stored, and the numbered changes to posts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.media import Media, MediaKind
from bot.model.snapshots import SectionKind
from bot.model.summaries import Summary
from bot.text import Text

SUMMARY_KEY = "dateline:summary:"
"""The key of a coverage's summary is this and its number; the first one is number 1."""


class PostKind(StrEnum):
    """A post of the source, or the closing summary, which travels the same road."""

    UPDATE = "update"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class Post:
    """A post as stored: the newest revision of what its source says.

    `posted_seq` is the change that announced it, 0 for history taken in at first sight.
    `corrected_at` is the newest time its sense changed; None if it never did. `absences` counts
    the good snapshots in a row that showed its neighbours but not it. `former` stands for what it
    said before its newest edit, which was seen at `edited_at`; None if its words never changed.
    `unannounced` while it is held back: a stub, or a post that appeared after the end.
    `duplicate_of` is the id of a post of another source that told the same before; such a post is
    followed, but nobody is told of it.
    """

    id: int
    coverage_id: int
    key: str
    kind: PostKind
    revision: int
    position: int
    headline: str
    body: Text
    media: tuple[Media, ...]
    posted_at: datetime
    first_seen_at: datetime
    url: str = ""
    key_moment: bool = False
    pinned: bool = False
    posted_seq: int = 0
    corrected_at: datetime | None = None
    withdrawn_at: datetime | None = None
    absences: int = 0
    former: str | None = None
    edited_at: datetime | None = None
    source_id: int | None = None
    unannounced: bool = False
    duplicate_of: int | None = None
    summary: Summary | None = None

    @property
    def stands(self) -> bool:
        """Whether it is for readers: not withdrawn, not held back, and no duplicate."""
        return self.withdrawn_at is None and not self.unannounced and self.duplicate_of is None

    @property
    def number(self) -> int:
        """Of a coverage's summaries, which one this is, from 1; 0 for any other post."""
        number = self.key.removeprefix(SUMMARY_KEY)
        return int(number) if self.kind is PostKind.SUMMARY and number.isdecimal() else 0

    @property
    def renews(self) -> bool:
        """Whether this is a summary that follows an earlier one of the same coverage."""
        return self.number > 1

    @property
    def photos(self) -> tuple[Media, ...]:
        """The photos among its media."""
        return tuple(item for item in self.media if item.kind is MediaKind.PHOTO)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a coverage's background as stored: the newest revision of what its source says.

    `changed_at` is when its content last changed; None if it never did. `former` stands for what it
    said before. `withdrawn_at` is when the page stopped showing it; `absences` counts the good
    snapshots in a row that showed others but not it.
    """

    id: int
    coverage_id: int
    source_id: int
    key: str
    kind: SectionKind
    revision: int
    position: int
    heading: str
    body: Text
    media: tuple[Media, ...]
    first_seen_at: datetime
    url: str = ""
    changed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    absences: int = 0
    former: str | None = None

    @property
    def as_of(self) -> datetime:
        """Since when it says what it says."""
        return self.changed_at or self.first_seen_at


@dataclass(frozen=True, slots=True)
class SectionRevision:
    """What a section said from `at` on, until its next revision."""

    revision: int
    heading: str
    body: Text
    media: tuple[Media, ...]
    url: str
    at: datetime


class ChangeKind(StrEnum):
    """What happened to a post. A post that becomes a key moment is `promoted`."""

    POSTED = "posted"
    EDITED = "edited"
    PROMOTED = "promoted"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    PINNED = "pinned"
    UNPINNED = "unpinned"


@dataclass(frozen=True, slots=True)
class Change:
    """One numbered step of a coverage: `seq` rises by one from 1 within the coverage."""

    coverage_id: int
    seq: int
    kind: ChangeKind
    post_id: int
    at: datetime
