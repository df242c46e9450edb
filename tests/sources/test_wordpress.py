"""The WordPress liveblog plugin: entries that are new, updated or deleted."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from herald import bodies, document, keys

from bot.errors import SourceError
from bot.model import Snapshot
from bot.sources.read import understand

FIRST = int(datetime(2025, 6, 2, 11, 0, tzinfo=UTC).timestamp())
Entry = dict[str, Any]


def entry(number: int, kind: str = "new", **fields: object) -> Entry:
    return {
        "id": str(number),
        "type": kind,
        "render": f"<p>Text {number}.</p>",
        "content": "not read when rendered",
        "timestamp": FIRST + number * 60,
        "entry_time": FIRST + number * 60,
        "key_event": False,
    } | fields


def read(*entries: Entry) -> Snapshot:
    answer = {"entries": list(entries), "page": 1, "pages": 3}
    return understand(document(json.dumps(answer), "application/json"))


def test_entries_become_posts() -> None:
    got = read(entry(2, key_event=True), entry(1))

    assert got.format == "wordpress"
    assert keys(got.posts) == ["1", "2"]
    assert bodies(got.posts) == ["Text 1.", "Text 2."]
    assert [post.key_moment for post in got.posts] == [False, True]
    assert got.posts[0].posted_at == datetime(2025, 6, 2, 11, 1, tzinfo=UTC)


def test_an_update_replaces_the_entry_and_keeps_its_time() -> None:
    later = FIRST + 3600
    updated = entry(1, "update", render="<p>Corrected.</p>", timestamp=later)

    for listed in ([updated, entry(2), entry(1)], [entry(2), entry(1), updated]):
        got = read(*listed)
        assert sorted(bodies(got.posts)) == ["Corrected.", "Text 2."]
        assert {post.key: post.posted_at for post in got.posts}["1"] == datetime(
            2025, 6, 2, 11, 1, tzinfo=UTC
        )


def test_a_deletion_withdraws() -> None:
    got = read(entry(2), entry(1, "delete", render="", content="", timestamp=FIRST + 3600),
               entry(1))  # fmt: skip
    assert {post.key: post.withdrawn for post in got.posts} == {"1": True, "2": False}


def test_overlapping_windows_repeat_entries() -> None:
    assert keys(read(entry(2), entry(2), entry(1)).posts) == ["1", "2"]


@pytest.mark.parametrize(
    "markup", ["<p>/key It rains.</p>", "/key It rains.", "<p> /KEY It rains."]
)
def test_the_editors_command_is_not_text(markup: str) -> None:
    assert bodies(read(entry(1, render=markup)).posts)[0].startswith("It rains")


def test_unrendered_entries_are_read_as_well() -> None:
    assert bodies(read(entry(1, render="", content="It <b>rains</b>.")).posts) == ["It rains."]


def test_pictures_of_the_entry_are_taken_and_the_authors_face_is_not() -> None:
    face = "<img src='https://face.example/a.jpg'>"
    got = read(entry(1, avatar_img=face, render="<p>Look.<img src='https://m.example/b.jpg'></p>"))
    assert [item.url for item in got.posts[0].media] == ["https://m.example/b.jpg"]


def test_nothing_yet_is_an_empty_page() -> None:
    assert read().posts == ()


@pytest.mark.parametrize("answer", [{"entries": 3}, {"entries": [{"id": 1, "type": "page"}]}])
def test_other_json_with_entries_is_not_ours(answer: dict[str, object]) -> None:
    with pytest.raises(SourceError, match="no live posts"):
        understand(document(json.dumps(answer), "application/json"))
