"""What the chats of a sandbox hold, as text for a terminal and as figures. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """What one chat got from the bot, in numbers."""

    title: str
    messages: int
    albums: int
    videos: int
    edits: int
    withdrawn: int
    pins: int


def tally(chat: View) -> Tally:
    """The figures of one chat of a view. An album counts as one message."""
    own = [message for message in chat["messages"] if message["own"] and not message["service"]]
    standing = [message for message in own if not message["deleted"]]
    albums = {message["album_id"] for message in standing if message["album_id"]}
    in_albums = sum(bool(message["album_id"]) for message in standing)
    return Tally(
        title=chat["title"],
        messages=len(standing) - in_albums + len(albums),
        albums=len(albums),
        videos=sum(bool(message["video"]) for message in standing),
        edits=sum(message["edit_date"] is not None for message in standing),
        withdrawn=len(own) - len(standing),
        pins=len(chat["pinned"]),
    )


def transcript(view: View, zone: tzinfo) -> Iterator[str]:
    """Every chat of a view, message by message, as lines; times in `zone`."""
    for chat in view["chats"]:
        title = f"{chat['title']} ({chat['kind']})"
        yield f"\n{title}\n{'=' * len(title)}"
        for message in chat["messages"]:
            yield from _message(message, zone)


def texts(chat: View) -> list[str]:
    """What stands in a chat from the bot: the words of each message or caption."""
    return [
        message["text"] or message["caption"]
        for message in chat["messages"]
        if message["own"] and not message["deleted"]
    ]


def _message(message: View, zone: tzinfo) -> Iterator[str]:
    time = datetime.fromtimestamp(message["date"], UTC).astimezone(zone)
    marks = [
        "album" if message["album_id"] else "",
        "photo" if message["photo"] else "",
        "video" if message["video"] else "",
        "silent" if message["silent"] else "",
        "edited" if message["edit_date"] is not None else "",
        "deleted" if message["deleted"] else "",
    ]
    shown = ", ".join(mark for mark in marks if mark)
    yield f"\n[{time:%H:%M}] {message['from']}{f' ({shown})' if shown else ''}"
    for line in (message["text"] or message["caption"]).splitlines():
        yield f"    {line}"
    if poll := message["poll"]:
        yield f"    📊 {poll['question']}{' (stopped)' if poll['closed'] else ''}"
        for option, votes in poll["options"]:
            yield f"       {option}: {votes}"
    for row in message["keyboard"]:
        yield "    " + "  ".join(f"[{button['text']}]" for button in row)
