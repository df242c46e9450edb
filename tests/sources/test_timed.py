"""Articles whose posts only open with a time: the broadcast inside a newspaper's article."""

from datetime import UTC, datetime

import pytest
from gazette import MODIFIED, PUBLISHED, TITLE, URL, outline, page, read
from herald import NOW, bodies, document, keys

from bot.changes import believe, compare, history
from bot.errors import SourceError
from bot.model import ChangeKind, Dropped, Post, SeenPost, Snapshot
from bot.sources import timed
from bot.sources.read import understand
from bot.text import Style, bold, link

QUIET = "https://gazette.example/politics/1"


def at(hour: int, minute: int, day: int = 2) -> datetime:
    return datetime(2025, 6, day, hour, minute, tzinfo=UTC)


def times(posts: tuple[SeenPost, ...]) -> list[datetime | None]:
    return [post.posted_at for post in posts]


# --- The three shapes -----------------------------------------------------------------------------


def test_headings_that_open_with_a_time() -> None:
    got = read(
        "<h3>14.45: The ferry casts off</h3><p>Both delegations are on board.</p><p>It rains.</p>",
        "<h3>13.05: Arrival at the quay</h3><p>The cars came late.</p>",
    )

    assert (got.format, got.title, got.language, got.live) == ("timed", TITLE, "en", None)
    assert outline(got.posts) == [
        ("13:05", "Arrival at the quay", "The cars came late."),
        ("14:45", "The ferry casts off", "Both delegations are on board.\n\nIt rains."),
    ]
    assert times(got.posts) == [at(13, 5), at(14, 45)]
    assert got.posts[0].url == URL


def test_paragraphs_that_open_with_a_time() -> None:
    got = read("<p>14:45 — The ferry casts off.</p><p>It rains.</p><p>13:05 — Arrival.</p>")

    assert outline(got.posts) == [
        ("13:05", "", "Arrival."),
        ("14:45", "", "The ferry casts off.\n\nIt rains."),
    ]


def test_a_time_on_a_line_of_its_own() -> None:
    got = read(
        "<div><span class='clock'>14:45</span><h4>Casting off</h4><p>It rains.</p></div>",
        "<div><span class='clock'>13:05</span><p>The cars came late.</p></div>",
    )

    assert outline(got.posts) == [
        ("13:05", "", "The cars came late."),
        ("14:45", "Casting off", "It rains."),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("14.45: Text one.", "14.40: Text two."),
        ("14.45 Uhr: Text one.", "14.40 Uhr: Text two."),
        ("14:45 — Text one.", "14:40 – Text two."),
        ("14:45 - Text one.", "14:40 - Text two."),
        ("14:45. Text one.", "14:40. Text two."),
        ("14:45 Text one.", "14:40 Text two."),
        ("14:45 МСК. Text one.", "14:40 МСК. Text two."),
        ("14h45 : Text one.", "14h40 : Text two."),
        ("2.45pm: Text one.", "2.40pm: Text two."),
        ("[14:45] Text one.", "(14:40) Text two."),
        ("+++ 14.45 Uhr +++ Text one.", "+++ 14.40 Uhr +++ Text two."),
        ("Saat 14.45: Text one.", "Saat 14.40: Text two."),
        ("UPD 14:45. Text one.", "Обновлено в 14:40. Text two."),
        ("Update, 14.45 Uhr: Text one.", "Update 14.40 Uhr: Text two."),
        ("<b>14.45</b> Text one.", "<strong>14.40</strong> Text two."),
        ("<b>14:45</b><br>Text one.", "<b>14:40</b><br/>Text two."),
        ("<span>14:45</span> Text one.", "<time>14:40</time> Text two."),
        ("🕒 14:45 Text one.", "⚡️<b>14:40</b> Text two."),
        ("▶ 14:45 — Text one.", "👉 14:40: Text two."),
        ("14:45 (обновлено) Text one.", "<b>14:40 (оновлено).</b> Text two."),
        ("14:45 (по местному времени). Text one.", "14:40 за місцевим часом. Text two."),
        ("<b>SAAT 14.45 (TSİ)</b><br>Text one.", "<b>14.40 |</b> Text two."),
        ("Ore 14:45 - Text one.", "ore 14.40 - Text two."),
        ("Сегодня, 14:45 — Text one.", "Сьогодні о 14:40. Text two."),
        ("Today at 14:45: Text one.", "Bugün 14:40 - Text two."),
        ("14:45 // Text one.", "kl. 14.40: Text two."),
        ("14:45 (11:45 GMT) — Text one.", "14:40 (11:40 GMT). Text two."),
        ("14:45 GMT+0: Text one.", "2:40 p.m. GMT — Text two."),
        ("14:45 local time — Text one.", "14.40 Ortszeit: Text two."),
    ],
)
def test_every_way_to_write_a_time(first: str, second: str) -> None:
    got = read(f"<p>{first}</p><p>{second}</p>")

    assert bodies(got.posts) == ["Text two.", "Text one."]
    assert keys(got.posts) == ["14:40", "14:45"]


