"""Fair shares of one budget, by weight. Pure but for its memory.

Start-time fair queueing (Goyal, Vin and Cheng, 1996), a relative of deficit round robin: every
taker has a tag that grows by cost / weight, and the lowest tag goes first. Who was idle begins
again at the present tag: it is served at once, and has saved nothing up to drown others with.
"""

from collections import deque
from collections.abc import Collection, Hashable, Iterable, Iterator
from typing import Generic, Protocol, TypeVar

Taker = TypeVar("Taker", bound=Hashable)


class Shared(Protocol):
    """Something that is done on behalf of a taker."""

    @property
    def share(self) -> int:
        """The taker."""
        ...


Piece = TypeVar("Piece", bound=Shared)


class Shares(Generic[Taker]):
    """Whose turn it is, and what each has taken."""

    def __init__(self) -> None:
        self._present = 0.0
        self._tags: dict[Taker, float] = {}

    def first(self, takers: Collection[Taker]) -> Taker:
        """Whose turn it is among these; the first of several who are equal."""
        return min(takers, key=self._tag)

    def charge(self, taker: Taker, cost: int, weight: float = 1.0) -> None:
        """Count `cost` as taken; with twice the weight it counts half."""
        self._present = max(self._present, self._tag(taker))
        tag = self._tag(taker) + cost / weight
        # Only those ahead of the present differ from somebody who was never served.
        self._tags = {key: old for key, old in self._tags.items() if old > self._present}
        self._tags[taker] = tag

    def _tag(self, taker: Taker) -> float:
        return max(self._tags.get(taker, 0.0), self._present)


def in_turn(pieces: Iterable[Piece], shares: Shares[int]) -> Iterator[Piece]:
    """The pieces, always one of the taker whose turn it is; within a taker in the order given.

    Whoever takes a piece charges for it before asking for the next.
    """
    queues: dict[int, deque[Piece]] = {}
    for piece in pieces:
        queues.setdefault(piece.share, deque()).append(piece)
    while queues:
        taker = shares.first(queues)
        yield queues[taker].popleft()
        if not queues[taker]:
            del queues[taker]
