"""The sections of an article around its posts: a heading and what stands below it. Pure.

A heading of a kind we know opens a section wherever it stands in the article. Any other heading
does so only in the run of the text itself: elsewhere it heads the site's own boxes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from bot.model import Media, SectionKind, SeenSection
from bot.sources import dom
from bot.sources.blocks import Block, blocks
from bot.sources.dates import heading_day
from bot.sources.html import convert
from bot.sources.promo import is_only_a_link
from bot.sources.subjects import bold_heading, is_furniture, is_variant, kind_of
from bot.sources.whereabouts import Whereabouts
from bot.text import Style, Text, bold, join

_PARAGRAPH = 7
"""The level of a heading that is only a paragraph in bold: below every real one."""

_LONGEST_HEADING = 120
_LABEL_WORDS = 3
_LONGEST = 8000
_FEWEST_LETTERS = 8
_FEWEST_OTHER = 60
_MOST_LINKED = 0.6
_MOST_LINKED_OTHER = 0.3
_KEY_LISTS = (
    "[id*='key-event'], [class*='key-event'], [class*='keyevent'], [id*='key-moment'], "
    "[class*='key-moment'], [class*='key-point'], [class*='summary-points'], "
    "[data-gu-name='standfirst']"
)
_TITLE_CLASS = re.compile(r"(?:.*[-_])?(?:title|heading|header|headline|subtitle)")
_STANDFIRST = re.compile(
    r"(?:.*[-_])?(?:spot|standfirst|lead|deck|dek|sub-?title|intro|abstract)(?:[-_].*)?"
)
_FORMS = "form, input, button, select, textarea"


@dataclass(slots=True)
class _Draft:
    """A section while its blocks are collected."""

    heading: str
    level: int
    kind: SectionKind
    top: LexborNode
    parts: list[Text] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    closed: bool = False


def of_article(where: Whereabouts, base: str) -> list[SeenSection]:
    """The sections of the article around the posts, in the order of the page, without keys."""
    lists = _key_lists(where)
    skipped = where.posts | {node.mem_id for node in lists}
    found: list[SeenSection | None] = [_of_list(node, base) for node in lists]
    running = blocks(where.box, base, without=skipped)
    found += [_section(draft, base) for draft in _drafts(running, where) if _belongs(draft, where)]
    for aside in where.box.css("aside"):
        if not where.is_inside_post(aside) and not _is_site(aside) and aside.mem_id not in skipped:
            beside = _drafts(blocks(aside, base, without=skipped), where)
            found += [_section(one, base) for one in beside if one.kind is not SectionKind.OTHER]
    return [section for section in found if section and _says_enough(section, base)]


def _drafts(running: Iterable[Block], where: Whereabouts) -> Iterator[_Draft]:
    draft: _Draft | None = None
    for block in running:
        line = dom.tidy(block.text.value)
        is_heading = block.level > 0
        if block.ends_post or where.is_post(block) or heading_day(line, is_heading=is_heading):
            opened, edge = None, True
        else:
            opened, edge = _open(block, draft), _is_edge(block, draft, where)
        if draft is not None and (opened or edge):
            yield draft
            draft = None
        if opened is not None:
            draft = opened
        elif draft is not None and not edge:
            _add(draft, block)
    if draft is not None:
        yield draft


def _is_edge(block: Block, draft: _Draft | None, where: Whereabouts) -> bool:
    """Whether a heading ends the section above it, though it opens none: it heads another box."""
    if block.level <= 1 or draft is None:
        return block.level == 1 or _labels_the_site(block)
    return is_furniture(block.text.value) or where.box_of(_element(block)) != where.box_of(
        draft.top
    )


def _labels_the_site(block: Block) -> bool:
    """Whether this is a short line in bold above a part of the site: "Live ticker"."""
    heading, rest = bold_heading(block.text) if not block.level else ("", Text())
    return 0 < len(heading.split()) <= _LABEL_WORDS and not rest and is_furniture(heading)


def _open(block: Block, draft: _Draft | None) -> _Draft | None:
    """The section that a block opens; None if it is part of the one above, or opens nothing."""
    heading, rest = _heading(block)
    if not heading or len(heading) > _LONGEST_HEADING:
        return None
    kind = kind_of(heading)
    level = block.level or _PARAGRAPH
    if kind is None and level == _PARAGRAPH:
        return None
    if draft is not None and level > draft.level and kind in {None, draft.kind}:
        return None
    if draft is not None and draft.kind is SectionKind.PROGNOSIS and is_variant(heading):
        return None
    opened = _Draft(heading, level, kind or SectionKind.OTHER, _element(block))
    if rest:
        opened.parts.append(rest)
    return opened


def _heading(block: Block) -> tuple[str, Text]:
    """The heading in a block, and what follows it there; the page's own title opens nothing."""
    if block.level == 0:
        return _styled_heading(block) or bold_heading(block.text)
    return (dom.tidy(block.text.value) if block.level > 1 else ""), Text()


