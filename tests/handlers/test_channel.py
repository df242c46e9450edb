"""Channels and groups: what Telegram tells the bot, and what editors see and decide."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from builders import at, coverage
from chat_fakes import FakeChats
from desk_fakes import FakeCoverages, FakeNotices, FakeStaffBook
from fakes import Clock
from offline_telegram import BOT, LONG_AGO, Json, OfflineTelegram, Person, group, offline_telegram
from telegram import ChatMember

from bot.model import Address, Chat, ChatKind, CoverageState, Editor, Level, Preferences
from bot.places import Membership, Places
from bot.staff import Staff
from handlers.access import Access
from handlers.channel import PlaceHandlers, membership
from handlers.context import Fallbacks

OWNER, EDITOR, STRANGER = Person(1, "Olha"), Person(3, "Emma"), Person(9, "Sam")
CHANNEL = {"id": -1001, "type": "channel", "title": "Dateline", "username": "dateline_news"}

LEFT = {"status": "left", "user": BOT}
KICKED = {"status": "kicked", "user": BOT, "until_date": 0}
MEMBER = {"status": "member", "user": BOT}


def admin(**rights: bool) -> Json:
    needed = (
        *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages"),
        *("can_manage_video_chats", "can_restrict_members", "can_promote_members"),
        *("can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
        "can_delete_stories",
    )
    return {"status": "administrator", "user": BOT, **dict.fromkeys(needed, False), **rights}


def restricted(*, is_member: bool, speaks: bool) -> Json:
    rights = (
        *("can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics"),
        *("can_send_polls", "can_send_other_messages", "can_add_web_page_previews"),
        *("can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos"),
        *("can_send_video_notes", "can_send_voice_notes", "can_edit_tag", "can_react_to_messages"),
    )
    return {
        "status": "restricted",
        "user": BOT,
        "is_member": is_member,
        "can_send_messages": speaks,
        "until_date": 0,
        **dict.fromkeys(rights, False),
    }


POSTS = admin(can_post_messages=True)
TOPIC = {"message_thread_id": 7, "is_topic_message": True}
PINS = admin(can_post_messages=True, can_edit_messages=True)


@dataclass
class World:
    """A bot with an owner, an editor and two coverages to post."""

    telegram: OfflineTelegram
    chats: FakeChats
    coverages: FakeCoverages
    book: FakeStaffBook
    notices: FakeNotices
    handlers: PlaceHandlers
    heard: list[tuple[int, int]]

    async def changed(self, who: Person, before: Json, after: Json, chat: Json = CHANNEL) -> None:
        """Somebody changes what the bot is in a chat."""
        change = {
            "chat": chat,
            "from": who.user,
            "date": LONG_AGO,
            "old_chat_member": before,
            "new_chat_member": after,
        }
        await self.telegram.gets(my_chat_member=change)

    async def deliver_notices(self) -> None:
        """The dispatcher sends what is queued."""
        for chat_id, part in self.notices.queued:
            await self.telegram.messenger.send(Address(chat_id), part)
        self.notices.queued.clear()

    def told(self) -> list[tuple[int, str]]:
        return [(chat_id, part.text.value) for chat_id, part in self.notices.queued]


@pytest.fixture
async def world() -> World:
    telegram, chats, coverages = await offline_telegram(), FakeChats(), FakeCoverages()
    book, notices = FakeStaffBook({3: Editor(3, "Emma", 1, at(0))}), FakeNotices()
    coverages.have(coverage(id=1, title="Talks in Istanbul"))
    coverages.have(coverage(id=2, title="March", state=CoverageState.SCHEDULED))
    staff, clock, heard = Staff(book, notices, owners=[1]), Clock(at(100)), []

    async def others_wrote(chat_id: int, message_id: int) -> None:
        heard.append((chat_id, message_id))

    handlers = PlaceHandlers(
        Places(chats, coverages, staff, book, notices),
        telegram.messenger,
        access=Access(staff),
        is_editor=staff.is_editor,
        heard=others_wrote,
        clock=clock,
    )
    handlers.register(telegram.application)
    Fallbacks(telegram.messenger, is_editor=staff.is_editor).register(telegram.application)
    return World(telegram, chats, coverages, book, notices, handlers, heard)


@pytest.mark.parametrize(
    ("member", "kind", "expected"),
    [
        (PINS, ChatKind.CHANNEL, Membership("administrator", can_post=True, can_pin=True)),
        (POSTS, ChatKind.CHANNEL, Membership("administrator", can_post=True)),
        (admin(), ChatKind.CHANNEL, Membership("administrator")),
        (admin(), ChatKind.GROUP, Membership("administrator", can_post=True)),
        (
            admin(can_pin_messages=True),
            ChatKind.GROUP,
            Membership("administrator", can_post=True, can_pin=True),
        ),
        (MEMBER, ChatKind.GROUP, Membership("member")),
        (KICKED, ChatKind.PRIVATE, Membership("kicked")),
        (
            restricted(is_member=True, speaks=True),
            ChatKind.GROUP,
            Membership("restricted", can_post=True),
        ),
        (restricted(is_member=True, speaks=False), ChatKind.GROUP, Membership("restricted")),
        (restricted(is_member=False, speaks=True), ChatKind.GROUP, Membership("restricted")),
    ],
)
def test_telegrams_rights_become_ours(member: Json, kind: ChatKind, expected: Membership) -> None:
    seen = ChatMember.de_json(member)
    assert membership(seen, kind) == expected


class TestAdded:
    async def test_before_any_coverage_the_way_to_one_is_told(self, world: World) -> None:
        world.coverages.kept.clear()
        await world.changed(EDITOR, LEFT, PINS)
        ((_, told),) = world.told()
        assert told.startswith("I am now in the channel Dateline. Nothing is covered yet: begin")
        await world.deliver_notices()
        assert world.telegram.buttons(3) == []

    async def test_the_editor_is_asked_in_private_and_answers(self, world: World) -> None:
        await world.changed(EDITOR, LEFT, PINS)
        assert world.told() == [(3, "I am now in the channel Dateline. What should I post there?")]
        await world.deliver_notices()
        assert world.telegram.buttons(3) == [
            ["March"],
            ["Talks in Istanbul"],
            ["Nothing for now"],
        ]
        await world.telegram.presses(EDITOR, "Talks in Istanbul")
        assert (
            world.telegram.last(3) == "How much of Talks in Istanbul should be posted in Dateline?"
        )
        assert world.telegram.buttons(3) == [
            ["Everything"],
            ["Key moments"],
            ["Only the summary"],
            ["✓ Nothing"],
            ["« Back"],
        ]
        await world.telegram.presses(EDITOR, "Key moments")
        assert world.chats.followed_by(-1001) == [(1, None, Preferences(Level.KEY_MOMENTS))]
        assert world.telegram.last(3) == (
            "Dateline\nChannel · @dateline_news · posting\n• Talks in Istanbul: key moments"
        )
        assert len(world.telegram.parts(3)) == 1
        assert world.telegram.notes()[-1] == "Saved"

    async def test_nothing_for_now_leaves_it_at_that(self, world: World) -> None:
        await world.changed(EDITOR, LEFT, POSTS)
        await world.deliver_notices()
        await world.telegram.presses(EDITOR, "Nothing for now")
        assert world.telegram.last(3) == (
            "Nothing is posted in Dateline for now. /places changes that."
        )
        assert not world.chats.following

    async def test_by_a_stranger_the_owners_learn_who_it_was(self, world: World) -> None:
        await world.changed(STRANGER, LEFT, MEMBER, group())
        asked = (
            "Sam (id 9), who is not an editor, added me to the group Newsroom. "
            "What should I post there?"
        )
        assert world.told() == [(1, asked)]
        assert world.chats.kept[-1005].kind is ChatKind.GROUP

    async def test_a_stranger_cannot_answer_for_the_owners(self, world: World) -> None:
        await world.changed(STRANGER, LEFT, POSTS)
        await world.telegram.presses_data(STRANGER, "1:p:post:-1001:1:everything")
        assert not world.chats.following
        (note,) = world.telegram.notes()
        assert note.startswith("This is for the editors of this bot.")


class TestLostAndResumed:
    async def test_everyone_is_told_once_and_posting_comes_back_by_itself(
        self, world: World
    ) -> None:
        await world.changed(EDITOR, LEFT, POSTS)
        await world.deliver_notices()
        await world.chats.follow(-1001, 1, Preferences(), at(100))

        await world.changed(STRANGER, POSTS, admin())
        await world.changed(STRANGER, POSTS, KICKED)
        lost = (
            "Posting in the channel Dateline has stopped: the bot may no longer post messages "
            "in the channel. It resumes by itself when the right to post returns."
        )
        assert world.told() == [(1, lost), (3, lost)]
        await world.deliver_notices()

        await world.changed(STRANGER, LEFT, POSTS)
        resumed = "Posting in the channel Dateline has resumed."
        assert world.told() == [(1, resumed), (3, resumed)]
        assert not world.chats.kept[-1001].stopped_because

    async def test_what_delivery_found_first_is_told_too(self, world: World) -> None:
        known = world.chats.have(Chat(-1001, ChatKind.CHANNEL, "Dateline"))
        await world.handlers.stopped(known, "the channel was deleted", at(100))
        assert [who for who, _ in world.told()] == [1, 3]
        assert "has stopped: the channel was deleted." in world.told()[0][1]
        await world.handlers.stopped(Chat(100, ChatKind.PRIVATE), "blocked", at(100))
        assert len(world.told()) == 2

    async def test_a_reader_who_blocks_and_comes_back(self, world: World) -> None:
        reader = Person(100)
        world.chats.have(Chat(100, ChatKind.PRIVATE))
        await world.changed(reader, MEMBER, KICKED, reader.chat)
        assert world.chats.kept[100].stopped_because == "the reader blocked the bot"
        await world.changed(reader, KICKED, MEMBER, reader.chat)
        assert not world.chats.kept[100].stopped_because
        assert not world.told()


class TestServiceMessages:
    async def says(self, world: World, chat: Json, **service: Any) -> None:
        message = {"message_id": 1, "date": LONG_AGO, "chat": chat, **service}
        kind = "channel_post" if chat["type"] == "channel" else "message"
        await world.telegram.gets(**{kind: message})

    async def test_a_migration_told_in_both_chats_keeps_everything(self, world: World) -> None:
        world.chats.have(Chat(-5, ChatKind.GROUP, "Newsroom"))
        await world.chats.follow(-5, 1, Preferences(), at(0), 7)
        old = {"id": -5, "type": "group", "title": "Newsroom"}
        await self.says(world, old, migrate_to_chat_id=-1005)
        await self.says(world, group(), migrate_from_chat_id=-5)
        assert list(world.chats.kept) == [-1005]
        assert world.chats.followed_by(-1005) == [(1, 7, Preferences())]

    async def test_a_topic_that_is_opened_again_gets_its_posts_again(self, world: World) -> None:
        world.chats.have(Chat(-1005, ChatKind.GROUP, "Newsroom"))
        for topic_id in (7, 8):
            begun = await world.chats.follow(-1005, 1, Preferences(), at(0), topic_id)
            closed = replace(begun, stopped_because="the topic is closed")
            world.chats.following[begun.id] = closed
        in_topic = {"message_thread_id": 7, "is_topic_message": True}
        await self.says(world, group(forum=True), forum_topic_reopened={}, **in_topic)
        assert world.chats.followed_by(-1005) == [(1, 7, Preferences())]
        assert ("Posting in the group Newsroom has resumed.") in [
            words for _, words in world.told()
        ]
        told = len(world.told())
        await self.says(world, group(forum=True), forum_topic_reopened={}, **in_topic)
        assert len(world.told()) == told, "once"

    async def test_editors_hear_that_a_topic_is_closed(self, world: World) -> None:
        place = world.chats.have(Chat(-1005, ChatKind.GROUP, "Newsroom"))
        await world.handlers.stopped(place, "the topic is closed", at(0))
        (_, words), *_ = world.told()
        assert words.startswith(
            "Posting in a topic of the group Newsroom has stopped: the topic is closed."
        )
        assert "/here" in words

    async def test_a_migration_first_told_in_the_new_chat(self, world: World) -> None:
        world.chats.have(Chat(-5, ChatKind.GROUP, "Newsroom"))
        await self.says(world, group(), migrate_from_chat_id=-5)
        assert list(world.chats.kept) == [-1005]

    @pytest.mark.parametrize("chat", [CHANNEL, group()], ids=["channel", "group"])
    async def test_a_new_title_is_taken_over(self, world: World, chat: Json) -> None:
        world.chats.have(Chat(chat["id"], ChatKind.GROUP, "Old"))
        await self.says(world, chat, new_chat_title="New")
        assert world.chats.kept[chat["id"]].title == "New"


class TestPlaces:
    async def test_are_listed_with_what_they_post(self, world: World) -> None:
        world.chats.have(Chat(-1001, ChatKind.CHANNEL, "Dateline"))
        world.chats.have(Chat(-1005, ChatKind.GROUP, "Newsroom", stopped_because="it was deleted"))
        world.chats.have(Chat(-1009, ChatKind.GROUP, "Quiet"))
        await world.chats.follow(-1001, 1, Preferences(), at(0))
        await world.telegram.says(EDITOR, "/places")
        assert world.telegram.last(3) == (
            "Channels and groups\n"
            "Dateline (channel): Talks in Istanbul (everything)\n"
            "Newsroom (group): stopped: it was deleted\n"
            "Quiet (group): posts nothing"
        )
        assert world.telegram.buttons(3) == [["Dateline"], ["Newsroom"], ["Quiet"]]

    async def test_none_yet_says_how_to_begin(self, world: World) -> None:
        await world.telegram.says(OWNER, "/places")
        assert world.telegram.last(1).startswith("No channel or group yet. Make me an admin")

    async def test_very_many_stay_one_message(self, world: World) -> None:
        for number in range(150):
            title = f"{number:03} A very long title " * 20
            world.chats.have(Chat(-2000 - number, ChatKind.CHANNEL, title))
            await world.chats.follow(-2000 - number, 1, Preferences(), at(0))
        await world.telegram.says(OWNER, "/places")
        assert world.telegram.last(1).endswith("And 130 more, see the buttons.")
        assert len(world.telegram.last(1)) <= 4096
        assert len(world.telegram.buttons(1)) <= 100

    async def test_are_changed_stopped_and_started_in_place(self, world: World) -> None:
        world.chats.have(Chat(-1001, ChatKind.CHANNEL, "Dateline"))
        await world.chats.follow(-1001, 1, Preferences(), at(0))
        await world.telegram.says(EDITOR, "/places")
        await world.telegram.presses(EDITOR, "Dateline")
        assert world.telegram.buttons(3) == [
            ["March"],
            ["✓ Talks in Istanbul · everything"],
            ["Stop posting", "« All places"],
        ]
        await world.telegram.presses(EDITOR, "Stop posting")
        assert world.telegram.last(3).startswith("Dateline\nChannel · stopped by an editor\n")
        await world.telegram.presses(EDITOR, "Post again")
        assert world.telegram.last(3).startswith("Dateline\nChannel · posting\n")
        await world.telegram.presses(EDITOR, "Talks in Istanbul · everything")
        await world.telegram.presses(EDITOR, "Nothing")
        assert world.telegram.last(3) == (
            "Dateline\nChannel · ready to post\nNothing is posted here."
        )
        assert world.telegram.buttons(3)[-1] == ["« All places"]
        await world.telegram.presses(EDITOR, "« All places")
        assert "Dateline (channel): posts nothing" in world.telegram.last(3)
        assert len(world.telegram.parts(3)) == 1
        assert world.book.acts == [
            "3 stopped posting in “Dateline”",
            "3 resumed posting in “Dateline”",
            "3 set “Dateline” to post “Talks in Istanbul”: nothing",
        ]

    async def test_are_for_editors(self, world: World) -> None:
        await world.telegram.says(STRANGER, "/places")
        assert world.telegram.last(9).startswith("This is for the editors of this bot.")

    async def test_are_not_told_in_groups(self, world: World) -> None:
        await world.telegram.says(EDITOR, "/places", chat=group())
        assert world.telegram.last(-1005).startswith("Please write this to me in private")

    @pytest.mark.parametrize(
        ("data", "note"),
        [
            ("1:p:open:-404", "That channel or group is no longer known. /places shows which are."),
            (
                "1:p:coverage:-1001:99",
                "That coverage no longer exists. /places shows the present state.",
            ),
            (
                "1:p:post:-1001:1:loud",
                "This button is out of date. Give its command again to see how things stand.",
            ),
        ],
    )
    async def test_old_and_made_up_buttons_say_so(self, world: World, data: str, note: str) -> None:
        world.chats.have(Chat(-1001, ChatKind.CHANNEL, "Dateline"))
        await world.telegram.presses_data(EDITOR, data)
        assert world.telegram.notes() == [note]


class TestHere:
    async def test_moves_what_is_posted_to_this_topic(self, world: World) -> None:
        world.chats.have(Chat(-1005, ChatKind.GROUP, "Newsroom"))
        await world.chats.follow(-1005, 1, Preferences(), at(0))
        await world.telegram.says(EDITOR, "/here", chat=group(forum=True), **TOPIC)
        assert world.telegram.last(-1005) == (
            "From now on this is posted in this topic: Talks in Istanbul."
        )
        assert world.chats.followed_by(-1005) == [(1, 7, Preferences())]

    async def test_without_anything_posted_says_what_to_do(self, world: World) -> None:
        await world.telegram.says(EDITOR, "/here", chat=group(forum=True), **TOPIC)
        assert world.telegram.last(-1005).startswith("Nothing is posted in this group yet. /follow")
        assert world.book.acts == []

    async def test_in_a_group_without_topics_explains(self, world: World) -> None:
        await world.telegram.says(EDITOR, "/here", chat=group())
        assert world.telegram.last(-1005).startswith("This group has no topics")

    async def test_is_for_admins_and_editors(self, world: World) -> None:
        world.chats.have(Chat(-1005, ChatKind.GROUP, "Newsroom"))
        await world.chats.follow(-1005, 1, Preferences(), at(0))
        await world.telegram.says(STRANGER, "/here", chat=group(forum=True), **TOPIC)
        assert world.telegram.last(-1005).startswith("Only this group's admins decide")
        assert world.chats.followed_by(-1005) == [(1, None, Preferences())]
        world.telegram.request.admins.add(STRANGER.id)
        await world.telegram.says(STRANGER, "/here", chat=group(forum=True), **TOPIC)
        assert world.chats.followed_by(-1005) == [(1, 7, Preferences())]


class TestOthersPosts:
    """What admins write in a channel themselves."""

    async def written(self, world: World) -> None:
        post = {"message_id": 40, "date": LONG_AGO, "chat": CHANNEL, "text": "From the desk"}
        await world.telegram.gets(channel_post=post)

    async def test_are_heard(self, world: World) -> None:
        await world.changed(EDITOR, LEFT, POSTS)
        await self.written(world)
        assert world.heard == [(-1001, 40)]

    async def test_in_an_unknown_channel_heal_what_a_crash_has_lost(self, world: World) -> None:
        world.telegram.request.place = PINS
        await self.written(world)
        kept = world.chats.kept[-1001]
        assert (kept.title, kept.kind, kept.can_pin) == ("Dateline", ChatKind.CHANNEL, True)
        assert [chat_id for chat_id, _ in world.told()] == [OWNER.id]
        await self.written(world)
        assert len(world.told()) == 1

    @pytest.mark.parametrize("place", [LEFT, admin()], ids=["not in it", "may not post"])
    async def test_where_the_bot_may_not_post_nothing_follows(
        self, world: World, place: Json
    ) -> None:
        world.telegram.request.place = place
        await self.written(world)
        assert world.chats.kept == {}
        assert world.told() == []

    async def test_where_telegram_does_not_answer_the_next_post_is_another_chance(
        self, world: World
    ) -> None:
        world.telegram.request.place = POSTS
        world.telegram.request.refuse["getChatMember"] = "Bad Request: try later"
        await self.written(world)
        assert world.chats.kept == {}
        world.telegram.request.refuse.clear()
        await self.written(world)
        assert -1001 in world.chats.kept
