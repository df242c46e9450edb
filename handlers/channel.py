"""Channels and groups: the bot's own rights, service messages, /places and /here."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

import telegram
from telegram import (
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Update,
    User,
)
from telegram.error import TelegramError
from telegram.ext import ChatMemberHandler, CommandHandler, MessageHandler, filters

from bot.deliver import Messenger
from bot.model import Chat, ChatKind, Level, Part
from bot.phrases import say
from bot.places import Membership, PlaceNews, Places
from bot.staff import DATELINE, Right
from bot.text import Text
from handlers import place_views as views
from handlers.access import Access, actor, editor_command
from handlers.context import (
    App,
    Clock,
    Context,
    IsEditor,
    address_of,
    chat_seen,
    edit_in_place,
    language_of,
    may_decide,
    press_handler,
    reply,
)
from handlers.keyboards import Press
from handlers.place_views import PLACE
from handlers.reader_views import private_only
from handlers.reader_words import WORDS

log = logging.getLogger(__name__)

_LISTENING: Final = -1
"""The group of handlers that only listen; the others are asked after them."""


def membership(member: ChatMember, kind: ChatKind) -> Membership:
    """The bot's place in a chat, as far as posting and pinning go."""
    if isinstance(member, ChatMemberAdministrator):
        if kind is ChatKind.CHANNEL:  # pinning in channels needs the right to edit
            return Membership(
                member.status,
                can_post=bool(member.can_post_messages),
                can_pin=bool(member.can_edit_messages),
            )
        return Membership(member.status, can_post=True, can_pin=bool(member.can_pin_messages))
    if isinstance(member, ChatMemberRestricted):
        can_post = member.is_member and member.can_send_messages
        return Membership(member.status, can_post=can_post, can_pin=member.can_pin_messages)
    return Membership(member.status)