def _styled_heading(block: Block) -> tuple[str, Text] | None:
    """The heading that an element without a heading's tag is styled as; None if it is not."""
    holder = _element(block)
    names = dom.attribute(holder, "class").lower().split()
    if holder.tag != "summary" and not any(_TITLE_CLASS.fullmatch(name) for name in names):
        return None
    line, _, _ = block.text.value.partition("\n")
    if dom.tidy(line) != dom.tidy(holder.text()):
        return None
    return dom.tidy(line), block.text.slice(len(line), len(block.text)).strip()


def _element(block: Block) -> LexborNode:
    """The element at the top of a block; bare words stand in the one around them."""
    around = block.top.parent
    return around if block.top.tag == "-text" and around is not None else block.top


def _add(draft: _Draft, block: Block) -> None:
    if draft.closed:
        return
    line = dom.tidy(block.text.value)
    if draft.kind is not SectionKind.VIDEO and is_only_a_link(block.text):
        return  # a pointer to other pages
    if line:
        draft.parts.append(bold(line) if block.level else block.text)
    draft.media += [item for item in block.media if item.caption or item.credit]
    # Below a heading that is only bold, a list is the whole of it: the article goes on after.
    listed = (block.top.tag or "") in {"ul", "ol", "dl", "table"}
    draft.closed = (draft.level == _PARAGRAPH and listed) or sum(map(len, draft.parts)) > _LONGEST


def _belongs(draft: _Draft, where: Whereabouts) -> bool:
    """Whether this is the article's own section."""
    if draft.kind is not SectionKind.OTHER:
        return not _is_site(draft.top)
    names = dom.attribute(draft.top, "class").lower().split()
    if any(map(_STANDFIRST.fullmatch, names)):
        return False
    if is_furniture(draft.heading) or not where.in_flow(draft.top) or _is_site(draft.top):
        return False
    parent = draft.top.parent
    boxed = parent is not None and parent.mem_id not in where.spine
    if boxed and parent is not None and parent.css_first(_FORMS) is not None:
        return False
    in_article = where.box.tag == "article" or dom.attribute(where.box, "itemprop") != ""
    return in_article or where.by_time or not boxed


def _is_site(node: LexborNode) -> bool:
    """Whether an element stands in what belongs to the site: its navigation, footer, adverts."""
    one: LexborNode | None = node
    while one is not None:
        if one.tag in {"nav", "footer", "form"} or dom.is_advert(one):
            return True
        one = one.parent
    return False


def _section(draft: _Draft, base: str) -> SeenSection | None:
    if _leads_away(draft.top, base):
        return None
    anchor = dom.attribute(draft.top, "id")
    return SeenSection(
        key="",
        kind=draft.kind,
        heading=draft.heading.rstrip(" :"),
        body=join("\n\n", draft.parts),
        media=tuple({item.identity: item for item in draft.media}.values()),
        url=f"{base}#{anchor}" if anchor else base,
    )


