"""The letters of the cards: PT Sans, Latin, Turkish and Cyrillic. Its licence: `fonts/OFL.txt`."""

from enum import Enum
from importlib.resources import as_file, files
from typing import Final

import regex
from PIL import ImageFont

_FOLDER: Final = files("bot.pictures") / "fonts"
# Everything else would show as an empty box: what PT Sans has of Latin (without the letters of
# languages that it was not made for), Cyrillic, punctuation and currencies.
_FOREIGN: Final = regex.compile(
    r"[^\u0020-\u007e\u00a0-\u0109\u010c-\u0113\u0116-\u011f\u0122-\u0127\u012a\u012b\u012e-\u0131"
    r"\u0134-\u0137\u0139-\u013e\u0141-\u0148\u014c\u014d\u0150-\u0165\u016a-\u0173\u0178-\u017f"
    r"\u0218-\u021b\u0401-\u040c\u040e-\u044f\u0451-\u045c\u045e\u045f\u0490\u0491"
    r"\u2011\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a"
    r"\u20ac\u20b4\u20ba\u20bd\u2116\u2122\u2212]+"
)
_CLUSTER: Final = regex.compile(r"\X")
_ELLIPSIS: Final = "…"


class Weight(Enum):
    """The two cuts that are used, by their files."""

    REGULAR = "PT_Sans-Web-Regular.ttf"
    BOLD = "PT_Sans-Web-Bold.ttf"


def drawable(text: str) -> str:
    """`text` on one line, without the letters that the typeface lacks."""
    return " ".join(_FOREIGN.sub(" ", text).split())


class Typeface:
    """Measures text. Not for several threads at once: each picture makes its own."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[Weight, int], ImageFont.FreeTypeFont] = {}

    def font(self, weight: Weight, size: int) -> ImageFont.FreeTypeFont:
        """The font; `size` in pixels."""
        found = self._fonts.get((weight, size))
        if found is None:
            with as_file(_FOLDER / weight.value) as path:
                # Simple layout everywhere: the other kind depends on what else is installed.
                found = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
            self._fonts[weight, size] = found
        return found

    def width(self, text: str, weight: Weight, size: int) -> int:
        """How wide `text` is, in whole pixels, rounded up."""
        return -int(-self.font(weight, size).getlength(text) // 1)

    def wrap(self, text: str, weight: Weight, size: int, width: int, lines: int) -> list[str]:
        """`text` in at most `lines` lines no wider than `width`; "…" stands for what is cut off."""
        wrapped = [""]
        for word in self._words(text, weight, size, width):
            longer = f"{wrapped[-1]} {word}".strip()
            if self.width(longer, weight, size) <= width:
                wrapped[-1] = longer
            elif len(wrapped) < lines:
                wrapped.append(word)
            else:
                wrapped[-1] = self._cut(longer, weight, size, width)
                break
        return [line for line in wrapped if line]

    def _words(self, text: str, weight: Weight, size: int, width: int) -> list[str]:
        """The words, each of them in pieces where it is wider than a line."""
        words = []
        for word in drawable(text).split():
            piece = ""
            for cluster in _CLUSTER.findall(word):
                if piece and self.width(piece + cluster, weight, size) > width:
                    words.append(piece)
                    piece = ""
                piece += cluster
            words.append(piece)
        return words

    def _cut(self, line: str, weight: Weight, size: int, width: int) -> str:
        """The beginning of a line that is too long, after a word where there is one."""
        while self.width(line + _ELLIPSIS, weight, size) > width:
            shorter = line.rpartition(" ")[0]
            line = shorter or line[:-1]
        return line.rstrip(" ,;:–—-") + _ELLIPSIS
