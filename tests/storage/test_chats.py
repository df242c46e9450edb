from typing import TYPE_CHECKING

import pytest
from builders import START, at, channel, chat, delivery, message, post

from bot.deliver import Ack
from bot.errors import NotFound
from bot.model import Address, Audience, AudienceKind, Chat, ChatKind, Level, Part, Preferences
from bot.text import Text
from storage import Database, Store
from storage.queries import fetch
from storage.schema import chats, shard_of, subscriptions

if TYPE_CHECKING:
    from conftest import Desk  # mypy reads it from the folder; at run time pytest does

OLD, NEW = -500, -1_001_000_000_500
QUIET = Preferences(Level.KEY_MOMENTS, photos=False, videos=False, sound=False)


# --- Chats ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(ChatKind))
async def test_a_chat_comes_back_as_it_was_saved(store: Store, kind: ChatKind) -> None:
    known = Chat(-1_001_234_567_890, kind, "Title", "name", "uk", can_pin=True)
    await store.chats.save(known, START)
    assert await store.chats.get(known.id) == known


async def test_a_stranger_is_nobody(store: Store) -> None:
    assert await store.chats.get(1) is None
    assert not await store.chats.stop(1, "blocked", START)
    assert not await store.chats.resume(1, START)
    assert await store.chats.subscriptions(1) == []


async def test_saving_again_changes_what_telegram_says(store: Store) -> None:
    await store.chats.save(Chat(1, ChatKind.GROUP, "old", "old", "en"), START)
    changed = Chat(1, ChatKind.CHANNEL, "new", "", "ru", can_pin=True)
    await store.chats.save(changed, at(1))
    assert await store.chats.get(1) == changed


async def test_saving_never_overwrites_a_stop_or_a_known_language(store: Store) -> None:
    await store.chats.save(chat(1, language="tr"), START)
    await store.chats.stop(1, "the bot was blocked", at(1))
    await store.chats.save(chat(1, title="Ayşe"), at(2))
    assert await store.chats.get(1) == chat(
        1, title="Ayşe", language="tr", stopped_because="the bot was blocked"
    )


