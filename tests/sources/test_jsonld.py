"""Live blogs as pages carry them: each defect met in the wild, and the join with the page."""

import json
from datetime import UTC, datetime

import pytest
from herald import (
    TITLE,
    URL,
    blog,
    bodies,
    document,
    element,
    keys,
    page,
    read_page,
    read_posts,
    update,
)

from bot.errors import SnapshotRefused
from bot.model import Dropped, Media, MediaKind
from bot.sources import jsonld
from bot.text import Style


def at(minute: int, hour: int = 11) -> datetime:
    return datetime(2025, 6, 2, hour, minute, tzinfo=UTC)


def three() -> list[dict[str, object]]:
    return [update(3), update(2), update(1)]


def test_a_clean_page() -> None:
    got = read_page(blog(three()))

    assert (got.format, got.url, got.title, got.language) == ("jsonld", URL, TITLE, "en")
    assert keys(got.posts) == ["post-7001", "post-7002", "post-7003"]
    assert [post.posted_at for post in got.posts] == [at(1), at(2), at(3)]
    assert got.posts[0].headline == "Step 1 of the talks"
    assert got.posts[0].body.value == "The delegations finished step 1."
    assert got.posts[0].url == f"{URL}#post-7001"
    assert (got.live, got.starts_at, got.dropped) == (None, None, ())


def test_a_page_without_a_live_blog_is_not_ours() -> None:
    article = {"@type": "NewsArticle", "headline": "About a LiveBlogPosting"}
    microdata = "<html><div itemscope itemtype='https://schema.org/LiveBlogPosting'></div></html>"

    assert jsonld.understand(document(page(article))) is None
    assert jsonld.understand(document(microdata)) is None
    assert jsonld.understand(document("<html><p>Hello</p></html>")) is None
    assert jsonld.understand(document('{"@type": "LiveBlogPosting"}')) is None


# --- Where the blog stands in the data -------------------------------------------------


@pytest.mark.parametrize(
    "wrap",
    [
        lambda data: [data],
        lambda data: [{"@type": "WebPage"}, data, "odd", 7, None],
        lambda data: {"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, data]},
        lambda data: {"@type": "WebPage", "mainEntity": {"hasPart": [data]}},
        lambda data: data | {"@type": ["Article", "LiveBlogPosting"]},
        lambda data: data | {"@type": "http://schema.org/LiveBlogPosting"},
        lambda data: [blog([]), data],
    ],
    ids=["list", "mixed list", "graph", "nested", "two types", "full type", "an empty one first"],
)
def test_the_blog_is_found_wherever_it_stands(wrap: "object") -> None:
    assert callable(wrap)
    assert len(read_page(wrap(blog(three()))).posts) == 3


@pytest.mark.parametrize(
    "break_",
    [
        lambda text: text.replace("}]", "},]").replace('"}', '",}'),
        lambda text: text.replace("finished step", "finished\n\tstep"),
        lambda text: f"<!--\n{text}\n-->",
        lambda text: f"//<![CDATA[\n{text}\n//]]>",
        lambda text: f"\n  {text} ;",
        lambda text: text.replace('"', "&quot;"),
    ],
    ids=["trailing commas", "raw newlines", "comment", "cdata", "semicolon", "entities"],
)
def test_broken_json_is_mended(break_: "object") -> None:
    assert callable(break_)
    got = read_page(break_(json.dumps(blog(three()))))
    assert keys(got.posts) == ["post-7001", "post-7002", "post-7003"]
    assert got.posts[0].body.value.split() == ["The", "delegations", "finished", "step", "1."]


def test_commas_within_words_are_no_trailing_commas() -> None:
    (post,) = read_posts([update(1, 'They said "yes,] and" left,}')])
    assert post.body.value == 'They said "yes,] and" left,}'


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(blog(three()))[:-200],
        '{"@type": "LiveBlogPosting", "headline": ""doubled""}',
        '{"@type": "LiveBlogPosting", "x": ' + "[" * 100_000,
    ],
)
def test_what_cannot_be_mended_is_refused(text: str) -> None:
    with pytest.raises(SnapshotRefused, match="broken or cut"):
        read_page(text)


