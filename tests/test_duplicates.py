"""Several sources, one coverage: what went out once does not go out again."""

from dataclasses import replace

import pytest
from builders import at, photo, post, seen, snapshot

from bot.changes import PostChange, compare
from bot.duplicates import PATIENCE, as_shown, told_once
from bot.model import ChangeKind, Post, PostKind, SeenPost
from bot.text import Text

PAGE, FEED = 1, 2
POSTED = (ChangeKind.POSTED,)
LATER = at(30)
WORDS = "The delegations have arrived at the palace in three cars."


def on_page(number: int = 1, **given: object) -> Post:
    return post(number, source_id=PAGE, **{"headline": "", "body": WORDS} | given)


def on_feed(number: int = 2, **given: object) -> Post:
    return post(number, source_id=FEED, **{"headline": "", "body": WORDS} | given)


def duplicate(number: int = 2, of: int = 1, **given: object) -> Post:
    return on_feed(number, duplicate_of=of, posted_seq=0, **given)


def arriving(
    number: int = 2, kinds: tuple[ChangeKind, ...] = POSTED, **given: object
) -> PostChange:
    fresh = on_feed(number, **{"posted_seq": 0} | given)
    return PostChange(replace(fresh, id=0, source_id=None), kinds)


def settled(*changes: PostChange, stored: list[Post], now=LATER) -> list[PostChange]:
    return list(told_once(changes, stored, FEED, now))


# --- The same story ------------------------------------------------------------------------------


def test_the_same_of_another_source_is_stored_and_told_to_nobody() -> None:
    (one,) = settled(arriving(), stored=[on_page()])
    assert (one.post.duplicate_of, one.kinds) == (1, ())


def test_news_goes_out() -> None:
    change = arriving(body="The ferry has been stopped for the evening.")
    assert settled(change, stored=[on_page()]) == [change]


def test_one_source_may_say_the_same_twice() -> None:
    change = arriving()
    assert settled(change, stored=[on_feed(1)]) == [change]


def test_what_a_third_source_tells_is_a_duplicate_of_the_first() -> None:
    third = replace(duplicate(), source_id=3, body=Text(f"{WORDS} It rains."))
    original = on_page(body="Three cars came to the palace.")
    (one,) = settled(arriving(body=f"{WORDS} It rains."), stored=[original, third])
    assert one.post.duplicate_of == original.id


def test_history_and_what_was_taken_back_are_not_told_by_the_back_door() -> None:
    for original in (on_page(posted_seq=0), on_page(withdrawn_at=at(5))):
        (one,) = settled(arriving(), stored=[original])
        assert (one.post.duplicate_of, one.kinds) == (1, ())


def test_a_stub_that_was_held_back_is_judged_when_it_goes_out() -> None:
    held_back = PostChange(on_feed(7, posted_seq=0), POSTED)
    (one,) = settled(held_back, stored=[on_page(), on_feed(7, unannounced=True)])
    assert (one.post.id, one.post.duplicate_of, one.kinds) == (7, 1, ())


def test_a_summary_duplicates_nothing() -> None:
    change = arriving(kind=PostKind.SUMMARY)
    assert settled(change, stored=[on_page()]) == [change]


# --- What becomes of a duplicate -----------------------------------------------------------------


def test_a_duplicate_is_followed_in_silence() -> None:
    known = duplicate()
    for kind in (ChangeKind.EDITED, ChangeKind.WITHDRAWN, ChangeKind.PROMOTED):
        change = PostChange(replace(known, revision=2), (kind,))
        (one,) = settled(change, stored=[on_page(withdrawn_at=at(9)), known])
        assert one == replace(change, kinds=())


CORRECTED = "The delegations have arrived at the palace in four cars."


@pytest.mark.parametrize(
    ("waited", "original", "goes_out"),
    [
        (PATIENCE, {}, True),
        (PATIENCE / 2, {}, False),  # the page may follow
        (PATIENCE, {"body": CORRECTED, "edited_at": at(9)}, False),  # it did
        (PATIENCE, {"body": "In five cars.", "edited_at": at(12)}, False),  # it has the last word
        (PATIENCE, {"withdrawn_at": at(12)}, False),
        (PATIENCE, {"withdrawn_at": at(9)}, True),  # the feed upholds it
    ],
)
def test_a_corrected_duplicate_goes_out_when_its_original_does_not_follow(
    waited,
    original,
    goes_out: bool,  # noqa: FBT001 - a case of a table
) -> None:
    known = duplicate(body=CORRECTED, edited_at=at(10))
    changes = settled(stored=[on_page(**original), known], now=at(10) + waited)
    expected = [PostChange(replace(known, duplicate_of=None), POSTED)] if goes_out else []
    assert changes == expected


def test_a_duplicate_of_history_becomes_history() -> None:
    known = duplicate(body=CORRECTED, edited_at=at(10))
    (one,) = settled(stored=[on_page(posted_seq=0), known], now=at(10) + PATIENCE)
    assert (one.post.duplicate_of, one.kinds) == (None, ())


def test_a_correction_of_spelling_alone_is_still_the_same_story() -> None:
    known = duplicate(body=f"{WORDS[:-1]}!", edited_at=at(10))
    assert settled(stored=[on_page(), known], now=at(60)) == []


def test_an_original_that_is_corrected_leaves_its_duplicate_behind() -> None:
    original = on_page(body=CORRECTED, edited_at=at(10))
    assert settled(stored=[original, duplicate()], now=at(60)) == []


# --- What a duplicate lends ----------------------------------------------------------------------


def test_an_original_without_a_picture_gets_that_of_its_duplicate() -> None:
    one, other = settled(arriving(media=(photo(),)), stored=[on_page()])
    assert one.kinds == ()
    assert other == PostChange(on_page(media=(photo(),), revision=2), (ChangeKind.EDITED,))


