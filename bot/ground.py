"""What every part of a wired bot is built on."""

import asyncio
from dataclasses import dataclass

from bot.deliver.answering import Answering
from bot.illustrate import Illustrator
from bot.limits import Limits, Rate, Rates
from bot.model import ChatKind
from bot.pictures.card import CardTheme
from bot.recaps import Recaps
from bot.rendering.summary_pages import Look
from bot.running import AnyApplication, Clock
from bot.settings import Settings
from bot.sources.read import HttpSourceReader
from bot.staff import Staff
from bot.telegram.messenger import TelegramMessenger
from handlers.pages import look_for
from storage import Store


@dataclass(frozen=True, slots=True)
class Ground:
    """What everything else is built on."""

    settings: Settings
    clock: Clock
    store: Store
    sources: HttpSourceReader
    application: AnyApplication
    messenger: TelegramMessenger
    illustrator: Illustrator
    limits: Limits
    staff: Staff
    recaps: Recaps
    one_act: asyncio.Lock

    @property
    def answering(self) -> Answering:
        """The messenger for what people wait for."""
        return Answering(self.messenger, self.limits, self.clock)


def look_of(ground: Ground, kind: ChatKind) -> Look:
    """How summaries look in a kind of chat."""
    bot, theme = ground.application.bot, CardTheme(ground.settings.card_theme)
    return look_for(kind, theme, lambda: bot.username)


def rates(settings: Settings) -> Rates:
    """The budgets of the settings."""
    return Rates(
        overall=_rate(settings.messages_per_second, 1.0),
        private=Rate(settings.chat_burst, settings.chat_burst / settings.chat_messages_per_second),
        group=_rate(settings.group_messages_per_minute, 60.0),
        paid=_rate(settings.paid_messages_per_second, 1.0) if settings.paid_broadcast else None,
    )


def _rate(count: float, seconds: float) -> Rate:
    """`count` in `seconds` as a whole number of messages in a longer or shorter time."""
    whole = max(1, int(count))
    return Rate(whole, seconds * whole / count)
