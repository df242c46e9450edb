"""Addresses of messages and of the bot. Pure."""

from bot.model import Chat, ChatKind

SUPERGROUP = "-100"


def message_link(chat: Chat, message_id: int) -> str:
    """The address of a message: public by the chat's name, else for members only.

    Empty for private chats and basic groups, whose messages have none.
    """
    if chat.kind is ChatKind.PRIVATE:
        return ""
    if chat.username:
        return f"https://t.me/{chat.username}/{message_id}"
    digits = str(chat.id)
    if digits.startswith(SUPERGROUP):
        return f"https://t.me/c/{digits.removeprefix(SUPERGROUP)}/{message_id}"
    return ""


def page_link(bot_username: str, coverage_id: int, page: str) -> str:
    """The address that opens the bot with a page of a coverage's summary."""
    return f"https://t.me/{bot_username}?start=p{coverage_id}-{page}"


def follow_link(bot_username: str, coverage_id: int) -> str:
    """The address that opens the bot and follows a coverage."""
    return f"https://t.me/{bot_username}?start=c{coverage_id}"
