"""Answers to commands go first, and are counted."""

import pytest
from builders import START, at, channel, chat, photo
from fakes import Clock, FakeMessenger

from bot.deliver.answering import Answering
from bot.limits import Limits, Rate, Rates
from bot.model import Address, Part, Sent, SentMessage
from bot.text import Text

RATES = Rates(Rate(5, 1.0), Rate(3, 3.0), Rate(4, 60.0))
MESSAGE = SentMessage(7, "")


@pytest.fixture
def limits():
    return Limits(RATES)


@pytest.fixture
def answering(limits):
    return Answering(FakeMessenger(), limits, Clock(START))


async def test_what_is_answered_is_not_left_for_the_lanes(answering, limits):
    reader = Address(7)
    for _ in range(3):
        assert isinstance(await answering.send(reader, Part(Text("hello"))), Sent)
    assert limits.chat_when(chat(7), 1, START) == at(seconds=3)
    assert limits.overall_when(START, 2) == START
    await answering.send(Address(8), Part(Text(""), (photo(1), photo(2))))
    assert limits.overall_when(START) == at(seconds=1)


async def test_an_answer_waits_for_nobody(answering):
    for number in range(20):
        assert isinstance(await answering.send(Address(7), Part(Text(f"{number}"))), Sent)
    assert len(answering.messenger.texts(7)) == 20


async def test_everything_that_is_asked_of_telegram_counts(answering, limits):
    place = Address(channel().id)
    await answering.edit(place, MESSAGE, Part(Text("hello")))
    await answering.delete(place, [7])
    await answering.pin(place, 7)
    assert limits.chat_when(channel(), 1, START) == START
    await answering.unpin(place, 7)
    assert limits.chat_when(channel(), 1, START) == at(seconds=60)
    await answering.probe(place.chat_id, 7)
    assert limits.overall_when(START) == at(seconds=1)


async def test_what_is_on_its_way_up_is_known_here_too(answering):
    answering.messenger.on_their_way.add(photo(1).identity)
    assert answering.bringing_up(Part(Text(), (photo(1),)))
    assert not answering.bringing_up(Part(Text(), (photo(2),)))
