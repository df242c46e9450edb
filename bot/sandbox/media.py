"""Media a call names: uploaded with it, on Telegram already, or behind an address.

Addresses are fetched from this machine only; for all others the answer is what Telegram says
when a server does not deliver.
"""

import ipaddress
import mimetypes
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.objects import File
from bot.sandbox.params import Params, Upload
from bot.sandbox.rules import MEGABYTE, Json, bad, check_album
from bot.sandbox.telegram import Telegram

_SLOTS = {"sendphoto": "photo", "sendvideo": "video", "senddocument": "document"}
_WAYS = {"http", "https"}
_MIMES = {
    "photo": ("image/",),
    "video": ("video/",),
    "document": ("image/gif", "application/pdf", "application/zip"),
}
_FETCH_BYTES = {"photo": 5 * MEGABYTE}
_OTHER_FETCH_BYTES = 20 * MEGABYTE
_FETCH_SECONDS = 5
_SAID = {
    "WEBPAGE_CURL_FAILED": "failed to get HTTP URL content",
    "WEBPAGE_MEDIA_EMPTY": "wrong type of the web page content",
    "WC_CONVERT_URL_INVALID": "wrong HTTP URL specified",
    "MEDIA_EMPTY": "wrong file identifier/HTTP URL specified",
}


class _Unusable(Exception):
    """Media that Telegram's server could not take; the text is its code."""


class MediaDesk:
    """Finds the files that a call names. `client` must be open while it is used."""

    def __init__(self, telegram: Telegram, client: aiohttp.ClientSession) -> None:
        self._telegram = telegram
        self._client = client

    async def find(self, method: str, params: Params) -> list[File]:
        """The files of a call (its name in small letters), in order; none for most methods."""
        if method == "sendmediagroup":
            return await self._album(params)
        if method == "editmessagemedia":
            item = params.item("media")
            kind, source = str(item.get("type", "")), item.get("media")
        elif method in _SLOTS:
            kind = _SLOTS[method]
            source = params.uploads.get(kind) or params.text(kind)
        else:
            return []
        try:
            return [await self._file(kind, source, params)]
        except _Unusable as problem:
            raise bad(_SAID[str(problem)]) from None

    async def _album(self, params: Params) -> list[File]:
        items: list[Json] = params.items("media")
        check_album(items)
        files = []
        for number, item in enumerate(items, 1):
            try:
                files.append(await self._file(str(item["type"]), item.get("media"), params))
            except _Unusable as problem:
                raise bad(
                    f'failed to send message #{number} with the error message "{problem}"'
                ) from None
        return files

    async def _file(self, kind: str, source: object, params: Params) -> File:
        if kind not in _MIMES:
            raise bad(f"the sandbox keeps photos, videos and documents, not {kind}")
        if isinstance(source, str) and source.startswith("attach://"):
            source = params.uploads.get(source.removeprefix("attach://"))
        if isinstance(source, Upload):
            return self._telegram.add_file(kind, source.content, source.name, source.mime)
        if not source or not isinstance(source, str):
            raise bad(f"there is no {kind} in the request")
        if "://" in source:
            upload = await self._fetch(kind, source)
            return self._telegram.add_file(kind, upload.content, upload.name, upload.mime)
        file = self._telegram.files.get(source)
        if file is None:
            raise _Unusable("MEDIA_EMPTY")
        if file.kind != kind:
            raise bad(f"can't use file of type {file.kind.title()} as {kind.title()}")
        return file

    async def _fetch(self, kind: str, url: str) -> Upload:
        if not _is_address(url):
            raise _Unusable("WC_CONVERT_URL_INVALID")
        if not _is_here(urlsplit(url).hostname or ""):
            raise _Unusable("WEBPAGE_CURL_FAILED")
        most = _FETCH_BYTES.get(kind, _OTHER_FETCH_BYTES)
        timeout = aiohttp.ClientTimeout(total=_FETCH_SECONDS)
        try:
            # A redirect could lead off this machine, so none is followed.
            async with self._client.get(url, timeout=timeout, allow_redirects=False) as answer:
                content = await _at_most(answer, most)
        except (aiohttp.ClientError, TimeoutError):
            raise _Unusable("WEBPAGE_CURL_FAILED") from None
        if answer.status != HTTPStatus.OK or len(content) > most:
            raise _Unusable("WEBPAGE_CURL_FAILED")
        mime = answer.content_type
        if not mime.startswith(_MIMES[kind]):
            raise _Unusable("WEBPAGE_MEDIA_EMPTY")
        return Upload(f"{kind}{mimetypes.guess_extension(mime) or ''}", mime, content)


async def _at_most(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """The body, broken off soon after it passes `most` bytes."""
    content = bytearray()
    async for piece in answer.content.iter_chunked(64 * 1024):
        content += piece
        if len(content) > most:
            break
    return bytes(content)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in _WAYS and bool(parts.hostname)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
