"""The summary of a coverage: what came of it and what to keep, in the words of its posts.

Nothing is written here, only chosen: lines that stand on their own (`units`), weighed by what
they say (`weights`), picked so that together they say as much as possible in few words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.model import Coverage, Figures, MediaKind, Post, Section, Summary, Takeaway
from bot.phrases import FALLBACK
from bot.summary.choice import Field, choose, weigh, worths
from bot.summary.features import Line, Material, material
from bot.summary.lexicon import lexicon
from bot.summary.results import results
from bot.summary.subjects import bare_subject
from bot.summary.themes import themes
from bot.summary.units import Unit, live_updates, units, words_of
from bot.summary.wordlists import hits

FEWEST_TAKEAWAYS, MOST_TAKEAWAYS = 5, 8
# So many characters of takeaways still leave room for the rest of a photo's caption.
_ROOM = 450
# How much the outcome has to be news, not only to sound like an end.
_WORTH = 1.5


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a coverage's posts say, weighed.

    `worth` holds the lines that can stand alone, in the order of time, with what each is worth by
    itself (the best one: 1); `telling` those of them that serve as takeaways.
    """

    language: str
    found: Material
    field: Field
    worth: Mapping[Line, float]
    telling: Mapping[Line, float]


def weighed(coverage: Coverage, posts: Sequence[Post]) -> Weighed:
    """Every line of the posts that stand, weighed."""
    language = coverage.language.replace("_", "-").split("-")[0].lower() or FALLBACK
    found = material(units(posts, language), words_of(coverage.title, language), language)
    field = weigh(found)
    worth = {line: value for line, value in worths(field).items() if line.unit.fit}
    named = {line: value for line, value in worth.items() if not bare_subject(line.unit)} or worth
    # Headlines are terse: they serve only for posts that have no sentence to offer.
    in_full = {line.unit.post_id for line in named if not line.unit.headline}
    telling = {
        line: value
        for line, value in named.items()
        if not (line.unit.headline and line.unit.post_id in in_full)
    }
    return Weighed(language, found, field, worth, telling)


def summarise(
    coverage: Coverage,
    posts: Sequence[Post],
    now: datetime,
    *,
    sections: Sequence[Section] = (),
    readers: int = 0,
) -> Summary:
    """The outcome, 5 to 8 takeaways in the order of time (fewer from little material), figures.

    Every line stands word for word in its post's newest revision; withdrawn posts say nothing.
    `sections` are the coverage's background, `readers` how many chats follow it.
    """
    lines = weighed(coverage, posts)
    told, wanted = outcome_of(lines.worth), _wanted(posts)

    def enough(chosen: Sequence[Line]) -> bool:
        room = sum(len(line.unit.text) for line in chosen) < _ROOM
        return len(chosen) >= (wanted if room else FEWEST_TAKEAWAYS)

    said = [told] if told else []
    chosen = choose(lines.field, enough, said, among=lambda line: line in lines.telling)
    chosen.sort(key=lambda line: line.unit.order)
    started_at, ended_at = _times(coverage, posts, now)
    return Summary(
        outcome=takeaway(told) if told else None,
        takeaways=tuple(takeaway(line) for line in chosen),
        started_at=started_at,
        ended_at=ended_at,
        figures=replace(figures(posts), readers=readers),
        results=results(lines.telling),
        themes=themes(sections, lines.telling, lines.found.reading, language=lines.language),
    )


def figures(posts: Sequence[Post]) -> Figures:
    """What the posts that stand amount to; the same picture in two posts counts once."""
    live = live_updates(posts)
    media = {(item.kind, item.identity) for post in live for item in post.media}
    return Figures(
        posts=len(live),
        photos=sum(kind is MediaKind.PHOTO for kind, _ in media),
        videos=sum(kind is MediaKind.VIDEO for kind, _ in media),
        corrections=sum(post.corrected_at is not None for post in live),
    )


def takeaway(line: Line) -> Takeaway:
    """The line as readers see it, word for word."""
    return Takeaway(line.unit.text, line.unit.post_id)


def _wanted(posts: Sequence[Post]) -> int:
    """How many takeaways: one a key moment, within the bounds."""
    key_moments = sum(post.key_moment for post in live_updates(posts))
    return min(max(key_moments, FEWEST_TAKEAWAYS), MOST_TAKEAWAYS)


# --- The outcome ----------------------------------------------------------------------------------


def outcome_of(worth: Mapping[Line, float]) -> Line | None:
    """The strongest statement about the end: words of agreement or ending, late, in a key moment.

    Without such words the last key moment's headline serves, if it came late; else nothing does.
    """
    late = [line for line in worth if line.unit.time >= 0.5]  # noqa: PLR2004 - the second half
    telling = [line for line in late if hits(line.unit.words, lexicon(line.unit.language).results)]
    if telling:
        return max(
            telling,
            key=lambda line: (_finality(line.unit) + _WORTH * worth[line], line.unit.order),
        )
    headlines = [line for line in late if line.unit.key_moment and line.unit.headline]
    return headlines[-1] if headlines else None


def _finality(unit: Unit) -> float:
    known = lexicon(unit.language)
    return (
        min(hits(unit.words, known.results), 3)
        + 1.5 * unit.time
        + 1.0 * unit.key_moment
        + 0.5 * unit.headline
        + 0.25 * unit.first
        - 1.5 * min(hits(unit.words, known.pending), 2)
        - 0.5 * unit.leaning
        - 0.5 * unit.shouted
    )


# --- Times ----------------------------------------------------------------------------------------


def _times(coverage: Coverage, posts: Sequence[Post], now: datetime) -> tuple[datetime, datetime]:
    """From the announced start, else the first post, to the last post.

    The moment a coverage is marked as concluded says when somebody noticed, not when it ended, so
    it counts only where no post tells the time.
    """
    stamps = sorted(min(post.posted_at, now) for post in live_updates(posts))
    ended_at = stamps[-1] if stamps else coverage.concluded_at or now
    started_at = coverage.starts_at or (stamps[0] if stamps else coverage.created_at)
    return min(started_at, ended_at), ended_at
