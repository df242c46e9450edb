"""How photos and videos get to Telegram: by a ladder of ways, each tried when the one above failed.

A known file, its address, an upload, an upload made anew, a document; what none of them brings up
becomes a link. Drawn pictures have an address that only we can read, so theirs begins with the
upload. What one chat learns serves the others: the first success leaves a file id behind, a failure
is remembered for a while, and of many chats with the same new item one goes first. So a file goes
up once, which Telegram asks for too: it holds back repeated uploads of one size.
"""

import asyncio
import logging
import mimetypes
import re
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Protocol
from weakref import WeakValueDictionary

from bot.errors import SourceError
from bot.model import Media, MediaKind
from bot.pictures.card import card_address
from bot.telegram.answers import Fault
from bot.telegram.draft import Item, Lost, Way
from bot.telegram.pictures import NoPicture, jpeg_of, objection

log = logging.getLogger(__name__)

# A photo that is too large to be uploaded as it is may be made anew; nothing else may.
MAX_BYTES = {MediaKind.PHOTO: 30 << 20, MediaKind.VIDEO: 50 << 20}
AT_ONCE = 4
"""So many chats may bring up new media at the same time; all other sends have the rest of the
window."""

PATIENCE_SECONDS = 1.5
"""For so long a chat waits for another that brings up the same picture before it lets others go."""

REMEMBER_FAILURE_SECONDS = 600.0
HELD_BYTES = 64 << 20  # downloads kept until their upload has succeeded

_ALONE = {
    MediaKind.PHOTO: (Way.URL, Way.UPLOAD, Way.REMADE, Way.DOCUMENT),
    MediaKind.VIDEO: (Way.URL, Way.UPLOAD, Way.DOCUMENT),
}
# An album never goes by address: Telegram fetches its items one by one, and when it fails to, some
# may already stand in the chat and nobody can tell which. Nor do documents mix with photos.
_IN_ALBUM = {
    MediaKind.PHOTO: (Way.UPLOAD, Way.REMADE),
    MediaKind.VIDEO: (Way.UPLOAD,),
}
_CONTENT_TYPES = {MediaKind.PHOTO: "image", MediaKind.VIDEO: "video"}
_EXTENSIONS = {MediaKind.PHOTO: ".jpg", MediaKind.VIDEO: ".mp4"}
_UNTYPED = {"", "application/octet-stream", "binary/octet-stream"}
# python-telegram-bot uploads a *local* file when it is given a path, so nothing else may pass.
_WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_FILE_ID = re.compile(r"[A-Za-z0-9_-]+")


class FileStore(Protocol):
    """Where Telegram's ids of media sent before are kept."""

    async def file_id(self, identity: str) -> str:
        """Telegram's id for media sent before, or an empty string."""
        ...

    async def remember_file(self, identity: str, file_id: str) -> None:
        """Keep Telegram's id for media."""
        ...

    async def forget_file(self, identity: str) -> None:
        """Drop an id that Telegram no longer accepts."""
        ...


class Downloader(Protocol):
    """Fetches a file from the web, guarding against private addresses, or draws it."""

    async def download(self, url: str, *, max_bytes: int) -> tuple[bytes, str]:
        """The bytes and the content type. Raises SourceError: unreachable, refused, too big."""
        ...


@dataclass(frozen=True, slots=True)
class _Failure:
    """The last way that failed for an item, why, and until when (in `clock`) that is believed."""

    way: Way
    reason: str
    until: float


class Crowded(Exception):
    """Others bring up this media, or too many are bringing up some; the text says which."""


@dataclass(frozen=True, slots=True)
class _Download:
    content: bytes
    extension: str


