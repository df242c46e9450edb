"""A draft in every editor's chat: level with what is so, after a crash and a refusal too."""

from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
from builders import at, coverage, post
from desk_fakes import FakeCoverages, FakePolls, FakeReaders, FakeStaffBook
from draft_fakes import FakeDrafts
from fakes import FakeMessenger

from bot.drafts import At, DraftPanels, Drafts, DraftView
from bot.model import (
    CoverageState,
    Draft,
    DraftState,
    Figures,
    Impossible,
    Never,
    Part,
    Summary,
    Takeaway,
    TryAgain,
    Uncertain,
)
from bot.text import Text

ANNA, BORIS = 11, 12
SUMMARY = Summary(
    Takeaway("It ended.", 2), (Takeaway("They arrived.", 1),), at(0), at(60), Figures(2, 0, 0, 0)
)


class Editors:
    async def everyone(self) -> tuple[int, ...]:
        return (ANNA, BORIS)


def render(view: DraftView, now: datetime) -> Part:
    minutes = (view.draft.due_at - now).total_seconds() / 60
    return Part(Text(f"{view.draft.state}, version {view.draft.version}, {minutes:.0f} min"))


@dataclass
class World:
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    coverages: FakeCoverages = field(default_factory=FakeCoverages)

    def __post_init__(self) -> None:
        self.book = FakeDrafts(self.coverages)
        self.coverages.have(
            coverage(state=CoverageState.CONCLUDED),
            post(1, body="They arrived."),
            post(2, body="It ended."),
        )
        draft = Draft(1, 1, 1, DraftState.OPEN, SUMMARY, SUMMARY, (), at(60), at(70))
        self.book.kept[1] = draft
        self.drafts = Drafts(
            drafts=self.book,
            coverages=self.coverages,
            readers=FakeReaders(),
            polls=FakePolls(),
            audit=FakeStaffBook(),
            polishing=None,
            on_publish=lambda: None,
        )
        self.panels = self.restarted()

    def restarted(self) -> DraftPanels:
        return DraftPanels(self.drafts, self.book, self.messenger, Editors(), render)

    def last(self, who: int) -> str:
        return self.messenger.texts(who)[-1]


@pytest.fixture
def world() -> World:
    return World()


async def test_every_editor_sees_the_preview_and_below_it_how_things_are(world: World) -> None:
    await world.panels.run_once(at(60))
    for who in (ANNA, BORIS):
        *preview, below = world.messenger.texts(who)
        assert "They arrived." in preview[0]
        assert below == "open, version 1, 10 min"


async def test_what_is_level_is_left_alone_after_a_restart_too(world: World) -> None:
    await world.panels.run_once(at(60))
    calls = len(world.messenger.calls)
    await world.panels.run_once(at(60))
    await world.restarted().run_once(at(60))
    assert len(world.messenger.calls) == calls


async def test_an_act_and_the_time_change_all_panels_in_place(world: World) -> None:
    await world.panels.run_once(at(60))
    await world.drafts.drop(At(1, 1, ANNA), 1, at(61))
    await world.panels.run_once(at(61))
    for who in (ANNA, BORIS):
        preview, below = world.messenger.texts(who)
        assert "They arrived." not in preview
        assert below == "open, version 2, 9 min"
    assert {call.method for call in world.messenger.calls[4:]} == {"edit"}


async def test_the_outcome_is_shown_where_the_draft_stood(world: World) -> None:
    await world.panels.run_once(at(60))
    await world.drafts.publish(At(1, 1, ANNA), at(61))
    await world.panels.run_once(at(61))
    assert world.last(BORIS) == "published, version 2, 9 min"


async def test_a_draft_that_went_out_unseen_is_not_shown_beside_its_summary(world: World) -> None:
    await world.drafts.publish(At(1, 1, ANNA), at(61))
    await world.panels.run_once(at(61))
    assert world.messenger.calls == []


async def test_a_panel_cut_in_two_by_a_crash_is_completed(world: World) -> None:
    world.messenger.answers[ANNA] = [None, Uncertain("no answer")]  # type: ignore[list-item] # None: as usual
    await world.panels.run_once(at(60))
    assert len(world.messenger.texts(ANNA)) == 1
    await world.restarted().run_once(at(60))
    assert world.messenger.texts(ANNA) == world.messenger.texts(BORIS)


@pytest.mark.parametrize(
    ("answer", "again_after"),
    [(TryAgain(30, "slow down"), 0.5), (Uncertain("no answer"), 0.2)],
)
async def test_a_pause_is_kept_and_others_do_not_wait(
    world: World, answer: TryAgain | Uncertain, again_after: float
) -> None:
    world.messenger.answers[ANNA] = [answer]
    await world.panels.run_once(at(60))
    await world.panels.run_once(at(60.1))
    assert world.messenger.texts(ANNA) == []
    assert world.last(BORIS) == "open, version 1, 10 min"
    await world.panels.run_once(at(60 + again_after))
    assert world.last(ANNA).startswith("open")


@pytest.mark.parametrize("answer", [Never("never wrote to the bot"), Impossible("refused")])
async def test_who_cannot_be_written_to_is_left_alone(
    world: World, answer: Never | Impossible
) -> None:
    world.messenger.answers[ANNA] = [answer]
    await world.panels.run_once(at(60))
    await world.restarted().run_once(at(61))
    assert sum(call.chat_id == ANNA for call in world.messenger.calls) == 1


async def test_a_panel_can_be_brought_down(world: World) -> None:
    await world.panels.run_once(at(60))
    before = set(world.messenger.chats[ANNA])
    await world.panels.bring_down(world.book.kept[1], ANNA, at(60))
    assert before.isdisjoint(world.messenger.chats[ANNA])
    assert world.messenger.texts(ANNA) == world.messenger.texts(BORIS)


async def test_a_draft_that_waits_for_the_model_is_not_shown(world: World) -> None:
    world.book.kept[1] = replace(world.book.kept[1], unpolished=True)
    await world.panels.run_once(at(60))
    assert world.messenger.calls == []
