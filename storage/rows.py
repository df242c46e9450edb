"""Rows become dataclasses here, and dataclasses the values of rows."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from bot.deliver import Answer, ForBroadcast, ForPosts, Intent
from bot.model import (
    Audience,
    AudienceKind,
    AuditEntry,
    Broadcast,
    BroadcastState,
    Change,
    ChangeKind,
    Chat,
    ChatKind,
    Coverage,
    CoverageState,
    Delivery,
    Draft,
    DraftState,
    Editor,
    Level,
    Panel,
    Poll,
    Post,
    PostKind,
    Preferences,
    Question,
    QuestionKind,
    Section,
    SectionKind,
    SectionRevision,
    Source,
    Subscription,
    Trouble,
)
from storage.plain_json import (
    dump,
    media_from_json,
    media_to_json,
    message_from_plain,
    message_to_plain,
    messages_from_json,
    messages_to_json,
    selectors_from_json,
    text_from_json,
    text_to_json,
)
from storage.summary_json import summary_from_json, summary_to_json


def coverage_from(row: RowMapping) -> Coverage:
    """A row of `coverages`."""
    return Coverage(
        id=row["id"],
        title=row["title"],
        language=row["language"],
        timezone=row["timezone"],
        state=CoverageState(row["state"]),
        created_at=row["created_at"],
        head=row["head"],
        starts_at=row["starts_at"],
        concluded_at=row["concluded_at"],
        end_proposed_at=row["end_proposed_at"],
        end_dismissed_at=row["end_dismissed_at"],
        reopening_proposed_at=row["reopening_proposed_at"],
        reopening_dismissed_at=row["reopening_dismissed_at"],
    )


def source_from(row: RowMapping) -> Source:
    """A row of `sources`, whose columns are the fields."""
    return Source(
        **{
            **row,
            "told": Trouble(row["told"]) if row["told"] else None,
            "selectors": selectors_from_json(row["selectors"]),
        }
    )


def source_values(source: Source) -> dict[str, Any]:
    """The columns of a source that a poll changes."""
    return {
        "next_poll_at": source.next_poll_at,
        "last_good_at": source.last_good_at,
        "failures": source.failures,
        "broken_because": source.broken_because,
        "etag": source.etag,
        "last_modified": source.last_modified,
        "body_hash": source.body_hash,
        "format": source.format,
        "failing_since": source.failing_since,
        "misfits": source.misfits,
        "title": source.title,
        "live_title": source.live_title,
        "live": source.live,
        "told": source.told.value if source.told else None,
        "told_since": source.told_since,
    }


def post_from(row: RowMapping) -> Post:
    """A row of `posts`."""
    return Post(
        **{
            **row,
            "kind": PostKind(row["kind"]),
            "body": text_from_json(row["body"]),
            "media": media_from_json(row["media"]),
            "summary": summary_from_json(row["summary"]),
        }
    )


def post_values(post: Post) -> dict[str, Any]:
    """Every column of a post but its id."""
    return {
        "coverage_id": post.coverage_id,
        "source_id": post.source_id,
        "key": post.key,
        "kind": post.kind.value,
        "revision": post.revision,
        "position": post.position,
        "headline": post.headline,
        "body": text_to_json(post.body),
        "media": media_to_json(post.media),
        "posted_at": post.posted_at,
        "first_seen_at": post.first_seen_at,
        "url": post.url,
        "key_moment": post.key_moment,
        "pinned": post.pinned,
        "posted_seq": post.posted_seq,
        "corrected_at": post.corrected_at,
        "withdrawn_at": post.withdrawn_at,
        "absences": post.absences,
        "former": post.former,
        "edited_at": post.edited_at,
        "unannounced": post.unannounced,
        "duplicate_of": post.duplicate_of,
        "summary": summary_to_json(post.summary),
    }


def section_from(row: RowMapping) -> Section:
    """A row of `sections`."""
    return Section(
        **{
            **row,
            "kind": SectionKind(row["kind"]),
            "body": text_from_json(row["body"]),
            "media": media_from_json(row["media"]),
        }
    )


def section_values(section: Section) -> dict[str, Any]:
    """Every column of a section but its id."""
    return {
        "coverage_id": section.coverage_id,
        "source_id": section.source_id,
        "key": section.key,
        "kind": section.kind.value,
        "revision": section.revision,
        "position": section.position,
        "first_seen_at": section.first_seen_at,
        "changed_at": section.changed_at,
        "withdrawn_at": section.withdrawn_at,
        "absences": section.absences,
        "former": section.former,
        **_said(section),
    }


def section_revision_from(row: RowMapping) -> SectionRevision:
    """A row of `section_revisions`."""
    body, media = text_from_json(row["body"]), media_from_json(row["media"])
    return SectionRevision(row["revision"], row["heading"], body, media, row["url"], row["at"])


def section_revision_values(section: Section, now: datetime) -> dict[str, Any]:
    """Every column of a section's present revision."""
    return {
        "section_id": section.id,
        "revision": section.revision,
        "at": now,
        **_said(section),
    }


