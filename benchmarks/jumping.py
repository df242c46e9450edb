"""Time that jumps: instead of waiting, the clock moves on."""

import asyncio
import selectors
from datetime import UTC, datetime, timedelta

START = datetime(2025, 6, 2, 12, tzinfo=UTC)


class _Jump(selectors.DefaultSelector):
    """Instead of waiting, moves the clock on."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready; if nothing is, it is `timeout` seconds later at once."""
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop in which waiting takes no time, though its clock says that it did."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        """Seconds since the beginning."""
        return self._jump.now


def now() -> datetime:
    """The simulated time."""
    return START + timedelta(seconds=asyncio.get_running_loop().time())
