"""The key moments of a coverage in the order of time: as lines, and as a card to be drawn."""

from collections.abc import Iterable, Mapping, Sequence

from bot.model import Coverage, Media, Post, PostKind, Summary
from bot.phrases import say
from bot.pictures.card import Card, CardAddress, CardTheme, Moment, card_photo, evenly
from bot.rendering.parts import clean
from bot.rendering.post import gist
from bot.rendering.split import clip
from bot.rendering.summary_lines import Lines, status_of, title_of
from bot.rendering.summary_words import SUMMARY_WORDS
from bot.rendering.times import local_clock
from bot.rendering.words import WORDS
from bot.text import Text, bold, join

FEWEST_MOMENTS, MOST_MOMENTS = 3, 60
"""Fewer moments make no timeline; more are thinned out evenly."""

_LEAD = 160


def key_moments(summary: Summary, posts: Iterable[Post]) -> list[Post]:
    """The posts of the timeline, oldest first; none where there are too few.

    They are the key moments; where the source marked too few, the posts of the summary's lines.
    """
    standing = [post for post in posts if post.stands and post.kind is PostKind.UPDATE]
    told = {line.post_id for line in summary.lines}
    found = [post for post in standing if post.key_moment]
    if len(found) < FEWEST_MOMENTS:
        found = [post for post in standing if post.key_moment or post.id in told]
    if len(found) < FEWEST_MOMENTS:
        return []
    found.sort(key=lambda post: (post.posted_at, post.position))
    return [found[number] for number in evenly(len(found), MOST_MOMENTS)]


def timeline_text(moments: Sequence[Post], lines: Lines) -> Text:
    """A line each: "14:50 Delegations arrive", the time leading to the post; days as headings."""
    written, day = list[Text](), lines.day
    for post in moments:
        if lines.clock.day(post.posted_at) != day:
            day = lines.clock.day(post.posted_at)
            heading = bold(lines.clock.named(day))
            written.append("\n" + heading if written else heading)
        written.append(lines.time(post, day) + " " + gist(post, lines.clock.language))
    return join("\n", written)


def timeline_card(
    coverage: Coverage, summary: Summary, posts: Iterable[Post], language: str
) -> Card | None:
    """What the picture of the timeline tells; None where there are too few moments."""
    found = key_moments(summary, posts)
    if not found:
        return None
    clock = local_clock(coverage, language)
    first, moments = clock.day(summary.started_at), list[Moment]()
    day = first
    for post in found:
        posted = clock.day(post.posted_at)
        named = clock.named(posted) if posted != day else ""
        moments.append(
            Moment(clock.time(post.posted_at, posted), gist(post, clock.language), named)
        )
        day = posted
    outcome = summary.outcome.in_language(clock.language) if summary.outcome else ""
    return Card(
        status=status_of(coverage, clock.language),
        title=title_of(coverage),
        lead=clip(clean(Text(outcome)).value, _LEAD),
        moments=tuple(moments),
        foot=say(
            SUMMARY_WORDS, "card_foot", clock.language, date=clock.named(first), city=clock.city
        ),
        more=say(WORDS, "and_more", clock.language, count="{count}"),
    )


def timeline_photo(
    coverage: Coverage,
    summary: Summary,
    posts: Mapping[int, Post],
    language: str,
    theme: CardTheme,
) -> Media | None:
    """The card as a photo that is drawn when it is sent; None without a theme or a timeline."""
    if theme is CardTheme.NONE:
        return None
    clock = local_clock(coverage, language)
    card = timeline_card(coverage, summary, posts.values(), clock.language)
    if card is None:
        return None
    return card_photo(card, CardAddress(coverage.id, theme, clock.language))
