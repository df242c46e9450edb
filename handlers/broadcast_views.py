"""What editors read about broadcasts: pure functions from what is so to what is shown."""

from collections.abc import Sequence
from typing import Final

from bot.broadcasts import Choice, describe, headline
from bot.model import Broadcast, BroadcastState, Button, Outcome, Part, TryAgain, Uncertain
from bot.polls import HOW
from bot.text import Text, bold, join
from handlers.desk_views import count, shorten
from handlers.keyboards import Family

BROADCAST: Final = Family("b")

_BAR: Final = 12
_RECALLABLE: Final = frozenset({BroadcastState.SENDING, BroadcastState.DONE})


def prompt_part(draft: Broadcast) -> Part:
    """Asks for the message, or for the poll."""
    words = "Send me the message: text, photo, video or album. /cancel to stop."
    if draft.poll is not None:
        words = f"{HOW} Readers vote without their names. /cancel to stop."
    return Part(Text(words), keyboard=((BROADCAST.button("Cancel", "cancel", draft.id),),))


def refused_part(draft: Broadcast, outcome: Outcome) -> Part:
    """Says that Telegram did not take the preview, and asks for the message again."""
    reason = outcome.reason if hasattr(outcome, "reason") else "the chat has moved"
    again = " It may work in a minute." if isinstance(outcome, TryAgain | Uncertain) else ""
    words = f"Telegram did not take this: {reason}.{again} Please send the message again."
    return Part(Text(words), keyboard=((BROADCAST.button("Cancel", "cancel", draft.id),),))


def audience_part(draft: Broadcast, choices: Sequence[Choice]) -> Part:
    """Below the preview: whom should it reach?"""
    rows: list[tuple[Button, ...]] = []
    for choice in choices:
        narrowed = choice.audience.coverage_id
        whom = (str(choice.audience.kind), *((narrowed,) if narrowed is not None else ()))
        label = f"{shorten(choice.label, 40)} ({choice.chats})"
        rows.append((BROADCAST.button(label, "to", draft.id, *whom),))
    rows.append(
        (
            BROADCAST.button("Edit (send again)", "edit", draft.id),
            BROADCAST.button("Cancel", "cancel", draft.id),
        )
    )
    words = "This is how it will look. Who should get it?"
    if not choices:
        words = "This is how it will look. But nobody follows anything yet, so nobody would get it."
    if draft.poll is not None:
        words += " It takes votes until the coverage ends; then its result is in the summary."
    return Part(Text(words), keyboard=tuple(rows))


def confirm_part(draft_id: int, choice: Choice) -> Part:
    """The last question before it goes out."""
    whom = choice.label[:1].lower() + choice.label[1:]
    words = f"Send it to {count(choice.chats, 'chat')}: {whom}?"
    buttons = (
        BROADCAST.button("Yes, send", "yes", draft_id),
        BROADCAST.button("Back", "back", draft_id),
    )
    return Part(Text(words), keyboard=(buttons,))


def progress_part(broadcast: Broadcast) -> Part:
    """How far a broadcast or its recall got, or how it ended."""
    lines: list[Text | str] = [_title(broadcast), *_progress(broadcast)]
    label = "Stop and recall…" if broadcast.state is BroadcastState.SENDING else "Recall…"
    recall = ((BROADCAST.button(label, "ask", broadcast.id),),)
    keyboard = recall if broadcast.state in _RECALLABLE else ()
    return Part(join("\n", lines), keyboard=keyboard)


def asked_recall_part(broadcast: Broadcast) -> Part:
    """The question before what was sent is deleted."""
    text = _title(broadcast) + (
        f"\nDelete it in the {count(broadcast.sent, 'chat')} that have it by now? "
        "What is older than 48 hours stays: Telegram does not let bots delete it."
    )
    buttons = (
        BROADCAST.button("Yes, recall", "recall", broadcast.id),
        BROADCAST.button("No", "keep"),
    )
    return Part(text, keyboard=(buttons,))


def recalling_part(broadcast: Broadcast) -> Part:
    """The answer to a recall of another editor's broadcast, whose chat shows the progress."""
    return Part(_title(broadcast) + "\nRecalling. /broadcasts shows how far it got.")


def recent_part(recent: Sequence[Broadcast]) -> Part:
    """The recent broadcasts, each with its result, and a button where it can be recalled."""
    if not recent:
        return Part(Text("Nothing was broadcast yet. /broadcast begins one."))
    blocks = [join("\n", [_title(one), *_progress(one)]) for one in recent]
    keyboard = tuple(
        (BROADCAST.button(f"Recall #{one.id}…", "ask", one.id),)
        for one in recent
        if one.state in _RECALLABLE
    )
    return Part(join("\n\n", blocks), keyboard=keyboard)


def _title(broadcast: Broadcast) -> Text:
    whom = f" to {describe(broadcast.audience)}" if broadcast.audience else ""
    mark = "📊 " if broadcast.poll else ""
    return bold(f"{mark}#{broadcast.id} “{headline(broadcast)}”") + whom


def _progress(broadcast: Broadcast) -> list[str]:
    failed = f"{broadcast.failed} failed" if broadcast.failed else ""
    match broadcast.state:
        case BroadcastState.SENDING:
            tried = broadcast.sent + broadcast.failed
            lines = [_bar(tried, broadcast.total), f"{broadcast.sent} of {broadcast.total} sent"]
        case BroadcastState.DONE:
            lines = [f"Sent to {count(broadcast.sent, 'chat')} of {broadcast.total}"]
        case BroadcastState.RECALLING:
            failed = ""
            lines = [
                _bar(broadcast.recalled, broadcast.sent),
                f"{broadcast.recalled} of {broadcast.sent} recalled",
            ]
        case BroadcastState.RECALLED:
            left = broadcast.sent - broadcast.recalled
            failed = f"{left} could not be deleted" if left > 0 else ""
            lines = [f"Recalled from {count(broadcast.recalled, 'chat')} of {broadcast.sent}"]
        case BroadcastState.COMPOSING | BroadcastState.CANCELLED:
            failed, lines = "", [str(broadcast.state)]
    return [*lines[:-1], " · ".join(word for word in (lines[-1], failed) if word)]


def _bar(done: int, total: int) -> str:
    full = _BAR * min(done, total) // total if total > 0 else _BAR
    return "▓" * full + "░" * (_BAR - full)
