"""Evidence of the end, and what only looks like it."""

from datetime import timedelta

import pytest
from builders import at, coverage, post

from bot.ending import evidence, last_activity
from bot.model import CoverageState, PostKind

QUIET = timedelta(minutes=90)


def reason(posts, minutes, *, page_live=None, **given):
    """Why the coverage seems over at that minute; empty while it does not."""
    return evidence(coverage(**given), posts, at(minutes), page_live=page_live, quiet=QUIET)


def test_the_pages_own_word_is_enough():
    assert "no longer updated" in reason([post(1)], 2, page_live=False)
    assert reason([post(1)], 2, page_live=True) == ""


@pytest.mark.parametrize(
    "words",
    [
        "That's it for our live coverage of the talks.",
        "Thank you for following our coverage.",
        "На этом трансляция завершена.",
        "Мы завершаем текстовую трансляцию. Спасибо, что были с нами.",
        "Текстова трансляція завершена.",
        "Ми завершуємо. Дякуємо, що були з нами.",
        "Canlı anlatım sayfamızın sonuna geldik.",
        "Der Liveblog endet an dieser Stelle. Vielen Dank fürs Dabeisein.",
        "Ce direct est désormais terminé, merci de l'avoir suivi.",
    ],
)
def test_closing_words_count_once_nothing_follows_them(words):
    posts = [post(1), post(2, body=words)]
    assert reason(posts, 5) == ""
    assert "nothing has followed for" in reason(posts, 15)


@pytest.mark.parametrize(
    "words",
    [
        "That's all from me; my colleague will take over.",
        "Thank you for following. We are logging off but will be back from 7am.",
        "Переговоры в Стамбуле завершились.",
        "Мы завершаем на сегодня, продолжим утром.",
        "The coverage of the treaty was criticised.",
        "The meeting is over.",
    ],
)
def test_a_pause_or_the_end_of_the_event_is_not_the_end_of_the_coverage(words):
    assert reason([post(1), post(2, body=words)], 30) == ""


def test_closing_words_followed_by_another_post_are_not_the_end():
    posts = [post(1, body="That's it for our live coverage."), post(2)]
    assert reason(posts, 30) == ""


def test_long_silence_counts():
    assert reason([post(1)], 60) == ""
    assert "nothing new has appeared for 99 minutes" in reason([post(1)], 100)


def test_nothing_is_proposed_without_posts():
    assert reason([], 9999) == ""


@pytest.mark.parametrize("state", [CoverageState.PAUSED, CoverageState.CONCLUDED])
def test_nothing_is_proposed_for_a_coverage_that_is_not_watched(state):
    assert reason([post(1)], 100, state=state) == ""


def test_a_proposal_stands_until_it_is_answered():
    assert reason([post(1)], 100, end_proposed_at=at(95)) == ""


def test_after_a_refusal_it_takes_something_new_to_ask_again():
    assert reason([post(1)], 200, end_dismissed_at=at(100)) == ""
    late = post(2, first_seen_at=at(110))
    assert reason([post(1), late], 300, end_dismissed_at=at(100)) != ""


def test_a_correction_or_a_withdrawal_is_activity_and_a_summary_is_none():
    assert last_activity([post(1, corrected_at=at(50))]) == at(50)
    assert last_activity([post(1, withdrawn_at=at(60))]) == at(60)
    assert last_activity([post(1), post(9, kind=PostKind.SUMMARY)]) == at(1)
    assert last_activity([]) is None


def test_what_has_not_begun_does_not_end():
    waiting = {"state": CoverageState.SCHEDULED, "starts_at": at(240)}
    assert reason([post(1)], 200, **waiting) == ""
    assert reason([post(1)], 200, page_live=False, **waiting) == ""


def test_the_silence_before_the_beginning_does_not_count():
    assert reason([post(1)], 245, starts_at=at(240)) == ""
    assert "for 95 minutes" in reason([post(1)], 335, starts_at=at(240))
