"""What editors read about the draft of a summary: pure, English only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.drafts import DraftView
from bot.model import (
    Button,
    Coverage,
    Draft,
    DraftState,
    Keyboard,
    Media,
    Part,
    Post,
    Question,
    QuestionKind,
    Takeaway,
    Wording,
)
from bot.text import Text, bold, join
from handlers.desk_views import count, shorten, when
from handlers.keyboards import Family

DRAFT: Final = Family("d")

_LINE: Final = 80
"""Enough to know a line by; the preview above has it whole."""
_NOTICE: Final = 300
_OWN: Final = {Wording.EDITOR: " (an editor's words)", Wording.MACHINE: " (a machine's words)"}


def panel_part(view: DraftView, timezone: str, now: datetime) -> Part:
    """Below the preview: when it goes out, its lines by number, and what can be done."""
    draft = view.draft
    heading = bold(f"#{view.coverage.id} {shorten(view.coverage.title, 80)}: the summary")
    if draft.state is not DraftState.OPEN:
        return Part(join("\n", [heading, _settled(view, timezone)]))
    lines = [_line(number, line) for number, line in enumerate(draft.summary.lines, start=1)]
    text = join(
        "\n",
        [
            heading + " is a draft. Above is what readers will see.",
            _countdown(view, timezone, now),
            *lines,
            _cover(draft),
        ],
    )
    return Part(text, keyboard=_buttons(draft))


def _countdown(view: DraftView, timezone: str, now: datetime) -> str:
    minutes = max(0, round((view.draft.due_at - now).total_seconds() / 60))
    left = f"in {minutes} min" if minutes else "in less than a minute"
    return (
        f"It goes out by itself {left}, at {when(view.draft.due_at, timezone)}, "
        f"to {count(view.chats, 'chat')}."
    )


def _settled(view: DraftView, timezone: str) -> str:
    draft = view.draft
    if draft.state is DraftState.CANCELLED:
        return "The coverage was reopened before this went out. There will be a new one at its end."
    by = "approved by an editor" if draft.actor_id else "by itself"
    at = when(draft.settled_at or draft.due_at, timezone)
    reached = f"It has reached {view.shown} of {count(max(view.chats, view.shown), 'chat')}."
    return f"It went out {by}, {at}. {reached}"


def _line(number: int, line: Takeaway) -> str:
    return f"{number}. {shorten(line.text, _LINE)}{_OWN.get(line.wording, '')}"


def _cover(draft: Draft) -> str:
    match draft.summary.cover:
        case None:
            return ""
        case ():
            return "Without a photo."
        case _:
            return "With a photo that an editor chose."


def _buttons(draft: Draft) -> Keyboard:
    at = (draft.id, draft.version)
    lines = draft.summary.lines
    rows: list[tuple[Button, ...]] = []
    for index in range(len(lines)):
        up = (DRAFT.button(f"{index + 1} ↑", "up", *at, index),) if index else ()
        last = index == len(lines) - 1
        down = () if last else (DRAFT.button(f"{index + 1} ↓", "down", *at, index),)
        rewrite = DRAFT.button(f"{index + 1} ✎", "rewrite", *at, index)
        rows.append((*up, *down, rewrite, DRAFT.button(f"{index + 1} ✕", "drop", *at, index)))
    rows.append((DRAFT.button("Add a line…", "add", *at), DRAFT.button("Photo…", "photo", *at)))
    back: tuple[Button, ...] = ()
    if draft.former:
        back += (DRAFT.button("Undo", "undo", *at),)
    if draft.summary != draft.automatic:
        back += (DRAFT.button("Discard changes", "automatic", *at),)
    rows.append((*back, DRAFT.button("Send now…", "ask", *at)))
    return tuple(rows)


def ask_send_part(view: DraftView) -> Part:
    """The question before it goes out."""
    draft = view.draft
    words = f"Send this summary to {count(view.chats, 'chat')} now? It stands above as they get it."
    buttons = (
        DRAFT.button("Yes, send", "send", draft.id, draft.version),
        DRAFT.button("Not yet", "no"),
    )
    return Part(Text(words), keyboard=(buttons,))


def photos_part(photos: Sequence[Media]) -> Part:
    """The photos to choose from, as one album; the question before it has sounded."""
    words = "Photo 1." if len(photos) == 1 else f"Photos 1 to {len(photos)}, in this order."
    return Part(Text(words), media=tuple(photos), silent=True)


def question_part(question: Question, draft_version: int, photos: int = 0) -> Part:
    """Asks for the words of a line, or for a photo."""
    at = (question.draft_id, draft_version)
    cancel = DRAFT.button("Cancel", "cancel")
    match question.kind:
        case QuestionKind.REWRITE:
            text = join("\n", ["Send me the new wording of this line:", bold(question.about)])
            return Part(text, keyboard=((cancel,),))
        case QuestionKind.ADD:
            return Part(Text("Send me the line to add at the end."), keyboard=((cancel,),))
        case QuestionKind.COVER:
            number = ", or the number of one below" if photos else ""
            buttons = (
                DRAFT.button("No photo", "bare", *at),
                DRAFT.button("Automatic", "usual", *at),
                cancel,
            )
            return Part(Text(f"Send me a photo{number}."), keyboard=(buttons,))


def done_part(draft: Draft) -> Part:
    """The answer to what an editor sent; the panel further up shows it already."""
    buttons = (
        DRAFT.button("Undo", "undo", draft.id, draft.version),
        DRAFT.button("Show the draft here", "here", draft.id),
    )
    return Part(Text("Changed. The draft above shows it."), keyboard=(buttons,))


def overruled_part(coverage: Coverage, line: Takeaway, post: Post) -> Part:
    """Tells editors that a line in their own words is no longer what its post says."""
    now_says = shorten(f"{post.headline} {post.body.value}", _NOTICE)
    if post.withdrawn_at is not None:
        now_says = "withdrawn by the source; readers no longer see the line"
    text = join(
        "\n",
        [
            bold(f"#{coverage.id} {shorten(coverage.title, 80)}: check a line of the summary"),
            "Its post has changed its sense since an editor rewrote the line, which stays.",
            f"The line: {shorten(line.text, _NOTICE)}",
            f"The post: {now_says}",
        ],
    )
    return Part(text)
