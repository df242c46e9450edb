"""What stands behind the buttons of a summary: by theme, the timeline, photos, polls."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bot.model import (
    Button,
    ChatKind,
    Coverage,
    Keyboard,
    Part,
    Point,
    PollResult,
    Post,
    Preferences,
    Results,
    Summary,
    Takeaway,
    Theme,
)
from bot.phrases import say
from bot.pictures.card import CardTheme
from bot.rendering.links import web_address
from bot.rendering.parts import CAPTION_LIMIT, TEXT_LIMIT, clean
from bot.rendering.split import clip, fits, split
from bot.rendering.summary_lines import Lines, title_of
from bot.rendering.summary_words import SUMMARY_WORDS
from bot.rendering.timeline import key_moments, timeline_photo, timeline_text
from bot.rendering.words import counted
from bot.text import Text, bold, join, link

_LINE = 300
_BAR = 10
_FEWEST_PHOTOS = 2
_IN_A_ROW = 2


class Page(StrEnum):
    """A page of a summary, as buttons and links name it."""

    THEMES = "themes"
    TIMELINE = "timeline"
    PHOTOS = "photos"
    POLLS = "polls"


@dataclass(frozen=True, slots=True)
class Look:
    """How summaries look in a kind of chat: the theme of drawn timelines, buttons to the pages.

    `button` makes the button with this label that leads to a page of a coverage; None for none.
    """

    theme: CardTheme = CardTheme.NONE
    button: Callable[[int, Page, str], Button] | None = None


PLAIN: Final = Look()
"""Neither a drawn timeline nor buttons."""


def plain(_kind: ChatKind) -> Look:
    """The plain look in every kind of chat."""
    return PLAIN


def page_keyboard(
    summary: Summary,
    posts: Mapping[int, Post],
    coverage: Coverage,
    language: str,
    *,
    preferences: Preferences,
    look: Look,
) -> Keyboard:
    """A button for each page that there is something on, two a row: a phone shows as many whole."""
    make = look.button
    if make is None:
        return ()
    buttons = [
        make(coverage.id, page, say(SUMMARY_WORDS, f"button_{_name(page, summary)}", language))
        for page in pages_of(summary, posts, preferences)
    ]
    rows = range(0, len(buttons), _IN_A_ROW)
    return tuple(tuple(buttons[start : start + _IN_A_ROW]) for start in rows)


def pages_of(
    summary: Summary, posts: Mapping[int, Post], preferences: Preferences
) -> tuple[Page, ...]:
    """The pages that there is something on, for a chat that wants this."""
    photos = {item.identity for post in posts.values() if post.stands for item in post.photos}
    there = {
        Page.THEMES: bool(summary.themes) or summary.results != Results(),
        Page.TIMELINE: bool(key_moments(summary, posts.values())),
        Page.PHOTOS: preferences.photos and len(photos) >= _FEWEST_PHOTOS,
        Page.POLLS: bool(summary.polls),
    }
    return tuple(page for page in Page if there[page])


def render_page(
    page: Page,
    summary: Summary,
    posts: Mapping[int, Post],
    coverage: Coverage,
    language: str,
    *,
    links: Mapping[int, str],
    preferences: Preferences,
    theme: CardTheme,
) -> tuple[Part, ...]:
    """The messages of a page but the photos, which `bot.rendering.album` writes; at least one.

    A page on which nothing stands any more says so.
    """
    lines = Lines.of(summary, posts, links, coverage, language)
    match page:
        case Page.TIMELINE:
            return _timeline(summary, coverage, lines, preferences, theme)
        case Page.POLLS:
            blocks = [poll_text(poll, lines.clock.language) for poll in summary.polls]
        case _:
            blocks = [*_results(summary.results, lines), *_themes(summary.themes, lines)]
    return _parts(_name(page, summary), join("\n\n", blocks), coverage, lines)


def _name(page: Page, summary: Summary) -> str:
    """What the page is called among the words: without background it holds only results."""
    return "results" if page is Page.THEMES and not summary.themes else page.value


def page_title(name: str, coverage: Coverage, language: str) -> Text:
    """What stands above a page: its name, one of `SUMMARY_WORDS`, and the coverage's title."""
    return join("\n", [bold(say(SUMMARY_WORDS, name, language)), title_of(coverage)])


def poll_text(poll: PollResult, language: str) -> Text:
    """How readers voted, a bar for each option: it may be chosen by each voter."""
    written: list[Text | str] = [bold(_tidy(poll.question))]
    for option, votes in poll.options:
        share = votes / poll.voters if poll.voters else 0.0
        bar = "▓" * round(share * _BAR)
        written.append(f"{_tidy(option)}\n{bar:░<{_BAR}} {share:.0%}")
    return join("\n", [*written, counted("voters", poll.voters, language)])


def _timeline(
    summary: Summary,
    coverage: Coverage,
    lines: Lines,
    preferences: Preferences,
    theme: CardTheme,
) -> tuple[Part, ...]:
    """The card with the lines as its caption, or below it where they are too long."""
    moments = key_moments(summary, lines.posts.values())
    parts = _parts(Page.TIMELINE, timeline_text(moments, lines), coverage, lines)
    language = lines.clock.language
    card = timeline_photo(coverage, summary, lines.posts, language, theme)
    if card is None or not preferences.photos:
        return parts
    if len(parts) == 1 and fits(parts[0].text, CAPTION_LIMIT):
        return (Part(parts[0].text, (card,)),)
    return (Part(page_title(Page.TIMELINE, coverage, language), (card,)), *parts)


def _results(results: Results, lines: Lines) -> Iterator[Text]:
    for name, told in (
        ("agreed", results.agreed),
        ("not_agreed", results.not_agreed),
        ("next_round", results.next_round),
    ):
        standing = lines.standing(told)
        if standing:
            heading = bold(say(SUMMARY_WORDS, name, lines.clock.language))
            said = (lines.item(_without_label(line, name)) for line in standing)
            yield join("\n", [heading, *said])


def _without_label(line: Takeaway, name: str) -> Takeaway:
    """The line without a label that says what its heading says: "Agreed: an exchange"."""
    label, colon, words = line.text.partition(":")
    known = {heading.lower() for heading in SUMMARY_WORDS[name].values()}
    words = words.lstrip()
    if not colon or not words or label.strip().lower() not in known:
        return line
    return replace(line, text=words[0].upper() + words[1:])


def _themes(themes: Sequence[Theme], lines: Lines) -> Iterator[Text]:
    for theme in themes:
        heading = link(_tidy(theme.heading), web_address(theme.url))
        points = [line for point in theme.points for line in _point(point, lines)]
        yield join("\n", [bold(heading.value) if not heading.spans else heading, *points])


def _point(point: Point, lines: Lines) -> Iterator[Text]:
    """What was wanted or expected, and below it what came of it."""
    yield Text(f"• {_tidy(point.text)}")
    came: list[Takeaway] = lines.standing(point.came_of_it)
    for line in came:
        yield lines.item(line, "→")


def _parts(name: str, body: Text, coverage: Coverage, lines: Lines) -> tuple[Part, ...]:
    language = lines.clock.language
    told: Text | str = body or say(SUMMARY_WORDS, "no_page", language)
    text = join("\n\n", [page_title(name, coverage, language), told])
    return tuple(Part(piece) for piece in split(text, TEXT_LIMIT))


def _tidy(words: str) -> str:
    return clip(clean(Text(words)).value, _LINE)
