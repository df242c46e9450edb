"""The chats as a page shows them. Pure."""

from bot.sandbox.objects import Chat, File, Message, Poll, User
from bot.sandbox.rules import Json

FILE_PATH = "/sandbox/file/"


def user_view(user: User) -> Json:
    """A person or the bot."""
    return {
        "id": user.id,
        "first_name": user.first_name,
        "username": user.username,
        "language": user.language,
        "is_bot": user.is_bot,
        "blocked": user.blocked,
    }


def chat_view(chat: Chat, bot: User) -> Json:
    """A chat with all its messages, deleted ones marked."""
    return {
        "id": chat.id,
        "kind": chat.kind,
        "title": chat.peer.first_name if chat.peer else chat.title,
        "members": [
            {"id": member.user.id, "status": member.status} for member in chat.members.values()
        ],
        "topics": [{"id": topic.id, "name": topic.name} for topic in chat.topics.values()],
        "pinned": list(chat.pinned),
        "messages": [_message_view(message, bot) for message in chat.messages.values()],
    }


def _message_view(message: Message, bot: User) -> Json:
    content, channel = message.content, message.chat.kind == "channel"
    text, caption = ("", content.text) if content.file else (content.text, "")
    entities = list(content.entities)
    return {
        "id": message.id,
        "from": message.chat.title if channel else message.author.first_name,
        "from_id": message.author.id,
        "own": message.author is bot,
        "date": message.date,
        "edit_date": message.edit_date,
        "text": text,
        "entities": [] if content.file else entities,
        "caption": caption,
        "caption_entities": entities if content.file else [],
        "photo": _url(content.file, "photo"),
        "video": _url(content.file, "video"),
        "document": _url(content.file, "document"),
        "file_id": content.file.id if content.file else "",
        "album_id": message.album_id,
        "poll": _poll_view(content.poll) if content.poll else None,
        "keyboard": (message.keyboard or {}).get("inline_keyboard", []),
        "reply_to": message.reply_to,
        "topic_id": message.topic_id,
        "silent": message.silent,
        "service": message.service,
        "deleted": message.deleted,
        "views": len(message.chat.members) if channel else None,
    }


def _poll_view(poll: Poll) -> Json:
    return {
        "question": poll.question,
        "options": list(zip(poll.options, poll.votes(), strict=True)),
        "voters": len(poll.ballots),
        "closed": poll.closed,
    }


def _url(file: File | None, kind: str) -> str:
    return f"{FILE_PATH}{file.id}" if file and file.kind == kind else ""
