"""Real tickers replayed poll by poll, where they are at hand: nothing missed, nothing made up.

What must come out is counted independently, from the polls alone, in the plainest way there is.
"""

import gzip
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot import intake
from bot.changes import PostChange, history
from bot.errors import SnapshotRefused
from bot.likeness import FLAP
from bot.model import ChangeKind, Post, SeenPost, Snapshot, Source
from bot.replay import Look, Step, Told, play
from bot.sense import normal
from bot.sources import html, stamps
from bot.stubs import Holding

SERIES = Path(__file__).parents[2] / "shared" / "samples" / "series"
ZONE = "Europe/Berlin"
PATIENCE = 3

pytestmark = pytest.mark.skipif(not SERIES.is_dir(), reason="the recorded tickers are not at hand")


@dataclass(frozen=True)
class Expected:
    """What is known of a ticker: its polls and posts, and what happened to them, by eye."""

    polls: int
    outages: int
    posts: int
    edits: int
    flaps: int
    withdrawn: frozenset[str] = frozenset()


TICKERS = {
    "ma2226966": Expected(polls=81, outages=0, posts=85, edits=12, flaps=0),
    # A post is taken back two minutes after it appeared. A day later every second answer is
    # empty, and the last post has shrunk back to a stub for good: that is followed, not damped.
    "ma2322696": Expected(
        polls=223, outages=63, posts=98, edits=13, flaps=0, withdrawn=frozenset({"1328301"})
    ),
    # A cache answers once with an old copy, in which a penalty is a stub again for eight seconds.
    "ma8305396_sport1_cdn": Expected(polls=61, outages=0, posts=84, edits=7, flaps=1),
}

each_ticker = pytest.mark.parametrize("name", TICKERS)