def test_posts_that_share_one_paragraph() -> None:
    got = read("<p>14:45 — It rains.<br><br>14:40 — <a href='/q'>The quay</a> is shut.</p>")

    assert bodies(got.posts) == ["The quay is shut.", "It rains."]
    assert got.posts[0].body.spans == link("The quay", "https://gazette.example/q").spans


def test_posts_that_are_lines_of_a_list_or_a_table() -> None:
    listed = read("<ul><li>14:45 — It rains.</li><li>14:40 — The quay is shut.</li></ul>")
    tabled = read(
        "<table><tr><td>14:45</td><td>It rains.</td></tr>"
        "<tr><td>14:40</td><td>The quay is shut.</td></tr></table>"
    )

    assert bodies(listed.posts) == bodies(tabled.posts) == ["The quay is shut.", "It rains."]


def test_bold_words_after_the_time_are_the_headline_when_they_are_a_sentence() -> None:
    got = read(
        "<p><b>14:45. Casting off.</b> The ferry is under way.</p>",
        "<p><b>14:40</b> <b>Rain</b> is falling.</p>",
        "<p><b>14:35. Everything in bold and nothing else.</b></p>",
    )

    assert outline(got.posts) == [
        ("14:35", "", "Everything in bold and nothing else."),
        ("14:40", "", "Rain is falling."),
        ("14:45", "Casting off.", "The ferry is under way."),
    ]
    assert got.posts[1].body.spans == bold("Rain").spans


def test_a_paragraph_in_bold_with_others_below_is_a_headline() -> None:
    got = read(
        "<p><b>14.45. The ferry casts off</b></p><p>It rains.</p>",
        "<p><b>14.40</b></p><p><b>Rain</b></p><p>The quay is shut.</p>",
    )
    assert outline(got.posts) == [
        ("14:40", "Rain", "The quay is shut."),
        ("14:45", "The ferry casts off", "It rains."),
    ]


def test_a_title_may_stand_above_its_time() -> None:
    def entry(clock: str, title: str, text: str) -> str:
        return f"<div><h3>{title}</h3><div class='clock'>{clock}</div><p>{text}</p></div>"

    got = read(
        "<h2>2 June</h2>",
        entry("14:45", "Casting off", "It rains."),
        entry("14:40", "Rain", "The quay is shut."),
    )
    assert outline(got.posts) == [
        ("2025-06-02T14:40", "Rain", "The quay is shut."),
        ("2025-06-02T14:45", "Casting off", "It rains."),
    ]


def test_formatting_survives() -> None:
    got = read(
        "<h3>14:45 Casting off</h3><ul><li>Rope</li><li>Anchor</li></ul>"
        "<blockquote>We go.</blockquote><h4>On board</h4><p>Tea.</p>",
        "<h3>14:40 Rain</h3><p>It rains.</p>",
    )

    newest = got.posts[1].body
    assert newest.value == "• Rope\n• Anchor\n\nWe go.\n\nOn board\n\nTea."
    assert [span.style for span in newest.spans] == [Style.QUOTE]


