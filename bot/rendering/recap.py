"""What happened so far, in one calm message that stands alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.model import Coverage, CoverageState, Part, Post, PostKind, Recap, Takeaway
from bot.phrases import say
from bot.rendering.post import gist
from bot.rendering.summary_lines import Lines, title_of
from bot.rendering.times import LocalClock, local_clock
from bot.rendering.words import WORDS, counted
from bot.text import Text, bold, join

_ALSO = 12


def render_recap(
    recap: Recap,
    coverage: Coverage,
    posts: Sequence[Post],
    language: str,
    *,
    links: Mapping[int, str],
    now: datetime,
) -> Part:
    """Where things stand, what happened line by line, and the time that it sums up.

    `posts` are the coverage's; `links` leads from a post's id to its message in this chat, other
    posts lead to their page. Times of another day than today name it.
    """
    clock = local_clock(coverage, language)
    lines = Lines({post.id: post for post in posts}, links, clock, clock.day(now))
    over = coverage.state is CoverageState.CONCLUDED
    first = Text()
    if recap.headline:
        status = say(WORDS, "what_happened" if over else "so_far", clock.language)
        first = lines.first(status, recap.headline)
    title = title_of(coverage)
    status = _status(coverage, posts, clock, lines.day)
    told = [lines.item(_in_words(line, lines)) for line in lines.standing(recap.lines)]
    return Part(
        join(
            "\n\n",
            [
                join("\n", [first, title if first else bold(title), status]),
                join("\n", told),
                _also(recap, lines),
                _span(recap, clock, lines.day) or say(WORDS, "nothing_yet", clock.language),
            ],
        )
    )


def _in_words(line: Takeaway, lines: Lines) -> Takeaway:
    """A line that stands for a whole post says what that is about."""
    post = lines.posts.get(line.post_id or 0)
    return replace(line, text=gist(post, lines.clock.language)) if post and not line.text else line


def _also(recap: Recap, lines: Lines) -> Text:
    """The key moments that have no line of their own: "Also key: 14:45 · 15:10"."""
    posts = [lines.posts[post_id] for post_id in recap.also[-_ALSO:] if post_id in lines.posts]
    if not posts:
        return Text()
    said = say(WORDS, "also_key", lines.clock.language)
    return join(" ", [f"{said}:", join(" · ", [lines.time(post) for post in posts])])


def _span(recap: Recap, clock: LocalClock, today: date) -> str:
    """From when to when, and how much that was; nothing where nothing happened."""
    if recap.begins_at is None or recap.ends_at is None:
        return ""
    start = clock.time(recap.begins_at, today)
    end = clock.time_in_city(recap.ends_at, clock.day(recap.begins_at))
    updates = counted("updates", recap.posts, clock.language)
    return f"{end if start == clock.time(recap.ends_at, today) else f'{start} – {end}'} · {updates}"


def _status(coverage: Coverage, posts: Sequence[Post], clock: LocalClock, today: date) -> str:
    """Where the coverage stands: "Live since 09:30 Istanbul"."""
    updates = [post for post in posts if post.kind is PostKind.UPDATE and post.stands]
    times = [post.posted_at for post in updates]

    def with_time(name: str, moment: datetime) -> str:
        return say(WORDS, name, clock.language, time=clock.time_in_city(moment, today))

    match coverage.state:
        case CoverageState.CONCLUDED:
            # The last post tells the end better than the moment in which somebody noticed it.
            noticed = coverage.concluded_at or coverage.created_at
            return with_time("ended", max(times, default=noticed))
        case CoverageState.PAUSED:
            return say(WORDS, "paused", clock.language)
        case CoverageState.SCHEDULED:
            if coverage.starts_at is None:
                return say(WORDS, "not_started", clock.language)
            return with_time("starts", coverage.starts_at)
    first = min(times, default=coverage.created_at)
    return with_time("live_since", coverage.starts_at or first)
