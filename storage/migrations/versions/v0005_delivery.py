"""What delivery notes down before a request leaves, and what it has spent."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Change nothing."""
