"""What a timeline card tells, and the address under which it travels as a photo. Pure."""

import hashlib
import re
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import Final

from bot.model import Media, MediaKind

_SCHEME: Final = "dateline:card:"
_ADDRESS: Final = re.compile(_SCHEME + r"([0-9]{1,9}):(light|dark):([a-z]{2}):[0-9a-f]{12}")


class CardTheme(StrEnum):
    """How cards look; `none` draws none."""

    LIGHT = "light"
    DARK = "dark"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the card. `day` is named above it where it is another than the line's before."""

    time: str
    text: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """The timeline of a coverage in words that are ready to be drawn.

    `status` stands above the title, `lead` below it, `foot` at the bottom. `more` says how many
    moments found no room, with `{count}` for their number.
    """

    status: str
    title: str
    lead: str
    moments: tuple[Moment, ...]
    foot: str
    more: str = "+ {count}"


@dataclass(frozen=True, slots=True)
class CardAddress:
    """Which card a picture's address means."""

    coverage_id: int
    theme: CardTheme
    language: str


def card_photo(card: Card, address: CardAddress) -> Media:
    """The card as a photo. Its address changes with what it shows, so that it is drawn once."""
    shown = hashlib.sha256(repr(astuple(card)).encode()).hexdigest()[:12]
    where = f"{address.coverage_id}:{address.theme}:{address.language}"
    return Media(MediaKind.PHOTO, f"{_SCHEME}{where}:{shown}")


def card_address(url: str) -> CardAddress | None:
    """What `card_photo` put into an address; None for any other address."""
    found = _ADDRESS.fullmatch(url)
    return CardAddress(int(found[1]), CardTheme(found[2]), found[3]) if found else None


def evenly(count: int, most: int) -> list[int]:
    """Up to `most` of the numbers below `count`, evenly; always the last, and the first if two."""
    if count <= most:
        return list(range(count))
    if most == 1:
        return [count - 1]
    return [round(step * (count - 1) / (most - 1)) for step in range(most)]
