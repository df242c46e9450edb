"""The canvas and the motifs that the demo's pictures are made of (see draw_demo_media).

Everything is drawn at twice its size and scaled down, which is all the smoothing there is.
"""
# ruff: noqa: PLR0917, PLR2004 -- a drawing is places and sizes: names for each would hide the shape

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

WIDE = (1280, 720)

NIGHT, INK, SLATE, STONE = "#16243d", "#22303f", "#4b5d70", "#d8cdbb"
CREAM, SAND, GOLD, CORAL, WINE = "#fdf6e7", "#ecdcb9", "#e8b04a", "#e4704f", "#7d2f3d"
SEA, DEEP, FOAM, LEAF, PINE = "#3b90ab", "#1d5b7c", "#bfe3e6", "#6d9a76", "#2f5d50"
DAY, DUSK, DIM = ("#8cc7dd", "#fbeed3"), ("#2a3566", "#f0a072"), ("#1c2b47", "#3d5273")
TURKIYE, UKRAINE, RUSSIA = ("#d4343e",), ("#2f6fc4", "#f5cf4b"), ("#f5f4f0", "#2f57a8", "#cf3b3f")

Colour = str
Point = tuple[float, float]


class Scene:
    """A canvas whose coordinates are those of the finished picture."""

    def __init__(self, size: tuple[int, int] = WIDE, paper: Colour = CREAM) -> None:
        self.width, self.height = size
        self.image = Image.new("RGB", (size[0] * 2, size[1] * 2), paper)
        self.draw = ImageDraw.Draw(self.image)

    def box(self, x: float, y: float, w: float, h: float, fill: Colour, r: float = 0) -> None:
        """A rectangle with corners of radius `r`."""
        edges = (x * 2, y * 2, (x + w) * 2 - 1, (y + h) * 2 - 1)
        self.draw.rounded_rectangle(edges, r * 2, fill)

    def disc(self, x: float, y: float, rx: float, fill: Colour, ry: float = 0) -> None:
        """An ellipse around a point; a circle without `ry`."""
        ry = ry or rx
        self.draw.ellipse(((x - rx) * 2, (y - ry) * 2, (x + rx) * 2, (y + ry) * 2), fill)

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        """A filled polygon."""
        self.draw.polygon([(x * 2, y * 2) for x, y in points], fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float = 3) -> None:
        """A line with round joints and ends."""
        self.draw.line([(x * 2, y * 2) for x, y in points], fill, int(width * 2), "curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, fill)

    def fade(self, top: Colour, bottom: Colour, y: float = 0, h: float = 0) -> None:
        """A vertical run of colour over the whole width."""
        rows = int((h or self.height) * 2)
        strip = Image.linear_gradient("L").resize((self.width * 2, rows))
        below, above = (Image.new("RGB", strip.size, colour) for colour in (bottom, top))
        self.image.paste(Image.composite(below, above, strip), (0, int(y * 2)))

    def write(self, x: float, y: float, words: str, size: float, fill: Colour) -> None:
        """Words centred on a point."""
        font = ImageFont.load_default(size * 2)
        self.draw.text((x * 2, y * 2), words, fill, font, anchor="mm")

    def finished(self) -> Image.Image:
        """The picture at its own size."""
        return self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)


def sky(s: Scene, colours: tuple[Colour, Colour] = DAY, h: float = 460, drift: float = 0) -> None:
    """Sky with soft clouds, pushed to the right by `drift`."""
    s.fade(*colours, h=h)
    if colours == DAY:
        for x, y, size in ((170, 110, 46), (640, 70, 34), (1050, 140, 52)):
            for dx, dy, r in ((-1.2, 0.2, 0.7), (0, -0.1, 1), (1.2, 0.2, 0.75)):
                s.disc(x + drift + dx * size, y + dy * size, r * size, "#fffaf0", r * size * 0.62)
            s.box(
                x + drift - 1.9 * size,
                y + 0.1 * size,
                size * 3.8,
                size * 0.7,
                "#fffaf0",
                size * 0.35,
            )


def hills(s: Scene, y: float, fill: Colour, height: float = 90, phase: float = 0) -> None:
    """A far ridge whose foot lies at `y`."""
    crest = [
        (
            x,
            y
            - height * (0.55 + 0.28 * math.sin(x / 170 + phase) + 0.17 * math.sin(x / 67 + phase)),
        )
        for x in range(-10, s.width + 20, 10)
    ]
    s.shape([(-10, y), *crest, (s.width + 10, y)], fill)


def sea(s: Scene, y: float, top: Colour = SEA, bottom: Colour = DEEP, shift: float = 0) -> None:
    """Water from `y` to the lower edge, with glints."""
    s.fade(top, bottom, y, s.height - y)
    for n in range(46):
        depth = (n * 0.377) % 1
        x = (n * 211.7 + shift * (0.5 + depth)) % (s.width + 120) - 60
        w = 18 + 60 * depth
        s.box(x, y + 14 + depth * (s.height - y - 30), w, 2 + 2 * depth, FOAM if n % 3 else top, 2)


