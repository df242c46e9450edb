"""Live pages without any list: elements that are built alike, each with an id and a time."""

from datetime import UTC, datetime

import pytest
from gazette import MODIFIED, URL, built, outline
from herald import bodies, keys

from bot.errors import SourceError


def post(post_id: str, inner: str, clock: str = "", tag: str = "article") -> str:
    shown = f'<div class="meta"><time datetime="{clock}">now</time> A. Gull</div>' if clock else ""
    return f'<{tag} id="{post_id}" class="post">{shown}{inner}</{tag}>'


def at(hour: int, minute: int, day: int = 2) -> datetime:
    return datetime(2025, 6, day, hour, minute, tzinfo=UTC)


TWO = (
    post("entry-81f2", "<h3>Casting off</h3><p>It rains.</p>", "2025-06-02T14:45:00Z"),
    post("entry-7c03", "<h3>Rain</h3><p>The quay is shut.</p>", "2025-06-02T14:40:00Z"),
)


def test_a_page_of_elements() -> None:
    got = built(*TWO)

    assert (got.format, got.language, got.live) == ("elements", "en", None)
    assert outline(got.posts) == [
        ("entry-7c03", "Rain", "The quay is shut."),
        ("entry-81f2", "Casting off", "It rains."),
    ]
    assert [one.posted_at for one in got.posts] == [at(14, 40), at(14, 45)]
    assert got.posts[1].url == f"{URL}#entry-81f2"


@pytest.mark.parametrize("tag", ["div", "section", "li"])
def test_whatever_the_elements_are(tag: str) -> None:
    got = built(*(post(f"p-{n}{n}{n}{n}", f"<p>Text {n}.</p>", f"2025-06-02T14:4{n}:00Z", tag)
                  for n in (3, 2, 1)))  # fmt: skip
    assert keys(got.posts) == ["p-1111", "p-2222", "p-3333"]


@pytest.mark.parametrize(
    "attributes",
    ['data-published="1748875500000"', 'data-post-time="1748875500"',
     'data-last-updated="2025-06-02T14:45:00.000Z"'],
)  # fmt: skip
def test_the_time_may_stand_in_an_attribute(attributes: str) -> None:
    one = f'<div id="post-1002" {attributes}><p>It rains.</p></div>'
    other = '<div id="post-1001" data-published="2025-06-02T14:40:00Z"><p>Shut.</p></div>'

    assert [post.posted_at for post in built(one, other).posts] == [at(14, 40), at(14, 45)]


def test_the_time_may_be_a_bare_clock() -> None:
    def entry(number: int, clock: str) -> str:
        return (
            f'<div id="live-{number}"><span class="time">{clock}</span><p>Text {number}.</p></div>'
        )

    got = built(entry(77, "00:10"), entry(76, "23:55"), head=MODIFIED, timezone="Europe/Berlin")

    assert keys(got.posts) == ["live-76", "live-77"]
    assert [post.posted_at for post in got.posts] == [at(21, 55, 1), at(22, 10, 1)]


def test_the_id_may_be_data_only() -> None:
    got = built(*(
        f'<div data-post-id="{n}"><time datetime="2025-06-02T14:{n}:00Z"></time><p>{n}.</p></div>'
        for n in (45, 40)
    ))  # fmt: skip
    assert keys(got.posts) == ["40", "45"]


def test_ids_that_only_count_places_are_replaced_by_times() -> None:
    """Or every new post would take the id of the one before."""
    before = built(*(post(f"item-{n}", f"<p>{n}.</p>", f"2025-06-02T14:{50 - n}:00Z")
                     for n in range(3)))  # fmt: skip
    after = built(*(post(f"item-{n}", f"<p>{n}.</p>", f"2025-06-02T14:{51 - n}:00Z")
                    for n in range(4)))  # fmt: skip

    assert keys(before.posts) == keys(after.posts)[:3]
    assert keys(after.posts)[3] == "at-20250602T145100Z"


def test_a_pinned_post_stands_above_its_place_and_keeps_the_day_of_its_clock() -> None:
    def shown(number: int, clock: str) -> str:
        return (
            f"<div id='p-70{number}'><span class='time'>{clock}</span><p>Step {number}.</p></div>"
        )

    listed = [shown(3, "14:45"), shown(2, "12:40"), shown(1, "09:30")]
    assert built(*listed[2:], *listed).posts == built(*listed).posts


def test_ids_that_count_posts_from_the_oldest_are_kept() -> None:
    got = built(*(post(f"item-{n}", f"<p>{n}.</p>", f"2025-06-02T14:4{n}:00Z") for n in (2, 1, 0)))
    assert keys(got.posts) == ["item-0", "item-1", "item-2"]


def test_ids_that_have_nothing_in_common_are_held_together_by_the_class() -> None:
    got = built(
        post("casting-off", "<p>It rains.</p>", "2025-06-02T14:45:00Z"),
        post("rain", "<p>The quay is shut.</p>", "2025-06-02T14:40:00Z"),
    )
    assert keys(got.posts) == ["rain", "casting-off"]


