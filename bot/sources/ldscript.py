"""JSON-LD as pages really carry it -> the LiveBlogPosting in it. Pure."""

import html as entities
import json
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from bot.errors import SnapshotRefused

_TYPE = "LiveBlogPosting"
_WRAPPING = re.compile(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$")
_STRING_OR_COMMA = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z))|,(?=\s*[}\]])', re.DOTALL)

LinkedData = dict[str, Any]


def live_blog(tree: LexborHTMLParser) -> LinkedData | None:
    """The page's LiveBlogPosting with the most updates, its references resolved; None without one.

    Raises SnapshotRefused if the page has one that cannot be read even with the usual repairs.
    """
    scripts = [
        script.text() for script in tree.css('script[type*="ld+json"]') if _TYPE in script.text()
    ]
    broken = False
    blogs: list[LinkedData] = []
    for script in scripts:
        try:
            data = loads(script)
        except (ValueError, RecursionError):
            broken = True
            continue
        blogs += _live_blogs(data)
    if blogs:
        return max(blogs, key=lambda blog: len(updates(blog)))
    if broken:
        raise SnapshotRefused("The page's list of posts (JSON-LD) is broken or cut.")
    return None


def loads(script: str) -> Any:  # noqa: ANN401 - JSON may be anything
    """Parse JSON that may have trailing commas, raw newlines, comments around it, or entities.

    Raises ValueError if that does not help, RecursionError if it is nested absurdly deep.
    """
    text = _WRAPPING.sub("", script.strip()).strip().rstrip(";")
    try:
        return json.loads(text, strict=False)
    except ValueError:
        mended = _STRING_OR_COMMA.sub(lambda found: found[1] or "", text)
    try:
        return json.loads(mended, strict=False)
    except ValueError:
        return json.loads(entities.unescape(mended), strict=False)


def updates(blog: LinkedData) -> list[LinkedData]:
    """The updates of a blog: a list, one object, or bare strings (an address or a text) alike."""
    value = blog.get("liveBlogUpdate")
    listed = value if isinstance(value, list) else [value]
    found = []
    for item in listed:
        if isinstance(item, dict):
            found.append(item)
        elif isinstance(item, str) and item.strip():
            is_address = re.match(r"(?:https?://|#)\S+$", item.strip())
            found.append({"url" if is_address else "articleBody": item.strip()})
    return found


def _live_blogs(data: object) -> list[LinkedData]:
    by_id: dict[str, LinkedData] = {}
    blogs = []
    for thing in _objects(data):
        if isinstance(thing.get("@id"), str) and len(thing) > 1:
            by_id.setdefault(thing["@id"], thing)
        if _is_live_blog(thing.get("@type")):
            blogs.append(thing)
    return [{**blog, "liveBlogUpdate": _resolved(blog, by_id)} for blog in blogs]


def _resolved(blog: LinkedData, by_id: dict[str, LinkedData]) -> list[LinkedData]:
    return [
        by_id.get(item["@id"], item) if set(item) == {"@id"} else item for item in updates(blog)
    ]


def _objects(data: object) -> Iterator[LinkedData]:
    """Every object at any depth, outermost first: lists, @graph and nesting need no cases."""
    waiting = [data]
    while waiting:
        thing = waiting.pop(0)
        if isinstance(thing, dict):
            yield thing
            waiting += thing.values()
        elif isinstance(thing, list):
            waiting += thing


def _is_live_blog(types: object) -> bool:
    named = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and re.split(r"[/#:]", name)[-1] == _TYPE for name in named)
