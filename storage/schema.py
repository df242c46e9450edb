"""The tables. What each column means is told by the dataclass it belongs to in `bot.model`.

Texts that are stored as JSON are written and read in `storage.plain_json` and
`storage.summary_json` only. Every table that belongs to a chat carries its `shard`, so that several
workers can share the chats between them one day.
"""

import zlib
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.types import TypeDecorator

SHARDS: Final = 256
"""How many parts the chats can be split into."""


def shard_of(chat_id: int) -> int:
    """The shard of a chat, 0 to 255: the same in every process, version and database."""
    return zlib.crc32(str(chat_id).encode()) % SHARDS


class UtcTime(TypeDecorator[datetime]):
    """Aware times, stored and answered in UTC. A naive time is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC; without the zone where the database has no type for it (SQLite)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A time without a zone cannot be stored: {value!r}.")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware and in UTC, whatever the database answered."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


# A column `added` to a table that has rows already gives them its value in the database itself.


def _text(name: str, *, default: str | None = "", added: bool = False) -> Column[str]:
    return Column(name, Text, nullable=False, default=default, server_default="" if added else None)


def _word(name: str) -> Column[str]:
    """One of our own short words: an enum's value."""
    return Column(name, String(32), nullable=False)


def _flag(name: str, *, default: bool = False, added: bool = False) -> Column[bool]:
    return Column(
        name, Boolean, nullable=False, default=default, server_default=false() if added else None
    )


def _count(name: str, *, added: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=False, default=0, server_default="0" if added else None)


def _time(name: str, *, nullable: bool = True) -> Column[datetime]:
    return Column(name, UtcTime, nullable=nullable)


# --- Coverages ------------------------------------------------------------------------------------

coverages = Table(
    "coverages",
    metadata,
    Column("id", Integer, primary_key=True),
    _text("title", default=None),
    _word("language"),
    _text("timezone", default=None),
    _word("state"),
    _time("created_at", nullable=False),
    _count("head"),
    _time("starts_at"),
    _time("concluded_at"),
    _time("end_proposed_at"),
    _text("end_reason"),
    _time("end_dismissed_at"),
    _time("reopening_proposed_at"),
    _text("reopening_reason", added=True),
    _time("reopening_dismissed_at"),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("coverage_id", ForeignKey(coverages.c.id), nullable=False, index=True),
    Column("url", Text, nullable=False, index=True),
    _text("format"),
    _time("next_poll_at"),
    _time("last_good_at"),
    _count("failures"),
    _text("broken_because"),
    _text("etag"),
    _text("last_modified"),
    _text("body_hash"),
    _time("failing_since"),
    _count("misfits", added=True),
    _text("title", added=True),
    _text("live_title", added=True),
    Column("live", Boolean, nullable=True),
    Column("told", String(32), nullable=True),
    _time("told_since"),
    _text("pinned_format", added=True),
    _text("selectors", added=True),
    _time("removed_at"),
)

posts = Table(
    "posts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("coverage_id", ForeignKey(coverages.c.id), nullable=False),
    # Empty for summaries, which come from no source; a source shows each key once.
    Column("source_id", ForeignKey(sources.c.id), nullable=True),
    _text("key", default=None),
    _word("kind"),
    _count("revision"),
    _count("position"),
    _text("headline"),
    _text("body"),
    _text("media"),
    _time("posted_at", nullable=False),
    _time("first_seen_at", nullable=False),
    _text("url"),
    _flag("key_moment"),
    _flag("pinned"),
    _count("posted_seq"),
    _time("corrected_at"),
    _time("withdrawn_at"),
    _count("absences"),
    Column("former", Text, nullable=True),
    _time("edited_at"),
    _flag("unannounced", added=True),
    Column("duplicate_of", Integer, nullable=True),
    _text("summary"),
    UniqueConstraint("source_id", "key"),
    Index(None, "coverage_id", "position"),
    # The few that are held back are looked for every second.
    Index(
        "ix_posts_unannounced",
        "coverage_id",
        sqlite_where=text("unannounced"),
        postgresql_where=text("unannounced"),
    ),
)

changes = Table(
    "changes",
    metadata,
    Column("coverage_id", ForeignKey(coverages.c.id), nullable=False),
    Column("seq", Integer, nullable=False, autoincrement=False),
    _word("kind"),
    Column("post_id", ForeignKey(posts.c.id), nullable=False),
    _time("at", nullable=False),
    PrimaryKeyConstraint("coverage_id", "seq"),
)

