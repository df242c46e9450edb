"""What all handlers share: where to answer, in which language, and what to say when it goes wrong.

Order of registration: every module adds its handlers to group 0, `Fallbacks` comes last and takes
what nobody wanted. A module that can only decide inside its callback whether a message is its
business (an editor composing) registers that handler in group -1 and raises ApplicationHandlerStop
once it has dealt with the message; otherwise the message goes on to group 0.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final

import telegram
from telegram import Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackContext,
    CallbackQueryHandler,
    MessageHandler,
    filters,
)

from bot.deliver import Messenger
from bot.errors import DatelineError, NotAllowed, NotFound
from bot.model import (
    Address,
    Chat,
    ChatKind,
    Impossible,
    Outcome,
    Part,
    Sent,
    SentMessage,
    TryAgain,
)
from bot.phrases import Catalogue, known_language, say
from bot.text import Text
from handlers.keyboards import ButtonError, Family, Press, decode
from handlers.reader_words import WORDS as READER_WORDS

logger = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
Context = CallbackContext[Any, Any, Any, Any]
Clock = Callable[[], datetime]
Action = Callable[[Update, Press], Awaitable[str]]
"""What a press does; answers the words of the small note over the chat, or an empty string."""

IsEditor = Callable[[int], Awaitable[bool]]
"""Whether a Telegram user may run coverage: an owner or an appointed editor."""

_NOTE_LENGTH: Final = 200
"""Characters of a note over the chat; Telegram's limit."""

_AT_A_GLANCE: Final = 80
"""A note of up to this length is read before it fades; a longer one waits to be closed."""

_SHORT_PAUSE: Final = 10.0
"""Seconds that the person who waits for an answer can be asked to wait longer."""

WORDS: Final[Catalogue] = {
    "old_button": {
        "en": "This button is out of date. Give its command again to see how things stand.",
        "ru": "Эта кнопка устарела. Повторите команду, чтобы увидеть текущее состояние.",
        "uk": "Ця кнопка застаріла. Повторіть команду, щоб побачити поточний стан.",
        "tr": "Bu düğme artık geçerli değil. Güncel durum için komutu yeniden gönderin.",
    },
    "gone": {
        "en": "That no longer exists. /settings shows what does.",
        "ru": "Этого больше нет. Что есть сейчас, покажет /settings.",
        "uk": "Цього більше немає. Що є зараз, покаже /settings.",
        "tr": "Bu artık yok. Neyin olduğunu /settings gösterir.",
    },
    "trouble": {
        "en": "Something went wrong on our side. Please try again in a minute.",
        "ru": "У нас что-то пошло не так. Попробуйте ещё раз через минуту.",
        "uk": "У нас щось пішло не так. Спробуйте ще раз за хвилину.",
        "tr": "Bizim tarafta bir aksaklık oldu. Lütfen bir dakika sonra yeniden deneyin.",
    },
    "unknown": {
        "en": "I did not understand that. /help lists what I can do.",
        "ru": "Я этого не понял. Что я умею, покажет /help.",
        "uk": "Я цього не зрозумів. Що я вмію, покаже /help.",
        "tr": "Bunu anlayamadım. Neler yapabildiğimi /help gösterir.",
    },
}


def address_of(update: Update) -> Address:
    """Where the update came from, forum topic included. ValueError for an update without a chat."""
    if update.effective_chat is None:
        raise ValueError("this update belongs to no chat")
    message = update.effective_message
    topic_id = None
    if isinstance(message, Message) and message.is_topic_message:
        topic_id = message.message_thread_id
    return Address(update.effective_chat.id, topic_id)


def language_of(update: Update, chat: Chat | None = None) -> str:
    """The chat's own language if it has one, else the person's, else English."""
    chosen = chat.language if chat else ""
    user = update.effective_user
    return known_language(chosen, (user.language_code if user else "") or "")


def chat_seen(chat: telegram.Chat, user: telegram.User | None = None) -> Chat:
    """The chat as Telegram shows it. A private chat speaks the language of `user`'s app."""
    if chat.type == ChatType.PRIVATE:
        code = (user.language_code if user else "") or ""
        title = user.full_name if user else chat.effective_name or ""
        language = code.split("-")[0].lower()
        return Chat(chat.id, ChatKind.PRIVATE, title, chat.username or "", language)
    kind = ChatKind.CHANNEL if chat.type == ChatType.CHANNEL else ChatKind.GROUP
    return Chat(chat.id, kind, chat.title or "", chat.username or "")


async def may_decide(update: Update, is_editor: IsEditor) -> bool:
    """Whether this person decides for this chat: their own, or as a group's admin or an editor."""
    chat, user, message = update.effective_chat, update.effective_user, update.message
    if chat is None or user is None:
        return False
    if chat.type == ChatType.PRIVATE:
        return True
    if message and message.sender_chat and message.sender_chat.id == chat.id:
        return True  # an admin who posts in the group's own name
    if await is_editor(user.id):
        return True
    try:
        member = await chat.get_member(user.id)
    except TelegramError as error:
        logger.info("no answer whether %s is an admin of %s: %s", user.id, chat.id, error)
        return False
    return member.status in {ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER}


def guarded(actions: Mapping[str, Action], is_editor: IsEditor) -> dict[str, Action]:
    """The actions for those who decide for the chat; others are told who does."""

    def guard(action: Action) -> Action:
        async def run(update: Update, press: Press) -> str:
            if not await may_decide(update, is_editor):
                raise NotAllowed(say(READER_WORDS, "admins_only", language_of(update)))
            return await action(update, press)

        return run

    return {verb: guard(action) for verb, action in actions.items()}


