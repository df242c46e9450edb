"""What chats see where Telegram does not do as it is asked."""

from dataclasses import replace

import pytest
from builders import at, chat, photo, post

from bot.deliver import Ack
from bot.model import (
    Address,
    Audience,
    AudienceKind,
    Chat,
    ChatKind,
    Impossible,
    Media,
    MediaKind,
    Part,
    Preferences,
    Sent,
    SentMessage,
    TryAgain,
)
from bot.rendering.parts import fingerprint, slots
from bot.text import Text

FIXED = Impossible("this message can no longer be edited", fixed=True)
GONE = Impossible("the message is gone", gone=True)
UNDELETABLE = Impossible("Telegram no longer lets the bot delete this message")


def methods(world):
    return [call.method for call in world.messenger.calls]


def shown(world, follower):
    return list(world.messenger.chats[follower.id].items())


async def corrected(world, shown, words, minute=20):
    """The post says something else from now on."""
    world.clock.now = at(minute)
    return await world.edited(shown, body=Text(words), corrected_at=at(minute))


@pytest.fixture
async def first(world, reader):
    """A reader was shown a post."""
    await world.follows(reader)
    stored = await world.posted(post(1, body="Twelve people."))
    await world.settle()
    return stored


class TestWhatCannotBeEdited:
    async def test_the_correction_is_said_in_silence_in_answer_to_it(self, world, reader, first):
        world.messenger.answers[reader.id] = [FIXED]
        await corrected(world, first, "Fourteen people.")
        await world.settle()
        (old_id, old), (_, said) = shown(world, reader)
        assert "Twelve" in old.text.value
        assert "Fourteen" in said.text.value
        assert "corrected" in said.text.value
        assert said.silent
        assert said.reply_to == old_id
        assert methods(world) == ["send", "edit", "send"]

    async def test_the_next_correction_edits_what_was_said(self, world, reader, first):
        world.messenger.answers[reader.id] = [FIXED]
        second = await corrected(world, first, "Fourteen people.")
        await world.settle()
        world.restart()
        await corrected(world, second, "Fifteen people.", 25)
        await world.settle()
        assert methods(world) == ["send", "edit", "send", "edit"]
        texts = world.texts(reader)
        assert ["Twelve" in texts[0], "Fifteen" in texts[1]] == [True, True]

    async def test_what_only_looks_different_is_not_worth_a_message(self, world, reader, first):
        world.messenger.answers[reader.id] = [FIXED]
        await world.edited(first, body=Text("Twelve  people!"))
        await world.settle()
        assert methods(world) == ["send", "edit"]

    async def test_a_withdrawal_takes_both_back(self, world, reader, first):
        world.messenger.answers[reader.id] = [FIXED]
        second = await corrected(world, first, "Fourteen people.")
        await world.settle()
        await world.withdrawn(second)
        await world.settle()
        assert world.texts(reader) == []

    async def test_a_withdrawal_that_neither_deletes_nor_edits_is_said(self, world, reader, first):
        world.messenger.answers[reader.id] = [UNDELETABLE, FIXED]
        await world.withdrawn(first)
        await world.settle()
        (old_id, _), (_, said) = shown(world, reader)
        assert "ithdrawn" in said.text.value
        assert said.reply_to == old_id
        assert methods(world) == ["send", "delete", "edit", "send"]

    async def test_an_albums_caption_is_corrected_without_its_pictures(self, world, reader):
        await world.follows(reader)
        stored = await world.posted(post(1, body="Twelve.", media=(photo(1), photo(2))))
        await world.settle()
        world.messenger.answers[reader.id] = [FIXED]
        second = await corrected(world, stored, "Fourteen.")
        await world.settle()
        await corrected(world, second, "Fifteen.", 25)
        await world.settle()
        parts = [part for _, part in shown(world, reader)]
        assert [len(part.media) for part in parts] == [1, 1, 1]
        assert "Fifteen" in parts[2].text.value
        assert methods(world) == ["send", "edit", "send", "edit"]


class TestWhatIsGone:
    async def test_it_is_not_sent_again_to_whoever_deleted_it(self, world, reader, first):
        world.messenger.answers[reader.id] = [GONE]
        second = await corrected(world, first, "Fourteen people.")
        await world.settle()
        await corrected(world, second, "Fifteen people.", 25)
        await world.settle()
        assert methods(world) == ["send", "edit"], "nor is it asked for again"

    async def test_the_rest_of_the_post_is_still_corrected(self, world, reader):
        await world.follows(reader)
        long = "A long story. " * 400
        stored = await world.posted(post(1, body=f"Twelve. {long} Twelve."))
        await world.settle()
        world.messenger.answers[reader.id] = [GONE]
        await corrected(world, stored, f"Fourteen. {long} Fourteen.")
        await world.settle()
        assert methods(world) == ["send", "send", "edit", "edit"]
        assert "Fourteen" in world.texts(reader)[-1]


