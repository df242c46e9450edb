"""Pages and feeds of an outlet that does not exist, the Example Herald, with any defect wanted."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.model import SeenPost, Snapshot
from bot.sources.document import Document, read_document
from bot.sources.read import understand

URL = "https://herald.example/live/harbour-talks"
TITLE = "Harbour talks: delegations meet on the island"
NOW = datetime(2025, 6, 2, 18, 0, tzinfo=UTC)

Json = dict[str, Any]


def update(number: int, body: str = "", /, **fields: object) -> Json:
    """One liveBlogUpdate; `number` makes its id and its time (11:00Z plus as many minutes)."""
    made: Json = {
        "@type": "BlogPosting",
        "url": f"{URL}#post-{7000 + number}",
        "headline": f"Step {number} of the talks",
        "datePublished": f"2025-06-02T11:{number:02}:00Z",
        "articleBody": body or f"The delegations finished step {number}.",
    }
    made |= fields
    return {name: value for name, value in made.items() if value is not None}


def blog(updates: object, **fields: object) -> Json:
    made: Json = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": TITLE,
        "datePublished": "2025-06-02T10:30:00Z",
        "liveBlogUpdate": updates,
    }
    return made | fields


def element(number: int, inner: str, attributes: str = "", clock: str = "") -> str:
    """A post's own element; `clock` is the content of its datetime attribute."""
    shown = f'<time datetime="{clock}">now</time>' if clock else ""
    return (
        f'<article id="post-{7000 + number}" {attributes}>'
        f"<header>{shown}<span>Desk of the Herald</span></header>{inner}"
        f'<footer><a href="https://share.example/">Share</a></footer></article>'
    )


def page(linked_data: object, elements: Iterable[str] = (), head: str = "") -> str:
    """A whole page; `linked_data` is dumped unless it is already the text of a script."""
    script = linked_data if isinstance(linked_data, str) else json.dumps(linked_data)
    return (
        f'<!doctype html><html lang="en"><head><title>{TITLE} | Example Herald</title>{head}'
        f'<script type="application/ld+json">{script}</script></head>'
        f"<body><main>{''.join(elements)}</main></body></html>"
    )


def document(
    text: str | bytes, content_type: str = "text/html", *, url: str = URL, timezone: str = "UTC"
) -> Document:
    body = text.encode() if isinstance(text, str) else text
    return read_document(url, body, content_type, fetched_at=NOW, timezone=timezone)


def read_page(linked_data: object, elements: Iterable[str] = (), head: str = "") -> Snapshot:
    return understand(document(page(linked_data, elements, head)))


def read_posts(updates: object, elements: Iterable[str] = ()) -> tuple[SeenPost, ...]:
    return read_page(blog(updates), elements).posts


def keys(posts: Sequence[SeenPost]) -> list[str]:
    return [post.key for post in posts]


def bodies(posts: Sequence[SeenPost]) -> list[str]:
    return [post.body.value for post in posts]


def rss(items: str, channel: str = "<language>en-GB</language>") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:media="http://search.yahoo.com/mrss/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:herald="https://herald.example/ns">'
        f"<channel><title>{TITLE}</title>{channel}{items}</channel></rss>"
    )


def item(number: int, body: str = "", extra: str = "", date: str | None = None) -> str:
    when = f"Mon, 02 Jun 2025 11:{number:02}:00 GMT" if date is None else date
    return (
        f"<item><guid isPermaLink='false'>tag:herald.example,{number}</guid>"
        f"<title>Step {number}</title><link>https://herald.example/{number}</link>"
        f"<pubDate>{when}</pubDate><description><![CDATA[{body or f'Text {number}.'}]]>"
        f"</description>{extra}</item>"
    )