class PlaceHandlers:
    """What Telegram tells about the bot's places, and what editors decide about them."""

    def __init__(
        self,
        places: Places,
        messenger: Messenger,
        *,
        access: Access,
        is_editor: IsEditor,
        heard: Callable[[int, int], Awaitable[None]],
        clock: Clock,
    ) -> None:
        """`heard` is told the channel and id of each message there that is not the bot's."""
        self._places = places
        self._messenger = messenger
        self._access = access
        self._is_editor = is_editor
        self._heard = heard
        self._clock = clock

    def register(self, application: App) -> None:
        """Add the handlers. Updates of the kind `my_chat_member` must be allowed in polling."""
        application.add_handler(
            ChatMemberHandler(self.membership_changed, ChatMemberHandler.MY_CHAT_MEMBER)
        )
        application.add_handler(
            MessageHandler(filters.UpdateType.CHANNEL_POST, self.others_wrote), group=_LISTENING
        )
        application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, self.migrated))
        reopened = filters.StatusUpdate.FORUM_TOPIC_REOPENED
        application.add_handler(MessageHandler(reopened, self.topic_reopened))
        application.add_handler(MessageHandler(filters.StatusUpdate.NEW_CHAT_TITLE, self.renamed))
        in_groups = filters.UpdateType.MESSAGE & filters.ChatType.GROUPS
        application.add_handler(CommandHandler("here", self.here, filters=in_groups))
        application.add_handler(
            editor_command("places", self._access.command(Right.EDIT, self.list_places))
        )
        actions = {
            "list": self._press_list,
            "open": self._press_open,
            "coverage": self._press_coverage,
            "post": self._press_post,
            "nothing": self._press_nothing,
            "stop": self._press_stop,
            "resume": self._press_resume,
        }
        application.add_handler(press_handler(PLACE, self._access.presses(Right.EDIT, actions)))

    # --- What Telegram tells ----------------------------------------------------------------------

    async def membership_changed(self, update: Update, _context: Context) -> None:
        """The bot was added, removed, or given other rights; in private: blocked or unblocked."""
        changed = update.my_chat_member
        if changed is None:
            return
        chat = chat_seen(changed.chat, changed.from_user)
        news = await self._places.changed(
            chat,
            membership(changed.old_chat_member, chat.kind),
            membership(changed.new_chat_member, chat.kind),
            changed.from_user.id,
            self._clock(),
        )
        if news is not None:
            await self._announce(news, _called(changed))

    async def others_wrote(self, update: Update, _context: Context) -> None:
        """Somebody wrote in a channel. One that the bot does not know must have let it in.

        The update that said so is lost if the bot died over it.
        """
        message = update.channel_post
        if message is None:
            return
        if not await self._places.knows(message.chat.id):
            await self._found(message.chat)
        await self._heard(message.chat.id, message.message_id)

    async def _found(self, place: telegram.Chat) -> None:
        try:
            member = await place.get_member(place.get_bot().id)
        except TelegramError as error:
            log.info("no answer what the bot may do in %s: %s", place.id, error)
            return
        chat = chat_seen(place)
        now_in = membership(member, chat.kind)
        news = await self._places.changed(
            chat, Membership(ChatMember.LEFT), now_in, DATELINE, self._clock()
        )
        if news is not None:
            await self._announce(news, "Somebody")

    async def migrated(self, update: Update, _context: Context) -> None:
        """A group became a supergroup; said once in the old chat, once in the new one."""
        message = update.effective_message
        if message is None:
            return
        if message.migrate_to_chat_id:
            old, new = message.chat.id, message.migrate_to_chat_id
        elif message.migrate_from_chat_id:
            old, new = message.migrate_from_chat_id, message.chat.id
        else:
            return
        await self._places.migrated(old, new, self._clock())

    async def topic_reopened(self, update: Update, _context: Context) -> None:
        """A closed forum topic was opened again; what we post there goes on."""
        news = await self._places.reopened(address_of(update), self._clock())
        if news is not None:
            await self._announce(news, "")

    async def renamed(self, update: Update, _context: Context) -> None:
        """A channel or group got a new title."""
        message = update.effective_message
        if message is not None and message.new_chat_title:
            await self._places.renamed(message.chat.id, message.new_chat_title, self._clock())

    async def stopped(self, chat: Chat, reason: str, now: datetime) -> None:
        """Delivery found that a chat cannot be written to, and stopped it: tell the editors."""
        news = await self._places.stopped(chat, reason, now)
        if news is not None:
            await self._announce(news, "")

    async def _announce(self, news: PlaceNews, actor_name: str) -> None:
        place = await self._places.place(news.chat.id)
        part = views.news(news, place, actor_name)
        await self._places.tell(news.recipients, part, news.key, self._clock())

    # --- Commands ---------------------------------------------------------------------------------

    async def list_places(self, update: Update, _context: Context) -> None:
        """Every channel and group, with what it posts."""
        await reply(self._messenger, update, views.place_list(await self._places.places()))

    async def here(self, update: Update, context: Context) -> None:
        """Post in this forum topic from now on; for the group's admins and editors."""
        message, language = update.effective_message, language_of(update)
        if message is None or not await may_decide(update, self._is_editor):
            part = private_only(context.bot.username, language)
            await reply(self._messenger, update, part)
            return
        if not message.chat.is_forum:
            await reply(self._messenger, update, Part(Text(say(WORDS, "here_no_topics", language))))
            return
        coverages = await self._places.here(
            actor(update), chat_seen(message.chat), address_of(update).topic_id, self._clock()
        )
        titles = ", ".join(coverage.title for coverage in coverages)
        words = say(WORDS, "here" if titles else "here_nothing", language, titles=titles)
        await reply(self._messenger, update, Part(Text(words)))

    # --- Presses ----------------------------------------------------------------------------------

    async def _press_list(self, update: Update, _press: Press) -> str:
        await self._show(update, views.place_list(await self._places.places()))
        return ""

    async def _press_open(self, update: Update, press: Press) -> str:
        await self._show(update, views.place_panel(await self._places.place(press.number(0))))
        return ""

    async def _press_coverage(self, update: Update, press: Press) -> str:
        place = await self._places.place(press.number(0))
        posting = place.posting(press.number(1))
        await self._show(update, views.amount_panel(place.chat, posting))
        return ""

    async def _press_post(self, update: Update, press: Press) -> str:
        level = None if press.word(2) == views.NOTHING else press.choice(2, Level)
        place = await self._places.post(
            actor(update), press.number(0), press.number(1), level, self._clock()
        )
        await self._show(update, views.place_panel(place))
        return "Saved"

    async def _press_nothing(self, update: Update, press: Press) -> str:
        place = await self._places.place(press.number(0))
        await self._show(update, views.nothing(place.chat))
        return ""

    async def _press_stop(self, update: Update, press: Press) -> str:
        place = await self._places.stop(actor(update), press.number(0), self._clock())
        await self._show(update, views.place_panel(place))
        return "Stopped"

    async def _press_resume(self, update: Update, press: Press) -> str:
        place = await self._places.resume(actor(update), press.number(0), self._clock())
        await self._show(update, views.place_panel(place))
        return "Posting again"

    async def _show(self, update: Update, part: Part) -> None:
        await edit_in_place(self._messenger, update, part)


def _called(changed: ChatMemberUpdated) -> str:
    """The person behind a change, so that an owner can find them: name, @name, id."""
    user: User = changed.from_user
    name = f"@{user.username}, " if user.username else ""
    return f"{user.full_name} ({name}id {user.id})"