def palace(s: Scene, y: float, x: float = 140, w: float = 1000, *, lit: bool = False) -> None:
    """A long waterfront palace of our own invention; `y` is its foot."""
    wall, shade, glass = (SAND, "#c9a878", "#ffd978") if lit else (CREAM, STONE, "#5f8ea5")
    s.box(x, y - 170, w, 170, wall)
    s.box(x - 12, y - 182, w + 24, 14, shade)
    s.box(x - 22, y - 14, w + 44, 14, shade)
    bays = 17
    step = w / bays
    for n in range(bays):
        left = x + n * step + step * 0.26
        wide = step * 0.48
        for top, high in ((y - 152, 52), (y - 82, 60)):
            s.box(left, top + wide / 2, wide, high - wide / 2, glass)
            s.disc(left + wide / 2, top + wide / 2, wide / 2, glass)
            s.box(left + wide / 2 - 1, top + 4, 2, high - 4, wall)
        s.box(x + n * step - 3, y - 168, 6, 154, shade)
    for middle, wide, high in ((x + w / 2, 240, 232), (x + 76, 130, 206), (x + w - 76, 130, 206)):
        s.box(middle - wide / 2, y - high, wide, high - 168, wall)
        s.box(middle - wide / 2 - 8, y - high - 8, wide + 16, 10, shade)
        s.shape(
            [
                (middle - wide / 2, y - high - 6),
                (middle, y - high - 40),
                (middle + wide / 2, y - high - 6),
            ],
            shade,
        )
        s.disc(middle, y - high - 16, 8, glass)
    s.box(x - 70, y - 6, w + 140, 22, "#a89a86" if not lit else "#6d5a4c")


def flag(s: Scene, x: float, y: float, bars: Sequence[Colour], size: float = 120) -> None:
    """Coloured bars on a pole that stands at (x, y)."""
    s.box(x - size * 0.03, y - size * 2.4, size * 0.06, size * 2.4, "#b98f4e", 3)
    s.disc(x, y - size * 2.42, size * 0.07, GOLD)
    wide, high = size * 1.05, size * 0.7 / len(bars)
    for n, bar in enumerate(bars):
        top = y - size * 2.32 + n * high
        wave = [
            (x + size * 0.03 + wide * t / 12, math.sin(t / 2.1) * size * 0.035) for t in range(13)
        ]
        s.shape(
            [(px, top + dy) for px, dy in wave]
            + [(px, top + high + 0.6 + dy) for px, dy in reversed(wave)],
            bar,
        )
    if bars == TURKIYE:
        cx, cy = x + size * 0.44, y - size * 1.96
        s.disc(cx, cy, size * 0.17, CREAM)
        s.disc(cx + size * 0.06, cy, size * 0.14, bars[0])
        s.disc(cx + size * 0.22, cy, size * 0.05, CREAM)


def flags(s: Scene, x: float, y: float, size: float, gap: float) -> None:
    """The three flags side by side, the hosts' in the middle."""
    for n, bars in enumerate((UKRAINE, TURKIYE, RUSSIA)):
        flag(s, x + n * gap, y, bars, size)


def person(
    s: Scene, x: float, y: float, size: float, coat: Colour, skin: Colour = "#c99a78"
) -> None:
    """Head and shoulders seen from behind, without a face."""
    s.box(x - size * 0.62, y - size * 0.2, size * 1.24, size * 1.6, coat, size * 0.5)
    s.box(x - size * 0.15, y - size * 0.5, size * 0.3, size * 0.5, skin)
    s.disc(x, y - size * 0.72, size * 0.36, skin, size * 0.42)
    s.disc(x, y - size * 0.84, size * 0.38, "#3a2d2a", size * 0.34)


def cypress(s: Scene, x: float, y: float, h: float, fill: Colour = PINE) -> None:
    """A slim tree standing at (x, y)."""
    s.box(x - h * 0.02, y - h * 0.2, h * 0.04, h * 0.2, "#5d4a3b")
    s.disc(x, y - h * 0.55, h * 0.13, fill, h * 0.45)


def gulls(s: Scene, places: Sequence[Point], fill: Colour = CREAM) -> None:
    """Birds as two strokes each."""
    for x, y in places:
        s.line(
            [(x - 20, y - 8), (x - 8, y - 10), (x, y), (x + 8, y - 10), (x + 20, y - 8)], fill, 3
        )


def bridge(s: Scene, y: float, fill: Colour) -> None:
    """A suspension bridge over the whole width; the road lies at `y`."""
    left, right, top = s.width * 0.24, s.width * 0.76, y - 170
    s.box(-5, y, s.width + 10, 9, fill)
    for x in (left, right):
        s.box(x - 7, top, 14, 250, fill)
    cable = [
        (left + (right - left) * t / 30, top + 4 * 150 * (t / 30) * (1 - t / 30)) for t in range(31)
    ]
    s.line([(0, y), (left, top), *cable, (right, top), (s.width, y)], fill, 4)
    for x, end in cable[1:-1]:
        s.line([(x, end), (x, y)], fill, 1.5)


