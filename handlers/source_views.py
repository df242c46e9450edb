"""What editors read about the sources of a coverage: pure, and in English."""

from datetime import datetime
from typing import Final

from bot.model import Button, Coverage, Part, Snapshot, Source
from bot.selector_lines import EXAMPLE, selector_lines
from bot.source_desk import Listed, Sight, Trial, Way, way_of
from bot.text import Style, Text, bold, join, styled
from handlers.desk_views import (
    EDITOR,
    SOURCES,
    count,
    headline_of,
    left_out_lines,
    shorten,
    snapshot_lines,
    source_line,
    when,
)

USAGE: Final = (
    "/coverage {0} source – what it is read from\n"
    "/coverage {0} source add URL – read another page or feed for it\n"
    "/coverage {0} source remove 2\n"
    "/coverage {0} source format NAME 2 – read source 2 so, or “auto”\n"
    "/coverage {0} source selectors 2 – read source 2 by CSS selectors\n"
    "The number of the source may be left out where there is only one."
)
PROMPT: Final = "Selectors for source {} of coverage {}"
AUTOMATIC: Final = "auto"

_NEWEST: Final = 3
_BUTTONS: Final = 20


def sources_part(listed: Listed, timezone: str) -> Part:
    """The sources of a coverage, how each is read and fares, with a button to remove each."""
    coverage = listed.coverage
    lines: list[Text | str] = [bold(f"#{coverage.id} {coverage.title}")]
    for number, source in enumerate(listed.sources, start=1):
        lines.append(f"{number}. {source.url}")
        lines.append(source_line(source, timezone))
        if way_of(source) != Way():
            lines.append(f"Read {way_of(source)}, as an editor has set it.")
    lines.append(f"Add another: /coverage {coverage.id} source add URL")
    removals: list[tuple[Button, ...]] = []
    if len(listed.sources) > 1:
        removals = [
            (SOURCES.button(f"Remove {number}…", "ask", source.id),)
            for number, source in list(enumerate(listed.sources, start=1))[:_BUTTONS]
        ]
    panel = (EDITOR.button("Panel", "show", coverage.id),)
    return Part(join("\n", lines), keyboard=(*removals, panel))


# --- Adding and removing -------------------------------------------------------------------------


def sight_part(sight: Sight, timezone: str, now: datetime) -> Part:
    """What another source shows, and the question whether to read it for the coverage.

    The address (a line of its own) is read back from here when the button is pressed.
    """
    coverage = sight.coverage
    lines: list[Text | str] = [_heading(coverage), sight.url]
    lines += snapshot_lines(sight.snapshot, timezone, now)
    if sight.known:
        lines.append(f"{count(sight.known, 'post tells', 'posts tell')} what is known already.")
    lines.append(
        "Nothing goes out for what is there already. What comes next is sent once, whichever "
        "source has it first."
    )
    buttons = (
        SOURCES.button("Add source", "add", coverage.id),
        SOURCES.button("Cancel", "drop"),
    )
    return Part(join("\n", lines), keyboard=(buttons,))


def added_part(listed: Listed, source: Source) -> Part:
    """The answer after a source was added, with a way back."""
    text = _heading(listed.coverage) + f" is read from {source.url} too."
    return Part(text, keyboard=(_undo("remove", source.id), _more(listed.coverage)))


def ask_remove_part(listed: Listed, source: Source) -> Part:
    """The question before a source is removed."""
    text = _heading(listed.coverage) + (
        f": stop reading source {listed.number(source)}, {source.url}? What it told stands, but "
        "its corrections are no longer followed."
    )
    buttons = (
        SOURCES.button("Remove", "remove", source.id),
        SOURCES.button("Keep", "list", listed.coverage.id),
    )
    return Part(text, keyboard=(buttons,))


def removed_part(coverage: Coverage, source: Source) -> Part:
    """The answer after a source was removed, with a way back."""
    text = _heading(coverage) + f" is no longer read from {source.url}."
    return Part(text, keyboard=(_undo("restore", source.id), _more(coverage)))


def restored_part(coverage: Coverage, source: Source) -> Part:
    """The answer after a removed source came back."""
    text = _heading(coverage) + f" is read from {source.url} again."
    return Part(text, keyboard=(_more(coverage),))


# --- The way of reading --------------------------------------------------------------------------


def trial_part(trial: Trial, timezone: str) -> Part:
    """What a source shows when it is read in another way, and the question whether to do so.

    Selectors stand in fixed-width type, from where they are read back by the button.
    """
    lines: list[Text | str] = [_heading(trial.coverage), f"{trial.source.url} read {trial.way}:"]
    lines += _selectors(trial.way)
    lines += _seen(trial.snapshot, timezone)
    lines.append("Read it so from now on? Nothing goes out for what is there already.")
    save = SOURCES.button("Save", "save", trial.source.id, trial.way.format or AUTOMATIC)
    return Part(join("\n", lines), keyboard=((save, SOURCES.button("Cancel", "drop")),))


def way_set_part(coverage: Coverage, before: Source, after: Source) -> Part:
    """The answer after a source is read in another way; the undo button reads the way before."""
    was = way_of(before)
    lines: list[Text | str] = [
        _heading(coverage) + f": {after.url} is read {way_of(after)} from now on.",
        f"It was read {was}." if was.selectors is None else f"It was read {was}:",
        *_selectors(was),
    ]
    undo = SOURCES.button("Undo", "save", after.id, was.format or AUTOMATIC)
    return Part(join("\n", lines), keyboard=((undo,), _more(coverage)))


def prompt_part(listed: Listed, source: Source) -> Part:
    """Asks for selectors, and shows those that are set; a reply to it brings them."""
    number, coverage = listed.number(source), listed.coverage
    lines: list[Text | str] = [
        bold(PROMPT.format(number, coverage.id)),
        source.url,
        "Reply to this message with one line for each part. Only “post” is needed;",
        "the others are looked for within a post: time, title, body, media, id. For example:",
        styled(selector_lines(source.selectors) if source.selectors else EXAMPLE, Style.PRE),
        "You will see what they find before anything is saved. Back to reading it automatically:",
        f"/coverage {coverage.id} source format auto {number}",
    ]
    return Part(join("\n", lines))


def _selectors(way: Way) -> list[Text | str]:
    return [] if way.selectors is None else [styled(selector_lines(way.selectors), Style.PRE)]


def _seen(snapshot: Snapshot, timezone: str) -> list[Text | str]:
    newest = [
        shorten(
            f"• {when(post.posted_at, timezone) if post.posted_at else 'no time'}: "
            f"{headline_of(post)}"
        )
        for post in reversed(snapshot.posts[-_NEWEST:])
    ]
    found = f"{count(len(snapshot.posts), 'post')}, the newest:"
    return [found, *newest, *left_out_lines(snapshot)]


def _heading(coverage: Coverage) -> Text:
    return bold(f"#{coverage.id} {coverage.title}")


def _undo(verb: str, source_id: int) -> tuple[Button, ...]:
    return (SOURCES.button("Undo", verb, source_id),)


def _more(coverage: Coverage) -> tuple[Button, ...]:
    return (SOURCES.button("Sources…", "list", coverage.id),)
