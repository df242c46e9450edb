"""Polls in the database: what is asked, how readers vote, what is left to stop."""

from typing import TYPE_CHECKING

import pytest
from builders import START, at, message
from sqlalchemy import select

from bot.deliver import OpenPoll
from bot.errors import WrongState
from bot.model import (
    Audience,
    AudienceKind,
    Broadcast,
    BroadcastState,
    Coverage,
    CoverageState,
    Poll,
    PollResult,
    Votes,
)
from storage import Store
from storage.database import Database
from storage.schema import poll_messages

if TYPE_CHECKING:
    from conftest import Desk  # mypy reads it from the folder; at run time pytest does

ASKED = Poll("Will they agree?", ("Yes", "No"))


@pytest.fixture
async def talks(store: Store, desk: "Desk") -> Coverage:
    """A coverage with a channel and two readers."""
    coverage = await desk.cover()
    await desk.channel(-1, coverage)
    await desk.reader(1, coverage)
    await desk.reader(2, coverage)
    return coverage


async def asked(
    store: Store, about: Coverage, kind: AudienceKind = AudienceKind.FOLLOWERS
) -> Broadcast:
    """A poll that has just been confirmed."""
    draft = await store.broadcasts.create(42, START, poll=True)
    await store.broadcasts.set_poll(draft.id, ASKED)
    await store.broadcasts.set_audience(draft.id, Audience(kind, about.id))
    return await store.broadcasts.confirm(draft.id, at(1))


async def sent(store: Store, poll: Broadcast, *chat_ids: int) -> None:
    """It arrived in these chats."""
    for chat_id in chat_ids:
        votes = Votes(f"p{poll.id}:{chat_id}", (0, 0), 0)
        standing = (message(abs(chat_id) * 10),)
        await store.broadcasts.record(poll.id, chat_id, standing, "", at(2), votes=votes)


async def owed(store: Store) -> list[int]:
    return [chat.id for _, chat, _ in await store.broadcasts.owed(at(3), skip_chats=(), limit=9)]


async def ends(store: Store, coverage: Coverage) -> None:
    await store.coverages.set_state(coverage.id, CoverageState.CONCLUDED, at(60))


async def standing_open(store: Store, *skip: int) -> list[tuple[int, int]]:
    """The chats and messages in which a poll is left to stop."""
    found = await store.polls.to_stop(skip_chats=skip, limit=9)
    assert all(isinstance(each, OpenPoll) for each in found)
    return [(each.chat.id, each.message_id) for each in found]


async def test_a_draft_keeps_what_is_asked(store: Store) -> None:
    draft = await store.broadcasts.create(42, START, poll=True)
    assert draft.poll == Poll()
    assert (await store.broadcasts.create(43, START)).poll is None
    await store.broadcasts.set_poll(draft.id, ASKED)
    assert (await store.broadcasts.composing(42)) == await store.broadcasts.get(draft.id)
    assert (await store.broadcasts.get(draft.id)).poll == ASKED
    await store.broadcasts.cancel(draft.id)
    with pytest.raises(WrongState, match="is cancelled"):
        await store.broadcasts.set_poll(draft.id, ASKED)


async def test_followers_are_channels_and_readers_of_one_coverage(
    store: Store, desk: "Desk", talks: Coverage
) -> None:
    other = await desk.cover(source_url="other")
    await desk.reader(9, other)
    poll = await asked(store, talks)
    assert (poll.total, await owed(store)) == (3, [-1, 1, 2])
    assert (await asked(store, talks, AudienceKind.CHANNELS)).total == 1
    assert (await asked(store, other)).total == 1


class TestVotes:
    async def test_are_summed_over_all_chats(self, store: Store, talks: Coverage) -> None:
        poll = await asked(store, talks)
        await sent(store, poll, -1, 1, 2)
        await store.polls.counted(Votes(f"p{poll.id}:-1", (700, 20), 720))
        await store.polls.counted(Votes(f"p{poll.id}:1", (0, 1), 1))
        await store.polls.counted(Votes(f"p{poll.id}:2", (0, 1), 1))
        await store.polls.counted(Votes("somebody else's", (5, 5), 10))
        assert await store.polls.results(talks.id) == [
            PollResult("Will they agree?", (("Yes", 700), ("No", 22)), 722)
        ]

    async def test_belong_to_their_poll_and_coverage(
        self, store: Store, desk: "Desk", talks: Coverage
    ) -> None:
        other = await desk.cover(source_url="other")
        for poll in (await asked(store, talks), await asked(store, talks)):
            await sent(store, poll, 1)
        await store.polls.counted(Votes("p2:1", (1, 0), 1))
        assert [result.voters for result in await store.polls.results(talks.id)] == [0, 1]
        assert await store.polls.results(other.id) == []

    async def test_of_a_poll_that_was_taken_back_count_no_more(
        self, store: Store, talks: Coverage
    ) -> None:
        poll = await asked(store, talks)
        await sent(store, poll, -1, 1, 2)
        await store.broadcasts.recall(poll.id)
        assert await store.polls.results(talks.id) == []
        assert not await store.polls.open(talks.id)

    async def test_outlive_a_groups_move(self, store: Store, talks: Coverage) -> None:
        poll = await asked(store, talks)
        await sent(store, poll, -1)
        await store.polls.counted(Votes(f"p{poll.id}:-1", (1, 2), 3))
        await store.chats.migrate(-1, -100, at(5))
        (result,) = await store.polls.results(talks.id)
        assert result.voters == 3


