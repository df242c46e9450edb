from typing import TYPE_CHECKING

import pytest
from builders import START, at, channel, chat, message, photo

from bot.errors import NotFound, WrongState
from bot.model import Audience, AudienceKind, Broadcast, BroadcastState, ChatKind
from bot.text import Text, bold
from storage import Store

if TYPE_CHECKING:
    from conftest import Desk  # mypy reads it from the folder; at run time pytest does

AUTHOR = 42
EVERYBODY = Audience(AudienceKind.EVERYBODY)


@pytest.fixture
async def four_chats(store: Store) -> tuple[int, ...]:
    """Two channels and two people, nobody following anything."""
    for one in (channel(-2), channel(-1), chat(1), chat(2)):
        await store.chats.save(one, START)
    return -2, -1, 1, 2


async def sending(store: Store, audience: Audience = EVERYBODY) -> Broadcast:
    """A broadcast that has just been confirmed."""
    draft = await store.broadcasts.create(AUTHOR, START)
    await store.broadcasts.set_content(draft.id, Text("News"), (), "")
    await store.broadcasts.set_audience(draft.id, audience)
    return await store.broadcasts.confirm(draft.id, at(1))


async def owed(
    store: Store, minute: float = 1, skip: tuple[int, ...] = (), limit: int = 100
) -> list[int]:
    """The chats that something is owed to, in order."""
    found = await store.broadcasts.owed(at(minute), skip_chats=skip, limit=limit)
    return [one.id for _, one, _ in found]


# --- Composing ------------------------------------------------------------------------------------


async def test_a_draft_keeps_what_is_written(store: Store) -> None:
    draft = await store.broadcasts.create(AUTHOR, START)
    assert draft == Broadcast(draft.id, AUTHOR, BroadcastState.COMPOSING, Text(), (), START)
    words, pictures = bold("News") + " at eight", (photo(1), photo(2))
    await store.broadcasts.set_content(draft.id, words, pictures, "album-1")
    await store.broadcasts.set_audience(draft.id, Audience(AudienceKind.CHANNELS))
    await store.broadcasts.set_progress_message(draft.id, 77)
    written = await store.broadcasts.get(draft.id)
    assert (written.text, written.media, written.album_id) == (words, pictures, "album-1")
    assert written.audience == Audience(AudienceKind.CHANNELS)
    assert written.progress_message_id == 77
    assert await store.broadcasts.composing(AUTHOR) == written


async def test_an_author_has_one_draft(store: Store) -> None:
    first = await store.broadcasts.create(AUTHOR, START)
    other = await store.broadcasts.create(43, START)
    second = await store.broadcasts.create(AUTHOR, at(1))
    assert (await store.broadcasts.get(first.id)).state is BroadcastState.CANCELLED
    assert await store.broadcasts.composing(AUTHOR) == second
    assert await store.broadcasts.composing(43) == other
    assert await store.broadcasts.composing(44) is None


async def test_a_cancelled_draft_is_none_any_more(store: Store) -> None:
    draft = await store.broadcasts.create(AUTHOR, START)
    await store.broadcasts.cancel(draft.id)
    assert await store.broadcasts.composing(AUTHOR) is None
    for act in (
        store.broadcasts.cancel(draft.id),
        store.broadcasts.set_content(draft.id, Text("late"), (), ""),
        store.broadcasts.set_audience(draft.id, EVERYBODY),
        store.broadcasts.confirm(draft.id, START),
        store.broadcasts.recall(draft.id),
    ):
        with pytest.raises(WrongState, match="is cancelled; it cannot be"):
            await act


async def test_a_broadcast_that_is_not_there(store: Store) -> None:
    with pytest.raises(NotFound, match="no broadcast number 5"):
        await store.broadcasts.get(5)
    with pytest.raises(NotFound, match="no broadcast number 5"):
        await store.broadcasts.confirm(5, START)


async def test_what_goes_out_cannot_be_cancelled_or_confirmed_again(
    store: Store, four_chats: tuple[int, ...]
) -> None:
    assert four_chats
    going = await sending(store)
    with pytest.raises(WrongState, match="is sending"):
        await store.broadcasts.cancel(going.id)
    with pytest.raises(WrongState, match="is sending"):
        await store.broadcasts.confirm(going.id, at(2))


async def test_nothing_goes_out_before_it_is_said_to_whom(store: Store) -> None:
    draft = await store.broadcasts.create(AUTHOR, START)
    with pytest.raises(WrongState, match="Choose first"):
        await store.broadcasts.confirm(draft.id, START)


