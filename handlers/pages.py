"""The pages of a summary: buttons in private chats, links into the bot from anywhere else."""

import re
from collections.abc import Callable
from typing import Final

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.deliver import Messenger
from bot.errors import NotFound
from bot.follow import Following
from bot.illustrate import Illustrator
from bot.model import Button, ChatKind, Part
from bot.phrases import say
from bot.pictures.card import CardTheme
from bot.rendering.album import render_album
from bot.rendering.links import page_link
from bot.rendering.summary_pages import Look, Page, pages_of, render_page
from bot.rendering.summary_words import SUMMARY_WORDS
from bot.text import Text
from handlers.context import App, Clock, Context, language_of, press_handler, reply
from handlers.keyboards import Family, Press

PAGES: Final = Family("g")
_LINK: Final = re.compile(rf"/start p([0-9]{{1,9}})-({'|'.join(Page)})$", re.ASCII)


def look_for(kind: ChatKind, theme: CardTheme, bot_username: Callable[[], str]) -> Look:
    """How summaries look in a kind of chat.

    In a channel or group a page would be for everybody, so there the buttons open the bot.
    """

    def pressed(coverage_id: int, page: Page, label: str) -> Button:
        return PAGES.button(label, "page", coverage_id, page.value)

    def linked(coverage_id: int, page: Page, label: str) -> Button:
        return Button(label, url=page_link(bot_username(), coverage_id, page.value))

    return Look(theme, pressed if kind is ChatKind.PRIVATE else linked)


class PageHandlers:
    """Sends the pages of summaries that are asked for."""

    def __init__(
        self,
        following: Following,
        illustrator: Illustrator,
        messenger: Messenger,
        *,
        theme: CardTheme,
        clock: Clock,
    ) -> None:
        self._following = following
        self._illustrator = illustrator
        self._messenger = messenger
        self._theme = theme
        self._clock = clock

    def register(self, application: App) -> None:
        """Add the buttons, and the links before those that follow a coverage."""
        links = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & filters.Regex(_LINK)
        application.add_handler(CommandHandler("start", self.link, filters=links))
        application.add_handler(press_handler(PAGES, {"page": self._press}))

    async def link(self, update: Update, _context: Context) -> None:
        """Open a page by a link from a channel or group."""
        message = update.effective_message
        found = _LINK.match(message.text or "") if message else None
        if found is None:
            return
        try:
            await self._send(update, int(found[1]), Page(found[2]))
        except NotFound:
            gone = say(SUMMARY_WORDS, "no_page", language_of(update))
            await reply(self._messenger, update, Part(Text(gone)))

    async def _press(self, update: Update, press: Press) -> str:
        await self._send(update, press.number(0), press.choice(1, Page))
        return ""

    async def _send(self, update: Update, coverage_id: int, page: Page) -> None:
        for part in await self._parts(update, coverage_id, page):
            await reply(self._messenger, update, part)

    async def _parts(self, update: Update, coverage_id: int, page: Page) -> tuple[Part, ...]:
        """The page as it is now. NotFound without such a coverage or without its summary."""
        story = await self._following.story(coverage_id)
        if story.summary is None or story.summary.summary is None:
            raise NotFound("This coverage has no summary.")
        language, coverage = language_of(update), story.coverage
        summary, posts = story.summary.summary, {post.id: post for post in story.posts}
        chat_id = update.effective_chat.id if update.effective_chat else 0
        wanted = await self._following.preferences(chat_id, coverage_id)
        if page not in pages_of(summary, posts, wanted):
            return (Part(Text(say(SUMMARY_WORDS, "no_page", language))),)
        if page is Page.PHOTOS:
            shots = await self._illustrator.album(coverage_id, self._clock())
            return (render_album(shots, coverage, language),)
        return render_page(
            page,
            summary,
            posts,
            coverage,
            language,
            links={},
            preferences=wanted,
            theme=self._theme,
        )
