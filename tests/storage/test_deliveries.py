import asyncio
import signal
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders import START, at, chat, delivery, message, post
from sqlalchemy import event, text

from bot.changes import PostChange
from bot.deliver import Ack, Queue
from bot.model import (
    ChangeKind,
    ChatKind,
    CoverageState,
    Delivery,
    MediaKind,
    Post,
    Preferences,
    SentMessage,
    Subscription,
)
from storage import Database, Store

if TYPE_CHECKING:
    from conftest import Desk  # mypy reads it from the folder; at run time pytest does


async def behind(
    store: Store, minute: float = 0, skip: tuple[int, ...] = (), limit: int = 100
) -> list[int]:
    """The chats that are behind, channels first, then the others."""
    found = [
        await queued(store, queue, minute, skip, limit) for queue in (Queue.CHANNELS, Queue.OTHERS)
    ]
    return [chat_id for each in found for chat_id in each]


async def queued(
    store: Store,
    queue: Queue,
    minute: float = 0,
    skip: tuple[int, ...] = (),
    limit: int = 100,
) -> list[int]:
    """The chats of one queue, in order."""
    found = await store.deliveries.behind(at(minute), skip_chats=skip, limit=limit, queue=queue)
    return [subscription.chat.id for subscription in found]


async def cursor_of(store: Store, subscription: Subscription) -> int:
    found = await store.chats.subscription(subscription.id)
    assert found is not None
    return found.cursor


# --- Who is behind --------------------------------------------------------------------------------


async def test_nobody_is_behind_before_anything_happened(store: Store, desk: "Desk") -> None:
    await desk.reader(1, await desk.cover())
    assert await behind(store) == []


async def test_channels_have_a_queue_of_their_own_and_in_each_the_furthest_behind_is_first(
    store: Store, desk: "Desk"
) -> None:
    made = await desk.cover()
    early = await desk.reader(1, made)
    await desk.follow(chat(-10, ChatKind.GROUP), made)
    await desk.reader(2, made)
    await desk.publish(made, post(1, id=0))
    await desk.channel(-1, made)
    await desk.follow(chat(-11, ChatKind.GROUP), made)
    await desk.publish(made, post(2, id=0))
    await desk.channel(-2, made)
    assert await queued(store, Queue.CHANNELS) == [-1]
    assert await queued(store, Queue.OTHERS) == [1, -10, 2, -11]
    assert await queued(store, Queue.OTHERS, limit=2) == [1, -10]
    await desk.publish(made, post(3, id=0))
    assert await queued(store, Queue.CHANNELS) == [-1, -2]
    await store.deliveries.acknowledge(Ack(early.id, 1))
    assert await queued(store, Queue.OTHERS) == [-10, 2, 1, -11]
    await store.deliveries.acknowledge(Ack(early.id, 3))
    assert await queued(store, Queue.OTHERS) == [-10, 2, -11]


async def test_a_small_coverage_does_not_wait_for_a_large_one(store: Store, desk: "Desk") -> None:
    large, small = await desk.cover(), await desk.cover(source_url="https://example.org/small")
    for number in range(1, 9):
        await desk.reader(number, large)
    await desk.reader(50, small)
    await desk.publish(large, post(1, id=0), post(2, id=0), post(3, id=0))
    await desk.publish(small, post(1, id=0))
    assert await behind(store, limit=3) == [1, 50, 2]


