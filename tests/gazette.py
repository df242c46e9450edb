"""Articles of an outlet that does not exist, the Example Gazette, whose posts only carry times."""

from herald import document

from bot.model import SeenPost, Snapshot
from bot.sources.document import Document
from bot.sources.read import understand

URL = "https://gazette.example/politics/harbour-talks"
TITLE = "Harbour talks: minute by minute"
PUBLISHED = '<meta property="article:published_time" content="2025-06-02T07:00:00Z">'
MODIFIED = '<meta property="article:modified_time" content="2025-06-02T17:30:00Z">'


def article(*blocks: str, head: str = PUBLISHED + MODIFIED) -> str:
    """A page whose article body holds `blocks`, with the usual things around it."""
    return (
        f'<!doctype html><html lang="en"><head><title>{TITLE} | Gazette</title>{head}'
        f'<meta property="og:title" content="{TITLE}"></head><body>'
        '<header><nav><a href="/">Gazette</a><ul><li>10:00 Weather</li></ul></nav></header>'
        '<aside><ul><li><a href="/a">11:05 Ferry delayed</a></li>'
        '<li><a href="/b">10:55 Bakers on strike</a></li></ul></aside>'
        f"<main><article><h1>{TITLE}</h1>{''.join(blocks)}</article></main>"
        "<footer><p>Write to us</p></footer></body></html>"
    )


def page(*blocks: str, head: str = PUBLISHED + MODIFIED, timezone: str = "UTC") -> Document:
    return document(article(*blocks, head=head), url=URL, timezone=timezone)


def read(*blocks: str, head: str = PUBLISHED + MODIFIED, timezone: str = "UTC") -> Snapshot:
    return understand(page(*blocks, head=head, timezone=timezone))


def built(*elements: str, head: str = "", timezone: str = "UTC") -> Snapshot:
    """A live page of elements without any list of its posts, read."""
    page_head = f"<title>{TITLE}</title>{head}"
    return understand(
        document(
            f'<!doctype html><html lang="en"><head>{page_head}</head>'
            f"<body><main>{''.join(elements)}</main></body></html>",
            url=URL,
            timezone=timezone,
        )
    )


def outline(posts: tuple[SeenPost, ...]) -> list[tuple[str, str, str]]:
    """Key, headline and body of each post, to compare at a glance."""
    return [(post.key, post.headline, post.body.value) for post in posts]
