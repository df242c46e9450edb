"""The fetcher on a real wire: what it asks for, what it takes, what it refuses."""

import asyncio
import gzip
import time
import zlib
from itertools import cycle

import pytest
from source_site import MakeFetcher, Names, Request, Site, answer, bomb

from bot.errors import AddressRefused, NotModified, SourceError, TryLater
from bot.sources.fetch import Fetcher, user_agent


async def test_brings_the_page_and_what_the_next_poll_needs(site: Site, fetcher: Fetcher) -> None:
    url = site.page(
        "/live", "<p>Doors open</p>", etag='"v1"', last_modified="Mon, 02 Jun 2025 10:00:00 GMT"
    )

    got = await fetcher.fetch(url)

    assert got.body == b"<p>Doors open</p>"
    assert (got.url, got.content_type, got.etag) == (url, "text/html", '"v1"')
    assert got.last_modified == "Mon, 02 Jun 2025 10:00:00 GMT"
    assert len(got.body_hash) == 64


async def test_says_who_is_asking(site: Site, fetcher: Fetcher) -> None:
    await fetcher.fetch(site.page("/live", "x"))

    assert site.requests[0]["user-agent"] == user_agent()
    assert user_agent().startswith("Dateline/")
    assert user_agent().endswith(" (+live coverage reader)")
    assert site.requests[0]["host"] == f"127.0.0.1:{site.port}"
    assert "if-none-match" not in site.requests[0]


async def test_an_unchanged_page_costs_nothing(site: Site, fetcher: Fetcher) -> None:
    site.answers["/live"] = answer(b"", status=304)

    with pytest.raises(NotModified):
        await fetcher.fetch(site.url("/live"), etag='"v1"', last_modified="yesterday")

    assert site.requests[0]["if-none-match"] == '"v1"'
    assert site.requests[0]["if-modified-since"] == "yesterday"


async def test_the_same_bytes_are_no_change_even_if_the_server_does_not_know(
    site: Site, fetcher: Fetcher
) -> None:
    url = site.page("/live", "same")
    first = await fetcher.fetch(url)

    with pytest.raises(NotModified):
        await fetcher.fetch(url, body_hash=first.body_hash)
    site.page("/live", "other")
    assert (await fetcher.fetch(url, body_hash=first.body_hash)).body == b"other"


@pytest.mark.parametrize(
    ("control", "age", "seconds"),
    [
        ("max-age=30", "0", 30),
        ("public, max-age=60, stale-while-revalidate=6", "45", 15),
        ("max-age=10", "90", 0),
        ("max-age=86400", "0", 300),
        ("no-cache, max-age=60", "0", 0),
        ("s-maxage=60", "0", 0),
        ("no-store", "0", 0),
        ("max-age=soon", "0", 0),
    ],
)
async def test_the_cache_headers_say_how_long_to_wait(
    site: Site, fetcher: Fetcher, control: str, age: str, seconds: float
) -> None:
    url = site.page("/live", "x", cache_control=control, age=age)
    assert (await fetcher.fetch(url)).not_before == seconds


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds"),
    [
        (429, "17", 17),
        (503, "0", 0),
        (503, "Mon, 02 Jun 2025 12:02:30 GMT", 150),
        (429, "Mon, 02 Jun 2025 11:00:00 GMT", 0),
        (429, "99999999", 86_400),
    ],
)
async def test_a_server_that_asks_for_a_pause_gets_it(
    site: Site, fetcher: Fetcher, status: int, retry_after: str, seconds: float
) -> None:
    site.answers["/live"] = answer(b"", status=status, retry_after=retry_after)

    with pytest.raises(TryLater) as later:
        await fetcher.fetch(site.url("/live"))

    assert later.value.seconds == seconds


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "wants a login"),
        (403, "refuses to show this page"),
        (404, "check the address"),
        (410, "has been removed"),
        (418, "did not answer with the page"),
        (429, "asked too often"),
        (500, "has trouble"),
        (503, "has trouble"),
    ],
)
async def test_other_answers_become_plain_sentences(
    site: Site, fetcher: Fetcher, status: int, words: str
) -> None:
    site.answers["/live"] = answer(b"oops", status=status)

    with pytest.raises(SourceError, match=words) as error:
        await fetcher.fetch(site.url("/live"))

    assert not isinstance(error.value, TryLater)
    assert f"(HTTP {status})" in str(error.value)


