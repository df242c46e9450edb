"""What readers say and press; in groups, what their admins do."""

import re
from collections.abc import Callable, Coroutine
from typing import Any, Final

from telegram import Bot, BotCommand, BotCommandScopeAllChatAdministrators, Update
from telegram.constants import ChatType
from telegram.ext import CommandHandler, filters

from bot.deliver import Messenger
from bot.errors import NotFound
from bot.follow import Followed, Following, Story
from bot.model import Chat, ChatKind, Part, Preferences, Subscription
from bot.phrases import FALLBACK, LANGUAGES, say
from bot.recaps import Recaps
from bot.rendering.recap import render_recap
from bot.rendering.summary_pages import Look, plain
from bot.rounds import Rounds
from handlers import reader_views as views
from handlers.context import (
    Action,
    App,
    Clock,
    Context,
    IsEditor,
    address_of,
    chat_seen,
    edit_in_place,
    guarded,
    language_of,
    may_decide,
    press_handler,
    reply,
)
from handlers.keyboards import Press
from handlers.reader_views import READER, Listing, Screen
from handlers.reader_words import WORDS
from handlers.rounds import (
    asked_for,
    asks_for_none,
    off_part,
    on_part,
    usage_part,
    with_schedule,
)

_DEEP_LINK: Final = re.compile(r"c([0-9]{1,9})", re.ASCII)
_COVERAGE: Final = re.compile(r"[0-9]{1,9}", re.ASCII)

Command = Callable[[Update, Context], Coroutine[Any, Any, None]]


