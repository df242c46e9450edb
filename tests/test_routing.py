"""What a chat is owed next, as a table of situations."""

import pytest
from builders import at, change, channel, delivery, post, subscription

from bot.model import ChangeKind, Level, PostKind, Preferences
from bot.routing import Digest, LevelWith, Pin, Show, Withdraw, lags, next_step, wants

POSTED, EDITED, PROMOTED = ChangeKind.POSTED, ChangeKind.EDITED, ChangeKind.PROMOTED
WITHDRAWN, RESTORED = ChangeKind.WITHDRAWN, ChangeKind.RESTORED
PINNED, UNPINNED = ChangeKind.PINNED, ChangeKind.UNPINNED


def step(changes, posts, *shown, digest_after=10, **given):
    """The next step of a subscription."""
    return next_step(
        subscription(**given),
        changes,
        {each.id: each for each in posts},
        {each.post_id: each for each in shown},
        digest_after=digest_after,
    )


KEYS = Preferences(level=Level.KEY_MOMENTS)
SUMMARY = Preferences(level=Level.SUMMARY)


@pytest.mark.parametrize(
    ("preferences", "given", "wanted"),
    [
        (Preferences(), {}, True),
        (KEYS, {}, False),
        (KEYS, {"key_moment": True}, True),
        (SUMMARY, {"key_moment": True}, False),
        (SUMMARY, {"kind": PostKind.SUMMARY}, True),
        (KEYS, {"kind": PostKind.SUMMARY}, True),
    ],
)
def test_who_wants_what(preferences, given, wanted):
    assert wants(preferences, post(1, **given)) is wanted


class TestNews:
    def test_a_new_post_is_shown(self):
        assert step([change(1)], [post(1)]) == Show(1, post(1), None)

    def test_posts_go_out_one_by_one_in_order(self):
        assert step([change(1), change(2)], [post(1), post(2)]) == Show(1, post(1), None)
        assert step([change(1), change(2)], [post(1), post(2)], cursor=1) == Show(2, post(2), None)

    def test_what_the_reader_did_not_ask_for_is_passed_over(self):
        changes, posts = [change(1), change(2)], [post(1), post(2, key_moment=True)]
        assert step(changes, posts, preferences=KEYS) == Show(2, posts[1], None)
        assert step(changes, posts, preferences=SUMMARY) == LevelWith(2)

    def test_of_two_summaries_that_wait_only_the_newest_goes_out(self):
        old, news, new = (
            post(1, kind=PostKind.SUMMARY, posted_seq=1),
            post(2, posted_seq=2),
            post(3, kind=PostKind.SUMMARY, posted_seq=3),
        )
        changes = [change(1), change(2), change(3)]
        assert step(changes, [old, news, new]) == Show(2, news, None)
        assert step(changes, [old, news, new], cursor=2) == Show(3, new, None)
        assert step(changes[:1], [old]) == Show(1, old, None)

    def test_a_post_sent_before_a_crash_could_be_recorded_is_told_once_recorded(self):
        assert step([change(1)], [post(1)], delivery(1)) == LevelWith(1)

    def test_a_post_edited_before_it_was_sent_goes_out_once_in_its_last_form(self):
        latest = post(1, revision=3)
        changes = [change(1), change(2, EDITED, 1), change(3, EDITED, 1)]
        assert step(changes, [latest]) == Show(1, latest, None)
        after = delivery(1, revision=3)
        assert step(changes, [latest], after, cursor=1) == LevelWith(3)

    def test_a_post_withdrawn_before_it_was_sent_never_goes_out(self):
        gone = post(1, withdrawn_at=at(3))
        assert step([change(1), change(2, WITHDRAWN, 1)], [gone]) == LevelWith(2)

    def test_someone_who_joined_later_gets_no_old_post_because_it_was_edited(self):
        changes = [change(6, EDITED, 1)]
        assert step(changes, [post(1, revision=2)], since=5, cursor=5) == LevelWith(6)

    def test_history_is_never_sent_as_new(self):
        changes = [change(1, EDITED, 1)]
        assert step(changes, [post(1, posted_seq=0, revision=2)]) == LevelWith(1)

    def test_a_post_that_becomes_a_key_moment_reaches_those_who_want_only_these(self):
        key = post(1, key_moment=True, revision=2)
        changes = [change(1), change(2, PROMOTED, 1)]
        assert step(changes, [key], preferences=KEYS, cursor=1) == Show(2, key, None)

    def test_a_part_of_a_post_that_went_out_before_a_crash_is_completed(self):
        half = delivery(1, complete=False)
        assert step([change(1)], [post(1)], half) == Show(1, post(1), half)