# Keys need not be unique: a heading may go to and fro between a withdrawn section and a new one.
sections = Table(
    "sections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("coverage_id", ForeignKey(coverages.c.id), nullable=False, index=True),
    Column("source_id", ForeignKey(sources.c.id), nullable=False),
    _text("key", default=None),
    _word("kind"),
    _count("revision"),
    _count("position"),
    _text("heading"),
    _text("body"),
    _text("media"),
    _time("first_seen_at", nullable=False),
    _text("url"),
    _time("changed_at"),
    _time("withdrawn_at"),
    _count("absences"),
    Column("former", Text, nullable=True),
)

# Every revision, the newest too: what a section said, and from when on.
section_revisions = Table(
    "section_revisions",
    metadata,
    Column("section_id", ForeignKey(sections.c.id), nullable=False),
    Column("revision", Integer, nullable=False, autoincrement=False),
    _text("heading"),
    _text("body"),
    _text("media"),
    _text("url"),
    _time("at", nullable=False),
    PrimaryKeyConstraint("section_id", "revision"),
)

# --- Chats and what they have been shown ----------------------------------------------------------

chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    _word("kind"),
    _text("title"),
    _text("username"),
    _text("language"),
    _text("stopped_because"),
    _flag("can_pin"),
    Column("shard", Integer, nullable=False),
    _time("saved_at", nullable=False),
    _time("stopped_at"),
    # Of channels only; empty until one is known.
    Column("last_message_id", BigInteger, nullable=True),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", ForeignKey(chats.c.id), nullable=False),
    Column("coverage_id", ForeignKey(coverages.c.id), nullable=False),
    # 0 stands for "no topic": a unique constraint takes empty values for different ones.
    Column("topic_id", BigInteger, nullable=False, default=0),
    _word("level"),
    _flag("photos", default=True),
    _flag("videos", default=True),
    _flag("sound", default=True),
    _count("since"),
    _count("cursor"),
    _time("next_at"),
    _text("stopped_because"),
    Column("shard", Integer, nullable=False),
    _time("started_at", nullable=False),
    # That neither it nor its chat is stopped. Said here too, so that a million readers who left
    # need not be stepped over to find the ten who are behind.
    Column("running", Boolean, nullable=False, default=True, server_default=true()),
    UniqueConstraint("chat_id", "coverage_id", "topic_id"),
)
Index(
    "ix_subscriptions_coverage_id_cursor",
    subscriptions.c.coverage_id,
    subscriptions.c.cursor,
    sqlite_where=subscriptions.c.running.is_(True),
    postgresql_where=subscriptions.c.running.is_(True),
)

# The largest table by far: one row a chat and post. Kept without a separate key where SQLite can.
deliveries = Table(
    "deliveries",
    metadata,
    Column("subscription_id", ForeignKey(subscriptions.c.id), nullable=False),
    Column("post_id", ForeignKey(posts.c.id), nullable=False),
    _count("revision"),
    _text("messages"),
    _time("sent_at", nullable=False),
    _flag("complete", default=True),
    _flag("pinned"),
    _flag("digest"),
    PrimaryKeyConstraint("subscription_id", "post_id"),
    sqlite_with_rowid=False,
)

files = Table(
    "files",
    metadata,
    Column("identity", Text, primary_key=True),
    _text("file_id", default=None),
)

# --- Broadcasts -----------------------------------------------------------------------------------

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("author_id", BigInteger, nullable=False),
    _word("state"),
    _text("text"),
    _text("media"),
    _time("created_at", nullable=False),
    _time("confirmed_at"),
    # Empty until the author chose.
    Column("audience", String(32), nullable=True),
    Column("audience_coverage_id", ForeignKey(coverages.c.id), nullable=True),
    _text("album_id"),
    _count("total"),
    _count("sent"),
    _count("failed"),
    _count("recalled"),
    Column("progress_message_id", BigInteger, nullable=True),
    Index(None, "state"),
)

