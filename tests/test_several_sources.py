"""A page and a feed of one event, in one coverage, through everything real: told once, in one chat.

Real are the Bot API over HTTP (the sandbox), the page and the feed over HTTP, the database file and
all that `bot.app.opened` wires; only the time is moved by hand (`stage.py`).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes import Clock
from herald import blog, page, rss, update
from pydantic import SecretStr
from source_site import Site, serving
from stage import EDITOR, EVERYTHING, Fate, Shown, Stage

import bot.sandbox.istanbul as pictures
from bot.sandbox.botapi import BotApiServer
from bot.sandbox.telegram import Telegram
from bot.settings import Settings
from bot.sources.fetch import Fetcher

BEGINS = datetime(2025, 6, 2, 11, 0, tzinfo=UTC)
PICTURES = Path(pictures.__file__).parent / "media"


@dataclass
class Story:
    """A story of minute `minute` after eleven; `photo` names a picture of the site."""

    minute: int
    headline: str
    body: str
    photo: str = ""


BREAK = Story(1, "A break", "Both delegations have gone to lunch.")
ARRIVAL = Story(10, "Delegations arrive", "Three cars came to the palace at noon.", "gate.jpg")
LIST = Story(20, "Names exchanged", "A list of 200 names was handed over by Karlsson.")
FERRY = Story(30, "Ferry stopped", "No ferry crosses the strait until the evening.", "ferry.jpg")
WEATHER = Story(30, "It rains", "Umbrellas are handed out at the gate.", "gate.jpg")


@dataclass
class Outlet:
    """A page and a feed that show what they are told to, and a bot that reads both."""

    stage: Stage
    site: Site
    page_shows: list[Story] = field(default_factory=list)
    feed_shows: list[Story] = field(default_factory=list)

    def publish(self) -> None:
        """Serve both as they should be now."""
        updates = [
            update(
                one.minute,
                one.body,
                headline=one.headline,
                image=self.picture(one.photo, width=1024),
            )
            for one in reversed(self.page_shows)
        ]
        self.site.page("/live", page(blog(updates)))
        items = "".join(self._item(one) for one in reversed(self.feed_shows))
        self.site.page("/feed", rss(items), "application/rss+xml")

    def picture(self, name: str, **query: int) -> str | None:
        """The address of a picture; page and feed ask for different sizes."""
        if not name:
            return None
        self.site.page(f"/{name}?width=1024", (PICTURES / name).read_bytes(), "image/jpeg")
        self.site.page(f"/{name}?width=320", (PICTURES / name).read_bytes(), "image/jpeg")
        return self.site.url(f"/{name}?width={query['width']}")

    def _item(self, one: Story) -> str:
        photo = self.picture(one.photo, width=320)
        media = f'<media:content url="{photo}" medium="image"/>' if photo else ""
        return (
            f"<item><guid isPermaLink='false'>feed-{one.minute}-{one.headline}</guid>"
            f"<title>{one.headline}</title><description><![CDATA[{one.body}]]></description>"
            f"<pubDate>Mon, 02 Jun 2025 11:{one.minute:02}:40 GMT</pubDate>{media}</item>"
        )

    async def until(self, *minutes: int) -> None:
        """Let the bot read both at each of these minutes, as they should be now."""
        self.publish()
        for minute in minutes:
            self.stage.clock.now = max(self.stage.clock.now, BEGINS + timedelta(minutes=minute))
            await self.stage.work()

    def shown(self) -> list[str]:
        """How the posts in the reader's chat begin."""
        return [one.text.partition("\n")[0] for one in self.messages()]

    def messages(self) -> list[Shown]:
        """The coverage as it stands in the reader's chat."""
        return self.stage.shown(EVERYTHING)


def edited(stories: list[Story], old: Story, **given: str) -> None:
    """Have a source say something else from now on."""
    stories[stories.index(old)] = Story(**{**vars(old), **given})


