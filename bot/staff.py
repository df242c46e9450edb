"""Use case: who may do what, who is an editor, and the log of every act."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from bot.books import NoticeBox
from bot.errors import NotAllowed, NotFound, WrongState
from bot.model import AuditEntry, Editor, Part
from bot.phrases import FALLBACK, Catalogue, say
from bot.text import Text

DATELINE: Final = 0
"""The actor of what nobody pressed: Dateline itself."""


class Role(StrEnum):
    """What a person is to the newsroom."""

    OWNER = "owner"
    EDITOR = "editor"
    READER = "reader"


class Right(StrEnum):
    """What a person may be allowed to do."""

    EDIT = "edit"
    APPOINT = "appoint"


REFUSALS: Final[Catalogue] = {
    Right.EDIT: {
        "en": "This is for the editors of this bot. /help shows what it does for readers. "
        "Your id is {id}.",
        "ru": "Это для редакторов бота. Что бот делает для читателей, покажет /help. Ваш id: {id}.",
        "uk": "Це для редакторів бота. Що бот робить для читачів, покаже /help. Ваш id: {id}.",
        "tr": "Bu, botun editörleri içindir. Okurlar için neler yaptığını /help gösterir. "
        "Kimliğiniz (id): {id}.",
    },
    Right.APPOINT: {
        "en": "Only the owners of this bot appoint and dismiss editors. Your id is {id}.",
        "ru": "Редакторов назначают и снимают только владельцы бота. Ваш id: {id}.",
        "uk": "Редакторів призначають і звільняють лише власники бота. Ваш id: {id}.",
        "tr": "Editörleri yalnızca botun sahipleri atar ve görevden alır. Kimliğiniz (id): {id}.",
    },
}
"""The polite line that refuses a right; with the id, by which an owner can appoint the person."""


_RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.OWNER: frozenset(Right),
    Role.EDITOR: frozenset({Right.EDIT}),
    Role.READER: frozenset(),
}


def role_of(user_id: int, *, owners: Collection[int], editors: Collection[int]) -> Role:
    """An owner stays an owner even when also appointed as an editor."""
    if user_id in owners:
        return Role.OWNER
    return Role.EDITOR if user_id in editors else Role.READER


def may(role: Role, right: Right) -> bool:
    """Whether people of this role may do this."""
    return right in _RIGHTS[role]


_WELCOME: Final = (
    "You are an editor of this bot now. /coverage shows what it covers, /places where it posts, "
    "/broadcast sends a message of your own. /help lists everything."
)


class StaffStore(Protocol):
    """What is kept about editors and their acts."""

    async def editors(self) -> Sequence[Editor]:
        """Everybody who is appointed."""
        ...

    async def appoint(self, editor: Editor) -> None:
        """Keep an editor; one who is already kept is replaced."""
        ...

    async def dismiss(self, user_id: int) -> bool:
        """Forget an editor; False if there was none."""
        ...

    async def names(self, user_ids: Collection[int]) -> Mapping[int, str]:
        """What those of them who wrote to the bot call themselves."""
        ...

    async def audit(self, entry: AuditEntry) -> None:
        """Append to the log."""
        ...

    async def audit_log(self, limit: int) -> Sequence[AuditEntry]:
        """The newest entries, newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody who runs the bot. `names` are what people call themselves, as far as is known."""

    owners: tuple[int, ...]
    editors: tuple[Editor, ...]
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def everyone(self) -> tuple[int, ...]:
        """The user ids of owners and editors, each once, owners first."""
        return tuple(dict.fromkeys((*self.owners, *(editor.user_id for editor in self.editors))))

    def name(self, user_id: int) -> str:
        """How to call the person in a list; `Dateline` for what nobody pressed."""
        if user_id == DATELINE:
            return "Dateline"
        for editor in self.editors:
            if editor.user_id == user_id and editor.name:
                return editor.name
        if name := self.names.get(user_id):
            return name
        return f"owner {user_id}" if user_id in self.owners else f"id {user_id}"


class Staff:
    """Owners come from the settings and cannot be dismissed here; editors are appointed by them."""

    def __init__(self, store: StaffStore, notices: NoticeBox, owners: Collection[int]) -> None:
        self._store = store
        self._notices = notices
        self._owners = tuple(owners)

    @property
    def owners(self) -> tuple[int, ...]:
        """The user ids the settings name."""
        return self._owners

    async def roster(self) -> Roster:
        """Owners and editors as they are now."""
        return Roster(self._owners, tuple(await self._store.editors()))

    async def named(self, others: Collection[int] = ()) -> Roster:
        """The same with the names of owners, and of others who act or once acted."""
        roster = await self.roster()
        return replace(roster, names=await self._store.names({*self._owners, *others}))

    async def everyone(self) -> tuple[int, ...]:
        """The user ids of all owners and editors, each once."""
        return (await self.roster()).everyone

    async def role(self, user_id: int) -> Role:
        """What the person is now."""
        roster = await self.roster()
        editors = {editor.user_id for editor in roster.editors}
        return role_of(user_id, owners=roster.owners, editors=editors)

    async def is_editor(self, user_id: int) -> bool:
        """Whether the person may run coverage: an editor or an owner."""
        return may(await self.role(user_id), Right.EDIT)

    async def require(self, user_id: int, right: Right, language: str = FALLBACK) -> None:
        """Raise NotAllowed, in polite words of the language, when the person may not do this."""
        if not may(await self.role(user_id), right):
            raise NotAllowed(say(REFUSALS, right, language, id=user_id))

    async def check_candidate(self, user_id: int) -> None:
        """Raise WrongState when the person cannot be appointed, being on the staff already."""
        roster = await self.roster()
        if user_id in roster.everyone:
            raise WrongState(f"{roster.name(user_id)} can already do everything an editor can.")

    async def appoint(self, user_id: int, name: str, actor_id: int, now: datetime) -> Editor:
        """Make the person an editor, and tell them.

        Raises NotAllowed, or WrongState when the person is on the staff already.
        """
        await self.require(actor_id, Right.APPOINT)
        await self.check_candidate(user_id)
        editor = Editor(user_id, name or f"id {user_id}", actor_id, now)
        await self._store.appoint(editor)
        await self._store.audit(AuditEntry(now, actor_id, "appointed", _named(editor)))
        await self._notices.add(user_id, Part(Text(_WELCOME)), now)
        return editor

    async def editor(self, user_id: int) -> Editor:
        """The editor; NotFound, in words, for an owner or a stranger."""
        if user_id in self._owners:
            raise NotFound(
                "Owners are named in the settings (DATELINE_OWNERS); they cannot be removed here."
            )
        for editor in await self._store.editors():
            if editor.user_id == user_id:
                return editor
        raise NotFound(f"Nobody with the id {user_id} is an editor. /editors lists them.")

    async def dismiss(self, user_id: int, actor_id: int, now: datetime) -> Editor:
        """Take an editor's rights away; answers who it was, so that it can be undone."""
        await self.require(actor_id, Right.APPOINT)
        editor = await self.editor(user_id)
        await self._store.dismiss(user_id)
        await self._store.audit(AuditEntry(now, actor_id, "dismissed", _named(editor)))
        return editor

    async def audit_log(self, limit: int) -> Sequence[AuditEntry]:
        """The last acts, newest first."""
        return await self._store.audit_log(limit)


def _named(editor: Editor) -> str:
    return f"{editor.name} (id {editor.user_id})"
