"""The page around the posts: what a reader looks up comes through, what the site hangs on does not.

The table over the recordings is by eye: what a person finds in the files. They are not part of the
project; without them that table skips.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from almanac import (
    EDITIONS,
    ENGLISH,
    LAYOUTS,
    RUSSIAN,
    URL,
    Edition,
    by_elements,
    by_headings,
    by_paragraphs,
    read,
    sections_of,
)
from builders import photo, seen
from gazette import article as gazette_article
from gazette import page as gazette_page

from bot.errors import SourceError
from bot.model import MediaKind, SectionKind, SeenSection, Snapshot
from bot.sources.background import with_background
from bot.sources.document import read_document
from bot.sources.read import understand
from bot.text import Style

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)

POSTS = (
    "<p>13.05: The ministers shook hands before the cameras.</p>"
    "<p>14.45: The doors are closed until the afternoon.</p>"
)


def around(html: str) -> Snapshot:
    """A timed article with `html` above its posts."""
    return understand(gazette_page(html, POSTS))


def headings(snapshot: Snapshot) -> list[tuple[SectionKind, str]]:
    return [(section.kind, section.heading) for section in snapshot.background]


# --- Six languages, three layouts -----------------------------------------------------------------


@pytest.mark.parametrize("made", EDITIONS, ids=lambda made: made.language)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_every_section_is_found_and_nothing_else(layout, made: Edition) -> None:  # type: ignore[no-untyped-def]  # pytest's own
    snapshot = read(layout(made))
    found = sections_of(snapshot)
    assert {kind: one.heading for kind, one in found.items()} == {
        kind: heading for kind, (heading, _) in made.sections.items()
    }


@pytest.mark.parametrize("made", EDITIONS, ids=lambda made: made.language)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_the_posts_stay_what_they_are(layout, made: Edition) -> None:  # type: ignore[no-untyped-def]  # pytest's own
    told = "\n".join(f"{post.headline} {post.body.value}" for post in read(layout(made)).posts)
    assert all(text in told for text in made.posts)
    assert not any(heading in told for heading, _ in made.sections.values())


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_nothing_of_the_site_is_in_a_section(layout) -> None:  # type: ignore[no-untyped-def]  # pytest's own
    told = "\n".join(section.body.value for section in read(layout(ENGLISH)).background)
    assert not any(words in told for words in (*ENGLISH.site, ENGLISH.aside, ENGLISH.title))


def test_lists_and_variants_stay_readable() -> None:
    found = sections_of(read(by_headings(ENGLISH)))
    assert found[SectionKind.DELEGATIONS].body.value == (
        "• North Shore: four envoys and a judge.\n"
        "• South Shore: the harbour master leads five people."
    )
    prognosis = found[SectionKind.PROGNOSIS].body
    assert prognosis.value.split("\n\n") == [
        "Observers see two variants.",
        "Variant 1",
        "A short truce.",
        "Variant 2",
        "Talks end without a paper.",
    ]
    bold_words = [
        prognosis.value[one.start : one.end] for one in prognosis.spans if one.style is Style.BOLD
    ]
    assert bold_words == ["Variant 1", "Variant 2"]


def test_keys_outlive_every_change_of_the_content() -> None:
    before = read(by_elements(RUSSIAN))
    after = read(by_elements(RUSSIAN).replace("четыре посланника", "пять посланников"))
    assert [one.key for one in before.background] == [one.key for one in after.background]
    assert before.background != after.background
    assert len({one.key for one in before.background}) == len(before.background)


def test_a_section_that_became_background_is_not_said_to_be_left_out() -> None:
    snapshot = around("<h2>Venue</h2><p>The old customs house on the island.</p>")
    assert headings(snapshot) == [(SectionKind.VENUE, "Venue")]
    assert "Venue" not in {entry.what for entry in snapshot.dropped}


def test_a_channels_preview_has_no_background() -> None:
    page = gazette_article("<h2>Venue</h2><p>The old customs house on the island.</p>", POSTS)
    document = read_document(URL, page.encode(), "text/html", fetched_at=NOW, timezone="UTC")
    told = Snapshot(URL, "telegram", "Channel", (seen(1),))
    assert with_background(document, told) == told


# --- What never gets through ----------------------------------------------------------------------

LONG = "Nine people sat down at the long table of the old customs house and said nothing at all. "
FALSE = {
    "a pointer": f"<h3>Read also: what each side wants</h3><p>{LONG}</p>",
    "a teaser": f'<h3><a href="/other">Prognosis</a></h3><p>{LONG}</p>',
    "a list of other stories": "<h3>Key takeaways</h3><ul>"
    '<li><a href="/a">Ferry delayed again</a></li><li><a href="/b">Bakers on strike</a></li></ul>',
    "an advertisement": f'<div class="advert"><h3>Venue</h3><p>{LONG}</p></div>',
    "a sponsor": f'<div class="sponsored"><h2>Where and when</h2><p>{LONG}</p></div>',
    "a subscription call": "<h3>Prognosis</h3><p>Subscribe to our newsletter</p>",
    "a newsletter's heading": f"<h3>Sign up for our newsletter</h3><p>{LONG}</p>",
    "an emoji link": '<h3>Venue</h3><p>👉 <a href="/other">Ten hotels by the sea</a></p>',
    "a form": f"<div><h3>Ask the desk</h3><p>{LONG}</p><form><input></form></div>",
    "comments": f"<h2>Comments</h2><p>{LONG}</p>",
    "the author": f"<h3>About the author</h3><p>{LONG}</p>",
    "the ticker itself": f"<h2>Live ticker</h2><p>{LONG}</p>",
    "a heading without content": "<h2>Prognosis</h2>",
    "a photo placeholder": '<h2>Venue</h2><figure><img src="/placeholder.png"></figure>',
    "one decorative picture": '<h2>Venue</h2><p><img src="/line.jpg"></p>',
    "an announced broadcast": "<h2>Video broadcast</h2><p>It begins in the afternoon.</p>",
    "another story's box": f'<div class="related"><h2>Delegations</h2><p>{LONG}</p></div>',
    "a card": '<div><p>Before.</p><div><img src="/t.jpg">'
    '<h3><a href="/o">Key facts</a></h3></div></div>',
    "navigation": f"<nav><h3>Key takeaways</h3><p>{LONG}</p></nav>",
    "an aside of the site": f"<aside><h3>Ten beaches</h3><p>{LONG}</p></aside>",
    "a paragraph in bold": f"<p><strong>Ten beaches</strong></p><p>{LONG}</p>",
    "an emphasis": f"<p><strong>The venue</strong> is kept secret. {LONG}</p>",
    "few words": "<h2>Ferries</h2><p>None today.</p>",
}


@pytest.mark.parametrize("html", FALSE.values(), ids=FALSE)
def test_no_false_section(html: str) -> None:
    assert around(html).background == ()


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Nine envoys came.</p><p>Subscribe to our channel</p>", "Nine envoys came."),
        ('<p>Nine envoys came.</p><p>Read also: <a href="/a">Ferries</a></p>', "Nine envoys came."),
        ('<p>Nine envoys came.</p><p>🔥 <a href="/a">Ten beaches</a></p>', "Nine envoys came."),
        ('<p>Nine envoys came.</p><div class="ad">Buy a boat</div>', "Nine envoys came."),
        ("<p>Nine envoys came.</p><p>Advertisement</p>", "Nine envoys came."),
    ],
)
def test_promotion_is_cut_out_of_a_section(html: str, words: str) -> None:
    (section,) = around(f"<h2>Delegations</h2>{html}").background
    assert section.body.value == words


def test_what_was_cut_out_is_said() -> None:
    snapshot = around("<h2>Delegations</h2><p>Nine envoys came.</p><p>Advertisement</p>")
    assert "the label of an advertisement" in {entry.why for entry in snapshot.dropped}


def test_a_post_shown_again_elsewhere_is_no_section() -> None:
    said = "The ministers shook hands before the cameras."
    assert around(f"<h2>Prognosis</h2><p>{said}</p>").background == ()


def test_only_pictures_with_a_caption_or_credit_belong_to_a_section() -> None:
    (section,) = around(
        "<h2>Venue</h2><p>The old customs house.</p><figure><img src='/house.jpg'>"
        "<figcaption>The house. Photo: Herald</figcaption></figure><img src='/line.jpg'>"
    ).background
    (picture,) = section.media
    assert (picture.kind, picture.credit) == (MediaKind.PHOTO, "Herald")


def test_a_posts_own_picture_is_not_the_sections() -> None:
    shown = photo(url="https://almanac.example/house.jpg")
    html = (
        "<h2>Venue</h2><p>The old customs house.</p><figure><img src='/house.jpg'>"
        "<figcaption>The house</figcaption></figure>"
    )
    document = read_document(
        URL, gazette_article(html, POSTS).encode(), "text/html", fetched_at=NOW, timezone="UTC"
    )
    post = seen(1, body="The doors are closed until the afternoon.", media=(shown,))
    told = with_background(document, Snapshot(URL, "timed", "Talks", (post,)))
    assert [section.media for section in told.background] == [()]


# --- Where a section begins and ends --------------------------------------------------------------


def test_any_heading_of_the_articles_own_text_is_a_section() -> None:
    snapshot = around(f"<h2>How the island became neutral</h2><p>{LONG}</p>")
    assert headings(snapshot) == [(SectionKind.OTHER, "How the island became neutral")]


def test_a_known_heading_counts_in_an_aside_of_the_article_too() -> None:
    snapshot = around("<aside><h3>Delegations</h3><p>Nine envoys and a judge.</p></aside>")
    assert headings(snapshot) == [(SectionKind.DELEGATIONS, "Delegations")]


def test_a_section_ends_where_posts_begin() -> None:
    snapshot = around("<h2>Venue</h2><p>The old customs house.</p>")
    assert [section.body.value for section in snapshot.background] == ["The old customs house."]
    assert len(snapshot.posts) == 2


def test_a_day_above_the_posts_is_no_section() -> None:
    assert around("<h2>Monday, 2 June</h2>").background == ()


def test_a_bold_heading_ends_the_post_above_it() -> None:
    snapshot = understand(
        gazette_page(POSTS, "<p><b>Prognosis</b></p><p>A short truce, say observers.</p>")
    )
    assert [post.body.value for post in snapshot.posts][-1].startswith("The doors are closed")
    assert headings(snapshot) == [(SectionKind.PROGNOSIS, "Prognosis")]


def test_a_label_in_bold_above_the_posts_ends_the_section_above_it() -> None:
    snapshot = around(
        "<p><b>Prognosis</b></p><p>A short truce, say observers.</p><p><b>LIVE TICKER</b></p>"
    )
    assert [section.body.value for section in snapshot.background] == [
        "A short truce, say observers."
    ]


def test_a_standfirst_set_as_a_heading_heads_nothing() -> None:
    standfirst = "<h2 class='news-spot'>All that happens in the palace, as it happens...</h2>"
    words = "<p>" + "Two delegations meet on the island for the second time. " * 2 + "</p>"
    assert around(standfirst + words).background == ()


def test_posts_of_a_word_or_two_show_where_they_stand_by_their_times() -> None:
    snapshot = understand(
        gazette_page(
            "<p><b>Who takes part</b><br>Two delegations of twelve.</p>",
            "<p><b>14:45</b> The end.</p><p><b>14:40</b> Fog.</p>",
        )
    )
    assert headings(snapshot) == [(SectionKind.DELEGATIONS, "Who takes part")]


def test_key_points_inside_a_post_stay_in_it() -> None:
    snapshot = understand(
        gazette_page(POSTS, "<p><b>Key points</b></p><p>Lists are exchanged.</p>")
    )
    assert "Lists are exchanged." in snapshot.posts[-1].body.value
    assert snapshot.background == ()


def test_below_a_bold_heading_a_list_is_the_whole_section() -> None:
    snapshot = around(
        f"<p><b>Delegations</b></p><ul><li>Nine envoys</li><li>A judge</li></ul><p>{LONG}</p>"
    )
    assert [one.body.value for one in snapshot.background] == ["• Nine envoys\n• A judge"]


def test_words_after_a_bold_heading_on_its_line_belong_to_it() -> None:
    (section,) = around("<p><b>Venue:</b> the old customs house.</p>").background
    assert (section.heading, section.body.value) == ("Venue", "the old customs house.")


@pytest.mark.parametrize(
    "html",
    [
        "<details><summary>Delegations</summary><p>Nine envoys and a judge.</p></details>",
        '<div><div class="box-title">Delegations</div><div>Nine envoys and a judge.</div></div>',
        '<div><div class="box__heading">Delegations</div><p>Nine envoys and a judge.</p></div>',
    ],
    ids=["details", "class", "class above a paragraph"],
)
def test_what_is_styled_as_a_heading_counts_if_its_words_are_known(html: str) -> None:
    (section,) = around(html).background
    assert (section.heading, section.body.value) == ("Delegations", "Nine envoys and a judge.")
    assert around(html.replace("Delegations", "Ten beaches")).background == ()


def test_a_link_leads_to_the_sections_own_place() -> None:
    (section,) = around('<h2 id="where">Venue</h2><p>The old customs house.</p>').background
    assert section.url.endswith("#where")


def test_a_table_is_readable() -> None:
    (section,) = around(
        "<h2>Delegations</h2><table><tr><th>North</th><td>four envoys</td></tr>"
        "<tr><th>South</th><td>five envoys</td></tr></table>"
    ).background
    assert section.body.value == "North | four envoys\nSouth | five envoys"


def test_equal_sections_are_told_once() -> None:
    told = "<h2>Venue</h2><p>The old customs house.</p>"
    assert len(around(f"{told}<aside>{told}</aside>").background) == 1


def test_two_sections_of_one_heading_have_two_keys() -> None:
    snapshot = around("<h2>Goals</h2><p>Free passage, says the north.</p>"
                      "<h2>Goals</h2><p>A share of the toll, says the south.</p>")  # fmt: skip
    first, second = snapshot.background
    assert second.key == f"{first.key}-2"


# --- Lists of key points --------------------------------------------------------------------------


def key_list(inner: str, attributes: str = 'class="js-key-points"') -> tuple[SeenSection, ...]:
    return around(f"<div {attributes}>{inner}</div>").background


def test_a_list_that_is_called_key_points_is_one() -> None:
    (section,) = key_list(
        "<h2>Talks live</h2><ul><li><a href='#a'>Lists are exchanged</a><time>2h ago</time></li>"
        "<li>Next round in a week</li></ul>"
    )
    assert (section.kind, section.heading) == (SectionKind.TAKEAWAYS, "Talks live")
    assert section.body.value == "• Lists are exchanged\n• Next round in a week"


def test_the_label_right_above_a_list_is_its_heading() -> None:
    snapshot = around(
        "<div>Key events</div><div id='key-events'><ul><li>Lists are exchanged</li></ul></div>"
    )
    assert headings(snapshot) == [(SectionKind.TAKEAWAYS, "Key events")]


def test_points_that_only_lead_to_other_pages_are_none() -> None:
    (section,) = key_list(
        "<ul><li>Lists are exchanged</li><li><a href='/other'>What we know</a></li></ul>"
    )
    assert section.body.value == "• Lists are exchanged"


def test_a_list_shown_twice_for_two_widths_is_one() -> None:
    twice = '<div class="key-events"><ul><li>Lists are exchanged</li></ul></div>' * 2
    assert len(around(twice).background) == 1


# --- Video broadcasts -----------------------------------------------------------------------------

VIDEOS = {
    "youtube": (
        '<iframe src="https://www.youtube.com/embed/abcdef12345?autoplay=1"></iframe>',
        "https://www.youtube.com/watch?v=abcdef12345",
    ),
    "lazy": (
        '<iframe data-src="https://www.youtube-nocookie.com/embed/abcdef12345"></iframe>',
        "https://www.youtube.com/watch?v=abcdef12345",
    ),
    "channel": (
        '<iframe src="https://www.youtube.com/embed/live_stream?channel=UC123"></iframe>',
        "https://www.youtube.com/channel/UC123/live",
    ),
    "amp": ('<amp-youtube data-videoid="abcdef12345"></amp-youtube>',
            "https://www.youtube.com/watch?v=abcdef12345"),
    "vk": ('<iframe src="https://vk.com/video_ext.php?oid=1&id=2"></iframe>',
           "https://vk.com/video_ext.php?oid=1&id=2"),
    "figure": ('<figure><iframe src="https://rutube.ru/play/embed/77"></iframe></figure>',
               "https://rutube.ru/play/embed/77"),
}  # fmt: skip


@pytest.mark.parametrize(("html", "address"), VIDEOS.values(), ids=VIDEOS)
def test_the_only_player_of_the_article_is_its_broadcast(html: str, address: str) -> None:
    (section,) = around(html).background
    assert (section.kind, section.heading, section.url) == (SectionKind.VIDEO, "", address)


def test_a_player_that_is_called_a_broadcast_wins_over_others() -> None:
    other = '<iframe src="https://www.youtube.com/embed/zzzzzz99999"></iframe>'
    live = VIDEOS["vk"][0].replace("<iframe", '<iframe title="Live broadcast"')
    (section,) = around(other + live).background
    assert (section.heading, section.url) == ("Live broadcast", VIDEOS["vk"][1])


@pytest.mark.parametrize(
    "html",
    [
        "".join(html for html, _ in VIDEOS.values()),
        '<iframe src="https://ads.example/frame"></iframe>',
        '<iframe src="https://www.youtube.com.evil.example/embed/abcdef12345"></iframe>',
        '<iframe src="javascript:alert(1)"></iframe>',
        f"<aside>{VIDEOS['youtube'][0]}</aside>",
        f'<div class="advert">{VIDEOS["youtube"][0]}</div>',
        '<video src="/teaser.mp4"></video>',
    ],
    ids=["several", "frame", "false host", "script", "aside", "advert", "file"],
)
def test_any_other_player_is_none(html: str) -> None:
    assert around(html).background == ()


def test_a_file_below_the_heading_is_the_broadcast() -> None:
    (section,) = around('<h2>Video broadcast</h2><video src="/live.mp4"></video>').background
    assert section.url == "https://gazette.example/live.mp4"


def test_a_posts_own_player_is_no_broadcast() -> None:
    page = by_elements(ENGLISH).replace(ENGLISH.sections[SectionKind.VIDEO][1], "")
    inside = page.replace(
        f"<p>{ENGLISH.posts[0]}</p>", f"<p>{ENGLISH.posts[0]}</p>{VIDEOS['vk'][0]}"
    )
    assert SectionKind.VIDEO not in sections_of(read(inside))


# --- What pages declare to machines ---------------------------------------------------------------


def declared(*things: object) -> Snapshot:
    scripts = "".join(
        f'<script type="application/ld+json">{json.dumps(thing)}</script>' for thing in things
    )
    return understand(gazette_page(scripts, POSTS, timezone="Europe/Istanbul"))


PLACE = {
    "@type": "Place",
    "name": "Old customs house",
    "address": {"addressLocality": "The island"},
}


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            {"@type": "Event", "location": PLACE, "startDate": "2025-06-02T10:00:00Z"},
            "Old customs house\nThe island\n2 June, 13:00 Istanbul",
        ),
        ({"@type": "SportsEvent", "location": "Old customs house"}, "Old customs house"),
        ({"@type": "Event", "location": [PLACE]}, "Old customs house\nThe island"),
        ({"@type": "Event", "startDate": "2025-06-02T10:00Z"}, "2 June, 13:00 Istanbul"),
    ],
)
def test_an_event_tells_where_and_when(event: object, words: str) -> None:
    (section,) = declared({"@type": "LiveBlogPosting", "about": event}).background
    assert (section.kind, section.heading, section.body.value) == (SectionKind.VENUE, "", words)


@pytest.mark.parametrize(
    "about",
    [
        {"@type": "Event", "name": "Talks", "startDate": "2025-06-02T00:00:00Z"},
        {"@type": "Thing", "location": PLACE},
        "Talks",
        None,
    ],
    ids=["that day", "no event", "words", "nothing"],
)
def test_less_than_a_place_or_a_time_tells_nothing(about: object) -> None:
    assert declared({"@type": "LiveBlogPosting", "about": about}).background == ()


def test_the_articles_own_words_on_the_venue_come_first() -> None:
    blog = {"@type": "LiveBlogPosting", "about": {"@type": "Event", "location": PLACE}}
    script = f'<script type="application/ld+json">{json.dumps(blog)}</script>'
    (section,) = around(f"{script}<h2>Venue</h2><p>The customs house, first floor.</p>").background
    assert section.body.value == "The customs house, first floor."


def test_a_live_video_is_a_broadcast_any_other_is_not() -> None:
    live = {
        "@type": "VideoObject",
        "name": "Talks",
        "embedUrl": "https://www.youtube.com/embed/abcdef12345",
        "publication": {"@type": "BroadcastEvent", "isLiveBroadcast": True},
    }
    (section,) = declared(live).background
    assert (section.kind, section.url) == (SectionKind.VIDEO, VIDEOS["youtube"][1])
    assert declared({**live, "publication": None}).background == ()
    assert declared({**live, "embedUrl": "javascript:alert(1)"}).background == ()


def test_broken_linked_data_declares_nothing() -> None:
    assert around('<script type="application/ld+json">{"@type": </script>').background == ()


# --- The recordings -------------------------------------------------------------------------------

KEY_EVENTS = (SectionKind.TAKEAWAYS, "Key events", 18)
LEAD = (SectionKind.TAKEAWAYS, "", 1)
BY_EYE: dict[str, list[tuple[SectionKind, str, int]]] = {
    # file: kind, heading and number of lines of every section it has
    "pages/NZZ_Nahost_2024_07_18.html": [(SectionKind.TAKEAWAYS, "Das Wichtigste in Kürze", 4)],
    "pages/TheGuardian_2023_05_15.html": [LEAD, (SectionKind.TAKEAWAYS, "Key events", 12)],
    "pages/TheIndependent_2023_08_14.html": [
        (SectionKind.TAKEAWAYS, "Women’s World Cup LIVE: Latest news and updates", 4)
    ],
    "pages/corkbeo.ie.level.html": [(SectionKind.TAKEAWAYS, "Key Events", 1)],
    "api/bbc_arabic_67574192.excerpt.json": [],
    "api/bbc_turkce_c70yqnn9ekxt.excerpt.json": [(SectionKind.TAKEAWAYS, "", 3)],
    "api/guardian_politics_2023-12-19.json": [LEAD, KEY_EVENTS],
    "api/guardian_politics_2026-07-01.json": [LEAD, KEY_EVENTS],
    "api/superdesk_2017-06-29.json": [],
    "api/superdesk_2018-02-28.json": [],
    "api/wp_get-entries_mock.json": [],
}
URLS = {
    "pages/TheIndependent_2023_08_14.html": "https://www.independent.co.uk/sport/football/"
    "womens-world-cup-england-news-latest-australia-b2392480.html",
}


def recorded(name: str) -> Snapshot:
    path = SAMPLES / name
    kind = "text/html" if path.suffix == ".html" else "application/json"
    url = URLS.get(name, f"https://news.example/{path.stem}")
    return understand(
        read_document(url, path.read_bytes(), kind, fetched_at=NOW, timezone="Europe/London")
    )


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the recordings are not at hand")
@pytest.mark.parametrize("name", BY_EYE)
def test_the_recordings_have_these_sections_and_no_others(name: str) -> None:
    background = recorded(name).background
    assert [
        (one.kind, one.heading, len(one.body.value.splitlines())) for one in background
    ] == BY_EYE[name]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the recordings are not at hand")
@pytest.mark.parametrize("folder", ["telegram-preview", "amp"])
def test_the_other_recordings_have_no_section(folder: str) -> None:
    for path in sorted((SAMPLES / folder).iterdir()):
        try:
            assert recorded(f"{folder}/{path.name}").background == (), path.name
        except SourceError:
            continue


def test_a_thousand_sections_are_read_in_good_time() -> None:
    told = "".join(f"<h2>Chapter {n} of the treaty</h2><p>{n}. {LONG}</p>" for n in range(1000))
    assert len(around(told).background) == 1000


def test_the_layouts_differ_in_format() -> None:
    formats = [read(layout(ENGLISH)).format for layout in (by_paragraphs, by_headings, by_elements)]
    assert formats == ["timed", "timed", "elements"]
