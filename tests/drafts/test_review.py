"""A draft of a summary, from its conclusion to the chats, as the use case decides it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from builders import at, coverage, photo, post, subscription
from desk_fakes import FakeCoverages, FakePolls, FakeReaders, FakeStaffBook
from draft_fakes import FakeDrafts, FakePolishing

from bot.drafts import At, DraftChanged, Drafts
from bot.drafts.review import VOTES_WITHIN
from bot.errors import WrongState
from bot.model import (
    ChangeKind,
    CoverageState,
    Draft,
    DraftState,
    Figures,
    PollResult,
    Question,
    QuestionKind,
    Summary,
    Takeaway,
    Wording,
)

ANNA, BORIS = 11, 12
ONE = Takeaway("Delegations arrived at the palace.", 1)
TWO = Takeaway("Each side will return 6,000 bodies.", 2)
SUMMARY = Summary(TWO, (ONE,), at(0), at(60), Figures(2, 1, 0, 0))


@dataclass
class World:
    coverages: FakeCoverages = field(default_factory=FakeCoverages)
    readers: FakeReaders = field(default_factory=FakeReaders)
    polls: FakePolls = field(default_factory=FakePolls)
    book: FakeStaffBook = field(default_factory=FakeStaffBook)
    polishing: FakePolishing | None = None
    woken: int = 0

    def __post_init__(self) -> None:
        self.drafts = FakeDrafts(self.coverages)
        self.coverages.have(
            coverage(state=CoverageState.CONCLUDED),
            post(1, body=ONE.text, media=(photo(1),)),
            post(2, body=TWO.text, media=(photo(2),), key_moment=True),
        )
        self.readers.following[1] = [subscription(id=1), subscription(id=2)]

    def use(self) -> Drafts:
        def wake() -> None:
            self.woken += 1

        return Drafts(
            drafts=self.drafts,
            coverages=self.coverages,
            readers=self.readers,
            polls=self.polls,
            audit=self.book,
            polishing=self.polishing,
            on_publish=wake,
        )

    def have(self, *, unpolished: bool = False) -> Draft:
        draft = Draft(
            *(1, 1, 1, DraftState.OPEN, SUMMARY, SUMMARY, (), at(60), at(70)), unpolished=unpolished
        )
        self.drafts.kept[1] = draft
        return draft

    @property
    def draft(self) -> Draft:
        return self.drafts.kept[1]

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.draft.summary.lines]

    def at(self, actor_id: int = ANNA) -> At:
        return At(1, self.draft.version, actor_id)


@pytest.fixture
def world() -> World:
    made = World()
    made.have()
    return made


# --- Acts ----------------------------------------------------------------------------------------


async def test_every_act_makes_a_version_that_can_be_undone(world: World) -> None:
    drafts = world.use()
    await drafts.move(world.at(), 1, -1, at(61))
    await drafts.drop(world.at(), 1, at(61))
    assert (world.texts, world.draft.version) == ([ONE.text], 3)
    await drafts.undo(world.at(), at(61))
    assert world.texts == [ONE.text, TWO.text]
    await drafts.undo(world.at(), at(61))
    assert (world.draft.summary, world.draft.version) == (SUMMARY, 5)
    with pytest.raises(WrongState, match="nothing to undo"):
        await drafts.undo(world.at(), at(61))
    assert world.book.acts == [
        "11 changed the draft of #1 “Talks in Istanbul”",
        "11 changed the draft of #1 “Talks in Istanbul”",
        "11 undid an act on the draft of #1 “Talks in Istanbul”",
        "11 undid an act on the draft of #1 “Talks in Istanbul”",
    ]


async def test_an_act_that_changes_nothing_is_none(world: World) -> None:
    assert await world.use().move(world.at(), 0, -1, at(61)) == world.draft
    assert (world.draft.version, world.book.acts) == (1, [])


async def test_discarding_goes_back_to_the_automatic_summary_and_can_be_undone(
    world: World,
) -> None:
    drafts = world.use()
    await drafts.drop(world.at(), 0, at(61))
    await drafts.automatic(world.at(), at(61))
    assert world.draft.summary == SUMMARY
    await drafts.undo(world.at(), at(61))
    assert world.texts == [ONE.text]


Act = Callable[[Drafts, At], Awaitable[object]]
ACTS = [
    pytest.param(lambda it, where: it.drop(where, 0, at(62)), id="drop"),
    pytest.param(lambda it, where: it.move(where, 0, 1, at(62)), id="move"),
    pytest.param(lambda it, where: it.undo(where, at(62)), id="undo"),
    pytest.param(lambda it, where: it.automatic(where, at(62)), id="discard"),
    pytest.param(lambda it, where: it.cover(where, (), at(62)), id="photo"),
    pytest.param(lambda it, where: it.ask(where, QuestionKind.ADD), id="ask"),
    pytest.param(lambda it, where: it.check(where), id="ask to send"),
    pytest.param(lambda it, where: it.publish(where, at(62)), id="send"),
]


@pytest.mark.parametrize("act", ACTS)
async def test_nobody_acts_on_what_another_has_changed(world: World, act: Act) -> None:
    drafts, seen_by_boris = world.use(), world.at(BORIS)
    await drafts.drop(world.at(ANNA), 0, at(61))
    before = world.draft
    with pytest.raises(DraftChanged, match="Somebody else has changed the draft"):
        await act(drafts, seen_by_boris)
    assert world.draft == before


@pytest.mark.parametrize("act", ACTS)
async def test_what_is_settled_stays_settled(world: World, act: Act) -> None:
    drafts, where = world.use(), world.at()
    await drafts.publish(where, at(61))
    with pytest.raises(DraftChanged, match="published already"):
        await act(drafts, where)


async def test_an_act_leaves_time_for_the_next_one(world: World) -> None:
    drafts = world.use()
    await drafts.drop(world.at(), 0, at(65))
    assert world.draft.due_at == at(70)
    await drafts.undo(world.at(), at(69.5))
    assert world.draft.due_at == at(71.5)


# --- What editors send ---------------------------------------------------------------------------


async def test_a_line_is_rewritten_by_what_the_editor_sends_next(world: World) -> None:
    drafts = world.use()
    question = await drafts.ask(world.at(), QuestionKind.REWRITE, 1)
    assert question == Question(ANNA, 1, QuestionKind.REWRITE, ONE.text)
    assert await drafts.question(ANNA) == question
    await drafts.answer(question, "They are here.", (), at(61))
    line = world.draft.summary.lines[1]
    assert (line.text, line.post_id, line.wording) == ("They are here.", 1, Wording.EDITOR)
    assert await drafts.question(ANNA) is None


async def test_the_line_is_found_where_another_editor_has_moved_it(world: World) -> None:
    drafts = world.use()
    question = await drafts.ask(world.at(), QuestionKind.REWRITE, 1)
    await drafts.move(world.at(BORIS), 1, -1, at(61))
    await drafts.answer(question, "They are here.", (), at(61))
    assert world.texts == ["They are here.", TWO.text]


async def test_a_line_that_is_gone_cannot_be_rewritten(world: World) -> None:
    drafts = world.use()
    question = await drafts.ask(world.at(), QuestionKind.REWRITE, 1)
    await drafts.drop(world.at(BORIS), 1, at(61))
    with pytest.raises(DraftChanged, match="changed that line"):
        await drafts.answer(question, "They are here.", (), at(61))
    assert await drafts.question(ANNA) is None


async def test_an_answer_that_does_not_fit_leaves_the_question(world: World) -> None:
    drafts = world.use()
    question = await drafts.ask(world.at(), QuestionKind.ADD)
    with pytest.raises(WrongState, match="needs words"):
        await drafts.answer(question, "", (photo(5),), at(61))
    await drafts.answer(question, "A line of mine.", (), at(61))
    assert world.texts == [TWO.text, ONE.text, "A line of mine."]
    assert world.draft.summary.lines[-1].post_id is None


async def test_after_the_end_a_question_is_dropped(world: World) -> None:
    drafts = world.use()
    question = await drafts.ask(world.at(), QuestionKind.ADD)
    await drafts.publish(world.at(BORIS), at(61))
    with pytest.raises(DraftChanged, match="published already"):
        await drafts.answer(question, "Too late.", (), at(62))
    assert await drafts.question(ANNA) is None


async def test_days_later_a_message_is_no_answer_any_more(world: World) -> None:
    drafts = world.use()
    await drafts.ask(world.at(), QuestionKind.ADD)
    await drafts.run_once(at(70))
    assert await drafts.question(ANNA) is None
    assert world.drafts.questions == {}


async def test_no_question_about_a_line_that_is_not_there(world: World) -> None:
    with pytest.raises(WrongState, match="no such line"):
        await world.use().ask(world.at(), QuestionKind.REWRITE, 5)


async def test_a_photo_is_chosen_by_number_or_sent_or_left_out(world: World) -> None:
    drafts = world.use()
    assert await drafts.photos(1) == (photo(2), photo(1))
    question = await drafts.ask(world.at(), QuestionKind.COVER)
    with pytest.raises(WrongState, match="a number from 1 to 2"):
        await drafts.answer(question, "3", (), at(61))
    await drafts.answer(question, " 2 ", (), at(61))
    assert world.draft.summary.cover == (photo(1),)
    await drafts.answer(question, "", (photo(9), photo(8)), at(61))
    assert world.draft.summary.cover == (photo(9),)
    await drafts.cover(world.at(), (), at(61))
    assert world.draft.summary.cover == ()
    await drafts.cover(world.at(), None, at(61))
    assert world.draft.summary.cover is None


async def test_a_question_can_be_dropped(world: World) -> None:
    drafts = world.use()
    await drafts.ask(world.at(), QuestionKind.ADD)
    assert await drafts.cancel_question(ANNA)
    assert not await drafts.cancel_question(ANNA)


# --- Going out -----------------------------------------------------------------------------------


async def test_an_approved_draft_goes_out_as_it_is(world: World) -> None:
    drafts = world.use()
    await drafts.drop(world.at(), 1, at(61))
    published = await drafts.publish(world.at(), at(62))
    (change,) = world.coverages.announced
    assert change.kinds == (ChangeKind.POSTED,)
    assert change.post.summary == published.summary == world.draft.summary
    assert (published.state, published.actor_id) == (DraftState.PUBLISHED, ANNA)
    assert (world.woken, world.book.acts[-1]) == (
        1,
        "11 published the summary of #1 “Talks in Istanbul”",
    )


async def test_it_goes_out_by_itself_when_its_time_is_over(world: World) -> None:
    drafts = world.use()
    await drafts.run_once(at(69.9))
    assert world.draft.state is DraftState.OPEN
    await drafts.run_once(at(70))
    assert (world.draft.state, world.draft.actor_id) == (DraftState.PUBLISHED, 0)
    await world.use().run_once(at(71))  # nor does a restart send it again
    assert len(world.coverages.announced) == 1


async def test_what_was_corrected_meanwhile_goes_out_corrected_and_unmarked(world: World) -> None:
    now = "Each side will return 1,200 bodies."
    world.coverages.kept_posts[1][1] = post(2, body=now)
    drafts = world.use()
    view = await drafts.view(world.draft)
    assert "1,200 bodies" in str(view.preview[0].text)
    published = await drafts.publish(world.at(), at(62))
    assert published.summary.outcome == Takeaway(now, 2)


async def test_the_view_counts_who_gets_it_and_who_has_it(world: World) -> None:
    drafts = world.use()
    view = await drafts.view(world.draft)
    assert (view.chats, view.shown) == (2, 0)
    published = await drafts.publish(world.at(), at(62))
    world.drafts.reached = 1
    assert (await drafts.view(published)).shown == 1


async def test_a_summary_that_went_out_is_not_taken_for_one_before_itself(world: World) -> None:
    drafts = world.use()
    published = await drafts.publish(world.at(), at(62))
    view = await drafts.view(published)
    assert str(view.preview[0].text).startswith("Talks concluded")


async def test_a_settled_draft_is_shown_for_a_while(world: World) -> None:
    drafts = world.use()
    await drafts.publish(world.at(), at(62))
    assert len(await drafts.shown_now(at(90))) == 1
    assert await drafts.shown_now(at(93)) == []


# --- A model's words -----------------------------------------------------------------------------


async def test_editors_see_a_draft_once_the_model_was_asked() -> None:
    world = World(polishing=FakePolishing())
    world.have(unpolished=True)
    drafts = world.use()
    assert await drafts.shown_now(at(61)) == []
    await drafts.run_once(at(61))
    (shown,) = await drafts.shown_now(at(61))
    assert shown.summary == shown.automatic
    assert shown.summary.takeaways[0].text == ONE.text.upper()
    await drafts.run_once(at(62))
    assert world.polishing is not None
    assert world.polishing.asked == [1], "it is asked once"


async def test_a_draft_that_is_due_goes_out_with_the_models_words() -> None:
    world = World(polishing=FakePolishing())
    world.have(unpolished=True)
    await world.use().run_once(at(70))
    assert world.draft.state is DraftState.PUBLISHED
    assert world.draft.summary.takeaways[0].text == ONE.text.upper()


async def test_without_the_model_it_was_made_for_a_draft_goes_out_as_it_is(world: World) -> None:
    world.have(unpolished=True)  # the setting was taken away, then the bot restarted
    await world.use().run_once(at(70))
    assert world.draft.summary == SUMMARY


# --- The last votes ------------------------------------------------------------------------------

VOTED = PollResult("Will they agree?", (("Yes", 7), ("No", 3)), 10)


async def test_a_draft_waits_for_the_last_votes_and_is_then_seen_with_them(world: World) -> None:
    world.have(unpolished=True)
    world.polls.still_open.add(1)
    drafts = world.use()
    await drafts.run_once(at(60))
    assert await drafts.shown_now(at(60)) == []
    world.polls.still_open.clear()
    world.polls.voted[1] = [VOTED]
    await drafts.run_once(at(60, seconds=3))
    (shown,) = await drafts.shown_now(at(60, seconds=3))
    assert shown.summary.polls == shown.automatic.polls == (VOTED,)


async def test_it_waits_no_longer_than_a_moment_and_takes_what_is_known(world: World) -> None:
    world.drafts.kept[1] = replace(world.have(unpolished=True), due_at=at(60))
    world.polls.still_open.add(1)
    world.polls.voted[1] = [VOTED]
    drafts = world.use()
    await drafts.run_once(at(60) + VOTES_WITHIN - timedelta(seconds=1))
    assert world.draft.state is DraftState.OPEN
    await drafts.run_once(at(60) + VOTES_WITHIN)
    assert (world.draft.state, world.draft.summary.polls) == (DraftState.PUBLISHED, (VOTED,))


async def test_a_draft_that_is_being_looked_over_waits_for_no_votes(world: World) -> None:
    world.polls.still_open.add(1)
    await world.use().run_once(at(70))
    assert world.draft.state is DraftState.PUBLISHED
