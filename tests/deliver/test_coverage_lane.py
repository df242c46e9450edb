"""What chats see as a coverage goes on, on a real database."""

from dataclasses import replace

import pytest
from builders import at, channel, chat, photo, post

from bot.changes import PostChange
from bot.deliver import Queue, coverage_lane
from bot.model import (
    ChangeKind,
    CoverageState,
    Figures,
    Impossible,
    Level,
    MediaKind,
    Never,
    PostKind,
    Summary,
    Takeaway,
    TryAgain,
)
from bot.rendering.post import render_post
from bot.text import Text


class Killed(BaseException):
    """The process is gone, between two steps; nothing of ours may catch it."""


async def test_a_post_reaches_everybody_who_follows(world, reader, news):
    await world.follows(reader)
    await world.follows(news)
    await world.posted(post(1, headline="Delegations arrive", body="Both are in the palace."))
    await world.settle()
    for follower in (reader, news):
        (text,) = world.texts(follower)
        assert text.startswith("Delegations arrive\n\nBoth are in the palace.")
        assert "14:46 Istanbul" in text


async def test_nothing_is_sent_twice(world, reader):
    await world.follows(reader)
    await world.posted(post(1))
    await world.settle()
    world.restart()
    await world.settle()
    assert len(world.messenger.calls) == 1


async def test_who_joins_later_gets_only_what_comes_later(world, reader):
    await world.posted(post(1))
    await world.follows(reader)
    await world.posted(post(2))
    await world.settle()
    assert [text.split("\n")[0] for text in world.texts(reader)] == ["Headline 2"]


async def test_each_gets_what_they_asked_for(world):
    everything, keys, summary_only, no_photos = (chat(number) for number in range(101, 105))
    await world.follows(everything)
    await world.follows(keys, Level.KEY_MOMENTS)
    await world.follows(summary_only, Level.SUMMARY)
    await world.follows(no_photos, photos=False)
    await world.posted(post(1, media=(photo(1),)))
    await world.posted(post(2, key_moment=True))
    await world.settle()
    assert len(world.texts(everything)) == 2
    assert [text.split("\n")[1] for text in world.texts(keys)] == ["Headline 2"]
    assert world.texts(summary_only) == []
    assert [bool(part.media) for part in world.messenger.chats[104].values()] == [False, False]
    assert [bool(part.media) for part in world.messenger.chats[101].values()] == [True, False]


async def test_a_silent_subscription_is_silent(world, reader):
    await world.follows(reader, sound=False)
    await world.posted(post(1))
    await world.settle()
    assert [part.silent for part in world.messenger.chats[100].values()] == [True]


class TestCorrections:
    async def test_an_edit_changes_the_message_that_stands(self, world, reader):
        await world.follows(reader)
        shown = await world.posted(post(1, body="It begins at 13:00."))
        await world.settle()
        await world.edited(shown, body=Text("It begins at 14:45."), corrected_at=at(20))
        await world.settle()
        (text,) = world.texts(reader)
        assert "It begins at 14:45." in text
        assert "corrected 15:05" in text
        assert [call.method for call in world.messenger.calls] == ["send", "edit"]

    async def test_several_edits_in_a_row_cost_one(self, world, reader):
        await world.follows(reader)
        shown = await world.posted(post(1))
        await world.settle()
        for words in ("One.", "Two.", "Three."):
            shown = await world.edited(shown, body=Text(words))
        await world.settle()
        assert "Three." in world.texts(reader)[0]
        assert [call.method for call in world.messenger.calls] == ["send", "edit"]

    async def test_an_edit_that_changes_nothing_for_this_chat_costs_nothing(self, world, reader):
        await world.follows(reader, photos=False)
        shown = await world.posted(post(1))
        await world.settle()
        await world.edited(shown, media=(photo(1),))
        await world.settle()
        assert [call.method for call in world.messenger.calls] == ["send"]

    async def test_an_edit_finds_its_message_after_a_restart(self, world, reader):
        await world.follows(reader)
        shown = await world.posted(post(1))
        await world.settle()
        world.restart()
        await world.edited(shown, body=Text("Later."))
        await world.settle()
        assert "Later." in world.texts(reader)[0]

    async def test_a_photo_that_was_wrong_is_replaced(self, world, reader):
        await world.follows(reader)
        shown = await world.posted(post(1, media=(photo(1), photo(2))))
        await world.settle()
        await world.edited(shown, media=(photo(1), photo(3)))
        await world.settle()
        urls = [part.media[0].url for part in world.messenger.chats[100].values()]
        assert urls == [photo(1).url, photo(3).url]

    async def test_a_photo_that_was_taken_off_goes_away_and_nobodys_phone_buzzes(
        self, world, reader
    ):
        await world.follows(reader)
        shown = await world.posted(post(1, media=(photo(1),)))
        await world.settle()
        await world.edited(shown, media=())
        await world.settle()
        (part,) = world.messenger.chats[100].values()
        assert (part.media, part.silent) == ((), True)

    async def test_a_message_that_an_admin_deleted_is_not_forced_back(self, world, news):
        await world.follows(news)
        shown = await world.posted(post(1))
        await world.settle()
        world.messenger.answers[news.id] = [Impossible("message to edit not found")]
        await world.edited(shown, body=Text("Later."))
        await world.settle()
        await world.settle()
        assert [call.method for call in world.messenger.calls] == ["send", "edit"]


