from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from builders import START, at, photo, post
from sqlalchemy.exc import IntegrityError

from bot.changes import PostChange
from bot.errors import NotFound
from bot.model import (
    Change,
    ChangeKind,
    CoverageState,
    Figures,
    PostKind,
    Source,
    Summary,
    Takeaway,
    Trouble,
)
from bot.text import bold
from storage import Store

if TYPE_CHECKING:
    from conftest import Desk  # mypy reads it from the folder; at run time pytest does

POSTED = (ChangeKind.POSTED,)


def fresh(number: int, **given: object) -> PostChange:
    """A new post of the page, announced."""
    return PostChange(post(number, id=0, coverage_id=0, posted_seq=0, **given), POSTED)


def history(number: int) -> PostChange:
    """A new post of the page that nobody is told of."""
    return PostChange(post(number, id=0, coverage_id=0, posted_seq=0))


# --- The coverage itself --------------------------------------------------------------------------


async def test_a_coverage_begins_with_its_source_and_its_history(
    store: Store, desk: "Desk"
) -> None:
    made = await desk.cover(history(1), history(2))
    assert made == await store.coverages.get(made.id)
    assert (made.title, made.timezone, made.state, made.created_at, made.starts_at, made.head) == (
        "Talks in Istanbul",
        "Europe/Istanbul",
        CoverageState.LIVE,
        START,
        START,
        0,
    )
    (source,) = await store.coverages.sources(made.id)
    assert source == Source(source.id, made.id, "https://example.org/live", "jsonld")
    posts = await store.coverages.posts(made.id)
    assert [(one.key, one.posted_seq, one.source_id) for one in posts] == [
        ("p1", 0, source.id),
        ("p2", 0, source.id),
    ]
    assert await store.coverages.changes_after(made.id, 0) == []


async def test_a_coverage_that_cannot_be_stored_whole_is_not_stored(
    store: Store, desk: "Desk"
) -> None:
    with pytest.raises(IntegrityError):
        await desk.cover(history(1), history(1))
    assert await store.coverages.all() == []
    assert await store.coverages.source_by_url("https://example.org/live") is None


async def test_the_newest_coverage_comes_first(store: Store, desk: "Desk") -> None:
    for title in ("first", "second", "third"):
        await desk.cover(title=title)
    assert [one.title for one in await store.coverages.all()] == ["third", "second", "first"]


async def test_what_is_not_there_is_said_so(store: Store) -> None:
    with pytest.raises(NotFound, match="no coverage number 7"):
        await store.coverages.get(7)
    with pytest.raises(NotFound, match="no coverage number 7"):
        await store.coverages.set_state(7, CoverageState.PAUSED, START)
    with pytest.raises(NotFound, match="no coverage number 7"):
        await store.coverages.rename(7, "x")
    assert await store.coverages.end_reason(7) == ""
    assert await store.coverages.posts(7) == []


