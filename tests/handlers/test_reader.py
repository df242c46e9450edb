"""What readers see on their telephone, and what a group's members may do."""

from dataclasses import dataclass

import pytest
from builders import at, coverage, photo, post
from chat_fakes import FakeChats, FakeLinks, FakeRounds
from desk_fakes import FakeCoverages
from fakes import Clock
from offline_telegram import OfflineTelegram, Person, group, offline_telegram

from bot.follow import Following
from bot.model import (
    CoverageState,
    Figures,
    Level,
    Part,
    PostKind,
    Preferences,
    Summary,
    Takeaway,
)
from bot.recaps import Recaps
from bot.rounds import Rounds
from handlers.context import Fallbacks
from handlers.reader import ReaderHandlers, publish_commands

ANNA = Person(100, "Anna")
MEMBER = Person(7, "Max")
EDITOR = Person(3, "Emma")

CHOICES = [
    ["✓ Everything", "Key moments"],
    ["Only the summary"],
    ["✓ Photos", "✓ Videos", "✓ Sound"],
]
OLD = "This button is out of date. Give its command again to see how things stand."
GONE = "That no longer exists. /settings shows what does."


@dataclass
class World:
    """A bot with a live coverage of talks, a march to come, and a vote that is over."""

    telegram: OfflineTelegram
    chats: FakeChats
    coverages: FakeCoverages
    rounds: FakeRounds
    links: FakeLinks

    def text(self, chat_id: int = ANNA.id) -> str:
        return self.telegram.last(chat_id)

    def wishes(self, chat_id: int = ANNA.id) -> list[Preferences]:
        return [preferences for _, _, preferences in self.chats.followed_by(chat_id)]


def vote_summary() -> Summary:
    return Summary(
        outcome=Takeaway("Parliament passed the budget.", 31),
        takeaways=(Takeaway("The vote was close.", 32),),
        started_at=at(0),
        ended_at=at(90),
        figures=Figures(posts=2, photos=1, videos=0, corrections=0),
    )


@pytest.fixture
async def world() -> World:
    async def is_editor(user_id: int) -> bool:
        return user_id == EDITOR.id

    telegram = await offline_telegram()
    chats, coverages = FakeChats(), FakeCoverages()
    coverages.have(
        coverage(id=1, title="Talks in Istanbul"),
        post(1, headline="Delegations arrive", key_moment=True),
        post(2, headline="The doors close"),
    )
    coverages.have(coverage(id=2, title="March", state=CoverageState.SCHEDULED, starts_at=at(300)))
    coverages.have(
        coverage(id=3, title="Vote", state=CoverageState.CONCLUDED, concluded_at=at(90)),
        post(31, coverage_id=3, media=(photo(),)),
        post(32, coverage_id=3),
        post(33, coverage_id=3, kind=PostKind.SUMMARY, summary=vote_summary()),
    )
    following, clock = Following(chats, coverages), Clock(at(100))
    rounds, links = FakeRounds(), FakeLinks()
    handlers = ReaderHandlers(
        following,
        telegram.messenger,
        rounds=Rounds(rounds, chats),
        recaps=Recaps(links),
        is_editor=is_editor,
        clock=clock,
    )
    handlers.register(telegram.application)
    Fallbacks(telegram.messenger, is_editor=is_editor).register(telegram.application)
    return World(telegram, chats, coverages, rounds, links)


