"""When editors must know of a source, and in which words."""

from datetime import timedelta

import pytest
from builders import at, coverage, post, source

from bot.health import Patience, alarm, examined, is_told, recovery
from bot.model import CoverageState, Trouble

PATIENCE = Patience(broken=timedelta(minutes=10), silent=timedelta(minutes=60))


def trouble(minutes, posts=(), page=None, **given):
    """What editors should know at that minute, and since when it lasts (in minutes)."""
    after = examined(page or source(), coverage(**given), posts, at(minutes), PATIENCE)
    return after.told and (after.told, (after.told_since - at()).total_seconds() / 60)


class TestBroken:
    page = source(failing_since=at(5), failures=7, broken_because="The server says 500.")

    def test_for_a_short_time_is_nobodys_concern(self):
        assert trouble(14, page=self.page) is None

    def test_for_long_it_is(self):
        assert trouble(15, page=self.page) == (Trouble.BROKEN, 5)

    def test_a_page_that_came_but_does_not_fit_has_changed(self):
        page = source(failing_since=at(5), failures=7, misfits=3)
        assert trouble(15, page=page) == (Trouble.CHANGED, 5)

    def test_what_is_known_stays_known_while_another_failure_is_young(self):
        page = source(failing_since=at(95), told=Trouble.SILENT, told_since=at(3))
        assert trouble(96, page=page) == (Trouble.SILENT, 3)

    def test_is_over_when_the_source_is_read_again(self):
        page = source(told=Trouble.BROKEN, told_since=at(5))
        assert trouble(20, [post(19)], page) is None


class TestSilent:
    def test_after_a_time(self):
        assert trouble(60, [post(1)]) is None
        assert trouble(61, [post(1)]) == (Trouble.SILENT, 1)

    def test_not_within_its_own_rhythm(self):
        slow = [post(1), post(51)]  # a post every fifty minutes: silent after seventy-five
        assert trouble(112, slow) is None
        assert trouble(126, slow) == (Trouble.SILENT, 51)

    def test_only_its_recent_rhythm_counts(self):
        night = [post(1, posted_at=at(-600)), *(post(number) for number in range(2, 23))]
        assert trouble(90, night) == (Trouble.SILENT, 22)

    def test_counted_from_the_beginning_of_the_event(self):
        assert trouble(50, [post(1, first_seen_at=at(-300))]) is None
        assert trouble(60, [post(1, first_seen_at=at(-300))]) == (Trouble.SILENT, 0)

    @pytest.mark.parametrize(
        "given",
        [
            {"state": CoverageState.SCHEDULED},
            {"state": CoverageState.CONCLUDED},
            {"end_proposed_at": at(50)},
        ],
    )
    def test_not_where_silence_is_to_be_expected(self, given):
        assert trouble(90, [post(1)], **given) is None

    def test_counted_anew_after_an_editor_kept_it_going(self):
        kept_going = {"end_dismissed_at": at(50)}
        assert trouble(109, [post(1)], **kept_going) is None
        assert trouble(110, [post(1)], **kept_going) == (Trouble.SILENT, 1)

    def test_not_where_the_page_says_that_it_is_over(self):
        assert trouble(90, [post(1)], source(live=False)) is None

    def test_lasts_until_something_comes_though_an_end_is_proposed_meanwhile(self):
        page = source(told=Trouble.SILENT, told_since=at(1))
        proposed = {"end_proposed_at": at(70)}
        assert trouble(90, [post(1)], page, **proposed) == (Trouble.SILENT, 1)
        assert trouble(91, [post(1), post(90)], page, **proposed) is None


def test_nothing_changes_for_a_coverage_that_is_not_watched():
    page = source(told=Trouble.BROKEN, told_since=at(5))
    ended = {"state": CoverageState.CONCLUDED, "concluded_at": at(20)}
    assert trouble(30, page=page, **ended) == (Trouble.BROKEN, 5)


SILENT = source(told=Trouble.SILENT, told_since=at(5))
BROKEN = source(told=Trouble.BROKEN, told_since=at(5))


class TestWhatIsTold:
    @pytest.mark.parametrize(
        ("before", "after", "other", "told"),
        [
            (source(), SILENT, source(), True),
            (source(), SILENT, BROKEN, True),
            (source(), SILENT, SILENT, False),
            (SILENT, SILENT, source(), False),
            (SILENT, source(), source(), True),
            (SILENT, source(), SILENT, False),
            (source(), BROKEN, SILENT, True),
            (BROKEN, source(), SILENT, True),
            (SILENT, BROKEN, SILENT, True),
        ],
    )
    def test_is_one_silence_and_every_other_trouble(self, before, after, other, told):
        assert is_told(before, after, [other]) is told


class TestTheWords:
    @pytest.mark.parametrize(
        ("told", "words"),
        [
            (Trouble.BROKEN, "example.org cannot be read since 2 Jun 14:50: The server says 500."),
            (Trouble.CHANGED, "example.org does not look as it used to since 2 Jun 14:50: The"),
            (Trouble.SILENT, "example.org has had no news since 2 Jun 14:50"),
        ],
    )
    def test_say_what_is_wrong_since_when_and_where_to_look(self, told, words):
        page = source(told=told, told_since=at(5), broken_because="The server says 500.")
        said = alarm(coverage(), page)
        assert said.startswith("“Talks in Istanbul” (#1): ")
        assert words in said
        assert "/coverage 1" in said

    @pytest.mark.parametrize(
        ("other", "called"),
        [
            ("https://example.com/talks", "news.org has"),
            ("https://news.org/feed", "news.org/live?talks=1 has"),
        ],
    )
    def test_tell_two_sources_of_one_host_apart(self, other, called):
        page = source(url="https://news.org/live?talks=1", told=Trouble.SILENT, told_since=at(5))
        others = [source(id=2, url=other)]
        assert called in alarm(coverage(), page, others)
        assert called in recovery(coverage(), page, Trouble.SILENT, others)

    def test_say_nothing_of_a_source_that_is_well(self):
        assert alarm(coverage(), source()) == ""

    @pytest.mark.parametrize("told", Trouble)
    def test_say_that_it_is_over(self, told):
        assert recovery(coverage(), source(), told).startswith("“Talks in Istanbul” (#1): example.")
