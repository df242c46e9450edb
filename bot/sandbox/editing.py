"""The bot's calls that change, delete and pin messages."""

from dataclasses import replace

from bot.sandbox import access, rules
from bot.sandbox.objects import Content, Message
from bot.sandbox.params import Params
from bot.sandbox.rules import Json, bad
from bot.sandbox.sending import caption_of, media_of, text_of
from bot.sandbox.telegram import Telegram

_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly"
    " the same as a current content and reply markup of the message"
)
_DELETE_LIMIT = 100


def edit_text(telegram: Telegram, params: Params) -> Json:
    """Carry out editMessageText."""
    content = text_of(params)
    message = _own(telegram, params)
    if message.content.kind != "text":
        raise bad("there is no text in the message to edit")
    return _edit(telegram, params, message, content)


def edit_caption(telegram: Telegram, params: Params) -> Json:
    """Carry out editMessageCaption."""
    caption = caption_of(params)
    message = _own(telegram, params)
    if message.content.file is None:
        raise bad("there is no caption in the message to edit")
    content = replace(
        message.content,
        text=caption.text,
        entities=caption.entities,
        caption_above=params.flag("show_caption_above_media"),
    )
    return _edit(telegram, params, message, content)


def edit_media(telegram: Telegram, params: Params) -> Json:
    """Carry out editMessageMedia: another file, with the caption that comes with it."""
    content = media_of(Params(params.item("media")), params.files[0])
    message = _own(telegram, params)
    if message.album_id:
        documents = {message.content.kind == "document", content.kind == "document"}
        if len(documents) > 1:
            raise bad("message media can't be edited")
    return _edit(telegram, params, message, content)


def edit_keyboard(telegram: Telegram, params: Params) -> Json:
    """Carry out editMessageReplyMarkup."""
    message = _own(telegram, params)
    return _edit(telegram, params, message, message.content)


def _own(telegram: Telegram, params: Params) -> Message:
    chat = telegram.chat(params.text("chat_id"))
    message = chat.standing(params.integer("message_id"))
    return access.check_edit(chat, telegram.bot, message)


def _edit(telegram: Telegram, params: Params, message: Message, content: Content) -> Json:
    """Change a message. An edit that names no keyboard takes the old one away."""
    keyboard = rules.check_keyboard(params.parsed("reply_markup"))
    telegram.charge(message.chat, 1)
    if content == message.content and keyboard == message.keyboard:
        raise bad(_UNCHANGED)
    message.content = content
    message.keyboard = keyboard
    message.edit_date = int(telegram.now())
    telegram.touch()
    return message.api()


def delete_message(telegram: Telegram, params: Params) -> bool:
    """Carry out deleteMessage."""
    chat = telegram.chat(params.text("chat_id"))
    access.check_inside(chat, telegram.bot)
    message = chat.standing(params.integer("message_id"))
    if message is None:
        raise bad("message to delete not found")
    access.check_delete(chat, telegram.bot, message, telegram.now())
    _delete(telegram, message)
    return True


def delete_messages(telegram: Telegram, params: Params) -> bool:
    """Carry out deleteMessages: what is missing is skipped, one that must stay fails them all."""
    ids = params.items("message_ids")
    if not ids:
        raise bad("message identifiers are not specified")
    if len(ids) > _DELETE_LIMIT:
        raise bad("too many message identifiers specified")
    chat = telegram.chat(params.text("chat_id"))
    access.check_inside(chat, telegram.bot)
    standing = [message for item in ids if (message := chat.standing(int(item))) is not None]
    for message in standing:
        access.check_delete(chat, telegram.bot, message, telegram.now())
    for message in standing:
        _delete(telegram, message)
    return True


def _delete(telegram: Telegram, message: Message) -> None:
    message.deleted = True
    if message.id in message.chat.pinned:
        message.chat.pinned.remove(message.id)
    telegram.touch()


def pin(telegram: Telegram, params: Params) -> bool:
    """Carry out pinChatMessage; groups get the service message that says so."""
    chat = telegram.chat(params.text("chat_id"))
    access.check_pin(chat, telegram.bot)
    message = chat.standing(params.integer("message_id"))
    if message is None:
        raise bad("message to pin not found")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        if chat.kind in {"group", "supergroup"}:
            pinned = {"pinned_message": message.api(nested=False)}
            telegram.post(chat, telegram.bot, service=pinned)
    telegram.touch()
    return True


def unpin(telegram: Telegram, params: Params) -> bool:
    """Carry out unpinChatMessage: the named one, else the newest."""
    chat = telegram.chat(params.text("chat_id"))
    access.check_pin(chat, telegram.bot)
    message_id = params.integer("message_id")
    if message_id is None and chat.pinned:
        message_id = chat.pinned[-1]
    if message_id in chat.pinned:
        chat.pinned.remove(message_id)
    telegram.touch()
    return True
