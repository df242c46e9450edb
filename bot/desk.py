"""Use case: the editors' desk. Coverages are added, paused, concluded and reopened here."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from bot import background
from bot.acts import (
    DONE,
    MAX_TITLE,
    Act,
    acts_for,
    end_pending,
    opening_state,
    plain_title,
    state_after,
    tidy_address,
    tidy_title,
)
from bot.background import SectionChange
from bot.changes import PostChange, history
from bot.errors import NotFound, WrongState
from bot.model import (
    SUMMARY_KEY,
    AuditEntry,
    ChangeKind,
    Coverage,
    CoverageState,
    Part,
    Post,
    PostKind,
    Preferences,
    Section,
    Snapshot,
    Source,
    Subscription,
)
from bot.phrases import known_language
from bot.rendering.summary import render_summary
from bot.summary.extract import summarise
from bot.text import Text


def summary_post(coverage: Coverage, posts: Sequence[Post], now: datetime) -> Post:
    """The closing summary as a post of its own.

    A coverage that was reopened and concluded again gets a second one: what an earlier summary
    said was right when it was sent, so it stands, and the number in the key tells them apart.
    """
    earlier = sum(post.kind is PostKind.SUMMARY for post in posts)
    return Post(
        id=0,
        coverage_id=coverage.id,
        key=f"{SUMMARY_KEY}{earlier + 1}",
        kind=PostKind.SUMMARY,
        revision=1,
        position=max((post.position for post in posts), default=-1) + 1,
        headline=coverage.title,
        body=Text(),
        media=(),
        posted_at=now,
        first_seen_at=now,
        key_moment=True,
        summary=summarise(coverage, posts, now),
    )


class Reading(Protocol):
    """What a try of a source gives."""

    @property
    def snapshot(self) -> Snapshot:
        """What the source shows."""
        ...


class SourceInspector(Protocol):
    """Reads an address that is not a source of anything yet."""

    async def inspect(self, url: str, *, timezone: str) -> Reading:
        """Read it once. SourceError, in words an editor can act on, when that fails."""
        ...


class CoverageBook(Protocol):
    """The coverages as they are stored."""

    async def create(
        self,
        *,
        title: str,
        language: str,
        timezone: str,
        state: CoverageState,
        starts_at: datetime | None,
        source_url: str,
        source_format: str,
        changes: Sequence[PostChange],
        now: datetime,
        background: Sequence[SectionChange] = (),
    ) -> Coverage:
        """Store a coverage with its source, history and background, in one transaction."""
        ...

    async def get(self, coverage_id: int) -> Coverage:
        """The coverage; NotFound if there is none."""
        ...

    async def all(self) -> Sequence[Coverage]:
        """Every coverage."""
        ...

    async def set_state(
        self,
        coverage_id: int,
        state: CoverageState,
        now: datetime,
        *,
        changes: Sequence[PostChange] = (),
    ) -> Coverage:
        """Change the state and store the changes that come with it, in one transaction."""
        ...

    async def rename(self, coverage_id: int, title: str) -> object:
        """Change the title."""
        ...

    async def propose_end(self, coverage_id: int, reason: str, now: datetime) -> bool:
        """Mark that the end is proposed; False when it is so already."""
        ...

    async def end_reason(self, coverage_id: int) -> str:
        """Why the end is proposed; empty when it is not."""
        ...

    async def dismiss_end(self, coverage_id: int, now: datetime) -> object:
        """Take the proposal away, remembering when."""
        ...

    async def sources(self, coverage_id: int) -> Sequence[Source]:
        """The sources of a coverage."""
        ...

    async def source_by_url(self, url: str) -> Source | None:
        """The source with this address, whichever coverage it belongs to."""
        ...

    async def posts(self, coverage_id: int) -> Sequence[Post]:
        """Every stored post, withdrawn ones too, by position."""
        ...

    async def sections(self, coverage_id: int) -> Sequence[Section]:
        """Every section of the background, withdrawn ones too, in the order of the page."""
        ...


class ReaderBook(Protocol):
    """Who follows what."""

    async def followers(self, coverage_id: int) -> Sequence[Subscription]:
        """The channels and groups in which a coverage runs."""
        ...

    async def count_readers(self, coverage_id: int) -> int:
        """How many private chats follow it and can be reached."""
        ...


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


class Recipients(Protocol):
    """Who is told."""

    async def everyone(self) -> Sequence[int]:
        """The user ids of all owners and editors."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """What a look at an address showed, before anything is stored."""

    title: str
    url: str
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Standing:
    """A coverage with the figures its panel shows. `posts` counts those that stand."""

    coverage: Coverage
    posts: int
    readers: int
    places: int
    sources: tuple[Source, ...]
    end_reason: str = ""


@dataclass(frozen=True, slots=True)
class Concluded:
    """A concluded coverage and how many chats its summary goes to; 0 when it had no posts."""

    coverage: Coverage
    chats: int


class Desk:
    """Everything editors do to coverages. `actor_id` 0 is Dateline itself.

    Acts run one after the other, so that two editors who press at once cannot both conclude.
    """

    def __init__(
        self,
        *,
        coverages: CoverageBook,
        readers: ReaderBook,
        sources: SourceInspector,
        audit: AuditLog,
        notices: NoticeBox,
        staff: Recipients,
        end_notice: Callable[[Coverage, str], Part],
        language: str,
        timezone: str,
    ) -> None:
        """`end_notice` words a proposed end; `language`, `timezone` serve where a page has none."""
        self._coverages = coverages
        self._readers = readers
        self._sources = sources
        self._audit = audit
        self._notices = notices
        self._staff = staff
        self._end_notice = end_notice
        self._language = language
        self._timezone = timezone
        self._one_act = asyncio.Lock()

    # --- Adding ----------------------------------------------------------------------------------

    async def look(self, typed_url: str, typed_title: str = "") -> Found:
        """Read an address and say what is there; nothing is stored.

        Raises SourceError when it cannot be read, WrongState when it is covered already.
        """
        url = tidy_address(typed_url)
        await self._refuse_known(url)
        reading = await self._sources.inspect(url, timezone=self._timezone)
        snapshot = reading.snapshot
        await self._refuse_known(snapshot.url)
        shown = plain_title(snapshot.title)[:MAX_TITLE]
        title = typed_title or shown or urlsplit(url).hostname or url
        return Found(tidy_title(title), url, snapshot)

    async def add(self, url: str, title: str, actor_id: int, now: datetime) -> Coverage:
        """Read the address once more and begin to cover it; its posts so far become history."""
        found = await self.look(url, title)  # may take seconds, so other acts need not wait
        snapshot = found.snapshot
        async with self._one_act:
            await self._refuse_known(found.url)
            coverage = await self._coverages.create(
                title=found.title,
                language=known_language(snapshot.language, self._language),
                timezone=self._timezone,
                state=opening_state(snapshot.starts_at, now),
                starts_at=snapshot.starts_at,
                source_url=found.url,
                source_format=snapshot.format,
                changes=history(snapshot, now),
                background=background.first(snapshot.background, now),
                now=now,
            )
            await self._log(now, actor_id, "added", coverage, f"from {found.url}")
            return coverage

    async def _refuse_known(self, url: str) -> None:
        """An address has one coverage at a time; a concluded one leaves its page to another."""
        known = await self._coverages.source_by_url(url)
        if known is None:
            return
        coverage = await self._coverages.get(known.coverage_id)
        if coverage.state is CoverageState.CONCLUDED:
            return
        raise WrongState(
            f"That address is covered already: “{coverage.title}” ({coverage.state}). "
            f"See it with /coverage {coverage.id}."
        )

    # --- Looking ---------------------------------------------------------------------------------

    async def board(self) -> tuple[Standing, ...]:
        """Every coverage with its figures, the newest first."""
        coverages = sorted(await self._coverages.all(), key=lambda one: one.id, reverse=True)
        return tuple([await self._standing(coverage) for coverage in coverages])

    async def standing(self, coverage_id: int) -> Standing:
        """One coverage with its figures; NotFound if there is none."""
        return await self._standing(await self._coverages.get(coverage_id))

    async def only_one_for(self, act: Act) -> Coverage:
        """The coverage meant when none is named: the only one that the act fits.

        NotFound when there is none, WrongState when there are several.
        """
        fitting = [one for one in await self._coverages.all() if act in acts_for(one.state)]
        if not fitting:
            raise NotFound(f"No coverage can be {DONE[act]} now. /coverage lists them all.")
        if len(fitting) > 1:
            choices = "\n".join(f"/coverage {act} {one.id} – {one.title}" for one in fitting)
            raise WrongState(f"Which one?\n{choices}")
        return fitting[0]

    async def _standing(self, coverage: Coverage) -> Standing:
        posts = await self._coverages.posts(coverage.id)
        pending = end_pending(coverage)
        return Standing(
            coverage,
            posts=len(_standing_posts(posts)),
            readers=await self._readers.count_readers(coverage.id),
            places=len(await self._readers.followers(coverage.id)),
            sources=tuple(await self._coverages.sources(coverage.id)),
            end_reason=await self._coverages.end_reason(coverage.id) if pending else "",
        )

    # --- Acting ----------------------------------------------------------------------------------

    async def pause(self, coverage_id: int, actor_id: int, now: datetime) -> Coverage:
        """Stop reading the sources; nothing goes out until it is resumed."""
        return await self._act(Act.PAUSE, coverage_id, actor_id, now)

    async def resume(self, coverage_id: int, actor_id: int, now: datetime) -> Coverage:
        """Read the sources again after a pause."""
        return await self._act(Act.RESUME, coverage_id, actor_id, now)

    async def reopen(self, coverage_id: int, actor_id: int, now: datetime) -> Coverage:
        """Go on after a conclusion. The summary that went out stands."""
        return await self._act(Act.REOPEN, coverage_id, actor_id, now)

    async def rename(
        self, coverage_id: int, typed_title: str, actor_id: int, now: datetime
    ) -> tuple[Coverage, Coverage]:
        """Give it another title; answers the coverage before and after."""
        title = tidy_title(typed_title)
        before = await self._coverages.get(coverage_id)
        await self._coverages.rename(coverage_id, title)
        after = await self._coverages.get(coverage_id)
        await self._log(now, actor_id, "renamed", before, f"to “{title}”")
        return before, after

    async def preview_conclusion(self, coverage_id: int, now: datetime) -> tuple[Part, ...]:
        """The summary as readers would see it now; empty when there is no post to sum up.

        WrongState when the coverage cannot be concluded.
        """
        coverage = await self._coverages.get(coverage_id)
        state_after(Act.CONCLUDE, coverage, now)
        posts = await self._coverages.posts(coverage_id)
        if not _standing_posts(posts):
            return ()
        return render_summary(
            summary_post(coverage, posts, now),
            {post.id: post for post in posts},
            coverage,
            coverage.language,
            links={},
            preferences=Preferences(),
        )

    async def conclude(self, coverage_id: int, actor_id: int, now: datetime) -> Concluded:
        """End the coverage and store its summary, which from then on travels like a post.

        WrongState when it is concluded already.
        """
        async with self._one_act:
            coverage = await self._coverages.get(coverage_id)
            state = state_after(Act.CONCLUDE, coverage, now)
            posts = await self._coverages.posts(coverage_id)
            changes: tuple[PostChange, ...] = ()
            if _standing_posts(posts):
                summary = summary_post(coverage, posts, now)
                changes = (PostChange(summary, (ChangeKind.POSTED,)),)
            coverage = await self._coverages.set_state(coverage_id, state, now, changes=changes)
            await self._log(now, actor_id, "concluded", coverage)
            return Concluded(coverage, await self._audience(coverage_id) if changes else 0)

    async def _audience(self, coverage_id: int) -> int:
        places = await self._readers.followers(coverage_id)
        return len(places) + await self._readers.count_readers(coverage_id)

    async def _act(self, act: Act, coverage_id: int, actor_id: int, now: datetime) -> Coverage:
        async with self._one_act:
            coverage = await self._coverages.get(coverage_id)
            state = state_after(act, coverage, now)
            coverage = await self._coverages.set_state(coverage_id, state, now)
            await self._log(now, actor_id, DONE[act], coverage)
            return coverage

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

    async def _log(
        self, now: datetime, actor_id: int, action: str, coverage: Coverage, more: str = ""
    ) -> None:
        details = f"#{coverage.id} “{coverage.title}” {more}".rstrip()
        await self._audit.audit(AuditEntry(now, actor_id, action, details))


def _standing_posts(posts: Sequence[Post]) -> list[Post]:
    return [post for post in posts if post.kind is PostKind.UPDATE and post.stands]
