"""How large a picture is, read from its first bytes. Pure."""

import struct

_JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_WEBP_NOMINAL = (1280, 720)


def sides(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF or JPEG; None for anything else.

    WebP passes with nominal sides: its three layouts are not worth reading here.
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _unpacked(">II", content, 16)
    if content.startswith((b"GIF87a", b"GIF89a")):
        return _unpacked("<HH", content, 6)
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _WEBP_NOMINAL
    return None


def _unpacked(layout: str, content: bytes, at: int) -> tuple[int, int] | None:
    try:
        width, height = struct.unpack_from(layout, content, at)
    except struct.error:
        return None
    return (width, height) if width and height else None


def _jpeg(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - every JPEG marker begins so
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in _JPEG_FRAMES:
            height_first = _unpacked(">HH", content, at + 5)
            return height_first and (height_first[1], height_first[0])
        at += 2 + length
    return None
