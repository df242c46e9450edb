"""A poll, as an editor lives it, and the votes that Telegram tells."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from builders import coverage
from desk_stage import ANNA, READER, Stage
from offline_telegram import OfflineTelegram, offline_telegram
from telegram import Update

from bot.model import Audience, AudienceKind, BroadcastState, Impossible, Poll, Votes
from bot.telegram.polls import votes_of
from handlers.polls import PollHandlers

WORDS = "Will they agree?\nYes\nNo"
FOLLOWERS = Audience(AudienceKind.FOLLOWERS, 1)


def telegrams_poll(question: str, *options: str, **more: Any) -> dict[str, Any]:
    """A poll as the Bot API shows it."""
    return {
        "id": "77",
        "question": question,
        "options": [
            {"text": option, "voter_count": place, "persistent_id": option}
            for place, option in enumerate(options)
        ],
        "total_voter_count": sum(range(len(options))),
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
    } | more


@pytest.fixture
def talks(stage: Stage) -> Stage:
    stage.coverages.have(coverage(title="Talks"))
    stage.broadcasts.sizes |= {FOLLOWERS: 31, Audience(AudienceKind.CHANNELS, 1): 2}
    return stage


async def test_from_the_question_to_sending_it_and_taking_it_back(talks: Stage) -> None:
    await talks.says(ANNA, "/poll")
    assert talks.sees(ANNA).startswith("Send the question and, below it, two to ten options")
    await talks.says(ANNA, WORDS)
    asked = [call.what for call in talks.messenger.calls if call.method == "send_poll"]
    assert asked == [Poll("Will they agree?", ("Yes", "No"))]
    assert "It takes votes until the coverage ends" in talks.sees(ANNA)
    assert talks.buttons(ANNA) == [
        *("Channels and groups of Talks (2)", "All who follow Talks (31)"),
        *("Edit (send again)", "Cancel"),
    ]
    await talks.presses(ANNA, "All who follow Talks (31)")
    assert talks.sees(ANNA) == "Send it to 31 chats: all who follow Talks?"
    await talks.presses(ANNA, "Yes, send")
    assert talks.sees(ANNA).startswith(
        "📊 #1 “Will they agree?” to followers of coverage #1\n░░░░░░░░░░░░\n0 of 31 sent"
    )
    assert talks.broadcasts.kept[1].audience == FOLLOWERS
    await talks.presses(ANNA, "Stop and recall…")
    await talks.presses(ANNA, "Yes, recall")
    assert talks.broadcasts.kept[1].state is BroadcastState.RECALLING


@pytest.mark.parametrize("between", [" ", "\n"])
async def test_the_question_may_follow_the_command(talks: Stage, between: str) -> None:
    await talks.says(ANNA, f"/poll{between}{WORDS}")
    assert "Who should get it?" in talks.sees(ANNA)
    assert talks.broadcasts.kept[1].poll == Poll("Will they agree?", ("Yes", "No"))
    await talks.says(ANNA, "/poll When?\nToday\nTomorrow")
    assert talks.sees(ANNA).startswith("Your message is waiting for your decision above.")
    assert talks.broadcasts.kept[1].poll == Poll("Will they agree?", ("Yes", "No"))


async def test_half_a_poll_after_the_command_is_refused_and_asked_again(talks: Stage) -> None:
    await talks.says(ANNA, "/poll Will they agree?")
    assert "this one has 0" in talks.sees(ANNA)
    await talks.says(ANNA, WORDS)
    assert "Who should get it?" in talks.sees(ANNA)


async def test_a_poll_made_in_telegram_is_taken_over(talks: Stage) -> None:
    await talks.says(ANNA, "/poll")
    await talks.sends(ANNA, poll=telegrams_poll("Who wins?", "We", "They", is_closed=True))
    assert talks.broadcasts.kept[1].poll == Poll("Who wins?", ("We", "They"))


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ({"text": "Only a question?"}, "A poll has 2 to 10 options; this one has 0."),
        ({"poll": telegrams_poll("A dozen?", *"abcdefghijkl")}, "this one has 12."),
        ({"dice": {"emoji": "🎲", "value": 3}}, "That is no poll. Send the question"),
    ],
)
async def test_what_is_no_poll_is_refused_and_asked_again(
    talks: Stage, message: dict[str, Any], answer: str
) -> None:
    await talks.says(ANNA, "/poll")
    await talks.sends(ANNA, **message)
    assert answer in talks.sees(ANNA)
    await talks.says(ANNA, WORDS)
    assert "Who should get it?" in talks.sees(ANNA)


async def test_what_telegram_refuses_is_asked_again(talks: Stage) -> None:
    await talks.says(ANNA, "/poll")
    talks.messenger.answers[ANNA] = [Impossible("no")]
    await talks.says(ANNA, WORDS)
    assert talks.sees(ANNA).startswith("Telegram did not take this: no.")
    assert talks.broadcasts.kept[1].poll == Poll()


async def test_asked_again_the_poll_that_waits_is_shown(talks: Stage) -> None:
    await talks.says(ANNA, "/poll")
    await talks.says(ANNA, WORDS)
    await talks.says(ANNA, "/poll")
    assert [call.method for call in talks.messenger.calls].count("send_poll") == 2
    await talks.says(ANNA, "/broadcast")
    assert talks.sees(ANNA) == "You are composing a poll. Finish it, or /cancel it first."
    await talks.says(ANNA, "/cancel")
    assert talks.sees(ANNA) == "Cancelled. Nothing was sent."


async def test_readers_ask_nobody(talks: Stage) -> None:
    await talks.says(READER, "/poll")
    assert talks.broadcasts.kept == {}


# --- Votes ---------------------------------------------------------------------------------------


@dataclass
class Ballots:
    told: list[Votes] = field(default_factory=list)

    async def counted(self, votes: Votes) -> None:
        self.told.append(votes)


async def test_votes_are_kept_as_telegram_tells_them() -> None:
    telegram: OfflineTelegram = await offline_telegram()
    ballots = Ballots()
    PollHandlers(ballots, votes_of).register(telegram.application)
    update = {"update_id": 1, "poll": telegrams_poll("Who?", "We", "They", "Nobody")}
    await telegram.application.process_update(Update.de_json(update, telegram.application.bot))
    assert ballots.told == [Votes("77", (0, 1, 2), 3)]
