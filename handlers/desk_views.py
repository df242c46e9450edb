"""What editors read: pure functions from what is so to the message that shows it. English only."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.acts import MAX_TITLE, Act, acts_for
from bot.closing import Concluded
from bot.desk import Found, Standing
from bot.lifecycle import Phase
from bot.model import (
    Coverage,
    CoverageState,
    MediaKind,
    Part,
    SeenPost,
    Snapshot,
    Source,
)
from bot.rendering.split import clip
from bot.text import Text, bold, join
from handlers.keyboards import Family

EDITOR: Final = Family("e")
SOURCES: Final = Family("s")

_FEEDS: Final = frozenset({"feed", "jsonfeed"})
_LISTED: Final = 8
_BUTTONS: Final = 40
_NAME: Final = 80
_HEADLINES: Final = 3
_LINE: Final = 160


def when(moment: datetime, timezone: str) -> str:
    """`2 Jun 15:02` in the time zone."""
    local = moment.astimezone(ZoneInfo(timezone))
    return f"{local.day} {local:%b %H:%M}"


def count(number: int, one: str, many: str = "") -> str:
    """`1 post`, `2 posts`, `1 234 posts`."""
    digits = f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")
    return f"{digits} {one if number == 1 else many or one + 's'}"


def shorten(words: str, limit: int = _LINE) -> str:
    """On one line, as long as a line of a panel may be."""
    return clip(words, limit)


# --- A page that was looked at -------------------------------------------------------------------


def reading_part(url: str) -> Part:
    """Said at once, while the page is being read."""
    return Part(Text(f"Reading {shorten(url, 200)} …"))


def found_part(found: Found, timezone: str, now: datetime) -> Part:
    """What a page shows, and the question whether to cover it.

    The title (bold) and the address (a line of its own) are read back from here when the button
    is pressed: see `handlers.access.marked` and `address_in`.
    """
    lines: list[Text | str] = [bold(found.title), found.url]
    lines += snapshot_lines(found.snapshot, timezone, now)
    lines.append("Nothing goes out for what is there already: only what comes next is sent.")
    buttons = (EDITOR.button("Add", "add"), EDITOR.button("Cancel", "drop"))
    return Part(join("\n", lines), keyboard=(buttons,))


def snapshot_lines(snapshot: Snapshot, timezone: str, now: datetime) -> list[Text | str]:
    """What a page shows: how much, from when to when, the newest, and what was left out."""
    lines: list[Text | str] = [_figures(snapshot), _span(snapshot.posts, timezone)]
    lines.append(_says(snapshot, timezone, now))
    newest = [shorten(headline_of(post)) for post in reversed(snapshot.posts[-_HEADLINES:])]
    if newest:
        lines += [bold("Newest"), *(f"• {line}" for line in newest)]
    return lines + left_out_lines(snapshot)


def left_out_lines(snapshot: Snapshot) -> list[Text | str]:
    """What was left out of a page, the most frequent first; nothing where nothing was."""
    if not snapshot.dropped:
        return []
    reasons = Counter(f"{one.what}: {one.why}" for one in snapshot.dropped)
    return [
        bold("Left out"),
        *(
            shorten(f"• {what}" + (f" ({number} times)" if number > 1 else ""))
            for what, number in reasons.most_common(5)
        ),
    ]


def address_in(text: str) -> str:
    """The address line of a `found_part` as it stands in Telegram; empty when there is none."""
    for line in text.splitlines():
        if line.startswith(("http://", "https://")) and " " not in line:
            return line
    return ""


def added_part(coverage: Coverage, readers_link: str) -> Part:
    """The answer after a coverage was added, with what to do next."""
    begins = (
        "is scheduled: I read the page until it begins."
        if coverage.state is CoverageState.SCHEDULED
        else "is live. What comes next goes out."
    )
    text = join(
        "\n",
        [
            bold(coverage.title) + f" (#{coverage.id}) {begins}",
            "Which channels should post it? /places sets that.",
            f"Readers follow it here: {readers_link}",
        ],
    )
    return Part(text, keyboard=((EDITOR.button("Open panel", "show", coverage.id),),))


def _figures(snapshot: Snapshot) -> str:
    kinds = Counter(item.kind for post in snapshot.posts for item in post.media)
    figures = ["Feed" if snapshot.format in _FEEDS else "Live page"]
    figures.append(count(len(snapshot.posts), "post"))
    if snapshot.background:
        figures.append(f"{count(len(snapshot.background), 'section')} of background")
    figures += [count(kinds[kind], kind.value) for kind in MediaKind if kinds[kind]]
    return " · ".join(figures)


def _span(posts: Sequence[SeenPost], timezone: str) -> str:
    times = [post.posted_at for post in posts if post.posted_at is not None]
    if not times:
        return "No post shows its time." if posts else ""
    first, last = when(min(times), timezone), when(max(times), timezone)
    return f"From {first} to {last} ({timezone})" if first != last else f"{first} ({timezone})"


def _says(snapshot: Snapshot, timezone: str, now: datetime) -> str:
    start = ""
    if snapshot.starts_at is not None:
        verb = "starts" if snapshot.starts_at > now else "started"
        start = f" It {verb} {when(snapshot.starts_at, timezone)}."
    if snapshot.live is None:
        return f"The page does not say whether it is live.{start}"
    return f"The page says that it is {'live' if snapshot.live else 'over'}.{start}"


def headline_of(post: SeenPost) -> str:
    """The words by which a post is named."""
    return post.headline or str(post.body) or "(no text)"


# --- Panels --------------------------------------------------------------------------------------

_ACT_BUTTONS: Final[dict[Act, tuple[str, str]]] = {
    Act.PAUSE: ("Pause", "pause"),
    Act.RESUME: ("Resume", "resume"),
    Act.CONCLUDE: ("Conclude…", "ask"),
    Act.REOPEN: ("Reopen", "reopen"),
}


def board_part(board: Sequence[Standing], timezone: str) -> Part:
    """Every coverage in short, each with a button that opens its panel."""
    if not board:
        return Part(Text("Nothing is covered yet. /coverage add URL reads a page and shows it."))
    blocks = [_standing_text(standing, timezone, _NAME) for standing in board[:_LISTED]]
    if len(board) > _LISTED:
        blocks.append(Text(f"And {len(board) - _LISTED} older, see the buttons."))
    keyboard = tuple(
        (EDITOR.button(shorten(_name(one.coverage), 40), "show", one.coverage.id),)
        for one in board[:_BUTTONS]
    )
    return Part(join("\n\n", blocks), keyboard=keyboard)


def panel_part(standing: Standing, timezone: str) -> Part:
    """One coverage with the buttons that fit its state."""
    coverage = standing.coverage
    buttons = [EDITOR.button(*_ACT_BUTTONS[act], coverage.id) for act in acts_for(coverage.state)]
    rows = [tuple(buttons)]
    if standing.phase is Phase.PERHAPS_ENDED:
        rows.append((EDITOR.button("Keep going", "keep", coverage.id),))
    if standing.phase is Phase.PERHAPS_REOPENED:
        rows.append((EDITOR.button("Leave closed", "leave", coverage.id),))
    rows.append((SOURCES.button("Sources…", "list", coverage.id),))
    rows.append((EDITOR.button("All coverages", "list"),))
    return Part(_standing_text(standing, timezone), keyboard=tuple(rows))


def _name(coverage: Coverage) -> str:
    return f"#{coverage.id} {coverage.title}"


def _standing_text(standing: Standing, timezone: str, limit: int = 2 * MAX_TITLE) -> Text:
    """What stands where; the name is cut at `limit` characters."""
    coverage = standing.coverage
    figures = (
        f"{count(standing.posts, 'post')} · {count(standing.readers, 'reader')} · "
        f"{count(standing.places, 'channel or group', 'channels and groups')}"
        + (f" · {count(standing.sections, 'section')} of background" if standing.sections else "")
    )
    lines: list[Text | str] = [
        bold(shorten(_name(coverage), limit)) + f" · {coverage.state}",
        figures,
        *(source_line(source, timezone) for source in standing.sources),
    ]
    if standing.reason:
        lines.append(f"{standing.phase.capitalize()}: {shorten(standing.reason)}")
    return join("\n", lines)


def source_line(source: Source, timezone: str) -> str:
    """How a source fares: its host, its format, when it was last read, what is wrong with it."""
    host = urlsplit(source.url).hostname or source.url
    name = f"{host} ({source.format})" if source.format else host
    good = source.last_good_at
    read = f"{name}: last read {when(good, timezone)}" if good else f"{name}: not read yet"
    if not source.broken_because:
        return read
    return f"⚠ {read}; {count(source.failures, 'failure')} since: {shorten(source.broken_because)}"


# --- Questions and answers about one coverage ----------------------------------------------------


def ask_conclude_part(coverage: Coverage, *, empty: bool, review: timedelta) -> Part:
    """The question before the end; below the previewed summary where that goes out at once."""
    if empty:
        words = " has no posts, so there is no summary to send. Conclude it all the same?"
    elif review:
        minutes = max(1, round(review / timedelta(minutes=1)))
        words = (
            ": conclude it? You get its summary as a draft to look over. "
            f"It goes out by itself {count(minutes, 'minute')} later."
        )
    else:
        words = ": this is the summary as readers will see it. Send it and conclude?"
    buttons = (
        EDITOR.button("Conclude", "conclude", coverage.id),
        EDITOR.button("Not yet", "show", coverage.id),
    )
    return Part(bold(_name(coverage)) + words, keyboard=(buttons,))


def concluded_part(concluded: Concluded) -> Part:
    """The answer after a conclusion, with a way back."""
    coverage = concluded.coverage
    if concluded.unchanged:
        goes = "There is nothing new to sum up: the last summary stands, and none is sent."
    elif not concluded.chats:
        goes = "There is nobody to send a summary to."
    elif concluded.due_at is None:
        goes = f"The summary is going out to {count(concluded.chats, 'chat')}."
    else:
        goes = "The draft of the summary goes to all editors; there it can be changed and approved."
    text = join("\n", [bold(_name(coverage)), f"Concluded. {goes}"])
    return Part(text, keyboard=((EDITOR.button("Undo (reopen)", "reopen", coverage.id),),))


def renamed_part(before: Coverage, after: Coverage) -> Part:
    """The answer after a renaming; the old title (bold) is read back by the undo button."""
    text = Text("Renamed ") + bold(before.title) + f" to “{after.title}”."
    return Part(text, keyboard=((EDITOR.button("Undo", "title", after.id),),))


def end_notice(coverage: Coverage, reason: str) -> Part:
    """Asks an editor whether a coverage that seems to be over shall be concluded."""
    text = bold(_name(coverage)) + (
        f" seems to be over: {reason}\nConclude it? You will see the summary before it goes out."
    )
    buttons = (
        EDITOR.button("Conclude…", "ask", coverage.id),
        EDITOR.button("Keep going", "keep", coverage.id),
    )
    return Part(text, keyboard=(buttons,))


def reopening_notice(coverage: Coverage, reason: str) -> Part:
    """Asks an editor whether a coverage whose page goes on after its end shall be reopened."""
    text = bold(_name(coverage)) + (
        f" is concluded, but its page goes on: {reason}\n"
        "Reopen it? Then these posts go out, and what follows."
    )
    buttons = (
        EDITOR.button("Reopen", "reopen", coverage.id),
        EDITOR.button("Leave closed", "leave", coverage.id),
    )
    return Part(text, keyboard=(buttons,))


def left_closed_part(coverage: Coverage) -> Part:
    """The answer after a reopening was turned down."""
    text = bold(_name(coverage)) + " stays closed. You are asked again if still more appears."
    return Part(text, keyboard=((EDITOR.button("Open panel", "show", coverage.id),),))


def keeps_going_part(coverage: Coverage) -> Part:
    """The answer after a proposed end was dismissed."""
    text = bold(_name(coverage)) + f" keeps going ({coverage.state})."
    return Part(text, keyboard=((EDITOR.button("Open panel", "show", coverage.id),),))
