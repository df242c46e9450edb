"""The sources of a coverage, as an editor lives them."""

import pytest
from builders import at, coverage, post, seen, snapshot
from desk_stage import ANNA, READER, Stage

from bot.model import CoverageState, Dropped, Selectors

PAGE, FEED = "https://example.org/1", "https://other.test/feed"
LINES = "post: div.row\ntime: b"


@pytest.fixture(autouse=True)
def covered(stage: Stage) -> None:
    """One coverage with one page that has told two posts."""
    stage.coverages.have(coverage(), post(1, source_id=1), post(2, source_id=1), url=PAGE)
    stage.pages.shown[PAGE] = snapshot(seen(1), seen(2), url=PAGE)
    stage.pages.shown[FEED] = snapshot(seen(2), seen(7), url=FEED, format="feed")


async def with_a_feed(stage: Stage) -> None:
    await stage.says(ANNA, f"/coverage 1 source add {FEED}")
    await stage.presses(ANNA, "Add source")


# --- Adding and removing -------------------------------------------------------------------------


async def test_another_source_is_shown_before_it_is_added(stage: Stage) -> None:
    await stage.says(ANNA, f"/coverage 1 source add {FEED}")
    assert stage.sees(ANNA) == (
        f"#1 Talks in Istanbul\n{FEED}\n"
        "Feed · 2 posts\nFrom 2 Jun 14:47 to 2 Jun 14:52 (Europe/Istanbul)\n"
        "The page does not say whether it is live.\n"
        "Newest\n• Headline 7\n• Headline 2\n"
        "1 post tells what is known already.\n"
        "Nothing goes out for what is there already. What comes next is sent once, whichever "
        "source has it first."
    )
    assert len(stage.coverages.kept_sources) == 1
    await stage.presses(ANNA, "Add source")
    assert stage.sees(ANNA) == f"#1 Talks in Istanbul is read from {FEED} too."
    known, fresh = stage.coverages.kept_posts[1][2:]
    assert (known.duplicate_of, fresh.duplicate_of) == (2, None)
    assert stage.coverages.announced == []
    assert stage.acts == [f"11 added a source to #1 “Talks in Istanbul” {FEED}"]


async def test_adding_is_undone_in_one_press(stage: Stage) -> None:
    await with_a_feed(stage)
    await stage.presses(ANNA, "Undo")
    assert stage.sees(ANNA) == f"#1 Talks in Istanbul is no longer read from {FEED}."
    await stage.presses(ANNA, "Undo")
    assert stage.sees(ANNA) == f"#1 Talks in Istanbul is read from {FEED} again."


async def test_cancelling_changes_nothing(stage: Stage) -> None:
    await stage.says(ANNA, f"/coverage 1 source add {FEED}")
    await stage.presses(ANNA, "Cancel")
    assert stage.sees(ANNA) == "Nothing was changed."
    assert len(stage.coverages.kept_sources) == 1


async def test_an_address_is_covered_once(stage: Stage) -> None:
    await stage.says(ANNA, f"/coverage 1 source add {PAGE}")
    assert "covered already: “Talks in Istanbul” (live)" in stage.sees(ANNA)


async def test_an_address_that_cannot_be_read_is_not_added(stage: Stage) -> None:
    await stage.says(ANNA, "/coverage 1 source add https://nowhere.test/")
    assert stage.sees(ANNA) == "The server says 404: there is no such page."
    assert stage.buttons(ANNA) == []


async def test_a_concluded_coverage_gets_no_source(stage: Stage) -> None:
    stage.coverages.kept[1] = coverage(state=CoverageState.CONCLUDED)
    await stage.says(ANNA, f"/coverage 1 source add {FEED}")
    assert "is concluded. /coverage reopen 1" in stage.sees(ANNA)


async def test_the_list_shows_how_each_source_fares_and_removes_it_after_a_question(
    stage: Stage,
) -> None:
    await with_a_feed(stage)
    await stage.says(ANNA, "/coverage 1 source")
    assert stage.sees(ANNA) == (
        f"#1 Talks in Istanbul\n1. {PAGE}\nexample.org: not read yet\n"
        f"2. {FEED}\nother.test (feed): not read yet\n"
        "Add another: /coverage 1 source add URL"
    )
    assert stage.buttons(ANNA) == ["Remove 1…", "Remove 2…", "Panel"]
    await stage.presses(ANNA, "Remove 2…")
    assert f"stop reading source 2, {FEED}? What it told stands" in stage.sees(ANNA)
    await stage.presses(ANNA, "Remove")
    assert "no longer read from" in stage.sees(ANNA)
    assert len(await stage.coverages.sources(1)) == 1
    assert len(stage.coverages.kept_posts[1]) == 4


async def test_the_only_source_stays(stage: Stage) -> None:
    await stage.says(ANNA, "/coverage 1 source remove")
    assert "It is the only source of “Talks in Istanbul”" in stage.sees(ANNA)


async def test_several_sources_ask_which_is_meant(stage: Stage) -> None:
    await with_a_feed(stage)
    await stage.says(ANNA, "/coverage 1 source remove")
    assert stage.sees(ANNA) == (
        "Which source? Add its number.\n"
        f"/coverage 1 source remove 1: {PAGE}\n/coverage 1 source remove 2: {FEED}"
    )
    await stage.says(ANNA, "/coverage 1 source remove 3")
    assert "has no source 3" in stage.sees(ANNA)
    await stage.says(ANNA, "/coverage 1 source remove the-feed")
    assert "“the-feed” is no number of a source" in stage.sees(ANNA)