# --- Redirects ----------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_follows_redirects_by_hand(site: Site, fetcher: Fetcher, status: int) -> None:
    site.page("/news/live", "found")
    site.redirect("/old", "/news/live#top", status)

    got = await fetcher.fetch(site.url("/old#fragment"), etag='"v1"')

    assert (got.body, got.url) == (b"found", site.url("/news/live"))
    assert site.requests[1]["if-none-match"] == '"v1"'


async def test_five_redirects_are_enough_for_anyone(site: Site, fetcher: Fetcher) -> None:
    for step in range(5):
        site.redirect(f"/{step}", f"/{step + 1}")
    site.page("/5", "found")
    site.redirect("/loop", "/loop")

    assert (await fetcher.fetch(site.url("/0"))).body == b"found"
    with pytest.raises(SourceError, match="redirects more than 5 times"):
        await fetcher.fetch(site.url("/loop"))


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2/secret",
        "http://169.254.169.254/latest/",
        "http://[::ffff:127.0.0.1]/",
        "//localhost/",
        "http://2130706433/",
        "file:///etc/passwd",
        "http://user:pass@127.0.0.1/",
        "http://inside.example/",
    ],
)
async def test_a_redirect_cannot_lead_inside(
    site: Site, fetcher: Fetcher, names: Names, target: str
) -> None:
    names.table["inside.example"] = [["10.0.0.7"]]
    site.redirect("/live", target)

    with pytest.raises(SourceError):
        await fetcher.fetch(site.url("/live"))

    assert [request["path"] for request in site.requests] == ["/live"]


# --- Names and addresses ------------------------------------------------------------


async def test_a_name_that_leads_inside_is_never_connected_to(
    site: Site, fetcher: Fetcher, names: Names
) -> None:
    names.table["news.example"] = [["127.0.0.1"]]

    with pytest.raises(AddressRefused, match=r"news\.example"):
        await fetcher.fetch(site.url("/", host="news.example"))

    assert site.requests == []


async def test_one_private_address_among_several_is_enough_to_refuse(
    site: Site, fetcher: Fetcher, names: Names
) -> None:
    names.table["news.example"] = [["93.184.215.14", "127.0.0.1"]]

    with pytest.raises(AddressRefused):
        await fetcher.fetch(site.url("/", host="news.example"))


async def test_the_connection_goes_to_the_address_that_was_checked(
    site: Site, make_fetcher: MakeFetcher, names: Names
) -> None:
    """A name that would answer differently the second time is not asked a second time."""
    names.table["cms.example"] = [["127.0.0.1"], ["192.0.2.1"]]
    fetcher = await make_fetcher(allowed=frozenset({"cms.example"}))
    site.page("/live", "found")

    got = await fetcher.fetch(site.url("/live", host="cms.example"))

    assert got.body == b"found"
    assert names.asked == ["cms.example"]
    assert site.requests[0]["host"] == f"cms.example:{site.port}"


async def test_a_rebound_name_is_refused_when_it_is_asked_again(
    site: Site, fetcher: Fetcher, names: Names
) -> None:
    names.table["news.example"] = [["192.0.2.1"], ["127.0.0.1"]]
    for _ in range(2):
        with pytest.raises(AddressRefused):
            await fetcher.fetch(site.url("/", host="news.example"))
    assert site.requests == []


async def test_the_next_address_is_tried_when_one_does_not_answer(
    site: Site, make_fetcher: MakeFetcher, names: Names
) -> None:
    names.table["cms.example"] = [["127.0.0.2", "127.0.0.1"]]
    fetcher = await make_fetcher(allowed=frozenset({"cms.example"}))
    site.page("/live", "found")

    assert (await fetcher.fetch(site.url("/live", host="cms.example"))).body == b"found"


async def test_an_unknown_host_is_said_to_be_unknown(fetcher: Fetcher) -> None:
    with pytest.raises(SourceError, match=r"could not be reached: nowhere\.example is not a known"):
        await fetcher.fetch("http://nowhere.example/live")


async def test_a_closed_door_is_said_to_be_closed(site: Site, fetcher: Fetcher) -> None:
    with pytest.raises(SourceError, match="could not be reached"):
        await fetcher.fetch("http://127.0.0.1:1/live")


