"""The page around the posts is kept whole, and so is everything it said before."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders import START, at, photo, post, section
from sqlalchemy.exc import IntegrityError

from bot.background import SectionChange, SectionNews
from bot.changes import PostChange
from bot.model import Coverage, Section, SectionKind, SectionRevision, Source
from bot.text import Text, bold
from storage import Store

if TYPE_CHECKING:
    from conftest import Desk  # mypy reads it from the folder; at run time pytest does


def fresh(number: int, **given: object) -> SectionChange:
    """A section that the page shows for the first time."""
    made = section(number, id=0, coverage_id=0, source_id=0, **given)
    return SectionChange(made, SectionNews.NEW)


async def page_of(store: Store, coverage: Coverage) -> Source:
    (page,) = await store.coverages.sources(coverage.id)
    return page


async def reread(store: Store, coverage: Coverage, *changes: SectionChange, minute: int) -> None:
    """Another poll of the coverage's page, in which only sections changed."""
    page = await page_of(store, coverage)
    await store.coverages.record_changes(page, [], at(minute), background=changes)


async def test_a_coverage_begins_with_the_sections_of_its_page(store: Store, desk: "Desk") -> None:
    told = bold("Vladimir") + " leads eleven people."
    who = fresh(1, kind=SectionKind.DELEGATIONS, body=told, media=(photo(),))
    made = await desk.cover(background=(who, fresh(2)))
    page = await page_of(store, made)
    assert await store.coverages.sections(made.id) == [
        replace(who.section, id=1, coverage_id=made.id, source_id=page.id),
        replace(section(2), id=2, coverage_id=made.id, source_id=page.id),
    ]


async def test_sections_stand_in_the_order_of_the_page(store: Store, desk: "Desk") -> None:
    made = await desk.cover(background=(fresh(1, position=1), fresh(2, position=0)))
    assert [one.key for one in await store.coverages.sections(made.id)] == ["s2", "s1"]


async def test_a_coverage_has_its_own_sections_only(store: Store, desk: "Desk") -> None:
    await desk.cover(background=(fresh(1),))
    other = await desk.cover(source_url="https://example.org/other")
    assert await store.coverages.sections(other.id) == []


async def test_everything_a_section_ever_said_can_be_read(store: Store, desk: "Desk") -> None:
    made = await desk.cover(background=(fresh(1),))
    (stored,) = await store.coverages.sections(made.id)
    revised = replace(
        stored, heading="Who came", body=Text("Eleven."), revision=2, changed_at=at(5), former="f"
    )
    await reread(store, made, SectionChange(revised, SectionNews.REVISED), minute=5)
    assert await store.coverages.sections(made.id) == [revised]
    assert await store.coverages.section_history(stored.id) == [
        SectionRevision(1, stored.heading, stored.body, (), stored.url, START),
        SectionRevision(2, "Who came", Text("Eleven."), (), stored.url, at(5)),
    ]


async def test_an_absence_and_a_withdrawal_are_no_revisions(store: Store, desk: "Desk") -> None:
    made = await desk.cover(background=(fresh(1), fresh(2)))
    kept, missed = await store.coverages.sections(made.id)
    missed = replace(missed, absences=1)
    await reread(store, made, SectionChange(missed), minute=1)
    assert await store.coverages.sections(made.id) == [kept, missed]
    gone = replace(missed, absences=0, withdrawn_at=at(2))
    await reread(store, made, SectionChange(gone, SectionNews.GONE), minute=2)
    assert await store.coverages.count_sections(made.id) == 1
    assert await store.coverages.sections(made.id) == [kept, gone]
    assert len(await store.coverages.section_history(gone.id)) == 1


async def test_new_sections_take_their_places_among_known_ones(store: Store, desk: "Desk") -> None:
    made = await desk.cover(background=(fresh(1),))
    (known,) = await store.coverages.sections(made.id)
    moved = SectionChange(replace(known, position=1))
    await reread(store, made, fresh(2, position=0), moved, fresh(3, position=2), minute=1)
    stored: list[Section] = await store.coverages.sections(made.id)
    assert [(one.key, one.position) for one in stored] == [("s2", 0), ("s1", 1), ("s3", 2)]
    for one in stored:
        (said,) = await store.coverages.section_history(one.id)
        assert said.heading == one.heading


async def test_sections_number_no_change(store: Store, desk: "Desk") -> None:
    """They tell nobody anything: the head, by which chats are behind, stays where it is."""
    made = await desk.cover(background=(fresh(1),))
    await reread(store, made, fresh(2), minute=1)
    assert (await store.coverages.get(made.id)).head == 0
    assert await store.coverages.changes_after(made.id, 0) == []


async def test_sections_are_stored_with_the_posts_or_not_at_all(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    page = await page_of(store, made)
    twice = [PostChange(post(1, id=0)), PostChange(post(1, id=0))]
    with pytest.raises(IntegrityError):
        await store.coverages.record_changes(page, twice, at(1), background=(fresh(1),))
    assert await store.coverages.sections(made.id) == []


async def test_what_never_was_has_no_history(store: Store) -> None:
    assert await store.coverages.section_history(77) == []
