"""The newspaper's page at the moments that matter, and how it is served."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from selectolax.lexbor import LexborHTMLParser

from bot.sandbox.istanbul import istanbul
from bot.sandbox.site import RecordedCoverage, page_at, posts_at

Client = TestClient[web.Request, web.Application]


def at(time: str) -> datetime:
    return datetime.fromisoformat(f"2025-06-02T{time}+03:00")


def page(time: str) -> LexborHTMLParser:
    return LexborHTMLParser(page_at(istanbul(), at(time)))


def keys(time: str) -> list[str]:
    return [shown.post.key for shown in posts_at(istanbul(), at(time))]


def article(time: str, key: str) -> str:
    node = page(time).css_first(f"#block-{key}")
    return " ".join(node.text(separator=" ").split()) if node else ""


def linked(time: str) -> dict[str, object]:
    node = page(time).css_first("script[type='application/ld+json']")
    assert node is not None
    data: dict[str, object] = json.loads(node.text())
    return data


def updates(time: str) -> list[dict[str, str]]:
    found = linked(time)["liveBlogUpdate"]
    assert isinstance(found, list)
    return found


# --- The moments ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time", "key", "words"),
    [
        ("10:58:00", "opening", ""),
        ("11:00:00", "opening", "Good morning from Istanbul"),
        ("13:43:59", "hotel", "The Ukrainian delgation"),
        ("13:44:00", "hotel", "The Ukrainian delegation"),
        ("14:13:59", "postponed", "may be put off"),
        ("14:14:00", "postponed", ""),
        ("14:46:59", "guide", "planned for 13:00 local time"),
        ("14:47:00", "guide", "began at 14:45"),
        ("15:19:59", "seating", ""),
        ("15:20:00", "seating", "How they sit"),
        ("16:00:59", "over", "Details follow"),
        ("16:01:00", "over", "a little over an hour"),
        ("16:26:59", "bodies", "1,000 bodies each"),
        ("16:27:00", "bodies", "6,000 bodies each"),
        ("18:31:00", "closing", "We are closing this live page"),
    ],
)
def test_a_post_at_a_moment(time, key, words):
    assert words in article(time, key)
    assert bool(article(time, key)) == bool(words)


def test_the_corrected_figure_stands_nowhere_but_in_the_note():
    text = article("16:27:00", "bodies")
    assert text.count("1,000") == 1
    assert "earlier version of this post said 1,000" in text
    assert text.endswith("Updated at 16:27")


@pytest.mark.parametrize(
    ("time", "live", "title"),
    [
        ("10:00:00", True, "live"),
        ("15:00:00", True, "live"),
        ("18:30:59", True, "live"),
        ("18:31:00", False, "as it happened"),
        ("23:00:00", False, "as it happened"),
    ],
)
def test_the_page_says_whether_it_is_live(time, live, title):
    state = page(time).css_first("#page-state")
    heading = page(time).css_first("title")
    assert state is not None
    assert heading is not None
    assert json.loads(state.text())["isLive"] is live
    assert heading.text().endswith(f"– {title}")


def test_before_the_first_post_there_is_an_empty_page():
    assert keys("09:00:00") == []
    assert updates("09:00:00") == []
    assert page("09:00:00").css("article") == []


def test_the_newest_post_comes_first_below_the_pinned_one():
    assert keys("11:16:00") == ["guide", "map", "opening", "announcement"]


def test_a_late_post_appears_below_newer_ones():
    shown = keys("15:20:00")
    assert shown[1:4] == ["three-things", "seating", "doors"]


def test_at_the_end_everything_has_been_shown_but_what_was_withdrawn():
    assert {post.key for post in istanbul().posts} - set(keys("18:31:00")) == {"postponed"}


# --- The habits of real pages --------------------------------------------------------------------


def test_machine_readable_and_visible_posts_are_the_same_by_id():
    ids = [node.attributes["id"] for node in page("16:30:00").css("article")]
    assert ids == [update["@id"] for update in updates("16:30:00")]
    assert all(one["url"].endswith(f"#{one['@id']}") for one in updates("16:30:00"))


def test_the_machine_readable_part_has_the_usual_defects():
    data = linked("16:30:00")
    assert data["@type"] == "LiveBlogPosting"
    assert data["coverageEndTime"] == at("00:00:00").isoformat()
    assert {one["image"] for one in updates("16:30:00")} == {"/media/cover.jpg"}
    assert max(len(one["articleBody"]) for one in updates("16:30:00")) == 280


def test_a_title_cannot_end_the_script_it_stands_in():
    html = page_at(istanbul(), at("16:30:00"))
    scripts = html.split("<script")[1:]
    assert all(script.count("</script>") == 1 for script in scripts)
    assert "\\u003cb>" in scripts[0]


def test_pictures_carry_caption_and_credit():
    node = page("15:00:00").css_first("#block-begun figcaption")
    assert node is not None
    assert node.text() == "A quarter to three in Istanbul Drawing: Dateline demo"


def test_classes_tell_key_moments_the_pinned_post_and_the_advertisement():
    whole = page("18:31:00")
    assert len(whole.css("article.key-event")) == 8
    assert [node.attributes["id"] for node in whole.css("article.pinned")] == ["block-guide"]
    assert [node.attributes["id"] for node in whole.css("article.promo")] == [
        "block-promo-newsletter"
    ]


def test_the_page_says_that_it_is_a_demonstration():
    notice = page("12:00:00").css_first(".notice")
    assert notice is not None
    assert notice.text() == istanbul().notice


# --- The clock and the server --------------------------------------------------------------------


@dataclass
class HandClock:
    """A monotonic clock that is moved by hand."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_the_event_runs_faster_than_the_clock():
    clock = HandClock()
    coverage = RecordedCoverage(istanbul(), clock=clock, speed=60)
    assert coverage.moment == istanbul().begins
    clock.seconds += 120
    assert coverage.moment - istanbul().begins == timedelta(hours=2)
    assert not coverage.finished


def test_it_is_finished_at_the_end_of_the_event():
    clock = HandClock()
    coverage = RecordedCoverage(istanbul(), clock=clock, speed=3600)
    clock.seconds += 8
    assert coverage.finished
    assert coverage.progress().finished


@pytest.mark.parametrize("speed", [0, -1])
def test_a_speed_that_leads_nowhere_is_refused(speed):
    with pytest.raises(ValueError, match="speed must be above 0"):
        RecordedCoverage(istanbul(), clock=HandClock(), speed=speed)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def client(clock: Callable[[], float]) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(RecordedCoverage(istanbul(), clock=clock, speed=60).routes())
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def test_an_unchanged_page_is_not_sent_again(client, clock):
    first = await client.get("/coverage")
    assert first.status == 200
    assert first.content_type == "text/html"
    known = {"If-None-Match": first.headers["ETag"]}
    assert (await client.get("/coverage", headers=known)).status == 304

    clock.seconds += 120
    again = await client.get("/coverage", headers=known)
    assert again.status == 200
    assert again.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(
    ("name", "kind"), [("clock.jpg", "image/jpeg"), ("crossing.mp4", "video/mp4")]
)
async def test_media_are_served(client, name, kind):
    answer = await client.get(f"/media/{name}")
    assert (answer.status, answer.content_type) == (200, kind)


@pytest.mark.parametrize("name", ["nothing.jpg", "..%2Fcoverage.json", "%2e%2e%2f__init__.py"])
async def test_nothing_else_can_be_had_there(client, name):
    assert (await client.get(f"/media/{name}")).status == 404