class TestStart:
    async def test_welcomes_and_lists_what_is_on(self, world: World) -> None:
        await world.telegram.says(ANNA, "/start")
        assert world.text().startswith("Dateline brings live coverage here as it happens")
        assert world.text().endswith("Choose what to follow:")
        assert world.telegram.buttons(ANNA.id) == [
            ["Talks in Istanbul · live"],
            ["March · to come"],
            ["Ended coverage"],
        ]
        assert world.chats.kept[ANNA.id].title == "Anna"

    async def test_speaks_the_readers_language(self, world: World) -> None:
        await world.telegram.says(Person(100, language="uk"), "/start")
        assert world.text().endswith("Оберіть, за чим стежити:")
        assert world.telegram.buttons(ANNA.id)[0] == ["Talks in Istanbul · наживо"]
        assert world.chats.kept[ANNA.id].language == "uk"

    async def test_says_when_nothing_is_on(self, world: World) -> None:
        world.coverages.kept.clear()
        await world.telegram.says(ANNA, "/start")
        assert world.text().endswith("Nothing is being covered at the moment.")
        await world.telegram.presses(ANNA, "Ended coverage")
        assert world.text() == "No coverage has ended yet."

    async def test_shows_ended_coverage_on_request_and_goes_back(self, world: World) -> None:
        await world.telegram.says(ANNA, "/start")
        await world.telegram.presses(ANNA, "Ended coverage")
        assert world.telegram.buttons(ANNA.id) == [["Vote"], ["« Current coverage"]]
        await world.telegram.presses(ANNA, "« Current coverage")
        assert world.text() == "Choose what to follow:"
        assert len(world.telegram.parts(ANNA.id)) == 1

    async def test_from_a_deep_link_follows_and_tells_all_in_one_message(
        self, world: World
    ) -> None:
        await world.telegram.says(ANNA, "/start c1")
        (message,) = world.telegram.parts(ANNA.id)
        for told in ("Talks in Istanbul", "Delegations arrive", "The doors close"):
            assert told in message.text.value
        assert message.text.value.endswith(
            "Following this coverage.\nSent here: everything, with photos and videos, with sound."
        )
        assert world.telegram.buttons(ANNA.id) == [*CHOICES, ["Unfollow"]]
        assert world.chats.followed_by(ANNA.id) == [(1, None, Preferences())]

    @pytest.mark.parametrize("payload", ["c99", "c0"])
    async def test_from_a_dead_link_offers_what_there_is(self, world: World, payload: str) -> None:
        await world.telegram.says(ANNA, f"/start {payload}")
        assert world.text() == "There is no coverage with that number. /follow shows what there is."
        assert world.telegram.buttons(ANNA.id)[0] == ["Talks in Istanbul · live"]

    @pytest.mark.parametrize("payload", ["c", "x1", "c1;drop", "c-1", "c9999999999", "c١"])
    async def test_with_a_meaningless_payload_just_welcomes(
        self, world: World, payload: str
    ) -> None:
        await world.telegram.says(ANNA, f"/start {payload}")
        assert world.text().startswith("Dateline brings live coverage")
        assert not world.chats.following

    async def test_after_stop_resumes(self, world: World) -> None:
        await world.telegram.says(ANNA, "/start c1")
        await world.telegram.says(ANNA, "/stop")
        await world.telegram.says(ANNA, "/start")
        assert world.text().startswith("Welcome back: updates come here again.")
        assert not world.chats.kept[ANNA.id].stopped_because
        assert world.telegram.buttons(ANNA.id) == [["Talks in Istanbul · live"]]
        await world.telegram.presses(ANNA, "Talks in Istanbul · live")
        assert "14:46 – 14:47 Istanbul · 2 updates" in world.text()


