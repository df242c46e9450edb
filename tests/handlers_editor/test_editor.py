"""Coverage, as an editor lives it."""

from datetime import timedelta

import pytest
from builders import at, channel, coverage, photo, post, seen, snapshot, source, subscription
from desk_stage import ANNA, OWNER, READER, Stage, opened

from bot.model import CoverageState, Dropped, Media, MediaKind, Part
from bot.text import Text

PAGE = "https://example.org/live"


# --- Adding --------------------------------------------------------------------------------------


async def test_a_page_is_shown_before_anything_is_stored(stage: Stage) -> None:
    video = Media(MediaKind.VIDEO, url="https://example.org/v.mp4")
    stage.pages.shown[PAGE] = snapshot(
        seen(1, media=(photo(1), photo(2))),
        seen(2, media=(video,)),
        seen(3),
        seen(4, headline="", body="Only words"),
        live=True,
        dropped=(Dropped("“Join us”", "promotion"), Dropped("“Join us”", "promotion")),
    )
    await stage.says(ANNA, f"/coverage add {PAGE}")
    assert stage.sees(ANNA) == (
        "Talks in Istanbul\n"
        f"{PAGE}\n"
        "Live page · 4 posts · 2 photos · 1 video\n"
        "From 2 Jun 14:46 to 2 Jun 14:49 (Europe/Istanbul)\n"
        "The page says that it is live.\n"
        "Newest\n• Only words\n• Headline 3\n• Headline 2\n"
        "Left out\n• “Join us”: promotion (2 times)\n"
        "Nothing goes out for what is there already: only what comes next is sent."
    )
    assert stage.buttons(ANNA) == ["Add", "Cancel"]
    assert stage.coverages.kept == {}


async def test_reading_is_said_at_once(stage: Stage) -> None:
    stage.pages.shown[PAGE] = snapshot()
    await stage.says(ANNA, f"/coverage add {PAGE}")
    first, *_ = stage.messenger.calls
    assert first.what == Part(Text(f"Reading {PAGE} …"))
    assert [call.method for call in stage.messenger.calls] == ["send", "edit"]


async def test_added_in_one_press_also_after_a_restart(stage: Stage) -> None:
    stage.pages.shown[PAGE] = snapshot(seen(1))
    await stage.says(ANNA, f"/coverage add {PAGE} Peace  talks, day 1")
    await stage.presses(ANNA, "Add")  # the message itself is all that the press relies on
    assert stage.sees(ANNA) == (
        "Peace talks, day 1 (#1) is live. What comes next goes out.\n"
        "Which channels should post it? /places sets that.\n"
        "Readers follow it here: https://t.me/dateline_bot?start=c1"
    )
    assert stage.coverages.kept[1].state is CoverageState.LIVE
    assert stage.acts == [f"11 added #1 “Peace talks, day 1” from {PAGE}"]
    await stage.presses(ANNA, "Open panel")
    assert stage.buttons(ANNA) == ["Pause", "Conclude…", "Sources…", "All coverages"]


async def test_an_event_to_come_is_scheduled(stage: Stage) -> None:
    stage.pages.shown[PAGE] = snapshot(starts_at=at(60), live=False)
    await stage.says(ANNA, f"/coverage add {PAGE}")
    assert "The page says that it is over. It starts 2 Jun 15:45." in stage.sees(ANNA)
    await stage.presses(ANNA, "Add")
    assert "is scheduled: I read the page until it begins." in stage.sees(ANNA)


async def test_a_feed_that_began_is_told_as_it_is(stage: Stage) -> None:
    stage.pages.shown[PAGE] = snapshot(seen(1), format="feed", starts_at=at(-30), live=True)
    await stage.says(ANNA, f"/coverage add {PAGE}")
    assert stage.sees(ANNA).splitlines()[2:5] == [
        "Feed · 1 post",
        "2 Jun 14:46 (Europe/Istanbul)",
        "The page says that it is live. It started 2 Jun 14:15.",
    ]


async def test_a_page_without_times_says_so(stage: Stage) -> None:
    stage.pages.shown[PAGE] = snapshot(seen(1, posted_at=None))
    await stage.says(ANNA, f"/coverage add {PAGE}")
    assert "No post shows its time." in stage.sees(ANNA)
    assert "does not say whether it is live." in stage.sees(ANNA)


