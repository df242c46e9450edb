"""How photos and videos get to Telegram: known file, else its address, else an upload, else a link.

Drawn pictures have an address that only we can read, so they are always uploaded.

What one chat learns serves the others: the first success leaves a file id behind, a failure is
remembered for a while, and of many chats with the same new item one goes first.
"""

import asyncio
import logging
import mimetypes
import re
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol
from weakref import WeakValueDictionary

from bot.errors import SourceError
from bot.model import Media, MediaKind
from bot.pictures.card import card_address
from bot.telegram.answers import Fault
from bot.telegram.draft import Item, Lost, Way

log = logging.getLogger(__name__)

MAX_BYTES = {MediaKind.PHOTO: 10 << 20, MediaKind.VIDEO: 50 << 20}  # Telegram's upload limits
REMEMBER_FAILURE_SECONDS = 600.0
HELD_BYTES = 64 << 20  # downloads kept until their upload has succeeded

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


class MediaLadder:
    """Chooses the way for each item and learns from how it went. `clock` counts seconds."""

    def __init__(
        self,
        files: FileStore,
        downloader: Downloader,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._files = files
        self._downloader = downloader
        self._clock = clock
        self._failures: dict[str, _Failure] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._held: dict[str, Item] = {}

    @asynccontextmanager
    async def turn(self, media: Iterable[Media]) -> AsyncIterator[None]:
        """Wait while another chat brings up an item that Telegram does not know yet.

        Nobody waits for items that are known or given up. Locks are taken in one order, so that
        two albums which share items cannot wait for each other.
        """
        async with AsyncExitStack() as held:
            for item in sorted(
                {item.identity: item for item in media}.values(), key=lambda item: item.identity
            ):
                if await self._settled(item):
                    continue
                lock = self._locks.setdefault(item.identity, asyncio.Lock())
                await lock.acquire()
                if await self._settled(item):
                    lock.release()
                else:
                    held.callback(lock.release)
            yield

    async def items(self, media: Sequence[Media]) -> list[Item | Lost]:
        """The way to try next for each item.

        An album never goes by address: Telegram fetches its items one by one, and when it fails
        to, some may already stand in the chat and nobody can tell which.
        """
        return [await self._item(each, alone=len(media) == 1) for each in media]

    async def refused(self, items: Sequence[Item], fault: Fault, reason: str) -> None:
        """Learn from a refusal.

        Telegram does not say which item of an album it means. Unless the content is at fault, a
        file id that went void is likelier than an upload that was just checked.
        """
        blamed = {Way.URL, Way.UPLOAD} if fault is Fault.CONTENT else {Way.FILE_ID}
        suspects = [item for item in items if item.way in blamed] or items
        for item in suspects:
            identity = item.media.identity
            if item.way is Way.FILE_ID and not item.media.file_id:
                if await self._files.file_id(identity) == item.file:
                    await self._files.forget_file(identity)
            elif item.way is Way.URL and fault is not Fault.CONTENT:
                self._fail(identity, Way.URL, reason)
            else:
                self._fail(identity, Way.UPLOAD, reason)

    async def succeeded(self, item: Item, file_id: str) -> None:
        """Keep the file id of an item that Telegram has just taken.

        The message stands in the chat by now; no fault of the store's may hide that.
        """
        identity = item.media.identity
        self._held.pop(identity, None)
        self._failures.pop(identity, None)
        if item.way is Way.FILE_ID or not file_id:
            return
        try:
            await self._files.remember_file(identity, file_id)
        except Exception:
            log.exception("could not keep the file id of %s", identity)

    async def _known(self, media: Media) -> str:
        file_id = media.file_id or await self._files.file_id(media.identity)
        return file_id if _FILE_ID.fullmatch(file_id) else ""

    async def _settled(self, media: Media) -> bool:
        failure = self._failure(media.identity)
        if failure is not None and failure.way is Way.UPLOAD:
            return True
        return bool(await self._known(media))

    async def _item(self, media: Media, *, alone: bool) -> Item | Lost:
        failure = self._failure(media.identity)
        if failure is not None and failure.way is Way.UPLOAD:
            return Lost(media, failure.reason)
        if known := await self._known(media):
            return Item(media, Way.FILE_ID, known)
        drawn = card_address(media.url) is not None
        if not (drawn or _WEB_ADDRESS.match(media.url)):
            return Lost(media, "it has no web address")
        if alone and failure is None and not drawn:
            return Item(media, Way.URL, media.url)
        return self._held.get(media.identity) or await self._download(media)

    async def _download(self, media: Media) -> Item | Lost:
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
        item = Item(media, Way.UPLOAD, content, f"{media.kind}{extension}")
        self._hold(item)
        return item

    def _hold(self, item: Item) -> None:
        """Keep a download for the next chat's try, the oldest giving way when it gets too much."""
        self._held[item.media.identity] = item
        while sum(len(held.file) for held in self._held.values()) > HELD_BYTES:
            del self._held[next(iter(self._held))]

    def _lose(self, media: Media, reason: str) -> Lost:
        self._fail(media.identity, Way.UPLOAD, reason)
        return Lost(media, reason)

    def _fail(self, identity: str, way: Way, reason: str) -> None:
        now = self._clock()
        self._failures = {key: old for key, old in self._failures.items() if old.until > now}
        self._failures[identity] = _Failure(way, reason, now + REMEMBER_FAILURE_SECONDS)
        if way is Way.UPLOAD:
            self._held.pop(identity, None)
            log.warning("%s cannot be shown, it goes as a link: %s", identity, reason)

    def _failure(self, identity: str) -> _Failure | None:
        failure = self._failures.get(identity)
        return failure if failure is not None and failure.until > self._clock() else None
