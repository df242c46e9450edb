"""A message on its way to one call, and how it is mended when Telegram objects. Pure."""

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from bot.model import Keyboard, Media, MediaKind, Part, SentMessage
from bot.rendering.links import media_line
from bot.telegram.answers import Fault
from bot.text import Text

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_ELLIPSIS = "…"


class Way(Enum):
    """How an item is handed to Telegram, from the cheapest to the last before a mere link.

    Uploaded it goes as it was found, then made anew as a JPEG, then as a document.
    """

    FILE_ID = auto()
    URL = auto()
    UPLOAD = auto()
    REMADE = auto()
    DOCUMENT = auto()


@dataclass(frozen=True, slots=True)
class Item:
    """A photo or video with the way it goes: a file id, an address, or bytes with a file name.

    `kind` is what it goes as: a document where Telegram took it no other way.
    """

    media: Media
    way: Way
    file: str | bytes
    kind: MediaKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """An item that cannot be shown, and why; it becomes a link where it has an address."""

    media: Media
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One message as it will be tried next.

    `media` are the items to show, `lost` those given up, `rest` text that follows in messages of
    its own, `notes` what had to be given up besides. `captions` says that the text is a caption
    even without `media`, because the message to be edited has some. `partly_out` says that an
    album's items may stand already.
    """

    text: Text
    media: tuple[Media, ...] = ()
    lost: tuple[Lost, ...] = ()
    keyboard: Keyboard = ()
    silent: bool = False
    preview: bool = False
    topic_id: int | None = None
    rest: tuple[Text, ...] = ()
    notes: tuple[str, ...] = ()
    captions: bool = False
    reply_to: int | None = None
    paid: bool = False
    partly_out: bool = False

    @property
    def limit(self) -> int:
        """How many characters Telegram takes: fewer in a caption."""
        return CAPTION_LIMIT if self.media or self.captions else TEXT_LIMIT

    @property
    def body(self) -> Text:
        """The text with a link for each lost item, as far as they fit."""
        body = self.text
        for lost in self.lost:
            line = media_line(lost.media)
            longer = body + "\n" + line if body else line
            if line and len(longer) <= self.limit:
                body = longer
        return body

    @property
    def note(self) -> str:
        """Everything that was given up, for the record."""
        lost = (f"a {lost.media.kind} went as a link: {lost.reason}" for lost in self.lost)
        return "; ".join((*self.notes, *dict.fromkeys(lost)))


def sending(part: Part, topic_id: int | None) -> Draft:
    """The first draft of `part`. The General topic has the number 1, which must not be sent."""
    return Draft(
        text=part.text,
        media=part.media,
        keyboard=part.keyboard,
        silent=part.silent,
        preview=part.preview,
        topic_id=None if topic_id == 1 else topic_id,
        reply_to=part.reply_to,
        paid=part.paid,
    )


def editing(message: SentMessage, part: Part) -> Draft:
    """The first draft of what `message` shall show; media that it shows already are not touched.

    A photo or video can be exchanged or added but never taken away: it stays, as a note tells.
    """
    draft = replace(sending(part, None), captions=message.media_kind is not None)
    if part.media and part.media[0].identity == message.media:
        if message.media_kind is None:  # a text stands in for it
            return without(draft, (Lost(part.media[0], "it may stand already"),))
        return replace(draft, media=())
    if not part.media and message.media_kind is not None:
        return replace(draft, notes=(f"the {message.media_kind} stays: it cannot be taken away",))
    return draft


def without(draft: Draft, lost: tuple[Lost, ...]) -> Draft:
    """The draft without these items; links stand in for them."""
    gone = {item.media.identity for item in lost}
    kept = tuple(media for media in draft.media if media.identity not in gone)
    return replace(draft, media=kept, lost=(*draft.lost, *lost))


def mended(draft: Draft, fault: Fault, reason: str) -> Draft | None:
    """The draft without what Telegram objected to, or None where that would not help."""
    if fault in {Fault.NO_MEDIA_HERE, Fault.ALBUM} and draft.media:
        lost = tuple(Lost(media, reason) for media in draft.media)
        return replace(without(draft, lost), partly_out=fault is Fault.ALBUM)
    if fault is Fault.TOO_LONG and len(draft.text) > 1:
        return _split(draft)
    leave_out: dict[str, Any]
    match fault:
        case Fault.REPLY:
            leave_out, note = {"reply_to": None}, "sent as no answer: the message is gone"
        case Fault.PAID:
            leave_out, note = {"paid": False}, "sent without payment"
        case Fault.ENTITIES:
            leave_out, note = {"text": Text(draft.text.value)}, "sent without formatting"
        case Fault.KEYBOARD:
            leave_out, note = {"keyboard": ()}, "sent without buttons"
        case _:
            return None
    less = replace(draft, **leave_out)
    return None if less == draft else replace(less, notes=(*draft.notes, note))


def _split(draft: Draft) -> Draft:
    """Telegram may find a text too long that is within the known limit: then half of it."""
    over = len(draft.text) > draft.limit
    first, *rest = cut(draft.text, draft.limit if over else len(draft.text) // 2 + 1)
    rest = [piece for text in rest for piece in cut(text, TEXT_LIMIT)]
    notes = dict.fromkeys((*draft.notes, "split in an emergency"))
    return replace(draft, text=first, rest=(*rest, *draft.rest), notes=tuple(notes))


def cut(text: Text, limit: int) -> list[Text]:
    """Pieces of at most `limit` characters, cut at white space where the last half has some.

    An emergency tool: the renderer splits properly, this only keeps words from being lost.
    """
    pieces = []
    while len(text) > limit:
        window = text.value[: limit + 1]
        edge = max(window.rfind("\n", limit // 2), window.rfind(" ", limit // 2))
        edge = edge if edge > 0 else limit
        pieces.append(text.slice(0, edge).strip())
        text = text.slice(edge, len(text)).strip()
    return [piece for piece in [*pieces, text] if piece]


def clipped(draft: Draft) -> Draft:
    """The draft for an edit, where nothing can follow: a text cut short ends in an ellipsis."""
    if not draft.rest:
        return draft
    text = draft.text.slice(0, draft.limit - 1) + _ELLIPSIS
    return replace(draft, text=text, rest=())
