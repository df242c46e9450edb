"""Use case: an editor's own message, or a poll, to many chats: composing it, taking it back."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.books import AuditLog
from bot.errors import DatelineError, WrongState
from bot.model import (
    Address,
    Audience,
    AudienceKind,
    AuditEntry,
    Broadcast,
    BroadcastState,
    Coverage,
    CoverageState,
    Media,
    Outcome,
    Part,
    Poll,
    SentMessage,
    TryAgain,
    Uncertain,
)
from bot.polls import checked
from bot.rendering.split import units
from bot.text import Text

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
"""Characters, in UTF-16 units, of a message without and with media; Telegram's limits for bots."""
MAX_ALBUM: Final = 10

_RECENT: Final = 10
_RECENT_COVERAGES: Final = 20
_RETRY: Final = timedelta(seconds=10)
_MOVING: Final = frozenset({BroadcastState.SENDING, BroadcastState.RECALLING})
_SETTLED: Final = frozenset({BroadcastState.DONE, BroadcastState.RECALLED})


class ContentRefused(DatelineError):
    """What the editor sent cannot be broadcast; the text says why and what would do."""


def check_content(text: Text, media: Sequence[Media]) -> None:
    """Raise ContentRefused, in words, when Telegram would not take this as one message."""
    if not text and not media:
        raise ContentRefused("That is empty. Send text, a photo, a video or an album of them.")
    limit = MAX_CAPTION if media else MAX_TEXT
    if (length := units(text)) > limit:
        what = "A caption" if media else "A message"
        raise ContentRefused(
            f"{what} from a bot may have {limit} characters; this one has {length}. "
            "Please shorten it and send it again."
        )
    if len(media) > MAX_ALBUM:
        raise ContentRefused(f"An album holds at most {MAX_ALBUM} photos and videos.")


def with_item(draft: Broadcast, text: Text, media: Sequence[Media], album_id: str) -> Broadcast:
    """The draft with what has just come in.

    Items of one album arrive as messages of their own and are gathered; the caption is the one
    item's that has one. WrongState when the draft already has its content.
    """
    gathering = bool(album_id) and draft.album_id == album_id
    if not gathering:
        _check_unwritten(draft)
    known = {item.identity for item in draft.media} if gathering else set()
    fresh = tuple(item for item in media if item.identity not in known)
    return Broadcast(
        id=draft.id,
        author_id=draft.author_id,
        state=draft.state,
        text=(draft.text or text) if gathering else text,
        media=(*draft.media, *fresh) if gathering else fresh,
        created_at=draft.created_at,
        album_id=album_id,
    )


def _check_unwritten(draft: Broadcast) -> None:
    if is_written(draft):
        raise WrongState(
            "Your message is waiting for your decision above. "
            "Press “Edit” there to send another one, or /cancel."
        )


def is_written(broadcast: Broadcast) -> bool:
    """Whether it has something to send."""
    if broadcast.poll is not None:
        return bool(broadcast.poll.question)
    return bool(broadcast.text or broadcast.media)


def content(broadcast: Broadcast) -> Part:
    """The message exactly as every chat will get it."""
    return Part(broadcast.text, media=broadcast.media)


class BroadcastBook(Protocol):
    """The broadcasts as they are stored."""

    async def create(self, author_id: int, now: datetime, *, poll: bool = False) -> Broadcast:
        """A new one, composing; `poll` when it is to become a poll."""
        ...

    async def get(self, broadcast_id: int) -> Broadcast:
        """The broadcast; NotFound if there is none."""
        ...

    async def composing(self, author_id: int) -> Broadcast | None:
        """The one this editor is composing."""
        ...

    async def set_content(
        self, broadcast_id: int, text: Text, media: Sequence[Media], album_id: str
    ) -> object:
        """Replace what it says."""
        ...

    async def set_poll(self, broadcast_id: int, poll: Poll) -> object:
        """Replace what a poll asks."""
        ...

    async def set_audience(self, broadcast_id: int, audience: Audience) -> object:
        """Choose whom it reaches."""
        ...

    async def set_progress_message(self, broadcast_id: int, message_id: int) -> object:
        """Keep the message, in the author's chat, that shows how far it got."""
        ...

    async def count_audience(self, audience: Audience) -> int:
        """How many chats it would reach now."""
        ...

    async def confirm(self, broadcast_id: int, now: datetime) -> object:
        """Begin to send."""
        ...

    async def cancel(self, broadcast_id: int) -> object:
        """Give up composing."""
        ...

    async def recall(self, broadcast_id: int) -> object:
        """Begin to delete what was sent; nothing more is sent."""
        ...

    async def recent(self, limit: int) -> Sequence[Broadcast]:
        """The newest ones, newest first."""
        ...


