"""New photos and videos on their way up never hold up everybody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram_fakes import Files, Web

from bot.model import Media, MediaKind
from bot.telegram.answers import Fault
from bot.telegram.draft import Item, Way
from bot.telegram.media import AT_ONCE, Crowded, MediaLadder


def photo(number: int) -> Media:
    return Media(MediaKind.PHOTO, f"https://news.example/{number}.jpg")


@pytest.fixture
def ladder(files: Files, web: Web) -> MediaLadder:
    return MediaLadder(files, web, patience=0.01)


@asynccontextmanager
async def bringing(ladder: MediaLadder, *numbers: int) -> AsyncIterator[None]:
    """So many chats, each with a picture of its own on its way up."""
    done = asyncio.Event()

    async def bring(number: int) -> None:
        async with ladder.turn([photo(number)]):
            await done.wait()

    async with asyncio.TaskGroup() as chats:
        for number in numbers:
            chats.create_task(bring(number))
        while not all(ladder.bringing_up([photo(number)]) for number in numbers):
            await asyncio.sleep(0)
        yield
        done.set()


async def test_who_waits_too_long_for_anothers_upload_comes_again_later(
    ladder: MediaLadder,
) -> None:
    async with bringing(ladder, 1):
        with pytest.raises(Crowded, match="still on its way up"):
            async with ladder.turn([photo(1)]):
                raise AssertionError("two chats bring up one picture")
    async with ladder.turn([photo(1)]):
        assert ladder.bringing_up([photo(1)])
    assert not ladder.bringing_up([photo(1)])


async def test_a_few_chats_at_a_time_bring_up_new_pictures(ladder: MediaLadder) -> None:
    async with bringing(ladder, *range(AT_ONCE)):
        with pytest.raises(Crowded, match="other photos"):
            async with ladder.turn([photo(99)]):
                raise AssertionError("too many at a time")
        assert ladder.bringing_up([photo(99)]), "now it is known to be new, and to wait"
        assert not ladder.bringing_up([photo(98)]), "nobody has asked for it yet"
    assert not ladder.bringing_up([photo(99)])


async def test_what_telegram_knows_already_waits_for_nobody(
    ladder: MediaLadder, files: Files
) -> None:
    files.ids = {photo(99).url: "file-99", f"document:{photo(98).url}": "file-98"}
    async with bringing(ladder, *range(AT_ONCE)):
        for known in (99, 98):
            async with ladder.turn([photo(known)]):
                assert not ladder.bringing_up([photo(known)])
        async with ladder.turn([]):
            pass


async def test_what_no_way_brings_up_waits_for_nobody(ladder: MediaLadder) -> None:
    lost = Item(photo(99), Way.DOCUMENT, b"", MediaKind.DOCUMENT)
    await ladder.refused([lost], Fault.CONTENT, "it is too big")
    async with bringing(ladder, *range(AT_ONCE)), ladder.turn([photo(99)]):
        assert not ladder.bringing_up([photo(99)])


async def test_an_album_waits_if_one_of_its_items_is_on_its_way(ladder: MediaLadder) -> None:
    async with bringing(ladder, 2):
        assert ladder.bringing_up([photo(1), photo(2)])
        with pytest.raises(Crowded):
            async with ladder.turn([photo(1), photo(2)]):
                raise AssertionError("an item is on its way already")
        assert not ladder.bringing_up([photo(1)]), "whoever gives up holds nothing"
