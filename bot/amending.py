"""Use case: a summary that went out follows late corrections of the posts it quotes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from bot.books import NoticeBox, Recipients
from bot.changes import PostChange
from bot.model import Coverage, CoverageState, Part, Post, Takeaway
from bot.publishing import revision
from bot.summary.amend import amended
from bot.summary.closing import standing_summary

_WITH_SUMMARY: Final = frozenset({CoverageState.CONCLUDED, CoverageState.REOPENED})


class AmendBook(Protocol):
    """The coverages as they are stored."""

    async def all(self) -> Sequence[Coverage]:
        """Every coverage."""
        ...

    async def posts(self, coverage_id: int) -> Sequence[Post]:
        """Every stored post, withdrawn ones too, by position."""
        ...

    async def announce(
        self, coverage_id: int, changes: Sequence[PostChange], now: datetime
    ) -> object:
        """Store changes that come from no source, numbered on from the head."""
        ...


Overruled = Callable[[Coverage, Takeaway, Post], Part]
"""Words that a line of an editor's is no longer what its post says."""


@dataclass(slots=True)
class Amending:
    """Compares each summary that stands with its posts, whenever its coverage has changed.

    What was looked at is held in memory only: after a restart each is looked at once more.
    `on_change` is called after a summary was changed.
    """

    coverages: AmendBook
    notices: NoticeBox
    staff: Recipients
    overruled: Overruled
    on_change: Callable[[], None]
    _looked: dict[int, int] = field(default_factory=dict)

    async def run_once(self, now: datetime) -> None:
        """Amend the summaries whose posts say something else now."""
        for coverage in await self.coverages.all():
            if coverage.state in _WITH_SUMMARY and self._looked.get(coverage.id) != coverage.head:
                await self._look(coverage, now)
                self._looked[coverage.id] = coverage.head

    async def _look(self, coverage: Coverage, now: datetime) -> None:
        posts = await self.coverages.posts(coverage.id)
        post = standing_summary(posts)
        if post is None or post.summary is None:
            return
        by_id = {each.id: each for each in posts}
        found = amended(post.summary, by_id, coverage.language)
        for line in found.overruled:
            await self._tell_editors(coverage, line, by_id[line.post_id or 0], now)
        if found.summary != post.summary:
            change = revision(post, found.summary, now, corrected=found.corrected)
            await self.coverages.announce(coverage.id, [change], now)
            self.on_change()

    async def _tell_editors(
        self, coverage: Coverage, line: Takeaway, source: Post, now: datetime
    ) -> None:
        part = self.overruled(coverage, line, source)
        for user_id in await self.staff.everyone():
            once = f"overruled:{source.id}:{source.revision}:{user_id}"
            await self.notices.add(user_id, part, now, once=once)
