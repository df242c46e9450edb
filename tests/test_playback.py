"""What `dateline replay` prints, for people and for machines."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from herald import URL, blog, page, update

from bot.__main__ import main
from bot.recording import Folder
from bot.sources.fetch import Fetched

NOON = datetime(2025, 6, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A short morning at the Herald: two posts, a cut page, news, an edit, a post taken back."""
    kept = Folder(tmp_path)
    first = [update(1), update(2)]
    pages = [
        page(blog(first)),
        page(blog(first))[:300],
        page(blog([*first, update(3, "The sides met.")])),
        page(blog([*first, update(3, "The sides met, and agreed to meet again.")])),
        page(blog([update(1), update(3, "The sides met, and agreed to meet again.")])),
    ]
    for number, body in enumerate(pages):
        fetched = Fetched(URL, body.encode(), "text/html", "", "", "", 0.0)
        kept.keep(NOON + timedelta(seconds=10 * number), URL, fetched, "UTC")
    kept.note_unchanged(NOON + timedelta(seconds=50), URL)
    kept.note_failure(NOON + timedelta(seconds=60), URL, "It did not answer.")
    return tmp_path


def test_people_read_a_line_for_each_change(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(folder), "--patience", "2"]) == 0
    *told, empty, closing = capsys.readouterr().out.splitlines()
    assert told == [
        "2025-06-02 12:00:10  not believed: The page broke off before its end.",
        "2025-06-02 12:00:20  readable again",
        "2025-06-02 12:00:20  posted     post-7003  Step 3 of the talks",
        "2025-06-02 12:00:30  edited     post-7003  Step 3 of the talks",
        "                     - …3 of the talks / The sides met.",
        "                     + …3 of the talks / The sides met, and agreed to meet again.",
        "2025-06-02 12:00:50  withdrawn  post-7002  Step 2 of the talks",
        "2025-06-02 12:01:00  not believed: It did not answer.",
    ]
    assert empty == ""
    assert closing == (
        "7 readings, 1 of them unchanged and 2 not believed. "
        "2 posts at first sight; 1 posted, 1 edited, 1 withdrawn."
    )


def test_machines_read_an_object_for_each_change(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(folder), "--json", "--patience", "2"]) == 0
    *changes, closing = map(json.loads, capsys.readouterr().out.splitlines())
    assert [(line["kind"], line["key"]) for line in changes] == [
        ("posted", "post-7003"),
        ("edited", "post-7003"),
        ("withdrawn", "post-7002"),
    ]
    assert changes[1]["before"]["text"] == "The sides met."
    assert changes[1]["text"] == "The sides met, and agreed to meet again."
    assert changes[1]["at"] == "2025-06-02T12:00:30+00:00"
    assert "before" not in changes[0]
    assert closing["count"]["history"] == 2
    assert closing["count"]["refused"] == 2


def test_outside_text_cannot_forge_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = Folder(tmp_path)
    for number, updates in enumerate(([update(1)], [update(1), update(2, headline="A\x1b[2J\nB")])):
        body = page(blog(updates)).encode()
        fetched = Fetched(URL, body, "text/html", "", "", "", 0.0)
        kept.keep(NOON + timedelta(seconds=number), URL, fetched, "UTC")
    main(["replay", str(tmp_path)])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "post-7002  A [2J B" in out


def test_a_folder_without_a_recording_is_a_line_and_a_bad_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith(
        f"dateline: {tmp_path} holds no recording (No such file or directory); make one"
    )


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """An article whose background is revised between two readings, and loses its venue."""
    kept = Folder(tmp_path)
    posts = "<p>13.05: The sides met.</p><p>14.45: The doors are closed.</p>"
    venue = "<h2>Venue</h2><p>The old customs house.</p>"
    readings = (
        f"{posts}{venue}<h2>Delegations</h2><p>Nine envoys came.</p>",
        f"{posts}<h2>Delegations</h2><p>Eleven envoys came.</p>",
    )
    for number, body in enumerate(readings):
        markup = f"<!doctype html><html><body><article>{body}</article></body></html>"
        fetched = Fetched(URL, markup.encode(), "text/html", "", "", "", 0.0)
        kept.keep(NOON + timedelta(seconds=10 * number), URL, fetched, "UTC")
    return tmp_path


def test_people_read_what_was_revised_around_the_posts(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(article), "--patience", "1"]) == 0
    *told, _, closing = capsys.readouterr().out.splitlines()
    assert told == [
        "2025-06-02 12:00:10  section revised  (delegations) Delegations",
        "                     - Delegations / Nine envoys came.",
        "                     + Delegations / Eleven envoys came.",
        "2025-06-02 12:00:10  section gone  (venue) Venue",
    ]
    assert closing.endswith("1 sections revised, 1 sections gone.")


def test_machines_read_it_too(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(article), "--json", "--patience", "1"]) == 0
    revised, gone, _ = map(json.loads, capsys.readouterr().out.splitlines())
    assert (revised["kind"], revised["about"], revised["revision"]) == (
        "section revised",
        "delegations",
        2,
    )
    assert revised["before"]["text"] == "Nine envoys came."
    assert (revised["text"], gone["kind"]) == ("Eleven envoys came.", "section gone")
