"""What Telegram takes as a photo, and what is made of the rest."""

import io
import zlib
from typing import Any

import pytest
from bot_api import png
from PIL import Image

from bot.telegram.pictures import (
    MAX_BYTES,
    MAX_RATIO,
    MOST_PIXELS,
    SHOWN_SIDE,
    NoPicture,
    jpeg_of,
    objection,
)


def file(
    size: tuple[int, int] = (60, 40),
    mode: str = "RGB",
    form: str = "JPEG",
    color: Any = None,
    **how: Any,
) -> bytes:
    """A picture of one colour."""
    written = io.BytesIO()
    Image.new(mode, size, color or 0).save(written, form, **how)
    return written.getvalue()


TAKEN = [
    file(),
    file(mode="L"),
    file(form="PNG"),
    file(mode="RGBA", form="PNG"),
    file((2000, 100)),
    b"something that is no picture at all",
    b"",
]
OBJECTED = [
    (file(mode="CMYK"), "CMYK"),
    (file(form="WEBP"), "WEBP"),
    (file(form="AVIF"), "AVIF"),
    (file(form="GIF"), "GIF"),
    (file(form="TIFF"), "TIFF"),
    (file(mode="I;16", form="PNG"), "I;16"),
    (file((9000, 1001)), "large"),
    (file((2001, 100)), "narrow"),
    (b"\xff\xd8" + bytes(MAX_BYTES), "too big"),
]


@pytest.mark.parametrize("content", TAKEN)
def test_what_telegram_takes_or_may_take_goes_as_it_is(content: bytes) -> None:
    assert objection(content) == ""


@pytest.mark.parametrize(("content", "word"), OBJECTED)
def test_what_telegram_refuses_is_known_before(content: bytes, word: str) -> None:
    assert word in objection(content)


MADE_ANEW = [
    file(mode="CMYK"),
    file(form="WEBP"),
    file(form="AVIF"),
    file(form="GIF"),
    file(form="TIFF"),
    file(mode="I;16", form="PNG"),
    file(mode="P", form="PNG"),
    file(mode="LA", form="PNG"),
    file((9000, 1001)),
    file((1, 400), form="PNG"),
    png(400, 1),
]


@pytest.mark.parametrize("content", MADE_ANEW)
def test_what_is_made_anew_telegram_takes(content: bytes) -> None:
    made = jpeg_of(content)
    assert objection(made) == ""
    with Image.open(io.BytesIO(made)) as picture:
        assert (picture.format, picture.mode) == ("JPEG", "RGB")
        assert max(picture.size) <= SHOWN_SIDE


def test_what_was_transparent_is_white() -> None:
    made = jpeg_of(file(mode="RGBA", form="PNG", color=(0, 0, 0, 0)))
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.getpixel((30, 20)) == (255, 255, 255)


def test_a_picture_that_lies_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(jpeg_of(file((60, 40), exif=exif)))) as picture:
        assert picture.size == (40, 60)


def test_a_ribbon_gets_margins_rather_than_being_cut() -> None:
    with Image.open(io.BytesIO(jpeg_of(file((10, 1000), color="red")))) as picture:
        width, height = picture.size
        assert height == 1000
        assert height <= MAX_RATIO * width
        red, green, _ = picture.getpixel((width // 2, 500))
        assert red > 200
        assert green < 100


BROKEN = [
    b"",
    b"something that is no picture at all",
    b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    file((300, 300), form="PNG")[:-60],
]


@pytest.mark.parametrize("content", BROKEN)
def test_what_is_no_picture_or_a_broken_one_is_refused(content: bytes) -> None:
    with pytest.raises(NoPicture):
        jpeg_of(content)


@pytest.mark.parametrize("side", [MOST_PIXELS // 4000, 60_000])
def test_a_picture_that_would_fill_the_memory_is_refused_unread(side: int) -> None:
    bomb = bytearray(png())
    bomb[16:24] = (side + 1).to_bytes(4) + (4000).to_bytes(4)
    bomb[29:33] = _checksum(bytes(bomb[12:29]))
    with pytest.raises(NoPicture, match=r"pixels|far too large"):
        jpeg_of(bytes(bomb))


def _checksum(chunk: bytes) -> bytes:

    return zlib.crc32(chunk).to_bytes(4)
