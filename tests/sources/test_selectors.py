"""A stubborn page, read as an editor says."""

import random

import pytest
from herald import NOW, document

from bot.errors import SourceError
from bot.model import Selectors
from bot.sources import selectors
from bot.sources.read import FORMATS, formats_for, understand

# What no format understands: no ids, no times in attributes, every post in a box called promo.
STUBBORN = """<!doctype html><html lang="en"><head><title>Harbour talks | Herald</title></head>
<body><main>
<div class="promo row"><b class="when">16:20</b><i>Boats leave</i>
  <span class="says">The boats leave one by one.</span>
  <span class="by">Desk of the Herald</span>
  <a class="pic"><img src="/p/boats.jpg" width="900"></a><img src="/p/face.jpg" width="400"></div>
<div class="promo row"><b class="when">16:05</b><i>Talks are over</i>
  <span class="says">Nothing was signed.</span><span class="says">More will follow.</span></div>
<div class="promo row"><b class="when">15:40</b><i>A break</i>
  <span class="says">Everybody is at lunch.</span></div>
</main></body></html>"""
PARTS = Selectors(post="div.row", time=".when", title="i", body=".says", media="a.pic", id="")


def read(markup: str = STUBBORN, parts: Selectors = PARTS, zone: str = "UTC"):
    return understand(document(markup, timezone=zone), formats=formats_for("", parts))


def test_a_page_that_no_format_understands_is_read() -> None:
    with pytest.raises(SourceError):
        understand(document(STUBBORN))
    snapshot = read()
    assert [(post.headline, post.body.value) for post in snapshot.posts] == [
        ("A break", "Everybody is at lunch."),
        ("Talks are over", "Nothing was signed.\n\nMore will follow."),
        ("Boats leave", "The boats leave one by one."),
    ]
    assert (snapshot.format, snapshot.language) == ("selectors", "en")


def test_bare_clock_times_are_read_in_the_coverage_s_time_zone() -> None:
    times = [post.posted_at for post in read(zone="Europe/Istanbul").posts]
    assert [f"{time:%H:%M}" for time in times if time] == ["12:40", "13:05", "13:20"]
    assert {time.date() for time in times if time} == {NOW.date()}


def test_only_the_selected_pictures_are_taken() -> None:
    *_, newest = read().posts
    assert [item.url for item in newest.media] == ["https://herald.example/p/boats.jpg"]


def test_without_ids_posts_are_known_by_their_times() -> None:
    keys = [post.key for post in read().posts]
    assert keys == ["at-20250602T154000Z", "at-20250602T160500Z", "at-20250602T162000Z"]
    again = read(
        STUBBORN.replace(
            "<main>", '<main><div class="row"><b class="when">16:30</b><i>New</i></div>'
        )
    )
    assert [post.key for post in again.posts][:3] == keys


@pytest.mark.parametrize(
    ("inside", "key"),
    [
        ('<a class="mark" id="p7">#</a>', "p7"),
        ('<a class="mark" href="/live/7">#</a>', "/live/7"),
        ('<b class="mark">Nr 7</b>', "Nr 7"),
    ],
)
def test_the_id_is_taken_from_where_the_editor_says(inside: str, key: str) -> None:
    page = f'<!doctype html><div class="row">{inside}<p>Text.</p></div>'
    (post,) = read(page, Selectors(post=".row", id=".mark")).posts
    assert post.key == key


@pytest.mark.parametrize(
    "stamp",
    ['<time datetime="2025-06-02T10:00:00Z">noon</time>', "<time>2025-06-02 10:00:00Z</time>"],
)
def test_an_exact_time_is_taken_from_attribute_or_text(stamp: str) -> None:
    page = f'<!doctype html><div class="row">{stamp}<p>Text.</p></div>'
    (post,) = read(page, Selectors(post=".row", time="time")).posts
    assert f"{post.posted_at}" == "2025-06-02 10:00:00+00:00"


def test_what_is_left_open_is_read_as_on_any_page() -> None:
    page = (
        '<!doctype html><div class="row" id="a17"><h3>Boats leave</h3>'
        '<time datetime="2025-06-02T10:00:00Z">now</time><p>One by <b>one</b>.</p></div>'
    )
    (post,) = read(page, Selectors(post=".row")).posts
    assert (post.key, post.headline, post.body.value) == ("a17", "Boats leave", "One by one.")
    assert post.body.spans
    assert post.posted_at is not None


def test_of_posts_within_posts_the_outer_ones_count() -> None:
    page = '<!doctype html><div class="row">One. <div class="row"><p>Two.</p></div></div>'
    assert len(read(page, Selectors(post=".row")).posts) == 1


def test_a_part_that_a_post_lacks_is_empty() -> None:
    page = '<!doctype html><div class="row"><p>Text.</p></div>'
    (post,) = read(
        page, Selectors(post=".row", title="h9", time="u", body="p", media="s", id="q")
    ).posts
    assert (post.headline, post.posted_at, post.media, post.body.value) == ("", None, (), "Text.")


def test_selectors_that_find_nothing_say_so() -> None:
    with pytest.raises(SourceError, match="shows no posts"):
        read(parts=Selectors(post="article.none"))


def test_a_feed_has_nothing_to_select() -> None:
    with pytest.raises(SourceError, match="shows no posts"):
        read('<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>')


@pytest.mark.parametrize("wrong", ["a[[", "div >", "p:nope(", "::before", "x{}", "*" * 50, "a,,b"])
def test_a_selector_that_is_none_is_named_with_its_line(wrong: str) -> None:
    with pytest.raises(SourceError, match="is no CSS selector") as told:
        selectors.check(Selectors(post="article", time=wrong))
    assert f"“time: {wrong}”" in str(told.value)


def test_no_selector_brings_the_parser_down() -> None:
    chance = random.Random(3)  # noqa: S311 - the same 1,000 each time, not a secret
    pieces = [*"abc.#:[]()>+~*,= '\"\\", "nth-child", "not(", "has(", "is(", "🦊", "div", "\x00"]
    for _ in range(1000):
        made = "".join(chance.choices(pieces, k=chance.randint(1, 12)))
        try:
            read(parts=Selectors(post="div.row", time=made, body=made))
        except SourceError:
            continue


# --- A pinned format -----------------------------------------------------------------------------


def test_every_format_can_be_pinned() -> None:
    for form in FORMATS:
        assert formats_for(form.name, None) == (form,)
    assert formats_for("", None) is FORMATS


def test_a_format_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(SourceError, match=r"no format “teletext”.*guardian, .*timed"):
        formats_for("teletext", None)


def test_a_pinned_format_is_the_only_one_asked() -> None:
    with pytest.raises(SourceError, match="Read as “feed”"):
        understand(document(STUBBORN), formats=formats_for("feed", None))
