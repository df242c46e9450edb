"""The closing summary as the messages a reader sees."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.model import (
    Coverage,
    Figures,
    Media,
    MediaKind,
    Part,
    Post,
    PostKind,
    Preferences,
    Summary,
    Takeaway,
)
from bot.phrases import say
from bot.rendering.parts import CAPTION_LIMIT, TEXT_LIMIT, clean
from bot.rendering.post import credits_line, render_post, web_address
from bot.rendering.split import clip, fits, split
from bot.rendering.times import LocalClock, duration, local_clock
from bot.rendering.words import WORDS, counted
from bot.text import Text, bold, join, link

# What a title says when the event is a negotiation; anything else is "coverage".
_TALKS = (
    *("talks", "negotiat", "summit", "перегов", "саммит", "саміт"),
    *("müzakere", "görüşme", "zirve"),
)


def render_summary(
    post: Post,
    posts: Mapping[int, Post],
    coverage: Coverage,
    language: str,
    *,
    links: Mapping[int, str],
    preferences: Preferences,
) -> tuple[Part, ...]:
    """What a chat sees of the closing summary that `post` carries.

    The first part says it all, with the best photo where both fit; a photo that does not fit
    follows quietly. `posts` are the coverage's posts by id; `links` leads from a post's id to its
    message in this chat, other posts lead to their page. Lines whose post has been withdrawn
    since are left out. A post without a summary is rendered like any other.
    """
    if post.summary is None:
        return render_post(post, coverage, preferences, language)
    clock = local_clock(coverage, language)
    lines = _Lines(posts, links, clock, clock.day(post.summary.started_at))
    text = _summary_text(post.summary, post, coverage, lines)
    photo = _photo(post.summary, posts) if preferences.photos else None
    silent = not preferences.sound
    if photo is None:
        pieces = split(text, TEXT_LIMIT)
        return tuple(
            Part(piece, silent=silent or number > 0) for number, piece in enumerate(pieces)
        )

    credit = credits_line([photo], clock.language)
    caption = join("\n", [text, credit])
    if fits(caption, CAPTION_LIMIT):
        return (Part(caption, (photo,), silent=silent),)
    pieces = split(text, TEXT_LIMIT)
    return (
        *(Part(piece, silent=silent or number > 0) for number, piece in enumerate(pieces)),
        Part(credit, (photo,), silent=True),
    )


def best_photo(posts: Iterable[Post]) -> Media | None:
    """The photo that tells most: of a key moment, of a post with words, of the newest, in turn."""
    found = [
        (post.key_moment, bool(post.headline or post.body), post.posted_at, post.position, item)
        for post in posts
        if post.stands and post.kind is PostKind.UPDATE
        for item in [item for item in post.media if item.kind is MediaKind.PHOTO][:1]
    ]
    return max(found, key=lambda entry: entry[:-1])[-1] if found else None


def _photo(summary: Summary, posts: Mapping[int, Post]) -> Media | None:
    """The picture of the outcome, else the best of all."""
    outcome = posts.get(summary.outcome.post_id or 0) if summary.outcome else None
    return best_photo([outcome] if outcome else []) or best_photo(posts.values())


@dataclass(frozen=True, slots=True)
class _Lines:
    """Writes lines of a summary, each with the time of its post leading there."""

    posts: Mapping[int, Post]
    links: Mapping[int, str]
    clock: LocalClock
    day: date

    def stands(self, takeaway: Takeaway) -> bool:
        """Whether the line may still be shown: an editor's own, or of a post not withdrawn."""
        source = self.posts.get(takeaway.post_id or 0)
        return source is None or source.withdrawn_at is None

    def item(self, takeaway: Takeaway) -> Text:
        """One takeaway: "• Delegations arrive. (14:45)"."""
        return join(" ", ["•", _one_line(takeaway), self._when(takeaway)])

    def first(self, status: str, outcome: Takeaway | None) -> Text:
        """Status and outcome in one line, enough for a lock screen."""
        if outcome is None or not self.stands(outcome):
            return bold(status)
        told = say(WORDS, "outcome", self.clock.language, status=status, outcome=_one_line(outcome))
        return join(" ", [bold(told), self._when(outcome)])

    def _when(self, takeaway: Takeaway) -> Text:
        source = self.posts.get(takeaway.post_id or 0)
        if source is None:
            return Text()
        time = self.clock.time(source.posted_at, self.day)
        return "(" + link(time, self.links.get(source.id) or web_address(source.url)) + ")"


def _summary_text(summary: Summary, post: Post, coverage: Coverage, lines: _Lines) -> Text:
    clock = lines.clock
    corrected = ""
    if post.corrected_at is not None:
        time = clock.time(post.corrected_at, clock.day(post.posted_at))
        corrected = say(WORDS, "corrected", clock.language, time=time)
    renewed = say(WORDS, "summary_renewed", clock.language) if post.renews else ""
    title = clip(clean(Text(coverage.title)).value, 200)
    status = say(WORDS, _status(title), clock.language)
    takeaways = [lines.item(takeaway) for takeaway in summary.takeaways if lines.stands(takeaway)]
    heading = bold(say(WORDS, "takeaways", clock.language)) if takeaways else ""
    return join(
        "\n\n",
        [
            join("\n", [renewed, lines.first(status, summary.outcome), title, corrected]),
            join("\n", [heading, *takeaways]),
            join("\n", [_duration(summary, clock), _figures(summary.figures, clock.language)]),
        ],
    )


def _status(title: str) -> str:
    """The name of the words for an end: talks are concluded, or else their coverage is."""
    lower = title.lower()
    return "talks_concluded" if any(word in lower for word in _TALKS) else "coverage_concluded"


def _one_line(takeaway: Takeaway) -> str:
    return clip(clean(Text(takeaway.text)).value, 400)


def _duration(summary: Summary, clock: LocalClock) -> str:
    day = clock.day(summary.ended_at)
    return say(
        WORDS,
        "duration",
        clock.language,
        duration=duration(summary.ended_at - summary.started_at, clock.language),
        start=clock.time(summary.started_at, day),
        end=clock.time_in_city(summary.ended_at),
    )


def _figures(figures: Figures, language: str) -> str:
    """The numbers, "42 updates · 1 correction"; what there was none of is not said."""
    numbers = {
        "updates": figures.posts,
        "photos": figures.photos,
        "videos": figures.videos,
        "corrections": figures.corrections,
    }
    return " · ".join(counted(name, count, language) for name, count in numbers.items() if count)
