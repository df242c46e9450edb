import asyncio
from dataclasses import dataclass, field, replace

import pytest
from builders import (
    at,
    channel,
    coverage,
    photo,
    post,
    seen,
    seen_section,
    snapshot,
    subscription,
)
from desk_fakes import FakeCoverages, FakePages, FakeReaders, FakeStaffBook

from bot.acts import Act
from bot.desk import Desk
from bot.errors import NotFound, SourceError, WrongState
from bot.model import Coverage, CoverageState, PostKind

PAGE = "https://example.org/live"
ANNA = 11


@dataclass
class World:
    coverages: FakeCoverages = field(default_factory=FakeCoverages)
    readers: FakeReaders = field(default_factory=FakeReaders)
    pages: FakePages = field(default_factory=FakePages)
    book: FakeStaffBook = field(default_factory=FakeStaffBook)

    def desk(self) -> Desk:
        return Desk(
            coverages=self.coverages,
            readers=self.readers,
            sources=self.pages,
            audit=self.book,
            one_act=asyncio.Lock(),
            language="ru",
            timezone="Europe/Istanbul",
        )


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def desk(world: World) -> Desk:
    return world.desk()


# --- Adding --------------------------------------------------------------------------------------


async def test_a_look_shows_the_page_and_stores_nothing(world: World, desk: Desk) -> None:
    world.pages.shown[PAGE] = snapshot(seen(1), seen(2, media=(photo(),)))
    found = await desk.look(f"{PAGE}#p2")
    assert (found.title, found.url) == ("Talks in Istanbul", PAGE)
    assert [one.key for one in found.snapshot.posts] == ["p1", "p2"]
    assert world.pages.asked == [f"{PAGE} in Europe/Istanbul"]
    assert not world.coverages.kept
    assert not world.book.log


async def test_a_title_that_ends_in_live_loses_that(world: World, desk: Desk) -> None:
    world.pages.shown[PAGE] = snapshot(title="Talks in Istanbul – live")
    assert (await desk.look(PAGE)).title == "Talks in Istanbul"
    assert (await desk.look(PAGE, "Talks – live")).title == "Talks – live"


async def test_the_editors_own_title_wins(world: World, desk: Desk) -> None:
    world.pages.shown[PAGE] = snapshot()
    assert (await desk.look(PAGE, "The  talks")).title == "The talks"


async def test_a_page_without_a_title_is_called_by_its_host(world: World, desk: Desk) -> None:
    world.pages.shown[PAGE] = snapshot(title="")
    assert (await desk.look(PAGE)).title == "example.org"


async def test_a_page_that_cannot_be_read_says_why(desk: Desk) -> None:
    with pytest.raises(SourceError, match="no such page"):
        await desk.look(PAGE)


async def test_what_is_there_already_becomes_history(world: World, desk: Desk) -> None:
    world.pages.shown[PAGE] = snapshot(seen(1), seen(2), language="en-GB")
    added = await desk.add(PAGE, "Talks", ANNA, at(5))
    assert (added.title, added.language, added.state) == ("Talks", "en", CoverageState.LIVE)
    assert [one.key for one in world.coverages.kept_posts[added.id]] == ["p1", "p2"]
    assert world.coverages.announced == []
    assert world.book.acts == [f"11 added #1 “Talks” from {PAGE}"]


async def test_a_page_in_another_language_gets_the_default_one(world: World, desk: Desk) -> None:
    world.pages.shown[PAGE] = snapshot(language="fi")
    assert (await desk.add(PAGE, "", ANNA, at(5))).language == "ru"


async def test_an_event_that_lies_ahead_is_scheduled(world: World, desk: Desk) -> None:
    world.pages.shown[PAGE] = snapshot(starts_at=at(60))
    added = await desk.add(PAGE, "", ANNA, at(5))
    assert (added.state, added.starts_at) == (CoverageState.SCHEDULED, at(60))


async def test_the_same_address_twice_names_its_coverage(world: World, desk: Desk) -> None:
    world.coverages.have(coverage(id=4), url=PAGE)
    with pytest.raises(WrongState, match=r"“Talks in Istanbul” \(live\).*/coverage 4"):
        await desk.look(f"{PAGE}#latest")
    assert world.pages.asked == []


async def test_the_page_of_a_concluded_coverage_may_be_covered_anew(
    world: World, desk: Desk
) -> None:
    world.coverages.have(coverage(id=4, state=CoverageState.CONCLUDED), url=PAGE)
    world.pages.shown[PAGE] = snapshot(url=PAGE)
    assert (await desk.look(PAGE)).url == PAGE