class TestAnAlbumThatMayBePartlyOut:
    @pytest.fixture
    async def owed(self, world, reader):
        """An album failed in the middle, and its text could not follow at once."""
        await world.follows(reader)
        pictures = (photo(1), photo(2))
        unknown = SentMessage(0, "", pictures[0].identity)
        places = slots(Part(Text(), pictures))
        rest = SentMessage(0, fingerprint(places[1]), pictures[1].identity, gone=True)
        world.messenger.answers[reader.id] = [Sent((unknown, rest))]
        return await world.posted(post(1, body="Twelve.", media=pictures))

    async def test_its_text_is_told_with_links(self, world, reader, owed):
        await world.settle()
        (text,) = world.texts(reader)
        assert "Twelve." in text
        assert text.count("🖼") == 2
        assert methods(world) == ["send", "send"]

    async def test_its_text_is_owed_until_it_went(self, world, reader, owed):
        world.messenger.answers[reader.id].append(TryAgain(5.0, "slower"))
        await world.settle()
        world.restart()
        world.clock.advance(seconds=5)
        await world.settle()
        assert len(world.texts(reader)) == 1
        assert methods(world) == ["send"] * 3

    async def test_a_text_that_never_can_go_is_owed_no_longer(self, world, reader, owed):
        world.messenger.answers[reader.id].append(Impossible("there is something about it"))
        await world.settle()
        assert world.texts(reader) == []
        assert methods(world) == ["send"] * 2

    async def test_no_later_edit_shows_an_item_twice(self, world, reader, owed):
        await world.settle()
        second = await corrected(world, owed, "Fourteen.")
        await world.settle()
        await world.edited(second, media=(photo(1), photo(2), photo(3)))
        await world.settle()
        parts = [part for _, part in shown(world, reader)]
        assert "Fourteen" in parts[0].text.value
        assert [item.identity for part in parts[1:] for item in part.media] == [photo(3).identity]

    async def test_a_withdrawal_deletes_what_is_known(self, world, reader, owed):
        await world.settle()
        await world.withdrawn(owed)
        await world.settle()
        assert world.texts(reader) == []


async def test_who_waits_for_a_picture_on_its_way_up_holds_up_nobody_else(world, reader, news):
    words_only = chat(101)
    await world.follows(reader)
    await world.follows(news)
    await world.follows(words_only, photos=False)
    picture = photo(1)
    world.messenger.on_their_way.add(picture.identity)
    await world.posted(post(1, media=(picture,)))
    await world.settle()
    assert [call.chat_id for call in world.messenger.calls] == [words_only.id]
    world.messenger.on_their_way.clear()
    await world.settle()
    assert len(world.texts(reader)) == len(world.texts(news)) == 1


async def test_a_photo_that_went_as_a_document_stays_whatever_is_switched_off_later(world, reader):
    subscription = await world.follows(reader)
    stored = await world.posted(post(1, body="Twelve.", media=(photo(1),)))
    await world.settle()
    ledger = world.store.deliveries
    (row,) = (await ledger.shown([subscription.id], [stored.id])).values()
    document = replace(row.messages[0], media_kind=MediaKind.DOCUMENT)
    as_document = replace(row, messages=(document,))
    await ledger.acknowledge(Ack(subscription.id, 0, (as_document,)))
    await world.follows(reader, photos=False)
    await corrected(world, stored, "Fourteen.")
    await world.settle()
    assert methods(world) == ["send", "edit"]


class TestAClosedTopic:
    @pytest.fixture
    async def forum(self, world):
        """A forum group that posts in two topics; the messenger knows of one that is closed."""
        forum = Chat(-100, ChatKind.GROUP, "Forum")
        await world.store.chats.save(forum, world.clock())
        for topic_id in (7, 8):
            await world.store.chats.follow(
                forum.id, world.coverage.id, Preferences(), world.clock(), topic_id
            )
        world.messenger.closed = {Address(forum.id, 7)}
        return forum

    async def test_it_alone_stops_and_the_editors_hear_of_it(self, world, forum):
        await world.posted(post(1))
        await world.settle()
        await world.posted(post(2))
        await world.settle()
        assert len(world.texts(forum)) == 2
        assert world.told == ["-100: the topic is closed"]
        known = await world.store.chats.get(forum.id)
        assert not known.stopped_because

    async def test_opened_again_it_gets_what_it_missed(self, world, forum):
        await world.posted(post(1))
        await world.settle()
        world.messenger.closed.clear()
        await world.store.chats.reopen(forum.id, Address(forum.id, 7))
        world.restart()
        await world.settle()
        assert len(world.texts(forum)) == 2


class TestABroadcastWhoseAlbumFailsInTheMiddle:
    @pytest.fixture
    async def made(self, world, reader):
        await world.follows(reader)
        broadcasts = world.store.broadcasts
        made = await broadcasts.create(7, world.clock())
        pictures = tuple(Media(MediaKind.PHOTO, file_id=f"file-{number}") for number in (1, 2))
        await broadcasts.set_content(made.id, Text("Back at nine."), pictures, "")
        await broadcasts.set_audience(made.id, Audience(AudienceKind.EVERYBODY))
        await broadcasts.confirm(made.id, world.clock())
        rest = SentMessage(0, "b", "file-2", gone=True)
        world.messenger.answers[reader.id] = [Sent((SentMessage(0, "", "file-1"), rest))]
        return made

    async def test_it_counts_as_failed_and_is_not_repeated(self, world, made):
        await world.settle()
        done = await world.store.broadcasts.get(made.id)
        assert (done.sent, done.failed) == (0, 1)
        assert methods(world) == ["send"]
