"""Which lines begin with a noun that does not say whose it is."""

import pytest
from builders import at, coverage, post

from bot.summary.extract import summarise
from bot.summary.subjects import bare_subject
from bot.summary.units import units


def is_bare(language: str, body: str) -> bool:
    """Whether the only line of a post begins so."""
    (unit,) = units([post(1, headline="", body=body)], language)
    return bare_subject(unit)


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "The delegation wants about a week to study the Russian paper."),
        ("en", "The document is on the table in two parts."),
        ("en", "The minister left the hall before anybody else."),
        ("ru", "Делегация просит неделю на изучение российского документа."),
        ("ru", "Документ состоит из двух частей и лежит на столе."),
        ("uk", "Делегація просить тиждень на вивчення російського документа."),
        ("uk", "Міністр залишив залу раніше за всіх інших."),
        ("tr", "Heyet belgeyi incelemek için bir hafta istiyor."),
        ("tr", "Taraf bu teklife henüz yanıt vermedi."),
    ],
)
def test_bare(language: str, body: str) -> None:
    assert is_bare(language, body)


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "The Ukrainian delegation wants about a week for it."),
        ("en", "The delegation of Ukraine wants a week to study it."),
        ("en", "The sides agreed to exchange all wounded prisoners."),
        ("en", "The talks are over after a little more than an hour."),
        ("en", "Minister Aydin left the hall before anybody else."),
        ("ru", "Делегация Украины просит неделю на изучение документа."),
        ("ru", "Министр Рудин покинул зал раньше всех."),
        ("uk", "Делегація України просить тиждень на вивчення документа."),
        ("tr", "Ukrayna heyeti belgeyi incelemek için bir hafta istiyor."),
        ("tr", "Taraflar bütün esirlerin takası konusunda anlaştı."),
        ("de", "Die Delegation verlangt eine Woche Zeit."),
    ],
)
def test_named_or_nothing_known(language: str, body: str) -> None:
    assert not is_bare(language, body)


BARE = "The delegation wants about a week to study the Russian paper."


def test_the_posts_headline_takes_its_place() -> None:
    posts = [post(1, headline="Ukraine proposes to meet again in June", body=BARE)]
    (line,) = summarise(coverage(), posts, at(60)).takeaways
    assert line.text == "Ukraine proposes to meet again in June"


def test_it_serves_where_nothing_else_is_left() -> None:
    (line,) = summarise(coverage(), [post(1, headline="", body=BARE)], at(60)).takeaways
    assert line.text == BARE
