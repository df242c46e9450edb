"""What words weigh."""

import pytest

from bot.summary.units import Unit
from bot.summary.weights import concept_weights, concepts, covered, prior, stemmer

STOP = frozenset({"the", "on", "a"})


def unit(post_id: int = 1, time: float = 0.5, **given: bool) -> Unit:
    marks = {
        "headline": False,
        "first": False,
        "key_moment": False,
        "shouted": False,
        "leaning": False,
    }
    return Unit("", (), post_id, 0, time, **marks | given)


def weights_of(*said: tuple[Unit, str], title: str = "") -> dict:
    stem = stemmer("uk")  # the first five letters: easy to read
    lines = [(where, concepts(words.split(), stem, STOP)) for where, words in said]
    return concept_weights(lines, concepts(title.split(), stem, STOP))


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "agreed", "agrees"),
        ("ru", "переговоры", "переговоров"),
        ("uk", "переговори", "переговорів"),
        ("tr", "görüşmeler", "görüşmelerin"),
        ("fi", "neuvottelut", "neuvotteluja"),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, one: str, other: str) -> None:
    stem = stemmer(language)
    assert stem(one) == stem(other)


def test_figures_are_never_cut() -> None:
    assert stemmer("uk")("1000000") != stemmer("uk")("1000001")
    assert stemmer("uk")("100,000") != stemmer("uk")("100,001")


def test_concepts_are_words_and_neighbours_but_not_mere_small_words() -> None:
    assert concepts("the deal on a swap".split(), stemmer("uk"), STOP) == {
        *("deal", "swap"),
        *(("the", "deal"), ("deal", "on"), ("a", "swap")),
    }


def test_a_single_letter_tells_nothing_and_a_digit_does() -> None:
    assert concepts(["x", "7"], stemmer("en"), STOP) == {"7", ("x", "7")}


@pytest.mark.parametrize(
    ("heavier", "lighter"),
    [
        # said by more posts
        (weights_of((unit(1), "swap"), (unit(2), "swap")), weights_of((unit(1), "swap"))),
        # in a key moment
        (weights_of((unit(1, key_moment=True), "swap")), weights_of((unit(1), "swap"))),
        # in the coverage's title
        (weights_of((unit(1), "swap"), title="swap"), weights_of((unit(1), "swap"))),
        # late
        (weights_of((unit(1, 1.0), "swap")), weights_of((unit(1, 0.0), "swap"))),
    ],
)
def test_what_makes_a_word_weigh_more(heavier: dict, lighter: dict) -> None:
    assert heavier["swap"] > lighter["swap"] > 0


def test_the_same_post_saying_it_twice_counts_once() -> None:
    assert weights_of((unit(1), "swap"), (unit(1), "swap")) == weights_of((unit(1), "swap"))


def test_a_pair_weighs_less_than_its_words() -> None:
    found = weights_of((unit(1), "swap deal"))
    assert found["swap", "deal"] < found["swap"]


def test_coverage_adds_up_known_concepts_only() -> None:
    found = weights_of((unit(1), "swap"))
    assert covered(frozenset({"swap", "unheard"}), found) == found["swap"]
    assert covered(frozenset(), found) == 0


@pytest.mark.parametrize(
    ("favoured", "other"),
    [
        (unit(key_moment=True), unit()),
        (unit(headline=True), unit()),
        (unit(first=True), unit()),
        (unit(time=1.0), unit(time=0.0)),
        (unit(), unit(shouted=True)),
        (unit(), unit(leaning=True)),
    ],
)
def test_what_is_favoured_whatever_it_says(favoured: Unit, other: Unit) -> None:
    assert prior(favoured) > prior(other)
