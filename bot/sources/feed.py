"""RSS, Atom and RDF feeds, read by feedparser from the bytes that were fetched. Pure."""

import calendar
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser

from bot.errors import SnapshotRefused
from bot.model import Dropped, Media, SeenPost, Snapshot
from bot.sources import believe, dom, html, media, stamps
from bot.sources.document import Document, Kind
from bot.sources.finish import finish
from bot.sources.naming import made_key
from bot.text import Text

NAME = "feed"

# Outlets put the whole text in an element of their own (rbc_news:full-text, yandex:full-text).
_FULL_TEXT = re.compile(r".*full[-_]?text")

# Entities made of entities grow without bound; no honest feed declares any.
_NESTED_ENTITY = re.compile(r"""<!ENTITY\s+\S+\s+(?:"[^"]*&[a-zA-Z]|'[^']*&[a-zA-Z])""")

Entry = dict[str, Any]


def understand(document: Document) -> Snapshot | None:
    """The feed of an XML document; None if it is not one. Raises SnapshotRefused if it is cut."""
    if document.kind is not Kind.XML:
        return None
    if _NESTED_ENTITY.search(document.text):
        raise SnapshotRefused("The feed declares entities made of entities, which is not read.")
    parsed = _parsed(document)
    if not parsed.get("version"):
        return None
    if parsed.bozo and not parsed.entries:
        raise SnapshotRefused("The feed is broken: no entry in it can be read.")
    dropped: list[Dropped] = []
    posts, left_out = finish([_post(entry, document, dropped) for entry in parsed.entries])
    snapshot = Snapshot(
        url=document.url,
        format=NAME,
        title=html.plain(parsed.feed.get("title")),
        posts=posts,
        language=str(parsed.feed.get("language") or ""),
        dropped=(*dropped, *left_out),
        older=_older(parsed.feed, document.url),
    )
    believe.refuse_snapshot(snapshot, len(parsed.entries))
    return snapshot


def _older(feed: Entry, url: str) -> str:
    """The next page of a paged feed, or the last archive of an archived one (RFC 5005)."""
    links = feed.get("links") or ()
    found = (one.get("href") for one in links if one.get("rel") in {"next", "prev-archive"})
    return next((address for one in found if (address := dom.web_address(one, url))), "")


def _parsed(document: Document) -> feedparser.FeedParserDict:
    try:
        # A stream, never the bytes themselves: those feedparser would first try to open as a path.
        return feedparser.parse(
            io.BytesIO(document.body),
            response_headers={
                "content-type": document.content_type,
                "content-location": document.url,
            },
        )
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        # Elements in places where none should stand bring feedparser to fall.
        raise SnapshotRefused("The feed is broken: it cannot be read.") from error


def _post(entry: Entry, document: Document, dropped: list[Dropped]) -> SeenPost:
    url = dom.web_address(entry.get("link"), document.url)
    headline = html.plain(entry.get("title"))
    markup = max(_bodies(entry), key=len, default="")
    converted = html.as_text(markup, url or document.url)
    dropped += converted.dropped
    time = _time(entry, document)
    return SeenPost(
        key=_key(entry, url, time, headline, converted.text),
        headline=headline,
        body=converted.text,
        media=_media(entry, markup, url or document.url),
        posted_at=time,
        url=url,
    )


def _bodies(entry: Entry) -> Iterator[str]:
    yield str(entry.get("summary") or "")
    for content in entry.get("content") or ():
        yield str(content.get("value") or "")
    for name, value in entry.items():
        if isinstance(value, str) and _FULL_TEXT.fullmatch(name):
            yield value


def _key(entry: Entry, url: str, time: datetime | None, headline: str, body: Text) -> str:
    given = str(entry.get("id") or "").strip() or url
    return given or made_key(time, headline, body)


def _time(entry: Entry, document: Document) -> datetime | None:
    """When it was published. feedparser reads dates without a zone as UTC, so it comes second."""
    for name in ("published", "created", "updated"):
        if name not in entry:
            continue  # feedparser would lend another date, with a warning
        moment = stamps.parse(entry[name], document.timezone)
        parts = entry.get(f"{name}_parsed") if moment is None else None
        if parts is not None:
            moment = datetime.fromtimestamp(calendar.timegm(parts), UTC)
        if moment is not None:
            return stamps.believable(moment, document.fetched_at)
    return None


def _media(entry: Entry, markup: str, base: str) -> tuple[Media, ...]:
    found: dict[str, Media] = {}
    caption, credit = _words(entry)
    for link in (*(entry.get("media_content") or ()), *(entry.get("enclosures") or ())):
        address = link.get("url") or link.get("href")
        kind = f"{link.get('medium') or ''} {link.get('type') or ''}".lower()
        make = media.video if "video" in kind else media.photo if "image" in kind else None
        for item in make(address, base, caption=caption, credit=credit) if make else ():
            found.setdefault(item.url, item)
    for item in media.of_markup(markup, base):
        found.setdefault(item.url, item)
    if not found:
        for thumbnail in (entry.get("media_thumbnail") or ())[:1]:
            for item in media.photo(thumbnail.get("url"), base, caption=caption, credit=credit):
                found.setdefault(item.url, item)
    return tuple(found.values())


def _words(entry: Entry) -> tuple[str, str]:
    credits_ = entry.get("media_credit") or ()
    credit = html.plain(credits_[0].get("content")) if credits_ else ""
    return "", credit
