"""Selectors as editors write them: one line for each part, `post: article.item`. Pure."""

import re
from dataclasses import asdict, fields
from typing import Final

from bot.errors import WrongState
from bot.model import Selectors

EXAMPLE: Final = "post: article.item\ntime: time\ntitle: h3\nbody: .text p\nmedia: figure"

_PARTS: Final = tuple(field.name for field in fields(Selectors))
_LONGEST: Final = 200
_LINE: Final = re.compile(r"(\w+)\s*[:=]\s*(.*)")
"""With an equals sign too, as on the command line."""


def parse_selectors(text: str) -> Selectors:
    """The selectors that these lines give. WrongState, naming the line, when they give none."""
    given: dict[str, str] = {}
    for line in (line.strip() for line in text.splitlines()):
        if not line:
            continue
        found = _LINE.fullmatch(line)
        part = found[1].lower() if found else ""
        if not found or part not in _PARTS:
            raise WrongState(
                f"“{line[:_LONGEST]}” is not understood. A line names a part and its selector, as "
                f"in “post: article.item”; the parts are {', '.join(_PARTS)}."
            )
        selector = found[2]
        if part in given:
            raise WrongState(f"“{part}” is there twice; several selectors are parted by commas.")
        if not selector or len(selector) > _LONGEST:
            raise WrongState(f"“{part}” needs a selector of up to {_LONGEST} characters.")
        given[part] = selector
    if "post" not in given:
        raise WrongState(f"The line “post: …” is missing. An example:\n{EXAMPLE}")
    return Selectors(**given)


def selector_lines(selectors: Selectors) -> str:
    """The lines that give these selectors."""
    return "\n".join(
        f"{part}: {selector}" for part, selector in asdict(selectors).items() if selector
    )
