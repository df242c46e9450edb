"""What is stored when a source joins a coverage, or is read anew: nothing is told, nothing lost."""

from builders import at, post, seen, snapshot

from bot.joining import joining, read_anew
from bot.model import Post

PAGE, FEED = 1, 2


def page(number: int, **given: object) -> Post:
    return post(number, source_id=PAGE, **given)


def test_history_is_placed_by_its_times_among_the_posts_of_the_others() -> None:
    stored = [page(10), page(20), page(30)]
    joined = joining(snapshot(seen(5), seen(12), seen(13), seen(40)), stored, at(50))
    positions = [change.post.position for change in joined]
    assert positions[0] < stored[0].position
    assert positions[1:] == [stored[0].position, stored[0].position, stored[2].position]
    assert all(change.kinds == () for change in joined)


def test_its_own_order_is_kept_whatever_its_times_say() -> None:
    stored = [page(10), page(20), page(30)]
    joined = joining(snapshot(seen(25), seen(12)), stored, at(50))
    assert [change.post.position for change in joined] == [stored[1].position] * 2


def test_what_the_others_told_is_a_duplicate() -> None:
    known, fresh = joining(snapshot(seen(10, key="f1"), seen(11)), [page(10)], at(50))
    assert (known.post.duplicate_of, fresh.post.duplicate_of) == (10, None)


def test_the_first_source_of_all_joins_too() -> None:
    (change,) = joining(snapshot(seen(1)), [], at(50))
    assert change.post.position > 0


def test_known_posts_get_their_new_keys_and_keep_all_else() -> None:
    stored = [page(1), page(2)]
    changes = read_anew(snapshot(seen(1, key="a"), seen(2, key="b")), PAGE, stored, at(50))
    assert [(one.post.id, one.post.key, one.kinds) for one in changes] == [
        (1, "a", ()),
        (2, "b", ()),
    ]


def test_what_is_not_known_again_is_history_or_a_duplicate() -> None:
    stored = [page(1), page(2), post(7, source_id=FEED)]
    shown = snapshot(seen(1), seen(2), seen(7, key="new"), seen(8))
    changes = read_anew(shown, PAGE, stored, at(50))
    assert [(one.post.key, one.post.duplicate_of, one.kinds) for one in changes] == [
        ("new", 7, ()),
        ("p8", None, ()),
    ]


def test_the_same_keys_change_nothing() -> None:
    assert read_anew(snapshot(seen(1), seen(2)), PAGE, [page(1), page(2)], at(50)) == ()
