"""The engine: order, limits, outcomes. It knows nothing of posts, so neither do these tests."""

import asyncio
import logging
from dataclasses import dataclass, field

import pytest
from builders import START, at, channel, chat
from fakes import Clock

from bot.deliver import Dispatcher
from bot.limits import Limits, Rate, Rates
from bot.model import Address, Impossible, Migrated, Never, Sent, TryAgain, Uncertain


@dataclass
class FakeWork:
    """Something to do in a chat, with the outcomes it will meet, first to last."""

    chat: object
    outcomes: list = field(default_factory=list)
    cost: int = 1
    share: int = 0
    settled: list = field(default_factory=list)
    gate: asyncio.Event | None = None
    attempts: int = 0
    payable: bool = False
    paid: bool = False
    intended: str = ""

    def paid_for(self):
        self.paid = self.payable
        return self if self.payable else None

    def intent(self, now):
        return self.intended and FakeIntent(self.chat, self.intended)

    async def attempt(self):
        self.attempts += 1
        if self.gate:
            await self.gate.wait()
        outcome = self.outcomes.pop(0) if self.outcomes else Sent()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def settle(self, outcome, now):
        self.settled.append(outcome)


@dataclass
class FakeIntent:
    """What a piece of work is about to do."""

    chat: object
    what: str


class FakeIntents:
    """Remembers what it was told, in words; `full` is a disk that takes nothing more."""

    def __init__(self):
        self.told = []
        self.full = False

    async def note(self, intent):
        if self.full:
            raise OSError("no space left")
        self.told.append(f"{intent.chat.id} will get {intent.what}")

    async def certain(self, chat):
        self.told.append(f"{chat.id} got nothing")

    async def uncertain(self, chat, reason):
        self.told.append(f"{chat.id}: {reason}")


class FakeLane:
    """Offers its work until it is settled."""

    def __init__(self, *works, weight=10):
        self.works = list(works)
        self.weight = weight

    async def waiting(self, now, *, skip_chats, limit):
        open_ = [work for work in self.works if not work.settled]
        return [work for work in open_ if work.chat.id not in skip_chats][:limit]


class FakeChats:
    """Remembers who was stopped and who moved."""

    def __init__(self):
        self.stopped = {}
        self.moved = {}

    async def stop(self, chat_id, reason, now):
        first = chat_id not in self.stopped
        self.stopped[chat_id] = reason
        return first

    async def stop_topic(self, place, reason):
        first = place not in self.stopped
        self.stopped[place] = reason
        return first

    async def migrate(self, old_chat_id, new_chat_id, now):
        self.moved[old_chat_id] = new_chat_id


@pytest.fixture
def clock():
    return Clock(START)


@pytest.fixture
def chats():
    return FakeChats()


@pytest.fixture
def intents():
    return FakeIntents()


@pytest.fixture
def told():
    return []


@pytest.fixture
def dispatcher(clock, chats, intents, told):
    async def on_stopped(chat, reason, now):
        told.append((chat.id, reason))

    def make(*lanes, in_flight=16, rates=None):
        return Dispatcher(
            lanes=lanes,
            chats=chats,
            intents=intents,
            limits=Limits(rates or Rates()),
            in_flight=in_flight,
            clock=clock,
            on_stopped=on_stopped,
        )

    return make


async def sweep(dispatcher, clock):
    """One round, with everything it started finished; answers when to come again."""
    async with asyncio.TaskGroup() as sends:
        return await dispatcher.run_once(clock(), sends)


async def test_everything_that_waits_is_sent_once(dispatcher, clock):
    works = [FakeWork(chat(number)) for number in range(5)]
    engine = dispatcher(FakeLane(*works))
    await sweep(engine, clock)
    await sweep(engine, clock)
    assert [work.attempts for work in works] == [1] * 5
    assert all(work.settled == [Sent()] for work in works)


async def test_with_nothing_to_do_it_looks_again_in_a_second(dispatcher, clock):
    assert await sweep(dispatcher(FakeLane()), clock) == at(seconds=1)


async def test_of_equal_lanes_the_earlier_goes_first(dispatcher, clock):
    first, second = FakeWork(chat(1)), FakeWork(chat(2))
    engine = dispatcher(FakeLane(first), FakeLane(second), rates=Rates(overall=Rate(1, 1.0)))
    await sweep(engine, clock)
    assert (first.attempts, second.attempts) == (1, 0)
    clock.advance(seconds=1)
    await sweep(engine, clock)
    assert second.attempts == 1