async def test_nobody_is_behind_in_a_paused_coverage(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    await desk.reader(1, made)
    await desk.channel(-1, made)
    await desk.publish(made, post(1, id=0))
    await store.coverages.set_state(made.id, CoverageState.PAUSED, at(1))
    assert await behind(store) == []
    await store.coverages.set_state(made.id, CoverageState.LIVE, at(2))
    assert await behind(store) == [-1, 1]


async def test_who_is_stopped_held_or_skipped_is_left_out(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    subscriptions = {number: await desk.reader(number, made) for number in range(1, 7)}
    await desk.publish(made, post(1, id=0))
    await store.chats.stop(2, "blocked", START)
    await store.chats.unfollow(subscriptions[3].id)
    await store.deliveries.hold([subscriptions[4].id], at(5))
    assert await behind(store, 4.9, skip=(5,)) == [1, 6]
    assert await behind(store, 5) == [1, 4, 5, 6]
    await store.chats.resume(2, at(6))
    assert await behind(store, 6) == [1, 2, 4, 5, 6]


async def test_who_runs_follows_every_change_of_a_chat_and_of_what_it_follows(
    store: Store, desk: "Desk"
) -> None:
    made = await desk.cover()
    followed = await desk.reader(1, made)
    await desk.publish(made, post(1, id=0))
    assert await behind(store) == [1]
    await store.chats.stop(1, "blocked", START)
    assert await behind(store) == []
    await store.chats.unfollow(followed.id)
    await store.chats.resume(1, START)
    assert await behind(store) == [], "it unfollowed while it was stopped"
    await store.chats.follow(1, made.id, Preferences(), START)
    await desk.publish(made, post(2, id=0))
    assert await behind(store) == [1]


async def test_a_chat_that_moved_runs_as_its_new_self_does(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    await desk.follow(chat(-10, ChatKind.GROUP), made)
    await store.chats.stop(-10, "the bot was removed", START)
    await store.chats.migrate(-10, -20, START)
    await desk.publish(made, post(1, id=0))
    assert await behind(store) == []
    await store.chats.resume(-20, START)
    assert await behind(store) == [-20]


async def test_a_chat_may_be_behind_in_several_coverages(store: Store, desk: "Desk") -> None:
    first, second = await desk.cover(source_url="one"), await desk.cover(source_url="two")
    await desk.reader(1, first)
    await desk.reader(1, second)
    await desk.publish(first, post(1, id=0))
    assert await behind(store) == [1]
    await desk.publish(second, post(1, id=0), post(2, id=0))
    found = await store.deliveries.behind(START, skip_chats=(), limit=9, queue=Queue.OTHERS)
    assert {one.coverage_id for one in found} == {first.id, second.id}


async def test_whoever_a_key_moment_waits_for_stands_in_two_queues(
    store: Store, desk: "Desk"
) -> None:
    made = await desk.cover()
    first = await desk.reader(1, made)
    await desk.reader(2, made)
    await desk.follow(chat(-10, ChatKind.GROUP), made)
    await desk.channel(-1, made)
    await desk.publish(made, post(1, id=0))
    assert await queued(store, Queue.BREAKING) == []
    await desk.publish(made, post(2, id=0, key_moment=True))
    assert await queued(store, Queue.BREAKING) == [1, 2, -10]
    late = await desk.reader(4, made)
    await desk.publish(made, post(3, id=0))
    assert late.cursor == 2
    assert await queued(store, Queue.BREAKING) == [1, 2, -10], "who joined after it does not"
    await store.deliveries.acknowledge(Ack(first.id, 2))
    assert await queued(store, Queue.BREAKING) == [2, -10]
    assert await queued(store, Queue.OTHERS) == [2, -10, 1, 4]


async def test_a_key_moment_that_was_withdrawn_hurries_nobody(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    await desk.reader(1, made)
    (key,) = await desk.publish(made, post(1, id=0, key_moment=True))
    assert await queued(store, Queue.BREAKING) == [1]
    (page,) = await store.coverages.sources(made.id)
    gone = PostChange(replace(key, withdrawn_at=START), (ChangeKind.WITHDRAWN,))
    await store.coverages.record_changes(page, [gone], START)
    assert await queued(store, Queue.BREAKING) == []


async def test_every_coverage_is_offered_a_turn_however_little_is_asked_for(
    store: Store, desk: "Desk"
) -> None:
    for number in range(1, 4):
        made = await desk.cover(source_url=f"https://example.org/{number}")
        for chat_id in range(10 * number, 10 * number + 5):
            await desk.reader(chat_id, made)
            await desk.channel(-chat_id, made)
        await desk.publish(made, *(post(each, id=0) for each in range(1, 8 - number)))
    readers = await store.deliveries.behind(START, skip_chats=(), limit=1, queue=Queue.OTHERS)
    assert [each.chat.id for each in readers] == [10, 20, 30]
    assert sorted(await queued(store, Queue.CHANNELS, limit=1)) == [-30, -20, -10]


async def test_those_who_are_behind_are_counted_up_to_a_bound(store: Store, desk: "Desk") -> None:
    first, second = await desk.cover(), await desk.cover(source_url="https://example.org/two")
    for number in range(1, 5):
        await desk.reader(number, first)
    for number in range(5, 8):
        await desk.reader(number, second)
    await store.chats.stop(4, "blocked", START)
    assert await store.deliveries.count_behind(at_most=9) == 0
    await desk.publish(first, post(1, id=0))
    assert await store.deliveries.count_behind(at_most=9) == 3
    await desk.publish(second, post(1, id=0))
    assert await store.deliveries.count_behind(at_most=9) == 6
    assert await store.deliveries.count_behind(at_most=3) == 3
    assert await store.deliveries.count_behind(at_most=5) == 5
    await store.coverages.set_state(second.id, CoverageState.PAUSED, at(1))
    assert await store.deliveries.count_behind(at_most=9) == 3


async def test_thousands_of_chats_may_be_skipped(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    await desk.reader(1, made)
    await desk.publish(made, post(1, id=0))
    assert await behind(store, skip=tuple(range(2, 50_000))) == [1]


# --- Acknowledging --------------------------------------------------------------------------------


@pytest.fixture
async def told(desk: "Desk") -> tuple[Subscription, list[Post]]:
    """A reader, and three posts."""
    made = await desk.cover()
    reader = await desk.reader(1, made)
    return reader, await desk.publish(made, *(post(number, id=0) for number in (1, 2, 3)))


Told = tuple[Subscription, list[Post]]


def shown_of(subscription: Subscription, told: Post, **given: object) -> Delivery:
    return delivery(told.id, subscription_id=subscription.id, **given)


async def test_what_was_shown_is_known_in_full(store: Store, told: Told) -> None:
    reader, (one, two, three) = told
    album = (
        SentMessage(7, "abc", "https://example.org/1.jpg", MediaKind.PHOTO),
        SentMessage(8, "def", "https://example.org/2.mp4", MediaKind.VIDEO),
    )
    first = shown_of(reader, one, messages=album, revision=4, complete=False, pinned=True)
    second = shown_of(reader, two, messages=(message(9),), digest=True)
    await store.deliveries.acknowledge(Ack(reader.id, 2, (first, second)))
    assert await store.deliveries.shown([reader.id], [one.id, two.id, three.id]) == {
        (reader.id, one.id): first,
        (reader.id, two.id): second,
    }
    assert await cursor_of(store, reader) == 2


async def test_a_later_showing_replaces_the_earlier(store: Store, told: Told) -> None:
    reader, (one, *_) = told
    await store.deliveries.acknowledge(Ack(reader.id, 1, (shown_of(reader, one),)))
    corrected = shown_of(reader, one, revision=2, messages=(message(5, "new"),))
    await store.deliveries.acknowledge(Ack(reader.id, 2, (corrected,)))
    assert list((await store.deliveries.shown([reader.id], [one.id])).values()) == [corrected]


async def test_the_cursor_never_moves_backwards(store: Store, told: Told) -> None:
    reader, _ = told
    for cursor, expected in ((2, 2), (1, 2), (0, 2), (3, 3), (2, 3)):
        await store.deliveries.acknowledge(Ack(reader.id, cursor))
        assert await cursor_of(store, reader) == expected


async def test_an_older_ack_still_records_what_was_shown(store: Store, told: Told) -> None:
    reader, (one, *_) = told
    await store.deliveries.acknowledge(Ack(reader.id, 3))
    await store.deliveries.acknowledge(Ack(reader.id, 1, (shown_of(reader, one),)))
    assert await store.deliveries.shown([reader.id], [one.id])
    assert await cursor_of(store, reader) == 3


async def test_an_ack_that_fails_changes_nothing(store: Store, told: Told) -> None:
    reader, (one, *_) = told
    unknown_post = delivery(999, subscription_id=reader.id)
    with pytest.raises(Exception, match="FOREIGN KEY"):
        await store.deliveries.acknowledge(Ack(reader.id, 3, (shown_of(reader, one), unknown_post)))
    assert await cursor_of(store, reader) == 0
    assert await store.deliveries.shown([reader.id], [one.id, 999]) == {}
    await store.deliveries.acknowledge(Ack(reader.id, 1, (shown_of(reader, one),)))
    assert await cursor_of(store, reader) == 1


async def test_many_acks_share_few_commits(
    store: Store, desk: "Desk", database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await desk.cover()
    readers = [await desk.reader(number, made) for number in range(1, 31)]
    (told,) = await desk.publish(made, post(1, id=0))
    commits = []
    write_rows = database.write_rows

    async def counted(*steps: object) -> None:
        commits.append(steps)
        await write_rows(*steps)  # type: ignore[arg-type]

    monkeypatch.setattr(database, "write_rows", counted)
    await asyncio.gather(
        *(store.deliveries.acknowledge(Ack(r.id, 1, (shown_of(r, told),))) for r in readers)
    )
    assert len(commits) == 2, "the first comes alone, all others share the next"
    assert await behind(store) == []
    assert len(await store.deliveries.shown([r.id for r in readers], [told.id])) == 30


async def test_cancelled_callers_neither_lose_nor_harm_anything(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    readers = [await desk.reader(number, made) for number in range(1, 21)]
    (told,) = await desk.publish(made, post(1, id=0))
    for hops in range(12):
        calls = [
            asyncio.ensure_future(store.deliveries.acknowledge(Ack(r.id, 1, (shown_of(r, told),))))
            for r in readers
        ]
        for _ in range(hops):
            await asyncio.sleep(0)
        for call in calls[::3]:
            call.cancel()
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        assert not [one for one in outcomes if isinstance(one, Exception)]
    assert len(await store.deliveries.shown([r.id for r in readers], [told.id])) == 20
    assert await behind(store) == []


async def test_a_cancelled_ack_is_stored_when_the_database_closes(url: str, desk: "Desk") -> None:
    made = await desk.cover()
    reader = await desk.reader(1, made)
    await desk.publish(made, post(1, id=0))
    database = Database.open(url)
    other = Store.open(database)
    async with database.write():
        call = asyncio.ensure_future(other.deliveries.acknowledge(Ack(reader.id, 1)))
        await asyncio.sleep(0)
        call.cancel()
        await asyncio.wait([call])
    assert await cursor_of(desk.store, reader) == 0
    await database.close()
    assert await cursor_of(desk.store, reader) == 1


KILLED = """
import asyncio, os, signal, sys
from bot.deliver import Ack, Queue
from storage import Database, Store

async def main():
    store = Store.open(Database.open(sys.argv[1]))
    await store.deliveries.acknowledge(Ack(int(sys.argv[2]), 2))
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_what_was_acknowledged_outlives_a_kill(store: Store, told: Told, url: str) -> None:
    reader, _ = told
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "ignore", "-c", KILLED, url, str(reader.id)
    )
    assert await process.wait() == -signal.SIGKILL
    assert await cursor_of(store, reader) == 2


async def test_the_one_hop_answers_a_locked_database_in_words(
    store: Store, told: Told, database: Database, url: str
) -> None:
    reader, _ = told
    async with database.write() as connection:
        await connection.execute(text("SELECT 1"))
    async with database._writer.connect() as connection:
        await connection.execute(text("PRAGMA busy_timeout = 1"))
    intruder = Database.open(url)
    async with intruder.write() as connection:
        await connection.execute(text("SELECT 1"))
        with pytest.raises(Exception, match="Another program is writing to it"):
            await store.deliveries.acknowledge(Ack(reader.id, 1))
    await intruder.close()
    await store.deliveries.acknowledge(Ack(reader.id, 1))
    assert await cursor_of(store, reader) == 1


# --- Looking up -----------------------------------------------------------------------------------


async def test_a_shared_digest_is_found_by_its_message(store: Store, told: Told) -> None:
    reader, (one, two, three) = told
    digest = (message(50), message(51))
    rows = (
        shown_of(reader, one, messages=digest, digest=True),
        shown_of(reader, two, messages=digest, digest=True),
        shown_of(reader, three, messages=(message(52),), digest=True),
    )
    await store.deliveries.acknowledge(Ack(reader.id, 3, rows))
    assert await store.deliveries.sharing(reader.id, 51) == list(rows[:2])
    assert await store.deliveries.sharing(reader.id, 5) == []
    assert await store.deliveries.sharing(reader.id + 1, 51) == []


async def test_links_lead_to_the_first_message_of_each_post(store: Store, told: Told) -> None:
    reader, (one, two, three) = told
    rows = (
        shown_of(reader, one, messages=(message(50), message(51))),
        shown_of(reader, two, messages=()),
    )
    await store.deliveries.acknowledge(Ack(reader.id, 3, rows))
    assert await store.deliveries.links(reader.id, [one.id, two.id, three.id]) == {one.id: 50}


async def test_very_many_posts_may_be_asked_for(store: Store, told: Told) -> None:
    reader, (one, *_) = told
    await store.deliveries.acknowledge(Ack(reader.id, 1, (shown_of(reader, one),)))
    found = await store.deliveries.shown(range(1, 1200), range(1, 1200))
    assert list(found) == [(reader.id, one.id)]
    assert await store.deliveries.shown([], [one.id]) == {}


async def test_media_go_up_once(store: Store) -> None:
    url = "https://example.org/1.jpg"
    assert await store.deliveries.file_id(url) == ""
    await store.deliveries.remember_file(url, "first")
    await store.deliveries.remember_file(url, "second")
    assert await store.deliveries.file_id(url) == "second"
    await store.deliveries.forget_file(url)
    assert await store.deliveries.file_id(url) == ""
    await store.deliveries.forget_file(url)


async def test_finding_the_few_who_are_behind_uses_the_index(
    store: Store, database: Database, told: Told
) -> None:
    assert told
    asked: list[tuple[str, tuple[object, ...]]] = []

    def remember(_: object, __: object, sql: str, values: tuple[object, ...], *___: object) -> None:
        asked.append((sql, values))

    readers = database._readers.sync_engine
    event.listen(readers, "before_cursor_execute", remember)
    assert await behind(store) == [1]
    assert await queued(store, Queue.BREAKING) == []
    event.remove(readers, "before_cursor_execute", remember)
    queries = [(sql, values) for sql, values in asked if sql.startswith("SELECT")]
    plans = []
    async with database.read() as connection:
        for sql, values in queries:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            plans.append(" ".join(row.detail for row in plan))
    lagging, channels, _, others_in_order, _, newest_key_moment = plans
    by_cursor = "ix_subscriptions_coverage_id_cursor (coverage_id=? AND cursor<?)"
    assert by_cursor in lagging
    assert "(chat_id<?)" in channels
    assert "changes_1 (coverage_id=?)" in newest_key_moment
    assert "changes ORDER" not in newest_key_moment
    assert by_cursor in others_in_order
    assert "TEMP B-TREE" not in others_in_order  # sorting would read everybody who is behind