class TestWithdrawals:
    async def test_a_withdrawn_post_disappears(self, world, reader):
        await world.follows(reader)
        shown = await world.posted(post(1, media=(photo(1), photo(2))))
        await world.settle()
        await world.withdrawn(shown)
        await world.settle()
        assert world.texts(reader) == []

    async def test_or_says_that_it_was_withdrawn_where_telegram_keeps_it(self, world, reader):
        await world.follows(reader)
        shown = await world.posted(post(1))
        await world.settle()
        world.messenger.answers[reader.id] = [Impossible("message can't be deleted")]
        await world.withdrawn(shown)
        await world.settle()
        assert "ithdrawn" in world.texts(reader)[0]

    async def test_a_post_withdrawn_in_time_is_never_sent(self, world, reader):
        await world.follows(reader)
        await world.withdrawn(await world.posted(post(1)))
        await world.settle()
        assert world.messenger.calls == []

    async def test_a_restored_post_comes_back(self, world, reader):
        await world.follows(reader)
        shown = await world.posted(post(1))
        await world.settle()
        gone = await world.withdrawn(shown)
        await world.settle()
        back = replace(gone, withdrawn_at=None, revision=gone.revision + 1)
        await world.happens(back, ChangeKind.RESTORED)
        await world.settle()
        assert world.texts(reader)[0].startswith("Headline 1")

    async def test_a_post_withdrawn_half_sent_leaves_nothing(self, world, reader):
        await world.follows(reader)
        world.messenger.answers[reader.id] = [None, TryAgain(60, "slower")]
        shown = await world.posted(post(1, body=TestCrashes.long_body))
        await world.settle()
        world.clock.advance(seconds=60)
        assert len(world.texts(reader)) == 1
        await world.withdrawn(shown)
        await world.settle()
        assert world.texts(reader) == []

    async def test_a_post_edited_half_sent_is_completed_in_its_new_form(self, world, reader):
        await world.follows(reader)
        world.messenger.answers[reader.id] = [None, TryAgain(60, "slower")]
        shown = await world.posted(post(1, body=TestCrashes.long_body))
        await world.settle()
        world.clock.advance(seconds=60)
        await world.edited(shown, body=Text(TestCrashes.long_body.replace("number", "no.")))
        await world.settle()
        together = " ".join(world.texts(reader))
        assert "number" not in together
        assert [together.count(f" no. {number}.") for number in range(400)] == [1] * 400


class TestPins:
    async def test_a_pinned_post_is_pinned_in_the_channel_and_unpinned_again(self, world, news):
        await world.follows(news)
        shown = await world.posted(post(1, pinned=True), ChangeKind.PINNED)
        await world.settle()
        assert world.messenger.pins[news.id] == {1}
        await world.happens(replace(shown, pinned=False), ChangeKind.UNPINNED)
        await world.settle()
        assert world.messenger.pins[news.id] == set()

    async def test_a_message_that_takes_the_place_of_a_pinned_one_is_pinned(self, world, news):
        await world.follows(news)
        shown = await world.posted(post(1, pinned=True, media=(photo(1),)), ChangeKind.PINNED)
        await world.settle()
        await world.edited(shown, media=())
        await world.settle()
        (standing,) = world.messenger.chats[news.id]
        assert standing in world.messenger.pins[news.id]

    async def test_a_pinned_post_that_comes_back_is_pinned_again(self, world, news):
        await world.follows(news)
        shown = await world.posted(post(1, pinned=True), ChangeKind.PINNED)
        await world.settle()
        gone = await world.withdrawn(shown)
        await world.settle()
        back = replace(gone, withdrawn_at=None, revision=gone.revision + 1)
        await world.happens(back, ChangeKind.RESTORED)
        await world.settle()
        (standing,) = world.messenger.chats[news.id]
        assert standing in world.messenger.pins[news.id]

    async def test_a_pin_that_is_refused_holds_nothing_up(self, world, news):
        await world.follows(news)
        await world.posted(post(1, pinned=True), ChangeKind.PINNED)
        await world.posted(post(2))
        world.messenger.pin = refused
        await world.settle()
        assert len(world.texts(news)) == 2