# --- The list ----------------------------------------------------------------------------


def test_updates_may_be_one_object() -> None:
    assert keys(read_posts(update(1))) == ["post-7001"]


@pytest.mark.parametrize("empty", [[], None, "", 7])
def test_updates_may_be_missing_before_the_event(empty: object) -> None:
    assert read_posts(empty) == ()


def test_updates_may_be_words_or_addresses() -> None:
    posts = read_posts(
        ["The delegations arrived.", f"{URL}#post-7002"],
        [element(2, "<p>The doors are closed.</p>")],
    )
    assert bodies(posts) == ["The doors are closed.", "The delegations arrived."]


def test_updates_may_stand_elsewhere_in_the_graph() -> None:
    named = update(1) | {"@id": "#post-7001"}
    got = read_page({"@graph": [blog([{"@id": "#post-7001"}]), named]})
    assert bodies(got.posts) == ["The delegations finished step 1."]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"@id": "646219928f08e408b758af95", "url": None}, "646219928f08e408b758af95"),
        ({"@id": f"{URL}#block-12345", "url": None}, "block-12345"),
        ({"@id": "#block-12345", "url": None}, "block-12345"),
        ({"url": f"{URL}/#liveblogPost1288914"}, "liveblogPost1288914"),
        ({"url": f"{URL}#2259242"}, "2259242"),
        ({"url": None, "identifier": 2259242}, "2259242"),
        ({"url": "https://herald.example/updates/77"}, "https://herald.example/updates/77"),
    ],
)
def test_the_key_is_the_posts_own_id(fields: dict[str, object], key: str) -> None:
    assert keys(read_posts([update(2), update(1, **fields)])) == [key, "post-7002"]


def test_an_id_that_all_posts_share_names_none() -> None:
    posts = read_posts([update(n) | {"@id": f"{URL}#liveBlogPosting"} for n in (3, 2, 1)])
    assert keys(posts) == ["post-7001", "post-7002", "post-7003"]


def test_an_id_made_of_the_headline_yields_to_a_stable_one() -> None:
    headline = "Both sides agree to exchange lists"
    slug = "both-sides-agree-to-exchange-lists"
    markup = f'<div id="{slug}" data-source-id="100000007"><p>They agreed.</p></div>'

    joined = read_posts([update(1, "x", headline=headline, url=f"{URL}#{slug}")], [markup])

    assert keys(joined) == ["100000007"]
    assert bodies(joined) == ["They agreed."]


@pytest.mark.parametrize(
    "slug", ["both-sides-agree-to-swap-lists", "first-lists-change-hands-at-noon"]
)
def test_an_edited_headline_is_no_new_post_whether_it_changes_the_id_or_not(slug: str) -> None:
    def named(slug: str, headline: str) -> list[str]:
        other = update(
            2, headline="The ferry casts off at last", url=f"{URL}#ferry-casts-off-at-last"
        )
        third = update(3, headline="It rains on the quay", url=f"{URL}#it-rains-on-the-quay")
        return keys(read_posts([third, other, update(1, headline=headline, url=f"{URL}#{slug}")]))

    before = named("both-sides-agree-to-swap-lists", "Both sides agree to swap lists")
    assert named(slug, "First lists change hands at noon") == before
    assert len(set(before)) == 3


def test_on_a_page_of_one_or_two_posts_the_pages_own_picture_is_nobodys() -> None:
    head = "<meta property='og:image' content='/ferry.jpg'>"
    listed = [update(n, image=f"https://herald.example/{name}.jpg")
              for n, name in ((2, "ferry"), (1, "quay"))]  # fmt: skip

    few = read_page(blog(listed), head=head).posts
    more = read_page(blog([update(3), *listed]), head=head).posts

    assert [len(post.media) for post in few] == [1, 0]
    assert [len(post.media) for post in more] == [1, 1, 0]


