"""The draft of a summary, as editors live it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from builders import at, coverage, photo, post, subscription
from desk_stage import ANNA, OWNER, READER, Stage, opened

from bot.model import DraftState, Wording

ARRIVAL = "The delegations arrived at the palace on the Bosphorus shortly after noon."
BODIES = "Each side will return the bodies of 6,000 fallen soldiers to the other."
ENDED = "The talks ended after an hour without an agreement on a ceasefire."


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A coverage that an editor has just concluded, and its draft in both editors' chats."""
    made = await opened(review=timedelta(minutes=10))
    made.coverages.have(
        coverage(),
        post(1, headline="", body=ARRIVAL, media=(photo(1),)),
        post(2, headline="", body=BODIES, key_moment=True, media=(photo(2),)),
        post(3, headline="", body=ENDED, key_moment=True),
    )
    made.readers.following[1] = [subscription(id=1), subscription(id=2)]
    made.clock.now = at(60)
    await made.closing.conclude(1, OWNER, at(60))
    await made.panels.run_once(at(60))
    yield made
    await made.application.shutdown()


def lines(stage: Stage, who: int = ANNA) -> list[str]:
    """The numbered lines of the panel."""
    text = next(text for text in panels(stage, who))
    return [line[3:] for line in text.splitlines() if line[:1].isdigit()]


def panels(stage: Stage, who: int) -> list[str]:
    return [text for text in stage.messenger.texts(who) if ": the summary" in text]


def preview(stage: Stage, who: int = ANNA) -> str:
    return stage.messenger.texts(who)[0]


async def test_all_editors_see_the_summary_and_what_can_be_done(stage: Stage) -> None:
    for who in (ANNA, OWNER):
        assert BODIES in preview(stage, who)
        assert stage.sees(who) == (
            "#1 Talks in Istanbul: the summary is a draft. Above is what readers will see.\n"
            "It goes out by itself in 10 min, at 2 Jun 15:55, to 2 chats.\n"
            f"1. {ENDED}\n2. {ARRIVAL}\n3. {BODIES}"
        )
        assert stage.buttons(who) == [
            *("1 ↓", "1 ✎", "1 ✕"),
            *("2 ↑", "2 ↓", "2 ✎", "2 ✕"),
            *("3 ↑", "3 ✎", "3 ✕"),
            *("Add a line…", "Photo…", "Send now…"),
        ]


async def test_lines_move_and_go_for_everybody_and_come_back(stage: Stage) -> None:
    await stage.presses(ANNA, "3 ↑")
    assert lines(stage, OWNER) == [ENDED, BODIES, ARRIVAL]
    await stage.presses(OWNER, "3 ✕")
    assert lines(stage, ANNA) == [ENDED, BODIES]
    assert ARRIVAL not in preview(stage, ANNA)
    await stage.presses(ANNA, "Undo")
    await stage.presses(ANNA, "Undo")
    assert lines(stage) == [ENDED, ARRIVAL, BODIES]
    assert "Undo" not in stage.buttons(ANNA)


async def test_changes_are_discarded_and_that_can_be_undone(stage: Stage) -> None:
    await stage.presses(ANNA, "1 ✕")
    await stage.presses(ANNA, "Discard changes")
    assert lines(stage) == [ENDED, ARRIVAL, BODIES]
    await stage.presses(ANNA, "Undo")
    assert lines(stage) == [ARRIVAL, BODIES]


async def test_a_line_is_rewritten_by_the_next_message(stage: Stage) -> None:
    await stage.presses(ANNA, "3 ✎")
    assert stage.sees(ANNA) == f"Send me the new wording of this line:\n{BODIES}"
    await stage.says(ANNA, "6,000 fallen go home to each side.")
    assert stage.sees(ANNA) == "Changed. The draft above shows it."
    assert lines(stage)[2] == "6,000 fallen go home to each side. (an editor's words)"
    line = stage.book.kept[1].summary.takeaways[1]
    assert (line.post_id, line.wording, line.said) == (2, Wording.EDITOR, BODIES)
    await stage.presses(ANNA, "Undo")
    assert lines(stage)[2] == BODIES


async def test_a_line_is_added(stage: Stage) -> None:
    await stage.presses(ANNA, "Add a line…")
    await stage.says(ANNA, "Our correspondents stay in Istanbul.")
    assert lines(stage, OWNER)[3].startswith("Our correspondents stay in Istanbul.")
    await stage.presses(ANNA, "Show the draft here")
    assert stage.sees(ANNA).startswith("#1 Talks in Istanbul: the summary is a draft.")


async def test_a_photo_is_chosen_by_its_number(stage: Stage) -> None:
    await stage.presses(ANNA, "Photo…")
    assert "Send me a photo, or the number of one below." in stage.messenger.texts(ANNA)
    album = [part for part in stage.messenger.chats[ANNA].values() if part.media][-2:]
    assert [part.media[0] for part in album] == [photo(2), photo(1)]
    assert all(part.silent for part in album)
    await stage.says(ANNA, "7")
    assert stage.sees(ANNA) == "Send a photo, or a number from 1 to 2."
    await stage.says(ANNA, "2")
    assert stage.book.kept[1].summary.cover == (photo(1),)
    assert "With a photo that an editor chose." in panels(stage, ANNA)[0]


