"""Blocks of running text -> posts that open with a time, as drafts. Pure.

A draft begins at a line that opens with a time and takes what stands below it, up to the next
one, a day, or a part of the page that stands beside its posts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import dropwhile, takewhile

from selectolax.lexbor import LexborNode

from bot.model import Dropped, Media, SectionKind
from bot.sources import dom, stamps, titles
from bot.sources.blocks import Block
from bot.sources.clock import Opening, opening
from bot.sources.dates import Day, heading_day
from bot.sources.days import ShownTime
from bot.sources.document import Document
from bot.sources.media import split_credit
from bot.sources.promo import leads_away
from bot.sources.subjects import bold_heading, kind_of
from bot.text import Style, Text

_ENOUGH_TO_TELL = 3
_MONTHS = 12
_LONGEST_CREDIT = 200
_LONGEST_HEADLINE = 200
_HEADLINE_WORDS = 3


@dataclass(slots=True)
class Draft:
    """A post while its blocks are collected. `day` is what its heading or its own line says.

    `is_mention` says that this is only a line of the page's list of key moments, `is_teaser` that
    its heading leads to another page.
    """

    opening: Opening
    top: LexborNode
    level: int
    day: Day | None
    moment: datetime | None
    headline: str = ""
    parts: list[Text] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    is_mention: bool = False
    is_teaser: bool = False
    is_key: bool = False

    @property
    def shown(self) -> ShownTime:
        """Its time, as far as the page tells it."""
        minutes = self.opening.hour * 60 + self.opening.minute
        return ShownTime(minutes, self.day, self.moment)

    @property
    def says_something(self) -> bool:
        """Whether there is more than a time."""
        return bool(self.headline or self.media or any(self.parts))

    def says_as(self, other: "Draft") -> bool:
        """Whether the other has the same time and words."""
        same_time = self.opening.clock == other.opening.clock
        return same_time and words_of(self) == words_of(other)


@dataclass(slots=True)
class Reading:
    """What a walk over the blocks found. `beside` are the lines that belong to no post."""

    drafts: list[Draft] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    has_days: bool = False


def read(listed: Sequence[Block], document: Document) -> Reading:
    """The drafts of a page's blocks, and what stands beside them."""
    reading = Reading()
    listed = titles.below_times(listed)
    above = titles.above_posts(listed)
    title = ""
    day: Day | None = None
    draft: Draft | None = None
    for number, block in enumerate(listed):
        reading.dropped += block.dropped
        line = dom.tidy(block.text.value)
        named = heading_day(line, is_heading=block.level > 0)
        opened_here = pieces(block) if named is None else []
        if named is not None:
            day, draft, reading.has_days = named, None, True
        elif number in above:
            title, draft = line, None
        elif opened_here:
            mentioned = titles.is_key_list(listed, number)
            for opened, text in opened_here:
                draft = _open(block, opened, text, day, document)
                draft.headline, title = draft.headline or title, ""
                draft.is_mention = mentioned
                reading.drafts.append(draft)
            reading.drafts[-1].media += block.media
        elif draft is not None and not block.ends_post and not _is_section(block, draft):
            _add(draft, block, document.url)
        else:
            draft = None
            reading.beside.append(line)
            if block.level > 1:
                reading.sections.append(line)
    return reading


def pieces(block: Block) -> list[tuple[Opening, Text]]:
    """The posts that a block holds: none, one, or several that stand line by line in it."""
    if opening(_first_line(block.text), is_heading=block.level > 0) is None:
        return []
    found: list[tuple[Opening, Text]] = []
    start = 0
    lines = block.text.value.split("\n")
    for line in lines:
        text = block.text.slice(start, start + len(line))
        opened = opening(text, is_heading=block.level > 0)
        if opened is not None:
            found.append((opened, opened.rest))
        else:
            before, gathered = found[-1]
            found[-1] = (before, gathered + "\n" + text)
        start += len(line) + 1
    return [(opened, gathered.strip()) for opened, gathered in found]


def _first_line(text: Text) -> Text:
    return text.slice(0, len(text.value.partition("\n")[0]))


def _open(block: Block, opened: Opening, text: Text, day: Day | None, document: Document) -> Draft:
    stamp = block.top.css_first("time[datetime]")
    value = dom.attribute(stamp, "datetime") if stamp is not None else ""
    draft = Draft(
        opening=opened,
        top=block.top,
        level=block.level,
        day=opened.day or _relative_day(opened, document) or day,
        moment=stamps.believable(stamps.parse(value, document.timezone), document.fetched_at),
    )
    if block.level:
        draft.headline = text.value.replace("\n", " ")
        draft.is_teaser = leads_away(text, document.url)
    elif opened.framed:
        draft.headline, _, rest = text.value.partition("\n")
        draft.parts.append(text.slice(len(text) - len(rest), len(text)))
    else:
        draft.headline, body = _bold_headline(text)
        draft.parts.append(body)
    return draft