def test_posts_of_one_minute_without_ids_are_told_apart() -> None:
    clock = "2025-06-02T11:07:00Z"
    first = [
        update(1, "The quay is shut.", url=None, datePublished=clock),
        update(3, "It rains.", url=None, datePublished="2025-06-02T11:03:00Z"),
    ]
    both = [update(2, "The ferry casts off.", url=None, datePublished=clock), *first]

    assert len(set(keys(read_posts(both)))) == 3
    assert keys(read_posts(both))[:2] == keys(read_posts(first))
    assert keys(read_posts([both[0], *both])) == keys(read_posts(both))


def test_without_an_id_the_time_names_a_post() -> None:
    first = read_posts([update(2, url=None), update(1, url=URL)])
    edited = read_posts([update(2, "Other words.", url=None), update(1, "New.", url=URL)])

    assert len(set(keys(first))) == 2
    assert keys(first) == keys(edited)


def test_without_id_and_time_the_words_name_a_post() -> None:
    bare = {"url": None, "datePublished": None}
    assert len(set(keys(read_posts([update(2, **bare), update(1, **bare)])))) == 2


def test_a_post_listed_twice_is_one() -> None:
    assert keys(read_posts([update(1), *three()])) == ["post-7001", "post-7002", "post-7003"]


def test_every_post_of_a_long_blog_is_read() -> None:
    many = [update(0, url=f"{URL}#{9000 + n}", headline=f"Post {n}") for n in range(428)]
    assert len(read_posts(many)) == 428


# --- Headlines, bodies ---------------------------------------------------------------------


def test_the_pages_headline_is_no_posts_headline() -> None:
    posts = read_posts([update(n, headline=TITLE) for n in (3, 2, 1)], [element(2, "<h2>Own</h2>")])
    assert [post.headline for post in posts] == ["", "Own", ""]


def test_a_headline_repeated_in_list_and_page_is_dropped() -> None:
    posts = read_posts(
        [update(n, "x", headline="Live updates") for n in (4, 3, 2)] + [update(1)],
        [element(n, f"<h3>Live updates</h3><p>Text {n}.</p>") for n in (4, 3, 2)],
    )
    assert [post.headline for post in posts] == ["Step 1 of the talks", "", "", ""]
    assert bodies(posts)[1:] == ["Text 2.", "Text 3.", "Text 4."]


def test_a_headline_is_plain_text() -> None:
    (post,) = read_posts([update(1, headline="<b>Truce</b> &amp; exchange\nagreed ")])
    assert post.headline == "Truce & exchange agreed"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.<br/><br/>Two.", "One.\n\nTwo."),
        ("Tea &amp; talks", "Tea & talks"),
        ("Tea &amp;amp; talks", "Tea & talks"),
        ("&lt;p&gt;One.&lt;/p&gt;", "One."),
        ("One.\nTwo.", "One.\n\nTwo."),
        ({"@type": "Text"}, ""),
        ("", ""),
        (None, ""),
        (["a", "b"], ""),
        (17, ""),
    ],
)
def test_a_body_may_be_anything(body: object, text: str) -> None:
    posts = read_posts([update(1) | {"articleBody": body}])
    assert bodies(posts) == [text]


def test_the_pages_text_has_the_formatting() -> None:
    (post,) = read_posts(
        [update(1, "The sides agreed on a truce.")],
        [element(1, "<p>The sides <b>agreed</b> on a <a href='/truce'>truce</a>.</p>")],
    )
    assert post.body.value == "The sides agreed on a truce."
    assert [span.style for span in post.body.spans] == [Style.BOLD, Style.LINK]
    assert post.body.spans[1].url == "https://herald.example/truce"


