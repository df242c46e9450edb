"""A page whose posts are elements of one kind, each with an id and a time. Pure.

The most general form of a live page: nothing announces the posts, they are only built alike.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urldefrag

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.model import Dropped, SeenPost, Snapshot
from bot.sources import about, believe, dom, html, older, stamps
from bot.sources.clock import Opening, opening
from bot.sources.document import Document, Kind
from bot.sources.element_times import keys_of, times_of
from bot.sources.finish import finish
from bot.sources.kin import pattern
from bot.sources.page import ID_ATTRIBUTES, Element, Page, stamps_of
from bot.text import Text

NAME = "elements"

_FEWEST = 2
_BOXES = frozenset({"article", "div", "section", "li", "tr", "details", "dd", "amp-story-page"})
_CLOCKS = (
    "time, amp-timeago, [class*='time'], [class*='date'], [class*='clock'], [data-testid*='time']"
)
_HEADINGS = ", ".join(sorted(dom.HEADINGS))
_LINKS_IN_HEADINGS = ", ".join(f"{heading} a[href]" for heading in sorted(dom.HEADINGS))
_HIGHEST_CLIMB = 5
_ENOUGH_HEADS = 3
_MOSTLY = 0.6
_NOT_HERE = frozenset({"nav", "aside", "footer", "form"})
_READERS = re.compile(r"(?:.*[-_])?(?:comments?|replies|reviews?|disqus)(?:[-_].*)?")


def understand(document: Document) -> Snapshot | None:
    """The posts of an HTML page; None if it has not at least two such elements."""
    if document.kind is not Kind.HTML:
        return None
    tree = document.tree
    nodes = _posts_of(tree, document)
    if len(nodes) < _FEWEST:
        return None
    return snapshot_of(NAME, tree, document, nodes)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a post's element is read: its name, what it says, and the bare clock time it shows."""

    name: Callable[[LexborNode], str]
    read: Callable[[Page, LexborNode], Element]
    clock: Callable[[LexborNode], Opening | None]


def as_read(post: SeenPost, _: LexborNode) -> SeenPost:
    """The post as it is."""
    return post


def snapshot_of(
    name: str,
    tree: LexborHTMLParser,
    document: Document,
    nodes: Sequence[LexborNode],
    refine: Callable[[SeenPost, LexborNode], SeenPost] = as_read,
    *,
    manner: Manner | None = None,
) -> Snapshot:
    """The page's posts, which are `nodes`, as format `name` has found them.

    `refine` sees each post with its element before they are put in order; `manner` is how elements
    are read, if not as `BUILT_ALIKE`. Raises SnapshotRefused if none of them says anything.
    """
    manner = manner or BUILT_ALIKE
    ids = [manner.name(node) for node in nodes]
    page = Page(tree, ids, document.url, document.timezone)
    read = [manner.read(page, node) for node in nodes]
    times = times_of(ids, read, map(manner.clock, nodes), tree, document)
    keys = keys_of(ids, read, times)
    title = about.title(tree)
    posts = [
        SeenPost(
            key=key,
            headline=element.headline,
            body=element.body,
            media=element.media,
            posted_at=time,
            url=urldefrag(document.url).url + (f"#{element.dom_id}" if element.dom_id else ""),
            key_moment=element.key_moment
            or page.lists_as_key([one])
            or about.is_summary(element.headline),
            pinned=element.pinned or page.shows_pinned([one]),
            withdrawn=element.withdrawn,
        )
        for one, key, element, time in zip(ids, keys, read, times, strict=True)
        if not element.advert
    ]
    shown = [node for node, element in zip(nodes, read, strict=True) if not element.advert]
    kept, left_out = finish([refine(*pair) for pair in zip(posts, shown, strict=True)])
    adverts = [
        Dropped(element.headline or element.body.value[:80], "marked as advertising by the page")
        for element in read
        if element.advert and (element.headline or element.body)
    ]
    inside = [entry for element in read for entry in element.dropped if not element.advert]
    snapshot = Snapshot(
        url=document.url,
        format=name,
        title=title,
        posts=kept,
        language=about.language(tree),
        live=about.live(document.text, title),
        dropped=(*adverts, *inside, *left_out),
        older=older.linked(tree, document.url),
    )
    believe.refuse_snapshot(snapshot, len(posts))
    return snapshot


# --- Which elements are the posts -----------------------------------------------------------------


