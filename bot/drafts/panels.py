"""A draft in every editor's chat: the summary as readers will see it, and below it the buttons.

Panels are compared with what they should show, as posts are: an act of one editor, the time that
passes and the outcome change them all, and a restart goes on where it was.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.drafts.ports import DraftBook, Editors, PanelMessenger
from bot.drafts.review import Drafts, DraftView
from bot.model import (
    Address,
    Draft,
    DraftState,
    Impossible,
    Never,
    Outcome,
    Panel,
    Part,
    Sent,
    SentMessage,
    TryAgain,
)
from bot.rendering.parts import fingerprint
from bot.rendering.revise import Delete, Edit, Operation, Send, Tell, operations

RETRY: Final = timedelta(seconds=10)

Render = Callable[[DraftView, datetime], Part]
"""What stands below the preview: how things are, and the buttons."""


class DraftPanels:
    """Keeps the panels of drafts level. Editors are few, so they are written to directly."""

    def __init__(
        self,
        drafts: Drafts,
        book: DraftBook,
        messenger: PanelMessenger,
        editors: Editors,
        render: Render,
    ) -> None:
        self._drafts = drafts
        self._book = book
        self._messenger = messenger
        self._editors = editors
        self._render = render
        self._not_before: dict[int, datetime] = {}
        self._one_at_a_time = asyncio.Lock()

    async def run_once(self, now: datetime) -> None:
        """Bring every editor's panels level."""
        for draft in await self._drafts.shown_now(now):
            await self.show(draft, now)

    async def show(self, draft: Draft, now: datetime) -> None:
        """Bring one draft's panels level."""
        async with self._one_at_a_time:
            view = await self._drafts.view(draft)
            parts = (*view.preview, self._render(view, now))
            known = {panel.user_id: panel for panel in await self._book.panels(draft.id)}
            for user_id in await self._editors.everyone():
                if user_id not in known and draft.state is not DraftState.OPEN:
                    continue  # whoever never saw the draft saw the preview, or the summary
                panel = known.get(user_id, Panel(draft.id, user_id))
                if not panel.gone and self._not_before.get(user_id, now) <= now:
                    await self._level(panel, parts, now)

    async def bring_down(self, draft: Draft, user_id: int, now: datetime) -> None:
        """Show the draft anew, as the newest messages of one editor's chat."""
        async with self._one_at_a_time:
            for panel in await self._book.panels(draft.id):
                if panel.user_id == user_id and panel.messages:
                    ids = [message.message_id for message in panel.messages]
                    await self._messenger.delete(Address(user_id), ids)
            await self._book.keep_panel(Panel(draft.id, user_id))
        await self.show(draft, now)

    async def _level(self, panel: Panel, parts: tuple[Part, ...], now: datetime) -> None:
        """Carry out what is to do, and keep each step, so that a crash doubles one at most."""
        for operation in operations(panel.messages, parts):
            outcome = await self._carry_out(panel, operation)
            match outcome:
                case Never():
                    await self._book.keep_panel(replace(panel, gone=True))
                    return
                case Impossible() if isinstance(operation, Send):  # it would be refused for ever
                    await self._book.keep_panel(replace(panel, gone=True))
                    return
                case Sent() | Impossible():
                    panel = replace(panel, messages=_after(panel.messages, operation, outcome))
                    await self._book.keep_panel(panel)
                case TryAgain(after=after):
                    self._not_before[panel.user_id] = now + timedelta(seconds=after)
                    return
                case _:
                    self._not_before[panel.user_id] = now + RETRY
                    return

    async def _carry_out(self, panel: Panel, operation: Operation) -> Outcome:
        address = Address(panel.user_id)
        match operation:
            case Send(part=part) | Tell(text=part):
                return await self._messenger.send(address, part)
            case Edit(index=index, part=part):
                return await self._messenger.edit(address, panel.messages[index], part)
            case Delete(index=index):
                ids = [message.message_id for message in panel.messages[index:]]
                return await self._messenger.delete(address, ids)


def _after(
    standing: tuple[SentMessage, ...], operation: Operation, outcome: Sent | Impossible
) -> tuple[SentMessage, ...]:
    """What stands after an operation. One that cannot be done counts as done: it never will be."""
    sent = outcome.messages if isinstance(outcome, Sent) else ()
    match operation:
        case Send():
            return standing + sent
        case Edit(index=index, part=part) | Tell(index=index, part=part):
            shown = sent or (replace(standing[index], fingerprint=fingerprint(part)),)
            return (*standing[:index], *shown, *standing[index + 1 :])
        case Delete(index=index):
            return standing[:index]
