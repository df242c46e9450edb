"""The Bot API's methods by name: what the bot can ask of the sandbox."""

from collections.abc import Callable

from bot.sandbox import access, editing, polls, rules, sending
from bot.sandbox.objects import Chat, Member
from bot.sandbox.params import Params
from bot.sandbox.rules import Json, bad
from bot.sandbox.telegram import Telegram

_DOWNLOAD_BYTES = 20 * rules.MEGABYTE
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")


def _get_me(telegram: Telegram, _params: Params) -> Json:
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }
    return telegram.bot.api() | abilities


def _yes(_telegram: Telegram, _params: Params) -> bool:
    return True


def _set_webhook(_telegram: Telegram, _params: Params) -> bool:
    raise bad("the sandbox has no webhooks: use getUpdates")


def _webhook_info(telegram: Telegram, _params: Params) -> Json:
    waiting = len(telegram.updates)
    return {"url": "", "has_custom_certificate": False, "pending_update_count": waiting}


def _command_scope(params: Params) -> str:
    scope = params.item("scope") or {"type": "default"}
    named = [str(scope[name]) for name in ("type", "chat_id", "user_id") if name in scope]
    return ":".join((*named, params.text("language_code")))


def _set_commands(telegram: Telegram, params: Params) -> bool:
    commands = params.items("commands")
    rules.check_commands(commands)
    telegram.commands[_command_scope(params)] = commands
    telegram.touch()
    return True


def _get_commands(telegram: Telegram, params: Params) -> list[Json]:
    return telegram.commands.get(_command_scope(params), [])


def _delete_commands(telegram: Telegram, params: Params) -> bool:
    telegram.commands.pop(_command_scope(params), None)
    return True


def _visible(telegram: Telegram, params: Params) -> Chat:
    chat = telegram.chat(params.text("chat_id"))
    access.check_inside(chat, telegram.bot)
    return chat


def _get_chat(telegram: Telegram, params: Params) -> Json:
    chat = _visible(telegram, params)
    gifts = dict.fromkeys((*_GIFTS, "gifts_from_channels"), False)
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]].api(nested=False)
    return chat.api() | full


def _get_member(telegram: Telegram, params: Params) -> Json:
    chat = _visible(telegram, params)
    user_id = params.integer("user_id")
    user = telegram.bot if user_id == telegram.bot.id else telegram.users.get(user_id or 0)
    if user is None:
        raise bad("PARTICIPANT_ID_INVALID")
    return (Member(user) if chat.peer is user else chat.member(user)).api(chat.kind)


def _get_administrators(telegram: Telegram, params: Params) -> list[Json]:
    chat = _visible(telegram, params)
    if chat.peer is not None:
        raise bad("there are no administrators in the private chat")
    return [member.api(chat.kind) for member in chat.members.values() if member.admin]


def _count_members(telegram: Telegram, params: Params) -> int:
    chat = _visible(telegram, params)
    return 2 if chat.peer else sum(member.present for member in chat.members.values())


def _leave(telegram: Telegram, params: Params) -> bool:
    chat = _visible(telegram, params)
    if chat.peer is not None:
        raise bad("chat member status can't be changed in private chats")
    telegram.set_bot_status(chat.id, telegram.bot.id, "left")
    return True


def _answer_query(telegram: Telegram, params: Params) -> bool:
    text = params.text("text")
    if len(text) > rules.CALLBACK_ANSWER_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    query = telegram.queries.get(params.text("callback_query_id"))
    if query is None or query.answer is not None:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    query.answer = text
    query.alert = params.flag("show_alert")
    telegram.touch()
    return True


def _get_file(telegram: Telegram, params: Params) -> Json:
    file = telegram.files.get(params.text("file_id"))
    if file is None:
        raise bad("invalid file_id")
    if len(file.content) > _DOWNLOAD_BYTES:
        raise bad("file is too big")
    return file.basic() | {"file_path": file.path}


Method = Callable[[Telegram, Params], object]

METHODS: dict[str, Method] = {
    name.lower(): method
    for name, method in {
        "getMe": _get_me,
        "deleteWebhook": _yes,
        "setWebhook": _set_webhook,
        "getWebhookInfo": _webhook_info,
        "setMyCommands": _set_commands,
        "getMyCommands": _get_commands,
        "deleteMyCommands": _delete_commands,
        "setMyName": _yes,
        "setMyDescription": _yes,
        "setMyShortDescription": _yes,
        "setMyDefaultAdministratorRights": _yes,
        "setChatMenuButton": _yes,
        "getChat": _get_chat,
        "getChatMember": _get_member,
        "getChatAdministrators": _get_administrators,
        "getChatMemberCount": _count_members,
        "leaveChat": _leave,
        "sendMessage": sending.send_message,
        "sendPhoto": sending.send_file,
        "sendVideo": sending.send_file,
        "sendDocument": sending.send_file,
        "sendMediaGroup": sending.send_media_group,
        "sendPoll": polls.send_poll,
        "stopPoll": polls.stop_poll,
        "copyMessage": sending.copy_message,
        "sendChatAction": sending.send_chat_action,
        "editMessageText": editing.edit_text,
        "editMessageCaption": editing.edit_caption,
        "editMessageMedia": editing.edit_media,
        "editMessageReplyMarkup": editing.edit_keyboard,
        "deleteMessage": editing.delete_message,
        "deleteMessages": editing.delete_messages,
        "pinChatMessage": editing.pin,
        "unpinChatMessage": editing.unpin,
        "answerCallbackQuery": _answer_query,
        "getFile": _get_file,
    }.items()
}
