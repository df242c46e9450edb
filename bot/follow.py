"""Use case: what a chat follows, how much of it it gets, and how it catches up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from bot.errors import NotFound
from bot.model import (
    Chat,
    ChatKind,
    Coverage,
    CoverageState,
    Post,
    PostKind,
    Preferences,
    Section,
    Subscription,
)

STOPPED_BY_READER: Final = "stopped by the reader with /stop"
_ORDER: Final = (
    CoverageState.LIVE,
    CoverageState.REOPENED,
    CoverageState.PAUSED,
    CoverageState.SCHEDULED,
    CoverageState.CONCLUDED,
)


class FollowChats(Protocol):
    """What following needs to know about chats and their subscriptions."""

    async def get(self, chat_id: int) -> Chat | None:
        """The chat, or None if it was never seen."""
        ...

    async def save(self, chat: Chat, now: datetime) -> None:
        """Store a chat as it is now."""
        ...

    async def stop(self, chat_id: int, reason: str, now: datetime) -> bool:
        """Stop a chat, keeping its subscriptions; True if it was running until now."""
        ...

    async def resume(self, chat_id: int, now: datetime) -> bool:
        """Let a stopped chat run again; True if it was stopped until now."""
        ...

    async def follow(
        self,
        chat_id: int,
        coverage_id: int,
        preferences: Preferences,
        now: datetime,
        topic_id: int | None = None,
    ) -> Subscription:
        """Begin a subscription, level with the coverage's head."""
        ...

    async def reopen(self, chat_id: int) -> bool:
        """Let run again what stopped with its topic; True if anything does."""
        ...

    async def unfollow(self, subscription_id: int) -> None:
        """End a subscription."""
        ...

    async def subscription(self, subscription_id: int) -> Subscription | None:
        """The subscription, running or stopped, or None if there never was one."""
        ...

    async def subscriptions(self, chat_id: int) -> Sequence[Subscription]:
        """Everything a chat follows now, in all its topics."""
        ...

    async def set_preferences(self, subscription_id: int, preferences: Preferences) -> None:
        """Change what a subscription wants, from the next change on."""
        ...


class FollowCoverages(Protocol):
    """What following needs to know about coverages."""

    async def get(self, coverage_id: int) -> Coverage:
        """The coverage; NotFound if there is none."""
        ...

    async def all(self) -> Sequence[Coverage]:
        """Every coverage."""
        ...

    async def posts(self, coverage_id: int) -> Sequence[Post]:
        """Every stored post, withdrawn ones too, by position."""
        ...

    async def sections(self, coverage_id: int) -> Sequence[Section]:
        """Every section of the background, withdrawn ones too, in the order of the page."""
        ...


