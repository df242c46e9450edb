"""What counts as a change of the page around the posts, and what never does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import START, at, photo, section, seen_section

from bot.background import SectionNews, compare, first, still_absent
from bot.likeness import FLAP
from bot.model import SectionKind
from bot.text import Text, bold

NOW = at(60)
OTHERS = (seen_section(1), seen_section(2))


def news(stored, seen, *, patience=3, now=NOW):
    """What became of each section by its key; bookkeeping is left out."""
    changes = compare(stored, seen, now, patience=patience)
    return {change.section.key: change.news for change in changes if change.news}


def only(stored, seen, *, now=NOW, patience=3):
    """The one change there is."""
    (change,) = compare(stored, seen, now, patience=patience)
    return change


# --- New and revised ------------------------------------------------------------------------------


def test_the_sections_of_a_first_snapshot_are_new_and_stand_in_the_order_of_the_page():
    changes = first(OTHERS, NOW)
    assert [change.news for change in changes] == [SectionNews.NEW] * 2
    assert [change.section for change in changes] == [
        replace(section(1), id=0, coverage_id=0, source_id=0, first_seen_at=NOW),
        replace(section(2), id=0, coverage_id=0, source_id=0, first_seen_at=NOW),
    ]


def test_a_page_that_shows_the_same_changes_nothing():
    assert compare([section(1), section(2)], OTHERS, NOW, patience=3) == ()


@pytest.mark.parametrize(
    "same",
    [
        {"body": bold("What to know, part 1.")},
        {"body": "What  to know,\u00a0part 1. "},
        {"heading": " Section\n1"},
    ],
    ids=["markup", "spaces", "heading"],
)
def test_markup_and_spaces_are_no_revision(same):
    assert news([section(1)], [seen_section(1, **same)]) == {}


def test_a_picture_served_in_another_size_is_no_revision():
    stored = section(1, media=(photo(url="https://example.org/a.jpg?width=300"),))
    wide = seen_section(1, media=(photo(url="https://example.org/a.jpg?width=900&s=ab12"),))
    assert news([stored], [wide]) == {}


@pytest.mark.parametrize(
    "given",
    [{"body": "Eleven people a side."}, {"heading": "Who came"}, {"media": (photo(),)}],
    ids=["body", "heading", "media"],
)
def test_what_reads_differently_is_a_new_revision(given):
    change = only([section(1)], [seen_section(1, **given)])
    assert change.news is SectionNews.REVISED
    assert (change.section.revision, change.section.changed_at) == (2, NOW)
    assert change.section.as_of == NOW
    assert change.section.first_seen_at == START
    assert change.is_revision


def test_the_address_matters_for_a_video_broadcast_alone():
    other = "https://example.org/elsewhere"
    text = compare([section(1)], [seen_section(1, url=other)], NOW, patience=3)
    assert [change.news for change in text] == []
    video = {"kind": SectionKind.VIDEO, "body": Text()}
    assert news([section(1, **video)], [seen_section(1, url=other, **video)]) == {
        "s1": SectionNews.REVISED
    }


def test_a_section_that_moved_on_the_page_is_not_revised():
    changes = compare([section(1), section(2)], OTHERS[::-1], NOW, patience=3)
    assert {change.section.key: change.section.position for change in changes} == {"s1": 1, "s2": 0}
    assert not any(change.news or change.is_revision for change in changes)


# --- Headings that change -------------------------------------------------------------------------


def test_the_only_section_of_its_kind_may_be_given_another_heading():
    stored = section(1, kind=SectionKind.GOALS)
    renamed = seen_section(5, kind=SectionKind.GOALS, heading="What both sides want")
    change = only([stored], [renamed])
    assert (change.news, change.section.id, change.section.key) == (SectionNews.REVISED, 1, "s5")
    assert change.section.heading == "What both sides want"


@pytest.mark.parametrize(
    ("kind", "count"),
    [(SectionKind.OTHER, 1), (SectionKind.GOALS, 2)],
    ids=["of no known kind", "two of one kind"],
)
def test_what_cannot_be_told_apart_is_new(kind, count):
    stored = [section(number, kind=kind) for number in range(1, 1 + count)]
    page = [seen_section(number, kind=kind) for number in range(5, 5 + count)]
    assert set(news(stored, page).values()) == {SectionNews.NEW}


# --- Old copies -----------------------------------------------------------------------------------


class TestOldCopies:
    """Caches answer in turn with the page and with what it said a minute ago."""

    def revised(self):
        return only([section(1)], [seen_section(1, body="B.")]).section

    def test_a_return_to_the_former_wording_within_moments_is_held_back(self):
        change = only([self.revised()], [seen_section(1)], now=NOW + FLAP - timedelta(seconds=1))
        assert change.held
        assert change.news is None
        assert change.section == self.revised()

    def test_it_is_followed_when_it_lasts(self):
        change = only([self.revised()], [seen_section(1)], now=NOW + FLAP)
        assert (change.news, change.section.revision) == (SectionNews.REVISED, 3)

    def test_a_third_wording_is_followed_at_once(self):
        again = [seen_section(1, body="C.")]
        assert only([self.revised()], again).news is SectionNews.REVISED

    def test_an_old_copy_proves_nobodys_absence(self):
        (change,) = compare([self.revised(), section(2)], [seen_section(1)], NOW, patience=1)
        assert change.held


# --- Gone and back --------------------------------------------------------------------------------


def test_a_section_is_gone_only_after_patience_snapshots_that_show_others():
    stored = [section(1), section(2)]
    for absences in (1, 2):
        change = only(stored, [seen_section(1)])
        assert (change.news, change.section.absences) == (None, absences)
        stored = [section(1), change.section]
    change = only(stored, [seen_section(1)])
    assert (change.news, change.section.withdrawn_at) == (SectionNews.GONE, NOW)
    assert not change.is_revision


def test_one_that_is_shown_again_begins_to_count_anew():
    change = only([section(1), section(2, absences=2)], OTHERS)
    assert (change.news, change.section) == (None, section(2))


def test_a_page_without_any_section_proves_nothing_and_breaks_the_row():
    assert compare([section(1), section(2)], (), NOW, patience=1) == ()
    assert only([section(1), section(2, absences=2)], ()).section == section(2)


def test_a_page_that_stays_the_same_lacks_once_more_what_it_lacked():
    (change,) = still_absent([section(1), section(2, absences=2)], NOW, patience=3)
    assert (change.section.key, change.news) == ("s2", SectionNews.GONE)
    assert still_absent([section(1), section(2)], NOW, patience=3) == ()


def test_what_is_gone_is_not_gone_again():
    assert compare([section(1), section(2, withdrawn_at=START)], [OTHERS[0]], NOW, patience=1) == ()


@pytest.mark.parametrize(
    ("body", "changed_at"), [("What to know, part 1.", None), ("News.", NOW)], ids=["same", "new"]
)
def test_a_section_comes_back_as_a_new_revision(body, changed_at):
    gone = section(1, withdrawn_at=at(30))
    change = only([gone], [seen_section(1, body=body)])
    assert (change.news, change.section.withdrawn_at) == (SectionNews.BACK, None)
    assert (change.section.revision, change.section.changed_at) == (2, changed_at)
    assert change.is_revision


def test_of_two_with_one_key_the_standing_one_goes_on():
    stored = [section(1), section(2, key="s1", withdrawn_at=START)]
    assert news(stored, [seen_section(1, body="More.")]) == {"s1": SectionNews.REVISED}