async def test_the_panel_leads_to_the_sources_and_back(stage: Stage) -> None:
    await stage.says(ANNA, "/coverage 1")
    await stage.presses(ANNA, "Sources…")
    assert "Add another" in stage.sees(ANNA)
    await stage.presses(ANNA, "Panel")
    assert "Sources…" in stage.buttons(ANNA)


async def test_what_is_not_understood_is_answered_with_what_is(stage: Stage) -> None:
    await stage.says(ANNA, "/coverage 1 source paint it black")
    assert "/coverage 1 source selectors 2 – read source 2 by CSS selectors" in stage.sees(ANNA)


async def test_readers_are_refused(stage: Stage) -> None:
    await stage.says(READER, f"/coverage 1 source add {FEED}")
    assert stage.pages.asked == []


# --- The way of reading --------------------------------------------------------------------------


async def test_a_format_is_tried_then_pinned_then_undone(stage: Stage) -> None:
    stage.pages.shown[f"{PAGE} as timed"] = snapshot(
        seen(2), seen(3), dropped=(Dropped("“Join us”", "promotion"),)
    )
    await stage.says(ANNA, "/coverage 1 source format timed")
    assert stage.sees(ANNA) == (
        f"#1 Talks in Istanbul\n{PAGE} read as timed:\n"
        "2 posts, the newest:\n• 2 Jun 14:48: Headline 3\n• 2 Jun 14:47: Headline 2\n"
        "Left out\n• “Join us”: promotion\n"
        "Read it so from now on? Nothing goes out for what is there already."
    )
    assert stage.coverages.kept_sources[0].pinned_format == ""
    await stage.presses(ANNA, "Save")
    assert stage.sees(ANNA) == (
        f"#1 Talks in Istanbul: {PAGE} is read as timed from now on.\nIt was read automatically."
    )
    assert stage.coverages.kept_sources[0].pinned_format == "timed"
    assert stage.coverages.announced == []
    await stage.presses(ANNA, "Undo")
    assert stage.coverages.kept_sources[0].pinned_format == ""
    assert stage.acts == [
        f"11 had a source read as timed: #1 “Talks in Istanbul” {PAGE}",
        f"11 had a source read automatically: #1 “Talks in Istanbul” {PAGE}",
    ]


async def test_a_format_that_finds_nothing_is_refused_with_what_it_found(stage: Stage) -> None:
    stage.pages.shown[f"{PAGE} as timed"] = snapshot(dropped=(Dropped("x", "y"),))
    await stage.says(ANNA, "/coverage 1 source format timed 1")
    assert stage.sees(ANNA) == (
        "Read as timed, the page shows no posts; 1 were left out. Nothing was changed."
    )
    assert stage.buttons(ANNA) == []


async def test_selectors_are_tried_then_saved_then_taken_back(stage: Stage) -> None:
    stage.pages.shown[f"{PAGE} as div.row"] = snapshot(seen(2, key="other"), seen(3))
    await stage.says(ANNA, f"/coverage 1 source selectors\n{LINES}")
    assert f"read by selectors:\n{LINES}\n2 posts, the newest:" in stage.sees(ANNA)
    await stage.presses(ANNA, "Save")
    assert stage.coverages.kept_sources[0].selectors == Selectors("div.row", time="b")
    await stage.says(ANNA, "/coverage 1 source")
    assert "Read by selectors, as an editor has set it." in stage.sees(ANNA)
    await stage.says(ANNA, "/coverage 1 source format auto")
    await stage.presses(ANNA, "Save")
    assert stage.coverages.kept_sources[0].selectors is None
    assert stage.sees(ANNA).endswith(f"It was read by selectors:\n{LINES}")
    await stage.presses(ANNA, "Undo")  # the selectors stand in the message
    assert stage.coverages.kept_sources[0].selectors == Selectors("div.row", time="b")


async def test_selectors_may_come_as_a_reply_to_the_question(stage: Stage) -> None:
    stage.pages.shown[f"{PAGE} as div.row"] = snapshot(seen(3))
    await stage.says(ANNA, "/coverage 1 source selectors")
    asked = stage.sees(ANNA)
    assert asked.startswith(f"Selectors for source 1 of coverage 1\n{PAGE}\n")
    bot = {"id": 5, "is_bot": True, "first_name": "Dateline"}
    question = {
        "message_id": 1,
        "date": 1748864700,
        "chat": {"id": ANNA, "type": "private"},
        "from": bot,
        "text": asked,
    }
    await stage.says(ANNA, LINES, reply_to_message=question)
    assert stage.buttons(ANNA) == ["Save", "Cancel"]


async def test_a_wrong_line_is_named(stage: Stage) -> None:
    await stage.says(ANNA, "/coverage 1 source selectors 1\npost: p\nwhen: b")
    assert "“when: b” is not understood" in stage.sees(ANNA)
    assert stage.pages.asked == []


async def test_posts_keep_their_messages_when_their_keys_change(stage: Stage) -> None:
    shown = [seen(1, key="a"), seen(2, key="b"), seen(3, key="c", posted_at=at(9))]
    stage.pages.shown[f"{PAGE} as elements"] = snapshot(*shown)
    await stage.says(ANNA, "/coverage 1 source format elements")
    await stage.presses(ANNA, "Save")
    posts = {one.key: one.id for one in stage.coverages.kept_posts[1]}
    assert (posts["a"], posts["b"]) == (1, 2)
    assert "c" in posts
    assert stage.coverages.announced == []
