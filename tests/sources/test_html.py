"""Markup becomes text with spans, and nothing of the markup survives."""

import pytest

from bot.errors import SnapshotRefused
from bot.model import Dropped
from bot.sources import dom, html
from bot.text import Span, Style, Text

BASE = "https://herald.example/live/page"


def text(markup: str) -> Text:
    return html.fragment(markup, BASE).text


def spans(markup: str) -> list[tuple[str, str, str]]:
    got = text(markup)
    return [(got.value[one.start : one.end], one.style.value, one.url) for one in got.spans]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.<br>Two.<br/><br/>Three.", "One.\nTwo.\n\nThree."),
        ("<div>One.</div>\n\n<div>Two.</div>", "One.\n\nTwo."),
        ("<p>  a \n\t b&nbsp;c </p>", "a b c"),
        ("Ceasefire<b> agreed</b> , at last", "Ceasefire agreed , at last"),
        ("<ul><li>One</li><li>Two</li></ul>", "• One\n• Two"),
        ("<p>List:</p><ol><li><p>One</p></li><li>Two</li></ol><p>End</p>",
         "List:\n\n• One\n• Two\n\nEnd"),
        ("<ul><li></li><li>Two</li></ul>", "• Two"),
        ("<table><tr><th>Side</th><th>Seats</th></tr><tr><td>A</td><td><p>5</p></td></tr></table>",
         "Side | Seats\nA | 5"),
        ("<h3>Head</h3>Text", "Head\n\nText"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<blockquote><p>One</p><p>Two</p></blockquote>After", "One\n\nTwo\n\nAfter"),
        ("<script>alert(1)</script><style>p{}</style><p>Text</p>", "Text"),
        ("<figure><img src=a.jpg><figcaption>Caption</figcaption></figure><p>Text</p>", "Text"),
        ("<noscript>Enable scripts</noscript><!-- note --><p>Text</p>", "Text"),
        ("<p>A<script>x</script>B</p>", "AB"),
        ("<p>soft\u00adhyphen\u200b</p>", "softhyphen"),
        ("<p>👨\u200d👩\u200d👧 stays</p>", "👨\u200d👩\u200d👧 stays"),
        ("&lt;b&gt; is a tag &amp;amp;", "<b> is a tag &amp;"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("", ""),
        ("<p></p> <br> ", ""),
    ],
)  # fmt: skip
def test_text(markup: str, expected: str) -> None:
    assert text(markup).value == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<b>bold</b> and <i>slanted</i>", [("bold", "bold", ""), ("slanted", "italic", "")]),
        ("<strong> spaced </strong>out", [("spaced", "bold", "")]),
        ("<b>a <b>b</b> c</b>", [("a b c", "bold", "")]),
        ("<b><i>both</i></b>", [("both", "bold", ""), ("both", "italic", "")]),
        ("<b></b><i> </i>", []),
        ("<h2>Head</h2>", [("Head", "bold", "")]),
        ("<u>u</u><s>s</s><code>c</code>", [("u", "underline", ""), ("s", "strikethrough", ""),
                                            ("c", "code", "")]),
        ("<blockquote>Said so</blockquote>", [("Said so", "blockquote", "")]),
        ("<ul><li><b>One</b></li></ul>", [("One", "bold", "")]),
        ("<a href='https://x.example/a'>there</a>",
         [("there", "text_link", "https://x.example/a")]),
        ("<a href='/b?c=1#d'>here</a>", [("here", "text_link", "https://herald.example/b?c=1#d")]),
        ("<a href='javascript:alert(1)'>no</a>", []),
        ("<a href=' java\nscript:alert(1)'>no</a>", []),
        ("<a href='tg://resolve?domain=x'>no</a>", []),
        ("<a href='mailto:desk@herald.example'>no</a>", []),
        ("<a href='data:text/html,x'>no</a>", []),
        ("<a href='http://[bad'>no</a>", []),
        ("<a>no</a>", []),
        ("<a href='https://x.example/'><img src=a.jpg></a>", []),
    ],
)  # fmt: skip
def test_spans(markup: str, expected: list[tuple[str, str, str]]) -> None:
    assert spans(markup) == expected


def test_offsets_count_code_points_not_units() -> None:
    assert text("😀😀 <b>x</b>").spans == (Span(3, 1, Style.BOLD),)


def test_nesting_deeper_than_sense_is_cut_off() -> None:
    assert text("<div>" * 100 + "deep").value == "deep"
    assert text("<p>kept</p>" + "<div>" * 1_000 + "deep").value == "kept"


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000,
        "<div>" * 50_000 + "</div>" * 50_000,
        "".join(f"<x{n}>" for n in range(9_000)),
    ],
)
def test_nesting_that_would_hold_up_the_parser_is_refused(markup: str) -> None:
    with pytest.raises(SnapshotRefused, match="nested deeper"):
        dom.parse(markup)


def test_many_tags_are_not_deep_tags() -> None:
    dom.parse("<p>one<br><img src=a>" * 20_000 + "<b>x</b><path d=''/>" * 20_000)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain text", "plain text"),
        ("<font color=red>red</font> text", "red text"),
        ("<svg><circle r=5></circle></svg>words", "words"),
        ("the <blink> tag", "the <blink> tag"),
        ("one\ntwo\n\n\nthree", "one\n\ntwo\n\nthree"),
        ("Talks &amp; tea", "Talks & tea"),
        ("Talks &amp;amp; tea", "Talks & tea"),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", "One\n\nTwo"),
        ("&amp;lt;p&amp;gt;Once too often&amp;lt;/p&amp;gt;", "Once too often"),
        ("<p>Tea &amp; talks</p>", "Tea & talks"),
        ("First.<br/><br/>Second.", "First.\n\nSecond."),
        ("5 < 6 and a <3", "5 < 6 and a <3"),
        ("", ""),
    ],
)
def test_a_value_may_be_anything_between_text_and_markup(value: str, expected: str) -> None:
    assert html.as_text(value, BASE).text.value == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("<b>Two</b>\nlines ", "Two lines"), ("A &#8217; B", "A ’ B"), (None, ""), ({"a": 1}, "")],
)
def test_plain_is_one_line(value: object, expected: str) -> None:
    assert html.plain(value) == expected


