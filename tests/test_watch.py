"""The watcher: what is due is read, what changed is committed, what broke is said once."""

import asyncio
import logging
from dataclasses import replace

import pytest
from builders import START, at, coverage, post, section, seen, seen_section, snapshot, source
from watch_stage import RULES, FakeStore, Story

from bot.background import SectionNews
from bot.changes import compare
from bot.errors import NotModified, SourceError, TryLater
from bot.model import ChangeKind, CoverageState
from bot.watch_ports import Reading


async def test_what_the_page_says_of_itself_is_remembered_when_it_stays_the_same():
    """A bot killed between its commit and the proposal must not need the page's word again."""
    story = Story(FakeStore(post(1), end_proposed_at=START))
    story.page.shows(seen(1), live=False)
    await story.poll()
    assert (story.store.source.live, story.store.source.etag) == (False, "e")
    story.store.coverage = replace(story.store.coverage, end_proposed_at=None)
    story.page.answer = NotModified("304")
    await story.poll()
    assert story.desk.proposed == ["the page itself says that it is no longer updated"]


async def test_news_is_committed_and_the_dispatcher_woken():
    story = Story(FakeStore(post(1)))
    story.page.shows(seen(1), seen(2))
    await story.poll()
    assert story.store.told == [("p2", ChangeKind.POSTED)]
    assert story.woken == 1
    assert story.store.source.etag == "e"


async def test_an_unchanged_page_costs_one_poll_and_tells_nobody():
    story = Story(FakeStore(post(1)))
    story.page.answer = NotModified("304")
    await story.poll()
    assert (story.store.told, story.woken) == ([], 0)
    assert story.store.source.last_good_at == START


async def test_a_source_that_is_not_due_is_left_alone():
    story = Story(FakeStore(post(1)))
    story.store.source = replace(story.store.source, next_poll_at=at(1))
    async with asyncio.TaskGroup() as polls:
        await story.watcher.run_once(at(0), polls)
    assert story.page.asked == 0


async def test_a_slow_page_is_not_read_twice_at_once():
    story = Story(FakeStore(post(1)))
    gate = asyncio.Event()

    async def slow(polled, *, timezone):
        story.page.asked += 1
        await gate.wait()
        raise NotModified("304")

    story.page.read = slow
    async with asyncio.TaskGroup() as polls:
        await story.watcher.run_once(START, polls)
        await asyncio.sleep(0)
        await story.watcher.run_once(START, polls)
        gate.set()
    assert story.page.asked == 1


async def test_a_page_that_lost_most_of_its_posts_changes_nothing():
    story = Story(FakeStore(*(post(number) for number in range(1, 8))))
    story.page.shows(seen(1))
    await story.poll()
    assert story.store.told == []
    assert "lacks" in story.store.source.broken_because


async def test_a_post_that_vanished_is_withdrawn_although_the_page_stays_the_same():
    story = Story(FakeStore(post(1), post(2), post(3)))
    story.page.shows(seen(1), seen(3))
    await story.poll()
    assert story.store.told == []
    story.page.answer = NotModified("304")
    await story.poll()
    assert story.store.told == [("p2", ChangeKind.WITHDRAWN)]
    assert story.woken == 1


async def test_an_old_copy_of_a_page_changes_nothing_and_gives_the_next_request_nothing():
    story = Story(FakeStore(post(1, body="A.")))
    story.page.shows(seen(1, body="B."))
    await story.poll()
    story.page.answer = Reading(snapshot(seen(1, body="A.")), etag="old", body_hash="old")
    await story.poll()
    assert story.store.told == [("p1", ChangeKind.EDITED)]
    assert (story.store.source.etag, story.store.source.body_hash) == ("e", "h")


async def test_a_second_source_neither_misses_nor_withdraws_the_posts_of_the_first():
    others = [post(number, key=f"x{number}", source_id=2) for number in range(10, 20)]
    story = Story(FakeStore(post(1, source_id=1), *others))
    for number in range(2, 6):
        story.page.shows(*(seen(each) for each in range(1, number + 1)))
        await story.poll()
    assert story.store.told == [(f"p{number}", ChangeKind.POSTED) for number in range(2, 6)]
    assert story.store.source.broken_because == ""
    assert [each.key for each in story.store.stored][-4:] == ["p2", "p3", "p4", "p5"]


