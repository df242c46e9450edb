"""RSS, Atom and RDF as outlets write them, and feeds that mean harm."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from herald import TITLE, bodies, document, item, keys, rss

from bot.errors import SnapshotRefused
from bot.model import Media, MediaKind, Snapshot
from bot.sources import feed
from bot.sources.read import understand


def read(text: str | bytes, *, timezone: str = "UTC") -> Snapshot:
    return understand(document(text, "application/rss+xml", timezone=timezone))


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="uk" xml:base="https://herald.example/a/">
<title>Harbour talks</title>
<entry><id>urn:two</id><title type="html">Step &lt;b&gt;two&lt;/b&gt;</title>
<link href="two"/><published>2025-06-02T14:02:00+03:00</published>
<updated>2025-06-02T12:00:00Z</updated>
<content type="html">&lt;p&gt;Text &lt;a href="doc"&gt;two&lt;/a&gt;.&lt;/p&gt;</content></entry>
<entry><id>urn:one</id><title>Step one</title><link href="one"/>
<updated>2025-06-02T11:01:00Z</updated>
<content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>Text <em>one</em>.</p></div></content>
</entry></feed>"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://herald.example/">
<title>Harbour talks</title><link>https://herald.example/</link></channel>
<item rdf:about="https://herald.example/1"><title>Step one</title>
<link>https://herald.example/1</link><description>Text one.</description>
<dc:date>2025-06-02T11:01:00Z</dc:date></item></rdf:RDF>"""


def test_rss() -> None:
    got = read(rss(item(2) + item(1)))

    assert (got.format, got.title, got.language, got.live) == ("feed", TITLE, "en-GB", None)
    assert keys(got.posts) == ["tag:herald.example,1", "tag:herald.example,2"]
    assert bodies(got.posts) == ["Text 1.", "Text 2."]
    assert got.posts[0].headline == "Step 1"
    assert got.posts[0].url == "https://herald.example/1"
    assert got.posts[0].posted_at == datetime(2025, 6, 2, 11, 1, tzinfo=UTC)


def test_atom() -> None:
    got = read(ATOM)

    assert (got.title, got.language) == ("Harbour talks", "uk")
    assert keys(got.posts) == ["urn:one", "urn:two"]
    assert bodies(got.posts) == ["Text one.", "Text two."]
    assert got.posts[1].headline == "Step two"
    assert got.posts[1].url == "https://herald.example/a/two"
    assert got.posts[1].body.spans[0].url == "https://herald.example/a/doc"
    assert [post.posted_at for post in got.posts] == [
        datetime(2025, 6, 2, 11, 1, tzinfo=UTC),
        datetime(2025, 6, 2, 11, 2, tzinfo=UTC),
    ]


def test_rdf() -> None:
    got = read(RDF)
    assert keys(got.posts) == ["https://herald.example/1"]
    assert got.posts[0].posted_at == datetime(2025, 6, 2, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize("text", ["<html><p>Hello</p></html>", "{}", "plain"])
def test_what_is_no_feed_is_not_ours(text: str) -> None:
    assert feed.understand(document(text)) is None


def test_xml_that_is_no_feed_is_not_ours() -> None:
    assert feed.understand(document("<?xml version='1.0'?><note><to>All</to></note>")) is None


def test_the_order_is_the_feeds_unless_its_stamps_say_that_it_ascends() -> None:
    undated = item(3, date="") + item(2, date="") + item(1, date="")
    assert keys(read(rss(undated)).posts)[0].endswith(",1")
    assert keys(read(rss(item(1) + item(2) + item(3))).posts)[0].endswith(",1")


def test_an_empty_feed_is_an_event_not_yet_begun() -> None:
    assert read(rss("")).posts == ()


def test_an_entry_without_an_id_goes_by_its_address_then_its_time() -> None:
    linked = "<item><title>A</title><link>https://herald.example/a</link></item>"
    dated = "<item><title>B</title><pubDate>Mon, 02 Jun 2025 11:01:00 GMT</pubDate></item>"
    first, second = keys(read(rss(linked + dated)).posts)
    assert second == "https://herald.example/a"
    assert first.startswith("auto-")
    assert keys(read(rss(linked + dated.replace("B", "Corrected"))).posts) == [first, second]


def test_a_date_without_a_zone_is_read_in_the_coverages() -> None:
    got = read(rss(item(1, date="2025-06-02 14:01:00")), timezone="Europe/Istanbul")
    assert got.posts[0].posted_at == datetime(2025, 6, 2, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize("date", ["soon", "", "Mon, 02 Jun 2042 11:01:00 GMT"])
def test_an_unbelievable_date_is_none(date: str) -> None:
    assert read(rss(item(1, date=date))).posts[0].posted_at is None


@pytest.mark.parametrize(
    "extra",
    [
        "<content:encoded><![CDATA[<p>The whole text, at length.</p>]]></content:encoded>",
        "<herald:full-text>The whole text, at length.</herald:full-text>",
    ],
)
def test_the_fullest_text_counts(extra: str) -> None:
    assert bodies(read(rss(item(1, "Short.", extra))).posts) == ["The whole text, at length."]


def test_bodies_keep_their_formatting_and_nothing_else() -> None:
    (post,) = read(
        rss(item(1, "<p>A <b>bold</b> <a href='/x'>link</a></p><script>alert(1)</script>"
                    "<a href='javascript:alert(1)'>here</a>"))
    ).posts  # fmt: skip
    assert post.body.value == "A bold link\n\nhere"
    assert [(span.style.value, span.url) for span in post.body.spans] == [
        ("bold", ""),
        ("text_link", "https://herald.example/x"),
    ]


PHOTO = "https://cdn.example/{}.jpg"


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        (f"<enclosure url='{PHOTO.format('a')}' type='image/jpeg' length='1'/>",
         (Media(MediaKind.PHOTO, PHOTO.format("a")),)),
        ((f"<media:content url='{PHOTO.format('a')}' medium='image'/>"
         "<media:credit>REUTERS</media:credit>"),
         (Media(MediaKind.PHOTO, PHOTO.format("a"), credit="REUTERS"),)),
        ("<media:content url='https://cdn.example/a.mp4' type='video/mp4'/>",
         (Media(MediaKind.VIDEO, "https://cdn.example/a.mp4"),)),
        (f"<media:thumbnail url='{PHOTO.format('t')}'/>",
         (Media(MediaKind.PHOTO, PHOTO.format("t")),)),
        ((f"<media:thumbnail url='{PHOTO.format('t')}'/>"
         f"<enclosure url='{PHOTO.format('a')}' type='image/jpeg'/>"),
         (Media(MediaKind.PHOTO, PHOTO.format("a")),)),
        ("<enclosure url='https://cdn.example/a.mp3' type='audio/mpeg'/>", ()),
        ("<enclosure url='file:///etc/passwd' type='image/jpeg'/>", ()),
    ],
)  # fmt: skip
def test_media(extra: str, expected: tuple[Media, ...]) -> None:
    assert read(rss(item(1, extra=extra))).posts[0].media == expected


