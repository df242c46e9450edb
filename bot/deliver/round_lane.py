"""The lane of summaries on schedule: what happened since the last one, to those who asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.deliver.dispatcher import MayRepeat, Work
from bot.deliver.ports import CoverageStore, Messenger
from bot.model import (
    Address,
    Chat,
    Coverage,
    Impossible,
    Never,
    Outcome,
    Part,
    Post,
    PostKind,
    Recap,
    Sent,
    Subscription,
)
from bot.phrases import known_language
from bot.rendering.recap import render_recap


@dataclass(frozen=True, slots=True)
class Round:
    """A subscription whose turn it is, how often it is, and the change it was told up to."""

    subscription: Subscription
    every: timedelta
    told: int


class RoundStore(Protocol):
    """Who asked for summaries on schedule."""

    async def due(self, now: datetime, *, skip_chats: Collection[int], limit: int) -> list[Round]:
        """Whose turn it is, the longest due first."""
        ...

    async def told(self, turn: Round, head: int, now: datetime) -> None:
        """Note what a subscription was told up to, and when it is its turn again."""
        ...


class Recapping(Protocol):
    """Tells what happened."""

    async def of(self, coverage: Coverage, posts: Sequence[Post], since: int) -> Recap:
        """What the posts say that were announced after change `since`; of 0, all that stand."""
        ...

    async def links(
        self, post_ids: Collection[int], subscription: Subscription | None
    ) -> dict[int, str]:
        """The addresses of the posts' messages in a chat that follows them, where they have one."""
        ...


@dataclass(frozen=True, slots=True)
class RoundLane:
    """One message a turn. Where nothing new has happened since, the turn passes in silence.

    `language` serves where neither the chat nor the coverage has one we know.
    """

    rounds: RoundStore
    coverages: CoverageStore
    recaps: Recapping
    messenger: Messenger
    language: str

    weight = 5

    async def waiting(
        self, now: datetime, *, skip_chats: Collection[int], limit: int
    ) -> Sequence[Work]:
        """See `Lane.waiting`."""
        works: list[Work] = []
        while not works:
            due = await self.rounds.due(now, skip_chats=skip_chats, limit=limit)
            if not due:
                break
            ids = {turn.subscription.coverage_id for turn in due}
            stories = {each: await self._story(each) for each in ids}
            for turn in due:
                coverage, posts = stories[turn.subscription.coverage_id]
                if not any(_is_news(post, turn.told) for post in posts):
                    await self.rounds.told(turn, turn.told, now)
                    continue
                works.append(RoundWork(self, turn, coverage, posts, now))
        return works

    async def _story(self, coverage_id: int) -> tuple[Coverage, list[Post]]:
        coverage = await self.coverages.get(coverage_id)
        return coverage, await self.coverages.posts(coverage_id)

    async def render(
        self, turn: Round, coverage: Coverage, posts: Sequence[Post], now: datetime
    ) -> Part:
        """What happened since a subscription was told."""
        told = await self.recaps.of(coverage, posts, turn.told)
        links = await self.recaps.links(told.post_ids, turn.subscription)
        spoken = known_language(turn.subscription.chat.language, coverage.language, self.language)
        return render_recap(told, coverage, posts, spoken, links=links, now=now)


@dataclass(frozen=True, slots=True)
class RoundWork(MayRepeat):
    """What happened since its last turn, for one subscription."""

    lane: RoundLane
    turn: Round
    coverage: Coverage
    posts: Sequence[Post]
    now: datetime

    cost = 1

    @property
    def chat(self) -> Chat:
        """The subscription's chat."""
        return self.turn.subscription.chat

    @property
    def share(self) -> int:
        """Coverages take turns."""
        return self.turn.subscription.coverage_id

    async def attempt(self) -> Outcome:
        """Send it, into the topic of a forum where that is followed.

        What to tell is chosen only here: nobody else has to wait for that.
        """
        part = await self.lane.render(self.turn, self.coverage, self.posts, self.now)
        address = Address(self.chat.id, self.turn.subscription.topic_id)
        return await self.lane.messenger.send(address, part)

    async def settle(self, outcome: Sent | Impossible | Never, now: datetime) -> None:
        """Wait for the next turn. A chat that is gone keeps its turn for its return."""
        if not isinstance(outcome, Never):
            await self.lane.rounds.told(self.turn, self.coverage.head, now)


def _is_news(post: Post, told: int) -> bool:
    return post.kind is PostKind.UPDATE and post.stands and post.posted_seq > told
