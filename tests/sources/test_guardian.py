"""The blocks of a Guardian live blog, in the page's own model and in the open API's."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from herald import NOW, bodies, document, keys

from bot.errors import SnapshotRefused, SourceError
from bot.model import Snapshot
from bot.sources.read import understand

PAGE = "https://www.theguardian.com/world/live/2025/jun/02/harbour"
FIRST = datetime(2025, 6, 2, 11, 0, tzinfo=UTC)


def text(markup: str) -> dict[str, Any]:
    return {"_type": "model.dotcomrendering.pageElements.TextBlockElement", "html": markup}


def block(number: int, *elements: dict[str, Any], **fields: object) -> dict[str, Any]:
    first = int(FIRST.timestamp() * 1000) + number * 60_000
    marks = {"pinned": False, "keyEvent": False, "summary": False}
    return {
        "id": f"6579e3a48f08e3b7ab1a{number:04}",
        "elements": list(elements) or [text(f"<p>Text {number}.</p>")],
        "attributes": marks | fields.pop("marks", {}),  # type: ignore[dict-item, operator]  # a builder's shortcut
        "blockCreatedOn": first - 5000,
        "blockFirstPublished": first,
        "blockLastUpdated": first - 1000,
    } | fields


def read(*blocks: dict[str, Any], **fields: object) -> Snapshot:
    page = {"webURL": PAGE, "webTitle": "Harbour talks – live", "lang": "en",
            "config": {"isLive": True}, "blocks": list(blocks)} | fields  # fmt: skip
    return understand(document(json.dumps(page), "application/json"))


def test_blocks_become_posts() -> None:
    got = read(block(2, title="Casting off"), block(1))

    assert (got.format, got.title, got.language, got.live) == (
        "guardian", "Harbour talks – live", "en", True,
    )  # fmt: skip
    assert keys(got.posts) == ["6579e3a48f08e3b7ab1a0001", "6579e3a48f08e3b7ab1a0002"]
    assert [post.headline for post in got.posts] == ["", "Casting off"]
    assert got.posts[0].posted_at == datetime(2025, 6, 2, 11, 1, tzinfo=UTC)
    assert got.posts[0].url == f"{PAGE}?page=with:block-{got.posts[0].key}#block-{got.posts[0].key}"


def test_elements_are_joined_and_pointers_left_out() -> None:
    got = read(
        block(
            1,
            text("<p>It <b>rains</b>.</p>"),
            {"_type": "x.RichLinkBlockElement", "text": "Another story ", "url": "https://x.y"},
            {"_type": "x.BlockquoteBlockElement", "html": "<blockquote>Heave ho.</blockquote>"},
        )
    )

    assert bodies(got.posts) == ["It rains.\n\nHeave ho."]
    assert [span.style for span in got.posts[0].body.spans] == ["bold", "blockquote"]
    assert [entry.what for entry in got.dropped] == ["Another story"]


def test_a_picture_comes_in_the_largest_sensible_size_with_its_words() -> None:
    sizes = [
        {"url": f"https://media.example/{width}.jpg", "fields": {"width": str(width)}}
        for width in (140, 1000, 2000, 4000)
    ]
    picture = {
        "_type": "x.ImageBlockElement",
        "media": {"allImages": sizes},
        "data": {"caption": "The <i>ferry</i>", "credit": "Photograph: A. Gull/Example"},
    }
    (photo,) = read(block(1, text("<p>Look.</p>"), picture)).posts[0].media

    assert photo.url == "https://media.example/2000.jpg"
    assert (photo.caption, photo.credit) == ("The ferry", "A. Gull/Example")


def test_a_film_is_taken_only_as_a_file() -> None:
    def film(kind: str, address: str) -> dict[str, Any]:
        return {"_type": "x.GuVideoBlockElement", "assets": [{"mimeType": kind, "url": address}]}

    shown = read(
        block(2, film("video/mp4", "https://media.example/a.mp4")),
        block(1, text("<p>T.</p>"), film("video/m3u8", "https://media.example/a.m3u8")),
    )
    assert [item.url for post in shown.posts for item in post.media] == [
        "https://media.example/a.mp4"
    ]


@pytest.mark.parametrize("mark", ["keyEvent", "summary"])
def test_key_events_and_summaries_are_key_moments(mark: str) -> None:
    got = read(block(2, marks={mark: True}), block(1))
    assert [post.key_moment for post in got.posts] == [False, True]


def test_the_list_of_key_events_counts_as_well() -> None:
    got = read(block(2), block(1), keyEvents=[block(1), block(0)])
    assert [post.key_moment for post in got.posts] == [True, False]


def test_the_pinned_post_may_lie_beyond_the_page_or_on_it() -> None:
    pinned = block(0, marks={"pinned": True})
    for blocks in ([block(3), block(2), block(1)], [block(3), block(2), pinned]):
        got = read(*blocks, pinnedPost=pinned)
        assert [post.key[-1] for post in got.posts if post.pinned] == ["0"]
        assert got.posts[0].key.endswith("0")
        assert len(set(keys(got.posts))) == len(got.posts)


@pytest.mark.parametrize("pinned", [{}, {"id": ""}, {"id": None}, {"id": ["6a"]}, "6a", None])
def test_a_pinned_post_without_an_id_is_none(pinned: object) -> None:
    assert len(read(block(2), block(1), pinnedPost=pinned).posts) == 2
    assert len(read(block(2), block(1), block(3) | {"id": ""}).posts) == 2


@pytest.mark.parametrize(
    ("fields", "live"),
    [
        ({"config": {"isLive": False}}, False),
        ({"config": {}}, None),
        ({"webTitle": "Harbour talks – as it happened"}, False),
    ],
)
def test_whether_it_is_live(fields: dict[str, object], live: bool | None) -> None:  # noqa: FBT001 - a column of the table
    assert read(block(1), **fields).live is live


def test_the_open_api_has_another_shape() -> None:
    body = {
        "id": "6579e3a48f08e3b7ab1a0001",
        "title": "Casting off",
        "bodyHtml": "<p>It rains.</p><figure><img src='https://media.example/a.jpg'>"
        "<figcaption>The ferry. Photograph: A. Gull</figcaption></figure>",
        "attributes": {"keyEvent": "true"},
        "firstPublishedDate": "2025-06-02T11:01:00Z",
    }
    content = {"webUrl": PAGE, "webTitle": "Harbour", "fields": {"liveBloggingNow": "true"},
               "blocks": {"body": [body]}}  # fmt: skip
    got = understand(document(json.dumps({"response": {"content": content}}), "application/json"))

    (post,) = got.posts
    assert (got.format, got.live, post.headline, post.key_moment) == (
        "guardian", True, "Casting off", True,
    )  # fmt: skip
    assert (post.body.value, post.media[0].credit) == ("It rains.", "A. Gull")


def test_the_model_may_stand_inside_a_page() -> None:
    model = json.dumps({"page": {"webTitle": "Harbour", "blocks": [block(1)]}})
    markup = f'<html><script type="application/json">{model}</script></html>'
    assert understand(document(markup)).format == "guardian"


def test_a_broken_answer_is_refused() -> None:
    whole = json.dumps({"blocks": [block(1)]})
    with pytest.raises(SnapshotRefused, match="broken or cut"):
        understand(document(whole[:-1] + ",}", "application/json"))


@pytest.mark.parametrize("page", [{"blocks": []}, {"blocks": [{"attributes": 1}]}, {"blocks": 4}])
def test_other_json_with_blocks_is_not_ours(page: dict[str, object]) -> None:
    with pytest.raises(SourceError, match="no live posts"):
        understand(document(json.dumps(page | {"attributes": 0}), "application/json"))


def test_a_time_that_cannot_be_is_not_believed() -> None:
    ahead = int(NOW.timestamp() * 1000) + 3_600_000
    assert read(block(1, blockFirstPublished=ahead)).posts[0].posted_at is None


def test_a_mark_of_another_type_than_expected_marks_nothing() -> None:
    (post,) = read(block(1, marks={"keyEvent": {"yes": 1}, "pinned": ["yes"]})).posts
    assert (post.key_moment, post.pinned) == (False, False)