async def test_the_environments_proxy_is_not_used(
    site: Site, make_fetcher: MakeFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would resolve names itself, past every check."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    fetcher = await make_fetcher()
    assert (await fetcher.fetch(site.page("/live", "found"))).body == b"found"


# --- Sizes, packings, times ---------------------------------------------------------


async def test_unpacks_what_is_packed(site: Site, fetcher: Fetcher) -> None:
    page = b"<p>" + b"news " * 1000
    for coding, packed in (("gzip", gzip.compress(page)), ("deflate", zlib.compress(page))):
        url = site.page(f"/{coding}", packed, content_encoding=coding)
        assert (await fetcher.fetch(url)).body == page
    assert site.requests[0]["accept-encoding"] == "gzip, deflate"


async def test_a_bomb_is_dropped_at_the_cap(site: Site, make_fetcher: MakeFetcher) -> None:
    fetcher = await make_fetcher(max_bytes=100_000)
    url = site.page("/bomb", bomb(50_000_000), content_encoding="gzip")

    with pytest.raises(SourceError, match="larger than 100,000 bytes"):
        await fetcher.fetch(url)


async def test_the_cap_is_exact(site: Site, make_fetcher: MakeFetcher) -> None:
    fetcher = await make_fetcher(max_bytes=1000)
    assert len((await fetcher.fetch(site.page("/fits", b"x" * 1000))).body) == 1000
    with pytest.raises(SourceError, match="larger"):
        await fetcher.fetch(site.page("/over", b"x" * 1001))


async def test_an_endless_answer_ends_at_the_cap(site: Site, make_fetcher: MakeFetcher) -> None:
    async def pour(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n")
        for piece in cycle([b"x" * 10_000]):
            writer.write(piece)
            await writer.drain()

    site.answers["/"] = pour
    fetcher = await make_fetcher(max_bytes=100_000)
    with pytest.raises(SourceError, match="larger"):
        await fetcher.fetch(site.url("/"))


@pytest.mark.parametrize(
    ("body", "coding", "words"),
    [
        (gzip.compress(b"x" * 10_000)[:-12], "gzip", "broke off"),
        (b"not packed at all", "gzip", "garbled"),
        (b"whatever", "br", "not asked for"),
    ],
)
async def test_badly_packed_answers(
    site: Site, fetcher: Fetcher, body: bytes, coding: str, words: str
) -> None:
    with pytest.raises(SourceError, match=words):
        await fetcher.fetch(site.page("/", body, content_encoding=coding))


async def test_an_answer_that_breaks_off_is_no_answer(site: Site, fetcher: Fetcher) -> None:
    whole = answer("<html>" + "x" * 1000)
    site.answers["/"] = whole[:-500]
    with pytest.raises(SourceError, match="broke off or was garbled"):
        await fetcher.fetch(site.url("/"))


async def test_a_slow_drip_meets_the_deadline(site: Site, make_fetcher: MakeFetcher) -> None:
    """Each byte arrives within the read timeout, the page never does."""

    async def drip(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    site.answers["/"] = drip
    fetcher = await make_fetcher(total=0.15, read=0.1)
    began = time.monotonic()
    with pytest.raises(SourceError, match=r"longer than 0\.15 seconds"):
        await fetcher.fetch(site.url("/"))
    assert time.monotonic() - began < 1


async def test_silence_meets_the_read_timeout(site: Site, make_fetcher: MakeFetcher) -> None:
    async def say_nothing(_: Request, writer: asyncio.StreamWriter) -> None:
        del writer
        await asyncio.sleep(5)

    site.answers["/"] = say_nothing
    fetcher = await make_fetcher(read=0.05)
    with pytest.raises(SourceError, match="did not answer in time"):
        await fetcher.fetch(site.url("/"))


async def test_something_that_does_not_speak_http(site: Site, fetcher: Fetcher) -> None:
    site.answers["/"] = b"SSH-2.0-OpenSSH_9.9\r\n"
    with pytest.raises(SourceError, match="garbled"):
        await fetcher.fetch(site.url("/"))


# --- Downloads ----------------------------------------------------------------------


async def test_downloads_media_under_the_same_guard(site: Site, fetcher: Fetcher) -> None:
    url = site.page("/photo.jpg", b"\xff\xd8 photo", content_type="image/jpeg")

    assert await fetcher.download(url, max_bytes=1000) == (b"\xff\xd8 photo", "image/jpeg")
    with pytest.raises(SourceError, match="larger than 3 bytes"):
        await fetcher.download(url, max_bytes=3)
    with pytest.raises(AddressRefused):
        await fetcher.download("http://10.0.0.1/photo.jpg", max_bytes=1000)
    site.redirect("/moved.jpg", "http://10.0.0.1/photo.jpg")
    with pytest.raises(AddressRefused):
        await fetcher.download(site.url("/moved.jpg"), max_bytes=1000)