class TestFollow:
    async def test_by_a_button_ticks_the_list_and_tells_the_story(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow")
        await world.telegram.presses(ANNA, "Talks in Istanbul · live")
        chosen, story = world.telegram.parts(ANNA.id)
        assert chosen.keyboard[0][0].label == "✓ Talks in Istanbul · live"
        assert "Delegations arrive" in story.text.value
        assert world.telegram.notes() == [""]

    async def test_tapped_twice_follows_once_and_tells_nothing_twice(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow")
        tapped = world.telegram.parts(ANNA.id)[0].keyboard[0][0].data
        await world.telegram.presses(ANNA, "Talks in Istanbul · live")
        await world.telegram.presses_data(ANNA, tapped)
        assert world.chats.followed_by(ANNA.id) == [(1, None, Preferences())]
        told = [part.text.value for part in world.telegram.parts(ANNA.id)]
        assert sum("Delegations arrive" in text for text in told) == 1

    async def test_of_what_is_followed_opens_its_choices_in_place(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow 1")
        await world.telegram.says(ANNA, "/follow")
        await world.telegram.presses(ANNA, "Talks in Istanbul · live")
        assert world.text().startswith("Talks in Istanbul\nLive\n\nFollowing this coverage.")
        assert world.telegram.buttons(ANNA.id)[-1] == ["Unfollow", "« Back"]
        assert len(world.telegram.parts(ANNA.id)) == 2

    async def test_of_what_has_ended_tells_the_summary_again(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow 3")
        await world.telegram.says(ANNA, "/follow")
        await world.telegram.presses(ANNA, "Ended coverage")
        before = len(world.telegram.parts(ANNA.id))
        await world.telegram.presses(ANNA, "Vote")
        assert len(world.telegram.parts(ANNA.id)) == before + 1
        assert "Parliament passed the budget." in world.text()

    async def test_by_number(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow 2")
        assert world.text().startswith("March\nStarts 19:45 Istanbul")
        assert world.chats.followed_by(ANNA.id) == [(2, None, Preferences())]

    @pytest.mark.parametrize("number", ["99", "talks", "-1", "1.5"])
    async def test_by_a_number_that_is_none(self, world: World, number: str) -> None:
        await world.telegram.says(ANNA, f"/follow {number}")
        assert world.text().startswith("There is no coverage with that number.")
        assert not world.chats.following

    async def test_of_ended_coverage_shows_its_summary_then_the_choices(self, world: World) -> None:
        await world.telegram.says(ANNA, "/start")
        await world.telegram.presses(ANNA, "Ended coverage")
        await world.telegram.presses(ANNA, "Vote")
        _, summary, choices = world.telegram.parts(ANNA.id)
        assert "Parliament passed the budget." in summary.text.value
        assert "The vote was close." in summary.text.value
        assert summary.media == (photo(),)
        assert choices.text.value.startswith("Vote\nEnded\n\nIf it is reopened, updates come here.")

    async def test_of_coverage_removed_meanwhile_says_so(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow")
        del world.coverages.kept[1]
        await world.telegram.presses(ANNA, "Talks in Istanbul · live")
        assert world.telegram.notes() == [GONE]

    async def test_a_long_list_stays_a_message_telegram_takes(self, world: World) -> None:
        for number in range(10, 160):
            world.coverages.have(coverage(id=number, title="A very long title " * 20))
        await world.telegram.says(ANNA, "/follow")
        labels = [label for row in world.telegram.buttons(ANNA.id) for label in row]
        assert len(labels) == 21
        assert all(len(label) <= 42 for label in labels)


class TestPreferences:
    @pytest.mark.parametrize(
        ("press", "wanted", "said"),
        [
            (
                "Key moments",
                Preferences(Level.KEY_MOMENTS),
                "Sent here: key moments and the summary, with photos and videos, with sound.",
            ),
            (
                "Only the summary",
                Preferences(Level.SUMMARY),
                "Sent here: only the summary, with photos and videos, with sound.",
            ),
            (
                "Photos",
                Preferences(photos=False),
                "Sent here: everything, with videos, without photos, with sound.",
            ),
            (
                "Videos",
                Preferences(videos=False),
                "Sent here: everything, with photos, without videos, with sound.",
            ),
            (
                "Sound",
                Preferences(sound=False),
                "Sent here: everything, with photos and videos, silently.",
            ),
        ],
    )
    async def test_change_in_place_under_the_story(
        self, world: World, press: str, wanted: Preferences, said: str
    ) -> None:
        await world.telegram.says(ANNA, "/start c1")
        await world.telegram.presses(ANNA, press)
        assert world.wishes() == [wanted]
        (message,) = world.telegram.parts(ANNA.id)
        assert message.text.value.endswith(said)
        assert "Delegations arrive" in message.text.value
        assert world.telegram.notes() == ["Saved"]

    async def test_show_the_tick_where_it_now_belongs(self, world: World) -> None:
        await world.telegram.says(ANNA, "/start c1")
        await world.telegram.presses(ANNA, "Key moments")
        await world.telegram.presses(ANNA, "Photos")
        assert world.telegram.buttons(ANNA.id) == [
            ["Everything", "✓ Key moments"],
            ["Only the summary"],
            ["Photos", "✓ Videos", "✓ Sound"],
            ["Unfollow"],
        ]

    async def test_without_pictures_at_all(self, world: World) -> None:
        await world.telegram.says(ANNA, "/start c1")
        await world.telegram.presses(ANNA, "Photos")
        await world.telegram.presses(ANNA, "Videos")
        assert "everything, without photos and videos, with sound" in world.text()

    async def test_of_an_old_message_change_only_what_the_button_says(self, world: World) -> None:
        await world.telegram.says(ANNA, "/start c1")
        old = world.telegram.parts(ANNA.id)[0].keyboard[2][0].data
        await world.telegram.presses(ANNA, "Only the summary")
        await world.telegram.presses_data(ANNA, old)
        await world.telegram.presses_data(ANNA, old)
        assert world.wishes() == [Preferences(Level.SUMMARY, photos=False)]

    async def test_from_the_settings_keep_the_way_back(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow 1")
        await world.telegram.says(ANNA, "/settings")
        await world.telegram.presses(ANNA, "Talks in Istanbul · live")
        await world.telegram.presses(ANNA, "Sound")
        assert world.text().startswith("Talks in Istanbul\nLive\n\nFollowing this coverage.")
        assert world.telegram.buttons(ANNA.id)[-1] == ["Unfollow", "« Back"]
        await world.telegram.presses(ANNA, "« Back")
        assert world.text() == "Followed here; choose one to change it:"


class TestUnfollow:
    async def test_can_be_taken_back_with_every_wish(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow 1")
        await world.telegram.presses(ANNA, "Key moments")
        await world.telegram.presses(ANNA, "Sound")
        await world.telegram.presses(ANNA, "Unfollow")
        assert world.text() == "Unfollowed: Talks in Istanbul"
        assert not world.wishes()
        await world.telegram.presses(ANNA, "Follow again")
        assert world.wishes() == [Preferences(Level.KEY_MOMENTS, sound=False)]
        assert world.text().startswith("Talks in Istanbul\nLive")
        assert len(world.telegram.parts(ANNA.id)) == 1

    async def test_again_from_the_old_message_says_it_is_gone(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow 1")
        old = world.telegram.parts(ANNA.id)[0].keyboard[-1][0].data
        await world.telegram.presses(ANNA, "Unfollow")
        await world.telegram.presses_data(ANNA, old)
        assert world.telegram.notes()[-1] == GONE


class TestSettings:
    async def test_without_anything_followed_point_to_follow(self, world: World) -> None:
        await world.telegram.says(ANNA, "/settings")
        assert world.text() == "Nothing is followed here yet. /follow shows what is on."
        assert not world.telegram.buttons(ANNA.id)

    async def test_list_what_is_followed(self, world: World) -> None:
        for number in (1, 3):
            await world.telegram.says(ANNA, f"/follow {number}")
        await world.telegram.says(ANNA, "/settings")
        assert world.telegram.buttons(ANNA.id) == [["Talks in Istanbul · live"], ["Vote · ended"]]

    @pytest.mark.parametrize("command", ["/settings", "/status"])
    async def test_say_first_that_everything_is_stopped(self, world: World, command: str) -> None:
        await world.telegram.says(ANNA, "/follow 1")
        await world.telegram.says(ANNA, "/stop")
        await world.telegram.says(ANNA, command)
        assert world.text().startswith("Everything is stopped: nothing is sent here.\n\n")
        assert world.telegram.buttons(ANNA.id)[-1] == ["Resume"]
        await world.telegram.presses(ANNA, "Resume")
        assert not world.chats.kept[ANNA.id].stopped_because


class TestStop:
    async def test_is_immediate_and_can_be_taken_back(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow 1")
        await world.telegram.says(ANNA, "/stop")
        assert world.text() == "Stopped: nothing more is sent here. The choices made are kept."
        assert world.chats.kept[ANNA.id].stopped_because
        await world.telegram.presses(ANNA, "Resume")
        assert world.text() == (
            "Updates come here again. /settings shows which.\n\n"
            "What happened so far, in one message:"
        )
        assert world.telegram.buttons(ANNA.id) == [["Talks in Istanbul · live"]]
        assert not world.chats.kept[ANNA.id].stopped_because
        assert world.wishes() == [Preferences()]


class TestStatusAndSummary:
    async def test_status_tells_state_last_update_and_wishes(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow 1")
        await world.telegram.says(ANNA, "/follow 2")
        await world.telegram.says(ANNA, "/status")
        assert world.text() == (
            "Talks in Istanbul\n"
            "Live, last update 14:47 Istanbul\n"
            "Sent here: everything, with photos and videos, with sound.\n\n"
            "March\n"
            "To come, no updates yet\n"
            "Sent here: everything, with photos and videos, with sound."
        )

    async def test_status_of_very_many_counts_the_rest(self, world: World) -> None:
        for number in range(10, 35):
            world.coverages.have(coverage(id=number, title="A very long title " * 20))
            await world.telegram.says(ANNA, f"/follow {number}")
        await world.telegram.says(ANNA, "/status")
        assert world.text().endswith("And 5 more.")
        assert len(world.text()) <= 4096

    async def test_status_of_nothing_points_to_follow(self, world: World) -> None:
        await world.telegram.says(ANNA, "/status")
        assert world.text() == "Nothing is followed here yet. /follow shows what is on."

    async def test_summary_of_the_only_coverage_comes_at_once(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow 1")
        await world.telegram.says(ANNA, "/summary")
        assert "Delegations arrive" in world.text()
        assert not world.telegram.buttons(ANNA.id)

    async def test_summary_of_several_asks_which(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow 1")
        await world.telegram.says(ANNA, "/follow 3")
        await world.telegram.says(ANNA, "/summary")
        assert world.text() == "Which coverage?"
        await world.telegram.presses(ANNA, "Vote · ended")
        assert "Parliament passed the budget." in world.text()

    async def test_summary_by_number(self, world: World) -> None:
        await world.telegram.says(ANNA, "/summary 3")
        assert "Parliament passed the budget." in world.text()
        await world.telegram.says(ANNA, "/summary 99")
        assert world.text().startswith("There is no coverage with that number.")
        assert not world.chats.following

    async def test_summary_of_nothing_points_to_follow(self, world: World) -> None:
        await world.telegram.says(ANNA, "/summary")
        assert world.text() == "Nothing is followed here yet. /follow shows what is on."


class TestSomebodyElses:
    async def test_button_is_refused_politely(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow 1")
        for row in world.telegram.parts(ANNA.id)[0].keyboard:
            for button in row:
                await world.telegram.presses_data(MEMBER, button.data)
        assert set(world.telegram.notes()) == {GONE}
        assert world.wishes() == [Preferences()]

    @pytest.mark.parametrize(
        "data",
        [
            "1:r:prefer:1:s:level:loud",
            "1:r:prefer:1:s:photos:maybe",
            "1:r:prefer:1:z:photos:on",
            "1:r:prefer:one:s:photos:on",
            "1:r:again:1:0:everything:11",
            "1:r:again:1:0:everything:112",
            "1:r:follow:1:x",
            "1:r:follow",
            "1:r:list:z",
            "1:r:dance",
            "9:r:follow:1:c",
        ],
    )
    async def test_made_up_data_changes_nothing(self, world: World, data: str) -> None:
        await world.telegram.says(ANNA, "/follow 1")
        await world.telegram.presses_data(ANNA, data)
        assert world.telegram.notes() == [OLD]
        assert world.chats.followed_by(ANNA.id) == [(1, None, Preferences())]


class TestGroups:
    async def test_members_are_shown_the_private_chat(self, world: World) -> None:
        await world.telegram.says(MEMBER, "/follow 1", chat=group())
        (message,) = world.telegram.parts(-1005)
        assert message.text.value.startswith("Only this group's admins decide what is sent here.")
        assert message.keyboard[0][0].url == "https://t.me/dateline_bot"
        assert not world.chats.following

    async def test_members_presses_are_refused(self, world: World) -> None:
        await world.telegram.says(EDITOR, "/follow 1", chat=group())
        await world.telegram.presses(MEMBER, "Unfollow", chat=group())
        (note,) = world.telegram.notes()
        assert note.startswith("Only this group's admins decide")
        assert world.chats.followed_by(-1005)

    async def test_admins_follow_for_the_group(self, world: World) -> None:
        world.telegram.request.admins.add(MEMBER.id)
        await world.telegram.says(MEMBER, "/follow@dateline_bot 1", chat=group())
        await world.telegram.presses(MEMBER, "Key moments", chat=group())
        assert world.wishes(-1005) == [Preferences(Level.KEY_MOMENTS)]
        assert world.chats.kept[-1005].title == "Newsroom"

    async def test_the_topic_of_the_command_is_the_target(self, world: World) -> None:
        topic = {"message_thread_id": 7, "is_topic_message": True}
        await world.telegram.says(EDITOR, "/follow 1", chat=group(forum=True), **topic)
        assert world.chats.followed_by(-1005) == [(1, 7, Preferences())]

    async def test_the_summary_leads_to_the_groups_own_messages(self, world: World) -> None:
        await world.telegram.says(EDITOR, "/follow 3", chat=group())
        (here,) = await world.chats.subscriptions(-1005)
        world.links.kept[here.id, 32] = 77
        await world.telegram.says(EDITOR, "/summary 3", chat=group())
        text = world.telegram.parts(-1005)[-1].text
        assert [span.url for span in text.spans if "t.me" in span.url] == ["https://t.me/c/5/77"]

    async def test_help_names_the_groups_own_commands(self, world: World) -> None:
        await world.telegram.says(EDITOR, "/help", chat=group())
        assert "/here" in world.text(-1005)
        await world.telegram.says(EDITOR, "/help")
        assert "/here" not in world.text(EDITOR.id)


async def test_help_speaks_the_readers_language(world: World) -> None:
    await world.telegram.says(Person(100, language="tr"), "/help")
    assert world.text().startswith("Neler yapabilirim:\n/start – ")
    assert world.text().count("\n") == 8


async def test_an_edited_command_is_not_given_again(world: World) -> None:
    message = {
        "message_id": 5,
        "date": 1,
        "chat": ANNA.chat,
        "from": ANNA.user,
        "text": "/stop",
        "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
    }
    await world.telegram.gets(edited_message=message)
    assert not world.telegram.messenger.calls


async def test_titles_from_outside_stay_plain_text(world: World) -> None:
    world.coverages.have(coverage(id=1, title="<b>*Talks*</b>\n[x](http://evil)"))
    await world.telegram.says(ANNA, "/follow 1")
    await world.telegram.says(ANNA, "/settings")
    await world.telegram.presses(ANNA, "<b>*Talks*</b> [x](http://evil) · live")
    (*_, panel) = world.telegram.parts(ANNA.id)
    assert isinstance(panel, Part)
    assert panel.text.value.startswith("<b>*Talks*</b> [x](http://evil)\nLive")


async def test_the_menu_is_published_in_every_language(world: World) -> None:
    await publish_commands(world.telegram.bot)
    published = world.telegram.request.of("setMyCommands")
    languages = {given.get("language_code") for given in published}
    assert languages == {None, "ru", "uk", "tr"}
    groups = [given for given in published if "scope" in given]
    assert len(published) == 8
    assert len(groups) == 4
    assert all(any(c["command"] == "here" for c in given["commands"]) for given in groups)


class TestRounds:
    """Summaries on schedule."""

    async def test_are_asked_for_and_ended_in_words(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow 1")
        await world.telegram.says(ANNA, "/summary every 2 h")
        assert world.text().startswith("While there is news, a summary of what happened comes here")
        assert list(world.rounds.kept.values()) == [120]
        await world.telegram.says(ANNA, "/summary off")
        assert world.text().startswith("No more summaries on schedule.")
        assert world.rounds.kept == {}

    @pytest.mark.parametrize("words", ["every 5 min", "every now and then", "soon"])
    async def test_what_cannot_be_says_what_can(self, world: World, words: str) -> None:
        await world.telegram.says(ANNA, "/follow 1")
        await world.telegram.says(ANNA, f"/summary {words}")
        assert world.text().startswith("Use /summary every 2 h")
        assert world.rounds.kept == {}

    async def test_are_shown_in_the_settings_and_can_be_switched_off(self, world: World) -> None:
        await world.telegram.says(ANNA, "/follow 1")
        await world.telegram.says(ANNA, "/summary every hour")
        await world.telegram.says(ANNA, "/settings")
        assert world.text().endswith("While there is news, a summary comes here every hour.")
        await world.telegram.presses(ANNA, "No more summaries on schedule")
        assert world.rounds.kept == {}
        assert "summary" not in world.text()
        assert world.telegram.buttons(ANNA.id) == [["Talks in Istanbul · live"]]

    async def test_without_anything_followed_nothing_is_scheduled(self, world: World) -> None:
        await world.telegram.says(ANNA, "/summary every 2 h")
        assert world.text() == "Nothing is followed here yet. /follow shows what is on."
