"""The numbers that the choice goes by."""

import pytest
from builders import post

from bot.summary.features import (
    CONCEPT_FEATURES,
    LINE_FEATURES,
    concept_features,
    line_features,
    material,
)
from bot.summary.units import units

POSTS = [
    post(1, headline="Swap proposed", body="Kyiv proposed a swap of prisoners.", key_moment=True),
    post(2, headline="", body="Tea was served in the garden. A band played 3 marches."),
    post(3, headline="", body="The swap of prisoners begins on Friday: 1,000 will go home."),
    post(4, headline="", body="Rain fell on the palace."),
]
FOUND = material(units(POSTS, "en"), ["prisoner", "talks"], "en")
CONCEPTS = concept_features(FOUND)
LINES = line_features(FOUND, CONCEPTS)


def known(concept: str | tuple[str, str], feature: str) -> float:
    return CONCEPTS[concept][CONCEPT_FEATURES.index(feature)]


def of_line(number: int, feature: str) -> float:
    return LINES[number][LINE_FEATURES.index(feature)]


@pytest.mark.parametrize(
    ("concept", "feature", "value"),
    [
        ("swap", "log posts", 0.693),
        ("swap", "log lines", 1.099),
        ("swap", "in a headline", 1),
        ("swap", "share in headlines", 0.333),
        ("swap", "share in key moments", 0.5),
        ("swap", "share in first lines", 1),
        ("swap", "in the title", 0),
        ("swap", "spread", 0.667),
        ("swap", "late", 0),
        ("swap", "early", 1),
        ("swap", "pair", 0),
        ("prison", "in the title", 1),
        ("rain", "late", 1),
        ("rain", "early", 0),
        ("band", "share in first lines", 0),
        ("3", "digit", 1),
        (("swap", "of"), "pair", 1),
        (("swap", "of"), "log posts of a pair", 0.693),
        (("swap", "of"), "pair of content words", 0),
        (("rain", "fell"), "pair of content words", 1),
    ],
)
def test_what_is_known_of_a_concept(
    concept: str | tuple[str, str], feature: str, value: float
) -> None:
    assert known(concept, feature) == pytest.approx(value, abs=0.001)


@pytest.mark.parametrize(
    ("number", "feature", "value"),
    [
        (0, "headline", 1),
        (0, "headline where they are common", 0.25),
        (0, "headline where they are rare", 1),
        (0, "headline of a key moment", 1),
        (0, "very short", 1),
        (1, "first", 1),
        (1, "first where headlines are common", 0.25),
        (1, "key moment", 1),
        (1, "key moment where they are common", 0.25),
        (1, "says the title", 0.25),
        (1, "time", 0),
        (3, "log place", 0.693),
        (3, "log sentences", 1.099),
        (3, "digit", 1),
        (4, "colon", 1),
        (5, "time squared", 1),
        (5, "share of small words", 0.4),
        (5, "shared pairs", 0),
    ],
)
def test_what_is_known_of_a_line(number: int, feature: str, value: float) -> None:
    assert of_line(number, feature) == pytest.approx(value, abs=0.001)


def test_a_line_that_says_what_many_say_is_central() -> None:
    assert of_line(1, "central") > of_line(5, "central")
    assert of_line(1, "shared pairs") > of_line(5, "shared pairs")


def test_nothing_comes_of_nothing() -> None:
    empty = material([], ["talks"], "en")
    assert concept_features(empty) == {}
    assert line_features(empty, {}) == []
