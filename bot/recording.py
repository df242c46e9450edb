"""A folder of recorded readings: one file for each answer that differed, one index line for each.

A line is JSON: `at`, `url`, and either `file` with what is needed to read it again, or `failure`,
or neither for an answer that was the same as the last.
"""

import asyncio
import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TextIO
from zoneinfo import ZoneInfo

from bot import pace
from bot.errors import DatelineError, NotModified, SourceError, TryLater
from bot.model import Source
from bot.replay import Take
from bot.sources.document import Kind, read_document
from bot.sources.fetch import Fetched

INDEX = "index.jsonl"

_SUFFIX = {Kind.HTML: ".html", Kind.XML: ".xml", Kind.JSON: ".json", Kind.OTHER: ".bin"}

Line = dict[str, Any]


class Fetches(Protocol):
    """What the recorder needs of a `bot.sources.fetch.Fetcher`."""

    async def fetch(
        self, url: str, *, etag: str = "", last_modified: str = "", body_hash: str = ""
    ) -> Fetched:
        """The answer at `url`; NotModified if it is the one known by these validators."""
        ...


class Folder:
    """A folder of recorded readings, to be added to."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(path, error) from error

    def keep(self, at: datetime, url: str, fetched: Fetched, timezone: str) -> None:
        """Keep an answer: its bytes as they came, and the headers that tell how to read them."""
        document = read_document(
            fetched.url, fetched.body, fetched.content_type, fetched_at=at, timezone=timezone
        )
        digest = hashlib.sha256(fetched.body).hexdigest()
        name = f"{at:%Y%m%dT%H%M%S}-{digest[:12]}{_SUFFIX[document.kind]}"
        self._write(
            at,
            url,
            {
                "file": name,
                "from": fetched.url,
                "timezone": timezone,
                "headers": {
                    "content-type": fetched.content_type,
                    "etag": fetched.etag,
                    "last-modified": fetched.last_modified,
                },
            },
            fetched.body,
        )

    def note_unchanged(self, at: datetime, url: str) -> None:
        """Note that the answer was the same as the last."""
        self._write(at, url, {})

    def note_failure(self, at: datetime, url: str, words: str) -> None:
        """Note why there was no answer to keep."""
        self._write(at, url, {"failure": words})

    def _write(self, at: datetime, url: str, line: Line, body: bytes | None = None) -> None:
        whole = {"at": at.isoformat(), "url": url} | line
        try:
            if body is not None:  # first, so that no line ever names a file that is not there
                (self._path / line["file"]).write_bytes(body)
            with (self._path / INDEX).open("a", encoding="utf-8") as index:
                index.write(json.dumps(whole, ensure_ascii=False) + "\n")
        except OSError as error:
            raise _unusable(self._path, error) from error


def recorded(path: Path) -> Iterator[Take]:
    """The readings in a folder, in the order in which they were made.

    Raises DatelineError when the folder holds no recording, or one that cannot be read.
    """
    try:
        lines = (path / INDEX).read_text(encoding="utf-8").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError) as error:
        what = error.strerror if isinstance(error, OSError) else f"{INDEX} is no text"
        raise DatelineError(
            f"{path} holds no recording ({what}); make one with `dateline record`."
        ) from error
    for number, line in enumerate(lines, start=1):
        if not line.endswith("\n"):  # the recorder was killed while it wrote this one
            return
        try:
            yield _take(path, json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            raise DatelineError(
                f"line {number} of {path / INDEX} cannot be read ({error}); take it out."
            ) from error


def _take(path: Path, line: Mapping[str, Any]) -> Take:
    at, url = datetime.fromisoformat(line["at"]), str(line["url"])
    if at.tzinfo is None:
        raise ValueError("its time has no zone")
    if "file" not in line:
        return Take(at, url, failure=str(line.get("failure", "")))
    name = str(line["file"])
    if Path(name).name != name:
        raise ValueError("its file is outside the folder")
    ZoneInfo(line["timezone"])
    document = read_document(
        str(line["from"]),
        (path / name).read_bytes(),
        str(line["headers"]["content-type"]),
        fetched_at=at,
        timezone=line["timezone"],
    )
    return Take(at, url, document)


@dataclass(frozen=True, slots=True)
class Recorder:
    """Reads sources at a polite pace and keeps what they answer, until it is cancelled."""

    folder: Folder
    fetcher: Fetches
    bounds: pace.Bounds
    timezone: str
    clock: Callable[[], datetime]
    out: TextIO
    chance: Callable[[], float] = random.random

    async def run(self, sources: Sequence[Source], stop: asyncio.Event) -> None:
        """Record every source until `stop` is set. A reading under way then is given up."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._follow(source)) for source in sources]
            await stop.wait()
            for task in tasks:
                task.cancel()

    async def _follow(self, source: Source) -> None:
        while True:
            source = await self.read_once(source)
            due = source.next_poll_at or self.clock()
            await asyncio.sleep((due - self.clock()).total_seconds())

    async def read_once(self, source: Source) -> Source:
        """Read a source and keep the answer; the source as it stands then, its next poll set."""
        try:
            fetched = await self.fetcher.fetch(
                source.url,
                etag=source.etag,
                last_modified=source.last_modified,
                body_hash=source.body_hash,
            )
        except NotModified:
            now = self.clock()
            self.folder.note_unchanged(now, source.url)
            return self._read(source, now)
        except SourceError as error:
            return self._failed(source, error)
        now = self.clock()
        self.folder.keep(now, source.url, fetched, self.timezone)
        print(
            f"{now:%Y-%m-%d %H:%M:%S}  {len(fetched.body):,} bytes  {source.url}",
            file=self.out,
            flush=True,
        )
        known = replace(
            source,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            body_hash=fetched.body_hash,
            last_good_at=now,
        )
        return self._read(known, now, asked=fetched.not_before)

    def _read(self, source: Source, now: datetime, asked: float = 0.0) -> Source:
        """The pause grows from the last answer that differed, which `last_good_at` is here."""
        active_at = source.last_good_at or now
        again = pace.after_success(now, self.bounds, active_at=active_at, asked=asked)
        return replace(source, failures=0, next_poll_at=again)

    def _failed(self, source: Source, error: SourceError) -> Source:
        now, failures = self.clock(), source.failures + 1
        self.folder.note_failure(now, source.url, str(error))
        self._tell(now, source.url, str(error))
        asked = error.seconds if isinstance(error, TryLater) else 0.0
        again = pace.after_failure(
            now, self.bounds, failures=failures, chance=self.chance(), asked=asked
        )
        return replace(source, failures=failures, next_poll_at=again)

    def _tell(self, now: datetime, url: str, words: str) -> None:
        print(f"{now:%Y-%m-%d %H:%M:%S}  {url}  {words}", file=self.out, flush=True)


def _unusable(path: Path, error: OSError) -> DatelineError:
    return DatelineError(f"the folder {path} cannot be written to: {error.strerror or error}")
