import pytest
from builders import START, at
from desk_fakes import FakeNotices, FakeStaffBook

from bot.errors import NotAllowed, NotFound, WrongState
from bot.model import Editor
from bot.staff import DATELINE, Right, Role, Roster, Staff, may, role_of

OWNER, ANNA, READER = 1, 11, 21


@pytest.fixture
def book() -> FakeStaffBook:
    return FakeStaffBook({ANNA: Editor(ANNA, "Anna", OWNER, START)})


@pytest.fixture
def notices() -> FakeNotices:
    return FakeNotices()


@pytest.fixture
def staff(book: FakeStaffBook, notices: FakeNotices) -> Staff:
    return Staff(book, notices, owners=(OWNER,))


@pytest.mark.parametrize(
    ("user_id", "owners", "editors", "role"),
    [
        (1, {1}, set(), Role.OWNER),
        (1, {1}, {1}, Role.OWNER),
        (11, {1}, {11}, Role.EDITOR),
        (21, {1}, {11}, Role.READER),
        (21, set(), set(), Role.READER),
        (DATELINE, {1}, {11}, Role.READER),
    ],
)
def test_who_is_what(user_id: int, owners: set[int], editors: set[int], role: Role) -> None:
    assert role_of(user_id, owners=owners, editors=editors) is role


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.OWNER, {Right.EDIT, Right.APPOINT}),
        (Role.EDITOR, {Right.EDIT}),
        (Role.READER, set()),
    ],
)
def test_who_may_do_what(role: Role, rights: set[Right]) -> None:
    assert {right for right in Right if may(role, right)} == rights


@pytest.mark.parametrize(
    ("user_id", "name"), [(0, "Dateline"), (1, "owner 1"), (11, "Anna"), (21, "id 21")]
)
def test_how_people_are_called_in_lists(user_id: int, name: str) -> None:
    assert Roster((OWNER,), (Editor(ANNA, "Anna", OWNER, START),)).name(user_id) == name


async def test_everyone_is_named_once_owners_first(staff: Staff, book: FakeStaffBook) -> None:
    book.appointed[OWNER] = Editor(OWNER, "The owner", OWNER, START)
    assert await staff.everyone() == (OWNER, ANNA)


async def test_a_stranger_is_refused_and_learns_their_id(staff: Staff) -> None:
    with pytest.raises(NotAllowed, match=r"for the editors of this bot\..* Your id is 21"):
        await staff.require(READER, Right.EDIT)
    await staff.require(ANNA, Right.EDIT)
    await staff.require(OWNER, Right.APPOINT)


async def test_an_editor_may_not_appoint(staff: Staff, book: FakeStaffBook) -> None:
    with pytest.raises(NotAllowed, match="Only the owners"):
        await staff.appoint(READER, "Boris", ANNA, at(1))
    with pytest.raises(NotAllowed, match="Only the owners"):
        await staff.dismiss(ANNA, ANNA, at(1))
    assert list(book.appointed) == [ANNA]
    assert book.log == []


async def test_an_appointed_editor_is_welcomed(
    staff: Staff, book: FakeStaffBook, notices: FakeNotices
) -> None:
    editor = await staff.appoint(READER, "Boris", OWNER, at(1))
    assert editor == Editor(READER, "Boris", OWNER, at(1))
    assert await staff.is_editor(READER)
    assert book.acts == ["1 appointed Boris (id 21)"]
    ((chat_id, part),) = notices.queued
    assert chat_id == READER
    assert "You are an editor of this bot now" in str(part.text)


async def test_an_editor_without_a_name_is_called_by_id(staff: Staff) -> None:
    assert (await staff.appoint(READER, "", OWNER, at(1))).name == "id 21"


@pytest.mark.parametrize("user_id", [OWNER, ANNA])
async def test_nobody_is_appointed_twice(staff: Staff, user_id: int) -> None:
    with pytest.raises(WrongState, match="can already do everything"):
        await staff.appoint(user_id, "Anna", OWNER, at(1))


async def test_a_dismissed_editor_may_do_nothing(staff: Staff, book: FakeStaffBook) -> None:
    assert (await staff.dismiss(ANNA, OWNER, at(1))).name == "Anna"
    assert not await staff.is_editor(ANNA)
    assert book.acts == ["1 dismissed Anna (id 11)"]


@pytest.mark.parametrize(("user_id", "why"), [(OWNER, "in the settings"), (READER, "Nobody")])
async def test_who_is_no_editor_cannot_be_dismissed(staff: Staff, user_id: int, why: str) -> None:
    with pytest.raises(NotFound, match=why):
        await staff.dismiss(user_id, OWNER, at(1))


async def test_the_log_shows_the_newest_first(staff: Staff) -> None:
    await staff.dismiss(ANNA, OWNER, at(1))
    await staff.appoint(ANNA, "Anna", OWNER, at(2))
    assert [entry.action for entry in await staff.audit_log(1)] == ["appointed"]
