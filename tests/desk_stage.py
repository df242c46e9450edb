"""A stage: editors type and press, real updates run through a real Application, chats show it."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from builders import START
from desk_fakes import (
    FakeBroadcastBook,
    FakeCoverages,
    FakeNotices,
    FakePages,
    FakePolls,
    FakeReaders,
    FakeSources,
    FakeStaffBook,
)
from draft_fakes import FakeDrafts
from fakes import Clock, FakeMessenger
from telegram import MessageEntity, Update
from telegram.ext import Application, ApplicationBuilder, ExtBot
from telegram_fakes import TOKEN, Api, Call, FakeRequest

from bot.broadcasts import Broadcasts
from bot.closing import Closing, Review
from bot.desk import Desk
from bot.drafts import DraftPanels, Drafts
from bot.model import Audience, AudienceKind, Editor, Part
from bot.newsroom import Newsroom
from bot.source_desk import SourceDesk
from bot.staff import Staff
from bot.telegram.entities import from_entities, to_entities
from handlers.access import Access, StaffHandlers
from handlers.broadcast import BroadcastHandlers
from handlers.context import Fallbacks
from handlers.desk_views import end_notice, reopening_notice
from handlers.draft_views import panel_part
from handlers.drafts import DraftHandlers
from handlers.editor import EditorHandlers
from handlers.sources import SourceHandlers

OWNER, ANNA, READER = 1, 11, 21
NAMES = {OWNER: "Olga", ANNA: "Anna", READER: "Boris"}
ZONE = "Europe/Istanbul"


class NamedApi(Api):
    """A Bot API that knows who the bot is."""

    def _result(self, call: Call) -> Any:
        if call.method == "getMe":
            return {"id": 5, "is_bot": True, "first_name": "Dateline", "username": "dateline_bot"}
        return super()._result(call)


@dataclass
class Stage:
    """Everything the editors' handlers touch, and verbs to tell stories with."""

    application: Application[Any, Any, Any, Any, Any, Any]
    api: Api
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    clock: Clock = field(default_factory=lambda: Clock(START))
    coverages: FakeCoverages = field(default_factory=FakeCoverages)
    readers: FakeReaders = field(default_factory=FakeReaders)
    pages: FakePages = field(default_factory=FakePages)
    notices: FakeNotices = field(default_factory=FakeNotices)
    broadcasts: FakeBroadcastBook = field(default_factory=FakeBroadcastBook)
    staff: FakeStaffBook = field(
        default_factory=lambda: FakeStaffBook({ANNA: Editor(ANNA, "Anna", OWNER, START)})
    )
    review: timedelta = timedelta(0)
    numbers: Any = field(default_factory=lambda: count(1))

    def build(self) -> None:
        """Register the handlers as the application does, fallbacks last."""
        self.sources = FakeSources(self.coverages)
        staff = Staff(self.staff, self.notices, owners=(OWNER,))
        access = Access(staff)
        one_act = asyncio.Lock()
        desk = Desk(
            coverages=self.coverages,
            readers=self.readers,
            sources=self.pages,
            audit=self.staff,
            one_act=one_act,
            language="en",
            timezone=ZONE,
        )
        self.closing = Closing(
            coverages=self.coverages,
            readers=self.readers,
            polls=FakePolls(),
            audit=self.staff,
            notices=self.notices,
            staff=staff,
            end_notice=end_notice,
            review=Review(self.review, timedelta(0)),
            one_act=one_act,
        )
        broadcasts = Broadcasts(
            broadcasts=self.broadcasts, coverages=self.coverages, audit=self.staff
        )
        self.newsroom = Newsroom(
            coverages=self.coverages,
            desk=desk,
            audit=self.staff,
            notices=self.notices,
            staff=staff,
            reopening_notice=reopening_notice,
        )
        messenger, clock = self.messenger, self.clock
        StaffHandlers(
            messenger=messenger, staff=staff, access=access, clock=clock, timezone=ZONE
        ).register(self.application)
        sources = SourceHandlers(
            messenger=messenger,
            desk=SourceDesk(
                coverages=self.coverages,
                sources=self.sources,
                inspector=self.pages,
                audit=self.staff,
            ),
            access=access,
            clock=clock,
            timezone=ZONE,
        )
        sources.register(self.application)
        EditorHandlers(
            messenger=messenger,
            desk=desk,
            closing=self.closing,
            newsroom=self.newsroom,
            sources=sources,
            access=access,
            clock=clock,
            readers_link=lambda number: f"https://t.me/dateline_bot?start=c{number}",
            timezone=ZONE,
        ).register(self.application)
        BroadcastHandlers(
            messenger=messenger,
            broadcasts=broadcasts,
            access=access,
            clock=clock,
            to_text=from_entities,
        ).register(self.application)
        self._drafts(staff, access)
        Fallbacks(messenger, is_editor=staff.is_editor).register(self.application)
        self.broadcasts.sizes = {
            Audience(AudienceKind.CHANNELS): 2,
            Audience(AudienceKind.EVERYBODY): 532,
        }
        self.desk = desk

    def _drafts(self, staff: Staff, access: Access) -> None:
        self.book = FakeDrafts(self.coverages)
        self.drafts = Drafts(
            drafts=self.book,
            coverages=self.coverages,
            readers=self.readers,
            polls=FakePolls(),
            audit=self.staff,
            polishing=None,
            on_publish=lambda: None,
        )
        self.panels = DraftPanels(
            self.drafts,
            self.book,
            self.messenger,
            staff,
            lambda view, now: panel_part(view, ZONE, now),
        )
        DraftHandlers(
            messenger=self.messenger,
            drafts=self.drafts,
            panels=self.panels,
            access=access,
            clock=self.clock,
        ).register(self.application)

    # --- What people do ---

    async def says(self, who: int, text: str, **more: Any) -> None:
        """Type a message in private; `entities` and the like as the Bot API has them."""
        command = {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
        entities = [command] if text.startswith("/") else []
        await self.sends(who, text=text, entities=[*entities, *more.pop("entities", [])], **more)

    async def sends(self, who: int, **message: Any) -> None:
        """Send any message in private, or to the `chat` given."""
        message = {"chat": _private(who), "from": _user(who)} | message
        await self._feed(message=self._dated(message))

    async def presses(self, who: int, label: str, message_id: int | None = None) -> None:
        """Press a button of the newest message that has it, or of the message given."""
        standing = self.messenger.chats[who]
        if message_id is None:
            message_id = max(number for number, part in standing.items() if label in _data(part))
        part = standing[message_id]
        await self.presses_data(who, _data(part)[label], part, message_id)

    async def presses_data(self, who: int, data: str, part: Part, message_id: int) -> None:
        """Press a button that carries `data` below a message that shows `part`."""
        shown = {
            "message_id": message_id,
            "text": str(part.text),
            "entities": [entity.to_dict() for entity in to_entities(part.text)],
            "chat": _private(who),
            "date": 1748864700,
        }
        query = {"id": "q", "from": _user(who), "chat_instance": "i", "message": shown}
        await self._feed(callback_query=query | {"data": data})

    async def waits_for_the_album(self) -> None:
        """Let the moment pass after which an album counts as complete."""
        assert self.application.job_queue is not None
        (job,) = self.application.job_queue.jobs()
        await job.run(self.application)
        job.schedule_removal()

    def _dated(self, message: dict[str, Any]) -> dict[str, Any]:
        return {"message_id": 5000 + next(self.numbers), "date": 1748864700} | message

    async def _feed(self, **given: Any) -> None:
        update = {"update_id": next(self.numbers)} | given
        await self.application.process_update(Update.de_json(update, self.application.bot))

    # --- What people see ---

    def newest(self, who: int) -> Part:
        """The newest message of a chat."""
        return list(self.messenger.chats[who].values())[-1]

    def sees(self, who: int) -> str:
        """The words of the newest message of a chat."""
        return str(self.newest(who).text)

    def buttons(self, who: int) -> list[str]:
        """The labels below the newest message of a chat."""
        return list(_data(self.newest(who)))

    @property
    def toast(self) -> str:
        """The note that answered the last press."""
        answers = [call for call in self.api.calls if call.method == "answerCallbackQuery"]
        return answers[-1].text

    @property
    def acts(self) -> list[str]:
        """The audit log."""
        return self.staff.acts


def _data(part: Part) -> dict[str, str]:
    return {button.label: button.data for row in part.keyboard for button in row}


def _user(who: int) -> dict[str, Any]:
    return {"id": who, "is_bot": False, "first_name": NAMES.get(who, "Somebody")}


def _private(who: int) -> dict[str, Any]:
    return {"id": who, "type": "private", "first_name": NAMES.get(who, "Somebody")}


def user(who: int) -> dict[str, Any]:
    """A person as the Bot API shows them."""
    return _user(who)


def bold(offset: int, length: int) -> dict[str, Any]:
    """An entity as the Bot API sends it."""
    return {"type": MessageEntity.BOLD, "offset": offset, "length": length}


async def opened(review: timedelta = timedelta(0)) -> Stage:
    """A stage that is ready to play; the caller shuts its application down.

    `review` is how long editors have for a summary.
    """
    api = NamedApi()
    bot = ExtBot(TOKEN, request=FakeRequest(api), get_updates_request=FakeRequest(api))
    application = ApplicationBuilder().bot(bot).updater(None).build()
    stage = Stage(application, api, review=review)
    stage.build()
    await application.initialize()
    return stage
