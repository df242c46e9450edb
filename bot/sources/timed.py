"""An article whose posts have no elements, only times: "14.45: ...", "12.31 Uhr: ...". Pure.

This is a newspaper's text broadcast inside an article: headings or paragraphs that open with a
time, under headings that name the day, newest or oldest first.

Nothing in such a page names a post, so its key is made of what an editor changes least: the day
(where the page writes days), the time, and which of the posts of that minute it is, counted from
the oldest. Text may be edited freely. The price: a post whose *time* is corrected is taken for a
new one and the old one for withdrawn; and of several posts of one minute, removing the older
looks like an edit of it and the withdrawal of the newer. A day that was only counted never stands
in a key: read a day later, the count might end elsewhere, and every post would seem new.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.goodbyes import archived_notice, closing_words
from bot.model import Dropped, SeenPost, Snapshot
from bot.sources import about, believe, dom, drafts, stamps
from bot.sources.blocks import Block, blocks
from bot.sources.days import days, newest_first, span_of
from bot.sources.document import Document, Kind
from bot.sources.drafts import Draft, Reading
from bot.sources.finish import finish
from bot.sources.promo import is_only_a_link
from bot.text import join

NAME = "timed"

_FEWEST = 2
# A page that calls itself live may have begun with its first post.
_LIVE = re.compile(
    r"(?<![^\W_])(?:live|liveblog|(?:news-?|live-?)?ticker|minute by minute|онлайн|хроника|наживо|"
    r"canlı|en direct|directo)(?![^\W_])|трансляц",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 200
BESIDE = "a part of the page beside its posts"
"""Why a heading of the article is no post."""


def understand(document: Document) -> Snapshot | None:
    """The posts of an article; None if it has not at least two that open with a time.

    One is enough on a page that calls itself live.
    """
    if document.kind is not Kind.HTML:
        return None
    tree = document.tree
    title = about.title(tree)
    fewest = 1 if _LIVE.search(f"{title} {document.url}") else _FEWEST
    reading = drafts.read(_article(tree, document.url, fewest), document)
    real = drafts.believable(reading.drafts)
    if len(real) < fewest:
        return None
    _take_goodbye(real, reading)
    posts, left_out = finish(_posts(real, reading, tree, document))
    sections = [Dropped(line[:80], BESIDE) for line in reading.sections]
    snapshot = Snapshot(
        url=document.url,
        format=NAME,
        title=title,
        posts=posts,
        language=about.language(tree),
        live=False if _says_it_is_over(reading.beside) else about.live(document.text, title),
        dropped=(*sections, *reading.dropped, *left_out),
    )
    believe.refuse_snapshot(snapshot, len(real))
    return snapshot if posts else None  # a list of links to other stories


def _article(tree: LexborHTMLParser, base: str, fewest: int) -> list[Block]:
    """The blocks of the smallest element around everything that opens with a time.

    A time that only leads to another page opens nothing. A single post is read with its article.
    """
    listed = list(blocks(tree.body, base)) if tree.body is not None else []
    tops = [
        block.top
        for block in listed
        for _, text in drafts.pieces(block)
        if not is_only_a_link(text)
    ]
    if len(tops) < fewest:
        return []
    box = _box(tops)
    return [block for block in listed if box in _around(block.top)]


def _box(tops: Sequence[LexborNode]) -> int:
    """The memory id of the smallest element around all of these."""
    single = dom.around(tops[0], "article", "main") if len(tops) == 1 else None
    if single is not None:
        return single.mem_id
    counts: Counter[int] = Counter()
    for node in tops:
        counts.update(_around(node))
    return next(one for one in _around(tops[0]) if counts[one] == len(tops))


def _around(node: LexborNode) -> Iterator[int]:
    """The memory ids of the elements around this one, the nearest first."""
    parent = node.parent
    while parent is not None:
        yield parent.mem_id
        parent = parent.parent


# --- From drafts to posts -------------------------------------------------------------------------


def _posts(
    real: Sequence[Draft], reading: Reading, tree: LexborHTMLParser, document: Document
) -> list[SeenPost]:
    shown = [draft.shown for draft in real]
    down = newest_first(shown)
    ordered = list(real) if down else list(reversed(real))
    found = days([draft.shown for draft in ordered], span_of(tree, document), document.timezone)
    names = [
        f"{day}T{draft.opening.clock}"
        if reading.has_days or draft.opening.day or draft.moment
        else draft.opening.clock
        for draft, day in zip(ordered, found, strict=True)
    ]
    posts: list[SeenPost] = []
    used: Counter[str] = Counter()
    for draft, day, name in reversed(list(zip(ordered, found, names, strict=True))):
        used[name] += 1
        key = name if used[name] == 1 else f"{name}-{used[name]}"
        posts.append(_post(draft, day, key, document))
    return list(reversed(posts)) if down else posts


def _take_goodbye(real: Sequence[Draft], reading: Reading) -> None:
    """Take from the oldest post, at the bottom of the page, the words with which the page ends."""
    oldest = real[-1]
    if len(real) == 1 or not newest_first([draft.shown for draft in real]):
        return
    while len(oldest.parts) > 1 and _says_it_is_over([oldest.parts[-1].value]):
        reading.beside.append(oldest.parts.pop().value)


def _post(draft: Draft, day: date, key: str, document: Document) -> SeenPost:
    zone = draft.opening.timezone or document.timezone
    moment = draft.moment or stamps.at(day, draft.opening.hour, draft.opening.minute, zone)
    anchor = dom.attribute(draft.top, "id")
    headline, parts = drafts.words_of(draft)
    return SeenPost(
        key=key,
        headline=headline,
        body=join("\n\n", parts),
        media=tuple({item.identity: item for item in draft.media}.values()),
        posted_at=stamps.believable(moment, document.fetched_at),
        url=f"{document.url}#{anchor}" if anchor else document.url,
        key_moment=draft.is_key or about.is_summary(headline),
    )


def _says_it_is_over(lines: Sequence[str]) -> bool:
    return any(
        closing_words(line) or archived_notice(line)
        for line in lines
        if len(line) <= _LONGEST_NOTICE
    )
