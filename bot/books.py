"""The small ports that several use cases share: what each needs of what is kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model import AuditEntry, Part, PollResult, Subscription


class AuditLog(Protocol):
    """Where every act is written down."""

    async def audit(self, entry: AuditEntry) -> None:
        """Append to the log."""
        ...


class NoticeBox(Protocol):
    """One-off messages waiting to be sent."""

    async def add(self, chat_id: int, part: Part, now: datetime, once: str = "") -> bool:
        """Queue a notice. One with the same non-empty `once` is queued only the first time."""
        ...


class ReaderBook(Protocol):
    """Who follows what."""

    async def followers(self, coverage_id: int) -> Sequence[Subscription]:
        """The channels and groups in which a coverage runs."""
        ...

    async def count_readers(self, coverage_id: int) -> int:
        """How many private chats follow it and can be reached."""
        ...


class PollBook(Protocol):
    """What readers were asked."""

    async def results(self, coverage_id: int) -> Sequence[PollResult]:
        """What readers of a coverage voted, summed up over all chats, poll by poll."""
        ...

    async def open(self, coverage_id: int) -> bool:
        """Whether votes of a coverage may still come in."""
        ...


class Recipients(Protocol):
    """Who is told."""

    async def everyone(self) -> Sequence[int]:
        """The user ids of all owners and editors."""
        ...
