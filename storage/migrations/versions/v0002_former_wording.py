"""What a post said before its newest edit, so that an old copy of a page is not taken for news."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add two columns that are empty for posts that never changed."""
    op.add_column("posts", sa.Column("former", sa.Text(), nullable=True))
    op.add_column("posts", sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
