"""Uncertain sends on a real database: what became of them, and that nothing else overtakes them."""

import pytest
from builders import at, chat, photo, post
from fakes import FakeMessenger

from bot.deliver import Answer, Policy, Settling, Uncertainty
from bot.deliver.intents import ForBroadcast, Intent
from bot.model import (
    Audience,
    AudienceKind,
    BroadcastState,
    ChatKind,
    Impossible,
    Never,
    Part,
    Presence,
    Settled,
    TryAgain,
    Uncertain,
)
from bot.text import Text

LOST = Uncertain("the connection broke")
"""No answer, and nothing arrived."""


async def counted(world):
    """How doubts were settled, those that occurred."""
    counts = await world.store.intents.counts()
    return {how: count for how, count in counts.items() if count}


def headlines(world, follower):
    return [text.split("\n")[0] for text in world.texts(follower)]


@pytest.fixture
async def live(world, news):
    """A channel that has been shown the first post, so that an id is known there."""
    await world.follows(news)
    await world.posted(post(1))
    await world.settle()
    return world


async def patiently(world):
    """Let the rest after an uncertain send pass, and everything follow from it."""
    await world.settle()
    world.clock.advance(seconds=11)
    await world.settle()


class FewIntents:
    """The intents that an earlier process left, and those noted since."""

    def __init__(self, *intents):
        self.stored = list(intents)

    async def note(self, intent):
        self.stored.append(intent)

    async def all(self):
        return self.stored

    async def of(self, chat_ids):
        return []


class TestWhatAnEarlierProcessLeft:
    def settling(self, *intents):
        return Settling(
            intents=FewIntents(*intents),
            deliveries=None,
            broadcasts=None,
            messenger=None,
            policy=Policy(),
            ask=None,
        )

    def intent(self, where):
        return Intent(where, at(0), (), ForBroadcast(1))

    async def test_is_in_doubt_even_where_a_notice_is_on_its_way(self, news, reader):
        settling = self.settling(self.intent(news))
        await settling.note(self.intent(reader))
        await settling.waiting(at(1), skip_chats={news.id, reader.id}, limit=4)
        assert settling.open == 1

    async def test_and_so_is_what_got_no_answer_before_it_was_asked_for(self, news, reader):
        settling = self.settling(self.intent(news))
        await settling.note(self.intent(reader))
        await settling.uncertain(reader, "the connection broke")
        await settling.waiting(at(1), skip_chats={news.id, reader.id}, limit=4)
        assert settling.open == 2