def _relative_day(opened: Opening, document: Document) -> Day | None:
    """The day of "yesterday, 23:45". It never stands in a key: tomorrow the page says another."""
    if opened.days_ago is None:
        return None
    today = stamps.local(document.fetched_at, document.timezone).date()
    then = today - timedelta(days=opened.days_ago)
    return Day(then.month, then.day, then.year)


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


def _is_section(block: Block, draft: Draft) -> bool:
    """Whether a heading ends the post above it instead of belonging to it.

    A paragraph in bold does, if it heads a section of the background: "Prognosis". Key points may
    stand in a post, as what it sums up.
    """
    if not block.level:
        heading, rest = bold_heading(block.text)
        kind = None if rest else kind_of(heading)
        return draft.says_something and kind not in {None, SectionKind.TAKEAWAYS}
    return draft.says_something and (not draft.level or block.level <= draft.level)


def _add(draft: Draft, block: Block, page: str) -> None:
    if block.level and not draft.says_something:
        draft.headline = dom.tidy(block.text.value)
        draft.is_teaser = leads_away(block.text, page)
        draft.level = block.level
        return
    line = block.text.value
    if draft.media and not block.media and 0 < len(line) <= _LONGEST_CREDIT:
        caption, credit = split_credit(dom.tidy(line))
        last = draft.media[-1]
        if credit and not last.credit and not last.caption:
            draft.media[-1] = replace(last, caption=caption, credit=credit)
            return
        if credit and not caption:
            return  # who made a picture that is credited already
    draft.parts.append(block.text)
    draft.media += block.media


def words_of(draft: Draft) -> tuple[str, list[Text]]:
    """The headline and the parts of the text.

    A first line that is all in bold and followed by more is a headline after all.
    """
    lines = [part for part in draft.parts if part]
    if draft.headline or len(lines) <= 1:
        return draft.headline, lines
    first = lines[0]
    whole = any(
        span.style is Style.BOLD and span.start == 0 and span.end >= len(first.value.rstrip(" .:"))
        for span in first.spans
    )
    if not whole or "\n" in first.value or len(first) > _LONGEST_HEADLINE:
        return "", lines
    return first.value, lines[1:]


def believable(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts without the stamps and the dates that merely look like the opening of a post."""
    speaking = _without_mentions([draft for draft in drafts if draft.says_something])
    speaking = _without_stamp(speaking)
    if any(speaking[0].says_as(draft) for draft in speaking[1:]):
        speaking = speaking[1:]  # a copy of a post, pinned above the others
    if sum(draft.is_teaser for draft in speaking) * 2 > len(speaking):
        return []  # a list of other stories
    alone = [draft for draft in speaking if not draft.opening.rest]
    if len(alone) * 2 < len(speaking):
        # Above the posts, or with its date, a time by itself says when the page was made.
        speaking = list(dropwhile(lambda draft: not draft.opening.rest, speaking))
        speaking = [draft for draft in speaking if draft.opening.rest or not draft.opening.day]
    dotted = [draft.opening for draft in speaking if draft.opening.dotted]
    if _are_days(dotted):
        return [draft for draft in speaking if not draft.opening.dotted]
    return speaking


def _without_mentions(drafts: Sequence[Draft]) -> list[Draft]:
    """Without the lines of a list of key moments, each of which marks the post of its time."""
    real = [draft for draft in drafts if not draft.is_mention]
    if not real:
        return list(drafts)  # the list is the whole broadcast
    key = {draft.opening.clock for draft in drafts if draft.is_mention}
    for draft in real:
        draft.is_key = draft.opening.clock in key
    return real


def _without_stamp(drafts: Sequence[Draft]) -> list[Draft]:
    """Without the line that says when the page was made: with the year, which no post below has."""
    years = [draft.opening.day.year if draft.opening.day else None for draft in drafts]
    stamps = len(list(takewhile(bool, years)))
    return list(drafts if any(years[stamps:]) or stamps == len(drafts) else drafts[stamps:])


def _are_days(dotted: Sequence[Opening]) -> bool:
    """Whether "02.06: ...", "03.06: ..." is a chronicle: many days of few months."""
    days = {one.hour for one in dotted}
    months = {one.minute for one in dotted}
    possible = 0 not in days and all(1 <= month <= _MONTHS for month in months)
    return len(dotted) >= _ENOUGH_TO_TELL and possible and len(months) < len(days)
