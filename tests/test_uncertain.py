"""A send to the channel gets no answer: the whole bot, over HTTP, against the sandbox."""

import pytest
from stage import CHANNEL, EDITOR, Fate, on_stage, when_something_happens

from bot.model import Chat, ChatKind, CoverageState, Preferences, Settled
from bot.sandbox.istanbul import istanbul
from bot.sandbox.site import PAGE


async def the_channel_posts_the_coverage(stage):
    """All that editors would have had to press for it."""
    stage.telegram.set_bot_status(CHANNEL, EDITOR, "administrator")
    store, now = stage.app.store, stage.clock()
    await store.chats.save(Chat(CHANNEL, ChatKind.CHANNEL, "Istanbul talks"), now)
    coverage = await store.coverages.create(
        title="Istanbul talks",
        language="en",
        timezone="Europe/Istanbul",
        state=CoverageState.LIVE,
        starts_at=None,
        source_url=stage.server.base_url + PAGE,
        source_format="",
        changes=(),
        now=now,
    )
    await store.chats.follow(CHANNEL, coverage.id, Preferences(), now)


@pytest.mark.parametrize(
    ("fault", "lies", "how", "copies"),
    [
        ({"after_accepting": True, "drop_connection": True}, False, Settled.FOUND, 1),
        ({"drop_connection": True}, False, Settled.LOST, 1),
        ({"drop_connection": True}, True, Settled.REPEATED, 1),
        ({"after_accepting": True, "drop_connection": True}, True, Settled.REPEATED, 2),
    ],
    ids=[
        "the answer is lost",
        "the request is lost",
        "the request is lost and the server lies",
        "the answer is lost and the server lies",
    ],
)
async def test_nothing_is_lost_and_nothing_doubled_where_telegram_lets_on(
    database_url, fault, lies, how, copies
):
    async with on_stage(istanbul(), database_url, Fate()) as stage:
        await the_channel_posts_the_coverage(stage)
        moments = when_something_happens(stage.recording)
        await stage.time_passes(moments[:2])
        before = len(stage.shown(CHANNEL))
        for method in ("sendMessage", "sendPhoto", "sendMediaGroup"):
            stage.telegram.fail_next(method, CHANNEL, **fault)
        if lies:
            stage.telegram.fail_next("editMessageReplyMarkup", CHANNEL, pretend=True)
        await stage.time_passes(moments[2:3])
        stage.telegram.faults.waiting.clear()
        await stage.time_passes(moments[3:4])
        told = [one.text for one in stage.shown(CHANNEL)]
        assert before
        doubled = len(told) - len(set(told))
        assert doubled == copies - 1
        counts = await stage.app.store.intents.counts()
        assert {each for each, count in counts.items() if count} == {how}
        assert await stage.app.store.intents.all() == []