# --- What does not open a post --------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "14.45 million people watched.",
        "12.31 Uhr beginnt die Sitzung.",
        "16.03.2024 was a Saturday.",
        "3:2 for the harbour.",
        "25:10 is no time.",
        "12.5 per cent of the fleet.",
        "At 14:45 the ferry left.",
        "10:00–11:30 Lunch",
    ],
)
def test_a_figure_or_a_sentence_is_not_a_time(line: str) -> None:
    assert timed.understand(page(f"<p>{line}</p>", f"<p>{line}</p>")) is None

    got = read(f"<p>14:45 — It rains.</p><p>{line}</p>", "<p>14:40 — The quay is shut.</p>")
    assert bodies(got.posts) == ["The quay is shut.", f"It rains.\n\n{line}"]


def test_a_chronicle_of_days_is_not_a_broadcast() -> None:
    days = [f"<p>{day:02}.06: Something happened.</p>" for day in (2, 3, 4)]
    assert timed.understand(page(*days)) is None


def test_a_busy_first_quarter_of_an_hour_is_not_a_chronicle_of_days() -> None:
    posts = [f"<p>14.{minute:02}: Something happened.</p>" for minute in (11, 5, 2)]
    assert keys(read(*posts).posts) == ["14:02", "14:05", "14:11"]


def test_a_list_of_links_to_other_stories_is_not_a_broadcast() -> None:
    links = [f"<p>14:{n} <a href='/{n}'>Another story</a></p>" for n in (45, 40, 35)]
    assert timed.understand(page(*links)) is None


def test_an_article_with_one_time_in_it_is_not_a_broadcast() -> None:
    article_ = "<article><p>14:45 — It rains.</p><p>Then it stopped.</p></article>"
    for title in ("How the talks went", "Delivered at noon"):
        found = document(f"<html><head><title>{title}</title></head>{article_}</html>", url=QUIET)
        assert timed.understand(found) is None


@pytest.mark.parametrize(
    "title", ["Harbour talks live", "Переговоры: онлайн-трансляция", "Der Live-Ticker", "Canlı"]
)
def test_a_page_that_calls_itself_live_may_begin_with_one_post(title: str) -> None:
    article_ = "<article><div><p>14:45 — It rains.</p></div><p>On the quay.</p></article>"
    found = document(f"<html><head><title>{title}</title></head>{article_}</html>", url=QUIET)

    assert bodies(understand(found).posts) == ["It rains.\n\nOn the quay."]


def test_a_line_between_plus_signs_is_a_headline() -> None:
    got = read(
        "<p>+++ 14.45 Uhr: Rain +++</p><p>Wet.</p>", "<p>+++ 14.40 Uhr: Fog +++<br>Grey.</p>"
    )
    assert outline(got.posts) == [("14:40", "Fog", "Grey."), ("14:45", "Rain", "Wet.")]


def test_the_pages_own_stamp_is_not_a_post() -> None:
    got = read(
        "<div class='meta'>02.06.2025, 17:30</div><p>What this is about.</p>",
        "<p>14:45 — It rains.</p><p>14:40 — The quay is shut.</p>",
    )
    assert keys(got.posts) == ["14:40", "14:45"]


def test_the_pages_own_stamp_may_stand_in_one_line_with_other_figures() -> None:
    got = read(
        "<div><span>2 June 2025 7:10</span> <span>Changed 19:40</span><span>15 340</span></div>",
        "<p>14:45 — It rains.</p><p>14:40 — The quay is shut.</p>",
    )
    assert times(got.posts) == [at(14, 40), at(14, 45)]


def test_posts_that_all_have_the_year_are_posts() -> None:
    got = read(
        "<div><p>02.06.2025 • 14:45 Uhr</p><h4>Casting off</h4><p>It rains.</p></div>",
        "<div><p>02.06.2025 • 14:40 Uhr</p><h4>Fog</h4><p>Grey.</p></div>",
    )
    assert outline(got.posts) == [
        ("2025-06-02T14:40", "Fog", "Grey."),
        ("2025-06-02T14:45", "Casting off", "It rains."),
    ]


