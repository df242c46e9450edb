"""The editors' door: who is let in, /editors, /audit, and the commands each person sees."""

import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    Message,
    MessageOriginHiddenUser,
    MessageOriginUser,
    Update,
    User,
)
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.deliver import Messenger
from bot.errors import NotAllowed, WrongState
from bot.model import Part
from bot.phrases import FALLBACK, say
from bot.staff import Right, Role, Roster, Staff, may
from bot.text import Text
from handlers.access_views import (
    ACCESS,
    COMMANDS,
    appoint_part,
    appointed_part,
    audit_part,
    dismiss_part,
    dismissed_part,
    editors_part,
    greeting_part,
    help_part,
)
from handlers.context import (
    Action,
    App,
    Clock,
    Context,
    edit_in_place,
    language_of,
    press_handler,
    reply,
)
from handlers.keyboards import Press
from handlers.reader_views import COMMANDS as READER_COMMANDS
from handlers.reader_words import WORDS as READER_WORDS

logger = logging.getLogger(__name__)

Command = Callable[[Update, Context], Coroutine[Any, Any, None]]

_AUDIT_LINES: Final = 20
_AFTER_READERS: Final = 1
"""The group of handlers that add to what a reader's command has answered."""


class Access:
    """Lets editors and owners through, in private chats, and refuses others in one polite line."""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff

    def command(self, right: Right, callback: Command) -> Command:
        """`callback` for those who have the right; others get NotAllowed, which is shown."""

        async def guarded(update: Update, context: Context) -> None:
            await self._require(update, right)
            if update.effective_chat is None or update.effective_chat.type != ChatType.PRIVATE:
                raise WrongState("Please write this to me in private: here everybody would read.")
            await callback(update, context)

        return guarded

    async def allows(self, user_id: int, right: Right) -> bool:
        """Whether the person has the right now."""
        return may(await self._staff.role(user_id), right)

    def press(self, right: Right, action: Action) -> Action:
        """`action` for those who have the right, checked anew at every press."""

        async def guarded(update: Update, press: Press) -> str:
            await self._require(update, right)
            return await action(update, press)

        return guarded

    def presses(self, right: Right, actions: Mapping[str, Action]) -> dict[str, Action]:
        """All of `actions` behind one right."""
        return {verb: self.press(right, action) for verb, action in actions.items()}

    async def _require(self, update: Update, right: Right) -> None:
        await self._staff.require(actor(update), right, language_of(update))


def actor(update: Update) -> int:
    """The id of the person who acts. NotAllowed where Telegram does not name one."""
    if update.effective_user is None:
        raise NotAllowed("Telegram does not tell me who you are here. Please write in private.")
    return update.effective_user.id


def editor_command(name: str, callback: Command) -> "CommandHandler[Context, Any]":
    """A handler for a typed command; editing an old message does not give the command again."""
    return CommandHandler(name, callback, filters=filters.UpdateType.MESSAGE)


class StaffHandlers:
    """/editors and /audit, and what /start and /help tell editors besides."""

    def __init__(
        self,
        *,
        messenger: Messenger,
        staff: Staff,
        access: Access,
        clock: Clock,
        timezone: str,
    ) -> None:
        """`timezone` is the one in which the audit log is shown."""
        self._messenger = messenger
        self._staff = staff
        self._access = access
        self._clock = clock
        self._timezone = timezone

    def register(self, application: App) -> None:
        """Add the commands, the owners' forwarded messages and the buttons."""
        edit, appoint = Right.EDIT, Right.APPOINT
        application.add_handler(editor_command("editors", self._access.command(edit, self.editors)))
        application.add_handler(editor_command("audit", self._access.command(edit, self.audit)))
        forwarded = filters.FORWARDED & filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        application.add_handler(
            MessageHandler(forwarded & filters.User(self._staff.owners), self.forwarded)
        )
        actions = {
            "add": self._add,
            "cancel": self._cancel,
            "ask": self._ask,
            "remove": self._remove,
            "back": self._back,
        }
        application.add_handler(press_handler(ACCESS, self._access.presses(appoint, actions)))
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        for name, callback in (("start", self.start), ("help", self.help)):
            application.add_handler(CommandHandler(name, callback, private), group=_AFTER_READERS)

    async def start(self, update: Update, context: Context) -> None:
        """/start: tell those who run the bot that they do, and give them their menu."""
        user_id = actor(update)
        role = await self._staff.role(user_id)
        if role is Role.READER or context.args:
            return
        await reply(self._messenger, update, greeting_part(role))
        await publish_commands(update.get_bot(), user_id, role)

    async def help(self, update: Update, _context: Context) -> None:
        """/help: the commands that readers do not have, for those who do."""
        if await self._staff.role(actor(update)) is not Role.READER:
            await reply(self._messenger, update, help_part())

    async def editors(self, update: Update, context: Context) -> None:
        """/editors, /editors add ID NAME (or as a reply), /editors remove ID."""
        match context.args or []:
            case [] | ["list"]:
                part = await self._list(actor(update))
            case ["add", *who]:
                await self._staff.require(actor(update), Right.APPOINT)
                part = await self._candidate(*_person(update.message, who))
            case ["remove", number]:
                await self._staff.require(actor(update), Right.APPOINT)
                part = dismiss_part(await self._staff.editor(_id(number)))
            case _:
                raise WrongState("Use /editors, /editors add ID NAME or /editors remove ID.")
        await reply(self._messenger, update, part)

    async def forwarded(self, update: Update, _context: Context) -> None:
        """A message that an owner forwards proposes its writer as an editor."""
        part = await self._candidate(*_writer(update.message))
        await reply(self._messenger, update, part)

    async def audit(self, update: Update, _context: Context) -> None:
        """/audit: the last acts."""
        entries = await self._staff.audit_log(_AUDIT_LINES)
        roster = await self._staff.named({entry.actor_id for entry in entries})
        part = audit_part(entries, roster, self._timezone)
        await reply(self._messenger, update, part)

    async def _list(self, user_id: int) -> Part:
        role = await self._staff.role(user_id)
        return editors_part(await self._staff.named(), may_appoint=role is Role.OWNER)

    async def _candidate(self, user_id: int, name: str) -> Part:
        await self._staff.check_candidate(user_id)
        return appoint_part(user_id, name)

    async def _add(self, update: Update, press: Press) -> str:
        user_id = press.number(0)
        name = marked(update)
        editor = await self._staff.appoint(user_id, name, actor(update), self._clock())
        await edit_in_place(self._messenger, update, appointed_part(editor))
        await publish_commands(update.get_bot(), user_id, Role.EDITOR)
        return "Appointed."

    async def _cancel(self, update: Update, _press: Press) -> str:
        await edit_in_place(self._messenger, update, Part(Text("Nothing was changed.")))
        return ""

    async def _ask(self, update: Update, press: Press) -> str:
        editor = await self._staff.editor(press.number(0))
        await edit_in_place(self._messenger, update, dismiss_part(editor))
        return ""

    async def _remove(self, update: Update, press: Press) -> str:
        user_id = press.number(0)
        editor = await self._staff.dismiss(user_id, actor(update), self._clock())
        await edit_in_place(self._messenger, update, dismissed_part(editor))
        await publish_commands(update.get_bot(), user_id, Role.READER)
        return "Removed."

    async def _back(self, update: Update, _press: Press) -> str:
        await edit_in_place(self._messenger, update, await self._list(actor(update)))
        return ""


