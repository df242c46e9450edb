"""Short ways to make the nouns in tests: only what a story is about needs to be said."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model import (
    Change,
    ChangeKind,
    Chat,
    ChatKind,
    Coverage,
    CoverageState,
    Delivery,
    Media,
    MediaKind,
    Post,
    PostKind,
    Preferences,
    Section,
    SectionKind,
    SeenPost,
    SeenSection,
    SentMessage,
    Snapshot,
    Source,
    Subscription,
)
from bot.text import Text

START = datetime(2025, 6, 2, 11, 45, tzinfo=UTC)
"""14:45 in Istanbul, where the talks of the stories begin."""


def at(minutes: float = 0, seconds: float = 0) -> datetime:
    """A time after the start of the talks."""
    return START + timedelta(minutes=minutes, seconds=seconds)


def coverage(**given: Any) -> Coverage:
    """A live coverage of the talks."""
    fields: dict[str, Any] = {
        "id": 1,
        "title": "Talks in Istanbul",
        "language": "en",
        "timezone": "Europe/Istanbul",
        "state": CoverageState.LIVE,
        "created_at": START,
        "starts_at": START,
    }
    return Coverage(**fields | given)


def post(number: int = 1, **given: Any) -> Post:
    """Post `number` of the coverage, announced by the change of the same number."""
    body = given.pop("body", f"What happened, part {number}.")
    fields: dict[str, Any] = {
        "id": number,
        "coverage_id": 1,
        "key": f"p{number}",
        "kind": PostKind.UPDATE,
        "revision": 1,
        "position": number * 1024,
        "headline": f"Headline {number}",
        "body": Text(body) if isinstance(body, str) else body,
        "media": (),
        "posted_at": at(number),
        "first_seen_at": at(number),
        "url": f"https://example.org/live#p{number}",
        "posted_seq": number,
    }
    return Post(**fields | given)


def seen(number: int = 1, **given: Any) -> SeenPost:
    """Post `number` as the page shows it, the same as `post(number)` unless told otherwise."""
    body = given.pop("body", f"What happened, part {number}.")
    fields: dict[str, Any] = {
        "key": f"p{number}",
        "headline": f"Headline {number}",
        "body": Text(body) if isinstance(body, str) else body,
        "posted_at": at(number),
        "url": f"https://example.org/live#p{number}",
    }
    return SeenPost(**fields | given)


def snapshot(*posts: SeenPost, **given: Any) -> Snapshot:
    """A reading of the page that shows these posts, oldest first."""
    fields: dict[str, Any] = {
        "url": "https://example.org/live",
        "format": "jsonld",
        "title": "Talks in Istanbul",
        "posts": posts,
    }
    return Snapshot(**fields | given)


def section(number: int = 1, **given: Any) -> Section:
    """Section `number` of the background, as stored when the talks began."""
    body = given.pop("body", f"What to know, part {number}.")
    fields: dict[str, Any] = {
        "id": number,
        "coverage_id": 1,
        "source_id": 1,
        "key": f"s{number}",
        "kind": SectionKind.OTHER,
        "revision": 1,
        "position": number - 1,
        "heading": f"Section {number}",
        "body": Text(body) if isinstance(body, str) else body,
        "media": (),
        "first_seen_at": START,
        "url": f"https://example.org/live#s{number}",
    }
    return Section(**fields | given)


def seen_section(number: int = 1, **given: Any) -> SeenSection:
    """Section `number` as the page shows it: the same as `section(number)` unless told."""
    body = given.pop("body", f"What to know, part {number}.")
    fields: dict[str, Any] = {
        "key": f"s{number}",
        "kind": SectionKind.OTHER,
        "heading": f"Section {number}",
        "body": Text(body) if isinstance(body, str) else body,
        "url": f"https://example.org/live#s{number}",
    }
    return SeenSection(**fields | given)


def source(**given: Any) -> Source:
    """The coverage's page."""
    return Source(**{"id": 1, "coverage_id": 1, "url": "https://example.org/live"} | given)


def photo(number: int = 1, **given: Any) -> Media:
    """A photo with an agency's credit."""
    fields: dict[str, Any] = {
        "kind": MediaKind.PHOTO,
        "url": f"https://example.org/{number}.jpg",
        "credit": "REUTERS",
    }
    return Media(**fields | given)


def change(seq: int, kind: ChangeKind = ChangeKind.POSTED, post_id: int | None = None) -> Change:
    """Change `seq`, of post `seq` unless told otherwise."""
    return Change(1, seq, kind, seq if post_id is None else post_id, at(seq))


def chat(chat_id: int = 100, kind: ChatKind = ChatKind.PRIVATE, **given: Any) -> Chat:
    """A chat; private unless told otherwise."""
    return Chat(chat_id, kind, **given)


def channel(chat_id: int = -1001, **given: Any) -> Chat:
    """A public channel in which the bot may pin."""
    fields: dict[str, Any] = {"title": "Dateline", "username": "dateline_news", "can_pin": True}
    return Chat(chat_id, ChatKind.CHANNEL, **fields | given)


def subscription(**given: Any) -> Subscription:
    """A reader who follows the coverage from its beginning and has seen nothing yet."""
    fields: dict[str, Any] = {
        "id": 1,
        "chat": chat(),
        "coverage_id": 1,
        "preferences": Preferences(),
        "since": 0,
        "cursor": 0,
    }
    return Subscription(**fields | given)


def message(message_id: int, fingerprint: str = "f", **given: Any) -> SentMessage:
    """A message that stands in a chat."""
    return SentMessage(message_id, fingerprint, **given)


def delivery(post_id: int = 1, **given: Any) -> Delivery:
    """What subscription 1 was shown of a post: one message of the first revision."""
    fields: dict[str, Any] = {
        "subscription_id": 1,
        "post_id": post_id,
        "revision": 1,
        "messages": (message(post_id),),
        "sent_at": at(post_id),
    }
    return Delivery(**fields | given)