async def refused(address, message_id):
    return Impossible("not enough rights to manage pinned messages in the chat")


class TestLag:
    async def test_a_chat_that_was_away_is_brought_level_with_one_message(self, world, reader):
        await world.follows(reader)
        await world.store.chats.stop(reader.id, "blocked", at())
        for number in range(1, 15):
            await world.posted(post(number))
        await world.settle()
        assert world.messenger.calls == []
        await world.store.chats.resume(reader.id, at(60))
        await world.settle()
        (text,) = world.texts(reader)
        assert "14 updates" in text
        assert "Headline 1\n" in text
        assert "Headline 14" in text

    async def test_a_correction_reaches_the_digest(self, world, reader):
        await world.follows(reader)
        posts = [await world.posted(post(number)) for number in range(1, 15)]
        await world.settle()
        await world.edited(posts[4], headline="Another headline")
        await world.settle()
        (text,) = world.texts(reader)
        assert "Another headline" in text
        assert "Headline 5\n" not in text
        assert "14 updates" in text

    async def test_a_withdrawn_post_leaves_the_digest(self, world, reader):
        await world.follows(reader)
        posts = [await world.posted(post(number)) for number in range(1, 15)]
        await world.settle()
        await world.withdrawn(posts[4])
        await world.settle()
        (text,) = world.texts(reader)
        assert "Headline 5\n" not in text
        assert "13 updates" in text

    async def test_a_restored_post_comes_back_into_the_digest(self, world, reader):
        await world.follows(reader)
        posts = [await world.posted(post(number)) for number in range(1, 15)]
        await world.settle()
        gone = await world.withdrawn(posts[4])
        await world.settle()
        await world.happens(replace(gone, withdrawn_at=None, revision=2), ChangeKind.RESTORED)
        await world.settle()
        (text,) = world.texts(reader)
        assert "Headline 5\n" in text
        assert "14 updates" in text

    async def test_a_digest_of_which_nothing_stands_says_so_where_it_cannot_go(self, world, reader):
        posts = await self.digest_of_withdrawn(world, reader)
        (text,) = world.texts(reader)
        assert "ithdrawn" in text
        await world.happens(replace(posts[4], withdrawn_at=None, revision=2), ChangeKind.RESTORED)
        await world.settle()
        assert world.texts(reader)[1].startswith("Headline 5")

    async def digest_of_withdrawn(self, world, reader):
        """A digest all of whose posts are withdrawn after 48 hours."""
        await world.follows(reader)
        posts = [await world.posted(post(number)) for number in range(1, 12)]
        await world.settle()
        gone = []
        for number, each in enumerate(posts, start=1):
            if number == len(posts):
                world.messenger.answers[reader.id] = [Impossible("message can't be deleted")]
            gone.append(await world.withdrawn(each))
            await world.settle()
        return gone

    async def test_a_key_moment_found_late_is_marked_in_the_digest(self, world, reader):
        await world.follows(reader)
        posts = [await world.posted(post(number)) for number in range(1, 15)]
        await world.settle()
        promoted = replace(posts[4], key_moment=True, revision=2)
        await world.happens(promoted, ChangeKind.PROMOTED)
        await world.settle()
        (text,) = world.texts(reader)
        assert "Key moments" in text
        assert [call.method for call in world.messenger.calls] == ["send", "edit"]

    async def test_after_a_digest_posts_come_one_by_one_again(self, world, reader):
        await world.follows(reader)
        for number in range(1, 15):
            await world.posted(post(number))
        await world.settle()
        await world.posted(post(15))
        await world.settle()
        assert world.texts(reader)[1].startswith("Headline 15")


