"""Selectors as editors type them."""

import pytest

from bot.errors import WrongState
from bot.model import Selectors
from bot.selector_lines import EXAMPLE, parse_selectors, selector_lines


def test_lines_give_selectors_and_back() -> None:
    given = parse_selectors("\n  Post :  div.row > p:first-child \n\nid: a[name]\ntime:time\n")
    assert given == Selectors(post="div.row > p:first-child", time="time", id="a[name]")
    assert selector_lines(given) == "post: div.row > p:first-child\ntime: time\nid: a[name]"
    assert parse_selectors(selector_lines(given)) == given


def test_an_equals_sign_will_do_as_on_the_command_line() -> None:
    given = parse_selectors("post=article[data-kind=item]\ntime = a:first-child")
    assert given == Selectors(post="article[data-kind=item]", time="a:first-child")


def test_the_example_is_one() -> None:
    assert parse_selectors(EXAMPLE).post == "article.item"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("post: p\nwhen: time", "“when: time” is not understood"),
        ("post: p\njust words", "“just words” is not understood"),
        ("post: p\npost: q", "“post” is there twice"),
        ("post: p\ntime:", "“time” needs a selector"),
        ("post: " + "p" * 201, "“post” needs a selector of up to 200"),
        ("time: time", "The line “post: …” is missing"),
        ("", "The line “post: …” is missing"),
    ],
)
def test_a_wrong_line_is_named(lines: str, told: str) -> None:
    with pytest.raises(WrongState, match=told):
        parse_selectors(lines)
