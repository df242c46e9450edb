"""What editors do to a summary, one act at a time. Pure.

Lines are counted as `Summary.lines` counts them: the outcome first, where there is one.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.errors import WrongState
from bot.model import Media, Post, PostKind, Summary, Takeaway, Wording

MAX_LINE: Final = 300
"""Characters of a line; more does not read as one."""

MOST_LINES: Final = 12
"""Lines that still make a summary."""

MOST_PHOTOS: Final = 10
"""Photos that can be chosen from: as many as one album shows."""


def dropped(summary: Summary, index: int) -> Summary:
    """Without this line. WrongState when there is no such line."""
    _line(summary, index)
    if summary.outcome is not None and index == 0:
        return replace(summary, outcome=None)
    return _with_lines(summary, summary.lines[:index] + summary.lines[index + 1 :])


def moved(summary: Summary, index: int, steps: int) -> Summary:
    """With this line so many places further down (up, where negative), not past either end."""
    line = _line(summary, index)
    lines = list(summary.lines)
    del lines[index]
    lines.insert(max(0, index + steps), line)
    return _with_lines(summary, tuple(lines))


def rewritten(summary: Summary, index: int, words: str) -> Summary:
    """With this line in an editor's words; it keeps its link to the post."""
    line = _line(summary, index)
    said = (line.said or line.text) if line.post_id is not None else ""
    own = replace(line, text=tidy_line(words), wording=Wording.EDITOR, said=said, translations=())
    lines = summary.lines
    return _with_lines(summary, (*lines[:index], own, *lines[index + 1 :]))


def added(summary: Summary, words: str) -> Summary:
    """With a line of an editor's own at the end. WrongState when there are enough."""
    if len(summary.lines) >= MOST_LINES:
        raise WrongState(f"A summary has at most {MOST_LINES} lines. Drop one first.")
    own = Takeaway(tidy_line(words), None, Wording.EDITOR)
    return replace(summary, takeaways=(*summary.takeaways, own))


def tidy_line(words: str) -> str:
    """What an editor typed, as a line. WrongState when it is empty or too long."""
    line = " ".join(words.split())
    if not line:
        raise WrongState("A line needs words. Send it as text.")
    if len(line) > MAX_LINE:
        raise WrongState(f"A line may have {MAX_LINE} characters; this one has {len(line)}.")
    return line


def photos_of(posts: tuple[Post, ...]) -> tuple[Media, ...]:
    """The event's photos to choose from, each once: those of key moments first, then the newest."""
    shown = [post for post in posts if post.kind is PostKind.UPDATE and post.withdrawn_at is None]
    shown.sort(key=lambda post: (post.key_moment, post.position), reverse=True)
    photos = {item.identity: item for post in shown for item in post.photos}
    return tuple(photos.values())[:MOST_PHOTOS]


def each_line(summary: Summary, change: Callable[[Takeaway], Takeaway | None]) -> Summary:
    """The summary with `change` made to each of its lines everywhere; None leaves a line out."""

    def all_of(lines: tuple[Takeaway, ...]) -> tuple[Takeaway, ...]:
        return tuple(made for line in lines if (made := change(line)) is not None)

    results = summary.results
    themes = tuple(
        replace(
            theme,
            points=tuple(
                replace(point, came_of_it=all_of(point.came_of_it)) for point in theme.points
            ),
        )
        for theme in summary.themes
    )
    return replace(
        summary,
        outcome=change(summary.outcome) if summary.outcome else None,
        takeaways=all_of(summary.takeaways),
        results=replace(
            results,
            agreed=all_of(results.agreed),
            not_agreed=all_of(results.not_agreed),
            next_round=all_of(results.next_round),
        ),
        themes=themes,
    )


def every_line(summary: Summary) -> tuple[Takeaway, ...]:
    """The lines of the summary wherever they stand, each once."""
    found: dict[Takeaway, None] = {}

    def note(line: Takeaway) -> Takeaway:
        found[line] = None
        return line

    each_line(summary, note)
    return tuple(found)


def _line(summary: Summary, index: int) -> Takeaway:
    if not 0 <= index < len(summary.lines):
        raise WrongState("The draft has no such line any more.")
    return summary.lines[index]


def _with_lines(summary: Summary, lines: tuple[Takeaway, ...]) -> Summary:
    if summary.outcome is None or not lines:
        return replace(summary, outcome=None, takeaways=lines)
    return replace(summary, outcome=lines[0], takeaways=lines[1:])