def _said(section: Section) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "body": text_to_json(section.body),
        "media": media_to_json(section.media),
        "url": section.url,
    }


def change_from(row: RowMapping) -> Change:
    """A row of `changes`, whose columns are the fields."""
    return Change(**{**row, "kind": ChangeKind(row["kind"])})


def chat_from(row: RowMapping, prefix: str = "") -> Chat:
    """A row of `chats`; in a join its columns carry a prefix."""
    return Chat(
        id=row[f"{prefix}id"],
        kind=ChatKind(row[f"{prefix}kind"]),
        title=row[f"{prefix}title"],
        username=row[f"{prefix}username"],
        language=row[f"{prefix}language"],
        stopped_because=row[f"{prefix}stopped_because"],
        can_pin=row[f"{prefix}can_pin"],
        last_message_id=row[f"{prefix}last_message_id"] or 0,
    )


def preferences_values(preferences: Preferences) -> dict[str, Any]:
    """The columns of a subscription that hold what it wants."""
    return {
        "level": preferences.level.value,
        "photos": preferences.photos,
        "videos": preferences.videos,
        "sound": preferences.sound,
    }


def subscription_from(row: RowMapping) -> Subscription:
    """A row of `subscriptions` joined with its chat, whose columns are called `chat_...`."""
    return Subscription(
        id=row["id"],
        chat=chat_from(row, "chat_"),
        coverage_id=row["coverage_id"],
        preferences=Preferences(Level(row["level"]), row["photos"], row["videos"], row["sound"]),
        since=row["since"],
        cursor=row["cursor"],
        topic_id=row["topic_id"] or None,
        next_at=row["next_at"],
        stopped_because=row["stopped_because"],
    )


def delivery_from(row: RowMapping) -> Delivery:
    """A row of `deliveries`."""
    return Delivery(**{**row, "messages": messages_from_json(row["messages"])})


def delivery_values(delivery: Delivery) -> dict[str, Any]:
    """Every column of a delivery."""
    return {
        "subscription_id": delivery.subscription_id,
        "post_id": delivery.post_id,
        "revision": delivery.revision,
        "messages": messages_to_json(delivery.messages),
        "sent_at": delivery.sent_at,
        "complete": delivery.complete,
        "pinned": delivery.pinned,
        "digest": delivery.digest,
    }


def intent_from(row: RowMapping) -> Intent:
    """A row of `intents` joined with its chat, whose columns are called `chat_...`."""
    purpose: ForPosts | ForBroadcast
    if row["subscription_id"] is None:
        purpose = ForBroadcast(row["broadcast_id"])
    else:
        ledger = tuple(
            Delivery(
                row["subscription_id"],
                post_id,
                revision,
                tuple(message_from_plain(message) for message in messages),
                row["at"],
                pinned=pinned,
                digest=digest,
            )
            for post_id, revision, pinned, digest, messages in json.loads(row["rows"])
        )
        place = row["cursor"], ledger, row["position"], row["more"]
        purpose = ForPosts(row["subscription_id"], *place)
    return Intent(
        chat=chat_from(row, "chat_"),
        at=row["at"],
        items=messages_from_json(row["items"]),
        purpose=purpose,
        after=row["after_id"],
        others=frozenset(int(number) for number in row["others"].split()),
        asked_at=row["asked_at"],
        answer=Answer(row["answer"]) if row["answer"] else None,
    )