@pytest.mark.parametrize(
    "original",
    [on_page(media=(photo(2),)), on_page(posted_seq=0), on_page(withdrawn_at=at(9))],
)
def test_one_that_has_a_picture_or_is_not_shown_gets_none(original: Post) -> None:
    assert len(settled(arriving(media=(photo(),)), stored=[original])) == 1


def test_a_picture_that_another_post_shows_is_not_lent() -> None:
    stored = [on_page(), on_page(5, body="Other news.", media=(photo(),))]
    assert len(settled(arriving(media=(photo(),)), stored=stored)) == 1


def test_a_duplicate_that_is_a_key_moment_makes_its_original_one() -> None:
    _, other = settled(arriving(key_moment=True), stored=[on_page()])
    assert (other.post.key_moment, other.kinds) == (True, (ChangeKind.PROMOTED,))


def test_history_lends_nothing() -> None:
    assert len(settled(arriving(kinds=(), key_moment=True), stored=[on_page()])) == 1


def read_again(posts: list[Post], *shown: SeenPost) -> list[PostChange]:
    """What the page's next reading changes, as the watcher asks."""
    own = [one for one in posts if one.source_id == PAGE]
    taken = as_shown(snapshot(*shown), own, posts)
    return list(compare(own, taken, LATER, patience=2))


SEEN = seen(1, headline="", body=WORDS)


def test_what_was_borrowed_is_no_edit_of_the_page() -> None:
    original = on_page(media=(photo(),), key_moment=True)
    known = duplicate(media=(photo(),), key_moment=True)
    assert read_again([original, known], SEEN) == []


def test_it_is_given_back_when_the_lender_is_gone() -> None:
    original = on_page(media=(photo(),), key_moment=True)
    known = duplicate(media=(photo(),), key_moment=True, withdrawn_at=at(9))
    (change,) = read_again([original, known], SEEN)
    assert (change.post.media, change.post.key_moment) == ((), False)


def test_a_picture_of_its_own_takes_the_place_of_a_borrowed_one() -> None:
    original, known = on_page(media=(photo(),)), duplicate(media=(photo(),))
    (change,) = read_again([original, known], replace(SEEN, media=(photo(2),)))
    assert change.post.media == (photo(2),)


# --- The same picture ----------------------------------------------------------------------------

OTHER = "Something else happened by the river."
ELSEWHERE = photo(url="https://cdn.example.org/1.jpg?w=640")


@pytest.mark.parametrize("source_id", [PAGE, FEED])
def test_a_picture_goes_out_once_within_a_source_and_across(source_id: int) -> None:
    first = replace(on_page(5, body=OTHER, media=(photo(),)), source_id=source_id)
    (one,) = settled(arriving(media=(ELSEWHERE, photo(2))), stored=[first])
    assert (one.post.media, one.kinds) == ((photo(2),), POSTED)


def test_of_two_new_posts_the_older_keeps_the_picture() -> None:
    changes = arriving(2, media=(photo(),)), arriving(3, body=OTHER, media=(photo(),))
    one, other = settled(*changes, stored=[])
    assert (one.post.media, other.post.media) == ((photo(),), ())


@pytest.mark.parametrize("mark", ["key_moment", "pinned"])
def test_a_key_moment_and_a_pinned_post_keep_theirs(mark: str) -> None:
    change = arriving(media=(photo(),), **{mark: True})
    assert settled(change, stored=[on_page(5, body=OTHER, media=(photo(),))]) == [change]


def test_a_picture_of_history_has_not_gone_out() -> None:
    change = arriving(media=(photo(),))
    history = on_page(5, body=OTHER, media=(photo(),), posted_seq=0)
    assert settled(change, stored=[history]) == [change]


def test_a_post_that_is_nothing_but_a_known_picture_is_a_duplicate() -> None:
    shown = on_page(5, body=OTHER, media=(photo(),))
    (one,) = settled(arriving(body="", media=(ELSEWHERE,)), stored=[shown])
    assert (one.post.duplicate_of, one.kinds, one.post.media) == (5, (), (ELSEWHERE,))
    first = arriving(body="", media=(photo(2),))
    assert settled(first, stored=[shown]) == [first]


def test_a_picture_that_was_left_out_is_no_edit_when_the_page_still_shows_it() -> None:
    posts = [on_page(1, media=(photo(),)), on_page(2, body=OTHER)]
    shown = replace(SEEN, media=(photo(),)), seen(2, headline="", body=OTHER, media=(photo(),))
    assert read_again(posts, *shown) == []


def test_it_comes_back_when_the_post_that_showed_it_is_withdrawn() -> None:
    posts = [on_page(1, media=(photo(),), withdrawn_at=at(9)), on_page(2, body=OTHER)]
    (change,) = read_again(posts, seen(2, headline="", body=OTHER, media=(photo(),)))
    assert (change.post.media, change.kinds) == ((photo(),), (ChangeKind.EDITED,))


def test_an_edit_may_bring_a_picture_once() -> None:
    posts = [on_page(1), on_page(2, body=OTHER)]
    shown = replace(SEEN, media=(photo(),)), seen(2, headline="", body=OTHER, media=(photo(),))
    (change,) = read_again(posts, *shown)
    assert (change.post.id, change.post.media) == (1, (photo(),))


def test_posts_that_both_have_a_picture_keep_it() -> None:
    """They came before this rule, or were key moments when they came."""
    posts = [on_page(1, media=(photo(),)), on_page(2, body=OTHER, media=(photo(),))]
    shown = replace(SEEN, media=(ELSEWHERE,)), seen(2, headline="", body=OTHER, media=(ELSEWHERE,))
    assert all(change.post.media for change in read_again(posts, *shown))
