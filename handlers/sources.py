"""/coverage N source: what a coverage is read from, and how."""

import re
from collections.abc import Sequence
from typing import Final

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.deliver import Messenger
from bot.errors import DatelineError, WrongState
from bot.model import Part
from bot.selector_lines import parse_selectors
from bot.source_desk import SourceDesk, Way
from bot.staff import Right
from bot.text import Text
from handlers.access import Access, actor
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
from handlers.desk_views import SOURCES, address_in, reading_part
from handlers.keyboards import Press
from handlers.source_views import (
    AUTOMATIC,
    PROMPT,
    USAGE,
    added_part,
    ask_remove_part,
    prompt_part,
    removed_part,
    restored_part,
    sight_part,
    sources_part,
    trial_part,
    way_set_part,
)

_LINES: Final = re.compile(
    r"\S+\s+\S+\s+sources?\s+selectors(?:\s+\d+\b)?\s*(.*)", re.DOTALL | re.IGNORECASE
)
_PROMPTED: Final = re.compile(re.escape(PROMPT).replace(r"\{\}", r"(\d{1,9})"))


class _AnswersPrompt(filters.MessageFilter):
    """A reply to the message in which the bot asks for selectors."""

    def filter(self, message: Message) -> bool:
        asked = message.reply_to_message
        return asked is not None and _prompted(asked) is not None


