"""Where the bot may write, and what Telegram says where it may not."""

from bot.sandbox.objects import Chat, Message, User
from bot.sandbox.rules import Refused, bad, forbidden

_NAMES = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}
_NEEDED = {
    "text": ("can_send_messages", "text messages"),
    "photo": ("can_send_photos", "photos"),
    "video": ("can_send_videos", "videos"),
    "document": ("can_send_documents", "documents"),
    "poll": ("can_send_polls", "polls"),
}
DELETE_SECONDS = 48 * 3600


def check_inside(chat: Chat, bot: User) -> None:
    """The bot can see the chat: it is there, and the bot is in it."""
    if chat.migrated_to is not None:
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        raise Refused(400, text, {"migrate_to_chat_id": chat.migrated_to})
    if chat.gone:
        raise (
            forbidden("the group chat was deleted")
            if chat.kind == "group"
            else bad("chat not found")
        )
    if chat.peer is None and not chat.member(bot).present:
        kicked = chat.member(bot).status == "kicked"
        how = "bot was kicked from" if kicked else "bot is not a member of"
        raise forbidden(f"{how} the {_NAMES[chat.kind]}")


def check_write(chat: Chat, bot: User, kinds: set[str]) -> None:
    """The bot may send messages of these kinds (text, photo, video, document, poll) here."""
    check_inside(chat, bot)
    if chat.peer is not None:
        _check_peer(chat.peer)
        return
    me = chat.member(bot)
    if chat.kind == "channel" and not me.may("can_post_messages"):
        raise bad("need administrator rights in the channel chat")
    if me.status == "restricted":
        for kind in sorted(kinds):
            right, name = _NEEDED[kind]
            if not me.may(right):
                raise bad(f"not enough rights to send {name} to the chat")


def _check_peer(user: User) -> None:
    if user.is_bot:
        raise forbidden("the bot can't send messages to the bot")
    if user.deactivated:
        raise forbidden("user is deactivated")
    if user.blocked:
        raise forbidden("bot was blocked by the user")
    if not user.started:
        raise forbidden("bot can't initiate conversation with a user")


def check_topic(chat: Chat, bot: User, topic_id: int | None) -> None:
    """The topic exists and is open; General (1) must be left out rather than named."""
    if topic_id is None:
        return
    topic = chat.topics.get(topic_id)
    if topic is None:
        raise bad("message thread not found")
    if topic.deleted:
        raise bad("TOPIC_DELETED")
    if topic.closed and not chat.member(bot).may("can_manage_topics"):
        raise bad("TOPIC_CLOSED")


def check_edit(chat: Chat, bot: User, message: Message | None) -> Message:
    """The message is there and the bot may change it; its own at any age."""
    check_inside(chat, bot)
    if chat.peer is not None:
        _check_peer(chat.peer)
    if message is None:
        raise bad("message to edit not found")
    if chat.kind == "channel":
        own = message.author is bot
        if not chat.member(bot).may("can_post_messages" if own else "can_edit_messages"):
            raise bad("need administrator rights in the channel chat" if own else _UNEDITABLE)
    elif message.author is not bot:
        raise bad(_UNEDITABLE)
    if message.service is not None:
        raise bad(_UNEDITABLE)
    return message


_UNEDITABLE = "message can't be edited"


def check_delete(chat: Chat, bot: User, message: Message, now: float) -> None:
    """The message is young enough and the bot may take it away."""
    others = chat.peer is None and message.author is not bot
    if others and not chat.member(bot).may("can_delete_messages"):
        raise bad("message can't be deleted")
    if now - message.date >= DELETE_SECONDS:
        raise bad("message can't be deleted for everyone")


def check_pin(chat: Chat, bot: User) -> None:
    """The bot may pin here."""
    check_inside(chat, bot)
    right = "can_edit_messages" if chat.kind == "channel" else "can_pin_messages"
    if chat.peer is None and not chat.member(bot).may(right):
        raise bad("not enough rights to manage pinned messages in the chat")
