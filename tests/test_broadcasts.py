import asyncio
from dataclasses import replace
from typing import Any

import pytest
from builders import START, at, coverage
from desk_fakes import FakeBroadcastBook, FakeCoverages, FakeStaffBook
from fakes import FakeMessenger

from bot.broadcasts import (
    Broadcasts,
    ContentRefused,
    Progress,
    check_content,
    content,
    describe,
    headline,
    progress_due,
    with_item,
)
from bot.errors import NotFound, WrongState
from bot.model import (
    Audience,
    AudienceKind,
    Broadcast,
    BroadcastState,
    CoverageState,
    Impossible,
    Media,
    MediaKind,
    Part,
    Poll,
    TryAgain,
    Uncertain,
)
from bot.text import Text, bold

ANNA = 11
CHANNELS = Audience(AudienceKind.CHANNELS)
EVERYBODY = Audience(AudienceKind.EVERYBODY)
TALKS = Audience(AudienceKind.READERS, 1)
A_MESSAGE = Broadcast(1, 1, BroadcastState.COMPOSING, Text("News"), (), START)
A_POLL = replace(A_MESSAGE, text=Text(), poll=Poll("Who wins?", ("We", "They")))


def picture(number: int) -> Media:
    return Media(MediaKind.PHOTO, file_id=f"photo-{number}")


def broadcast(**given: Any) -> Broadcast:
    fields: dict[str, Any] = {
        "id": 1,
        "author_id": ANNA,
        "state": BroadcastState.COMPOSING,
        "text": Text(),
        "media": (),
        "created_at": START,
    }
    return Broadcast(**fields | given)


@pytest.fixture
def book() -> FakeBroadcastBook:
    return FakeBroadcastBook(sizes={CHANNELS: 2, TALKS: 530, EVERYBODY: 532})


@pytest.fixture
def log() -> FakeStaffBook:
    return FakeStaffBook()


@pytest.fixture
def broadcasts(book: FakeBroadcastBook, log: FakeStaffBook) -> Broadcasts:
    coverages = FakeCoverages()
    coverages.have(coverage(id=1))
    coverages.have(coverage(id=2, title="Nobody reads this"))
    return Broadcasts(broadcasts=book, coverages=coverages, audit=log)


# --- What can be sent ---


@pytest.mark.parametrize(
    ("length", "media"), [(1, 0), (4096, 0), (0, 1), (1024, 1), (0, 10), (1024, 10)]
)
def test_what_telegram_takes_is_taken(length: int, media: int) -> None:
    check_content(Text("x" * length), [picture(number) for number in range(media)])


@pytest.mark.parametrize(
    ("length", "media", "why"),
    [
        (0, 0, "That is empty"),
        (4097, 0, "A message from a bot may have 4096 characters; this one has 4097"),
        (1025, 1, "A caption from a bot may have 1024 characters; this one has 1025"),
        (0, 11, "An album holds at most 10"),
    ],
)
def test_what_telegram_refuses_is_refused_with_the_mend(length: int, media: int, why: str) -> None:
    with pytest.raises(ContentRefused, match=why):
        check_content(Text("x" * length), [picture(number) for number in range(media)])


def test_letters_count_as_telegram_counts_them() -> None:
    check_content(Text("🔴" * 2048), ())
    with pytest.raises(ContentRefused, match="this one has 4098"):
        check_content(Text("🔴" * 2049), ())


def test_an_album_is_gathered_item_by_item() -> None:
    draft = with_item(broadcast(), Text(), [picture(1)], "album")
    draft = with_item(draft, bold("Handshake"), [picture(2)], "album")
    draft = with_item(draft, Text(), [picture(2)], "album")  # the same update once more
    assert content(draft) == Part(bold("Handshake"), media=(picture(1), picture(2)))


def test_a_message_after_the_content_waits_for_a_decision() -> None:
    draft = with_item(broadcast(), Text("First"), [], "")
    with pytest.raises(WrongState, match="Press “Edit”"):
        with_item(draft, Text("Second"), [], "")
    with pytest.raises(WrongState, match="waiting for your decision"):
        with_item(with_item(broadcast(), Text(), [picture(1)], "a"), Text(), [picture(2)], "b")


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        (CHANNELS, "channels and groups"),
        (EVERYBODY, "everybody"),
        (TALKS, "readers of coverage #1"),
        (Audience(AudienceKind.READERS), "all readers"),
        (Audience(AudienceKind.CHANNELS, 7), "channels and groups of coverage #7"),
        (Audience(AudienceKind.FOLLOWERS, 7), "followers of coverage #7"),
    ],
)
def test_an_audience_in_words(audience: Audience, words: str) -> None:
    assert describe(audience) == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": Text("Short\nand sweet")}, "Short and sweet"),
        ({"text": Text("word " * 20)}, "word word word word word word word word…"),
        ({"media": (picture(1), picture(2))}, "2 photos and videos"),
        ({}, "empty"),
    ],
)
def test_a_broadcast_in_a_few_words(given: dict[str, Any], words: str) -> None:
    assert headline(broadcast(**given)) == words


