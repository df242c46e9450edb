"""Readings of a source played through the whole road, in memory: what would have been told. Pure.

Recorded documents are understood, believed and compared as the watcher does it, without network,
storage or Telegram.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import background
from bot.background import SectionNews
from bot.changes import believe, compare, history, remember_keys, still_absent
from bot.errors import SnapshotRefused, SourceError
from bot.identity import with_new_keys
from bot.intake import refuse_another_format
from bot.model import ChangeKind, Post, Section, Snapshot, Source
from bot.sources.document import Document
from bot.sources.read import understand


@dataclass(frozen=True, slots=True)
class Take:
    """One reading of the source at `url`, as recorded.

    It has a document, or a reason why there is none; with neither, it was the same as the last.
    """

    at: datetime
    url: str
    document: Document | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What one reading showed: posts, or why it could not be read. Neither: the same as before."""

    at: datetime
    url: str
    snapshot: Snapshot | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A change that readers would learn of. `before` is None for a new post."""

    kind: ChangeKind
    before: Post | None
    after: Post


@dataclass(frozen=True, slots=True)
class ToldSection:
    """What readers would find changed in the background. `before` is None for a new section."""

    news: SectionNews
    before: Section | None
    after: Section


@dataclass(frozen=True, slots=True)
class Step:
    """What one reading led to. `taken_in` counts posts stored without telling anybody.

    `sections` are those that became new, revised, gone or back after the first reading.
    """

    look: Look
    told: tuple[Told, ...] = ()
    taken_in: int = 0
    sections: tuple[ToldSection, ...] = ()
    refused: str = ""

    @property
    def unchanged(self) -> bool:
        """Whether the source answered the same as before."""
        return self.look.snapshot is None and not self.look.refused


def looks(takes: Iterable[Take]) -> Iterator[Look]:
    """Each take understood; a format is remembered, doubted and judged anew as the watcher does."""
    sources: dict[str, Source] = {}
    for take in takes:
        source = sources.get(take.url, Source(0, 0, take.url))
        if take.document is None:
            yield Look(take.at, take.url, refused=take.failure)
            continue
        try:
            snapshot = understand(take.document, remembered=source.format, doubted=source.doubted)
            refuse_another_format(source, snapshot)
        except SourceError as error:
            misfits = source.misfits + isinstance(error, SnapshotRefused)
            sources[take.url] = replace(source, misfits=misfits)
            yield Look(take.at, take.url, refused=str(error))
        else:
            sources[take.url] = replace(source, format=snapshot.format, misfits=0)
            yield Look(take.at, take.url, snapshot)


def play(readings: Iterable[Look], *, patience: int) -> Iterator[Step]:
    """What each reading changes. The first good one of an address is history, told to nobody.

    `patience` is the number of readings in a row that must lack a post before it is withdrawn.
    """
    stored: dict[str, list[Post]] = {}
    around: dict[str, list[Section]] = {}
    for look in readings:
        own = stored.get(look.url)
        if look.refused:
            yield Step(look, refused=look.refused)
            continue
        try:
            above = max((post.position for posts in stored.values() for post in posts), default=0)
            step, kept, held = _step(own, look, patience=patience, above=above)
        except SourceError as error:
            yield Step(look, refused=str(error))
            continue
        stored[look.url] = kept
        if held:  # an old copy of the page tells nothing of what stands around its posts
            yield step
            continue
        sections, around[look.url] = _around(around.get(look.url), look, patience=patience)
        yield replace(step, sections=sections)


def tally(steps: Iterable[Step]) -> dict[str, int]:
    """How often each thing happened: readings, those unchanged or refused, and every change."""
    counts: Counter[str] = Counter(readings=0, unchanged=0, refused=0, history=0)
    counts.update({kind.value: 0 for kind in ChangeKind})
    counts.update({f"sections {news}": 0 for news in SectionNews})
    for step in steps:
        counts["readings"] += 1
        counts["unchanged"] += step.unchanged
        counts["refused"] += bool(step.refused)
        counts["history"] += step.taken_in
        counts.update(told.kind.value for told in step.told)
        counts.update(f"sections {told.news}" for told in step.sections)
    return dict(counts)


def _step(
    own: Sequence[Post] | None, look: Look, *, patience: int, above: int
) -> tuple[Step, list[Post], bool]:
    """What a reading changes, the posts stored after it, and whether a change was held back."""
    if look.snapshot is None:
        changes = still_absent(own or (), look.at, patience=patience)
    elif own is None:
        changes = history(look.snapshot, look.at)
    else:
        known = own
        own = with_new_keys(known, look.snapshot)
        believe(own, look.snapshot)
        changes = compare(own, look.snapshot, look.at, patience=patience, above=above)
        changes = remember_keys(changes, [post for post in own if post not in known])
    by_key = {post.key: post for post in own or ()}
    told: list[Told] = []
    taken_in = 0
    for change in changes:
        before = by_key.get(change.post.key)
        after = change.post if before else replace(change.post, id=len(by_key) + 1)
        by_key[after.key] = after
        taken_in += before is None and not change.kinds
        told += [Told(kind, before, after) for kind in change.kinds]
    kept = sorted(by_key.values(), key=lambda post: (post.position, post.id))
    return Step(look, tuple(told), taken_in), kept, any(change.held for change in changes)


def _around(
    own: Sequence[Section] | None, look: Look, *, patience: int
) -> tuple[tuple[ToldSection, ...], list[Section]]:
    """What a reading changes in the background, and the sections that are stored after it."""
    known = own or ()
    if look.snapshot is None:
        changes = background.still_absent(known, look.at, patience=patience)
    else:
        seen = look.snapshot.background
        changes = background.compare(known, seen, look.at, patience=patience)
    by_id = {section.id: section for section in known}
    told: list[ToldSection] = []
    for change in changes:
        before = by_id.get(change.section.id)
        after = change.section if before else replace(change.section, id=len(by_id) + 1)
        by_id[after.id] = after
        if change.news is not None and own is not None:
            told.append(ToldSection(change.news, before, after))
    return tuple(told), list(by_id.values())
