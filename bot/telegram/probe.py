"""Whether a message of ours stands under an id, asked without leaving a trace.

The Bot API cannot read a chat. But an edit that changes nothing is refused, in different words for
a message of ours, for somebody else's and for none.
"""

from typing import Final

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.model import Impossible, Outcome, Presence, TryAgain, Uncertain
from bot.telegram.answers import read

AGAIN_SECONDS: Final = 5.0

_SAYS: Final = {
    "message is not modified": Presence.OURS,
    "message to edit not found": Presence.ABSENT,
    "message_id_invalid": Presence.ABSENT,
    "message can't be edited": Presence.OTHERS,
}


async def probe(bot: Bot, chat_id: int, message_id: int) -> Presence | Outcome:
    """Take the buttons away from a message that has none if it is what we think.

    Success proves nothing: it is unclear what was changed, if anything.
    """
    try:
        await bot.edit_message_reply_markup(chat_id, message_id)
    except TelegramError as error:
        if isinstance(error, BadRequest):
            answer = error.message.casefold()
            for words, presence in _SAYS.items():
                if words in answer:
                    return presence
        outcome = read(error).outcome
        if isinstance(outcome, Uncertain):
            return TryAgain(AGAIN_SECONDS, outcome.reason)
        return Presence.UNCLEAR if isinstance(outcome, Impossible) else outcome
    return Presence.UNCLEAR