def _leads_away(heading: LexborNode, base: str) -> bool:
    """Whether a heading is a link to another page: then it is a teaser of a story."""
    anchor = heading.css_first("a[href]") or dom.around(heading, "a")
    if anchor is None:
        return False
    address = dom.web_address(dom.attribute(anchor, "href"), base)
    return bool(address) and not _is_same_page(address, base)


# --- Lists of key points --------------------------------------------------------------------------


def _key_lists(where: Whereabouts) -> list[LexborNode]:
    """The page's own lists of its key points, the outermost element of each, one of a make."""
    found: list[LexborNode] = []
    for node in where.box.css(_KEY_LISTS):
        known = {one.mem_id for one in found}
        holds_posts = node.mem_id in where.spine or where.is_inside_post(node)
        if holds_posts or len(node.css("li, p")) < 1 or _stands_in(node, known):
            continue
        if not any(_points(node) == _points(other) for other in found):
            found.append(node)
    return [node for node in found if _points(node)]


def _stands_in(node: LexborNode, known: set[int]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in known:
            return True
        parent = parent.parent
    return False


def _points(node: LexborNode) -> list[str]:
    items = node.css("li") or node.css("p")
    return [line for item in items if (line := dom.tidy(item.text()))]


def _of_list(node: LexborNode, base: str) -> SeenSection:
    """A list of key points; lines that only lead to other pages are none."""
    lines = [_point(one, base) for one in node.css("p") if dom.around(one, "li") is None]
    points = [Text("• ") + point for one in node.css("li") if (point := _point(one, base))]
    return SeenSection(
        key="",
        kind=SectionKind.TAKEAWAYS,
        heading=_heading_of_list(node),
        body=join("\n\n", [*lines, join("\n", points)]),
        url=base,
    )


def _heading_of_list(node: LexborNode) -> str:
    """The heading inside a list's box, else the label right above it."""
    inside = node.css_first("h2, h3, h4, h5")
    if inside is not None:
        return dom.tidy(inside.text())
    before = node.prev
    while before is not None and not dom.has_words(before):
        before = before.prev
    label = dom.tidy(before.text()) if before is not None and dom.is_element(before) else ""
    return label if kind_of(label) is SectionKind.TAKEAWAYS else ""


def _point(item: LexborNode, base: str) -> Text:
    """What one point says, without its clock; nothing if it only leads to another page."""
    text = convert(item, base).text
    for clock in item.css("time, amp-timeago"):
        before, shown, _ = text.value.partition(dom.tidy(clock.text()))
        text = text.slice(0, len(before)) + text.slice(len(before) + len(shown), len(text))
    text = text.strip()
    away = any(
        span.style is Style.LINK and not _is_same_page(span.url, base) for span in text.spans
    )
    return Text() if away and is_only_a_link(text) else text


# --- What is worth keeping ------------------------------------------------------------------------


def _says_enough(section: SeenSection, base: str) -> bool:
    """Whether there is something to read below the heading, not only ways to other pages."""
    other = section.kind is SectionKind.OTHER
    letters = sum(sign.isalnum() for sign in section.body.value)
    away = sum(
        sum(sign.isalnum() for sign in section.body.value[span.start : span.end])
        for span in section.body.spans
        if span.style is Style.LINK and not _is_same_page(span.url, base)
    )
    if section.kind is SectionKind.VIDEO:
        return True
    most = _MOST_LINKED_OTHER if other else _MOST_LINKED
    enough = letters - away >= (_FEWEST_OTHER if other else _FEWEST_LETTERS)
    return enough and away <= most * letters and not is_only_a_link(Text(section.heading))


def _is_same_page(address: str, base: str) -> bool:
    one, other = urlsplit(address), urlsplit(base)
    return (one.netloc, one.path.rstrip("/")) == (other.netloc, other.path.rstrip("/"))
