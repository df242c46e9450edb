"""python-telegram-bot as it comes, and the ceiling: one function a way of sending to many."""

import asyncio
import importlib.util
import json

import aiohttp
from loopback import AT_ONCE, TOKEN, WORDS, many
from telegram import Bot
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.telegram.transport import endpoints

LIFTED = 10**6
"""Messages a second: no limit, yet each send passes through the limiter."""


def has_limiter() -> bool:
    """Whether AIORateLimiter can be used here."""
    return importlib.util.find_spec("aiolimiter") is not None


async def stock_gather(root: str, sends: int) -> None:
    """Everything gathered at once, as most bots do it."""
    bot = Bot(TOKEN, base_url=endpoints(root).base_url, request=_stock_request())
    await bot._request[1].initialize()  # noqa: SLF001  without getMe, which is not measured
    await _gather(bot, sends)
    await bot._request[1].shutdown()  # noqa: SLF001  as above


async def stock_window(root: str, sends: int) -> None:
    """AT_ONCE in flight."""
    bot = Bot(TOKEN, base_url=endpoints(root).base_url, request=_stock_request())
    await bot._request[1].initialize()  # noqa: SLF001  without getMe, which is not measured
    await many(lambda chat: bot.send_message(chat, WORDS, read_timeout=60), sends)
    await bot._request[1].shutdown()  # noqa: SLF001  as above


async def stock_limiter(root: str, sends: int) -> None:
    """Everything gathered at once, held back by AIORateLimiter with its limits lifted."""
    limiter = AIORateLimiter(overall_max_rate=LIFTED, group_max_rate=LIFTED)
    base_url = endpoints(root).base_url
    bot: ExtBot[None] = ExtBot(
        TOKEN, base_url=base_url, request=_stock_request(), rate_limiter=limiter
    )
    await limiter.initialize()
    await bot._request[1].initialize()  # noqa: SLF001  without getMe, which is not measured
    await _gather(bot, sends)
    await bot._request[1].shutdown()  # noqa: SLF001  as above


async def raw_aiohttp(root: str, sends: int) -> None:
    """Nothing but HTTP and JSON: the ceiling."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

        async def send(chat: int) -> None:
            form = {"chat_id": str(chat), "text": WORDS}
            async with session.post(f"{root}/bot{TOKEN}/sendMessage", data=form) as answer:
                json.loads(await answer.read())

        await many(send, sends)


def _stock_request() -> HTTPXRequest:
    return HTTPXRequest(connection_pool_size=256)


async def _gather(bot: Bot, sends: int) -> None:
    patient = {"pool_timeout": 300, "read_timeout": 300}
    await asyncio.gather(*(bot.send_message(chat, WORDS, **patient) for chat in range(sends)))
