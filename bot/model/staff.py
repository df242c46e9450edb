"""Who runs the bot, and what they did."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Editor:
    """A person who may run coverage; appointed by an owner."""

    user_id: int
    name: str
    appointed_by: int
    appointed_at: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what, when."""

    at: datetime
    actor_id: int
    action: str
    details: str = ""