async def test_what_one_page_cannot_show_is_sought_on_older_pages():
    own, other = post(1, source_id=1), post(9, source_id=2)
    story = Story(FakeStore(own, other))
    story.page.shows(seen(3), older="https://example.org/live?page=2")
    story.page.behind = snapshot(seen(1), seen(2), seen(3))

    await story.poll()

    assert story.page.known == {"p1"}
    assert story.store.told == [("p2", ChangeKind.POSTED), ("p3", ChangeKind.POSTED)]


async def test_a_page_that_has_no_older_ones_is_read_alone():
    story = Story(FakeStore(post(1)))
    story.page.shows(seen(1), seen(2))
    await story.poll()
    assert story.page.known is None


async def test_an_unchanged_page_says_nothing_of_the_posts_of_another_source():
    missing = post(7, key="x7", source_id=2, absences=1)
    story = Story(FakeStore(post(1, source_id=1), missing))
    story.page.answer = NotModified("304")
    await story.poll()
    assert story.store.told == []


async def test_what_was_read_while_an_editor_paused_the_coverage_is_left_for_later():
    story = Story(FakeStore(post(1)))
    read = story.page.read

    async def paused_meanwhile(polled, *, timezone):
        story.store.coverage = coverage(state=CoverageState.PAUSED)
        return await read(polled, timezone=timezone)

    story.page.shows(seen(1), seen(2), live=False)
    story.page.read = paused_meanwhile
    await story.poll()
    assert (story.store.told, story.desk.proposed) == ([], [])
    assert story.store.coverage.state is CoverageState.PAUSED
    story.page.read, story.store.coverage = read, coverage()
    await story.poll()
    assert story.store.told == [("p2", ChangeKind.POSTED)]


async def test_storage_that_fails_ends_nothing_and_is_not_tried_every_second(caplog):
    story = Story(FakeStore(post(1)))
    story.page.shows(seen(1), seen(2))
    works, story.store.record_poll = story.store.record_poll, full_disk
    story.store.record_changes = full_disk
    with caplog.at_level(logging.ERROR):
        await story.poll()
    assert "cannot be stored" in caplog.text
    story.clock.advance(seconds=1)
    await story.poll()
    assert story.page.asked == 1
    story.store.record_poll = works
    del story.store.record_changes
    story.clock.advance(seconds=30)
    await story.poll()
    assert story.store.told == [("p2", ChangeKind.POSTED)]


async def full_disk(*_):
    raise OSError("database or disk is full")


async def test_an_unchanged_page_does_not_load_all_the_posts():
    story = Story(FakeStore(post(1)))

    async def all_of_them(coverage_id):
        pytest.fail("a day's posts were loaded for nothing")

    story.store.posts = all_of_them
    story.page.answer = NotModified("304")
    await story.poll()
    assert story.store.source.failures == 0


async def test_a_broken_source_is_logged_once_and_its_recovery_once(caplog):
    story = Story(FakeStore(post(1)))
    story.page.answer = SourceError("the server answered 500")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            await story.poll()
        story.page.shows(seen(1))
        await story.poll()
        await story.poll()
    lines = [record.getMessage() for record in caplog.records]
    assert [line.split(" is ")[1].split(":")[0] for line in lines] == ["broken", "readable again"]
    assert story.store.source.failures == 0


async def test_each_failure_doubles_the_pause():
    story = Story(FakeStore(post(1)))
    story.page.answer = SourceError("refused")
    await story.poll()
    first = story.store.source.next_poll_at - story.clock()
    await story.poll()
    second = story.store.source.next_poll_at - story.clock()
    assert second == 2 * first


async def test_the_server_may_ask_for_a_pause():
    story = Story(FakeStore(post(1)))
    story.page.answer = TryLater("429", 600)
    await story.poll()
    assert story.store.source.next_poll_at == at(10)


async def test_a_bug_in_reading_one_page_does_not_end_the_watch(caplog):
    story = Story(FakeStore(post(1)))
    story.page.answer = ZeroDivisionError("our bug")
    with caplog.at_level(logging.ERROR):
        await story.poll()
    assert "our bug" in caplog.text
    story.page.shows(seen(1), seen(2))
    await story.poll()
    assert story.store.told == [("p2", ChangeKind.POSTED)]


