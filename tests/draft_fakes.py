"""Drafts in memory, as the database would keep them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from desk_fakes import FakeCoverages

from bot.changes import PostChange
from bot.errors import NotFound
from bot.model import Coverage, Draft, DraftState, Panel, PostKind, Question, Summary, Wording


@dataclass
class FakeDrafts:
    """Drafts, their panels and questions. A conclusion puts its draft among the coverages'."""

    coverages: FakeCoverages
    kept: dict[int, Draft] = field(default_factory=dict)
    shown: dict[tuple[int, int], Panel] = field(default_factory=dict)
    questions: dict[int, Question] = field(default_factory=dict)
    reached: int = 0

    def _take_over(self) -> None:
        for draft in self.coverages.drafts:
            number = len(self.kept) + 1
            self.kept[number] = replace(draft, id=number)
        self.coverages.drafts.clear()

    async def get(self, draft_id: int) -> Draft:
        self._take_over()
        if draft_id not in self.kept:
            raise NotFound(f"There is no draft number {draft_id}.")
        return self.kept[draft_id]

    async def newest(self, coverage_id: int) -> Draft | None:
        self._take_over()
        drafts = [one for one in self.kept.values() if one.coverage_id == coverage_id]
        return drafts[-1] if drafts else None

    async def recent(self, since: datetime) -> list[Draft]:
        self._take_over()
        return [
            draft
            for draft in self.kept.values()
            if draft.state is DraftState.OPEN or (draft.settled_at and draft.settled_at > since)
        ]

    async def save(self, draft: Draft) -> bool:
        standing = await self.get(draft.id)
        if standing.version != draft.version - 1 or standing.state is not DraftState.OPEN:
            return False
        self.kept[draft.id] = draft
        return True

    async def publish(
        self, draft: Draft, changes: Sequence[PostChange], now: datetime
    ) -> Draft | None:
        if not await self.save(draft):
            return None
        await self.coverages.announce(draft.coverage_id, changes, now)
        posts = await self.coverages.posts(draft.coverage_id)
        summaries = [post for post in posts if post.kind is PostKind.SUMMARY]
        self.kept[draft.id] = replace(draft, post_id=max(post.id for post in summaries))
        return self.kept[draft.id]

    def cancel(self, now: datetime) -> None:
        """What reopening does to drafts in the database."""
        for number, draft in self.kept.items():
            self.kept[number] = replace(
                draft, version=draft.version + 1, state=DraftState.CANCELLED, settled_at=now
            )

    async def delivered(self, post_id: int) -> int:
        assert post_id
        return self.reached

    async def panels(self, draft_id: int) -> list[Panel]:
        return [panel for (draft, _), panel in self.shown.items() if draft == draft_id]

    async def keep_panel(self, panel: Panel) -> None:
        self.shown[panel.draft_id, panel.user_id] = panel

    async def question(self, user_id: int) -> Question | None:
        return self.questions.get(user_id)

    async def ask(self, question: Question) -> None:
        self.questions[question.user_id] = question

    async def forget_question(self, user_id: int) -> bool:
        return self.questions.pop(user_id, None) is not None


@dataclass
class FakePolishing:
    """A model that says every line in capitals, or another editor who is quicker."""

    asked: list[int] = field(default_factory=list)

    async def polish(self, summary: Summary, coverage: Coverage, now: datetime) -> Summary:
        assert now.tzinfo is not None
        self.asked.append(coverage.id)
        lines = tuple(
            replace(line, text=line.text.upper(), wording=Wording.MACHINE, said=line.text)
            for line in summary.takeaways
        )
        return replace(summary, takeaways=lines)
