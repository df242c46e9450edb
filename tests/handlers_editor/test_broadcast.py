"""A broadcast, as an editor lives it."""

from typing import Any

import pytest
from builders import START, at, coverage
from desk_stage import ANNA, OWNER, READER, Stage
from desk_stage import bold as bold_entity

from bot.broadcasts import Progress
from bot.model import (
    Audience,
    AudienceKind,
    Broadcast,
    BroadcastState,
    Impossible,
    Media,
    MediaKind,
    Part,
    TryAgain,
)
from bot.text import Span, Style, Text, bold
from handlers.broadcast_views import progress_part

PROMPT = "Send me the message: text, photo, video or album. /cancel to stop."
QUESTION = "This is how it will look. Who should get it?"


def photo(number: int) -> dict[str, Any]:
    small = {"file_id": f"small-{number}", "file_unique_id": "s", "width": 90, "height": 60}
    large = {"file_id": f"large-{number}", "file_unique_id": "l", "width": 640, "height": 480}
    return {"photo": [small, large]}


def video() -> dict[str, Any]:
    size = {"width": 640, "height": 480, "duration": 4}
    return {"video": {"file_id": "clip", "file_unique_id": "c", **size}}


def picture(number: int) -> Media:
    return Media(MediaKind.PHOTO, file_id=f"large-{number}")


# --- Composing -----------------------------------------------------------------------------------


