"""JSON that is a document, or stands in a page for the page's own script. Pure."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.errors import SnapshotRefused
from bot.sources.document import Document, Kind

Json = dict[str, Any]

# Where a script may say what the page is made of: `window.STATE = {`, `JSON.parse("`, `push({`.
_VALUE = re.compile(r"[=(,]\s{0,9}(?=[{\[\"'])")
_UNDEFINED = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z))|\bundefined\b', re.DOTALL)
_SINGLE_QUOTED = re.compile(r"'([^'\\]*(?:\\.[^'\\]*)*)'", re.DOTALL)
_MOST_TRIES = 200
_SHORTEST_STATE = 100
_DECODER = json.JSONDecoder(strict=False)


def payloads(document: Document, *marks: str) -> Iterator[Json]:
    """Every JSON object of the document, at any depth, outermost first, if it has all `marks`.

    In a page that is JSON in a script of its own, or the state that another script is given.
    Raises SnapshotRefused if a JSON document has them and cannot be read.
    """
    for data in values(document, *marks):
        yield from objects(data)


def values(document: Document, *marks: str) -> Iterator[object]:
    """What `payloads` finds its objects in: each JSON value of the document as a whole."""
    if not _has(document.text, marks):
        return
    if document.kind is Kind.JSON:
        try:
            yield json.loads(document.text, strict=False)
        except (ValueError, RecursionError):
            raise SnapshotRefused("The answer (JSON) is broken or cut.") from None
    elif document.kind is Kind.HTML:
        for script in document.tree.css("script"):
            text = script.text()
            kind = (script.attributes.get("type") or "").strip().lower()
            if kind == "application/ld+json" or not _has(text, marks):
                continue
            yield from _parsed(text) if kind == "application/json" else _states(text)


def record(value: object) -> Json:
    """`value` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def records(value: object) -> list[Json]:
    """The objects of a list; none if `value` is no list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def words(value: object) -> str:
    """`value` if it is a string, a number written out, else nothing."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def objects(data: object) -> Iterator[Json]:
    """Every object in a JSON value, at any depth, outermost first."""
    waiting = [data]
    place = 0
    while place < len(waiting):
        thing = waiting[place]
        place += 1
        if isinstance(thing, dict):
            yield thing
            waiting += thing.values()
        elif isinstance(thing, list):
            waiting += thing


def _has(text: str, marks: tuple[str, ...]) -> bool:
    # In a string of a script the quotes around a name are escaped.
    return all(f'"{mark}"' in text or f'"{mark}\\"' in text for mark in marks)


def _parsed(text: str) -> Iterator[object]:
    try:
        yield json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return  # state that only the page's own script can read


def _states(script: str) -> Iterator[object]:
    """The JSON values that a script is given, as they are or written out in a string."""
    if "undefined" in script:
        script = _UNDEFINED.sub(lambda found: found[1] or "null", script)
    place = 0
    for _ in range(_MOST_TRIES):
        found = _VALUE.search(script, place)
        if found is None:
            return
        value, place = _value(script, found.end())
        if isinstance(value, str) and value.lstrip()[:1] in {"{", "["}:
            yield from _parsed(value)
        elif isinstance(value, (dict, list)):
            yield value


def _value(script: str, start: int) -> tuple[object, int]:
    """The value that stands at `start`, and where it ends; None for what is no JSON, or little."""
    try:
        if script[start] != "'":
            value, end = _DECODER.raw_decode(script, start)
        elif quoted := _SINGLE_QUOTED.match(script, start):
            value, end = quoted[1].replace("\\'", "'").replace("\\\\", "\\"), quoted.end()
        else:
            return None, start + 1
    except (ValueError, RecursionError):
        return None, start + 1
    return (value if end - start >= _SHORTEST_STATE else None), end
