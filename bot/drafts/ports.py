"""What drafts need of the rest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.changes import PostChange
from bot.model import (
    Address,
    Coverage,
    Draft,
    Outcome,
    Panel,
    Part,
    Post,
    Question,
    SentMessage,
    Summary,
)


class DraftBook(Protocol):
    """The drafts as they are stored."""

    async def get(self, draft_id: int) -> Draft:
        """The draft; NotFound if there is none."""
        ...

    async def newest(self, coverage_id: int) -> Draft | None:
        """The newest draft of a coverage, whatever became of it."""
        ...

    async def recent(self, since: datetime) -> Sequence[Draft]:
        """The open drafts, and those settled after `since`, the oldest first."""
        ...

    async def save(self, draft: Draft) -> bool:
        """Store the next version of an open draft; False if another one came first."""
        ...

    async def publish(
        self, draft: Draft, changes: Sequence[PostChange], now: datetime
    ) -> Draft | None:
        """Store the settled draft and its post's changes as one; None if another act came first."""
        ...

    async def delivered(self, post_id: int) -> int:
        """How many chats have been shown the post."""
        ...

    async def panels(self, draft_id: int) -> Sequence[Panel]:
        """The draft as it stands in each editor's chat."""
        ...

    async def keep_panel(self, panel: Panel) -> None:
        """Store what stands in one editor's chat."""
        ...

    async def question(self, user_id: int) -> Question | None:
        """What the editor's next message means, if anything."""
        ...

    async def ask(self, question: Question) -> None:
        """Have the editor's next message mean this; an earlier question is dropped."""
        ...

    async def forget_question(self, user_id: int) -> bool:
        """Have the editor's next message mean nothing special; False if it did not anyway."""
        ...


class DraftCoverages(Protocol):
    """What drafts need to know about coverages."""

    async def get(self, coverage_id: int) -> Coverage:
        """The coverage; NotFound if there is none."""
        ...

    async def posts(self, coverage_id: int) -> Sequence[Post]:
        """Every stored post, withdrawn ones too, by position."""
        ...


class Polishing(Protocol):
    """A model that may say the chosen lines in its own words, or in other languages."""

    async def polish(self, summary: Summary, coverage: Coverage, now: datetime) -> Summary:
        """The summary with a machine's words where they hold; the same one where there are none.

        It takes a bounded time and never fails.
        """
        ...


class Editors(Protocol):
    """Who is shown a draft."""

    async def everyone(self) -> Sequence[int]:
        """The user ids of all owners and editors."""
        ...


class PanelMessenger(Protocol):
    """What panels do in Telegram."""

    async def send(self, address: Address, part: Part) -> Outcome:
        """Send one part."""
        ...

    async def edit(self, address: Address, message: SentMessage, part: Part) -> Outcome:
        """Make `message` show `part`."""
        ...

    async def delete(self, address: Address, message_ids: Sequence[int]) -> Outcome:
        """Delete messages."""
        ...
