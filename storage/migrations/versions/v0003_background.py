"""The page around the posts: sections that readers look up, versioned like posts."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Change nothing."""
