"""Many callers, one commit. No timer and no task: whoever comes first commits for all.

While one caller's commit runs, the others gather; the next in line then commits all of them at
once. A lone caller waits for nobody, and under load a commit is shared by as many as came.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")


class GroupCommit(Generic[Item]):
    """Collects items and hands them to `commit`, which must bear being given an item twice."""

    def __init__(self, commit: Callable[[Sequence[Item]], Awaitable[None]]) -> None:
        self._commit = commit
        self._waiting: list[tuple[Item, asyncio.Future[None]]] = []
        self._committing = asyncio.Lock()

    async def add(self, item: Item) -> None:
        """Return when `item` is committed; raise what its commit raised.

        A cancelled caller's item is still committed: with the next group, or by `flush`.
        """
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        try:
            async with self._committing:
                if not done.done():
                    await self._commit_waiting()
            await done
        finally:
            done.cancel()  # nobody listens any more; without effect once it is settled

    async def flush(self) -> None:
        """Commit what cancelled callers left behind; raise what that raised."""
        async with self._committing:
            if error := await self._commit_waiting():
                raise error

    async def _commit_waiting(self) -> Exception | None:
        group, self._waiting = self._waiting, []
        if not group:
            return None
        try:
            await self._commit([item for item, _ in group])
        except asyncio.CancelledError:
            # This caller goes, its group stays; whether it was committed is not known here, so
            # the next in line commits it (again).
            self._waiting = group + self._waiting
            raise
        except Exception as error:  # noqa: BLE001 -- each caller raises it from its own `add`
            for _, done in group:
                if not done.done():
                    done.set_exception(error)
            return error
        for _, done in group:
            if not done.done():
                done.set_result(None)
        return None
