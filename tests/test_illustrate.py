"""The timeline is drawn when its address is asked for; the best photos are found only once."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

import pytest
from builders import at, coverage, photo, post
from PIL import Image

from bot import illustrate
from bot.errors import NotFound, SourceError
from bot.illustrate import Illustrator
from bot.model import Coverage, Figures, Post, PostKind, Summary, Takeaway
from bot.pictures.card import CardTheme
from bot.rendering.timeline import timeline_photo
from bot.sandbox.istanbul import MEDIA

NOW = at(300)
SUMMARY = Summary(Takeaway("The talks ended.", 2), (), at(0), at(150), Figures(3, 0, 0, 0))
CLOSING = post(9, kind=PostKind.SUMMARY, key="dateline:summary:1", summary=SUMMARY)
MOMENTS = [post(number, key_moment=True) for number in (1, 2, 3)]
DRAWINGS = [path.read_bytes() for path in sorted(MEDIA.glob("*.jpg"))]


@dataclass
class Book:
    """One coverage with its posts."""

    found: list[Post]

    async def get(self, coverage_id: int) -> Coverage:
        if coverage_id != 1:
            raise NotFound("There is no such coverage.")
        return coverage()

    async def posts(self, coverage_id: int) -> list[Post]:
        return self.found


@dataclass
class Prints:
    """What pictures look like, with the time of each look."""

    known: dict[str, tuple[int | None, datetime]] = field(default_factory=dict)

    async def prints(
        self, identities: Collection[str], *, failed_since: datetime
    ) -> dict[str, int | None]:
        return {
            each: value
            for each in identities
            if each in self.known
            for value, looked_at in [self.known[each]]
            if value is not None or looked_at > failed_since
        }

    async def remember_prints(self, prints: Mapping[str, int | None], now: datetime) -> None:
        self.known |= {each: (value, now) for each, value in prints.items()}


@dataclass
class Web:
    """A web of some pictures; a page set to None answers never."""

    pages: dict[str, bytes | None]
    fetched: list[str] = field(default_factory=list)

    async def download(self, url: str, *, max_bytes: int) -> tuple[bytes, str]:
        self.fetched.append(url)
        content = self.pages.get(url, b"")
        if content is None:
            await asyncio.Event().wait()
        if not content:
            raise SourceError("The server answers 404: there is no such page.")
        return content, "image/jpeg"


def illustrator(posts: list[Post], web: Web, prints: Prints | None = None) -> Illustrator:
    return Illustrator(Book(posts), prints or Prints(), web)


def with_photos(count: int) -> list[Post]:
    return [post(number, media=(photo(number),)) for number in range(1, count + 1)]


def web_of(contents: list[bytes]) -> Web:
    return Web({photo(number).url: each for number, each in enumerate(contents, start=1)})


async def album(made: Illustrator) -> list[int]:
    return [shot.post.id for shot in await made.album(1, NOW)]


# --- The card


async def test_the_address_of_a_card_is_answered_with_its_picture() -> None:
    posts = {each.id: each for each in [*MOMENTS, CLOSING]}
    web = Web({})
    card = timeline_photo(coverage(), SUMMARY, posts, "ru", CardTheme.DARK)
    assert card is not None
    content, kind = await illustrator([*posts.values()], web).download(card.url, max_bytes=1)
    assert kind == "image/png"
    assert Image.open(BytesIO(content)).size == (1080, 1350)
    assert web.fetched == []


@pytest.mark.parametrize("posts", [[], MOMENTS, [CLOSING]])
async def test_a_card_whose_timeline_is_gone_cannot_be_had(posts: list[Post]) -> None:
    with pytest.raises(SourceError, match="no timeline"):
        await illustrator(posts, Web({})).download(
            "dateline:card:1:light:en:0123456789ab", max_bytes=1
        )


async def test_every_other_address_is_fetched() -> None:
    web = web_of(DRAWINGS[:1])
    content, kind = await illustrator([], web).download(photo(1).url, max_bytes=99)
    assert (content, kind) == (DRAWINGS[0], "image/jpeg")


# --- The album


async def test_ten_photos_at_most_no_two_alike() -> None:
    again = DRAWINGS[0]
    made = illustrator(with_photos(14), web_of([again, again, *DRAWINGS[1:13]]))
    assert await album(made) == [1, *range(3, 12)]


async def test_what_cannot_be_fetched_or_read_is_left_out() -> None:
    made = illustrator(with_photos(3), web_of([b"", b"no picture", DRAWINGS[0]]))
    assert await album(made) == [3]


async def test_each_photo_is_fetched_only_once() -> None:
    web, prints = web_of([*DRAWINGS[:2], b""]), Prints()
    made = illustrator(with_photos(3), web, prints)
    await asyncio.gather(*(made.album(1, NOW) for _ in range(5)))
    assert sorted(web.fetched) == [photo(number).url for number in (1, 2, 3)]
    assert await album(illustrator(with_photos(3), web, prints)) == [1, 2]
    assert len(web.fetched) == 3


async def test_what_failed_is_tried_again_after_a_while() -> None:
    web, prints = web_of([b"", DRAWINGS[1]]), Prints()
    made = illustrator(with_photos(2), web, prints)
    assert await album(made) == [2]
    web.pages[photo(1).url] = DRAWINGS[0]
    assert await album(made) == [2]
    later = NOW + illustrate.TRY_AGAIN_AFTER
    assert [shot.post.id for shot in await made.album(1, later)] == [1, 2]


async def test_a_server_that_never_answers_does_not_hold_the_album(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(illustrate, "PATIENCE", 0.2)
    web = web_of(DRAWINGS[:2])
    web.pages[photo(3).url] = None
    assert await album(illustrator(with_photos(3), web)) == [1, 2]


async def test_a_coverage_that_is_not_there_has_no_album() -> None:
    with pytest.raises(NotFound):
        await illustrator([], Web({})).album(7, NOW)


async def test_the_photos_of_what_the_summary_tells_come_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(illustrate, "ALBUM_LIMIT", 1)
    made = illustrator([*with_photos(3), CLOSING], web_of(DRAWINGS[:3]))
    assert await album(made) == [2]
