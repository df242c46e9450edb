"""Copies of a picture have nearly the same print, other pictures another."""

from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image, ImageEnhance

from bot.pictures import prints
from bot.pictures.prints import nearly_same, picture_print
from bot.sandbox.istanbul import MEDIA

DRAWINGS = sorted(MEDIA.glob("*.jpg"))
TABLE = (MEDIA / "table.jpg").read_bytes()


def saved(picture: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    stored = BytesIO()
    picture.save(stored, kind, **how)
    return stored.getvalue()


def table() -> Image.Image:
    return Image.open(BytesIO(TABLE)).convert("RGB")


@pytest.mark.parametrize(
    "copy",
    [
        saved(table(), quality=20),
        saved(table(), "PNG"),
        saved(table(), "WEBP"),
        saved(table().resize((320, 180))),
        saved(table().resize((2400, 1350))),
        saved(ImageEnhance.Brightness(table()).enhance(1.15)),
        saved(table().crop((8, 8, table().width - 8, table().height - 8))),
        saved(table().convert("L")),
    ],
    ids=["worse", "png", "webp", "small", "large", "brighter", "trimmed", "grey"],
)
def test_a_copy_is_found_out(copy: bytes) -> None:
    one, other = picture_print(TABLE), picture_print(copy)
    assert one is not None
    assert other is not None
    assert nearly_same(one, other)


def test_different_pictures_are_told_apart() -> None:
    found = {path.name: picture_print(path.read_bytes()) for path in DRAWINGS}
    assert len(found) > 10
    alike = [
        (one, other)
        for one, other in combinations(found, 2)
        if nearly_same(found[one] or 0, found[other] or 0)
    ]
    assert alike == []


def test_a_picture_lying_on_its_side_is_set_upright_first() -> None:
    turned = table().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera says: turn me a quarter to the right
    one, other = picture_print(TABLE), picture_print(saved(turned, exif=exif))
    assert one is not None
    assert other is not None
    assert nearly_same(one, other)


def test_the_print_has_64_bits() -> None:
    found = picture_print(TABLE)
    assert found is not None
    assert 0 <= found < 1 << 64


@pytest.mark.parametrize(
    "content", [b"", b"no picture", TABLE[:40], TABLE[: len(TABLE) // 2], b"<html>" * 99, b"GIF89a"]
)
def test_what_is_no_picture_has_no_print(content: bytes) -> None:
    assert picture_print(content) is None


def test_a_picture_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prints, "MOST_PIXELS", 1000)
    assert picture_print(TABLE) is None
