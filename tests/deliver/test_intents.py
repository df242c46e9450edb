"""The rules for uncertain sends: how ids are searched, and what follows from what was found."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import at, channel, chat, delivery, message, photo

from bot.deliver import Ack, Answer, ForBroadcast, ForPosts, Intent, Policy, Uncertainty
from bot.deliver.intents import (
    ANSWER_WITHIN,
    STILL_ON_ITS_WAY,
    Ask,
    Probe,
    Search,
    Settle,
    Wait,
    acknowledgement,
    messages_of,
    next_act,
)
from bot.model import ChatKind, MediaKind, Part, Presence, Settled
from bot.rendering.parts import fingerprint
from bot.text import Text

OURS, OTHERS, ABSENT, UNCLEAR = Presence
GROUP = chat(-1002, ChatKind.GROUP)
LATER = at(60)
"""Long after everything that was sent."""


def intent(where=None, *, messages=1, after=40, **given):
    """A text (or an album) on its way to a channel whose newest known message is 40."""
    items = tuple(message(0, f"f{number}") for number in range(messages))
    purpose = given.pop("purpose", ForBroadcast(7))
    return Intent(where or channel(), at(0), items, purpose, after, **given)


def searched(of, *answers):
    """The search after these answers of Telegram's, and the ids that were asked about."""
    search, asked = Search.begin(of), []
    for answer in answers:
        assert not search.over, "asked once too often"
        asked.append(search.next_id)
        search = search.after(answer)
    return search, asked


class TestSearch:
    @pytest.mark.parametrize(
        ("messages", "answers", "found"),
        [
            (1, [OURS], (41,)),
            (1, [OTHERS, OURS], (42,)),
            (1, [ABSENT, ABSENT, OURS], (43,)),
            (3, [OURS, OURS, OURS], (41, 42, 43)),
            (3, [OTHERS, OURS, OURS, OURS], (42, 43, 44)),
            (3, [OURS, OURS, ABSENT], (41, 42)),
            (3, [OURS, OTHERS], (41,)),
        ],
    )
    def test_what_stands_is_found(self, messages, answers, found):
        search, _ = searched(intent(messages=messages), *answers)
        assert search.over
        assert (search.found, search.unclear) == (found, False)

    @pytest.mark.parametrize(
        "answers",
        [
            [ABSENT, ABSENT, ABSENT],
            [OTHERS, OTHERS, ABSENT, ABSENT, ABSENT],
            [ABSENT, OTHERS, ABSENT, ABSENT, ABSENT],
        ],
    )
    def test_where_the_chat_ends_before_it_stands_it_is_not_there(self, answers):
        search, _ = searched(intent(), *answers)
        assert search.over
        assert (search.found, search.unclear) == ((), False)

    @pytest.mark.parametrize(
        ("messages", "answers"), [(1, [UNCLEAR]), (1, [OTHERS, UNCLEAR]), (2, [OURS, UNCLEAR])]
    )
    def test_an_answer_that_proves_nothing_ends_it(self, messages, answers):
        search, _ = searched(intent(messages=messages), *answers)
        assert search.over
        assert (search.found, search.unclear) == ((), True)

    def test_it_gives_up_in_a_busy_channel(self):
        search, asked = searched(intent(), *[OTHERS] * 10)
        assert search.over
        assert search.unclear
        assert asked == list(range(41, 51))

    def test_the_largest_album_fits(self):
        search, _ = searched(intent(messages=10), *[OTHERS] * 9, *[OURS] * 10)
        assert search.found == tuple(range(50, 60))

    def test_where_no_id_is_known_there_is_nothing_to_search(self):
        search = Search.begin(intent(after=0))
        assert (search.over, search.unclear) == (True, True)

    def test_messages_known_to_be_others_are_stepped_over(self):
        known = intent(others=frozenset({41, 42, 44}))
        _, asked = searched(known, ABSENT, ABSENT, ABSENT)
        assert asked == [43, 45, 46]

    def test_what_is_heard_of_others_later_is_stepped_over_too(self):
        search, _ = searched(intent(), ABSENT)
        assert search.aware_of(frozenset({42, 43})).next_id == 44