class TestLife:
    async def test_a_scheduled_coverage_goes_live_with_its_first_post(self):
        story = Story(FakeStore(state=CoverageState.SCHEDULED, starts_at=at(60)))
        await story.poll()
        assert story.store.coverage.state is CoverageState.SCHEDULED
        story.page.shows(seen(1))
        await story.poll()
        assert story.store.coverage.state is CoverageState.LIVE

    async def test_or_at_its_hour(self):
        story = Story(FakeStore(state=CoverageState.SCHEDULED, starts_at=START))
        await story.poll()
        assert story.store.coverage.state is CoverageState.LIVE

    async def test_a_page_that_says_it_is_over_makes_the_editors_be_asked(self):
        story = Story(FakeStore(post(1)))
        story.page.shows(seen(1), live=False)
        await story.poll()
        assert story.desk.proposed == ["the page itself says that it is no longer updated"]
        assert story.desk.concluded == []

    async def test_or_is_concluded_at_once_if_so_set(self):
        rules = replace(RULES, conclude_automatically=True)
        story = Story(FakeStore(post(1)), rules)
        story.page.shows(seen(1), live=False)
        await story.poll()
        assert story.desk.concluded == [(1, 0)]

    async def test_silence_is_noticed_although_the_page_is_unchanged(self):
        story = Story(FakeStore(post(1)))
        story.page.answer = NotModified("304")
        story.clock.advance(minutes=100)
        await story.poll()
        assert "nothing new has appeared" in story.desk.proposed[0]


@pytest.mark.parametrize("number", [9, 20])
async def test_no_more_than_a_few_pages_are_read_at_once(number):
    story = Story(FakeStore())
    gate = asyncio.Event()

    async def slow(polled, *, timezone):
        story.page.asked += 1
        await gate.wait()
        raise NotModified("304")

    async def many_due(now, limit, *, ended_after):
        return [source(id=each) for each in range(number)][:limit]

    story.page.read = slow
    story.store.due_sources = many_due
    async with asyncio.TaskGroup() as polls:
        await story.watcher.run_once(START, polls)
        await story.watcher.run_once(START, polls)
        await asyncio.sleep(0)
        assert story.page.asked == 8
        gate.set()


# --- The page around the posts --------------------------------------------------------------------


async def test_the_background_is_stored_with_the_posts_and_wakes_nobody():
    story = Story(FakeStore(post(1)))
    story.page.shows(seen(1), background=(seen_section(1), seen_section(2)))
    await story.poll()
    assert story.store.news == [("s1", SectionNews.NEW), ("s2", SectionNews.NEW)]
    story.page.shows(seen(1), background=(seen_section(1, body="Eleven."), seen_section(2)))
    await story.poll()
    assert story.store.news[2:] == [("s1", SectionNews.REVISED)]
    assert (story.store.told, story.woken) == ([], 0)


async def test_a_section_that_one_reading_lacks_is_not_gone():
    story = Story(FakeStore(post(1)))
    story.page.shows(seen(1), background=(seen_section(1), seen_section(2)))
    await story.poll()
    story.page.shows(seen(1), background=(seen_section(1),))
    await story.poll()
    story.page.answer = NotModified("the same")
    for _ in range(RULES.patience - 2):
        await story.poll()
    assert len(story.store.news) == 2
    await story.poll()
    assert story.store.news[2:] == [("s2", SectionNews.GONE)]


async def test_an_old_copy_of_a_section_leaves_the_page_to_be_read_again():
    story = Story(FakeStore(post(1)))
    for body in ("A.", "B."):
        story.page.shows(seen(1), background=(seen_section(1, body=body),))
        await story.poll()
    story.store.source = replace(story.store.source, etag="newest")
    story.page.shows(seen(1), background=(seen_section(1, body="A."),))
    await story.watcher.poll(story.store.source)
    assert story.store.sections_stored[0].body.value == "B."
    assert story.store.source.etag == "newest"


async def test_an_old_copy_of_a_post_tells_nothing_of_the_sections():
    former = compare([post(1, body="A.")], snapshot(seen(1, body="B.")), START, patience=3)
    story = Story(FakeStore(former[0].post))
    story.page.shows(seen(1, body="A."), background=(seen_section(1),))
    await story.poll()
    assert story.store.news == []


async def test_a_section_belongs_to_its_own_source():
    story = Story(FakeStore(post(1)))
    elsewhere = section(9, source_id=2)
    story.store.sections_stored = [elsewhere]
    story.page.shows(seen(1), background=(seen_section(1),))
    for _ in range(RULES.patience + 1):
        await story.poll()
    assert elsewhere in story.store.sections_stored
    assert story.store.news == [("s1", SectionNews.NEW)]
