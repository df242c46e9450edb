"""Which headings and lists of running text go with the posts that open with a time. Pure.

Pages put a post's title below its time, right above it, or right above a paragraph that begins
with it; and some list the titles of the most important posts once more.
"""

from collections.abc import Sequence

from bot.model import SectionKind
from bot.sources import dom
from bot.sources.blocks import Block
from bot.sources.clock import opening
from bot.sources.dates import heading_day
from bot.sources.subjects import bold_heading, is_furniture, kind_of


def below_times(listed: Sequence[Block]) -> list[Block]:
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


def above_posts(listed: Sequence[Block]) -> frozenset[int]:
    """The places of the headings that stand right above the posts they head, if most posts have."""
    opened = [
        number
        for number, block in enumerate(listed)
        if not block.level and (found := opening(block.text)) and found.rest
    ]
    above = [
        number - 1
        for number in opened
        if number
        and _is_title(listed[number - 1])
        and not is_furniture(listed[number - 1].text.value)
    ]
    enough = len(above) > 1 and len(above) * 2 > len(opened)
    return frozenset(above if enough else ())


def is_key_list(listed: Sequence[Block], number: int) -> bool:
    """Whether this block is a list right below a heading such as "Key moments"."""
    if not number or listed[number].top.tag not in {"ul", "ol"}:
        return False
    above = listed[number - 1]
    heading = dom.tidy(above.text.value) if above.level else bold_heading(above.text)[0]
    return kind_of(heading) is SectionKind.TAKEAWAYS


def _is_title(block: Block) -> bool:
    line = dom.tidy(block.text.value)
    return block.level > 1 and bool(line) and heading_day(line, is_heading=True) is None