def test_elements_without_ids_are_known_by_their_exact_times() -> None:
    def entry(clock: str, text: str) -> str:
        shown = f'<div class="meta"><time datetime="2025-06-02T{clock}Z">now</time></div>'
        return f'<div class="entry">{shown}<div class="text"><p>{text}</p></div></div>'

    before = [entry("14:45:00", "It rains."), entry("14:40:00", "B."), entry("14:40:00", "A.")]
    got = built(*before)
    more = built(entry("14:45:00", "It pours."), *before)

    assert outline(got.posts) == [
        ("at-20250602T144000Z", "", "A."),
        ("at-20250602T144000Z-2", "", "B."),
        ("at-20250602T144500Z", "", "It rains."),
    ]
    assert got.posts[0].url == URL
    assert more.posts[:3] == got.posts
    assert more.posts[3].key == "at-20250602T144500Z-2"


def test_a_headline_may_lead_to_the_post_itself() -> None:
    got = built(*(
        post(f"entry-{n}", f"<h3><a href='{URL}/entry-{n}'>Step</a></h3><p>Text {n}.</p>",
             f"2025-06-02T14:{n}:00Z")
        for n in (45, 40)
    ))  # fmt: skip
    assert keys(got.posts) == ["entry-40", "entry-45"]


def test_a_long_list_of_teasers_does_not_hide_the_posts() -> None:
    teasers = [
        f'<li class="teaser"><time datetime="2025-06-01T10:{n}:00Z">{n}</time>'
        f'<a href="/story/{n}">{"A very long story title " * 9}</a></li>'
        for n in range(10, 50)
    ]
    assert keys(built("<ul>", *teasers, "</ul>", *TWO).posts) == ["entry-7c03", "entry-81f2"]


def test_marks_come_from_classes_and_from_the_pages_list_of_key_events() -> None:
    key_events = '<ol class="key-events"><li><a href="#entry-7c03">Rain</a></li></ol>'
    sticky = TWO[0].replace('class="post"', 'class="post sticky"')
    got = built(key_events, sticky, TWO[1])

    assert [(post.key, post.key_moment, post.pinned) for post in got.posts] == [
        ("entry-7c03", True, False),
        ("entry-81f2", False, True),
    ]


def test_the_clock_line_the_bylines_and_the_buttons_are_not_text() -> None:
    got = built(*(
        post(f"entry-{n}", f"<h3>Step {n}</h3>Text {n}.<div class='share'>Share</div>",
             f"2025-06-02T14:{n}:00Z")
        for n in (4511, 4512)
    ))  # fmt: skip
    assert sorted(bodies(got.posts)) == ["Text 4511.", "Text 4512."]


def test_advertising_between_the_posts_stays_out() -> None:
    advert = TWO[0].replace("entry-81f2", "entry-9999").replace('class="post"', 'class="ad-slot"')
    got = built(advert, *TWO)

    assert keys(got.posts) == ["entry-7c03", "entry-81f2"]
    assert [entry.what for entry in got.dropped] == ["Casting off"]


@pytest.mark.parametrize(
    ("flag", "live"), [("{isLive: true}", True), ('{"blog_status": "closed"}', False), ("{}", None)]
)
def test_the_pages_own_flag(flag: str, live: bool | None) -> None:  # noqa: FBT001 - a column of the table
    assert built(f"<script>var page = {flag};</script>", *TWO).live is live


# --- What is not a live page ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "elements",
    [
        [TWO[0]],
        [post("comment-1001", "<p>Nice.</p>", "2025-06-02T14:45:00Z"),
         post("comment-1002", "<p>Bad.</p>", "2025-06-02T14:46:00Z")],
        [f'<div class="comments-list">{"".join(TWO)}</div>'],
        [f"<aside>{''.join(TWO)}</aside>"],
        [post(f"post-{n}", f"<h2><a href='/story/{n}'>A story</a></h2><p>Lead.</p>",
              f"2025-06-02T14:{n}:00Z") for n in (45, 40)],
        [post("entry-1111", "<p>It rains.</p>"), post("entry-1112", "<p>It pours.</p>")],
    ],
    ids=["one post", "comments", "a list of comments", "aside", "teasers", "no time"],
)  # fmt: skip
def test_other_things_are_built_alike_too(elements: list[str]) -> None:
    with pytest.raises(SourceError, match="no live posts"):
        built(*elements)


def test_the_comments_below_do_not_win_over_the_posts() -> None:
    comments = [
        post(f"comment-{n}", f"<p>{'Long opinion. ' * 50}</p>", f"2025-06-02T15:{n}:00Z")
        for n in range(10, 40)
    ]
    assert keys(built(*TWO, *comments).posts) == ["entry-7c03", "entry-81f2"]
