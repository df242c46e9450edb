"""The editors' world in memory: what storage keeps, and pages that can be read."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from fakes import FakeMessenger

from bot.background import SectionChange
from bot.changes import PostChange
from bot.errors import NotFound, SourceError
from bot.model import (
    Audience,
    AuditEntry,
    Broadcast,
    BroadcastState,
    ChatKind,
    Coverage,
    CoverageState,
    Draft,
    Editor,
    Media,
    Part,
    Poll,
    PollResult,
    Post,
    PostKind,
    Section,
    Selectors,
    Snapshot,
    Source,
    Subscription,
)
from bot.text import Text


@dataclass
class FakeCoverages:
    """Coverages, their sources and posts, as the database would keep them."""

    kept: dict[int, Coverage] = field(default_factory=dict)
    kept_sources: list[Source] = field(default_factory=list)
    kept_posts: dict[int, list[Post]] = field(default_factory=dict)
    kept_sections: dict[int, list[Section]] = field(default_factory=dict)
    announced: list[PostChange] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)

    def have(self, coverage: Coverage, *posts: Post, url: str = "") -> Coverage:
        self.kept[coverage.id] = coverage
        self.kept_posts[coverage.id] = list(posts)
        address = url or f"https://example.org/{coverage.id}"
        self.kept_sources.append(Source(coverage.id, coverage.id, address))
        return coverage

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
        number = len(self.kept) + 1
        coverage = Coverage(number, title, language, timezone, state, now, starts_at=starts_at)
        posts = [replace(change.post, id=100 + index) for index, change in enumerate(changes)]
        self.announced += [change for change in changes if change.kinds]
        self.kept_sources.append(Source(number, number, source_url, source_format))
        self.kept[number], self.kept_posts[number] = coverage, posts
        self.kept_sections[number] = [change.section for change in background]
        return coverage

    async def count_posts(self, coverage_id: int) -> int:
        posts = self.kept_posts[coverage_id]
        return sum(post.kind is PostKind.UPDATE and post.stands for post in posts)

    async def count_sections(self, coverage_id: int) -> int:
        sections = self.kept_sections.get(coverage_id, [])
        return sum(section.withdrawn_at is None for section in sections)

    async def get(self, coverage_id: int) -> Coverage:
        if coverage_id not in self.kept:
            raise NotFound(f"There is no coverage #{coverage_id}.")
        return self.kept[coverage_id]

    async def all(self) -> list[Coverage]:
        return list(self.kept.values())

    async def set_state(
        self,
        coverage_id: int,
        state: CoverageState,
        now: datetime,
        *,
        changes: Sequence[PostChange] = (),
        draft: Draft | None = None,
    ) -> Coverage:
        if draft is not None:
            self.drafts.append(draft)
        coverage = replace(self.kept[coverage_id], state=state)
        if state is CoverageState.CONCLUDED:
            coverage = replace(coverage, concluded_at=now)
        elif state is CoverageState.REOPENED:
            coverage = replace(coverage, concluded_at=None, end_proposed_at=None)
            coverage = replace(coverage, end_dismissed_at=None)
        coverage = replace(coverage, head=coverage.head + len(changes))
        self._store(coverage_id, changes)
        self.kept[coverage_id] = coverage
        return coverage

    async def announce(self, coverage_id: int, changes: Sequence[PostChange], now: datetime) -> int:
        assert now.tzinfo is not None
        self._store(coverage_id, changes)
        coverage = self.kept[coverage_id]
        self.kept[coverage_id] = replace(coverage, head=coverage.head + len(changes))
        return self.kept[coverage_id].head

    def _store(self, coverage_id: int, changes: Sequence[PostChange]) -> None:
        posts = self.kept_posts[coverage_id]
        for change in changes:
            known = [post for post in posts if post.id == change.post.id]
            posts[:] = [post for post in posts if post not in known]
            posts.append(change.post if known else replace(change.post, id=900 + len(posts)))
        self.announced += changes

    async def rename(self, coverage_id: int, title: str) -> None:
        self.kept[coverage_id] = replace(await self.get(coverage_id), title=title)

    async def propose_end(self, coverage_id: int, reason: str, now: datetime) -> bool:
        self.reasons[coverage_id] = reason
        self.kept[coverage_id] = replace(self.kept[coverage_id], end_proposed_at=now)
        return True

    async def end_reason(self, coverage_id: int) -> str:
        return self.reasons.get(coverage_id, "")

    async def propose_reopening(self, coverage_id: int, reason: str, now: datetime) -> bool:
        self.reasons[-coverage_id] = reason
        self.kept[coverage_id] = replace(self.kept[coverage_id], reopening_proposed_at=now)
        return True

    async def reopening_reason(self, coverage_id: int) -> str:
        return self.reasons.get(-coverage_id, "")

    async def dismiss_reopening(self, coverage_id: int, now: datetime) -> None:
        self.kept[coverage_id] = replace(
            self.kept[coverage_id], reopening_proposed_at=None, reopening_dismissed_at=now
        )

    async def dismiss_end(self, coverage_id: int, now: datetime) -> None:
        coverage = self.kept[coverage_id]
        self.kept[coverage_id] = replace(coverage, end_proposed_at=None, end_dismissed_at=now)

    async def sources(self, coverage_id: int) -> list[Source]:
        of_coverage = [one for one in self.kept_sources if one.coverage_id == coverage_id]
        return [source for source in of_coverage if source.removed_at is None]

    async def source_by_url(self, url: str) -> Source | None:
        read = [source for source in self.kept_sources if source.removed_at is None]
        return next((source for source in read if source.url == url), None)

    async def posts(self, coverage_id: int) -> list[Post]:
        return list(self.kept_posts[coverage_id])

    async def sections(self, coverage_id: int) -> list[Section]:
        return list(self.kept_sections.get(coverage_id, []))


@dataclass
class FakeReaders:
    """Who follows what."""

    following: dict[int, list[Subscription]] = field(default_factory=dict)

    async def followers(self, coverage_id: int) -> list[Subscription]:
        following = self.following.get(coverage_id, [])
        return [one for one in following if one.chat.kind is not ChatKind.PRIVATE]

    async def count_readers(self, coverage_id: int) -> int:
        following = self.following.get(coverage_id, [])
        return sum(one.chat.kind is ChatKind.PRIVATE for one in following)


@dataclass
class FakePages:
    """Pages that can be read; an address without one cannot."""

    shown: dict[str, Snapshot] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def inspect(
        self,
        url: str,
        *,
        timezone: str,
        pinned_format: str = "",
        selectors: Selectors | None = None,
    ) -> SimpleNamespace:
        asked_as = pinned_format or (selectors.post if selectors else "")
        self.asked.append(f"{url} in {timezone}" + (f" as {asked_as}" if asked_as else ""))
        shown = self.shown.get(f"{url} as {asked_as}" if asked_as else url)
        if shown is None:
            raise SourceError("The server says 404: there is no such page.")
        return SimpleNamespace(snapshot=shown)


@dataclass
class FakeSources:
    """The sources of the coverages, as editors set them."""

    coverages: FakeCoverages

    async def get(self, source_id: int) -> Source:
        return self._of(lambda one: one.id == source_id)

    async def add(
        self,
        coverage_id: int,
        *,
        url: str,
        read_as: str,
        changes: Sequence[PostChange],
        background: Sequence[SectionChange],
        now: datetime,
    ) -> Source:
        source = Source(len(self.coverages.kept_sources) + 1, coverage_id, url, read_as)
        self.coverages.kept_sources.append(source)
        self._store(source, changes)
        return source

    async def remove(self, source_id: int, now: datetime) -> Source:
        return self._set(source_id, removed_at=now)

    async def restore(self, source_id: int) -> Source:
        return self._set(source_id, removed_at=None)

    async def set_way(
        self,
        source_id: int,
        pinned_format: str,
        selectors: Selectors | None,
        changes: Sequence[PostChange],
        now: datetime,
    ) -> Source:
        source = self._set(source_id, pinned_format=pinned_format, selectors=selectors)
        self._store(source, changes)
        return source

    def _of(self, fits: Callable[[Source], bool]) -> Source:
        found = [one for one in self.coverages.kept_sources if fits(one)]
        if not found:
            raise NotFound("There is no such source any more.")
        return found[0]

    def _set(self, source_id: int, **values: Any) -> Source:
        sources = self.coverages.kept_sources
        source = replace(self._of(lambda one: one.id == source_id), **values)
        sources[:] = [source if one.id == source_id else one for one in sources]
        return source

    def _store(self, source: Source, changes: Sequence[PostChange]) -> None:
        posts = {post.id: post for post in self.coverages.kept_posts[source.coverage_id]}
        for number, change in enumerate(changes, start=500 + len(posts)):
            post_id = change.post.id or number
            posts[post_id] = replace(change.post, id=post_id, source_id=source.id)
        self.coverages.announced += [change for change in changes if change.kinds]
        self.coverages.kept_posts[source.coverage_id] = list(posts.values())


@dataclass
class FakeNotices:
    """Notices that wait to be sent; one with the same `once` is taken only the first time."""

    queued: list[tuple[int, Part]] = field(default_factory=list)
    once: set[str] = field(default_factory=set)

    async def add(self, chat_id: int, part: Part, now: datetime, once: str = "") -> bool:
        assert now.tzinfo is not None
        if once and once in self.once:
            return False
        self.once.add(once)
        self.queued.append((chat_id, part))
        return True


@dataclass
class FakeStaffBook:
    """Editors and the log of acts."""

    appointed: dict[int, Editor] = field(default_factory=dict)
    log: list[AuditEntry] = field(default_factory=list)
    known: dict[int, str] = field(default_factory=dict)

    async def names(self, user_ids: Collection[int]) -> dict[int, str]:
        return {one: self.known[one] for one in user_ids if one in self.known}

    async def editors(self) -> list[Editor]:
        return list(self.appointed.values())

    async def appoint(self, editor: Editor) -> None:
        self.appointed[editor.user_id] = editor

    async def dismiss(self, user_id: int) -> bool:
        return self.appointed.pop(user_id, None) is not None

    async def audit(self, entry: AuditEntry) -> None:
        self.log.append(entry)

    async def audit_log(self, limit: int) -> list[AuditEntry]:
        return list(reversed(self.log))[:limit]

    @property
    def acts(self) -> list[str]:
        return [f"{entry.actor_id} {entry.action} {entry.details}" for entry in self.log]


@dataclass
class FakeBroadcastBook:
    """Broadcasts, and audiences of the sizes a story needs."""

    kept: dict[int, Broadcast] = field(default_factory=dict)
    sizes: dict[Audience, int] = field(default_factory=dict)

    def have(self, broadcast: Broadcast) -> Broadcast:
        self.kept[broadcast.id] = broadcast
        return broadcast

    async def create(self, author_id: int, now: datetime, *, poll: bool = False) -> Broadcast:
        number, asked = len(self.kept) + 1, Poll() if poll else None
        state = BroadcastState.COMPOSING
        return self.have(Broadcast(number, author_id, state, Text(), (), now, poll=asked))

    async def get(self, broadcast_id: int) -> Broadcast:
        if broadcast_id not in self.kept:
            raise NotFound(f"There is no broadcast #{broadcast_id}.")
        return self.kept[broadcast_id]

    async def composing(self, author_id: int) -> Broadcast | None:
        drafts = [one for one in self.kept.values() if one.state is BroadcastState.COMPOSING]
        return next((one for one in drafts if one.author_id == author_id), None)

    async def set_content(
        self, broadcast_id: int, text: Text, media: Sequence[Media], album_id: str
    ) -> None:
        self._change(broadcast_id, text=text, media=tuple(media), album_id=album_id)

    async def set_poll(self, broadcast_id: int, poll: Poll) -> None:
        self._change(broadcast_id, poll=poll)

    async def set_audience(self, broadcast_id: int, audience: Audience) -> None:
        self._change(broadcast_id, audience=audience)

    async def set_progress_message(self, broadcast_id: int, message_id: int) -> None:
        self._change(broadcast_id, progress_message_id=message_id)

    async def count_audience(self, audience: Audience) -> int:
        return self.sizes.get(audience, 0)

    async def confirm(self, broadcast_id: int, now: datetime) -> None:
        assert now.tzinfo is not None
        audience = self.kept[broadcast_id].audience
        total = self.sizes.get(audience, 0) if audience else 0
        self._change(broadcast_id, state=BroadcastState.SENDING, total=total)

    async def cancel(self, broadcast_id: int) -> None:
        self._change(broadcast_id, state=BroadcastState.CANCELLED)

    async def recall(self, broadcast_id: int) -> None:
        self._change(broadcast_id, state=BroadcastState.RECALLING)

    async def recent(self, limit: int) -> list[Broadcast]:
        return sorted(self.kept.values(), key=lambda one: -one.id)[:limit]

    def went(self, broadcast_id: int, **figures: object) -> None:
        self._change(broadcast_id, **figures)

    def _change(self, broadcast_id: int, **fields: object) -> None:
        self.kept[broadcast_id] = replace(self.kept[broadcast_id], **fields)  # type: ignore[arg-type]  # the fields of a Broadcast


@dataclass
class FakePolls:
    """What readers voted, by coverage, and the coverages whose polls are still open."""

    voted: dict[int, list[PollResult]] = field(default_factory=dict)
    still_open: set[int] = field(default_factory=set)

    async def results(self, coverage_id: int) -> list[PollResult]:
        return self.voted.get(coverage_id, [])

    async def open(self, coverage_id: int) -> bool:
        return coverage_id in self.still_open


def last(messenger: FakeMessenger, chat_id: int) -> tuple[int, Part]:
    """The newest message of a chat and its id."""
    return list(messenger.chats[chat_id].items())[-1]


def labels(part: Part) -> list[str]:
    """The words on the buttons, row by row."""
    return [button.label for row in part.keyboard for button in row]


def data(part: Part, label: str) -> str:
    """What the button with these words carries."""
    found = [button.data for row in part.keyboard for button in row if button.label == label]
    assert found, f"no button “{label}” among {labels(part)}"
    return found[0]
