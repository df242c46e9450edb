"""A summary's whole road: the draft, its time, every chat, a late correction, a second end."""

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
    when_something_happens,
)

from bot.sandbox.istanbul import Happening, RecordedEvent, Recording, istanbul

KEYS = "announcement begun bodies closing".split()
LATE = timedelta(minutes=40)
WRONG, RIGHT = "1,000", "5,000"


def event() -> Recording:
    """Five posts of the day; forty minutes after the end a figure is corrected."""
    whole = istanbul()
    posts = tuple(post for post in whole.posts if post.key in KEYS)
    bodies = next(post for post in posts if post.key == "bodies")
    late = RecordedEvent(
        whole.ends + LATE,
        Happening.EDIT,
        "bodies",
        bodies.headline.replace(WRONG, RIGHT),
        tuple(paragraph.replace(WRONG, RIGHT) for paragraph in bodies.body),
    )
    return replace(whole, begins=posts[0].at + timedelta(minutes=1), posts=posts, events=(late,))


def summaries(stage: Stage, chat_id: int) -> list[str]:
    """The summaries that stand in a chat."""
    messages = [each for each in stage.chat(chat_id)["messages"] if not each["deleted"]]
    texts = [each["text"] or each["caption"] for each in messages if each["own"]]
    return [text for text in texts if "Talks concluded" in text]


async def passes(stage: Stage, minutes: float) -> None:
    """Time goes by, and the bot does what is due then."""
    stage.clock.advance(minutes=minutes)
    await stage.work()


async def the_end(stage: Stage) -> None:
    await stage.presses(EDITOR, "Conclude…", until=lambda: stage.button(EDITOR, "Conclude"))
    await stage.presses(EDITOR, "Conclude", until=lambda: stage.button(EDITOR, "Send now…"))


async def test_a_summary_from_its_draft_to_its_successor(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = event()
    fate = Fate().rules(monkeypatch)
    async with on_stage(recording, database_url, fate, summary_review_minutes=10) as stage:
        await the_cast_takes_its_places(stage)
        ends = recording.ends
        await stage.time_passes(each for each in when_something_happens(recording) if each <= ends)
        await passes(stage, 2)
        await the_end(stage)
        assert not summaries(stage, CHANNEL), "it is a draft"

        await an_editor_writes_a_line(stage)
        await stage.stop()
        await stage.start()
        await passes(stage, 12)
        await everybody_has_it_once(stage)
        assert stage.told(EDITOR, "It went out by itself")

        buzzes = await sounds(stage)
        await stage.time_passes([ends + LATE + timedelta(minutes=30 * turn) for turn in range(3)])
        the_correction_is_followed_in_place(stage)
        assert await sounds(stage) == buzzes

        await stage.says(
            EDITOR,
            "/coverage reopen",
            until=lambda: stage.told(EDITOR, "reopened") or stage.button(EDITOR, "Conclude…"),
        )
        await the_end(stage)
        await stage.presses(EDITOR, "Send now…", until=lambda: stage.button(EDITOR, "Yes, send"))
        await stage.presses(
            EDITOR, "Yes, send", until=lambda: stage.told(EDITOR, "approved by an editor")
        )
        await passes(stage, 1)
        the_first_leads_to_the_second(stage)


async def test_a_bot_that_dies_over_a_draft_sends_its_summary_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = [("before", "publication"), ("after", "publication"), ("after", "panel")]
    fate = Fate(DiesOnceAt(points, every=1, first=1)).rules(monkeypatch)
    async with on_stage(event(), database_url, fate, summary_review_minutes=10) as stage:
        await the_cast_takes_its_places(stage)
        await stage.time_passes([stage.recording.posts[1].at, stage.recording.ends])
        await passes(stage, 2)
        await the_end(stage)
        await passes(stage, 12)
        for follower in FOLLOWERS:
            assert len(summaries(stage, follower)) == 1
        assert stage.told(EDITOR, "It went out by itself")
        assert fate.deaths >= len(points)


async def an_editor_writes_a_line(stage: Stage) -> None:
    await stage.presses(EDITOR, "Add a line…", until=lambda: stage.told(EDITOR, "to add at"))
    words = "Our own people stay in Istanbul."
    await stage.says(EDITOR, words, until=lambda: stage.told(EDITOR, "Changed."))


async def everybody_has_it_once(stage: Stage) -> None:
    for follower in FOLLOWERS:
        (summary,) = summaries(stage, follower)
        assert WRONG in summary
        assert "Our own people stay in Istanbul." in summary
    assert len(stage.shown(SUMMARY)) <= 1, "at most its photo, where both do not fit"


async def sounds(stage: Stage) -> int:
    """How many messages have ever been sent to followers."""
    return sum(len(stage.chat(follower)["messages"]) for follower in FOLLOWERS)


def the_correction_is_followed_in_place(stage: Stage) -> None:
    for follower in (CHANNEL, EVERYTHING, KEY_MOMENTS, SUMMARY):
        (summary,) = summaries(stage, follower)
        assert RIGHT in summary
        assert "✎ corrected " in summary
        assert "Our own people stay in Istanbul." in summary


def the_first_leads_to_the_second(stage: Stage) -> None:
    messages = [each for each in stage.chat(CHANNEL)["messages"] if not each["deleted"]]
    texts = {each["id"]: each["text"] or each["caption"] for each in messages}
    first, second = (each for each in messages if "Talks concluded" in texts[each["id"]])
    assert texts[first["id"]].startswith("A newer summary follows this one.")
    assert texts[second["id"]].startswith("Updated summary")
    entities = [*first["entities"], *first["caption_entities"]]
    links = [each["url"] for each in entities if each["type"] == "text_link"]
    assert links[0].endswith(f"/{second['id']}")
    assert len(summaries(stage, SUMMARY)) == 2
