"""The bot's calls that put messages into chats."""

from collections.abc import Sequence
from dataclasses import replace

from bot.sandbox import access, rules
from bot.sandbox.markup import formatted
from bot.sandbox.objects import Chat, Content, File, Message
from bot.sandbox.params import Params
from bot.sandbox.rules import Formatted, Json, bad
from bot.sandbox.telegram import Telegram


def text_of(params: Params) -> Content:
    """The text message a call describes."""
    raw = params.text("text")
    given = formatted(raw, params.items("entities"), params.text("parse_mode"))
    kept = rules.check_text(given, raw=raw)
    return Content(kept.text, kept.entities)


def caption_of(params: Params) -> Formatted:
    """The caption a call gives, if any."""
    raw = params.text("caption")
    given = formatted(raw, params.items("caption_entities"), params.text("parse_mode"))
    return rules.check_caption(given)


def media_of(params: Params, file: File) -> Content:
    """The message that a call makes of a file."""
    caption = caption_of(params)
    above = params.flag("show_caption_above_media")
    return Content(caption.text, caption.entities, file, caption_above=above)


def send_message(telegram: Telegram, params: Params) -> Json:
    """Carry out sendMessage."""
    return send(telegram, params, [text_of(params)])[0].api()


def send_file(telegram: Telegram, params: Params) -> Json:
    """Carry out sendPhoto, sendVideo or sendDocument."""
    return send(telegram, params, [media_of(params, params.files[0])])[0].api()


def send_media_group(telegram: Telegram, params: Params) -> list[Json]:
    """Carry out sendMediaGroup. A reply_markup is ignored, as Telegram does: albums carry none."""
    items = [Params(item) for item in params.items("media")]
    contents = [media_of(item, file) for item, file in zip(items, params.files, strict=True)]
    album_id = telegram.new_album_id()
    return [message.api() for message in send(telegram, params, contents, album_id)]


def copy_message(telegram: Telegram, params: Params) -> Json:
    """Carry out copyMessage: a message anew, with another caption if one is given."""
    source = telegram.chat(params.text("from_chat_id"))
    access.check_inside(source, telegram.bot)
    original = source.standing(params.integer("message_id"))
    if original is None:
        raise bad("message to copy not found")
    if original.service is not None or original.protected or original.content.poll:
        raise bad("message can't be copied")
    content = original.content
    if content.file is not None and params.values.get("caption") is not None:
        caption = caption_of(params)
        content = replace(content, text=caption.text, entities=caption.entities)
    return {"message_id": send(telegram, params, [content])[0].id}


def send_chat_action(telegram: Telegram, params: Params) -> bool:
    """Carry out sendChatAction: checked, and forgotten."""
    chat = telegram.chat(params.text("chat_id"))
    access.check_write(chat, telegram.bot, {"text"})
    return True


def send(
    telegram: Telegram, params: Params, contents: Sequence[Content], album_id: str = ""
) -> list[Message]:
    """Put messages into the chat that a call names, as it asks."""
    keyboard = None if album_id else rules.check_keyboard(params.parsed("reply_markup"))
    chat = telegram.chat(params.text("chat_id"))
    access.check_write(chat, telegram.bot, {content.kind for content in contents})
    topic_id = params.integer("message_thread_id")
    access.check_topic(chat, telegram.bot, topic_id)
    reply_to = _replied(chat, params)
    telegram.charge(chat, len(contents), paid=params.flag("allow_paid_broadcast"))
    messages = []
    for content in contents:
        message = telegram.post(
            chat,
            telegram.bot,
            content,
            album_id=album_id,
            reply_to=reply_to,
            topic_id=topic_id,
        )
        message.keyboard = keyboard
        message.silent = params.flag("disable_notification")
        message.protected = params.flag("protect_content")
        messages.append(message)
    return messages


def _replied(chat: Chat, params: Params) -> int | None:
    """The message to reply to, if it is there, and if what is quoted of it is in it."""
    reply = params.item("reply_parameters")
    message_id = reply.get("message_id") or params.integer("reply_to_message_id")
    if not message_id:
        return None
    message = chat.standing(int(message_id))
    if message is None:
        lenient = reply.get("allow_sending_without_reply", False)
        if lenient or params.flag("allow_sending_without_reply"):
            return None
        raise bad("message to be replied not found")
    if reply.get("quote", "") not in message.content.text:
        raise bad("QUOTE_TEXT_INVALID")
    return message.id
