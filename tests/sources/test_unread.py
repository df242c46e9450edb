"""What editors are told of a page without posts: why, and what they can do."""

import pytest
from herald import document

from bot.errors import SourceError
from bot.sources import unread
from bot.sources.document import Document
from bot.sources.read import understand

ROBOTS = "a check for robots"
CONSENT = "asks for consent"
MISSING = "no such page"
BROKEN = "out of order"
SCRIPTS = "before its scripts run"
NOTHING = "no live posts Dateline can read"


def shown(body: str, title: str = "Herald", head: str = "") -> Document:
    return document(f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>")


@pytest.mark.parametrize(
    ("title", "body", "words"),
    [
        ("Just a moment...", "<p>Please wait.</p>", ROBOTS),
        ("Herald", "<p>Verify you are human by ticking the box.</p>", ROBOTS),
        ("Вестник", "<p>Подтвердите, что вы не робот.</p>", ROBOTS),
        ("Haberci", "<p>Robot olmadığınızı doğrulayın.</p>", ROBOTS),
        ("Bote", "<h1>Einwilligung</h1><p>Weiter mit Werbung und Tracking.</p>", CONSENT),
        ("Herald", "<p>We and our partners use cookies.</p><button>Accept</button>", CONSENT),
        ("Страница не найдена", "<p>Вернитесь на главную.</p>", MISSING),
        ("Herald", "<h1>404</h1>", MISSING),
        ("503 Service Temporarily Unavailable", "<hr>nginx", BROKEN),
        ("Вісник", "<p>Сайт тимчасово недоступний.</p>", BROKEN),
        ("Live", "<noscript>Enable JavaScript.</noscript><div id='root'></div>", SCRIPTS),
        ("Live", "<script src='/app.js'></script><div id='root'></div>", SCRIPTS),
        ("Herald", "<p>Hello</p>", NOTHING),
        ("Herald", "<p>" + "The site asks for consent. " * 60 + "</p>", NOTHING),
    ],
)
def test_what_stands_there_instead_of_posts(title: str, body: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        understand(shown(body, title))


@pytest.mark.parametrize(
    ("markup", "service"),
    [
        ("<script src='https://www.tickaroo.com/embed/v3/widget.js'></script>", "Tickaroo"),
        ("<tickaroo-liveblog></tickaroo-liveblog>", "Tickaroo"),
        ("<script async src='https://v.24liveblog.com/24.js'></script>", "24liveblog"),
        ("<script src='https://api.livecenter.com/js/x.js'></script>", "Norkon"),
    ],
)
def test_posts_that_a_service_draws_are_named_with_the_service(markup: str, service: str) -> None:
    feed = '<link rel="alternate" type="application/rss+xml" href="/everything">'
    with pytest.raises(SourceError, match=f"come from {service}.*Ask the outlet") as error:
        understand(shown("<p>The talks of today.</p>" + markup, head=feed))
    assert "/everything" not in str(error.value)


def test_the_frame_that_shows_the_posts_may_be_read_itself() -> None:
    frame = "https://dpa.liveblog.pro/b/1/index.html"
    with pytest.raises(SourceError, match=f"come from Sourcefabric.*instead: {frame}"):
        understand(shown(f"<p>The talks of today.</p><iframe src='{frame}'></iframe>"))


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/feed">',
         "https://herald.example/feed"),
        ('<link rel="ALTERNATE home" type="Application/Atom+XML" href="https://x.example/f">',
         "https://x.example/f"),
        ('<link rel="alternate" type="application/feed+json" href="feed.json">',
         "https://herald.example/live/feed.json"),
        ('<link rel="alternate" hreflang="en" type="text/html" href="/en">', ""),
        ('<link rel="alternate" type="application/rss+xml" href="javascript:x">', ""),
        ('<link rel="stylesheet" type="application/rss+xml" href="/feed">', ""),
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_read_may_offer_a_feed(link: str, address: str) -> None:
    plain = document(f"<html><head>{link}</head><body><p>Hello</p></body></html>")

    assert unread.advertised_feed(plain) == address
    with pytest.raises(SourceError) as error:
        understand(plain)
    assert str(error.value).endswith(address or "or of a feed.")
