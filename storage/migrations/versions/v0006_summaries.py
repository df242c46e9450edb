"""Drafts of summaries, summaries on schedule, and what pictures look like."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Change nothing."""
