"""When two readings show the same: what is compared of posts and sections. Pure.

A stamp or markup that moved is no change, nor is an address that only names the moment or the
size: of 78 polls of one real ticker, 62 moved stamps alone.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from bot.model import Media
from bot.picture_keys import place
from bot.sense import normal

FLAP = timedelta(minutes=2)
"""How long an edit that returns to the former wording is taken for an old copy of the page.

Caches keep copies for about a minute, and answer with them in turn with the page itself.
"""

Content = tuple[object, ...]
"""What is compared: two readings show the same if theirs are equal."""


def content(heading: str, words: str, media: Sequence[Media]) -> Content:
    """What readers see of this, without what nobody reads."""
    shown = tuple(
        (item.kind, place(item), normal(item.caption), normal(item.credit)) for item in media
    )
    return (normal(heading), normal(words), shown)


def fingerprint(compared: Content) -> str:
    """Stands for a content that is not kept."""
    return hashlib.sha256(repr(compared).encode()).hexdigest()[:32]
