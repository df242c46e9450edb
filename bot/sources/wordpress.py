"""The WordPress liveblog plugin: entries that are new, updated or deleted. Pure.

An answer may hold one entry several times, since the plugin's polling windows overlap: the last
word on it counts.
"""

import re

from bot.model import Dropped, SeenPost, Snapshot
from bot.sources import believe, html, media, stamps
from bot.sources.document import Document
from bot.sources.finish import finish
from bot.sources.payload import Json, payloads, records, words

NAME = "wordpress"

_RANK = {"new": 0, "update": 1, "delete": 2}
_PAGE = re.compile(r"(/get-(?:entries|key-events)/)\d+(?=/|$)")
_COMMAND = re.compile(r"^(\s*(?:<p>\s*)?)/key\b\s*", re.IGNORECASE)


def understand(document: Document) -> Snapshot | None:
    """The entries of a live blog; None if there are none. Raises SnapshotRefused if broken."""
    answer = next((one for one in payloads(document, "entries") if _is_answer(one)), None)
    if answer is None:
        return None
    dropped: list[Dropped] = []
    posts = [_post(one, document, dropped) for one in _last_words(_entries(answer))]
    kept, left_out = finish(posts)
    snapshot = Snapshot(
        url=document.url,
        format=NAME,
        title="",
        posts=kept,
        dropped=(*dropped, *left_out),
        older=_older(answer, document.url),
    )
    believe.refuse_snapshot(snapshot, len(posts))
    return snapshot


def _older(answer: Json, url: str) -> str:
    """The address of the next page: its number stands in the path."""
    page, pages = answer.get("page"), answer.get("pages")
    if not (isinstance(page, int) and isinstance(pages, int) and page < pages):
        return ""
    address, found = _PAGE.subn(rf"\g<1>{page + 1}", url, count=1)
    return address if found else ""


def _is_answer(answer: Json) -> bool:
    return isinstance(answer.get("entries"), list) and (
        bool(_entries(answer)) or "latest_timestamp" in answer or "pages" in answer
    )


def _entries(answer: Json) -> list[Json]:
    return [
        one
        for one in records(answer.get("entries"))
        if one.get("id") and words(one.get("type")) in _RANK
    ]


def _last_words(entries: list[Json]) -> list[Json]:
    """One entry for each id: its last state, in the place and with the time of its first."""
    last: dict[str, Json] = {}
    for entry in sorted(entries, key=_age):
        last[words(entry["id"])] = entry
    listed = list(dict.fromkeys(words(entry["id"]) for entry in entries))
    return [last[one] for one in listed]


def _age(entry: Json) -> tuple[float, int]:
    stamp = entry.get("timestamp")
    moment = float(stamp) if isinstance(stamp, (int, float)) else 0.0
    return (moment, _RANK[words(entry["type"])])


def _post(entry: Json, document: Document, dropped: list[Dropped]) -> SeenPost:
    markup = _COMMAND.sub(r"\1", words(entry.get("render")) or words(entry.get("content")))
    converted = html.as_text(markup, document.url)
    dropped += converted.dropped
    moment = stamps.parse(entry.get("entry_time") or entry.get("timestamp"), document.timezone)
    key = words(entry["id"])
    return SeenPost(
        key=key,
        headline=html.plain(entry.get("headline")),
        body=converted.text,
        media=media.of_markup(markup, document.url),
        posted_at=stamps.believable(moment, document.fetched_at),
        url=words(entry.get("share_link")) or f"{document.url}#liveblog-entry-{key}",
        key_moment=entry.get("key_event") is True,
        withdrawn=entry.get("type") == "delete",
    )
