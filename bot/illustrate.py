"""Use case: the pictures of a summary. The timeline is drawn, the best photos are found."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol
from weakref import WeakValueDictionary

from bot.errors import SourceError
from bot.model import Coverage, Post
from bot.pictures.album import Shot, candidates, without_copies
from bot.pictures.card import CardAddress, card_address
from bot.pictures.draw import draw_card
from bot.pictures.prints import picture_print
from bot.rendering.parts import ALBUM_LIMIT
from bot.rendering.timeline import timeline_card
from bot.summary.closing import standing_summary

TRY_AGAIN_AFTER: Final = timedelta(hours=1)
"""So long a photo that could not be read is left out without another try."""

AT_ONCE: Final = 4
"""So many photos are fetched at the same time."""

MOST_BYTES: Final = 10 << 20
"""The largest photo that Telegram takes."""

PATIENCE: Final = 20.0
"""Seconds after which an album goes out with the photos that came until then."""


class CoverageBook(Protocol):
    """The coverages as they are stored."""

    async def get(self, coverage_id: int) -> Coverage:
        """The coverage; NotFound if there is none."""
        ...

    async def posts(self, coverage_id: int) -> Sequence[Post]:
        """Every stored post, withdrawn ones too, by position."""
        ...


class PrintBook(Protocol):
    """What pictures look like, as far as they were read."""

    async def prints(
        self, identities: Collection[str], *, failed_since: datetime
    ) -> Mapping[str, int | None]:
        """The prints known of these; None for one that could not be read after `failed_since`."""
        ...

    async def remember_prints(self, prints: Mapping[str, int | None], now: datetime) -> None:
        """Keep what these look like; None for what could not be read."""
        ...


class Downloader(Protocol):
    """Fetches a file from the web, guarding against private addresses."""

    async def download(self, url: str, *, max_bytes: int) -> tuple[bytes, str]:
        """The bytes and the content type. Raises SourceError: unreachable, refused, too big."""
        ...


class Illustrator:
    """Draws cards and puts albums together. Reading and drawing happen off the event loop."""

    def __init__(self, coverages: CoverageBook, prints: PrintBook, web: Downloader) -> None:
        self._coverages = coverages
        self._prints = prints
        self._web = web
        self._albums: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def download(self, url: str, *, max_bytes: int) -> tuple[bytes, str]:
        """The file at an address of the web, or the card that a card's address means.

        The bytes and the content type; SourceError when there is none.
        """
        address = card_address(url)
        if address is None:
            return await self._web.download(url, max_bytes=max_bytes)
        return await self._draw(address), "image/png"

    async def album(self, coverage_id: int, now: datetime) -> tuple[Shot, ...]:
        """Up to ten of the best photos, no two alike, in the order of time.

        A photo that cannot be fetched is left out. NotFound when there is no such coverage.
        """
        await self._coverages.get(coverage_id)
        posts = await self._coverages.posts(coverage_id)
        newest = standing_summary(posts)
        lines = newest.summary.lines if newest and newest.summary else ()
        shots = candidates(posts, {line.post_id for line in lines})
        # Many readers ask at once; the first of them has the photos read for all.
        async with self._albums.setdefault(coverage_id, asyncio.Lock()):
            prints = await self._looks([shot.photo.identity for shot in shots], now)
        return without_copies(shots, prints, ALBUM_LIMIT)

    async def _draw(self, address: CardAddress) -> bytes:
        """The card as it is now, which may show more than it did when its address was made."""
        coverage = await self._coverages.get(address.coverage_id)
        posts = await self._coverages.posts(address.coverage_id)
        newest = standing_summary(posts)
        card = (
            timeline_card(coverage, newest.summary, posts, address.language)
            if newest and newest.summary
            else None
        )
        if card is None:
            raise SourceError("there is no timeline to draw any more")
        return await asyncio.to_thread(draw_card, card, address.theme)

    async def _looks(self, identities: Sequence[str], now: datetime) -> dict[str, int]:
        """The prints of these photos, each read unless it is known."""
        known = dict(await self._prints.prints(identities, failed_since=now - TRY_AGAIN_AFTER))
        unknown = [each for each in identities if each not in known]
        if unknown:
            read = await self._read(unknown)
            await self._prints.remember_prints(read, now)
            known |= read
        return {identity: value for identity, value in known.items() if value is not None}

    async def _read(self, urls: Sequence[str]) -> dict[str, int | None]:
        """The prints of the photos at these addresses; None where it took too long or failed."""
        read: dict[str, int | None] = dict.fromkeys(urls)
        turns = asyncio.Semaphore(AT_ONCE)

        async def look(url: str) -> None:
            async with turns:
                try:
                    content, _ = await self._web.download(url, max_bytes=MOST_BYTES)
                except SourceError:
                    return
                read[url] = await asyncio.to_thread(picture_print, content)

        try:
            async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as looks:
                for url in urls:
                    looks.create_task(look(url))
        except TimeoutError:
            pass  # those that came in time make the album
        return read
