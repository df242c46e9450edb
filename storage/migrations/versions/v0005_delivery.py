"""What delivery notes down before a request leaves, what it has spent, and who runs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Mark who runs; make room for what is on its way, how doubts were settled, what was paid."""
    _who_runs()
    _intents()
    _spending()


def _who_runs() -> None:
    running: sa.Column[bool] = sa.Column(
        "running", sa.Boolean(), nullable=False, server_default=sa.true()
    )
    op.add_column("subscriptions", running)
    op.execute(
        "UPDATE subscriptions SET running = 0 WHERE stopped_because <> ''"
        " OR chat_id IN (SELECT id FROM chats WHERE stopped_because <> '')"
    )
    op.drop_index("ix_subscriptions_coverage_id_cursor", "subscriptions")
    op.create_index(
        "ix_subscriptions_coverage_id_cursor",
        "subscriptions",
        ["coverage_id", "cursor"],
        sqlite_where=sa.text("running IS 1"),
    )


def _intents() -> None:
    op.add_column("chats", sa.Column("last_message_id", sa.BigInteger(), nullable=True))
    op.create_table(
        "intents",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after_id", sa.BigInteger(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=True),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("more", sa.Boolean(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=True),
        sa.Column("others", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_intents"),
    )
    op.create_table(
        "settlements",
        sa.Column("settled", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("settled", name="pk_settlements"),
    )


def _spending() -> None:
    op.create_table(
        "spending",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_spending"),
    )
