"""Channels and groups: when the bot may post, who is told, and what is posted."""

from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from builders import at, channel, chat, coverage
from chat_fakes import FakeChats
from desk_fakes import FakeCoverages, FakeNotices, FakeStaffBook

from bot.errors import NotFound
from bot.model import ChatKind, CoverageState, Editor, Level, Part, Preferences
from bot.places import (
    STOPPED_BY_EDITOR,
    Membership,
    NewsKind,
    Places,
    Standing,
    may_write,
    standing,
    why_lost,
)
from bot.staff import Staff
from bot.text import Text

NOW: datetime = at(60)
OWNER, SECOND_OWNER, EDITOR, STRANGER = 1, 2, 3, 9

CHANNEL, GROUP, PRIVATE = ChatKind.CHANNEL, ChatKind.GROUP, ChatKind.PRIVATE
GAINED, LOST, UNCHANGED = Standing.GAINED, Standing.LOST, Standing.UNCHANGED

LEFT = Membership("left")
KICKED = Membership("kicked")
MEMBER = Membership("member")
MUTED = Membership("restricted", can_post=False)
SPEAKS = Membership("restricted", can_post=True)
ADMIN = Membership("administrator", can_post=True)
PINS = Membership("administrator", can_post=True, can_pin=True)
SILENT_ADMIN = Membership("administrator", can_post=False)


@pytest.mark.parametrize(
    ("before", "after", "kind", "expected"),
    [
        (LEFT, ADMIN, CHANNEL, GAINED),
        (LEFT, SILENT_ADMIN, CHANNEL, UNCHANGED),
        (LEFT, MEMBER, CHANNEL, UNCHANGED),
        (MEMBER, ADMIN, CHANNEL, GAINED),
        (SILENT_ADMIN, ADMIN, CHANNEL, GAINED),
        (ADMIN, SILENT_ADMIN, CHANNEL, LOST),
        (ADMIN, MEMBER, CHANNEL, LOST),
        (ADMIN, LEFT, CHANNEL, LOST),
        (ADMIN, KICKED, CHANNEL, LOST),
        (ADMIN, PINS, CHANNEL, UNCHANGED),
        (SILENT_ADMIN, KICKED, CHANNEL, UNCHANGED),
        (LEFT, MEMBER, GROUP, GAINED),
        (LEFT, ADMIN, GROUP, GAINED),
        (KICKED, MEMBER, GROUP, GAINED),
        (KICKED, LEFT, GROUP, UNCHANGED),
        (MEMBER, ADMIN, GROUP, UNCHANGED),
        (ADMIN, MEMBER, GROUP, UNCHANGED),
        (MEMBER, SPEAKS, GROUP, UNCHANGED),
        (MEMBER, MUTED, GROUP, LOST),
        (MUTED, SPEAKS, GROUP, GAINED),
        (MUTED, MEMBER, GROUP, GAINED),
        (MUTED, KICKED, GROUP, UNCHANGED),
        (MEMBER, LEFT, GROUP, LOST),
        (ADMIN, KICKED, GROUP, LOST),
        (SILENT_ADMIN, MEMBER, GROUP, UNCHANGED),
        (MEMBER, KICKED, PRIVATE, LOST),
        (KICKED, MEMBER, PRIVATE, GAINED),
        (MEMBER, MEMBER, PRIVATE, UNCHANGED),
    ],
)
def test_standing(
    before: Membership, after: Membership, kind: ChatKind, expected: Standing
) -> None:
    assert standing(before, after, kind) is expected


def test_no_status_of_the_future_is_taken_for_a_right() -> None:
    assert not any(may_write(Membership("guest", can_post=True), kind) for kind in ChatKind)


@pytest.mark.parametrize(
    ("after", "kind", "said"),
    [
        (KICKED, PRIVATE, "the reader blocked the bot"),
        (KICKED, CHANNEL, "the bot was removed from the channel"),
        (LEFT, GROUP, "the bot was removed from the group"),
        (SILENT_ADMIN, CHANNEL, "the bot may no longer post messages in the channel"),
        (MUTED, GROUP, "the bot may no longer send messages in the group"),
    ],
)
def test_the_reason_is_plain(after: Membership, kind: ChatKind, said: str) -> None:
    assert why_lost(after, kind) == said


