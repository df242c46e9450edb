"""Summaries come back from the database as they went, those of earlier versions too."""

from dataclasses import replace

import pytest
from builders import at

from bot.model import (
    Figures,
    Point,
    PollResult,
    Results,
    SectionKind,
    Summary,
    Takeaway,
    Theme,
)
from storage.summary_json import summary_from_json, summary_to_json

EXCHANGE = Takeaway("An exchange of prisoners was agreed.", 12)
BARE = Summary(None, (), at(0), at(1), Figures(0, 0, 0, 0))
PLAIN = replace(
    BARE,
    outcome=EXCHANGE,
    takeaways=(Takeaway("Lists were swapped.", 7), Takeaway("An editor's own line.", None)),
    figures=Figures(posts=40, photos=9, videos=1, corrections=2, readers=1204),
)
FULL = replace(
    PLAIN,
    results=Results((EXCHANGE,), (Takeaway("No ceasefire.", 9),), (Takeaway("In July.", None),)),
    themes=(
        Theme(
            SectionKind.GOALS,
            "What each side wants",
            (Point("Kyiv: all prisoners home", (EXCHANGE,)), Point("Moscow: neutrality")),
            "https://example.org/live#goals",
        ),
    ),
    polls=(PollResult("Will they meet again?", (("Yes", 61), ("Нет", 39)), 100),),
)


@pytest.mark.parametrize("summary", [None, BARE, PLAIN, FULL])
def test_a_summary_comes_back_as_it_went(summary: Summary | None) -> None:
    assert summary_from_json(summary_to_json(summary)) == summary


def test_what_is_empty_takes_no_room() -> None:
    assert summary_to_json(None) == ""
    stored = summary_to_json(PLAIN)
    assert not [name for name in ("agreed", "themes", "polls") if f'"{name}"' in stored]


def test_a_summary_of_the_first_version_is_read() -> None:
    stored = (
        '{"outcome":["Talks end.",3],"takeaways":[["One.",1]],'
        '"started_at":"2025-06-02T11:45:00+00:00","ended_at":"2025-06-02T12:45:00+00:00",'
        '"figures":{"posts":4,"photos":2,"videos":0,"corrections":1}}'
    )
    assert summary_from_json(stored) == Summary(
        Takeaway("Talks end.", 3), (Takeaway("One.", 1),), at(0), at(60), Figures(4, 2, 0, 1)
    )
