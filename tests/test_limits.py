"""Telegram's budgets, second by second."""

from datetime import timedelta

import pytest
from builders import at, channel, chat

from bot.limits import Limits, Rate, Rates, Window

RATES = Rates(overall=Rate(30, 1.0), private=Rate(3, 3.0), group=Rate(20, 60.0))


class TestWindow:
    def test_it_lets_through_its_count_and_then_waits_for_the_oldest_to_leave(self):
        window = Window(Rate(2, 10.0))
        window.spend(1, at(seconds=0))
        window.spend(1, at(seconds=4))
        assert window.when(1, at(seconds=5)) == at(seconds=10)
        assert window.when(1, at(seconds=11)) == at(seconds=11)
        assert window.when(2, at(seconds=11)) == at(seconds=14)

    def test_what_is_larger_than_the_window_waits_until_it_is_empty(self):
        window = Window(Rate(3, 3.0))
        assert window.when(10, at()) == at()
        window.spend(10, at())
        assert window.when(1, at()) == at(seconds=3)

    @pytest.mark.parametrize("rate", [Rate(30, 1.0), Rate(20, 60.0), Rate(3, 3.0)])
    def test_no_stretch_of_time_ever_holds_more_than_the_rate(self, rate):
        window, now, sent = Window(rate), at(), []
        for _ in range(100):
            now = window.when(1, now)
            window.spend(1, now)
            sent.append(now)
        span = timedelta(seconds=rate.seconds)
        for first in sent:
            assert sum(first <= time < first + span for time in sent) <= rate.count


def when(limits, to, cost, now):
    """The earliest time at which both the chat's own budget and the bot's allow it."""
    return max(limits.chat_when(to, cost, now), limits.overall_when(now, cost))


class TestLimits:
    def test_a_private_chat_takes_a_short_burst_and_then_a_message_a_second(self):
        limits, reader = Limits(RATES), chat()
        for _ in range(3):
            assert when(limits, reader, 1, at()) == at()
            limits.spend(reader, 1, at())
        assert when(limits, reader, 1, at()) == at(seconds=3)

    def test_a_channel_takes_twenty_a_minute_and_an_album_counts_its_items(self):
        limits, news = Limits(RATES), channel()
        limits.spend(news, 10, at())
        limits.spend(news, 8, at(seconds=30))
        assert when(limits, news, 2, at(seconds=31)) == at(seconds=31)
        assert when(limits, news, 4, at(seconds=31)) == at(seconds=60)

    def test_the_whole_bot_takes_thirty_a_second(self):
        limits = Limits(RATES)
        for number in range(30):
            limits.spend(chat(number), 1, at())
        assert limits.overall_when(at()) == at(seconds=1)
        assert when(limits, chat(99), 1, at()) == at(seconds=1)

    def test_one_slow_chat_holds_up_nobody_else(self):
        limits = Limits(RATES)
        limits.rest(100, at(seconds=60))
        assert when(limits, chat(100), 1, at()) == at(seconds=60)
        assert when(limits, chat(101), 1, at()) == at()

    def test_a_rest_is_never_shortened(self):
        limits = Limits(RATES)
        limits.rest(100, at(seconds=60))
        limits.rest(100, at(seconds=5))
        limits.rest_everyone(at(seconds=9))
        limits.rest_everyone(at(seconds=2))
        assert when(limits, chat(100), 1, at()) == at(seconds=60)
        assert limits.overall_when(at()) == at(seconds=9)

    def test_a_clock_that_is_set_back_prolongs_no_wait(self):
        limits, reader = Limits(RATES), chat()
        limits.spend(reader, 3, at(minutes=60))
        limits.rest(200, at(minutes=60, seconds=20))
        limits.rest_everyone(at(minutes=60, seconds=5))
        limits.turn_back(timedelta(minutes=60))
        assert limits.chat_when(reader, 1, at()) == at(seconds=3)
        assert limits.chat_when(chat(200), 1, at()) == at(seconds=20)
        assert limits.overall_when(at()) == at(seconds=5)

    def test_chats_that_are_idle_are_forgotten_when_there_are_many(self, monkeypatch):
        monkeypatch.setattr(Limits, "FORGET_ABOVE", 10)
        limits = Limits(RATES)
        for number in range(11):
            limits.spend(chat(number), 1, at(minutes=number))
        assert len(limits._chats) == 1
