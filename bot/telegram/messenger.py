"""Carries rendered messages to Telegram and answers with what became of them."""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import zip_longest

from telegram import Bot, Message
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.alarms import Alarm
from bot.model import (
    Address,
    Impossible,
    Never,
    Outcome,
    Part,
    Poll,
    Presence,
    Sent,
    SentMessage,
    TryAgain,
    Uncertain,
)
from bot.rendering.parts import fingerprint, slots
from bot.telegram import calls, polls
from bot.telegram.answers import TOPIC_REASONS, Fault, Reading, read
from bot.telegram.draft import Draft, Item, Lost, Way, clipped, editing, mended, sending, without
from bot.telegram.media import Crowded, Downloader, FileStore, MediaLadder
from bot.telegram.probe import probe
from bot.text import Text

log = logging.getLogger(__name__)

REPEAT_SECONDS = 5.0
DELETE_AT_ONCE = 100
CROWDED_SECONDS = 1.0
MOST_TRIES = 10  # reply, payment, buttons, formatting, length, and the ways of media: once each
_ALARMS = {
    Fault.TOO_LONG: "a message was too long for Telegram and was split",
    Fault.ENTITIES: "Telegram refused the formatting of a message, which went out plain",
    Fault.KEYBOARD: "Telegram refused the buttons of a message, which went out without them",
    Fault.OURS: "Telegram refused a message as Dateline made it",
    Fault.PAID: "Telegram does not take Stars for a message; is the balance empty?",
    Fault.TOKEN: "Telegram does not accept the bot's token; get the right one from @BotFather",
}
"""Faults that somebody must mend, in words for the owners."""

Call = Callable[[Draft, Sequence[Item]], Awaitable[Sent]]