async def test_a_chat_has_only_one_send_in_flight(dispatcher, clock):
    gate = asyncio.Event()
    first, second = FakeWork(chat(1), gate=gate), FakeWork(chat(1))
    engine = dispatcher(FakeLane(first, second))
    async with asyncio.TaskGroup() as sends:
        await engine.run_once(clock(), sends)
        await asyncio.sleep(0)
        await engine.run_once(clock(), sends)
        assert (first.attempts, second.attempts) == (1, 0)
        gate.set()
    await sweep(engine, clock)
    assert second.attempts == 1


async def test_one_slow_answer_leaves_the_other_places_of_the_window_free(dispatcher, clock):
    gate = asyncio.Event()
    slow = FakeWork(chat(1), gate=gate)
    others = [FakeWork(chat(number)) for number in range(2, 6)]
    engine = dispatcher(FakeLane(slow, *others), in_flight=2)
    async with asyncio.TaskGroup() as sends:
        for _ in range(4):
            await engine.run_once(clock(), sends)
            await asyncio.sleep(0.001)
        assert [work.attempts for work in others] == [1] * 4
        gate.set()


async def test_the_overall_limit_says_when_to_come_again(dispatcher, clock):
    works = [FakeWork(chat(number)) for number in range(5)]
    engine = dispatcher(FakeLane(*works), rates=Rates(overall=Rate(3, 1.0)))
    assert await sweep(engine, clock) == at(seconds=1)
    assert sum(work.attempts for work in works) == 3


async def test_a_chat_at_its_limit_waits_while_others_are_served(dispatcher, clock):
    news = channel()
    albums = [FakeWork(news, cost=15), FakeWork(news, cost=15)]
    reader = FakeWork(chat(1))
    engine = dispatcher(FakeLane(*albums), FakeLane(reader))
    await sweep(engine, clock)
    again = await sweep(engine, clock)
    assert (albums[0].attempts, albums[1].attempts, reader.attempts) == (1, 0, 1)
    assert again == at(seconds=1)
    clock.advance(seconds=60)
    await sweep(engine, clock)
    assert albums[1].attempts == 1


async def sends_by_lane(engine, clock, lanes, seconds):
    """Let this time pass, in rounds; how much each lane sent."""
    before = [sum(work.attempts for work in lane.works) for lane in lanes]
    for _ in range(seconds * 5):
        await sweep(engine, clock)
        clock.advance(seconds=0.2)
    now = [sum(work.attempts for work in lane.works) for lane in lanes]
    return [after - earlier for after, earlier in zip(now, before, strict=True)]


def endless(first, weight, share=0):
    """A lane that never runs dry."""
    return FakeLane(
        *(FakeWork(chat(number), share=share) for number in range(first, first + 1000)),
        weight=weight,
    )


TEN = Rates(overall=Rate(10, 1.0))


@pytest.mark.parametrize(
    ("weights", "sent"),
    [((20, 10), (66, 34)), ((20, 10, 5), (57, 29, 14)), ((100, 20, 10, 5), (74, 15, 7, 4))],
)
async def test_lanes_that_never_run_dry_share_the_budget_by_weight(
    dispatcher, clock, weights, sent
):
    lanes = [endless(2000 * number, weight) for number, weight in enumerate(weights, start=1)]
    engine = dispatcher(*lanes, rates=TEN)
    assert await sends_by_lane(engine, clock, lanes, 10) == pytest.approx(sent, abs=1)


async def test_a_lane_alone_has_the_whole_budget(dispatcher, clock):
    lanes = [FakeLane(weight=20), endless(1, 5)]
    assert await sends_by_lane(dispatcher(*lanes, rates=TEN), clock, lanes, 10) == [0, 100]


async def test_urgent_work_does_not_wait_for_a_broadcast_to_end(dispatcher, clock):
    lanes = [FakeLane(weight=20), endless(1, 5)]
    engine = dispatcher(*lanes, rates=TEN)
    await sends_by_lane(engine, clock, lanes, 5)
    lanes[0].works += [FakeWork(chat(5000 + number)) for number in range(8)]
    assert await sends_by_lane(engine, clock, lanes, 1) == [8, 2]
    assert await sends_by_lane(engine, clock, lanes, 1) == [0, 10]


