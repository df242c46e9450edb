"""The nouns of live coverage: frozen values, no I/O, no clock. Defined in `docs/glossary.md`.

Every time is an aware datetime in UTC; local time exists only in rendering and quiet hours.
"""

from bot.model.broadcasts import Audience, AudienceKind, Broadcast, BroadcastState, Poll
from bot.model.chats import Chat, ChatKind, Level, Preferences, Subscription
from bot.model.coverages import DOUBT_AFTER, Coverage, CoverageState, Selectors, Source, Trouble
from bot.model.drafts import Draft, DraftState, Panel, Question, QuestionKind
from bot.model.media import Media, MediaKind
from bot.model.messages import Address, Button, Delivery, Keyboard, Part, SentMessage
from bot.model.outcomes import (
    Impossible,
    Migrated,
    Never,
    Outcome,
    Presence,
    Sent,
    Settled,
    TryAgain,
    Uncertain,
    Votes,
)
from bot.model.posts import (
    SUMMARY_KEY,
    Change,
    ChangeKind,
    Post,
    PostKind,
    Section,
    SectionRevision,
)
from bot.model.snapshots import Dropped, SectionKind, SeenPost, SeenSection, Snapshot
from bot.model.staff import AuditEntry, Editor
from bot.model.summaries import (
    Figures,
    Point,
    PollResult,
    Recap,
    Results,
    Summary,
    Takeaway,
    Theme,
    Wording,
)

__all__ = [
    "DOUBT_AFTER",
    "SUMMARY_KEY",
    "Address",
    "Audience",
    "AudienceKind",
    "AuditEntry",
    "Broadcast",
    "BroadcastState",
    "Button",
    "Change",
    "ChangeKind",
    "Chat",
    "ChatKind",
    "Coverage",
    "CoverageState",
    "Delivery",
    "Draft",
    "DraftState",
    "Dropped",
    "Editor",
    "Figures",
    "Impossible",
    "Keyboard",
    "Level",
    "Media",
    "MediaKind",
    "Migrated",
    "Never",
    "Outcome",
    "Panel",
    "Part",
    "Point",
    "Poll",
    "PollResult",
    "Post",
    "PostKind",
    "Preferences",
    "Presence",
    "Question",
    "QuestionKind",
    "Recap",
    "Results",
    "Section",
    "SectionKind",
    "SectionRevision",
    "SeenPost",
    "SeenSection",
    "Selectors",
    "Sent",
    "SentMessage",
    "Settled",
    "Snapshot",
    "Source",
    "Subscription",
    "Summary",
    "Takeaway",
    "Theme",
    "Trouble",
    "TryAgain",
    "Uncertain",
    "Votes",
    "Wording",
]