@cache
def polls(name: str) -> list[dict[str, Any]]:
    with gzip.open(SERIES / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@cache
def seen(key: str, stamp: str, headline: str, markup: str) -> SeenPost:
    return SeenPost(
        key=key,
        headline=headline,
        body=html.as_text(markup, "").text,
        posted_at=stamps.parse(stamp, ZONE),
    )


@cache
def readings(name: str) -> tuple[tuple[Look, Snapshot], ...]:
    """Each poll as the watcher would get it; an outage is an answer without posts."""
    made = []
    for poll in polls(name):
        posts = tuple(seen(*post) for post in poll.get("posts", []))
        snapshot = Snapshot(url=name, format="series", title="", posts=posts)
        made.append((Look(datetime.fromtimestamp(poll["t"], UTC), name, snapshot), snapshot))
    return tuple(made)


def looks(name: str) -> list[Look]:
    return [look for look, _ in readings(name)]


@cache
def steps(name: str) -> list[Step]:
    return list(play(looks(name), patience=PATIENCE))


def told(name: str, kind: ChangeKind) -> list[Told]:
    return [each for step in steps(name) for each in step.told if each.kind is kind]


def wordings(name: str) -> dict[str, list[tuple[datetime, str]]]:
    """The naive count: every wording of each post with the time it appeared, white space aside."""
    found: dict[str, list[tuple[datetime, str]]] = {}
    for look, snapshot in readings(name):
        for post in snapshot.posts:
            words = " ".join(f"{post.headline} {post.body.value}".split())
            row = found.setdefault(post.key, [])
            if not row or row[-1][1] != words:
                row.append((look.at, words))
    return found


def without_flaps(row: list[tuple[datetime, str]]) -> tuple[list[tuple[datetime, str]], int]:
    """Wordings without those that interrupt another for moments only, and how many those were."""
    kept: list[tuple[datetime, str]] = []
    flaps = 0
    for index, (at, words) in enumerate(row):
        returns = len(kept) > 1 and kept[-2][1] == words and at - kept[-1][0] < FLAP
        if returns and index + 1 < len(row) and row[index + 1][1] == kept[-1][1]:
            flaps += 1
        elif not kept or kept[-1][1] != words:
            kept.append((at, words))
    return kept, flaps


@each_ticker
def test_the_recording_is_what_it_is_taken_for(name: str) -> None:
    expected = TICKERS[name]
    assert len(polls(name)) == expected.polls
    assert len(wordings(name)) == expected.posts


@each_ticker
def test_every_post_is_announced_once_but_for_those_of_the_first_sight(name: str) -> None:
    announced = Counter(each.after.key for each in told(name, ChangeKind.POSTED))
    first = {post.key for post in readings(name)[0][1].posts}
    assert set(announced.values()) == {1}
    assert announced.keys() == wordings(name).keys() - first
    assert sum(step.taken_in for step in steps(name)) == len(first)


@each_ticker
def test_every_edit_is_followed_and_none_is_made_up(name: str) -> None:
    followed: dict[str, list[str]] = {}
    for each in told(name, ChangeKind.EDITED):
        words = " ".join(f"{each.after.headline} {each.after.body.value}".split())
        followed.setdefault(each.after.key, []).append(words)
    rows = {key: without_flaps(row) for key, row in wordings(name).items()}
    assert followed == {
        key: [words for _, words in row[1:]] for key, (row, _) in rows.items() if len(row) > 1
    }
    assert sum(map(len, followed.values())) == TICKERS[name].edits
    assert sum(flaps for _, flaps in rows.values()) == TICKERS[name].flaps


@each_ticker
def test_a_post_is_withdrawn_only_if_it_never_appears_again(name: str) -> None:
    withdrawn = {
        each.after.key: step.look.at
        for step in steps(name)
        for each in step.told
        if each.kind is ChangeKind.WITHDRAWN
    }
    last_shown = {post.key: look.at for look, snapshot in readings(name) for post in snapshot.posts}
    assert {key for key, at in withdrawn.items() if last_shown[key] > at} == set()
    assert withdrawn.keys() == TICKERS[name].withdrawn
    assert told(name, ChangeKind.RESTORED) == []


@each_ticker
def test_what_is_told_ends_up_as_the_page_stands(name: str) -> None:
    last = [step.look.snapshot for step in steps(name) if not step.refused][-1]
    assert last is not None
    stored = {each.after.key: each.after for step in steps(name) for each in step.told}
    for shown in last.posts:
        if shown.key in stored:
            assert normal(stored[shown.key].body.value) == normal(shown.body.value)


@each_ticker
def test_posts_stand_in_the_order_of_the_page(name: str) -> None:
    positions = {each.after.key: each.after.position for each in told(name, ChangeKind.POSTED)}
    last = [step.look.snapshot for step in steps(name) if not step.refused][-1]
    assert last is not None
    shown = [positions[post.key] for post in last.posts if post.key in positions]
    assert shown == sorted(set(shown))


@each_ticker
def test_outages_are_survived_and_say_why(name: str) -> None:
    refused = [step for step in steps(name) if step.refused]
    assert len(refused) == TICKERS[name].outages
    assert {step.refused for step in refused} <= {
        "The page shows no posts any more; waiting until they are back."
    }
    assert not any(step.told for step in refused)


@each_ticker
@pytest.mark.parametrize("every", [2, 7])
def test_a_poll_that_fails_now_and_then_changes_nothing_of_the_whole(name: str, every: int) -> None:
    """However the polls fall, each post is announced once, and ends as the page stands."""
    kept = [pair for number, pair in enumerate(readings(name)) if number % every != 1]
    played = play([look for look, _ in kept], patience=PATIENCE)
    found = [each for step in played for each in step.told]
    announced = Counter(each.after.key for each in found if each.kind is ChangeKind.POSTED)
    shown = {post.key for _, snapshot in kept for post in snapshot.posts}
    first = {post.key for post in kept[0][1].posts}
    assert set(announced.values()) == {1}
    assert announced.keys() == shown - first
    assert not [each for each in found if each.kind is ChangeKind.RESTORED]


@each_ticker
def test_stamps_that_move_change_nothing(name: str) -> None:
    """Half of all polls with every stamp a little later: no edit more, no post more."""
    moved = [
        replace(look, snapshot=_later(snapshot) if number % 2 else snapshot)
        for number, (look, snapshot) in enumerate(readings(name))
    ]
    found = Counter(each.kind for step in play(moved, patience=PATIENCE) for each in step.told)
    plain = Counter(each.kind for step in steps(name) for each in step.told)
    assert found == plain


def _later(snapshot: Snapshot) -> Snapshot:
    moved = (
        replace(post, posted_at=post.posted_at and post.posted_at + timedelta(seconds=50))
        for post in snapshot.posts
    )
    return replace(snapshot, posts=tuple(moved))


# --- Stubs held back ------------------------------------------------------------------------------

SPARED = {
    "ma2226966": {45: 1, 120: 9},
    "ma2322696": {45: 1, 120: 3},
    "ma8305396_sport1_cdn": {45: 2, 120: 4},
}
"""How many edits readers are spared by holding stubs back for so many seconds."""


def held_back(name: str, seconds: float) -> tuple[Counter[str], Counter[ChangeKind], list[Post]]:
    """How often each post is announced and each kind told, and what still waits at the end."""
    source, hold = Source(1, 1, name), timedelta(seconds=seconds)
    stored: dict[int, Post] = {}
    announced: Counter[str] = Counter()
    kinds: Counter[ChangeKind] = Counter()

    def take(changes: Sequence[PostChange]) -> None:
        for change in changes:
            post = replace(change.post, id=change.post.id or len(stored) + 1, source_id=1)
            if ChangeKind.POSTED in change.kinds:
                announced[post.key] += 1
                post = replace(post, posted_seq=announced.total())
            stored[post.id] = post
            kinds.update(change.kinds)

    for look, snapshot in readings(name):
        known = list(stored.values())
        if not known:
            take(history(snapshot, look.at))
            continue
        due = [post for post in known if post.unannounced and post.first_seen_at <= look.at - hold]
        take(intake.released(due, known, look.at))
        with suppress(SnapshotRefused):
            known = sorted(stored.values(), key=lambda post: post.position)
            take(
                intake.changes_of(
                    source, known, snapshot, look.at, patience=PATIENCE, holding=Holding(hold)
                )
            )
    return announced, kinds, [post for post in stored.values() if post.unannounced]


@each_ticker
@pytest.mark.parametrize("seconds", [45, 120])
def test_stubs_held_back_go_out_once_and_spare_edits(name: str, seconds: int) -> None:
    announced, kinds, waiting = held_back(name, seconds)
    plainly = Counter(each.after.key for each in told(name, ChangeKind.POSTED))
    assert announced + Counter(post.key for post in waiting) == plainly
    assert TICKERS[name].edits - kinds[ChangeKind.EDITED] == SPARED[name][seconds]
    assert kinds[ChangeKind.WITHDRAWN] == len(TICKERS[name].withdrawn)
