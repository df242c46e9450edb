"""What readers look up: the sections that a coverage's pages have around their posts."""

import re
from typing import Final

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.deliver import Messenger
from bot.errors import NotFound
from bot.follow import Following
from bot.model import Part
from bot.phrases import say
from bot.rendering.background import render_nothing, render_section
from bot.text import Text
from handlers.background_views import BACKGROUND, background_list, which_background
from handlers.context import (
    App,
    Clock,
    Context,
    IsEditor,
    address_of,
    guarded,
    language_of,
    may_decide,
    press_handler,
    reply,
)
from handlers.keyboards import Press
from handlers.reader_views import private_only, settings
from handlers.reader_words import WORDS

_COVERAGE: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


class BackgroundHandlers:
    """`/background` and its buttons."""

    def __init__(
        self, following: Following, messenger: Messenger, *, is_editor: IsEditor, clock: Clock
    ) -> None:
        self._following = following
        self._messenger = messenger
        self._is_editor = is_editor
        self._clock = clock

    def register(self, application: App) -> None:
        """Add the command and the buttons."""
        application.add_handler(
            CommandHandler("background", self.background, filters=filters.UpdateType.MESSAGE)
        )
        actions = {"list": self._press_list, "show": self._press_show}
        application.add_handler(press_handler(BACKGROUND, guarded(actions, self._is_editor)))

    async def background(self, update: Update, context: Context) -> None:
        """The sections of what is followed here, or of `/background 12`, as buttons."""
        language = language_of(update)
        if not await may_decide(update, self._is_editor):
            await self._say(update, private_only(context.bot.username, language))
        elif context.args:
            number = _COVERAGE.fullmatch(context.args[0])
            await self._list(update, int(number[0]) if number else 0)
        else:
            await self._say(update, await self._of_followed(address_of(update).chat_id, language))

    async def _of_followed(self, chat_id: int, language: str) -> Part:
        followed = await self._following.followed(chat_id)
        if not followed:
            stopped = await self._following.stopped(chat_id)
            return settings(followed, language, stopped=stopped)
        telling = [each for each in followed if each.story.background]
        if not telling:
            return Part(render_nothing(language), silent=True)
        if len(telling) == 1:
            return background_list(telling[0].story, language)
        return which_background(telling, language)

    async def _press_list(self, update: Update, press: Press) -> str:
        await self._list(update, press.number(0))
        return ""

    async def _press_show(self, update: Update, press: Press) -> str:
        """Tell a section; one that the page no longer shows gives way to those it does."""
        story = await self._following.story(press.number(0))
        section_id, language = press.number(1), language_of(update)
        section = next((one for one in story.background if one.id == section_id), None)
        if section is None:
            await self._say(update, background_list(story, language))
        else:
            parts = render_section(section, story.coverage, language, now=self._clock())
            await self._say(update, *parts)
        return ""

    async def _list(self, update: Update, coverage_id: int) -> None:
        language = language_of(update)
        try:
            story = await self._following.story(coverage_id)
        except NotFound:
            await self._say(update, Part(Text(say(WORDS, "not_found", language)), silent=True))
            return
        await self._say(update, background_list(story, language))

    async def _say(self, update: Update, *parts: Part) -> None:
        for part in parts:
            await reply(self._messenger, update, part)
