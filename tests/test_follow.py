"""What a reader, or a group's admin, can decide about coverages."""

from datetime import datetime

import pytest
from builders import at, chat, coverage, post
from chat_fakes import FakeChats
from desk_fakes import FakeCoverages

from bot.errors import NotFound
from bot.follow import STOPPED_BY_READER, Following
from bot.model import ChatKind, CoverageState, Level, PostKind, Preferences

NOW: datetime = at(60)
ANNA = chat(100, title="Anna", language="uk")
BORYS = chat(200, title="Borys")


@pytest.fixture
def chats() -> FakeChats:
    return FakeChats()


@pytest.fixture
def coverages() -> FakeCoverages:
    kept = FakeCoverages()
    kept.have(coverage(id=1, title="Talks"), post(1), post(2))
    kept.have(coverage(id=2, title="Summit", state=CoverageState.SCHEDULED))
    kept.have(coverage(id=3, title="Vote", state=CoverageState.CONCLUDED))
    kept.have(coverage(id=4, title="March", state=CoverageState.PAUSED))
    return kept


@pytest.fixture
def following(chats: FakeChats, coverages: FakeCoverages) -> Following:
    return Following(chats, coverages)


class TestArriving:
    async def test_a_new_chat_is_kept_as_telegram_shows_it(
        self, following: Following, chats: FakeChats
    ) -> None:
        assert not await following.arrive(ANNA, NOW)
        assert chats.kept == {100: ANNA}

    async def test_a_chat_that_comes_back_runs_again(
        self, following: Following, chats: FakeChats
    ) -> None:
        chats.have(chat(100, title="Anna", language="uk", stopped_because="blocked"))
        assert await following.arrive(ANNA, NOW)
        assert not chats.kept[100].stopped_because

    async def test_an_unchanged_chat_is_not_written_again(
        self, following: Following, chats: FakeChats
    ) -> None:
        await following.arrive(ANNA, NOW)
        await following.arrive(ANNA, NOW)
        assert len(chats.saved) == 1

    async def test_a_reader_who_switches_language_is_followed(
        self, following: Following, chats: FakeChats
    ) -> None:
        await following.arrive(ANNA, NOW)
        await following.arrive(chat(100, title="Anna", language="tr"), NOW)
        await following.arrive(chat(100, title="Anna"), NOW)
        assert chats.kept[100].language == "tr"

    async def test_a_group_keeps_its_own_language_and_rights(
        self, following: Following, chats: FakeChats
    ) -> None:
        group = chats.have(chat(-5, ChatKind.GROUP, title="Desk", language="ru", can_pin=True))
        await following.arrive(chat(-5, ChatKind.GROUP, title="News desk", language="en"), NOW)
        assert chats.kept[-5].title == "News desk"
        assert chats.kept[-5].language == group.language
        assert chats.kept[-5].can_pin


class TestOffers:
    async def test_what_is_live_comes_first_then_the_newest(
        self, following: Following, coverages: FakeCoverages
    ) -> None:
        coverages.have(coverage(id=5, title="Match"))
        offers = await following.offers(100)
        titles = [offer.coverage.title for offer in offers]
        assert titles == ["Match", "Talks", "March", "Summit"]

    async def test_what_has_ended_is_listed_on_request(self, following: Following) -> None:
        offers = await following.offers(100, concluded=True)
        assert [offer.coverage.title for offer in offers] == ["Vote"]

    async def test_followed_coverage_carries_the_subscription(self, following: Following) -> None:
        followed = await following.follow(ANNA, 1, NOW)
        offers = {offer.coverage.id: offer.subscription for offer in await following.offers(100)}
        assert offers == {1: followed.subscription, 2: None, 4: None}
        assert not any(offer.subscription for offer in await following.offers(200))