def _posts_of(tree: LexborHTMLParser, document: Document) -> list[LexborNode]:
    """The family of elements built alike that says most, and is no list of teasers."""
    families: dict[str, dict[int, LexborNode]] = defaultdict(dict)
    places: dict[int, bool] = {}
    for node in _candidates(tree):
        if not _is_box(node) or not _is_post(node, places):
            continue
        if named := _id(node):
            families[f"{node.tag}#{pattern(named)}"][node.mem_id] = node
        alike = dom.attribute(node, "class") or dom.attribute(node, "role")
        if alike:
            families[f"{node.tag}.{alike}"][node.mem_id] = node
    several = [family for family in families.values() if len(family) >= _FEWEST]
    teasers: set[int] = set()
    titled = {anchor.mem_id for anchor in tree.css(_LINKS_IN_HEADINGS)}
    for family in sorted(several, key=_weight, reverse=True):
        nodes = list(family.values())
        if sum(_leads_elsewhere(node, document.url, titled) for node in nodes) * 2 > len(nodes):
            teasers.update(family)
        elif not any(_stands_in(node, teasers.union(family)) for node in nodes):
            return [] if _are_heads(nodes) else nodes
    return []


def _are_heads(nodes: Sequence[LexborNode]) -> bool:
    """Whether these hold only the times and titles of posts whose text stands below each."""
    return all(
        following is not None
        and following.tag in dom.CONTENT
        and dom.has_words(following)
        and not html.convert(node, "", whole_post=True).text
        for node, following in ((one, _next_element(one)) for one in nodes[:_ENOUGH_HEADS])
    )


def _next_element(node: LexborNode) -> LexborNode | None:
    following = node.next
    while following is not None and not dom.is_element(following):
        following = following.next
    return following


def _is_box(node: LexborNode) -> bool:
    """Whether posts may be such elements: a box of HTML, or one of the page's own making."""
    tag = node.tag or ""
    return tag in _BOXES or ("-" in tag and not tag.startswith("amp-") and dom.is_element(node))


def _candidates(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """Everything with an id, and in page order what stands close around an exact time."""
    yield from tree.css(", ".join(f"[{name}]" for name in ID_ATTRIBUTES))
    for clock in tree.css("time[datetime], amp-timeago[datetime]"):
        around = clock.parent
        for _ in range(_HIGHEST_CLIMB):
            if around is None or around.tag in {"body", "html", "main"}:
                break
            yield around
            around = around.parent


def _is_post(node: LexborNode, places: dict[int, bool]) -> bool:
    return _is_place_for_posts(node, places) and _shows_time(node) and bool(node.text().strip())


def _is_place_for_posts(node: LexborNode, places: dict[int, bool]) -> bool:
    """Whether nothing around `node` is furniture or the readers' own; `places` remembers."""
    way: list[int] = []
    fine = True
    around: LexborNode | None = node
    while around is not None and around.mem_id not in places:
        way.append(around.mem_id)
        names = [*dom.attribute(around, "class").lower().split(), _id(around).lower()]
        if around.tag in _NOT_HERE or any(_READERS.fullmatch(name) for name in names):
            fine = False
            break
        around = around.parent
    else:
        fine = around is None or places[around.mem_id]
    places.update(dict.fromkeys(way, fine))
    return fine


def _shows_time(node: LexborNode) -> bool:
    return (
        any(stamps.parse(value, "UTC") for value in stamps_of(node))
        or node.css_first("time, amp-timeago") is not None
        or _clock(node) is not None
    )


def _clock(node: LexborNode) -> Opening | None:
    """The clock time that stands in an element of its own inside the post."""
    for inner in node.css(_CLOCKS):
        found = opening(Text(dom.tidy(inner.text())))
        if found is not None and not found.rest:
            return found
    return None


def _weight(family: Mapping[int, LexborNode]) -> int:
    return sum(len(node.text()) for node in family.values())


def _stands_in(node: LexborNode, family: Collection[int]) -> bool:
    """Whether an element around this one is of the family too (memory ids)."""
    parent = node.parent
    while parent is not None:
        if parent.mem_id in family:
            return True
        parent = parent.parent
    return False


def _leads_elsewhere(node: LexborNode, url: str, titled: Collection[int]) -> bool:
    """Whether this is a teaser: its heading, or nearly all it says, is a link to another page.

    `titled` are the links that stand in headings (memory ids).
    """
    linked = 0
    for anchor in node.css("a[href]"):
        if _is_elsewhere(anchor, url):
            if anchor.mem_id in titled or anchor.css_first(_HEADINGS) is not None:
                return True
            linked += len(anchor.text().strip())
    return linked > _MOSTLY * len(dom.tidy(node.text()))


def _is_elsewhere(anchor: LexborNode, url: str) -> bool:
    """Whether a link leads away from the page and what stands below its address."""
    target = urldefrag(dom.web_address(dom.attribute(anchor, "href"), url)).url
    return bool(target) and not target.startswith(urldefrag(url).url.rstrip("/"))


def _id(node: LexborNode) -> str:
    return next((value for name in ID_ATTRIBUTES if (value := dom.attribute(node, name))), "")


BUILT_ALIKE = Manner(name=_id, read=Page.read, clock=_clock)
"""As pages usually build the elements of their posts."""
