"""`dateline inspect`: what the bot sees in a page, a feed or a saved file of one."""

import json
import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.clients import make_fetcher
from bot.errors import SettingError, SnapshotRefused, SourceError
from bot.goodbyes import closing_words, event_over, title_says
from bot.model import Media, SeenPost, SeenSection, Snapshot
from bot.running import utc_now
from bot.selector_lines import parse_selectors
from bot.settings import load_settings
from bot.sources import believe
from bot.sources.document import Document, read_document
from bot.sources.read import FORMATS, Format, formats_for, understand
from bot.sources.selectors import check

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_UNSAVED = "https://saved.example/"
"""Where a saved file is taken to come from when nobody says: links need a page to count from."""

_FIRST_WORDS = 100
_NEWEST = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one format makes of a document: so many posts, or why none."""

    format: str
    sign: str
    posts: int = 0
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """A document and what is seen in it. `refused` says why nothing is, if nothing is.

    `verdicts` are those of the formats that know the document, in the order of trust.
    """

    document: Document
    timezone: str
    snapshot: Snapshot | None
    verdicts: tuple[Verdict, ...]
    refused: str = ""


async def inspect(
    what: str,
    out: TextIO,
    *,
    timezone: str,
    url: str,
    machine: bool,
    pinned_format: str = "",
    selectors: str = "",
) -> bool:
    """Print what is seen at an address, or in a file without touching the network.

    `url` is where a saved file came from; `machine` asks for one JSON object. It is read as
    `pinned_format` alone, or by `selectors` (lines as editors type them), if these are given.
    Answers whether posts can be read from it. Raises SourceError if it cannot be had at all, or
    if there is no such format or selector.
    """
    chosen = parse_selectors(selectors) if selectors else None
    if chosen:
        check(chosen)
    formats = formats_for(pinned_format, chosen)
    document = await _document(what, timezone=timezone, url=url)
    found = examine(document, formats)
    if machine:
        print(json.dumps(_as_json(found), ensure_ascii=False, indent=2), file=out)
    else:
        print("\n".join(_as_lines(found)), file=out)
    return found.snapshot is not None


def examine(document: Document, formats: Sequence[Format] = FORMATS) -> Inspection:
    """What is seen in a document, and what each format by itself makes of it. Pure."""
    snapshot, refused = None, ""
    try:
        snapshot = understand(document, formats=formats)
    except SourceError as error:
        refused = str(error)
    verdicts = [_verdict(form, document) for form in formats]
    return Inspection(
        document=document,
        timezone=document.timezone,
        snapshot=snapshot,
        verdicts=tuple(one for one in verdicts if one is not None),
        refused=refused,
    )


def signs_of_the_end(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What speaks for an end of the coverage, and what only seems to: who says it, and its words.

    The page's own word is `Snapshot.live`. Only the last goodbye counts, if nothing follows it.
    """
    says = {True: "live", False: "past", None: "neither live nor past"}
    signs = [("title", says[title_says(snapshot.title)])]
    for post in [post for post in snapshot.posts if not post.withdrawn][-_NEWEST:]:
        text = f"{post.headline}\n{post.body.value}"
        if words := closing_words(text):
            signs.append((post.key, f"“{words}”, a goodbye"))
        elif words := event_over(text):
            signs.append((post.key, f"“{words}”, the event and not the coverage"))
    return signs


def _verdict(form: Format, document: Document) -> Verdict | None:
    try:
        believe.refuse_document(document)
        snapshot = form.understand(document)
    except SnapshotRefused as error:
        return Verdict(form.name, form.sign, refused=str(error))
    return None if snapshot is None else Verdict(form.name, form.sign, len(snapshot.posts))


# --- Where a document comes from ------------------------------------------------------------------


async def _document(what: str, *, timezone: str, url: str) -> Document:
    if not _ADDRESS.match(what):
        return _from_file(Path(what), timezone=_zone(timezone), url=url)
    settings = load_settings()
    async with make_fetcher(settings, utc_now) as fetcher:
        fetched = await fetcher.fetch(what)
    return read_document(
        fetched.url,
        fetched.body,
        fetched.content_type,
        fetched_at=utc_now(),
        timezone=_zone(timezone or settings.timezone),
    )


def _from_file(path: Path, *, timezone: str, url: str) -> Document:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}.") from None
    kind = mimetypes.guess_type(path.name)[0] or ""
    return read_document(url or _UNSAVED, body, kind, fetched_at=utc_now(), timezone=timezone)


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name or "UTC").key
    except (KeyError, ValueError, OSError):
        raise SettingError(f"{name!r} is no time zone; write it like Europe/Istanbul.") from None


# --- In lines, for people -------------------------------------------------------------------------


