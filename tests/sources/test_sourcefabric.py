"""Sourcefabric Live Blog: packages of items, with the deleted ones still listed."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from herald import bodies, document, keys

from bot.model import Snapshot
from bot.sources.read import understand
from bot.text import link

Item = dict[str, Any]


def item(kind: str, text: str = "", **meta: object) -> Item:
    return {"item": {"item_type": kind, "text": text, "meta": meta}}


def post(number: int, *refs: Item, **fields: object) -> Item:
    shown = list(refs) or [item("text", f"Text {number}.")]
    return {
        "_id": f"urn:newsml:{number}",
        "_created": f"2025-06-02T10:{number:02}:00+00:00",
        "_updated": "2025-06-02T17:00:00+00:00",
        "published_date": f"2025-06-02T11:{number:02}:00+00:00",
        "order": float(number),
        "deleted": False,
        "post_status": "open",
        "groups": [
            {"id": "root", "refs": [{"idRef": "main"}]},
            {"id": "main", "refs": shown},
        ],
    } | fields


def read(*posts: Item, **fields: object) -> Snapshot:
    answer = {"_items": list(posts), "_meta": {"total": len(posts)}} | fields
    return understand(document(json.dumps(answer), "application/json"))


def test_posts_stand_in_the_order_of_the_page() -> None:
    got = read(post(1), post(3), post(2))

    assert got.format == "sourcefabric"
    assert keys(got.posts) == ["urn:newsml:1", "urn:newsml:2", "urn:newsml:3"]
    assert got.posts[0].posted_at == datetime(2025, 6, 2, 11, 1, tzinfo=UTC)


def test_the_answer_may_be_wrapped() -> None:
    answer = json.dumps({"posts": {"_items": [post(1)]}})
    assert keys(understand(document(answer, "application/json")).posts) == ["urn:newsml:1"]


def test_a_deleted_post_is_listed_and_withdrawn_without_its_text() -> None:
    got = read(post(2, deleted=True), post(1))
    assert [(one.withdrawn, one.body.value) for one in got.posts] == [
        (False, "Text 1."), (True, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "why"),
    [("comment", "a reader's comment"), ("draft", "a draft"), ("submitted", "not released yet")],
)
def test_what_is_not_published_stays_out(status: str, why: str) -> None:
    got = read(post(2, post_status=status), post(1))
    assert keys(got.posts) == ["urn:newsml:1"]
    assert [(entry.what, entry.why) for entry in got.dropped] == [("Text 2.", why)]


def test_marks() -> None:
    got = read(post(3, sticky=True), post(2, lb_highlight=True), post(1))
    assert [(one.pinned, one.key_moment) for one in got.posts] == [
        (False, False), (False, True), (True, False),
    ]  # fmt: skip


def test_a_touched_post_is_unchanged() -> None:
    later = "2025-06-02T17:30:00+00:00"
    assert read(post(1, _updated=later)).posts == read(post(1)).posts


def test_a_picture_comes_with_its_words() -> None:
    renditions = {
        "thumbnail": {"href": "https://media.example/small.jpg"},
        "baseImage": {"href": "https://media.example/base.jpg"},
    }
    picture = item("image", "<figure>", caption="The ferry", credit="A. Gull",
                   media={"renditions": renditions})  # fmt: skip
    (one,) = read(post(1, item("text", "Look."), picture)).posts

    assert one.body.value == "Look."
    assert [(x.url, x.caption, x.credit) for x in one.media] == [
        ("https://media.example/base.jpg", "The ferry", "A. Gull")
    ]


def test_several_texts_stand_below_each_other() -> None:
    got = read(post(1, item("text", "It <b>rains</b>."), item("quote", "<p>Heave ho.</p>")))
    assert bodies(got.posts) == ["It rains.\n\nHeave ho."]


def test_an_advert_is_no_post() -> None:
    got = read(post(2, item("Advertisement Local", "<a href='/x'>Buy boats</a>")), post(1))
    assert keys(got.posts) == ["urn:newsml:1"]
    assert ("Buy boats", "marked as advertising by the page") in [
        (entry.what, entry.why) for entry in got.dropped
    ]


def test_a_quoted_message_is_its_words() -> None:
    quoted = (
        "<div><blockquote><p>We sail at noon.</p>&mdash; Harbour</blockquote><script>x</script>"
    )
    got = read(post(1, item("embed", html=quoted, type="rich")))
    assert bodies(got.posts) == ["We sail at noon.\n\n— Harbour"]


def test_an_embedded_film_is_its_title_and_where_it_is() -> None:
    film = item("embed", html="<iframe>", type="video", title="The ferry sails",
                provider_name="Viewtube", original_url="https://view.example/1")  # fmt: skip
    (one,) = read(post(1, film)).posts
    assert one.body == "The ferry sails\n" + link("Viewtube", "https://view.example/1")


def test_a_card_of_another_story_is_no_post() -> None:
    card = item("embed", type="link", title="Another story", url="https://x.example/")
    got = read(post(2, card), post(1))
    assert keys(got.posts) == ["urn:newsml:1"]
    assert ("Another story", "points to another story") in [
        (entry.what, entry.why) for entry in got.dropped
    ]


def test_a_scorecard_is_readable_without_its_styles() -> None:
    card = "<style>.card {color: red}</style><table><tr><td>Home</td><td>1</td></tr></table>"
    assert bodies(read(post(1, item("Scorecard", card))).posts) == ["Home | 1"]


def test_a_closed_blog_says_so() -> None:
    assert read(post(1), blog={"blog_status": "closed", "title": "Harbour"}).live is False
    assert read(post(1), blog={"blog_status": "open", "title": "Harbour"}).title == "Harbour"
    assert read(post(1)).live is None
