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
    Queue,
)

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
    "Queue",
    "Work",
]
