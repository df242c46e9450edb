"""What editors are told and asked: each thing once, to everybody."""

from dataclasses import dataclass, field, replace

import pytest
from builders import at, coverage, post, source
from desk_fakes import FakeCoverages, FakeNotices, FakeStaffBook

from bot.errors import WrongState
from bot.model import CoverageState, Part, Trouble
from bot.newsroom import Newsroom
from bot.text import Text

OLGA, ANNA = 1, 11
REASON = "2 new posts since the end"
ENDED = coverage(state=CoverageState.CONCLUDED, concluded_at=at(10))


class Everybody:
    async def everyone(self) -> tuple[int, ...]:
        return (OLGA, ANNA)


@dataclass
class World:
    """A newsroom with everything around it."""

    coverages: FakeCoverages = field(default_factory=FakeCoverages)
    notices: FakeNotices = field(default_factory=FakeNotices)
    book: FakeStaffBook = field(default_factory=FakeStaffBook)
    reopened: list[tuple[int, int]] = field(default_factory=list)

    async def reopen(self, coverage_id: int, actor_id: int, now: object) -> None:
        self.reopened.append((coverage_id, actor_id))

    def newsroom(self) -> Newsroom:
        return Newsroom(
            coverages=self.coverages,
            desk=self,
            audit=self.book,
            notices=self.notices,
            staff=Everybody(),
            reopening_notice=lambda about, reason: Part(Text(f"{about.title}: {reason}")),
        )

    @property
    def told(self) -> list[tuple[int, str]]:
        return [(user, str(part.text)) for user, part in self.notices.queued]


@pytest.fixture
def world() -> World:
    made = World()
    made.coverages.have(ENDED, post(1))
    return made


# --- Reopening ------------------------------------------------------------------------------------


async def test_everybody_is_asked_once_whether_to_reopen(world: World) -> None:
    newsroom = world.newsroom()
    assert await newsroom.propose_reopening(1, REASON, at(12))
    assert not await newsroom.propose_reopening(1, REASON, at(13))
    assert world.told == [(user, f"Talks in Istanbul: {REASON}") for user in (OLGA, ANNA)]
    assert (await world.coverages.get(1)).reopening_proposed_at == at(12)


async def test_after_a_crash_before_it_was_noted_nobody_is_asked_twice(world: World) -> None:
    await world.newsroom().propose_reopening(1, REASON, at(12))
    world.coverages.kept[1] = ENDED
    assert await world.newsroom().propose_reopening(1, REASON, at(12))
    assert len(world.told) == 2


async def test_nothing_is_asked_about_a_coverage_that_goes_on(world: World) -> None:
    world.coverages.kept[1] = coverage()
    assert not await world.newsroom().propose_reopening(1, REASON, at(12))
    assert world.told == []


async def test_an_editor_leaves_it_closed_and_is_asked_again_later(world: World) -> None:
    newsroom = world.newsroom()
    await newsroom.propose_reopening(1, REASON, at(12))
    left = await newsroom.leave_closed(1, ANNA, at(13))
    assert (left.reopening_proposed_at, left.reopening_dismissed_at) == (None, at(13))
    assert world.book.acts == ["11 left closed #1 “Talks in Istanbul”"]
    assert await newsroom.propose_reopening(1, REASON, at(20))
    assert len(world.told) == 4


async def test_what_was_not_proposed_cannot_be_turned_down(world: World) -> None:
    with pytest.raises(WrongState, match="no reopening is proposed"):
        await world.newsroom().leave_closed(1, ANNA, at(13))


async def test_dateline_reopens_what_is_closed_and_nothing_else(world: World) -> None:
    await world.newsroom().reopen(1, at(12))
    world.coverages.kept[1] = coverage()
    await world.newsroom().reopen(1, at(13))
    assert world.reopened == [(1, 0)]


# --- Troubles -------------------------------------------------------------------------------------

WELL = source()
BROKEN = replace(WELL, told=Trouble.BROKEN, told_since=at(5), broken_because="It says 500.")
CHANGED = replace(BROKEN, told=Trouble.CHANGED)


async def test_a_trouble_is_told_once_and_so_is_its_end(world: World) -> None:
    newsroom = world.newsroom()
    for before, after in [(WELL, BROKEN), (BROKEN, BROKEN), (WELL, BROKEN), (BROKEN, WELL)]:
        await newsroom.tell_of_trouble(coverage(), before, after, at(20))
    told = [words for user, words in world.told if user == ANNA]
    assert ["cannot be read since" in told[0], "can be read again" in told[1]] == [True, True]
    assert len(world.told) == 4


async def test_one_trouble_that_follows_another_is_no_recovery(world: World) -> None:
    await world.newsroom().tell_of_trouble(coverage(), BROKEN, CHANGED, at(20))
    assert "does not look as it used to" in world.told[0][1]


async def test_one_silence_of_two_sources_is_told_once_and_so_is_its_end(world: World) -> None:
    newsroom, kept = world.newsroom(), world.coverages.kept_sources
    page, feed = (source(id=number, url=f"https://example.org/{number}") for number in (8, 9))
    kept[:] = [page, feed]
    for place, well in enumerate((page, feed)):
        silent = replace(well, told=Trouble.SILENT, told_since=at(5 + place))
        await newsroom.tell_of_trouble(coverage(), well, silent, at(70))
        kept[place] = silent
    for place, well in enumerate((page, feed)):
        await newsroom.tell_of_trouble(coverage(), kept[place], well, at(80))
        kept[place] = well
    told = [words.splitlines()[0] for user, words in world.told if user == ANNA]
    assert len(told) == 2
    assert "example.org/8 has had no news since" in told[0]
    assert "example.org/9 has news again" in told[1]


async def test_a_second_time_is_another_trouble(world: World) -> None:
    newsroom = world.newsroom()
    await newsroom.tell_of_trouble(coverage(), WELL, BROKEN, at(20))
    again = replace(BROKEN, told_since=at(50))
    await newsroom.tell_of_trouble(coverage(), WELL, again, at(70))
    assert len(world.told) == 4