def test_the_time_and_the_title_may_be_headings_of_one_level() -> None:
    got = read(
        "<h3>02:45 PM</h3><h3>Casting off</h3><p>It rains.</p>",
        "<h3>11:40 AM</h3><h3>Fog</h3><p>Grey.</p>",
    )
    assert outline(got.posts) == [
        ("11:40", "Fog", "Grey."),
        ("14:45", "Casting off", "It rains."),
    ]


def test_titles_may_stand_right_above_the_paragraphs_of_their_posts() -> None:
    """Ippen titles. One such heading proves nothing: it may head the ticker itself."""
    update = "<p><b>Update vom 2. Juni, {} Uhr:</b> {}</p>"
    rain, fog = update.format("14.45", "It rains."), update.format("14.40", "Grey.")

    got = read(f"<h2>Casting off</h2>{rain}<h2>Fog on the quay</h2>{fog}")
    assert [post.headline for post in got.posts] == ["Fog on the quay", "Casting off"]

    got = read(f"<h2>All that happens</h2>{rain}{fog}")
    assert [post.headline for post in got.posts] == ["", ""]


def test_a_list_of_key_moments_marks_posts_and_is_none() -> None:
    listed = "<h2>Key moments</h2><ul><li>2.45pm Casting off</li><li>9.05am Breakfast</li></ul>"
    posts = "<h3>02:45 PM</h3><p>It rains.</p><h3>02:40 PM</h3><p>Grey.</p>"

    got = read(listed + posts)
    assert [(post.key, post.key_moment) for post in got.posts] == [
        ("14:40", False),
        ("14:45", True),
    ]
    assert keys(read(listed).posts) == ["09:05", "14:45"]  # unless it is all there is


def test_how_long_a_video_lasts_is_no_time_of_day() -> None:
    reel = "<div><div class='video__duration'>{}</div><p>Now playing: gulls.</p></div>"
    with pytest.raises(SourceError, match="no live posts"):
        understand(page(reel.format("01:22"), reel.format("02:12")))


def test_a_copy_of_a_post_above_the_others_is_no_second_post() -> None:
    posts = "<p>14:45 — It rains.</p><p>14:40 — The quay is shut.</p><p>14:40 — Fog.</p>"
    assert read("<p>14:40 — The quay is shut.</p>" + posts).posts == read(posts).posts


def test_a_front_page_is_no_live_page() -> None:
    teaser = (
        "<div><time>{}</time><h3><a href='{}'>Gulls are back</a></h3><p>They like it.</p></div>"
    )
    with pytest.raises(SourceError, match="no live posts"):
        understand(page(teaser.format("14:45", "/gulls"), teaser.format("14:40", "/boats")))

    # A heading may lead to the post itself.
    got = read(teaser.format("14:45", "#gulls"), teaser.format("14:40", f"{URL}/boats"))
    assert keys(got.posts) == ["14:40", "14:45"]


def test_a_list_of_links_is_told_to_be_no_live_page() -> None:
    with pytest.raises(SourceError, match="no live posts"):
        understand(
            page("<p>14:45 ➡ <a href='/a'>Boats</a></p><p>14:40 ➡ <a href='/b'>Cats</a></p>")
        )


# --- What stands around the posts -----------------------------------------------------------------


def test_sections_beside_the_posts_stay_out() -> None:
    got = read(
        "<h2>Who is there</h2><p>Two delegations.</p>",
        "<h2>Live</h2><h4>14:45 Casting off</h4><p>It rains.</p>",
        "<h4>14:40 Rain</h4><p>The quay is wet.</p>",
        "<p class='footnote'>With agency material.</p>",
        "<h2>What comes next</h2><p>14 days of waiting.</p>",
        "<section><div>More on this</div><article><h5>Another story</h5></article></section>",
    )

    assert bodies(got.posts) == ["The quay is wet.", "It rains."]
    assert [entry.what for entry in got.dropped] == [
        "Live",
        "Another story",
    ]
    assert [section.heading for section in got.background] == ["Who is there", "What comes next"]