def intent_values(intent: Intent) -> dict[str, Any]:
    """Every column of a new intent."""
    values = {
        "chat_id": intent.chat.id,
        "at": intent.at,
        "after_id": intent.after,
        "items": messages_to_json(intent.items),
        "subscription_id": None,
        "cursor": 0,
        "rows": "",
        "position": 0,
        "more": False,
        "broadcast_id": None,
        "others": "",
        "asked_at": None,
        "answer": "",
    }
    if isinstance(intent.purpose, ForBroadcast):
        return {**values, "broadcast_id": intent.purpose.broadcast_id}
    ledger = [
        [row.post_id, row.revision, row.pinned, row.digest, [*map(message_to_plain, row.messages)]]
        for row in intent.purpose.rows
    ]
    return {
        **values,
        "subscription_id": intent.purpose.subscription_id,
        "cursor": intent.purpose.cursor,
        "rows": dump(ledger),
        "position": intent.purpose.index,
        "more": intent.purpose.more,
    }


def broadcast_from(row: RowMapping) -> Broadcast:
    """A row of `broadcasts`, with the question and options of a poll where it is one."""
    audience = None
    if row["audience"]:
        audience = Audience(AudienceKind(row["audience"]), row["audience_coverage_id"])
    return Broadcast(
        id=row["id"],
        author_id=row["author_id"],
        state=BroadcastState(row["state"]),
        text=text_from_json(row["text"]),
        media=media_from_json(row["media"]),
        created_at=row["created_at"],
        audience=audience,
        album_id=row["album_id"],
        total=row["total"],
        sent=row["sent"],
        failed=row["failed"],
        recalled=row["recalled"],
        progress_message_id=row["progress_message_id"],
        poll=None if row["question"] is None else poll_from(row),
    )


def poll_from(row: RowMapping) -> Poll:
    """What a row of `polls` asks."""
    return Poll(row["question"], tuple(json.loads(row["options"] or "[]")))


def poll_values(poll: Poll) -> dict[str, Any]:
    """The columns of a poll that hold what it asks."""
    return {"question": poll.question, "options": dump(poll.options)}


def draft_from(row: RowMapping) -> Draft:
    """A row of `drafts`."""
    former = json.loads(row["former"]) if row["former"] else ()
    return Draft(
        **{
            **row,
            "state": DraftState(row["state"]),
            "summary": summary_from_json(row["summary"]),
            "automatic": summary_from_json(row["automatic"]),
            "former": tuple(summary_from_json(each) for each in former),
        }
    )


def draft_values(draft: Draft) -> dict[str, Any]:
    """Every column of a draft but its id."""
    former = [summary_to_json(each) for each in draft.former]
    return {
        "coverage_id": draft.coverage_id,
        "version": draft.version,
        "state": draft.state.value,
        "summary": summary_to_json(draft.summary),
        "automatic": summary_to_json(draft.automatic),
        "former": dump(former) if former else "",
        "created_at": draft.created_at,
        "due_at": draft.due_at,
        "unpolished": draft.unpolished,
        "post_id": draft.post_id,
        "actor_id": draft.actor_id,
        "settled_at": draft.settled_at,
    }


def question_from(row: RowMapping) -> Question:
    """A row of `draft_questions`."""
    return Question(**{**row, "kind": QuestionKind(row["kind"])})


def panel_from(row: RowMapping) -> Panel:
    """A row of `draft_panels`."""
    return Panel(**{**row, "messages": messages_from_json(row["messages"])})


def editor_from(row: RowMapping) -> Editor:
    """A row of `editors`, whose columns are the fields."""
    return Editor(**row)


def audit_entry_from(row: RowMapping) -> AuditEntry:
    """A row of `audit`."""
    return AuditEntry(
        at=row["at"], actor_id=row["actor_id"], action=row["action"], details=row["details"]
    )
