"""One draft -> one call of the Bot API. Formatting goes as entities, never as markup.

Every function raises TelegramError for whatever Telegram or the network answers.
"""

from collections.abc import Sequence
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)

from bot.model import Keyboard, MediaKind, SentMessage
from bot.telegram.draft import Draft, Item
from bot.telegram.entities import to_entities
from bot.text import Text


async def send(bot: Bot, chat_id: int, draft: Draft, items: Sequence[Item]) -> tuple[Message, ...]:
    """Send a text, a photo, video or document, or an album: one message, or one an album item."""
    common: dict[str, Any] = {"chat_id": chat_id, "disable_notification": draft.silent}
    if draft.topic_id is not None:
        common["message_thread_id"] = draft.topic_id
    if draft.reply_to is not None:
        common["reply_parameters"] = ReplyParameters(
            draft.reply_to, allow_sending_without_reply=True
        )
    if draft.paid:
        common["allow_paid_broadcast"] = True
    if len(items) > 1:
        captions = (draft.body, *(Text() for _ in items[1:]))
        album = [_input_media(*pair) for pair in zip(items, captions, strict=True)]
        return await bot.send_media_group(media=album, **common)
    common["reply_markup"] = to_markup(draft.keyboard)
    if not items:
        return (await bot.send_message(**_text(draft), **common),)
    (item,) = items
    common |= _caption(draft.body) | {"filename": item.name or None}
    if item.kind is MediaKind.PHOTO:
        return (await bot.send_photo(photo=item.file, **common),)
    if item.kind is MediaKind.DOCUMENT:
        return (await bot.send_document(document=item.file, **common),)
    return (await bot.send_video(video=item.file, supports_streaming=True, **common),)


async def edit(
    bot: Bot, chat_id: int, message: SentMessage, draft: Draft, items: Sequence[Item]
) -> Message | bool:
    """Make a message show the draft: new media if there is any, else a new text or caption."""
    common: dict[str, Any] = {
        "chat_id": chat_id,
        "message_id": message.message_id,
        "reply_markup": to_markup(draft.keyboard),
    }
    if items:
        return await bot.edit_message_media(media=_input_media(items[0], draft.body), **common)
    if message.media_kind is not None:
        return await bot.edit_message_caption(**_caption(draft.body), **common)
    return await bot.edit_message_text(**_text(draft), **common)


def to_markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """Inline buttons as Telegram takes them; None (which also takes old buttons away) for none."""
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    button.label, url=button.url or None, callback_data=button.data or None
                )
                for button in row
            ]
            for row in keyboard
        ]
    )


def file_id_of(message: Message, kind: MediaKind) -> str:
    """The id under which Telegram keeps the item; empty if it made something else of it.

    (A video without sound may come back as an animation, whose id does not work for a video.)
    """
    if kind is MediaKind.PHOTO:
        return message.photo[-1].file_id if message.photo else ""
    if kind is MediaKind.DOCUMENT:
        return message.document.file_id if message.document else ""
    return message.video.file_id if message.video else ""


def _text(draft: Draft) -> dict[str, Any]:
    return {
        "text": draft.body.value,
        "entities": to_entities(draft.body) or None,
        "link_preview_options": LinkPreviewOptions(is_disabled=not draft.preview),
    }


def _caption(body: Text) -> dict[str, Any]:
    return {"caption": body.value or None, "caption_entities": to_entities(body) or None}


def _input_media(item: Item, body: Text) -> InputMediaPhoto | InputMediaVideo | InputMediaDocument:
    common: dict[str, Any] = {"filename": item.name or None, **_caption(body)}
    if item.kind is MediaKind.PHOTO:
        return InputMediaPhoto(item.file, **common)
    if item.kind is MediaKind.DOCUMENT:
        return InputMediaDocument(item.file, **common)
    return InputMediaVideo(item.file, supports_streaming=True, **common)