# --- From composing to sending ---


async def test_an_editor_has_one_draft_at_a_time(broadcasts: Broadcasts) -> None:
    first = await broadcasts.begin(ANNA, at(0))
    assert (await broadcasts.begin(ANNA, at(1))).id == first.id
    assert (await broadcasts.begin(12, at(1))).id != first.id


async def test_from_the_first_word_to_the_last_question(
    broadcasts: Broadcasts, book: FakeBroadcastBook, log: FakeStaffBook
) -> None:
    draft = await broadcasts.begin(ANNA, at(0))
    await broadcasts.write(draft.id, bold("We are moving"), [])
    choice = await broadcasts.choose(draft.id, TALKS)
    assert (choice.label, choice.chats) == ("Readers of Talks in Istanbul", 530)
    sending = await broadcasts.confirm(draft.id, 77, ANNA, at(2))
    assert sending.state is BroadcastState.SENDING
    assert (sending.total, sending.progress_message_id) == (530, 77)
    assert content(book.kept[1]) == Part(bold("We are moving"))
    assert log.acts == ["11 sent broadcast #1 to readers of coverage #1 “We are moving”"]


async def test_audiences_of_nobody_are_not_offered(broadcasts: Broadcasts) -> None:
    offered = [(choice.label, choice.chats) for choice in await broadcasts.choices(A_MESSAGE)]
    assert offered == [
        ("Channels and groups", 2),
        ("Readers of Talks in Istanbul", 530),
        ("Everybody", 532),
    ]


async def test_only_the_newest_coverages_readers_are_offered(
    book: FakeBroadcastBook, log: FakeStaffBook
) -> None:
    coverages = FakeCoverages()
    for number in range(1, 61):
        coverages.have(coverage(id=number, title=f"Day {number}"))
        book.sizes[Audience(AudienceKind.READERS, number)] = 5
    broadcasts = Broadcasts(broadcasts=book, coverages=coverages, audit=log)
    labels = [choice.label for choice in await broadcasts.choices(A_MESSAGE)]
    assert labels[:3] == ["Channels and groups", "Readers of Day 60", "Readers of Day 59"]
    assert (len(labels), labels[-1]) == (22, "Everybody")


async def test_an_audience_that_emptied_cannot_be_chosen(
    broadcasts: Broadcasts, book: FakeBroadcastBook
) -> None:
    draft = await broadcasts.begin(ANNA, at(0))
    del book.sizes[TALKS]
    with pytest.raises(WrongState, match="nobody"):
        await broadcasts.choose(draft.id, TALKS)


async def test_nothing_goes_out_before_it_is_complete(
    broadcasts: Broadcasts, log: FakeStaffBook
) -> None:
    draft = await broadcasts.begin(ANNA, at(0))
    with pytest.raises(WrongState, match="not complete"):
        await broadcasts.confirm(draft.id, 77, ANNA, at(1))
    await broadcasts.write(draft.id, Text("Words"), [])
    with pytest.raises(WrongState, match="not complete"):
        await broadcasts.confirm(draft.id, 77, ANNA, at(1))
    assert log.log == []


async def test_two_presses_send_once(broadcasts: Broadcasts, log: FakeStaffBook) -> None:
    draft = await broadcasts.begin(ANNA, at(0))
    await broadcasts.write(draft.id, Text("Words"), [])
    await broadcasts.choose(draft.id, CHANNELS)
    presses = [broadcasts.confirm(draft.id, 77, ANNA, at(1)) for _ in range(2)]
    outcomes = await asyncio.gather(*presses, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Broadcast, WrongState]
    assert len(log.log) == 1


async def test_a_refused_message_leaves_the_draft_open(
    broadcasts: Broadcasts, book: FakeBroadcastBook
) -> None:
    draft = await broadcasts.begin(ANNA, at(0))
    with pytest.raises(ContentRefused):
        await broadcasts.write(draft.id, Text("x" * 5000), [])
    await broadcasts.write(draft.id, Text("Shorter"), [])
    assert str(book.kept[1].text) == "Shorter"


async def test_a_draft_can_be_written_again(broadcasts: Broadcasts) -> None:
    draft = await broadcasts.begin(ANNA, at(0))
    await broadcasts.write(draft.id, Text("Frist"), [])
    await broadcasts.rewrite(draft.id)
    assert str((await broadcasts.write(draft.id, Text("First"), [])).text) == "First"


