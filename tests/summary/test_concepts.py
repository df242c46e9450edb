"""What lines say, in concepts."""

import pytest
from builders import post

from bot.summary.concepts import Reading, concepts, small_words, stemmer
from bot.summary.units import units

SMALL = frozenset({"the", "on", "a"})


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "agreed", "agrees"),
        ("ru", "переговоры", "переговоров"),
        ("uk", "переговори", "переговорів"),
        ("tr", "görüşmeler", "görüşmelerin"),
        ("de", "verhandlungen", "verhandlung"),
        ("ka", "მოლაპარაკება", "მოლაპარაკების"),
    ],
)
def test_forms_of_a_word_share_a_stem(language: str, one: str, other: str) -> None:
    stem = stemmer(language)
    assert stem(one) == stem(other)


def test_figures_are_never_cut() -> None:
    assert stemmer("uk")("1000000") != stemmer("uk")("1000001")
    assert stemmer("uk")("100,000") != stemmer("uk")("100,001")


def test_concepts_are_words_and_neighbours_but_not_mere_small_words() -> None:
    assert concepts("the deal on a swap".split(), stemmer("uk"), SMALL) == {
        *("deal", "swap"),
        *(("the", "deal"), ("deal", "on"), ("a", "swap")),
    }


def test_a_single_letter_tells_nothing_and_a_digit_does() -> None:
    assert concepts(["x", "7"], stemmer("en"), SMALL) == {"7", ("x", "7")}


def test_small_words_are_listed_or_else_the_common_ones() -> None:
    lines = [("die", "lage", str(number)) for number in range(9)] + [("die", "ruhe")]
    assert "the" in small_words(lines, "en")
    assert small_words(lines, "de") == {"die", "lage"}


def test_each_post_is_read_by_the_rules_of_its_own_language() -> None:
    told = units(
        [
            post(1, headline="", body="The sides agreed on the exchange of the prisoners."),
            post(2, headline="", body="Стороны договорились о том, что будет обмен пленными."),
        ],
        "en",
    )
    reading = Reading(told)
    english, russian = (reading.concepts(unit.words, unit.language) for unit in told)
    assert {"prison", "exchang"} <= english
    assert "сторон" in russian
    assert not {"о", "что", "the"} & (english | russian)
    assert reading.concepts(("deal",), "tr") == frozenset()