def test_adverts_and_pointers_stay_out() -> None:
    got = read(
        "<p>14:45 — It rains.</p><div class='ad-box'><p>Buy boats</p></div>",
        "<p>Read also: <a href='/x'>Boats</a></p>",
        "<p>14:40 — The quay is shut.</p>",
    )

    assert bodies(got.posts) == ["The quay is shut.", "It rains."]
    assert Dropped("Buy boats", "advertising or a pointer elsewhere") in got.dropped


def test_the_readers_comments_and_the_sidebar_stay_out() -> None:
    got = read(
        "<div class='sidebar'><span>15:20</span> Gulls are back in town</div>",
        "<p><b>14.45</b> It rains.</p><p><b>14.31</b></p><p>The quay is shut.</p>",
        "<p><b>14.20</b> Fog.</p><div class='adfox-slot'><p>Buy boats</p></div>",
        "<div class='comments'><div id='c1'><time>22:00</time><p>Oh.</p></div></div>",
    )
    assert outline(got.posts) == [
        ("14:20", "", "Fog."), ("14:31", "", "The quay is shut."), ("14:45", "", "It rains."),
    ]  # fmt: skip


def test_pictures_stay_with_the_post_above_them_and_keep_their_words() -> None:
    got = read(
        "<h3>14:45 Casting off</h3><p>It rains.</p>"
        "<figure><img src='/ferry.jpg'><figcaption>The ferry <span class='author'>A. Gull</span>"
        "</figcaption></figure>",
        "<h3>14:40 Rain</h3><p><img src='/rain.jpg'></p><p>The quay. Photo: Example Agency</p>"
        "<p>Photo: Example Agency</p><p>Wet.</p>",
    )

    rain, ferry = (post.media[0] for post in got.posts)
    assert (ferry.url, ferry.caption, ferry.credit) == (
        "https://gazette.example/ferry.jpg", "The ferry", "A. Gull",
    )  # fmt: skip
    assert (rain.caption, rain.credit) == ("The quay.", "Example Agency")
    assert bodies(got.posts) == ["Wet.", "It rains."]


def test_words_in_elements_that_are_called_captions_are_the_pictures() -> None:
    got = read(
        "<p>14:45 — It rains.</p>"
        "<div class='photo'><div><img src='/hall.jpg'></div><div class='photo__caption'>The hall."
        "</div><div class='photo__author'>Photo: A. Gull</div></div><p>All is wet.</p>",
        "<p>14:40 — Grey.</p><div class='text'><img src='/fog.jpg'><span class='source'>The Herald"
        "</span><p>says so.</p></div>",
    )

    fog, rain = got.posts
    assert (rain.media[0].caption, rain.media[0].credit) == ("The hall.", "A. Gull")
    assert rain.body.value == "It rains.\n\nAll is wet."
    # Where other words stand beside the picture, nothing is taken from them.
    assert fog.media[0].caption == ""
    assert fog.body.value == "Grey.\n\nThe Herald\n\nsays so."


@pytest.mark.parametrize(
    ("line", "live"),
    [
        ("The live blog is open.", None),
        ("Онлайн-трансляция завершена.", False),
        ("This live blog is now closed.", False),
        ("That's all for today; we are back tomorrow.", None),
    ],
)
def test_a_line_beside_the_posts_may_say_that_it_is_over(line: str, live: bool | None) -> None:  # noqa: FBT001 - a column of the table
    posts = "<p>14:45 — It rains.</p><p>14:40 — The quay is shut.</p>"

    assert read(f"<p>{line}</p>{posts}").live is live
    assert read(f"{posts}<h2>{line}</h2>").live is live


def test_the_farewell_at_the_bottom_is_not_of_the_oldest_post() -> None:
    posts = "<p>14:45 — It rains.</p><p>14:40 — The quay is shut.</p>"
    goodbye = "<p>На этом мы завершаем онлайн. Спасибо, что были с нами!</p>"

    before, after = read(posts), read(posts + goodbye)

    assert after.posts == before.posts
    assert (before.live, after.live) == (None, False)