class TestFollowUps:
    def test_an_edit_reaches_what_was_shown(self):
        edited = post(1, revision=2)
        changes = [change(1), change(2, EDITED, 1)]
        assert step(changes, [edited], delivery(1), cursor=1) == Show(2, edited, delivery(1))

    def test_several_edits_collapse_into_the_last(self):
        edited = post(1, revision=4)
        changes = [change(seq, EDITED, 1) for seq in (2, 3, 4)]
        assert step(changes, [edited], delivery(1), cursor=1) == Show(2, edited, delivery(1))
        done = delivery(1, revision=4)
        assert step(changes, [edited], done, cursor=2) == LevelWith(4)

    def test_a_correction_reaches_a_reader_who_meanwhile_wants_less(self):
        edited = post(1, revision=2)
        shown = delivery(1)
        changes = [change(2, EDITED, 1)]
        assert step(changes, [edited], shown, cursor=1, preferences=SUMMARY) == Show(
            2, edited, shown
        )

    def test_a_withdrawn_post_is_taken_back(self):
        gone = post(1, withdrawn_at=at(3))
        assert step([change(2, WITHDRAWN, 1)], [gone], delivery(1), cursor=1) == Withdraw(
            2, gone, delivery(1)
        )

    def test_a_withdrawn_post_is_taken_back_once(self):
        gone, taken = post(1, withdrawn_at=at(3)), delivery(1, messages=())
        assert step([change(2, WITHDRAWN, 1)], [gone], taken, cursor=1) == LevelWith(2)

    def test_a_restored_post_is_sent_again(self):
        back, taken = post(1, revision=2), delivery(1, messages=())
        assert step([change(3, RESTORED, 1)], [back], taken, cursor=2) == Show(3, back, taken)

    def test_a_restored_post_that_was_refused_is_not_sent_for_ever(self):
        """The cursor stays where a pinned one was sent, so that its pin is owed next."""
        back = post(1, revision=2, pinned=True)
        refused = delivery(1, revision=2, messages=())
        assert step([change(3, RESTORED, 1)], [back], refused, cursor=2) == LevelWith(3)

    def test_a_post_whose_messages_an_admin_deleted_is_not_forced_back_by_an_edit(self):
        edited, taken = post(1, revision=2), delivery(1, messages=())
        assert step([change(3, EDITED, 1)], [edited], taken, cursor=2) == LevelWith(3)


class TestPins:
    pinned = post(1, pinned=True)

    def test_a_pinned_post_is_pinned_where_the_bot_may(self):
        shown = delivery(1)
        changes = [change(2, PINNED, 1)]
        assert step(changes, [self.pinned], shown, cursor=1, chat=channel()) == Pin(
            2, self.pinned, shown, on=True
        )

    def test_and_left_alone_where_it_may_not(self):
        changes = [change(2, PINNED, 1)]
        in_channel = channel(can_pin=False)
        assert step(changes, [self.pinned], delivery(1), cursor=1, chat=in_channel) == LevelWith(2)

    def test_a_pin_is_taken_away_again(self):
        shown = delivery(1, pinned=True)
        assert step([change(3, UNPINNED, 1)], [post(1)], shown, cursor=2, chat=channel()) == Pin(
            3, post(1), shown, on=False
        )

    def test_a_new_post_that_is_pinned_is_sent_first(self):
        changes = [change(1), change(2, PINNED, 1)]
        assert step(changes, [self.pinned], chat=channel()) == Show(1, self.pinned, None)
        assert step(changes, [self.pinned], delivery(1), cursor=1, chat=channel()) == Pin(
            2, self.pinned, delivery(1), on=True
        )


