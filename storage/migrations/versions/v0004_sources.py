"""What watching several sources of one coverage needs to know."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Change nothing."""
