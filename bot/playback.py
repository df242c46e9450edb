"""`dateline record` and `dateline replay`: what is printed, and where it comes from."""

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from bot import pace
from bot.background import SectionNews
from bot.clients import make_fetcher
from bot.model import ChangeKind, Post, Source
from bot.recording import Folder, Recorder, recorded
from bot.replay import Step, Told, ToldSection, looks, play, tally
from bot.running import utc_now
from bot.settings import Settings
from storage import Database, Store

_AROUND = 30
"""Characters of what stayed the same that are shown on either side of an edit."""

_LONGEST = 300


async def record(
    settings: Settings, what: str, folder: Path, stop: asyncio.Event, out: TextIO
) -> None:
    """Record an address, or every source of the coverage with this number, until `stop`."""
    sources, timezone = await _sources(settings, what)
    async with make_fetcher(settings, utc_now) as fetcher:
        recorder = Recorder(
            folder=Folder(folder),
            fetcher=fetcher,
            bounds=pace.Bounds(settings.poll_min_seconds, settings.poll_max_seconds),
            timezone=timezone,
            clock=utc_now,
            out=out,
        )
        await recorder.run(sources, stop)


async def _sources(settings: Settings, what: str) -> tuple[list[Source], str]:
    if not what.isdecimal():
        return [Source(id=0, coverage_id=0, url=what)], settings.timezone
    database = Database.open(settings.database_url)
    try:
        coverages = Store.open(database).coverages
        coverage = await coverages.get(int(what))
        found = await coverages.sources(coverage.id)
    finally:
        await database.close()
    fresh = [Source(id=one.id, coverage_id=coverage.id, url=one.url) for one in found]
    return fresh, coverage.timezone


def replay(folder: Path, out: TextIO, *, patience: int, machine: bool = False) -> None:
    """Print what the recorded readings would have told, and a closing count.

    With `machine` that is a JSON object a line, the last one the count.
    """
    steps: list[Step] = []
    broken: dict[str, str] = {}
    for step in play(looks(recorded(folder)), patience=patience):
        steps.append(step)
        was, broken[step.look.url] = broken.get(step.look.url, ""), step.refused
        if not machine and step.refused != was:
            print(_health(step), file=out)
        for told in step.told:
            print(_as_json(step, told) if machine else _as_text(step.look.at, told), file=out)
        for section in step.sections:
            print(_section_as_json(step, section) if machine else _section(step, section), file=out)
    counts = tally(steps)
    print(json.dumps({"count": counts}) if machine else _closing(counts), file=out)


def _as_text(at: datetime, told: Told) -> str:
    post = told.after
    title = post.headline or post.body.value
    line = f"{at:%Y-%m-%d %H:%M:%S}  {told.kind:<9}  {post.key}  {_one_line(title, 80)}"
    if told.before is None or told.kind is not ChangeKind.EDITED:
        return line
    old, new = _difference(_words(told.before), _words(post))
    return f"{line}\n{'':21}- {old}\n{'':21}+ {new}"


def _as_json(step: Step, told: Told) -> str:
    post = told.after
    line: dict[str, Any] = {
        "at": step.look.at.isoformat(),
        "source": step.look.url,
        "kind": told.kind,
        "key": post.key,
        "headline": post.headline,
        "posted_at": post.posted_at.isoformat(),
        "text": post.body.value,
        "media": [item.url for item in post.media],
    }
    if told.before is not None:
        line["before"] = {
            "headline": told.before.headline,
            "text": told.before.body.value,
            "media": [item.url for item in told.before.media],
        }
    return json.dumps(line, ensure_ascii=False)


def _section(step: Step, told: ToldSection) -> str:
    after = told.after
    line = f"{step.look.at:%Y-%m-%d %H:%M:%S}  section {told.news}  {_one_line(_name(told), 80)}"
    if told.before is None or told.news is not SectionNews.REVISED:
        return line
    old, new = _difference(
        " ".join(f"{told.before.heading} / {told.before.body.value}".split()),
        " ".join(f"{after.heading} / {after.body.value}".split()),
    )
    return f"{line}\n{'':21}- {old}\n{'':21}+ {new}"


def _name(told: ToldSection) -> str:
    return f"({told.after.kind}) {told.after.heading}".rstrip()


def _section_as_json(step: Step, told: ToldSection) -> str:
    after = told.after
    line: dict[str, Any] = {
        "at": step.look.at.isoformat(),
        "source": step.look.url,
        "kind": f"section {told.news}",
        "key": after.key,
        "about": after.kind,
        "heading": after.heading,
        "text": after.body.value,
        "url": after.url,
        "revision": after.revision,
    }
    if told.before is not None:
        line["before"] = {"heading": told.before.heading, "text": told.before.body.value}
    return json.dumps(line, ensure_ascii=False)


def _health(step: Step) -> str:
    state = f"not believed: {step.refused}" if step.refused else "readable again"
    return f"{step.look.at:%Y-%m-%d %H:%M:%S}  {state}"


def _closing(counts: dict[str, int]) -> str:
    readings = (
        f"{counts['readings']} readings, {counts['unchanged']} of them unchanged and "
        f"{counts['refused']} not believed."
    )
    kinds = [*ChangeKind, *(f"sections {news}" for news in SectionNews)]
    changes = ", ".join(f"{counts[kind]} {kind}" for kind in kinds if counts[kind])
    return f"\n{readings} {counts['history']} posts at first sight; {changes or 'no changes'}."


def _words(post: Post) -> str:
    media = (f"[{item.kind} {item.url} {item.caption} {item.credit}]" for item in post.media)
    return " ".join(" / ".join((post.headline, post.body.value, *media)).split())


def _difference(old: str, new: str) -> tuple[str, str]:
    """Both texts without what they begin and end with in common, but for a few characters."""
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    first = max(start - _AROUND, 0)

    def part(text: str) -> str:
        last = min(len(text) - end + _AROUND, len(text))
        around = f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"
        return _one_line(around, _LONGEST)

    return part(old), part(new)


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _one_line(text: str, longest: int) -> str:
    words = "".join(sign if sign.isprintable() else " " for sign in " ".join(text.split()))
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