def test_a_body_cut_at_a_thousand_characters_yields_to_the_page() -> None:
    full = "The sides exchanged lists. " * 60
    (post,) = read_posts([update(1, full[:1000])], [element(1, f"<p>{full}</p>")])
    assert post.body.value == full.strip()


def test_a_page_that_shows_only_a_teaser_yields_to_the_list() -> None:
    full = "The sides exchanged lists. " * 20
    (post,) = read_posts([update(1, full)], [element(1, "<p>The sides exchanged…</p>")])
    assert post.body.value == full.strip()


@pytest.mark.parametrize("author", ["A and B", {"name": "A"}, [{"name": "A"}], {"@id": "#a"}, 7])
def test_authors_come_in_every_shape_and_do_no_harm(author: object) -> None:
    assert len(read_posts([update(1, author=author)])) == 1


# --- Joining ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "shown"),
    [
        ("block-646219928f08e408b758af95", "block-646219928f08e408b758af95"),
        ("646219928f08e408b758af95", "block-646219928f08e408b758af95"),
        ("liveblogPost1288914", "post-1288914"),
        ("2259242", "2259242"),
        ("post_5ed4b4f1a1f0c7066800f29e", "5ed4b4f1a1f0c7066800f29e"),
        ("0f8fad5b-d9cb-469f-a165-70867728950e", "post-0f8fad5b-d9cb-469f-a165-70867728950e"),
    ],
)
def test_joins_however_the_two_spell_the_id(listed: str, shown: str) -> None:
    markup = f'<div id="{shown}"><p>From the page, at length, with all its words.</p></div>'
    posts = read_posts([update(1, "x", url=f"{URL}#{listed}")], [markup])
    assert bodies(posts) == ["From the page, at length, with all its words."]


@pytest.mark.parametrize("shown", ["post-1", "block-99999", "promo"])
def test_does_not_join_what_does_not_belong(shown: str) -> None:
    markup = f'<div id="{shown}"><p>Something else entirely, and a lot of it.</p></div>'
    assert bodies(read_posts([update(1, "Own.")], [markup])) == ["Own."]


def test_an_element_that_holds_several_posts_is_none_of_them() -> None:
    around = f'<div id="list-7001">{element(2, "<p>Second.</p>")}{element(3, "<p>x</p>")}</div>'
    posts = read_posts([update(3), update(2, "Second."), update(1, "First.")], [around])
    assert bodies(posts)[:2] == ["First.", "Second."]


def test_an_advertisement_with_the_same_number_is_passed_over() -> None:
    advert = '<div id="ad-7001" class="ad"><p>Buy a boat, a very good boat indeed.</p></div>'
    posts = read_posts([update(1, "x")], [advert, element(1, "<p>The text.</p>")])
    assert bodies(posts) == ["The text."]


def test_an_empty_anchor_stands_for_the_element_around_it() -> None:
    markup = '<section><div><a name="post-7001"></a></div><p>The text of it.</p></section>'
    other = '<section><a id="post-7002"></a><p>The other.</p></section>'
    posts = read_posts([update(2, "x"), update(1, "x")], [markup, other])
    assert bodies(posts) == ["The text of it.", "The other."]


def test_anchors_side_by_side_are_not_mixed_up() -> None:
    markup = '<div><a id="post-7001"></a><a id="post-7002"></a><p>Text of whom?</p></div>'
    posts = read_posts([update(2, "Second."), update(1, "First.")], [markup])
    assert bodies(posts) == ["First.", "Second."]


def test_a_post_that_is_marked_as_advertising_goes() -> None:
    got = read_page(
        blog([update(2), update(1)]),
        [element(2, "<h3>Boats</h3><p>Buy a boat.</p>", 'class="sponsored-post"'), element(1, "")],
    )
    assert keys(got.posts) == ["post-7001"]
    assert got.dropped == (Dropped("Boats", "marked as advertising by the page"),)


