"""Summaries on schedule: whose turn it is, what is told, and when silence is better."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from builders import at, channel, chat, coverage, post, subscription
from chat_fakes import FakeLinks
from desk_fakes import FakeCoverages
from fakes import FakeMessenger

from bot.deliver.round_lane import Round, RoundLane
from bot.model import ChatKind, Impossible, Never, PostKind, Sent, Subscription
from bot.recaps import Recaps

TWO_HOURS = timedelta(hours=2)


@dataclass
class FakeRoundStore:
    """Turns, with the time of each."""

    turns: list[tuple[Round, datetime]] = field(default_factory=list)

    def have(self, who: Subscription, *, told: int = 0) -> None:
        self.turns.append((Round(who, TWO_HOURS, told), at(120)))

    async def due(self, now: datetime, *, skip_chats: Collection[int], limit: int) -> list[Round]:
        due = [turn for turn, when in self.turns if when <= now]
        return [turn for turn in due if turn.subscription.chat.id not in skip_chats][:limit]

    async def told(self, turn: Round, head: int, now: datetime) -> None:
        others = [each for each in self.turns if each[0].subscription != turn.subscription]
        self.turns = [*others, (Round(turn.subscription, turn.every, head), now + turn.every)]


@dataclass
class World:
    store: FakeRoundStore = field(default_factory=FakeRoundStore)
    coverages: FakeCoverages = field(default_factory=FakeCoverages)
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    links: FakeLinks = field(default_factory=FakeLinks)

    def lane(self) -> RoundLane:
        recaps = Recaps(self.links)
        return RoundLane(self.store, self.coverages, recaps, self.messenger, "en")  # type: ignore[arg-type] # without changes

    async def offered(self, now: datetime) -> list[str]:
        """What is sent at this time, settled."""
        works = await self.lane().waiting(now, skip_chats=(), limit=10)
        for work in works:
            outcome = await work.attempt()
            assert isinstance(outcome, Sent | Impossible | Never)
            await work.settle(outcome, now)
        return [str(work.chat.id) for work in works]


@pytest.fixture
def world() -> World:
    made = World()
    made.coverages.have(coverage(head=2), post(1, headline="They arrive"), post(2))
    return made


async def test_what_happened_so_far_comes_in_its_time_and_language(world: World) -> None:
    world.store.have(subscription(chat=chat(7, language="ru")))
    assert await world.offered(at(119)) == []
    assert await world.offered(at(121)) == ["7"]
    (text,) = world.messenger.texts(7)
    assert "They arrive" in text
    assert "В прямом эфире" in text
    ((turn, when),) = world.store.turns
    assert (turn.told, when) == (2, at(241))


@pytest.mark.parametrize(
    "posts",
    [
        pytest.param((), id="nothing"),
        pytest.param((post(3, withdrawn_at=at(100)),), id="a post that was withdrawn"),
        pytest.param((post(3, posted_seq=0),), id="history that came into view"),
        pytest.param((post(3, kind=PostKind.SUMMARY),), id="a summary"),
    ],
)
async def test_without_news_a_turn_passes_in_silence(world: World, posts: tuple) -> None:
    world.coverages.kept_posts[1] += posts
    world.store.have(subscription(), told=2)
    assert await world.offered(at(121)) == []
    ((turn, when),) = world.store.turns
    assert (turn.told, when) == (2, at(241))
    world.coverages.kept_posts[1].append(post(4))
    assert await world.offered(at(241)) == ["100"]


async def test_a_topic_gets_it_in_the_topic_and_a_busy_chat_later(world: World) -> None:
    world.store.have(subscription(chat=chat(-5, ChatKind.GROUP), topic_id=3))
    assert await world.lane().waiting(at(121), skip_chats=[-5], limit=9) == []
    (work,) = await world.lane().waiting(at(121), skip_chats=(), limit=9)
    assert (work.cost, work.share, work.chat.kind) == (1, 1, ChatKind.GROUP)
    await work.attempt()
    assert world.messenger.calls[0].chat_id == -5


async def test_a_refused_turn_waits_for_the_next_and_a_blocked_chat_keeps_its_own(
    world: World,
) -> None:
    world.store.have(subscription())
    world.messenger.answers[100] = [Never("blocked"), Impossible("too long")]
    await world.offered(at(121))
    assert world.store.turns[0][1] == at(120)
    await world.offered(at(122))
    assert world.store.turns[0][1] == at(242)


async def test_what_is_told_is_what_came_since_the_last_time_with_its_messages(
    world: World,
) -> None:
    where = channel(-9, username="talks")
    world.store.have(subscription(chat=where), told=1)
    world.links.kept[1, 2] = 52
    await world.offered(at(121))
    (part,) = world.messenger.chats[-9].values()
    assert "They arrive" not in part.text.value
    assert "Headline 2" in part.text.value
    assert [span.url for span in part.text.spans if span.url] == ["https://t.me/talks/52"]


async def test_whoever_asks_how_much_waits_does_not_wait_for_the_choice(world: World) -> None:
    world.store.have(subscription())
    lane = world.lane()
    lane.recaps.of = None  # type: ignore[assignment] # it must not be asked
    assert len(await lane.waiting(at(121), skip_chats=(), limit=9)) == 1
