"""What became of a call to Telegram."""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.messages import Address, SentMessage


@dataclass(frozen=True, slots=True)
class Votes:
    """How a poll stands in one chat: the votes of each option, in their order, and who voted.

    `poll_id` is Telegram's; each chat that a poll is sent to has another one.
    """

    poll_id: str
    counts: tuple[int, ...]
    voters: int


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took it. `messages` are the new ids, one an album item; empty for edits.

    `note` says what had to be given up on the way (a photo sent as a link), else it is empty.
    `votes` are those of a poll that was sent or stopped.
    """

    messages: tuple[SentMessage, ...] = ()
    note: str = ""
    votes: Votes | None = None


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Not now. `after` is in seconds from the answer; `everyone` when the whole bot is meant.

    `too_fast` when Telegram says so: it counts as a sign that the bot's pace is too high.
    """

    after: float
    reason: str
    everyone: bool = False
    too_fast: bool = False


@dataclass(frozen=True, slots=True)
class Never:
    """This chat cannot be written to until something changes there; `reason` says what.

    `place` is set where that is so of one forum topic alone.
    """

    reason: str
    place: Address | None = None


@dataclass(frozen=True, slots=True)
class Impossible:
    """This one act cannot be done; the chat itself is fine.

    `gone`: the message no longer exists. `fixed`: it stands, and cannot be changed.
    """

    reason: str
    gone: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group became a supergroup with this id; nothing was sent."""

    new_chat_id: int


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The request left and no answer came: it may or may not have been carried out."""

    reason: str


Outcome = Sent | TryAgain | Never | Impossible | Migrated | Uncertain


class Presence(StrEnum):
    """What Telegram lets on about a message id, asked by an edit that changes nothing."""

    OURS = "ours"
    OTHERS = "others"
    ABSENT = "absent"
    UNCLEAR = "unclear"


class Settled(StrEnum):
    """How an uncertain send was settled.

    `found`: it had arrived. `lost`: it had not, and is sent again. Where nobody could tell it is
    `repeated`, at the risk of a double, or `skipped`, at the risk of a loss.
    """

    FOUND = "found"
    LOST = "lost"
    REPEATED = "repeated"
    SKIPPED = "skipped"