class TestFollowing:
    async def test_begins_with_everything_and_tells_the_story_so_far(
        self, following: Following
    ) -> None:
        followed = await following.follow(ANNA, 1, NOW)
        assert followed.subscription.preferences == Preferences()
        assert [each.id for each in followed.story.posts] == [1, 2]
        assert not followed.already

    async def test_twice_stays_as_it_is(self, following: Following, chats: FakeChats) -> None:
        first = await following.follow(ANNA, 1, NOW)
        quiet = Preferences(sound=False)
        await following.prefer(100, first.subscription.id, quiet)
        again = await following.follow(ANNA, 1, NOW)
        assert again.already
        assert chats.followed_by(100) == [(1, None, quiet)]

    async def test_topics_of_a_forum_follow_on_their_own(
        self, following: Following, chats: FakeChats
    ) -> None:
        forum = chat(-5, ChatKind.GROUP, title="Forum")
        await following.follow(forum, 1, NOW, topic_id=7)
        await following.follow(forum, 1, NOW, topic_id=8)
        assert [topic for _, topic, _ in chats.followed_by(-5)] == [7, 8]

    async def test_resumes_a_stopped_chat(self, following: Following, chats: FakeChats) -> None:
        await following.stop(ANNA, NOW)
        await following.follow(ANNA, 1, NOW)
        assert not await following.stopped(100)
        assert chats.followed_by(100)

    async def test_what_does_not_exist_is_refused_and_leaves_no_trace(
        self, following: Following, chats: FakeChats
    ) -> None:
        with pytest.raises(NotFound):
            await following.follow(ANNA, 99, NOW)
        assert not chats.kept

    async def test_again_brings_back_the_same_wishes(
        self, following: Following, chats: FakeChats
    ) -> None:
        wishes = Preferences(Level.SUMMARY, photos=False)
        followed = await following.follow(ANNA, 1, NOW, None, wishes)
        before = await following.unfollow(100, followed.subscription.id)
        await following.follow(ANNA, 1, NOW, None, before.subscription.preferences)
        assert chats.followed_by(100) == [(1, None, wishes)]


class TestOwnership:
    async def test_another_chats_subscription_does_not_exist_here(
        self, following: Following, chats: FakeChats
    ) -> None:
        theirs = (await following.follow(ANNA, 1, NOW)).subscription.id
        with pytest.raises(NotFound):
            await following.look(BORYS.id, theirs)
        with pytest.raises(NotFound):
            await following.prefer(BORYS.id, theirs, Preferences(sound=False))
        with pytest.raises(NotFound):
            await following.unfollow(BORYS.id, theirs)
        assert chats.followed_by(100) == [(1, None, Preferences())]

    async def test_one_that_has_ended_does_not_exist(self, following: Following) -> None:
        mine = (await following.follow(ANNA, 1, NOW)).subscription.id
        await following.unfollow(100, mine)
        with pytest.raises(NotFound):
            await following.unfollow(100, mine)


class TestPreferences:
    async def test_are_stored_and_answered(self, following: Following, chats: FakeChats) -> None:
        mine = (await following.follow(ANNA, 1, NOW)).subscription.id
        wanted = Preferences(Level.KEY_MOMENTS, videos=False)
        followed = await following.prefer(100, mine, wanted)
        assert followed.subscription.preferences == wanted
        assert chats.followed_by(100) == [(1, None, wanted)]


class TestStopping:
    async def test_keeps_what_is_followed(self, following: Following, chats: FakeChats) -> None:
        await following.follow(ANNA, 1, NOW)
        assert await following.stop(ANNA, NOW)
        assert chats.kept[100].stopped_because == STOPPED_BY_READER
        assert chats.followed_by(100)

    async def test_twice_changes_nothing(self, following: Following) -> None:
        await following.stop(ANNA, NOW)
        assert not await following.stop(ANNA, NOW)
        assert await following.stopped(100)

    async def test_a_chat_nobody_knows_is_not_stopped(self, following: Following) -> None:
        assert not await following.stopped(100)


class TestStory:
    async def test_the_last_update_is_the_newest_that_stands(
        self, following: Following, coverages: FakeCoverages
    ) -> None:
        coverages.kept_posts[1] += [
            post(3, withdrawn_at=at(4)),
            post(4, kind=PostKind.SUMMARY),
        ]
        assert (await following.story(1)).last_update_at == at(2)
        assert (await following.story(2)).last_update_at is None

    async def test_the_summary_is_the_newest_of_a_concluded_coverage(
        self, following: Following, coverages: FakeCoverages
    ) -> None:
        summaries = [post(number, kind=PostKind.SUMMARY) for number in (8, 9)]
        coverages.kept_posts[3] += [*summaries, post(10, kind=PostKind.SUMMARY, withdrawn_at=NOW)]
        story = await following.story(3)
        assert story.summary == summaries[1]

    async def test_a_reopened_coverage_has_no_summary_that_stands(
        self, following: Following, coverages: FakeCoverages
    ) -> None:
        coverages.have(coverage(id=5, state=CoverageState.REOPENED), post(1, kind=PostKind.SUMMARY))
        assert (await following.story(5)).summary is None

    async def test_everything_followed_comes_with_its_story(self, following: Following) -> None:
        await following.follow(ANNA, 1, NOW)
        await following.follow(ANNA, 2, NOW)
        told = [
            (each.story.coverage.title, len(each.story.posts))
            for each in await following.followed(100)
        ]
        assert told == [("Talks", 2), ("Summit", 0)]
