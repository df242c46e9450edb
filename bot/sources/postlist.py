"""A list of posts as JSON, under whatever names its maker gives their parts. Pure.

Content systems and ticker services (Norkon, Tickaroo, FT, Sportal365, Al Jazeera ...) answer with
objects that all say the same: an id, a time, a headline, a text. No list of the makers is needed to
read them, only the words that makers use. A page's own state is read so only where it says itself
that a record is an update of a live blog; too much else on a page has an id, a time and a text.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.model import Dropped, Media, SeenPost, Snapshot
from bot.sources import about, believe, html, media, stamps
from bot.sources.document import Document, Kind
from bot.sources.finish import finish
from bot.sources.payload import Json, objects, payloads, record, records, values, words

NAME = "postlist"

_IDS = (
    "id", "postId", "post_id", "_id", "@id", "uuid", "local_id", "localId", "urn", "guid",
    "postID", "entryId",
)  # fmt: skip
_TIMES = (
    "publishedDate", "publishedTimestamp", "publishedAt", "published_at", "publishedTime",
    "publishTime", "datePublished", "firstPublished", "first_published", "published", "createdAt",
    "created_at", "createdDate", "created", "first_display_date", "first_publish_date", "date",
    "timestamp", "time",
)  # fmt: skip
_HEADLINES = ("title", "headline", "heading", "headlines")
# Where a maker puts everything that a post is made of, the pictures among it.
_PARTS = "content_elements"
_BODIES = (
    "bodyHTML", "bodyHtml", "body_html", "contentHtml", "content_html", "content", "body", "html",
    "text", _PARTS, "description",
)  # fmt: skip
_FORMS = ("html", "rendered", "text", "basic")
_PICTURES = (
    "image", "images", "photo", "photos", "picture", "media", "mainImage", "attachments",
)  # fmt: skip
_KEY_MARKS = (
    "isKeyEvent", "keyEvent", "key_event", "isKey", "isBreakingNews", "isBreaking", "breaking",
    "breakingNews", "isImportant", "important", "isHighlight",
)  # fmt: skip
_KEY_HIGHLIGHTS = frozenset({"milestone", "inplace", "sticky"})
_PINNED_MARKS = ("isPinned", "pinned", "sticky", "isSticky")
_GONE_MARKS = ("deleted", "isDeleted", "is_deleted", "unpublished", "removed")
_GONE_STATES = frozenset({"deleted", "unpublished", "removed", "delete"})
_NOT_OURS = re.compile(
    r"comment|repl(?:y|ies)|related|recommend|author|teaser|trending", re.IGNORECASE
)
_TYPED = re.compile(r"live_?-?blog_?-?(?:update|post|entry)", re.IGNORECASE)
_LONGEST_ID = 200


def understand(document: Document) -> Snapshot | None:
    """The longest list of posts in a JSON answer, or the live updates in a page's state.

    None if there is none.
    """
    listed = _of_answer(document) if document.kind is Kind.JSON else _of_page(document)
    if not listed:
        return None
    dropped: list[Dropped] = []
    posts, left_out = finish([_post(one, document, dropped) for one in listed])
    title = _title(document)
    snapshot = Snapshot(
        url=document.url,
        format=NAME,
        title=title,
        posts=posts,
        language=about.language(document.tree) if document.kind is Kind.HTML else "",
        live=about.live(document.text, title),
        dropped=(*dropped, *left_out),
    )
    believe.refuse_snapshot(snapshot, len(listed))
    return snapshot


# --- Which objects are the posts ------------------------------------------------------------------


def _of_answer(document: Document) -> list[Json]:
    lists = [found for data in values(document) for found in _lists("", data)]
    return max(lists, key=lambda posts: sum(len(_body(one)) for one in posts), default=[])


def _lists(name: str, data: object) -> Iterator[list[Json]]:
    """Every list that is made of posts, at any depth; none below a name for something else."""
    waiting = [(name, data)]
    while waiting:
        called, thing = waiting.pop()
        if _NOT_OURS.search(called):
            continue
        if isinstance(thing, dict):
            waiting += thing.items()
        elif isinstance(thing, list):
            flat = [_flat(one) for one in records(thing)]
            posts = [one for one in flat if _is_post(one)]
            if posts and len(posts) * 2 > len(thing) and any(map(_body, posts)):
                yield posts
            waiting += [(called, one) for one in thing]


def _of_page(document: Document) -> list[Json]:
    """The updates of a live blog that a page's state tells to be that, newest first."""
    if document.kind is not Kind.HTML:
        return []
    told = (*_typed_updates(document), *_stories_of_a_story(document))
    found = {_first(one, _IDS): one for one in told if _is_post(one)}
    zone = document.timezone
    return sorted(found.values(), key=lambda one: str(_moment(one, zone) or ""), reverse=True)


