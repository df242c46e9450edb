"""Polls in Telegram: what an editor types or forwards, and how readers vote."""

from collections.abc import Callable
from typing import Protocol

import telegram
from telegram import Message, Update
from telegram.ext import PollHandler

from bot.model import Poll, Votes
from bot.polls import HOW, PollRefused, checked, typed
from handlers.context import App, Context


class VoteBook(Protocol):
    """Where votes are kept."""

    async def counted(self, votes: Votes) -> None:
        """Keep how a poll stands now in its chat; one that is not known there is ignored."""
        ...


class PollHandlers:
    """Takes in the votes as Telegram tells them: each time somebody votes, all of one poll."""

    def __init__(self, book: VoteBook, votes_of: Callable[[telegram.Poll], Votes]) -> None:
        self._book = book
        self._votes_of = votes_of

    def register(self, application: App) -> None:
        """Add the handler."""
        application.add_handler(PollHandler(self.voted))

    async def voted(self, update: Update, _context: Context) -> None:
        """Keep the newest count."""
        if update.poll is not None:
            await self._book.counted(self._votes_of(update.poll))


def typed_after(message: Message) -> Poll | None:
    """The poll that is typed after the command; None if nothing is. PollRefused, in words."""
    _, *words = (message.text or "").split(maxsplit=1)
    return typed(words[0]) if words else None


def poll_of(message: Message) -> Poll:
    """The poll that a message is, or that is typed in it. PollRefused, in words, if it is none."""
    if message.poll is not None:
        asked = message.poll
        return checked(Poll(asked.question, tuple(option.text for option in asked.options)))
    if not message.text:
        raise PollRefused(f"That is no poll. {HOW}")
    return typed(message.text)
