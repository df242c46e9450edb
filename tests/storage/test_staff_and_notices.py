from builders import START, at, chat, photo

from bot.deliver import Notice
from bot.model import AuditEntry, Button, Editor, Part
from bot.text import Text, bold
from storage import Store

HELLO = Part(Text("Hello"))

# --- Staff ----------------------------------------------------------------------------------------


async def test_editors_are_appointed_and_dismissed(store: Store) -> None:
    first = Editor(5_000_000_005, "Ada", 1, at(1))
    second = Editor(4, "Олена", 1, at(2))
    for editor in (second, first):
        await store.staff.appoint(editor)
    assert await store.staff.editors() == [first, second]
    assert await store.staff.is_editor(first.user_id)
    assert await store.staff.dismiss(first.user_id)
    assert not await store.staff.dismiss(first.user_id)
    assert not await store.staff.is_editor(first.user_id)
    assert await store.staff.editors() == [second]


async def test_names_are_those_of_people_who_wrote(store: Store) -> None:
    await store.chats.save(chat(4, title="Ada"), START)
    await store.chats.save(chat(5, title=""), START)
    assert await store.staff.names({4, 5, 6}) == {4: "Ada"}
    assert await store.staff.names(set()) == {}


async def test_an_editor_appointed_again_is_replaced(store: Store) -> None:
    await store.staff.appoint(Editor(4, "Ada", 1, at(1)))
    again = Editor(4, "Ada L.", 2, at(2))
    await store.staff.appoint(again)
    assert await store.staff.editors() == [again]


async def test_the_log_tells_the_newest_first(store: Store) -> None:
    entries = [AuditEntry(at(n), n, "concluded", f"coverage {n}") for n in range(5)]
    for entry in entries:
        await store.staff.audit(entry)
    assert await store.staff.audit_log(3) == entries[:1:-1]
    assert await store.staff.audit_log(99) == entries[::-1]


# --- Notices --------------------------------------------------------------------------------------


async def pending(
    store: Store, minute: float = 0, skip: tuple[int, ...] = (), limit: int = 99
) -> list[Notice]:
    return await store.notices.pending(at(minute), skip_chats=skip, limit=limit)


async def test_a_notice_waits_until_it_is_settled(store: Store) -> None:
    part = Part(
        bold("The end?") + " Conclude?",
        media=(photo(),),
        keyboard=((Button("Yes", data="y"), Button("Look", url="https://example.org")),),
        silent=True,
    )
    assert await store.notices.add(7, part, START), "nobody with this id was ever met"
    (notice,) = await pending(store)
    assert (notice.chat_id, notice.part) == (7, part)
    await store.notices.settle(notice.id)
    assert await pending(store) == []
    await store.notices.settle(notice.id)


async def test_notices_go_out_in_order_to_chats_that_can_take_them(store: Store) -> None:
    for chat_id in (1, 2, 3):
        await store.chats.save(chat(chat_id), START)
    for chat_id in (3, 1, 2, 99, 1):
        await store.notices.add(chat_id, HELLO, START)
    await store.chats.stop(2, "blocked", START)
    assert [one.chat_id for one in await pending(store)] == [3, 1, 99, 1]
    assert [one.chat_id for one in await pending(store, skip=(1,))] == [3, 99]
    assert [one.chat_id for one in await pending(store, limit=2)] == [3, 1]
    await store.chats.resume(2, START)
    assert [one.chat_id for one in await pending(store)] == [3, 1, 2, 99, 1]


async def test_a_held_notice_waits_for_its_time(store: Store) -> None:
    await store.notices.add(1, HELLO, START)
    await store.notices.add(2, HELLO, START)
    first, second = await pending(store)
    await store.notices.hold(first.id, at(5))
    assert await pending(store, 4.9) == [second]
    assert await pending(store, 5) == [first, second]


async def test_what_is_said_once_is_not_said_again_even_later(store: Store) -> None:
    assert await store.notices.add(1, HELLO, START, once="lost:-100")
    assert not await store.notices.add(1, HELLO, START, once="lost:-100")
    assert await store.notices.add(1, HELLO, START, once="lost:-200")
    for notice in await pending(store):
        await store.notices.settle(notice.id)
    assert await pending(store) == []
    assert not await store.notices.add(1, HELLO, at(9), once="lost:-100")
    assert await pending(store, 9) == []


async def test_each_chat_is_told_once_for_itself(store: Store) -> None:
    assert await store.notices.add(1, HELLO, START, once="lost:-100")
    assert await store.notices.add(2, HELLO, START, once="lost:-100")
    assert [one.chat_id for one in await pending(store)] == [1, 2]


async def test_without_a_key_every_notice_is_said(store: Store) -> None:
    assert await store.notices.add(1, HELLO, START)
    assert await store.notices.add(1, HELLO, START)
    assert len(await pending(store)) == 2
