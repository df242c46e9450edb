"""The demo's coverage: Istanbul, 2 June 2025, recorded as posts and what happened to them.

`coverage.json` holds the words, `media/` our drawings. Times keep the event's own zone.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MEDIA = HERE / "media"


class Happening(StrEnum):
    """What can happen to a recorded post after, or instead of, its appearing on time."""

    EDIT = "edit"
    WITHDRAW = "withdraw"
    INSERT = "insert"


@dataclass(frozen=True, slots=True)
class RecordedMedia:
    """A drawing or film in `MEDIA`, with its caption."""

    file: str
    caption: str

    @property
    def is_video(self) -> bool:
        """Whether it is a film rather than a picture."""
        return self.file.endswith(".mp4")


@dataclass(frozen=True, slots=True)
class RecordedPost:
    """A post as first written. `body` holds paragraphs of light inline HTML (b, i, a).

    `promo` marks an advertisement that the page puts among its posts.
    """

    key: str
    at: datetime
    headline: str
    body: tuple[str, ...]
    media: tuple[RecordedMedia, ...] = ()
    key_moment: bool = False
    pinned: bool = False
    promo: bool = False


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """What happens at `at` to the post called `post`.

    An edit replaces the headline and the body where it gives them. An insert is when the post
    first shows on the page, later than the time it carries and so below newer ones.
    """

    at: datetime
    kind: Happening
    post: str
    headline: str | None = None
    body: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class RecordedVersion:
    """What a section said from `at` on: blocks of HTML."""

    at: datetime
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordedSection:
    """A section of the page around its posts, above or `after` them, with a film where it has one.

    It is on the page from its first version on.
    """

    heading: str
    versions: tuple[RecordedVersion, ...]
    after: bool = False
    film: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """The whole coverage. The page is live from `begins` until `ends`."""

    title: str
    notice: str
    language: str
    timezone: str
    begins: datetime
    ends: datetime
    posts: tuple[RecordedPost, ...]
    events: tuple[RecordedEvent, ...]
    sections: tuple[RecordedSection, ...] = ()


def _post(row: dict[str, Any]) -> RecordedPost:
    return RecordedPost(
        key=row["key"],
        at=datetime.fromisoformat(row["at"]),
        headline=row.get("headline", ""),
        body=tuple(row["body"]),
        media=tuple(RecordedMedia(**item) for item in row.get("media", ())),
        key_moment=row.get("key_moment", False),
        pinned=row.get("pinned", False),
        promo=row.get("promo", False),
    )


def _event(row: dict[str, Any]) -> RecordedEvent:
    return RecordedEvent(
        at=datetime.fromisoformat(row["at"]),
        kind=Happening(row["kind"]),
        post=row["post"],
        headline=row.get("headline"),
        body=tuple(row["body"]) if "body" in row else None,
    )


def _section(row: dict[str, Any]) -> RecordedSection:
    versions = (
        RecordedVersion(datetime.fromisoformat(one["at"]), tuple(one["body"]))
        for one in row["versions"]
    )
    return RecordedSection(
        heading=row["heading"],
        versions=tuple(versions),
        after=row.get("after", False),
        film=row.get("film", ""),
    )


@cache
def istanbul() -> Recording:
    """The recorded coverage, read once."""
    data = json.loads((HERE / "coverage.json").read_text("utf-8"))
    return Recording(
        title=data["title"],
        notice=data["notice"],
        language=data["language"],
        timezone=data["timezone"],
        begins=datetime.fromisoformat(data["begins"]),
        ends=datetime.fromisoformat(data["ends"]),
        posts=tuple(_post(row) for row in data["posts"]),
        events=tuple(_event(row) for row in data["events"]),
        sections=tuple(_section(row) for row in data["sections"]),
    )