# What became of one chat. No row: nothing was tried yet. No `recorded_at`: held until `next_at`.
# Chats are not referenced: an entry outlives a chat's move to another id.
broadcast_entries = Table(
    "broadcast_entries",
    metadata,
    Column("broadcast_id", ForeignKey(broadcasts.c.id), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    _text("messages"),
    _text("error"),
    _time("next_at"),
    _time("recorded_at"),
    # Whether nothing is left to recall: all deleted, or it failed, or nothing was sent.
    _flag("recall_over"),
    _text("recall_error"),
    PrimaryKeyConstraint("broadcast_id", "chat_id"),
    Index(None, "broadcast_id", "recall_over"),
    Index(None, "chat_id"),
)

# --- Sends that are on their way ------------------------------------------------------------------

# One send a chat is in flight, so there is at most one intent a chat. What it is for is not
# referenced: it may be gone by the time the intent is settled.
intents = Table(
    "intents",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    _time("at", nullable=False),
    Column("after_id", BigInteger, nullable=False),
    _text("items"),
    Column("subscription_id", Integer, nullable=True),
    _count("cursor"),
    _text("rows"),
    _count("position"),
    _flag("more"),
    Column("broadcast_id", Integer, nullable=True),
    # The ids of other people's messages that came since, with spaces between.
    _text("others"),
    _time("asked_at"),
    _text("answer"),
)

# How many uncertain sends were settled in which way, since the database was made.
settlements = Table(
    "settlements",
    metadata,
    Column("settled", String(32), primary_key=True),
    _count("count"),
)

# How many messages were paid for on a day of UTC, counted before they leave.
spending = Table(
    "spending",
    metadata,
    Column("day", Date, primary_key=True),
    _count("messages"),
)

# What a broadcast asks, where it is a poll. The question is empty while it is still to be written.
polls = Table(
    "polls",
    metadata,
    Column("broadcast_id", ForeignKey(broadcasts.c.id), primary_key=True),
    _text("question"),
    _text("options"),
    # Whether its coverage has ended and nothing is left to stop.
    _flag("over"),
)

# How a poll stands in each chat. Chats are not referenced: votes outlive a chat's move.
# Once it is over, chat 0 has the votes of all private chats, and theirs are empty.
poll_messages = Table(
    "poll_messages",
    metadata,
    Column("broadcast_id", ForeignKey(polls.c.broadcast_id), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    _text("poll_id"),
    _text("counts"),
    _count("voters"),
    _flag("stopped"),
    PrimaryKeyConstraint("broadcast_id", "chat_id"),
    Index(None, "poll_id"),
)

# --- Staff, notices, heartbeat --------------------------------------------------------------------

editors = Table(
    "editors",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    _text("name"),
    Column("appointed_by", BigInteger, nullable=False),
    _time("appointed_at", nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    _time("at", nullable=False),
    Column("actor_id", BigInteger, nullable=False),
    _text("action", default=None),
    _text("details"),
)

# Chats are not referenced: an owner may be told something before ever writing to the bot.
notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    _text("part"),
    _time("created_at", nullable=False),
    _time("next_at"),
    # Only for notices that are said once; such rows stay after they are settled.
    Column("once", Text, nullable=True),
    _flag("settled"),
    UniqueConstraint("chat_id", "once"),
)

# --- Summaries ------------------------------------------------------------------------------------

drafts = Table(
    "drafts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("coverage_id", ForeignKey(coverages.c.id), nullable=False, index=True),
    _count("version"),
    _word("state"),
    _text("summary"),
    _text("automatic"),
    _text("former"),
    _time("created_at", nullable=False),
    _time("due_at", nullable=False),
    _flag("unpolished"),
    Column("post_id", ForeignKey(posts.c.id), nullable=True),
    Column("actor_id", BigInteger, nullable=False, default=0),
    _time("settled_at"),
    Index(None, "state"),
)

# Where a draft stands in each editor's chat.
draft_panels = Table(
    "draft_panels",
    metadata,
    Column("draft_id", ForeignKey(drafts.c.id), nullable=False),
    Column("user_id", BigInteger, nullable=False),
    _text("messages"),
    _flag("gone"),
    PrimaryKeyConstraint("draft_id", "user_id"),
)

# What an editor's next message means; one question at a time.
draft_questions = Table(
    "draft_questions",
    metadata,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("draft_id", ForeignKey(drafts.c.id), nullable=False),
    _word("kind"),
    _text("about"),
)

# Summaries on schedule. No row: the subscription asked for none.
summary_rounds = Table(
    "summary_rounds",
    metadata,
    Column("subscription_id", ForeignKey(subscriptions.c.id), primary_key=True),
    _count("every_minutes"),
    _time("next_at", nullable=False),
    # The coverage's head when it was last told: nothing newer, nothing to tell.
    _count("told"),
    Index(None, "next_at"),
)

# What the model was asked for on each day (in UTC, as 2025-06-02).
model_use = Table(
    "model_use",
    metadata,
    Column("day", String(10), primary_key=True),
    _count("requests"),
    _count("tokens"),
)

# What pictures look like, for telling copies; the print is empty for what could not be read then.
picture_prints = Table(
    "picture_prints",
    metadata,
    Column("identity", Text, primary_key=True),
    Column("print", String(16), nullable=False, default=""),
    _time("looked_at", nullable=False),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _time("at", nullable=False),
)
