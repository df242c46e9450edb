"""Use case: editors look a closing summary over before it goes out."""

from bot.drafts.panels import DraftPanels
from bot.drafts.ports import DraftBook, DraftCoverages, Polishing
from bot.drafts.review import At, DraftChanged, Drafts, DraftView

__all__ = [
    "At",
    "DraftBook",
    "DraftChanged",
    "DraftCoverages",
    "DraftPanels",
    "DraftView",
    "Drafts",
    "Polishing",
]
