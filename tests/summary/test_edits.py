"""What editors do to a summary: a table of acts, and what they must not do."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from builders import at, photo, post

from bot.errors import WrongState
from bot.model import Figures, Point, Results, SectionKind, Summary, Takeaway, Theme, Wording
from bot.summary.edits import (
    MAX_LINE,
    MOST_LINES,
    added,
    dropped,
    each_line,
    every_line,
    moved,
    photos_of,
    rewritten,
)

END, ONE, TWO = Takeaway("It ended.", 9), Takeaway("One.", 1), Takeaway("Two.", 2)
SUMMARY = Summary(END, (ONE, TWO), at(0), at(60), Figures(3, 0, 0, 0))
BARE = replace(SUMMARY, outcome=None)

Act = Callable[[Summary], Summary]


@pytest.mark.parametrize(
    ("summary", "act", "lines"),
    [
        pytest.param(SUMMARY, lambda it: dropped(it, 1), [END, TWO], id="drop a line"),
        pytest.param(SUMMARY, lambda it: dropped(it, 0), [ONE, TWO], id="drop the outcome"),
        pytest.param(BARE, lambda it: dropped(it, 0), [TWO], id="drop the first of no outcome"),
        pytest.param(SUMMARY, lambda it: moved(it, 2, -1), [END, TWO, ONE], id="up"),
        pytest.param(SUMMARY, lambda it: moved(it, 1, 1), [END, TWO, ONE], id="down"),
        pytest.param(SUMMARY, lambda it: moved(it, 1, -1), [ONE, END, TWO], id="to the top"),
        pytest.param(SUMMARY, lambda it: moved(it, 0, -1), [END, ONE, TWO], id="past the top"),
        pytest.param(SUMMARY, lambda it: moved(it, 2, 5), [END, ONE, TWO], id="past the end"),
    ],
)
def test_lines_go_where_they_are_put(summary: Summary, act: Act, lines: list[Takeaway]) -> None:
    assert list(act(summary).lines) == lines


def test_without_its_outcome_a_summary_has_none() -> None:
    assert dropped(SUMMARY, 0).outcome is None
    assert moved(SUMMARY, 1, -1).outcome == ONE


def test_a_rewritten_line_keeps_its_post_and_what_that_said() -> None:
    line = rewritten(SUMMARY, 1, "  Number\n one. ").lines[1]
    assert line == Takeaway("Number one.", 1, Wording.EDITOR, said="One.")
    again = rewritten(rewritten(SUMMARY, 1, "Number one."), 1, "The first.").lines[1]
    assert (again.text, again.said) == ("The first.", "One.")


def test_a_translation_does_not_outlive_its_line() -> None:
    told = replace(SUMMARY, takeaways=(replace(ONE, translations=(("ru", "Раз."),)), TWO))
    assert rewritten(told, 1, "Number one.").lines[1].translations == ()


def test_an_added_line_is_nobodys_but_the_editors() -> None:
    assert added(SUMMARY, "Mine.").lines[-1] == Takeaway("Mine.", None, Wording.EDITOR)
    assert rewritten(added(SUMMARY, "Mine."), 3, "Ours.").lines[-1].said == ""


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (lambda: dropped(SUMMARY, 3), "no such line"),
        (lambda: moved(SUMMARY, -1, 1), "no such line"),
        (lambda: rewritten(SUMMARY, 7, "x"), "no such line"),
        (lambda: rewritten(SUMMARY, 0, " \n "), "needs words"),
        (lambda: added(SUMMARY, "x" * (MAX_LINE + 1)), "300 characters; this one has 301"),
        (lambda: added(replace(SUMMARY, takeaways=(ONE,) * MOST_LINES), "x"), "at most 12"),
    ],
)
def test_what_cannot_be_done_says_why(act: Callable[[], Summary], why: str) -> None:
    with pytest.raises(WrongState, match=why):
        act()


def test_photos_come_from_key_moments_first_and_only_once() -> None:
    posts = (
        post(1, media=(photo(1),), key_moment=True),
        post(2, media=(photo(2), photo(1))),
        post(3, media=(photo(3),)),
        post(4, media=(photo(4),), withdrawn_at=at(9)),
    )
    assert [each.url[-5] for each in photos_of(posts)] == ["1", "3", "2"]


def test_lines_are_found_wherever_they_stand() -> None:
    agreed, came = Takeaway("Agreed.", 3), Takeaway("It came.", 4)
    theme = Theme(SectionKind.GOALS, "Goals", (Point("To win", (came,)),))
    whole = replace(SUMMARY, results=Results(agreed=(agreed, ONE)), themes=(theme,))
    assert set(every_line(whole)) == {END, ONE, TWO, agreed, came}
    left = each_line(whole, lambda line: None if line in {ONE, came} else line)
    assert set(every_line(left)) == {END, TWO, agreed}
    assert left.themes[0].points[0].text == "To win"
