"""Keys for posts that their source gives no lasting name. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.model import SeenPost
from bot.text import Text

_MADE = "auto-"
_TEXT_IN_KEY = 60


def made_key(time: datetime | None, headline: str, body: Text) -> str:
    """A key for a post without an id: of its time, which is what changes least in an edit."""
    named = time.isoformat() if time else headline or body.value[:_TEXT_IN_KEY]
    return _MADE + hashlib.sha256(named.encode()).hexdigest()[:20]


def told_apart(posts: Sequence[SeenPost]) -> list[SeenPost]:
    """Posts as listed, those of one made key numbered: the last listed is the first.

    One that is listed twice, at its place and where it is pinned, says the same and stays one.
    """
    numbers: dict[str, list[tuple[str, str]]] = {}
    named = []
    for post in reversed(posts):
        if not post.key.startswith(_MADE):
            named.append(post)
            continue
        said = (post.headline, post.body.value)
        alike = numbers.setdefault(post.key, [])
        if said not in alike:
            alike.append(said)
        number = alike.index(said) + 1
        named.append(post if number == 1 else replace(post, key=f"{post.key}-{number}"))
    return named[::-1]