async def test_an_idle_lane_saves_nothing_up(dispatcher, clock):
    lanes = [FakeLane(weight=10), endless(1, 10)]
    engine = dispatcher(*lanes, rates=TEN)
    await sends_by_lane(engine, clock, lanes, 10)
    lanes[0].works += endless(5000, 10).works
    assert await sends_by_lane(engine, clock, lanes, 10) == pytest.approx([50, 50], abs=1)


async def test_coverages_of_one_lane_take_turns(dispatcher, clock):
    large, small = endless(1, 10, share=1).works, endless(5000, 10, share=2).works
    lane = FakeLane(weight=10)
    lane.works = [work for pair in zip(large, small, strict=True) for work in pair]
    await sends_by_lane(dispatcher(lane, rates=TEN), clock, [lane], 10)
    assert [sum(work.attempts for work in works) for works in (large, small)] == [50, 50]


async def test_an_album_counts_its_items_in_the_shares(dispatcher, clock):
    albums = FakeLane(*(FakeWork(chat(number), cost=5) for number in range(1, 500)))
    texts = endless(5000, 10)
    lanes = [albums, texts]
    engine = dispatcher(*lanes, rates=Rates(Rate(10, 1.0), private=Rate(10, 1.0)))
    assert await sends_by_lane(engine, clock, lanes, 10) == pytest.approx([10, 50], abs=2)


async def test_an_album_is_not_starved_by_texts_that_fit_into_what_it_leaves(dispatcher, clock):
    album = FakeWork(channel(), cost=10)
    texts = FakeLane(*(FakeWork(chat(number)) for number in range(500)))
    engine = dispatcher(FakeLane(), texts, in_flight=2, rates=Rates(overall=Rate(30, 1.0)))
    for _ in range(15):
        await sweep(engine, clock)
        clock.advance(seconds=1 / 15)
    engine._lanes[0].works.append(album)
    for _ in range(10):
        await sweep(engine, clock)
        clock.advance(seconds=1 / 15)
    assert album.attempts == 1


class SlowLane(FakeLane):
    """Answers only after everything that is under way has ended."""

    async def waiting(self, now, *, skip_chats, limit):
        for _ in range(20):
            await asyncio.sleep(0)
        return await super().waiting(now, skip_chats=skip_chats, limit=limit)


async def test_what_was_offered_before_the_chat_was_served_is_not_done_again(dispatcher, clock):
    """Two lanes may offer the same chat the same; the second offer is stale by the time it runs."""
    same = FakeWork(chat(1))
    twin = FakeWork(chat(1), settled=same.settled)
    other = FakeWork(chat(3))
    engine = dispatcher(FakeLane(other, same), FakeLane(twin), SlowLane(FakeWork(chat(2))))
    await sweep(engine, clock)
    await sweep(engine, clock)
    assert same.attempts + twin.attempts == 1


async def test_a_lane_that_fails_rests_and_the_others_go_on(dispatcher, clock, caplog):
    class Broken(FakeLane):
        asked = 0

        async def waiting(self, now, *, skip_chats, limit):
            self.asked += 1
            raise OSError("disk I/O error")

    broken, reader = Broken(), FakeWork(chat(1))
    engine = dispatcher(broken, FakeLane(reader))
    with caplog.at_level(logging.ERROR):
        await sweep(engine, clock)
        await sweep(engine, clock)
    assert (reader.attempts, broken.asked) == (1, 1)
    assert "Broken cannot say what waits" in caplog.text
    clock.advance(seconds=30)
    await sweep(engine, clock)
    assert broken.asked == 2


class FullDisk(FakeWork):
    """Work whose outcome cannot be stored for a while."""

    full = True

    async def settle(self, outcome, now):
        if self.full:
            raise OSError("database or disk is full")
        await super().settle(outcome, now)


async def test_what_was_sent_but_could_not_be_recorded_is_never_sent_again(dispatcher, clock):
    work = FullDisk(chat(1))
    engine = dispatcher(FakeLane(work))
    for _ in range(5):
        await sweep(engine, clock)
        clock.advance(seconds=30)
    assert (work.attempts, work.settled) == (1, [])
    work.full = False
    await sweep(engine, clock)
    assert (work.attempts, work.settled) == (1, [Sent()])


async def test_while_nothing_can_be_recorded_no_more_goes_out_than_was_in_flight(dispatcher, clock):
    works = [FullDisk(chat(number)) for number in range(20)]
    engine = dispatcher(FakeLane(*works), in_flight=4)
    for _ in range(5):
        await sweep(engine, clock)
        clock.advance(seconds=30)
    assert sum(work.attempts for work in works) == 4


