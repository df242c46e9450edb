"""From posts as a page lists them to posts as a reader should meet them."""

from datetime import timedelta

import pytest
from herald import NOW, bodies, keys

from bot.model import Dropped, Media, MediaKind, SeenPost
from bot.sources.finish import finish, oldest_first, shared_by_most
from bot.text import Text


def at(
    key: str, minutes: int | None, *, pinned: bool = False, key_moment: bool = False
) -> SeenPost:
    return SeenPost(
        key,
        headline=f"Post {key}",
        body=Text(f"Body {key}"),
        posted_at=None if minutes is None else NOW + timedelta(minutes=minutes),
        pinned=pinned,
        key_moment=key_moment,
    )


def listed(*minutes: int | None) -> list[SeenPost]:
    return [at(str(place), minute) for place, minute in enumerate(minutes)]


@pytest.mark.parametrize(
    ("minutes", "order"),
    [
        ((3, 2, 1), "210"),
        ((1, 2, 3), "012"),
        ((None, None, None), "210"),
        ((3, None, 1), "210"),
        ((2, 2, 2), "210"),
        ((5, 3, 4, 2, 1), "43210"),
        ((1, 2, 4, 3, 5), "01234"),
        ((1, 2), "01"),
        ((2, 1), "10"),
        ((7,), "0"),
        ((), ""),
        ((1, 9, 8, 7), "0321"),
        ((6, 9, 8, 5, 4), "43021"),
        ((8, 9, 7, 6), "3210"),
    ],
)
def test_order(minutes: tuple[int | None, ...], order: str) -> None:
    assert "".join(keys(oldest_first(listed(*minutes)))) == order


def test_a_wrong_stamp_does_not_move_a_post() -> None:
    """The page put them in this order, whatever the third one's clock says."""
    assert keys(oldest_first(listed(9, 8, 2, 6, 5))) == ["4", "3", "2", "1", "0"]


def test_a_post_listed_twice_keeps_its_real_place_and_every_mark() -> None:
    pinned = at("2", 2, pinned=True)
    full = at("2", 2, key_moment=True)
    posts, _ = finish([pinned, at("3", 3), full, at("1", 1)])

    assert keys(posts) == ["1", "2", "3"]
    assert (posts[1].pinned, posts[1].key_moment) == (True, True)


def test_a_headline_on_most_posts_is_the_pages() -> None:
    shared = [SeenPost(str(n), headline="Live updates", body=Text(f"Body {n}")) for n in range(3)]
    own = SeenPost("own", headline="Truce agreed", body=Text("Body"))
    posts, _ = finish([*shared, own])
    assert [post.headline for post in posts] == ["Truce agreed", "", "", ""]


@pytest.mark.parametrize(
    ("values", "shared"),
    [
        (["a", "a", "b"], {"a"}),
        (["a", "a", "b", "c"], set()),
        (["a"], set()),
        ([], set()),
        (["a", "a"], {"a"}),
    ],
)
def test_most_is_more_than_half_and_more_than_one(values: list[str], shared: set[str]) -> None:
    assert shared_by_most(values) == shared


@pytest.mark.parametrize(
    ("headline", "body", "expected"),
    [
        ("Truce agreed", "Truce agreed", ("Truce agreed", "")),
        ("Truce agreed", "Truce agreed\n\nIt holds.", ("Truce agreed", "It holds.")),
        ("Truce agreed", "Truce agreed upon.", ("Truce agreed", "Truce agreed upon.")),
        ("The sides have agreed on…", "The sides have agreed on a truce.",
         ("", "The sides have agreed on a truce.")),
        ("Talks go on…", "They resume at three.", ("Talks go on…", "They resume at three.")),
    ],
)  # fmt: skip
def test_nothing_is_said_twice(headline: str, body: str, expected: tuple[str, str]) -> None:
    posts, _ = finish([SeenPost("1", headline=headline, body=Text(body))])
    assert (posts[0].headline, posts[0].body.value) == expected


def test_a_post_with_nothing_in_it_waits_until_it_has_something() -> None:
    posts, dropped = finish([SeenPost("1"), SeenPost("2", headline="Here")])
    assert keys(posts) == ["2"]
    assert dropped == (Dropped("1", "the page shows nothing of it yet"),)


def test_a_post_without_an_id_is_left_out() -> None:
    kept, dropped = finish([at("1", 1), at("", 2)])
    assert keys(kept) == ["1"]
    assert dropped == (Dropped("Post ", "the page gives it no id"),)


def test_a_withdrawn_post_may_be_empty() -> None:
    posts, _ = finish([SeenPost("1", withdrawn=True)])
    assert keys(posts) == ["1"]


def test_promotion_and_decoration_go() -> None:
    logo = Media(MediaKind.PHOTO, "https://cdn.example/logo.jpg")
    news = [SeenPost(str(n), headline=f"Step {n}", body=Text("News."), media=(logo,))
            for n in range(3)]  # fmt: skip
    call = SeenPost("call", body=Text("Subscribe to our Telegram channel"))
    posts, dropped = finish([*news, call])

    assert keys(posts) == ["2", "1", "0"]
    assert bodies(posts) == ["News."] * 3
    assert all(post.media == () for post in posts)
    assert dropped == (Dropped("Subscribe to our Telegram channel", "asks readers to subscribe"),)
