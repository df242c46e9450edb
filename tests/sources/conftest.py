from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from source_site import MakeFetcher, Names, Site, serving

from bot.sources.fetch import Fetcher

NOW = datetime(2025, 6, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as running:
        yield running


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture
async def make_fetcher(names: Names) -> AsyncIterator[MakeFetcher]:
    made: list[Fetcher] = []

    async def make(
        *,
        allowed: frozenset[str] = frozenset({"127.0.0.1"}),
        total: float = 5.0,
        read: float = 5.0,
        max_bytes: int = 1_000_000,
        pause: float = 0.0,
    ) -> Fetcher:
        fetcher = Fetcher(
            allowed_private_hosts=allowed,
            connect_timeout=2.0,
            read_timeout=read,
            total_timeout=total,
            max_bytes=max_bytes,
            now=lambda: NOW,
            resolve=names,
            pause=pause,
        )
        made.append(fetcher)
        return fetcher

    yield make
    for fetcher in made:
        await fetcher.close()


@pytest.fixture
async def fetcher(make_fetcher: MakeFetcher) -> Fetcher:
    return await make_fetcher()
