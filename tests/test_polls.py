"""What a poll may look like: a table."""

import pytest

from bot.model import Poll
from bot.polls import PollRefused, checked, typed

TEN = tuple(f"Option {number}" for number in range(10))


@pytest.mark.parametrize(
    ("words", "poll"),
    [
        ("Who wins?\nWe\nThey", Poll("Who wins?", ("We", "They"))),
        ("  Who   wins? \n\n We \n\n\nThey\n", Poll("Who wins?", ("We", "They"))),
        ("Кто?\nМы\nОни\nНикто", Poll("Кто?", ("Мы", "Они", "Никто"))),
        ("Ten?\n" + "\n".join(TEN), Poll("Ten?", TEN)),
        ("q" * 300 + "\n" + "o" * 100 + "\nb", Poll("q" * 300, ("o" * 100, "b"))),
    ],
)
def test_what_is_understood(words: str, poll: Poll) -> None:
    assert typed(words) == poll


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "There is no question"),
        ("Who wins?", "2 to 10 options; this one has 0"),
        ("Who wins?\nWe", "2 to 10 options; this one has 1"),
        ("Eleven?\n" + "\n".join([*TEN, "One more"]), "2 to 10 options; this one has 11"),
        ("q" * 301 + "\na\nb", "may have 300 characters; this one has 301"),
        ("Who?\n" + "o" * 101 + "\nb", "1 to 100 characters; “o{30}…” has 101"),
        ("Who?\nWe\nwe", "Two of the options are the same"),
    ],
)
def test_what_is_refused_and_why(words: str, why: str) -> None:
    with pytest.raises(PollRefused, match=why):
        typed(words)


def test_a_forwarded_poll_is_checked_as_well() -> None:
    with pytest.raises(PollRefused, match="has 12"):
        checked(Poll("A dozen?", tuple("abcdefghijkl")))