@dataclass
class World:
    """Places and all they stand on: two owners, an editor, two coverages, one of them over."""

    chats: FakeChats
    coverages: FakeCoverages
    book: FakeStaffBook
    notices: FakeNotices
    places: Places


@pytest.fixture
def world() -> World:
    chats, coverages, notices = FakeChats(), FakeCoverages(), FakeNotices()
    book = FakeStaffBook({EDITOR: Editor(EDITOR, "Emma", OWNER, at(0))})
    coverages.have(coverage(id=1, title="Talks"))
    coverages.have(coverage(id=2, title="Vote", state=CoverageState.CONCLUDED))
    coverages.have(coverage(id=3, title="Summit", state=CoverageState.SCHEDULED))
    staff = Staff(book, notices, owners=[OWNER, SECOND_OWNER])
    return World(chats, coverages, book, notices, Places(chats, coverages, staff, book, notices))


async def posting(world: World, topic_id: int | None = None, stopped_because: str = "") -> None:
    """A channel that posts the talks."""
    known = world.chats.have(channel(stopped_because=stopped_because))
    await world.chats.follow(known.id, 1, Preferences(), NOW, topic_id)


class TestGained:
    async def test_the_editor_who_added_the_bot_is_asked(self, world: World) -> None:
        news = await world.places.changed(channel(), LEFT, PINS, EDITOR, NOW)
        assert news is not None
        assert (news.kind, news.recipients, news.stranger) == (NewsKind.ADDED, (EDITOR,), False)
        assert world.chats.kept[-1001].can_pin

    async def test_every_owner_is_asked_when_a_stranger_added_it(self, world: World) -> None:
        news = await world.places.changed(channel(), LEFT, ADMIN, STRANGER, NOW)
        assert news is not None
        assert (news.recipients, news.stranger) == ((OWNER, SECOND_OWNER), True)
        assert not world.chats.kept[-1001].can_pin

    async def test_a_place_that_posted_resumes_by_itself(self, world: World) -> None:
        await posting(world, stopped_because="the bot was removed from the channel")
        news = await world.places.changed(channel(), LEFT, ADMIN, STRANGER, NOW)
        assert news is not None
        assert (news.kind, news.recipients) == (NewsKind.RESUMED, (OWNER, SECOND_OWNER, EDITOR))
        assert not news.chat.stopped_because
        assert not world.chats.kept[-1001].stopped_because

    async def test_a_place_that_posted_nothing_is_asked_about_again(self, world: World) -> None:
        world.chats.have(channel(stopped_because="the bot was removed from the channel"))
        news = await world.places.changed(channel(), LEFT, ADMIN, OWNER, NOW)
        assert news is not None
        assert (news.kind, news.recipients) == (NewsKind.ADDED, (OWNER,))
        assert not world.chats.kept[-1001].stopped_because

    async def test_what_an_editor_stopped_stays_stopped(self, world: World) -> None:
        await posting(world, stopped_because=STOPPED_BY_EDITOR)
        assert await world.places.changed(channel(), LEFT, ADMIN, OWNER, NOW) is None
        assert world.chats.kept[-1001].stopped_because == STOPPED_BY_EDITOR

    async def test_a_place_missed_while_away_is_noticed_at_the_next_change(
        self, world: World
    ) -> None:
        news = await world.places.changed(channel(), ADMIN, PINS, OWNER, NOW)
        assert news is not None
        assert news.kind is NewsKind.ADDED

    async def test_a_channel_without_the_right_to_post_is_no_place_yet(self, world: World) -> None:
        assert await world.places.changed(channel(), LEFT, SILENT_ADMIN, OWNER, NOW) is None
        assert not world.chats.kept

    async def test_a_reader_who_unblocks_is_let_back_in_without_a_word(self, world: World) -> None:
        world.chats.have(chat(100, stopped_because="the reader blocked the bot"))
        assert await world.places.changed(chat(100), KICKED, MEMBER, 100, NOW) is None
        assert not world.chats.kept[100].stopped_because

    async def test_the_right_to_pin_is_kept_up_to_date(self, world: World) -> None:
        await posting(world)
        assert await world.places.changed(channel(), PINS, ADMIN, OWNER, NOW) is None
        assert not world.chats.kept[-1001].can_pin


