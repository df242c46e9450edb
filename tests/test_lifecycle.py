"""The life of a coverage: which phase it is in, and what evidence leads where."""

from datetime import timedelta

import pytest
from builders import at, coverage, post, source

from bot.lifecycle import Move, Phase, next_move, phase
from bot.model import CoverageState

SCHEDULED, LIVE, PAUSED, CONCLUDED, REOPENED = CoverageState
OVER = source(live=False)
ENDED = {"state": CONCLUDED, "concluded_at": at(10), "end_proposed_at": at(9)}
LATE = post(11, unannounced=True, headline="The delegations return to the table")


def move(posts, minutes, *sources, automatically=False, **given):
    """What happens at that minute, and why; None if nothing does."""
    transition = next_move(
        coverage(**given),
        sources or [source()],
        posts,
        at(minutes),
        quiet=timedelta(minutes=90),
        automatically=automatically,
    )
    return transition and transition.move


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"state": SCHEDULED}, Phase.SCHEDULED),
        ({"state": LIVE}, Phase.LIVE),
        ({"state": LIVE, "end_proposed_at": at(5)}, Phase.PERHAPS_ENDED),
        ({"state": REOPENED, "end_proposed_at": at(5)}, Phase.PERHAPS_ENDED),
        ({"state": PAUSED, "end_proposed_at": at(5)}, Phase.PAUSED),
        ({"state": CONCLUDED, "end_proposed_at": at(5)}, Phase.ENDED),
        ({"state": CONCLUDED, "reopening_proposed_at": at(9)}, Phase.PERHAPS_REOPENED),
        ({"state": REOPENED}, Phase.REOPENED),
    ],
)
def test_the_phase_is_the_state_and_what_is_proposed(given, expected):
    assert phase(coverage(**given)) is expected


class TestTheBeginning:
    def test_comes_with_the_hour_or_with_the_first_post(self):
        assert move([], -5, state=SCHEDULED) is None
        assert move([], 0, state=SCHEDULED) is Move.BEGIN
        assert move([post(1)], -5, state=SCHEDULED) is Move.BEGIN

    def test_does_not_come_with_what_stood_there_before(self):
        assert move([post(1, posted_seq=0)], -5, state=SCHEDULED) is None

    def test_what_has_not_begun_does_not_end(self):
        assert move([post(1, posted_seq=0)], -5, OVER, state=SCHEDULED) is None


class TestTheEnd:
    @pytest.mark.parametrize("state", [LIVE, REOPENED])
    def test_is_proposed_or_comes_by_itself(self, state):
        assert move([post(1)], 5, OVER, state=state) is Move.PROPOSE_END
        assert move([post(1)], 5, OVER, state=state, automatically=True) is Move.END

    def test_is_not_proposed_twice(self):
        assert move([post(1)], 5, OVER, end_proposed_at=at(4)) is None

    def test_that_was_proposed_comes_by_itself_where_that_is_set_since(self):
        assert move([post(1)], 5, OVER, end_proposed_at=at(4), automatically=True) is Move.END

    @pytest.mark.parametrize("state", [PAUSED, CONCLUDED])
    def test_does_not_come_while_nothing_is_watched(self, state):
        given = {"state": state, "concluded_at": at(4), "automatically": True}
        assert move([post(1)], 500, OVER, **given) is None

    def test_does_not_come_without_evidence(self):
        assert move([post(1)], 50, automatically=True) is None


class TestReopening:
    def test_is_proposed_with_the_news_that_came(self):
        transition = next_move(
            coverage(**ENDED),
            [source()],
            [post(1), LATE, post(12, unannounced=True, headline="A new round  begins")],
            at(13),
            quiet=timedelta(minutes=90),
            automatically=False,
        )
        assert transition is not None
        assert transition.move is Move.PROPOSE_REOPENING
        # minute 12 after 14:45 in Istanbul
        assert (
            transition.reason == "2 new posts since the end, the newest 14:57 “A new round begins”"
        )

    def test_comes_by_itself_where_ends_do_so_and_the_page_does_not_call_itself_over(self):
        assert move([LATE], 12, automatically=True, **ENDED) is Move.REOPEN
        assert move([LATE], 12, source(live=True), automatically=True, **ENDED) is Move.REOPEN
        asks = move([LATE], 12, OVER, automatically=True, **ENDED)
        assert asks is Move.PROPOSE_REOPENING

    def test_is_not_proposed_for_corrections_goodbyes_or_nothing(self):
        goodbye = post(11, unannounced=True, body="Thanks for following.")
        corrected = post(1, corrected_at=at(12))
        assert move([corrected, goodbye], 12, **ENDED) is None

    def test_is_not_proposed_twice(self):
        assert move([LATE], 12, reopening_proposed_at=at(11), **ENDED) is None

    def test_that_was_proposed_comes_by_itself_where_that_is_set_since(self):
        given = ENDED | {"reopening_proposed_at": at(11)}
        assert move([LATE], 12, automatically=True, **given) is Move.REOPEN

    def test_that_was_turned_down_is_proposed_again_when_still_more_comes(self):
        given = ENDED | {"reopening_dismissed_at": at(12)}
        assert move([LATE], 13, **given) is None
        assert move([LATE, post(14, unannounced=True)], 15, **given) is Move.PROPOSE_REOPENING

    def test_ends_again_when_nothing_follows_the_news_it_came_for(self):
        given = {"state": REOPENED, "end_dismissed_at": at(10)}
        assert move([post(1)], 500, **given) is None
        assert move([post(1), post(11)], 50, **given) is None
        assert move([post(1), post(11)], 102, **given) is Move.PROPOSE_END
