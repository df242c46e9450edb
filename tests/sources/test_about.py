"""What a page says about itself."""

from datetime import UTC, datetime

import pytest
from builders import seen, snapshot

from bot.sources import about, dom

HEAD = '<meta property="og:title" content="Shared title"><title>Title | Herald</title>'


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        (f"{HEAD}<h1>Heading</h1>", "Shared title"),
        ("<title>Title | Herald</title><h1>Heading <b>two</b></h1>", "Heading two"),
        ("<title>Title | Herald</title>", "Title | Herald"),
        ("<p>Text</p>", ""),
    ],
)
def test_the_title(markup: str, title: str) -> None:
    assert about.title(dom.parse(markup)) == title


@pytest.mark.parametrize(
    ("markup", "language"),
    [
        ("<html lang='uk'><meta property='og:locale' content='ru_RU'></html>", "uk"),
        ("<html><meta property='og:locale' content='ru_RU'></html>", "ru_RU"),
        ("<html></html>", ""),
    ],
)
def test_the_language(markup: str, language: str) -> None:
    assert about.language(dom.parse(markup)) == language


@pytest.mark.parametrize(
    ("page", "title", "live"),
    [
        ('{"isLive": true}', "", True),
        ("isLive:false", "", False),
        ('"blog_status": "closed"', "", False),
        ('"isLive": true, "blogStatus": "closed"', "", None),
        ('"video": {"isLive": true}', "", None),
        ('"isLive": true', "The talks – as it happened", False),
        ("", "", None),
    ],
)
def test_whether_it_is_live(page: str, title: str, live: bool | None) -> None:  # noqa: FBT001 - a column of the table
    assert about.live(page, title) is live


@pytest.mark.parametrize(
    "markup",
    [
        '<meta property="article:modified_time" content="2025-06-02T17:00:00+03:00">',
        '<meta itemprop="dateModified" content="2025-06-02T14:00:00Z">',
        '<time itemprop="dateModified" datetime="2025-06-02T14:00:00Z">now</time>',
        '<script type="application/ld+json">{"dateModified": "2025-06-02T14:00:00Z"}</script>',
    ],
)
def test_when_it_was_changed(markup: str) -> None:
    found = about.modified(dom.parse(markup), markup, "UTC")
    assert found == datetime(2025, 6, 2, 14, tzinfo=UTC)
    assert about.published(dom.parse(markup), markup, "UTC") is None


@pytest.mark.parametrize(
    ("headline", "summary"),
    [("Afternoon summary", True), ("Das Wichtigste in Kürze", True), ("Итоги дня.", True),
     ("A summary of the ferry's log", False), ("", False)],
)  # fmt: skip
def test_a_post_that_sums_up(headline: str, summary: bool) -> None:  # noqa: FBT001 - a column of the table
    assert about.is_summary(headline) is summary


@pytest.mark.parametrize(
    ("markup", "live"),
    [
        ("<p>This live blog is no longer updated.</p>", False),
        ("<p>Dieser Liveblog ist archiviert.</p>", False),
        ("<p>The quay is quiet.</p>", None),
        ("<article><p>And so:  This blog is now closed.</p></article>", None),
        ('<script>{"end": "This blog is now closed."}</script>', None),
    ],
)
def test_a_line_beside_the_posts_says_that_the_page_is_over(markup: str, live: bool | None) -> None:  # noqa: FBT001 - a column of the table
    shown = snapshot(seen(1), seen(2, body="And so: This blog is now closed."))
    assert about.with_notice(shown, markup).live is live
