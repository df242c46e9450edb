"""Posts that a page shows and does not list, or not yet."""

import json
from collections.abc import Iterable

import pytest
from herald import URL, blog, bodies, document, element, keys, page, update

from bot.model import SeenPost
from bot.sources.joined import is_slug
from bot.sources.read import understand


def shown(number: int, attributes: str = "class='entry'") -> str:
    return element(
        number,
        f"<h3>Step {number}</h3><p>The delegations finished step {number}.</p>",
        attributes,
        f"2025-06-02T11:{number:02}:00Z",
    )


def read(listed: Iterable[int], elements: Iterable[str]) -> tuple[SeenPost, ...]:
    return understand(document(page(blog([update(n) for n in listed]), elements))).posts


def numbers(posts: Iterable[SeenPost]) -> list[int]:
    return [int(post.key.removeprefix("post-")) - 7000 for post in posts]


def test_a_page_may_show_more_than_it_lists() -> None:
    got = read([5, 4, 3], map(shown, [5, 4, 3, 2, 1]))

    assert numbers(got) == [1, 2, 3, 4, 5]
    assert bodies(got[:1]) == ["The delegations finished step 1."]
    assert (got[0].headline, got[0].url) == ("Step 1", f"{URL}#post-7001")
    assert f"{got[0].posted_at:%H:%M}" == "11:01"


def test_a_post_newer_than_the_list_goes_out_under_the_id_it_will_have_there() -> None:
    early = read([4, 3], map(shown, [5, 4, 3]))
    late = read([5, 4, 3], map(shown, [5, 4, 3]))
    assert keys(early) == keys(late) == ["post-7003", "post-7004", "post-7005"]


def test_the_list_may_spell_ids_in_another_way_than_the_elements() -> None:
    listed = [update(n, url=f"{URL}/#liveblogPost{7000 + n}") for n in (4, 3)]
    got = understand(document(page(blog(listed), map(shown, [5, 4, 3])))).posts
    assert keys(got) == ["liveblogPost7003", "liveblogPost7004", "liveblogPost7005"]


def test_the_list_may_name_posts_by_their_headlines() -> None:
    def by_number(n: int) -> str:
        return (
            f"<article class='entry' data-source-id='10000{n}'><a id='step-{n}-of-the-talks'></a>"
            f"<time datetime='2025-06-02T11:0{n}:00Z'>now</time><p>It is step {n}.</p></article>"
        )

    listed = [update(n, url=f"{URL}#step-{n}-of-the-talks") for n in (4, 3)]
    got = understand(document(page(blog(listed), map(by_number, [5, 4, 3])))).posts
    assert keys(got) == ["100003", "100004", "100005"]


@pytest.mark.parametrize(
    "other",
    [
        shown(9, "class='entry advert'"),
        shown(9, "class='teaser'"),
        "<section id='post-7009' class='entry'><time>11:09</time><p>Elsewhere.</p></section>",
        "<article id='promo-box' class='entry'><time>11:09</time><p>Elsewhere.</p></article>",
        "<article id='post-7009' class='entry'><p>Without a time.</p></article>",
        "<article id='post-7009' class='entry'><time datetime='2025-06-02T11:09'></article>",
        "<article class='entry'><time>11:09</time><p>Without an id.</p></article>",
    ],
)
def test_what_is_built_in_another_way_is_no_post(other: str) -> None:
    assert numbers(read([5, 4], [other, *map(shown, [5, 4])])) == [4, 5]


def test_where_the_list_holds_what_the_page_does_not_show_it_stands_alone() -> None:
    assert numbers(read([5, 4, 3], map(shown, [5, 4, 2]))) == [3, 4, 5]


def test_one_listed_post_does_not_tell_what_posts_look_like() -> None:
    assert numbers(read([5], map(shown, [5, 4]))) == [5]


def test_elements_inside_one_another_are_not_alike() -> None:
    box = f"<article id='post-7000' class='entry'>{shown(5)}{shown(4)}</article>"
    assert numbers(read([5, 4], [box])) == [4, 5]


@pytest.mark.parametrize(
    ("post_id", "headline", "expected"),
    [
        ("ferry-casts-off-at-last", "The ferry casts off at last", True),
        ("ferry-casts-off-at-last", "Boats leave the quay, finally", False),
        ("post-7001", "Post 7001", False),
        ("gorusme-basladi-salonda", "Görüşme başladı: salonda ışıklar", True),
        ("паром-отходит-наконец", "Паром отходит наконец", True),
        ("its-raining-again", "It’s raining again", True),
        ("64620b708f08e408b758aedb", "Rain", False),
        ("", "", False),
    ],
)
def test_an_id_made_of_the_headline(post_id: str, headline: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_slug(post_id, headline) is expected


def test_a_list_of_another_kind_is_left_as_it_is() -> None:
    listed = json.dumps(blog([update(2, url=None), update(1, url=None)]))
    assert len(understand(document(page(listed, map(shown, [3, 2])))).posts) == 2
