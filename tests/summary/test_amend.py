"""What becomes of a summary when a post that it quotes says something else: a table."""

from dataclasses import replace

import pytest
from builders import at, post

from bot.model import Figures, Post, Results, Summary, Takeaway, Wording
from bot.summary.amend import amended

SAID = "Each side will return 6,000 bodies of the fallen."
NOW = "Each side will return 1,200 bodies of the fallen."
LINE = Takeaway(SAID, 1)
MINE = Takeaway("6,000 bodies each.", 1, Wording.EDITOR, said=SAID)


def summary(*lines: Takeaway) -> Summary:
    return Summary(None, lines, at(0), at(60), Figures(1, 0, 0, 0, readers=7))


def told(body: str, **given: object) -> dict[int, Post]:
    return {1: post(1, headline="", body=f"{body} More was said.", **given)}


def test_what_did_not_change_stays() -> None:
    before = summary(LINE, MINE, Takeaway("An editor's own.", None, Wording.EDITOR))
    result = amended(before, told(SAID), "en")
    assert (result.summary, result.corrected, result.overruled) == (before, False, ())


def test_a_corrected_line_takes_the_new_wording_and_is_marked() -> None:
    result = amended(summary(LINE), told(NOW), "en")
    assert result.summary.takeaways == (Takeaway(NOW, 1, corrected=True),)
    assert result.corrected
    assert result.summary.figures.readers == 7


def test_a_typing_error_is_followed_in_silence() -> None:
    result = amended(summary(Takeaway(SAID.replace("fallen", "falen"), 1)), told(SAID), "en")
    assert result.summary.takeaways == (LINE,)
    assert not result.corrected


@pytest.mark.parametrize(
    "posts",
    [
        pytest.param(told(SAID, withdrawn_at=at(70)), id="withdrawn"),
        pytest.param({1: post(1, headline="", body="Nothing is known yet.")}, id="not said"),
    ],
)
def test_what_the_source_takes_back_leaves_the_summary(posts: dict[int, Post]) -> None:
    result = amended(summary(LINE), posts, "en")
    assert result.summary.takeaways == ()
    assert result.corrected


def test_an_editors_words_stay_and_the_editors_are_told() -> None:
    result = amended(summary(MINE), told(NOW), "en")
    assert result.summary.takeaways == (replace(MINE, said=NOW),)
    assert result.overruled == (MINE,)
    assert not result.corrected
    assert amended(result.summary, told(NOW), "en").overruled == ()  # told once


def test_a_machines_words_give_way_to_the_posts() -> None:
    line = Takeaway("6,000 each.", 1, Wording.MACHINE, SAID, (("ru", "По 6000."),))
    result = amended(summary(line), told(NOW), "en")
    assert result.summary.takeaways == (Takeaway(NOW, 1, corrected=True),)


def test_the_sources_own_takeaway_follows_its_post() -> None:
    own = Takeaway("6,000 bodies from each side", 1, said=SAID)
    assert amended(summary(own), told(SAID), "en").summary == summary(own)
    assert amended(summary(own), told(NOW), "en").summary.takeaways[0].text == NOW


def test_lines_in_other_places_follow_as_well() -> None:
    whole = replace(summary(), outcome=LINE, results=Results(agreed=(LINE,)))
    now = amended(whole, told(NOW), "en").summary
    assert now.outcome == now.results.agreed[0] == Takeaway(NOW, 1, corrected=True)
