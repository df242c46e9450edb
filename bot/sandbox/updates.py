"""The queue behind getUpdates. Pure but for state."""

from collections import deque
from collections.abc import Iterable

from bot.sandbox.rules import Json

_OFF_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """Updates with rising ids, kept until an offset above theirs confirms them."""

    def __init__(self) -> None:
        self._waiting: deque[Json] = deque()
        self._next_id = 1
        self._allowed: frozenset[str] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def allow(self, kinds: Iterable[str]) -> None:
        """What to queue from now on; nothing named means all but what is off by default."""
        self._allowed = frozenset(kinds) or None

    def add(self, kind: str, body: Json) -> None:
        """Queue one update, unless its kind is not wanted."""
        wanted = kind in self._allowed if self._allowed else kind not in _OFF_BY_DEFAULT
        if wanted:
            self._waiting.append({"update_id": self._next_id, kind: body})
            self._next_id += 1

    def take(self, offset: int, limit: int) -> list[Json]:
        """Updates from `offset` on; earlier ones are forgotten. Below 0 it counts from the end."""
        if offset < 0:
            keep = min(-offset, len(self._waiting))
            offset = self._next_id - keep
        while offset and self._waiting and self._waiting[0]["update_id"] < offset:
            self._waiting.popleft()
        return list(self._waiting)[: max(1, min(limit or 100, 100))]
