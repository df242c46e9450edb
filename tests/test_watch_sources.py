"""The watcher with several sources of one coverage, and with editors who set them meanwhile."""

import asyncio

from builders import START, at, post, seen, snapshot
from watch_stage import FakeStore, Story

from bot.model import CoverageState
from bot.watch_ports import Reading
from storage import Store

WORDS = "The delegations have arrived at the palace in three cars."


async def test_what_was_read_of_a_source_that_was_set_meanwhile_is_dropped() -> None:
    story = Story(FakeStore(post(1)))
    story.page.shows(seen(1), seen(2))

    async def removed(polled) -> bool:
        return False

    story.store.still_read = removed
    await story.poll()
    assert story.store.told == []


async def test_two_sources_that_bring_a_story_at_the_same_moment_bring_it_once(
    store: Store,
) -> None:
    made = await store.coverages.create(
        title="Talks",
        language="en",
        timezone="UTC",
        state=CoverageState.LIVE,
        starts_at=None,
        source_url="https://example.org/live",
        source_format="jsonld",
        changes=(),
        now=START,
    )
    await store.sources.add(
        made.id, url="https://other.test/", read_as="jsonld", changes=(), background=(), now=START
    )
    story = Story(store.coverages)
    story.clock.now = at(5)
    meeting = asyncio.Barrier(2)

    async def both_at_once(polled, *, timezone):
        await meeting.wait()
        shown = seen(4, key=f"of-{polled.id}", headline="", body=WORDS)
        return Reading(snapshot(shown, url=polled.url))

    story.page.read = both_at_once
    sources = await store.coverages.sources(made.id)
    await asyncio.gather(*(story.watcher.poll(one) for one in sources))
    posts = await store.coverages.posts(made.id)
    originals = [one.id for one in posts if one.duplicate_of is None]
    assert [one.duplicate_of for one in posts if one.duplicate_of] == originals
    assert (await store.coverages.get(made.id)).head == 1
