"""Paying for what passes the free limit, and never more than was allowed."""

import asyncio

import pytest
from builders import START, at, chat, post

from bot.deliver.purse import BLOCK, MESSAGES_A_STAR, Purse
from bot.limits import Limits, Rate, Rates
from storage import Database, Spending


@pytest.fixture
async def ledger(database_url):
    database = Database.open(database_url)
    yield Spending(database)
    await database.close()


DAY = START.date()


class TestThePurse:
    async def test_it_pays_until_the_days_stars_are_spent(self, ledger):
        purse = Purse(ledger, 0.5)
        assert [await purse.take(2, START) for _ in range(4)] == [True, True, False, False]
        assert not purse.open(START)
        assert await ledger.spent(DAY) == 5

    async def test_a_new_day_has_stars_again(self, ledger):
        purse = Purse(ledger, 0.1)
        assert [await purse.take(1, START) for _ in range(2)] == [True, False]
        tomorrow = at(minutes=24 * 60)
        assert purse.open(tomorrow)
        assert await purse.take(1, tomorrow)

    async def test_what_is_paid_is_counted_before_it_leaves_and_a_block_at_a_time(self, ledger):
        purse = Purse(ledger, 100)
        await purse.take(1, START)
        assert await ledger.spent(DAY) == BLOCK
        for _ in range(BLOCK - 1):
            await purse.take(1, START)
        assert await ledger.spent(DAY) == BLOCK

    async def test_no_crash_spends_more_than_the_bound(self, ledger):
        paid = 0
        for _ in range(10):  # each time the process is gone with most of a block in hand
            paid += await Purse(ledger, 20).take(1, START)
        assert paid == 20 * MESSAGES_A_STAR // BLOCK
        assert await ledger.spent(DAY) == 20 * MESSAGES_A_STAR

    async def test_an_album_that_costs_more_than_is_left_waits_for_the_free_limit(self, ledger):
        purse = Purse(ledger, 0.9)
        assert not await purse.take(10, START)

    async def test_with_nothing_allowed_nothing_is_paid(self, ledger):
        assert not await Purse(ledger, 0).take(1, START)
        assert await ledger.spent(DAY) == 0

    async def test_takers_at_the_same_time_share_the_bound(self, ledger):
        purses = [Purse(ledger, 10) for _ in range(5)]
        taken = await asyncio.gather(*(purse.take(30, START) for purse in purses))
        assert sum(taken) * 30 <= 10 * MESSAGES_A_STAR
        assert await ledger.spent(DAY) <= 10 * MESSAGES_A_STAR


RATES = Rates(Rate(2, 1.0), Rate(100, 1.0), Rate(100, 1.0), paid=Rate(6, 1.0))


class TestPaidLimits:
    def test_what_is_paid_for_passes_the_free_limit_up_to_its_own(self):
        limits, reader = Limits(RATES), chat()
        limits.spend(reader, 2, START)
        assert limits.overall_when(START) == at(seconds=1)
        assert limits.paid_when(START) == START
        limits.spend(reader, 4, START)
        assert limits.paid_when(START) == at(seconds=1)

    def test_nothing_can_be_paid_for_unless_that_was_switched_on(self):
        limits = Limits(Rates(Rate(2, 1.0)))
        limits.spend(chat(), 2, START)
        assert limits.paid_when(START) == at(seconds=1)

    def test_a_bot_that_is_refused_does_not_pay_its_way(self):
        limits = Limits(RATES)
        limits.spend(chat(), 2, START)
        for number in range(3):
            limits.refused(number, at(seconds=5), START)
        assert limits.paid_when(START) == limits.overall_when(START) > START
        limits = Limits(RATES)
        limits.rest_everyone(at(seconds=9))
        assert limits.paid_when(START) == at(seconds=9)


class TestWhatIsPaidFor:
    @pytest.fixture
    async def crowd(self, world):
        """Ten readers and a channel; two messages a second are free, six may be paid for."""
        world.rates = RATES
        return [chat(number) for number in range(100, 110)]

    async def play(self, world, crowd, stars):
        world.purse = Purse(world.store.spending, stars)
        world.restart()
        for reader in crowd:
            await world.follows(reader)
        stored = await world.posted(post(1))
        await world.step()
        return stored

    def paid(self, world):
        return [call.what.paid for call in world.messenger.calls if call.method == "send"]

    async def test_only_what_passes_the_free_limit(self, world, crowd):
        await self.play(world, crowd, 100)
        assert self.paid(world) == [False, False, True, True, True, True]
        assert await world.store.spending.spent(world.clock().date()) == BLOCK

    async def test_when_the_stars_are_spent_it_goes_on_for_nothing(self, world, crowd):
        await self.play(world, crowd, 0.3)
        assert self.paid(world) == [False, False, True, True, True]
        for _ in range(9):
            world.clock.advance(seconds=1)
            await world.step()
        assert len(self.paid(world)) == len(crowd)
        assert sum(self.paid(world)) == 3

    async def test_a_ledger_that_fails_costs_nothing_and_ends_nothing(self, world, crowd):
        class FullDisk:
            asked = 0

            async def reserve(self, day, messages, *, most):
                self.asked += 1
                raise OSError("no space left")

        disk = FullDisk()
        world.purse = Purse(disk, 100)
        world.restart()
        for reader in crowd:
            await world.follows(reader)
        await world.posted(post(1))
        for _ in range(10):
            await world.step()
            world.clock.advance(seconds=1)
        assert self.paid(world) == [False] * len(crowd)
        assert disk.asked == 1, "it rests for a while"

    async def test_channels_and_edits_wait_for_the_free_limit(self, world, crowd, news):
        await world.follows(news)
        stored = await self.play(world, crowd[:1], 100)
        world.clock.advance(seconds=1)
        await world.step()
        assert self.paid(world) == [False, False]
        await world.edited(stored, headline="Said otherwise")
        third = chat(109)
        await world.follows(third)
        await world.posted(post(2))
        for _ in range(6):
            world.clock.advance(seconds=1)
            await world.step()
        assert [call.method for call in world.messenger.calls].count("edit") == 2
        assert all(call.chat_id != news.id for call in world.messenger.calls if is_paid(call))

    async def test_a_message_that_was_paid_for_stands_like_any_other(self, world, crowd):
        stored = await self.play(world, crowd, 100)
        for _ in range(3):
            world.clock.advance(seconds=1)
            await world.step()
        calls = len(world.messenger.calls)
        assert calls == len(crowd)
        world.clock.advance(seconds=1)
        await world.step()
        assert len(world.messenger.calls) == calls, "nothing is owed because of the payment"
        assert stored.id


def is_paid(call):
    return call.method == "send" and call.what.paid
