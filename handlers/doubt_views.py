"""What editors read about uncertain sends, and owners about the engine: pure, in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.deliver import Answer, ForBroadcast, Intent
from bot.model import Chat, Part, Post, Settled
from bot.rendering.split import clip
from bot.text import Text, bold, join
from handlers.keyboards import Family

DOUBT: Final = Family("d")
_TITLE: Final = 60
_HEADLINE: Final = 120


@dataclass(frozen=True, slots=True)
class EngineState:
    """How delivery is doing. `pace` is in messages a second; `doubts` how doubts were settled.

    `paid` is what was paid today, in words; empty where nothing may be.
    """

    behind: int
    in_flight: int
    in_doubt: int
    pace: float
    doubts: Mapping[Settled, int]
    beat_at: datetime | None
    paid: str = ""


def question(intent: Intent, post: Post | None, asked_at: datetime) -> Part:
    """Did it arrive? The chat's later posts wait for the answer, so it says that too."""
    said = (
        Text("It is not known whether ")
        + _what(intent, post)
        + Text(" reached ")
        + bold(_where(intent.chat))
        + Text(
            ". Please look there. What comes next waits for your answer; "
            "after five minutes without one it is sent again."
        )
    )
    named = intent.chat.id, int(asked_at.timestamp())
    again = DOUBT.button("Send again", Answer.AGAIN.value, *named)
    there = DOUBT.button("It is there", Answer.THERE.value, *named)
    return Part(said, keyboard=((again, there),))


def answered(answer: Answer) -> Part:
    """What an editor's answer leads to."""
    if answer is Answer.AGAIN:
        return Part(Text("It is being sent again."))
    return Part(
        Text("Good: it counts as sent. Corrections of it cannot reach that message, though.")
    )


def settled_already() -> Part:
    """The question is no longer open."""
    return Part(Text("This has been settled in the meantime."))


def engine(state: EngineState, now: datetime) -> Part:
    """The owners' view of delivery."""
    doubts = state.doubts
    beat = f"{(now - state.beat_at).total_seconds():.0f} s ago" if state.beat_at else "none yet"
    lines = [
        bold("Delivery"),
        Text(f"Chats behind: {state.behind}"),
        Text(f"In flight: {state.in_flight}, at most {state.pace:.0f} messages a second"),
        Text(f"Sends without an answer: {told(doubts)}; {state.in_doubt} open"),
        Text(f"Last heartbeat: {beat}"),
        Text(f"Paid broadcast: {state.paid}" if state.paid else ""),
    ]
    return Part(join("\n", lines))


def told(doubts: Mapping[Settled, int]) -> str:
    """How uncertain sends were settled, in a line."""
    return (
        f"{sum(doubts.values())} ({doubts[Settled.FOUND]} had arrived, "
        f"{doubts[Settled.LOST]} had not and were sent again, "
        f"{doubts[Settled.REPEATED]} repeated unseen, {doubts[Settled.SKIPPED]} skipped)"
    )


def _what(intent: Intent, post: Post | None) -> Text:
    if isinstance(intent.purpose, ForBroadcast):
        return Text("your broadcast")
    if post is None or not post.headline:
        return Text("a post")
    return Text(f"“{clip(post.headline, _HEADLINE)}”")


def _where(chat: Chat) -> str:
    return clip(chat.title or f"the {chat.kind} {chat.id}", _TITLE)
