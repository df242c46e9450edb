"""A page with schema.org LiveBlogPosting, joined with the page's own elements. Pure.

The list says which posts there are and in what order; their ids and bodies can mostly be trusted.
The elements say when a post appeared, how it is formatted, and which pictures are its own.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urldefrag

from selectolax.lexbor import LexborHTMLParser

from bot.model import Dropped, Media, SeenPost, Snapshot
from bot.sources import about, believe, dom, html, media, older, stamps
from bot.sources.document import Document, Kind
from bot.sources.finish import finish, shared_by_most
from bot.sources.ldscript import LinkedData, live_blog, updates
from bot.sources.page import Element, Page
from bot.text import Text

NAME = "jsonld"

_SLUG_WORDS = 3
_SLUG_SHARE = 0.6
_LD_CUT = 1000
_MUCH_SHORTER = 0.6
_TEXT_IN_KEY = 60
# A post may be listed at its place and again where it is pinned.
_LISTED_AT_MOST = 2


@dataclass(frozen=True, slots=True)
class _Joined:
    """One update with its element, before anything is decided that needs the other posts."""

    ld: LinkedData
    ids: tuple[str, ...]
    url: str
    element: Element | None
    shown_at: datetime | None
    data_at: datetime | None
    ld_at: datetime | None
    listed_as_key: bool
    shown_pinned: bool


def understand(document: Document) -> Snapshot | None:
    """The live blog of an HTML page; None if it has no LiveBlogPosting.

    Raises SnapshotRefused if the list is there but broken, or says nothing in any post.
    """
    if document.kind is not Kind.HTML or "LiveBlogPosting" not in document.text:
        return None
    tree = document.tree
    blog = live_blog(tree)
    if blog is None:
        return None
    joined = _join(updates(blog), tree, document)
    title = _title(blog, tree)
    decoration = _decoration(blog, document.url)
    adverts = [one for one in joined if one.element and one.element.advert]
    real = [one for one in joined if one not in adverts]
    posts, dropped = finish(_posts(real, title, decoration, document))
    snapshot = Snapshot(
        url=document.url,
        format=NAME,
        title=title,
        posts=posts,
        language=_language(blog, tree),
        live=about.live(document.text, title),
        starts_at=_starts_at(blog, posts, document),
        dropped=(*_dropped_in(joined), *dropped),
        older=older.linked(tree, document.url),
    )
    believe.refuse_snapshot(snapshot, len(joined))
    return snapshot


def _join(
    listed: Sequence[LinkedData], tree: LexborHTMLParser, document: Document
) -> list[_Joined]:
    page_url = urldefrag(document.url).url
    all_ids = [_ids(update, page_url) for update in listed]
    # An id that several posts carry is the page's.
    carried = Counter(one for ids in all_ids for one in set(ids))
    shared = {one for one, posts in carried.items() if posts > _LISTED_AT_MOST}
    own_ids = [tuple(one for one in ids if one not in shared) for ids in all_ids]
    page = Page(tree, [one for ids in own_ids for one in ids], document.url, document.timezone)
    joined = []
    for update, ids in zip(listed, own_ids, strict=True):
        element = next((found for one in ids if (found := page.element(one))), None)
        joined.append(
            _Joined(
                ld=update,
                ids=ids,
                url=_url(update, element, document.url),
                element=element,
                shown_at=_believable(element.shown_at if element else None, document),
                data_at=_believable(element.data_at if element else None, document),
                ld_at=_ld_stamp(update, document),
                listed_as_key=page.lists_as_key(ids),
                shown_pinned=page.shows_pinned(ids),
            )
        )
    return joined


def _ids(update: LinkedData, page_url: str) -> tuple[str, ...]:
    """What may name the post, best first: fragments of its addresses, bare ids, own addresses."""
    found = []
    for name in ("@id", "url", "identifier", "mainEntityOfPage"):
        value = update.get(name)
        if isinstance(value, (int, float)):
            value = str(value)
        if not isinstance(value, str) or not value.strip():
            continue
        address, fragment = urldefrag(value.strip())
        if fragment:
            found.append(unquote(fragment).strip("/"))
        elif name != "mainEntityOfPage" and address.rstrip("/") != page_url.rstrip("/"):
            found.append(address)
    return tuple(dict.fromkeys(found))


def _posts(
    joined: Sequence[_Joined], title: str, decoration: set[str], document: Document
) -> list[SeenPost]:
    times = _times(joined)
    headlines = _headlines(joined, title)
    return [
        _post(one, time, headline, decoration, document)
        for one, time, headline in zip(joined, times, headlines, strict=True)
    ]


def _post(
    one: _Joined, time: datetime | None, headline: str, decoration: set[str], document: Document
) -> SeenPost:
    element = one.element
    given = html.as_text(_string(one.ld.get("articleBody")), document.url).text
    body = _better_body(element.body, given) if element else given
    pictures = element.media if element else ()
    if not pictures:
        fallback = media.of_linked_data(one.ld.get("image"), document.url)
        pictures = tuple(item for item in fallback if item.identity not in decoration)
    return SeenPost(
        key=_key(one, time, headline, body),
        headline=headline,
        body=body,
        media=(*pictures, *_ld_video(one.ld, document.url, pictures)),
        posted_at=time,
        url=one.url,
        key_moment=about.is_summary(headline)
        or one.listed_as_key
        or bool(element and element.key_moment),
        pinned=one.shown_pinned or bool(element and element.pinned),
        withdrawn=bool(element and element.withdrawn),
    )


def _key(one: _Joined, time: datetime | None, headline: str, body: Text) -> str:
    if one.ids and not _is_slug(one.ids[0], html.plain(one.ld.get("headline")) or headline):
        return one.ids[0]
    if one.element and one.element.stable_id:
        return one.element.stable_id
    if one.ids:
        return one.ids[0]
    # Without any id the time is what changes least when a post is edited.
    named = time.isoformat() if time else headline or body.value[:_TEXT_IN_KEY]
    return "auto-" + hashlib.sha256(named.encode()).hexdigest()[:20]


def _is_slug(post_id: str, headline: str) -> bool:
    """Whether an id is made of the headline's words, and so changes when the headline does."""
    words = [word for word in re.split(r"[^a-z0-9]+", post_id.lower()) if word]
    if len(words) < _SLUG_WORDS:
        return False
    spoken = set(re.split(r"[^a-z0-9]+", headline.lower().replace("’", "").replace("'", "")))
    return sum(word in spoken for word in words) >= _SLUG_SHARE * len(words)


