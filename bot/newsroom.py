"""Use case: what Dateline notices by itself is put before the editors, each thing once.

News after the end of a coverage, which may be reopened, and sources in trouble. The proposed end
itself is `bot.closing`'s.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot import health
from bot.books import AuditLog, NoticeBox, Recipients
from bot.errors import WrongState
from bot.lifecycle import Phase, phase
from bot.model import AuditEntry, Coverage, CoverageState, Part, Source
from bot.text import Text


class ReopeningBook(Protocol):
    """The coverages as they are stored."""

    async def get(self, coverage_id: int) -> Coverage:
        """The coverage; NotFound if there is none."""
        ...

    async def sources(self, coverage_id: int) -> Sequence[Source]:
        """The sources of a coverage that are read, the oldest first."""
        ...

    async def propose_reopening(self, coverage_id: int, reason: str, now: datetime) -> bool:
        """Note why it seems to go on; False when that is proposed already."""
        ...

    async def dismiss_reopening(self, coverage_id: int, now: datetime) -> object:
        """Take the proposal away, remembering when."""
        ...


class Reopener(Protocol):
    """Who reopens coverages."""

    async def reopen(self, coverage_id: int, actor_id: int, now: datetime) -> object:
        """Go on after a conclusion; WrongState when it is open already."""
        ...


class Newsroom:
    """Tells owners and editors what they should decide or mend.

    Notices are queued before what they tell of is stored: after a crash in between they are found
    queued, and not doubled.
    """

    def __init__(
        self,
        *,
        coverages: ReopeningBook,
        desk: Reopener,
        audit: AuditLog,
        notices: NoticeBox,
        staff: Recipients,
        reopening_notice: Callable[[Coverage, str], Part],
    ) -> None:
        """`reopening_notice` words a proposal to reopen, given the coverage and the reason."""
        self._coverages = coverages
        self._desk = desk
        self._audit = audit
        self._notices = notices
        self._staff = staff
        self._reopening_notice = reopening_notice

    async def propose_reopening(self, coverage_id: int, reason: str, now: datetime) -> bool:
        """Ask every owner and editor, once, whether to reopen; False if that was done already."""
        coverage = await self._coverages.get(coverage_id)
        if phase(coverage) is not Phase.ENDED:
            return False
        episode = coverage.reopening_dismissed_at or coverage.concluded_at
        part = self._reopening_notice(coverage, reason)
        await self._tell(part, f"reopen:{coverage_id}:{episode}", now)
        return await self._coverages.propose_reopening(coverage_id, reason, now)

    async def leave_closed(self, coverage_id: int, actor_id: int, now: datetime) -> Coverage:
        """Turn the reopening down. WrongState when nothing of the kind is proposed."""
        coverage = await self._coverages.get(coverage_id)
        if phase(coverage) is not Phase.PERHAPS_REOPENED:
            raise WrongState(f"“{coverage.title}” is {coverage.state}; no reopening is proposed.")
        await self._coverages.dismiss_reopening(coverage_id, now)
        details = f"#{coverage.id} “{coverage.title}”"
        await self._audit.audit(AuditEntry(now, actor_id, "left closed", details))
        return await self._coverages.get(coverage_id)

    async def reopen(self, coverage_id: int, now: datetime) -> None:
        """Reopen the coverage as Dateline itself, unless somebody just did."""
        coverage = await self._coverages.get(coverage_id)
        if coverage.state is CoverageState.CONCLUDED:
            await self._desk.reopen(coverage_id, 0, now)

    async def tell_of_trouble(
        self, coverage: Coverage, before: Source, after: Source, now: datetime
    ) -> None:
        """Tell everybody of a trouble of the source that began or is over since `before`.

        A source that turns from one trouble to another has not recovered.
        """
        sources = await self._coverages.sources(coverage.id)
        others = [source for source in sources if source.id != after.id]
        if not health.is_told(before, after, others):
            return
        if after.told is not None:
            words = health.alarm(coverage, after, others)
            once = f"{after.told}:{after.id}:{after.told_since}"
        elif before.told is not None:
            words = health.recovery(coverage, after, before.told, others)
            once = f"well:{after.id}:{before.told_since}"
        await self._tell(Part(Text(words)), once, now)

    async def _tell(self, part: Part, once: str, now: datetime) -> None:
        for user_id in await self._staff.everyone():
            await self._notices.add(user_id, part, now, once=f"{once}:{user_id}")
