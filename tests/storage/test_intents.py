"""What is on its way, on a real database."""

from dataclasses import replace

import pytest
from builders import at, channel, chat, delivery, message, post

from bot.deliver import Ack, Answer, ForBroadcast, ForPosts, Intent, Queue
from bot.model import ChatKind, MediaKind, Settled
from storage import Database, Store

READER, NEWS = chat(100), channel()


def intent(where=NEWS, **given):
    """A photo on its way to a channel."""
    items = (message(0, "abc", media="https://example.org/1.jpg", media_kind=MediaKind.PHOTO),)
    rows = (delivery(3, messages=(message(8),), sent_at=at(1), digest=True, pinned=True),)
    fields = {"purpose": ForPosts(1, 9, rows, index=1, more=True), "after": 8}
    return Intent(where, at(1), items, **fields | given)


@pytest.fixture
async def known(store):
    for each in (READER, NEWS, chat(-5, ChatKind.GROUP)):
        await store.chats.save(each, at(0))
    return store


@pytest.mark.parametrize(
    "noted",
    [intent(), intent(READER, purpose=ForBroadcast(4), after=0)],
    ids=["posts", "broadcast"],
)
async def test_an_intent_is_kept_as_it_is_in_a_new_process_too(known, url, noted):
    await known.intents.note(noted)
    other = Database.open(url)
    assert await Store.open(other).intents.all() == [noted]
    await other.close()


async def test_there_is_one_a_chat_and_the_last_counts(known):
    await known.intents.note(intent())
    await known.intents.others_wrote(NEWS.id, 9)
    await known.intents.note(replace(intent(), at=at(2)))
    (kept,) = await known.intents.all()
    assert kept.at == at(2)
    assert kept.others == frozenset()


async def test_it_goes_with_the_acknowledgement(known):
    await known.intents.note(intent())
    await known.intents.note(intent(READER))
    await known.deliveries.acknowledge(Ack(1, 9, (), settles=NEWS.id))
    assert [each.chat.id for each in await known.intents.all()] == [READER.id]
    await known.intents.forget(READER.id)
    assert await known.intents.all() == []


async def test_the_newest_message_of_a_channel_is_known_from_what_was_sent_and_heard(known):
    shown = delivery(messages=(message(40), message(41)))
    await known.deliveries.acknowledge(Ack(1, 1, (shown,), settles=NEWS.id))
    assert (await known.chats.get(NEWS.id)).last_message_id == 41
    await known.intents.others_wrote(NEWS.id, 45)
    await known.intents.others_wrote(NEWS.id, 44)
    assert (await known.chats.get(NEWS.id)).last_message_id == 45
    await known.chats.save(NEWS, at(3))
    assert (await known.chats.get(NEWS.id)).last_message_id == 45


async def test_the_search_begins_after_what_others_wrote_before_the_intent_was_noted(known):
    await known.intents.others_wrote(NEWS.id, 9)
    await known.intents.note(intent(after=8))
    (kept,) = await known.intents.all()
    assert kept.after == 9
    await known.intents.note(intent(after=12))
    (kept,) = await known.intents.all()
    assert kept.after == 12, "never earlier"


async def test_what_went_out_beside_the_ledger_is_a_known_message_too(known):
    await known.deliveries.acknowledge(Ack(1, 1, (), settles=NEWS.id, sent=(message(43),)))
    assert (await known.chats.get(NEWS.id)).last_message_id == 43


async def test_of_readers_no_message_id_is_kept(known):
    shown = delivery(messages=(message(40),))
    await known.deliveries.acknowledge(Ack(1, 1, (shown,), settles=READER.id))
    assert (await known.chats.get(READER.id)).last_message_id == 0


async def test_others_who_write_meanwhile_are_remembered(known):
    await known.intents.note(intent())
    for number in (9, 11):
        await known.intents.others_wrote(NEWS.id, number)
    (kept,) = await known.intents.of([NEWS.id, READER.id])
    assert kept.others == {9, 11}


async def test_a_chat_in_doubt_is_offered_nothing(store, desk):
    made = await desk.cover()
    following = await desk.follow(READER, made)
    await desk.publish(made, post(1, id=0))
    behind = {"skip_chats": (), "limit": 9, "queue": Queue.OTHERS}
    assert len(await store.deliveries.behind(at(1), **behind)) == 1
    await store.intents.note(intent(READER, purpose=ForPosts(following.id, 1, ())))
    assert await store.deliveries.behind(at(1), **behind) == []
    await store.intents.forget(READER.id)
    assert len(await store.deliveries.behind(at(1), **behind)) == 1


async def test_an_answer_is_taken_once_and_for_the_question_it_was_given_to(known):
    await known.intents.note(intent())
    second = int(at(2).timestamp())
    assert not await known.intents.answer(NEWS.id, second, Answer.THERE)
    await known.intents.asked(NEWS.id, at(2))
    assert not await known.intents.answer(NEWS.id, second - 60, Answer.THERE)
    assert await known.intents.answer(NEWS.id, second, Answer.THERE)
    assert not await known.intents.answer(NEWS.id, second, Answer.AGAIN)
    (kept,) = await known.intents.all()
    assert (kept.asked_at, kept.answer) == (at(2), Answer.THERE)


async def test_a_group_that_moves_leaves_its_doubts_behind(known):
    await known.intents.note(intent(chat(-5, ChatKind.GROUP)))
    await known.chats.migrate(-5, -100_5, at(2))
    assert await known.intents.all() == []


async def test_how_doubts_were_settled_is_counted(known):
    for how in (Settled.FOUND, Settled.FOUND, Settled.SKIPPED):
        await known.intents.count(how)
    assert await known.intents.counts() == {
        Settled.FOUND: 2,
        Settled.LOST: 0,
        Settled.REPEATED: 0,
        Settled.SKIPPED: 1,
    }