async def test_a_second_address_of_the_same_page_is_noticed(world: World, desk: Desk) -> None:
    world.coverages.have(coverage(id=4), url=PAGE)
    world.pages.shown["https://short.example/x"] = snapshot(url=PAGE)
    with pytest.raises(WrongState, match="covered already"):
        await desk.look("short.example/x")


async def test_two_who_add_at_once_add_it_once(world: World, desk: Desk) -> None:
    world.pages.shown[PAGE] = snapshot(seen(1))
    both = [desk.add(PAGE, "", editor, at(5)) for editor in (1, ANNA)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Coverage, WrongState]
    assert len(world.coverages.kept) == 1


# --- Looking -------------------------------------------------------------------------------------


async def test_the_board_counts_what_stands(world: World, desk: Desk) -> None:
    summary = post(3, kind=PostKind.SUMMARY)
    world.coverages.have(coverage(id=1), post(1), post(2, withdrawn_at=at(3)), summary)
    world.coverages.have(coverage(id=2, title="Another"))
    in_channel = subscription(id=3, chat=channel())
    world.readers.following[1] = [subscription(id=1), subscription(id=2), in_channel]
    newest, oldest = await desk.board()
    assert (newest.coverage.title, newest.posts, newest.readers) == ("Another", 0, 0)
    assert (oldest.posts, oldest.readers, oldest.places) == (1, 2, 1)
    assert oldest.sources[0].url == "https://example.org/1"


async def test_the_page_around_the_posts_is_kept_and_counted(world: World, desk: Desk) -> None:
    world.pages.shown[PAGE] = snapshot(seen(1), background=(seen_section(1), seen_section(2)))
    added = await desk.add(PAGE, "Talks", ANNA, at(5))
    kept = world.coverages.kept_sections[added.id]
    assert [(one.key, one.first_seen_at) for one in kept] == [("s1", at(5)), ("s2", at(5))]
    assert (await desk.standing(added.id)).sections == 2
    kept[0] = replace(kept[0], withdrawn_at=at(6))
    assert (await desk.standing(added.id)).sections == 1


async def test_a_panel_shows_a_proposed_end_until_it_is_answered(world: World, desk: Desk) -> None:
    world.coverages.have(coverage())
    await world.coverages.propose_end(1, "the page says so", at(5))
    assert (await desk.standing(1)).reason == "the page says so"
    await world.coverages.dismiss_end(1, at(6))
    assert (await desk.standing(1)).reason == ""


async def test_without_a_number_the_only_fitting_coverage_is_meant(
    world: World, desk: Desk
) -> None:
    world.coverages.have(coverage(id=1, state=CoverageState.CONCLUDED))
    world.coverages.have(coverage(id=2))
    assert (await desk.only_one_for(Act("pause"))).id == 2
    assert (await desk.only_one_for(Act("reopen"))).id == 1
    with pytest.raises(NotFound, match="No coverage can be resumed now"):
        await desk.only_one_for(Act("resume"))


async def test_several_fitting_coverages_are_asked_about(world: World, desk: Desk) -> None:
    world.coverages.have(coverage(id=1))
    world.coverages.have(coverage(id=2, title="Another"))
    with pytest.raises(WrongState, match="Which one") as said:
        await desk.only_one_for(Act("pause"))
    assert "/coverage pause 2 – Another" in str(said.value)


# --- Acting --------------------------------------------------------------------------------------


async def test_pause_resume_and_rename_are_logged(world: World, desk: Desk) -> None:
    world.coverages.have(coverage())
    assert (await desk.pause(1, ANNA, at(1))).state is CoverageState.PAUSED
    assert (await desk.resume(1, ANNA, at(2))).state is CoverageState.LIVE
    before, after = await desk.rename(1, " Talks,\n day two ", ANNA, at(3))
    assert (before.title, after.title) == ("Talks in Istanbul", "Talks, day two")
    assert world.book.acts == [
        "11 paused #1 “Talks in Istanbul”",
        "11 resumed #1 “Talks in Istanbul”",
        "11 renamed #1 “Talks in Istanbul” to “Talks, day two”",
    ]


async def test_an_act_in_the_wrong_state_changes_nothing(world: World, desk: Desk) -> None:
    world.coverages.have(coverage(state=CoverageState.PAUSED))
    with pytest.raises(WrongState, match="is paused already"):
        await desk.pause(1, ANNA, at(1))
    assert world.book.log == []


async def test_what_does_not_exist_cannot_be_renamed(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.rename(9, "Talks", ANNA, at(1))


# --- The end -------------------------------------------------------------------------------------
