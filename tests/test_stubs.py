"""Posts that wait a moment for the rest of their text, or for a coverage to be reopened."""

from datetime import timedelta

import pytest
from builders import at, photo, post

from bot.changes import PostChange
from bot.model import ChangeKind
from bot.stubs import Holding, announce, hold_back, is_stub
from bot.text import Text

POSTED, EDITED, PINNED = ChangeKind.POSTED, ChangeKind.EDITED, ChangeKind.PINNED
WITHDRAWN, RESTORED, PROMOTED = ChangeKind.WITHDRAWN, ChangeKind.RESTORED, ChangeKind.PROMOTED
AWHILE = Holding(timedelta(seconds=45))
STUB = "The meeting begins –"
WHOLE = "The meeting has begun in the palace."


@pytest.mark.parametrize(
    ("given", "stub"),
    [
        ({"body": ""}, True),
        ({"body": STUB}, True),
        ({"body": "More to come…"}, True),
        ({"body": "The first words of the mediator:"}, True),
        ({"body": "Yellow card for the ferry's captain"}, True),
        ({"headline": "", "body": "Встреча начинается —"}, True),
        ({"body": WHOLE}, False),
        ({"body": "“We go on tomorrow.”"}, False),
        ({"body": "Is it over?"}, False),
        ({"body": "Goal!"}, False),
        ({"body": "اجتماع؟"}, False),
        ({"body": "a long text without an end, " * 3}, False),
        ({"body": "", "media": (photo(),)}, False),
        ({"body": STUB, "key_moment": True}, False),
        ({"body": STUB, "pinned": True}, False),
    ],
)
def test_what_a_stub_is(given, stub):
    assert is_stub(post(1, **given)) is stub


def new(body, **given):
    """A new post that has just been seen, as `compare` answers it."""
    return PostChange(post(0, body=body, first_seen_at=at(1), **given), (POSTED,))


def held(**given):
    """A stored stub that nobody has been told of, seen at minute 1."""
    fields = {"body": STUB, "unannounced": True, "posted_seq": 0, "first_seen_at": at(1)}
    return post(5, **fields | given)


def after(change, stored, seconds, holding=AWHILE):
    """What becomes of one change, so many seconds after the post was seen."""
    changes = [] if change is None else [change]
    settled = hold_back(changes, stored, at(1, seconds=seconds), holding)
    return [(each.post.unannounced, each.kinds) for each in settled]


class TestANewPost:
    def test_that_is_a_stub_waits_and_one_that_is_whole_does_not(self):
        assert after(new(STUB), [], 0) == [(True, ())]
        assert after(new(WHOLE), [], 0) == [(False, (POSTED,))]

    def test_never_waits_where_that_is_not_wished(self):
        assert after(new(STUB), [], 0, Holding()) == [(False, (POSTED,))]

    def test_that_is_flagged_goes_out_at_once(self):
        assert after(new(STUB, key_moment=True), [], 0) == [(False, (POSTED,))]

    def test_of_history_is_told_to_nobody_as_ever(self):
        assert after(PostChange(post(0, body=STUB)), [], 0) == [(False, ())]


class TestAStubThatWaits:
    def test_goes_out_when_it_has_grown(self):
        grown = PostChange(held(body=Text(WHOLE), revision=2, corrected_at=at(1)), (EDITED,))
        (out,) = hold_back([grown], [held()], at(1, seconds=10), AWHILE)
        assert out.kinds == (POSTED,)
        assert (out.post.revision, out.post.corrected_at) == (1, None)
        assert not out.post.unannounced

    def test_waits_on_while_it_is_edited_to_another_stub(self):
        edited = PostChange(held(body=Text("The meeting –"), revision=2), (EDITED,))
        assert after(edited, [held()], 10) == [(True, ())]

    def test_goes_out_when_its_time_is_up_though_the_page_is_the_same(self):
        assert after(None, [held()], 44) == []
        assert after(None, [held()], 45) == [(False, (POSTED,))]

    def test_goes_out_when_its_time_is_up_though_it_is_still_edited(self):
        edited = PostChange(held(body=Text("The meeting –"), revision=2), (EDITED,))
        assert after(edited, [held()], 60) == [(False, (POSTED,))]

    def test_goes_out_at_once_when_it_becomes_important(self):
        promoted = PostChange(held(key_moment=True), (PROMOTED,))
        assert after(promoted, [held()], 10) == [(False, (POSTED,))]

    def test_that_is_pinned_goes_out_with_its_pin(self):
        pinned = PostChange(held(pinned=True), (PINNED,))
        assert after(pinned, [held()], 10) == [(False, (POSTED, PINNED))]

    def test_that_was_taken_back_never_goes_out(self):
        gone = held(withdrawn_at=at(1, seconds=20))
        assert after(PostChange(gone, (WITHDRAWN,)), [held()], 20) == [(True, ())]
        assert after(None, [gone], 600) == []

    def test_and_goes_out_if_it_comes_back(self):
        gone = held(withdrawn_at=at(1, seconds=20))
        back = PostChange(held(body=Text(WHOLE)), (RESTORED,))
        assert after(back, [gone], 100) == [(False, (POSTED,))]

    def test_is_not_told_by_an_old_copy_of_its_page(self):
        copy = PostChange(held(), held=True)
        (out,) = hold_back([copy], [held()], at(9), AWHILE)
        assert (out.kinds, out.held) == ((), True)


class TestAfterTheEnd:
    ended = Holding(timedelta(seconds=45), ended=True)

    def test_whatever_is_new_waits(self):
        assert after(new(WHOLE), [], 0, self.ended) == [(True, ())]
        assert after(None, [held(body=WHOLE)], 9000, self.ended) == []

    def test_what_was_told_before_is_corrected_as_ever(self):
        edited = PostChange(post(3, revision=2), (EDITED,))
        assert after(edited, [post(3)], 0, self.ended) == [(False, (EDITED,))]

    def test_and_goes_out_once_the_coverage_goes_on(self):
        assert after(None, [held(body=WHOLE)], 90) == [(False, (POSTED,))]


def test_what_may_go_out_is_announced_whatever_it_looks_like():
    (out,) = announce([held(), post(1), held(withdrawn_at=at(2))], at(1))
    assert (out.post.id, out.kinds) == (5, (POSTED,))