@asynccontextmanager
async def _outlet(database_url: str) -> AsyncIterator[Outlet]:
    clock = Clock(BEGINS)
    telegram = Telegram(now=lambda: clock().timestamp())
    for person, name in ((EDITOR, "Editor"), (EVERYTHING, "Reader")):
        telegram.add_user(person, name)
    async with serving() as site, BotApiServer(telegram) as server:
        hosts = {server.base_url.removeprefix("http://"), f"127.0.0.1:{site.port}"}
        settings = Settings(
            bot_token=SecretStr(telegram.token),
            owners=(EDITOR,),
            api_base_url=server.base_url,
            database_url=database_url.replace("sqlite:", "sqlite+aiosqlite:"),
            timezone="Europe/Istanbul",
            poll_min_seconds=20,
            poll_max_seconds=60,
            allowed_private_hosts=frozenset(hosts),
            quiet_minutes_before_end=240,
        )
        stage = Stage(None, clock, telegram, server, settings, Fate())  # type: ignore[arg-type]  # nothing is recorded here
        await stage.start()
        try:
            yield Outlet(stage, site, [BREAK], [BREAK])
        finally:
            await stage.stop()


async def the_editor_adds_both(outlet: Outlet) -> None:
    """The page first, then the feed beside it; a reader follows."""
    outlet.publish()
    stage = outlet.stage
    await stage.says(
        EDITOR,
        f"/coverage add {outlet.site.url('/live')}",
        until=lambda: stage.button(EDITOR, "Add"),
    )
    await stage.presses(EDITOR, "Add", until=lambda: stage.button(EDITOR, "Open panel"))
    await stage.says(
        EDITOR,
        f"/coverage 1 source add {outlet.site.url('/feed')}",
        until=lambda: stage.button(EDITOR, "Add source"),
    )
    assert stage.told(EDITOR, "1 post tells what is known already.")
    await stage.presses(EDITOR, "Add source", until=lambda: stage.told(EDITOR, "/feed too."))
    await stage.says(EVERYTHING, "/start c1", until=lambda: stage.button(EVERYTHING, "Unfollow"))


@pytest.fixture
async def outlet(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Outlet]:
    # Page and feed are of one host, which is given a rest of real time between two requests.
    monkeypatch.setitem(Fetcher.__init__.__kwdefaults__, "pause", 0.0)
    async with _outlet(database_url) as made:
        await the_editor_adds_both(made)
        yield made


def texts(outlet: Outlet) -> str:
    return "\n".join(one.text for one in outlet.messages())


async def test_each_story_and_each_photo_once_whichever_source_has_it_first(
    outlet: Outlet,
) -> None:
    outlet.page_shows += [ARRIVAL]
    outlet.feed_shows += [LIST]
    await outlet.until(21)
    outlet.page_shows += [LIST, FERRY]
    outlet.feed_shows += [ARRIVAL, FERRY, WEATHER]
    await outlet.until(35)
    assert sorted(outlet.shown()) == [
        "Delegations arrive",
        "Ferry stopped",
        "It rains",
        "Names exchanged",
    ]
    photos = {one.text.partition("\n")[0]: len(one.media) for one in outlet.messages()}
    assert photos == {
        "Delegations arrive": 1,
        "Names exchanged": 0,
        "Ferry stopped": 1,
        "It rains": 0,  # its picture went out with the arrival
    }


async def test_corrections_of_either_source_are_followed(outlet: Outlet) -> None:
    outlet.page_shows += [ARRIVAL, LIST]
    outlet.feed_shows += [WEATHER]
    await outlet.until(31)
    edited(outlet.page_shows, LIST, body="A list of 250 names was handed over by Karlsson.")
    edited(outlet.feed_shows, WEATHER, body="Umbrellas are sold at the gate.")
    await outlet.until(35)
    assert "250 names" in texts(outlet)
    assert "Umbrellas are sold" in texts(outlet)
    assert len(outlet.shown()) == 3


async def test_a_correction_that_reaches_both_sources_corrects_the_one_message(
    outlet: Outlet,
) -> None:
    outlet.page_shows += [LIST]
    await outlet.until(21)
    outlet.feed_shows += [LIST]
    await outlet.until(23)
    corrected = "A list of 250 names was handed over by Karlsson."
    edited(outlet.feed_shows, LIST, body=corrected)  # the feed first, the page later
    await outlet.until(26)
    edited(outlet.page_shows, LIST, body=corrected)
    await outlet.until(28, 45)
    assert outlet.shown() == ["Names exchanged"]
    assert "250 names" in texts(outlet)


