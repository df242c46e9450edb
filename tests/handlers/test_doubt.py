"""Uncertain sends: what editors are asked, what their presses do, and the owners' /status."""

from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
from builders import at, channel, delivery, message, post
from desk_fakes import FakeNotices, FakeStaffBook
from fakes import Clock
from offline_telegram import OfflineTelegram, Person, offline_telegram

from bot.deliver import Answer, ForBroadcast, ForPosts, Intent
from bot.model import Address, Editor, Settled
from bot.staff import Staff
from handlers.access import Access
from handlers.context import Fallbacks
from handlers.doubt import DoubtHandlers
from handlers.doubt_views import EngineState, engine

OWNER, EDITOR, STRANGER = Person(1, "Olha"), Person(3, "Emma"), Person(9, "Sam")
NEWS = channel()
ASKED_AT = at(2)
DOUBT = Intent(NEWS, at(1), (message(0),), ForPosts(1, 9, (delivery(5, messages=()),)))


@dataclass
class Questions:
    """The questions that are open, and what was answered."""

    open: set[tuple[int, int]] = field(default_factory=set)
    answers: list[tuple[int, Answer]] = field(default_factory=list)

    async def answer(self, chat_id: int, asked_second: int, answer: Answer) -> bool:
        if (chat_id, asked_second) not in self.open:
            return False
        self.open.remove((chat_id, asked_second))
        self.answers.append((chat_id, answer))
        return True


class Posts:
    async def posts_by_id(self, post_ids):
        return {5: post(5, headline="Delegations arrive")} if 5 in post_ids else {}


@dataclass
class World:
    """An owner, an editor, and a question that is put to them."""

    telegram: OfflineTelegram
    questions: Questions
    notices: FakeNotices
    book: FakeStaffBook
    handlers: DoubtHandlers

    async def asks(self, doubt: Intent = DOUBT) -> None:
        """The question goes out to whom it is for."""
        self.questions.open.add((doubt.chat.id, int(ASKED_AT.timestamp())))
        await self.handlers.ask(doubt, ASKED_AT)
        for chat_id, part in self.notices.queued:
            await self.telegram.messenger.send(Address(chat_id), part)
        self.notices.queued.clear()


@pytest.fixture
async def world():
    telegram, questions, notices = await offline_telegram(), Questions(), FakeNotices()
    book = FakeStaffBook({3: Editor(3, "Emma", 1, at(0))})
    staff = Staff(book, notices, owners=[1])

    async def engine(now: datetime) -> EngineState:
        doubts = dict.fromkeys(Settled, 0) | {Settled.FOUND: 2, Settled.REPEATED: 1}
        return EngineState(12, 3, 1, 30.0, doubts, at(99, 50))

    handlers = DoubtHandlers(
        messenger=telegram.messenger,
        questions=questions,
        posts=Posts(),
        newsroom=staff,
        notices=notices,
        log=book,
        access=Access(staff),
        clock=Clock(at(100)),
    )
    handlers.register(telegram.application, engine)
    Fallbacks(telegram.messenger, is_editor=staff.is_editor).register(telegram.application)
    return World(telegram, questions, notices, book, handlers)


async def test_every_editor_is_asked_once_with_the_headline_and_the_place(world):
    await world.asks()
    await world.asks()
    for person in (OWNER, EDITOR):
        (part,) = world.telegram.parts(person.id)
        assert "whether “Delegations arrive” reached Dateline" in part.text.value
    assert world.telegram.buttons(EDITOR.id) == [["Send again", "It is there"]]


@pytest.mark.parametrize(
    ("doubt", "words"),
    [
        (replace(DOUBT, purpose=ForBroadcast(4)), "whether your broadcast reached Dateline"),
        (
            replace(DOUBT, purpose=ForPosts(1, 9, (delivery(6, messages=()),))),
            "whether a post reached Dateline",
        ),
        (replace(DOUBT, chat=channel(-1009, title="")), "reached the channel -1009"),
    ],
    ids=["broadcast", "post without a headline", "channel without a title"],
)
async def test_what_it_is_about(world, doubt, words):
    await world.asks(doubt)
    assert words in world.telegram.last(EDITOR.id)


@pytest.mark.parametrize(
    ("label", "answer", "told"),
    [
        ("Send again", Answer.AGAIN, "It is being sent again."),
        ("It is there", Answer.THERE, "Good: it counts as sent."),
    ],
)
async def test_an_editor_answers(world, label, answer, told):
    await world.asks()
    await world.telegram.presses(EDITOR, label)
    assert world.questions.answers == [(NEWS.id, answer)]
    assert world.telegram.last(EDITOR.id).startswith(told)
    (entry,) = world.book.log
    assert (entry.actor_id, entry.action) == (EDITOR.id, "settle")
    assert entry.details == f"uncertain send to {NEWS.id}: {answer}"


async def test_the_second_answer_comes_too_late(world):
    await world.asks()
    await world.telegram.presses(EDITOR, "It is there")
    await world.telegram.presses(OWNER, "Send again")
    assert world.questions.answers == [(NEWS.id, Answer.THERE)]
    assert world.telegram.last(OWNER.id) == "This has been settled in the meantime."


async def test_nobody_else_may_answer(world):
    await world.asks()
    second = int(ASKED_AT.timestamp())
    await world.telegram.presses_data(STRANGER, f"1:d:again:{NEWS.id}:{second}")
    assert world.questions.answers == []


async def test_owners_see_how_delivery_is_doing(world):
    await world.telegram.says(OWNER, "/status")
    assert world.telegram.last(OWNER.id) == (
        "Delivery\nChats behind: 12\nIn flight: 3, at most 30 messages a second\n"
        "Sends without an answer: 3 (2 had arrived, 0 had not and were sent again, "
        "1 repeated unseen, 0 skipped); 1 open\nLast heartbeat: 10 s ago"
    )


def test_what_was_paid_is_shown_where_anything_may_be():
    state = EngineState(0, 0, 0, 30.0, dict.fromkeys(Settled, 0), None, "1.5 of 100 Stars today")
    assert engine(state, at(0)).text.value.endswith("Paid broadcast: 1.5 of 100 Stars today")


@pytest.mark.parametrize("who", [EDITOR, STRANGER], ids=["editor", "reader"])
async def test_others_do_not(world, who):
    await world.telegram.says(who, "/status")
    assert not any("Delivery" in part.text.value for part in world.telegram.parts(who.id))
