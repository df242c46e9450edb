"""Which lines are chosen: the worthiest, nothing twice, two a post, the newest wording."""

from collections.abc import Sequence

import pytest
from builders import at, post
from summary.stories import ENGLISH, STORIES, tell

from bot.model import Post
from bot.summary import learned
from bot.summary.choice import choose, concept_weight, prior, same, weigh
from bot.summary.features import CONCEPT_FEATURES, LINE_FEATURES, Line, material
from bot.summary.units import units


def all_there_is(_: Sequence[Line]) -> bool:
    return False


def chosen(posts: list[Post], most: int = 99, **given: object) -> list[str]:
    field = weigh(material(units(posts, "en"), ["talks"], "en"))
    return [line.unit.text for line in choose(field, lambda lines: len(lines) >= most, **given)]


def numbers(names: Sequence[str], **given: float) -> tuple[float, ...]:
    return tuple(given.get(name.replace(" ", "_"), 0.0) for name in names)


def test_every_feature_has_its_learned_number_and_no_other_has() -> None:
    assert tuple(learned.CONCEPTS) == CONCEPT_FEATURES
    assert tuple(learned.LINES) == LINE_FEATURES


def test_what_more_posts_say_weighs_more() -> None:
    once = concept_weight(numbers(CONCEPT_FEATURES))
    often = concept_weight(numbers(CONCEPT_FEATURES, log_posts=1.1, log_lines=1.1))
    assert 0 < once < often < 1


@pytest.mark.parametrize("feature", ["key_moment", "central", "says_the_title"])
def test_lines_at_the_heart_of_things_are_favoured(feature: str) -> None:
    plain = prior(numbers(LINE_FEATURES), shouted=False)
    assert prior(numbers(LINE_FEATURES, **{feature: 1.0}), shouted=False) > plain
    assert prior(numbers(LINE_FEATURES), shouted=True) < plain


def test_as_many_lines_as_are_enough_the_best_first() -> None:
    posts = tell(ENGLISH)
    assert chosen(posts, 3) == chosen(posts)[:3]
    assert chosen(posts, 0) == []


@pytest.mark.parametrize("language", STORIES)
def test_no_two_lines_say_the_same_and_no_post_is_quoted_three_times(language: str) -> None:
    field = weigh(material(units(tell(STORIES[language]), language), [], language))
    lines = choose(field, all_there_is)
    assert len(lines) >= 5
    for number, line in enumerate(lines):
        assert not any(same(line, other) for other in lines[:number])
    ids = [line.unit.post_id for line in lines]
    assert max(ids.count(post_id) for post_id in ids) <= 2


def test_what_was_said_before_is_not_said_again() -> None:
    posts = tell(ENGLISH)
    found = material(units(posts, "en"), [], "en")
    outcome = next(line for line in found.lines if "ended after one hour" in line.unit.text)
    lines = choose(weigh(found), all_there_is, said=[outcome])
    assert outcome not in lines
    assert not any(same(line, outcome) for line in lines)


def test_of_two_wordings_the_newer_is_taken() -> None:
    old = post(1, headline="", body="At least 1,000 prisoners will go home on Friday.")
    new = post(2, headline="", body="At least 1,200 prisoners will go home on Friday.")
    assert chosen([old, new]) == ["At least 1,200 prisoners will go home on Friday."]


def test_unfit_lines_are_chosen_only_if_asked_for() -> None:
    posts = [post(1, headline="", body="Will it rain in the garden? The sides agree on a swap.")]
    assert chosen(posts) == ["The sides agree on a swap."]
    assert "Will it rain in the garden?" in chosen(posts, among=lambda _: True)


def test_the_choice_does_not_depend_on_the_order_of_equal_material() -> None:
    posts = [post(n, headline="", body=f"Word{n} met word{n + 50} at noon.") for n in range(1, 30)]
    assert chosen(posts, 5) == chosen(posts[::-1], 5)


def test_nothing_to_choose_from() -> None:
    assert chosen([]) == []
    assert chosen([post(1, headline="", body="Oh!", posted_at=at(1))]) == []
