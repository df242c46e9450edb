"""JSON Feed, versions 1 and 1.1 (https://www.jsonfeed.org/version/1.1/). Pure."""

import json
from typing import Any

from bot.errors import SnapshotRefused
from bot.model import Dropped, Media, SeenPost, Snapshot
from bot.sources import believe, dom, html, media, stamps
from bot.sources.document import Document, Kind
from bot.sources.finish import finish

NAME = "jsonfeed"

_VERSION = "jsonfeed.org/version/"

Item = dict[str, Any]


def understand(document: Document) -> Snapshot | None:
    """The feed of a JSON document; None if it is none. Raises SnapshotRefused if it is broken."""
    if document.kind is not Kind.JSON or _VERSION not in document.text.replace("\\/", "/"):
        return None
    try:
        feed = json.loads(document.text, strict=False)
    except (ValueError, RecursionError):
        raise SnapshotRefused("The JSON Feed is broken or cut.") from None
    if not isinstance(feed, dict) or _VERSION not in str(feed.get("version")):
        return None
    listed = feed.get("items")
    if not isinstance(listed, list):
        raise SnapshotRefused("The JSON Feed has no list of items.")
    items = [item for item in listed if isinstance(item, dict) and _key(item)]
    dropped: list[Dropped] = []
    posts, left_out = finish([_post(item, document, dropped) for item in items])
    snapshot = Snapshot(
        url=document.url,
        format=NAME,
        title=html.plain(feed.get("title")),
        posts=posts,
        language=_string(feed.get("language")),
        live=False if feed.get("expired") is True else None,
        dropped=(*dropped, *left_out),
        older=dom.web_address(feed.get("next_url"), document.url),
    )
    believe.refuse_snapshot(snapshot, len(items))
    return snapshot


def _post(item: Item, document: Document, dropped: list[Dropped]) -> SeenPost:
    base = dom.web_address(item.get("url"), document.url)
    markup = _string(item.get("content_html"))
    text = _string(item.get("content_text")) or _string(item.get("summary"))
    converted = html.fragment(markup, base or document.url) if markup else html.as_text(text, base)
    dropped += converted.dropped
    moment = stamps.parse(
        item.get("date_published") or item.get("date_modified"), document.timezone
    )
    return SeenPost(
        key=_key(item),
        headline=html.plain(item.get("title")),
        body=converted.text,
        media=_media(item, markup, base or document.url),
        posted_at=stamps.believable(moment, document.fetched_at),
        url=base,
    )


def _key(item: Item) -> str:
    """The item's id; the format demands one, but a number or the address is accepted for it."""
    value = item.get("id")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return _string(value).strip() or _string(item.get("url")).strip()


def _media(item: Item, markup: str, base: str) -> tuple[Media, ...]:
    found: dict[str, Media] = {}
    attachments = item.get("attachments")
    for attachment in attachments if isinstance(attachments, list) else ():
        if not isinstance(attachment, dict):
            continue
        kind = _string(attachment.get("mime_type"))
        make = media.video if kind == "video/mp4" else media.photo if kind[:6] == "image/" else None
        for one in make(attachment.get("url"), base) if make else ():
            found.setdefault(one.url, one)
    for one in media.of_markup(markup, base):
        found.setdefault(one.url, one)
    for one in media.photo(item.get("image"), base):
        found.setdefault(one.url, one)
    return tuple(found.values())


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