# --- A post's own element --------------------------------------------------------------


def whole(markup: str) -> html.Converted:
    node = dom.parse(f"<article id=x>{markup}</article>").css_first("#x")
    assert node is not None
    return html.convert(node, BASE, whole_post=True)


@pytest.mark.parametrize(
    "furniture",
    [
        "<header><time>12:00</time> By the desk</header>",
        "<div><span>Desk</span><span>2 June 12:00</span></div>",
        "<a href='#x'>5 minutes ago</a>",
        "<h3>The headline</h3>",
        "<p class='byline-name'>The desk</p>",
        "<ul class='share-buttons'><li>Share</li></ul>",
        "<footer><ul><li>Share</li></ul></footer>",
        "<aside><p>Elsewhere</p></aside>",
        "<p hidden>Hidden</p>",
        "<form><p>Sign up</p></form>",
    ],
)
def test_what_is_about_a_post_is_not_of_it(furniture: str) -> None:
    assert whole(f"{furniture}<p>The text.</p>").text.value == "The text."


def test_an_element_without_paragraphs_is_taken_whole() -> None:
    assert whole("<time>12:00</time>Bare <b>text</b>").text.value == "Bare text"


def test_headings_between_paragraphs_stay() -> None:
    got = whole("<h2>Headline</h2><p>One.</p><h3>Then</h3><p>Two.</p>").text
    assert got.value == "One.\n\nThen\n\nTwo."


@pytest.mark.parametrize(
    "attributes",
    [
        *("class='ad'", "class='x ad-slot'", "class='advertisement'", "id='ad-7001'"),
        *("class='sponsored'", "class='article__promo'", "class='newsletter-signup'"),
        *("class='related-stories'", "class='read-also'", "aria-label='Реклама'"),
        *("data-component='promo-box'", "class='outbrain'", "class='recommended'"),
    ],
)
def test_advertising_is_left_out_and_named(attributes: str) -> None:
    got = whole(f"<p>News.</p><div {attributes}><p>Buy a boat</p></div>")
    assert got.text.value == "News."
    assert got.dropped == (Dropped("Buy a boat", "marked as advertising by the page"),)


@pytest.mark.parametrize(
    "name", ["has-ads", "address", "adjacent", "headline", "lead", "shadow", "promenade", "radio"]
)
def test_innocent_classes_stay(name: str) -> None:
    got = whole(f"<p>News.</p><div class='{name}'><p>More news.</p></div>")
    assert got.text.value == "News.\n\nMore news."
    assert got.dropped == ()


def test_an_empty_advertising_slot_is_not_worth_a_word() -> None:
    assert whole("<p>News.</p><div class=ad></div>").dropped == ()


CARD = (
    "<div><figure><img src=other.jpg></figure>"
    "<h3><a href='{}'>How the island was chosen</a></h3><p>A long read.</p></div>"
)


def test_a_card_of_another_story_is_left_out() -> None:
    got = whole("<p>News.</p>" + CARD.format("/another-story"))
    assert got.text.value == "News."
    assert got.dropped[0].what.startswith("How the island was chosen")


def test_a_post_whose_heading_links_to_itself_is_no_card() -> None:
    got = whole("<p>News.</p>" + CARD.format("#post-7001"))
    assert "A long read." in got.text.value
    first = whole(CARD.format("/another-story"))
    assert first.text.value == "A long read."


def test_a_picture_and_words_in_one_link_to_another_page_are_a_card() -> None:
    linked = "<div><a href='{}'><img src='/b.jpg'><span>Why the island</span></a></div>"
    assert whole("<p>News.</p>" + linked.format("/another-story")).text.value == "News."

    # A picture may lead to its larger self, and words may stand beside the link.
    enlarged = (
        "<p>News.</p><div><a href='/b-large.jpg'><img src='/b.jpg'></a><p>On the quay.</p></div>"
    )
    assert whole(enlarged).text.value == "News.\n\nOn the quay."


def test_a_line_that_is_only_a_time_opens_a_post_and_is_not_of_it() -> None:
    got = whole("<p>2:45PM</p><h3>Casting off</h3><div>It rains.</div>")
    assert got.text.value == "It rains."


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<h2> The  headline </h2><p>Text</p>", "The headline"),
        ("<header><h3>In the header</h3></header><p>Text</p>", "In the header"),
        ("<p>Text</p><h3>Only a subheading</h3>", ""),
        ("<p></p><h3>After nothing</h3>", "After nothing"),
        ("<p>02.06.2025 • 14:45</p><h3>After the time</h3>", "After the time"),
        ("<header><p>By the desk</p><h3>After the byline</h3></header><p>Text</p>",
         "After the byline"),
        ("<span itemprop=headline>Marked</span><p>Text</p>", "Marked"),
        ("<p>Text</p>", ""),
    ],
)  # fmt: skip
def test_heading(markup: str, expected: str) -> None:
    node = dom.parse(f"<article id=x>{markup}</article>").css_first("#x")
    assert node is not None
    assert html.heading(node) == expected
