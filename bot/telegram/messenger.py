"""Carries rendered messages to Telegram and answers with what became of them."""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence

from telegram import Bot, Message
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.model import (
    Address,
    Impossible,
    Never,
    Outcome,
    Part,
    Sent,
    SentMessage,
    TryAgain,
    Uncertain,
)
from bot.rendering.parts import fingerprint, slots
from bot.telegram import calls
from bot.telegram.answers import Fault, Reading, read
from bot.telegram.draft import Draft, Item, Lost, Way, clipped, editing, mended, sending, without
from bot.telegram.media import Downloader, FileStore, MediaLadder

log = logging.getLogger(__name__)

REPEAT_SECONDS = 5.0
DELETE_AT_ONCE = 100
MOST_TRIES = 8  # topic, buttons, formatting, length, and the three ways of media: once each
_OUR_MISTAKES = {Fault.TOO_LONG, Fault.ENTITIES, Fault.KEYBOARD, Fault.OURS}

Call = Callable[[Draft, Sequence[Item]], Awaitable[Sent]]


class TelegramMessenger:
    """`bot.deliver.Messenger` over a `telegram.Bot`.

    `files` keeps the ids of media that Telegram knows already, `downloader` fetches what Telegram
    could not fetch by itself, `clock` counts seconds.
    """

    def __init__(
        self,
        bot: Bot,
        files: FileStore,
        downloader: Downloader,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._media = MediaLadder(files, downloader, clock)

    async def send(self, address: Address, part: Part) -> Outcome:
        """Send one part; `Sent.messages` holds one message, or one an album item that is shown.

        Media that cannot be shown become links in the text, which `Sent.note` tells.
        """

        async def call(draft: Draft, items: Sequence[Item]) -> Sent:
            messages = await calls.send(self._bot, address.chat_id, draft, items)
            await self._learn(items, messages)
            rest = await self._send_rest(address, draft)
            return Sent((*_as_sent(part, items, messages), *rest), draft.note)

        return await self._carry_out(sending(part, address.topic_id), call)

    async def edit(self, address: Address, message: SentMessage, part: Part) -> Outcome:
        """Make `message` show `part` (no media or one item). `Sent.messages` is its new form.

        A photo or video can be exchanged or added but never taken away: it stays, as a note tells.
        """

        async def call(draft: Draft, items: Sequence[Item]) -> Sent:
            draft = clipped(draft)
            try:
                answer = await calls.edit(self._bot, address.chat_id, message, draft, items)
            except BadRequest as error:
                if not isinstance(read(error).outcome, Sent):
                    raise
                answer = True  # it shows this already
            if isinstance(answer, Message):
                await self._learn(items, (answer,))
            return Sent((_as_edited(message, part, items),), draft.note)

        return _repeatable(await self._carry_out(editing(message, part), call))

    async def delete(self, address: Address, message_ids: Sequence[int]) -> Outcome:
        """Delete messages; ones that are gone already count as deleted."""
        for start in range(0, len(message_ids), DELETE_AT_ONCE):
            ids = message_ids[start : start + DELETE_AT_ONCE]
            outcome = await _simple(
                self._bot.delete_message(address.chat_id, ids[0])
                if len(ids) == 1
                else self._bot.delete_messages(address.chat_id, ids)
            )
            if not isinstance(outcome, Sent):
                return outcome
        return Sent()

    async def pin(self, address: Address, message_id: int) -> Outcome:
        """Pin quietly. Impossible without the right to: writing may well be allowed."""
        return await _simple(
            self._bot.pin_chat_message(address.chat_id, message_id, disable_notification=True)
        )

    async def unpin(self, address: Address, message_id: int) -> Outcome:
        """Take a pin away; a missing pin counts as taken away."""
        return await _simple(self._bot.unpin_chat_message(address.chat_id, message_id))

    async def _carry_out(self, draft: Draft, call: Call) -> Outcome:
        """Make the call, mending the draft for as long as Telegram names something to mend.

        After an album that may be partly out only its text follows, with links. If that cannot
        go now, it never does: trying again later would begin with the album.
        """
        outcome: Outcome = Impossible("nothing was tried")
        part_out: Outcome | None = None
        for _ in range(MOST_TRIES):
            async with self._media.turn(draft.media):
                found = await self._media.items(draft.media)
                draft = without(draft, tuple(item for item in found if isinstance(item, Lost)))
                items = [item for item in found if isinstance(item, Item)]
                if not items and not draft.captions and not draft.body:
                    return Impossible(draft.note or "there was no text to send")
                try:
                    return await call(draft, items)
                except TelegramError as error:
                    reading = _read(error)
                except Exception:
                    log.exception("an answer of Telegram's broke the sender")
                    return Uncertain("Telegram's answer could not be understood")
                outcome = reading.outcome
                if reading.fault is Fault.ALBUM:
                    part_out = outcome
                elif part_out and isinstance(outcome, TryAgain | Uncertain):
                    return part_out
                mending = await self._mend(draft, items, reading)
            if mending is None:
                return outcome
            draft = mending
        return outcome

    async def _mend(self, draft: Draft, items: Sequence[Item], reading: Reading) -> Draft | None:
        """The draft to try next, or None where trying again would not help."""
        if not isinstance(reading.outcome, Impossible | Never):
            return None
        reason = reading.outcome.reason
        if reading.fault in {Fault.MEDIA, Fault.CONTENT} and items:
            await self._media.refused(items, reading.fault, reason)
            return draft
        if 0 < reading.culprit <= len(items):
            culprit = items[reading.culprit - 1]
            suspects = items if culprit.way is Way.FILE_ID else [culprit]
            await self._media.refused(suspects, Fault.MEDIA, reason)
        return mended(draft, reading.fault, reason)

    async def _learn(self, items: Sequence[Item], messages: Sequence[Message]) -> None:
        for item, message in zip(items, messages, strict=False):
            await self._media.succeeded(item, calls.file_id_of(message, item.media.kind))

    async def _send_rest(self, address: Address, draft: Draft) -> list[SentMessage]:
        """The pieces after the first of a text that had to be split here. All or as many as go."""
        sent = []
        for text in draft.rest:
            piece = Draft(text, silent=True, topic_id=draft.topic_id)
            try:
                (message,) = await calls.send(self._bot, address.chat_id, piece, ())
            except TelegramError as error:
                log.error(  # noqa: TRY400 - the answer says it all, a traceback nothing more
                    "chat %s lacks the rest of a text: %s", address.chat_id, _read(error).outcome
                )
                break
            sent.append(SentMessage(message.message_id, fingerprint(Part(text))))
        return sent


async def _simple(call: Awaitable[bool]) -> Outcome:
    """The outcome of a call that is either done or not, and may be repeated."""
    try:
        await call
    except TelegramError as error:
        if isinstance(error, InvalidToken) and error.message.casefold() == "not found":
            # The token has sent messages, so it is the method that this Bot API server lacks.
            return Impossible("the Bot API server does not know this method")
        reading = _read(error)
        if reading.fault is Fault.PIN_RIGHTS and isinstance(reading.outcome, Never):
            return Impossible(reading.outcome.reason)
        return _repeatable(reading.outcome)
    return Sent()


def _repeatable(outcome: Outcome) -> Outcome:
    """An edit, a deletion or a pin may be repeated without harm, so doubt means: once more."""
    if isinstance(outcome, Uncertain):
        return TryAgain(REPEAT_SECONDS, outcome.reason)
    return outcome


def _read(error: TelegramError) -> Reading:
    """As `read`, telling the operator of what only the operator can mend."""
    reading = read(error)
    if reading.fault is Fault.TOKEN:
        log.error("Telegram does not accept the bot's token; get the right one from @BotFather")
    elif reading.fault in _OUR_MISTAKES:
        log.error("Telegram refused what was rendered: %s", error.message)
    return reading


def _as_sent(
    part: Part, items: Sequence[Item], messages: Sequence[Message]
) -> tuple[SentMessage, ...]:
    """The messages as the ledger keeps them: each with the hash of what it was meant to show."""
    places = list(slots(part))
    if not items:
        return (SentMessage(messages[0].message_id, fingerprint(places[0])),)
    sent = []
    for item, message in zip(items, messages, strict=False):
        place = next(place for place in places if place.media[0].identity == item.media.identity)
        places.remove(place)
        sent.append(
            SentMessage(
                message.message_id, fingerprint(place), item.media.identity, item.media.kind
            )
        )
    return tuple(sent)


def _as_edited(message: SentMessage, part: Part, items: Sequence[Item]) -> SentMessage:
    """The message in its new form; without new media it keeps those it has."""
    if not items:
        return SentMessage(message.message_id, fingerprint(part), message.media, message.media_kind)
    media = items[0].media
    return SentMessage(message.message_id, fingerprint(part), media.identity, media.kind)
