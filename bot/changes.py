"""What changed between what is stored and what a source shows now. Pure: no I/O, no clock."""

from dataclasses import dataclass

from bot.model import ChangeKind, Post


@dataclass(frozen=True, slots=True)
class PostChange:
    """A post as it should be stored, and the changes that readers must learn of, in order.

    A new post has id 0. Without `kinds` it is bookkeeping (history at first sight, a moved
    position, an absence counted) that no reader is told about.
    """

    post: Post
    kinds: tuple[ChangeKind, ...] = ()