async def test_recent_ones_are_listed_without_drafts(
    store: Store, four_chats: tuple[int, ...]
) -> None:
    assert four_chats
    sent = [await sending(store) for _ in range(3)]
    await store.broadcasts.create(AUTHOR, START)
    await store.broadcasts.create(AUTHOR, START)
    recent = await store.broadcasts.recent(2)
    assert [one.id for one in recent] == [sent[2].id, sent[1].id]


# --- Whom it is for -------------------------------------------------------------------------------


async def test_audiences(store: Store, desk: "Desk") -> None:
    talks, other = await desk.cover(source_url="talks"), await desk.cover(source_url="other")
    await desk.channel(-1, talks)
    await desk.follow(chat(-9, ChatKind.GROUP), other)
    await store.chats.save(channel(-3), START)
    for chat_id, coverage in ((1, talks), (2, talks), (2, other), (3, other), (4, talks)):
        await desk.reader(chat_id, coverage)
    await store.chats.save(chat(5), START)
    await store.chats.stop(4, "blocked", START)
    (quitter,) = await store.chats.subscriptions(3)
    await store.chats.unfollow(quitter.id)

    audiences = {
        EVERYBODY: [-9, -3, -1, 1, 2, 3, 5],
        Audience(AudienceKind.CHANNELS): [-9, -1],
        Audience(AudienceKind.CHANNELS, talks.id): [-1],
        Audience(AudienceKind.READERS): [1, 2],
        Audience(AudienceKind.READERS, talks.id): [1, 2],
        Audience(AudienceKind.READERS, other.id): [2],
    }
    for audience, expected in audiences.items():
        assert await store.broadcasts.count_audience(audience) == len(expected)
        going = await sending(store, audience)
        assert (going.state, going.total) == (BroadcastState.SENDING, len(expected))
        assert await owed(store) == expected
        for chat_id in expected:
            await store.broadcasts.record(going.id, chat_id, (), "", at(1))
        assert await owed(store) == []


async def test_a_broadcast_for_nobody_is_done_at_once(store: Store) -> None:
    going = await sending(store)
    assert (going.state, going.total) == (BroadcastState.DONE, 0)
    assert await owed(store) == []


# --- On the way -----------------------------------------------------------------------------------


async def test_a_broadcast_goes_out_chat_by_chat_until_done(
    store: Store, four_chats: tuple[int, ...]
) -> None:
    going = await sending(store)
    assert await owed(store) == list(four_chats)
    assert await owed(store, limit=1) == [-2]
    assert await owed(store, skip=(-2, 1)) == [-1, 2]

    seen = await store.broadcasts.record(going.id, -2, (message(5),), "", at(2))
    assert (seen.state, seen.sent, seen.failed) == (BroadcastState.SENDING, 1, 0)
    seen = await store.broadcasts.record(going.id, -1, (), "no rights", at(2))
    assert (seen.sent, seen.failed) == (1, 1)
    assert await owed(store) == [1, 2]
    await store.broadcasts.record(going.id, 1, (message(6),), "", at(2))
    seen = await store.broadcasts.record(going.id, 2, (message(7), message(8)), "", at(3))
    assert (seen.state, seen.sent, seen.failed, seen.total) == (BroadcastState.DONE, 3, 1, 4)
    assert await owed(store) == []


async def test_a_chat_is_counted_once(store: Store, four_chats: tuple[int, ...]) -> None:
    assert four_chats
    going = await sending(store)
    await store.broadcasts.record(going.id, 1, (message(5),), "", at(2))
    again = await store.broadcasts.record(going.id, 1, (), "late error", at(3))
    assert (again.sent, again.failed) == (1, 0)


async def test_a_held_chat_waits_for_its_time(store: Store, four_chats: tuple[int, ...]) -> None:
    assert four_chats
    going = await sending(store)
    await store.broadcasts.hold(going.id, -2, at(5))
    await store.broadcasts.hold(going.id, -2, at(6))
    assert await owed(store, 5) == [-1, 1, 2]
    assert await owed(store, 6) == [-1, 1, 2], "the search goes on where it was"
    for chat_id in (-1, 1, 2):
        await store.broadcasts.record(going.id, chat_id, (), "", at(3))
    assert await owed(store, 5) == []
    assert (await store.broadcasts.get(going.id)).state is BroadcastState.SENDING
    assert await owed(store, 6) == [-2]
    seen = await store.broadcasts.record(going.id, -2, (message(5),), "", at(6))
    assert seen.state is BroadcastState.DONE


