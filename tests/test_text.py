"""Text keeps its formatting in place through joining, slicing and stripping."""

import pytest

from bot.text import Span, Style, Text, bold, join, link, styled

HELLO = Text(
    "Hello, world", (Span(0, 5, Style.BOLD), Span(7, 5, Style.LINK, "https://example.org"))
)


def marked(text: Text) -> list[tuple[str, str]]:
    """What each span covers, in words."""
    return [(span.style.value, text.value[span.start : span.end]) for span in text.spans]


def test_a_span_ends_where_the_next_character_begins() -> None:
    assert Span(3, 4, Style.BOLD).end == 7


def test_text_is_as_long_and_as_true_as_its_words() -> None:
    assert len(HELLO) == 12
    assert str(HELLO) == "Hello, world"
    assert Text("x")
    assert not Text()


@pytest.mark.parametrize(
    ("joined", "value", "spans"),
    [
        (bold("a") + "b", "ab", [("bold", "a")]),
        ("b" + bold("a"), "ba", [("bold", "a")]),
        (bold("a") + bold("b"), "ab", [("bold", "a"), ("bold", "b")]),
        ("👨‍👩‍👧 " + bold("we"), "👨‍👩‍👧 we", [("bold", "we")]),
        (Text() + HELLO, "Hello, world", [("bold", "Hello"), ("text_link", "world")]),
    ],
)
def test_adding_moves_the_spans_along(
    joined: Text, value: str, spans: list[tuple[str, str]]
) -> None:
    assert joined.value == value
    assert marked(joined) == spans


@pytest.mark.parametrize(
    ("start", "end", "value", "spans"),
    [
        (0, 12, "Hello, world", [("bold", "Hello"), ("text_link", "world")]),
        (0, 5, "Hello", [("bold", "Hello")]),
        (2, 9, "llo, wo", [("bold", "llo"), ("text_link", "wo")]),
        (5, 7, ", ", []),
        (-3, 99, "Hello, world", [("bold", "Hello"), ("text_link", "world")]),
        (12, 12, "", []),
    ],
)
def test_a_slice_cuts_the_spans_at_its_edges(
    start: int, end: int, value: str, spans: list[tuple[str, str]]
) -> None:
    part = HELLO.slice(start, end)
    assert part.value == value
    assert marked(part) == spans


def test_a_cut_link_still_leads_to_its_address() -> None:
    assert HELLO.slice(0, 9).spans[-1].url == "https://example.org"


@pytest.mark.parametrize(
    ("text", "value", "spans"),
    [
        (Text("  a  ", (Span(2, 1, Style.BOLD),)), "a", [("bold", "a")]),
        (Text(" a ", (Span(0, 3, Style.BOLD),)), "a", [("bold", "a")]),
        (Text("\n\t \u00a0"), "", []),
        (Text("  ", (Span(0, 2, Style.BOLD),)), "", []),
        (Text("a\n"), "a", []),
        (Text(), "", []),
    ],
)
def test_stripping_takes_white_space_and_its_formatting(
    text: Text, value: str, spans: list[tuple[str, str]]
) -> None:
    assert text.strip().value == value
    assert marked(text.strip()) == spans


def test_empty_text_gets_no_span_and_no_address_makes_no_link() -> None:
    assert styled("", Style.ITALIC) == Text()
    assert bold("") == Text()
    assert link("here", "") == Text("here")
    assert marked(link("here", "https://example.org")) == [("text_link", "here")]


def test_joining_leaves_out_what_is_empty() -> None:
    joined = join(", ", ["", bold("a"), Text(), "b", HELLO])
    assert joined.value == "a, b, Hello, world"
    assert marked(joined) == [("bold", "a"), ("bold", "Hello"), ("text_link", "world")]


def test_joining_nothing_gives_nothing() -> None:
    assert join(", ", []) == Text()
    assert join(", ", ["", Text()]) == Text()
    assert join(", ", ["alone"]) == Text("alone")
