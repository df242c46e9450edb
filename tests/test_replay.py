"""Recorded readings played through the whole road: what is told, when, and what never is."""

from datetime import UTC, datetime, timedelta

from builders import seen, seen_section, snapshot
from herald import URL, Json, blog, document, element, page, update

from bot.background import SectionNews
from bot.model import ChangeKind, SeenPost, SeenSection
from bot.replay import Look, Step, Take, looks, play, tally

NOON = datetime(2025, 6, 2, 12, 0, tzinfo=UTC)
OTHER = "https://gazette.example/live"

Answer = list[Json] | str | None


def reading(number: int, *posts: SeenPost, url: str = URL) -> Look:
    """Reading `number` of a source, ten seconds after the one before."""
    return Look(NOON + timedelta(seconds=10 * number), url, snapshot(*posts))


def told(steps: list[Step]) -> list[tuple[str, ChangeKind]]:
    return [(each.after.key, each.kind) for step in steps for each in step.told]


def takes(*answers: Answer) -> list[Take]:
    """Readings of the Herald: lists of updates as pages, text as failures, None as unchanged."""
    made = []
    for number, answer in enumerate(answers):
        at = NOON + timedelta(seconds=10 * number)
        if isinstance(answer, list):
            made.append(Take(at, URL, document(page(blog(answer)))))
        else:
            made.append(Take(at, URL, failure=answer or ""))
    return made


def played(*answers: Answer, patience: int = 2) -> list[Step]:
    return list(play(looks(takes(*answers)), patience=patience))


def test_what_stands_there_at_first_sight_is_history() -> None:
    (first,) = played([update(1), update(2)])
    assert (first.told, first.taken_in) == ((), 2)


def test_the_first_posts_of_a_page_that_was_empty_at_first_sight_are_told() -> None:
    steps = list(play([reading(0), reading(1, seen(1))], patience=2))
    assert told(steps) == [("p1", ChangeKind.POSTED)]


def test_a_new_post_is_told_once_and_its_edit_with_both_wordings() -> None:
    steps = played(
        [update(1)],
        [update(1), update(2, "The sides met.")],
        [update(1), update(2, "The sides met.")],
        [update(1), update(2, "The sides met for two hours.")],
    )
    assert told(steps) == [("post-7002", ChangeKind.POSTED), ("post-7002", ChangeKind.EDITED)]
    (edit,) = steps[3].told
    assert edit.before is not None
    assert edit.before.body.value == "The sides met."
    assert edit.after.body.value == "The sides met for two hours."
    assert edit.after.id == steps[1].told[0].after.id


def test_an_outage_and_a_cut_page_change_nothing_and_say_why() -> None:
    whole = [update(1), update(2), update(3)]
    cut = document(page(blog(whole))[:400])
    steps = list(
        play(
            looks(
                [
                    *takes(whole),
                    Take(NOON, URL, cut),
                    Take(NOON, URL, failure="The server did not answer in time."),
                    *takes([*whole, update(4)]),
                ]
            ),
            patience=1,
        )
    )
    assert [step.refused for step in steps] == [
        "",
        "The page broke off before its end.",
        "The server did not answer in time.",
        "",
    ]
    assert told(steps) == [("post-7004", ChangeKind.POSTED)]


def test_a_page_without_its_posts_is_not_believed() -> None:
    steps = list(
        play([reading(0, seen(1), seen(2)), reading(1), reading(2, seen(1), seen(2))], patience=1)
    )
    assert "no posts any more" in steps[1].refused
    assert told(steps) == []


def test_an_unchanged_answer_counts_as_one_more_look() -> None:
    three, without_second = [update(1), update(2), update(3)], [update(1), update(3)]
    steps = played(three, without_second, None, patience=2)
    assert steps[2].unchanged
    assert told(steps) == [("post-7002", ChangeKind.WITHDRAWN)]


def test_two_sources_are_kept_apart_and_their_news_stands_in_one_row() -> None:
    steps = list(
        play(
            [
                reading(0, seen(1)),
                reading(1, seen(1), url=OTHER),
                reading(2, seen(1), seen(2), url=OTHER),
                reading(3, seen(1), seen(3)),
            ],
            patience=1,
        )
    )
    assert told(steps) == [("p2", ChangeKind.POSTED), ("p3", ChangeKind.POSTED)]
    assert steps[2].told[0].after.position < steps[3].told[0].after.position


def test_the_tally_counts_every_reading_and_change() -> None:
    steps = played(
        [update(1)],
        [update(1), update(2)],
        None,
        "The server has trouble.",
        [update(1), update(2, "Another word."), update(3)],
    )
    assert {name: count for name, count in tally(steps).items() if count} == {
        "readings": 5,
        "unchanged": 1,
        "refused": 1,
        "history": 1,
        "posted": 2,
        "edited": 1,
    }


# --- The page around the posts --------------------------------------------------------------------


def around(number: int, *sections: SeenSection) -> Look:
    """Reading `number` of a page with one post and these sections."""
    shown = snapshot(seen(1), background=sections)
    return Look(NOON + timedelta(seconds=10 * number), URL, shown)


def news(*readings: Look) -> list[tuple[str, SectionNews]]:
    steps = play(readings, patience=2)
    return [(one.after.key, one.news) for step in steps for one in step.sections]


def test_the_first_background_is_told_to_nobody_and_its_changes_are() -> None:
    one, two = seen_section(1), seen_section(2)
    revised = seen_section(1, body="Eleven people a side.")
    assert news(around(0, one), around(1, one)) == []
    assert news(around(0, one), around(1, revised, two)) == [
        ("s1", SectionNews.REVISED),
        ("s2", SectionNews.NEW),
    ]


def test_a_section_is_gone_after_patience_also_while_the_page_stays_the_same() -> None:
    both, one = (seen_section(1), seen_section(2)), seen_section(1)
    same = Look(NOON + timedelta(seconds=20), URL)
    assert news(around(0, *both), around(1, one)) == []
    assert news(around(0, *both), around(1, one), same) == [("s2", SectionNews.GONE)]


def test_an_old_copy_of_the_page_tells_nothing_of_its_sections() -> None:
    def reading_with(number: int, body: str, *sections: SeenSection) -> Look:
        shown = snapshot(seen(1, body=body), background=sections)
        return Look(NOON + timedelta(seconds=10 * number), URL, shown)

    first, second = reading_with(0, "A.", seen_section(1)), reading_with(1, "B.", seen_section(1))
    old = reading_with(2, "A.", seen_section(1, body="Old."))
    assert news(first, second, old) == []


def test_the_count_tells_what_became_of_sections() -> None:
    revised = seen_section(1, body="Eleven people a side.")
    counts = tally(play([around(0, seen_section(1)), around(1, revised)], patience=2))
    assert (counts["sections revised"], counts["sections gone"]) == (1, 0)


def test_a_page_that_is_rebuilt_is_refused_twice_and_then_tells_nothing_twice() -> None:
    elements = [
        element(
            number,
            f"<h2>Step {number} of the talks</h2><p>The delegations finished step {number}.</p>",
            clock=f"2025-06-02T11:{number:02}:00Z",
        ).replace('id="post-7', 'id="entry-9')
        for number in (3, 2, 1)
    ]
    before = takes([update(1), update(2), update(3)])
    rebuilt = document(page([], elements))
    after = [Take(NOON + timedelta(minutes=number), URL, rebuilt) for number in (1, 2, 3, 4)]
    steps = list(play(looks([*before, *after]), patience=1))
    assert [bool(step.refused) for step in steps] == [False, True, True, False, False]
    assert not any(step.told for step in steps)
