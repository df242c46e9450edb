"""From the messages that stand in a chat to those that should: one operation at a time. Pure.

A new post is the case in which nothing stands yet, and a post whose second half was cut off by a
crash is the case in which some of it does: both need no code of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.model import Part, SentMessage
from bot.rendering.links import media_line
from bot.rendering.parts import fingerprint, slots
from bot.text import join


@dataclass(frozen=True, slots=True)
class Send:
    """Send `part`; its messages follow those that stand already."""

    part: Part


@dataclass(frozen=True, slots=True)
class Edit:
    """Make the message at `index` show `part`."""

    index: int
    part: Part


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete the messages from `index` on."""

    index: int


@dataclass(frozen=True, slots=True)
class Tell:
    """Send `text`, which is owed at `index`: what `part` says, its media as links.

    They were sent as an album that failed, so some of them may stand.
    """

    index: int
    part: Part
    text: Part


Operation = Send | Edit | Delete | Tell


def operations(standing: Sequence[SentMessage], wanted: Sequence[Part]) -> list[Operation]:
    """What turns `standing` into `wanted`, in order; empty when it is level.

    A message is edited where Telegram can (a text into a photo, a photo into another, never a
    photo into a text). Otherwise what stands from there on is deleted and sent anew. What is gone
    stays gone: whoever deleted it does not want it again.
    """
    targets = [slot for part in wanted for slot in slots(part)]
    todo: list[Operation] = []
    for index, (message, slot) in enumerate(zip(standing, targets, strict=False)):
        if message.gone or message.fingerprint == fingerprint(slot):
            continue
        if message.owed:
            todo.append(Tell(index, slot, _in_words(slot, standing[index:], targets[index:])))
            continue
        if message.media_kind is not None and not slot.media:
            return [*todo, Delete(index), *(Send(part) for part in _beyond(wanted, index))]
        todo.append(Edit(index, slot))
    if len(standing) > len(targets):
        todo.append(Delete(len(targets)))
    return [*todo, *(Send(part) for part in _beyond(wanted, len(standing)))]


def _in_words(slot: Part, standing: Sequence[SentMessage], targets: Sequence[Part]) -> Part:
    """The text of an album, with links to its items: those of `slot` and of what is gone after."""
    album = [slot]
    for message, target in zip(standing[1:], targets[1:], strict=False):
        if not message.gone:
            break
        album.append(target)
    lines = (media_line(item) for each in album for item in each.media)
    return replace(slot, text=join("\n", [slot.text, *lines]), media=(), silent=True)


def _beyond(wanted: Sequence[Part], count: int) -> list[Part]:
    """The parts after the first `count` messages; an album cut in two goes on as an album."""
    parts: list[Part] = []
    for part in wanted:
        messages = slots(part)
        rest = messages[count:]
        count = max(0, count - len(messages))
        if len(rest) == len(messages):
            parts.append(part)
        elif rest:
            media = tuple(item for message in rest for item in message.media)
            parts.append(replace(rest[0], media=media))
    return parts
