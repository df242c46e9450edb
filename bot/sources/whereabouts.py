"""Where on a page its posts stand, and with that: what stands around them. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urldefrag

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.model import SeenPost
from bot.sense import normal
from bot.sources import dom
from bot.sources.blocks import Block, blocks
from bot.sources.clock import opening
from bot.sources.page import ID_ATTRIBUTES, tail
from bot.text import Text

_PARAGRAPHS = "p, li, h2, h3, h4, h5, h6"
_MOST = 1.5
"""What holds two of three posts counts as what holds them all."""

_SHORTEST_TOLD = 15
"""A line of fewer characters may stand in a post and beside it by chance."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What of a page is its posts. Elements are told by their memory ids.

    `box` is the article around the posts. `posts` are the posts' own elements where the page names
    them, else the paragraphs that were known again. `spine` is what holds the posts, up to `box`.
    """

    box: LexborNode
    posts: frozenset[int]
    spine: frozenset[int]
    lines: frozenset[str]
    by_time: bool

    def is_post(self, block: Block) -> bool:
        """Whether this block of the page is a post's, or stands in a post's element."""
        if self.by_time and opening(block.text, is_heading=block.level > 0) is not None:
            return True
        return not self.lines.isdisjoint(_told(block))

    def is_inside_post(self, node: LexborNode) -> bool:
        """Whether an element, or one around it, is a post."""
        return any(one.mem_id in self.posts for one in _upwards(node))

    def box_of(self, node: LexborNode) -> int:
        """The box in the run of the text that an element stands in; the run itself if in none.

        An element's own wrapper is no box: some sites wrap every paragraph.
        """
        parent = node.parent
        if parent is not None and len(list(islice(parent.iter(), 2))) == 1:
            parent = parent.parent
        return parent.mem_id if parent is not None else 0

    def in_flow(self, node: LexborNode) -> bool:
        """Whether an element stands in the run of the article's text, beside the posts.

        That is directly in what holds the posts, or in one box of its own there.
        """
        parent = node.parent
        if parent is None:
            return False
        around = parent.parent
        return parent.mem_id in self.spine or (around is not None and around.mem_id in self.spine)


def locate(
    tree: LexborHTMLParser, posts: Sequence[SeenPost], base: str, *, by_time: bool
) -> Whereabouts | None:
    """Where `posts` stand on the page; None where none of them can be found.

    `by_time` says that posts have no elements, only lines that open with a time.
    """
    if tree.body is None or not posts:
        return None
    lines = frozenset(_lines_of(posts))
    named = [] if by_time else _alike(tree, _named(tree, posts))
    standing = named or _telling(tree.body, lines)
    if not standing:
        standing = [
            one.top
            for one in blocks(tree.body, base)
            # Posts of a word or two may stand anywhere; then the times must do.
            if lines.intersection(_told(one)) or (by_time and not lines and opening(one.text))
        ]
    if not standing:
        return None
    spine = _spine(standing)
    box = _box(standing[0], spine, tree.body)
    inside = {one.mem_id for one in _upwards(box)} - {box.mem_id}
    return Whereabouts(
        box=box,
        posts=frozenset(node.mem_id for node in standing),
        spine=frozenset(spine - inside),
        lines=lines,
        by_time=by_time,
    )


def _telling(body: LexborNode, lines: Collection[str]) -> list[LexborNode]:
    """The paragraphs and headings that say what a post says; found without reading all markup."""
    found = []
    for node in body.css(_PARAGRAPHS):
        text = Text(dom.tidy(node.text()))
        opened = opening(text, is_heading=node.tag in dom.HEADINGS)
        said = _lines((opened.rest if opened is not None else text).value)
        if said and said[0] in lines:
            found.append(node)
    return found


def _named(tree: LexborHTMLParser, posts: Sequence[SeenPost]) -> list[LexborNode]:
    """The elements with the posts' ids, without those that hold several."""
    names = {post.key for post in posts} | {urldefrag(post.url).fragment for post in posts}
    names.discard("")
    ends = {tail(name) for name in names} - {""}
    found = [
        node
        for node in tree.css(", ".join(f"[{name}]" for name in ID_ATTRIBUTES))
        if any(
            value in names or tail(value) in ends
            for name in ID_ATTRIBUTES
            if (value := dom.attribute(node, name))
        )
        and node.tag not in {"a", "html", "body", "main", "input", "button", "script"}
    ]
    ids = {node.mem_id for node in found}
    held = Counter(
        one.mem_id for node in found for one in _upwards(node) if one.mem_id != node.mem_id
    )
    return [node for node in found if not (node.mem_id in ids and held[node.mem_id] > 1)]


def _alike(tree: LexborHTMLParser, named: Sequence[LexborNode]) -> list[LexborNode]:
    """With the elements built like two or more of these: posts that the list does not hold."""
    makes = Counter(make for node in named if (make := _make(node)))
    usual = {make for make, count in makes.items() if count > 1}
    if not usual:
        return list(named)
    known = {node.mem_id for node in named}
    tags = ", ".join(sorted({tag for tag, _ in usual}))
    more = [node for node in tree.css(tags) if node.mem_id not in known and _make(node) in usual]
    return [*named, *more]


def _make(node: LexborNode) -> tuple[str, str] | None:
    """An element's tag and first class; None without a class."""
    names = dom.attribute(node, "class").split()
    return (node.tag or "", names[0]) if names else None


def _spine(standing: Sequence[LexborNode]) -> set[int]:
    """What holds all of these, or most: a pinned copy or a headline may stand elsewhere too."""
    counts = Counter(
        one.mem_id for node in standing for one in _upwards(node) if one.mem_id != node.mem_id
    )
    return {one for one, count in counts.items() if count * _MOST >= len(standing)}


def _box(node: LexborNode, spine: set[int], body: LexborNode) -> LexborNode:
    """The widest article that holds all posts, else the page's body."""
    articles = [one for one in _upwards(node) if one.mem_id in spine and _is_article(one)]
    return articles[-1] if articles else body


def _is_article(node: LexborNode) -> bool:
    declared = {dom.attribute(node, "itemprop").lower(), dom.attribute(node, "role").lower()}
    return node.tag in {"article", "main"} or bool(declared & {"articlebody", "main"})


def _upwards(node: LexborNode) -> Iterator[LexborNode]:
    """The element and those around it, the nearest first."""
    one: LexborNode | None = node
    while one is not None:
        yield one
        one = one.parent


def _told(block: Block) -> list[str]:
    """What a block says, without the time that it may open with."""
    opened = opening(block.text, is_heading=block.level > 0)
    return _lines((opened.rest if opened is not None else block.text).value)


def _lines_of(posts: Iterable[SeenPost]) -> Iterator[str]:
    for post in posts:
        yield from _lines(post.headline)
        yield from _lines(post.body.value)


def _lines(text: str) -> list[str]:
    """The lines of a text that are long enough to be told again, in one spelling."""
    found = (normal(line.lstrip("• ")).casefold() for line in text.split("\n"))
    return [line for line in found if len(line) >= _SHORTEST_TOLD]
