"""/broadcast and /poll: an editor's message or question, from composing it to taking it back."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from telegram import Message, MessageEntity, Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.broadcasts import Broadcasts, content, is_written
from bot.deliver import Messenger
from bot.errors import WrongState
from bot.model import (
    Address,
    Audience,
    AudienceKind,
    Broadcast,
    Media,
    MediaKind,
    Outcome,
    Part,
    Sent,
)
from bot.staff import Right
from bot.text import Text
from handlers.access import Access, actor, editor_command
from handlers.broadcast_views import (
    BROADCAST,
    asked_recall_part,
    audience_part,
    confirm_part,
    progress_part,
    prompt_part,
    recalling_part,
    recent_part,
    refused_part,
)
from handlers.context import (
    App,
    Clock,
    Context,
    address_of,
    edit_in_place,
    patiently,
    press_handler,
    reply,
)
from handlers.keyboards import Press
from handlers.polls import poll_of, typed_after

ToText = Callable[[str, Sequence[MessageEntity]], Text]

_COMPOSING_GROUP: Final = -1
_ALBUM_PAUSE: Final = timedelta(seconds=1.5)
"""Telegram delivers an album's items one by one and never says which was the last."""


class BroadcastHandlers:
    """/broadcast, /poll, /broadcasts and /cancel, what is composed, and the buttons."""

    def __init__(
        self,
        *,
        messenger: Messenger,
        broadcasts: Broadcasts,
        access: Access,
        clock: Clock,
        to_text: ToText,
    ) -> None:
        """`to_text` turns a message's words and Telegram's entities into our text."""
        self._messenger = messenger
        self._broadcasts = broadcasts
        self._access = access
        self._clock = clock
        self._to_text = to_text

    def register(self, application: App) -> None:
        """Add the commands, the buttons, and in a group before the others what is composed."""
        for name, callback in (
            ("broadcast", self.broadcast),
            ("poll", self.poll),
            ("broadcasts", self.recent),
            ("cancel", self.cancel),
        ):
            guarded = self._access.command(Right.EDIT, callback)
            application.add_handler(editor_command(name, guarded))
        actions = {
            "to": self._choose,
            "back": self._back,
            "yes": self._confirm,
            "edit": self._edit,
            "cancel": self._cancel,
            "ask": self._ask_recall,
            "recall": self._recall,
            "keep": self._keep,
        }
        application.add_handler(press_handler(BROADCAST, self._access.presses(Right.EDIT, actions)))
        written = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & ~filters.COMMAND
        application.add_handler(
            MessageHandler(written & ~filters.StatusUpdate.ALL, self.written),
            group=_COMPOSING_GROUP,
        )

    async def broadcast(self, update: Update, _context: Context) -> None:
        """/broadcast: ask for the message, or show the one that waits for a decision."""
        await self._go_on(update, await self._begin(update, poll=False))

    async def poll(self, update: Update, _context: Context) -> None:
        """/poll: ask for the question and its options, or show those that wait for a decision.

        What is typed right after the command is taken as the question and the options.
        """
        draft = await self._begin(update, poll=True)
        asked = typed_after(update.message) if update.message else None
        if asked is not None:
            draft = await self._broadcasts.write_poll(draft.id, asked)
        await self._go_on(update, draft)

    async def _begin(self, update: Update, *, poll: bool) -> Broadcast:
        return await self._broadcasts.begin(actor(update), self._clock(), poll=poll)

    async def _go_on(self, update: Update, draft: Broadcast) -> None:
        if is_written(draft):
            await self._preview(address_of(update), draft)
        else:
            await reply(self._messenger, update, prompt_part(draft))

    async def cancel(self, update: Update, _context: Context) -> None:
        """/cancel: give the open draft up."""
        draft = await self._broadcasts.composing(actor(update))
        if draft is None:
            raise WrongState("There is nothing to cancel.")
        await self._broadcasts.cancel(draft.id, actor(update), self._clock())
        await reply(self._messenger, update, Part(Text("Cancelled. Nothing was sent.")))

    async def recent(self, update: Update, _context: Context) -> None:
        """/broadcasts: the recent ones, and how to recall them."""
        await reply(self._messenger, update, recent_part(await self._broadcasts.recent()))

    # --- Composing -------------------------------------------------------------------------------

    async def written(self, update: Update, context: Context) -> None:
        """A message in private: content if its writer is composing, else not our business."""
        if update.effective_user is None or update.message is None:
            return
        user_id = update.effective_user.id
        draft = await self._broadcasts.composing(user_id)
        # A draft outlives its writer's appointment; what they say then is a reader's word again.
        if draft is None or not await self._access.allows(user_id, Right.EDIT):
            return
        await self._take(draft, update.message, context)
        raise ApplicationHandlerStop

    async def _take(self, draft: Broadcast, message: Message, context: Context) -> None:
        address = Address(message.chat.id)
        if draft.poll is not None:
            written = await self._broadcasts.write_poll(draft.id, poll_of(message))
            await self._preview(address, written)
            return
        words = message.text or message.caption or ""
        text = self._to_text(words, message.entities or message.caption_entities)
        album_id = message.media_group_id or ""
        draft = await self._broadcasts.write(draft.id, text, media_of(message), album_id)
        if album_id:
            self._preview_when_complete(context, address, draft)
        else:
            await self._preview(address, draft)

    def _preview_when_complete(self, context: Context, address: Address, draft: Broadcast) -> None:
        """Show the album once no further item has come for a moment."""
        if context.job_queue is None:
            raise RuntimeError("the application needs its job queue")

        async def complete(_context: Context) -> None:
            current = await self._broadcasts.composing(draft.author_id)
            if current is not None and current.id == draft.id and is_written(current):
                await self._preview(address, current)

        name = f"album of broadcast {draft.id}"
        for earlier in context.job_queue.get_jobs_by_name(name):
            earlier.schedule_removal()
        # Without a grace time a loop that was busy for a second would skip the preview.
        grace = {"misfire_grace_time": None}
        context.job_queue.run_once(complete, _ALBUM_PAUSE, name=name, job_kwargs=grace)

    async def _preview(self, address: Address, draft: Broadcast) -> None:
        """Send the draft exactly as it will look, and below it the choice of readers."""
        outcome = await patiently(lambda: self._shown(address, draft))
        if isinstance(outcome, Sent):
            part = audience_part(draft, await self._broadcasts.choices(draft))
        else:
            part = refused_part(await self._broadcasts.rewrite(draft.id), outcome)
        await patiently(lambda: self._messenger.send(address, part))

    async def _shown(self, address: Address, draft: Broadcast) -> Outcome:
        if draft.poll is not None:
            return await self._messenger.send_poll(address, draft.poll)
        return await self._messenger.send(address, content(draft))

    # --- Deciding --------------------------------------------------------------------------------

    async def _choose(self, update: Update, press: Press) -> str:
        kind = press.choice(1, AudienceKind)
        coverage_id = press.number(2) if press.arguments[2:] else None
        choice = await self._broadcasts.choose(press.number(0), Audience(kind, coverage_id))
        await edit_in_place(self._messenger, update, confirm_part(press.number(0), choice))
        return ""

    async def _back(self, update: Update, press: Press) -> str:
        draft = await self._broadcasts.get(press.number(0))
        part = audience_part(draft, await self._broadcasts.choices(draft))
        await edit_in_place(self._messenger, update, part)
        return ""

    async def _confirm(self, update: Update, press: Press) -> str:
        message_id, now = pressed_message(update), self._clock()
        sending = await self._broadcasts.confirm(press.number(0), message_id, actor(update), now)
        await edit_in_place(self._messenger, update, progress_part(sending))
        return "It is on its way."

    async def _edit(self, update: Update, press: Press) -> str:
        draft = await self._broadcasts.rewrite(press.number(0))
        await edit_in_place(self._messenger, update, prompt_part(draft))
        return ""

    async def _cancel(self, update: Update, press: Press) -> str:
        await self._broadcasts.cancel(press.number(0), actor(update), self._clock())
        await edit_in_place(self._messenger, update, Part(Text("Cancelled. Nothing was sent.")))
        return ""

    # --- Recalling -------------------------------------------------------------------------------

    async def _ask_recall(self, update: Update, press: Press) -> str:
        """Ask in a message of its own: the pressed one keeps showing the progress."""
        broadcast = await self._broadcasts.get(press.number(0))
        await reply(self._messenger, update, asked_recall_part(broadcast))
        return ""

    async def _recall(self, update: Update, press: Press) -> str:
        message_id, now = pressed_message(update), self._clock()
        broadcast = await self._broadcasts.recall(press.number(0), message_id, actor(update), now)
        followed = broadcast.progress_message_id == message_id
        part = progress_part(broadcast) if followed else recalling_part(broadcast)
        await edit_in_place(self._messenger, update, part)
        return "Recalling."

    async def _keep(self, update: Update, _press: Press) -> str:
        await edit_in_place(self._messenger, update, Part(Text("Nothing was recalled.")))
        return ""


def pressed_message(update: Update) -> int:
    """The id of the message below which a button was pressed. WrongState when it is gone."""
    if update.callback_query is None or update.callback_query.message is None:
        raise WrongState("That message is gone. /broadcasts shows what was sent.")
    return update.callback_query.message.message_id


def media_of(message: Message) -> tuple[Media, ...]:
    """The photo (in its largest size) or video of a message.

    WrongState for what a broadcast cannot carry, with what it can.
    """
    if message.photo:
        return (Media(MediaKind.PHOTO, file_id=message.photo[-1].file_id),)
    if message.video:
        return (Media(MediaKind.VIDEO, file_id=message.video.file_id),)
    if message.text:
        return ()
    raise WrongState(
        "A broadcast can be text, a photo, a video or an album of photos and videos. "
        "Send one of these (a picture as a photo, not as a file), or /cancel."
    )
