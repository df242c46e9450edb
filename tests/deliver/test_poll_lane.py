"""Polls on their way out, stopped at the end, taken back; on a real database."""

from typing import TYPE_CHECKING

import pytest
from builders import at, channel, chat

from bot.model import (
    Audience,
    AudienceKind,
    BroadcastState,
    CoverageState,
    Impossible,
    Never,
    Poll,
    PollResult,
    TryAgain,
    Votes,
)

if TYPE_CHECKING:
    from deliver.conftest import World

ASKED = Poll("Will they agree?", ("Yes", "No"))
CHANNEL, READER = -1001, 100


@pytest.fixture
async def asked(world: "World") -> int:
    """A poll that has just been confirmed, for a channel and a reader."""
    await world.follows(channel(CHANNEL))
    await world.follows(chat(READER))
    draft = await world.store.broadcasts.create(42, world.clock(), poll=True)
    await world.store.broadcasts.set_poll(draft.id, ASKED)
    audience = Audience(AudienceKind.FOLLOWERS, world.coverage.id)
    await world.store.broadcasts.set_audience(draft.id, audience)
    await world.store.broadcasts.confirm(draft.id, world.clock())
    return draft.id


def calls(world: "World", method: str) -> list[int]:
    """The chats in which something was done, in order."""
    return [call.chat_id for call in world.messenger.calls if call.method == method]


async def ends(world: "World") -> None:
    await world.store.coverages.set_state(world.coverage.id, CoverageState.CONCLUDED, at(60))


def votes(world: "World", chat_id: int, *counts: int) -> None:
    """People vote in a chat."""
    place = next(place for place in world.messenger.polls if place[0] == chat_id)
    poll_id = world.messenger.polls[place].poll_id
    world.messenger.polls[place] = Votes(poll_id, counts, sum(counts))


async def results(world: "World") -> list[PollResult]:
    return await world.store.polls.results(world.coverage.id)


async def test_it_reaches_every_follower_once(world: "World", asked: int) -> None:
    await world.settle()
    assert sorted(calls(world, "send_poll")) == [CHANNEL, READER]
    broadcast = await world.store.broadcasts.get(asked)
    assert (broadcast.state, broadcast.sent) == (BroadcastState.DONE, 2)
    assert await results(world) == [PollResult("Will they agree?", (("Yes", 0), ("No", 0)), 0)]


async def test_at_the_end_it_is_stopped_everywhere_and_the_last_votes_count(
    world: "World", asked: int
) -> None:
    assert asked
    await world.settle()
    votes(world, CHANNEL, 5, 2)
    votes(world, READER, 0, 1)
    assert calls(world, "stop_poll") == []
    await ends(world)
    await world.settle()
    assert sorted(calls(world, "stop_poll")) == [CHANNEL, READER]
    assert not await world.store.polls.open(world.coverage.id)
    assert await results(world) == [PollResult("Will they agree?", (("Yes", 5), ("No", 3)), 8)]


async def test_a_pause_is_waited_for_and_what_cannot_be_stopped_keeps_its_last_count(
    world: "World", asked: int
) -> None:
    assert asked
    await world.settle()
    await world.store.polls.counted(Votes(world.messenger.polls[READER, 2].poll_id, (1, 0), 1))
    world.messenger.answers[CHANNEL] = [TryAgain(30, "slower")]
    world.messenger.answers[READER] = [Impossible("the message is gone")]
    await ends(world)
    await world.settle()
    assert await world.store.polls.open(world.coverage.id)
    world.clock.advance(seconds=31)
    await world.settle()
    assert calls(world, "stop_poll").count(CHANNEL) == 2
    assert not await world.store.polls.open(world.coverage.id)
    (result,) = await results(world)
    assert result.voters == 1


async def test_a_reader_who_blocked_the_bot_holds_up_nothing(world: "World", asked: int) -> None:
    assert asked
    await world.settle()
    world.messenger.answers[READER] = [Never("blocked")]
    await ends(world)
    await world.settle()
    assert not await world.store.polls.open(world.coverage.id)
    assert world.told == [f"{READER}: blocked"]


async def test_whoever_has_not_got_it_by_the_end_does_not_get_it(
    world: "World", asked: int
) -> None:
    await ends(world)
    await world.settle()
    assert calls(world, "send_poll") == []
    assert (await world.store.broadcasts.get(asked)).state is BroadcastState.DONE


async def test_taken_back_it_is_stopped_and_deleted(world: "World", asked: int) -> None:
    await world.settle()
    await world.store.broadcasts.recall(asked)
    world.messenger.answers[READER] = [Impossible("this poll has been stopped already")]
    await world.settle()
    assert sorted(calls(world, "stop_poll")) == sorted(calls(world, "delete")) == [CHANNEL, READER]
    assert world.messenger.chats[CHANNEL] == world.messenger.chats[READER] == {}
    assert (await world.store.broadcasts.get(asked)).state is BroadcastState.RECALLED
    assert await results(world) == []


async def test_a_pause_asked_for_while_taking_back_leaves_the_message_until_then(
    world: "World", asked: int
) -> None:
    await world.settle()
    await world.store.broadcasts.recall(asked)
    world.messenger.answers[READER] = [TryAgain(30, "slower")]
    await world.settle()
    assert READER not in calls(world, "delete")
    world.clock.advance(seconds=31)
    await world.settle()
    assert READER in calls(world, "delete")


async def test_a_process_that_dies_before_it_knows_doubles_at_most_what_was_on_its_way(
    world: "World", asked: int
) -> None:
    assert asked
    works = await world.dispatcher._lanes[-2].waiting(world.clock(), skip_chats=(), limit=1)
    await works[0].attempt()  # and the process is killed
    world.restart()
    await world.settle()
    assert sorted(calls(world, "send_poll")) == sorted([CHANNEL, READER, works[0].chat.id])
