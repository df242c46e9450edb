"""A page with schema.org LiveBlogPosting, joined with the page's own elements. Pure.

The list says which posts there are and in what order; their ids and bodies can mostly be trusted.
The elements say when a post appeared, how it is formatted, and which pictures are its own.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser

from bot.model import Dropped, Media, SeenPost, Snapshot
from bot.sources import about, believe, dom, html, media, older, stamps
from bot.sources.document import Document, Kind
from bot.sources.finish import finish, shared_by_most
from bot.sources.joined import Joined, join
from bot.sources.ldscript import LinkedData, live_blog, updates
from bot.sources.naming import made_key
from bot.text import Text

NAME = "jsonld"

_FEW = 2
_LD_CUT = 1000
_MUCH_SHORTER = 0.6


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
    joined = join(updates(blog), document)
    title = _title(blog, tree)
    decoration = _decoration(blog, document.url)
    if len(joined) <= _FEW:  # too few to tell by repetition
        decoration.add(dom.web_address(about.meta(tree, "og:image"), document.url))
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


def _posts(
    joined: Sequence[Joined], title: str, decoration: set[str], document: Document
) -> list[SeenPost]:
    times = _times(joined)
    headlines = _headlines(joined, title)
    return [
        _post(one, time, headline, decoration, document)
        for one, time, headline in zip(joined, times, headlines, strict=True)
    ]


def _post(
    one: Joined, time: datetime | None, headline: str, decoration: set[str], document: Document
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


def _key(one: Joined, time: datetime | None, headline: str, body: Text) -> str:
    if one.ids:
        return one.ids[0]
    if one.element and one.element.stable_id:
        return one.element.stable_id
    return made_key(time, headline, body)


def _times(joined: Sequence[Joined]) -> list[datetime | None]:
    """Each post's time from the best kind of stamp that is not the same on all posts."""
    kinds: tuple[Callable[[Joined], datetime | None], ...] = (
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


def _headlines(joined: Sequence[Joined], title: str) -> list[str]:
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


def _dropped_in(joined: Sequence[Joined]) -> list[Dropped]:
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
