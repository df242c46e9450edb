"""What came of a coverage, every line traceable to a post."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.media import Media
from bot.model.snapshots import SectionKind


class Wording(StrEnum):
    """Whose words a line of a summary is in."""

    SOURCE = "source"
    EDITOR = "editor"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Takeaway:
    """One line of a summary and the post it was taken from (None for an editor's own line).

    `said` is what the post says, where the line says it in an editor's or a machine's words.
    `translations` are a machine's, as pairs of language and text. `url` is where a line leads that
    has no post: a section of the page. `corrected` when it changed its sense after it was sent.
    """

    text: str
    post_id: int | None
    wording: Wording = Wording.SOURCE
    said: str = ""
    translations: tuple[tuple[str, str], ...] = ()
    url: str = ""
    corrected: bool = False

    def in_language(self, language: str) -> str:
        """The line for readers of a language: a machine's translation where there is one."""
        return dict(self.translations).get(language, self.text)

    def by_machine(self, language: str) -> bool:
        """Whether readers of a language see a machine's words."""
        return self.wording is Wording.MACHINE or language in dict(self.translations)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a coverage amounted to. `readers` counts the chats that followed it."""

    posts: int
    photos: int
    videos: int
    corrections: int
    readers: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """A line of the background (what a side wants, what was expected), and what came of it."""

    text: str
    came_of_it: tuple[Takeaway, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """A section of the background beside the posts that speak to it. `url` leads to the section."""

    kind: SectionKind
    heading: str
    points: tuple[Point, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """What was agreed, what was not, and what is said of a next round."""

    agreed: tuple[Takeaway, ...] = ()
    not_agreed: tuple[Takeaway, ...] = ()
    next_round: tuple[Takeaway, ...] = ()


@dataclass(frozen=True, slots=True)
class PollResult:
    """How readers voted. `options` hold a text and its votes; `voters` may be fewer than votes."""

    question: str
    options: tuple[tuple[str, int], ...]
    voters: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The outcome of a coverage, every line traceable to a post.

    `cover` is an editor's choice of photo: None leaves it to the rendering, empty shows none.
    """

    outcome: Takeaway | None
    takeaways: tuple[Takeaway, ...]
    started_at: datetime
    ended_at: datetime
    figures: Figures
    results: Results = field(default_factory=Results)
    themes: tuple[Theme, ...] = ()
    polls: tuple[PollResult, ...] = ()
    cover: tuple[Media, ...] | None = None

    @property
    def lines(self) -> tuple[Takeaway, ...]:
        """The outcome, where there is one, and the takeaways."""
        return ((self.outcome,) if self.outcome else ()) + self.takeaways

    @property
    def post_ids(self) -> tuple[int, ...]:
        """The posts that its lines lead to."""
        return tuple(line.post_id for line in self.lines if line.post_id is not None)


@dataclass(frozen=True, slots=True)
class Recap:
    """What happened in a coverage so far, or since some time, told while it is on.

    `headline` says most of it; None where posts are told one by one. A takeaway without text
    stands for its whole post. `also` are the ids of key moments that no line tells, the oldest
    first. `posts` counts what is summed up, which happened between `begins_at` and `ends_at`; these
    are None where nothing did.
    """

    headline: Takeaway | None = None
    lines: tuple[Takeaway, ...] = ()
    also: tuple[int, ...] = ()
    posts: int = 0
    begins_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def post_ids(self) -> tuple[int, ...]:
        """The posts that it leads to."""
        told = ((self.headline,) if self.headline else ()) + self.lines
        return (*(line.post_id for line in told if line.post_id is not None), *self.also)
