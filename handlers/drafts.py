"""The draft of a summary: its buttons, and what editors send for it."""

from collections.abc import Awaitable, Callable
from typing import Final

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop, CommandHandler, MessageHandler, filters

from bot.deliver import Messenger
from bot.drafts import At, DraftChanged, DraftPanels, Drafts
from bot.errors import NotFound, WrongState
from bot.model import Draft, Media, MediaKind, Part, QuestionKind
from bot.staff import Right
from bot.text import Text
from handlers.access import Access, actor, editor_command
from handlers.context import (
    Action,
    App,
    Clock,
    Context,
    edit_in_place,
    press_handler,
    reply,
)
from handlers.draft_views import (
    DRAFT,
    ask_send_part,
    done_part,
    photos_part,
    question_part,
)
from handlers.keyboards import Press

_ANSWERS_GROUP: Final = -2
"""Before a broadcast's content: who was asked something answers that first."""

Change = Callable[[At, Press], Awaitable[Draft]]


class DraftHandlers:
    """The /draft command, the buttons below drafts, and answers to what they ask."""

    def __init__(
        self,
        *,
        messenger: Messenger,
        drafts: Drafts,
        panels: DraftPanels,
        access: Access,
        clock: Clock,
    ) -> None:
        self._messenger = messenger
        self._drafts = drafts
        self._panels = panels
        self._access = access
        self._clock = clock

    def register(self, application: App) -> None:
        """Add the command, the buttons, and in a group before the others the answers."""
        guarded = self._access.command(Right.EDIT, self.draft)
        application.add_handler(editor_command("draft", guarded))
        actions: dict[str, Action] = {
            "up": self._changing(lambda at, press: self._move(at, press, -1)),
            "down": self._changing(lambda at, press: self._move(at, press, 1)),
            "drop": self._changing(self._drop),
            "undo": self._changing(lambda at, _: self._drafts.undo(at, self._clock())),
            "automatic": self._changing(lambda at, _: self._drafts.automatic(at, self._clock())),
            "bare": self._changing(lambda at, _: self._drafts.cover(at, (), self._clock())),
            "usual": self._changing(lambda at, _: self._drafts.cover(at, None, self._clock())),
            "send": self._changing(lambda at, _: self._drafts.publish(at, self._clock())),
            "rewrite": self._rewrite,
            "add": self._add,
            "photo": self._photo,
            "ask": self._ask,
            "no": self._no,
            "cancel": self._cancel,
            "here": self._here,
        }
        application.add_handler(press_handler(DRAFT, self._access.presses(Right.EDIT, actions)))
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        answers = private & ~filters.COMMAND & ~filters.StatusUpdate.ALL
        application.add_handler(MessageHandler(answers, self.answered), group=_ANSWERS_GROUP)
        application.add_handler(
            CommandHandler("cancel", self.cancelled, filters=private), group=_ANSWERS_GROUP
        )

    async def draft(self, update: Update, context: Context) -> None:
        """/draft: show the newest draft here; /draft 3 that of coverage 3."""
        user_id, now = actor(update), self._clock()
        drafts = await self._drafts.shown_now(now)
        if context.args:
            drafts = [draft for draft in drafts if str(draft.coverage_id) == context.args[0]]
        if not drafts:
            raise NotFound("There is no draft of a summary now. Concluding a coverage makes one.")
        await self._panels.bring_down(drafts[-1], user_id, now)

    # --- Acts ------------------------------------------------------------------------------------

    def _changing(self, change: Change) -> Action:
        """An act on the version that the button was made for, and then the panels as they are."""

        async def run(update: Update, press: Press) -> str:
            at = At(press.number(0), press.number(1), actor(update))
            try:
                draft = await change(at, press)
            except DraftChanged as error:
                await self._show_again(at.draft_id)
                return str(error)
            await self._panels.show(draft, self._clock())
            await self._settle_question(update, press.verb)
            return "On its way." if press.verb == "send" else "Changed."

        return run

    async def _move(self, at: At, press: Press, steps: int) -> Draft:
        return await self._drafts.move(at, press.number(2), steps, self._clock())

    async def _drop(self, at: At, press: Press) -> Draft:
        return await self._drafts.drop(at, press.number(2), self._clock())

    async def _show_again(self, draft_id: int) -> None:
        now = self._clock()
        for draft in await self._drafts.shown_now(now):
            if draft.id == draft_id:
                await self._panels.show(draft, now)

    async def _settle_question(self, update: Update, verb: str) -> None:
        """A question that was answered by its own button has no use for its buttons any more."""
        answers = {"send": "Sent.", "bare": "Without a photo.", "usual": "The automatic photo."}
        if verb in answers:
            await edit_in_place(self._messenger, update, Part(Text(answers[verb])))

    async def _ask(self, update: Update, press: Press) -> str:
        at = At(press.number(0), press.number(1), actor(update))
        try:
            view = await self._drafts.check(at)
        except DraftChanged as error:
            await self._show_again(at.draft_id)
            return str(error)
        await reply(self._messenger, update, ask_send_part(view))
        return ""

    async def _no(self, update: Update, _press: Press) -> str:
        await edit_in_place(self._messenger, update, Part(Text("Not sent yet.")))
        return ""

    async def _here(self, update: Update, press: Press) -> str:
        now = self._clock()
        for draft in await self._drafts.shown_now(now):
            if draft.id == press.number(0):
                await self._panels.bring_down(draft, actor(update), now)
                return ""
        raise WrongState("That draft was settled some time ago.")

    # --- Questions -------------------------------------------------------------------------------

    async def _rewrite(self, update: Update, press: Press) -> str:
        return await self._question(update, press, QuestionKind.REWRITE, press.number(2))

    async def _add(self, update: Update, press: Press) -> str:
        return await self._question(update, press, QuestionKind.ADD)

    async def _photo(self, update: Update, press: Press) -> str:
        return await self._question(update, press, QuestionKind.COVER)

    async def _question(
        self, update: Update, press: Press, kind: QuestionKind, index: int = 0
    ) -> str:
        at = At(press.number(0), press.number(1), actor(update))
        try:
            question = await self._drafts.ask(at, kind, index)
        except DraftChanged as error:
            await self._show_again(at.draft_id)
            return str(error)
        photos = await self._drafts.photos(at.draft_id) if kind is QuestionKind.COVER else ()
        part = question_part(question, at.version, len(photos))
        await reply(self._messenger, update, part)
        if photos:  # after the question: an album may use up what Telegram lets into a chat at once
            await reply(self._messenger, update, photos_part(photos))
        return ""

    async def _cancel(self, update: Update, _press: Press) -> str:
        dropped = await self._drafts.cancel_question(actor(update))
        words = "Nothing was changed." if dropped else "That was answered already."
        await edit_in_place(self._messenger, update, Part(Text(words)))
        return ""

    async def cancelled(self, update: Update, _context: Context) -> None:
        """/cancel: drop the question; without one the command is somebody else's business."""
        if await self._drafts.cancel_question(actor(update)):
            await reply(self._messenger, update, Part(Text("Nothing was changed.")))
            raise ApplicationHandlerStop

    async def answered(self, update: Update, _context: Context) -> None:
        """A message in private: the answer if its writer was asked, else not our business."""
        message = update.message
        if update.effective_user is None or message is None:
            return
        user_id, now = update.effective_user.id, self._clock()
        question = await self._drafts.question(user_id)
        # A question outlives its reader's appointment; what they say then is a reader's word again.
        if question is None or not await self._access.allows(user_id, Right.EDIT):
            return
        draft = await self._drafts.answer(question, message.text or "", _photo_in(message), now)
        await self._panels.show(draft, now)
        await reply(self._messenger, update, done_part(draft))
        raise ApplicationHandlerStop


def _photo_in(message: Message) -> tuple[Media, ...]:
    """The photo of a message in its largest size."""
    if not message.photo:
        return ()
    return (Media(MediaKind.PHOTO, file_id=message.photo[-1].file_id),)
