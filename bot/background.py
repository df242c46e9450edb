"""What changed in the page around the posts: stored sections against those shown now. Pure.

The same rules hold as for posts (`bot.changes`): a change is a changed text or media list, an old
copy of the page is no edit, and what one reading lacks is not gone yet. Nobody is told of such a
change; readers find the newest revision when they look it up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.likeness import FLAP, Content, content, fingerprint
from bot.model import Section, SectionKind, SeenSection


class SectionNews(StrEnum):
    """What became of a section."""

    NEW = "new"
    REVISED = "revised"
    GONE = "gone"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section as it should be stored, and what became of it; a new one has id 0.

    Without `news` it is bookkeeping (a moved position, an absence counted). `held` is a change
    that is not believed yet: the snapshot counts as one still to be read.
    """

    section: Section
    news: SectionNews | None = None
    held: bool = False

    @property
    def is_revision(self) -> bool:
        """Whether it leads to a revision that was not stored before."""
        return self.news not in {None, SectionNews.GONE}


def first(seen: Sequence[SeenSection], now: datetime) -> tuple[SectionChange, ...]:
    """The sections of a coverage's first snapshot."""
    return compare((), seen, now, patience=1)


def compare(
    stored: Sequence[Section], seen: Sequence[SeenSection], now: datetime, *, patience: int
) -> tuple[SectionChange, ...]:
    """The changes that lead from `stored` to `seen`, both of one source, in the page's order.

    `patience` is the number of good snapshots in a row that must lack a section, though they show
    others, before it is gone.
    """
    known = _counterparts(stored, seen)
    changes = [
        _first(one, place, now) if one.key not in known else _again(known[one.key], one, place, now)
        for place, one in enumerate(seen)
    ]
    if not any(change.held for change in changes):  # an old copy proves nobody's absence
        shown = {section.id for section in known.values()}
        missing = [one for one in stored if one.id not in shown and one.withdrawn_at is None]
        changes += _absences(missing, now, patience) if seen else _forgiven(missing)
    return tuple(change for change in changes if change.held or change.section not in stored)


def still_absent(
    stored: Sequence[Section], now: datetime, *, patience: int
) -> tuple[SectionChange, ...]:
    """What follows when a page is the same as last time: what it lacked, it lacks once more."""
    counted = [one for one in stored if one.absences and one.withdrawn_at is None]
    return tuple(_absences(counted, now, patience))


def _counterparts(stored: Sequence[Section], seen: Sequence[SeenSection]) -> dict[str, Section]:
    """The stored section that each shown one continues, by the shown one's key.

    A section of a kind whose only other one vanished has a new heading: it is no new section.
    """
    standing_last = sorted(stored, key=lambda section: section.withdrawn_at is None)
    by_key = {section.key: section for section in standing_last}
    keys = {one.key for one in seen}
    found = {key: by_key[key] for key in keys & by_key.keys()}
    for kind in set(SectionKind) - {SectionKind.OTHER}:
        fresh = [one for one in seen if one.kind is kind and one.key not in by_key]
        vanished = [
            one
            for one in stored
            if one.kind is kind and one.key not in keys and one.withdrawn_at is None
        ]
        if len(fresh) == len(vanished) == 1:
            found[fresh[0].key] = vanished[0]
    return found


def _first(seen: SeenSection, place: int, now: datetime) -> SectionChange:
    section = Section(
        id=0,
        coverage_id=0,
        source_id=0,
        key=seen.key,
        kind=seen.kind,
        revision=1,
        position=place,
        heading=seen.heading,
        body=seen.body,
        media=seen.media,
        first_seen_at=now,
        url=seen.url,
    )
    return SectionChange(section, SectionNews.NEW)


def _again(section: Section, seen: SeenSection, place: int, now: datetime) -> SectionChange:
    """What a section that is stored and shown has become."""
    updated = replace(section, key=seen.key, position=place, absences=0)
    was, shown = _content(section), _content(seen)
    if was != shown and _is_old_copy(section, shown, now):
        return SectionChange(replace(section, absences=0), held=True)
    news: SectionNews | None = None
    if section.withdrawn_at is not None:
        news, updated = SectionNews.BACK, replace(updated, withdrawn_at=None)
    elif was != shown:
        news = SectionNews.REVISED
    if was != shown:
        updated = replace(
            updated,
            kind=seen.kind,
            heading=seen.heading,
            body=seen.body,
            media=seen.media,
            url=seen.url,
            changed_at=now,
            former=fingerprint(was),
        )
    revision = section.revision + (news is not None)
    return SectionChange(replace(updated, revision=revision), news)


def _is_old_copy(section: Section, shown: Content, now: datetime) -> bool:
    """Whether the page only says again what it said before its newest edit, moments ago."""
    if section.changed_at is None or section.withdrawn_at or now - section.changed_at >= FLAP:
        return False
    return fingerprint(shown) == section.former


def _absences(missing: Sequence[Section], now: datetime, patience: int) -> Iterator[SectionChange]:
    for section in missing:
        absences = section.absences + 1
        if absences < patience:
            yield SectionChange(replace(section, absences=absences))
        else:
            gone = replace(section, absences=0, withdrawn_at=now)
            yield SectionChange(gone, SectionNews.GONE)


def _forgiven(missing: Sequence[Section]) -> Iterator[SectionChange]:
    """A page that shows no section at all breaks the row: it may be another make of the page."""
    for section in missing:
        yield SectionChange(replace(section, absences=0))


def _content(section: Section | SeenSection) -> Content:
    # Elsewhere the address only leads to the section; a video broadcast is its address.
    address = section.url if section.kind is SectionKind.VIDEO else ""
    return content(section.heading, f"{section.body.value}\n{address}", section.media)
