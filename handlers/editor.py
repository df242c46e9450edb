"""/coverage: the editors' desk in Telegram."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final

from telegram import Message, Update

from bot.acts import Act
from bot.closing import Closing
from bot.deliver import Messenger
from bot.desk import Desk
from bot.errors import DatelineError, WrongState
from bot.model import Coverage, Part
from bot.newsroom import Newsroom
from bot.staff import Right
from bot.text import Text
from handlers.access import Access, actor, editor_command, marked
from handlers.context import (
    App,
    Clock,
    Context,
    address_of,
    edit_in_place,
    press_handler,
    replace_sent,
    reply,
)
from handlers.desk_views import (
    EDITOR,
    added_part,
    address_in,
    ask_conclude_part,
    board_part,
    concluded_part,
    found_part,
    keeps_going_part,
    left_closed_part,
    panel_part,
    reading_part,
    renamed_part,
)
from handlers.keyboards import Press
from handlers.sources import SourceHandlers

StateAct = Callable[[int, int, datetime], Awaitable[Coverage]]

_USAGE: Final = (
    "/coverage – everything that is covered\n"
    "/coverage add URL TITLE – read a page and show it; the title may be left out\n"
    "/coverage pause ID, resume ID, conclude ID, reopen ID\n"
    "/coverage rename ID TITLE\n"
    "/coverage ID source – what it is read from, and how; add, remove, format, selectors"
)
_TOASTS: Final = {
    Act.PAUSE: "Paused: the page is not read and nothing goes out.",
    Act.RESUME: "Resumed: the page is read again.",
    Act.REOPEN: "Reopened: the page is read again.",
}


class EditorHandlers:
    """The /coverage command and its buttons."""

    def __init__(
        self,
        *,
        messenger: Messenger,
        desk: Desk,
        closing: Closing,
        newsroom: Newsroom,
        sources: SourceHandlers,
        access: Access,
        clock: Clock,
        readers_link: Callable[[int], str],
        timezone: str,
    ) -> None:
        """`readers_link` gives the deep link of a coverage; `timezone` is the editors' own."""
        self._messenger = messenger
        self._desk = desk
        self._closing = closing
        self._newsroom = newsroom
        self._sources = sources
        self._access = access
        self._clock = clock
        self._readers_link = readers_link
        self._timezone = timezone
        self._acts: dict[Act, StateAct] = {
            Act.PAUSE: desk.pause,
            Act.RESUME: desk.resume,
            Act.REOPEN: desk.reopen,
        }

    def register(self, application: App) -> None:
        """Add the command and the buttons."""
        command = self._access.command(Right.EDIT, self.coverage)
        application.add_handler(editor_command("coverage", command))
        actions = {
            "add": self._add,
            "drop": self._drop,
            "list": self._show_board,
            "show": self._show,
            "pause": self._press_act,
            "resume": self._press_act,
            "reopen": self._press_act,
            "ask": self._ask,
            "conclude": self._conclude,
            "keep": self._keep,
            "leave": self._leave,
            "title": self._title_back,
        }
        application.add_handler(press_handler(EDITOR, self._access.presses(Right.EDIT, actions)))

    async def coverage(self, update: Update, context: Context) -> None:
        """Everything that is typed after /coverage."""
        match context.args or []:
            case [] | ["list"]:
                await reply(self._messenger, update, await self._board())
            case ["add", url, *title]:
                await self._look(update, url, " ".join(title))
            case ["rename", number, *title] if title:
                await self._rename(update, _number(number), " ".join(title))
            case ["conclude", *number]:
                await self._preview(update, await self._meant(Act.CONCLUDE, number))
            case [("pause" | "resume" | "reopen") as verb, *number]:
                await self._typed_act(update, Act(verb), number)
            case [number, "source" | "sources", *words]:
                await self._sources.command(update, _number(number), words)
            case [number] if number.isdecimal():
                await reply(self._messenger, update, await self._panel(_number(number)))
            case _:
                raise WrongState(_USAGE)

    # --- Adding ----------------------------------------------------------------------------------

    async def _look(self, update: Update, url: str, title: str) -> None:
        """Say at once that the page is being read, then show in its place what was found."""
        address = address_of(update)
        outcome = await reply(self._messenger, update, reading_part(url))
        try:
            part = found_part(await self._desk.look(url, title), self._timezone, self._clock())
        except DatelineError as error:
            part = Part(Text(str(error)))
        await replace_sent(self._messenger, address, outcome, part)

    async def _add(self, update: Update, _press: Press) -> str:
        message = update.callback_query.message if update.callback_query else None
        url = address_in(message.text or "") if isinstance(message, Message) else ""
        if not url:
            raise WrongState("This preview has expired. Please send /coverage add again.")
        coverage = await self._desk.add(url, marked(update), actor(update), self._clock())
        part = added_part(coverage, self._readers_link(coverage.id))
        await edit_in_place(self._messenger, update, part)
        return "Added."

    async def _drop(self, update: Update, _press: Press) -> str:
        await edit_in_place(self._messenger, update, Part(Text("Not added.")))
        return ""

    # --- Looking ---------------------------------------------------------------------------------

    async def _board(self) -> Part:
        board = await self._desk.board()
        if len(board) == 1:
            return panel_part(board[0], self._timezone)
        return board_part(board, self._timezone)

    async def _panel(self, coverage_id: int) -> Part:
        return panel_part(await self._desk.standing(coverage_id), self._timezone)

    async def _show_board(self, update: Update, _press: Press) -> str:
        board = board_part(await self._desk.board(), self._timezone)
        await edit_in_place(self._messenger, update, board)
        return ""

    async def _show(self, update: Update, press: Press) -> str:
        await edit_in_place(self._messenger, update, await self._panel(press.number(0)))
        return ""

    # --- Acting ----------------------------------------------------------------------------------

    async def _meant(self, act: Act, words: Sequence[str]) -> int:
        """The coverage that is named, else the only one that the act fits."""
        if len(words) > 1:
            raise WrongState(_USAGE)
        return _number(words[0]) if words else (await self._desk.only_one_for(act)).id

    async def _typed_act(self, update: Update, act: Act, words: Sequence[str]) -> None:
        coverage_id = await self._meant(act, words)
        await self._acts[act](coverage_id, actor(update), self._clock())
        await reply(self._messenger, update, await self._panel(coverage_id))

    async def _press_act(self, update: Update, press: Press) -> str:
        act, coverage_id = Act(press.verb), press.number(0)
        said = _TOASTS[act]
        try:
            await self._acts[act](coverage_id, actor(update), self._clock())
        except WrongState:  # pressed twice, or on a panel that is behind: show what is so
            said = ""
        standing = await self._desk.standing(coverage_id)
        await edit_in_place(self._messenger, update, panel_part(standing, self._timezone))
        return said or f"It is {standing.coverage.state} now."

    async def _rename(self, update: Update, coverage_id: int, title: str) -> None:
        now = self._clock()
        before, after = await self._desk.rename(coverage_id, title, actor(update), now)
        await reply(self._messenger, update, renamed_part(before, after))

    async def _title_back(self, update: Update, press: Press) -> str:
        title = marked(update)
        names = await self._desk.rename(press.number(0), title, actor(update), self._clock())
        await edit_in_place(self._messenger, update, renamed_part(*names))
        return "Renamed back."

    # --- The end ---------------------------------------------------------------------------------

    async def _preview(self, update: Update, coverage_id: int) -> None:
        """Ask whether to conclude; below the summary, unless a draft will show it in a moment."""
        parts = await self._closing.preview(coverage_id, self._clock())
        coverage = (await self._desk.standing(coverage_id)).coverage
        review = self._closing.review_time
        for part in () if review else parts:
            await reply(self._messenger, update, part)
        question = ask_conclude_part(coverage, empty=not parts, review=review)
        await reply(self._messenger, update, question)

    async def _ask(self, update: Update, press: Press) -> str:
        await self._preview(update, press.number(0))
        return ""

    async def _conclude(self, update: Update, press: Press) -> str:
        now = self._clock()
        try:
            concluded = await self._closing.conclude(press.number(0), actor(update), now)
        except WrongState:
            return "It is concluded already."
        await edit_in_place(self._messenger, update, concluded_part(concluded))
        return "Concluded."

    async def _keep(self, update: Update, press: Press) -> str:
        now = self._clock()
        coverage = await self._closing.keep_going(press.number(0), actor(update), now)
        await edit_in_place(self._messenger, update, keeps_going_part(coverage))
        return "It keeps going."

    async def _leave(self, update: Update, press: Press) -> str:
        now = self._clock()
        coverage = await self._newsroom.leave_closed(press.number(0), actor(update), now)
        await edit_in_place(self._messenger, update, left_closed_part(coverage))
        return "It stays closed."


def _number(word: str) -> int:
    digits = word.removeprefix("#")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 9:  # noqa: PLR2004 - more is a slip of the finger
        raise WrongState(f"“{word}” is no coverage number. /coverage shows them all.")
    return int(digits)
