import asyncio
from collections.abc import Sequence

import pytest

from storage.group_commit import GroupCommit


class Disk:
    """A commit that waits until it is let go, and remembers each group."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception | None = None

    async def commit(self, items: Sequence[str]) -> None:
        self.groups.append(list(items))
        await self.gate.wait()
        if self.error:
            raise self.error


async def settle() -> None:
    """Let everything run that can."""
    for _ in range(20):
        await asyncio.sleep(0)


def begin(commits: GroupCommit[str], *items: str) -> list[asyncio.Future[None]]:
    return [asyncio.ensure_future(commits.add(item)) for item in items]


async def test_a_lone_caller_waits_for_nobody() -> None:
    disk = Disk()
    commits = GroupCommit(disk.commit)
    await commits.add("a")
    await commits.add("b")
    assert disk.groups == [["a"], ["b"]]


async def test_who_comes_during_a_commit_shares_the_next() -> None:
    disk = Disk()
    commits = GroupCommit(disk.commit)
    disk.gate.clear()
    callers = begin(commits, "a")
    await settle()
    callers += begin(commits, "b", "c", "d")
    await settle()
    assert disk.groups == [["a"]]
    disk.gate.set()
    await asyncio.gather(*callers)
    assert disk.groups == [["a"], ["b", "c", "d"]]


async def test_nobody_returns_before_the_commit() -> None:
    disk = Disk()
    commits = GroupCommit(disk.commit)
    disk.gate.clear()
    callers = begin(commits, "a", "b")
    await settle()
    assert not any(caller.done() for caller in callers)
    disk.gate.set()
    await asyncio.gather(*callers)


async def test_an_error_reaches_every_caller_of_the_group_and_no_other() -> None:
    disk = Disk()
    commits = GroupCommit(disk.commit)
    disk.error = OSError("disk full")
    outcomes = await asyncio.gather(*begin(commits, "a", "b", "c"), return_exceptions=True)
    assert [str(outcome) for outcome in outcomes] == ["disk full"] * 3
    disk.error = None
    await commits.add("d")
    assert disk.groups[-1] == ["d"]


async def test_a_cancelled_caller_among_others_is_still_committed() -> None:
    disk = Disk()
    commits = GroupCommit(disk.commit)
    disk.gate.clear()
    first, second, third = begin(commits, "a", "b", "c")
    await settle()
    second.cancel()
    await settle()
    disk.gate.set()
    await asyncio.gather(first, third)
    assert second.cancelled()
    assert sorted(item for group in disk.groups for item in group) == ["a", "b", "c"]


async def test_a_cancelled_leader_hands_its_group_to_the_next() -> None:
    disk = Disk()
    commits = GroupCommit(disk.commit)
    disk.gate.clear()
    leader, *others = begin(commits, "a", "b", "c")
    await settle()
    leader.cancel()
    await settle()
    disk.gate.set()
    await asyncio.gather(*others)
    assert leader.cancelled()
    assert disk.groups == [["a"], ["a", "b", "c"]]


async def test_what_a_lone_cancelled_caller_left_is_flushed() -> None:
    disk = Disk()
    commits = GroupCommit(disk.commit)
    disk.gate.clear()
    (caller,) = begin(commits, "a")
    await settle()
    caller.cancel()
    await settle()
    disk.gate.set()
    await commits.flush()
    await commits.flush()
    assert disk.groups == [["a"], ["a"]]


async def test_a_flush_that_fails_says_so() -> None:
    disk = Disk()
    commits = GroupCommit(disk.commit)
    disk.gate.clear()
    (caller,) = begin(commits, "a")
    await settle()
    caller.cancel()
    await settle()
    disk.gate.set()
    disk.error = OSError("disk full")
    with pytest.raises(OSError, match="disk full"):
        await commits.flush()