async def test_from_the_first_word_to_the_result(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcast")
    assert stage.sees(ANNA) == PROMPT

    await stage.says(ANNA, "We move at noon", entities=[bold_entity(0, 7)])
    _, preview, question = stage.messenger.chats[ANNA].values()
    assert preview == Part(bold("We move") + " at noon")
    assert str(question.text) == QUESTION
    assert stage.buttons(ANNA) == [
        *("Channels and groups (2)", "Everybody (532)", "Edit (send again)", "Cancel"),
    ]

    await stage.presses(ANNA, "Everybody (532)")
    assert stage.sees(ANNA) == "Send it to 532 chats: everybody?"
    await stage.presses(ANNA, "Back")
    assert stage.sees(ANNA) == QUESTION
    await stage.presses(ANNA, "Channels and groups (2)")
    await stage.presses(ANNA, "Yes, send")
    assert stage.toast == "It is on its way."
    assert stage.sees(ANNA) == (
        "#1 “We move at noon” to channels and groups\n░░░░░░░░░░░░\n0 of 2 sent"
    )
    assert stage.broadcasts.kept[1].state is BroadcastState.SENDING

    progress = Progress(stage.broadcasts, stage.messenger, progress_part)
    stage.broadcasts.went(1, sent=1)
    await progress.run_once(at(1))
    assert "▓▓▓▓▓▓░░░░░░\n1 of 2 sent" in stage.sees(ANNA)
    stage.broadcasts.went(1, failed=1, state=BroadcastState.DONE)
    await progress.run_once(at(2))
    assert stage.sees(ANNA).endswith("Sent to 1 chat of 2 · 1 failed")
    assert len(stage.messenger.texts(ANNA)) == 3
    assert stage.acts == ["11 sent broadcast #1 to channels and groups “We move at noon”"]


async def test_a_photo_goes_in_its_largest_size_with_its_caption(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcast")
    await stage.sends(ANNA, **photo(1), caption="Handshake", caption_entities=[bold_entity(0, 9)])
    preview = list(stage.messenger.chats[ANNA].values())[-2]
    assert preview == Part(bold("Handshake"), media=(picture(1),))


async def test_what_an_editor_hides_stays_hidden(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcast")
    hidden = {"type": "spoiler", "offset": 8, "length": 5}
    await stage.says(ANNA, "Winner: Maria", entities=[hidden])
    preview = list(stage.messenger.chats[ANNA].values())[-2]
    assert preview.text == Text("Winner: Maria", (Span(8, 5, Style.SPOILER),))


async def test_a_video_without_words(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcast")
    await stage.sends(ANNA, **video())
    preview = list(stage.messenger.chats[ANNA].values())[-2]
    assert preview == Part(Text(), media=(Media(MediaKind.VIDEO, file_id="clip"),))


async def test_an_album_is_previewed_once_and_whole(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcast")
    await stage.sends(ANNA, **photo(1), media_group_id="77", caption="Two views")
    await stage.sends(ANNA, **photo(2), media_group_id="77")
    await stage.sends(ANNA, **video(), media_group_id="77")
    assert stage.messenger.texts(ANNA) == [PROMPT]
    await stage.waits_for_the_album()
    shown = [call.what for call in stage.messenger.calls][-2]
    clip = Media(MediaKind.VIDEO, file_id="clip")
    assert shown == Part(Text("Two views"), media=(picture(1), picture(2), clip))
    assert stage.sees(ANNA) == QUESTION


async def test_a_cancelled_album_is_not_previewed(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcast")
    await stage.sends(ANNA, **photo(1), media_group_id="77")
    await stage.says(ANNA, "/cancel")
    await stage.waits_for_the_album()
    assert stage.messenger.texts(ANNA) == [PROMPT, "Cancelled. Nothing was sent."]


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ({"text": "x" * 4097}, "may have 4096 characters; this one has 4097"),
        ({**photo(1), "caption": "x" * 1025}, "may have 1024 characters; this one has 1025"),
        (
            {"document": {"file_id": "d", "file_unique_id": "d"}},
            "a picture as a photo, not as a file",
        ),
        ({"dice": {"emoji": "🎲", "value": 3}}, "A broadcast can be text, a photo, a video"),
    ],
)
async def test_what_cannot_be_sent_is_refused_and_asked_again(
    stage: Stage, message: dict[str, Any], answer: str
) -> None:
    await stage.says(ANNA, "/broadcast")
    await stage.sends(ANNA, **message)
    assert answer in stage.sees(ANNA)
    await stage.says(ANNA, "Better")
    assert stage.sees(ANNA) == QUESTION


async def test_what_telegram_refuses_is_asked_again(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcast")
    stage.messenger.answers[ANNA] = [Impossible("the photo is too large")]
    await stage.sends(ANNA, **photo(1))
    assert stage.sees(ANNA) == (
        "Telegram did not take this: the photo is too large. Please send the message again."
    )
    await stage.says(ANNA, "Words then")
    assert stage.sees(ANNA) == QUESTION


async def test_a_preview_that_must_wait_says_so(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcast")
    stage.messenger.answers[ANNA] = [TryAgain(30, "too many messages")]
    await stage.says(ANNA, "Words")
    assert "too many messages. It may work in a minute." in stage.sees(ANNA)


async def test_edit_takes_the_next_message_instead(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcast")
    await stage.says(ANNA, "Frist")
    await stage.presses(ANNA, "Edit (send again)")
    assert stage.sees(ANNA) == PROMPT
    await stage.says(ANNA, "First")
    assert str(stage.broadcasts.kept[1].text) == "First"


async def test_a_stray_message_does_not_replace_what_was_previewed(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcast")
    await stage.says(ANNA, "The message")
    await stage.says(ANNA, "By the way")
    assert "waiting for your decision above" in stage.sees(ANNA)
    assert str(stage.broadcasts.kept[1].text) == "The message"


async def test_broadcast_again_shows_the_draft_again(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcast")
    await stage.says(ANNA, "The message")
    await stage.says(ANNA, "/broadcast")
    assert stage.messenger.texts(ANNA)[-2:] == ["The message", QUESTION]
    assert len(stage.broadcasts.kept) == 1


async def test_commands_still_work_while_composing(stage: Stage) -> None:
    stage.coverages.have(coverage())
    await stage.says(ANNA, "/broadcast")
    await stage.says(ANNA, "/coverage")
    assert stage.buttons(ANNA) == ["Pause", "Conclude…", "Sources…", "All coverages"]
    assert str(stage.broadcasts.kept[1].text) == ""


async def test_cancel_by_button_and_by_command(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcast")
    await stage.presses(ANNA, "Cancel")
    assert stage.messenger.texts(ANNA) == ["Cancelled. Nothing was sent."]
    await stage.says(ANNA, "/cancel")
    assert stage.sees(ANNA) == "There is nothing to cancel."
    await stage.says(ANNA, "Words to nobody")
    assert "/help" in stage.sees(ANNA)


async def test_readers_of_one_coverage_can_be_chosen(stage: Stage) -> None:
    stage.coverages.have(coverage(id=3))
    stage.broadcasts.sizes[Audience(AudienceKind.READERS, 3)] = 1530
    await stage.says(ANNA, "/broadcast")
    await stage.says(ANNA, "Words")
    await stage.presses(ANNA, "Readers of Talks in Istanbul (1530)")
    assert stage.sees(ANNA) == (
        "Send it to 1\N{NO-BREAK SPACE}530 chats: readers of Talks in Istanbul?"
    )


async def test_with_nobody_to_send_to_nothing_is_offered(stage: Stage) -> None:
    stage.broadcasts.sizes.clear()
    await stage.says(ANNA, "/broadcast")
    await stage.says(ANNA, "Words")
    assert "nobody follows anything yet" in stage.sees(ANNA)
    assert stage.buttons(ANNA) == ["Edit (send again)", "Cancel"]


async def test_an_old_question_is_answered_with_what_is_so(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcast")
    await stage.says(ANNA, "Words")
    await stage.presses(ANNA, "Everybody (532)")
    await stage.presses(ANNA, "Yes, send")
    for data in ("1:b:yes:1", "1:b:edit:1", "1:b:cancel:1", "1:b:to:1:everybody"):
        await stage.presses_data(ANNA, data, Part(Text("old")), 3)
        assert "#1 is sending already" in stage.toast
    assert len(stage.acts) == 1


# --- Recalling -----------------------------------------------------------------------------------


def sent(**given: Any) -> Broadcast:
    fields: dict[str, Any] = {
        "id": 1,
        "author_id": ANNA,
        "state": BroadcastState.DONE,
        "text": Text("Wrong date"),
        "media": (),
        "created_at": START,
        "audience": Audience(AudienceKind.EVERYBODY),
        "total": 532,
        "sent": 530,
        "failed": 2,
    }
    return Broadcast(**fields | given)


async def test_a_recall_is_asked_confirmed_and_followed(stage: Stage) -> None:
    stage.broadcasts.have(sent())
    await stage.says(ANNA, "/broadcasts")
    assert stage.sees(ANNA) == ("#1 “Wrong date” to everybody\nSent to 530 chats of 532 · 2 failed")
    await stage.presses(ANNA, "Recall #1…")
    assert "Delete it in the 530 chats that have it by now?" in stage.sees(ANNA)
    assert stage.broadcasts.kept[1].state is BroadcastState.DONE

    await stage.presses(ANNA, "Yes, recall")
    assert stage.toast == "Recalling."
    assert "0 of 530 recalled" in stage.sees(ANNA)
    assert stage.acts == ["11 recalled broadcast #1 to everybody “Wrong date”"]
    stage.broadcasts.went(1, recalled=530, state=BroadcastState.RECALLED)
    await Progress(stage.broadcasts, stage.messenger, progress_part).run_once(at(1))
    assert stage.sees(ANNA).endswith("Recalled from 530 chats of 530")
    await stage.presses_data(ANNA, "1:b:recall:1", Part(Text("old")), 2)
    assert "#1 is recalled already" in stage.toast


async def test_another_editor_can_recall_too(stage: Stage) -> None:
    stage.broadcasts.have(sent(progress_message_id=40))
    await stage.says(OWNER, "/broadcasts")
    await stage.presses(OWNER, "Recall #1…")
    await stage.presses(OWNER, "Yes, recall")
    assert stage.sees(OWNER).endswith("Recalling. /broadcasts shows how far it got.")
    await Progress(stage.broadcasts, stage.messenger, progress_part).run_once(at(1))
    assert "0 of 530 recalled" in str(stage.messenger.chats[ANNA][40].text)


async def test_a_recall_may_be_thought_over(stage: Stage) -> None:
    stage.broadcasts.have(sent(state=BroadcastState.SENDING, progress_message_id=40))
    stage.messenger.chats[ANNA][40] = progress_part(stage.broadcasts.kept[1])
    await stage.presses(ANNA, "Stop and recall…")
    await stage.presses(ANNA, "No")
    assert stage.sees(ANNA) == "Nothing was recalled."
    assert stage.broadcasts.kept[1].state is BroadcastState.SENDING
    assert "530 of 532 sent" in str(stage.messenger.chats[ANNA][40].text)


async def test_before_the_first_broadcast_the_list_says_how_to_begin(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcasts")
    assert stage.sees(ANNA) == "Nothing was broadcast yet. /broadcast begins one."


@pytest.mark.parametrize(
    ("given", "words", "button"),
    [
        ({"state": "sending", "sent": 0, "failed": 0}, "░░░░░░░░░░░░\n0 of 532 sent", True),
        (
            {"state": "sending", "sent": 262, "failed": 4},
            "▓▓▓▓▓▓░░░░░░\n262 of 532 sent · 4 failed",
            True,
        ),
        ({"state": "sending", "total": 0, "sent": 0}, "▓▓▓▓▓▓▓▓▓▓▓▓\n0 of 0 sent", True),
        ({"state": "done", "failed": 0}, "Sent to 530 chats of 532", True),
        ({"state": "recalling", "recalled": 265}, "▓▓▓▓▓▓░░░░░░\n265 of 530 recalled", False),
        ({"state": "recalled", "recalled": 530}, "Recalled from 530 chats of 530", False),
        (
            {"state": "recalled", "recalled": 528},
            "Recalled from 528 chats of 530 · 2 could not be deleted",
            False,
        ),
        ({"state": "cancelled"}, "cancelled", False),
    ],
)
def test_how_far_it_got(given: dict[str, Any], words: str, button: bool) -> None:  # noqa: FBT001 - a column of the table
    part = progress_part(sent(**given | {"state": BroadcastState(given["state"])}))
    title, _, rest = str(part.text).partition("\n")
    assert title == "#1 “Wrong date” to everybody"
    assert rest.startswith(words)
    assert bool(part.keyboard) is button


# --- Others --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["/broadcast", "/broadcasts", "/cancel"])
async def test_a_reader_gets_one_polite_line(stage: Stage, command: str) -> None:
    await stage.says(READER, command)
    assert len(stage.messenger.texts(READER)) == 1
    assert stage.sees(READER).startswith("This is for the editors of this bot.")
    assert stage.broadcasts.kept == {}


async def test_two_editors_compose_side_by_side(stage: Stage) -> None:
    for who in (OWNER, ANNA):
        await stage.says(who, "/broadcast")
    for who in (OWNER, ANNA):
        await stage.says(who, f"From {who}")
    assert [str(one.text) for one in stage.broadcasts.kept.values()] == ["From 1", "From 11"]


async def test_who_is_dismissed_while_composing_sends_nothing(stage: Stage) -> None:
    await stage.says(ANNA, "/broadcast")
    stage.staff.appointed.clear()
    await stage.says(ANNA, "Revenge")
    assert "/help" in stage.sees(ANNA)
    assert str(stage.broadcasts.kept[1].text) == ""
    await stage.presses_data(ANNA, "1:b:edit:1", Part(Text("old")), 3)
    assert "for the editors of this bot" in stage.toast


async def test_an_owner_who_composes_may_forward_content(stage: Stage) -> None:
    origin = {"type": "hidden_user", "date": 1748864700, "sender_user_name": "Shy"}
    await stage.says(OWNER, "/broadcast")
    await stage.says(OWNER, "Words of another", forward_origin=origin)
    assert stage.sees(OWNER) == QUESTION