def _typed_updates(document: Document) -> Iterator[Json]:
    if not _TYPED.search(document.text):
        return
    for data in values(document):
        for one in objects(data):
            typed = words(one.get("__typename")) or words(one.get("postType"))
            if _TYPED.fullmatch(typed):
                yield one


def _stories_of_a_story(document: Document) -> Iterator[Json]:
    """The stories that stand in another: so Arc Publishing keeps a live page."""
    for one in payloads(document, "content_elements", "headlines"):
        if one.get("type") == "story":
            for inner in records(one.get("content_elements")):
                if inner.get("type") == "story" and inner.get("content_elements"):
                    yield inner


def _flat(item: Json) -> Json:
    """An item with what it says in a language (kp.ru) or in its payload as its own words."""
    inner = {
        **record(item.get("ru")),
        **record(item.get("payload")),
        **record(item.get("attributes")),
    }
    named = {
        words(one.get("name")): one.get("value")
        for one in records(item.get("meta"))
        if one.get("name")
    }
    return {**named, **inner, **item} if inner or named else item


def _is_post(item: Json) -> bool:
    return (
        0 < len(_first(item, _IDS)) <= _LONGEST_ID
        and any(stamps.parse(item.get(name), "UTC") for name in _TIMES)
        and bool(_first(item, _HEADLINES) or _body(item))
    )


# --- What they say --------------------------------------------------------------------------------


def _post(item: Json, document: Document, dropped: list[Dropped]) -> SeenPost:
    converted = html.as_text(_body(item), document.url)
    dropped += converted.dropped
    key = _first(item, _IDS)
    marks = {**item, **record(item.get("standout"))}
    highlight = words(item.get("highlight")).lower()
    headline = html.plain(_first(item, _HEADLINES))
    return SeenPost(
        key=key,
        headline=headline,
        body=converted.text,
        media=_media(item, document),
        posted_at=stamps.believable(_moment(item, document.timezone), document.fetched_at),
        url=document.url,
        key_moment=_marked(marks, _KEY_MARKS)
        or highlight in _KEY_HIGHLIGHTS
        or about.is_summary(headline),
        pinned=_marked(item, _PINNED_MARKS) or highlight == "sticky",
        withdrawn=_marked(item, _GONE_MARKS)
        or words(item.get("status")).lower() in _GONE_STATES
        or words(item.get("state")).lower() in _GONE_STATES,
    )


def _body(item: Json) -> str:
    return _first(item, _BODIES)


def _first(item: Json, names: Sequence[str]) -> str:
    """What the item says under the first of these names, at once or in parts."""
    for name in names:
        value = item.get(name)
        if isinstance(value, dict):
            value = next((value[name] for name in _FORMS if value.get(name)), None)
        elif isinstance(value, list):
            parts = [words(one) or _first(record(one), _BODIES) for one in value]
            value = "".join(f"<p>{part}</p>" for part in parts if part)
        if said := words(value).strip():
            return said
    return ""


def _moment(item: Json, timezone: str) -> datetime | None:
    found = (stamps.parse(item.get(name), timezone) for name in _TIMES)
    return next((moment for moment in found if moment), None)


def _marked(item: Json, names: Sequence[str]) -> bool:
    return any(item.get(name) is True for name in names)


def _media(item: Json, document: Document) -> tuple[Media, ...]:
    found: dict[str, Media] = {}
    for given in _pictures(item):
        address = given.get("url") or given.get("src") or given.get("href")
        make = media.video if "video" in _kind(given) else media.photo
        for shown in make(
            address,
            document.url,
            caption=html.plain(given.get("caption")),
            credit=html.plain(given.get("credit") or given.get("copyright")),
        ):
            found.setdefault(shown.url, shown)
    for shown in media.of_markup(_body(item), document.url):
        found.setdefault(shown.url, shown)
    return tuple(found.values())


def _pictures(item: Json) -> Iterator[Json]:
    for name in _PICTURES:
        value = item.get(name)
        for one in value if isinstance(value, list) else [value]:
            yield {"url": one} if isinstance(one, str) else record(one)
    yield from (one for one in records(item.get(_PARTS)) if "image" in _kind(one))


def _kind(given: Json) -> str:
    return words(given.get("mimeType") or given.get("type") or given.get("kind")).lower()


def _title(document: Document) -> str:
    if document.kind is Kind.HTML:
        return about.title(document.tree)
    data = next(values(document), None)
    near = (record(data), *map(record, record(data).values()))
    return next((title for one in near if (title := html.plain(_first(one, _HEADLINES)))), "")
