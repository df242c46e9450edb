"""The Guardian's live blogs as JSON: the page's own model, and the blocks of its open API. Pure."""

from datetime import datetime
from urllib.parse import parse_qs

from bot.model import Dropped, Media, SeenPost, Snapshot
from bot.sources import about, believe, html, media, older, stamps
from bot.sources.document import Document
from bot.sources.finish import finish
from bot.sources.payload import Json, payloads, record, records, words
from bot.text import Text, join

NAME = "guardian"

_WIDEST = 2048
_TIMES = ("blockFirstPublished", "firstPublishedDate", "blockCreatedOn", "createdDate")
_POINTER = "points to another story"


def understand(document: Document) -> Snapshot | None:
    """The blocks of a live blog; None if there are none. Raises SnapshotRefused if it is broken."""
    page = next((one for one in payloads(document, "blocks", "attributes") if _blocks(one)), None)
    if page is None:
        return None
    address = words(page.get("webURL")) or words(page.get("webUrl")) or document.url
    title = html.plain(page.get("webTitle")) or html.plain(page.get("headline"))
    key_events = {words(one.get("id")) for one in records(page.get("keyEvents"))}
    pinned = record(page.get("pinnedPost"))
    listed = [*([pinned] if words(pinned.get("id")) else []), *_blocks(page)]
    dropped: list[Dropped] = []
    posts, left_out = finish(
        [_post(block, address, key_events, document, dropped) for block in listed]
    )
    snapshot = Snapshot(
        url=document.url,
        format=NAME,
        title=title,
        posts=posts,
        language=words(page.get("lang")),
        live=_live(page, title),
        dropped=(*dropped, *left_out),
        older=_older(page, document.url),
    )
    believe.refuse_snapshot(snapshot, len(listed))
    return snapshot


def _live(page: Json, title: str) -> bool | None:
    """The page's flag, unless its title says "as it happened"."""
    if about.live("", title) is False:
        return False
    config, fields = record(page.get("config")), record(page.get("fields"))
    flag = config.get("isLive", fields.get("liveBloggingNow"))
    told = {"true": True, "false": False}
    return flag if isinstance(flag, bool) else told.get(words(flag))


def _older(page: Json, url: str) -> str:
    """The address of the page with the blocks before these, in the form in which this one came."""
    query = words(record(page.get("pagination")).get("older")).partition("?")[2].partition("#")[0]
    named = parse_qs(query).get("page")
    return older.with_query(url, page=named[0]) if named else ""


def _blocks(page: Json) -> list[Json]:
    """The page's blocks in either shape; none if it has no list of them."""
    given = page.get("blocks")
    listed = records(given.get("body")) if isinstance(given, dict) else records(given)
    return [
        one
        for one in listed
        if words(one.get("id"))
        and ("elements" in one or "bodyHtml" in one)
        and isinstance(one.get("attributes"), dict)
    ]


def _post(
    block: Json, address: str, key_events: set[str], document: Document, dropped: list[Dropped]
) -> SeenPost:
    marks = record(block.get("attributes"))
    key = words(block["id"])
    parts: list[Text] = []
    pictures: list[Media] = []
    if "bodyHtml" in block:
        _read_html(words(block["bodyHtml"]), address, parts, pictures, dropped)
    else:
        for element in records(block.get("elements")):
            _read_element(element, address, parts, pictures, dropped)
    return SeenPost(
        key=key,
        headline=html.plain(block.get("title")),
        body=join("\n\n", parts),
        media=tuple(pictures),
        posted_at=_time(block, document),
        url=f"{address}?page=with:block-{key}#block-{key}",
        key_moment=_marked(marks, "keyEvent") or _marked(marks, "summary") or key in key_events,
        pinned=_marked(marks, "pinned"),
    )


def _read_element(
    element: Json, base: str, parts: list[Text], pictures: list[Media], dropped: list[Dropped]
) -> None:
    kind = words(element.get("_type")).rpartition(".")[2]
    if kind == "RichLinkBlockElement":
        dropped.append(Dropped(words(element.get("text")).strip(), _POINTER))
    elif kind == "ImageBlockElement":
        pictures += _picture(element, base)
    elif kind.endswith("VideoBlockElement"):
        pictures += _film(element, base)
    else:
        _read_html(words(element.get("html")), base, parts, pictures, dropped)


def _read_html(
    markup: str, base: str, parts: list[Text], pictures: list[Media], dropped: list[Dropped]
) -> None:
    converted = html.fragment(markup, base)
    parts.append(converted.text)
    dropped += converted.dropped
    pictures += media.of_markup(markup, base)


def _picture(element: Json, base: str) -> tuple[Media, ...]:
    images = records(record(element.get("media")).get("allImages"))
    best = max(images, key=_suitability, default={})
    told = record(element.get("data"))
    credit = html.plain(told.get("credit"))
    return media.photo(
        best.get("url"),
        base,
        caption=html.plain(told.get("caption")),
        credit=media.split_credit(credit)[1] or credit,
    )


def _suitability(image: Json) -> tuple[bool, float]:
    """The widest picture that is not too wide for a phone, else the narrowest that is."""
    width = float(words(record(image.get("fields")).get("width")) or 0)
    return (width <= _WIDEST, width if width <= _WIDEST else -width)


def _film(element: Json, base: str) -> tuple[Media, ...]:
    caption = html.plain(element.get("caption") or element.get("mediaTitle"))
    for asset in records(element.get("assets")):
        address = asset.get("url") or asset.get("file")
        if words(asset.get("mimeType")) in {"", "video/mp4"}:
            return media.video(address, base, caption=caption)
    return ()


def _time(block: Json, document: Document) -> datetime | None:
    for name in _TIMES:
        value = block.get(name)
        value = value.get("iso8601") if isinstance(value, dict) else value
        if moment := stamps.parse(value, document.timezone):
            return stamps.believable(moment, document.fetched_at)
    return None


def _marked(marks: Json, name: str) -> bool:
    # A tuple: what JSON holds need not be hashable.
    return marks.get(name) in (True, "true")
