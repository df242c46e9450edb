"""Addresses of messages and of the bot, and lines that lead to media. Pure."""

from urllib.parse import urlsplit

from bot.model import Chat, ChatKind, Media, MediaKind
from bot.text import Text, link

SUPERGROUP = "-100"
_MARKS = {MediaKind.PHOTO: "🖼", MediaKind.VIDEO: "🎬", MediaKind.DOCUMENT: "📎"}


def web_address(url: str) -> str:
    """`url` if it is one a reader can open in a browser, else nothing."""
    return url if url.startswith(("https://", "http://")) else ""


def media_line(media: Media) -> Text:
    """A line that leads to a photo or video: a mark and the host, in no language.

    Empty for what has no address on the web.
    """
    if not web_address(media.url):
        return Text()
    host = urlsplit(media.url).hostname or media.url
    return Text(f"{_MARKS[media.kind]} ") + link(host, media.url)


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