def test_a_post_that_says_so_does_not_end_the_page() -> None:
    got = read("<p>14:45 — This live blog is now closed.</p><p>14:40 — The quay is shut.</p>")
    assert got.live is None


# --- Days -----------------------------------------------------------------------------------------


def test_headings_name_the_day() -> None:
    got = read(
        "<h2>Monday, 2 June</h2><h4>06.20: Rain</h4><p>Wet.</p>",
        "<h2>Sunday, 1 June</h2><h4>23.10: Wind</h4><p>Gusts.</p>",
        "<h4>06.20: Fog</h4><p>Grey.</p>",
    )

    assert keys(got.posts) == ["2025-06-01T06:20", "2025-06-01T23:10", "2025-06-02T06:20"]
    assert times(got.posts) == [at(6, 20, 1), at(23, 10, 1), at(6, 20)]


@pytest.mark.parametrize(
    ("today", "yesterday"),
    [
        ("Montag, 2. 6.", "Sonntag, 1. 6."),
        ("2 июня", "1 июня"),
        ("2 червня 2025", "1 червня 2025"),
        ("2 Haziran Pazartesi", "1 Haziran Pazar"),
        ("lundi 2 juin", "dimanche 1er juin"),
        ("June 2, 2025", "June 1, 2025"),
        ("02.06.2025", "01.06.2025"),
        ("2025-06-02", "2025-06-01"),
        ("Liveticker vom 2. Juni", "Liveticker vom 1. Juni"),
    ],
)
def test_days_in_every_language(today: str, yesterday: str) -> None:
    got = read(
        f"<h2>{today}</h2><p>09:00 — Rain.</p><h2>{yesterday}</h2><p>10:00 — Fog.</p>",
    )
    assert times(got.posts) == [at(10, 0, 1), at(9, 0)]


def test_a_line_may_say_yesterday_which_is_another_day_tomorrow() -> None:
    got = read("<p>Today, 14:45 — Rain.</p><p>Yesterday, 09:40 — Fog.</p>")
    assert times(got.posts) == [at(9, 40, day=1), at(14, 45)]
    assert keys(got.posts) == ["09:40", "14:45"]

    got = read("<p>Montag, 2. Juni, 14.45 Uhr: Rain.</p><p>Sonntag, 1. Juni, 9.40 Uhr: Fog.</p>")
    assert times(got.posts) == [at(9, 40, day=1), at(14, 45)]


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("GMT", 12), ("GMT+3", 9), ("UTC -4", 16), ("ET", 16), ("(МСК)", 9), ("EEST", 9)],
)
def test_a_time_may_name_its_zone(zone: str, hour: int) -> None:
    got = read(f"<p>12:45 {zone}: Rain.</p><p>12:40 {zone}: Fog.</p>", timezone="Asia/Tokyo")
    assert times(got.posts) == [at(hour, 40), at(hour, 45)]


def test_a_line_may_name_its_own_day() -> None:
    got = read(
        "<p><b>Update vom 2. Juni, 19.07 Uhr:</b> It rains.</p>",
        "<p><b>Update vom 1. Juni, 21.30 Uhr:</b> Fog.</p>",
        "<p><b>Erstmeldung vom 1. Juni, 18.00 Uhr:</b> The talks begin.</p>",
        head="",
    )

    assert keys(got.posts) == ["2025-06-01T18:00", "2025-06-01T21:30", "2025-06-02T19:07"]
    # Later than the clock that fetched it shows: not believed.
    assert times(got.posts) == [at(18, 0, 1), at(21, 30, 1), None]


def test_without_a_day_midnight_is_counted_from_the_newest() -> None:
    got = read("<p>00:40 — Fog.</p><p>00:45 — Wind.</p><p>23:10 — Rain.</p><p>22:50 — Sun.</p>")

    assert times(got.posts) == [at(22, 50, 1), at(23, 10, 1), at(0, 45), at(0, 40)]
    assert keys(got.posts) == ["22:50", "23:10", "00:45", "00:40"]


