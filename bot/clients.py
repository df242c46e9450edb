"""What talks to the world, made as the settings say: to sources, to Telegram, to a model."""

from telegram.ext import ApplicationBuilder

from bot.machine import Machine
from bot.running import AnyApplication, Clock
from bot.settings import Settings
from bot.sources.fetch import Fetcher
from bot.telegram.transport import endpoints, polling_request, sending_request
from bot.telegram.updates import ChatByChat


def make_fetcher(settings: Settings, clock: Clock) -> Fetcher:
    """The client for pages, feeds and their media."""
    return Fetcher(
        allowed_private_hosts=settings.allowed_private_hosts,
        connect_timeout=settings.fetch_connect_timeout_seconds,
        read_timeout=settings.fetch_read_timeout_seconds,
        total_timeout=settings.fetch_total_timeout_seconds,
        max_bytes=settings.fetch_max_bytes,
        now=clock,
    )


def make_machine(settings: Settings) -> Machine:
    """The client of the optional model; it is never asked where none is set."""
    return Machine(
        settings.model_url,
        settings.model_name,
        settings.model_key.get_secret_value(),
        timeout=settings.model_timeout_seconds,
    )


def make_application(settings: Settings) -> AnyApplication:
    """python-telegram-bot's application, not connected yet; deliveries and polling apart."""
    addresses = endpoints(settings.api_base_url)
    sending = sending_request(
        settings.api_base_url,
        connect_timeout=settings.telegram_connect_timeout_seconds,
        read_timeout=settings.telegram_read_timeout_seconds,
        in_flight=settings.sends_in_flight,
    )
    polling = polling_request(
        settings.api_base_url,
        connect_timeout=settings.telegram_connect_timeout_seconds,
        read_timeout=settings.telegram_read_timeout_seconds,
    )
    return (
        ApplicationBuilder()
        .token(settings.bot_token.get_secret_value())
        .base_url(addresses.base_url)
        .base_file_url(addresses.base_file_url)
        .request(sending)
        .get_updates_request(polling)
        .concurrent_updates(ChatByChat())
        .build()
    )


async def disconnect(application: AnyApplication) -> None:
    """Close the application's connections, those of one that never got an answer too."""
    await application.shutdown()
    for request in application.bot._request:  # noqa: SLF001 - the library leaves these open
        await request.shutdown()