class MediaLadder:
    """Chooses the way for each item and learns from how it went.

    `clock` counts seconds; `patience` is how many of them a chat waits for another's upload.
    """

    def __init__(
        self,
        files: FileStore,
        downloader: Downloader,
        clock: Callable[[], float] = time.monotonic,
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._files = files
        self._downloader = downloader
        self._clock = clock
        self._patience = patience
        self._failures: dict[str, _Failure] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._held: dict[str, _Download] = {}
        self._new: set[str] = set()
        self._lane = asyncio.Semaphore(AT_ONCE)
        self._remaking = asyncio.Lock()  # one at a time: a large picture takes much memory

    def bringing_up(self, media: Iterable[Media]) -> bool:
        """Whether a chat with these media should wait: somebody is bringing one of them up.

        Or too many are bringing up others, and one of these is known to be new.
        """
        identities = {item.identity for item in media}
        locks = (self._locks.get(identity) for identity in identities)
        if any(lock is not None and lock.locked() for lock in locks):
            return True
        return self._lane.locked() and not self._new.isdisjoint(identities)

    @asynccontextmanager
    async def turn(self, media: Sequence[Media]) -> AsyncIterator[None]:
        """Wait while another chat brings up an item that Telegram does not know yet.

        Nobody waits for items that are known or given up. Locks are taken in one order, so that
        two albums which share items cannot wait for each other. Crowded where it takes too long.
        """
        items = {item.identity: item for item in media}
        alone = len(media) == 1
        async with AsyncExitStack() as held:
            new = False
            for identity, item in sorted(items.items()):
                if await self._settled(item, alone=alone):
                    continue
                lock = await self._lock(identity)
                held.callback(lock.release)
                new = new or not await self._settled(item, alone=alone)
            if new:
                if self._lane.locked():
                    raise Crowded("other photos and videos are on their way up")
                await held.enter_async_context(self._lane)
            yield

    async def _lock(self, identity: str) -> asyncio.Lock:
        lock = self._locks.setdefault(identity, asyncio.Lock())
        self._new.add(identity)
        try:
            async with asyncio.timeout(self._patience):
                await lock.acquire()
        except TimeoutError:
            raise Crowded("its photo or video is still on its way up") from None
        return lock

    async def items(self, media: Sequence[Media]) -> list[Item | Lost]:
        """The way to try next for each item."""
        return [await self._item(each, alone=len(media) == 1) for each in media]

    async def refused(self, items: Sequence[Item], fault: Fault, reason: str) -> None:
        """Learn from a refusal.

        Telegram does not say which item of an album it means. Unless the content is at fault, a
        file id that went void is likelier than an upload that was just checked.
        """
        by_id = [item for item in items if item.way is Way.FILE_ID]
        brought = [item for item in items if item.way is not Way.FILE_ID]
        for item in (brought or by_id) if fault is Fault.CONTENT else (by_id or brought):
            if item.way is not Way.FILE_ID:
                self._fail(item.media.identity, item.way, reason)
            elif item.media.file_id:
                self._fail(item.media.identity, Way.DOCUMENT, reason)
            elif await self._files.file_id(name := _stored(item)) == item.file:
                await self._files.forget_file(name)

    async def succeeded(self, item: Item, file_id: str) -> None:
        """Keep the file id of an item that Telegram has just taken.

        The message stands in the chat by now; no fault of the store's may hide that.
        """
        identity = item.media.identity
        self._held.pop(identity, None)
        self._failures.pop(identity, None)
        self._new.discard(identity)
        if item.way is Way.FILE_ID or not file_id:
            return
        try:
            await self._files.remember_file(_stored(item), file_id)
        except Exception:
            log.exception("could not keep the file id of %s", identity)

    async def _known(self, media: Media, *, alone: bool) -> Item | None:
        """The item by Telegram's own id, if that is known; documents only on their own."""
        for kind in (media.kind, MediaKind.DOCUMENT)[: 1 + alone]:
            item = Item(media, Way.FILE_ID, "", kind)
            file_id = media.file_id or await self._files.file_id(_stored(item))
            if _FILE_ID.fullmatch(file_id):
                return replace(item, file=file_id)
        return None

    async def _settled(self, media: Media, *, alone: bool) -> bool:
        """Whether nobody need bring the item up: it is known, or no way is left."""
        if await self._known(media, alone=alone) or not self._ways_left(media, alone=alone):
            self._new.discard(media.identity)
            return True
        return False

    def _ways_left(self, media: Media, *, alone: bool) -> tuple[Way, ...]:
        """The ways that have not failed lately, from the first."""
        drawn = card_address(media.url) is not None
        if not (drawn or _WEB_ADDRESS.match(media.url)):
            return ()
        ways = (_ALONE if alone and not drawn else _IN_ALBUM)[media.kind]
        failure = self._failure(media.identity)
        return tuple(way for way in ways if failure is None or way.value > failure.way.value)

    async def _item(self, media: Media, *, alone: bool) -> Item | Lost:
        failure = self._failure(media.identity)
        refused = failure is not None and bool(media.file_id)
        if not refused and (known := await self._known(media, alone=alone)):
            return known
        for way in self._ways_left(media, alone=alone):
            if way is Way.URL:
                return Item(media, way, media.url, media.kind)
            found = await self._downloaded(media)
            if isinstance(found, Lost):
                return found
            made = await self._made(media, way, found)
            if isinstance(made, Item):
                return made
            self._fail(media.identity, way, made)
        failure = self._failure(media.identity)
        return Lost(media, failure.reason if failure else "it has no web address")

    async def _made(self, media: Media, way: Way, found: _Download) -> Item | str:
        """The download as it goes up this way, or why that is no use."""
        content, name = found.content, f"{media.kind}{found.extension}"
        if way is Way.DOCUMENT:
            return Item(media, way, content, MediaKind.DOCUMENT, name)
        if media.kind is MediaKind.PHOTO:
            if way is Way.UPLOAD and (why := await asyncio.to_thread(objection, content)):
                return why
            if way is Way.REMADE:
                try:
                    async with self._remaking:
                        content = await asyncio.to_thread(jpeg_of, content)
                except NoPicture as error:
                    return str(error)
                name = f"{media.kind}.jpg"
        return Item(media, way, content, media.kind, name)

    async def _downloaded(self, media: Media) -> _Download | Lost:
        if held := self._held.get(media.identity):
            return held
        try:
            content, content_type = await self._downloader.download(
                media.url, max_bytes=MAX_BYTES[media.kind]
            )
        except SourceError as error:
            return self._lose(media, str(error))
        mime = content_type.partition(";")[0].strip().lower()
        if mime not in _UNTYPED and mime.partition("/")[0] != _CONTENT_TYPES[media.kind]:
            return self._lose(media, f"its address answers with {mime}, not a {media.kind}")
        if not content:
            return self._lose(media, "its address answers with an empty file")
        extension = mimetypes.guess_extension(mime) or _EXTENSIONS[media.kind]
        found = _Download(content, extension)
        self._hold(media, found)
        return found

    def _hold(self, media: Media, found: _Download) -> None:
        """Keep a download for the next try, the oldest giving way when it gets too much."""
        self._held[media.identity] = found
        while sum(len(held.content) for held in self._held.values()) > HELD_BYTES:
            del self._held[next(iter(self._held))]

    def _lose(self, media: Media, reason: str) -> Lost:
        self._fail(media.identity, Way.DOCUMENT, reason)
        return Lost(media, reason)

    def _fail(self, identity: str, way: Way, reason: str) -> None:
        now = self._clock()
        self._failures = {key: old for key, old in self._failures.items() if old.until > now}
        self._failures[identity] = _Failure(way, reason, now + REMEMBER_FAILURE_SECONDS)
        if way is Way.DOCUMENT:
            self._held.pop(identity, None)
            self._new.discard(identity)
            log.warning("%s cannot be shown, it goes as a link: %s", identity, reason)

    def _failure(self, identity: str) -> _Failure | None:
        failure = self._failures.get(identity)
        return failure if failure is not None and failure.until > self._clock() else None


def _stored(item: Item) -> str:
    """The name under which the store keeps an item's file id.

    A document's id works for a document only, so it has a name of its own.
    """
    identity = item.media.identity
    return f"document:{identity}" if item.kind is MediaKind.DOCUMENT else identity
