"""`dateline inspect`: what is printed of a page, and that a file needs no network."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from gazette import article
from herald import blog, document, element, page, update
from source_site import serving

from bot import inspect as inspection
from bot.__main__ import main
from bot.errors import SettingError, SourceError
from bot.inspect import Inspection, examine, signs_of_the_end
from bot.sources.read import FORMATS, understand

ARTICLE = article(
    "<h2>Who is there</h2><p>Two delegations.</p>",
    "<h2>Live</h2><h4>14:45 The ferry casts off</h4><p>It <b>rains</b>.</p>"
    "<figure><img src='/ferry.jpg'><figcaption>The ferry. Photo: A. Gull</figcaption></figure>",
    "<h4>13:05 Summary</h4><p>That's all from the quay for now.</p>",
)


async def shown(what: str, *, timezone: str = "", url: str = "", machine: bool = False) -> str:
    out = io.StringIO()
    await inspection.inspect(what, out, timezone=timezone, url=url, machine=machine)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "saved.html"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a file needs neither settings nor a connection")

    monkeypatch.setattr(inspection, "make_fetcher", refuse)
    monkeypatch.setattr(inspection, "load_settings", refuse)


@pytest.mark.usefixtures("no_network")
async def test_a_file_is_shown_in_lines(file: Path) -> None:
    told = await shown(str(file), timezone="Europe/Berlin", url="https://gazette.example/talks")

    assert told.splitlines() == [
        "https://gazette.example/talks",
        f"  HTML, text/html, {len(ARTICLE.encode()):,} bytes",
        "",
        "format: timed (headings or paragraphs that open with a time): 2 posts",
        "",
        "title:    Harbour talks: minute by minute",
        "language: en",
        "live:     not said",
        "end:      title says live",
        "end:      13:05 says “That's all from the”, a goodbye",
        "starts:   (not said)",
        "posts:    2, oldest first, times in Europe/Berlin",
        "",
        "2025-06-02 13:05:00  13:05 [key moment]",
        "    Summary",
        "    That's all from the quay for now.",
        "2025-06-02 14:45:00  14:45",
        "    The ferry casts off",
        "    It rains.",
        "    photo: https://gazette.example/ferry.jpg The ferry. (A. Gull)",
        "",
        "background: 1",
        "  delegations: Who is there  delegations:4fcbed614238",
        "    Two delegations.",
        "    https://gazette.example/talks",
        "",
        "left out: 1",
        "  “Live”: a part of the page beside its posts",
    ]


@pytest.mark.usefixtures("no_network")
async def test_the_same_for_machines(file: Path) -> None:
    told: dict[str, Any] = json.loads(await shown(str(file), machine=True))

    assert (told["format"], told["refused"], told["live"]) == ("timed", None, None)
    assert told["formats"] == [
        {"format": "timed", "sign": "headings or paragraphs that open with a time",
         "posts": 2, "refused": ""},
    ]  # fmt: skip
    assert told["posts"][1] == {
        "key": "14:45",
        "posted_at": "2025-06-02T14:45:00+00:00",
        "headline": "The ferry casts off",
        "body": "It rains.",
        "url": "https://saved.example/",
        "media": [{"kind": "photo", "url": "https://saved.example/ferry.jpg",
                   "caption": "The ferry.", "credit": "A. Gull"}],
        "key_moment": False, "pinned": False, "withdrawn": False,
    }  # fmt: skip
    assert told["end"] == [
        {"who": "title", "says": "live"},
        {"who": "13:05", "says": "“That's all from the”, a goodbye"},
    ]
    assert [entry["what"] for entry in told["dropped"]] == ["Live"]
    assert told["background"] == [
        {
            "key": "delegations:4fcbed614238",
            "kind": "delegations",
            "heading": "Who is there",
            "body": "Two delegations.",
            "url": "https://saved.example/",
            "media": [],
        }
    ]


@pytest.mark.usefixtures("no_network")
async def test_a_page_without_posts_is_told_why(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html><p>Hello</p></html>", encoding="utf-8")

    told = await shown(str(tmp_path / "page.html"))
    machine = json.loads(await shown(str(tmp_path / "page.html"), machine=True))

    assert "format:  none" in told
    assert "no live posts Dateline can read" in told
    assert machine["format"] is None
    assert "no live posts Dateline can read" in machine["refused"]


@pytest.mark.usefixtures("no_network")
async def test_what_is_wrong_with_the_whole_page_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html><p>Hello", encoding="utf-8")
    told = await shown(str(tmp_path / "page.html"))
    assert told.count("The page broke off before its end.") == 1
    assert "format:  none" in told


@pytest.mark.usefixtures("no_network")
async def test_what_cannot_be_had_is_an_error(tmp_path: Path, file: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        await shown(str(tmp_path / "none.html"))
    with pytest.raises(SettingError, match="'Mars' is no time zone"):
        await shown(str(file), timezone="Mars")


def test_every_format_that_finds_something_is_named_and_the_chosen_one_first() -> None:
    elements = [element(n, "<p>Text.</p>", clock=f"2025-06-02T11:0{n}:00Z") for n in (2, 1)]
    both = examine(document(page(blog([update(2), update(1)]), elements)))
    broken = examine(document(page('{"@type": "LiveBlogPosting", oops', elements)))

    assert [(one.format, one.posts) for one in both.verdicts] == [("jsonld", 2), ("elements", 2)]
    assert both.snapshot is not None
    assert both.snapshot.format == "jsonld"
    assert [(one.format, bool(one.refused)) for one in broken.verdicts] == [
        ("jsonld", True), ("elements", False),
    ]  # fmt: skip
    assert broken.snapshot is not None
    assert broken.snapshot.format == "elements"


def test_a_page_that_cannot_be_believed_is_refused_by_all() -> None:
    found: Inspection = examine(document(page(blog([update(1)]))[:-60]))
    assert found.snapshot is None
    assert "broke off" in found.refused
    assert len(found.verdicts) == len(FORMATS)


def test_every_format_says_what_it_is_known_by() -> None:
    assert all(form.sign for form in FORMATS)


@pytest.mark.parametrize(
    ("words", "signs"),
    [
        ("That's it for our live coverage.", ["“That's it for our”, a goodbye"]),
        ("That's it for our live coverage, we are back at seven.", []),
        ("The talks have ended.", ["“talks have ended”, the event and not the coverage"]),
        ("The ferry sails.", []),
    ],
)
def test_signs_of_the_end_in_the_newest_posts(words: str, signs: list[str]) -> None:
    seen = understand(document(page(blog([update(2, words), update(1)]))))
    assert [said for who, said in signs_of_the_end(seen) if who != "title"] == signs


def test_from_the_command_line(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.__main__.set_up_logging", lambda *_: None)

    assert main(["inspect", str(file)]) == 0
    assert "timed" in capsys.readouterr().out

    file.write_text("<html><p>Hello</p></html>", encoding="utf-8")
    assert main(["inspect", str(file), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["format"] is None


async def test_an_address_is_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATELINE_ALLOWED_PRIVATE_HOSTS", "127.0.0.1")
    async with serving() as site:
        told = await shown(site.page("/talks", ARTICLE))
    assert "format: timed" in told
    assert "/talks" in told.splitlines()[0]
