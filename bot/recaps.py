"""Use case: tell what happened so far, by the choice that makes the closing summary.

The choice may take half a second of a processor, so it happens in a thread, one at a time, and is
made once for all who ask.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from typing import Final, Protocol

from bot.model import Coverage, Post, Recap, Subscription
from bot.rendering.links import message_link
from bot.summary.recap import recap

KEPT: Final = 256
"""So many recaps are kept; those that nobody asked for longest give way."""


class LinkBook(Protocol):
    """Where posts stand in chats."""

    async def links(self, subscription_id: int, post_ids: Collection[int]) -> Mapping[int, int]:
        """Where posts stand in the chat: post id to the id of its first message."""
        ...


class Recaps:
    """Recaps of coverages as they stand."""

    def __init__(self, book: LinkBook) -> None:
        self._book = book
        self._kept: OrderedDict[tuple[int, int, int, int], Recap] = OrderedDict()
        self._one_choice = asyncio.Lock()

    async def of(self, coverage: Coverage, posts: Sequence[Post], since: int = 0) -> Recap:
        """What the posts say that were announced after change `since`; of 0, all that stand."""
        # Older posts of a page come in without a change, so their number counts as well.
        version = coverage.id, coverage.head, len(posts), since
        if version not in self._kept:
            async with self._one_choice:
                if version not in self._kept:
                    self._kept[version] = await asyncio.to_thread(recap, coverage, posts, since)
        self._kept.move_to_end(version)
        told = self._kept[version]
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return told

    async def links(
        self, post_ids: Collection[int], subscription: Subscription | None
    ) -> dict[int, str]:
        """The addresses of the posts' messages in a chat that follows them, where they have one."""
        if subscription is None:
            return {}
        messages = await self._book.links(subscription.id, post_ids)
        return {
            post_id: address
            for post_id, message_id in messages.items()
            if (address := message_link(subscription.chat, message_id))
        }