async def test_a_cancelled_draft_is_no_draft(broadcasts: Broadcasts, log: FakeStaffBook) -> None:
    draft = await broadcasts.begin(ANNA, at(0))
    await broadcasts.cancel(draft.id, ANNA, at(1))
    assert await broadcasts.composing(ANNA) is None
    assert log.acts == ["11 cancelled broadcast #1 “empty”"]
    for late in (
        broadcasts.write(draft.id, Text("Late"), []),
        broadcasts.choose(draft.id, CHANNELS),
        broadcasts.confirm(draft.id, 77, ANNA, at(2)),
        broadcasts.cancel(draft.id, ANNA, at(2)),
    ):
        with pytest.raises(WrongState, match="#1 is cancelled already"):
            await late


# --- Recalling ---


@pytest.mark.parametrize("state", [BroadcastState.SENDING, BroadcastState.DONE])
async def test_what_went_out_can_be_recalled(
    broadcasts: Broadcasts, book: FakeBroadcastBook, log: FakeStaffBook, state: BroadcastState
) -> None:
    book.have(broadcast(state=state, text=Text("Wrong"), audience=EVERYBODY))
    assert (await broadcasts.recall(1, 90, 12, at(3))).state is BroadcastState.RECALLING
    assert log.acts == ["12 recalled broadcast #1 to everybody “Wrong”"]


@pytest.mark.parametrize("state", ["composing", "cancelled", "recalling", "recalled"])
async def test_what_did_not_go_out_cannot_be_recalled(
    broadcasts: Broadcasts, book: FakeBroadcastBook, state: str
) -> None:
    book.have(broadcast(state=BroadcastState(state)))
    with pytest.raises(WrongState, match=f"is {state} already"):
        await broadcasts.recall(1, 90, ANNA, at(3))


@pytest.mark.parametrize(("actor", "message"), [(ANNA, 90), (12, 77)])
async def test_the_author_follows_a_recall_where_it_was_asked_for(
    broadcasts: Broadcasts, book: FakeBroadcastBook, actor: int, message: int
) -> None:
    book.have(broadcast(state=BroadcastState.DONE, progress_message_id=77))
    assert (await broadcasts.recall(1, 90, actor, at(3))).progress_message_id == message


async def test_drafts_are_not_among_the_recent(
    broadcasts: Broadcasts, book: FakeBroadcastBook
) -> None:
    for number, state in enumerate(BroadcastState, start=1):
        book.have(broadcast(id=number, state=state))
    assert [str(one.state) for one in await broadcasts.recent()] == [
        *("recalled", "recalling", "done", "sending"),
    ]
    with pytest.raises(NotFound):
        await broadcasts.get(99)


# --- Progress ---


def render(one: Broadcast) -> Part:
    return Part(Text(f"{one.state} {one.sent}/{one.total}"))


def sending(**given: Any) -> Broadcast:
    fields = {"state": BroadcastState.SENDING, "progress_message_id": 77, "total": 500}
    return broadcast(**fields | given)


def test_only_what_moved_is_due() -> None:
    still = sending(id=1)
    moved, hidden = sending(id=2, sent=9), sending(id=3, progress_message_id=None)
    draft = broadcast(id=4, progress_message_id=78)
    due = progress_due([still, moved, hidden, draft], {1: still, 2: sending(id=2)})
    assert due == (moved,)


async def test_the_progress_message_follows_to_the_end(book: FakeBroadcastBook) -> None:
    messenger = FakeMessenger()
    progress = Progress(book, messenger, render)
    book.have(sending())
    assert await progress.run_once(at(0)) == 1
    assert await progress.run_once(at(0, 3)) == 0
    book.went(1, sent=500, state=BroadcastState.DONE)
    assert await progress.run_once(at(0, 6)) == 1
    assert await progress.run_once(at(0, 9)) == 0
    shown = [call.what for call in messenger.calls]
    assert shown == [Part(Text("sending 0/500")), Part(Text("done 500/500"))]
    assert {call.method for call in messenger.calls} == {"edit"}
    assert list(messenger.chats[ANNA]) == [77]


async def test_after_a_restart_the_result_is_still_shown(book: FakeBroadcastBook) -> None:
    messenger = FakeMessenger()
    book.have(sending(state=BroadcastState.DONE, sent=500))
    assert await Progress(book, messenger, render).run_once(at(0)) == 1


