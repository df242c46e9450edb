"""What watching several sources of one coverage needs to know."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Remember what a page said of itself, how a source fares, and which posts are held back."""
    for column in (
        sa.Column("reopening_proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopening_reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("reopening_dismissed_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("coverages", column)
    for fact in (
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("misfits", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("title", sa.Text(), nullable=False, server_default=""),
        sa.Column("live_title", sa.Text(), nullable=False, server_default=""),
        sa.Column("live", sa.Boolean(), nullable=True),
        sa.Column("told", sa.String(length=32), nullable=True),
        sa.Column("told_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pinned_format", sa.Text(), nullable=False, server_default=""),
        sa.Column("selectors", sa.Text(), nullable=False, server_default=""),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("sources", fact)
    op.add_column(
        "posts", sa.Column("unannounced", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("posts", sa.Column("duplicate_of", sa.Integer(), nullable=True))
    held_back = sa.text("unannounced")
    op.create_index(
        "ix_posts_unannounced",
        "posts",
        ["coverage_id"],
        sqlite_where=held_back,
        postgresql_where=held_back,
    )