async def test_a_coverage_is_renamed(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    await store.coverages.rename(made.id, "Стамбул 🇹🇷")
    assert (await store.coverages.get(made.id)).title == "Стамбул 🇹🇷"


@pytest.mark.parametrize("state", list(CoverageState))
async def test_every_state_can_be_stored(store: Store, desk: "Desk", state: CoverageState) -> None:
    made = await desk.cover()
    assert (await store.coverages.set_state(made.id, state, at(1))).state is state


async def test_concluding_publishes_the_summary_and_notes_when(store: Store, desk: "Desk") -> None:
    made = await desk.cover(history(1))
    (told,) = await store.coverages.posts(made.id)
    summary = Summary(Takeaway("Agreed.", told.id), (), START, at(60), Figures(1, 0, 0, 0))
    closing = PostChange(
        post(9, id=0, key="summary-1", kind=PostKind.SUMMARY, summary=summary), POSTED
    )
    concluded = await store.coverages.set_state(
        made.id, CoverageState.CONCLUDED, at(60), changes=[closing]
    )
    assert (concluded.concluded_at, concluded.head) == (at(60), 1)
    stored = (await store.coverages.posts(made.id))[-1]
    assert (stored.kind, stored.summary, stored.posted_seq, stored.source_id) == (
        PostKind.SUMMARY,
        summary,
        1,
        None,
    )


async def test_concluding_twice_makes_two_summaries(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    closing = PostChange(post(9, id=0, key="summary", kind=PostKind.SUMMARY), POSTED)
    for _ in range(2):
        await store.coverages.set_state(made.id, CoverageState.CONCLUDED, at(60), changes=[closing])
        await store.coverages.set_state(made.id, CoverageState.REOPENED, at(70))
    assert (await store.coverages.get(made.id)).head == 2


async def test_reopening_forgets_the_end(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    await store.coverages.dismiss_end(made.id, at(1))
    await store.coverages.propose_end(made.id, "closing words", at(2))
    await store.coverages.set_state(made.id, CoverageState.CONCLUDED, at(3))
    reopened = await store.coverages.set_state(made.id, CoverageState.REOPENED, at(4))
    assert reopened == replace(made, state=CoverageState.REOPENED, end_dismissed_at=at(3))
    assert await store.coverages.end_reason(made.id) == ""


async def test_the_end_is_proposed_once_until_dismissed(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    assert await store.coverages.propose_end(made.id, "the page says so", at(1))
    assert not await store.coverages.propose_end(made.id, "quiet", at(2))
    assert await store.coverages.end_reason(made.id) == "the page says so"
    assert (await store.coverages.get(made.id)).end_proposed_at == at(1)

    await store.coverages.dismiss_end(made.id, at(3))
    dismissed = await store.coverages.get(made.id)
    assert (dismissed.end_proposed_at, dismissed.end_dismissed_at) == (None, at(3))
    assert await store.coverages.end_reason(made.id) == ""
    assert await store.coverages.propose_end(made.id, "quiet", at(4))


async def test_a_reopening_is_proposed_once_until_dismissed(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    await store.coverages.set_state(made.id, CoverageState.CONCLUDED, at(10))
    assert await store.coverages.propose_reopening(made.id, "a new post", at(11))
    assert not await store.coverages.propose_reopening(made.id, "two new posts", at(12))
    assert await store.coverages.reopening_reason(made.id) == "a new post"
    assert (await store.coverages.get(made.id)).reopening_proposed_at == at(11)

    await store.coverages.dismiss_reopening(made.id, at(13))
    left = await store.coverages.get(made.id)
    assert (left.reopening_proposed_at, left.reopening_dismissed_at) == (None, at(13))
    assert await store.coverages.propose_reopening(made.id, "a third", at(14))


async def test_why_it_ended_and_was_reopened_is_known_until_the_next_end(
    store: Store, desk: "Desk"
) -> None:
    made = await desk.cover()
    await store.coverages.propose_end(made.id, "closing words", at(9))
    await store.coverages.set_state(made.id, CoverageState.CONCLUDED, at(10))
    assert await store.coverages.end_reason(made.id) == "closing words"
    await store.coverages.propose_reopening(made.id, "a new post", at(11))
    reopened = await store.coverages.set_state(made.id, CoverageState.REOPENED, at(12))
    assert reopened.reopening_proposed_at is None
    assert await store.coverages.reopening_reason(made.id) == "a new post"
    await store.coverages.set_state(made.id, CoverageState.CONCLUDED, at(20))
    assert await store.coverages.reopening_reason(made.id) == ""


# --- Sources --------------------------------------------------------------------------------------


async def test_a_source_is_found_by_its_address(store: Store, desk: "Desk") -> None:
    await desk.cover()
    again = await desk.cover(source_url="https://example.org/live")
    other = await desk.cover(source_url="https://example.org/other")
    found = await store.coverages.source_by_url("https://example.org/live")
    assert found is not None
    assert found.coverage_id == again.id
    assert await store.coverages.source_by_url("https://example.org/none") is None
    assert [one.url for one in await store.coverages.sources(other.id)] == [
        "https://example.org/other"
    ]


async def test_a_poll_changes_only_what_a_poll_may(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    (source,) = await store.coverages.sources(made.id)
    polled = replace(
        source,
        next_poll_at=at(5),
        last_good_at=at(4),
        failures=2,
        broken_because="timed out",
        etag='W/"1"',
        last_modified="Mon, 02 Jun 2025 11:45:00 GMT",
        body_hash="abc",
    )
    await store.coverages.record_poll(replace(polled, url="https://elsewhere.example"))
    assert await store.coverages.sources(made.id) == [polled]


async def test_sources_are_due_oldest_first_and_never_polled_before_all(
    store: Store, desk: "Desk"
) -> None:
    polls = {"late": at(3), "never": None, "now": at(5), "later": at(6), "early": at(1)}
    for name, next_poll_at in polls.items():
        made = await desk.cover(source_url=name)
        (source,) = await store.coverages.sources(made.id)
        await store.coverages.record_poll(replace(source, next_poll_at=next_poll_at))
    due = await store.coverages.due_sources(at(5), 10)
    assert [one.url for one in due] == ["never", "early", "late", "now"]
    assert [one.url for one in await store.coverages.due_sources(at(5), 2)] == ["never", "early"]


@pytest.mark.parametrize("state", list(CoverageState))
async def test_only_watched_coverages_have_due_sources(
    store: Store, desk: "Desk", state: CoverageState
) -> None:
    await desk.cover(state=state)
    assert bool(await store.coverages.due_sources(START, 10)) is state.watched


async def test_what_ended_lately_is_still_read(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    await store.coverages.set_state(made.id, CoverageState.CONCLUDED, at(10))
    assert await store.coverages.due_sources(at(20), 9) == []
    (due,) = await store.coverages.due_sources(at(20), 9, ended_after=at(9))
    assert due.coverage_id == made.id
    assert await store.coverages.due_sources(at(20), 9, ended_after=at(10)) == []


async def test_a_page_that_another_coverage_took_over_is_left_to_it(
    store: Store, desk: "Desk"
) -> None:
    made = await desk.cover()
    await store.coverages.set_state(made.id, CoverageState.CONCLUDED, at(10))
    heir = await desk.cover()
    (due,) = await store.coverages.due_sources(at(20), 9, ended_after=at(9))
    assert due.coverage_id == heir.id


async def test_what_a_page_says_of_itself_and_its_troubles_are_remembered(
    store: Store, desk: "Desk"
) -> None:
    made = await desk.cover()
    (source,) = await store.coverages.sources(made.id)
    polled = replace(
        source,
        format="elements",
        failing_since=at(3),
        misfits=2,
        title="Talks",
        live_title="Talks – live",
        live=False,
        told=Trouble.CHANGED,
        told_since=at(3),
    )
    await store.coverages.record_poll(polled)
    assert await store.coverages.sources(made.id) == [polled]


# --- Posts and changes ----------------------------------------------------------------------------


async def test_held_back_posts_are_found_when_they_may_go_out(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    (source,) = await store.coverages.sources(made.id)
    waiting = [
        PostChange(post(number, id=0, posted_seq=0, unannounced=True)) for number in (1, 2, 3)
    ]
    gone = PostChange(post(4, id=0, posted_seq=0, unannounced=True, withdrawn_at=at(5)))
    await store.coverages.record_changes(source, [*waiting, gone], at(4))

    async def found(since: datetime) -> list[str]:
        return [one.key for one in await store.coverages.held_back(since)]

    assert await found(at(0)) == []
    assert await found(at(2)) == ["p1", "p2"]
    await store.coverages.set_state(made.id, CoverageState.PAUSED, at(6))
    assert await found(at(9)) == []
    await store.coverages.set_state(made.id, CoverageState.CONCLUDED, at(2.5))
    assert await found(at(9)) == ["p1", "p2"], "what appeared before the end belongs to it"
    await store.coverages.set_state(made.id, CoverageState.REOPENED, at(8))
    assert await found(at(9)) == ["p1", "p2", "p3"]


async def test_what_is_announced_late_gets_its_number_then(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    (source,) = await store.coverages.sources(made.id)
    hidden = PostChange(post(1, id=0, posted_seq=0, unannounced=True))
    assert await store.coverages.record_changes(source, [hidden], at(4)) == 0
    (stored,) = await store.coverages.posts(made.id)
    out = PostChange(replace(stored, unannounced=False), POSTED)
    assert await store.coverages.announce(made.id, [out], at(5)) == 1
    (told,) = await store.coverages.posts(made.id)
    assert (told.posted_seq, told.unannounced, told.source_id) == (1, False, source.id)


async def test_a_post_may_get_another_key(store: Store, desk: "Desk") -> None:
    made = await desk.cover(history(1))
    (source,) = await store.coverages.sources(made.id)
    (stored,) = await store.coverages.posts(made.id)
    await store.coverages.record_changes(source, [PostChange(replace(stored, key="new"))], at(4))
    assert [one.key for one in await store.coverages.posts(made.id)] == ["new"]


async def test_a_post_comes_back_as_it_was_given(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    given = post(
        1,
        id=0,
        body=bold("Lists") + " were swapped.",
        media=(photo(1), photo(2, caption="the hall")),
        key_moment=True,
        pinned=True,
        corrected_at=at(3),
        absences=1,
        former="0123456789abcdef",
        edited_at=at(3),
    )
    (stored,) = await desk.publish(made, given)
    (source,) = await store.coverages.sources(made.id)
    assert stored == replace(
        given, id=stored.id, coverage_id=made.id, source_id=source.id, posted_seq=1
    )
    assert await store.coverages.posts_by_id([stored.id]) == {stored.id: stored}


async def test_of_many_posts_the_latest_are_those_that_still_matter(
    store: Store, desk: "Desk"
) -> None:
    """The newest ten, the last seen, corrected and withdrawn, and those that a page lacks."""
    made = await desk.cover()
    other = await desk.cover(source_url="https://example.org/other")
    marks: dict[int, dict[str, Any]] = {
        2: {"corrected_at": at(50)},
        3: {"corrected_at": at(40)},
        4: {"withdrawn_at": at(50)},
        5: {"absences": 2},
        6: {"first_seen_at": at(90)},
        7: {"absences": 1},
    }
    posts = [post(number, id=0, **marks.get(number, {})) for number in range(1, 31)]
    await desk.publish(made, *posts)
    await desk.publish(other, post(99, id=0, absences=1))
    found = await store.coverages.latest_posts(made.id)
    assert [one.key for one in found] == [f"p{n}" for n in (2, 4, 5, 6, 7, *range(21, 31))]


async def test_changes_are_numbered_in_the_order_given(store: Store, desk: "Desk") -> None:
    made = await desk.cover(history(1))
    (source,) = await store.coverages.sources(made.id)
    (old,) = await store.coverages.posts(made.id)
    head = await store.coverages.record_changes(
        source,
        [
            PostChange(
                replace(old, revision=2, headline="Corrected"),
                (ChangeKind.EDITED, ChangeKind.PROMOTED),
            ),
            PostChange(post(2, id=0, posted_seq=0), (ChangeKind.POSTED, ChangeKind.PINNED)),
            history(3),
            fresh(4),
        ],
        at(9),
    )
    first, second, third, fourth = await store.coverages.posts(made.id)
    assert head == (await store.coverages.get(made.id)).head == 5
    assert await store.coverages.changes_after(made.id, 0) == [
        Change(made.id, 1, ChangeKind.EDITED, first.id, at(9)),
        Change(made.id, 2, ChangeKind.PROMOTED, first.id, at(9)),
        Change(made.id, 3, ChangeKind.POSTED, second.id, at(9)),
        Change(made.id, 4, ChangeKind.PINNED, second.id, at(9)),
        Change(made.id, 5, ChangeKind.POSTED, fourth.id, at(9)),
    ]
    assert [one.posted_seq for one in (first, second, third, fourth)] == [0, 3, 0, 5]
    assert (first.id, first.revision, first.headline) == (old.id, 2, "Corrected")
    assert [one.seq for one in await store.coverages.changes_after(made.id, 3)] == [4, 5]


async def test_bookkeeping_moves_no_head(store: Store, desk: "Desk") -> None:
    made = await desk.cover(history(1))
    (source,) = await store.coverages.sources(made.id)
    (old,) = await store.coverages.posts(made.id)
    moved = PostChange(replace(old, position=7, absences=2))
    assert await store.coverages.record_changes(source, [moved], at(1)) == 0
    assert await store.coverages.posts(made.id) == [moved.post]
    assert await store.coverages.record_changes(source, [], at(2)) == 0


async def test_numbers_go_on_from_poll_to_poll_and_per_coverage(store: Store, desk: "Desk") -> None:
    first, second = await desk.cover(source_url="one"), await desk.cover(source_url="two")
    await desk.publish(first, post(1, id=0), post(2, id=0))
    await desk.publish(second, post(1, id=0))
    await desk.publish(first, post(3, id=0))
    assert (await store.coverages.get(first.id)).head == 3
    assert (await store.coverages.get(second.id)).head == 1
    assert [one.posted_seq for one in await store.coverages.posts(first.id)] == [1, 2, 3]


async def test_changes_and_the_poll_are_stored_together_or_not_at_all(
    store: Store, desk: "Desk"
) -> None:
    made = await desk.cover(history(1))
    (source,) = await store.coverages.sources(made.id)
    polled = replace(source, etag="new", next_poll_at=at(5))
    with pytest.raises(IntegrityError):
        await store.coverages.record_changes(polled, [fresh(2), fresh(1)], at(1))
    assert await store.coverages.sources(made.id) == [source]
    assert [one.key for one in await store.coverages.posts(made.id)] == ["p1"]
    assert (await store.coverages.get(made.id)).head == 0

    assert await store.coverages.record_changes(polled, [fresh(2)], at(1)) == 1
    assert await store.coverages.sources(made.id) == [polled]


async def test_posts_are_ordered_by_position(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    await desk.publish(made, post(1, id=0, position=30), post(2, id=0, position=-10))
    await desk.publish(made, post(3, id=0, position=20))
    assert [one.key for one in await store.coverages.posts(made.id)] == ["p2", "p3", "p1"]


async def test_withdrawn_posts_are_kept(store: Store, desk: "Desk") -> None:
    made = await desk.cover(history(1))
    (source,) = await store.coverages.sources(made.id)
    (old,) = await store.coverages.posts(made.id)
    gone = replace(old, withdrawn_at=at(3))
    await store.coverages.record_changes(source, [PostChange(gone, (ChangeKind.WITHDRAWN,))], at(3))
    assert await store.coverages.posts(made.id) == [gone]


async def test_only_what_stands_is_counted(store: Store, desk: "Desk") -> None:
    made = await desk.cover(history(1), history(2))
    original = (await store.coverages.posts(made.id))[0]
    await desk.publish(
        made,
        post(3, id=0, withdrawn_at=at(3)),
        post(4, id=0, unannounced=True),
        post(5, id=0, duplicate_of=original.id),
        post(6, id=0, kind=PostKind.SUMMARY),
    )
    assert await store.coverages.count_posts(made.id) == 2
    assert await store.coverages.count_sections(made.id) == 0
    assert await store.coverages.count_posts(999) == 0


async def test_very_many_posts_at_once(store: Store, desk: "Desk") -> None:
    made = await desk.cover(*(history(number) for number in range(1, 1202)))
    posts = await store.coverages.posts(made.id)
    assert [one.key for one in posts] == [f"p{number}" for number in range(1, 1202)]
    wanted = {one.id for one in posts}
    found = await store.coverages.posts_by_id(wanted | {999_999})
    assert found == {one.id: one for one in posts}
    assert await store.coverages.posts_by_id([]) == {}
