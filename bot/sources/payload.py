"""JSON that is a document, or stands in a page for the page's own script. Pure."""

import json
from collections.abc import Iterator
from typing import Any

from bot.errors import SnapshotRefused
from bot.sources import dom
from bot.sources.document import Document, Kind

Json = dict[str, Any]


def payloads(document: Document, *marks: str) -> Iterator[Json]:
    """Every JSON object of the document, at any depth, outermost first, if it has all `marks`.

    Raises SnapshotRefused if a JSON document has them and cannot be read.
    """
    if not all(f'"{mark}"' in document.text for mark in marks):
        return
    if document.kind is Kind.JSON:
        try:
            yield from _objects(json.loads(document.text, strict=False))
        except (ValueError, RecursionError):
            raise SnapshotRefused("The answer (JSON) is broken or cut.") from None
    elif document.kind is Kind.HTML:
        for script in dom.parse(document.text).css('script[type="application/json"]'):
            text = script.text()
            if all(f'"{mark}"' in text for mark in marks):
                try:
                    yield from _objects(json.loads(text, strict=False))
                except (ValueError, RecursionError):
                    continue  # state that only the page's own script can read


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


def _objects(data: object) -> Iterator[Json]:
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
