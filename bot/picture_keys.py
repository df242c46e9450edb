"""Which photos and videos are the same picture, whatever size or server they come from. Pure.

One picture has many addresses: a size for each screen, a server for each country, a service that
resizes it. What is left when those are taken away is the place it was filed under.
"""

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from bot.model import Media
from bot.sense import normal

_VOLATILE = frozenset(
    "auto crop dpr expires fit format h height q quality s sig signature token ts v w width "
    "policy key-pair-id exp hmac hdnts hdnea impolicy imwidth ixlib resize strip fm ver version cb "
    "cache mtime rev se sp sr st sv".split()
)
"""Query parameters of a media address that change without the picture changing."""

_SIGNED = ("x-amz-", "x-goog-")
_INNER = re.compile(r"(?<=.)https?:/{1,2}[^/].*", re.IGNORECASE)
_CARRIERS = frozenset({"url", "src", "image", "img"})
_PHOTON = re.compile(r"i\d\.wp\.com")
_TYPES = re.compile(r"(?:\.(?:jpe?g|png|webp|avif|gif|heic|mp4|m4v|mov|webm))+$")
_SIZE_IN_NAME = re.compile(r"(?:[-_.]?(?:\d{2,4}x\d{2,4}|\d{3,4}w|w\d{3,4}|scaled)|@\dx)+$")
# A part of the path that only says how large, how sharp or how cut the picture shall be.
_SIZE = re.compile(
    r"\d{2,4}x\d{0,4}!?|x\d{2,4}|\d+_\d+_\d+_\d+|(?:(?:w|h|c|q|f|g|ar|dpr|fl)_[\w.:]+,?)+"
    r"|(?:(?:width|height|w|h|fit|quality|q|format|f|dpr|auto)=[^/,]*,?)+"
    r"|fit-in|smart|resize|crop|thumbs?|thumbnail|master",
    re.IGNORECASE,
)
_WIDTHS = frozenset(
    "120 160 200 240 300 320 400 420 480 500 512 600 624 640 660 700 720 750 768 800 820 840 900 "
    "960 976 1000 1024 1080 1200 1280 1400 1440 1500 1536 1600 1800 1920 2000 2048 2400 2560 3000 "
    "3200 3840 4096".split()
)
_FILED = re.compile(r"[0-9a-f]{16,}")
_TELLING_NAME = 8
"""A file name shorter than this ("1.jpg") does not tell one picture from another."""


@lru_cache(maxsize=4096)
def picture_keys(item: Media) -> frozenset[str]:
    """What the picture is known by: items that share a key are the same picture."""
    if "://" not in item.identity:
        return frozenset({item.identity})
    known = {f"{item.kind}:{place(item)}"}
    segments = _filed_under(_own_address(item.identity))
    name = segments[-1] if segments else ""
    caption, credit = normal(item.caption).casefold(), normal(item.credit).casefold()
    if caption and credit and len(name) >= _TELLING_NAME:
        known.add(f"{item.kind}:{name}:{credit}:{caption}")
    return frozenset(known)


@lru_cache(maxsize=4096)
def place(item: Media) -> str:
    """Where the picture is filed: its address without what changes from poll to poll.

    Sizes, signatures and the number of the server do, while the picture stays the same.
    """
    if "://" not in item.identity:
        return item.identity
    parts = _own_address(item.identity)
    query = sorted(pair for pair in parse_qsl(parts.query) if _tells(pair[0].lower()))
    # Images of one publisher come from many servers: img1.example.org, cdn.example.org.
    site = ".".join((parts.hostname or "").split(".")[-2:])
    return f"{site}/{'/'.join(_filed_under(parts))}?{urlencode(query)}"


def _tells(name: str) -> bool:
    """Whether a query parameter tells one picture from another."""
    return name not in _VOLATILE and not name.startswith(_SIGNED)


def _own_address(address: str) -> SplitResult:
    """The picture's own address where this is that of a service which resizes it."""
    parts = urlsplit(address)
    inner = next((value for name, value in parse_qsl(parts.query) if name in _CARRIERS), "")
    if not _is_address(inner):
        found = _INNER.search(unquote(parts.path))
        inner = re.sub("(?<=:)/+", "//", found[0]) if found else ""
    if _PHOTON.fullmatch(parts.netloc):
        inner = f"https:/{parts.path}"
    return urlsplit(inner) if _is_address(inner) else parts


def _is_address(text: str) -> bool:
    try:
        return urlsplit(text).scheme in {"http", "https"} and bool(urlsplit(text).hostname)
    except ValueError:
        return False


def _filed_under(parts: SplitResult) -> list[str]:
    """The parts of the path without sizes, the last one without its type."""
    segments = [segment for segment in unquote(parts.path).split("/") if segment]
    if not segments:
        return []
    *folders, name = segments
    bare = _SIZE_IN_NAME.sub("", _TYPES.sub("", name.lower()))
    folders = [folder for folder in folders if not _SIZE.fullmatch(folder)]
    if bare.isdecimal() and any(_FILED.fullmatch(folder.lower()) for folder in folders):
        return folders  # filed under a hash, and named after its width
    if len(bare) >= _TELLING_NAME:
        folders = [folder for folder in folders if folder not in _WIDTHS]
    return [*folders, bare or name]
