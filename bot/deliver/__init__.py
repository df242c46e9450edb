"""Use case: bring every chat level with what it follows. The only package that sends coverage."""

from bot.deliver.dispatcher import Dispatcher, Lane, Work
from bot.deliver.ports import (
    Ack,
    BroadcastStore,
    ChatStore,
    CoverageStore,
    DeliveryStore,
    Messenger,
    Notice,
    NoticeStore,
)
from bot.deliver.round_lane import Round, RoundStore

__all__ = [
    "Ack",
    "BroadcastStore",
    "ChatStore",
    "CoverageStore",
    "DeliveryStore",
    "Dispatcher",
    "Lane",
    "Messenger",
    "Notice",
    "NoticeStore",
    "Round",
    "RoundStore",
    "Work",
]
