"""Headings as newspapers write them, and what they are about."""

import pytest

from bot.model import SectionKind
from bot.sources.subjects import bold_heading, is_variant, kind_of
from bot.text import Text, bold

KINDS = {
    SectionKind.DELEGATIONS: (
        "Delegations",
        "The delegations: who is at the table",
        "Who is taking part?",
        "Who is there",
        "Состав делегаций",
        "Делегация южного берега",
        "Кто участвует в переговорах",
        "Хто бере участь",
        "Склад делегацій",
        "Heyetlerde kimler var?",
        "Die Delegationen",
        "Wer nimmt teil?",
        "Les délégations",
        "Qui participe ?",
    ),
    SectionKind.VENUE: (
        "Venue and start time",
        "Where and when",
        "Where will the talks be held?",
        "Где и когда пройдут переговоры",
        "Место проведения",
        "Де і коли",
        "Місце та час",
        "Nerede ve ne zaman?",
        "Wo und wann",
        "Verhandlungsort",
        "Où et quand",
        "Lieu et heure",
    ),
    SectionKind.GOALS: (
        "Goals of the north",
        "What each side wants",
        "What does the south want?",
        "Red lines",
        "Цели сторон",
        "Чего хотят на юге",
        "Позиция севера",
        "Цілі сторін",
        "Вимоги півдня",
        "Tarafların hedefleri",
        "Kuzey ne istiyor?",
        "Ziele der Delegationen",
        "Was will der Norden?",
        "Les exigences du sud",
        "Que veut le nord ?",
    ),
    SectionKind.PROGNOSIS: (
        "Prognosis",
        "What happens next",
        "Possible outcomes",
        "Scenarios",
        "Прогноз: три варианта",
        "Вариант 1. Перемирие",
        "Чего ждать от встречи",
        "Чим можуть закінчитися перемовини",
        "Olası senaryolar",
        "Wie geht es weiter?",
        "Prognose",
        "Scénarios possibles",
        "À quoi s’attendre",
    ),
    SectionKind.TAKEAWAYS: (
        "Key takeaways",
        "Key Events",
        "What we know so far",
        "At a glance",
        "Главное",
        "Главное к этому часу:",
        "❗️Коротко",
        "Головне",
        "Що відомо",
        "Öne çıkanlar",
        "Önemli gelişmeler",
        "Das Wichtigste in Kürze:",
        "Wichtige Updates",
        "L’essentiel",
        "Ce qu’il faut savoir",
    ),
    SectionKind.VIDEO: (
        "Video broadcast",
        "Watch live",
        "Live stream",
        "Видеотрансляция",
        "Видео-трансляция онлайн",
        "Прямая трансляция",
        "Відеотрансляція",
        "Canlı yayın",
        "Livestream",
        "Vidéo en direct",
    ),
}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [(heading, kind) for kind, headings in KINDS.items() for heading in headings],
)
def test_a_heading_says_what_its_section_is_about(heading: str, kind: SectionKind) -> None:
    assert kind_of(heading) is kind


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "14:45",
        "The doors stay closed",
        "Local pubs",
        "Accountability",
        "Live feed",
        "Live-Ticker",
        "Most read",
        "Related: key takeaways from last week",
        "Comments: what to expect from the talks",
        "Weather forecast",
        "Прогноз погоды",
        "Главные новости",
        "Читайте также: кто участвует в переговорах",
        "Підпишіться: головне за день",
        "En çok okunanlar",
        "Wetterprognose",
        "Mehr zum Thema",
        "Les plus lus",
        "The delegation of the north shore left the customs house by the back door after an hour",
        "Venue " * 20,
    ],
)
def test_other_headings_have_no_name_here(heading: str) -> None:
    assert kind_of(heading) is None


@pytest.mark.parametrize(
    ("heading", "variant"),
    [
        ("Variant 2", True),
        ("Вариант первый: перемирие", True),
        ("Сценарій 3", True),
        ("Senaryo 1", True),
        ("Szenario A", True),
        ("The second variant", True),
        ("Various", False),
    ],
)
def test_the_variants_of_a_prognosis_are_known(heading: str, *, variant: bool) -> None:
    assert is_variant(heading) is variant


@pytest.mark.parametrize(
    ("text", "heading", "rest"),
    [
        (bold("Prognosis"), "Prognosis", ""),
        (bold("Prognosis:") + " a truce.", "Prognosis", "a truce."),
        (bold("Prognosis") + ": a truce.", "Prognosis", "a truce."),
        (bold("Prognosis.") + "\nA truce.", "Prognosis", "A truce."),
        (bold("Who takes part?") + " Nine people.", "Who takes part?", "Nine people."),
    ],
)
def test_bold_words_that_stand_apart_are_a_heading(text: Text, heading: str, rest: str) -> None:
    found, after = bold_heading(text)
    assert (found.rstrip(" .:"), after.value) == (heading, rest)


@pytest.mark.parametrize(
    "text",
    [
        Text("Prognosis: a truce."),
        bold("The minister") + " spoke of the prognosis.",
        "The " + bold("prognosis") + ": a truce.",
        bold("Prognosis\nand goals"),
    ],
    ids=["plain", "emphasis", "inside", "two lines"],
)
def test_an_emphasis_is_no_heading(text: Text) -> None:
    assert bold_heading(text) == ("", text)