def ferry(s: Scene, x: float, y: float, size: float = 1) -> None:
    """A city ferry heading right, its waterline at `y`."""

    def at(points: Sequence[Point]) -> list[Point]:
        return [(x + px * size, y + py * size) for px, py in points]

    s.shape(at([(-190, -44), (215, -44), (170, 0), (-165, 0)]), INK)
    s.shape(at([(-190, -52), (219, -52), (215, -42), (-190, -42)]), CORAL)
    s.box(x - 160 * size, y - 100 * size, 300 * size, 48 * size, CREAM, 5)
    s.box(x - 130 * size, y - 140 * size, 210 * size, 40 * size, CREAM, 5)
    s.shape(at([(-36, -196), (14, -196), (20, -140), (-42, -140)]), GOLD)
    s.shape(at([(-36, -196), (14, -196), (16, -180), (-38, -180)]), INK)
    for n in range(9):
        s.box(x + (n * 32 - 146) * size, y - 88 * size, 20 * size, 20 * size, DEEP, 3)
    for n in range(6):
        s.box(x + (n * 32 - 118) * size, y - 130 * size, 20 * size, 16 * size, DEEP, 3)
    s.box(x - 200 * size, y - 4 * size, 430 * size, 6 * size, FOAM, 3)


def wheels(s: Scene, xs: Sequence[float], y: float, r: float) -> None:
    """Wheels with hubs, standing on `y`."""
    for x in xs:
        s.disc(x, y - r, r, "#161d27")
        s.disc(x, y - r, r * 0.45, "#8795a3")


def car(s: Scene, x: float, y: float, size: float, bars: Sequence[Colour]) -> None:
    """A dark car heading right with a pennant."""
    s.box(x, y - 62 * size, 300 * size, 48 * size, INK, 18 * size)
    s.shape(
        [
            (x + 60 * size, y - 60 * size),
            (x + 96 * size, y - 104 * size),
            (x + 204 * size, y - 104 * size),
            (x + 250 * size, y - 60 * size),
        ],
        INK,
    )
    for a, b, c, d in ((76, 102, 144, 144), (152, 152, 200, 230)):
        s.shape(
            [
                (x + a * size, y - 62 * size),
                (x + b * size, y - 96 * size),
                (x + c * size, y - 96 * size),
                (x + d * size, y - 62 * size),
            ],
            "#8fb6c7",
        )
    s.box(x + 286 * size, y - 50 * size, 14 * size, 12 * size, GOLD, 4)
    wheels(s, (x + 64 * size, x + 236 * size), y + 4 * size, 27 * size)
    flag(s, x + 268 * size, y - 56 * size, bars, 24 * size)


def bus(s: Scene, x: float, y: float, stripe: Sequence[Colour]) -> None:
    """A long coach heading right."""
    s.box(x, y - 150, 400, 132, CREAM, 22)
    for n in range(5):
        s.box(x + 20 + n * 66, y - 132, 56, 50, "#5b8096", 8)
    s.box(x + 350, y - 132, 40, 74, "#5b8096", 8)
    for n, bar in enumerate(stripe):
        s.box(x, y - 62 + n * 24 / len(stripe), 400, 24 / len(stripe), bar)
    wheels(s, (x + 84, x + 316), y, 30)


def sheet(s: Scene, x: float, y: float, w: float, h: float, rows: int) -> None:
    """A written page with a shadow."""
    s.box(x + 8, y + 10, w, h, "#b79f7c", 6)
    s.box(x, y, w, h, "#fffdf6", 6)
    s.box(x + w * 0.12, y + h * 0.09, w * 0.46, 12, SLATE, 6)
    for n in range(rows):
        s.box(x + w * 0.12, y + h * 0.2 + n * 26, w * (0.76 - 0.13 * (n % 3 == 2)), 7, "#c9cfd4", 3)


def microphone(s: Scene, x: float, y: float, lean: float, band: Colour, size: float = 1) -> None:
    """A microphone whose stalk starts at (x, y) and leans sideways."""
    top = (x + lean, y - 250 * size)
    s.line([(x, y), (x + lean * 0.4, y - 120 * size), top], "#2b3542", 12 * size)
    s.box(top[0] - 40 * size, top[1] - 26 * size, 80 * size, 58 * size, band, 8)
    s.disc(top[0], top[1] - 62 * size, 36 * size, "#3b4756", 48 * size)
    for n in range(4):
        s.line(
            [
                (top[0] - 26 * size, top[1] - (90 - n * 17) * size),
                (top[0] + 26 * size, top[1] - (90 - n * 17) * size),
            ],
            "#5a6878",
            2,
        )
