"""A page that gives its posts new keys is the same page still."""

from dataclasses import replace

from builders import at, post, seen, snapshot

from bot.changes import believe, compare, remember_keys
from bot.identity import with_new_keys
from bot.model import ChangeKind

STORED = [post(number) for number in range(1, 7)]


def renamed(number, **given):
    """Post `number` as the rebuilt page shows it."""
    return seen(number, key=f"new-{number}", **given)


def keys(stored, *posts):
    return [each.key for each in with_new_keys(stored, snapshot(*posts))]


def told(stored, *posts):
    """What readers are told of such a reading, and the keys that are stored after it."""
    page = snapshot(*posts)
    own = with_new_keys(stored, page)
    believe(own, page)
    changes = compare(own, page, at(20), patience=1)
    changes = remember_keys(changes, [each for each in own if each not in stored])
    kinds = [(change.post.key, kind) for change in changes for kind in change.kinds]
    return kinds, {change.post.id: change.post.key for change in changes}


def test_posts_are_known_again_by_what_they_say():
    page = [renamed(number) for number in range(1, 7)]
    assert keys(STORED, *page) == [f"new-{number}" for number in range(1, 7)]


def test_a_headline_may_have_become_part_of_the_text():
    page = [
        renamed(number, headline="", body=f"Headline {number}\nWhat happened, part {number}.")
        for number in range(1, 7)
    ]
    assert keys(STORED, *page) == [f"new-{number}" for number in range(1, 7)]


def test_one_that_was_edited_meanwhile_is_known_by_its_minute():
    page = [renamed(number) for number in (1, 2, 3, 5, 6)]
    same_time = renamed(4, body="All is different now, and much longer than it was before.")
    assert keys(STORED, *page, same_time)[3] == "new-4"
    nearly = renamed(4, body="What happened, part 4!", posted_at=at(4, seconds=30))
    assert keys(STORED, *page, nearly)[3] == "new-4"
    other = renamed(4, body="Rain over the harbour, ferries late.", posted_at=at(4, seconds=30))
    assert keys(STORED, *page, other)[3] == "p4"


def test_posts_that_say_the_same_keep_their_order():
    stored = [post(number, headline="", body="Goal!") for number in (1, 2, 3)]
    page = [renamed(number, headline="", body="Goal!") for number in (1, 2, 3)]
    assert keys(stored, *page) == ["new-1", "new-2", "new-3"]


def test_a_page_that_keeps_its_keys_has_news_that_says_the_same():
    repeated = seen(7, headline="Headline 1", body="What happened, part 1.")
    assert keys(STORED[1:], *(seen(number) for number in range(2, 7)), repeated) == [
        f"p{number}" for number in range(2, 7)
    ]


def test_a_single_known_text_under_a_new_key_proves_nothing():
    assert keys([post(1)], renamed(1)) == ["p1"]


def test_a_page_that_rolled_over_is_not_renamed():
    assert keys(STORED, *(seen(number) for number in range(11, 17))) == [
        post_.key for post_ in STORED
    ]


def test_nothing_goes_out_twice_and_nothing_is_taken_back():
    kinds, stored = told(STORED, *(renamed(number) for number in range(1, 7)))
    assert kinds == []
    assert stored == {number: f"new-{number}" for number in range(1, 7)}


def test_news_and_edits_of_that_reading_go_out_as_ever():
    page = [renamed(number) for number in (1, 2, 3, 4, 5)]
    edited = renamed(6, body="What happened, part 6, in full.")
    kinds, _ = told(STORED, *page, edited, renamed(8))
    assert kinds == [("new-6", ChangeKind.EDITED), ("new-8", ChangeKind.POSTED)]


def test_what_is_old_and_was_not_known_again_is_no_news():
    page = [renamed(number) for number in range(2, 7)]
    strange = renamed(1, body="Quite another text.", posted_at=at(1, seconds=20))
    kinds, _ = told(STORED, strange, *page)
    assert kinds == []


def test_a_withdrawn_post_keeps_its_key():
    gone = replace(STORED[2], withdrawn_at=at(9))
    stored = [*STORED[:2], gone, *STORED[3:]]
    assert keys(stored, *(renamed(number) for number in (1, 2, 4, 5, 6)))[2] == "p3"
