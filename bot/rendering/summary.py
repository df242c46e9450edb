"""The headline message of a summary: what a lock screen and one glance must tell."""

from collections.abc import Iterable, Mapping

from bot.model import (
    Coverage,
    Figures,
    Media,
    Part,
    Post,
    PostKind,
    Preferences,
    Summary,
)
from bot.phrases import say
from bot.rendering.parts import CAPTION_LIMIT, TEXT_LIMIT
from bot.rendering.post import credits_line, render_post
from bot.rendering.split import fits, split
from bot.rendering.summary_lines import Lines, status_of, title_of
from bot.rendering.summary_pages import PLAIN, Look, page_keyboard
from bot.rendering.summary_words import SUMMARY_WORDS
from bot.rendering.timeline import timeline_photo
from bot.rendering.times import LocalClock, duration
from bot.rendering.words import WORDS, counted
from bot.text import Text, bold, join, link


def render_summary(
    post: Post,
    posts: Mapping[int, Post],
    coverage: Coverage,
    language: str,
    *,
    links: Mapping[int, str],
    preferences: Preferences,
    look: Look = PLAIN,
) -> tuple[Part, ...]:
    """What a chat sees of the closing summary that `post` carries.

    The first part says it all, with the best photo where both fit; a photo that does not fit
    follows quietly. Where the event has no photo, the drawn timeline takes its place. Below the
    first part are the buttons that lead to the pages of the summary.
    `posts` are the coverage's posts by id; `links` leads from a post's id to its message in this
    chat, other posts lead to their page. Lines whose post has been withdrawn since are left out.
    A post without a summary is rendered like any other.
    """
    summary = post.summary
    if summary is None:
        return render_post(post, coverage, preferences, language)
    lines = Lines.of(summary, posts, links, coverage, language)
    text = _headline(summary, post, coverage, lines)
    silent = not preferences.sound
    photo = _picture(summary, coverage, lines, look) if preferences.photos else None
    keyboard = page_keyboard(
        summary, posts, coverage, lines.clock.language, preferences=preferences, look=look
    )
    credit = credits_line([photo] if photo else [], lines.clock.language)
    caption = join("\n", [text, credit])
    if photo and fits(caption, CAPTION_LIMIT):
        return (Part(caption, (photo,), keyboard, silent=silent),)
    pieces = split(text, TEXT_LIMIT)
    parts = [Part(pieces[0], keyboard=keyboard, silent=silent)]
    parts += [Part(piece, silent=True) for piece in pieces[1:]]
    if photo:
        parts.append(Part(credit, (photo,), silent=True))
    return tuple(parts)


def best_photo(posts: Iterable[Post]) -> Media | None:
    """The photo that tells most: of a key moment, of a post with words, of the newest, in turn."""
    found = [
        (post.key_moment, bool(post.headline or post.body), post.posted_at, post.position, item)
        for post in posts
        if post.stands and post.kind is PostKind.UPDATE
        for item in post.photos[:1]
    ]
    return max(found, key=lambda entry: entry[:-1])[-1] if found else None


def _picture(summary: Summary, coverage: Coverage, lines: Lines, look: Look) -> Media | None:
    """An editor's choice, else the photo of the outcome, else the best, else the drawn timeline."""
    if summary.cover is not None:
        return summary.cover[0] if summary.cover else None
    posts = lines.posts
    outcome = posts.get(summary.outcome.post_id or 0) if summary.outcome else None
    return (
        best_photo([outcome] if outcome else [])
        or best_photo(posts.values())
        or timeline_photo(coverage, summary, posts, lines.clock.language, look.theme)
    )


def _headline(summary: Summary, post: Post, coverage: Coverage, lines: Lines) -> Text:
    language = lines.clock.language
    takeaways = lines.standing(summary.takeaways)
    heading = bold(say(WORDS, "takeaways", language)) if takeaways else ""
    return join(
        "\n\n",
        [
            join(
                "\n",
                [
                    _standing(post, lines),
                    lines.first(status_of(coverage, language), summary.outcome),
                    title_of(coverage),
                    _corrected(post, lines.clock),
                ],
            ),
            join("\n", [heading, *(lines.item(line) for line in takeaways)]),
            join(
                "\n",
                [
                    _duration(summary, lines.clock),
                    _figures(summary.figures, language),
                    lines.machine_note(lines.standing(summary.lines)),
                ],
            ),
        ],
    )


def _standing(post: Post, lines: Lines) -> Text:
    """Whether this summary follows another, or another follows it: then it leads there."""
    language = lines.clock.language
    others = [other for other in lines.posts.values() if other.stands]
    newest = max(others, key=lambda other: other.number, default=post)
    if newest.number > post.number > 0:
        address = lines.links.get(newest.id, "")
        return link(say(SUMMARY_WORDS, "superseded", language), address)
    return Text(say(WORDS, "summary_renewed", language) if post.renews else "")


def _corrected(post: Post, clock: LocalClock) -> str:
    if post.corrected_at is None:
        return ""
    time = clock.time(post.corrected_at, clock.day(post.posted_at))
    return say(WORDS, "corrected", clock.language, time=time)


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
        "readers": figures.readers,
    }
    return " · ".join(counted(name, count, language) for name, count in numbers.items() if count)
