"""Polls: what the bot asks, what people answer."""

from bot.sandbox import access
from bot.sandbox.objects import Content, Poll
from bot.sandbox.params import Params
from bot.sandbox.rules import Json, bad
from bot.sandbox.sending import send
from bot.sandbox.telegram import Telegram

_QUESTION, _OPTION = 300, 100
_FEWEST, _MOST = 2, 12


def send_poll(telegram: Telegram, params: Params) -> Json:
    """Carry out sendPoll, of a regular, anonymous poll with one answer a person."""
    question = " ".join(params.text("question").split())
    options = [_option(option) for option in params.items("options")]
    if not question:
        raise bad("poll question must be non-empty")
    if len(question) > _QUESTION:
        raise bad(f"poll question length must not exceed {_QUESTION}")
    if len(options) < _FEWEST:
        raise bad(f"poll must have at least {_FEWEST} option")
    if len(options) > _MOST:
        raise bad(f"poll can't have more than {_MOST} options")
    poll = Poll(telegram.new_poll_id(), question, tuple(options))
    return send(telegram, params, [Content(poll=poll)])[0].api()


def _option(given: object) -> str:
    text = " ".join(str(given.get("text", "") if isinstance(given, dict) else given).split())
    if not text:
        raise bad("poll options must be non-empty")
    if len(text) > _OPTION:
        raise bad(f"poll options length must not exceed {_OPTION}")
    return text


def stop_poll(telegram: Telegram, params: Params) -> Json:
    """Carry out stopPoll: the poll as it then stands."""
    chat = telegram.chat(params.text("chat_id"))
    message = chat.standing(params.integer("message_id"))
    access.check_inside(chat, telegram.bot)
    if message is None or message.content.poll is None or message.author is not telegram.bot:
        raise bad("message with poll to stop not found")
    poll = message.content.poll
    if poll.closed:
        raise bad("poll has already been closed")
    telegram.charge(chat, 1)
    poll.closed = True
    telegram.poll_changed(poll)
    return poll.api()