# --- Whom a message names ------------------------------------------------------------------------


def marked(update: Update) -> str:
    """The first bold words of the pressed message.

    A question keeps the name or title it is about in its own text: callback data is too small for
    it, and so the button works after a restart too. WrongState when the message is out of reach.
    """
    message = update.callback_query.message if update.callback_query else None
    if isinstance(message, Message):
        for words in message.parse_entities(["bold"]).values():
            return words
    raise WrongState("This message is too old to act on. Please give the command again.")


def _person(message: Message | None, words: list[str]) -> tuple[int, str]:
    """Id and name, as typed, else of the writer of the message replied to."""
    if words:
        return _id(words[0]), " ".join(words[1:])
    if message is not None and message.reply_to_message is not None:
        return _writer(message.reply_to_message)
    raise WrongState(
        "Whom? Use /editors add ID NAME, or forward me a message of that person. "
        "A person learns their id by sending me /editors."
    )


def _writer(message: Message | None) -> tuple[int, str]:
    origin = message.forward_origin if message else None
    if isinstance(origin, MessageOriginUser):
        return _human(origin.sender_user)
    if isinstance(origin, MessageOriginHiddenUser):
        raise WrongState(
            f"{origin.sender_user_name} hides their account in forwarded messages. Ask them to "
            "send me /editors: I will tell them their id. Then use /editors add ID."
        )
    if origin is None and message is not None and message.from_user is not None:
        return _human(message.from_user)
    raise WrongState("That message was not written by a person. Use /editors add ID.")


def _human(user: User) -> tuple[int, str]:
    if user.is_bot:
        raise WrongState(f"{user.full_name} is a bot; only people can be editors.")
    return user.id, user.full_name


def _id(word: str) -> int:
    if not word.isascii() or not word.isdecimal() or not 0 < int(word) < 2**52:
        raise WrongState(f"“{word}” is no user id; an id is a number like 123456789.")
    return int(word)


# --- The commands each person sees ---------------------------------------------------------------


def commands_for(role: Role) -> tuple[BotCommand, ...]:
    """The menu of commands: readers' for everybody, editors' own before them."""
    readers = {name: say(READER_WORDS, f"command_{name}", FALLBACK) for name in READER_COMMANDS}
    known = readers if role is Role.READER else {**COMMANDS, **readers}
    return tuple(BotCommand(name, words) for name, words in known.items())


async def publish_commands(bot: Bot, user_id: int, role: Role) -> None:
    """Set the menu of one person's private chat; readers fall back to the menu of everybody.

    Fails quietly for a person who never wrote to the bot: the next start sets it.
    """
    scope = BotCommandScopeChat(user_id)
    try:
        if role is Role.READER:
            await bot.delete_my_commands(scope=scope)
        else:
            await bot.set_my_commands(commands_for(role), scope=scope)
    except TelegramError as error:
        logger.info("the menu of %s was not set: %s", user_id, error)


async def publish_all_commands(bot: Bot, roster: Roster) -> None:
    """Set the menus of all owners and editors."""
    for user_id in roster.everyone:
        role = Role.OWNER if user_id in roster.owners else Role.EDITOR
        await publish_commands(bot, user_id, role)