class ReaderHandlers:
    """Commands and buttons of private chats and groups."""

    def __init__(
        self,
        following: Following,
        messenger: Messenger,
        *,
        rounds: Rounds,
        recaps: Recaps,
        is_editor: IsEditor,
        clock: Clock,
        look: Callable[[ChatKind], Look] = plain,
    ) -> None:
        """`look` tells how summaries look in a kind of chat."""
        self._following = following
        self._messenger = messenger
        self._rounds = rounds
        self._recaps = recaps
        self._is_editor = is_editor
        self._clock = clock
        self._look = look

    def register(self, application: App) -> None:
        """Add the commands and the buttons."""
        commands: dict[str, Command] = {
            "start": self.start,
            "follow": self.follow,
            "settings": self.settings,
            "summary": self.summary,
            "status": self.status,
            "stop": self.stop,
            "help": self.help,
        }
        for name, command in commands.items():
            application.add_handler(
                CommandHandler(name, self._decided(command), filters=filters.UpdateType.MESSAGE)
            )
        actions: dict[str, Action] = {
            "list": self._press_list,
            "follow": self._press_follow,
            "prefer": self._press_prefer,
            "unfollow": self._press_unfollow,
            "again": self._press_again,
            "settings": self._press_settings,
            "unschedule": self._press_unschedule,
            "open": self._press_open,
            "summary": self._press_summary,
            "resume": self._press_resume,
        }
        application.add_handler(press_handler(READER, guarded(actions, self._is_editor)))

    # --- Commands ---------------------------------------------------------------------------------

    async def start(self, update: Update, context: Context) -> None:
        """Greet, or follow the coverage of a deep link at once. A stopped chat runs again."""
        link = _DEEP_LINK.fullmatch(context.args[0]) if context.args else None
        if link:
            await self._follow(update, int(link[1]))
            return
        now, language = self._clock(), language_of(update)
        chat = _chat(update)
        back = await self._following.arrive(chat, now)
        if back and (followed := await self._following.followed(chat.id)):
            await self._say(update, views.welcome_back(followed, language))
            return
        offers = await self._following.offers(chat.id)
        await self._say(update, views.welcome(offers, language, back=back))

    async def follow(self, update: Update, context: Context) -> None:
        """The list of coverages, or `/follow 12` to follow one."""
        if context.args:
            number = _COVERAGE.fullmatch(context.args[0])
            await self._follow(update, int(number[0]) if number else 0)
            return
        offers = await self._following.offers(_chat(update).id)
        await self._say(update, views.offer_list(offers, Listing.CURRENT, language_of(update)))

    async def settings(self, update: Update, _context: Context) -> None:
        """What is followed here, to change it."""
        await self._say(update, await self._settings(update))

    async def summary(self, update: Update, context: Context) -> None:
        """What happened so far, or the outcome, of what is followed here or of `/summary 12`.

        `/summary every 2 h` asks for it regularly, `/summary off` for no more of it.
        """
        if context.args and not context.args[0].isdecimal():
            await self._schedule(update, context.args)
            return
        if context.args:
            number = _COVERAGE.fullmatch(context.args[0])
            await self._summary(update, int(number[0]) if number else 0)
            return
        followed = await self._following.followed(_chat(update).id)
        if len(followed) == 1:
            await self._summary(update, followed[0].story.coverage.id)
        elif followed:
            await self._say(update, views.which_summary(followed, language_of(update)))
        else:
            await self._say(update, await self._settings(update))

    async def _schedule(self, update: Update, words: list[str]) -> None:
        chat_id, language, now = _chat(update).id, language_of(update), self._clock()
        if asks_for_none(words):
            await self._rounds.off(chat_id)
            await self._say(update, off_part(language))
        elif time := asked_for(words):
            told = await self._rounds.every(chat_id, time, now)
            part = on_part(time, language) if told else await self._settings(update)
            await self._say(update, part)
        else:
            await self._say(update, usage_part(language))

    async def status(self, update: Update, _context: Context) -> None:
        """Each followed coverage: its state, its last post, what the chat gets of it."""
        chat_id = _chat(update).id
        part = views.status(
            await self._following.followed(chat_id),
            language_of(update),
            stopped=await self._following.stopped(chat_id),
            now=self._clock(),
        )
        await self._say(update, part)

    async def stop(self, update: Update, _context: Context) -> None:
        """Send nothing more, at once; a button takes it back."""
        await self._following.stop(_chat(update), self._clock())
        await self._say(update, views.stopped(language_of(update)))

    async def help(self, update: Update, _context: Context) -> None:
        """The commands."""
        group = update.effective_chat is not None and update.effective_chat.type != ChatType.PRIVATE
        await self._say(update, views.help_text(language_of(update), group=group))

    # --- Presses ----------------------------------------------------------------------------------

    async def _press_list(self, update: Update, press: Press) -> str:
        await self._show_list(update, press.choice(0, Listing))
        return ""

    async def _press_follow(self, update: Update, press: Press) -> str:
        """Follow, tick it in the list, and tell what happened so far.

        What is followed already opens in place of the list, so that a double tap tells nothing
        twice; a summary is told as often as it is asked for.
        """
        listing, language = press.choice(1, Listing), language_of(update)
        followed = await self._following.follow(
            _chat(update), press.number(0), self._clock(), address_of(update).topic_id
        )
        if not followed.already:
            await self._show_list(update, listing)
            await self._confirm(update, followed)
        elif followed.story.summary is None:
            await edit_in_place(self._messenger, update, views.panel(followed, language))
        else:
            await self._say(update, *await self._told(update, followed.story, followed))
        return ""

    async def _press_prefer(self, update: Update, press: Press) -> str:
        chat_id, screen = _chat(update).id, press.choice(1, Screen)
        before = await self._following.look(chat_id, press.number(0))
        wanted = views.adjusted(before.subscription.preferences, press, 2)
        followed = await self._following.prefer(chat_id, press.number(0), wanted)
        language = language_of(update)
        if screen is Screen.SO_FAR:
            story = await self._recap(update, followed.story, followed.subscription)
            part = views.so_far(followed, story, language)
        else:
            part = views.panel(followed, language)
        await edit_in_place(self._messenger, update, part)
        return say(WORDS, "saved", language)

    async def _press_unfollow(self, update: Update, press: Press) -> str:
        followed = await self._following.unfollow(_chat(update).id, press.number(0))
        await edit_in_place(
            self._messenger, update, views.unfollowed(followed, language_of(update))
        )
        return ""

    async def _press_again(self, update: Update, press: Press) -> str:
        followed = await self._following.follow(
            _chat(update),
            press.number(0),
            self._clock(),
            press.number(1) or None,
            views.unpacked(press, 2),
        )
        await edit_in_place(self._messenger, update, views.panel(followed, language_of(update)))
        return ""

    async def _press_settings(self, update: Update, _press: Press) -> str:
        await edit_in_place(self._messenger, update, await self._settings(update))
        return ""

    async def _press_unschedule(self, update: Update, _press: Press) -> str:
        await self._rounds.off(_chat(update).id)
        await edit_in_place(self._messenger, update, await self._settings(update))
        return say(WORDS, "saved", language_of(update))

    async def _press_open(self, update: Update, press: Press) -> str:
        followed = await self._following.look(_chat(update).id, press.number(0))
        await edit_in_place(self._messenger, update, views.panel(followed, language_of(update)))
        return ""

    async def _press_summary(self, update: Update, press: Press) -> str:
        await self._summary(update, press.number(0))
        return ""

    async def _press_resume(self, update: Update, _press: Press) -> str:
        chat = _chat(update)
        await self._following.arrive(chat, self._clock())
        followed = await self._following.followed(chat.id)
        part = views.resumed(followed, language_of(update))
        await edit_in_place(self._messenger, update, part)
        return ""

    # --- Shared steps -----------------------------------------------------------------------------

    async def _follow(self, update: Update, coverage_id: int) -> None:
        try:
            followed = await self._following.follow(
                _chat(update), coverage_id, self._clock(), address_of(update).topic_id
            )
        except NotFound:
            await self._not_found(update)
            return
        await self._confirm(update, followed)

    async def _confirm(self, update: Update, followed: Followed) -> None:
        """What happened, and the choices: in one message, or below the summary of the end."""
        parts, language = await self._told(update, followed.story, followed), language_of(update)
        if followed.story.summary is None:
            await self._say(update, views.so_far(followed, parts[0], language))
        else:
            await self._say(update, *parts, views.panel(followed, language))

    async def _summary(self, update: Update, coverage_id: int) -> None:
        try:
            story = await self._following.story(coverage_id)
        except NotFound:
            await self._not_found(update)
            return
        await self._say(update, *await self._told(update, story))

    async def _told(
        self, update: Update, story: Story, followed: Followed | None = None
    ) -> tuple[Part, ...]:
        """The summary of a coverage that has ended, else what happened so far in one message."""
        chat = _chat(update)
        here = await self._following.here(chat.id, story.coverage.id)
        if story.summary is None:
            return (await self._recap(update, story, here),)
        wanted = followed.subscription.preferences if followed else Preferences()
        told = story.summary.summary
        links = await self._recaps.links(told.post_ids if told else (), here)
        language, look = language_of(update), self._look(chat.kind)
        return views.summary_parts(story, story.summary, wanted, language, links=links, look=look)

    async def _recap(self, update: Update, story: Story, here: Subscription | None) -> Part:
        """What happened so far, leading to the messages of the subscription `here`."""
        told = await self._recaps.of(story.coverage, story.posts)
        links, language = await self._recaps.links(told.post_ids, here), language_of(update)
        now = self._clock()
        return render_recap(told, story.coverage, story.posts, language, links=links, now=now)

    async def _not_found(self, update: Update) -> None:
        offers = await self._following.offers(_chat(update).id)
        await self._say(update, views.not_found(offers, language_of(update)))

    async def _show_list(self, update: Update, listing: Listing) -> None:
        ended = listing is Listing.ENDED
        offers = await self._following.offers(_chat(update).id, concluded=ended)
        part = views.offer_list(offers, listing, language_of(update))
        await edit_in_place(self._messenger, update, part)

    async def _settings(self, update: Update) -> Part:
        chat_id, language = _chat(update).id, language_of(update)
        part = views.settings(
            await self._following.followed(chat_id),
            language,
            stopped=await self._following.stopped(chat_id),
        )
        every = await self._rounds.how_often(chat_id)
        return with_schedule(part, every, language) if every else part

    async def _say(self, update: Update, *parts: Part) -> None:
        for part in parts:
            await reply(self._messenger, update, part)

    # --- Who decides in a group -------------------------------------------------------------------

    def _decided(self, command: Command) -> Command:
        """`command` for those who decide here; others are shown where they do."""

        async def run(update: Update, context: Context) -> None:
            if await may_decide(update, self._is_editor):
                await command(update, context)
                return
            part = views.private_only(context.bot.username, language_of(update))
            await reply(self._messenger, update, part)

        return run


async def publish_commands(bot: Bot) -> None:
    """Show the commands in Telegram's menu, in every language: to readers and to groups' admins."""
    for language in LANGUAGES:
        code = None if language == FALLBACK else language
        await bot.set_my_commands(_menu(views.COMMANDS, language), language_code=code)
        await bot.set_my_commands(
            _menu(views.GROUP_COMMANDS, language),
            scope=BotCommandScopeAllChatAdministrators(),
            language_code=code,
        )


def _chat(update: Update) -> Chat:
    if update.effective_chat is None:
        raise ValueError("this update belongs to no chat")
    return chat_seen(update.effective_chat, update.effective_user)


def _menu(commands: tuple[str, ...], language: str) -> list[BotCommand]:
    return [BotCommand(command, say(WORDS, f"command_{command}", language)) for command in commands]
