"""Evidence of the end, and what only looks like it."""

from datetime import timedelta

import pytest
from builders import at, coverage, post, snapshot, source

from bot.ending import (
    Sign,
    evidence,
    last_activity,
    late_posts,
    reason_to_end,
    with_own_words,
)
from bot.model import CoverageState, PostKind

QUIET = timedelta(minutes=90)
TALKS = "Talks in Istanbul"


def reason(posts, minutes, *sources, **given):
    """Why the coverage seems over at that minute; empty while it does not."""
    about = coverage(**given)
    found = evidence(about, sources or [source()], posts, at(minutes), quiet=QUIET)
    return reason_to_end(about, found, posts, at(minutes))


def signs(posts, *sources):
    found = evidence(coverage(), sources, posts, at(5), quiet=QUIET)
    return [one.sign for one in found]


class TestThePagesOwnWord:
    def test_is_enough(self):
        assert reason([post(1)], 2, source(live=False)) == (
            "the page itself says that it is no longer updated"
        )
        assert reason([post(1)], 2, source(live=True)) == ""

    def test_is_not_enough_while_another_page_of_the_coverage_goes_on(self):
        over, silent, live = source(live=False), source(id=2), source(id=2, live=True)
        assert reason([post(1)], 5, over, silent) == ""
        assert "no longer updated" in reason([post(1)], 15, over, silent)
        assert reason([post(1)], 60, over, live) == ""

    def test_waits_for_a_pause_once_an_editor_has_said_no(self):
        posts = [post(1), post(2, first_seen_at=at(12))]
        assert reason(posts, 13, source(live=False), end_dismissed_at=at(11)) == ""
        assert reason(posts, 22, source(live=False), end_dismissed_at=at(11)) != ""


class TestTheTitle:
    changed = source(live_title=f"{TALKS} – live", title=TALKS)

    def test_that_is_no_longer_live_counts_after_a_pause(self):
        assert reason([post(1)], 5, self.changed) == ""
        assert reason([post(1)], 11, self.changed) == (
            "its title no longer says that it is live and nothing has followed for 10 min"
        )

    def test_that_says_as_it_happened_counts_at_once(self):
        past = source(live_title=f"{TALKS} – live", title=f"{TALKS} – as it happened", live=False)
        assert "no longer updated" in reason([post(1)], 2, past)

    @pytest.mark.parametrize("title", [f"{TALKS} – live", f"Live: {TALKS}"])
    def test_that_is_live_in_other_words_is_no_sign(self, title):
        page = source(live_title=f"{TALKS} – live", title=title)
        assert signs([post(1)], page) == [Sign.SILENCE]

    def test_that_never_was_live_is_no_sign(self):
        assert signs([post(1)], source(title=TALKS)) == [Sign.SILENCE]


class TestWhatAPageSaysOfItself:
    def test_is_remembered(self):
        page = with_own_words(source(), snapshot(title=f"{TALKS} – live", live=True), news=False)
        assert (page.title, page.live_title, page.live) == (f"{TALKS} – live",) * 2 + (True,)
        page = with_own_words(page, snapshot(title=TALKS), news=True)
        assert (page.title, page.live_title, page.live) == (TALKS, f"{TALKS} – live", None)

    def test_a_page_that_goes_on_under_its_new_title_takes_the_sign_away(self):
        page = source(title=TALKS, live_title=f"{TALKS} – live")
        assert with_own_words(page, snapshot(title=TALKS), news=False).live_title
        assert with_own_words(page, snapshot(title=TALKS), news=True).live_title == ""


class TestClosingWords:
    def test_count_once_nothing_follows_them(self):
        posts = [post(1), post(2, body="This blog is now closed.")]
        assert reason(posts, 5) == ""
        assert reason(posts, 15) == (
            "the newest post says “This blog is now closed” and nothing has followed for 13 min"
        )

    @pytest.mark.parametrize(
        "words", ["The talks have ended.", "This blog is closed for the night, back at seven."]
    )
    def test_are_no_words_about_the_event_and_no_good_night(self, words):
        assert reason([post(1), post(2, body=words)], 60) == ""

    def test_followed_by_another_post_are_not_the_end(self):
        assert reason([post(1, body="This blog is now closed."), post(2)], 60) == ""

    def test_taken_back_are_none(self):
        gone = post(2, body="This blog is now closed.", withdrawn_at=at(3))
        assert reason([post(1), gone], 60) == ""


class TestSilence:
    def test_long_silence_counts(self):
        assert reason([post(1)], 60) == ""
        assert reason([post(1)], 100) == "nothing new has appeared for 1 h 39 min"

    def test_the_silence_before_the_beginning_does_not_count(self):
        assert reason([post(1)], 245, starts_at=at(240)) == ""
        assert "for 1 h 35 min" in reason([post(1)], 335, starts_at=at(240))

    def test_nothing_ends_that_has_no_posts(self):
        assert reason([], 9999, source(live=False)) == ""

    def test_a_correction_or_a_withdrawal_is_activity_and_a_summary_is_none(self):
        assert last_activity([post(1, corrected_at=at(50))]) == at(50)
        assert last_activity([post(1, withdrawn_at=at(60))]) == at(60)
        assert last_activity([post(1), post(9, kind=PostKind.SUMMARY)]) == at(1)
        assert last_activity([]) is None


def test_after_a_refusal_it_takes_something_new_to_ask_again():
    assert reason([post(1)], 200, end_dismissed_at=at(100)) == ""
    late = post(2, first_seen_at=at(110))
    assert reason([post(1), late], 300, end_dismissed_at=at(100)) != ""


def test_the_signs_are_told_the_strongest_first():
    closing = post(1, body="This blog is now closed.")
    page = source(title=TALKS, live_title=f"{TALKS} – live")
    assert signs([closing], page, source(id=2, live=False)) == [
        Sign.PAGE, Sign.TITLE, Sign.WORDS, Sign.SILENCE,
    ]  # fmt: skip


def test_late_posts_are_those_that_appeared_after_the_end():
    ended = coverage(state=CoverageState.CONCLUDED, concluded_at=at(10))
    posts = [
        post(1),
        post(9, unannounced=True),
        post(11, unannounced=True),
        post(12, unannounced=True, withdrawn_at=at(13)),
        post(13, unannounced=True, duplicate_of=1),
        post(14, unannounced=True, body="Thanks for following."),
    ]
    assert [each.id for each in late_posts(ended, posts)] == [11]
    assert late_posts(coverage(), posts) == []