def _as_lines(found: Inspection) -> list[str]:
    document = found.document
    kind = document.content_type.partition(";")[0] or "unknown type"
    lines = [f"{document.url}", f"  {document.kind}, {kind}, {len(document.body):,} bytes", ""]
    lines += _formats(found)
    if found.snapshot is None:
        return [*lines, "", found.refused]
    lines += ["", *_page(found.snapshot, found.timezone), ""]
    for post in found.snapshot.posts:
        lines += _post(post, found.timezone)
    lines += ["", f"background: {len(found.snapshot.background)}"]
    for section in found.snapshot.background:
        lines += _section(section)
    lines += ["", f"left out: {len(found.snapshot.dropped)}"]
    lines += [f"  “{one.what}”: {one.why}" for one in found.snapshot.dropped]
    return lines


def _formats(found: Inspection) -> list[str]:
    chosen = found.snapshot.format if found.snapshot else ""
    lines = []
    for one in found.verdicts:
        if one.refused and one.refused == found.refused:
            continue  # it is wrong with the page as a whole, and said once below
        mark = "format: " if one.format == chosen else "   also: "
        outcome = f"refused: {one.refused}" if one.refused else f"{one.posts} posts"
        lines.append(f"{mark}{one.format} ({one.sign}): {outcome}")
    return sorted(lines, key=lambda line: not line.startswith("format")) or ["format:  none"]


def _page(snapshot: Snapshot, timezone: str) -> list[str]:
    live = {True: "the page says it is live", False: "the page says it is over", None: "not said"}
    return [
        f"title:    {snapshot.title or '(none)'}",
        f"language: {snapshot.language or '(not said)'}",
        f"live:     {live[snapshot.live]}",
        *(f"end:      {who} says {words}" for who, words in signs_of_the_end(snapshot)),
        f"starts:   {_clock(snapshot.starts_at, timezone)}",
        f"posts:    {len(snapshot.posts)}, oldest first, times in {timezone}",
    ]


def _post(post: SeenPost, timezone: str) -> list[str]:
    flags = "".join(f" [{one}]" for one in _flags(post))
    lines = [f"{_clock(post.posted_at, timezone)}  {post.key}{flags}"]
    lines += [f"    {line}" for line in (post.headline, _first_words(post)) if line]
    return lines + [f"    {_media(one)}" for one in post.media]


def _section(section: SeenSection) -> list[str]:
    lines = [f"  {section.kind}: {section.heading or '(no heading)'}  {section.key}"]
    lines += [f"    {words}" for words in [_first_words(section)] if words]
    return [*lines, f"    {section.url}", *(f"    {_media(one)}" for one in section.media)]


def _flags(post: SeenPost) -> list[str]:
    marks = {"key moment": post.key_moment, "pinned": post.pinned, "withdrawn": post.withdrawn}
    return [name for name, given in marks.items() if given]


def _first_words(said: SeenPost | SeenSection) -> str:
    line = " ".join(said.body.value.split())
    return line if len(line) <= _FIRST_WORDS else f"{line[:_FIRST_WORDS].rstrip()}…"


def _media(item: Media) -> str:
    credit = f" ({item.credit})" if item.credit else ""
    return f"{item.kind}: {item.url} {item.caption}".rstrip() + credit


def _clock(moment: datetime | None, timezone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M:%S}" if moment else "(not said)"


# --- As JSON, for machines ------------------------------------------------------------------------


def _as_json(found: Inspection) -> dict[str, Any]:
    document, snapshot = found.document, found.snapshot
    return {
        "url": document.url,
        "kind": document.kind,
        "content_type": document.content_type,
        "bytes": len(document.body),
        "timezone": found.timezone,
        "format": snapshot.format if snapshot else None,
        "refused": found.refused or None,
        "formats": [
            {"format": one.format, "sign": one.sign, "posts": one.posts, "refused": one.refused}
            for one in found.verdicts
        ],
        **(_snapshot_json(snapshot) if snapshot else {}),
    }


def _snapshot_json(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "title": snapshot.title,
        "language": snapshot.language,
        "live": snapshot.live,
        "starts_at": snapshot.starts_at and snapshot.starts_at.isoformat(),
        "end": [{"who": who, "says": words} for who, words in signs_of_the_end(snapshot)],
        "posts": [_post_json(post) for post in snapshot.posts],
        "background": [_section_json(section) for section in snapshot.background],
        "dropped": [{"what": one.what, "why": one.why} for one in snapshot.dropped],
    }


def _post_json(post: SeenPost) -> dict[str, Any]:
    return {
        "key": post.key,
        "posted_at": post.posted_at and post.posted_at.isoformat(),
        "headline": post.headline,
        "body": post.body.value,
        "url": post.url,
        "media": _media_json(post.media),
        "key_moment": post.key_moment,
        "pinned": post.pinned,
        "withdrawn": post.withdrawn,
    }


def _section_json(section: SeenSection) -> dict[str, Any]:
    return {
        "key": section.key,
        "kind": section.kind,
        "heading": section.heading,
        "body": section.body.value,
        "url": section.url,
        "media": _media_json(section.media),
    }


def _media_json(media: Sequence[Media]) -> list[dict[str, str]]:
    return [
        {"kind": one.kind, "url": one.url, "caption": one.caption, "credit": one.credit}
        for one in media
    ]