def test_promotion_within_a_post_is_reported() -> None:
    got = read_page(
        blog([update(1, "News.")]),
        [element(1, "<p>News.</p><p>Read also: <a href='/x'>X</a></p><p class=ad>Boat</p>")],
    )
    assert bodies(got.posts) == ["News."]
    assert {entry.what for entry in got.dropped} == {"Read also: X", "Boat"}


def test_a_tombstone_says_that_a_post_was_withdrawn() -> None:
    posts = read_posts([update(1, "", articleBody="")], [element(1, "", "data-tombstone")])
    assert posts[0].withdrawn


# --- Times -----------------------------------------------------------------------------------


def test_the_shown_time_outweighs_the_list() -> None:
    posts = read_posts(
        [update(2), update(1)],
        [
            element(2, "<p>b</p>", clock="2025-06-02T15:30:00Z"),
            element(1, "<p>a</p>", 'data-post-time="1748863800000"'),
        ],
    )
    assert [post.posted_at for post in posts] == [at(30), at(30, 15)]


def test_the_time_of_an_update_is_not_the_time_of_the_post() -> None:
    inner = (
        "<p>a</p><div class='updated'><time datetime='2025-06-02T16:00:00Z'>16:00</time></div>"
        "<time datetime='2025-06-02T16:01:00Z' title='Last updated'>x</time>"
        "<time datetime='2025-06-02T16:02:00Z'>Updated at 16:02</time>"
    )
    assert read_posts([update(1)], [element(1, inner)])[0].posted_at == at(1)


def test_a_stamp_that_all_posts_share_is_the_pages() -> None:
    posts = read_posts([update(n, datePublished="2025-06-02T10:30:00Z") for n in (3, 2, 1)])
    assert [post.posted_at for post in posts] == [None, None, None]


def test_the_next_kind_of_stamp_steps_in_for_a_shared_one() -> None:
    posts = read_posts(
        [update(n, datePublished="2025-06-02T10:30:00Z") for n in (2, 1)],
        [element(n, "<p>x</p>", f'data-timestamp="2025-06-02T12:0{n}:00Z"') for n in (2, 1)],
    )
    assert [post.posted_at for post in posts] == [at(1, 12), at(2, 12)]


