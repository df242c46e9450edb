from collections.abc import AsyncIterator

import aiohttp
import pytest
from bot_api import BASIC, CHANNEL, FORUM, GROUP, OWNER, READER, TOKEN, Api, HandClock, png
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox.botapi import BotApiServer
from bot.sandbox.flood import Limits
from bot.sandbox.telegram import Telegram


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def telegram(clock: HandClock) -> Telegram:
    """A reader, and an owner of four chats in which the bot is what it usually is."""
    world = Telegram(now=clock, limits=Limits.none())
    world.add_user(READER, "Rita", "rita")
    world.add_user(OWNER, "Olga", "olga", "uk")
    world.add_group(BASIC, "Small talk", [OWNER, READER], basic=True)
    world.add_group(GROUP, "Newsroom", [OWNER, READER])
    world.add_group(FORUM, "Desk", [OWNER], forum=True)
    world.add_channel(CHANNEL, "Talks live", [OWNER, READER], "talkslive")
    for chat_id in (BASIC, GROUP, FORUM):
        world.set_bot_status(chat_id, OWNER, "member")
    world.set_bot_status(CHANNEL, OWNER, "administrator")
    world.updates.take(world.updates.take(0, 100)[-1]["update_id"] + 1, 1)
    return world


@pytest.fixture
async def server(telegram: Telegram) -> AsyncIterator[BotApiServer]:
    async with BotApiServer(telegram) as running:
        yield running


@pytest.fixture
async def api(server: BotApiServer) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(server.base_url, session)


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[Bot]:
    """The real python-telegram-bot, pointed at the sandbox."""
    plain = [HTTPXRequest(httpx_kwargs={"verify": False, "trust_env": False}) for _ in range(2)]
    client = Bot(
        TOKEN,
        base_url=f"{server.base_url}/bot",
        base_file_url=f"{server.base_url}/file/bot",
        request=plain[0],
        get_updates_request=plain[1],
    )
    async with client:
        yield client


@pytest.fixture
def picture() -> bytes:
    return png()