class TestTheEnd:
    async def test_while_the_coverage_goes_on_nothing_is_stopped(
        self, store: Store, talks: Coverage
    ) -> None:
        await sent(store, await asked(store, talks), -1, 1, 2)
        assert await standing_open(store) == []
        assert await store.polls.open(talks.id)

    async def test_stops_the_poll_in_every_chat_that_has_it(
        self, store: Store, talks: Coverage
    ) -> None:
        poll = await asked(store, talks)
        await sent(store, poll, -1, 1)
        await ends(store, talks)
        assert await standing_open(store, -1) == [(1, 10)]
        assert await standing_open(store) == [(-1, 10), (1, 10)]
        await store.polls.stopped(poll.id, 1, Votes(f"p{poll.id}:1", (1, 0), 1))
        await store.polls.stopped(poll.id, -1, None)
        assert await store.polls.open(talks.id)  # until that is noticed
        assert await standing_open(store) == []
        assert not await store.polls.open(talks.id)
        (result,) = await store.polls.results(talks.id)
        assert result.options == (("Yes", 1), ("No", 0))

    async def test_leaves_out_chats_that_went_away(self, store: Store, talks: Coverage) -> None:
        await sent(store, await asked(store, talks), 1, 2)
        await store.chats.stop(1, "blocked", at(5))
        await ends(store, talks)
        assert await standing_open(store) == [(2, 20)]

    async def test_owes_nobody_the_poll_any_more(self, store: Store, talks: Coverage) -> None:
        poll = await asked(store, talks)
        await sent(store, poll, -1)
        await ends(store, talks)
        assert await owed(store) == []
        assert (await store.broadcasts.get(poll.id)).state is BroadcastState.DONE

    async def test_also_stops_what_was_on_its_way_then(self, store: Store, talks: Coverage) -> None:
        poll = await asked(store, talks)
        await ends(store, talks)
        assert await standing_open(store) == []
        assert not await store.polls.open(talks.id)
        await sent(store, poll, 2)
        assert await standing_open(store) == [(2, 20)]

    async def test_finds_one_whose_answer_was_lost(self, store: Store, talks: Coverage) -> None:
        poll = await asked(store, talks)
        await store.broadcasts.record(poll.id, -1, (message(10),), "", at(2))
        await ends(store, talks)
        assert await standing_open(store) == [(-1, 10)]
        await store.polls.stopped(poll.id, -1, Votes("found", (3, 4), 7))
        (result,) = await store.polls.results(talks.id)
        assert result.voters == 7


class TestWhoVotedWhat:
    async def stored(self, database: Database) -> dict[int, str]:
        """The counts by chat, as they stand in the database."""
        query = select(poll_messages.c.chat_id, poll_messages.c.counts)
        async with database.read() as connection:
            return {row.chat_id: row.counts for row in await connection.execute(query)}

    async def over(self, store: Store, poll: Broadcast, *chat_ids: int) -> None:
        """It is stopped in these chats, and then over."""
        for chat_id in chat_ids:
            await store.polls.stopped(poll.id, chat_id, None)
        assert await standing_open(store) == []

    async def test_is_forgotten_when_the_poll_is_over(
        self, store: Store, database: Database, talks: Coverage
    ) -> None:
        poll = await asked(store, talks)
        await sent(store, poll, -1, 1, 2)
        for chat_id, counts in ((-1, (7, 2)), (1, (0, 1)), (2, (0, 1))):
            await store.polls.counted(Votes(f"p{poll.id}:{chat_id}", counts, sum(counts)))
        before = await store.polls.results(talks.id)
        assert (await self.stored(database))[1] == "[0, 1]"
        await ends(store, talks)
        await self.over(store, poll, -1, 1, 2)
        assert await self.stored(database) == {-1: "[7, 2]", 0: "[0, 2]", 1: "", 2: ""}
        assert await store.polls.results(talks.id) == before
        assert before[0].voters == 11

    async def test_what_comes_in_later_is_added_and_nothing_counts_twice(
        self, store: Store, database: Database, talks: Coverage
    ) -> None:
        poll = await asked(store, talks)
        await sent(store, poll, 1)
        await store.polls.counted(Votes(f"p{poll.id}:1", (1, 0), 1))
        await ends(store, talks)
        await self.over(store, poll, 1)
        await store.polls.stopped(poll.id, 1, Votes(f"p{poll.id}:1", (1, 0), 1))
        await sent(store, poll, 2)
        await store.polls.counted(Votes(f"p{poll.id}:2", (0, 1), 1))
        assert await standing_open(store) == [(2, 20)]
        await self.over(store, poll, 2)
        (result,) = await store.polls.results(talks.id)
        assert (result.options, result.voters) == ((("Yes", 1), ("No", 1)), 2)
        assert await self.stored(database) == {0: "[1, 1]", 1: "", 2: ""}

    async def test_a_poll_in_channels_alone_has_nothing_to_forget(
        self, store: Store, database: Database, talks: Coverage
    ) -> None:
        poll = await asked(store, talks)
        await sent(store, poll, -1)
        await ends(store, talks)
        await self.over(store, poll, -1)
        assert await self.stored(database) == {-1: "[0, 0]"}
