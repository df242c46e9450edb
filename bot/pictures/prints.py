"""What a picture looks like, as a number: nearly the same pictures have nearly the same one. Pure.

The difference hash compares each of 8 x 8 places with the one to its right in a picture shrunk to
9 x 8 shades of grey; size, compression and small retouches leave it nearly as it is.
"""

import warnings
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

MOST_PIXELS: Final = 50_000_000
"""A picture with more pixels than this is not opened."""

NEARLY_SAME: Final = 10
"""Up to so many of 64 places may differ in two copies of one picture."""

_ACROSS, _DOWN = 9, 8


def picture_print(content: bytes) -> int | None:
    """The difference hash of a picture, 64 bits; None for what is no picture, or too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd metadata, which does not matter here
            with Image.open(BytesIO(content)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    return None
                picture.draft("L", (16 * _ACROSS, 16 * _DOWN))
                upright = ImageOps.exif_transpose(picture).convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # the errors of Pillow's readers for files that are damaged or none of theirs
    shades = upright.resize((_ACROSS, _DOWN), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(_DOWN):
        for column in range(_ACROSS - 1):
            at = row * _ACROSS + column
            bits = bits << 1 | (shades[at] > shades[at + 1])
    return bits


def nearly_same(one: int, other: int) -> bool:
    """Whether two pictures are copies of one, as far as their prints tell."""
    return (one ^ other).bit_count() <= NEARLY_SAME