class TestInAChannel:
    async def test_what_had_arrived_is_found_and_not_repeated(self, live, news):
        live.messenger.unheard[news.id] = 1
        told = await live.posted(post(2))
        await live.posted(post(3))
        await patiently(live)
        assert headlines(live, news) == ["Headline 1", "Headline 2", "Headline 3"]
        assert await counted(live) == {Settled.FOUND: 1}
        await live.edited(told, headline="Headline 2, corrected")
        await live.settle()
        assert headlines(live, news)[1] == "Headline 2, corrected"

    async def test_what_had_not_is_sent_again(self, live, news):
        live.messenger.answers[news.id] = [LOST]
        await live.posted(post(2))
        await live.posted(post(3))
        await patiently(live)
        assert headlines(live, news) == ["Headline 1", "Headline 2", "Headline 3"]
        assert await counted(live) == {Settled.LOST: 1}

    async def test_nothing_overtakes_it_meanwhile(self, live, news):
        live.messenger.answers[news.id] = [LOST]
        await live.posted(post(2))
        await live.settle()
        live.clock.advance(seconds=9)
        await live.posted(post(3))
        await live.settle()
        assert headlines(live, news) == ["Headline 1"]

    async def test_others_are_served_meanwhile(self, live, news, reader):
        await live.follows(reader)
        live.messenger.answers[news.id] = [LOST]
        await live.posted(post(2))
        await live.settle()
        assert headlines(live, reader) == ["Headline 2"]

    async def test_a_post_that_changed_meanwhile_is_found_as_it_was_and_edited(self, live, news):
        live.messenger.unheard[news.id] = 1
        told = await live.posted(post(2))
        await live.step()
        await live.edited(told, headline="Headline 2, corrected")
        await patiently(live)
        assert headlines(live, news) == ["Headline 1", "Headline 2, corrected"]

    async def test_an_album_is_found_whole(self, live, news):
        live.messenger.unheard[news.id] = 1
        await live.posted(post(2, media=(photo(1), photo(2), photo(3))))
        await patiently(live)
        assert len(live.messenger.chats[news.id]) == 4
        assert await counted(live) == {Settled.FOUND: 1}

    async def test_a_notice_of_a_withdrawal_is_not_taken_for_what_was_lost(self, live, news):
        fixed = Impossible("it can't be edited", fixed=True)
        live.messenger.answers[news.id] = [Impossible("it can't be deleted"), fixed]
        (first,) = await live.store.coverages.posts(live.coverage.id)
        await live.withdrawn(first)
        await live.settle()
        live.messenger.answers[news.id] = [LOST]
        await live.posted(post(2))
        await patiently(live)
        assert headlines(live, news)[-1] == "Headline 2"
        assert await counted(live) == {Settled.LOST: 1}

    async def test_half_an_album_is_made_whole(self, live, news):
        live.messenger.unheard[news.id] = 1
        await live.posted(post(2, media=(photo(1), photo(2), photo(3))))
        await live.step()
        del live.messenger.chats[news.id][live.messenger.last_id]
        await patiently(live)
        shown = live.messenger.chats[news.id].values()
        assert [part.media[0].url for part in shown if part.media] == [
            photo(number).url for number in (1, 2, 3)
        ]

    async def test_other_peoples_posts_are_told_apart(self, live, news):
        live.messenger.others[news.id] = {live.messenger.last_id + 1}
        live.messenger.last_id += 1
        live.messenger.unheard[news.id] = 1
        await live.posted(post(2))
        await patiently(live)
        assert headlines(live, news) == ["Headline 1", "Headline 2"]
        assert await counted(live) == {Settled.FOUND: 1}

    async def test_a_post_of_an_admins_that_the_bot_could_edit_is_not_taken_for_ours(
        self, live, news
    ):
        """Where the bot may edit everything, Telegram answers for others' posts as for ours."""
        live.messenger.answers[news.id] = [LOST]
        await live.posted(post(2))
        await live.settle()  # the wait before the first probe has begun
        live.messenger.last_id += 1
        admins = live.messenger.last_id
        live.messenger.chats[news.id][admins] = next(iter(live.messenger.chats[news.id].values()))
        await live.store.intents.others_wrote(news.id, admins)
        await patiently(live)
        assert headlines(live, news) == ["Headline 1", "Headline 1", "Headline 2"]
        assert await counted(live) == {Settled.LOST: 1}

    async def test_a_server_that_answers_success_for_everything_loses_no_post(self, live, news):
        live.messenger.answers[news.id] = [LOST, Presence.UNCLEAR]
        await live.posted(post(2))
        await patiently(live)
        assert headlines(live, news) == ["Headline 1", "Headline 2"]
        assert await counted(live) == {Settled.REPEATED: 1}

    async def test_the_first_message_of_all_has_no_id_to_search_from(self, world, news):
        await world.follows(news)
        world.messenger.unheard[news.id] = 1
        await world.posted(post(1))
        await patiently(world)
        assert headlines(world, news) == ["Headline 1", "Headline 1"]
        assert await counted(world) == {Settled.REPEATED: 1}

    async def test_a_probe_that_is_refused_for_now_is_made_again(self, live, news):
        live.messenger.unheard[news.id] = 1
        await live.posted(post(2))
        await live.settle()
        live.messenger.answers[news.id] = [TryAgain(3, "flood", too_fast=True)]
        live.clock.advance(seconds=11)
        await live.settle()
        live.clock.advance(seconds=3)
        await live.settle()
        assert headlines(live, news) == ["Headline 1", "Headline 2"]
        assert await counted(live) == {Settled.FOUND: 1}

    async def test_a_channel_that_throws_the_bot_out_waits_for_its_return(self, live, news):
        live.messenger.answers[news.id] = [LOST]
        await live.posted(post(2))
        await live.settle()
        live.messenger.answers[news.id] = [Never("the bot was removed")]
        live.clock.advance(seconds=11)
        await live.settle()
        assert headlines(live, news) == ["Headline 1"]
        await live.store.chats.resume(news.id, live.clock())
        await live.settle()
        assert headlines(live, news) == ["Headline 1", "Headline 2"]


class TestElsewhere:
    @pytest.mark.parametrize(
        "where", [chat(100), chat(-1002, ChatKind.GROUP)], ids=["reader", "group"]
    )
    async def test_it_is_repeated_unseen(self, world, where):
        await world.follows(where)
        world.messenger.unheard[where.id] = 1
        await world.posted(post(1))
        await patiently(world)
        assert headlines(world, where) == ["Headline 1", "Headline 1"]
        assert "probe" not in {call.method for call in world.messenger.calls}
        assert await counted(world) == {Settled.REPEATED: 1}

    async def test_a_reader_may_be_skipped_and_gets_what_follows(self, world, reader):
        world.policy = Policy(readers=Uncertainty.SKIP)
        world.restart()
        await world.follows(reader)
        world.messenger.answers[reader.id] = [LOST]
        told = await world.posted(post(1))
        await world.posted(post(2))
        await patiently(world)
        await world.edited(told, headline="Headline 1, corrected")
        await world.settle()
        assert headlines(world, reader) == ["Headline 2"]
        assert await counted(world) == {Settled.SKIPPED: 1}

    async def test_a_notice_is_repeated_and_counted(self, world):
        world.messenger.answers[7] = [LOST]
        await world.store.notices.add(7, Part(Text("Look")), world.clock())
        await patiently(world)
        assert world.messenger.texts(7) == ["Look"]
        assert await counted(world) == {Settled.REPEATED: 1}


