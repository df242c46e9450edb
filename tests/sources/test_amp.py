"""amp-live-list and its look-alikes, with the tricks that real ones play."""

from datetime import UTC, datetime, timedelta

import pytest
from gazette import TITLE, built, outline
from herald import keys

from bot.errors import SourceError
from bot.model import Snapshot

FIRST = datetime(2025, 6, 2, 14, 40, tzinfo=UTC)


def seconds(minute: int) -> int:
    return int((FIRST + timedelta(minutes=minute)).timestamp())


def item(post_id: str, minute: int, attributes: str = "", inner: str = "<p>It rains.</p>") -> str:
    return f'<div id="{post_id}" data-sort-time="{seconds(minute)}" {attributes}>{inner}</div>'


def live_list(*items: str, attributes: str = 'id="list" data-poll-interval="15000"') -> Snapshot:
    return built(
        f"<amp-live-list {attributes}><button update>New posts</button>"
        f"<div items>{''.join(items)}</div><div pagination>Older</div></amp-live-list>"
    )


def test_a_live_list() -> None:
    got = live_list(
        item("post-b", 5, inner="<h2>Casting off</h2><p>It rains.</p>"), item("post-a", 0)
    )

    assert (got.format, got.title) == ("amp", TITLE)
    assert outline(got.posts) == [
        ("post-a", "", "It rains."), ("post-b", "Casting off", "It rains."),
    ]  # fmt: skip
    assert [post.posted_at for post in got.posts] == [FIRST, FIRST + timedelta(minutes=5)]


def test_one_item_is_enough_for_a_real_list() -> None:
    assert keys(live_list(item("post-a", 0)).posts) == ["post-a"]


def test_the_attributes_alone_are_enough() -> None:
    got = built(f"<ul>{item('post-b', 5)}{item('post-a', 0)}</ul>")
    assert (got.format, keys(got.posts)) == ("amp", ["post-a", "post-b"])


def test_the_time_that_is_shown_wins_over_the_time_of_the_draft() -> None:
    shown = "<amp-timeago datetime='2025-06-02T16:00:00Z'>now</amp-timeago><p>Scheduled.</p>"
    got = live_list(item("post-b", 5, inner=shown), item("post-a", 0))
    assert got.posts[-1].posted_at == datetime(2025, 6, 2, 16, 0, tzinfo=UTC)


def test_a_tombstone_is_a_withdrawal() -> None:
    got = live_list(item("post-b", 5), item("post-a", 0, "data-tombstone", inner=""))
    assert [(post.key, post.withdrawn) for post in got.posts] == [
        ("post-a", True), ("post-b", False),
    ]  # fmt: skip


def test_a_touched_update_time_changes_nothing() -> None:
    before = live_list(item("post-b", 5, 'data-update-time="1748875500"'), item("post-a", 0))
    after = live_list(item("post-b", 5, 'data-update-time="1748879999"'), item("post-a", 0))
    assert before.posts == after.posts


def test_an_id_made_of_the_update_time_does_not_make_another_post() -> None:
    def edited(at: int) -> Snapshot:
        return live_list(
            item(f"post{at}", 5, f'data-update-time="{at}"'),
            item(f"post{seconds(0)}", 0, f'data-update-time="{seconds(0)}"'),
        )

    never, once = edited(seconds(5)), edited(seconds(9))
    assert keys(never.posts) == keys(once.posts) == [f"at-{seconds(0)}", f"at-{seconds(5)}"]


def test_a_sort_time_ten_years_ahead_means_pinned() -> None:
    ahead = seconds(0) + 10 * 365 * 24 * 3600
    sticky = f'<div id="post-s" data-sort-time="{ahead}"><p>Read this first.</p></div>'
    got = live_list(sticky, item("post-b", 5), item("post-a", 0))

    pinned = next(post for post in got.posts if post.pinned)
    assert pinned.key == "post-s"
    assert pinned.posted_at is None or pinned.posted_at < FIRST
    assert [post.key for post in got.posts if not post.pinned] == ["post-a", "post-b"]


def test_the_largest_list_is_the_blog() -> None:
    score = '<amp-live-list><div items><div id="score" data-sort-time="1"><p>1 - 0</p></div></div>'
    blog = f"<amp-live-list><div items>{item('b', 5)}{item('a', 0)}</div></amp-live-list>"
    assert keys(built(score + "</amp-live-list>", blog).posts) == ["a", "b"]


@pytest.mark.parametrize("post_id", ["[[.ID]]", "{{id}}", "<%id%>"])
def test_an_unfilled_template_is_not_a_post(post_id: str) -> None:
    with pytest.raises(SourceError, match="no live posts"):
        live_list(f'<div id="{post_id}" data-sort-time="[[.Timestamp]]"><p>[[.Text]]</p></div>')
