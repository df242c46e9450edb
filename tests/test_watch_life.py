"""The watcher after the end, with stubs, with troubles, and with pages that are rebuilt."""

from dataclasses import replace

import pytest
from builders import START, at, post, seen
from watch_stage import RULES, FakeStore, Story

from bot.errors import NotModified, SourceError
from bot.model import ChangeKind, CoverageState, Trouble

POSTED, EDITED, WITHDRAWN = ChangeKind.POSTED, ChangeKind.EDITED, ChangeKind.WITHDRAWN
AUTOMATIC = replace(RULES, conclude_automatically=True)
STUB = "The meeting begins –"
SAME = NotModified("304")


def ended(rules=RULES, *posts, **given):
    """A story that begins a minute after a coverage was concluded."""
    fields = {"state": CoverageState.CONCLUDED, "concluded_at": START}
    story = Story(FakeStore(*(posts or (post(1), post(2))), **fields | given), rules)
    story.clock.now = at(1)
    return story


class TestAfterTheEnd:
    async def test_corrections_and_withdrawals_are_followed(self):
        story = ended()
        story.page.shows(seen(1, body="Eleven people."), seen(2, withdrawn=True))
        await story.poll()
        assert story.store.told == [("p1", EDITED), ("p2", WITHDRAWN)]
        assert story.woken == 1

    async def test_the_page_is_read_slowly_and_then_no_more(self):
        story = ended()
        story.page.shows(seen(1), seen(2, body="Another word."))
        await story.poll()
        assert story.store.source.next_poll_at == at(6)
        story.clock.advance(hours=24)
        await story.look()
        assert story.page.asked == 1

    async def test_what_was_read_as_its_time_ran_out_is_left_alone(self):
        story = ended()
        story.page.shows(seen(1, body="Eleven people."), seen(2))
        story.clock.advance(hours=24)
        await story.watcher.poll(story.store.source)
        assert story.store.told == []

    async def test_new_posts_wait_and_the_editors_are_asked_once(self):
        story = ended()
        story.page.shows(seen(1), seen(2), seen(3))
        await story.poll()
        await story.poll()
        assert (story.store.told, story.woken) == ([], 0)
        assert story.newsroom.proposed == [
            "a new post since the end, the newest 14:48 “Headline 3”"
        ]

    async def test_they_go_out_once_when_it_is_reopened_though_the_page_lost_them(self):
        story = ended()
        story.page.shows(seen(1), seen(2), seen(3))
        await story.poll()
        story.page.answer = SAME
        await story.store.set_state(1, CoverageState.REOPENED, story.clock())
        story.clock.advance(minutes=1)
        for _ in range(3):
            await story.poll()
        assert story.store.told == [("p3", POSTED)]

    async def test_it_reopens_by_itself_where_it_ends_by_itself(self):
        story = ended(AUTOMATIC)
        story.page.shows(seen(1), seen(2), seen(3))
        await story.poll()
        assert story.store.coverage.state is CoverageState.REOPENED
        story.page.answer = SAME
        story.clock.advance(minutes=1)
        await story.poll()
        assert story.store.told == [("p3", POSTED)]

    async def test_but_not_while_the_page_calls_itself_over(self):
        story = ended(AUTOMATIC)
        story.page.shows(seen(1), seen(2), seen(3), live=False)
        await story.poll()
        assert story.store.coverage.state is CoverageState.CONCLUDED
        assert len(story.newsroom.proposed) == 1

    async def test_what_ends_by_itself_keeps_its_reason(self):
        story = Story(FakeStore(post(1)), AUTOMATIC)
        story.page.shows(seen(1), live=False)
        await story.poll()
        assert story.store.reasons == ["the page itself says that it is no longer updated"]
        assert story.desk.concluded == [(1, 0)]


class TestStubs:
    async def test_a_stub_goes_out_once_in_its_full_form(self):
        story = Story(FakeStore(post(1)))
        story.page.shows(seen(1), seen(2, body=STUB))
        await story.poll()
        assert (story.store.told, story.woken) == ([], 0)
        story.page.shows(seen(1), seen(2, body="The meeting has begun."))
        await story.poll()
        assert story.store.told == [("p2", POSTED)]
        assert story.store.stored[-1].body.value == "The meeting has begun."

    async def test_a_fault_in_announcing_it_stops_no_page_and_is_tried_again(self, caplog):
        story = Story(FakeStore(post(1)))
        story.page.shows(seen(1), seen(2, body=STUB))
        await story.poll()
        store, announce = story.store, story.store.announce

        async def broken(*given, **named):
            raise OSError("disk full")

        store.announce = broken
        store.source = replace(store.source, next_poll_at=None)
        story.clock.advance(minutes=1)
        story.page.answer = SAME
        asked = story.page.asked
        await story.look()
        assert story.page.asked == asked + 1
        assert "held back cannot be announced" in caplog.text
        store.announce = announce
        story.clock.advance(seconds=31)
        await story.look()
        assert store.told == [("p2", POSTED)]

    async def test_it_goes_out_in_time_without_another_reading(self):
        story = Story(FakeStore(post(1)))
        story.page.shows(seen(1), seen(2, body=STUB))
        await story.poll()
        story.page.answer = SourceError("the server answered 500")
        await story.poll()
        asked = story.page.asked
        story.clock.now = START
        story.clock.advance(seconds=44)
        story.store.source = replace(story.store.source, next_poll_at=at(60))
        await story.look()
        assert story.store.told == []
        story.clock.advance(seconds=1)
        await story.look()
        await story.look()
        assert story.store.told == [("p2", POSTED)]
        assert (story.woken, story.page.asked) == (1, asked)

    async def test_it_goes_out_after_a_crash(self):
        story = Story(FakeStore(post(1)))
        story.page.shows(seen(1), seen(2, body=STUB))
        await story.poll()
        again = Story(story.store)
        again.page.answer = SAME
        again.clock.now = at(5)
        await again.look()
        assert story.store.told == [("p2", POSTED)]

    async def test_it_waits_while_the_coverage_is_paused(self):
        story = Story(FakeStore(post(1)))
        story.page.shows(seen(1), seen(2, body=STUB))
        await story.poll()
        story.store.coverage = replace(story.store.coverage, state=CoverageState.PAUSED)
        story.clock.advance(minutes=5)
        await story.look()
        assert story.store.told == []

    async def test_one_that_another_source_has_told_meanwhile_does_not_go_out(self):
        story = Story(FakeStore(post(1)))
        story.page.shows(seen(1), seen(2, headline="", body="The ferry has left the quay at noon"))
        await story.poll()
        other = post(9, headline="", body="The ferry has left the quay at noon.", source_id=2,
                     first_seen_at=at(), posted_at=at(2))  # fmt: skip
        story.store.stored.append(other)
        story.clock.advance(seconds=45)
        story.store.source = replace(story.store.source, next_poll_at=at(60))
        await story.look()
        assert story.store.told == []
        held = next(each for each in story.store.stored if each.key == "p2")
        assert (held.duplicate_of, held.unannounced) == (9, False)


