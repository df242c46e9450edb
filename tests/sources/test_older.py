"""Older pages: where a format says they are, when they are read, and what they become together."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from builders import at, post, seen, snapshot
from herald import URL, blog, document, item, keys, page, rss, update
from source_site import Request, Site, answer

from bot.changes import believe, compare
from bot.errors import TryLater
from bot.model import Snapshot, Source
from bot.sources import older
from bot.sources.dom import parse
from bot.sources.fetch import Fetcher
from bot.sources.read import FIRST_SIGHT, FURTHEST, HttpSourceReader, understand
from bot.watch_ports import Reading

# --- Where they are -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("<a href='?page=2' rel='next'>2</a>", f"{URL}?page=2"),
        ("<link rel='next' href='?page=2'>", f"{URL}?page=2"),
        (f"<a href='{URL}/page/2' rel='next'>On</a>", f"{URL}/page/2"),
        ("<a href='?page=with:block-5f#block-5f'>Older posts</a>", f"{URL}?page=with:block-5f"),
        ("<a href='?p=2' aria-label='View older updates'><svg></svg></a>", f"{URL}?p=2"),
        ("<a href='?p=2' class='btn live-load-more'>…</a>", f"{URL}?p=2"),
        ("<a href='?p=2'>Показать ещё</a>", f"{URL}?p=2"),
        ("<a href='?p=2'>Раніше</a>", f"{URL}?p=2"),
        ("<a href='?p=2'>Daha eski gelişmeler →</a>", f"{URL}?p=2"),
        ("<a href='?p=2'>Ältere Beiträge anzeigen</a>", f"{URL}?p=2"),
        ("<a href='?p=2'>Voir plus anciens</a>", f"{URL}?p=2"),
    ],
)
def test_a_page_says_where_its_older_posts_are(link: str, address: str) -> None:
    assert older.linked(parse(f"<body>{link}</body>"), URL) == address


@pytest.mark.parametrize(
    "link",
    [
        "<a href='/live/other-talks' rel='next'>The next article</a>",
        "<a href='https://elsewhere.example/live/harbour-talks?page=2'>Older posts</a>",
        "<a href='?page=1' rel='prev'>Newer posts</a>",
        "<a href='#older'>Older posts</a>",
        "<a href='?more=1'>More than a hundred ships waited at the quay</a>",
        "<a href='?s=1'>Share</a>",
    ],
)
def test_a_link_elsewhere_leads_to_no_older_posts(link: str) -> None:
    assert not older.linked(parse(f"<body>{link}</body>"), URL)


def test_articles_that_are_numbered_are_not_pages_of_one_another() -> None:
    tree = parse("<a rel='next' href='/politics/2'>Next</a>")
    assert not older.linked(tree, "https://herald.example/politics/1")


@pytest.mark.parametrize(
    ("page_number", "pages", "address"),
    [
        (1, 4, "https://herald.example/live?page=2"),
        ("3", "4", "https://herald.example/live?page=4"),
        (4, 4, ""),
        (None, 4, ""),
        (1, None, ""),
        (0, 4, ""),
        (True, 4, ""),
        ("9" * 5000, "9" * 5001, ""),
    ],
)
def test_pages_that_are_counted(page_number: object, pages: object, address: str) -> None:
    assert older.numbered("https://herald.example/live?page=1#top", page_number, pages) == address


def test_a_query_keeps_what_it_held() -> None:
    url = "https://herald.example/live?dcr=true&page=1&q=%C3%A9"
    assert older.with_query(url, page=2) == "https://herald.example/live?dcr=true&q=%C3%A9&page=2"


def read(body: object, kind: str = "application/json", url: str = URL) -> Snapshot:
    text = body if isinstance(body, str) else json.dumps(body)
    return understand(document(text, kind, url=url))


GUARDIAN = {
    "blocks": [{"id": "6a1", "attributes": {}, "bodyHtml": "<p>Tea.</p>"}],
    "pagination": {"currentPage": 1, "older": "?page=with:block-5f9&filterKeyEvents=false"},
}  # fmt: skip
BBC = {
    "liveTextStream": {
        "content": {
            "data": {
                "page": {"index": 1, "total": 4},
                "results": [
                    {
                        "type": "POST",
                        "urn": "asset:1",
                        "content": {
                            "model": {"blocks": [{"type": "fragment", "model": {"text": "Tea."}}]}
                        },
                    }
                ],
            }
        }
    }
}
SOURCEFABRIC = {
    "_items": [{"_id": "urn:1", "deleted": True, "groups": []}],
    "_meta": {"page": 1, "max_results": 25, "total": 26},
}
WORDPRESS = {
    "entries": [{"id": 7, "type": "new", "render": "<p>Tea.</p>", "timestamp": 1748862000}],
    "page": 1,
    "pages": 3,
}
CHANNEL = (
    "<html><body><a class='tme_messages_more' data-before='41'></a>"
    "<div class='tgme_widget_message' data-post='herald/41'>"
    "<div class='tgme_widget_message_text'>Tea.</div></div></body></html>"
)
ENTRIES = "https://herald.example/wp-json/liveblog/v1/9/get-entries"


@pytest.mark.parametrize(
    ("body", "kind", "url", "address"),
    [
        (GUARDIAN, "application/json", f"{URL}.json?dcr=true",
         f"{URL}.json?dcr=true&page=with:block-5f9"),
        (BBC, "application/json", URL, f"{URL}?page=2"),
        (SOURCEFABRIC, "application/json", f"{URL}?max_results=25",
         f"{URL}?max_results=25&page=2"),
        (WORDPRESS, "application/json", f"{ENTRIES}/1/latest", f"{ENTRIES}/2/latest"),
        (WORDPRESS, "application/json", URL, ""),
        (CHANNEL, "text/html", "https://t.me/s/herald", "https://t.me/s/herald?before=41"),
        (CHANNEL.replace("<a class='tme_messages_more' data-before='41'></a>",
                         "<link rel='prev' href='/s/herald?before=21'>"),
         "text/html", "https://t.me/s/herald", "https://t.me/s/herald?before=21"),
        ({"version": "https://jsonfeed.org/version/1.1", "next_url": "/feed?continue_event_id=3",
          "items": [{"id": "4", "content_text": "Tea."}]}, "application/feed+json", URL,
         "https://herald.example/feed?continue_event_id=3"),
        (page(blog([update(2), update(1)]), head="<link rel='next' href='?page=2'>"),
         "text/html", URL, f"{URL}?page=2"),
    ],
)  # fmt: skip
def test_each_format_says_where_its_older_posts_are(
    body: object, kind: str, url: str, address: str
) -> None:
    assert read(body, kind, url).older == address


@pytest.mark.parametrize("relation", ["next", "prev-archive"])
def test_a_feed_may_be_paged_or_archived(relation: str) -> None:
    link = (
        '<link xmlns="http://www.w3.org/2005/Atom" '
        f'rel="{relation}" href="https://herald.example/feed?page=2"/>'
    )
    assert read(rss(item(1), link), "text/xml").older == "https://herald.example/feed?page=2"


# --- What they become together --------------------------------------------------------------------


def test_pages_become_one_reading() -> None:
    first = snapshot(seen(4), seen(3), seen(5), older="2")
    second = snapshot(seen(2), seen(3, headline="Former wording"), older="3")

    both = older.joined([first, second])

    assert keys(both.posts) == ["p2", "p3", "p4", "p5"]
    assert both.posts[1].headline == "Headline 3"
    assert both.older == "3"


def test_a_pinned_post_returns_to_its_place_and_stays_pinned() -> None:
    first = snapshot(seen(1, pinned=True), seen(4), seen(5))
    second = snapshot(seen(1), seen(2), seen(3))

    both = older.joined([first, second])

    assert keys(both.posts) == ["p1", "p2", "p3", "p4", "p5"]
    assert [one.key for one in both.posts if one.pinned] == ["p1"]


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        (snapshot(seen(1), seen(2)), True),
        (snapshot(seen(2), seen(3)), True),
        (snapshot(seen(3), seen(4)), False),
        (snapshot(seen(5), seen(6)), False),
        (snapshot(), False),
        (snapshot(seen(1), format="timed"), False),
        (snapshot(seen(1, posted_at=None)), True),
    ],
)
def test_what_goes_on_with_a_page(behind: Snapshot, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert older.continues(behind, snapshot(seen(3), seen(4))) is expected


# --- When they are read ---------------------------------------------------------------------------


class Blog:
    """A live page that shows five posts at a time, on a real wire."""

    def __init__(self, site: Site, newest: int, *, size: int = 5) -> None:
        self.newest, self.size, self.failing = newest, size, {}
        self.asked: list[str] = []
        self._site = site
        for number in range(1, 100):
            site.answers["/live" + (f"?page={number}" if number > 1 else "")] = self._answer
        self.url = site.url("/live")

    async def _answer(self, request: Request, writer) -> None:
        path = request["path"]
        self.asked.append(path)
        number = int(path.partition("page=")[2] or 1)
        top = self.newest - (number - 1) * self.size
        shown = list(range(top, max(top - self.size, 0), -1))
        more = f"<a rel='next' href='/live?page={number + 1}'>Older</a>" if shown[-1:] > [1] else ""
        body = page(blog([update(n) for n in shown]), [more])
        writer.write(self.failing.get(path) or answer(body))
        await writer.drain()


@pytest.fixture
def reader(fetcher: Fetcher) -> HttpSourceReader:
    return HttpSourceReader(fetcher)


async def first_page(reader: HttpSourceReader, live: Blog) -> Reading:
    return await reader.read(Source(1, 1, live.url), timezone="UTC")


def numbers(reading: Reading) -> list[int]:
    return [int(key.removeprefix("post-")) - 7000 for key in keys(reading.snapshot.posts)]


async def test_at_first_sight_a_few_older_pages_make_the_history(
    site: Site, reader: HttpSourceReader
) -> None:
    live = Blog(site, newest=40)

    reading = await reader.inspect(live.url, timezone="UTC")

    assert len(live.asked) == 1 + FIRST_SIGHT
    assert numbers(reading) == list(range(21, 41))
    assert reading.snapshot.url == live.url


async def test_a_short_history_is_read_to_its_beginning(
    site: Site, reader: HttpSourceReader
) -> None:
    live = Blog(site, newest=7)
    reading = await reader.inspect(live.url, timezone="UTC")
    assert numbers(reading) == list(range(1, 8))
    assert live.asked == ["/live", "/live?page=2"]


async def test_a_page_that_shows_a_known_post_is_enough(
    site: Site, reader: HttpSourceReader
) -> None:
    live = Blog(site, newest=40)
    reading = await first_page(reader, live)

    same = await reader.reach_back(reading, timezone="UTC", known={"post-7036"})

    assert same is reading
    assert live.asked == ["/live"]


async def test_after_an_outage_pages_are_read_until_a_known_post_is_met(
    site: Site, reader: HttpSourceReader
) -> None:
    live = Blog(site, newest=40)
    known = {f"post-{7000 + number}" for number in range(1, 24)}

    whole = await reader.reach_back(await first_page(reader, live), timezone="UTC", known=known)

    assert numbers(whole) == list(range(21, 41))
    assert len(live.asked) == 4


async def test_a_known_post_that_is_only_pinned_does_not_count(
    site: Site, reader: HttpSourceReader
) -> None:
    live = Blog(site, newest=10)
    reading = await first_page(reader, live)
    pinned = replace(reading.snapshot.posts[0], pinned=True)
    shown = replace(reading.snapshot, posts=(pinned, *reading.snapshot.posts[1:]))

    whole = await reader.reach_back(
        replace(reading, snapshot=shown), timezone="UTC", known={pinned.key, "post-7003"}
    )

    assert numbers(whole) == list(range(1, 11))


async def test_it_ends_where_there_is_no_end(site: Site, reader: HttpSourceReader) -> None:
    live = Blog(site, newest=59, size=1)
    whole = await reader.reach_back(
        await first_page(reader, live), timezone="UTC", known={"post-7000"}
    )
    assert len(live.asked) == 1 + FURTHEST
    assert numbers(whole) == list(range(49, 60))


@pytest.mark.parametrize(
    "broken",
    [
        answer("", status=404),
        answer("<html><p>Nothing here</p></html>"),
        answer("", status=302, location="http://10.0.0.1/"),
        answer(page(blog([update(40)]))),  # the server ignores the number and shows the first page
        answer(page(blog([update(59)]))),  # another, newer blog
    ],
)
async def test_an_older_page_that_fails_costs_nothing_but_itself(
    site: Site, reader: HttpSourceReader, broken: bytes
) -> None:
    live = Blog(site, newest=40)
    live.failing["/live?page=3"] = broken
    reading = await reader.inspect(live.url, timezone="UTC")
    assert numbers(reading) == list(range(31, 41))


async def test_a_server_that_asks_for_a_pause_gets_it(site: Site, reader: HttpSourceReader) -> None:
    live = Blog(site, newest=40)
    live.failing["/live?page=2"] = answer("", status=429, retry_after="30")
    with pytest.raises(TryLater):
        await reader.inspect(live.url, timezone="UTC")


async def test_pages_of_another_host_are_not_read(site: Site, reader: HttpSourceReader) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "next_url": site.url("/2", host="localhost"),
        "items": [{"id": "4", "content_text": "Tea."}],
    }
    url = site.page("/1", json.dumps(feed), "application/feed+json")
    assert len((await reader.inspect(url, timezone="UTC")).snapshot.posts) == 1
    assert [request["path"] for request in site.requests] == ["/1"]


def test_what_lies_behind_the_last_page_read_is_not_taken_back() -> None:
    stored = [post(number) for number in range(1, 31)]

    def poll(shown: Sequence[int]) -> set[str]:
        first = snapshot(*(seen(n) for n in shown[-5:]))
        second = snapshot(*(seen(n) for n in shown[:-5]))
        both = older.joined([first, second])
        believe(stored, both)
        return {
            str(kind) for one in compare(stored, both, at(60), patience=1) for kind in one.kinds
        }

    assert poll(range(26, 36)) == {"posted"}
    assert poll(range(31, 41)) == {"posted"}