class TestLost:
    async def test_stops_with_a_plain_reason_and_tells_everyone(self, world: World) -> None:
        await posting(world)
        news = await world.places.changed(channel(), ADMIN, KICKED, STRANGER, NOW)
        assert news is not None
        assert (news.kind, news.recipients) == (NewsKind.LOST, (OWNER, SECOND_OWNER, EDITOR))
        assert news.reason == "the bot was removed from the channel"
        assert world.chats.kept[-1001].stopped_because == news.reason
        assert world.chats.followed_by(-1001)

    async def test_is_told_once_for_each_loss(self, world: World) -> None:
        await posting(world)
        first = await world.places.changed(channel(), ADMIN, SILENT_ADMIN, STRANGER, NOW)
        assert await world.places.changed(channel(), ADMIN, KICKED, STRANGER, NOW) is None
        await world.places.changed(channel(), LEFT, ADMIN, OWNER, at(61))
        second = await world.places.changed(channel(), ADMIN, KICKED, STRANGER, at(62))
        assert first is not None
        assert second is not None
        assert first.key != second.key

    async def test_the_same_news_is_queued_once_for_each_person(self, world: World) -> None:
        part = Part(Text("lost"))
        for _ in range(2):
            await world.places.tell([OWNER, EDITOR], part, "lost:-1001", NOW)
        assert world.notices.queued == [(OWNER, part), (EDITOR, part)]

    async def test_a_reader_who_blocks_is_stopped_without_a_word(self, world: World) -> None:
        world.chats.have(chat(100))
        assert await world.places.changed(chat(100), MEMBER, KICKED, 100, NOW) is None
        assert world.chats.kept[100].stopped_because == "the reader blocked the bot"

    async def test_an_unknown_place_is_nobodys_loss(self, world: World) -> None:
        assert await world.places.changed(channel(), ADMIN, KICKED, OWNER, NOW) is None
        assert not world.chats.kept

    async def test_what_delivery_found_is_told_in_the_same_words(self, world: World) -> None:
        news = await world.places.stopped(channel(), "the chat was deleted", NOW)
        assert news is not None
        assert (news.kind, news.reason) == (NewsKind.LOST, "the chat was deleted")
        assert await world.places.stopped(chat(100), "blocked", NOW) is None


class TestServiceMessages:
    async def test_a_migration_said_twice_is_carried_out_once(self, world: World) -> None:
        world.chats.have(chat(-5, GROUP, title="Desk"))
        await world.chats.follow(-5, 1, Preferences(), NOW)
        for _ in range(2):
            await world.places.migrated(-5, -1005, NOW)
        assert list(world.chats.kept) == [-1005]
        assert world.chats.followed_by(-1005)

    async def test_a_new_title_is_kept(self, world: World) -> None:
        await posting(world)
        await world.places.renamed(-1001, "Dateline News", NOW)
        await world.places.renamed(-1001, "Dateline News", NOW)
        await world.places.renamed(-9, "Nobody knows me", NOW)
        assert [each.title for each in world.chats.saved] == ["Dateline News"]


