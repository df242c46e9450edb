import errno
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from builders import at

from bot.errors import AlreadyRunning, StorageError
from storage import InstanceLock

HOLD = """
import sys, time
from datetime import UTC, datetime
from storage import InstanceLock
lock = InstanceLock(sys.argv[1])
lock.acquire(datetime(2025, 6, 2, 11, 45, tzinfo=UTC))
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/dateline.db"


def other_process(url: str) -> subprocess.Popen[str]:
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLD, url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- ours
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_told_who_runs_and_gets_in_after_a_kill(url: str) -> None:
    with other_process(url) as process:
        try:
            with pytest.raises(AlreadyRunning) as refusal:
                InstanceLock(url).acquire(at(1))
            assert str(refusal.value) == (
                f"Dateline is already running on this database: process {process.pid} on host "
                f"{socket.gethostname()} since 2025-06-02 11:45 UTC. "
                "Stop it first, or use another DATELINE_DATABASE_URL."
            )
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    lock = InstanceLock(url)
    lock.acquire(at(2))
    lock.release()


def test_both_spellings_and_links_mean_the_same_lock(url: str, tmp_path: Path) -> None:
    first = InstanceLock(url)
    first.acquire(at())
    (tmp_path / "link").symlink_to(tmp_path / "data")
    for other in (
        url.replace("sqlite:", "sqlite+aiosqlite:"),
        f"sqlite:///{tmp_path}/link/dateline.db",
    ):
        with pytest.raises(AlreadyRunning, match=f"process {os.getpid()} on host"):
            InstanceLock(other).acquire(at(1))
    first.release()


def test_a_released_lock_can_be_taken_again(url: str) -> None:
    lock = InstanceLock(url)
    lock.release()
    for minute in range(3):
        lock.acquire(at(minute))
        lock.release()


def test_another_database_is_another_lock(url: str, tmp_path: Path) -> None:
    first, second = InstanceLock(url), InstanceLock(f"sqlite:///{tmp_path}/data/second.db")
    first.acquire(at())
    second.acquire(at())
    first.release()
    second.release()


def test_a_holder_that_has_not_yet_said_who_it_is(url: str, tmp_path: Path) -> None:
    lock = InstanceLock(url)
    lock.acquire(at())
    (tmp_path / "data" / "dateline.db.lock").write_text("")
    with pytest.raises(AlreadyRunning, match="another process, which has only just started"):
        InstanceLock(url).acquire(at())
    lock.release()


def test_a_place_that_cannot_be_written_to_is_refused_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "dateline.db.lock").mkdir()
    with pytest.raises(StorageError, match="DATELINE_DATABASE_URL"):
        InstanceLock(f"sqlite:///{tmp_path}/dateline.db").acquire(at())


def test_another_database_than_sqlite_is_refused_in_words() -> None:
    with pytest.raises(StorageError, match="supports SQLite only"):
        InstanceLock("postgresql+asyncpg://localhost/dateline")


def test_a_full_disk_is_named_and_leaves_the_lock_free(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    lock = InstanceLock(url)
    with monkeypatch.context() as broken:
        broken.setattr(os, "pwrite", full)
        with pytest.raises(StorageError, match="Make room on the disk"):
            lock.acquire(at(1))
    other = InstanceLock(url)
    other.acquire(at(2))
    other.release()
