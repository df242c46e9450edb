"""One picture under many addresses; many pictures under nearly the same."""

import pytest
from builders import photo

from bot.model import Media, MediaKind
from bot.picture_keys import picture_keys, place

HASH = "0123456789abcdef0123"
NAMED = {"credit": "REUTERS", "caption": "The palace at noon"}


def same(one: Media, other: Media) -> bool:
    return not picture_keys(one).isdisjoint(picture_keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://h.example/a/talks.jpg", "http://h.example/a/talks.jpg"),
        ("https://h.example/a/talks.jpg?w=600&q=80", "https://h.example/a/talks.jpg?w=1200"),
        ("https://img1.h.example/a/talks.jpg", "https://cdn.h.example/a/talks.jpg"),
        ("https://h.example/a/talks.jpg", "https://h.example/a/talks.jpg.webp"),
        ("https://h.example/up/talks-1024x683.jpg", "https://h.example/up/talks-scaled.jpg"),
        ("https://h.example/up/talks@2x.png", "https://h.example/up/talks.png"),
        ("https://h.example/news/640/b/12ab_talks.jpg", "https://h.example/news/976/b/12ab_talks.jpg"),
        (f"https://h.example/{HASH}/0_0_50_30/master/50.jpg", f"https://h.example/{HASH}/500.jpg"),
        ("https://r.example/resize/640x/https://h.example/a/b.jpg", "https://h.example/a/b.jpg"),
        ("https://r.example/r/?url=https%3A%2F%2Fh.example%2Fa%2Fb.jpg&w=9", "https://h.example/a/b.jpg"),
        ("https://i2.wp.com/h.example/a/b.jpg?resize=9", "https://h.example/a/b.jpg"),
        ("https://c.example/u/w_600,c_fill/v1/b.jpg", "https://c.example/u/w_1200,q_80/v1/b.jpg"),
        ("https://c.example/i/width=640,quality=80/b.jpg", "https://c.example/i/width=90/b.jpg"),
    ],
)  # fmt: skip
def test_one_picture(one: str, other: str) -> None:
    assert same(photo(url=one), photo(url=other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://h.example/a/talks.jpg", "https://h.example/a/talks2.jpg"),
        ("https://h.example/2024/talks.jpg", "https://h.example/2025/talks.jpg"),
        ("https://h.example/gallery/640/1.jpg", "https://h.example/gallery/800/1.jpg"),
        ("https://h.example/photo-101.jpg", "https://h.example/photo-102.jpg"),
        ("https://h.example/image.php?id=1", "https://h.example/image.php?id=2"),
        ("https://h.example/a/b.jpg", "https://other.test/a/b.jpg"),
        ("https://h.example/1.jpg", "https://h.example/2.jpg"),
    ],
)
def test_two_pictures(one: str, other: str) -> None:
    assert not same(photo(url=one, **NAMED), photo(url=other, **NAMED | {"caption": "At dusk"}))


def test_file_name_credit_and_caption_together_tell_a_picture() -> None:
    one = photo(url="https://h.example/a/palace_noon.jpg", **NAMED)
    other = photo(url="https://other.test/x/palace_noon.jpg", **NAMED)
    assert same(one, other)
    assert not same(one, photo(url=other.url, credit="REUTERS"))
    assert not same(one, photo(url=other.url, credit="AP", caption=NAMED["caption"]))


def test_a_name_that_is_only_a_number_tells_nothing() -> None:
    one = photo(url="https://h.example/a/1.jpg", **NAMED)
    assert not same(one, photo(url="https://other.test/x/1.jpg", **NAMED))


def test_a_video_is_not_its_poster() -> None:
    video = Media(MediaKind.VIDEO, url="https://h.example/a/talks.mp4")
    assert not same(video, photo(url="https://h.example/a/talks.jpg"))


def test_what_an_editor_sent_is_known_by_its_file() -> None:
    one, other = (Media(MediaKind.PHOTO, file_id=name) for name in ("AgAC1", "AgAC2"))
    assert same(one, one)
    assert not same(one, other)


@pytest.mark.parametrize(
    "url", ["https://h.example", "https://h.example/?url=http://[", "https:///"]
)
def test_any_address_has_a_key(url: str) -> None:
    assert picture_keys(photo(url=url))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("https://img.example/a/harbour.jpg?Expires=1&Signature=aa&Key-Pair-Id=K",
         "https://img.example/a/harbour.jpg?Expires=2&Signature=bb&Key-Pair-Id=K"),
        ("https://img.example/a/harbour.jpg?X-Amz-Date=1&X-Amz-Signature=aa",
         "https://img.example/a/harbour.jpg?X-Amz-Date=2&X-Amz-Signature=bb"),
        ("https://img1.h.example/a/harbour-1024x683.jpg", "https://img3.h.example/a/harbour.jpg"),
        ("https://img.example/ALTERNATES/s615/harbour.jpg?v=1",
         "https://img.example/ALTERNATES/s615/harbour.jpg?v=2"),
        ("https://img.example/file/1.mp4?token=aa", "https://img.example/file/1.mp4?token=bb"),
    ],
)  # fmt: skip
def test_a_picture_stays_in_its_place_when_its_address_is_signed_or_sized_anew(
    before: str, after: str
) -> None:
    stored, seen = (Media(MediaKind.PHOTO, address) for address in (before, after))
    assert place(stored) == place(seen)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://img.example/1.jpg", "https://img.example/2.jpg"),
        ("https://img.example/?id=1&w=600", "https://img.example/?id=2&w=600"),
        ("https://img.example/a/harbour.jpg", "https://img.example/b/harbour.jpg"),
    ],
)
def test_pictures_in_different_places_are_different(one: str, other: str) -> None:
    assert place(Media(MediaKind.PHOTO, one)) != place(Media(MediaKind.PHOTO, other))
