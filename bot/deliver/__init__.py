"""Use case: bring every chat level with what it follows. The only package that sends coverage."""

from bot.deliver.dispatcher import Dispatcher, Lane, Work
from bot.deliver.intents import Answer, ForBroadcast, ForPosts, Intent, Policy, Uncertainty
from bot.deliver.poll_lane import OpenPoll, PollStore
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
from bot.deliver.purse import Ledger, Purse
from bot.deliver.round_lane import Round, RoundStore
from bot.deliver.settling import IntentStore, Settling

__all__ = [
    "Ack",
    "Answer",
    "BroadcastStore",
    "ChatStore",
    "CoverageStore",
    "DeliveryStore",
    "Dispatcher",
    "ForBroadcast",
    "ForPosts",
    "Intent",
    "IntentStore",
    "Lane",
    "Ledger",
    "Messenger",
    "Notice",
    "NoticeStore",
    "OpenPoll",
    "Policy",
    "PollStore",
    "Purse",
    "Queue",
    "Round",
    "RoundStore",
    "Settling",
    "Uncertainty",
    "Work",
]
