"""The source's own takeaways stand on top, each with its post, and nothing is said twice."""

from typing import Any

import pytest
from builders import at, post

from bot.model import Figures, Section, SectionKind, Summary, Takeaway
from bot.summary.own import with_own
from bot.text import Text

OUTCOME = Takeaway("The talks ended without a ceasefire.", 9)
CHOSEN = Takeaway("Russia handed over a memorandum with its terms.", 4)
BODIES = post(5, headline="", body="Each side will return 6,000 bodies of the fallen. More later.")
MEETING = post(6, headline="", body="A meeting of the presidents was proposed by Kyiv for June.")
POSTS = (post(4, headline="", body=CHOSEN.text), BODIES, MEETING, post(9, body=OUTCOME.text))


def box(words: str, **given: Any) -> Section:
    fields: dict[str, Any] = {
        "id": 1,
        "coverage_id": 1,
        "source_id": 1,
        "key": "takeaways",
        "kind": SectionKind.TAKEAWAYS,
        "revision": 1,
        "position": 0,
        "heading": "Key takeaways",
        "body": Text(words),
        "media": (),
        "first_seen_at": at(0),
        "url": "https://example.org/live#takeaways",
    }
    return Section(**fields | given)


def summary(*takeaways: Takeaway) -> Summary:
    return Summary(OUTCOME, takeaways, at(0), at(60), Figures(4, 0, 0, 0))


def lines(words: str, *chosen: Takeaway, **given: Any) -> list[Takeaway]:
    made = with_own(summary(*chosen), [box(words, **given)], POSTS, "en")
    return list(made.takeaways)


def test_a_takeaway_leads_to_the_post_that_says_it() -> None:
    (line,) = lines("• Both sides return 6,000 bodies of the fallen")
    assert line.text == "Both sides return 6,000 bodies of the fallen"
    assert line.post_id == BODIES.id
    assert line.said == "Each side will return 6,000 bodies of the fallen."


def test_a_takeaway_in_the_posts_own_words_needs_no_second_wording() -> None:
    (line,) = lines("Each side will return 6,000 bodies of the fallen.")
    assert (line.post_id, line.said) == (BODIES.id, "")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("- Oil prices fell after the news", id="nobody says it"),
        pytest.param("- Both sides return 1,200 bodies of the fallen", id="another figure"),
    ],
)
def test_what_no_post_says_leads_to_the_box(words: str) -> None:
    (line,) = lines(words)
    assert (line.post_id, line.url) == (None, "https://example.org/live#takeaways")


def test_they_come_first_and_nothing_is_said_twice() -> None:
    made = lines(
        "1. Each side returns 6,000 bodies of fallen soldiers\n"
        "2. The talks ended without any ceasefire\n"
        "3. Kyiv proposed a meeting of presidents in June",
        CHOSEN,
        Takeaway("Each side will return 6,000 bodies of the fallen.", BODIES.id),
    )
    assert [line.text for line in made] == [
        "Each side returns 6,000 bodies of fallen soldiers",
        "Kyiv proposed a meeting of presidents in June",
        CHOSEN.text,
    ]


def test_there_are_never_more_than_eight() -> None:
    things = "grain bread copper timber cotton cement sugar salt paper".split()
    verbs = "buys sells stores ships taxes grows imports mines burns".split()
    words = "\n".join(
        f"Town{letter} {verb} {thing}{letter} abroad{letter}"
        for letter, verb, thing in zip("abcdefghi", verbs, things, strict=True)
    )
    assert len(lines(words, CHOSEN)) == 8


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"kind": SectionKind.GOALS}, id="another section"),
        pytest.param({"withdrawn_at": at(30)}, id="a box that is gone"),
        pytest.param({"body": Text("More below")}, id="too short to say anything"),
    ],
)
def test_other_sections_say_nothing(given: dict[str, Any]) -> None:
    assert lines("Both sides return 6,000 bodies", CHOSEN, **given) == [CHOSEN]


def test_a_withdrawn_post_says_nothing() -> None:
    gone = post(5, headline="", body=BODIES.body, withdrawn_at=at(40))
    made = with_own(summary(), [box("Each side will return 6,000 bodies")], (gone,), "en")
    assert made.takeaways[0].post_id is None


def test_russian_words_are_compared_without_their_endings() -> None:
    said = post(7, headline="", body="Стороны договорились об обмене тяжелоранеными пленными.")
    words = "Договорились обменять тяжелораненых пленных"
    made = with_own(summary(), [box(words)], (said,), "ru")
    assert made.takeaways[0].post_id == 7
