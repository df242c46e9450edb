"""Which update is dealt with when: chats side by side, each chat in its own order."""

import asyncio
from collections.abc import Awaitable
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 64
"""Updates dealt with at the same time; more wait in the queue."""


class ChatByChat(BaseUpdateProcessor):
    """One chat's updates one after the other, so that two quick presses keep their order.

    Other chats go on meanwhile: an editor's slow page must not hold up a reader's /start.
    """

    def __init__(self) -> None:
        super().__init__(AT_ONCE)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[object]) -> None:
        """Deal with one update when it is its chat's turn."""
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            await coroutine
            return
        turn = self._turns.setdefault(chat.id, asyncio.Lock())
        async with turn:
            await coroutine

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to put away."""