class TestDeciding:
    async def test_a_place_shows_what_it_posts_and_could(self, world: World) -> None:
        await posting(world)
        place = await world.places.place(-1001)
        assert [
            (each.coverage.title, each.subscription is not None) for each in place.postings
        ] == [("Summit", False), ("Talks", True)]

    async def test_an_ended_coverage_stays_visible_where_it_is_posted(self, world: World) -> None:
        known = world.chats.have(channel())
        await world.chats.follow(known.id, 2, Preferences(), NOW)
        place = await world.places.place(-1001)
        assert place.posting(2).subscription
        with pytest.raises(NotFound):
            place.posting(99)

    async def test_channels_stand_before_groups_by_title(self, world: World) -> None:
        world.chats.have(chat(-7, GROUP, title="alpha"))
        world.chats.have(channel(-1002, title="zulu"))
        world.chats.have(channel(-1001, title="Bravo"))
        world.chats.have(chat(100, title="a reader"))
        titles = [place.chat.title for place in await world.places.places()]
        assert titles == ["Bravo", "zulu", "alpha"]

    async def test_choosing_changing_and_ending_a_coverage(self, world: World) -> None:
        world.chats.have(channel())
        await world.places.post(EDITOR, -1001, 1, Level.EVERYTHING, NOW)
        await world.places.post(EDITOR, -1001, 1, Level.KEY_MOMENTS, NOW)
        assert world.chats.followed_by(-1001) == [(1, None, Preferences(Level.KEY_MOMENTS))]
        place = await world.places.post(EDITOR, -1001, 1, None, NOW)
        assert not world.chats.followed_by(-1001)
        assert place.posting(1).subscription is None
        assert world.book.acts == [
            "3 set “Dateline” to post “Talks”: everything",
            "3 set “Dateline” to post “Talks”: key moments",
            "3 set “Dateline” to post “Talks”: nothing",
        ]

    async def test_nothing_of_what_is_not_posted_changes_nothing(self, world: World) -> None:
        world.chats.have(channel())
        place = await world.places.post(EDITOR, -1001, 1, None, NOW)
        assert not world.chats.following
        assert place.posting(1).subscription is None

    async def test_a_changed_level_keeps_the_other_wishes(self, world: World) -> None:
        known = world.chats.have(channel())
        await world.chats.follow(known.id, 1, Preferences(sound=False), NOW)
        await world.places.post(EDITOR, -1001, 1, Level.SUMMARY, NOW)
        assert world.chats.followed_by(-1001) == [
            (1, None, Preferences(Level.SUMMARY, sound=False))
        ]

    async def test_a_second_coverage_goes_to_the_same_topic(self, world: World) -> None:
        await posting(world, topic_id=7)
        await world.places.post(EDITOR, -1001, 3, Level.EVERYTHING, NOW)
        assert [topic for _, topic, _ in world.chats.followed_by(-1001)] == [7, 7]

    async def test_stopping_and_posting_again(self, world: World) -> None:
        await posting(world)
        stopped = await world.places.stop(EDITOR, -1001, NOW)
        assert stopped.chat.stopped_because == STOPPED_BY_EDITOR
        running = await world.places.resume(OWNER, -1001, NOW)
        assert not running.chat.stopped_because
        assert world.book.acts == [
            "3 stopped posting in “Dateline”",
            "1 resumed posting in “Dateline”",
        ]

    @pytest.mark.parametrize("chat_id", [-404, 100])
    async def test_neither_strangers_nor_readers_are_places(
        self, world: World, chat_id: int
    ) -> None:
        world.chats.have(chat(100))
        with pytest.raises(NotFound):
            await world.places.place(chat_id)
        with pytest.raises(NotFound):
            await world.places.stop(EDITOR, chat_id, NOW)
        with pytest.raises(NotFound):
            await world.places.post(EDITOR, chat_id, 1, Level.EVERYTHING, NOW)
        assert not world.book.log


class TestHere:
    async def test_everything_moves_to_the_topic_with_its_wishes(self, world: World) -> None:
        forum = world.chats.have(chat(-5, GROUP, title="Forum"))
        wishes = Preferences(Level.KEY_MOMENTS)
        await world.chats.follow(-5, 1, wishes, NOW)
        await world.chats.follow(-5, 3, Preferences(), NOW, topic_id=7)
        moved = await world.places.here(EDITOR, forum, 8, NOW)
        assert [each.title for each in moved] == ["Talks", "Summit"]
        assert world.chats.followed_by(-5) == [(1, 8, wishes), (3, 8, Preferences())]
        assert world.book.acts == ["3 moved “Forum” to topic 8"]

    async def test_what_stopped_with_its_topic_moves_too(self, world: World) -> None:
        forum = world.chats.have(chat(-5, GROUP, title="Forum"))
        begun = await world.chats.follow(-5, 1, Preferences(), NOW, topic_id=7)
        world.chats.following[begun.id] = replace(begun, stopped_because="the topic is closed")
        await world.places.here(EDITOR, forum, 8, NOW)
        assert world.chats.followed_by(-5) == [(1, 8, Preferences())]

    async def test_one_that_is_there_already_is_not_doubled(self, world: World) -> None:
        forum = world.chats.have(chat(-5, GROUP, title="Forum"))
        await world.chats.follow(-5, 1, Preferences(), NOW, topic_id=7)
        await world.chats.follow(-5, 1, Preferences(), NOW)
        await world.places.here(EDITOR, forum, None, NOW)
        assert world.chats.followed_by(-5) == [(1, None, Preferences())]
        assert world.book.acts == ["3 moved “Forum” to the General topic"]

    async def test_a_group_that_posts_nothing_has_nothing_to_move(self, world: World) -> None:
        forum = world.chats.have(chat(-5, GROUP, title="Forum"))
        assert await world.places.here(EDITOR, forum, 8, NOW) == []
