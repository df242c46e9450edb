import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from builders import at, channel, coverage, post, section, subscription
from desk_fakes import FakeCoverages, FakeNotices, FakePages, FakePolls, FakeReaders, FakeStaffBook

from bot.closing import Closing, Review
from bot.desk import Desk
from bot.errors import WrongState
from bot.model import (
    ChangeKind,
    Coverage,
    CoverageState,
    DraftState,
    Figures,
    Part,
    PollResult,
    PostKind,
    SectionKind,
    Summary,
    Wording,
)
from bot.summary.closing import summary_post
from bot.text import Text

ANNA = 11
AT_ONCE = Review(timedelta(0), timedelta(0))
TEN_MINUTES = Review(timedelta(minutes=10), timedelta(0))


class Newsroom:
    async def everyone(self) -> tuple[int, ...]:
        return (1, ANNA)


def notice(about: Coverage, reason: str) -> Part:
    return Part(Text(f"{about.title}: {reason}"))


@dataclass
class World:
    coverages: FakeCoverages = field(default_factory=FakeCoverages)
    readers: FakeReaders = field(default_factory=FakeReaders)
    pages: FakePages = field(default_factory=FakePages)
    polls: FakePolls = field(default_factory=FakePolls)
    book: FakeStaffBook = field(default_factory=FakeStaffBook)
    notices: FakeNotices = field(default_factory=FakeNotices)
    one_act: asyncio.Lock = field(default_factory=asyncio.Lock)

    def closing(self, review: Review = AT_ONCE) -> Closing:
        return Closing(
            coverages=self.coverages,
            readers=self.readers,
            polls=self.polls,
            audit=self.book,
            notices=self.notices,
            staff=Newsroom(),
            end_notice=notice,
            review=review,
            one_act=self.one_act,
        )

    def desk(self) -> Desk:
        return Desk(
            coverages=self.coverages,
            readers=self.readers,
            sources=self.pages,
            audit=self.book,
            one_act=self.one_act,
            language="ru",
            timezone="Europe/Istanbul",
        )


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def closing(world: World) -> Closing:
    return world.closing()


# --- The conclusion ------------------------------------------------------------------------------


async def test_the_preview_is_the_summary_and_changes_nothing(
    world: World, closing: Closing
) -> None:
    world.coverages.have(coverage(), post(1), post(2))
    parts = await closing.preview(1, at(90))
    assert "Talks in Istanbul" in str(parts[0].text)
    assert world.coverages.kept[1].state is CoverageState.LIVE
    assert world.coverages.announced == []


async def test_concluding_posts_the_summary_with_the_state(world: World, closing: Closing) -> None:
    world.coverages.have(coverage(), post(1), post(2))
    in_channel = subscription(id=3, chat=channel())
    world.readers.following[1] = [subscription(id=1), subscription(id=2), in_channel]
    concluded = await closing.conclude(1, ANNA, at(90))
    (change,) = world.coverages.announced
    assert concluded.coverage.state is CoverageState.CONCLUDED
    assert concluded.chats == 3
    assert change.kinds == (ChangeKind.POSTED,)
    assert (change.post.id, change.post.key) == (0, "dateline:summary:1")
    assert change.post.kind is PostKind.SUMMARY
    assert change.post.key_moment
    assert change.post.position == 2 * 1024 + 1
    assert change.post.summary is not None
    assert world.book.acts == ["11 concluded #1 “Talks in Istanbul”"]


async def test_what_a_page_brings_while_it_is_summed_up_is_not_written_over(world: World) -> None:
    stub = post(2, headline="A ceasefire", body="", unannounced=True)
    world.coverages.have(coverage(), post(1), stub)

    class BusyPage(FakeReaders):
        async def count_readers(self, coverage_id: int) -> int:
            whole = replace(stub, headline="A ceasefire is agreed", unannounced=False)
            world.coverages.kept_posts[1][1] = whole
            return await super().count_readers(coverage_id)

    world.readers = BusyPage()
    await world.closing().conclude(1, ANNA, at(90))
    assert [change.post.kind for change in world.coverages.announced] == [PostKind.SUMMARY]


