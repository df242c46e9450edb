"""JSON lists of posts, whatever their maker calls the parts; and the state of a page."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from herald import document, keys

from bot.errors import SourceError
from bot.model import Snapshot
from bot.sources.read import understand

STAMP = "2025-06-02T11:{:02}:00Z"


def read(data: object, kind: str = "application/json") -> Snapshot:
    text = data if isinstance(data, str) else json.dumps(data)
    return understand(document(text, kind, timezone="Europe/London"))


def norkon(number: int, **fields: object) -> dict[str, Any]:
    return {
        "id": 100 + number,
        "created": STAMP.format(number),
        "title": f"Step {number}",
        "content": f"<p>The <b>delegations</b> finished step {number}.</p>",
    } | fields


def financial(number: int, **fields: object) -> dict[str, Any]:
    return {
        "postId": f"a{number}-11",
        "title": f"Step {number}",
        "bodyHTML": f"<p>The delegations finished step {number}.</p>",
        "publishedDate": STAMP.format(number),
    } | fields


def tickaroo(number: int, **fields: object) -> dict[str, Any]:
    return {
        "_type": "Tik::Model::Event",
        "local_id": f"e{number}",
        "title": f"Step {number}",
        "text": f"The delegations finished step {number}.",
        "created_at": int(datetime(2025, 6, 2, 11, number, tzinfo=UTC).timestamp()),
    } | fields


@pytest.mark.parametrize(
    ("data", "first", "last"),
    [
        ([norkon(2), norkon(1)], "101", "102"),
        ({"posts": [norkon(2), norkon(1)]}, "101", "102"),
        ({"posts": [financial(2), financial(1)]}, "a1-11", "a2-11"),
        ({"ticker": {"events": [tickaroo(2), tickaroo(1)]}}, "e1", "e2"),
        ({"data": {"liveblog": {"edges": [{"node": 1}], "entries": [financial(1), financial(2)]}}},
         "a1-11", "a2-11"),
    ],
)  # fmt: skip
def test_a_list_of_posts_is_read_whoever_made_it(data: object, first: str, last: str) -> None:
    got = read(data)

    assert got.format == "postlist"
    assert keys(got.posts) == [first, last]
    assert got.posts[0].headline == "Step 1"
    assert got.posts[0].body.value == "The delegations finished step 1."
    assert got.posts[0].posted_at == datetime(2025, 6, 2, 11, 1, tzinfo=UTC)


def test_the_text_keeps_its_form_and_its_pictures() -> None:
    content = "<p>The <b>quay</b>.</p><img src='/quay.jpg'>"
    image = {"url": "https://herald.example/ferry.jpg", "caption": "The ferry", "credit": "Herald"}

    (post,) = read([norkon(1, content=content, image=image)]).posts

    assert [span.style for span in post.body.spans] == ["bold"]
    assert [(item.url, item.caption, item.credit) for item in post.media] == [
        ("https://herald.example/ferry.jpg", "The ferry", "Herald"),
        ("https://herald.example/quay.jpg", "", ""),
    ]


def test_a_text_may_come_in_parts() -> None:
    parts = [
        {"type": "text", "text": "The ferry casts off."},
        {"type": "text", "html": "It rains."},
    ]
    assert read([norkon(1, content=parts)]).posts[0].body.value == (
        "The ferry casts off.\n\nIt rains."
    )


@pytest.mark.parametrize(
    "mark",
    [
        {"deleted": True},
        {"isDeleted": True},
        {"status": "deleted"},
        {"state": "unpublished"},
    ],
)
def test_what_is_deleted_stays_listed_and_is_withdrawn(mark: dict[str, object]) -> None:
    got = read({"events": [tickaroo(2), tickaroo(1, **mark)]})
    assert [post.withdrawn for post in got.posts] == [True, False]


@pytest.mark.parametrize(
    ("mark", "key", "pinned"),
    [
        ({"isBreakingNews": True}, True, False),
        ({"standout": {"breakingNews": True}}, True, False),
        ({"isKeyEvent": True}, True, False),
        ({"highlight": "milestone"}, True, False),
        ({"highlight": "sticky"}, True, True),
        ({"isPinned": True}, False, True),
        ({"isPinned": False, "isBreakingNews": "no"}, False, False),
    ],
)
def test_marks(mark: dict[str, object], key: bool, pinned: bool) -> None:  # noqa: FBT001 - columns of the table
    post = read([financial(2), financial(1, **mark)]).posts[0]
    assert (post.key_moment, post.pinned) == (key, pinned)


def test_the_page_says_its_title_and_whether_it_is_live() -> None:
    got = read({"title": "Harbour talks", "isLive": False, "posts": [norkon(2), norkon(1)]})
    assert (got.title, got.live) == ("Harbour talks", False)
    assert read({"ticker": {"title": "Talks", "events": [tickaroo(1)]}}).title == "Talks"


@pytest.mark.parametrize(
    "data",
    [
        {"comments": [norkon(2), norkon(1)]},
        {"related": {"items": [norkon(2), norkon(1)]}},
        {"posts": [{"id": 1, "title": "No time"}, {"id": 2, "title": "Nor here"}]},
        {"posts": [{"created": STAMP.format(1), "title": "No id"}]},
        {"posts": [{"id": 1, "created": STAMP.format(1)}]},
        {"posts": ["Only", "words"]},
        {"count": 3},
        [],
    ],
)
def test_what_only_looks_like_posts_is_left_alone(data: object) -> None:
    with pytest.raises(SourceError, match="no live posts"):
        read(data)


def test_the_list_that_says_most_is_the_posts() -> None:
    short = [norkon(9, content="Tea.")]
    assert keys(read({"latest": short, "all": [norkon(2), norkon(1)]}).posts) == ["101", "102"]


# --- The state of a page --------------------------------------------------------------------------


def live_update(number: int) -> dict[str, Any]:
    return {
        "__typename": "LiveBlogUpdate",
        "id": str(450 + number),
        "title": f"Step {number}",
        "date": f"2025-06-02T12:{number:02}:00",
        "content": f"<p>The delegations finished step {number}.</p>",
    }


STATE = {
    "LiveBlog:1": {"__typename": "LiveBlog", "id": "1", "isLive": True, "children": [452, 451]},
    "LiveBlogUpdate:451": live_update(1),
    "LiveBlogUpdate:452": live_update(2),
    "Post:7": {"__typename": "Post", "id": "7", "title": "Another story",
               "date": "2025-06-02T12:30:00", "content": "Elsewhere."},
}  # fmt: skip


def in_page(script: str) -> str:
    return (
        "<!doctype html><html lang='en'><head><title>Harbour talks</title></head><body>"
        f"<h1>Harbour talks</h1><script>{script}</script></body></html>"
    )


@pytest.mark.parametrize(
    "script",
    [
        f"window.__APOLLO_STATE__ = {json.dumps(STATE)};",
        f"window.__APOLLO_STATE__ = JSON.parse({json.dumps(json.dumps(STATE))});",
        "window.s = JSON.parse('" + json.dumps(STATE).replace("\\", "\\\\") + "');",
        "var a=1;(()=>{})({b:[c]});window.s=" + json.dumps(STATE)[:-1] + ',"x":undefined};go("x")',
    ],
)
def test_live_updates_are_found_in_the_state_of_a_page(script: str) -> None:
    got = read(in_page(script), "text/html")

    assert got.format == "postlist"
    assert keys(got.posts) == ["451", "452"]
    assert got.posts[0].posted_at == datetime(2025, 6, 2, 11, 1, tzinfo=UTC)
    assert got.title == "Harbour talks"


def test_other_records_of_a_page_are_no_posts() -> None:
    state = {"articles": [norkon(3), norkon(2), norkon(1)]}
    with pytest.raises(SourceError):
        read(in_page(f"window.__STATE__ = {json.dumps(state)};"), "text/html")