async def test_a_photo_is_sent_or_left_out(stage: Stage) -> None:
    await stage.presses(ANNA, "Photo…")
    size = {"file_id": "mine", "file_unique_id": "u", "width": 9, "height": 9}
    await stage.sends(ANNA, photo=[size])
    (cover,) = stage.book.kept[1].summary.cover or ()
    assert cover.file_id == "mine"
    await stage.presses(ANNA, "Photo…")
    await stage.presses(ANNA, "No photo")
    assert "Without a photo." in stage.messenger.texts(ANNA)
    assert stage.book.kept[1].summary.cover == ()
    await stage.presses(OWNER, "Photo…")
    await stage.presses(OWNER, "Automatic")
    assert stage.book.kept[1].summary.cover is None


async def test_a_question_that_was_answered_cannot_be_cancelled_any_more(stage: Stage) -> None:
    await stage.presses(ANNA, "Add a line…")
    question, place = stage.newest(ANNA), max(stage.messenger.chats[ANNA])
    await stage.says(ANNA, "Our correspondents stay in Istanbul.")
    ((cancel,),) = question.keyboard
    await stage.presses_data(ANNA, cancel.data, question, place)
    assert stage.messenger.chats[ANNA][place].text.value == "That was answered already."
    assert len(lines(stage)) == 4


@pytest.mark.parametrize("how", ["Cancel", "/cancel"])
async def test_a_question_can_be_dropped(stage: Stage, how: str) -> None:
    await stage.presses(ANNA, "Add a line…")
    if how == "Cancel":
        await stage.presses(ANNA, how)
    else:
        await stage.says(ANNA, how)
    assert stage.sees(ANNA) == "Nothing was changed."
    await stage.says(ANNA, "This is no line.")
    assert "did not understand" in stage.sees(ANNA)
    assert len(lines(stage)) == 3


async def test_without_a_question_cancel_is_about_broadcasts(stage: Stage) -> None:
    await stage.says(ANNA, "/cancel")
    assert stage.sees(ANNA) == "There is nothing to cancel."


async def test_it_is_sent_after_a_question_and_shows_how_far_it_got(stage: Stage) -> None:
    await stage.presses(ANNA, "Send now…")
    assert stage.sees(ANNA) == "Send this summary to 2 chats now? It stands above as they get it."
    await stage.presses(ANNA, "Yes, send")
    assert stage.sees(ANNA) == "Sent."
    assert stage.toast == "On its way."
    (change,) = stage.coverages.announced
    assert change.post.summary == stage.book.kept[1].summary
    stage.book.reached = 1
    await stage.panels.run_once(at(61))
    (panel,) = panels(stage, OWNER)
    assert panel == (
        "#1 Talks in Istanbul: the summary\n"
        "It went out approved by an editor, 2 Jun 15:45. It has reached 1 of 2 chats."
    )


async def test_not_yet_sends_nothing(stage: Stage) -> None:
    await stage.presses(ANNA, "Send now…")
    await stage.presses(ANNA, "Not yet")
    assert stage.sees(ANNA) == "Not sent yet."
    assert stage.book.kept[1].state is DraftState.OPEN


async def test_by_itself_it_goes_out_too(stage: Stage) -> None:
    await stage.drafts.run_once(at(70))
    await stage.panels.run_once(at(70))
    assert "It went out by itself, 2 Jun 15:55. It has reached 0 of 2 chats." in stage.sees(ANNA)


async def test_who_is_late_is_told_and_sees_what_stands(stage: Stage) -> None:
    panel = stage.newest(OWNER)
    place = max(stage.messenger.chats[OWNER])
    buttons = {b.label: b.data for row in panel.keyboard for b in row}
    await stage.presses(ANNA, "1 ✕")
    for label in ("3 ✕", "1 ✎", "Send now…"):
        await stage.presses_data(OWNER, buttons[label], panel, place)
        assert stage.toast.startswith("Somebody else has changed the draft meanwhile.")
    assert lines(stage, OWNER) == [ARRIVAL, BODIES]


async def test_readers_have_no_say(stage: Stage) -> None:
    await stage.says(READER, "/draft")
    assert "for the editors of this bot" in stage.sees(READER)
    panel, place = stage.newest(ANNA), max(stage.messenger.chats[ANNA])
    buttons = {b.label: b.data for row in panel.keyboard for b in row}
    await stage.presses_data(READER, buttons["1 ✕"], panel, place)
    assert len(lines(stage)) == 3


async def test_the_draft_command_shows_it_again(stage: Stage) -> None:
    await stage.says(ANNA, "/draft")
    assert stage.sees(ANNA).startswith("#1 Talks in Istanbul: the summary is a draft.")
    await stage.says(ANNA, "/draft 7")
    assert (
        stage.sees(ANNA) == "There is no draft of a summary now. Concluding a coverage makes one."
    )


async def test_reopening_ends_a_draft(stage: Stage) -> None:
    panel, place = stage.newest(ANNA), max(stage.messenger.chats[ANNA])
    buttons = {b.label: b.data for row in panel.keyboard for b in row}
    await stage.desk.reopen(1, ANNA, at(61))
    stage.book.cancel(at(61))
    await stage.panels.run_once(at(61))
    assert "The coverage was reopened before this went out." in stage.sees(ANNA)
    await stage.presses_data(ANNA, buttons["1 ✕"], panel, place)
    assert stage.toast == "This draft is cancelled already."