@pytest.mark.parametrize(
    ("outcome", "pause"), [(TryAgain(30, "slow down"), 30), (Uncertain("no answer"), 10)]
)
async def test_progress_waits_as_long_as_telegram_says(
    book: FakeBroadcastBook, outcome: TryAgain | Uncertain, pause: int
) -> None:
    messenger = FakeMessenger()
    messenger.answers[ANNA] = [outcome]
    progress = Progress(book, messenger, render)
    book.have(sending())
    assert await progress.run_once(at(0)) == 0
    assert await progress.run_once(at(0, pause - 1)) == 0
    assert await progress.run_once(at(0, pause)) == 1


async def test_a_deleted_progress_message_is_let_go(book: FakeBroadcastBook) -> None:
    messenger = FakeMessenger()
    messenger.answers[ANNA] = [Impossible("message to edit not found")]
    progress = Progress(book, messenger, render)
    book.have(sending())
    await progress.run_once(at(0))
    assert await progress.run_once(at(1)) == 0
    assert len(messenger.calls) == 1


async def test_what_is_no_longer_recent_is_forgotten(book: FakeBroadcastBook) -> None:
    progress = Progress(book, FakeMessenger(), render)
    for number in range(1, 13):
        book.have(sending(id=number))
        await progress.run_once(at(number))
    assert sorted(progress._shown) == list(range(3, 13))


# --- Polls ---------------------------------------------------------------------------------------

ASKED = Poll("Will they agree?", ("Yes", "No"))


async def test_a_poll_is_composed_rewritten_and_confirmed(
    broadcasts: Broadcasts, book: FakeBroadcastBook, log: FakeStaffBook
) -> None:
    followers = Audience(AudienceKind.FOLLOWERS, 1)
    book.sizes[followers] = 31
    draft = await broadcasts.begin(ANNA, START, poll=True)
    await broadcasts.write_poll(draft.id, Poll("Who?", ("We", "They")))
    with pytest.raises(WrongState, match="waiting for your decision"):
        await broadcasts.write_poll(draft.id, ASKED)
    await broadcasts.rewrite(draft.id)
    await broadcasts.write_poll(draft.id, ASKED)
    await broadcasts.choose(draft.id, followers)
    sending = await broadcasts.confirm(draft.id, 5, ANNA, at(1))
    assert (sending.poll, sending.total) == (ASKED, 31)
    assert headline(sending) == "Will they agree?"
    assert log.acts == ["11 sent broadcast #1 to followers of coverage #1 “Will they agree?”"]


async def test_a_poll_without_a_question_is_not_sent(broadcasts: Broadcasts) -> None:
    draft = await broadcasts.begin(ANNA, START, poll=True)
    with pytest.raises(WrongState, match="not complete"):
        await broadcasts.confirm(draft.id, 5, ANNA, at(1))


@pytest.mark.parametrize("poll", [True, False])
async def test_a_message_and_a_poll_are_not_composed_at_once(
    broadcasts: Broadcasts, *, poll: bool
) -> None:
    await broadcasts.begin(ANNA, START, poll=poll)
    with pytest.raises(WrongState, match="You are composing a"):
        await broadcasts.begin(ANNA, START, poll=not poll)
    assert (await broadcasts.begin(ANNA, at(1), poll=poll)).id == 1


async def test_a_poll_goes_to_followers_of_a_coverage_that_is_on(
    book: FakeBroadcastBook, log: FakeStaffBook
) -> None:
    coverages = FakeCoverages()
    coverages.have(coverage(id=1, title="Talks"))
    coverages.have(coverage(id=2, title="Vote", state=CoverageState.CONCLUDED))
    book.sizes = {
        Audience(kind, number): 3
        for kind in (AudienceKind.CHANNELS, AudienceKind.FOLLOWERS)
        for number in (1, 2)
    }
    broadcasts = Broadcasts(broadcasts=book, coverages=coverages, audit=log)
    offered = [choice.label for choice in await broadcasts.choices(A_POLL)]
    assert offered == ["Channels and groups of Talks", "All who follow Talks"]


async def test_a_poll_is_not_sent_once_its_coverage_has_ended(
    book: FakeBroadcastBook, log: FakeStaffBook
) -> None:
    coverages, followers = FakeCoverages(), Audience(AudienceKind.FOLLOWERS, 1)
    coverages.have(coverage())
    book.sizes[followers] = 3
    broadcasts = Broadcasts(broadcasts=book, coverages=coverages, audit=log)
    draft = await broadcasts.begin(ANNA, START, poll=True)
    await broadcasts.write_poll(draft.id, ASKED)
    await broadcasts.choose(draft.id, followers)
    coverages.kept[1] = coverage(state=CoverageState.CONCLUDED)
    with pytest.raises(WrongState, match="has ended meanwhile"):
        await broadcasts.confirm(draft.id, 5, ANNA, at(1))
