"""What a probe finds out, over real HTTP, and that it leaves no trace."""

import pytest
from bot_api import CHANNEL, GROUP, OWNER, READER, TOKEN
from telegram import Bot

from bot.model import Migrated, Never, Presence, TryAgain
from bot.sandbox.botapi import BotApiServer
from bot.sandbox.flood import Limits
from bot.sandbox.objects import Content
from bot.sandbox.telegram import Telegram
from bot.telegram.probe import probe
from bot.telegram.transport import endpoints, polling_request, sending_request

OURS, THEIRS, MISSING = 1, 2, 3


@pytest.fixture
def telegram():
    """A channel and a group with a message of ours and one of Olga's."""
    world = Telegram(limits=Limits.none())
    world.add_user(OWNER, "Olga")
    world.add_user(READER, "Rita")
    world.add_channel(CHANNEL, "Talks live", [OWNER])
    world.add_group(GROUP, "Newsroom", [OWNER])
    world.set_bot_status(CHANNEL, OWNER, "administrator", {"can_post_messages"})
    world.set_bot_status(GROUP, OWNER, "member")
    for chat in (world.chats[CHANNEL], world.chats[GROUP]):
        chat.last_id, chat.messages = 0, {}
        world.post(chat, world.bot, Content("A post"))
        world.post(chat, world.users[OWNER], Content("Olga's words"))
    return world


@pytest.fixture
async def ask(telegram):
    """Probe an id in the channel, or in another chat."""
    async with BotApiServer(telegram) as server:
        pools = [
            make(server.base_url, connect_timeout=5, read_timeout=5)
            for make in (_sending, polling_request)
        ]
        bot = Bot(
            TOKEN,
            base_url=endpoints(server.base_url).base_url,
            request=pools[0],
            get_updates_request=pools[1],
        )

        async def asked(message_id, chat_id=CHANNEL):
            return await probe(bot, chat_id, message_id)

        async with bot:
            yield asked


def _sending(url, **timeouts):
    return sending_request(url, **timeouts, in_flight=4)


@pytest.mark.parametrize(
    ("message_id", "presence"),
    [(OURS, Presence.OURS), (THEIRS, Presence.OTHERS), (MISSING, Presence.ABSENT)],
)
async def test_each_kind_of_message_answers_differently(ask, telegram, message_id, presence):
    before = telegram.view()["chats"]
    assert await ask(message_id) is presence
    assert telegram.view()["chats"] == before


async def test_a_deleted_message_is_absent(ask, telegram):
    telegram.chats[CHANNEL].messages[OURS].deleted = True
    assert await ask(OURS) is Presence.ABSENT


async def test_who_may_edit_everything_cannot_tell_others_apart(ask, telegram):
    """Telegram lets such an admin change anybody's post, so it answers as for our own."""
    telegram.set_bot_status(CHANNEL, OWNER, "administrator")
    assert await ask(THEIRS) is Presence.OURS


async def test_success_proves_nothing(ask, telegram):
    telegram.fail_next("editMessageReplyMarkup", pretend=True)
    assert await ask(MISSING) is Presence.UNCLEAR


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"code": 429, "parameters": {"retry_after": 7}}, TryAgain),
        ({"code": 502}, TryAgain),
        ({"drop_connection": True}, TryAgain),
        ({"code": 403, "description": "Forbidden: bot was kicked from the channel chat"}, Never),
        ({"code": 400, "parameters": {"migrate_to_chat_id": -1009}}, Migrated),
    ],
    ids=["too fast", "down", "no answer", "thrown out", "migrated"],
)
async def test_what_telegram_says_instead_of_an_answer(ask, telegram, fault, outcome):
    telegram.fail_next("editMessageReplyMarkup", **fault)
    assert isinstance(await ask(OURS), outcome)
    assert await ask(OURS) is Presence.OURS


@pytest.mark.parametrize(
    ("words", "presence"),
    [
        ("Bad Request: MESSAGE_ID_INVALID", Presence.ABSENT),
        ("Bad Request: something that nobody has seen before", Presence.UNCLEAR),
    ],
)
async def test_other_words(ask, telegram, words, presence):
    telegram.fail_next("editMessageReplyMarkup", code=400, description=words)
    assert await ask(OURS) is presence