def test_oldest_first_is_seen_by_itself() -> None:
    got = read("<p>22:50 — Sun.</p><p>23:10 — Rain.</p><p>00:40 — Fog.</p>")
    assert times(got.posts) == [at(22, 50, 1), at(23, 10, 1), at(0, 40)]


def test_an_old_page_is_dated_by_what_it_says_of_itself() -> None:
    posts = "<p>14:45 — It rains.</p><p>14:40 — The quay is shut.</p>"
    long_ago = PUBLISHED.replace("2025", "2019")

    for head in (long_ago + MODIFIED.replace("2025", "2019"), long_ago):
        got = read(posts, head=head)
        assert got.posts[1].posted_at == datetime(2019, 6, 2, 14, 45, tzinfo=UTC)


def test_a_time_that_is_not_yet_was_yesterday() -> None:
    got = read("<p>23:30 — It rains.</p><p>23:10 — The quay is shut.</p>", head="")
    assert at(18, 0) == NOW
    assert times(got.posts) == [at(23, 10, 1), at(23, 30, 1)]


def test_times_are_read_in_the_zone_of_the_coverage_or_the_one_they_name() -> None:
    got = read("<p>14:45 — Rain.</p><p>14:40 МСК — Fog.</p>", timezone="Europe/Berlin")
    assert times(got.posts) == [at(11, 40), at(12, 45)]


def test_an_exact_stamp_beside_the_time_wins() -> None:
    clock = "<time datetime='2025-06-01T12:45:30Z'>14:45</time>"
    got = read(f"<p>{clock} Rain.</p><p>14:40 — Fog.</p>", timezone="Europe/Berlin")
    assert [(post.key, post.posted_at) for post in got.posts][-1] == (
        "2025-06-01T14:45", datetime(2025, 6, 1, 12, 45, 30, tzinfo=UTC),
    )  # fmt: skip


# --- Keys, from poll to poll ----------------------------------------------------------------------

FOUR = ["<p>14:50 — D.</p>", "<p>14:45 — C.</p>", "<p>14:45 — B.</p>", "<p>14:40 — A.</p>"]


def stored(snapshot: Snapshot) -> list[Post]:
    return [change.post for change in history(snapshot, NOW)]


def kinds(before: Snapshot, after: Snapshot) -> list[tuple[str, tuple[ChangeKind, ...]]]:
    known = stored(before)
    believe(known, after)
    return [
        (change.post.key, change.kinds)
        for change in compare(known, after, NOW, patience=1)
        if change.kinds
    ]


def test_posts_of_one_minute_are_told_apart_from_the_oldest_on() -> None:
    got = read(*FOUR)
    assert [(post.key, post.body.value) for post in got.posts] == [
        ("14:40", "A."), ("14:45", "B."), ("14:45-2", "C."), ("14:50", "D."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (["<p>14:50 — E.</p>", *FOUR], [("14:50-2", (ChangeKind.POSTED,))]),
        (["<p>14:52 — E.</p>", *FOUR], [("14:52", (ChangeKind.POSTED,))]),
        ([*FOUR[:1], "<p>14:45 — Rewritten from end to end.</p>", *FOUR[2:]],
         [("14:45-2", (ChangeKind.EDITED,))]),
        (FOUR[:3], []),
        ([FOUR[0], *FOUR[2:]], [("14:45-2", (ChangeKind.WITHDRAWN,))]),
        ([block.replace("14:50 —", "<b>14.50:</b>") for block in FOUR], []),
    ],
    ids=["same minute", "next minute", "edited", "oldest rolled off", "withdrawn", "markup"],
)  # fmt: skip
def test_a_change_of_the_page_is_the_change_it_looks_like(
    blocks: list[str], expected: list[tuple[str, tuple[ChangeKind, ...]]]
) -> None:
    assert kinds(read(*FOUR), read(*blocks)) == expected


def test_a_page_read_the_next_day_has_the_same_posts() -> None:
    tomorrow = MODIFIED.replace("06-02", "06-03")
    assert kinds(read(*FOUR), read(*FOUR, head=PUBLISHED + tomorrow)) == []
