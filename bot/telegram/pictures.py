"""Making a photo that Telegram does not take into one that it does. Slow: call it in a thread.

Telegram takes photos of up to 10 MB whose sides add up to at most 10,000 pixels and are at most
20 to 1; it shows none larger than 2560 pixels and none that is not RGB
(https://core.telegram.org/bots/api#sendphoto).
"""

import io

from PIL import Image, ImageOps

MAX_BYTES = 10 << 20
MAX_SIDES = 10_000
MAX_RATIO = 20
SHOWN_SIDE = 2560
MOST_PIXELS = 64_000_000
"""Larger pictures are refused unread: decoded, a file of a few kilobytes may fill the memory."""

_QUALITY = 88
_TAKEN = {"JPEG", "MPO", "PNG"}
# Only decoders of pictures as the web has them; others (PostScript) start foreign programs.
_READ = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF")
_BROKEN = (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError)
_MODES = {"RGB", "RGBA", "L", "LA", "P", "1"}


class NoPicture(Exception):
    """The file cannot be made into a photo; the text says why."""


def objection(content: bytes) -> str:
    """Why Telegram would refuse this file as a photo; empty if it takes it, or may.

    Only the beginning of the file is read. What is not recognised gets the benefit of the doubt.
    """
    if len(content) > MAX_BYTES:
        return "the file is too big for a photo"
    try:
        picture = _opened(content)
    except NoPicture:
        return ""
    with picture:
        if picture.format not in _TAKEN or picture.mode not in _MODES:
            return f"Telegram does not take {picture.format} photos ({picture.mode})"
        if sum(picture.size) > MAX_SIDES or max(picture.size) > MAX_RATIO * min(picture.size):
            return "the picture is too large or too narrow"
    return ""


def jpeg_of(content: bytes) -> bytes:
    """The picture as a JPEG that Telegram takes, upright, on white, no larger than it is shown.

    NoPicture if it is none, is broken, or would take too much memory. Of an animation the first
    frame is kept; a picture that is too narrow gets white margins.
    """
    with _opened(content) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise NoPicture(f"the picture has {picture.width} x {picture.height} pixels")
        picture.draft("RGB", (SHOWN_SIDE, SHOWN_SIDE))  # a JPEG need not be decoded in full
        try:
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
            written = io.BytesIO()
            _on_white(upright).save(written, "JPEG", quality=_QUALITY, optimize=True)
        except _BROKEN as error:
            raise NoPicture(f"the picture is broken ({type(error).__name__})") from error
    return written.getvalue()


def _opened(content: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(content), formats=_READ)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NoPicture("the picture is far too large") from None
    except (OSError, ValueError, SyntaxError) as error:
        raise NoPicture(f"the file is no picture ({type(error).__name__})") from error


def _on_white(picture: Image.Image) -> Image.Image:
    """In RGB, what is transparent white, with margins where it is too narrow."""
    if picture.mode in {"LA", "PA", "RGBA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        shown, mask = picture.convert("RGB"), picture.getchannel("A")
    else:
        shown, mask = picture.convert("RGB"), None
    least = -(-max(picture.size) // MAX_RATIO)
    size = max(picture.width, least), max(picture.height, least)
    canvas = Image.new("RGB", size, "white")
    corner = (size[0] - picture.width) // 2, (size[1] - picture.height) // 2
    canvas.paste(shown, corner, mask)
    return canvas
