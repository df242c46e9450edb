"""What the people who run the bot read about themselves: pure, and in English like their desk."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from bot.model import AuditEntry, Button, Editor, Part
from bot.staff import Role, Roster
from bot.text import Text, bold, join
from handlers.desk_views import shorten, when
from handlers.keyboards import Family

ACCESS: Final = Family("a")
COMMANDS: Final[Mapping[str, str]] = {
    "coverage": "add, pause, conclude coverage; its sources",
    "draft": "the summary that is about to go out",
    "places": "channels and groups, and what they post",
    "broadcast": "send a message of your own",
    "poll": "ask readers a question",
    "broadcasts": "recent broadcasts and polls; recall one",
    "editors": "who runs this bot",
    "audit": "who did what, when",
}

_LISTED: Final = 20
_TITLE: Final = 30
_QUOTED: Final = re.compile("“([^“”]+)”")


def greeting_part(role: Role) -> Part:
    """What somebody who runs the bot is told besides the greeting for readers, which sounds."""
    begin = "/coverage add URL begins a coverage, /help lists everything."
    return Part(Text(f"You are an {role} of this bot: {begin}"), silent=True)


def help_part() -> Part:
    """The commands that readers do not have; it comes with theirs, which sounds."""
    lines = [f"/{name} – {words}" for name, words in COMMANDS.items()]
    return Part(join("\n", [bold("For those who run this bot"), *lines]), silent=True)


def editors_part(roster: Roster, *, may_appoint: bool) -> Part:
    """Everybody who runs the bot; owners get a button to remove each editor."""
    lines: list[Text | str] = [bold("Owners")]
    lines += [_owner(roster, owner) for owner in roster.owners] or ["none"]
    lines.append(bold("Editors"))
    lines += [f"{shorten(one.name, 60)} · id {one.user_id}" for one in roster.editors] or ["none"]
    keyboard: tuple[tuple[Button, ...], ...] = ()
    if may_appoint:
        lines.append("To appoint: /editors add ID NAME, or forward me a message of that person.")
        keyboard = tuple(
            (ACCESS.button(f"Remove {shorten(one.name, 30)}…", "ask", one.user_id),)
            for one in roster.editors[:_LISTED]
        )
    return Part(join("\n", lines), keyboard=keyboard)


def _owner(roster: Roster, user_id: int) -> str:
    name = roster.names.get(user_id)
    return f"{shorten(name, 60)} · id {user_id}" if name else f"id {user_id}"


def appoint_part(user_id: int, name: str) -> Part:
    """The question before a person is made an editor."""
    called = shorten(name, 60) or f"id {user_id}"
    text = (
        Text("Appoint ")
        + bold(called)
        + (
            f" (id {user_id}) as an editor? Editors add and conclude coverage, "
            "connect channels and send broadcasts."
        )
    )
    buttons = (ACCESS.button("Appoint", "add", user_id), ACCESS.button("Cancel", "cancel"))
    return Part(text, keyboard=(buttons,))


def appointed_part(editor: Editor) -> Part:
    """The answer after an appointment, with a way back. Who never wrote to the bot is not told."""
    text = bold(editor.name) + (
        f" (id {editor.user_id}) is an editor now. Somebody who never wrote to me should send me "
        "/start: a bot cannot write first."
    )
    return Part(text, keyboard=((ACCESS.button("Undo", "remove", editor.user_id),),))


def dismiss_part(editor: Editor) -> Part:
    """The question before an editor is removed."""
    text = Text("Remove ") + bold(editor.name) + f" (id {editor.user_id}) from the editors?"
    buttons = (
        ACCESS.button("Remove", "remove", editor.user_id),
        ACCESS.button("Back", "back"),
    )
    return Part(text, keyboard=(buttons,))


def dismissed_part(editor: Editor) -> Part:
    """The answer after a removal, with a way back."""
    text = bold(editor.name) + f" (id {editor.user_id}) is no longer an editor."
    return Part(text, keyboard=((ACCESS.button("Undo", "add", editor.user_id),),))


def audit_part(entries: Sequence[AuditEntry], roster: Roster, timezone: str) -> Part:
    """Who did what, when; the newest first."""
    if not entries:
        return Part(Text("Nothing has been done yet."))
    lines = [
        shorten(
            f"{when(one.at, timezone)} {roster.name(one.actor_id)} {one.action} "
            f"{_with_short_titles(one.details)}"
        )
        for one in entries
    ]
    return Part(join("\n", [bold(f"The last acts ({timezone})"), *lines]))


def _with_short_titles(details: str) -> str:
    """The numbers tell coverages apart; whole titles, line after line, would hide what was done."""
    return _QUOTED.sub(lambda quoted: f"“{shorten(quoted[1], _TITLE)}”", details)
