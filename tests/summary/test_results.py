"""Which lines tell that something was agreed, was not, or goes on."""

from dataclasses import replace

import pytest
from builders import at, coverage, post
from summary.stories import STORIES, tell

from bot.model import Results, Takeaway
from bot.summary.extract import summarise
from bot.summary.results import MOST_OF_A_KIND, Result, result_of
from bot.summary.units import Unit, units


def unit(line: str, language: str = "en") -> Unit:
    (found,) = units([post(1, headline="", body=line)], language)
    return replace(found, language=language)


def results_of(*bodies: str) -> Results:
    posts = [post(n, headline="", body=body) for n, body in enumerate(bodies, start=1)]
    return summarise(coverage(), posts, at(600)).results


AGREED, NOT, NEXT = Result.AGREED, Result.NOT_AGREED, Result.NEXT_ROUND


@pytest.mark.parametrize(
    ("language", "line", "kind"),
    [
        ("en", "The sides agreed to exchange all wounded prisoners.", AGREED),
        ("en", "Both delegations signed a memorandum on grain.", AGREED),
        ("en", "The sides did not agree on a ceasefire.", NOT),
        ("en", "A full ceasefire was not agreed.", NOT),
        ("en", "The round ended after an hour without a ceasefire.", NOT),
        ("en", "Moscow rejected the demand for an unconditional truce.", NOT),
        ("en", "The sides may agree on an exchange tonight.", None),
        ("en", "Kyiv wants Moscow to agree to a ceasefire.", None),
        ("en", "Kyiv proposed a third round of talks for June.", NEXT),
        ("en", "The delegations will meet again in two weeks.", NEXT),
        ("en", "The second round of talks began at noon.", None),
        ("en", "The delegations arrived at the palace.", None),
        ("ru", "Стороны договорились обменять всех тяжелораненых пленных.", AGREED),
        ("ru", "Стороны не договорились о прекращении огня.", NOT),
        ("ru", "Второй раунд завершился без перемирия и без документов.", NOT),
        ("ru", "Стороны могут договориться об обмене уже сегодня.", None),
        ("ru", "Следующий раунд переговоров пройдёт в конце июня.", NEXT),
        ("ru", "Делегации прибыли во дворец на берегу Босфора.", None),
        ("uk", "Сторони домовилися обміняти всіх тяжкопоранених полонених.", AGREED),
        ("uk", "Сторони не домовилися про припинення вогню.", NOT),
        ("uk", "Сторони можуть домовитися про обмін уже сьогодні.", None),
        ("uk", "Наступний раунд переговорів відбудеться наприкінці червня.", NEXT),
        ("tr", "Taraflar ağır yaralı esirlerin takası konusunda anlaştı.", AGREED),
        ("tr", "Taraflar ateşkes konusunda anlaşamadı.", NOT),
        ("tr", "İkinci tur ateşkes olmadan sona erdi ve heyetler ayrıldı.", NOT),
        ("tr", "Taraflar bugün takas konusunda anlaşabilir, heyetler umutlu.", None),
        ("tr", "Bir sonraki tur görüşmeler haziran sonunda yapılacak.", NEXT),
        ("de", "Die Seiten haben sich auf einen Austausch geeinigt.", None),
    ],
)
def test_a_line_tells_a_result_by_its_words(language: str, line: str, kind: Result | None) -> None:
    assert result_of(unit(line, language)) is kind


@pytest.mark.parametrize("language", STORIES)
def test_the_talks_have_one_line_of_each_kind(language: str) -> None:
    posts = tell(STORIES[language])
    found = summarise(coverage(language=language), posts, at(600)).results
    assert [len(kind) for kind in (found.agreed, found.not_agreed, found.next_round)] == [1, 1, 1]
    said = {each.id: f"{each.headline}\n{each.body}" for each in posts}
    for (line,) in (found.agreed, found.not_agreed, found.next_round):
        assert line.text in said[line.post_id or 0]


def test_what_was_agreed_earlier_is_background() -> None:
    found = results_of(
        "In May the sides agreed to exchange a thousand prisoners.",
        "The talks of today began shortly after noon.",
        "The delegations left the palace by separate doors.",
        "The sides rejected every other proposal on the table.",
    )
    assert found.agreed == ()
    assert found.not_agreed == (
        Takeaway("The sides rejected every other proposal on the table.", 4),
    )


def test_of_two_lines_that_say_the_same_the_newer_is_told() -> None:
    found = results_of(
        "The talks of today began shortly after noon.",
        "The sides agreed to exchange 1,000 prisoners each by Sunday.",
        "The sides agreed to exchange 1,200 prisoners each by Sunday.",
    )
    assert found.agreed == (
        Takeaway("The sides agreed to exchange 1,200 prisoners each by Sunday.", 3),
    )


def test_there_are_not_too_many_of_a_kind() -> None:
    subjects = "grain wounded children bridges harbours pipelines archives".split()
    found = results_of(
        *["Nothing is known of the talks in the palace so far."] * len(subjects),
        *(f"The delegations signed a paper about {subject} tonight." for subject in subjects),
    )
    assert 1 <= len(found.agreed) <= MOST_OF_A_KIND


def test_no_results_are_made_up() -> None:
    assert results_of("The delegations arrived at the palace on the Bosphorus.") == Results()