class TestLag:
    changes = tuple(change(number) for number in range(1, 13))
    posts = tuple(post(number) for number in range(1, 13))

    def test_many_waiting_posts_become_one_digest(self):
        assert step(self.changes, self.posts) == Digest(1, self.posts)

    def test_a_few_are_sent_one_by_one(self):
        assert step(self.changes, self.posts, cursor=2) == Show(3, post(3), None)

    def test_after_the_digest_nothing_is_left(self):
        told = [delivery(number, digest=True) for number in range(1, 13)]
        assert step(self.changes, self.posts, *told, cursor=1) == LevelWith(12)

    def test_only_wanted_posts_count(self):
        assert step(self.changes, self.posts, preferences=SUMMARY) == LevelWith(12)

    def test_the_summary_stands_alone_after_the_digest(self):
        summary = post(13, kind=PostKind.SUMMARY)
        changes, posts = [*self.changes, change(13)], [*self.posts, summary]
        assert step(changes, posts) == Digest(1, self.posts)
        told = [delivery(number, digest=True) for number in range(1, 13)]
        assert step(changes, posts, *told, cursor=12) == Show(13, summary, None)

    def test_an_edit_that_waits_before_the_lag_is_done_first(self):
        edited = post(1, revision=2)
        changes = [change(20, EDITED, 1), *(change(seq, post_id=seq - 19) for seq in range(21, 33))]
        later = [post(number, posted_seq=number + 19) for number in range(2, 14)]
        assert step(changes, [edited, *later], delivery(1), cursor=19) == Show(
            20, edited, delivery(1)
        )


def key_moment(number, **given):
    return post(number, key_moment=True, **given)


class TestKeyMomentsInALag:
    changes = tuple(change(number) for number in range(1, 7))
    posts = (post(1), key_moment(2), post(3), key_moment(4), post(5), post(6))

    def owed(self, *shown, posts=posts, changes=changes, **given):
        return step(changes, posts, *shown, digest_after=1, **given)

    def test_they_are_sent_whole_and_before_the_digest(self):
        one, two, three, four, five, six = self.posts
        assert self.owed() == Show(0, two, None)
        assert self.owed(delivery(2)) == Show(0, four, None)
        assert self.owed(delivery(2), delivery(4)) == Digest(1, (one, three, five, six))

    def test_afterwards_nothing_is_left(self):
        told = [delivery(number, digest=number not in {2, 4}) for number in range(1, 7)]
        assert self.owed(*told, cursor=1) == LevelWith(6)

    def test_without_a_lag_the_order_is_kept(self):
        assert step(self.changes, self.posts) == Show(1, post(1), None)

    def test_one_that_was_begun_is_finished_first_even_if_the_lag_is_over(self):
        half = delivery(2, complete=False)
        assert step(self.changes, self.posts, half) == Show(0, self.posts[1], half)

    def test_of_many_only_the_three_newest_are_sent_whole(self):
        posts = tuple(key_moment(number) for number in range(1, 7))
        shown, whole = [], []
        while isinstance(owed := self.owed(*shown, posts=posts), Show):
            whole.append(owed.post.id)
            shown.append(delivery(owed.post.id))
        assert whole == [4, 5, 6]
        assert owed == Digest(1, posts[:3])

    def test_who_wants_only_these_gets_no_more_of_them(self):
        assert self.owed(preferences=KEYS) == Show(0, self.posts[1], None)
        assert self.owed(delivery(2), preferences=KEYS) == Show(4, self.posts[3], None)

    @pytest.mark.parametrize(
        "given", [{"withdrawn_at": at(9)}, {"posted_seq": 0}, {"kind": PostKind.SUMMARY}]
    )
    def test_what_is_no_news_does_not_overtake(self, given):
        posts = (post(1), post(2), key_moment(3, **given))
        owed = self.owed(posts=posts, changes=self.changes[:3])
        assert owed == Digest(1, posts[:2])

    def test_corrections_that_wait_are_overtaken_too(self):
        edited = post(1, revision=2)
        changes = [change(20, EDITED, 1), change(21, post_id=2), change(22, post_id=3)]
        later = [post(2, posted_seq=21), key_moment(3, posted_seq=22)]
        owed = self.owed(delivery(1), posts=[edited, *later], changes=changes, cursor=19)
        assert owed == Show(19, later[1], None)


@pytest.mark.parametrize(
    ("behind", "per_second", "already", "expected"),
    [
        (0, 30, False, False),
        (600, 30, False, False),
        (601, 30, False, True),
        (100_000, 30, False, True),
        (601, 1000, False, False),
        (21, 1, False, True),
        (600, 30, True, True),
        (31, 30, True, True),
        (30, 30, True, False),
        (0, 30, True, False),
    ],
)
def test_chats_lag_from_when_not_all_can_be_served_in_good_time_until_all_nearly_are(
    behind, per_second, already, expected
):
    assert lags(behind, per_second, already=already) is expected
