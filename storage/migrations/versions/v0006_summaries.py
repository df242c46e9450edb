"""Drafts, summaries on schedule, what the model was asked for, what pictures look like, polls."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make their tables."""
    _drafts()
    _rounds()
    _model()
    _pictures()
    _polls()


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coverage_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Text(), nullable=False),
        sa.Column("former", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unpolished", sa.Boolean(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.ForeignKeyConstraint(["coverage_id"], ["coverages.id"], name="fk_drafts_coverage_id"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_drafts_post_id"),
    )
    op.create_index("ix_drafts_coverage_id", "drafts", ["coverage_id"])
    op.create_index("ix_drafts_state", "drafts", ["state"])
    op.create_table(
        "draft_panels",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("messages", sa.Text(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "user_id", name="pk_draft_panels"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_draft_panels_draft_id"),
    )
    op.create_table(
        "draft_questions",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_draft_questions"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_draft_questions_draft_id"),
    )


def _rounds() -> None:
    op.create_table(
        "summary_rounds",
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("every_minutes", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", name="pk_summary_rounds"),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscriptions.id"], name="fk_summary_rounds_subscription_id"
        ),
    )
    op.create_index("ix_summary_rounds_next_at", "summary_rounds", ["next_at"])


def _model() -> None:
    op.create_table(
        "model_use",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_model_use"),
    )


def _pictures() -> None:
    op.create_table(
        "picture_prints",
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("print", sa.String(length=16), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("identity", name="pk_picture_prints"),
    )


def _polls() -> None:
    op.create_table(
        "polls",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("broadcast_id", name="pk_polls"),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name="fk_polls_broadcast_id"),
    )
    op.create_table(
        "poll_messages",
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("broadcast_id", "chat_id", name="pk_poll_messages"),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["polls.broadcast_id"], name="fk_poll_messages_broadcast_id"
        ),
    )
    op.create_index("ix_poll_messages_poll_id", "poll_messages", ["poll_id"])