async def test_what_could_not_be_recorded_is_tried_once_more_when_stopping(dispatcher, clock):
    work, stop = FullDisk(chat(1)), asyncio.Event()
    engine = dispatcher(FakeLane(work))
    await sweep(engine, clock)
    work.full = False
    stop.set()
    await engine.run(stop)
    assert work.settled == [Sent()]


async def test_a_clock_that_is_set_back_stops_nothing(dispatcher, clock):
    first, second = FakeWork(chat(1), cost=3), FakeWork(chat(1))
    engine = dispatcher(FakeLane(first, second))
    await sweep(engine, clock)
    await sweep(engine, clock)
    clock.advance(hours=-1)
    await sweep(engine, clock)
    assert second.attempts == 0
    clock.advance(seconds=3)
    await sweep(engine, clock)
    assert second.attempts == 1


async def test_a_chat_at_its_limit_does_not_keep_the_loop_spinning(dispatcher, clock):
    lane = FakeLane(FakeWork(chat(1), cost=3), FakeWork(chat(1)))
    asked, waiting = [], lane.waiting

    async def counted(now, **given):
        asked.append(now)
        return await waiting(now, **given)

    lane.waiting = counted
    stop = asyncio.Event()
    engine = dispatcher(lane)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(engine.run(stop))
        for _ in range(200):
            await asyncio.sleep(0)
        stop.set()
        engine.wake()
    assert len(asked) < 8


async def test_a_429_pauses_that_chat_alone(dispatcher, clock):
    slow = FakeWork(chat(1), [TryAgain(30, "Too Many Requests")])
    engine = dispatcher(FakeLane(slow))
    await sweep(engine, clock)
    other = FakeWork(chat(2))
    engine._lanes[0].works.append(other)
    await sweep(engine, clock)
    assert (slow.attempts, other.attempts) == (1, 1)
    clock.advance(seconds=30)
    await sweep(engine, clock)
    assert slow.settled == [Sent()]


async def test_when_several_chats_answer_429_everybody_is_served_more_slowly(
    dispatcher, clock, caplog
):
    refused = [FakeWork(chat(n), [TryAgain(60, "slower", too_fast=True)]) for n in (1, 2, 3)]
    readers = endless(100, 10)
    engine = dispatcher(FakeLane(*refused), readers, rates=TEN)
    await sweep(engine, clock)
    clock.advance(seconds=1)
    assert (await sends_by_lane(engine, clock, [readers], 1))[0] in {5, 6}
    assert "5 messages a second now" in caplog.text
    clock.advance(seconds=120)
    assert sum(await sends_by_lane(engine, clock, engine._lanes, 1)) == 10


async def test_a_chat_that_waits_for_another_reason_is_no_sign_of_haste(dispatcher, clock):
    doubts = [FakeWork(chat(n), [TryAgain(5, "no answer to an edit")]) for n in (1, 2, 3)]
    engine = dispatcher(FakeLane(*doubts))
    await sweep(engine, clock)
    assert engine._limits.per_second(clock()) == 30


async def test_when_the_whole_bot_is_told_to_wait_it_waits(dispatcher, clock):
    first = FakeWork(chat(1), [TryAgain(10, "Telegram is down", everyone=True)])
    engine = dispatcher(FakeLane(first))
    await sweep(engine, clock)
    engine._lanes[0].works.append(other := FakeWork(chat(2)))
    assert await sweep(engine, clock) == at(seconds=10)
    assert other.attempts == 0
    clock.advance(seconds=10)
    await sweep(engine, clock)
    assert (first.settled, other.settled) == ([Sent()], [Sent()])


async def test_a_chat_that_is_gone_is_stopped_and_told_of_once(dispatcher, clock, chats, told):
    gone = FakeWork(channel(), [Never("the bot was removed from the channel")])
    engine = dispatcher(FakeLane(gone))
    await sweep(engine, clock)
    assert chats.stopped == {channel().id: "the bot was removed from the channel"}
    assert told == [(channel().id, "the bot was removed from the channel")]


async def test_a_topic_that_is_closed_stops_alone(dispatcher, clock, chats, told):
    group, closed = chat(-100), Never("the topic is closed", Address(-100, 17))
    engine = dispatcher(FakeLane(FakeWork(group, [closed]), FakeWork(group)))
    await sweep(engine, clock)
    await sweep(engine, clock)
    assert chats.stopped == {Address(-100, 17): "the topic is closed"}
    assert told == [(-100, "the topic is closed")]