@dataclass(frozen=True, slots=True)
class Offer:
    """A coverage as it is listed to a chat; `subscription` is there when the chat follows it."""

    coverage: Coverage
    subscription: Subscription | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A coverage with every post of it, by position, and every section of its background."""

    coverage: Coverage
    posts: tuple[Post, ...]
    sections: tuple[Section, ...] = ()

    @property
    def background(self) -> tuple[Section, ...]:
        """The sections that its pages show at present, in their order."""
        return tuple(section for section in self.sections if section.withdrawn_at is None)

    @property
    def summary(self) -> Post | None:
        """The summary that stands at the end of a concluded coverage."""
        if self.coverage.state is not CoverageState.CONCLUDED:
            return None
        standing = [
            post
            for post in self.posts
            if post.kind is PostKind.SUMMARY and post.withdrawn_at is None
        ]
        return standing[-1] if standing else None

    @property
    def last_update_at(self) -> datetime | None:
        """When its newest update that still stands was posted; None before the first."""
        updates = [
            post.posted_at for post in self.posts if post.kind is PostKind.UPDATE and post.stands
        ]
        return max(updates, default=None)


@dataclass(frozen=True, slots=True)
class Followed:
    """A subscription with the story it is about. `already` says that it is not new."""

    subscription: Subscription
    story: Story
    already: bool = True


class Following:
    """Everything a reader, or a group's admin, can decide about coverages.

    A subscription of another chat counts as one that does not exist.
    """

    def __init__(self, chats: FollowChats, coverages: FollowCoverages) -> None:
        self._chats = chats
        self._coverages = coverages

    async def arrive(self, chat: Chat, now: datetime) -> bool:
        """Note a chat that spoke to us; a stopped one runs again. True if it was stopped."""
        await self._remember(chat, now)
        reopened = await self._chats.reopen(chat.id)
        return await self._chats.resume(chat.id, now) or reopened

    async def offers(self, chat_id: int, *, concluded: bool = False) -> list[Offer]:
        """The coverages that are on, then those to come; or the concluded ones. Newest first."""
        mine = {sub.coverage_id: sub for sub in await self._chats.subscriptions(chat_id)}
        fitting = [
            coverage
            for coverage in await self._coverages.all()
            if (coverage.state is CoverageState.CONCLUDED) is concluded
        ]
        fitting.sort(key=lambda coverage: (_ORDER.index(coverage.state), -coverage.id))
        return [Offer(coverage, mine.get(coverage.id)) for coverage in fitting]

    async def follow(
        self,
        chat: Chat,
        coverage_id: int,
        now: datetime,
        topic_id: int | None = None,
        preferences: Preferences | None = None,
    ) -> Followed:
        """Follow a coverage from here on; one that is followed already stays as it is.

        `preferences` are those of a new subscription, everything if not given.
        NotFound when there is no such coverage.
        """
        story = await self.story(coverage_id)
        await self.arrive(chat, now)
        for subscription in await self._chats.subscriptions(chat.id):
            if (subscription.coverage_id, subscription.topic_id) == (coverage_id, topic_id):
                return Followed(subscription, story)
        subscription = await self._chats.follow(
            chat.id, coverage_id, preferences or Preferences(), now, topic_id
        )
        return Followed(subscription, story, already=False)

    async def look(self, chat_id: int, subscription_id: int) -> Followed:
        """One of the chat's own subscriptions; NotFound otherwise."""
        subscription = await self._own(chat_id, subscription_id)
        return Followed(subscription, await self.story(subscription.coverage_id))

    async def prefer(
        self, chat_id: int, subscription_id: int, preferences: Preferences
    ) -> Followed:
        """Change what a subscription wants; NotFound when it is not one of the chat's."""
        followed = await self.look(chat_id, subscription_id)
        if followed.subscription.preferences == preferences:
            return followed
        await self._chats.set_preferences(subscription_id, preferences)
        return replace(
            followed, subscription=replace(followed.subscription, preferences=preferences)
        )

    async def unfollow(self, chat_id: int, subscription_id: int) -> Followed:
        """End a subscription and answer what it was, so that it can be followed again."""
        followed = await self.look(chat_id, subscription_id)
        await self._chats.unfollow(subscription_id)
        return followed

    async def here(self, chat_id: int, coverage_id: int) -> Subscription | None:
        """The chat's subscription to a coverage; the newest, where several topics have one."""
        mine = {each.coverage_id: each for each in await self._chats.subscriptions(chat_id)}
        return mine.get(coverage_id)

    async def preferences(self, chat_id: int, coverage_id: int) -> Preferences:
        """What the chat wants of a coverage; what is usual where it does not follow it."""
        here = await self.here(chat_id, coverage_id)
        return here.preferences if here else Preferences()

    async def followed(self, chat_id: int) -> list[Followed]:
        """Everything the chat follows, with the stories so far."""
        return [
            Followed(subscription, await self.story(subscription.coverage_id))
            for subscription in await self._chats.subscriptions(chat_id)
        ]

    async def story(self, coverage_id: int) -> Story:
        """The coverage, its posts and sections; NotFound when there is no such coverage."""
        coverage = await self._coverages.get(coverage_id)
        return Story(
            coverage,
            tuple(await self._coverages.posts(coverage_id)),
            tuple(await self._coverages.sections(coverage_id)),
        )

    async def stop(self, chat: Chat, now: datetime) -> bool:
        """Send nothing more to this chat until it comes back; True if it was running."""
        await self._remember(chat, now)
        return await self._chats.stop(chat.id, STOPPED_BY_READER, now)

    async def stopped(self, chat_id: int) -> bool:
        """Whether the chat is stopped at present."""
        chat = await self._chats.get(chat_id)
        return bool(chat and chat.stopped_because)

    async def _own(self, chat_id: int, subscription_id: int) -> Subscription:
        subscription = await self._chats.subscription(subscription_id)
        if subscription is None or subscription.chat.id != chat_id or subscription.stopped_because:
            raise NotFound("This chat does not follow that coverage.")
        return subscription

    async def _remember(self, chat: Chat, now: datetime) -> None:
        """Save what the update shows of a chat; what it cannot show stays as it was.

        Only a private chat has one person's language; a group keeps the one it was given.
        """
        known = await self._chats.get(chat.id)
        if known is None:
            await self._chats.save(chat, now)
            return
        language = chat.language if chat.kind is ChatKind.PRIVATE else known.language
        seen = replace(
            known, title=chat.title, username=chat.username, language=language or known.language
        )
        if seen != known:
            await self._chats.save(seen, now)
