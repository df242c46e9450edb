"""Telegram's budgets, second by second."""

from datetime import timedelta

import pytest
from builders import at, channel, chat

from bot.limits import Limits, Pace, Rate, Rates, Window

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

    def test_what_channels_took_lately_is_not_left_for_the_others(self):
        limits, news = Limits(RATES), channel()
        assert limits.per_second_beside_channels(at()) == 30
        limits.spend(chat(), 100, at())
        limits.spend(news, 100, at())
        assert limits.per_second_beside_channels(at(seconds=19)) == 25
        assert limits.per_second_beside_channels(at(seconds=20)) == 30

    def test_channels_that_took_everything_leave_the_others_their_share_in_reckoning(self):
        limits = Limits(RATES)
        limits.spend(channel(), 600, at())
        assert limits.per_second_beside_channels(at()) == 20

    def test_a_clock_set_back_keeps_what_channels_took_for_as_long(self):
        limits = Limits(RATES)
        limits.spend(channel(), 100, at(minutes=5))
        limits.turn_back(timedelta(minutes=5))
        assert limits.per_second_beside_channels(at(seconds=1)) == 25
        assert limits.per_second_beside_channels(at(seconds=20)) == 30

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


def refuse(pace, seconds, *chats):
    """Chats are refused at this second; whether that lowered the pace."""
    return [pace.refused(each, at(seconds=seconds)) for each in chats]


class TestPace:
    @pytest.mark.parametrize(
        ("refusals", "lowered"),
        [
            ([(0, 1), (0, 2), (0, 3)], True),
            ([(0, 1), (5, 2), (9.9, 3)], True),
            ([(0, 1), (5, 2), (10, 3)], False),
            ([(0, 1), (1, 1), (2, 1), (3, 1)], False),
            ([(0, 1), (1, 2), (2, 1), (3, 2)], False),
            ([(0, 1), (8, 2), (9, 1), (12, 3)], True),
        ],
        ids=[
            "three chats at once",
            "three within ten seconds",
            "the first is too long ago",
            "one chat alone",
            "two chats alone",
            "the first was refused again",
        ],
    )
    def test_only_several_chats_at_once_lower_it(self, refusals, lowered):
        pace = Pace(Rate(30, 1.0))
        said = [pace.refused(each, at(seconds=second)) for second, each in refusals]
        assert said == [False] * (len(refusals) - 1) + [lowered]
        assert pace.count(at(seconds=refusals[-1][0])) == (15 if lowered else 30)

    @pytest.mark.parametrize(
        ("second", "count"),
        [(0, 15), (9.9, 15), (10, 18), (20, 21), (30, 24), (40, 27), (50, 30), (900, 30)],
    )
    def test_it_climbs_back_step_by_step(self, second, count):
        pace = Pace(Rate(30, 1.0))
        refuse(pace, 0, 1, 2, 3)
        assert pace.count(at(seconds=second)) == count

    def test_what_was_in_flight_when_it_was_lowered_does_not_lower_it_again(self):
        pace = Pace(Rate(30, 1.0))
        assert refuse(pace, 0, 1, 2, 3) == [False, False, True]
        assert refuse(pace, 8, *range(4, 20)) == [False] * 16
        assert pace.count(at(seconds=8)) == 15

    def test_it_is_halved_again_for_as_long_as_chats_are_refused(self):
        pace, counts = Pace(Rate(30, 1.0)), []
        for second in range(0, 80, 10):
            refuse(pace, second, 1, 2, 3)
            counts.append(pace.count(at(seconds=second)))
        assert counts == [15, 9, 6, 4, 3, 3, 3, 3], "a step up and a half down settle at a tenth"

    @pytest.mark.parametrize(
        ("rate", "lowest"), [(Rate(3, 1.0), 1), (Rate(1, 2.0), 1), (Rate(15, 10.0), 10)]
    )
    def test_it_never_falls_below_one_a_second(self, rate, lowest):
        pace = Pace(rate)
        refuse(pace, 0, 1, 2, 3)
        assert pace.count(at()) == lowest

    def test_a_lowered_pace_spreads_what_the_bot_sends(self):
        limits = Limits(RATES)
        for number in range(1, 4):
            limits.refused(number, at(seconds=60), at())
        assert limits.per_second(at()) == 15
        for number in range(100, 115):
            assert limits.overall_when(at()) == at()
            limits.spend(chat(number), 1, at())
        assert limits.overall_when(at()) == at(seconds=1)
        assert limits.overall_when(at(), 20) == at(seconds=1), "an album still fits some time"

    def test_each_refused_chat_rests_alone(self):
        limits = Limits(RATES)
        assert not limits.refused(100, at(seconds=60), at())
        assert limits.chat_when(chat(100), 1, at()) == at(seconds=60)
        assert limits.chat_when(chat(101), 1, at()) == at()
        assert limits.per_second(at()) == 30

    def test_a_clock_that_is_set_back_keeps_it_lowered_no_longer(self):
        limits = Limits(RATES)
        for number in range(1, 4):
            limits.refused(number, at(minutes=61), at(minutes=60))
        limits.turn_back(timedelta(minutes=60))
        assert limits.per_second(at()) == 15
        assert limits.per_second(at(seconds=50)) == 30
