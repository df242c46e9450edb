"""The pages of a summary, by button and by link."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from builders import at, coverage, photo, post
from chat_fakes import FakeChats
from desk_fakes import FakeCoverages
from fakes import Clock
from offline_telegram import OfflineTelegram, Person, group, offline_telegram

from bot.errors import SourceError
from bot.follow import Following
from bot.illustrate import Illustrator
from bot.model import (
    Chat,
    ChatKind,
    CoverageState,
    Figures,
    PostKind,
    Preferences,
    Results,
    Summary,
    Takeaway,
)
from bot.pictures.card import CardTheme
from bot.rendering.summary_pages import Page
from bot.sandbox.istanbul import MEDIA
from handlers.context import Fallbacks
from handlers.keyboards import MAX_BYTES
from handlers.pages import PAGES, PageHandlers, look_for

ANNA = Person(100, "Anna")
BORIS = Person(101, "Борис", "ru")
SUMMARY = Summary(
    Takeaway("The talks ended without a ceasefire.", 3),
    (),
    at(0),
    at(150),
    Figures(3, 3, 0, 0),
    results=Results(not_agreed=(Takeaway("The talks ended without a ceasefire.", 3),)),
)
DRAWINGS = [path.read_bytes() for path in sorted(MEDIA.glob("*.jpg"))]


@dataclass
class Web:
    """The photos of the posts, and nothing else."""

    broken: bool = False
    fetched: list[str] = field(default_factory=list)

    async def download(self, url: str, *, max_bytes: int) -> tuple[bytes, str]:
        self.fetched.append(url)
        if self.broken:
            raise SourceError("The server does not answer.")
        return DRAWINGS[len(self.fetched)], "image/jpeg"


class Prints:
    """A memory for prints that forgets at once."""

    async def prints(self, identities: Sequence[str], **_: object) -> dict[str, int | None]:
        return {}

    async def remember_prints(self, *_: object) -> None:
        return None


@dataclass
class World:
    telegram: OfflineTelegram
    chats: FakeChats
    web: Web

    async def presses(self, person: Person, page: Page, coverage_id: int = 1) -> None:
        data = PAGES.data("page", coverage_id, page.value)
        await self.telegram.presses_data(person, data)


@pytest.fixture
async def world() -> World:
    async def is_editor(_: int) -> bool:
        return False

    telegram = await offline_telegram()
    chats, coverages, web, clock = FakeChats(), FakeCoverages(), Web(), Clock(at(300))
    posts = [post(n, headline=f"Moment {n}", key_moment=True, media=(photo(n),)) for n in (1, 2, 3)]
    closing = post(9, kind=PostKind.SUMMARY, key="dateline:summary:1", summary=SUMMARY)
    coverages.have(coverage(state=CoverageState.CONCLUDED, concluded_at=at(200)), *posts, closing)
    coverages.have(coverage(id=2, title="March"), post(21, coverage_id=2))
    PageHandlers(
        Following(chats, coverages),
        Illustrator(coverages, Prints(), web),
        telegram.messenger,
        theme=CardTheme.NONE,
        clock=clock,
    ).register(telegram.application)
    Fallbacks(telegram.messenger, is_editor=is_editor).register(telegram.application)
    return World(telegram, chats, web)


async def test_a_button_sends_its_page(world: World) -> None:
    await world.presses(ANNA, Page.TIMELINE)
    assert world.telegram.last(ANNA.id).startswith("Timeline\nTalks in Istanbul\n\n14:46 Moment 1")
    await world.presses(BORIS, Page.THEMES)
    assert world.telegram.last(BORIS.id).startswith("О чём договорились\nTalks in Istanbul")


async def test_a_link_opens_its_page(world: World) -> None:
    await world.telegram.says(ANNA, "/start p1-timeline")
    assert world.telegram.last(ANNA.id).startswith("Timeline")
    assert len(world.telegram.parts(ANNA.id)) == 1


async def test_the_album_holds_the_photos_that_can_be_had(world: World) -> None:
    await world.presses(ANNA, Page.PHOTOS)
    shown = world.telegram.parts(ANNA.id)
    assert [each.media for each in shown] == [(photo(1),), (photo(2),), (photo(3),)]
    assert shown[0].text.value.startswith("In pictures\nTalks in Istanbul\n\n1. 14:46 Moment 1")


async def test_without_a_photo_to_be_had_it_says_so(world: World) -> None:
    world.web.broken = True
    await world.presses(ANNA, Page.PHOTOS)
    assert world.telegram.last(ANNA.id).endswith("None of the photos can be shown at present.")


async def test_who_wants_no_photos_gets_none(world: World) -> None:
    world.chats.have(Chat(ANNA.id, ChatKind.PRIVATE))
    await world.chats.follow(ANNA.id, 1, Preferences(photos=False), at(0))
    await world.presses(ANNA, Page.PHOTOS)
    assert world.telegram.last(ANNA.id) == "There is nothing here any more."
    assert world.web.fetched == []


@pytest.mark.parametrize("words", ["/start p7-timeline", "/start p2-timeline"])
async def test_a_link_to_a_summary_that_is_not_there(world: World, words: str) -> None:
    await world.telegram.says(BORIS, words)
    assert world.telegram.last(BORIS.id) == "Здесь больше ничего нет."


async def test_a_button_of_a_summary_that_is_not_there(world: World) -> None:
    await world.presses(ANNA, Page.TIMELINE, coverage_id=2)
    assert world.telegram.parts(ANNA.id) == []
    assert "no longer exists" in world.telegram.notes()[-1]


@pytest.mark.parametrize("data", ["1:g:page:1:secrets", "1:g:page:x:timeline", "1:g:page:1"])
async def test_a_made_up_button_does_nothing(world: World, data: str) -> None:
    await world.telegram.presses_data(ANNA, data)
    assert world.telegram.parts(ANNA.id) == []


@pytest.mark.parametrize("words", ["/start p1-secrets", "/start p1-timeline2", "/start 1-timeline"])
async def test_a_made_up_link_is_not_ours(world: World, words: str) -> None:
    await world.telegram.says(ANNA, words)
    assert not [text for text in world.telegram.messenger.texts(ANNA.id) if "Timeline" in text]


async def test_a_link_in_a_group_is_not_answered_for_everybody(world: World) -> None:
    await world.telegram.says(ANNA, "/start p1-timeline", chat=group())
    assert world.telegram.parts(-1005) == []


# --- How summaries look


def name() -> str:
    return "dateline_bot"


@pytest.mark.parametrize("page", Page)
def test_in_private_a_button_is_pressed_elsewhere_it_opens_the_bot(page: Page) -> None:
    private, channel = (
        look_for(kind, CardTheme.DARK, name) for kind in (ChatKind.PRIVATE, ChatKind.CHANNEL)
    )
    assert private.button is not None
    assert channel.button is not None
    pressed = private.button(999_999_999, page, "Label")
    assert pressed.url == ""
    assert len(pressed.data.encode()) <= MAX_BYTES
    linked = channel.button(12, page, "Label")
    assert (linked.label, linked.data) == ("Label", "")
    assert linked.url == f"https://t.me/dateline_bot?start=p12-{page}"
    assert (private.theme, channel.theme) == (CardTheme.DARK, CardTheme.DARK)
