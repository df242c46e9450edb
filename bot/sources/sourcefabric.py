"""Sourcefabric Live Blog (dpa and others): the answer of `client_blogs/{id}/posts`. Pure.

Deleted posts stay listed. `order` is the place on the page; `_updated` also moves when a post is
made sticky, so nothing is read from it. `language` says English on German blogs and is not read.
"""

from bot.model import Dropped, Media, SeenPost, Snapshot
from bot.sources import about, believe, dom, html, media, older, stamps
from bot.sources.document import Document
from bot.sources.finish import finish
from bot.sources.payload import Json, payloads, record, records, words
from bot.text import Text, join, link

NAME = "sourcefabric"

_RENDITIONS = ("baseImage", "viewImage", "original")
_NOT_OPEN = {"comment": "a reader's comment", "draft": "a draft", "submitted": "not released yet"}
_ADVERT = "marked as advertising by the page"
_POINTER = "points to another story"


def understand(document: Document) -> Snapshot | None:
    """The posts of a blog; None if there are none. Raises SnapshotRefused if they are broken."""
    answer = next((one for one in payloads(document, "_items", "groups") if _posts(one)), None)
    if answer is None:
        return None
    dropped: list[Dropped] = []
    listed = sorted(_posts(answer), key=_order, reverse=True)
    posts = [_post(one, document, dropped) for one in listed if _is_open(one, dropped)]
    kept, left_out = finish(posts)
    snapshot = Snapshot(
        url=document.url,
        format=NAME,
        title=html.plain(record(answer.get("blog")).get("title")),
        posts=kept,
        live=about.live(document.text, ""),
        dropped=(*dropped, *left_out),
        older=_older(answer, document.url),
    )
    believe.refuse_snapshot(snapshot, len(posts))
    return snapshot


def _older(answer: Json, url: str) -> str:
    """The address of the next page of the answer; without a page number there is none to count."""
    meta = record(answer.get("_meta"))
    size, total = meta.get("max_results"), meta.get("total")
    if not (isinstance(size, int) and isinstance(total, int) and size > 0):
        return ""
    return older.numbered(url, meta.get("page"), -(-total // size))


def _posts(answer: Json) -> list[Json]:
    return [
        one
        for one in records(answer.get("_items"))
        if one.get("_id") and isinstance(one.get("groups"), list)
    ]


def _order(post: Json) -> float:
    value = post.get("order")
    return float(value) if isinstance(value, (int, float)) else 0.0


def _is_open(post: Json, dropped: list[Dropped]) -> bool:
    why = _NOT_OPEN.get(words(post.get("post_status")), "")
    if why and post.get("deleted") is not True:
        dropped.append(Dropped(_first_words(post) or words(post["_id"]), why))
    return not why


def _first_words(post: Json) -> str:
    return next((text for one in _items(post) if (text := html.plain(one.get("text")))), "")[:80]


def _items(post: Json) -> list[Json]:
    """The parts of a post, in its order."""
    groups = [one for one in records(post.get("groups")) if one.get("id") != "root"]
    refs = [ref for group in groups for ref in records(group.get("refs"))]
    return [record(ref.get("item")) for ref in refs]


def _post(post: Json, document: Document, dropped: list[Dropped]) -> SeenPost:
    parts: list[Text] = []
    pictures: list[Media] = []
    gone = post.get("deleted") is True
    for item in [] if gone else _items(post):
        _read_item(item, document.url, parts, pictures, dropped)
    moment = stamps.parse(post.get("published_date") or post.get("_created"), document.timezone)
    return SeenPost(
        key=words(post["_id"]),
        body=join("\n\n", parts),
        media=tuple(pictures),
        posted_at=stamps.believable(moment, document.fetched_at),
        url=document.url,
        key_moment=post.get("lb_highlight") is True,
        pinned=post.get("sticky") is True,
        withdrawn=gone,
    )


def _read_item(
    item: Json, base: str, parts: list[Text], pictures: list[Media], dropped: list[Dropped]
) -> None:
    kind, meta = words(item.get("item_type")).lower(), record(item.get("meta"))
    if kind.startswith("advert"):
        dropped.append(Dropped(html.plain(item.get("text"))[:80], _ADVERT))
    elif kind == "embed":
        _read_embed(meta, base, parts, dropped)
    elif kind == "image":
        pictures += _picture(meta, base)
    else:
        converted = html.as_text(words(item.get("text")), base)
        parts.append(converted.text)
        dropped += converted.dropped


def _read_embed(meta: Json, base: str, parts: list[Text], dropped: list[Dropped]) -> None:
    """What an embedded thing says of itself: the words of a quoted message, or its title."""
    title = html.plain(meta.get("title")) or html.plain(meta.get("description"))
    if meta.get("type") == "link":
        dropped.append(Dropped(title[:80], _POINTER))
        return
    quoted = words(meta.get("html"))
    if "<blockquote" in quoted:
        parts.append(html.fragment(quoted, base).text)
    elif title:
        address = dom.web_address(meta.get("original_url") or meta.get("url"), base)
        parts.append(join("\n", [title, link(words(meta.get("provider_name")), address)]))


def _picture(meta: Json, base: str) -> tuple[Media, ...]:
    shown = record(record(meta.get("media")).get("renditions"))
    address = next(
        (record(shown[name]).get("href") for name in _RENDITIONS if name in shown),
        record(meta.get("media")).get("_url"),
    )
    return media.photo(
        address,
        base,
        caption=html.plain(meta.get("caption")),
        credit=html.plain(meta.get("credit")),
    )
