"""When chats cannot be served in good time, what waits for them is merged sooner."""

import pytest
from builders import at, chat, post

from bot.deliver.lag import Lag
from bot.limits import Rate, Rates


class Crowd:
    """So many chats are behind; how often that was counted, and how far."""

    def __init__(self, behind):
        self.behind = behind
        self.counted = []

    async def count_behind(self, *, at_most):
        self.counted.append(at_most)
        return min(self.behind, at_most)


def lag(crowd, per_second=30.0):
    return Lag(crowd, per_second=lambda now: per_second, usual=10)


@pytest.mark.parametrize(
    ("behind", "per_second", "expected"),
    [(600, 30, 10), (601, 30, 1), (601, 40, 10), (10, 0.5, 10), (11, 0.5, 1)],
)
async def test_it_depends_on_how_many_wait_and_how_fast_they_can_be_served(
    behind, per_second, expected
):
    assert await lag(Crowd(behind), per_second).digest_after(at()) == expected


async def test_no_more_are_counted_than_matter_and_only_once_a_second():
    crowd = Crowd(100_000)
    rule = lag(crowd)
    for tenth in range(21):
        assert await rule.digest_after(at(seconds=tenth / 10)) == 1
    assert crowd.counted == [601, 601, 601]


async def test_when_the_crowd_is_gone_posts_come_one_by_one_again():
    crowd = Crowd(601)
    rule = lag(crowd)
    assert await rule.digest_after(at()) == 1
    crowd.behind = 31
    assert await rule.digest_after(at(seconds=1)) == 1
    crowd.behind = 30
    assert await rule.digest_after(at(seconds=1.9)) == 1
    assert await rule.digest_after(at(seconds=2)) == 10


async def test_a_clock_that_is_set_back_does_not_stop_the_counting():
    crowd = Crowd(0)
    rule = lag(crowd)
    await rule.digest_after(at(minutes=60))
    crowd.behind = 601
    assert await rule.digest_after(at()) == 1


# --- What chats see of it -------------------------------------------------------------------------

SLOW = Rates(Rate(1, 1.0), Rate(1000, 1.0), Rate(1000, 1.0))


async def crowded(world):
    """Thirty readers, a message a second: 30 s for a post, more than is good."""
    world.rates = SLOW
    world.restart()
    crowd = [chat(number) for number in range(100, 130)]
    for reader in crowd:
        await world.follows(reader)
    return crowd


async def play(world, seconds):
    for _ in range(seconds):
        await world.step()
        world.clock.advance(seconds=1)


async def test_whoever_has_two_posts_waiting_gets_them_in_one_message(world):
    crowd = await crowded(world)
    await world.posted(post(1))
    await play(world, 5)
    await world.posted(post(2))
    await play(world, 60)
    assert [len(world.texts(reader)) for reader in crowd[:-1]] == [2] * 5 + [1] * 24
    assert "2 updates" in world.texts(crowd[-2])[0]


async def test_a_key_moment_goes_out_at_once_and_whole_and_the_rest_is_merged(world):
    crowd = await crowded(world)
    for number in (1, 2):
        await world.posted(post(number))
    await world.posted(post(3, key_moment=True, body="An exchange of prisoners is agreed."))
    await play(world, 90)
    for reader in crowd[:-1]:
        key, digest = world.texts(reader)
        assert "An exchange of prisoners is agreed." in key
        assert "2 updates" in digest
        assert "Headline 3" not in digest


async def test_a_channel_is_not_held_up_by_the_crowd(world, news):
    await crowded(world)
    await world.follows(news)
    await world.posted(post(1))
    await play(world, 4)
    assert len(world.texts(news)) == 1
    await world.posted(post(2))
    await play(world, 4)
    assert len(world.texts(news)) == 2
