"""Words of a line found in a word list, whose entries are read as `bot.summary.lexicon` says."""

import re
from collections.abc import Sequence
from functools import lru_cache

# The lists of all languages, and those put together from them.
_LISTS = 64


def hits(words: Sequence[str], entries: tuple[str, ...]) -> int:
    """How many different entries (or words that begin or end so) the line holds."""
    return len(set(_any_of(entries).findall(" ".join(words))))


@lru_cache(maxsize=_LISTS)
def _any_of(entries: tuple[str, ...]) -> re.Pattern[str]:
    patterns = [] if entries else [r"(?!)"]
    for entry in entries:
        if entry.startswith("-"):
            patterns.append(re.escape(entry[1:]) + r"\b")
        elif len(entry) <= 3:  # noqa: PLR2004 - the lexicon's own rule
            patterns.append(rf"\b{re.escape(entry)}\b")
        else:
            patterns.append(r"\b" + re.escape(entry))
    return re.compile("|".join(patterns))
