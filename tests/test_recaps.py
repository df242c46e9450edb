"""A recap is made once for all who ask, beside the event loop, and leads to messages."""

import asyncio
import threading
from collections.abc import Callable, Sequence

import pytest
from builders import channel, chat, coverage, post, subscription
from chat_fakes import FakeLinks
from summary.stories import ENGLISH, tell

import bot.recaps
from bot.model import Coverage, Post, Recap
from bot.recaps import KEPT, Recaps
from bot.summary.concepts import stemmer
from bot.summary.recap import recap

TALKS = coverage(head=12)
STORY = tell(ENGLISH)


@pytest.fixture
def choices(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The `since` of every choice that was made, and proof that none was made on the loop."""
    made: list[int] = []
    loop = threading.get_ident()

    def counted(real: Callable[..., Recap]) -> Callable[..., Recap]:
        def choose(where: Coverage, posts: Sequence[Post], since: int) -> Recap:
            assert threading.get_ident() != loop
            made.append(since)
            return real(where, posts, since)

        return choose

    monkeypatch.setattr(bot.recaps, "recap", counted(recap))
    return made


async def test_many_who_ask_at_once_cost_one_choice(choices: list[int]) -> None:
    recaps = Recaps(FakeLinks())
    answers = await asyncio.gather(*(recaps.of(TALKS, STORY) for _ in range(500)))
    assert choices == [0]
    assert len({id(answer) for answer in answers}) == 1


@pytest.mark.parametrize(
    ("where", "posts", "since"),
    [
        pytest.param(coverage(head=13), STORY, 0, id="a change"),
        pytest.param(coverage(id=2, head=12), STORY, 0, id="another coverage"),
        pytest.param(TALKS, [*STORY, post(99, posted_seq=0)], 0, id="an older post of the page"),
        pytest.param(TALKS, STORY, 4, id="another last time"),
    ],
)
async def test_what_differs_is_chosen_anew(
    choices: list[int], where: Coverage, posts: list[Post], since: int
) -> None:
    recaps = Recaps(FakeLinks())
    await recaps.of(TALKS, STORY)
    await recaps.of(where, posts, since)
    await recaps.of(where, posts, since)
    assert choices == [0, since]


async def test_what_nobody_asks_for_any_more_is_forgotten(choices: list[int]) -> None:
    recaps = Recaps(FakeLinks())
    for head in range(KEPT + 1):
        await recaps.of(coverage(head=head), STORY[:1])
        await recaps.of(TALKS, STORY[:1])
    assert len(choices) == KEPT + 1  # head 12 is both the talks and one of the others
    await recaps.of(TALKS, STORY[:1])
    await recaps.of(coverage(head=0), STORY[:1])
    assert len(choices) == KEPT + 2


async def test_lines_lead_to_messages_of_the_chat_that_asks() -> None:
    links = FakeLinks({(1, 10): 77, (2, 10): 5})
    recaps = Recaps(links)
    told = await recaps.of(TALKS, STORY)
    here = subscription(chat=channel(username="talks"))
    assert await recaps.links(told.post_ids, here) == {10: "https://t.me/talks/77"}
    # Messages of private chats have no address; who does not follow has no messages.
    assert await recaps.links(told.post_ids, subscription(id=2, chat=chat())) == {}
    assert await recaps.links(told.post_ids, None) == {}


def test_threads_may_share_a_stemmer() -> None:
    words = [
        f"{stem}{ending}" for stem in ("negotiat", "exchang") for ending in ("ion", "ing", "ed")
    ]
    words += [f"prisoner{number}s" for number in range(2000)]
    stemmer.cache_clear()
    alone = [stemmer("en")(word) for word in words]
    stemmer.cache_clear()
    cut, found = stemmer("en"), list[list[str]]()
    threads = [
        threading.Thread(target=lambda: found.append([cut(word) for word in words]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 4