class TestAskingTheEditors:
    @pytest.fixture
    async def asked(self, live, news):
        """It is not known whether the second post is there, and the editors were asked."""
        live.policy = Policy(channels=Uncertainty.ASK)
        live.restart()
        live.messenger.answers[news.id] = [LOST, Presence.UNCLEAR]
        await live.posted(post(2))
        await live.posted(post(3))
        await patiently(live)
        assert live.told == [f"{news.id}?"]
        assert headlines(live, news) == ["Headline 1"]
        return live

    async def say(self, world, news, answer):
        (intent,) = await world.store.intents.all()
        second = int(intent.asked_at.timestamp())
        assert await world.store.intents.answer(news.id, second, answer)
        assert not await world.store.intents.answer(news.id, second, answer)
        await world.settle()

    async def test_they_say_send_again(self, asked, news):
        await self.say(asked, news, Answer.AGAIN)
        assert headlines(asked, news) == ["Headline 1", "Headline 2", "Headline 3"]

    async def test_they_say_it_is_there(self, asked, news):
        await self.say(asked, news, Answer.THERE)
        assert headlines(asked, news) == ["Headline 1", "Headline 3"]
        assert await counted(asked) == {Settled.FOUND: 1}

    async def test_they_say_nothing(self, asked, news):
        asked.clock.advance(minutes=5)
        await asked.settle()
        assert headlines(asked, news) == ["Headline 1", "Headline 2", "Headline 3"]
        assert asked.told == [f"{news.id}?"]

    async def test_the_question_outlives_a_crash(self, asked, news):
        asked.restart()
        await patiently(asked)
        assert headlines(asked, news) == ["Headline 1"]
        await self.say(asked, news, Answer.THERE)
        assert headlines(asked, news) == ["Headline 1", "Headline 3"]


class Killed(BaseException):
    """The process is gone."""


class Mortal(FakeMessenger):
    """Dies once in a send, before or after it arrives."""

    dies = ""

    async def send(self, address, part):
        dies, self.dies = self.dies, ""
        if dies == "before":
            raise Killed
        outcome = await super().send(address, part)
        if dies == "after":
            raise Killed
        return outcome


class TestAfterACrash:
    @pytest.fixture
    async def mortal(self, world):
        world.messenger = Mortal()
        world.restart()
        return world

    async def killed(self, world, moment):
        world.messenger.dies = moment
        with pytest.raises(BaseExceptionGroup):
            await world.step()
        world.restart()

    @pytest.mark.parametrize(
        ("moment", "how"), [("before", Settled.LOST), ("after", Settled.FOUND)]
    )
    async def test_a_channel_gets_it_once(self, mortal, news, moment, how):
        await mortal.follows(news)
        await mortal.posted(post(1))
        await mortal.settle()
        await mortal.posted(post(2))
        await self.killed(mortal, moment)
        await mortal.posted(post(3))
        await patiently(mortal)
        assert headlines(mortal, news) == ["Headline 1", "Headline 2", "Headline 3"]
        assert await counted(mortal) == {how: 1}

    async def test_a_digest_is_found_like_a_post(self, mortal, news):
        await mortal.follows(news)
        await mortal.posted(post(1))
        await mortal.settle()
        for number in range(2, 14):
            await mortal.posted(post(number))
        await self.killed(mortal, "after")
        await patiently(mortal)
        assert len(mortal.texts(news)) == 2

    async def test_a_reader_gets_it_again(self, mortal, reader):
        await mortal.follows(reader)
        await mortal.posted(post(1))
        await self.killed(mortal, "after")
        await patiently(mortal)
        assert headlines(mortal, reader) == ["Headline 1", "Headline 1"]
        assert await counted(mortal) == {Settled.REPEATED: 1}


class TestABroadcast:
    async def sent(self, world):
        made = await world.store.broadcasts.create(7, world.clock())
        await world.store.broadcasts.set_content(made.id, Text("Back at nine."), (), "")
        chosen = Audience(AudienceKind.EVERYBODY)
        await world.store.broadcasts.set_audience(made.id, chosen)
        await world.store.broadcasts.confirm(made.id, world.clock())
        await patiently(world)
        return await world.store.broadcasts.get(made.id)

    async def test_it_is_found_in_a_channel_and_can_be_recalled(self, live, news):
        live.messenger.unheard[news.id] = 1
        made = await self.sent(live)
        assert live.texts(news)[1:] == ["Back at nine."]
        assert (made.state, made.sent) == (BroadcastState.DONE, 1)
        await live.store.broadcasts.recall(made.id)
        await live.settle()
        assert len(live.texts(news)) == 1

    async def test_a_reader_who_is_skipped_counts_as_failed(self, world, reader):
        world.policy = Policy(readers=Uncertainty.SKIP)
        world.restart()
        await world.follows(reader)
        world.messenger.answers[reader.id] = [LOST]
        made = await self.sent(world)
        assert (made.state, made.sent, made.failed) == (BroadcastState.DONE, 0, 1)


async def test_a_refusal_leaves_no_doubt(world, news):
    await world.follows(news)
    world.messenger.answers[news.id] = [Impossible("too long")]
    await world.posted(post(1))
    await world.settle()
    assert await world.store.intents.all() == []
    assert await counted(world) == {}