async def patiently(call: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """What `call` gives; where Telegram asks for a short pause, what it gives after that.

    Only the chat that waits for the answer waits: others' updates are dealt with meanwhile.
    """
    outcome = await call()
    if isinstance(outcome, TryAgain) and outcome.after <= _SHORT_PAUSE:
        await asyncio.sleep(outcome.after)
        return await call()
    return outcome


async def reply(messenger: Messenger, update: Update, part: Part) -> Outcome:
    """Send `part` to where the update came from; a failure is logged, never raised."""
    address = address_of(update)
    outcome = await patiently(lambda: messenger.send(address, part))
    if not isinstance(outcome, Sent):
        logger.warning("reply to chat %s was not sent: %s", address.chat_id, outcome)
    return outcome


async def replace_sent(
    messenger: Messenger, address: Address, sent: Outcome, part: Part
) -> Outcome:
    """Make a message that was just sent show `part`; where it did not arrive, send that."""
    if isinstance(sent, Sent) and sent.messages:
        message = sent.messages[0]
        return await patiently(lambda: messenger.edit(address, message, part))
    return await patiently(lambda: messenger.send(address, part))


async def edit_in_place(messenger: Messenger, update: Update, part: Part) -> Outcome:
    """Make the message under the pressed button show `part`; one that is gone is sent anew.

    ValueError when the update is not a press.
    """
    query = update.callback_query
    if query is None or query.message is None:
        raise ValueError("only a pressed message can be edited in place")
    address = address_of(update)
    message = SentMessage(query.message.message_id, fingerprint="")
    outcome = await patiently(lambda: messenger.edit(address, message, part))
    if isinstance(outcome, Impossible):
        return await reply(messenger, update, part)
    if not isinstance(outcome, Sent):
        logger.warning("a message in chat %s was not edited: %s", address.chat_id, outcome)
    return outcome


async def answer_press(update: Update, words: str = "") -> None:
    """End the waiting circle on the button, with a note if there are `words` (at most 200)."""
    if update.callback_query is None:
        return
    try:
        await update.callback_query.answer(
            words[:_NOTE_LENGTH], show_alert=len(words) > _AT_A_GLANCE
        )
    except TelegramError as error:  # too old to be answered, or the network: nobody waits any more
        logger.info("a press was not answered: %s", error)


def press_handler(
    family: Family, actions: Mapping[str, Action]
) -> "CallbackQueryHandler[Context, None]":
    """A handler that runs the action of the pressed verb and answers the press with its words.

    Errors go to the error handler of `Fallbacks`, which answers the press as well.
    """

    async def pressed(update: Update, _context: Context) -> None:
        press = decode(str(update.callback_query.data if update.callback_query else ""))
        if press.verb not in actions:
            raise ButtonError(f"nobody knows {press.verb}")
        await answer_press(update, await actions[press.verb](update, press))

    return CallbackQueryHandler(pressed, pattern=family.pattern())


class Fallbacks:
    """Takes what no other handler wanted, and every error. Register it last."""

    def __init__(self, messenger: Messenger, *, is_editor: IsEditor) -> None:
        self._messenger = messenger
        self._is_editor = is_editor

    def register(self, application: App) -> None:
        """Add the handlers; those registered before come first."""
        said = ~filters.StatusUpdate.ALL & filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        application.add_handler(CallbackQueryHandler(self.old_button))
        application.add_handler(MessageHandler(said, self.unknown))
        application.add_error_handler(self.error)

    async def old_button(self, update: Update, _context: Context) -> None:
        """A press that belongs to no family: say so, and where the present state is."""
        await answer_press(update, say(WORDS, "old_button", language_of(update)))

    async def unknown(self, update: Update, _context: Context) -> None:
        """Anything said in private that means nothing to us: one line that points to /help.

        An album, which comes as many messages at once, would get as many lines, so it gets none.
        """
        if update.message is not None and update.message.media_group_id:
            return
        words = say(WORDS, "unknown", language_of(update))
        await reply(self._messenger, update, Part(Text(words)))

    async def error(self, update: object, context: Context) -> None:
        """Log for the operator what nobody foresaw; tell the person one calm sentence.

        Ends the handling of the update: after an apology no other handler answers as well.
        """
        error = context.error
        if not isinstance(error, DatelineError):
            logger.error("an update could not be handled", exc_info=error)
        if not isinstance(update, Update):
            return
        if update.callback_query is not None or update.message is not None:
            await self._tell(update, await self._explain(update, error))
        raise ApplicationHandlerStop

    async def _tell(self, update: Update, words: str) -> None:
        """A press is answered by a note, unless the note would be cut."""
        if update.callback_query is not None and len(words) <= _NOTE_LENGTH:
            await answer_press(update, words)
            return
        await answer_press(update)
        await reply(self._messenger, update, Part(Text(words)))

    async def _explain(self, update: Update, error: Exception | None) -> str:
        language = language_of(update)
        if isinstance(error, ButtonError):
            return say(WORDS, "old_button", language)
        if isinstance(error, NotAllowed):
            return str(error)
        if isinstance(error, DatelineError):
            user = update.effective_user
            if user is not None and await self._is_editor(user.id):
                return str(error)
            return say(WORDS, "gone" if isinstance(error, NotFound) else "trouble", language)
        return say(WORDS, "trouble", language)