@pytest.mark.parametrize(
    "stamp", ["2031-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "soon", "", None, 0, {"a": 1}]
)
def test_an_unbelievable_time_is_no_time(stamp: object) -> None:
    assert read_posts([update(2), update(1, datePublished=stamp)])[0].posted_at is None


def test_a_time_without_a_zone_is_read_in_the_coverages() -> None:
    text = page(blog([update(2), update(1, datePublished="2025-06-02T14:01:00")]))
    got = jsonld.understand(document(text, timezone="Europe/Istanbul"))
    assert got is not None
    assert got.posts[0].posted_at == at(1)


def test_a_pinned_first_post_goes_to_its_time() -> None:
    listed = [update(1), update(5), update(4), update(0)]
    assert keys(read_posts(listed)) == ["post-7000", "post-7001", "post-7004", "post-7005"]


def test_the_pages_order_stands_where_stamps_disagree() -> None:
    listed = [update(5), update(2), update(4), update(3)]
    assert keys(read_posts(listed)) == ["post-7003", "post-7004", "post-7002", "post-7005"]


def test_a_list_that_runs_oldest_first_is_left_so() -> None:
    assert keys(read_posts([update(1), update(2), update(3)]))[0] == "post-7001"


# --- Pictures --------------------------------------------------------------------------------

LOGO = "https://cdn.example/default.jpg"


def photo(name: str, caption: str = "", credit: str = "") -> Media:
    return Media(MediaKind.PHOTO, f"https://cdn.example/{name}.jpg", caption, credit)


@pytest.mark.parametrize("image", [LOGO, {"url": LOGO}, [LOGO, LOGO], [{"url": LOGO}]])
def test_one_image_on_every_post_is_decoration(image: object) -> None:
    posts = read_posts([update(n, image=image) for n in (4, 3, 2, 1)])
    assert all(post.media == () for post in posts)


def test_the_articles_image_is_no_posts_image() -> None:
    got = read_page(blog([update(1, image=LOGO)], image=[{"url": "https://x.example/a"}, LOGO]))
    assert got.posts[0].media == ()


def test_a_default_image_does_not_step_in_for_posts_without_one() -> None:
    """Most posts show pictures of their own, so the default is left on a few only."""
    figure = "<figure><img src='https://cdn.example/{}.jpg'></figure><p>x</p>"
    posts = read_posts(
        [update(n, image=LOGO) for n in range(9, 0, -1)],
        [element(n, figure.format(n)) for n in range(9, 2, -1)],
    )
    assert posts[0].media == posts[1].media == ()
    assert posts[2].media == (photo("3"),)


def test_a_posts_own_image_in_the_list_counts_without_an_element() -> None:
    image = {"url": "https://cdn.example/hall.jpg", "caption": "The hall. Photo: AFP"}
    (post,) = read_posts([update(1, image=image)])
    assert post.media == (photo("hall", "The hall.", "AFP"),)


def test_the_elements_pictures_come_with_caption_and_credit() -> None:
    figure = (
        "<p>x</p><figure><img src='https://cdn.example/hall.jpg'>"
        "<figcaption>The hall. Photo: REUTERS</figcaption></figure>"
    )
    (post,) = read_posts([update(1, image=LOGO)], [element(1, figure)])
    assert post.media == (photo("hall", "The hall.", "REUTERS"),)
    assert "hall" not in post.body.value


@pytest.mark.parametrize(
    ("video", "count"),
    [
        ({"@type": "VideoObject", "contentUrl": "https://cdn.example/a.mp4"}, 1),
        ([{"contentUrl": "https://cdn.example/a.mp4"}], 1),
        ({"embedUrl": "https://player.example/1"}, 0),
        ("https://player.example/1", 0),
    ],
)
def test_a_video_counts_when_it_is_a_file(video: object, count: int) -> None:
    assert len(read_posts([update(1, video=video)])[0].media) == count


# --- Marks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attributes",
    [
        *('class="key-event"', 'class="post is-key"', 'class="entry--highlight"'),
        *('class="post--key-event"', 'class="breaking"', 'class="milestone"'),
        *('data-key-event="true"', 'class="block-summary"'),
    ],
)
def test_key_moments_by_the_elements_own_marks(attributes: str) -> None:
    assert read_posts([update(1)], [element(1, "<p>x</p>", attributes)])[0].key_moment


@pytest.mark.parametrize("attributes", ['class="monkey-event-x"', 'data-key-event="false"', ""])
def test_other_marks_make_no_key_moment(attributes: str) -> None:
    assert not read_posts([update(1)], [element(1, "<p>x</p>", attributes)])[0].key_moment


@pytest.mark.parametrize(
    "box",
    [
        '<div class="live-key-events"><a data-id="7002">Second</a></div>',
        f'<div id="key-events-carousel"><a href="{URL}?page=1#post-7002">Second</a></div>',
    ],
)
def test_key_moments_by_the_pages_list_of_them(box: str) -> None:
    posts = read_posts(three(), [box])
    joined = read_posts(three(), [box, *(element(n, "<p>x</p>") for n in (3, 2, 1))])
    assert [post.key_moment for post in posts] == [False, True, False]
    assert [post.key_moment for post in joined] == [False, True, False]


def test_a_mark_that_every_post_carries_marks_none() -> None:
    marked = [element(n, "<p>x</p>", 'class="entry-summary sticky"') for n in (4, 3, 2, 1)]
    posts = read_posts([update(n) for n in (4, 3, 2, 1)], marked)
    assert not any(post.key_moment or post.pinned for post in posts)