async def test_chats_that_leave_do_not_keep_a_broadcast_open(
    store: Store, four_chats: tuple[int, ...]
) -> None:
    assert four_chats
    going = await sending(store)
    for chat_id in (-2, -1, 1):
        await store.broadcasts.record(going.id, chat_id, (), "", at(2))
    await store.chats.stop(2, "blocked", at(3))
    assert await owed(store, skip=(1,)) == []
    assert (await store.broadcasts.get(going.id)).state is BroadcastState.DONE


async def test_chats_that_have_theirs_are_not_searched_again_until_the_end(
    store: Store, four_chats: tuple[int, ...]
) -> None:
    assert four_chats
    made = await sending(store)
    assert await owed(store, limit=2) == [-2, -1]
    for chat_id in (-2, -1):
        await store.broadcasts.record(made.id, chat_id, [message(1)], "", at(1))
    assert await owed(store, limit=1) == [1]
    await store.chats.save(channel(-3), at(1))
    assert await owed(store, limit=1) == [1], "what came later in front waits for the end"
    assert await owed(store, skip=(1,), limit=1) == [2]
    assert await owed(store, limit=1) == [1], "what was in flight and failed is not passed over"
    for chat_id in (1, 2):
        await store.broadcasts.record(made.id, chat_id, [message(1)], "", at(1))
    assert await owed(store) == [-3]


async def test_the_older_broadcast_goes_first(store: Store, four_chats: tuple[int, ...]) -> None:
    first, second = await sending(store), await sending(store)
    found = await store.broadcasts.owed(at(1), skip_chats=(), limit=6)
    assert [(one.id, to.id) for one, to, _ in found] == [
        *((first.id, chat_id) for chat_id in four_chats),
        *((second.id, chat_id) for chat_id in four_chats[:2]),
    ]


# --- Recall ---------------------------------------------------------------------------------------


async def test_a_recall_owes_only_chats_with_messages(
    store: Store, four_chats: tuple[int, ...]
) -> None:
    assert four_chats
    going = await sending(store)
    await store.broadcasts.record(going.id, -2, (message(5), message(6)), "", at(2))
    await store.broadcasts.record(going.id, -1, (), "no rights", at(2))
    await store.broadcasts.record(going.id, 1, (message(7),), "only half of it", at(2))
    await store.broadcasts.hold(going.id, 2, at(9))

    recalling = await store.broadcasts.recall(going.id)
    assert recalling.state is BroadcastState.RECALLING
    found = await store.broadcasts.owed(at(2), skip_chats=(), limit=9)
    assert [(one.state, to.id, messages) for one, to, messages in found] == [
        (BroadcastState.RECALLING, -2, (message(5), message(6))),
        (BroadcastState.RECALLING, 1, (message(7),)),
    ]
    await store.broadcasts.hold(going.id, -2, at(5))
    assert await owed(store, 4) == [1]
    assert await owed(store, 5, skip=(1,)) == [-2]

    seen = await store.broadcasts.record_recall(going.id, 1, "too old")
    assert (seen.state, seen.recalled) == (BroadcastState.RECALLING, 0)
    assert await owed(store, 5) == [-2]
    seen = await store.broadcasts.record_recall(going.id, -2, "")
    assert (seen.state, seen.recalled) == (BroadcastState.RECALLED, 1)
    seen = await store.broadcasts.record_recall(going.id, -2, "")
    assert seen.recalled == 1
    assert await owed(store, 9) == []


async def test_recalling_what_reached_nobody_is_over_at_once(
    store: Store, four_chats: tuple[int, ...]
) -> None:
    assert four_chats
    going = await sending(store)
    assert (await store.broadcasts.recall(going.id)).state is BroadcastState.RECALLED
    assert await owed(store) == []
    with pytest.raises(WrongState, match="is recalled"):
        await store.broadcasts.recall(going.id)


async def test_a_stopped_chat_is_still_recalled_from(
    store: Store, four_chats: tuple[int, ...]
) -> None:
    assert four_chats
    going = await sending(store)
    await store.broadcasts.record(going.id, -2, (message(5),), "", at(2))
    await store.broadcasts.recall(going.id)
    await store.chats.stop(-2, "no rights", at(3))
    assert await owed(store, 4) == [-2]


async def test_what_was_in_flight_during_a_recall_is_recalled_too(
    store: Store, four_chats: tuple[int, ...]
) -> None:
    assert four_chats
    going = await sending(store)
    await store.broadcasts.recall(going.id)
    seen = await store.broadcasts.record(going.id, -2, (message(5),), "", at(2))
    assert seen.state is BroadcastState.RECALLING
    assert await owed(store) == [-2]
    seen = await store.broadcasts.record_recall(going.id, -2, "")
    assert seen.state is BroadcastState.RECALLED
