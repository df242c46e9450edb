"""What a machine may say: a table of honest lines, and one of lines that say more than they may."""

import pytest

from bot.summary.support import unsupported

EN = "Russia and Ukraine agreed on Monday to exchange 6,000 bodies of fallen soldiers each."
RU = "Россия и Украина договорились обменяться телами 6 000 погибших солдат с каждой стороны."
NO = "The delegations did not agree on a ceasefire, Rustem Umerov said."
NO_RU = "Делегации не договорились о прекращении огня, заявил Рустем Умеров."


@pytest.mark.parametrize(
    ("line", "source", "language", "written_in"),
    [
        pytest.param(EN, EN, "en", "en", id="the very same"),
        pytest.param(
            "Russia and Ukraine agreed to exchange 6,000 bodies each.", EN, "en", "en", id="shorter"
        ),
        pytest.param(
            "On Monday Ukraine and Russia agreed to exchange the bodies of 6000 soldiers each.",
            *(EN, "en", "en"),
            id="another order, and another way to write a figure",
        ),
        pytest.param(RU, EN, "en", "ru", id="English to Russian"),
        pytest.param(
            "Росія та Україна домовилися обмінятися тілами 6000 загиблих солдатів.",
            *(RU, "ru", "uk"),
            id="Russian to Ukrainian",
        ),
        pytest.param(
            "Rusya ve Ukrayna, 6.000 askerin naaşını karşılıklı olarak değişmek için anlaştı.",
            *(EN, "en", "tr"),
            id="English to Turkish",
        ),
        pytest.param(NO_RU, NO, "en", "ru", id="a negation and a name in Russian"),
        pytest.param(
            "The delegations did not agree on a ceasefire, Rustem Umerov said.",
            *(NO_RU, "ru", "en"),
            id="a negation and a name back in English",
        ),
        pytest.param(
            "Heyetler ateşkes konusunda anlaşmadı, dedi Rüstem Umerov.",
            *(NO, "en", "tr"),
            id="a negation inside a Turkish verb",
        ),
        pytest.param(
            "Следующая встреча пройдёт в июне.",
            *("The next meeting will take place in June.", "en", "ru"),
            id="a month",
        ),
    ],
)
def test_a_line_that_says_what_its_source_says_is_sent(
    line: str, source: str, language: str, written_in: str
) -> None:
    assert unsupported(line, source, language, written_in) == ""


@pytest.mark.parametrize(
    ("line", "source", "language", "written_in", "why"),
    [
        pytest.param("", EN, "en", "en", "empty", id="nothing"),
        pytest.param(EN + " It took place there." * 5, EN, "en", "en", "longer", id="an essay"),
        pytest.param(
            "Russia and Ukraine agreed to exchange 60,000 bodies each.",
            *(EN, "en", "en", "60000"),
            id="another figure",
        ),
        pytest.param(
            "Россия и Украина договорились обменяться телами 1 200 солдат.",
            *(EN, "en", "ru", "1200"),
            id="another figure in a translation",
        ),
        pytest.param(
            "Russia and Ukraine agreed to exchange two thousand bodies each.",
            *(EN, "en", "en", "numbers"),
            id="a number in words",
        ),
        pytest.param(
            "Russia and Ukraine agreed on Friday to exchange 6,000 bodies each.",
            *(EN, "en", "en", "days"),
            id="another day",
        ),
        pytest.param(
            "Следующая встреча пройдёт в июле.",
            *("The next meeting will take place in June.", "en", "ru", "days"),
            id="another month",
        ),
        pytest.param(
            "Russia and Ukraine did not agree to exchange 6,000 bodies each.",
            *(EN, "en", "en", "says no"),
            id="a negation that was not there",
        ),
        pytest.param(
            "Делегации договорились о прекращении огня, заявил Рустем Умеров.",
            *(NO, "en", "ru", "says no"),
            id="a negation that is gone",
        ),
        pytest.param(
            "Heyetler ateşkes konusunda anlaştı, dedi Rüstem Umerov.",
            *(NO, "en", "tr", "says no"),
            id="a negation that is gone from a Turkish verb",
        ),
        pytest.param(
            "Russia and Ukraine agreed with Erdogan to exchange 6,000 bodies each.",
            *(EN, "en", "en", "Erdogan"),
            id="another name",
        ),
        pytest.param(
            "Путин и Украина договорились обменяться телами 6 000 солдат, сказал Песков.",
            *(EN, "en", "ru", "Песков"),
            id="another name in a translation",
        ),
        pytest.param(
            "Россия, Украина и США договорились обменяться телами 6 000 солдат.",
            *(EN, "en", "ru", "usa"),
            id="another country in a translation",
        ),
        pytest.param(
            "Russia and Ukraine signed a memorandum on 6,000 bodies of fallen soldiers.",
            *(EN, "en", "en", "outcome"),
            id="another outcome",
        ),
        pytest.param(
            "Russia and Ukraine, weary enemies, quietly bring fallen soldiers home in shame.",
            *(EN, "en", "en", "its own"),
            id="its own words",
        ),
        pytest.param(
            "Russia and Ukraine agreed, see https://evil.example for 6,000 bodies.",
            *(EN, "en", "en", "address"),
            id="an address",
        ),
        pytest.param(
            "Join @evil: Russia and Ukraine agreed to exchange 6,000 bodies.",
            *(EN, "en", "en", "address"),
            id="a channel",
        ),
        pytest.param(EN, EN, "en", "ru", "language", id="not translated"),
        pytest.param(RU, EN, "en", "uk", "language", id="Russian where Ukrainian was asked for"),
    ],
)
def test_a_line_that_says_more_is_not(
    line: str, source: str, language: str, written_in: str, why: str
) -> None:
    assert why in unsupported(line, source, language, written_in)
