import pytest
from telegram_fakes import Api, Bell, Files, Web, bot_on

from bot.telegram.messenger import TelegramMessenger


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def files() -> Files:
    return Files()


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def messenger(api: Api, files: Files, web: Web, clock: Clock, bell: Bell) -> TelegramMessenger:
    return TelegramMessenger(bot_on(api), files, web, alarm=bell, clock=clock)
