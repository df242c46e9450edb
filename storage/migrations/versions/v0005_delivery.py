"""What delivery notes down before a request leaves, what it has spent, and who runs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Mark the subscriptions that run, and index those alone by how far behind they are."""
    _who_runs()


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