class TestNextAct:
    """What to do next, by policy and by what is known."""

    ASK = Policy(channels=Uncertainty.ASK)
    SKIP = Policy(readers=Uncertainty.SKIP)

    @pytest.mark.parametrize(
        ("where", "policy", "act"),
        [
            (chat(1), Policy(), Settle(Settled.REPEATED)),
            (chat(1), SKIP, Settle(Settled.SKIPPED)),
            (chat(1), ASK, Settle(Settled.REPEATED)),
            (GROUP, Policy(), Settle(Settled.REPEATED)),
            (GROUP, SKIP, Settle(Settled.REPEATED)),
            (GROUP, ASK, Ask()),
            (channel(), Policy(), Probe(41)),
            (channel(), ASK, Probe(41)),
            (channel(stopped_because="kicked"), ASK, Settle(Settled.REPEATED)),
        ],
    )
    def test_at_first(self, where, policy, act):
        doubt = intent(where)
        assert next_act(doubt, Search.begin(doubt), policy, since=at(0), now=LATER) == act

    @pytest.mark.parametrize(
        ("answers", "policy", "act"),
        [
            ([ABSENT], Policy(), Probe(42)),
            ([OURS], ASK, Settle(Settled.FOUND, (41,))),
            ([ABSENT] * 3, ASK, Settle(Settled.LOST)),
            ([UNCLEAR], Policy(), Settle(Settled.REPEATED)),
            ([UNCLEAR], ASK, Ask()),
        ],
    )
    def test_after_a_search(self, answers, policy, act):
        doubt = intent()
        search, _ = searched(doubt, *answers)
        assert next_act(doubt, search, policy, since=at(0), now=LATER) == act

    @pytest.mark.parametrize("since", [at(0), at(10)], ids=["same process", "after a crash"])
    def test_telegram_gets_time_to_finish_and_to_tell_of_others(self, since):
        doubt = intent()
        due = since + STILL_ON_ITS_WAY
        early = due - timedelta(seconds=1)
        search = Search.begin(doubt)
        assert next_act(doubt, search, Policy(), since=since, now=early) == Wait()
        assert next_act(doubt, search, Policy(), since=since, now=due) == Probe(41)

    @pytest.mark.parametrize(
        ("answer", "minutes", "act"),
        [
            (None, 0, Wait()),
            (None, 5, Settle(Settled.REPEATED)),
            (Answer.AGAIN, 1, Settle(Settled.REPEATED)),
            (Answer.THERE, 1, Settle(Settled.FOUND)),
        ],
    )
    def test_once_the_editors_were_asked(self, answer, minutes, act):
        asked = intent(asked_at=at(1), answer=answer)
        now = at(1 + minutes)
        assert next_act(asked, Search.begin(asked), self.ASK, since=at(0), now=now) == act
        assert timedelta(minutes=5) == ANSWER_WITHIN


class TestAcknowledgement:
    """What the ledger takes once a send turned out to have arrived, or to be let go."""

    ROW = delivery(3, messages=())

    def ack(self, ids, *, items=1, **given):
        purpose = ForPosts(1, 9, (given.pop("row", self.ROW),), **given)
        told = intent(messages=items, purpose=purpose)
        return acknowledgement(told, purpose, ids, LATER)

    def test_the_whole_message(self):
        row = replace(self.ROW, messages=(message(41, "f0"),), sent_at=LATER)
        assert self.ack((41,)) == Ack(1, 9, (row,), settles=channel().id)

    def test_the_next_message_of_a_long_post_follows_those_that_stand(self):
        begun = replace(self.ROW, messages=(message(40, "first"),), complete=False)
        ack = self.ack((41,), row=begun, index=1, more=True)
        (row,) = ack.deliveries
        assert [each.message_id for each in row.messages] == [40, 41]
        assert not row.complete
        assert ack.cursor == 0

    def test_what_was_owed_in_the_middle_takes_its_place(self):
        owed = replace(self.ROW, messages=(message(40), message(0, "owed"), message(42)))
        (row,) = self.ack((43,), row=owed, index=1).deliveries
        assert [each.message_id for each in row.messages] == [40, 43, 42]

    def test_half_an_album_is_known_as_partly_out(self):
        ack = self.ack((41, 42), items=4)
        (row,) = ack.deliveries
        assert [each.fingerprint for each in row.messages] == ["f0", "f1"]
        assert not row.complete
        assert ack.cursor == 0

    def test_what_is_let_go_ends_the_post_where_it_stands(self):
        ack = self.ack((), more=True)
        (row,) = ack.deliveries
        assert row.messages == ()
        assert row.complete
        assert ack.cursor == 9

    def test_a_digest_goes_into_every_row_it_stands_for(self):
        rows = tuple(delivery(number, messages=(), digest=True) for number in (1, 2))
        purpose = ForPosts(1, 9, rows)
        ack = acknowledgement(intent(purpose=purpose), purpose, (41,), LATER)
        assert {row.messages[0].message_id for row in ack.deliveries} == {41}


def test_the_messages_of_a_part_are_what_the_ledger_would_hold():
    pair = Part(Text("Caption"), (photo(1), photo(2)))
    first, second = messages_of(pair)
    assert (first.message_id, first.media, first.media_kind) == (0, photo(1).url, MediaKind.PHOTO)
    assert second.media == photo(2).url
    (text,) = messages_of(Part(Text("Words")))
    assert text == message(0, fingerprint(Part(Text("Words"))))
