"""Recorded pages of real outlets, where they are at hand: facts about them that must come out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.model import Snapshot
from bot.sources.document import read_document
from bot.sources.read import understand

PAGES = Path(__file__).parents[3] / "shared" / "samples" / "pages"
NOW = datetime(2025, 6, 2, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the recorded pages are not at hand")


def read(name: str, url: str, timezone: str = "Europe/London") -> Snapshot:
    body = (PAGES / name).read_bytes()
    return understand(
        read_document(url, body, "text/html; charset=utf-8", fetched_at=NOW, timezone=timezone)
    )


@pytest.fixture(scope="module")
def guardian() -> Snapshot:
    return read("TheGuardian_2023_05_15.html", "https://www.theguardian.com/world/live/page")


@pytest.fixture(scope="module")
def independent() -> Snapshot:
    return read("TheIndependent_2023_08_14.html", "https://www.independent.co.uk/page.html")


@pytest.fixture(scope="module")
def cork() -> Snapshot:
    return read("corkbeo.ie.level.html", "https://www.corkbeo.ie/news/local-news/level-3")


@pytest.fixture(scope="module")
def nzz() -> Snapshot:
    return read("NZZ_Nahost_2024_07_18.html", "https://www.nzz.ch/page", "Europe/Zurich")


def test_guardian_ids_and_times_come_from_the_elements(guardian: Snapshot) -> None:
    assert len(guardian.posts) == 10
    assert guardian.posts[0].key == "64620b708f08e408b758aedb"
    assert guardian.posts[-1].key == "646219928f08e408b758af95"
    assert [post.posted_at for post in guardian.posts[-2:]] == [
        datetime(2023, 5, 15, 11, 34, 39, tzinfo=UTC),
        datetime(2023, 5, 15, 11, 50, 54, tzinfo=UTC),
    ]
    assert len({post.posted_at for post in guardian.posts}) == 10


def test_guardian_headlines_are_the_posts_own(guardian: Snapshot) -> None:
    assert sum(bool(post.headline) for post in guardian.posts) == 3
    assert guardian.title not in {post.headline for post in guardian.posts}


def test_guardian_bodies_are_whole_and_without_furniture(guardian: Snapshot) -> None:
    assert max(len(post.body) for post in guardian.posts) > 1500
    for post in guardian.posts:
        assert "BST" not in post.body.value
        assert "Share" not in post.body.value


def test_guardian_pictures_are_the_posts_own_with_credit(guardian: Snapshot) -> None:
    pictures = [item for post in guardian.posts for item in post.media]
    assert len(pictures) == 2
    assert all("dpr=2" in item.url and item.caption for item in pictures)
    assert "Reuters" in {item.credit for item in pictures}


def test_guardian_flags(guardian: Snapshot) -> None:
    assert guardian.live is True
    assert guardian.starts_at is None
    assert [post.key for post in guardian.posts if post.pinned] == ["646210cc8f0822aea831dd91"]
    assert sum(post.key_moment for post in guardian.posts) == 3


def test_independent_times_are_the_shown_ones(independent: Snapshot) -> None:
    assert len(independent.posts) == 10
    assert independent.posts[-1].key == "liveblogPost1288914"
    assert independent.posts[-1].posted_at == datetime(2023, 8, 14, 9, 1, 52, tzinfo=UTC)
    times = [post.posted_at for post in independent.posts if post.posted_at]
    assert times == sorted(times)


def test_independent_drops_the_shared_headline_and_the_cards(independent: Snapshot) -> None:
    assert [post.headline for post in independent.posts if post.headline] == [
        "Who and when do England play next? Lionesses route to the World Cup final"
    ]
    assert len(independent.dropped) == 4
    assert all("Jamie Braidwood" not in post.body.value for post in independent.posts)


def test_independent_shows_no_decoration(independent: Snapshot) -> None:
    pictures = [item for post in independent.posts for item in post.media]
    assert len(pictures) == 5
    assert not [item for item in pictures if item.url.endswith("GettyImages-1611286403.jpg")]
    assert {item.credit for item in pictures} == {"Getty Images", "The FA via Getty Images"}


def test_cork_keeps_everything_but_the_pointer(cork: Snapshot) -> None:
    assert len(cork.posts) == 25
    assert cork.posts[0].key == "2258190"
    assert cork.posts[-1].key == "2259242"
    assert cork.posts[-1].posted_at == datetime(2020, 10, 6, 20, 22, 53, 212000, tzinfo=UTC)
    assert [entry.why for entry in cork.dropped] == ["points to another story"]


def test_cork_shows_no_default_image(cork: Snapshot) -> None:
    assert len([item for post in cork.posts for item in post.media]) == 2


def test_cork_key_event_comes_from_the_pages_list(cork: Snapshot) -> None:
    assert "2258956" in {post.key for post in cork.posts if post.key_moment}


def test_nzz_is_an_article_of_timed_headings(nzz: Snapshot) -> None:
    assert nzz.format == "timed"
    assert len(nzz.posts) == 12
    assert (nzz.posts[0].key, nzz.posts[-1].key) == ("2024-07-16T01:26", "2024-07-18T11:04")
    assert nzz.posts[-1].posted_at == datetime(2024, 7, 18, 9, 4, tzinfo=UTC)
    assert all(post.headline and post.body for post in nzz.posts)
    assert "Agenturmaterial" not in nzz.posts[0].body.value


def test_nzz_pictures_stay_with_their_posts(nzz: Snapshot) -> None:
    assert {post.key: post.media[0].credit for post in nzz.posts if post.media} == {
        "2024-07-16T18:20": "Ammar Awad / Reuters",
        "2024-07-17T15:32": "Ohad Zwigenberg / Pool via Reuters",
        "2024-07-18T06:20": "AP",
    }
