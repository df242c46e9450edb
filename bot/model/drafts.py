"""Summaries that editors review before they go out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.messages import SentMessage
from bot.model.summaries import Summary


class DraftState(StrEnum):
    """The life of a draft. It is cancelled when its coverage is reopened before it went out."""

    OPEN = "open"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Draft:
    """A closing summary that editors look over before it goes out; one for all of them.

    `version` rises with every act, so that nobody acts on what another has changed meanwhile.
    `automatic` is the summary as it was made, `former` what the draft was before each act that can
    be undone, the newest last. At `due_at` it goes out by itself. `unpolished` while the last votes
    of its polls, or a model's words, are still to come. `post_id` is the summary's post once it is
    published, `actor_id` who settled it (0: Dateline itself) at `settled_at`.
    """

    id: int
    coverage_id: int
    version: int
    state: DraftState
    summary: Summary
    automatic: Summary
    former: tuple[Summary, ...]
    created_at: datetime
    due_at: datetime
    unpolished: bool = False
    post_id: int | None = None
    actor_id: int = 0
    settled_at: datetime | None = None


class QuestionKind(StrEnum):
    """What an editor was asked to send for a draft."""

    REWRITE = "rewrite"
    ADD = "add"
    COVER = "cover"


@dataclass(frozen=True, slots=True)
class Question:
    """What an editor's next message means for a draft. `about` is the line that it rewrites."""

    user_id: int
    draft_id: int
    kind: QuestionKind
    about: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A draft as it stands in an editor's chat. `gone` when the chat cannot be written to."""

    draft_id: int
    user_id: int
    messages: tuple[SentMessage, ...] = ()
    gone: bool = False
