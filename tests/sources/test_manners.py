"""A host is asked one thing at a time, with a rest between two; others need not wait for it."""

import asyncio

import pytest
from source_site import MakeFetcher, Names, Request, Site, answer

from bot.errors import SourceError
from bot.sources.fetch import Fetcher
from bot.sources.manners import Turns


class Crowd:
    """Answers once `enough` requests are in at a time, or after a moment; counts the most at once.

    The moment is short, but many times longer than the way from one request to the next.
    """

    def __init__(self, enough: int) -> None:
        self.inside = self.most = 0
        self._enough = enough
        self._full = asyncio.Event()

    async def __call__(self, _: Request, writer: asyncio.StreamWriter) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        if self.inside >= self._enough:
            self._full.set()
        try:
            async with asyncio.timeout(0.05):
                await self._full.wait()
        except TimeoutError:
            pass
        self.inside -= 1
        writer.write(answer("page"))
        await writer.drain()


async def test_one_host_is_asked_one_thing_at_a_time(site: Site, fetcher: Fetcher) -> None:
    crowd = Crowd(enough=2)
    site.answers["/a"] = site.answers["/b"] = site.answers["/photo"] = crowd

    async with asyncio.TaskGroup() as group:
        group.create_task(fetcher.fetch(site.url("/a")))
        group.create_task(fetcher.fetch(site.url("/b")))
        group.create_task(fetcher.download(site.url("/photo"), max_bytes=100))

    assert len(site.requests) == 3
    assert crowd.most == 1


async def test_different_hosts_are_asked_at_the_same_time(
    site: Site, make_fetcher: MakeFetcher, names: Names
) -> None:
    names.table = {"one.example": [["127.0.0.1"]], "two.example": [["127.0.0.1"]]}
    fetcher = await make_fetcher(allowed=frozenset(names.table))
    crowd = site.answers["/"] = Crowd(enough=2)

    async with asyncio.TaskGroup() as group:
        for host in names.table:
            group.create_task(fetcher.fetch(site.url("/", host=host)))

    assert crowd.most == 2


async def test_a_host_rests_between_two_requests(
    site: Site, make_fetcher: MakeFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []

    async def note(seconds: float) -> None:
        rests.append(seconds)

    fetcher = await make_fetcher(pause=60.0)
    monkeypatch.setattr("bot.sources.manners.asyncio.sleep", note)
    for number in range(2):
        await fetcher.fetch(site.page(f"/{number}", "page"))

    assert rests[0] == 0.0
    assert 0.0 < rests[1] <= 60.0


async def test_hosts_that_redirect_to_each_other_do_not_wait_for_each_other(
    site: Site, make_fetcher: MakeFetcher, names: Names
) -> None:
    names.table = {"one.example": [["127.0.0.1"]], "two.example": [["127.0.0.1"]]}
    fetcher = await make_fetcher(allowed=frozenset(names.table))
    site.page("/page", "page")
    site.redirect("/to-one", site.url("/page", host="one.example"))
    site.redirect("/to-two", site.url("/page", host="two.example"))

    async with asyncio.TaskGroup() as group:
        first = group.create_task(fetcher.fetch(site.url("/to-two", host="one.example")))
        second = group.create_task(fetcher.fetch(site.url("/to-one", host="two.example")))

    assert first.result().body == second.result().body == b"page"


async def test_waiting_for_a_turn_counts_towards_no_timeout(
    site: Site, make_fetcher: MakeFetcher
) -> None:
    async def take_time(_: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.1)
        writer.write(answer("page"))
        await writer.drain()

    site.answers["/"] = take_time
    fetcher = await make_fetcher(total=0.25)

    got = await asyncio.gather(*(fetcher.fetch(site.url("/")) for _ in range(4)))

    assert [one.body for one in got] == [b"page"] * 4


async def test_a_turn_ends_with_a_failure_too(site: Site, fetcher: Fetcher) -> None:
    site.answers["/gone"] = answer("", status=410)
    site.redirect("/inside", "http://10.0.0.1/")
    for path in ("/gone", "/inside"):
        with pytest.raises(SourceError):
            await fetcher.fetch(site.url(path))
    assert (await fetcher.fetch(site.page("/live", "page"))).body == b"page"


async def test_whoever_gives_up_waiting_leaves_the_turn_to_the_next() -> None:
    turns = Turns(pause=0.0)
    async with turns.at("news.example"):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), turns.at("news.example"):
                pass
    async with asyncio.timeout(1), turns.at("news.example"):
        pass


async def test_hosts_are_forgotten_once_they_have_rested() -> None:
    turns = Turns(pause=0.0)
    for number in range(50):
        async with turns.at(f"{number}.example"):
            pass
    assert len(turns._hosts) <= 1
