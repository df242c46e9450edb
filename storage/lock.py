"""One process a database: two bots on one token and one file would post everything twice.

The lock is the kernel's (flock), so it goes with the process, however that ends. The file beside
the database only says who holds it; it stays behind, because removing it would let two processes
lock two files of the same name.
"""

import fcntl
import json
import os
import socket
from datetime import datetime

from bot.errors import AlreadyRunning
from storage.location import SETTING, cannot_use, database_file, make_folder


class InstanceLock:
    """The right to run on the database at `url`. StorageError for anything but a SQLite file."""

    def __init__(self, url: str) -> None:
        file = database_file(url)
        self._file = file.with_name(file.name + ".lock")
        self._descriptor: int | None = None

    def acquire(self, now: datetime) -> None:
        """Take the lock, leaving our name on it. AlreadyRunning when another process has it."""
        make_folder(self._file)
        try:
            descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise cannot_use(self._file, error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _described(os.pread(descriptor, 4096, 0))
            os.close(descriptor)
            raise AlreadyRunning(
                f"Dateline is already running on this database: {holder}. "
                f"Stop it first, or use another {SETTING}."
            ) from None
        except OSError as error:
            os.close(descriptor)
            raise cannot_use(self._file, error) from error
        try:
            _sign(descriptor, now)
        except OSError as error:  # a full disk
            os.close(descriptor)
            raise cannot_use(self._file, error) from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; without one it does nothing."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None


def _sign(descriptor: int, now: datetime) -> None:
    name = {"host": socket.gethostname(), "pid": os.getpid(), "since": now.isoformat()}
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(name).encode(), 0)


def _described(content: bytes) -> str:
    try:
        name = json.loads(content)
        since = datetime.fromisoformat(name["since"])
        return f"process {name['pid']} on host {name['host']} since {since:%Y-%m-%d %H:%M} UTC"
    except (ValueError, KeyError, TypeError):
        return "another process, which has only just started"