class TelegramMessenger:
    """`bot.deliver.Messenger` over a `telegram.Bot`.

    `files` keeps the ids of media that Telegram knows already, `downloader` fetches what Telegram
    could not fetch by itself, `alarm` tells the owners, `clock` counts seconds.
    """

    def __init__(
        self,
        bot: Bot,
        files: FileStore,
        downloader: Downloader,
        *,
        alarm: Alarm,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._alarm = alarm
        self._media = MediaLadder(files, downloader, clock)

    def bringing_up(self, part: Part) -> bool:
        """Whether this should wait: media of it are being brought up for another chat."""
        return bool(part.media) and self._media.bringing_up(part.media)

    async def send(self, address: Address, part: Part) -> Outcome:
        """Send one part; `Sent.messages` holds one message, or one an album item.

        Media that cannot be shown become links in the text, which `Sent.note` tells. An album that
        may be partly out becomes a text with links, and its other messages count as gone.
        """

        async def call(draft: Draft, items: Sequence[Item]) -> Sent:
            messages = await calls.send(self._bot, address.chat_id, draft, items)
            await self._learn(items, messages)
            rest = await self._send_rest(address, draft)
            return Sent((*_as_sent(part, items, messages), *rest), draft.note)

        outcome = await self._carry_out(sending(part, address.topic_id), call)
        return _of_topic(outcome, address)

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

        outcome = await self._carry_out(editing(message, part), call)
        return _repeatable(_of_topic(outcome, address))

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

    async def send_poll(self, address: Address, poll: Poll) -> Outcome:
        """Send an anonymous poll; `Sent` holds its message and its votes, none yet."""
        return await polls.send_poll(self._bot, address, poll)

    async def stop_poll(self, address: Address, message_id: int) -> Outcome:
        """Let a poll take no more votes; `Sent.votes` are the last ones."""
        return await polls.stop_poll(self._bot, address, message_id)

    async def probe(self, chat_id: int, message_id: int) -> Presence | Outcome:
        """Find out without a trace whether a message of ours without buttons stands there."""
        return await probe(self._bot, chat_id, message_id)

    async def _carry_out(self, draft: Draft, call: Call) -> Outcome:
        """Make the call, mending the draft for as long as Telegram names something to mend."""
        outcome: Outcome = Impossible("nothing was tried")
        try:
            for _ in range(MOST_TRIES):
                async with self._media.turn(draft.media):
                    outcome, mending = await self._try(draft, call)
                if mending is None:
                    return outcome
                draft = mending
        except Crowded as reason:
            return TryAgain(CROWDED_SECONDS, str(reason))
        return outcome

    async def _try(self, draft: Draft, call: Call) -> tuple[Outcome, Draft | None]:
        """What became of one call, and the draft to try next, if that may help.

        After an album that may be partly out only its text follows. While that cannot go, the
        album counts as sent without it: to begin with the album again might double it.
        """
        found = await self._media.items(draft.media)
        draft = without(draft, tuple(item for item in found if isinstance(item, Lost)))
        items = [item for item in found if isinstance(item, Item)]
        if not items and not draft.captions and not draft.body:
            return Impossible(draft.note or "there was no text to send"), None
        try:
            return await call(draft, items), None
        except TelegramError as error:
            reading = await self._read(error)
        except Exception:
            log.exception("an answer of Telegram's broke the sender")
            return Uncertain("Telegram's answer could not be understood"), None
        if draft.partly_out and isinstance(reading.outcome, TryAgain | Uncertain):
            return Sent(_owed(draft), f"{draft.note}; its text is still owed"), None
        return reading.outcome, await self._mend(draft, items, reading)

    async def _read(self, error: TelegramError) -> Reading:
        """As `read`, telling the owners of what somebody must mend."""
        reading = read(error)
        if words := _ALARMS.get(reading.fault):
            await self._alarm(reading.fault.name.lower(), f"{words}: {error.message}")
        return reading

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
            await self._media.succeeded(item, calls.file_id_of(message, item.kind))

    async def _send_rest(self, address: Address, draft: Draft) -> list[SentMessage]:
        """The pieces after the first of a text that had to be split here. All or as many as go."""
        sent = []
        for text in draft.rest:
            piece = Draft(text, silent=True, topic_id=draft.topic_id)
            try:
                (message,) = await calls.send(self._bot, address.chat_id, piece, ())
            except TelegramError as error:
                log.error(  # noqa: TRY400 - the answer says it all, a traceback nothing more
                    "chat %s lacks the rest of a text: %s", address.chat_id, read(error).outcome
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
        reading = read(error)
        if reading.fault is Fault.PIN_RIGHTS and isinstance(reading.outcome, Never):
            return Impossible(reading.outcome.reason)
        return _repeatable(reading.outcome)
    return Sent()


def _repeatable(outcome: Outcome) -> Outcome:
    """An edit, a deletion or a pin may be repeated without harm, so doubt means: once more."""
    if isinstance(outcome, Uncertain):
        return TryAgain(REPEAT_SECONDS, outcome.reason)
    return outcome


def _of_topic(outcome: Outcome, address: Address) -> Outcome:
    """Where a forum topic is closed or gone, that the rest of the group is not."""
    if isinstance(outcome, Never) and outcome in TOPIC_REASONS:
        return replace(outcome, place=address)
    return outcome


def _as_sent(
    part: Part, items: Sequence[Item], messages: Sequence[Message]
) -> tuple[SentMessage, ...]:
    """The messages as the ledger keeps them, one for each that the part should have become.

    The first carries the text. Where fewer went out, the last ones count as gone: a later edit
    then neither shows an item twice nor moves a text to another place.
    """
    places = slots(part)
    if len(places) == 1:
        item = items[0] if items else None
        media = (item.media.identity, item.kind) if item else ()
        return (SentMessage(messages[0].message_id, fingerprint(part), *media),)
    sent = []
    for place, message, item in zip_longest(places, messages, items):
        identity, kind = place.media[0].identity, item.kind if item else None
        message_id = message.message_id if message else 0
        hash_ = fingerprint(place)
        sent.append(SentMessage(message_id, hash_, identity, kind, gone=message is None))
    return tuple(sent)


def _owed(draft: Draft) -> tuple[SentMessage, ...]:
    """An album that may be partly out, and whose text is still owed, as the ledger keeps it."""
    first, *others = (lost.media for lost in draft.lost)
    places = (Part(Text(), (media,)) for media in others)
    return (
        SentMessage(0, "", first.identity),
        *(SentMessage(0, fingerprint(each), each.media[0].identity, gone=True) for each in places),
    )


def _as_edited(message: SentMessage, part: Part, items: Sequence[Item]) -> SentMessage:
    """The message in its new form; without new media it keeps those it has."""
    message = replace(message, fingerprint=fingerprint(part))
    if not items:
        return message
    return replace(message, media=items[0].media.identity, media_kind=items[0].kind)
