"""What readers look up, on their telephone."""

from dataclasses import dataclass

import pytest
from builders import at, coverage, post, section
from chat_fakes import FakeChats, FakeLinks, FakeRounds
from desk_fakes import FakeCoverages
from fakes import Clock
from offline_telegram import OfflineTelegram, Person, group, offline_telegram

from bot.follow import Following
from bot.model import SectionKind
from bot.recaps import Recaps
from bot.rounds import Rounds
from handlers.background import BackgroundHandlers
from handlers.context import Fallbacks
from handlers.reader import ReaderHandlers

ANNA = Person(100, "Anna")
MEMBER = Person(7, "Max")
SECTIONS = (
    section(11, kind=SectionKind.DELEGATIONS, heading="Delegations", body="Eleven people a side."),
    section(12, kind=SectionKind.VENUE, heading="", body="Çırağan Palace, 13:00"),
    section(13, heading="An old chapter", withdrawn_at=at(5)),
)


@dataclass
class World:
    """A bot with talks that have a background, and a march that has none."""

    telegram: OfflineTelegram
    chats: FakeChats
    coverages: FakeCoverages

    async def follows(self, *numbers: int) -> None:
        for number in numbers:
            await self.telegram.says(ANNA, f"/follow {number}")

    def text(self) -> str:
        return self.telegram.last(ANNA.id)


@pytest.fixture
async def world() -> World:
    async def is_editor(user_id: int) -> bool:
        return user_id == 3

    telegram = await offline_telegram()
    chats, coverages = FakeChats(), FakeCoverages()
    coverages.have(coverage(id=1, title="Talks"), post(1))
    coverages.have(coverage(id=2, title="March"), post(2, coverage_id=2))
    coverages.kept_sections[1] = list(SECTIONS)
    following, clock = Following(chats, coverages), Clock(at(100))
    messenger = telegram.messenger
    BackgroundHandlers(following, messenger, is_editor=is_editor, clock=clock).register(
        telegram.application
    )
    rounds = Rounds(FakeRounds(), chats)
    ReaderHandlers(
        following,
        messenger,
        rounds=rounds,
        recaps=Recaps(FakeLinks()),
        is_editor=is_editor,
        clock=clock,
    ).register(telegram.application)
    Fallbacks(messenger, is_editor=is_editor).register(telegram.application)
    return World(telegram, chats, coverages)


async def test_the_sections_are_buttons_and_open_calmly(world: World) -> None:
    await world.follows(1)
    await world.telegram.says(ANNA, "/background")
    assert world.text().startswith("Talks\n\nWhat the source tells around its updates")
    assert world.telegram.buttons(ANNA.id) == [["Delegations"], ["Where and when"]]
    await world.telegram.presses(ANNA, "Delegations")
    assert world.text() == "Delegations\n\nEleven people a side.\n\nas of 14:45 Istanbul · Source"
    assert world.telegram.parts(ANNA.id)[-1].silent


async def test_the_readers_language_names_what_has_no_heading(world: World) -> None:
    person = Person(100, language="uk")
    await world.telegram.says(person, "/background 1")
    assert world.telegram.buttons(ANNA.id) == [["Delegations"], ["Де і коли"]]
    await world.telegram.presses(person, "Де і коли")
    assert "станом на 14:45, Стамбул · Джерело" in world.text()


async def test_where_a_coverage_is_looked_at_a_button_leads_there(world: World) -> None:
    await world.follows(1)
    assert world.telegram.buttons(ANNA.id)[0] == ["Background"]
    await world.telegram.presses(ANNA, "Background")
    assert world.telegram.buttons(ANNA.id) == [["Delegations"], ["Where and when"]]


async def test_without_a_background_there_is_no_button(world: World) -> None:
    await world.follows(2)
    assert ["Background"] not in world.telegram.buttons(ANNA.id)
    await world.telegram.says(ANNA, "/background")
    assert world.text() == "The source tells nothing around its updates."


async def test_of_several_only_those_with_a_background_are_asked_for(world: World) -> None:
    await world.follows(1, 2)
    await world.telegram.says(ANNA, "/background")
    assert world.text().startswith("Talks")
    world.coverages.kept_sections[2] = [section(21, coverage_id=2, heading="The route")]
    await world.telegram.says(ANNA, "/background")
    assert world.text() == "Which coverage?"
    await world.telegram.presses(ANNA, "March")
    assert world.telegram.buttons(ANNA.id) == [["The route"]]


async def test_who_follows_nothing_is_told_how_to(world: World) -> None:
    await world.telegram.says(ANNA, "/background")
    assert world.text() == "Nothing is followed here yet. /follow shows what is on."


@pytest.mark.parametrize("number", ["99", "x", "1234567890123"])
async def test_a_coverage_that_is_not_there_is_said_so(world: World, number: str) -> None:
    await world.telegram.says(ANNA, f"/background {number}")
    assert world.text() == "There is no coverage with that number. /follow shows what there is."


async def test_a_section_that_has_gone_gives_way_to_those_there_are(world: World) -> None:
    await world.telegram.says(ANNA, "/background 1")
    world.coverages.kept_sections[1] = [SECTIONS[1]]
    await world.telegram.presses(ANNA, "Delegations")
    assert world.telegram.buttons(ANNA.id) == [["Where and when"]]


async def test_in_a_group_its_admins_look_up(world: World) -> None:
    await world.telegram.says(MEMBER, "/background 1", chat=group())
    assert world.telegram.last(-1005).startswith("Only this group's admins decide")
