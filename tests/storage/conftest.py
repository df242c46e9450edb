"""A store on a database of one's own, opened anew for each test, and how its stories begin."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from builders import START, channel, chat

from bot.changes import PostChange
from bot.model import ChangeKind, Chat, Coverage, CoverageState, Post, Preferences, Subscription
from storage import Database, Store


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database.open(url)
    yield database
    await database.close()


@pytest.fixture
def store(database: Database) -> Store:
    return Store.open(database)


class Desk:
    """What the stories begin with: a coverage, posts on its page, chats that follow it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def cover(self, *changes: PostChange, **given: Any) -> Coverage:
        """A live coverage with these first posts."""
        fields: dict[str, Any] = {
            "title": "Talks in Istanbul",
            "language": "en",
            "timezone": "Europe/Istanbul",
            "state": CoverageState.LIVE,
            "starts_at": START,
            "source_url": "https://example.org/live",
            "source_format": "jsonld",
            "changes": changes,
            "now": START,
        }
        return await self.store.coverages.create(**fields | given)

    async def publish(self, coverage: Coverage, *posts: Post) -> list[Post]:
        """Announce new posts; answers them as stored."""
        (source,) = await self.store.coverages.sources(coverage.id)
        changes = [PostChange(post, (ChangeKind.POSTED,)) for post in posts]
        await self.store.coverages.record_changes(source, changes, START)
        keys = {post.key for post in posts}
        return [post for post in await self.store.coverages.posts(coverage.id) if post.key in keys]

    async def reader(self, chat_id: int, coverage: Coverage) -> Subscription:
        """A private chat that follows the coverage."""
        return await self.follow(chat(chat_id), coverage)

    async def channel(self, chat_id: int, coverage: Coverage) -> Subscription:
        """A channel that follows the coverage."""
        return await self.follow(channel(chat_id), coverage)

    async def follow(self, who: Chat, coverage: Coverage) -> Subscription:
        """Any chat that follows the coverage."""
        await self.store.chats.save(who, START)
        return await self.store.chats.follow(who.id, coverage.id, Preferences(), START)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)