async def test_a_group_that_became_a_supergroup_moves(dispatcher, clock, chats):
    group = FakeWork(chat(-5), [Migrated(-100_5)])
    engine = dispatcher(FakeLane(group))
    await sweep(engine, clock)
    assert chats.moved == {-5: -100_5}
    assert group.settled == []


async def test_a_send_without_an_answer_is_handed_over_and_its_chat_rests(
    dispatcher, clock, intents
):
    work = FakeWork(chat(1), [Uncertain("read timeout")])
    engine = dispatcher(FakeLane(work))
    await sweep(engine, clock)
    assert intents.told == ["1: read timeout"]
    await sweep(engine, clock)
    assert work.attempts == 1
    clock.advance(seconds=5)
    await sweep(engine, clock)
    assert work.settled == [Sent()]


async def test_a_send_is_noted_before_it_leaves(dispatcher, clock, intents):
    work = FakeWork(chat(1), intended="a post", gate=asyncio.Event())
    async with asyncio.TaskGroup() as sends:
        await dispatcher(FakeLane(work)).run_once(clock(), sends)
        while not work.attempts:
            await asyncio.sleep(0)
        assert intents.told == ["1 will get a post"]
        work.gate.set()
    assert intents.told == ["1 will get a post"]  # settling the work settles the intent


@pytest.mark.parametrize(
    "outcome",
    [TryAgain(5, "flood"), Migrated(-100_5), Never("blocked")],
    ids=lambda outcome: type(outcome).__name__,
)
async def test_what_was_refused_for_certain_leaves_no_intent(dispatcher, clock, intents, outcome):
    await sweep(dispatcher(FakeLane(FakeWork(chat(1), [outcome], intended="a post"))), clock)
    assert intents.told == ["1 will get a post", "1 got nothing"]


async def test_what_needs_no_intent_is_refused_without_a_word(dispatcher, clock, intents):
    await sweep(dispatcher(FakeLane(FakeWork(chat(1), [TryAgain(5, "flood")]))), clock)
    assert intents.told == []


async def test_nothing_leaves_that_cannot_be_noted(dispatcher, clock, intents):
    intents.full = True
    work = FakeWork(chat(1), intended="a post")
    engine = dispatcher(FakeLane(work))
    await sweep(engine, clock)
    assert work.attempts == 0
    intents.full = False
    clock.advance(seconds=30)
    await sweep(engine, clock)
    assert work.settled == [Sent()]


async def test_a_fault_of_ours_after_the_request_may_have_left_is_a_doubt(
    dispatcher, clock, intents
):
    work = FakeWork(chat(1), [RuntimeError("our bug")], intended="a post")
    await sweep(dispatcher(FakeLane(work)), clock)
    assert intents.told == ["1 will get a post", "1: a fault of ours"]


async def test_what_is_impossible_is_settled_so_that_it_blocks_nothing(dispatcher, clock):
    work = FakeWork(chat(1), [Impossible("message to edit not found")])
    await sweep(dispatcher(FakeLane(work)), clock)
    assert work.settled == [Impossible("message to edit not found")]


async def test_a_fault_of_ours_is_logged_and_everybody_else_is_served(dispatcher, clock, caplog):
    broken, fine = FakeWork(chat(1), [RuntimeError("our bug")]), FakeWork(chat(2))
    engine = dispatcher(FakeLane(broken, fine))
    with caplog.at_level(logging.ERROR):
        await sweep(engine, clock)
    assert "our bug" in caplog.text
    assert fine.settled == [Sent()]
    clock.advance(seconds=30)
    await sweep(engine, clock)
    assert broken.settled == [Sent()]


async def test_stopping_waits_for_what_is_in_flight(dispatcher, clock):
    gate, stop = asyncio.Event(), asyncio.Event()
    work, later = FakeWork(chat(1), gate=gate), FakeWork(chat(2))
    engine = dispatcher(FakeLane(work))
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(engine.run(stop))
        while not work.attempts:
            await asyncio.sleep(0)
        engine._lanes[0].works.append(later)
        stop.set()
        engine.wake()
        await asyncio.sleep(0)
        assert not running.done()
        gate.set()
    assert work.settled == [Sent()]
    assert later.attempts == 0
