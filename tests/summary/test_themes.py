"""The background beside what happened."""

from typing import Any

import pytest
from builders import at, coverage
from builders import section as stored
from summary.stories import STORIES, tell

from bot.model import Point, Section, SectionKind, Takeaway, Theme
from bot.summary.extract import summarise
from bot.summary.themes import MOST_POINTS

ENDED = Takeaway("The second round of talks ended after one hour without a ceasefire.", 10)
EXCHANGE = Takeaway(
    "The sides agreed to exchange all seriously wounded prisoners and those under 25.", 8
)


def section(body: str, kind: SectionKind = SectionKind.GOALS, **given: Any) -> Section:
    where = "https://example.org/live#goals"
    return stored(body=body, kind=kind, heading="What each side wants", url=where, **given)


def themes_of(*sections: Section, language: str = "en") -> tuple[Theme, ...]:
    posts = tell(STORIES[language])
    where = coverage(language=language)
    return summarise(where, posts, at(600), sections=sections).themes


def test_what_each_side_wanted_stands_beside_what_came_of_it() -> None:
    goals = section(
        "• Kyiv wants an unconditional ceasefire of at least 30 days.\n"
        "• Kyiv wants all prisoners of war back.\n"
        "• Moscow demands the withdrawal of troops from four regions."
    )
    assert themes_of(goals) == (
        Theme(
            SectionKind.GOALS,
            "What each side wants",
            (
                Point("Kyiv wants an unconditional ceasefire of at least 30 days.", (ENDED,)),
                Point("Kyiv wants all prisoners of war back.", (EXCHANGE,)),
                Point("Moscow demands the withdrawal of troops from four regions."),
            ),
            "https://example.org/live#goals",
        ),
    )


@pytest.mark.parametrize(
    ("language", "goal", "came"),
    [
        ("ru", "Обмен всех пленных на всех пленных.", "договорились обменять"),
        ("uk", "Обмін усіх полонених на всіх полонених.", "домовилися обміняти"),
        ("tr", "Bütün esirlerin takası isteniyor.", "takası konusunda anlaştı"),
    ],
)
def test_it_works_in_every_language(language: str, goal: str, came: str) -> None:
    (theme,) = themes_of(section(goal), language=language)
    assert any(came in line.text for line in theme.points[0].came_of_it)


def test_a_prognosis_of_which_no_post_speaks_stands_alone() -> None:
    variant = "The first of two variants has come true: papers, and talk of a next meeting."
    (theme,) = themes_of(section(variant, SectionKind.PROGNOSIS))
    assert theme.points == (Point(variant),)


def test_a_prognosis_stands_beside_what_became_of_that_variant() -> None:
    prognosis = section(
        "Variant 1\nThe sides agree to exchange all seriously wounded prisoners.\n"
        "Variant 2\nNobody believes in a breakthrough.",
        SectionKind.PROGNOSIS,
    )
    (theme,) = themes_of(prognosis)
    first, second = theme.points
    assert first.came_of_it == (EXCHANGE,)
    assert second == Point("Variant 2: Nobody believes in a breakthrough.")


def test_a_line_that_speaks_of_two_variants_stands_beside_neither() -> None:
    one = "The round ends with a ceasefire."
    other = "The round ends without a ceasefire."
    assert themes_of(section(one))[0].points == (Point(one, (ENDED,)),)
    (theme,) = themes_of(section(f"• {one}\n• {other}", SectionKind.PROGNOSIS))
    assert theme.points == (Point(one), Point(other))


def test_a_goal_of_which_no_post_speaks_stands_alone() -> None:
    (theme,) = themes_of(section("Access to the harbours of the Black Sea."))
    assert theme.points == (Point("Access to the harbours of the Black Sea."),)


@pytest.mark.parametrize(
    "left_out",
    [
        section("Kyiv wants prisoners back.", SectionKind.VENUE),
        section("Kyiv wants prisoners back.", SectionKind.DELEGATIONS),
        section("Kyiv wants prisoners back.", withdrawn_at=at(9)),
        section(""),
        section("Goals"),
        section("so " * 70),
    ],
)
def test_what_makes_no_theme(left_out: Section) -> None:
    assert themes_of(left_out) == ()


def test_a_long_section_is_not_told_whole() -> None:
    (theme,) = themes_of(section("\n".join(f"Point {n} of the long list." for n in range(30))))
    assert len(theme.points) == MOST_POINTS


def test_a_wish_is_not_what_came_of_a_wish() -> None:
    (theme,) = themes_of(section("A third round of talks in June."))
    assert not [line for line in theme.points[0].came_of_it if "proposed" in line.text]


def test_a_heading_within_the_section_says_whose_wish_it_is() -> None:
    goals = section(
        "Kyiv\nAll prisoners of war come home. A third party guarantees it.\n"
        "Moscow:\nTroops leave four regions before anything else is settled."
    )
    (theme,) = themes_of(goals)
    assert [point.text for point in theme.points] == [
        "Kyiv: All prisoners of war come home.",
        "A third party guarantees it.",
        "Moscow: Troops leave four regions before anything else is settled.",
    ]


def test_short_wishes_in_a_list_are_no_headings() -> None:
    (theme,) = themes_of(section("Security guarantees\nReturn of prisoners\n• Free harbours"))
    assert [point.text for point in theme.points] == [
        "Security guarantees",
        "Return of prisoners",
        "Free harbours",
    ]
