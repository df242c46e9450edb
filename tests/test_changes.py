"""What counts as a change, and what never does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import at, photo, post, seen, snapshot

from bot.changes import believe, compare, history, still_absent
from bot.errors import SnapshotRefused
from bot.likeness import FLAP
from bot.model import ChangeKind, Post, PostKind
from bot.text import Text, bold

NOW = at(60)


def kinds(stored, page, *, patience=3):
    """The kinds of change per post key, silent bookkeeping left out."""
    changes = compare(stored, page, NOW, patience=patience)
    return {change.post.key: change.kinds for change in changes if change.kinds}


def applied(stored: list[Post], changes) -> list[Post]:
    """What storage would hold after these changes."""
    by_key = {each.key: each for each in stored}
    for number, each in enumerate(changes, start=len(stored) + 1):
        known = by_key.get(each.post.key)
        by_key[each.post.key] = replace(each.post, id=known.id if known else number)
    return sorted(by_key.values(), key=lambda each: each.position)


class TestFirstSight:
    def test_posts_of_the_first_snapshot_are_history_and_nobody_is_told(self):
        taken = history(snapshot(seen(1), seen(2), seen(3)), NOW)
        assert [change.post.key for change in taken] == ["p1", "p2", "p3"]
        assert all(change.kinds == () and change.post.posted_seq == 0 for change in taken)

    def test_a_post_without_a_believable_time_gets_the_time_of_first_sight(self):
        (taken,) = history(snapshot(seen(1, posted_at=None)), NOW)
        assert taken.post.posted_at == NOW

    def test_a_tombstone_is_no_history(self):
        assert history(snapshot(seen(1, withdrawn=True)), NOW) == ()


class TestNewPosts:
    def test_a_new_post_at_the_top_is_announced_after_those_before(self):
        changes = compare([post(1)], snapshot(seen(1), seen(2), seen(3)), NOW, patience=3)
        assert [(c.post.key, c.kinds) for c in changes] == [
            ("p2", (ChangeKind.POSTED,)),
            ("p3", (ChangeKind.POSTED,)),
        ]
        assert post(1).position < changes[0].post.position < changes[1].post.position

    def test_a_post_inserted_in_the_middle_is_announced_with_its_own_place_and_time(self):
        (inserted,) = compare(
            [post(1), post(3)], snapshot(seen(1), seen(2), seen(3)), NOW, patience=3
        )
        assert inserted.kinds == (ChangeKind.POSTED,)
        assert post(1).position < inserted.post.position < post(3).position
        assert inserted.post.posted_at == at(2)

    def test_older_posts_that_come_into_view_are_history(self):
        page = snapshot(seen(1), seen(2), seen(3))
        (older, *_) = compare([post(2), post(3)], page, NOW, patience=3)
        assert older.post.key == "p1"
        assert older.kinds == ()
        assert older.post.position < post(2).position

    def test_a_page_that_rolled_over_entirely_announces_what_is_new(self):
        stored = [post(1), post(2), post(3)]
        page = snapshot(seen(7), seen(8))
        believe(stored, page)
        assert kinds(stored, page) == {"p7": (ChangeKind.POSTED,), "p8": (ChangeKind.POSTED,)}

    def test_a_row_of_older_posts_keeps_its_order_without_sharing_a_position(self):
        page = snapshot(*(seen(number) for number in range(1, 42)))
        changes = compare([post(40), post(41)], page, NOW, patience=3)
        positions = [change.post.position for change in changes]
        assert len(set(positions)) == 39
        assert positions == sorted(positions)
        assert positions[-1] < post(40).position
        assert [change.post.key for change in changes] == [f"p{n}" for n in range(1, 40)]

    def test_many_posts_inserted_between_two_keep_their_order(self):
        page = snapshot(*(seen(number) for number in range(1, 52)))
        stored = [post(1, position=1024), post(51, position=2048)]
        changes = compare(stored, page, NOW, patience=3)
        positions = [1024, *(change.post.position for change in changes), 2048]
        assert positions == sorted(set(positions))

    def test_an_older_post_without_a_time_that_comes_into_view_is_history(self):
        page = snapshot(seen(1, posted_at=None), seen(2), seen(3))
        (older,) = compare([post(2), post(3)], page, NOW, patience=3)
        assert (older.post.key, older.kinds) == ("p1", ())

    def test_older_posts_above_a_pinned_one_are_history_too(self):
        page = snapshot(seen(1, pinned=True), seen(2), seen(3), seen(4))
        assert kinds([post(1, pinned=True), post(4)], page) == {}

    def test_below_an_old_post_that_sticks_to_the_top_news_still_comes_last(self):
        stored = [post(1), post(2), post(3)]
        page = snapshot(seen(2), seen(3), seen(4), seen(1))
        (new,) = compare(stored, page, NOW, patience=3)
        assert new.kinds == (ChangeKind.POSTED,)
        assert new.post.position > post(3).position

    def test_news_of_one_source_comes_after_what_another_source_had(self):
        (new,) = compare([post(1)], snapshot(seen(1), seen(2)), NOW, patience=3, above=99_000)
        assert new.post.position > 99_000

    def test_the_first_posts_of_a_coverage_that_began_empty_are_announced(self):
        assert kinds([], snapshot(seen(1), seen(2))) == {
            "p1": (ChangeKind.POSTED,),
            "p2": (ChangeKind.POSTED,),
        }

    def test_a_new_pinned_post_is_announced_and_pinned(self):
        page = snapshot(seen(1), seen(2, pinned=True))
        assert kinds([post(1)], page) == {"p2": (ChangeKind.POSTED, ChangeKind.PINNED)}


class TestEdits:
    @pytest.mark.parametrize(
        ("what", "shown"),
        [
            ("nothing", seen(1)),
            ("a stamp moved", seen(1, posted_at=at(50))),
            ("white space", seen(1, body="  What  happened,\npart 1. ")),
            ("markup only", seen(1, body=bold("What happened, part 1."))),
            ("compatibility characters", seen(1, headline="Ｈeadline 1")),
            ("another address", seen(1, url="https://example.org/other#p1")),
        ],
    )
    def test_no_change(self, what, shown):
        assert kinds([post(1)], snapshot(shown)) == {}, what

    @pytest.mark.parametrize(
        ("what", "shown"),
        [
            ("the headline", seen(1, headline="Another headline")),
            ("the body", seen(1, body="What happened, part 1, and more.")),
            ("a photo came", seen(1, media=(photo(1),))),
        ],
    )
    def test_a_change(self, what, shown):
        assert kinds([post(1)], snapshot(shown)) == {"p1": (ChangeKind.EDITED,)}, what

    def test_a_photo_whose_address_only_changed_its_size_is_the_same_photo(self):
        stored = post(1, media=(photo(1, url="https://example.org/a.jpg?w=600&id=7"),))
        same = seen(1, media=(photo(1, url="https://example.org/a.jpg?w=1200&id=7"),))
        other = seen(1, media=(photo(1, url="https://example.org/a.jpg?w=600&id=8"),))
        assert kinds([stored], snapshot(same)) == {}
        assert kinds([stored], snapshot(other)) == {"p1": (ChangeKind.EDITED,)}

    def test_an_edit_raises_the_revision_and_marks_a_changed_sense(self):
        stored = post(1, body="The talks begin at 13:00.")
        (edit,) = compare(
            [stored], snapshot(seen(1, body="The talks begin at 14:45.")), NOW, patience=3
        )
        assert (edit.post.revision, edit.post.corrected_at) == (2, NOW)

    def test_a_typing_error_put_right_carries_no_mark(self):
        stored = post(1, body="The delegatons arrive.")
        (edit,) = compare(
            [stored], snapshot(seen(1, body="The delegations arrive.")), NOW, patience=3
        )
        assert (edit.post.revision, edit.post.corrected_at) == (2, None)

    def test_a_post_that_becomes_a_key_moment_is_promoted(self):
        (change,) = compare([post(1)], snapshot(seen(1, key_moment=True)), NOW, patience=3)
        assert change.kinds == (ChangeKind.PROMOTED,)
        assert (change.post.key_moment, change.post.revision) == (True, 2)

    def test_pins_come_and_go_without_a_new_revision(self):
        (pinned,) = compare([post(1)], snapshot(seen(1, pinned=True)), NOW, patience=3)
        assert (pinned.kinds, pinned.post.revision) == ((ChangeKind.PINNED,), 1)
        (unpinned,) = compare([post(1, pinned=True)], snapshot(seen(1)), NOW, patience=3)
        assert unpinned.kinds == (ChangeKind.UNPINNED,)

    def test_the_closing_summary_is_not_the_pages_business(self):
        summary = post(9, key="dateline:summary:1", kind=PostKind.SUMMARY)
        assert compare([post(1), summary], snapshot(seen(1)), NOW, patience=1) == ()


class TestOldCopies:
    """A cache that answers in turn with the page and with an old copy of it."""

    def edited(self, **given):
        """Post 1, which said "A." until a moment ago and says "B." now."""
        (edit,) = compare(
            [post(1, body="A.", **given)], snapshot(seen(1, body="B.")), NOW, patience=3
        )
        return edit.post

    def test_a_wording_that_comes_back_at_once_is_an_old_copy(self):
        (held,) = compare(
            [self.edited()], snapshot(seen(1, body="A.")), NOW + timedelta(seconds=10), patience=3
        )
        assert (held.kinds, held.held) == ((), True)
        assert (held.post.body.value, held.post.revision) == ("B.", 2)

    def test_when_the_page_is_itself_again_nothing_has_happened(self):
        later = NOW + timedelta(seconds=20)
        assert compare([self.edited()], snapshot(seen(1, body="B.")), later, patience=3) == ()

    def test_a_wording_that_stays_was_put_back_by_hand(self):
        (edit,) = compare([self.edited()], snapshot(seen(1, body="A.")), NOW + FLAP, patience=3)
        assert (edit.kinds, edit.held) == ((ChangeKind.EDITED,), False)
        assert (edit.post.body.value, edit.post.revision) == ("A.", 3)

    def test_a_third_wording_is_an_edit_at_any_time(self):
        (edit,) = compare([self.edited()], snapshot(seen(1, body="C.")), NOW, patience=3)
        assert edit.kinds == (ChangeKind.EDITED,)

    def test_an_old_copy_does_show_the_post(self):
        stored = replace(self.edited(), absences=2)
        (held,) = compare([stored], snapshot(seen(1, body="A.")), NOW, patience=3)
        assert held.post.absences == 0

    def test_an_old_copy_does_not_prove_that_newer_posts_are_gone(self):
        stored = [self.edited(), post(2)]
        (held,) = compare(stored, snapshot(seen(1, body="A.")), NOW, patience=1)
        assert held.held

    def test_a_withdrawn_post_comes_back_whatever_it_says(self):
        gone = replace(self.edited(), withdrawn_at=NOW)
        (back,) = compare([gone], snapshot(seen(1, body="A.")), NOW, patience=3)
        assert back.kinds == (ChangeKind.RESTORED,)

    def test_a_page_that_flaps_for_long_is_followed_at_most_once_in_a_while(self):
        stored, told = [post(1, body="A.")], 0
        for number in range(60):
            page = snapshot(seen(1, body="A." if number % 2 else "B."))
            moment = NOW + timedelta(seconds=10 * number)
            changes = compare(stored, page, moment, patience=3)
            told += sum(len(change.kinds) for change in changes)
            stored = applied(stored, changes)
        assert told == 5


class TestWithdrawal:
    def test_a_post_gone_from_among_its_neighbours_is_withdrawn_after_some_patience(self):
        stored = [post(1), post(2), post(3)]
        page = snapshot(seen(1), seen(3))
        for _ in range(2):
            changes = compare(stored, page, NOW, patience=3)
            assert all(change.kinds == () for change in changes)
            stored = applied(stored, changes)
        assert kinds(stored, page) == {"p2": (ChangeKind.WITHDRAWN,)}

    def test_the_newest_post_gone_alone_is_withdrawn_too(self):
        assert kinds([post(1), post(2)], snapshot(seen(1)), patience=1) == {
            "p2": (ChangeKind.WITHDRAWN,)
        }

    def test_a_post_that_comes_back_in_time_was_never_gone(self):
        stored = [post(1), post(2, absences=2), post(3)]
        (change,) = compare(stored, snapshot(seen(1), seen(2), seen(3)), NOW, patience=3)
        assert (change.kinds, change.post.absences) == ((), 0)

    def test_a_post_that_left_the_end_of_the_page_is_not_withdrawn(self):
        stored = [post(1), post(2), post(3)]
        assert compare(stored, snapshot(seen(2), seen(3)), NOW, patience=1) == ()

    def test_the_pages_own_word_needs_no_patience(self):
        page = snapshot(seen(1), seen(2, withdrawn=True))
        assert kinds([post(1), post(2)], page) == {"p2": (ChangeKind.WITHDRAWN,)}

    def test_the_posts_between_an_old_pinned_one_and_the_page_have_only_left_it(self):
        stored = [post(number, pinned=number == 1) for number in range(1, 9)]
        page = snapshot(seen(1, pinned=True), *(seen(number) for number in range(4, 9)))
        assert compare(stored, page, NOW, patience=1) == ()

    def test_a_long_row_of_posts_is_not_taken_back_all_at_once(self):
        stored = [post(number) for number in range(1, 30)]
        page = snapshot(seen(1), *(seen(number) for number in range(15, 30)))
        believe(stored, page)
        assert compare(stored, page, NOW, patience=1) == ()

    def test_a_restored_post_is_a_new_revision_so_that_a_digest_takes_it_back_in(self):
        gone = post(2, withdrawn_at=at(5))
        (back,) = compare([post(1), gone], snapshot(seen(1), seen(2)), NOW, patience=3)
        assert (back.post.revision, back.post.withdrawn_at) == (2, None)

    def test_a_withdrawn_post_that_returns_is_restored(self):
        gone = post(2, withdrawn_at=at(5))
        assert kinds([post(1), gone], snapshot(seen(1), seen(2))) == {"p2": (ChangeKind.RESTORED,)}

    def test_a_withdrawn_post_that_stays_away_is_no_news(self):
        gone = post(2, withdrawn_at=at(5))
        assert compare([post(1), gone, post(3)], snapshot(seen(1), seen(3)), NOW, patience=1) == ()

    def test_an_unchanged_page_counts_as_one_more_look(self):
        stored = [post(1), post(2, absences=1), post(3)]
        (once,) = still_absent(stored, NOW, patience=3)
        assert (once.post.absences, once.kinds) == (2, ())
        (twice,) = still_absent([once.post], NOW, patience=3)
        assert twice.kinds == (ChangeKind.WITHDRAWN,)


class TestBelief:
    def test_an_empty_page_is_refused(self):
        with pytest.raises(SnapshotRefused, match="no posts any more"):
            believe([post(1)], snapshot())

    def test_a_page_without_most_of_its_newest_posts_is_refused(self):
        stored = [post(number) for number in range(1, 11)]
        with pytest.raises(SnapshotRefused, match="6 of the 10"):
            believe(stored, snapshot(*(seen(number) for number in range(1, 5))))

    def test_new_ids_for_the_same_posts_are_refused(self):
        stored = [post(number) for number in range(1, 6)]
        renamed = [seen(number, key=f"new-{number}") for number in range(1, 6)]
        with pytest.raises(SnapshotRefused):
            believe(stored, snapshot(*renamed))

    def test_a_page_that_rolled_over_but_kept_its_pinned_post_is_believed(self):
        stored = [post(number, pinned=number == 1) for number in range(1, 12)]
        page = snapshot(seen(1, pinned=True), *(seen(number) for number in range(20, 30)))
        believe(stored, page)
        assert set(kinds(stored, page, patience=1)) == {f"p{number}" for number in range(20, 30)}

    def test_a_new_days_page_with_few_posts_and_no_times_is_believed(self):
        stored = [post(number) for number in range(1, 12)]
        believe(stored, snapshot(seen(31, posted_at=None), seen(32, posted_at=None)))

    def test_another_page_at_this_address_is_refused(self):
        stored = [post(number) for number in range(1, 12)]
        others = [seen(number, key=f"x{number}", body="Football.") for number in range(1, 12)]
        with pytest.raises(SnapshotRefused, match="add the page again"):
            believe(stored, snapshot(*others))

    def test_an_empty_page_of_an_empty_coverage_is_fine(self):
        believe([], snapshot())

    def test_one_post_less_among_many_is_fine(self):
        stored = [post(number) for number in range(1, 6)]
        believe(stored, snapshot(*(seen(number) for number in (1, 2, 4, 5))))

    def test_posts_withdrawn_before_are_not_missed(self):
        stored = [post(number, withdrawn_at=at(9)) for number in range(1, 5)] + [post(5)]
        believe(stored, snapshot(seen(5)))


def test_a_whole_day_of_polls_announces_each_post_once():
    """Replayed page after page, every post is posted once and every edit followed."""
    stored: list[Post] = []
    told: list[tuple[str, ChangeKind]] = []
    pages = [
        snapshot(seen(1), seen(2)),
        snapshot(seen(1), seen(2), seen(3)),
        snapshot(seen(1), seen(2), seen(3)),
        snapshot(seen(2), seen(3, body=Text("Longer now: what happened, part 3.")), seen(4)),
        snapshot(seen(2), seen(4), seen(5)),
        snapshot(seen(2), seen(4), seen(5)),
    ]
    for page in pages:
        believe(stored, page)
        changes = compare(stored, page, NOW, patience=2)
        told += [(change.post.key, kind) for change in changes for kind in change.kinds]
        stored = applied(stored, changes)
    assert told == [
        ("p1", ChangeKind.POSTED),
        ("p2", ChangeKind.POSTED),
        ("p3", ChangeKind.POSTED),
        ("p3", ChangeKind.EDITED),
        ("p4", ChangeKind.POSTED),
        ("p5", ChangeKind.POSTED),
        ("p3", ChangeKind.WITHDRAWN),
    ]