async def test_a_chat_stops_and_resumes_once(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    await desk.reader(1, made)
    assert await store.chats.stop(1, "blocked", at(1))
    assert not await store.chats.stop(1, "blocked again", at(2))
    stopped = await store.chats.get(1)
    assert stopped is not None
    assert stopped.stopped_because == "blocked"
    assert len(await store.chats.subscriptions(1)) == 1, "its subscriptions are kept"
    assert await store.chats.resume(1, at(3))
    assert not await store.chats.resume(1, at(4))
    assert await store.chats.get(1) == chat(1)


async def test_a_stop_without_a_reason_is_still_a_stop(store: Store) -> None:
    await store.chats.save(chat(1), START)
    assert await store.chats.stop(1, "", START)
    assert not await store.chats.stop(1, "", START)


async def test_all_chats_are_listed_by_title(store: Store) -> None:
    for one in (channel(-1, title="b"), channel(-2, title="A"), chat(3, title="c")):
        await store.chats.save(one, START)
    await store.chats.stop(-1, "removed", START)
    assert [one.id for one in await store.chats.all()] == [-2, -1, 3]
    assert [one.id for one in await store.chats.all(ChatKind.CHANNEL)] == [-2, -1]
    assert await store.chats.all(ChatKind.GROUP) == []


# --- Following ------------------------------------------------------------------------------------


async def test_following_begins_at_the_head(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    await desk.publish(made, post(1, id=0), post(2, id=0))
    await store.chats.save(chat(1), START)
    begun = await store.chats.follow(1, made.id, QUIET, at(3))
    assert (begun.chat, begun.coverage_id, begun.preferences) == (chat(1), made.id, QUIET)
    assert (begun.since, begun.cursor, begun.topic_id, begun.stopped_because) == (2, 2, None, "")
    assert await store.chats.subscription(begun.id) == begun
    assert await store.chats.subscriptions(1) == [begun]


async def test_following_again_only_changes_preferences(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    begun = await desk.reader(1, made)
    await desk.publish(made, post(1, id=0))
    again = await store.chats.follow(1, made.id, QUIET, at(3))
    assert (again.id, again.since, again.cursor) == (begun.id, 0, 0)
    assert again.preferences == QUIET


async def test_following_after_a_stop_begins_anew(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    begun = await desk.reader(1, made)
    await store.deliveries.hold([begun.id], at(99))
    await store.chats.unfollow(begun.id)
    await desk.publish(made, post(1, id=0))
    again = await store.chats.follow(1, made.id, QUIET, at(3))
    assert (again.id, again.since, again.cursor, again.next_at) == (begun.id, 1, 1, None)
    assert again.stopped_because == ""


async def test_unfollowing_stops_but_keeps_the_ledger(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    begun = await desk.reader(1, made)
    (told,) = await desk.publish(made, post(1, id=0))
    await store.deliveries.acknowledge(
        Ack(begun.id, 1, (delivery(told.id, subscription_id=begun.id),))
    )
    await store.chats.unfollow(begun.id)
    stopped = await store.chats.subscription(begun.id)
    assert stopped is not None
    assert stopped.stopped_because == "unfollowed"
    assert await store.chats.subscriptions(1) == []
    assert await store.deliveries.links(begun.id, [told.id]) == {told.id: told.id}


async def test_each_topic_of_a_forum_follows_for_itself(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    await store.chats.save(chat(-5, ChatKind.GROUP), START)
    topics: list[int | None] = [None, 7, 8]
    for topic_id in topics:
        await store.chats.follow(-5, made.id, Preferences(), START, topic_id)
        await store.chats.follow(-5, made.id, QUIET, START, topic_id)
    assert [one.topic_id for one in await store.chats.subscriptions(-5)] == topics


async def test_a_closed_topic_stops_alone_and_comes_back(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    await store.chats.save(chat(-5, ChatKind.GROUP), START)
    for topic_id in (None, 7, 8):
        await store.chats.follow(-5, made.id, Preferences(), START, topic_id)
    assert await store.chats.stop_topic(Address(-5, 7), "the topic is closed")
    assert await store.chats.stop_topic(Address(-5), "the topic is closed")
    assert not await store.chats.stop_topic(Address(-5, 7), "the topic is closed"), "once"
    assert [one.topic_id for one in await store.chats.subscriptions(-5)] == [8]
    await desk.publish(made, post(1, id=0))
    assert await store.deliveries.count_behind(at_most=9) == 1
    assert await store.chats.reopen(-5, Address(-5, 7))
    assert not await store.chats.reopen(-5, Address(-5, 7))
    assert [one.topic_id for one in await store.chats.subscriptions(-5)] == [7, 8]
    assert await store.chats.reopen(-5)
    assert await store.deliveries.count_behind(at_most=9) == 3, "and what was missed is owed"


async def test_what_was_unfollowed_does_not_come_back_with_its_topic(
    store: Store, desk: "Desk"
) -> None:
    made = await desk.cover()
    await store.chats.save(chat(-5, ChatKind.GROUP), START)
    begun = await store.chats.follow(-5, made.id, Preferences(), START, 7)
    await store.chats.unfollow(begun.id)
    assert not await store.chats.reopen(-5, Address(-5, 7))
    assert not await store.chats.stop_topic(Address(-5, 7), "the topic is closed")
    assert await store.chats.subscriptions(-5) == []


async def test_preferences_change(store: Store, desk: "Desk") -> None:
    begun = await desk.reader(1, await desk.cover())
    await store.chats.set_preferences(begun.id, QUIET)
    (changed,) = await store.chats.subscriptions(1)
    assert changed.preferences == QUIET


async def test_what_cannot_be_followed_is_said_so(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    with pytest.raises(NotFound, match="does not know a chat with the id 1"):
        await store.chats.follow(1, made.id, QUIET, START)
    await store.chats.save(chat(1), START)
    with pytest.raises(NotFound, match="coverage does not exist"):
        await store.chats.follow(1, 99, QUIET, START)
    with pytest.raises(NotFound, match="does not follow"):
        await store.chats.set_preferences(99, QUIET)
    with pytest.raises(NotFound, match="does not follow"):
        await store.chats.unfollow(99)
    assert await store.chats.subscription(99) is None


async def test_followers_and_readers_are_counted_apart(store: Store, desk: "Desk") -> None:
    made, other = await desk.cover(), await desk.cover(source_url="other")
    for chat_id in (1, 2, 3, 4):
        await desk.reader(chat_id, made)
    for chat_id in (-1, -2, -3):
        await desk.channel(chat_id, made)
    await desk.follow(chat(-9, ChatKind.GROUP), made)
    await desk.reader(5, other)
    await store.chats.stop(3, "blocked", START)
    await store.chats.stop(-3, "removed", START)
    for chat_id in (4, -2):
        (subscription,) = await store.chats.subscriptions(chat_id)
        await store.chats.unfollow(subscription.id)
    assert await store.chats.count_readers(made.id) == 2
    assert [one.chat.id for one in await store.chats.followers(made.id)] == [-1, -9]


async def test_shards_are_stored(store: Store, desk: "Desk", database: Database) -> None:
    await desk.reader(77, await desk.cover())
    async with database.read() as connection:
        (row,) = await fetch(connection, chats.select())
        (subscription,) = await fetch(connection, subscriptions.select())
    assert row["shard"] == subscription["shard"] == shard_of(77)


# --- A group becomes a supergroup -----------------------------------------------------------------


async def test_a_moved_chat_keeps_everything_but_its_messages(
    store: Store, desk: "Desk", database: Database
) -> None:
    made = await desk.cover()
    group = chat(OLD, ChatKind.GROUP, title="Press room", language="uk")
    begun = await desk.follow(group, made)
    (told,) = await desk.publish(made, post(1, id=0))
    shown = delivery(told.id, subscription_id=begun.id, pinned=True, digest=True, revision=3)
    await store.deliveries.acknowledge(Ack(begun.id, 1, (shown,)))
    await store.notices.add(OLD, Part(Text("Hello")), START, once="hello")

    await store.chats.migrate(OLD, NEW, at(5))
    await store.chats.migrate(OLD, NEW, at(6))

    assert await store.chats.get(OLD) is None
    moved = await store.chats.get(NEW)
    assert moved == chat(NEW, ChatKind.GROUP, title="Press room", language="uk")
    (subscription,) = await store.chats.subscriptions(NEW)
    assert (subscription.id, subscription.cursor, subscription.since) == (begun.id, 1, 0)
    ledger = await store.deliveries.shown([begun.id], [told.id])
    kept = ledger[begun.id, told.id]
    assert (kept.revision, kept.messages, kept.pinned, kept.digest) == (3, (), False, False)
    assert await store.deliveries.links(begun.id, [told.id]) == {}
    (notice,) = await store.notices.pending(at(6), skip_chats=(), limit=9)
    assert notice.chat_id == NEW
    assert not await store.notices.add(NEW, Part(Text("Hello")), at(7), once="hello")
    async with database.read() as connection:
        (row,) = await fetch(connection, subscriptions.select())
    assert row["shard"] == shard_of(NEW)


async def test_a_chat_that_moves_into_a_known_one_is_merged(store: Store, desk: "Desk") -> None:
    made, only_old = await desk.cover(), await desk.cover(source_url="other")
    old = await desk.follow(chat(OLD, ChatKind.GROUP, title="Old", language="uk"), made)
    kept = await desk.follow(chat(OLD, ChatKind.GROUP, title="Old"), only_old)
    one, two, three = await desk.publish(made, *(post(number, id=0) for number in (1, 2, 3)))
    new = await desk.follow(chat(NEW, ChatKind.GROUP, title="New"), made)
    for subscription, told, number in ((old, one, 11), (old, two, 12), (new, two, 22)):
        shown = delivery(told.id, subscription_id=subscription.id, messages=(message(number),))
        await store.deliveries.acknowledge(Ack(subscription.id, 2, (shown,)))
    for chat_id in (OLD, NEW):
        await store.notices.add(chat_id, Part(Text("Hello")), START, once="hello")
        await store.notices.add(chat_id, Part(Text("More")), START)

    await store.chats.migrate(OLD, NEW, at(5))

    assert await store.chats.get(NEW) == chat(NEW, ChatKind.GROUP, title="New", language="uk")
    merged, moved = sorted(await store.chats.subscriptions(NEW), key=lambda s: s.coverage_id)
    assert (merged.id, merged.since, merged.cursor) == (new.id, 0, 2)
    assert (moved.id, moved.coverage_id) == (kept.id, only_old.id)
    ledger = await store.deliveries.shown([old.id, new.id], [one.id, two.id, three.id])
    assert {key: shown.messages for key, shown in ledger.items()} == {
        (new.id, one.id): (),
        (new.id, two.id): (message(22),),
    }
    pending = await store.notices.pending(at(6), skip_chats=(), limit=9)
    assert [str(notice.part.text) for notice in pending] == ["More", "Hello", "More"]
    assert {notice.chat_id for notice in pending} == {NEW}


async def test_a_merge_keeps_what_one_of_the_two_had_stopped(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    old = await desk.follow(chat(OLD, ChatKind.GROUP), made)
    new = await desk.follow(chat(NEW, ChatKind.GROUP), made)
    await store.chats.unfollow(new.id)
    await desk.publish(made, post(1, id=0))
    await store.chats.migrate(OLD, NEW, at(5))
    (merged,) = await store.chats.subscriptions(NEW)
    assert (merged.id, merged.cursor) == (new.id, 0)
    assert await store.chats.subscription(old.id) is None


async def test_an_ack_for_a_merged_subscription_harms_nobody(store: Store, desk: "Desk") -> None:
    made = await desk.cover()
    old = await desk.follow(chat(OLD, ChatKind.GROUP), made)
    new = await desk.follow(chat(NEW, ChatKind.GROUP), made)
    (told,) = await desk.publish(made, post(1, id=0))
    await store.chats.migrate(OLD, NEW, at(5))
    await store.deliveries.acknowledge(Ack(old.id, 1, (delivery(told.id, subscription_id=old.id),)))
    assert await store.deliveries.shown([old.id, new.id], [told.id]) == {}


async def test_a_moved_chat_gets_no_broadcast_twice_and_none_is_recalled(
    store: Store, desk: "Desk"
) -> None:
    await desk.follow(chat(OLD, ChatKind.GROUP), await desk.cover())
    await store.chats.save(chat(1), START)
    draft = await store.broadcasts.create(42, START)
    await store.broadcasts.set_audience(draft.id, Audience(AudienceKind.EVERYBODY))
    await store.broadcasts.confirm(draft.id, START)
    await store.broadcasts.record(draft.id, OLD, (message(5),), "", START)
    await store.chats.migrate(OLD, NEW, at(1))
    owed = await store.broadcasts.owed(at(2), skip_chats=(), limit=9)
    assert [one.id for _, one, _ in owed] == [1]
    await store.broadcasts.recall(draft.id)
    assert await store.broadcasts.owed(at(2), skip_chats=(), limit=9) == []


async def test_moving_a_stranger_or_to_the_same_place_is_harmless(store: Store) -> None:
    await store.chats.migrate(OLD, NEW, START)
    assert await store.chats.all() == []
    await store.chats.save(chat(OLD), START)
    await store.chats.migrate(OLD, OLD, START)
    assert await store.chats.get(OLD) == chat(OLD)