class SourceHandlers:
    """The part of /coverage that is about sources, and its buttons."""

    def __init__(
        self,
        *,
        messenger: Messenger,
        desk: SourceDesk,
        access: Access,
        clock: Clock,
        timezone: str,
    ) -> None:
        """`timezone` is the editors' own."""
        self._messenger = messenger
        self._desk = desk
        self._access = access
        self._clock = clock
        self._timezone = timezone

    def register(self, application: App) -> None:
        """Add the buttons, and the replies that bring selectors."""
        actions = {
            "list": self._list,
            "add": self._add,
            "drop": self._drop,
            "ask": self._ask,
            "remove": self._remove,
            "restore": self._restore,
            "save": self._save,
        }
        application.add_handler(press_handler(SOURCES, self._access.presses(Right.EDIT, actions)))
        answers = filters.TEXT & ~filters.COMMAND & filters.UpdateType.MESSAGE & _AnswersPrompt()
        answered = self._access.command(Right.EDIT, self.answered)
        application.add_handler(MessageHandler(answers, answered))

    async def command(self, update: Update, coverage_id: int, words: Sequence[str]) -> None:
        """Everything that is typed after /coverage N source."""
        match words:
            case [] | ["list"]:
                listed = await self._desk.listed(coverage_id)
                await reply(self._messenger, update, sources_part(listed, self._timezone))
            case ["add", url]:
                await self._look(update, coverage_id, url)
            case ["remove", *number] if len(number) <= 1:
                await self._question(update, coverage_id, number)
            case ["format", name, *number] if len(number) <= 1:
                command = f"/coverage {coverage_id} source format {name}"
                source = await self._desk.meant(coverage_id, _place(number), command)
                await self._try(update, source.id, Way("" if name == AUTOMATIC else name))
            case ["selectors", *rest]:
                await self._selectors(update, coverage_id, rest)
            case _:
                raise WrongState(USAGE.format(coverage_id))

    async def answered(self, update: Update, _context: Context) -> None:
        """Selectors that come as a reply to the message which asked for them."""
        message = update.message
        found = _prompted(message.reply_to_message) if message else None
        if message is None or found is None:
            return
        number, coverage_id = found
        source = await self._desk.meant(coverage_id, number, "")
        await self._try(update, source.id, Way(selectors=parse_selectors(message.text or "")))

    # --- Adding and removing ---------------------------------------------------------------------

    async def _look(self, update: Update, coverage_id: int, url: str) -> None:
        """Say at once that the page is being read, then show in its place what was found."""
        address = address_of(update)
        sent = await reply(self._messenger, update, reading_part(url))
        try:
            sight = await self._desk.look(coverage_id, url, self._clock())
            part = sight_part(sight, self._timezone, self._clock())
        except DatelineError as error:
            part = Part(Text(str(error)))
        await replace_sent(self._messenger, address, sent, part)

    async def _question(self, update: Update, coverage_id: int, number: Sequence[str]) -> None:
        command = f"/coverage {coverage_id} source remove"
        source = await self._desk.meant(coverage_id, _place(number), command)
        listed = await self._desk.removable(source)
        await reply(self._messenger, update, ask_remove_part(listed, source))

    async def _list(self, update: Update, press: Press) -> str:
        listed = await self._desk.listed(press.number(0))
        await edit_in_place(self._messenger, update, sources_part(listed, self._timezone))
        return ""

    async def _add(self, update: Update, press: Press) -> str:
        url = address_in(_pressed(update).text or "")
        if not url:
            raise WrongState("This preview has expired. Please send the command again.")
        source = await self._desk.add(press.number(0), url, actor(update), self._clock())
        listed = await self._desk.listed(source.coverage_id)
        await edit_in_place(self._messenger, update, added_part(listed, source))
        return "Added."

    async def _drop(self, update: Update, _press: Press) -> str:
        await edit_in_place(self._messenger, update, Part(Text("Nothing was changed.")))
        return ""

    async def _ask(self, update: Update, press: Press) -> str:
        source = await self._desk.source(press.number(0))
        listed = await self._desk.removable(source)
        await edit_in_place(self._messenger, update, ask_remove_part(listed, source))
        return ""

    async def _remove(self, update: Update, press: Press) -> str:
        source = await self._desk.remove(press.number(0), actor(update), self._clock())
        coverage = (await self._desk.listed(source.coverage_id)).coverage
        await edit_in_place(self._messenger, update, removed_part(coverage, source))
        return "Removed."

    async def _restore(self, update: Update, press: Press) -> str:
        source = await self._desk.restore(press.number(0), actor(update), self._clock())
        coverage = (await self._desk.listed(source.coverage_id)).coverage
        await edit_in_place(self._messenger, update, restored_part(coverage, source))
        return "It is read again."

    # --- The way of reading ----------------------------------------------------------------------

    async def _selectors(self, update: Update, coverage_id: int, rest: Sequence[str]) -> None:
        """Lines after the command are tried at once; without any, they are asked for."""
        number = rest[:1] if rest and rest[0].isdecimal() else []
        command = f"/coverage {coverage_id} source selectors"
        source = await self._desk.meant(coverage_id, _place(number), command)
        typed = _LINES.match(update.message.text or "") if update.message else None
        if typed and typed[1]:
            await self._try(update, source.id, Way(selectors=parse_selectors(typed[1])))
        else:
            listed = await self._desk.listed(coverage_id)
            await reply(self._messenger, update, prompt_part(listed, source))

    async def _try(self, update: Update, source_id: int, way: Way) -> None:
        address = address_of(update)
        url = (await self._desk.source(source_id)).url
        sent = await reply(self._messenger, update, reading_part(url))
        try:
            part = trial_part(await self._desk.try_way(source_id, way), self._timezone)
        except DatelineError as error:
            part = Part(Text(str(error)))
        await replace_sent(self._messenger, address, sent, part)

    async def _save(self, update: Update, press: Press) -> str:
        """Set the way that the pressed message shows: selectors in it, else the button's format."""
        lines = next(iter(_pressed(update).parse_entities(["pre"]).values()), "")
        name = press.word(1)
        way = (
            Way(selectors=parse_selectors(lines))
            if lines
            else Way("" if name == AUTOMATIC else name)
        )
        before, after = await self._desk.set_way(press.number(0), way, actor(update), self._clock())
        coverage = (await self._desk.listed(after.coverage_id)).coverage
        await edit_in_place(self._messenger, update, way_set_part(coverage, before, after))
        return "Saved."


def _place(words: Sequence[str]) -> int | None:
    """The number of a source as it was typed; None where it was left out."""
    if not words:
        return None
    if not words[0].isascii() or not words[0].isdecimal() or len(words[0]) > 3:  # noqa: PLR2004 - nobody has a thousand sources
        raise WrongState(f"“{words[0]}” is no number of a source; they are counted from 1.")
    return int(words[0])


def _pressed(update: Update) -> Message:
    message = update.callback_query.message if update.callback_query else None
    if isinstance(message, Message):
        return message
    raise WrongState("This message is too old to act on. Please give the command again.")


def _prompted(message: Message | None) -> tuple[int, int] | None:
    """The numbers of the source and the coverage for which a message of ours asks selectors."""
    if message is None or message.from_user is None or not message.from_user.is_bot:
        return None
    found = _PROMPTED.match(message.text or "")
    return (int(found[1]), int(found[2])) if found else None
