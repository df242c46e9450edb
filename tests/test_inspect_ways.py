"""`dateline inspect` with a format or with selectors: a page tried offline, as an editor would."""

from pathlib import Path

import pytest

from bot.__main__ import main

STUBBORN = (
    '<!doctype html><html lang="en"><title>Harbour talks</title><main>'
    '<div class="row"><b>15:40</b><i>A break</i><span>Everybody is at lunch.</span></div>'
    '<div class="row"><b>15:20</b><i>Arrival</i><span>Three cars came.</span></div></main></html>'
)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "saved.html"
    path.write_text(STUBBORN, encoding="utf-8")
    return str(path)


def run(*arguments: str) -> int:
    return main(["inspect", *arguments])


def test_selectors_are_tried(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    parts = ("post=div.row", "time=b", "title=i", "body=span")
    assert run(file, *(word for part in parts for word in ("--selector", part))) == 0
    told = capsys.readouterr().out
    assert "format: selectors (the CSS selectors that an editor has given): 2 posts" in told
    assert "A break\n    Everybody is at lunch." in told


def test_selectors_may_hold_equals_signs(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, "--selector", "post=div[class=row]") == 0
    assert "2 posts" in capsys.readouterr().out


def test_a_format_is_asked_alone(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, "--format", "feed") == 1
    assert (
        "Read as “feed” (an RSS, Atom or RDF feed), it shows no posts." in capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("--selector", "post=a[["), "“post: a[[” is no CSS selector"),
        (("--selector", "time=b"), "The line “post: …” is missing"),
        (("--selector", "b"), "“b” is not understood"),
        (("--format", "teletext"), "There is no format “teletext”"),
    ],
)
def test_what_is_wrong_is_said(
    file: str, capsys: pytest.CaptureFixture[str], wrong: tuple[str, ...], told: str
) -> None:
    assert run(file, *wrong) == 1
    assert told in capsys.readouterr().err
