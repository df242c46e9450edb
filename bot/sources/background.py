"""The page around the posts: its sections, each once, without promotion, under lasting keys. Pure.

This is done once for every format, after it has said what the page's posts are.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.likeness import fingerprint
from bot.model import Dropped, SectionKind, SeenPost, SeenSection, Snapshot
from bot.sense import normal
from bot.sources import declared, players, promo, sections, telegram_preview, timed, whereabouts
from bot.sources.document import Document, Kind
from bot.text import Text

_LONG_LINE = 40
_EXCERPT = 80
_NO_ADDRESS = "announces a video broadcast without its address"
_TOLD = "the posts tell it already"


def with_background(document: Document, snapshot: Snapshot) -> Snapshot:
    """The snapshot with the sections that the page has around its posts, and what was left out."""
    if snapshot.format == telegram_preview.NAME:
        return snapshot  # a channel has nothing but posts
    found = list(declared.of_data(document, snapshot.url))
    if document.kind is Kind.HTML:
        found += _of_page(document, snapshot)
    told = _told_by(snapshot.posts)
    kept: dict[str, SeenSection] = {}
    dropped: list[Dropped] = []
    for section in found:
        cleaned, left_out = _cleaned(section, told)
        dropped += left_out
        if cleaned is not None:
            kept.setdefault(_content(cleaned), cleaned)
    headings = {section.heading[:_EXCERPT] for section in kept.values()}
    others = [
        one for one in snapshot.dropped if one.why != timed.BESIDE or one.what not in headings
    ]
    return replace(
        snapshot, background=tuple(_with_keys(kept.values())), dropped=(*others, *dropped)
    )


def _of_page(document: Document, snapshot: Snapshot) -> list[SeenSection]:
    """The sections of an HTML page: those of the article, then what else it declares."""
    tree = document.tree
    by_time = snapshot.format == timed.NAME
    where = whereabouts.locate(tree, snapshot.posts, document.url, by_time=by_time)
    listed = sections.of_article(where, document.url) if where is not None else []
    player = players.broadcast(where, document.url) if where is not None else None
    found = _with_video(listed, player)
    known = {section.kind for section in found}
    more = declared.of_linked_data(tree, document)
    return [*found, *(section for section in more if section.kind not in known)]


def _with_video(listed: Sequence[SeenSection], player: players.Player | None) -> list[SeenSection]:
    """The sections with the address of each video broadcast; a player without one gets its own."""
    found = []
    for section in listed:
        if section.kind is SectionKind.VIDEO:
            address = players.video_link(section.body) or (player.url if player else "")
            section = replace(section, url=address)  # noqa: PLW2901 - the section with its address
        found.append(section)
    if player is not None and all(section.kind is not SectionKind.VIDEO for section in listed):
        found.append(SeenSection("", SectionKind.VIDEO, player.heading, url=player.url))
    return found


def _broadcast(section: SeenSection) -> tuple[SeenSection, tuple[Dropped, ...]]:
    """A video broadcast with its words; a bare link says no more than its address does."""
    if promo.is_only_a_link(section.body):
        return replace(section, body=Text()), ()
    cleaned, dropped = promo.clean(SeenPost("", body=section.body))
    return replace(section, body=cleaned.body if cleaned else Text()), dropped


@dataclass(frozen=True, slots=True)
class _Told:
    """What the posts show: their words, headlines and pictures."""

    words: str
    headlines: frozenset[str]
    pictures: frozenset[str]


def _told_by(posts: Sequence[SeenPost]) -> _Told:
    return _Told(
        words=normal("\n".join(post.body.value for post in posts)),
        headlines=frozenset(normal(post.headline) for post in posts if post.headline),
        pictures=frozenset(item.identity for post in posts for item in post.media),
    )


def _cleaned(section: SeenSection, told: _Told) -> tuple[SeenSection | None, tuple[Dropped, ...]]:
    """The section as it may be shown, or None; and what was left out of it."""
    what = (section.heading or section.body.value)[:_EXCERPT]
    if section.kind is SectionKind.VIDEO:
        return _broadcast(section) if section.url else (None, (Dropped(what, _NO_ADDRESS),))
    cleaned, dropped = promo.clean(SeenPost("", section.heading, section.body, section.media))
    if cleaned is None or not (cleaned.body or cleaned.media):
        return None, dropped
    if section.kind is not SectionKind.TAKEAWAYS and _is_told(cleaned, told):
        return None, (*dropped, Dropped(what, _TOLD))
    own = tuple(item for item in cleaned.media if item.identity not in told.pictures)
    return replace(section, body=cleaned.body, media=own), dropped


def _is_told(section: SeenPost, told: _Told) -> bool:
    """Whether the posts say most of this themselves: then it is a post the page shows elsewhere."""
    lines = [normal(line) for line in section.body.value.split("\n") if len(line) >= _LONG_LINE]
    again = sum(line in told.words for line in lines)
    return normal(section.headline) in told.headlines or (bool(lines) and 2 * again > len(lines))


def _content(section: SeenSection) -> str:
    """What makes a section the same as another of the page."""
    return section.url if section.kind is SectionKind.VIDEO else normal(section.body.value)


def _with_keys(found: Iterable[SeenSection]) -> list[SeenSection]:
    """Keys made of kind and heading, which outlive every change of the content."""
    used: Counter[str] = Counter()
    keyed = []
    for section in found:
        words = " ".join(re.findall(r"\w+", normal(section.heading).casefold()))
        name = f"{section.kind}:{fingerprint((words,))[:12]}" if words else section.kind.value
        used[name] += 1
        key = name if used[name] == 1 else f"{name}-{used[name]}"
        keyed.append(replace(section, key=key))
    return keyed
