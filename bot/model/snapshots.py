"""One reading of a source: what it shows, nothing yet compared or stored."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.media import Media
from bot.text import Text


@dataclass(frozen=True, slots=True)
class SeenPost:
    """A post as one reading of a source shows it. `key` is the source's own id for the post.

    `posted_at` is None when the source shows no believable time.
    """

    key: str
    headline: str = ""
    body: Text = field(default_factory=Text)
    media: tuple[Media, ...] = ()
    posted_at: datetime | None = None
    url: str = ""
    key_moment: bool = False
    pinned: bool = False
    withdrawn: bool = False


class SectionKind(StrEnum):
    """What a section of the background is about; `other` is a heading that we have no name for."""

    DELEGATIONS = "delegations"
    VENUE = "venue"
    GOALS = "goals"
    PROGNOSIS = "prognosis"
    TAKEAWAYS = "takeaways"
    VIDEO = "video"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SeenSection:
    """A section of the page around the posts, as one reading shows it.

    `key` tells it from the other sections of its source and outlives a change of its content.
    `url` leads to the section, or is the address of a video broadcast.
    """

    key: str
    kind: SectionKind
    heading: str
    body: Text = field(default_factory=Text)
    media: tuple[Media, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something on the page that was kept from the posts, and why, in words."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One reading of one source. `posts` run from the oldest to the newest, each key once.

    `live` is the page's own word on whether it is still updated; None where it does not say.
    `background` is what the page tells around its posts, in the page's order. `older` is the
    address of the page with the posts before the oldest of these; empty where there is none.
    """

    url: str
    format: str
    title: str
    posts: tuple[SeenPost, ...]
    language: str = ""
    live: bool | None = None
    starts_at: datetime | None = None
    dropped: tuple[Dropped, ...] = ()
    background: tuple[SeenSection, ...] = ()
    older: str = ""
