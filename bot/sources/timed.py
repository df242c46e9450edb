"""An article whose posts have no elements, only times: "14.45: ...", "12.31 Uhr: ...". Pure.

This is a newspaper's text broadcast inside an article: headings or paragraphs that open with a
time, under headings that name the day, newest or oldest first.

Nothing in such a page names a post, so its key is made of what an editor changes least: the day
(where the page writes days), the time, and which of the posts of that minute it is, counted from
the oldest. Text may be edited freely. The price: a post whose *time* is corrected is taken for a
new one and the old one for withdrawn; and of several posts of one minute, removing the older
looks like an edit of it and the withdrawal of the newer.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import dropwhile

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.ending import BACK_SOON, CLOSING
from bot.model import Dropped, Media, SeenPost, Snapshot
from bot.sources import about, believe, dom, stamps
from bot.sources.blocks import Block, blocks
from bot.sources.clock import Opening, opening
from bot.sources.dates import Day, heading_day
from bot.sources.days import ShownTime, days, newest_first, span_of
from bot.sources.document import Document, Kind
from bot.sources.finish import finish
from bot.sources.media import split_credit
from bot.sources.promo import is_only_a_link
from bot.text import Style, Text, join

NAME = "timed"

_FEWEST = 2
_ENOUGH_TO_TELL = 3
# A page that calls itself live may have begun with its first post.
_LIVE = re.compile(
    r"(?<![^\W_])(?:live|liveblog|(?:news-?|live-?)?ticker|minute by minute|онлайн|хроника|наживо|"
    r"canlı|en direct|directo)(?![^\W_])|трансляц",
    re.IGNORECASE,
)
_MONTHS = 12
_LONGEST_CREDIT = 200
_LONGEST_HEADLINE = 200
_HEADLINE_WORDS = 3
_BESIDE = "a part of the page beside its posts"


@dataclass(slots=True)
class _Draft:
    """A post while its blocks are collected. `day` is what its heading or its own line says."""

    opening: Opening
    top: LexborNode
    level: int
    day: Day | None
    moment: datetime | None
    headline: str = ""
    parts: list[Text] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)

    @property
    def shown(self) -> ShownTime:
        minutes = self.opening.hour * 60 + self.opening.minute
        return ShownTime(minutes, self.day, self.moment)

    @property
    def says_something(self) -> bool:
        return bool(self.headline or self.media or any(self.parts))


@dataclass(slots=True)
class _Reading:
    """What a walk over the blocks found. `beside` are the lines that belong to no post."""

    drafts: list[_Draft] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    has_days: bool = False


def understand(document: Document) -> Snapshot | None:
    """The posts of an article; None if it has not at least two that open with a time."""
    if document.kind is not Kind.HTML:
        return None
    tree = dom.parse(document.text)
    title = about.title(tree)
    fewest = 1 if _LIVE.search(f"{title} {document.url}") else _FEWEST
    reading = _read(_titles_below_times(_article(tree, document.url, fewest)), document)
    drafts = _believable(reading.drafts)
    if len(drafts) < fewest:
        return None
    posts, left_out = finish(_posts(drafts, reading, tree, document))
    sections = [Dropped(line[:80], _BESIDE) for line in reading.sections]
    snapshot = Snapshot(
        url=document.url,
        format=NAME,
        title=title,
        posts=posts,
        language=about.language(tree),
        live=False if _says_it_is_over(reading.beside) else about.live(document.text, title),
        dropped=(*sections, *reading.dropped, *left_out),
    )
    believe.refuse_snapshot(snapshot, len(drafts))
    return snapshot


def _article(tree: LexborHTMLParser, base: str, fewest: int) -> list[Block]:
    """The blocks of the smallest element around everything that opens with a time.

    A time that only leads to another page opens nothing. A single post is read with its article.
    """
    listed = list(blocks(tree.body, base)) if tree.body is not None else []
    tops = [block.top for block in listed for _, text in _pieces(block) if not is_only_a_link(text)]
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


def _titles_below_times(listed: Sequence[Block]) -> list[Block]:
    """The blocks with each title below its time, where the page puts it right above it."""
    alone = [
        number
        for number, block in enumerate(listed)
        if (opened := opening(block.text)) and not opened.rest and not block.level
    ]
    titled = [number for number in alone if number and _is_title(listed[number - 1])]
    if len(titled) * 2 <= len(alone):
        return list(listed)
    ordered = list(listed)
    for number in titled:
        ordered[number - 1], ordered[number] = listed[number], listed[number - 1]
    return ordered


def _is_title(block: Block) -> bool:
    line = dom.tidy(block.text.value)
    return block.level > 1 and bool(line) and heading_day(line, is_heading=True) is None


# --- From blocks to drafts ------------------------------------------------------------------------


def _read(listed: Sequence[Block], document: Document) -> _Reading:
    reading = _Reading()
    day: Day | None = None
    draft: _Draft | None = None
    for block in listed:
        reading.dropped += block.dropped
        line = dom.tidy(block.text.value)
        named = heading_day(line, is_heading=block.level > 0)
        pieces = _pieces(block) if named is None else []
        if named is not None:
            day, draft, reading.has_days = named, None, True
        elif pieces:
            for opened, text in pieces:
                draft = _open(block, opened, text, day, document)
                reading.drafts.append(draft)
            reading.drafts[-1].media += block.media
        elif draft is not None and not block.ends_post and not _is_section(block, draft):
            _add(draft, block)
        else:
            draft = None
            reading.beside.append(line)
            if block.level > 1:
                reading.sections.append(line)
    return reading


def _pieces(block: Block) -> list[tuple[Opening, Text]]:
    """The posts that a block holds: none, one, or several that stand line by line in it."""
    if opening(_first_line(block.text), is_heading=block.level > 0) is None:
        return []
    pieces: list[tuple[Opening, Text]] = []
    start = 0
    lines = block.text.value.split("\n")
    for line in lines:
        text = block.text.slice(start, start + len(line))
        opened = opening(text, is_heading=block.level > 0)
        if opened is not None:
            pieces.append((opened, opened.rest))
        else:
            before, gathered = pieces[-1]
            pieces[-1] = (before, gathered + "\n" + text)
        start += len(line) + 1
    return [(opened, gathered.strip()) for opened, gathered in pieces]


def _first_line(text: Text) -> Text:
    return text.slice(0, len(text.value.partition("\n")[0]))


def _open(block: Block, opened: Opening, text: Text, day: Day | None, document: Document) -> _Draft:
    stamp = block.top.css_first("time[datetime]")
    value = dom.attribute(stamp, "datetime") if stamp is not None else ""
    draft = _Draft(
        opening=opened,
        top=block.top,
        level=block.level,
        day=opened.day or day,
        moment=stamps.believable(stamps.parse(value, document.timezone), document.fetched_at),
    )
    if block.level:
        draft.headline = text.value.replace("\n", " ")
    elif opened.framed:
        draft.headline, _, rest = text.value.partition("\n")
        draft.parts.append(text.slice(len(text) - len(rest), len(text)))
    else:
        draft.headline, body = _bold_headline(text)
        draft.parts.append(body)
    return draft


def _bold_headline(text: Text) -> tuple[str, Text]:
    """The bold words that open a paragraph, if they are a headline rather than an emphasis."""
    bold = next((span for span in text.spans if span.style is Style.BOLD and span.start <= 1), None)
    if bold is None:
        return "", text
    headline = text.value[: bold.end].strip()
    rest = text.slice(bold.end, len(text)).strip()
    if "\n" in headline or not rest:
        return "", text
    sentence = headline.endswith((".", "!", "?", "…", ":"))
    apart = text.value[bold.end :].lstrip(" ").startswith("\n") or (
        len(headline.split()) >= _HEADLINE_WORDS and rest.value[:1].isupper()
    )
    return (headline, rest) if sentence or apart else ("", text)


def _is_section(block: Block, draft: _Draft) -> bool:
    """Whether a heading ends the post above it instead of belonging to it."""
    if not block.level:
        return False
    return block.level <= draft.level if draft.level else draft.says_something


def _add(draft: _Draft, block: Block) -> None:
    if block.level and not draft.says_something:
        draft.headline = dom.tidy(block.text.value)
        draft.level = block.level
        return
    line = block.text.value
    if draft.media and not block.media and 0 < len(line) <= _LONGEST_CREDIT:
        caption, credit = split_credit(dom.tidy(line))
        last = draft.media[-1]
        if credit and not last.credit and not last.caption:
            draft.media[-1] = replace(last, caption=caption, credit=credit)
            return
    draft.parts.append(block.text)
    draft.media += block.media


def _believable(drafts: Sequence[_Draft]) -> list[_Draft]:
    """The drafts without the stamps and the dates that merely look like the opening of a post."""
    speaking = [draft for draft in drafts if draft.says_something]
    alone = [draft for draft in speaking if not draft.opening.rest]
    if len(alone) * 2 < len(speaking):
        # Above the posts, or with its date, a time by itself says when the page was made.
        speaking = list(dropwhile(lambda draft: not draft.opening.rest, speaking))
        speaking = [draft for draft in speaking if draft.opening.rest or not draft.opening.day]
    dotted = [draft.opening for draft in speaking if draft.opening.dotted]
    if _are_days(dotted):
        return [draft for draft in speaking if not draft.opening.dotted]
    return speaking


def _are_days(dotted: Sequence[Opening]) -> bool:
    """Whether "02.06: ...", "03.06: ..." is a chronicle: many days of few months."""
    days = {one.hour for one in dotted}
    months = {one.minute for one in dotted}
    possible = 0 not in days and all(1 <= month <= _MONTHS for month in months)
    return len(dotted) >= _ENOUGH_TO_TELL and possible and len(months) < len(days)


# --- From drafts to posts -------------------------------------------------------------------------


def _posts(
    drafts: Sequence[_Draft], reading: _Reading, tree: LexborHTMLParser, document: Document
) -> list[SeenPost]:
    shown = [draft.shown for draft in drafts]
    down = newest_first(shown)
    ordered = list(drafts) if down else list(reversed(drafts))
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


def _bold_line(draft: _Draft) -> tuple[str, list[Text]]:
    """A first line that is all in bold and followed by more is a headline after all."""
    lines = [part for part in draft.parts if part]
    if draft.headline or len(lines) < _FEWEST:
        return draft.headline, lines
    first = lines[0]
    whole = any(
        span.style is Style.BOLD and span.start == 0 and span.end >= len(first.value.rstrip(" .:"))
        for span in first.spans
    )
    if not whole or "\n" in first.value or len(first) > _LONGEST_HEADLINE:
        return "", lines
    return first.value, lines[1:]


def _post(draft: _Draft, day: date, key: str, document: Document) -> SeenPost:
    zone = draft.opening.timezone or document.timezone
    moment = draft.moment or stamps.at(day, draft.opening.hour, draft.opening.minute, zone)
    anchor = dom.attribute(draft.top, "id")
    headline, parts = _bold_line(draft)
    return SeenPost(
        key=key,
        headline=headline,
        body=join("\n\n", parts),
        media=tuple({item.identity: item for item in draft.media}.values()),
        posted_at=stamps.believable(moment, document.fetched_at),
        url=f"{document.url}#{anchor}" if anchor else document.url,
        key_moment=about.is_summary(headline),
    )


def _says_it_is_over(lines: Sequence[str]) -> bool:
    return any(
        CLOSING.search(line) and not BACK_SOON.search(line)
        for line in lines
        if len(line) <= _LONGEST_CREDIT
    )
