"""What Telegram's answers mean. One table, read from the top; the first row that fits counts.

python-telegram-bot strips "Bad Request: " and lower-cases the rest, so texts match without case.
It also makes BadRequest and TimedOut kinds of NetworkError, so a row names the narrowest class.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.model import Impossible, Migrated, Never, Outcome, Sent, TryAgain, Uncertain
from bot.telegram.transport import Broken, NotSent

RECONNECT_SECONDS = 5.0
FLOOD_SECONDS = 30.0  # for a 429 that does not say how long
LEAST_FLOOD_SECONDS = 1.0
GATEWAY_SECONDS = 60.0
CONFLICT_SECONDS = 60.0
TOKEN_SECONDS = 300.0


class Fault(Enum):
    """What was wrong with the request itself, where the sender can mend it."""

    NONE = auto()
    MEDIA = auto()  # this way of handing the item over failed; another may do
    CONTENT = auto()  # the file will not do; made anew or as a document it may
    ALBUM = auto()  # it may be partly out: never to be repeated
    NO_MEDIA_HERE = auto()  # text may stand here, media may not
    TOO_LONG = auto()
    ENTITIES = auto()
    KEYBOARD = auto()
    TOPIC = auto()  # the forum topic is closed or gone; the rest of the chat is not
    REPLY = auto()  # what it answers, or quotes, is gone
    PAID = auto()  # it cannot be paid for
    PIN_RIGHTS = auto()  # writing is allowed, pinning is not
    OURS = auto()  # a mistake of the product's that nothing here can mend
    TOKEN = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """An answer of Telegram's: its class, a piece of its text, and what follows from it."""

    kind: type[TelegramError]
    text: str
    outcome: Outcome
    fault: Fault = Fault.NONE

    def fits(self, error: TelegramError) -> bool:
        """Whether this row describes `error`.

        Refusals carry Telegram's own words anywhere in the text. Network errors may carry a whole
        foreign page, so there only the beginning counts.
        """
        if not isinstance(error, self.kind):
            return False
        answer = error.message.casefold()
        if isinstance(error, BadRequest | Forbidden):
            return self.text in answer
        return answer.startswith(self.text)


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer understood: the outcome, and the fault that the sender may try to mend.

    `culprit` is the number (from 1) of the album item whose media Telegram blames, else 0.
    """

    outcome: Outcome
    fault: Fault = Fault.NONE
    culprit: int = 0


def _refused(text: str, outcome: Outcome, fault: Fault = Fault.NONE) -> Row:
    return Row(BadRequest, text, outcome, fault)


def _forbidden(text: str, reason: str) -> Row:
    return Row(Forbidden, text, Never(reason))


_NO_FETCH = Impossible("Telegram could not fetch the file from its address")
_NOT_A_FILE = Impossible("Telegram does not accept the file's address or id")
_UNUSABLE = Impossible("Telegram cannot use this file")
_TOO_BIG = Impossible("the file is too big for Telegram")
_NO_MEDIA_HERE = Impossible("the chat does not let the bot send photos or videos")
_TOO_LONG = Impossible("the text is too long for one message")
_BAD_ENTITIES = Impossible("Telegram does not accept the formatting")
_BAD_BUTTONS = Impossible("Telegram does not accept the buttons")
_GONE = Impossible("the message is gone", gone=True)
_FIXED = Impossible("this message can no longer be edited", fixed=True)
_NO_POLLS_HERE = Impossible("the chat does not let the bot send polls")
_STOPPED = Impossible("this poll has been stopped already")
_UNDELETABLE = Impossible("Telegram no longer lets the bot delete this message")
_NO_PIN = Impossible("the bot may not pin messages here")
# Uncertain would have it repeated, and an album that always fails would pile up item by item.
_PART_OF_ALBUM = Impossible("an album failed after part of it may have been sent")
_BAD_ALBUM = Impossible("Telegram does not accept these items as one album")
_EMPTY = Impossible("there was no text to send")
_NO_REPLY = Impossible("the message that this answers is gone")
_NOT_COPIED = Impossible("Telegram does not let this message be copied")
_NOT_PAID = Impossible("Telegram does not take payment for this message")
_FAULT_OF_THEIRS = Uncertain("Telegram answered with a fault of its own")
_SLOWER = "Telegram asks for a pause in this chat"
_GATEWAY = TryAgain(
    GATEWAY_SECONDS, "something between the bot and Telegram refuses requests", everyone=True
)

_NO_WRITE = Never("the bot may not write in this chat")
_NO_ADMIN = Never("the bot is not an administrator who may post in this channel")
_UNKNOWN_CHAT = Never("Telegram does not know this chat, or the bot is not in it")
_TOPIC_CLOSED = Never("the topic that the bot posts in is closed")
_TOPIC_GONE = Never("the topic that the bot posts in was deleted")
TOPIC_REASONS = (_TOPIC_CLOSED, _TOPIC_GONE)
"""What stops one topic alone."""

ANSWERS: tuple[Row, ...] = (
    # The chat will not have us.
    _forbidden("bot was blocked by the user", "the reader blocked the bot"),
    _forbidden("user is deactivated", "the reader's account was deleted"),
    _forbidden("can't initiate conversation", "the reader has not started the bot"),
    _forbidden("can't send messages to the bot", "bots cannot write to bots"),
    _forbidden("can't send messages to bots", "bots cannot write to bots"),
    _forbidden("bot was kicked from", "the bot was removed from the chat"),
    _forbidden("bot is not a member of", "the bot is not a member of the chat"),
    _forbidden("the group chat was deleted", "the group was deleted"),
    _forbidden("group is deactivated", "the group was deleted"),
    # An album: once Telegram speaks of a single item, others may already stand in the chat.
    _refused("failed to send message #", _PART_OF_ALBUM, Fault.ALBUM),
    _refused("group send failed", _PART_OF_ALBUM, Fault.ALBUM),
    _refused("be mixed with other media types", _BAD_ALBUM, Fault.OURS),
    _refused("too many messages to send as an album", _BAD_ALBUM, Fault.OURS),
    _refused("media of the specified type in the album", _BAD_ALBUM, Fault.OURS),
    # Already as it should be.
    _refused("message is not modified", Sent()),
    _refused("message to delete not found", Sent()),
    _refused("message to unpin not found", Sent()),
    # The message is beyond reach.
    _refused("message to edit not found", _GONE),
    _refused("message_id_invalid", _GONE),
    _refused("message to pin not found", _GONE),
    _refused("message to copy not found", _GONE),
    _refused("message to forward not found", _GONE),
    _refused("message to be replied not found", _NO_REPLY, Fault.REPLY),
    _refused("quote_text_invalid", _NO_REPLY, Fault.REPLY),
    _refused("protected content", _NOT_COPIED),
    _refused("can't be forwarded", _NOT_COPIED),
    _refused("can't be copied", _NOT_COPIED),
    _refused("message can't be edited", _FIXED),
    _refused("message media can't be edited", _FIXED, Fault.NO_MEDIA_HERE),
    _refused("there is no media in the message to edit", _FIXED, Fault.NO_MEDIA_HERE),
    _refused("there is no text in the message to edit", _FIXED),
    _refused("there is no caption in the message to edit", _FIXED),
    _refused("message can't be deleted", _UNDELETABLE),
    _refused("poll has already been closed", _STOPPED),
    _refused("message with poll to stop not found", _GONE),
    _refused("poll can't be stopped", _GONE),
    # The chat, its topics and the bot's rights.
    _refused("chat not found", _UNKNOWN_CHAT),
    _refused("channel_private", _UNKNOWN_CHAT),
    _refused("peer_id_invalid", _UNKNOWN_CHAT),
    _refused("group is deactivated", Never("the group was deleted")),
    _refused("message thread not found", _TOPIC_GONE, Fault.TOPIC),
    _refused("topic_deleted", _TOPIC_GONE, Fault.TOPIC),
    _refused("topic_closed", _TOPIC_CLOSED, Fault.TOPIC),
    _refused("not enough rights to send text messages", _NO_WRITE),
    _refused("not enough rights to send polls", _NO_POLLS_HERE),
    _refused("not enough rights to send ", _NO_MEDIA_HERE, Fault.NO_MEDIA_HERE),
    _refused("chat_send_photos_forbidden", _NO_MEDIA_HERE, Fault.NO_MEDIA_HERE),
    _refused("chat_send_videos_forbidden", _NO_MEDIA_HERE, Fault.NO_MEDIA_HERE),
    _refused("chat_send_media_forbidden", _NO_MEDIA_HERE, Fault.NO_MEDIA_HERE),
    _refused("not enough rights to manage pinned messages", _NO_PIN, Fault.PIN_RIGHTS),
    _refused("not enough rights to pin", _NO_PIN, Fault.PIN_RIGHTS),
    _refused("need administrator rights", _NO_ADMIN, Fault.PIN_RIGHTS),
    _refused("chat_admin_required", _NO_ADMIN, Fault.PIN_RIGHTS),
    _refused("have no write access", _NO_WRITE),
    _refused("have no rights to send", _NO_WRITE),
    _refused("chat_write_forbidden", _NO_WRITE),
    _refused("chat_restricted", _NO_WRITE),
    _refused("user is deactivated", Never("the reader's account was deleted")),
    # The media: another way may do.
    _refused("wrong file identifier", _NOT_A_FILE, Fault.MEDIA),
    _refused("wrong remote file identifier", _NOT_A_FILE, Fault.MEDIA),
    _refused("wrong file_id", _NOT_A_FILE, Fault.MEDIA),
    _refused("can't use file of type", _NOT_A_FILE, Fault.MEDIA),
    _refused("wrong type of the web page content", _NO_FETCH, Fault.MEDIA),
    _refused("webpage_media_empty", _NO_FETCH, Fault.MEDIA),
    _refused("wrong http url specified", _NO_FETCH, Fault.MEDIA),
    _refused("failed to get http url content", _NO_FETCH, Fault.MEDIA),
    _refused("webpage_curl_failed", _NO_FETCH, Fault.MEDIA),
    _refused("can't upload file by url", _NO_FETCH, Fault.MEDIA),
    _refused("media_empty", _NOT_A_FILE, Fault.MEDIA),
    _refused("image_process_failed", _UNUSABLE, Fault.MEDIA),
    # The media: no way will do.
    _refused("photo_invalid_dimensions", _UNUSABLE, Fault.CONTENT),
    _refused("photo_ext_invalid", _UNUSABLE, Fault.CONTENT),
    _refused("unsupported extension", _UNUSABLE, Fault.CONTENT),
    _refused("file must be non-empty", _UNUSABLE, Fault.CONTENT),
    _refused("is too big", _TOO_BIG, Fault.CONTENT),
    # Payment.
    _refused("balance_too_low", _NOT_PAID, Fault.PAID),
    _refused("paid broadcast", _NOT_PAID, Fault.PAID),
    # The text and the buttons: mistakes of ours.
    _refused("can't parse entities", _BAD_ENTITIES, Fault.ENTITIES),
    _refused("can't parse messageentity", _BAD_ENTITIES, Fault.ENTITIES),
    _refused("receive an entity with incorrect", _BAD_ENTITIES, Fault.ENTITIES),
    _refused("entity_", _BAD_ENTITIES, Fault.ENTITIES),
    _refused("entities_too_long", _BAD_ENTITIES, Fault.ENTITIES),
    _refused("entities too long", _BAD_ENTITIES, Fault.ENTITIES),
    _refused("reply markup is too long", _BAD_BUTTONS, Fault.KEYBOARD),
    _refused("reply_markup_too_long", _BAD_BUTTONS, Fault.KEYBOARD),
    _refused("button_", _BAD_BUTTONS, Fault.KEYBOARD),
    _refused("is too long", _TOO_LONG, Fault.TOO_LONG),
    _refused("_too_long", _TOO_LONG, Fault.TOO_LONG),
    _refused("message text is empty", _EMPTY, Fault.OURS),
    _refused("text must be non-empty", _EMPTY, Fault.OURS),
    # An answer to a press that came too late for Telegram: nothing is left to do.
    _refused("query is too old", Sent()),
    # Beneath the Bot API. Behind a 5xx the message may stand or not.
    Row(NetworkError, "internal server error", _FAULT_OF_THEIRS),
    Row(NetworkError, "bad gateway", _FAULT_OF_THEIRS),
    Row(NetworkError, "service unavailable", _FAULT_OF_THEIRS),
    Row(NetworkError, "gateway timeout", _FAULT_OF_THEIRS),
    Row(NetworkError, "request entity too large", _TOO_BIG, Fault.CONTENT),
    Row(NetworkError, "content too large", _TOO_BIG, Fault.CONTENT),
    Row(
        InvalidToken,
        "",
        TryAgain(TOKEN_SECONDS, "Telegram does not accept the bot's token", everyone=True),
        Fault.TOKEN,
    ),
    Row(
        Conflict,
        "",
        TryAgain(CONFLICT_SECONDS, "another program uses this bot's token", everyone=True),
    ),
)


def read(error: TelegramError) -> Reading:
    """The outcome of a call that ended in `error`, with the fault where it can be mended."""
    if isinstance(error, ChatMigrated):
        return Reading(Migrated(error.new_chat_id))
    if isinstance(error, RetryAfter):
        return Reading(TryAgain(_seconds(error), _SLOWER, too_fast=True))
    if isinstance(error, BadRequest | Forbidden | InvalidToken) and _from_a_gateway(error):
        return Reading(_GATEWAY)
    for row in ANSWERS:
        if row.fits(error):
            return Reading(row.outcome, row.fault, _culprit(error.message))
    return Reading(_unlisted(error))


def outcome(error: TelegramError) -> Outcome:
    """What became of a call that ended in `error`."""
    return read(error).outcome


def _unlisted(error: TelegramError) -> Outcome:
    """The outcome by the class of the error alone.

    Only Telegram's own words are passed on: the network's may quote the address with the token.
    """
    if isinstance(error, Forbidden):
        text = error.message.removeprefix("Forbidden: ")
        return Never(f"Telegram forbids writing here: {text}")
    if isinstance(error, BadRequest):
        return Impossible(f"Telegram refused: {error.message}")
    if error.message.casefold().startswith("too many requests"):
        seconds = re.search(r"retry after (\d+)", error.message)
        pause = float(seconds[1]) if seconds else FLOOD_SECONDS
        return TryAgain(max(pause, LEAST_FLOOD_SECONDS), _SLOWER, too_fast=True)
    if _from_a_gateway(error):
        return _GATEWAY
    return _unanswered(error)


def _unanswered(error: TelegramError) -> Outcome:
    """The outcome when no answer of Telegram's arrived: certain only if no request left either."""
    if isinstance(error, NotSent):
        return TryAgain(RECONNECT_SECONDS, "Telegram cannot be reached", everyone=True)
    if isinstance(error, TimedOut):
        return Uncertain("Telegram did not answer in time")
    if isinstance(error, Broken):
        return Uncertain("the connection to Telegram broke")
    return _FAULT_OF_THEIRS


def _from_a_gateway(error: TelegramError) -> bool:
    """Whether a 4xx came without Telegram's JSON, so from a proxy that passed nothing on."""
    pattern = r"\(4\d\d\)\. Parsing the server response"
    return re.search(pattern, error.message, re.IGNORECASE) is not None


def _culprit(text: str) -> int:
    """The number of the album item that failed, if it failed for its media."""
    told = re.search(r'message #(\d+) with the error message "(.+)"', text)
    if told is None:
        return 0
    fault = read(BadRequest(told[2])).fault
    return int(told[1]) if fault in {Fault.MEDIA, Fault.CONTENT} else 0


def _seconds(error: RetryAfter) -> float:
    """The pause Telegram asks for; a timedelta here, a number where the library is told so."""
    pause = error.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