async def test_a_correction_that_only_the_duplicate_has_goes_out_by_itself(
    outlet: Outlet,
) -> None:
    outlet.page_shows += [LIST]
    await outlet.until(21)
    outlet.feed_shows += [LIST]
    await outlet.until(23)
    edited(outlet.feed_shows, LIST, body="A list of 250 names was handed over by Karlsson.")
    await outlet.until(25, 31)
    assert len(outlet.shown()) == 1
    await outlet.until(36)  # nothing else has moved meanwhile
    assert len(outlet.shown()) == 2
    assert "250 names" in outlet.messages()[-1].text


async def test_the_photo_of_the_second_source_joins_the_message_of_the_first(
    outlet: Outlet,
) -> None:
    outlet.feed_shows += [Story(**{**vars(FERRY), "photo": ""})]
    await outlet.until(31)
    assert [one.media for one in outlet.messages()] == [[]]
    outlet.page_shows += [FERRY]
    await outlet.until(33)
    assert [len(one.media) for one in outlet.messages()] == [1]
    await outlet.until(36, 40)  # no reading takes it away again
    assert [len(one.media) for one in outlet.messages()] == [1]


async def test_a_story_that_is_taken_back_does_not_return_by_the_other_source(
    outlet: Outlet,
) -> None:
    outlet.page_shows += [ARRIVAL, LIST, FERRY]
    await outlet.until(31)
    outlet.feed_shows += [LIST]
    await outlet.until(33)
    outlet.page_shows.remove(LIST)
    await outlet.until(34, 36, 38, 40)
    assert sorted(outlet.shown()) == ["Delegations arrive", "Ferry stopped"]


async def test_a_source_that_is_removed_is_not_read_and_what_it_told_stands(
    outlet: Outlet,
) -> None:
    stage = outlet.stage
    outlet.feed_shows += [LIST]
    await outlet.until(21)
    await stage.says(
        EDITOR, "/coverage 1 source remove 2", until=lambda: stage.button(EDITOR, "Remove")
    )
    await stage.presses(EDITOR, "Remove", until=lambda: stage.told(EDITOR, "no longer read from"))
    outlet.feed_shows += [WEATHER]
    await outlet.until(31, 32)
    assert outlet.shown() == ["Names exchanged"]
    await stage.presses(EDITOR, "Undo", until=lambda: stage.told(EDITOR, "/feed again."))
    await outlet.until(34)
    assert outlet.shown() == ["Names exchanged", "It rains"]


async def test_a_page_that_is_read_by_selectors_from_now_on_repeats_nothing(
    outlet: Outlet,
) -> None:
    stage = outlet.stage
    outlet.page_shows += [ARRIVAL, LIST]
    await outlet.until(21)
    rows = "".join(
        f'<div class="row"><time datetime="2025-06-02T11:{one.minute:02}:00Z">x</time>'
        f"<h3>{one.headline}</h3><p>{one.body}</p></div>"
        for one in (FERRY, LIST, ARRIVAL, BREAK)
    )
    # Both ways of reading it find the posts; the new one gives them other keys.
    outlet.publish = lambda: None  # type: ignore[method-assign]  # the page stays as it is put here
    outlet.site.page("/live", f"<!doctype html><main>{rows}</main>")
    await stage.says(
        EDITOR,
        "/coverage 1 source selectors 1\npost: div.row\ntime: time",
        until=lambda: stage.button(EDITOR, "Save"),
    )
    await stage.presses(EDITOR, "Save", until=lambda: stage.told(EDITOR, "from now on."))
    await outlet.until(25)
    assert sorted(outlet.shown()) == ["Delegations arrive", "Names exchanged"]
    more = '<div class="row"><time datetime="2025-06-02T11:24:00Z">x</time><h3>Rain</h3></div>'
    outlet.site.page("/live", f"<!doctype html><main>{more}{rows}</main>")
    await outlet.until(28, 30)
    assert sorted(outlet.shown()) == ["Delegations arrive", "Names exchanged", "Rain"]