@pytest.mark.parametrize("review", [AT_ONCE, TEN_MINUTES])
async def test_a_post_that_is_held_back_goes_out_before_the_summary_and_is_in_it(
    world: World, review: Review
) -> None:
    stub = post(2, headline="A ceasefire is agreed", body="", unannounced=True)
    world.coverages.have(coverage(), post(1), stub)
    await world.closing(review).conclude(1, ANNA, at(90))
    released, *rest = world.coverages.announced
    assert (released.post.id, released.kinds) == (2, (ChangeKind.POSTED,))
    assert not released.post.unannounced
    summary = rest[0].post.summary if rest else world.coverages.drafts[0].summary
    assert summary is not None
    assert 2 in {line.post_id for line in summary.lines}


async def test_two_who_conclude_at_once_send_one_summary(world: World, closing: Closing) -> None:
    world.coverages.have(coverage(), post(1))
    both = [closing.conclude(1, editor, at(90)) for editor in (1, ANNA)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert isinstance(outcomes[1], WrongState)
    assert len(world.coverages.announced) == 1


async def test_dateline_itself_concludes_the_same_way(world: World, closing: Closing) -> None:
    world.coverages.have(coverage(), post(1))
    await closing.conclude(1, 0, at(90))
    assert world.book.acts == ["0 concluded #1 “Talks in Istanbul”"]


async def test_without_a_post_there_is_no_summary(world: World, closing: Closing) -> None:
    world.coverages.have(coverage(), post(1, withdrawn_at=at(2)))
    world.readers.following[1] = [subscription()]
    assert await closing.preview(1, at(90)) == ()
    assert (await closing.conclude(1, ANNA, at(90))).chats == 0
    assert world.coverages.announced == []


async def test_a_second_end_brings_a_second_summary(world: World, closing: Closing) -> None:
    world.coverages.have(coverage(), post(1))
    await closing.conclude(1, ANNA, at(90))
    assert (await world.desk().reopen(1, ANNA, at(91))).state is CoverageState.REOPENED
    world.coverages.kept_posts[1].append(
        post(5, headline="Back again", body="The sides signed a paper on prisoners after all.")
    )
    await closing.conclude(1, ANNA, at(120))
    told = [(change.post.key, *change.kinds) for change in world.coverages.announced]
    assert told == [
        ("dateline:summary:1", ChangeKind.POSTED),
        ("dateline:summary:2", ChangeKind.POSTED),
        ("dateline:summary:1", ChangeKind.EDITED),  # it now leads to the one after it
    ]
    assert all(one.withdrawn_at is None for one in world.coverages.kept_posts[1])


EXCHANGE = "The sides agreed to exchange all seriously wounded prisoners."


@pytest.mark.parametrize("review", [AT_ONCE, TEN_MINUTES])
async def test_a_second_end_with_nothing_new_sends_nothing(world: World, review: Review) -> None:
    world.coverages.have(coverage(), post(1, headline="", body=EXCHANGE))
    await world.closing().conclude(1, ANNA, at(90))
    await world.desk().reopen(1, ANNA, at(91))
    concluded = await world.closing(review).conclude(1, ANNA, at(120))
    assert (concluded.unchanged, concluded.due_at) == (True, None)
    assert len(world.coverages.announced) == 1
    assert world.coverages.drafts == []
    assert world.coverages.kept[1].state is CoverageState.CONCLUDED


async def test_figures_alone_are_brought_level_without_a_new_message(
    world: World, closing: Closing
) -> None:
    world.coverages.have(coverage(), post(1, headline="", body=EXCHANGE))
    await closing.conclude(1, ANNA, at(90))
    await world.desk().reopen(1, ANNA, at(91))
    world.readers.following[1] = [subscription(id=1)]
    assert (await closing.conclude(1, ANNA, at(120))).unchanged
    first, second = world.coverages.announced
    assert second.kinds == (ChangeKind.EDITED,)
    assert (second.post.key, second.post.revision) == (first.post.key, 2)
    assert second.post.corrected_at is None
    assert second.post.summary
    assert second.post.summary.figures.readers == 1


async def test_an_editors_wording_stands_when_nothing_new_is_said(
    world: World, closing: Closing
) -> None:
    world.coverages.have(coverage(), post(1, headline="", body=EXCHANGE))
    await closing.conclude(1, ANNA, at(90))
    stored = world.coverages.kept_posts[1][-1]
    assert stored.summary
    (line,) = stored.summary.lines
    reworded = replace(line, text="In other words.", said=line.text, wording=Wording.EDITOR)
    world.coverages.kept_posts[1][-1] = replace(
        stored, summary=replace(stored.summary, outcome=reworded, takeaways=())
    )
    await world.desk().reopen(1, ANNA, at(91))
    assert (await closing.conclude(1, ANNA, at(120))).unchanged
    assert len(world.coverages.announced) == 1


def test_a_summary_stands_after_every_post() -> None:
    words = Summary(None, (), at(0), at(90), Figures(2, 0, 0, 0))
    summary = summary_post(coverage(), [post(7), post(3)], words, at(90))
    assert summary.position > post(7).position
    assert (summary.posted_at, summary.headline) == (at(90), "Talks in Istanbul")


async def test_nothing_is_previewed_of_what_is_concluded(world: World, closing: Closing) -> None:
    world.coverages.have(coverage(state=CoverageState.CONCLUDED), post(1))
    with pytest.raises(WrongState, match="is concluded already"):
        await closing.preview(1, at(90))


async def test_the_sources_own_takeaways_stand_on_top(world: World, closing: Closing) -> None:
    world.coverages.have(coverage(), post(1), post(2))
    words = "Both sides will return the fallen"
    box = section(kind=SectionKind.TAKEAWAYS, body=words, url="https://example.org/live#box")
    world.coverages.kept_sections[1] = [box]
    await closing.conclude(1, ANNA, at(90))
    summary = world.coverages.announced[0].post.summary
    assert summary is not None
    assert summary.takeaways[0].text == words
    assert summary.takeaways[0].url == "https://example.org/live#box"


async def test_the_summary_tells_who_follows_and_what_was_wanted(
    world: World, closing: Closing
) -> None:
    world.coverages.have(coverage(), post(1), post(2))
    world.readers.following[1] = [subscription(id=1), subscription(id=2)]
    goals = section(kind=SectionKind.GOALS, body="Kyiv wants all prisoners home.")
    world.coverages.kept_sections[1] = [goals]
    await closing.conclude(1, ANNA, at(90))
    summary = world.coverages.announced[0].post.summary
    assert summary is not None
    assert summary.figures.readers == 2
    assert [theme.heading for theme in summary.themes] == [goals.heading]


async def test_editors_get_time_for_the_summary_of_a_conclusion_of_theirs(world: World) -> None:
    world.coverages.have(coverage(), post(1))
    world.readers.following[1] = [subscription(id=1)]
    concluded = await world.closing(TEN_MINUTES).conclude(1, ANNA, at(90))
    assert (concluded.chats, concluded.due_at) == (1, at(100))
    assert world.coverages.announced == []
    (draft,) = world.coverages.drafts
    assert (draft.state, draft.version, draft.due_at) == (DraftState.OPEN, 1, at(100))
    assert draft.summary == draft.automatic
    assert not draft.unpolished


async def test_what_nobody_concluded_goes_out_at_once(world: World) -> None:
    world.coverages.have(coverage(), post(1))
    assert (await world.closing(TEN_MINUTES).conclude(1, 0, at(90))).due_at is None
    assert len(world.coverages.announced) == 1
    assert world.coverages.drafts == []


async def test_with_a_model_every_summary_is_a_draft_first(world: World) -> None:
    world.coverages.have(coverage(), post(1))
    review = Review(timedelta(0), timedelta(0), polished=True)
    assert (await world.closing(review).conclude(1, ANNA, at(90))).due_at == at(90)
    assert world.coverages.drafts[0].unpolished


VOTED = PollResult("Will they agree?", (("Yes", 7), ("No", 3)), 10)


async def test_what_readers_voted_is_in_the_summary(world: World) -> None:
    world.coverages.have(coverage(), post(1))
    world.polls.voted[1] = [VOTED]
    await world.closing().conclude(1, ANNA, at(90))
    (change,) = world.coverages.announced
    assert change.post.summary
    assert change.post.summary.polls == (VOTED,)


@pytest.mark.parametrize("review", [AT_ONCE, TEN_MINUTES])
async def test_while_a_poll_is_open_the_summary_waits_as_a_draft(
    world: World, review: Review
) -> None:
    world.coverages.have(coverage(), post(1))
    world.polls.still_open.add(1)
    concluded = await world.closing(review).conclude(1, ANNA, at(90))
    assert world.coverages.announced == []
    (draft,) = world.coverages.drafts
    assert draft.unpolished
    assert draft.due_at == (concluded.due_at or at(90))
    assert (concluded.due_at is None) == (review is AT_ONCE)


async def test_without_a_post_there_is_nothing_to_look_over(world: World) -> None:
    world.coverages.have(coverage())
    assert (await world.closing(TEN_MINUTES).conclude(1, ANNA, at(90))).due_at is None
    assert world.coverages.drafts == []


# --- The proposed end ----------------------------------------------------------------------------


async def test_everybody_on_the_staff_is_asked_once(world: World, closing: Closing) -> None:
    world.coverages.have(coverage())
    assert await closing.propose_end(1, "quiet for 3 hours", at(5))
    assert not await closing.propose_end(1, "quiet for 4 hours", at(65))
    assert [(chat, str(part.text)) for chat, part in world.notices.queued] == [
        (1, "Talks in Istanbul: quiet for 3 hours"),
        (ANNA, "Talks in Istanbul: quiet for 3 hours"),
    ]


async def test_a_crash_before_the_mark_doubles_no_notice(world: World) -> None:
    world.coverages.have(coverage())
    await world.closing().propose_end(1, "quiet", at(5))
    world.coverages.kept[1] = coverage()  # the mark was lost
    await world.closing().propose_end(1, "quiet", at(6))
    assert len(world.notices.queued) == 2


async def test_after_keep_going_a_new_proposal_is_a_new_question(
    world: World, closing: Closing
) -> None:
    world.coverages.have(coverage())
    await closing.propose_end(1, "quiet", at(5))
    await closing.keep_going(1, ANNA, at(6))
    assert await closing.propose_end(1, "closing words", at(50))
    assert len(world.notices.queued) == 4
    assert world.book.acts == ["11 kept going with #1 “Talks in Istanbul”"]


@pytest.mark.parametrize("state", [CoverageState.PAUSED, CoverageState.CONCLUDED])
async def test_no_end_is_proposed_of_what_is_not_watched(
    world: World, closing: Closing, state: CoverageState
) -> None:
    world.coverages.have(coverage(state=state))
    assert not await closing.propose_end(1, "quiet", at(5))
    assert world.notices.queued == []


async def test_after_a_reopening_the_end_is_proposed_anew(world: World, closing: Closing) -> None:
    world.coverages.have(coverage(head=4), post(1))
    await closing.propose_end(1, "quiet", at(5))
    await closing.conclude(1, ANNA, at(6))
    await world.desk().reopen(1, ANNA, at(7))
    assert await closing.propose_end(1, "quiet again", at(50))
    assert len(world.notices.queued) == 4


async def test_keep_going_after_the_end_says_so(world: World, closing: Closing) -> None:
    world.coverages.have(coverage(), post(1))
    await closing.propose_end(1, "quiet", at(5))
    await closing.conclude(1, 1, at(6))
    with pytest.raises(WrongState, match="is concluded; no end is proposed"):
        await closing.keep_going(1, ANNA, at(7))