class TestCrashes:
    long_body = " ".join(f"Sentence number {number}." for number in range(400))

    async def test_a_long_post_cut_off_by_a_crash_is_completed_not_repeated(self, world, reader):
        await world.follows(reader)
        await world.posted(post(1, body=self.long_body))
        send = world.messenger.send

        async def dies(address, part):
            if world.messenger.calls:
                raise Killed
            return await send(address, part)

        world.messenger.send = dies
        with pytest.raises(BaseExceptionGroup):
            await world.settle()
        world.messenger.send = send
        world.restart()
        await world.settle()
        together = " ".join(world.texts(reader))
        assert [together.count(f"number {number}.") for number in range(400)] == [1] * 400

    async def test_what_was_not_acknowledged_is_sent_again(self, world, reader):
        await world.follows(reader)
        await world.posted(post(1))
        acknowledge = world.store.deliveries.acknowledge

        async def dies(ack):
            raise Killed

        world.store.deliveries.acknowledge = dies
        with pytest.raises(BaseExceptionGroup):
            await world.settle()
        world.store.deliveries.acknowledge = acknowledge
        world.restart()
        await world.settle()
        assert len(world.texts(reader)) == 2


class TestTroubles:
    async def test_a_reader_who_blocked_the_bot_stops_and_returns_where_they_left(
        self, world, reader
    ):
        await world.follows(reader)
        world.messenger.answers[reader.id] = [Never("the reader blocked the bot")]
        await world.posted(post(1))
        await world.settle()
        assert world.told == ["100: the reader blocked the bot"]
        await world.posted(post(2))
        await world.settle()
        await world.store.chats.resume(reader.id, at(5))
        await world.settle()
        assert [text.split("\n")[0] for text in world.texts(reader)] == ["Headline 1", "Headline 2"]

    async def test_one_chat_told_to_wait_holds_up_no_other(self, world, reader):
        await world.follows(reader)
        await world.follows(other := chat(200))
        world.messenger.answers[reader.id] = [TryAgain(60, "Too Many Requests")]
        await world.posted(post(1))
        await world.settle()
        assert (len(world.texts(reader)), len(world.texts(other))) == (0, 1)
        world.clock.advance(seconds=60)
        await world.settle()
        assert len(world.texts(reader)) == 1

    async def test_a_long_post_whose_first_part_cannot_be_sent_is_not_tried_for_ever(
        self, world, reader
    ):
        await world.follows(reader)
        world.messenger.answers[reader.id] = [Impossible("the chat takes no such message")]
        await world.posted(post(1, body=TestCrashes.long_body))
        await world.posted(post(2))
        await world.settle()
        assert [text.split("\n")[0] for text in world.texts(reader)] == ["Headline 2"]
        assert [call.method for call in world.messenger.calls] == ["send", "send"]

    async def test_a_post_that_cannot_be_rendered_holds_up_only_who_waits_for_it(
        self, world, reader, monkeypatch, caplog
    ):
        def fails(shown, *_):
            if shown.headline == "Headline 1":
                raise ZeroDivisionError
            return render_post(shown, *_)

        monkeypatch.setattr(coverage_lane, "_rendered", fails)
        for number in range(1000, 1020):
            await world.follows(chat(number))
        await world.posted(post(1))
        await world.follows(reader)
        await world.posted(post(2))
        await world.settle()
        assert len(world.texts(reader)) == 1
        assert caplog.text.count("its step cannot be prepared") == 2
        monkeypatch.undo()
        world.clock.advance(seconds=30)
        await world.settle()
        assert all(len(world.texts(chat(number))) == 2 for number in range(1000, 1020))

    async def test_a_post_that_cannot_be_sent_blocks_nothing_after_it(self, world, reader):
        await world.follows(reader)
        world.messenger.answers[reader.id] = [Impossible("message text is empty")]
        await world.posted(post(1))
        await world.posted(post(2))
        await world.settle()
        assert [text.split("\n")[0] for text in world.texts(reader)] == ["Headline 2"]