async def test_an_added_page_may_be_left_alone(stage: Stage) -> None:
    stage.pages.shown[PAGE] = snapshot()
    await stage.says(ANNA, f"/coverage add {PAGE}")
    await stage.presses(ANNA, "Cancel")
    assert stage.messenger.texts(ANNA) == ["Not added."]
    assert stage.coverages.kept == {}


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("https://example.org/gone", "404: there is no such page"),
        ("not-a-host.example name", "404"),
        ("https://", "not a web address"),
    ],
)
async def test_what_cannot_be_read_says_why(stage: Stage, typed: str, answer: str) -> None:
    await stage.says(ANNA, f"/coverage add {typed}")
    assert answer in stage.sees(ANNA)
    assert len(stage.messenger.texts(ANNA)) == 1
    assert stage.buttons(ANNA) == []


async def test_the_same_address_twice_names_its_coverage(stage: Stage) -> None:
    stage.coverages.have(coverage(id=4), url=PAGE)
    await stage.says(ANNA, f"/coverage add {PAGE}")
    assert "covered already: “Talks in Istanbul” (live). See it with /coverage 4" in stage.sees(
        ANNA
    )


async def test_a_press_on_a_strange_message_adds_nothing(stage: Stage) -> None:
    await stage.presses_data(ANNA, "1:e:add", Part(Text("no address here")), 7)
    assert "expired" in stage.toast
    assert stage.coverages.kept == {}


# --- Looking -------------------------------------------------------------------------------------


async def test_an_empty_desk_says_how_to_begin(stage: Stage) -> None:
    await stage.says(ANNA, "/coverage")
    assert stage.sees(ANNA) == (
        "Nothing is covered yet. /coverage add URL reads a page and shows it."
    )


async def test_years_of_coverage_stay_one_message(stage: Stage) -> None:
    for number in range(1, 61):
        stage.coverages.have(coverage(id=number, title=f"{number} " + "long " * 30))
    await stage.says(ANNA, "/coverage")
    assert stage.sees(ANNA).endswith("And 52 older, see the buttons.")
    assert len(stage.sees(ANNA)) < 2000
    assert len(stage.buttons(ANNA)) == 40


async def test_the_list_shows_trouble_and_opens_panels_in_place(stage: Stage) -> None:
    stage.coverages.have(coverage(id=1), post(1))
    stage.coverages.have(coverage(id=2, title="Summit", state=CoverageState.PAUSED))
    stage.coverages.kept_sources = [
        source(coverage_id=1, last_good_at=at(5)),
        source(coverage_id=2, failures=3, broken_because="the page is not there (404)"),
    ]
    stage.readers.following[1] = [subscription(), subscription(id=2, chat=channel())]
    await stage.says(ANNA, "/coverage list")
    assert stage.sees(ANNA) == (
        "#2 Summit · paused\n0 posts · 0 readers · 0 channels and groups\n"
        "⚠ example.org: not read yet; 3 failures since: the page is not there (404)\n\n"
        "#1 Talks in Istanbul · live\n1 post · 1 reader · 1 channel or group\n"
        "example.org: last read 2 Jun 14:50"
    )
    await stage.presses(ANNA, "#2 Summit")
    assert stage.sees(ANNA).startswith("#2 Summit · paused")
    assert stage.buttons(ANNA) == ["Resume", "Conclude…", "Sources…", "All coverages"]
    await stage.presses(ANNA, "All coverages")
    assert stage.buttons(ANNA) == ["#2 Summit", "#1 Talks in Istanbul"]
    assert len(stage.messenger.texts(ANNA)) == 1


async def test_a_single_coverage_opens_at_once(stage: Stage) -> None:
    stage.coverages.have(coverage())
    await stage.says(ANNA, "/coverage")
    assert stage.buttons(ANNA) == ["Pause", "Conclude…", "Sources…", "All coverages"]
    await stage.says(ANNA, "/coverage 1")
    assert len(stage.messenger.texts(ANNA)) == 2


# --- Acting --------------------------------------------------------------------------------------


async def test_pause_is_undone_by_the_button_in_its_place(stage: Stage) -> None:
    stage.coverages.have(coverage())
    await stage.says(ANNA, "/coverage")
    await stage.presses(ANNA, "Pause")
    assert stage.toast == "Paused: the page is not read and nothing goes out."
    assert "paused" in stage.sees(ANNA)
    await stage.presses(ANNA, "Resume")
    assert stage.coverages.kept[1].state is CoverageState.LIVE
    assert stage.acts == [
        "11 paused #1 “Talks in Istanbul”",
        "11 resumed #1 “Talks in Istanbul”",
    ]


async def test_acts_can_be_typed_with_or_without_a_number(stage: Stage) -> None:
    stage.coverages.have(coverage(id=3))
    await stage.says(ANNA, "/coverage pause 3")
    assert "paused" in stage.sees(ANNA)
    await stage.says(ANNA, "/coverage resume")
    assert "live" in stage.sees(ANNA)
    await stage.says(ANNA, "/coverage pause #3")
    assert stage.coverages.kept[3].state is CoverageState.PAUSED


