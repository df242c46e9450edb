"""Which photos make the album, and that no two of them are the same."""

from builders import at, photo, post

from bot.model import Media, MediaKind, Post, PostKind
from bot.pictures.album import MOST_CANDIDATES, Shot, candidates, without_copies
from bot.pictures.prints import NEARLY_SAME

VIDEO = Media(MediaKind.VIDEO, "https://example.org/1.mp4")


def chosen(posts: list[Post], told: set[int] | None = None) -> list[str]:
    return [shot.photo.url for shot in candidates(posts, told or set())]


def urls(*numbers: int) -> list[str]:
    return [photo(number).url for number in numbers]


def test_key_moments_and_what_the_summary_tells_come_first() -> None:
    posts = [
        post(1, media=(photo(1),)),
        post(2, media=(photo(2),), key_moment=True),
        post(3, media=(photo(3),)),
        post(4, media=(photo(4),), headline="", body=""),
    ]
    assert chosen(posts, {3}) == urls(2, 3, 1, 4)


def test_every_post_has_its_turn_before_any_has_a_second_one() -> None:
    posts = [
        post(1, media=(photo(1), photo(2), photo(3))),
        post(2, media=(VIDEO, photo(4), photo(5))),
    ]
    assert chosen(posts) == urls(1, 4, 2, 5, 3)


def test_the_same_address_counts_once_where_it_stands_best() -> None:
    posts = [post(1, media=(photo(1),)), post(2, media=(photo(1),), key_moment=True)]
    (shot,) = candidates(posts, set())
    assert shot.post.id == 2


def test_only_posts_that_stand_and_only_photos() -> None:
    posts = [
        post(1, media=(photo(1),), withdrawn_at=at(5)),
        post(2, media=(VIDEO,)),
        post(3, media=(photo(3),), kind=PostKind.SUMMARY),
        post(4, media=(photo(4),), unannounced=True),
    ]
    assert chosen(posts) == []


def test_no_more_are_looked_at_than_needed() -> None:
    posts = [post(number, media=(photo(number),)) for number in range(1, 100)]
    assert len(chosen(posts)) == MOST_CANDIDATES


def shots(count: int) -> list[Shot]:
    return [Shot(photo(n), post(n, media=(photo(n),))) for n in range(1, count + 1)]


def different(number: int) -> int:
    """Prints that are far from each other."""
    return sum(1 << (8 * row + number % 8) for row in range(8)) << (number // 8 % 2)


def test_of_near_copies_the_better_one_stays() -> None:
    one, copy, other = shots(3)
    barely = (1 << NEARLY_SAME) - 1
    prints = {one.photo.url: 0, copy.photo.url: barely, other.photo.url: 2 * barely + 1}
    assert without_copies([copy, one, other], prints, 10) == (copy,)
    assert without_copies([one, copy, other], prints, 10) == (one, other)


def test_what_could_not_be_read_is_left_out() -> None:
    one, other = shots(2)
    assert without_copies([one, other], {other.photo.url: 5}, 10) == (other,)
    assert without_copies([], {}, 10) == ()


def test_the_best_are_kept_and_shown_in_the_order_of_time() -> None:
    first, second, third = shots(3)
    prints = {shot.photo.url: different(shot.post.id) for shot in (first, second, third)}
    assert without_copies([third, first, second], prints, 2) == (first, third)
