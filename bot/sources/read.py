"""Read a source: fetch it, and let the formats have a look, one after the other."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from bot.errors import SnapshotRefused, SourceError, TryLater
from bot.model import Selectors, Snapshot, Source
from bot.sources import (
    about,
    amp,
    bbc,
    believe,
    elements,
    feed,
    guardian,
    jsonfeed,
    jsonld,
    kp,
    older,
    postlist,
    selectors,
    sourcefabric,
    telegram_preview,
    timed,
    unread,
    wordpress,
)
from bot.sources.background import with_background
from bot.sources.document import Document, Kind, read_document
from bot.sources.fetch import Fetched, Fetcher
from bot.watch_ports import Reading

FIRST_SIGHT = 3
"""How many older pages are read of a source that is new to us, so that its history is no stub."""

FURTHEST = 10
"""How many older pages are read at most to reach the posts that are known."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name as stored with a source, and how a document of it is understood.

    `understand` is pure. It answers None for a document that is not of this format, and raises
    SnapshotRefused for one that is but cannot be believed. `sign` says in words what a document
    of this format is known by.
    """

    name: str
    understand: Callable[[Document], Snapshot | None]
    sign: str = ""


# Every format there is, in the order in which they are tried: what was made for machines first,
# then what announces its posts, then what only looks like posts.
FORMATS: tuple[Format, ...] = (
    Format(guardian.NAME, guardian.understand, "blocks of the Guardian's page model or open API"),
    Format(bbc.NAME, bbc.understand, "a liveTextStream of the BBC World Service"),
    Format(sourcefabric.NAME, sourcefabric.understand, "posts of Sourcefabric Live Blog"),
    Format(wordpress.NAME, wordpress.understand, "entries of the WordPress liveblog plugin"),
    Format(telegram_preview.NAME, telegram_preview.understand, "a Telegram channel's web preview"),
    Format(jsonld.NAME, jsonld.understand, "a JSON-LD LiveBlogPosting joined with the page"),
    Format(feed.NAME, feed.understand, "an RSS, Atom or RDF feed"),
    Format(jsonfeed.NAME, jsonfeed.understand, "a JSON Feed"),
    Format(kp.NAME, kp.understand, "a text broadcast in kp.ru's tree of records"),
    Format(
        postlist.NAME, postlist.understand, "a list of posts as JSON, each with an id and a time"
    ),
    Format(amp.NAME, amp.understand, "an amp-live-list, or elements with its attributes"),
    Format(elements.NAME, elements.understand, "elements built alike, each with an id and a time"),
    Format(timed.NAME, timed.understand, "headings or paragraphs that open with a time"),
)


class HttpSourceReader:
    """Reads pages and feeds over HTTP; a `bot.watch_ports.SourceReader`."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    async def read(self, source: Source, *, timezone: str) -> Reading:
        """Fetch and understand `source`; see `bot.watch_ports.SourceReader` for what it raises."""
        fetched = await self._fetcher.fetch(
            source.url,
            etag=source.etag,
            last_modified=source.last_modified,
            body_hash=source.body_hash,
        )
        return Reading(
            snapshot=await self._understand(
                fetched,
                timezone,
                source.format,
                doubted=source.doubted,
                formats=formats_for(source.pinned_format, source.selectors),
            ),
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            body_hash=fetched.body_hash,
            not_before=fetched.not_before,
        )

    async def inspect(
        self,
        url: str,
        *,
        timezone: str,
        pinned_format: str = "",
        selectors: Selectors | None = None,
    ) -> Reading:
        """Read an address, to show what it holds; in one way alone, if one is given."""
        source = Source(
            id=0, coverage_id=0, url=url, pinned_format=pinned_format, selectors=selectors
        )
        reading = await self.read(source, timezone=timezone)
        return await self.reach_back(reading, timezone=timezone, known=())

    async def reach_back(
        self, reading: Reading, *, timezone: str, known: Collection[str]
    ) -> Reading:
        """The same reading with older pages joined to it; see `bot.watch_ports.SourceReader`."""
        pages = [reading.snapshot]
        furthest = FURTHEST if known else FIRST_SIGHT
        while len(pages) <= furthest and not older.shows_any(pages[-1], known):
            page = await self._older_page(pages[-1], timezone)
            if page is None:
                break
            pages.append(page)
        return reading if len(pages) == 1 else replace(reading, snapshot=older.joined(pages))

    async def _older_page(self, newer: Snapshot, timezone: str) -> Snapshot | None:
        """The page behind this one; None where there is none, or none that goes on with it.

        Raises TryLater: a server that asks for a pause has its page read whole another time.
        """
        if not newer.older or not older.is_same_host(newer.older, newer.url):
            return None
        try:
            fetched = await self._fetcher.fetch(newer.older)
            if not older.is_same_host(fetched.url, newer.url):
                return None  # it was redirected
            page = await self._understand(fetched, timezone, newer.format)
        except TryLater:
            raise
        except SourceError:
            return None  # what the first page shows must not be lost for want of the second
        return page if older.continues(page, newer) else None

    async def _understand(
        self,
        fetched: Fetched,
        timezone: str,
        remembered: str,
        *,
        doubted: bool = False,
        formats: Sequence[Format] = FORMATS,
    ) -> Snapshot:
        # Decoding and parsing a large page takes long enough to hold up every other chat.
        return await asyncio.to_thread(
            lambda: understand(
                read_document(
                    fetched.url,
                    fetched.body,
                    fetched.content_type,
                    fetched_at=self._fetcher.now(),
                    timezone=timezone,
                ),
                remembered=remembered,
                doubted=doubted,
                formats=formats,
            )
        )

    async def close(self) -> None:
        """Close the connections that are kept open."""
        await self._fetcher.close()