def test_a_pinned_box_names_the_pinned_post() -> None:
    box = f'<div id="pinned-post"><p>Copy</p><a href="{URL}#post-7002">12:02</a></div>'
    posts = read_posts(
        three(),
        [box, *(element(n, f"<p>The whole text of step {n}</p>") for n in (3, 2, 1))],
    )
    assert [post.pinned for post in posts] == [False, True, False]
    assert posts[1].body.value == "The whole text of step 2"


@pytest.mark.parametrize(
    ("headline", "key"),
    [
        *(("Summary", True), ("Afternoon summary", True), ("The day so far", True)),
        *(("Итоги дня", True), ("Підсумки", True), ("Özet", True)),
        *(("Summary of the draft is published", False), ("Talks resume", False)),
    ],
)
def test_a_summary_is_a_key_moment(headline: str, key: bool) -> None:  # noqa: FBT001 - a column of the table
    assert read_posts([update(1, headline=headline)])[0].key_moment is key


# --- The page as a whole ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "live"),
    [
        ('{"isLive":true}', True),
        ('{"isLive": false}', False),
        ("window.state = {isLive: true}", True),
        ('{"is_live":false}', False),
        ('{"blog_status":"closed"}', False),
        ('{"liveBlogStatus":"live"}', True),
        ('{"isLive":true,"other":{"isLive":false}}', None),
        ('{"isLiveBlog":true}', None),
        ('{"player":{"id":7,"isLive":false}}', None),
        ('{"isLive":false,"duration":31}', None),
        ('{"isLive":true}' + " " * 200 + '{"video":{"isLive":false}}', True),
        ('{"isLive":"maybe"}', None),
        ("", None),
    ],
)
def test_the_pages_own_flag_says_whether_it_is_live(script: str, live: bool | None) -> None:  # noqa: FBT001 - a column of the table
    assert read_page(blog(three()), head=f"<script>{script}</script>").live is live


@pytest.mark.parametrize("end", ["2025-06-02T11:03:00Z", "2030-01-01T00:00:00Z", "x"])
def test_the_end_of_coverage_in_the_list_says_nothing(end: str) -> None:
    assert read_page(blog(three(), coverageEndTime=end)).live is None


def test_the_title_may_say_that_it_is_over() -> None:
    got = read_page(
        blog(three(), headline="Harbour talks – as it happened"),
        head='<script>{"isLive":true}</script>',
    )
    assert got.live is False


@pytest.mark.parametrize(
    ("start", "believed"),
    [
        ("2025-06-02T10:30:00Z", True),
        ("2025-06-02T00:00:00Z", False),
        ("2025-06-02T11:30:00Z", False),
        ("soon", False),
        (None, False),
    ],
)
def test_the_start_is_believed_unless_it_is_a_placeholder_or_late(
    start: object,
    believed: bool,  # noqa: FBT001 - a column of the table
) -> None:
    got = read_page(blog(three(), coverageStartTime=start))
    assert got.starts_at == (at(30, 10) if believed else None)


def test_title_and_language_have_stand_ins() -> None:
    text = page({"@type": "LiveBlogPosting", "liveBlogUpdate": three(), "inLanguage": "tr"})
    bare = jsonld.understand(document(text.replace(' lang="en"', "")))
    assert bare is not None
    assert (bare.title, bare.language) == (f"{TITLE} | Example Herald", "tr")

    with_meta = text.replace(
        "<title>", '<meta property="og:title" content="Shared &amp; title"><title>'
    )
    other = jsonld.understand(document(with_meta))
    assert other is not None
    assert other.title == "Shared & title"


def test_a_list_in_which_every_post_is_empty_is_refused() -> None:
    with pytest.raises(SnapshotRefused, match="lists 3 posts but shows no text"):
        read_posts([update(n, headline=None, articleBody="") for n in (3, 2, 1)])


def test_one_empty_post_among_others_is_left_out() -> None:
    posts = read_posts([update(2, headline=None, articleBody=""), update(1)])
    assert keys(posts) == ["post-7001"]
