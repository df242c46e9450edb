"""A furnished sandbox with the demo's page in front of it, and a browser to look at it."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, Page, async_playwright

from bot.sandbox.botapi import BotApiServer
from bot.sandbox.istanbul import MEDIA, istanbul
from bot.sandbox.objects import Chat, Content, Message
from bot.sandbox.rules import Json
from bot.sandbox.site import Progress
from bot.sandbox.telegram import Telegram
from bot.sandbox.web import routes

OWNER, READER = 11, 21
CHANNEL = -1001234567890
NOON = datetime.fromisoformat("2025-06-02T12:00:00+03:00")
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


@dataclass
class Stage:
    """A sandbox with an owner, a reader and a channel; `moment` is the event's time."""

    telegram: Telegram = field(init=False)
    moment: datetime = NOON
    url: str = ""

    def __post_init__(self) -> None:
        self.telegram = Telegram(now=self._seconds)
        self.telegram.add_user(OWNER, "Olga")
        self.telegram.add_user(READER, "Rana")
        self.telegram.add_channel(CHANNEL, "Istanbul Live", [OWNER, READER])
        self.telegram.set_bot_status(CHANNEL, OWNER, "administrator")

    def _seconds(self) -> float:
        return self.moment.timestamp()

    @property
    def channel(self) -> Chat:
        return self.telegram.chats[CHANNEL]

    @property
    def private(self) -> Chat:
        return self.telegram.chats[READER]

    def progress(self) -> Progress:
        return Progress(istanbul(), self.moment, 60.0)

    def posts(
        self, chat: Chat, text: str = "", *entities: Json, media: str = "", album: str = ""
    ) -> Message:
        """The bot puts a message there, with a drawing or film of the demo if named."""
        file = None
        if media:
            kind, mime = ("video", "video/mp4") if ".mp4" in media else ("photo", "image/jpeg")
            file = self.telegram.add_file(kind, (MEDIA / media).read_bytes(), media, mime)
        content = Content(text, entities, file)
        return self.telegram.post(chat, self.telegram.bot, content, album_id=album)

    def edits(self, message: Message, text: str) -> None:
        """The bot changes a message a minute after it was sent."""
        message.content = Content(text)
        message.edit_date = message.date + int(timedelta(minutes=1).total_seconds())
        self.telegram.touch()


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[Stage]:
    """A stage that is served at `url`."""
    made = Stage()
    page = routes(made.telegram, made.progress, pause=0.01)
    async with BotApiServer(made.telegram, routes=page) as server:
        made.url = server.base_url
        yield made


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium, started once; without one the tests that need it skip."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (Debian and Ubuntu: apt-get install chromium)")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def window(browser: Browser) -> AsyncIterator[Page]:
    """A desk's screen, opened once; nothing on it moves, so that places can be measured."""
    opened = await browser.new_page(
        viewport={"width": 1600, "height": 1000}, reduced_motion="reduce"
    )
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(window: Page, stage: Stage) -> AsyncIterator[Page]:
    """The demo's page. A test that uses it fails if the page's own script did."""
    broken: list[str] = []

    def note(error: Error) -> None:
        broken.append(str(error))

    window.on("pageerror", note)
    await window.goto(f"{stage.url}/demo")
    await window.wait_for_selector(f"[id='chat-{CHANNEL}']")
    yield window
    await window.goto("about:blank")
    window.remove_listener("pageerror", note)
    assert not broken
