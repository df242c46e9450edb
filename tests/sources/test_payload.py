"""JSON as a document, or inside a page."""

import json

import pytest
from herald import document

from bot.errors import SnapshotRefused
from bot.sources.payload import payloads, record, records, words

ANSWER = '{"outer": {"entries": [{"id": 1}]}, "other": [[{"entries": 2}]]}'


def found(text: str, *marks: str) -> list[object]:
    return [one["entries"] for one in payloads(document(text), *marks) if "entries" in one]


def test_every_object_at_any_depth() -> None:
    assert found(ANSWER, "entries") == [[{"id": 1}], 2]


def test_a_document_without_the_marks_is_not_even_parsed() -> None:
    assert found(ANSWER, "entries", "liveTextStream") == []
    assert found('{"broken', "entries") == []


def test_scripts_of_a_page_are_looked_into_and_broken_ones_passed_over() -> None:
    page = (
        f'<html><script type="application/json">{{"entries": oops}}</script>'
        f'<script type="application/json">{ANSWER}</script>'
        f'<script>var x = {{"entries": 3}}</script></html>'
    )
    assert found(page, "entries") == [[{"id": 1}], 2]


BIG = json.dumps({"entries": [{"id": number, "said": "it's “fine”\n"} for number in range(9)]})


@pytest.mark.parametrize(
    "script",
    [
        f"window.__STATE__ = {BIG};",
        f"window.__STATE__ = {json.dumps(BIG)};",
        f"window.__STATE__ = JSON.parse({json.dumps(BIG)});",
        "window.__STATE__ = JSON.parse('" + BIG.replace("\\", "\\\\").replace("'", "\\'") + "');",
        f"Kit.push(function() {{ Kit.set('/data/stream', {BIG}); }});",
        f"var a = {{b: [1, c]}}, d = 'e'; (() => {{}})(\"f\"); window.s = {BIG}",
        f'window.s = {BIG[:-1]}, "more": undefined, "said": "undefined"}};',
    ],
)
def test_the_state_that_a_script_is_given_is_read(script: str) -> None:
    page = f"<html><body><script>{script}</script></body></html>"
    assert [[one["id"] for one in entries] for entries in found(page, "entries")] == [
        list(range(9))
    ]


def test_a_script_is_not_searched_for_ever() -> None:
    page = "<html><body><script>" + "f([" * 500 + f"; window.s = {BIG}</script></body></html>"
    assert found(page, "entries") == []


@pytest.mark.parametrize("text", [ANSWER[:-1] + ",}", "[" * 100_000 + '"entries"' + "]" * 100_000])
def test_a_broken_or_absurd_answer_is_refused(text: str) -> None:
    with pytest.raises(SnapshotRefused, match="broken or cut"):
        list(payloads(document(text, "application/json"), "entries"))


def test_values_of_the_wrong_kind_are_nothing() -> None:
    assert (record([1]), record({"a": 1})) == ({}, {"a": 1})
    assert (records("x"), records([{"a": 1}, 2])) == ([], [{"a": 1}])
    assert [words(value) for value in ("x", 5, 1.5, True, None, [])] == [
        "x", "5", "1.5", "", "", "",
    ]  # fmt: skip
