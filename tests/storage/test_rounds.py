"""Who asked for summaries on schedule, in a real database."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from builders import at, chat, post

from bot.deliver import ForBroadcast, Intent
from bot.model import ChatKind, CoverageState, PostKind
from storage import Store

if TYPE_CHECKING:
    from conftest import Desk  # mypy reads it from the folder; at run time pytest does

HOUR = timedelta(hours=1)


async def due(store: Store, minutes: float, **given: object) -> list[int]:
    turns = await store.rounds.due(at(minutes), **{"skip_chats": (), "limit": 9} | given)  # type: ignore[arg-type] # its own parameters
    return [turn.subscription.chat.id for turn in turns]


async def test_a_turn_comes_every_so_often(store: Store, desk: "Desk") -> None:
    coverage = await desk.cover()
    reader = await desk.reader(7, coverage)
    await store.rounds.keep(reader.id, HOUR, at(0), 3)
    assert await due(store, 59) == []
    (turn,) = await store.rounds.due(at(60), skip_chats=(), limit=9)
    assert (turn.subscription, turn.every, turn.told) == (reader, HOUR, 3)
    await store.rounds.told(turn, 5, at(61))
    assert await due(store, 120) == []
    (again,) = await store.rounds.due(at(121), skip_chats=(), limit=9)
    assert again.told == 5


async def test_asking_again_replaces_and_off_ends(store: Store, desk: "Desk") -> None:
    reader = await desk.reader(7, await desk.cover())
    await store.rounds.keep(reader.id, HOUR, at(0), 0)
    await store.rounds.keep(reader.id, 2 * HOUR, at(0), 0)
    assert await due(store, 60) == []
    assert await due(store, 120) == [7]
    assert await store.rounds.drop([reader.id]) == 1
    assert await store.rounds.drop([reader.id]) == 0
    assert await due(store, 120) == []


async def test_who_is_stopped_busy_or_done_has_no_turn(store: Store, desk: "Desk") -> None:
    coverage = await desk.cover()
    for chat_id in (5, 6, 7, 8):
        reader = await desk.reader(chat_id, coverage)
        await store.rounds.keep(reader.id, HOUR, at(chat_id), 0)
    await store.chats.stop(5, "blocked", at(30))
    await store.chats.unfollow((await store.chats.subscriptions(6))[0].id)
    assert await due(store, 99) == [7, 8]
    assert await due(store, 99, skip_chats=(7,)) == [8]
    assert await due(store, 99, limit=1) == [7]
    await desk.publish(coverage, post(1, id=0))
    await store.coverages.set_state(coverage.id, CoverageState.CONCLUDED, at(90))
    assert await due(store, 99) == []


async def test_who_is_in_doubt_has_no_turn_until_that_is_settled(
    store: Store, desk: "Desk"
) -> None:
    reader = await desk.reader(7, await desk.cover())
    await store.rounds.keep(reader.id, HOUR, at(0), 0)
    await store.intents.note(Intent(reader.chat, at(59), (), ForBroadcast(1)))
    assert await due(store, 60) == []
    await store.intents.forget(7)
    assert await due(store, 60) == [7]


async def test_after_a_stop_a_turn_comes_in_its_own_time(store: Store, desk: "Desk") -> None:
    coverage = await desk.cover()
    for chat_id, hours in ((5, 1), (6, 1), (7, 3)):
        reader = await desk.reader(chat_id, coverage)
        await store.rounds.keep(reader.id, hours * HOUR, at(0), 0)
    await store.chats.stop(5, "by the reader", at(30))
    await store.chats.resume(5, at(80))
    assert await due(store, 139) == [6]
    assert await due(store, 140) == [6, 5]
    await store.chats.resume(6, at(141))
    assert await due(store, 142) == [6, 5], "whoever ran all along waits no longer"


async def test_followed_again_a_turn_comes_in_its_own_time(store: Store, desk: "Desk") -> None:
    coverage = await desk.cover()
    reader = await desk.reader(5, coverage)
    await store.rounds.keep(reader.id, HOUR, at(0), 0)
    await store.chats.unfollow(reader.id)
    for minute in (80, 100):
        await store.chats.follow(5, coverage.id, reader.preferences, at(minute))
    assert await due(store, 139) == []
    assert await due(store, 140) == [5]


async def test_after_a_reopening_turns_begin_anew_with_what_the_summary_did_not_tell(
    store: Store, desk: "Desk"
) -> None:
    coverage = await desk.cover()
    for chat_id, hours in ((5, 1), (6, 2)):
        reader = await desk.reader(chat_id, coverage)
        await store.rounds.keep(reader.id, hours * HOUR, at(0), 0)
    await desk.publish(coverage, post(1, id=0))
    await store.coverages.set_state(coverage.id, CoverageState.CONCLUDED, at(20))
    await desk.publish(coverage, post(2, id=0, kind=PostKind.SUMMARY))
    head = (await store.coverages.get(coverage.id)).head
    await store.coverages.set_state(coverage.id, CoverageState.REOPENED, at(200))
    assert await due(store, 259) == []
    (first,) = await store.rounds.due(at(260), skip_chats=(), limit=9)
    assert (first.subscription.chat.id, first.told) == (5, head)
    assert await due(store, 320) == [5, 6]


async def test_a_reopening_before_the_summary_leaves_all_news_to_tell(
    store: Store, desk: "Desk"
) -> None:
    coverage = await desk.cover()
    reader = await desk.reader(5, coverage)
    await store.rounds.keep(reader.id, HOUR, at(0), 0)
    await desk.publish(coverage, post(1, id=0))
    await store.coverages.set_state(coverage.id, CoverageState.CONCLUDED, at(20))
    await store.coverages.set_state(coverage.id, CoverageState.REOPENED, at(30))
    (turn,) = await store.rounds.due(at(90), skip_chats=(), limit=9)
    assert turn.told == 0


async def test_how_often_a_chat_is_told(store: Store, desk: "Desk") -> None:
    first = await desk.reader(7, await desk.cover())
    second = await desk.reader(7, await desk.cover(source_url="other"))
    assert await store.rounds.every([first.id, second.id]) is None
    await store.rounds.keep(first.id, 2 * HOUR, at(0), 0)
    await store.rounds.keep(second.id, HOUR, at(0), 0)
    assert await store.rounds.every([first.id, second.id]) == HOUR
    assert await store.rounds.every([first.id]) == 2 * HOUR
    assert await store.rounds.every([]) is None


async def test_the_languages_of_those_who_follow(store: Store, desk: "Desk") -> None:
    coverage = await desk.cover()
    for chat_id, language in ((5, "ru"), (6, ""), (7, "ru"), (8, "tr")):
        reader = await desk.reader(chat_id, coverage)
        await store.chats.save(replace(reader.chat, language=language), at(0))
    await store.chats.stop(8, "blocked", at(1))
    assert await store.chats.languages(coverage.id) == ["", "ru"]


async def test_a_group_that_becomes_a_supergroup_keeps_its_rounds(
    store: Store, desk: "Desk"
) -> None:
    coverage = await desk.cover()
    old = await desk.follow(chat(-5, ChatKind.GROUP), coverage)
    await store.rounds.keep(old.id, HOUR, at(0), 0)
    await store.chats.migrate(-5, -1005, at(1))
    assert await due(store, 60) == [-1005]


async def test_two_groups_that_become_one_have_one_round(store: Store, desk: "Desk") -> None:
    coverage = await desk.cover()
    for number, chat_id in enumerate((-5, -1005), start=1):
        each = await desk.follow(chat(chat_id, ChatKind.GROUP), coverage)
        await store.rounds.keep(each.id, number * HOUR, at(0), 0)
    await store.chats.migrate(-5, -1005, at(1))
    (turn,) = await store.rounds.due(at(120), skip_chats=(), limit=9)
    assert turn.every == 2 * HOUR, "that of the chat that stays"


async def test_a_group_without_a_round_takes_over_the_other_ones(
    store: Store, desk: "Desk"
) -> None:
    coverage = await desk.cover()
    old = await desk.follow(chat(-5, ChatKind.GROUP), coverage)
    await desk.follow(chat(-1005, ChatKind.GROUP), coverage)
    await store.rounds.keep(old.id, HOUR, at(0), 0)
    await store.chats.migrate(-5, -1005, at(1))
    assert await due(store, 60) == [-1005]
