"""Lines of a summary as readers see them, each leading to where it comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.model import Coverage, Post, Summary, Takeaway
from bot.phrases import say
from bot.rendering.links import web_address
from bot.rendering.parts import clean
from bot.rendering.post import source_link
from bot.rendering.split import clip
from bot.rendering.summary_words import SUMMARY_WORDS
from bot.rendering.times import LocalClock, local_clock
from bot.rendering.words import WORDS
from bot.text import Text, bold, join, link

_LINE, _TITLE = 400, 200
_BY_MACHINE, _CORRECTED = "°", "✎"

# What a title says when the event is a negotiation; anything else is "coverage".
_TALKS = (
    *("talks", "negotiat", "summit", "перегов", "саммит", "саміт"),
    *("müzakere", "görüşme", "zirve"),
)


@dataclass(frozen=True, slots=True)
class Lines:
    """Writes lines of a summary, each with the time of its post leading there.

    `links` leads from a post's id to its message in the chat; other posts lead to their page.
    Times that are not of `day` name theirs.
    """

    posts: Mapping[int, Post]
    links: Mapping[int, str]
    clock: LocalClock
    day: date

    @classmethod
    def of(
        cls,
        summary: Summary,
        posts: Mapping[int, Post],
        links: Mapping[int, str],
        coverage: Coverage,
        language: str,
    ) -> "Lines":
        """The writer for one summary in one chat."""
        clock = local_clock(coverage, language)
        return cls(posts, links, clock, clock.day(summary.started_at))

    def standing(self, lines: Iterable[Takeaway]) -> list[Takeaway]:
        """Those that may still be shown: an editor's own, and of posts not withdrawn."""
        return [line for line in lines if self.stands(line)]

    def stands(self, line: Takeaway) -> bool:
        """Whether the line may still be shown."""
        source = self.posts.get(line.post_id or 0)
        return source is None or source.withdrawn_at is None

    def item(self, line: Takeaway, mark: str = "•") -> Text:
        """A line in a list: "• Delegations arrive. (14:45)"."""
        return join(" ", [mark, self.words(line), self._when(line)])

    def first(self, status: str, outcome: Takeaway | None) -> Text:
        """Status and outcome in one line, enough for a lock screen."""
        if outcome is None or not self.stands(outcome):
            return bold(status)
        told = say(
            WORDS, "outcome", self.clock.language, status=status, outcome=self.words(outcome)
        )
        return join(" ", [bold(told), self._when(outcome)])

    def words(self, line: Takeaway) -> str:
        """What the line says, marked if a machine words it or if it was corrected."""
        language = self.clock.language
        said = clip(clean(Text(line.in_language(language))).value, _LINE)
        marks = (_BY_MACHINE if line.by_machine(language) else "") + (
            f" {_CORRECTED}" if line.corrected else ""
        )
        return said + marks

    def machine_note(self, lines: Iterable[Takeaway]) -> str:
        """What the mark of a machine's words means; nothing where no line has it."""
        language = self.clock.language
        marked = any(line.by_machine(language) for line in lines)
        return say(SUMMARY_WORDS, "by_machine", language) if marked else ""

    def time(self, post: Post, usual_day: date | None = None) -> Text:
        """The time of a post, leading to it; with its date if that is not `usual_day`."""
        address = self.links.get(post.id) or web_address(post.url)
        return link(self.clock.time(post.posted_at, usual_day or self.day), address)

    def _when(self, line: Takeaway) -> Text:
        source = self.posts.get(line.post_id or 0)
        where = self.time(source) if source else source_link(line.url, self.clock.language)
        return "(" + where + ")" if where else Text()


def title_of(coverage: Coverage) -> str:
    """The coverage's title on one line, within reason."""
    return clip(clean(Text(coverage.title)).value, _TITLE)


def status_of(coverage: Coverage, language: str) -> str:
    """The words for the end: talks are concluded, or else their coverage is."""
    return say(WORDS, "talks_concluded" if is_talks(coverage) else "coverage_concluded", language)


def is_talks(coverage: Coverage) -> bool:
    """Whether the title says that the event is a negotiation."""
    lower = coverage.title.lower()
    return any(word in lower for word in _TALKS)
