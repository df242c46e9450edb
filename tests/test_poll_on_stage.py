"""A poll's whole road: asked, answered, stopped at the end, told in the summary."""

from dataclasses import replace
from datetime import timedelta

import pytest
from stage import (
    CHANNEL,
    EDITOR,
    EVERYTHING,
    FOLLOWERS,
    KEY_MOMENTS,
    SUMMARY,
    DiesOnceAt,
    Fate,
    Stage,
    on_stage,
    the_cast_takes_its_places,
)

from bot.sandbox.istanbul import Recording, istanbul
from bot.sandbox.transcript import View

QUESTION = "Will the sides agree on an exchange?"
EVERYBODY = "All who follow Istanbul talks.*"


def event() -> Recording:
    """Three posts of the day."""
    whole = istanbul()
    posts = tuple(post for post in whole.posts if post.key in {"announcement", "begun", "closing"})
    return replace(whole, begins=posts[0].at + timedelta(minutes=1), posts=posts, events=())


def polls(stage: Stage, chat_id: int) -> list[View]:
    """The polls that stand in a chat."""
    messages = stage.chat(chat_id)["messages"]
    return [each for each in messages if each["poll"] and not each["deleted"]]


def summaries(stage: Stage, chat_id: int) -> list[View]:
    messages = [each for each in stage.chat(chat_id)["messages"] if not each["deleted"]]
    return [each for each in messages if "Talks concluded" in each["text"] + each["caption"]]


async def the_editor_asks(stage: Stage) -> None:
    await stage.says(EDITOR, "/poll", until=lambda: stage.told(EDITOR, "Send the question"))
    words = f"{QUESTION}\nYes\nNo"
    await stage.says(EDITOR, words, until=lambda: stage.button(EDITOR, EVERYBODY))
    await stage.presses(EDITOR, EVERYBODY, until=lambda: stage.button(EDITOR, "Yes, send"))
    await stage.presses(EDITOR, "Yes, send", until=lambda: stage.told(EDITOR, "Sent to 4 chats"))


async def the_readers_vote(stage: Stage) -> None:
    """Everybody in their own chat, and two in the channel, of which the bot never hears."""
    for reader, option in ((EVERYTHING, 0), (KEY_MOMENTS, 1), (SUMMARY, 0)):
        stage.telegram.vote(reader, reader, polls(stage, reader)[-1]["id"], option)
    await passes(stage, seconds=5)
    (known,) = await stage.app.store.polls.results(1)
    assert known.voters == 3
    stage.telegram.updates.allow(["callback_query", "message"])
    for reader in (EVERYTHING, KEY_MOMENTS):
        stage.telegram.vote(reader, CHANNEL, polls(stage, CHANNEL)[-1]["id"], 0)


async def passes(stage: Stage, **time: float) -> None:
    stage.clock.advance(**time)
    await stage.work()


async def the_end(stage: Stage) -> None:
    await stage.time_passes([stage.recording.posts[1].at, stage.recording.ends])
    await passes(stage, minutes=2)
    await stage.presses(EDITOR, "Conclude…", until=lambda: stage.button(EDITOR, "Conclude"))
    await stage.presses(
        EDITOR, "Conclude", until=lambda: polls(stage, CHANNEL)[-1]["poll"]["closed"]
    )
    await passes(stage, seconds=5)


async def test_a_poll_from_the_question_to_the_summary(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with on_stage(event(), database_url, Fate().rules(monkeypatch)) as stage:
        await the_cast_takes_its_places(stage)
        await the_editor_asks(stage)
        for follower in FOLLOWERS:
            assert [each["poll"]["question"] for each in polls(stage, follower)] == [QUESTION]
        await the_readers_vote(stage)
        await the_end(stage)
        for follower in FOLLOWERS:
            assert [each["poll"]["closed"] for each in polls(stage, follower)] == [True]
            assert len(summaries(stage, follower)) == 1
        await stage.presses(
            EVERYTHING, ".*Poll", until=lambda: stage.told(EVERYTHING, "How readers voted")
        )
        assert stage.told(EVERYTHING, f"{QUESTION}\nYes\n▓▓▓▓▓▓▓▓░░ 80%\nNo\n▓▓░░░░░░░░ 20%")
        assert stage.told(EVERYTHING, "5 voters")


async def test_a_bot_that_dies_over_a_poll_loses_nothing(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies once before each record and once after; what was in flight then may come twice."""
    points = [("before", "broadcast"), ("after", "broadcast"), ("before", "poll stopped")]
    fate = Fate(DiesOnceAt(points, every=2, first=1)).rules(monkeypatch)
    async with on_stage(event(), database_url, fate) as stage:
        await the_cast_takes_its_places(stage)
        await the_editor_asks(stage)
        for follower in FOLLOWERS:
            assert 1 <= len(polls(stage, follower)) <= 1 + fate.deaths
        await the_end(stage)
        await passes(stage, minutes=1)
        for follower in FOLLOWERS:
            assert any(each["poll"]["closed"] for each in polls(stage, follower))
            assert len(summaries(stage, follower)) == 1
        assert fate.deaths >= 2