def _times(joined: Sequence[_Joined]) -> list[datetime | None]:
    """Each post's time from the best kind of stamp that is not the same on all posts."""
    kinds: tuple[Callable[[_Joined], datetime | None], ...] = (
        lambda one: one.shown_at,
        lambda one: one.data_at,
        lambda one: one.ld_at,
    )
    trusted = []
    for kind in kinds:
        values = [kind(one) for one in joined]
        told = [value for value in values if value is not None]
        if len(told) == 1 or len(set(told)) > 1:
            trusted.append(values)
    if not trusted:
        return [None] * len(joined)
    return [
        next((value for value in values if value is not None), None)
        for values in zip(*trusted, strict=True)
    ]


def _headlines(joined: Sequence[_Joined], title: str) -> list[str]:
    """The list's own headlines where they are the posts', else the elements'."""
    listed = [html.plain(one.ld.get("headline") or one.ld.get("name")) for one in joined]
    shown = [one.element.headline if one.element else "" for one in joined]
    bad_listed = shared_by_most(listed) | {title}
    bad_shown = shared_by_most(shown) | {title}
    return [
        first if first and first not in bad_listed else second if second not in bad_shown else ""
        for first, second in zip(listed, shown, strict=True)
    ]


def _better_body(shown: Text, listed: Text) -> Text:
    """The element's text, which has the formatting, unless the list clearly says more."""
    if not shown:
        return listed
    cut = len(listed) >= _LD_CUT - 1 and len(shown) >= len(listed) * _MUCH_SHORTER
    return listed if not cut and len(shown) < len(listed) * _MUCH_SHORTER else shown


def _url(update: LinkedData, element: Element | None, page_url: str) -> str:
    if address := dom.web_address(update.get("url"), page_url):
        return address
    bare = urldefrag(page_url).url
    return f"{bare}#{element.dom_id}" if element and element.dom_id else bare


def _ld_stamp(update: LinkedData, document: Document) -> datetime | None:
    for name in ("datePublished", "dateCreated", "uploadDate"):
        if moment := stamps.parse(update.get(name), document.timezone):
            return _believable(moment, document)
    return None


def _believable(moment: datetime | None, document: Document) -> datetime | None:
    return stamps.believable(moment, document.fetched_at)


def _ld_video(update: LinkedData, base: str, known: Sequence[Media]) -> tuple[Media, ...]:
    value = update.get("video")
    first = value[0] if isinstance(value, list) and value else value
    address = first.get("contentUrl") if isinstance(first, dict) else None
    found = media.video(address, base)
    return tuple(item for item in found if item not in known)


def _decoration(blog: LinkedData, base: str) -> set[str]:
    """The page's own pictures and those that the list repeats: they stand for no single post."""
    own = {item.identity for item in _all_images(blog.get("image"), base)}
    listed = [media.of_linked_data(update.get("image"), base) for update in updates(blog)]
    return own | media.repeated([item.identity for items in listed for item in items], len(listed))


def _all_images(value: object, base: str) -> list[Media]:
    listed = value if isinstance(value, list) else [value]
    return [item for one in listed for item in media.of_linked_data(one, base)]


def _title(blog: LinkedData, tree: LexborHTMLParser) -> str:
    return html.plain(blog.get("headline")) or about.title(tree) or html.plain(blog.get("name"))


def _language(blog: LinkedData, tree: LexborHTMLParser) -> str:
    return about.language(tree) or _string(blog.get("inLanguage"))


def _starts_at(blog: LinkedData, posts: Sequence[SeenPost], document: Document) -> datetime | None:
    """coverageStartTime, unless it only means "that day" or lies after the first post."""
    moment = stamps.parse(blog.get("coverageStartTime"), document.timezone)
    if moment is None or stamps.is_midnight(moment, document.timezone):
        return None
    first = min((post.posted_at for post in posts if post.posted_at), default=None)
    return moment if first is None or moment <= first else None


def _dropped_in(joined: Sequence[_Joined]) -> list[Dropped]:
    found = []
    for one in joined:
        if one.element and one.element.advert:
            what = one.element.headline or one.element.body.value[:80] or one.url
            found.append(Dropped(what, "marked as advertising by the page"))
        elif one.element:
            found += one.element.dropped
    return found


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
