"""Fair shares of one budget, turn by turn."""

from dataclasses import dataclass

import pytest

from bot.deliver.shares import Shares, in_turn


def turns(shares, weights, count, cost=1):
    """Who takes the next turns, when all of them always want one."""
    taken = []
    for _ in range(count):
        taker = shares.first(weights)
        shares.charge(taker, cost, weights[taker])
        taken.append(taker)
    return "".join(taken)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({"a": 1, "b": 1}, "abababab"),
        ({"a": 2, "b": 1}, "abaabaab"),
        ({"a": 20, "b": 10, "c": 5}, "abcaabaabca"),
        ({"a": 7}, "aaaa"),
    ],
)
def test_turns_follow_the_weights(weights, expected):
    assert turns(Shares(), weights, len(expected)) == expected


def test_what_costs_more_counts_more():
    shares = Shares()
    shares.charge("a", 10)
    assert turns(shares, {"a": 1, "b": 1}, 11) == "b" * 10 + "a"


def test_who_was_idle_is_first_but_saved_nothing_up():
    shares = Shares()
    shares.charge("b", 1)
    turns(shares, {"a": 1}, 1000)
    assert turns(shares, {"a": 1, "b": 1}, 8) in {"babababa", "bbababab"}


def test_who_takes_no_turn_although_first_holds_up_nobody():
    shares = Shares()
    for _ in range(100):
        assert shares.first(["a", "b"]) == "a"
        shares.charge("b", 1)
    assert turns(shares, {"a": 1, "b": 1}, 6).count("a") == pytest.approx(3, abs=1)


def test_only_those_ahead_of_the_present_are_remembered():
    shares = Shares()
    for taker in range(1000):
        shares.charge(taker, 1)
        shares.charge(-1, 1)
    assert len(shares._tags) < 4


@dataclass(frozen=True)
class Piece:
    """Something done for a taker."""

    share: int
    name: str


def test_pieces_of_one_taker_keep_their_order_and_takers_alternate():
    shares = Shares()
    taken = []
    for piece in in_turn([Piece(1, "a"), Piece(1, "b"), Piece(1, "c"), Piece(2, "x")], shares):
        shares.charge(piece.share, 1)
        taken.append(piece.name)
    assert taken == ["a", "x", "b", "c"]


def test_turns_are_remembered_from_one_offer_to_the_next():
    shares, taken = Shares(), []
    for _ in range(6):
        piece = next(in_turn([Piece(1, "a"), Piece(2, "x"), Piece(3, "m")], shares))
        shares.charge(piece.share, 1)
        taken.append(piece.name)
    assert taken == ["a", "x", "m", "a", "x", "m"]


def test_a_piece_that_cannot_go_costs_its_taker_nothing():
    shares = Shares()
    pieces = in_turn([Piece(1, "a"), Piece(1, "b"), Piece(2, "x")], shares)
    assert [next(pieces).name, next(pieces).name] == ["a", "b"]