def formats_for(pinned: str, chosen: Selectors | None) -> Sequence[Format]:
    """The formats to ask: the one of an editor's choice, else all of them.

    Raises SourceError for a format that there is not.
    """
    if chosen is not None:
        read = partial(selectors.understand, selectors=chosen)
        return (Format(selectors.NAME, read, selectors.SIGN),)
    if not pinned:
        return FORMATS
    found = tuple(form for form in FORMATS if form.name == pinned)
    if not found:
        names = ", ".join(form.name for form in FORMATS)
        raise SourceError(f"There is no format “{pinned}”. Those there are: {names}.")
    return found


def understand(
    document: Document,
    *,
    remembered: str = "",
    doubted: bool = False,
    formats: Sequence[Format] = FORMATS,
) -> Snapshot:
    """The snapshot of the first format that finds posts, the remembered one asked first.

    A format that finds its own marks but no post, or nothing believable, is the answer only if no
    other finds more; the remembered one has the last word on its page, unless it is `doubted`:
    then the format wins that finds the most posts, the remembered one where they are as many.
    Raises SnapshotRefused if the page cannot be believed, SourceError if no format knows it.
    """
    believe.refuse_document(document)
    if doubted and (richest := _richest(document, remembered, formats)):
        return _whole(document, richest)
    empty: Snapshot | None = None
    refused: SnapshotRefused | None = None
    for form in sorted(formats, key=lambda form: form.name != remembered):
        try:
            snapshot = form.understand(document)
        except SnapshotRefused as error:
            if form.name == remembered:
                raise
            refused = refused or error
            continue
        if snapshot is not None and (snapshot.posts or form.name == remembered):
            return _whole(document, snapshot)
        empty = empty or snapshot
    if empty is not None:
        return _whole(document, empty)
    raise refused or SourceError(_unrecognised(document, formats))


def _whole(document: Document, snapshot: Snapshot) -> Snapshot:
    """The snapshot with what the page says around its posts."""
    if document.kind is Kind.HTML:
        snapshot = about.with_notice(snapshot, document.text)
    return with_background(document, snapshot)


def _richest(document: Document, remembered: str, formats: Sequence[Format]) -> Snapshot | None:
    """The snapshot with the most posts; None where no format finds any."""
    found = []
    for form in sorted(formats, key=lambda form: form.name != remembered):
        with suppress(SnapshotRefused):
            if (snapshot := form.understand(document)) and snapshot.posts:
                found.append(snapshot)
    return max(found, key=lambda snapshot: len(snapshot.posts), default=None)


def _unrecognised(document: Document, formats: Sequence[Format]) -> str:
    if len(formats) == 1:
        return f"Read as “{formats[0].name}” ({formats[0].sign}), it shows no posts."
    return unread.why(document)
