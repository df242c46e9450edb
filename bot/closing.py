"""Use case: the end of a coverage, from its proposal to the summary that goes out or is reviewed.

`Drafts` goes on from there where editors look the summary over first.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.acts import Act, end_pending, state_after
from bot.books import AuditLog, NoticeBox, PollBook, ReaderBook, Recipients
from bot.changes import PostChange
from bot.errors import WrongState
from bot.intake import released
from bot.model import (
    AuditEntry,
    Coverage,
    CoverageState,
    Draft,
    DraftState,
    Part,
    Post,
    PostKind,
    Preferences,
    Section,
    Summary,
)
from bot.publishing import announcement, brought_level
from bot.rendering.summary import render_summary
from bot.summary.closing import summary_post
from bot.summary.extract import summarise
from bot.summary.own import with_own


class ClosingBook(Protocol):
    """The coverages as they are stored, and what is known of their end."""

    async def get(self, coverage_id: int) -> Coverage:
        """The coverage; NotFound if there is none."""
        ...

    async def set_state(
        self,
        coverage_id: int,
        state: CoverageState,
        now: datetime,
        *,
        changes: Sequence[PostChange] = (),
        draft: Draft | None = None,
    ) -> Coverage:
        """Change the state and store the changes and the draft that come with it, all as one."""
        ...

    async def propose_end(self, coverage_id: int, reason: str, now: datetime) -> bool:
        """Mark that the end is proposed; False when it is so already."""
        ...

    async def dismiss_end(self, coverage_id: int, now: datetime) -> object:
        """Take the proposal away, remembering when."""
        ...

    async def posts(self, coverage_id: int) -> Sequence[Post]:
        """Every stored post, withdrawn ones too, by position."""
        ...

    async def sections(self, coverage_id: int) -> Sequence[Section]:
        """Every section of the background, withdrawn ones too, in the order of the page."""
        ...


@dataclass(frozen=True, slots=True)
class Review:
    """How long editors have for a summary before it goes out by itself; nothing: it goes at once.

    `automatic` is for conclusions that nobody pressed. `polished` when a model is asked for its
    words first, which a draft waits for.
    """

    by_editor: timedelta
    automatic: timedelta
    polished: bool = False

    def draft_until(self, actor_id: int, now: datetime) -> datetime | None:
        """When a draft goes out by itself; None where no draft is needed."""
        time = self.by_editor if actor_id else self.automatic
        return now + time if time or self.polished else None


@dataclass(frozen=True, slots=True)
class Concluded:
    """A concluded coverage and how many chats its summary goes to; 0 when it had no posts.

    `due_at` is when the summary goes out by itself while editors look it over; None: at once.
    `unchanged` when it says what the last one says, so that none is sent.
    """

    coverage: Coverage
    chats: int
    due_at: datetime | None = None
    unchanged: bool = False


class Closing:
    """Everything about the end of coverages. `actor_id` 0 is Dateline itself.

    Acts run one after the other, so that two editors who press at once cannot both conclude.
    """

    def __init__(
        self,
        *,
        coverages: ClosingBook,
        readers: ReaderBook,
        polls: PollBook,
        audit: AuditLog,
        notices: NoticeBox,
        staff: Recipients,
        end_notice: Callable[[Coverage, str], Part],
        review: Review,
        one_act: asyncio.Lock,
    ) -> None:
        """`end_notice` words a proposed end; `one_act` is shared with `Desk`."""
        self._coverages = coverages
        self._readers = readers
        self._polls = polls
        self._audit = audit
        self._notices = notices
        self._staff = staff
        self._end_notice = end_notice
        self._review = review
        self._one_act = one_act

    # --- The proposed end ------------------------------------------------------------------------

    async def propose_end(self, coverage_id: int, reason: str, now: datetime) -> bool:
        """Ask every owner and editor, once, whether to conclude; False if that was done already.

        The notices go first: after a crash in between they are found queued, and not doubled.
        """
        coverage = await self._coverages.get(coverage_id)
        if end_pending(coverage) or not coverage.state.watched:
            return False
        episode = f"{coverage.head}:{coverage.end_dismissed_at or 'first'}"
        part = self._end_notice(coverage, reason)
        for user_id in await self._staff.everyone():
            once = f"end:{coverage_id}:{user_id}:{episode}"
            await self._notices.add(user_id, part, now, once=once)
        return await self._coverages.propose_end(coverage_id, reason, now)

    async def keep_going(self, coverage_id: int, actor_id: int, now: datetime) -> Coverage:
        """Dismiss the proposed end. WrongState when it is concluded or nothing is proposed."""
        coverage = await self._coverages.get(coverage_id)
        if not end_pending(coverage):
            raise WrongState(f"“{coverage.title}” is {coverage.state}; no end is proposed.")
        await self._coverages.dismiss_end(coverage_id, now)
        await self._log(now, actor_id, "kept going with", coverage)
        return await self._coverages.get(coverage_id)

    # --- The conclusion --------------------------------------------------------------------------

    @property
    def review_time(self) -> timedelta:
        """How long editors have for a summary after they concluded; zero: it goes at once."""
        return self._review.by_editor

    async def preview(self, coverage_id: int, now: datetime) -> tuple[Part, ...]:
        """The summary as readers would see it now; empty when there is no post to sum up.

        WrongState when the coverage cannot be concluded.
        """
        coverage = await self._coverages.get(coverage_id)
        state_after(Act.CONCLUDE, coverage, now)
        posts, _ = _nothing_held_back(await self._coverages.posts(coverage_id), now)
        if not _any_stands(posts):
            return ()
        summary = await self._summary(coverage, posts, now)
        return render_summary(
            summary_post(coverage, posts, summary, now),
            {post.id: post for post in posts},
            coverage,
            coverage.language,
            links={},
            preferences=Preferences(),
        )

    async def conclude(self, coverage_id: int, actor_id: int, now: datetime) -> Concluded:
        """End the coverage, and store its summary: as a draft to look over, or to go out at once.

        One that says what the last one says is not sent again. Posts that are held back go out
        before it, and are summed up as well. WrongState when it is concluded already.
        """
        async with self._one_act:
            coverage = await self._coverages.get(coverage_id)
            state = state_after(Act.CONCLUDE, coverage, now)
            posts, changes = _nothing_held_back(await self._coverages.posts(coverage_id), now)
            due_at: datetime | None = None
            draft: Draft | None = None
            unchanged = False
            if _any_stands(posts):
                summary = await self._summary(coverage, posts, now)
                voting = await self._polls.open(coverage_id)
                # A page may have been read meanwhile; what it brought must not be written over.
                posts, changes = _nothing_held_back(await self._coverages.posts(coverage_id), now)
                level = None if voting else brought_level(posts, summary, now)
                due_at = self._review.draft_until(actor_id, now) if level is None else None
                if level is not None:
                    unchanged = True
                    changes += level
                elif due_at or voting:
                    unpolished = self._review.polished or voting
                    draft = _draft(coverage, summary, now, due_at or now, unpolished=unpolished)
                else:
                    changes += announcement(coverage, posts, summary, now)
            coverage = await self._coverages.set_state(
                coverage_id, state, now, changes=changes, draft=draft
            )
            await self._log(now, actor_id, "concluded", coverage)
            chats = await self._audience(coverage_id) if _any_stands(posts) else 0
            return Concluded(coverage, chats, due_at, unchanged=unchanged)

    async def _summary(self, coverage: Coverage, posts: Sequence[Post], now: datetime) -> Summary:
        sections = await self._coverages.sections(coverage.id)
        readers = await self._readers.count_readers(coverage.id)
        # It may take half a second of a processor, which nobody else should wait for.
        summary = await asyncio.to_thread(
            summarise, coverage, posts, now, sections=sections, readers=readers
        )
        polls = tuple(await self._polls.results(coverage.id))
        return replace(with_own(summary, sections, posts, coverage.language), polls=polls)

    async def _audience(self, coverage_id: int) -> int:
        places = await self._readers.followers(coverage_id)
        return len(places) + await self._readers.count_readers(coverage_id)

    async def _log(self, now: datetime, actor_id: int, action: str, coverage: Coverage) -> None:
        details = f"#{coverage.id} “{coverage.title}”"
        await self._audit.audit(AuditEntry(now, actor_id, action, details))


def _draft(
    coverage: Coverage, summary: Summary, now: datetime, due_at: datetime, *, unpolished: bool
) -> Draft:
    return Draft(
        id=0,
        coverage_id=coverage.id,
        version=1,
        state=DraftState.OPEN,
        summary=summary,
        automatic=summary,
        former=(),
        created_at=now,
        due_at=due_at,
        unpolished=unpolished,
    )


def _nothing_held_back(
    posts: Sequence[Post], now: datetime
) -> tuple[list[Post], tuple[PostChange, ...]]:
    """The posts with those told of that are held back, and the changes which tell of them."""
    changes = released([post for post in posts if post.unannounced], posts, now)
    told = {change.post.id: change.post for change in changes}
    return [told.get(post.id, post) for post in posts], changes


def _any_stands(posts: Sequence[Post]) -> bool:
    return any(post.kind is PostKind.UPDATE and post.withdrawn_at is None for post in posts)