class TestTroubles:
    async def test_editors_are_told_when_a_source_is_broken_for_long_and_when_it_recovers(self):
        story = Story(FakeStore(post(1)))
        story.page.answer = SourceError("the server answered 500")
        while story.clock() < at(20):
            await story.poll()
        assert story.newsroom.troubles == [Trouble.BROKEN]
        assert story.store.source.failing_since == START
        story.page.shows(seen(1))
        await story.poll()
        assert story.newsroom.troubles == [Trouble.BROKEN, None]
        assert story.store.source.failing_since is None

    async def test_a_page_without_its_posts_has_changed(self):
        story = Story(FakeStore(post(1)))
        story.page.shows()
        while story.clock() < at(20):
            await story.poll()
        assert story.newsroom.troubles == [Trouble.CHANGED]

    async def test_a_silent_source_speaks_again_with_its_next_post(self):
        story = Story(FakeStore(post(1)))
        story.page.answer = SAME
        while story.clock() < at(70):
            await story.poll()
        assert story.newsroom.troubles == [Trouble.SILENT]
        story.page.shows(seen(1), seen(2, posted_at=at(70)))
        await story.poll()
        assert story.newsroom.troubles == [Trouble.SILENT, None]

    async def test_an_end_that_is_proposed_for_a_silence_is_all_that_editors_are_told(self):
        story = Story(FakeStore(post(1)))
        story.desk.propose_end = story.store.propose_end
        story.page.answer = SAME
        story.clock.now = at(200)
        await story.poll()
        assert story.store.coverage.end_proposed_at == at(200)
        assert story.newsroom.troubles == []


class TestARebuiltPage:
    def story(self):
        story = Story(FakeStore(*(post(number) for number in range(1, 5))))
        story.store.source = replace(story.store.source, format="jsonld")
        return story

    def rebuilt(self, story, *more):
        posts = [seen(number, key=f"el-{number}") for number in range(1, 5)]
        story.page.shows(*posts, *more, format="elements")

    async def test_is_not_believed_at_once_and_then_remembered_anew(self, caplog):
        story = self.story()
        self.rebuilt(story)
        await story.poll()
        assert "lost its usual form (jsonld)" in story.store.source.broken_because
        await story.poll()
        await story.poll()
        assert (story.store.source.format, story.store.source.misfits) == ("elements", 0)
        assert [each.key for each in story.store.stored] == [f"el-{n}" for n in range(1, 5)]
        assert "is read as elements from now on, no longer as jsonld" in caplog.text

    async def test_no_post_is_doubled_and_none_is_taken_back(self):
        story = self.story()
        self.rebuilt(story)
        for _ in range(3):
            await story.poll()
        self.rebuilt(story, seen(5, key="el-5"))
        for _ in range(5):
            await story.poll()
        assert story.store.told == [("el-5", POSTED)]

    async def test_that_is_itself_again_stays_as_it_was(self):
        story = self.story()
        self.rebuilt(story)
        await story.poll()
        story.page.shows(*(seen(number) for number in range(1, 6)))
        await story.poll()
        assert story.store.told == [("p5", POSTED)]
        assert (story.store.source.format, story.store.source.misfits) == ("jsonld", 0)

    @pytest.mark.parametrize("given", [{"pinned_format": "elements"}, {"format": ""}])
    async def test_that_is_read_as_an_editor_says_is_believed(self, given):
        story = self.story()
        story.store.source = replace(story.store.source, **given)
        self.rebuilt(story)
        await story.poll()
        assert story.store.source.format == "elements"


async def test_a_server_may_ask_for_a_pause_with_an_unchanged_page():
    story = Story(FakeStore(post(1)))
    story.page.answer = NotModified("304", 45)
    await story.poll()
    assert story.store.source.next_poll_at == at(seconds=45)


async def test_a_page_is_read_in_time_for_the_announced_start():
    story = Story(FakeStore(state=CoverageState.SCHEDULED, starts_at=at(65)))
    story.store.coverage = replace(story.store.coverage, created_at=at(-6000))
    story.clock.now = at(60)
    await story.poll()
    assert story.store.source.next_poll_at == at(63)