async def test_a_button_of_an_old_panel_says_what_fits_now(stage: Stage) -> None:
    stage.coverages.have(coverage())
    await stage.says(ANNA, "/coverage")
    await stage.says(ANNA, "/coverage pause")
    await stage.presses(ANNA, "Pause", message_id=1)
    assert stage.toast == "It is paused now."
    panel = stage.messenger.chats[ANNA][1]
    assert [button.label for button in panel.keyboard[0]] == ["Resume", "Conclude…"]


async def test_several_that_fit_are_asked_about(stage: Stage) -> None:
    stage.coverages.have(coverage(id=1))
    stage.coverages.have(coverage(id=2))
    await stage.says(ANNA, "/coverage pause")
    assert "Which one?" in stage.sees(ANNA)


async def test_a_new_title_can_be_taken_back(stage: Stage) -> None:
    stage.coverages.have(coverage())
    await stage.says(ANNA, "/coverage rename 1 Talks, day two")
    assert stage.sees(ANNA) == "Renamed Talks in Istanbul to “Talks, day two”."
    await stage.presses(ANNA, "Undo")
    assert stage.coverages.kept[1].title == "Talks in Istanbul"
    assert stage.toast == "Renamed back."


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/coverage frobnicate", "/coverage add URL TITLE"),
        ("/coverage pause 1 2", "/coverage add URL TITLE"),
        ("/coverage rename 1", "/coverage rename ID TITLE"),
        ("/coverage pause one", "“one” is no coverage number"),
        ("/coverage pause 99999999999", "is no coverage number"),
        ("/coverage 77", "There is no coverage #77"),
        ("/coverage reopen", "No coverage can be reopened now"),
    ],
)
async def test_a_slip_is_answered_with_the_mend(stage: Stage, typed: str, answer: str) -> None:
    stage.coverages.have(coverage())
    await stage.says(ANNA, typed)
    assert answer in stage.sees(ANNA)
    assert stage.acts == []


# --- The end -------------------------------------------------------------------------------------


async def test_the_end_is_previewed_confirmed_and_undone(stage: Stage) -> None:
    stage.coverages.have(coverage(), post(1, headline="A deal is signed"), post(2))
    stage.readers.following[1] = [subscription(id=1), subscription(id=2)]
    await stage.says(ANNA, "/coverage conclude")
    *_, summary, question = stage.messenger.texts(ANNA)
    assert "Talks in Istanbul" in summary
    assert question.endswith("this is the summary as readers will see it. Send it and conclude?")
    assert stage.coverages.announced == []

    await stage.presses(ANNA, "Conclude")
    assert stage.sees(ANNA) == (
        "#1 Talks in Istanbul\nConcluded. The summary is going out to 2 chats."
    )
    assert len(stage.coverages.announced) == 1

    await stage.presses(ANNA, "Undo (reopen)")
    assert stage.coverages.kept[1].state is CoverageState.REOPENED
    assert "reopened" in stage.sees(ANNA)
    assert stage.acts == [
        "11 concluded #1 “Talks in Istanbul”",
        "11 reopened #1 “Talks in Istanbul”",
    ]


async def test_with_time_for_review_the_question_comes_alone_and_the_draft_after_it() -> None:
    stage = await opened(review=timedelta(minutes=10))
    stage.coverages.have(coverage(), post(1, headline="A deal is signed"))
    stage.readers.following[1] = [subscription(id=1)]
    await stage.says(ANNA, "/coverage conclude")
    assert stage.sees(ANNA) == (
        "#1 Talks in Istanbul: conclude it? You get its summary as a draft to look over. "
        "It goes out by itself 10 minutes later."
    )
    assert not any("A deal is signed" in text for text in stage.messenger.texts(ANNA))
    await stage.presses(ANNA, "Conclude")
    assert "The draft of the summary goes to all editors" in stage.sees(ANNA)
    assert stage.coverages.announced == []
    await stage.application.shutdown()


async def test_not_yet_leads_back_to_the_panel(stage: Stage) -> None:
    stage.coverages.have(coverage(), post(1))
    await stage.says(ANNA, "/coverage")
    await stage.presses(ANNA, "Conclude…")
    await stage.presses(ANNA, "Not yet")
    assert stage.buttons(ANNA) == ["Pause", "Conclude…", "Sources…", "All coverages"]
    assert stage.acts == []


async def test_concluding_twice_says_that_it_is_so_already(stage: Stage) -> None:
    stage.coverages.have(coverage(), post(1))
    await stage.says(ANNA, "/coverage conclude 1")
    asked = max(stage.messenger.chats[ANNA])
    await stage.presses(ANNA, "Conclude")
    question = Part(Text("asked before"))
    await stage.presses_data(ANNA, "1:e:conclude:1", question, asked)
    assert stage.toast == "It is concluded already."
    assert len(stage.coverages.announced) == 1