class CoverageList(Protocol):
    """The coverages whose readers can be addressed."""

    async def all(self) -> Sequence[Coverage]:
        """Every coverage."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """An audience, what to call it, and how many chats it is now."""

    audience: Audience
    label: str
    chats: int


class Broadcasts:
    """Compose, choose whom, confirm, recall. Acts on state run one after the other."""

    def __init__(
        self, *, broadcasts: BroadcastBook, coverages: CoverageList, audit: AuditLog
    ) -> None:
        self._broadcasts = broadcasts
        self._coverages = coverages
        self._audit = audit
        self._one_act = asyncio.Lock()

    async def begin(self, author_id: int, now: datetime, *, poll: bool = False) -> Broadcast:
        """The draft the editor has open, else a new one: of a message, or of a poll.

        WrongState when the open draft is of the other kind.
        """
        async with self._one_act:
            draft = await self._broadcasts.composing(author_id)
            if draft is None:
                return await self._broadcasts.create(author_id, now, poll=poll)
            if poll is not (draft.poll is not None):
                open_one = "message" if poll else "poll"
                raise WrongState(f"You are composing a {open_one}. Finish it, or /cancel it first.")
            return draft

    async def composing(self, author_id: int) -> Broadcast | None:
        """The draft the editor has open, if any."""
        return await self._broadcasts.composing(author_id)

    async def get(self, broadcast_id: int) -> Broadcast:
        """The broadcast; NotFound if there is none."""
        return await self._broadcasts.get(broadcast_id)

    async def write(
        self, draft_id: int, text: Text, media: Sequence[Media], album_id: str = ""
    ) -> Broadcast:
        """Take in one message of the editor's; answers the draft as it is now.

        Raises ContentRefused when Telegram would not take it, WrongState when the draft has its
        content already.
        """
        async with self._one_act:
            draft = with_item(await self._open(draft_id), text, media, album_id)
            check_content(draft.text, draft.media)
            await self._broadcasts.set_content(draft.id, draft.text, draft.media, draft.album_id)
            return draft

    async def write_poll(self, draft_id: int, poll: Poll) -> Broadcast:
        """Take in the editor's poll; answers the draft as it is now.

        Raises PollRefused when Telegram would not take it, WrongState when the draft has its
        content already.
        """
        async with self._one_act:
            draft = await self._open(draft_id)
            _check_unwritten(draft)
            await self._broadcasts.set_poll(draft.id, checked(poll))
            return await self._broadcasts.get(draft.id)

    async def rewrite(self, draft_id: int) -> Broadcast:
        """Empty the draft, so that the next message becomes its content."""
        async with self._one_act:
            draft = await self._open(draft_id)
            if draft.poll is not None:
                await self._broadcasts.set_poll(draft.id, Poll())
            else:
                await self._broadcasts.set_content(draft.id, Text(), (), "")
            return await self._broadcasts.get(draft.id)

    async def choices(self, draft: Broadcast) -> tuple[Choice, ...]:
        """The audiences that can be chosen, with their sizes now; empty ones are left out.

        Coverages are the newest, as many as fit below a message. A poll belongs to one that is not
        over: its end is the poll's.
        """
        newest = sorted(await self._coverages.all(), key=lambda one: one.id, reverse=True)
        audiences = _for_poll(newest) if draft.poll is not None else _for_message(newest)
        choices = [
            Choice(audience, label, await self._broadcasts.count_audience(audience))
            for audience, label in audiences
        ]
        return tuple(choice for choice in choices if choice.chats)

    async def choose(self, draft_id: int, audience: Audience) -> Choice:
        """Set whom the draft reaches. WrongState when that would be nobody."""
        draft = await self._open(draft_id)
        for choice in await self.choices(draft):
            if choice.audience == audience:
                await self._broadcasts.set_audience(draft.id, audience)
                return choice
        raise WrongState("That would reach nobody now. Please choose somebody else.")

    async def confirm(
        self, draft_id: int, progress_message_id: int, actor_id: int, now: datetime
    ) -> Broadcast:
        """Begin to send. `progress_message_id` is the message that shows how far it got."""
        async with self._one_act:
            draft = await self._open(draft_id)
            if not is_written(draft) or draft.audience is None:
                raise WrongState("This broadcast is not complete yet: it needs a text and readers.")
            if draft.poll is not None and await self._is_over(draft.audience.coverage_id):
                raise WrongState("That coverage has ended meanwhile. Please choose another one.")
            await self._broadcasts.set_progress_message(draft.id, progress_message_id)
            await self._broadcasts.confirm(draft.id, now)
            sending = await self._broadcasts.get(draft.id)
            await self._log(now, actor_id, "sent", sending)
            return sending

    async def cancel(self, draft_id: int, actor_id: int, now: datetime) -> None:
        """Give a draft up. WrongState when it is no draft any more."""
        async with self._one_act:
            draft = await self._open(draft_id)
            await self._broadcasts.cancel(draft.id)
            await self._log(now, actor_id, "cancelled", draft)

    async def recall(
        self, broadcast_id: int, message_id: int, actor_id: int, now: datetime
    ) -> Broadcast:
        """Send no more of it and delete what was sent. WrongState when there is nothing to.

        The author's `message_id` shows the progress from now on. Progress stays in the author's
        chat, so another editor's message cannot.
        """
        async with self._one_act:
            broadcast = await self._broadcasts.get(broadcast_id)
            if broadcast.state not in {BroadcastState.SENDING, BroadcastState.DONE}:
                raise WrongState(f"Broadcast #{broadcast.id} is {broadcast.state} already.")
            if actor_id == broadcast.author_id:
                await self._broadcasts.set_progress_message(broadcast.id, message_id)
            await self._broadcasts.recall(broadcast.id)
            await self._log(now, actor_id, "recalled", broadcast)
            return await self._broadcasts.get(broadcast.id)

    async def recent(self) -> Sequence[Broadcast]:
        """The last ones that left the drafts, newest first."""
        recent = await self._broadcasts.recent(_RECENT)
        return [one for one in recent if one.state in _MOVING | _SETTLED]

    async def _is_over(self, coverage_id: int | None) -> bool:
        coverages = await self._coverages.all()
        return any(one.id == coverage_id and _is_over(one) for one in coverages)

    async def _open(self, draft_id: int) -> Broadcast:
        draft = await self._broadcasts.get(draft_id)
        if draft.state is not BroadcastState.COMPOSING:
            raise WrongState(
                f"Broadcast #{draft.id} is {draft.state} already. /broadcast starts a new one."
            )
        return draft

    async def _log(self, now: datetime, actor_id: int, action: str, broadcast: Broadcast) -> None:
        whom = f" to {describe(broadcast.audience)}" if broadcast.audience else ""
        details = f"broadcast #{broadcast.id}{whom} “{headline(broadcast)}”"
        await self._audit.audit(AuditEntry(now, actor_id, action, details))


_Audiences = list[tuple[Audience, str]]


def _for_message(newest: Sequence[Coverage]) -> _Audiences:
    return [
        (Audience(AudienceKind.CHANNELS), "Channels and groups"),
        *(
            (Audience(AudienceKind.READERS, one.id), f"Readers of {one.title}")
            for one in newest[:_RECENT_COVERAGES]
        ),
        (Audience(AudienceKind.EVERYBODY), "Everybody"),
    ]


def _for_poll(newest: Sequence[Coverage]) -> _Audiences:
    return [
        (Audience(kind, one.id), f"{whom} {one.title}")
        for one in [each for each in newest if not _is_over(each)][:_RECENT_COVERAGES]
        for kind, whom in (
            (AudienceKind.CHANNELS, "Channels and groups of"),
            (AudienceKind.FOLLOWERS, "All who follow"),
        )
    ]


def _is_over(coverage: Coverage) -> bool:
    return coverage.state is CoverageState.CONCLUDED


def describe(audience: Audience) -> str:
    """Whom an audience means, in a few words."""
    which = f" of coverage #{audience.coverage_id}" if audience.coverage_id is not None else ""
    match audience.kind:
        case AudienceKind.CHANNELS:
            return f"channels and groups{which}"
        case AudienceKind.FOLLOWERS:
            return f"followers{which}"
        case AudienceKind.READERS:
            return f"readers{which}" if which else "all readers"
        case AudienceKind.EVERYBODY:
            return "everybody"


def headline(broadcast: Broadcast, limit: int = 40) -> str:
    """The beginning of what it says, on one line; what it is, when it says nothing."""
    said = broadcast.poll.question if broadcast.poll else str(broadcast.text)
    words = " ".join(said.split())
    if not words:
        return f"{len(broadcast.media)} photos and videos" if broadcast.media else "empty"
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


# --- Progress ------------------------------------------------------------------------------------


def progress_due(
    recent: Iterable[Broadcast], shown: Mapping[int, Broadcast]
) -> tuple[Broadcast, ...]:
    """Those whose progress message no longer shows what is so."""
    return tuple(
        broadcast
        for broadcast in recent
        if broadcast.progress_message_id is not None
        and broadcast.state in _MOVING | _SETTLED
        and shown.get(broadcast.id) != broadcast
    )


class Editing(Protocol):
    """The one thing progress does in Telegram."""

    async def edit(self, address: Address, message: SentMessage, part: Part) -> Outcome:
        """Make `message` show `part`."""
        ...


@dataclass(slots=True)
class Progress:
    """Keeps each broadcast's progress message level with what has happened.

    What was shown is held in memory only: after a restart every recent message is edited once
    more, so that one which was left behind by a crash still gets its result.
    """

    broadcasts: BroadcastBook
    messenger: Editing
    render: Callable[[Broadcast], Part]
    _shown: dict[int, Broadcast] = field(default_factory=dict)
    _not_before: dict[int, datetime] = field(default_factory=dict)

    async def run_once(self, now: datetime) -> int:
        """Edit the progress messages that are behind; answers how many were."""
        edited = 0
        recent = await self.broadcasts.recent(_RECENT)
        self._forget_all_but({broadcast.id for broadcast in recent})
        for broadcast in progress_due(recent, self._shown):
            if now >= self._not_before.get(broadcast.id, now):
                edited += await self._show(broadcast, now)
        return edited

    def _forget_all_but(self, ids: Collection[int]) -> None:
        for book in (self._shown, self._not_before):
            for old in book.keys() - ids:
                del book[old]

    async def _show(self, broadcast: Broadcast, now: datetime) -> bool:
        message = SentMessage(broadcast.progress_message_id or 0, fingerprint="")
        address = Address(broadcast.author_id)
        outcome = await self.messenger.edit(address, message, self.render(broadcast))
        match outcome:
            case TryAgain(after=after):
                self._not_before[broadcast.id] = now + timedelta(seconds=after)
                return False
            case Uncertain():
                self._not_before[broadcast.id] = now + _RETRY
                return False
            case _:  # shown, or the message is gone and never can be
                self._shown[broadcast.id] = broadcast
                return True
