"""The whole event, from a page's address to the summary in every chat, through everything real.

Only the time is moved by hand (`stage.py`). Then a shorter event with a bot that is killed over and
over, before or after its steps, and started again each time on the same database.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from stage import (
    CHANNEL,
    COVERAGE,
    EDITOR,
    EVERYTHING,
    FOLLOWERS,
    KEY_MOMENTS,
    MORTAL,
    SUMMARY,
    TELLING,
    DiesOnceAt,
    Fate,
    Shown,
    Stage,
    on_stage,
    the_cast_takes_its_places,
    the_editor_concludes,
    the_editor_tells_everybody,
    when_something_happens,
)

from bot.model import CoverageState
from bot.sandbox.istanbul import Happening, Recording, istanbul
from bot.sandbox.transcript import tally

HELLO = "We follow the talks until the last delegation has left."


# --- What the chats should show -------------------------------------------------------------------


def first_lines(shown: Sequence[Shown]) -> list[str]:
    """How each message begins, without the mark of a key moment."""
    return [one.text.removeprefix("❗ KEY MOMENT\n").partition("\n")[0] for one in shown]


def headlines(recording: Recording) -> list[str]:
    """The posts that come after first sight and stay, in the order in which they appear."""
    late = {event.post: event.at for event in recording.events if event.kind is Happening.INSERT}
    gone = {event.post for event in recording.events if event.kind is Happening.WITHDRAW}
    edited = {event.post: event.headline for event in recording.events if event.headline}
    news = [
        post
        for post in recording.posts
        if post.at > recording.begins and not post.promo and post.key not in gone
    ]
    news.sort(key=lambda post: late.get(post.key, post.at))
    return [edited.get(post.key) or post.headline or post.body[0] for post in news]


CONTINUED = ("How such a session goes.", "When the delegations parted in May,")
"""How the second messages begin of the two posts that are too long for one."""


async def test_the_whole_event(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fate = Fate().rules(monkeypatch)
    async with on_stage(istanbul(), database_url, fate) as stage:
        await the_cast_takes_its_places(stage)
        await stage.time_passes(when_something_happens(stage.recording))
        assert stage.told(EDITOR, "the page itself says that it is no longer updated")
        await the_editor_concludes(stage)

        the_channel_has_it_all(stage)
        the_reader_of_everything_has_the_same(stage)
        the_reader_of_key_moments_has_those_without_pictures(stage)
        the_reader_of_the_summary_has_that_alone(stage)
        the_editor_sees_what_was_done(stage)
        nothing_was_sent_twice_or_refused(stage)
        await the_ledger_is_level(stage)
        assert (await stage.app.store.coverages.get(COVERAGE)).state is CoverageState.CONCLUDED


def the_channel_has_it_all(stage: Stage) -> None:
    shown = stage.shown(CHANNEL)
    lines = first_lines(shown)
    posts, summary = lines[: where_the_summary_is(lines)], lines[where_the_summary_is(lines) :]
    assert [line for line in posts if not line.startswith(CONTINUED)] == [
        re.sub(r"<[^>]+>", "", line) for line in headlines(stage.recording)
    ]
    text = "\n".join(one.text for one in shown)
    assert {time: text.count(f"corrected {time}") for time in ("14:47", "16:27")} == {
        "14:47": 1,
        "16:27": 1,
    }
    assert text.count("corrected ") == 2
    assert "1,000 bodies" not in text
    assert "Read also" not in text
    assert "newsletter" not in text.lower()
    figures = tally(stage.chat(CHANNEL))
    assert (figures.messages, figures.albums, figures.videos) == (42 + len(summary), 2, 1)
    assert (figures.edits, figures.withdrawn, figures.pins) == (4, 1, 1)
    assert sorted(len(one.media) for one in shown if len(one.media) > 1) == [3, 4]
    the_pinned_message_is(stage, "The day at a glance")
    each_line_of_the_summary_leads_to_its_message(stage)


def where_the_summary_is(lines: Sequence[str]) -> int:
    """The place of the summary. Its photo follows it where both do not fit into one message."""
    place = next(n for n, line in enumerate(lines) if line.startswith("Talks concluded"))
    assert len(lines) - place <= 2
    return place


def the_pinned_message_is(stage: Stage, headline: str) -> None:
    chat = stage.chat(CHANNEL)
    (pinned,) = [each for each in chat["messages"] if each["id"] in chat["pinned"]]
    assert (pinned["text"] or pinned["caption"]).startswith(headline)


def each_line_of_the_summary_leads_to_its_message(stage: Stage) -> None:
    messages = stage.chat(CHANNEL)["messages"]
    standing = {each["id"]: each["text"] or each["caption"] for each in messages}
    (summary,) = [each for each in messages if standing[each["id"]].startswith("Talks concluded")]
    caption = standing[summary["id"]].encode("utf-16-le")
    entities = [*summary["entities"], *summary["caption_entities"]]
    links = [each for each in entities if each["type"] == "text_link"]
    assert len(links) >= 5
    for link in links:
        label = caption[2 * link["offset"] : 2 * (link["offset"] + link["length"])]
        ours, _, message_id = link["url"].rpartition("/")
        assert ours == "https://t.me/istanbul_talks_demo"
        assert f"\n{label.decode('utf-16-le').strip('()')} Istanbul" in standing[int(message_id)]


def the_reader_of_everything_has_the_same(stage: Stage) -> None:
    assert stage.shown(EVERYTHING) == stage.shown(CHANNEL)
    figures = tally(stage.chat(EVERYTHING))
    assert (figures.albums, figures.videos, figures.edits, figures.withdrawn) == (2, 1, 4, 1)
    assert figures.pins == 0


def the_reader_of_key_moments_has_those_without_pictures(stage: Stage) -> None:
    shown = stage.shown(KEY_MOMENTS)
    assert first_lines(shown)[:-1] == [
        "Both delegations are at the palace",
        "The talks have begun",
        "Russia hands over its memorandum",
        "The talks are over after a little more than an hour",
        "All for all: the seriously wounded, the sick and the young",
        "The fallen are to be returned: 6,000 bodies each",
        "No ceasefire",
        "Kyiv wants the presidents to meet",
    ]
    assert all(one.text.startswith("❗ KEY MOMENT\n") for one in shown[:-1])
    assert shown[-1].text.startswith("Talks concluded")
    assert not any(one.media for one in shown)


def the_reader_of_the_summary_has_that_alone(stage: Stage) -> None:
    summary, *its_photo = stage.shown(SUMMARY)
    assert summary.text.startswith("Talks concluded")
    assert len(its_photo) <= 1
    assert sum(len(one.media) for one in (summary, *its_photo)) == 1
    takeaways = [line for line in summary.text.splitlines() if line.startswith("• ")]
    assert 5 <= len(takeaways) <= 8


def the_editor_sees_what_was_done(stage: Stage) -> None:
    own = [each for each in stage.chat(EDITOR)["messages"] if each["own"]]
    assert [each["text"].partition("\n")[0] for each in own if each["keyboard"]][-1].startswith(
        "#1"
    )
    assert stage.told(EDITOR, "Concluded. The summary is going out to 4 chats.")


def nothing_was_sent_twice_or_refused(stage: Stage) -> None:
    for follower in FOLLOWERS:
        assert not [
            text
            for text, times in Counter(one.text for one in stage.shown(follower)).items()
            if times > 1
        ]
        dates = [each["date"] for each in stage.chat(follower)["messages"]]
        assert dates == sorted(dates)
    assert not [call for call in stage.telegram.calls if not call.ok]
    assert set(stage.fate.attempts.values()) == {1}


async def the_ledger_is_level(stage: Stage) -> None:
    """Everybody stands at the head, and what the ledger says stands in the chat."""
    store = stage.app.store
    coverage = await store.coverages.get(COVERAGE)
    posts = {post.id: post for post in await store.coverages.posts(COVERAGE)}
    assert not await stage.owed()
    for follower in FOLLOWERS:
        (subscription,) = await store.chats.subscriptions(follower)
        assert subscription.cursor == coverage.head
        messages = {each["id"]: each for each in stage.chat(follower)["messages"]}
        ledger = await store.deliveries.shown([subscription.id], posts)
        for (_, post_id), delivery in ledger.items():
            assert delivery.complete
            assert bool(delivery.messages) == (posts[post_id].withdrawn_at is None)
            assert not any(messages[each.message_id]["deleted"] for each in delivery.messages)


# --- Crashes --------------------------------------------------------------------------------------

SHORT = "announcement opening guide who-is-who arrivals postponed begun bodies closing".split()
"""A long text in two parts, an album, a withdrawal, a pin, a key moment, edits, a correction."""


def short_event() -> Recording:
    """The same day with nine posts, and time for the cast: a bot that keeps dying is slow."""
    whole = istanbul()
    return replace(
        whole,
        begins=whole.posts[0].at + timedelta(minutes=1),
        posts=tuple(post for post in whole.posts if post.key in SHORT),
        events=tuple(event for event in whole.events if event.post in SHORT),
    )


async def short_play(stage: Stage) -> None:
    """The short event with a broadcast before its end."""
    await the_cast_takes_its_places(stage)
    await stage.time_passes(when_something_happens(stage.recording))
    await the_editor_tells_everybody(stage, HELLO)
    await the_editor_concludes(stage)


WANTED = (
    "Good morning from Istanbul",
    "The day at a glance",
    "At length: who sits at the table, and what each side wants",
    "How such a session goes.",
    "Arrivals, in four drawings",
    "The talks have begun",
    "The fallen are to be returned: 6,000 bodies each",
    "That is all from Istanbul",
    HELLO,
    "Talks concluded",
)
WANTED_BY = {
    CHANNEL: WANTED,
    EVERYTHING: WANTED,
    KEY_MOMENTS: (*WANTED[5:7], *WANTED[8:]),
    SUMMARY: WANTED[8:],
}


WRITING = tuple(step for step in MORTAL if step not in TELLING)


@pytest.mark.parametrize(
    ("when", "steps", "sample"),
    [
        pytest.param("before", TELLING, (2, 1), id="before it tells Telegram"),
        pytest.param("after", TELLING, (2, 2), id="between Telegram's answer and the record"),
        pytest.param("before", WRITING, (4, 1), id="before it writes to the database"),
        pytest.param("after", WRITING, (4, 3), id="after the commit"),
    ],
)
async def test_a_bot_that_is_killed_again_and_again_loses_nothing(
    when: str,
    steps: Sequence[str],
    sample: tuple[int, int],
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A sample, always the same: to die at each thing on both sides takes a minute.

    What is told to Telegram is hit on one side or the other, of what is written every other thing.
    """
    fate = Fate(DiesOnceAt([(when, step) for step in steps], *sample)).rules(monkeypatch)
    async with on_stage(short_event(), database_url, fate) as stage:
        await short_play(stage)
        assert fate.deaths > 10
        for follower, wanted in WANTED_BY.items():
            nothing_is_missing_or_out_of_order(stage, follower, wanted)
        only_what_was_in_flight_was_sent_again(stage)
        await the_ledger_is_level(stage)
        the_pinned_message_is(stage, "The day at a glance")


def nothing_is_missing_or_out_of_order(stage: Stage, follower: int, wanted: Sequence[str]) -> None:
    shown = stage.shown(follower)
    lines = first_lines(shown)
    found = [next((w for w in wanted if line.startswith(w)), "") for line in lines]
    assert list(dict.fromkeys(filter(None, found))) == list(wanted)
    albums = {len(one.media) for one in shown if len(one.media) > 1}
    assert albums <= {4}, "an album is never cut or completed by a second one"


def only_what_was_in_flight_was_sent_again(stage: Stage) -> None:
    """The sends beyond the first of each part are no more than deaths that left it in doubt."""
    fate = stage.fate
    for (chat_id, part), times in fate.attempts.items():
        conversation = part.keyboard and not part.text.value.startswith("Talks concluded")
        if chat_id in FOLLOWERS and not conversation:
            assert times <= 1 + fate.excused[chat_id, part], (chat_id, part.text.value)
    for follower, wanted in WANTED_BY.items():
        excused = sum(times for (chat, _), times in fate.excused.items() if chat == follower)
        assert len(stage.shown(follower)) <= len(wanted) + excused