class TestManyReaders:
    async def test_those_who_did_not_ask_for_a_post_are_passed_over_in_a_few_looks(
        self, world, reader
    ):
        for number in range(1000, 1300):
            await world.follows(chat(number), Level.SUMMARY)
        await world.follows(reader)
        looks, behind = [], world.store.deliveries.behind

        async def counted(now, **given):
            looks.extend([given["limit"]] * (given["queue"] is Queue.OTHERS))
            return await behind(now, **given)

        world.store.deliveries.behind = counted
        await world.posted(post(1))
        await world.settle()
        assert len(world.texts(reader)) == 1
        assert len(looks) < 12

    async def test_no_more_is_rendered_than_can_be_sent(self, world, monkeypatch):
        monkeypatch.setattr(coverage_lane, "_rendered", counting := Counting(render_post))
        for number in range(1000, 1100):
            await world.follows(chat(number))
        await world.posted(post(1))
        await world.settle()
        assert counting.calls == 100

    async def test_the_posts_behind_a_summary_are_loaded_once(self, world):
        for number in range(1000, 1020):
            await world.follows(chat(number))
        posts = [await world.posted(post(number)) for number in range(1, 4)]
        await world.settle()
        world.store.coverages.posts = counting = Counting(world.store.coverages.posts)
        await TestSummary().conclude(world, posts)
        await world.settle()
        assert len(world.texts(chat(1019))) == 4
        assert counting.calls == 1


class Counting:
    """A function that counts its calls."""

    def __init__(self, function):
        self.function = function
        self.calls = 0

    def __call__(self, *given):
        self.calls += 1
        return self.function(*given)


class TestSummary:
    async def conclude(self, world, posts):
        lines = tuple(Takeaway(f"Line {each.id}.", each.id) for each in posts)
        summary = post(
            99,
            id=0,
            key="dateline:summary:1",
            kind=PostKind.SUMMARY,
            summary=Summary(lines[0], lines[1:], at(0), at(90), Figures(3, 1, 0, 0)),
        )
        change = PostChange(replace(summary, coverage_id=world.coverage.id), (ChangeKind.POSTED,))
        await world.store.coverages.set_state(
            world.coverage.id, CoverageState.CONCLUDED, at(90), changes=[change]
        )

    async def test_everybody_gets_it_whatever_they_follow(self, world, reader):
        await world.follows(reader, Level.SUMMARY)
        posts = [await world.posted(post(number)) for number in range(1, 4)]
        await self.conclude(world, posts)
        await world.settle()
        (text,) = world.texts(reader)
        assert "Talks concluded" in text
        assert "Line 2." in text

    async def test_its_lines_lead_to_the_messages_of_that_very_chat(self, world, reader):
        public, private = channel(-100_77, username="dateline_news"), channel(-100_88, username="")
        for follower in (public, private, reader):
            await world.follows(follower)
        posts = [await world.posted(post(number, media=(photo(number),))) for number in (1, 2, 3)]
        await world.settle()
        await self.conclude(world, posts)
        await world.settle()
        assert "https://t.me/dateline_news/" in urls(world, public)
        assert "https://t.me/c/88/" in urls(world, private)
        assert "https://example.org/live#p2" in urls(world, reader)

    async def test_it_carries_the_best_photo(self, world, reader):
        await world.follows(reader, Level.SUMMARY)
        posts = [await world.posted(post(1, media=(photo(7),))), await world.posted(post(2))]
        await self.conclude(world, posts)
        await world.settle()
        media = [item for part in world.messenger.chats[100].values() for item in part.media]
        assert [(item.kind, item.url) for item in media] == [(MediaKind.PHOTO, photo(7).url)]

    async def test_its_buttons_are_those_for_the_kind_of_chat(self, world, reader):
        public = channel(-100_77, username="dateline_news")
        for follower in (public, reader):
            await world.follows(follower, Level.SUMMARY)
        posts = [await world.posted(post(number, key_moment=True)) for number in (1, 2, 3)]
        await self.conclude(world, posts)
        await world.settle()
        assert buttons(world, public) == ["channel:timeline"]
        assert buttons(world, reader) == ["private:timeline"]

    async def test_without_photos_the_drawn_timeline_goes_to_who_wants_photos(self, world, reader):
        await world.follows(reader, Level.SUMMARY)
        await world.follows(chat(101), Level.SUMMARY, photos=False)
        posts = [await world.posted(post(number, key_moment=True)) for number in (1, 2, 3)]
        await self.conclude(world, posts)
        await world.settle()
        (with_card,), (bare,) = (world.messenger.chats[each].values() for each in (100, 101))
        assert with_card.media[0].url.startswith("dateline:card:1:light:en:")
        assert bare.media == ()


def buttons(world, follower):
    """What the buttons below the last message of a chat carry."""
    *_, part = world.messenger.chats[follower.id].values()
    return [button.data for row in part.keyboard for button in row]


def urls(world, follower):
    """Every address in the last text of a chat."""
    parts = [part for part in world.messenger.chats[follower.id].values() if part.text.spans]
    return " ".join(span.url for span in parts[-1].text.spans)
