"""Sources as editors set them, on a real database file."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders import at, post

from bot.changes import PostChange
from bot.errors import NotFound
from bot.model import Selectors, Source
from storage import Store

if TYPE_CHECKING:
    from conftest import Desk  # mypy reads it from the folder; at run time pytest does

FEED = "https://other.test/feed"
CHOSEN = Selectors("div.row", time="b")


def fresh(number: int, **given: object) -> PostChange:
    return PostChange(post(number, id=0, coverage_id=0, posted_seq=0, **given))


async def add_feed(store: Store, coverage_id: int, *changes: PostChange) -> Source:
    return await store.sources.add(
        coverage_id, url=FEED, read_as="feed", changes=changes, background=(), now=at(9)
    )


async def test_another_source_comes_with_its_history(store: Store, desk: "Desk") -> None:
    made = await desk.cover(fresh(1))
    (first,) = await store.coverages.posts(made.id)
    feed = await add_feed(store, made.id, fresh(1, duplicate_of=first.id), fresh(2))
    assert feed == Source(feed.id, made.id, FEED, "feed")
    assert [one.id for one in await store.coverages.sources(made.id)] == [first.source_id, feed.id]
    stored = await store.coverages.posts(made.id)
    assert [(one.source_id, one.duplicate_of) for one in stored] == [
        (first.source_id, None),
        (feed.id, first.id),
        (feed.id, None),
    ]
    assert (await store.coverages.get(made.id)).head == 0


async def test_a_removed_source_is_neither_read_nor_found_until_it_is_restored(
    store: Store, desk: "Desk"
) -> None:
    made = await desk.cover()
    feed = await add_feed(store, made.id, fresh(1))
    removed = await store.sources.remove(feed.id, at(10))
    assert removed.removed_at == at(10)
    assert await store.coverages.source_by_url(FEED) is None
    assert feed.id not in {one.id for one in await store.coverages.sources(made.id)}
    assert feed.id not in {one.id for one in await store.coverages.due_sources(at(20), 9)}
    assert not await store.coverages.still_read(feed)
    assert len(await store.coverages.posts(made.id)) == 1
    restored = await store.sources.restore(feed.id)
    assert restored == feed
    assert await store.coverages.still_read(feed)


async def test_a_poll_under_way_learns_that_the_way_has_changed(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    feed = await add_feed(store, made.id)
    for format_, chosen in (("timed", None), ("", CHOSEN)):
        after = await store.sources.set_way(feed.id, format_, chosen, (), at(10))
        assert (after.pinned_format, after.selectors, after.format) == (format_, chosen, "")
        assert not await store.coverages.still_read(feed)
        assert await store.coverages.still_read(after)


async def test_a_new_way_is_read_at_once_and_whole(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    (source,) = await store.coverages.sources(made.id)
    polled = replace(
        source,
        etag="e",
        body_hash="h",
        next_poll_at=at(60),
        failures=3,
        broken_because="no posts",
    )
    await store.coverages.record_poll(polled)
    after = await store.sources.set_way(source.id, "", CHOSEN, (), at(10))
    assert (after.etag, after.body_hash, after.next_poll_at) == ("", "", None)
    assert (after.failures, after.broken_because) == (0, "")


async def test_posts_may_swap_their_keys(store: Store, desk: "Desk") -> None:
    made = await desk.cover(fresh(1), fresh(2))
    one, two = await store.coverages.posts(made.id)
    source_id = one.source_id or 0
    swapped = [
        PostChange(post(1, id=one.id, key="p2", source_id=source_id)),
        PostChange(post(2, id=two.id, key="p1", source_id=source_id)),
    ]
    await store.sources.set_way(source_id, "timed", None, swapped, at(10))
    stored = {each.id: each.key for each in await store.coverages.posts(made.id)}
    assert stored == {one.id: "p2", two.id: "p1"}


async def test_corrected_duplicates_are_looked_at_with_their_originals(
    store: Store, desk: "Desk"
) -> None:
    made = await desk.cover(*(fresh(number) for number in range(1, 31)))
    original, *_ = await store.coverages.posts(made.id)
    await add_feed(
        store,
        made.id,
        fresh(1, position=1, duplicate_of=original.id, edited_at=at(40)),
        fresh(2, position=2, duplicate_of=original.id),
    )
    looked_at = {(one.key, one.duplicate_of) for one in await store.coverages.latest_posts(made.id)}
    assert {("p1", None), ("p1", original.id)} <= looked_at
    assert ("p2", original.id) not in looked_at


async def test_a_source_that_is_not_there(store: Store) -> None:
    with pytest.raises(NotFound, match="no such source"):
        await store.sources.get(77)


async def test_the_keys_of_a_source_are_its_own(store: Store, desk: "Desk") -> None:
    made = await desk.cover(fresh(1), fresh(2))
    await add_feed(store, made.id, fresh(2), fresh(3))
    page, feed = await store.coverages.sources(made.id)
    assert await store.coverages.post_keys(page) == {"p1", "p2"}
    assert await store.coverages.post_keys(feed) == {"p2", "p3"}