async def test_a_second_end_with_nothing_new_says_that_none_is_sent(stage: Stage) -> None:
    stage.coverages.have(coverage(), post(1, headline="The sides have signed a paper"))
    stage.readers.following[1] = [subscription(id=1)]
    await stage.says(ANNA, "/coverage conclude")
    await stage.presses(ANNA, "Conclude")
    await stage.presses(ANNA, "Undo (reopen)")
    await stage.says(ANNA, "/coverage conclude 1")
    await stage.presses(ANNA, "Conclude")
    assert stage.sees(ANNA).endswith("the last summary stands, and none is sent.")
    assert len(stage.coverages.announced) == 1


async def test_without_posts_the_question_says_so(stage: Stage) -> None:
    stage.coverages.have(coverage())
    await stage.says(ANNA, "/coverage conclude")
    assert "has no posts, so there is no summary to send" in stage.sees(ANNA)
    await stage.presses(ANNA, "Conclude")
    assert stage.sees(ANNA).endswith("Concluded. There is nobody to send a summary to.")


async def test_a_proposed_end_reaches_the_staff_with_working_buttons(stage: Stage) -> None:
    stage.coverages.have(coverage(), post(1))
    await stage.closing.propose_end(1, "the page says that it is over", at(5))
    assert [chat for chat, _ in stage.notices.queued] == [OWNER, ANNA]
    asked = stage.notices.queued[1][1]
    assert str(asked.text).startswith("#1 Talks in Istanbul seems to be over: the page says that")
    stage.messenger.chats[ANNA][70] = asked

    await stage.says(ANNA, "/coverage")
    assert "Perhaps ended: the page says that it is over" in stage.sees(ANNA)
    await stage.presses(ANNA, "Conclude…", message_id=70)
    assert stage.buttons(ANNA) == ["Conclude", "Not yet"]
    await stage.presses(ANNA, "Keep going", message_id=70)
    assert str(stage.messenger.chats[ANNA][70].text) == "#1 Talks in Istanbul keeps going (live)."
    assert stage.acts == ["11 kept going with #1 “Talks in Istanbul”"]


async def test_news_after_the_end_reaches_the_staff_with_working_buttons(stage: Stage) -> None:
    ended = coverage(state=CoverageState.CONCLUDED, concluded_at=at(3))
    stage.coverages.have(ended, post(1))
    await stage.newsroom.propose_reopening(1, "2 new posts since the end", at(5))
    asked = stage.notices.queued[1][1]
    assert "is concluded, but its page goes on: 2 new posts since the end" in str(asked.text)
    for message_id in (70, 71):
        stage.messenger.chats[ANNA][message_id] = asked

    await stage.says(ANNA, "/coverage")
    assert "Ended, perhaps live again: 2 new posts since the end" in stage.sees(ANNA)
    assert "Leave closed" in stage.buttons(ANNA)
    await stage.presses(ANNA, "Leave closed", message_id=70)
    assert "stays closed" in str(stage.messenger.chats[ANNA][70].text)
    await stage.presses(ANNA, "Leave closed", message_id=71)
    assert "no reopening is proposed" in stage.toast
    await stage.presses(ANNA, "Reopen", message_id=71)
    assert stage.coverages.kept[1].state is CoverageState.REOPENED


# --- Others --------------------------------------------------------------------------------------


async def test_a_reader_gets_one_polite_line(stage: Stage) -> None:
    stage.coverages.have(coverage())
    await stage.says(READER, "/coverage pause 1")
    assert stage.messenger.texts(READER) == [
        "This is for the editors of this bot. /help shows what it does for readers. Your id is 21."
    ]
    await stage.presses_data(READER, "1:e:pause:1", Part(Text("a panel, forged")), 7)
    assert "for the editors" in stage.toast
    assert stage.coverages.kept[1].state is CoverageState.LIVE


async def test_in_a_group_an_editor_is_asked_to_write_in_private(stage: Stage) -> None:
    group = {"id": -1002, "type": "supergroup", "title": "Everybody"}
    await stage.says(ANNA, "/coverage", chat=group)
    assert stage.messenger.texts(-1002) == [
        "Please write this to me in private: here everybody would read."
    ]


@pytest.mark.parametrize("data", ["1:e:nonsense", "1:e:pause", "1:e:pause:x", "0:e:list"])
async def test_a_made_up_button_does_nothing(stage: Stage, data: str) -> None:
    await stage.presses_data(ANNA, data, Part(Text("old")), 7)
    assert "out of date" in stage.toast