def test_pictures_in_the_body_count_and_beacons_do_not() -> None:
    body = "<img src='/hall.jpg'><img src='https://stats.example/p.gif' width='1' height='1'>Text"
    assert [one.url for one in read(rss(item(1, body))).posts[0].media] == [
        "https://herald.example/hall.jpg"
    ]


def test_promotion_does_not_get_through() -> None:
    got = read(rss(item(2, "<p>News.</p><p>Читайте также: <a href='/x'>Другое</a></p>") + item(1)))
    assert bodies(got.posts) == ["Text 1.", "News."]
    assert got.dropped[0].why == "points to another story"


def test_the_encoding_of_the_prolog_is_heeded() -> None:
    text = rss(item(1, "Переговоры начались.")).replace("utf-8", "windows-1251")
    got = understand(document(text.encode("cp1251"), "application/rss+xml"))
    assert bodies(got.posts) == ["Переговоры начались."]


@pytest.mark.parametrize("cut", [40, 200, 400])
def test_a_cut_feed_is_refused(cut: int) -> None:
    with pytest.raises(SnapshotRefused, match="broke off"):
        read(rss(item(2) + item(1))[:-cut])


def test_a_small_fault_in_the_markup_is_forgiven() -> None:
    assert len(read(rss(item(2, extra="<x>&nbsp;&bogus;</x>") + item(1))).posts) == 2


def test_entities_cannot_explode() -> None:
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(9)
    )
    text = rss(item(1, extra="<category>&l8;</category>")).replace(
        "<rss", f"<!DOCTYPE rss [{laughs}]><rss"
    )
    with pytest.raises(SnapshotRefused, match="entities made of entities"):
        read(text)


def test_plain_entities_are_harmless() -> None:
    text = rss(item(1, extra="<category>&nbsp;</category>")).replace(
        "<rss", '<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]><rss'
    )
    assert len(read(text).posts) == 1


def test_entities_cannot_read_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    text = rss("<item><title>x&f;y</title><description>&f;</description></item>").replace(
        "<rss", f'<!DOCTYPE rss [<!ENTITY f SYSTEM "{secret.as_uri()}">]><rss'
    )
    assert "hidden" not in repr(read(text))


def test_nothing_is_fetched_whatever_the_feed_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither an address nor a path in place of a feed may be opened by the parser."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the parser opened a connection")

    monkeypatch.setattr(socket, "create_connection", refuse)
    (tmp_path / "rss").write_text(rss(item(1)))
    monkeypatch.chdir(tmp_path)
    body = b"<rss version='2.0'>https://herald.example/feed</rss>"
    assert understand(document(body, "application/rss+xml")).posts == ()


def test_a_feed_that_brings_the_parser_to_fall_is_refused_in_words() -> None:
    with pytest.raises(SnapshotRefused, match="broken"):
        read(
            rss("<item><title>One</title><link>https://herald.example/1<item></item></link></item>")
        )
