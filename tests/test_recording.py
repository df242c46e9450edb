"""Recording a source into a folder, and what is read from it again."""

import asyncio
import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from herald import URL, blog, item, page, rss, update

from bot import pace
from bot.errors import DatelineError, NotModified, SourceError, TryLater
from bot.model import Source
from bot.recording import INDEX, Folder, Recorder, recorded
from bot.sources.document import Kind
from bot.sources.fetch import Fetched

NOON = datetime(2025, 6, 2, 12, 0, tzinfo=UTC)
SOURCE = Source(id=0, coverage_id=0, url=URL)


def answer(body: str | bytes, content_type: str = "text/html; charset=utf-8") -> Fetched:
    return Fetched(
        url=f"{URL}?from=redirect",
        body=body.encode() if isinstance(body, str) else body,
        content_type=content_type,
        etag='"e1"',
        last_modified="Mon, 02 Jun 2025 12:00:00 GMT",
        body_hash="h1",
        not_before=0.0,
    )


@dataclass
class Server:
    """Answers what it was told to, in turn; the last one for ever. Notes what it was asked."""

    answers: list[Fetched | SourceError]
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    async def fetch(
        self, url: str, *, etag: str = "", last_modified: str = "", body_hash: str = ""
    ) -> Fetched:
        self.asked.append((etag, last_modified, body_hash))
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(given, SourceError):
            raise given
        return given


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def kept(folder: Path) -> list[str]:
    """The kinds of file in a folder."""
    return sorted(file.suffix for file in folder.iterdir())


def recorder(folder: Path, *answers: Fetched | SourceError) -> Recorder:
    return Recorder(
        folder=Folder(folder),
        fetcher=Server(list(answers)),
        bounds=pace.Bounds(10, 300),
        timezone="Europe/Istanbul",
        clock=Clock(),
        out=io.StringIO(),
        chance=lambda: 0.0,
    )


async def test_an_answer_comes_back_byte_for_byte_with_what_tells_how_to_read_it(
    tmp_path: Path,
) -> None:
    markup = page(blog([update(1)]))
    await recorder(tmp_path, answer(markup)).read_once(SOURCE)
    (take,) = recorded(tmp_path)
    assert (take.at, take.url, take.failure) == (NOON, URL, "")
    assert take.document is not None
    assert take.document.body == markup.encode()
    assert take.document.url == f"{URL}?from=redirect"
    assert take.document.timezone == "Europe/Istanbul"
    assert take.document.fetched_at == NOON
    assert kept(tmp_path) == [".html", ".jsonl"]


async def test_a_feed_in_an_old_encoding_is_read_as_its_header_said(tmp_path: Path) -> None:
    body = rss(item(1, "Переговоры")).replace("utf-8", "windows-1251").encode("windows-1251")
    fetched = answer(body, "application/rss+xml; charset=windows-1251")
    await recorder(tmp_path, fetched).read_once(SOURCE)
    (take,) = recorded(tmp_path)
    assert take.document is not None
    assert take.document.kind is Kind.XML
    assert "Переговоры" in take.document.text


async def test_an_unchanged_answer_and_a_failure_are_a_line_each_and_no_file(
    tmp_path: Path,
) -> None:
    it = recorder(
        tmp_path, answer("<p>one</p>"), NotModified("same"), SourceError("It did not answer.")
    )
    source = SOURCE
    for _ in range(3):
        source = await it.read_once(source)
    first, same, failed = recorded(tmp_path)
    assert first.document is not None
    assert (same.document, same.failure) == (None, "")
    assert (failed.document, failed.failure) == (None, "It did not answer.")
    assert kept(tmp_path) == [".html", ".jsonl"]


async def test_the_next_request_carries_what_the_last_answer_gave(tmp_path: Path) -> None:
    it = recorder(tmp_path, answer("<p>one</p>"))
    await it.read_once(await it.read_once(SOURCE))
    assert isinstance(it.fetcher, Server)
    assert it.fetcher.asked == [
        ("", "", ""),
        ('"e1"', "Mon, 02 Jun 2025 12:00:00 GMT", "h1"),
    ]


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        (answer("<p>one</p>"), 10),
        (SourceError("It did not answer."), 20),
        (TryLater("Too often.", 900), 900),
    ],
)
async def test_the_pace_is_polite(
    tmp_path: Path, given: Fetched | SourceError, seconds: float
) -> None:
    after = await recorder(tmp_path, given).read_once(SOURCE)
    assert after.next_poll_at == NOON + timedelta(seconds=seconds)


async def test_a_page_that_stays_the_same_is_asked_less_often(tmp_path: Path) -> None:
    it = recorder(tmp_path, answer("<p>one</p>"), NotModified("same"))
    source = await it.read_once(SOURCE)
    assert isinstance(it.clock, Clock)
    it.clock.now = NOON + timedelta(hours=1)
    assert (await it.read_once(source)).next_poll_at == it.clock.now + timedelta(seconds=120)


async def test_it_ends_when_told_even_in_the_middle_of_a_long_pause(tmp_path: Path) -> None:
    it, stop = recorder(tmp_path, TryLater("Come back tomorrow.", 86_400)), asyncio.Event()

    async def stop_after_the_first() -> None:
        while not (tmp_path / INDEX).exists():
            await asyncio.sleep(0)
        stop.set()

    async with asyncio.timeout(5):
        await asyncio.gather(it.run([SOURCE], stop), stop_after_the_first())
    (take,) = recorded(tmp_path)
    assert take.failure == "Come back tomorrow."


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatelineError, match="cannot be written to"):
        Folder(tmp_path / "file" / "folder")


def test_a_folder_without_a_recording_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(DatelineError, match="dateline record"):
        list(recorded(tmp_path))


def test_a_last_line_that_was_cut_is_left_out(tmp_path: Path) -> None:
    Folder(tmp_path).note_unchanged(NOON, URL)
    with (tmp_path / INDEX).open("a") as index:
        index.write('{"at": "2025-06-0')
    assert [take.at for take in recorded(tmp_path)] == [NOON]


@pytest.mark.parametrize(
    "broken",
    [
        "no JSON",
        "[]",
        "{}",
        json.dumps({"at": "2025-06-02T12:00:00", "url": URL}),
        json.dumps({"at": NOON.isoformat(), "url": URL, "file": "gone.html"}),
        json.dumps({
            "at": NOON.isoformat(), "url": URL, "from": URL, "timezone": "UTC",
            "headers": {"content-type": "text/html"}, "file": "../outside.html",
        }),
        json.dumps({
            "at": NOON.isoformat(), "url": URL, "from": URL, "timezone": "Mars/Olympus",
            "headers": {"content-type": "text/html"}, "file": "here.html",
        }),
    ],
)  # fmt: skip
def test_a_broken_line_is_named_by_its_number(tmp_path: Path, broken: str) -> None:
    (tmp_path.parent / "outside.html").write_text("not ours")
    (tmp_path / "here.html").write_text("ours")
    (tmp_path / INDEX).write_text(f"{broken}\n")
    with pytest.raises(DatelineError, match=r"line 1 of .* cannot be read"):
        list(recorded(tmp_path))
