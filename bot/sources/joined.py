"""What a page lists as its posts, joined with the page's own elements of them. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import unquote, urldefrag

from selectolax.lexbor import LexborNode

from bot.sources import dom, html, stamps
from bot.sources.document import Document
from bot.sources.kin import kin
from bot.sources.ldscript import LinkedData
from bot.sources.page import ID_ATTRIBUTES, Element, Page, Place, tail

# A post may be listed at its place and again where it is pinned.
_LISTED_AT_MOST = 2
_SLUG_WORDS = 3
_SLUG_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Joined:
    """One post with its element, before anything is decided that needs the other posts.

    `ld` is empty for a post that the page shows and does not list.
    """

    ld: LinkedData
    ids: tuple[str, ...]
    url: str
    element: Element | None
    shown_at: datetime | None
    data_at: datetime | None
    ld_at: datetime | None
    listed_as_key: bool
    shown_pinned: bool


def join(listed: Sequence[LinkedData], document: Document) -> list[Joined]:
    """The listed posts in their order; or all that the page shows, in the order of the page.

    The latter only where each of the listed has an element, and these are of one kind.
    """
    page_url = urldefrag(document.url).url
    all_ids = [_ids(update, page_url) for update in listed]
    # An id that several posts carry is the page's.
    carried = Counter(one for ids in all_ids for one in set(ids))
    shared = {one for one, posts in carried.items() if posts > _LISTED_AT_MOST}
    own_ids = [tuple(one for one in ids if one not in shared) for ids in all_ids]
    page = Page(
        document.tree, [one for ids in own_ids for one in ids], document.url, document.timezone
    )
    places = [next((found for one in ids if (found := page.place(one))), None) for ids in own_ids]
    joined = [
        _joined(update, ids, place, page, document)
        for update, ids, place in zip(listed, own_ids, places, strict=True)
    ]
    shown = [place for place in places if place]
    if len(shown) == len(joined):
        joined = _with_unlisted(joined, shown, page, document)
    return _without_slugs(joined)


def _without_slugs(joined: Sequence[Joined]) -> list[Joined]:
    """The posts without their listed ids where those are made of headlines.

    The page decides, not the post: an edited headline may or may not change its id.
    """
    named = [one for one in joined if one.ids]
    slugs = sum(is_slug(one.ids[0], html.plain(one.ld.get("headline"))) for one in named)
    by_headline = slugs * 2 > len(named)
    return [replace(one, ids=()) for one in joined] if by_headline else list(joined)


def is_slug(post_id: str, headline: str) -> bool:
    """Whether an id is made of the headline's words, and so changes when the headline does."""
    words = _words(post_id)
    if len(words) < _SLUG_WORDS:
        return False
    spoken = set(_words(headline.replace("’", "").replace("'", "")))
    return sum(word in spoken for word in words) >= _SLUG_SHARE * len(words)


def _words(text: str) -> list[str]:
    """The words of a text or an address, without the accents that addresses leave out."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return re.findall(
        r"[^\W_]+", "".join(sign for sign in plain if not unicodedata.combining(sign))
    )


def _joined(
    update: LinkedData,
    ids: tuple[str, ...],
    place: Place | None,
    page: Page,
    document: Document,
) -> Joined:
    element = page.read(place.node, place.anchor) if place else None
    return Joined(
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


def _with_unlisted(
    joined: Sequence[Joined], places: Sequence[Place], page: Page, document: Document
) -> list[Joined]:
    """The joined posts and those that the page shows beside them, in the order of the page."""
    nodes = [place.node for place in places]
    for name in ID_ATTRIBUTES:
        alike = kin(nodes, document.tree, name)
        named = [_listed_name(one, node, name) for one, node in zip(joined, nodes, strict=True)]
        if len(alike) <= len({node.mem_id for node in nodes}) or len(set(named)) > 1:
            continue
        known = {node.mem_id: one for one, node in zip(joined, nodes, strict=True)}
        return [
            known.get(node.mem_id)
            or _joined({}, _ids_like(named[0], node, name), Place(node, node), page, document)
            for node in alike
        ]
    return list(joined)


def _listed_name(one: Joined, node: LexborNode, name: str) -> str | None:
    """What stands before an element's own id in the name that the list has for it.

    None where the list names the post by its headline and the element does not.
    """
    listed = one.ids[0] if one.ids else ""
    own = dom.attribute(node, name)
    if listed == own:
        return ""
    end = tail(own)
    if end and listed.lower().endswith(end):
        return "=" + listed[: -len(end)]
    return None


def _ids_like(listed: str | None, node: LexborNode, name: str) -> tuple[str, ...]:
    """The ids that the list would have for an element, were it listed."""
    own = dom.attribute(node, name)
    if listed is None:
        return ()
    return (listed[1:] + own[-len(tail(own)) :] if listed else own,)


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
