"""Who is let in: /editors, /audit, and the menu each person sees."""

import json
from typing import Any

import pytest
from builders import START, coverage
from desk_stage import ANNA, OWNER, READER, Stage, user
from telegram_fakes import refusal

from bot.model import Editor, Part
from bot.staff import Role, Roster
from bot.text import Text
from handlers.access import commands_for, publish_all_commands


def forwarded(from_user: dict[str, Any]) -> dict[str, Any]:
    return {"type": "user", "date": 1748864700, "sender_user": from_user}


HIDDEN = {"type": "hidden_user", "date": 1748864700, "sender_user_name": "Shy"}
FROM_CHANNEL = {
    "type": "channel",
    "date": 1748864700,
    "message_id": 1,
    "chat": {"id": -1001, "type": "channel", "title": "News"},
}


# --- The list ------------------------------------------------------------------------------------


async def test_an_owner_sees_everybody_and_can_remove(stage: Stage) -> None:
    await stage.says(OWNER, "/editors")
    assert stage.sees(OWNER).startswith("Owners\nid 1\nEditors\nAnna · id 11\nTo appoint:")
    assert stage.buttons(OWNER) == ["Remove Anna…"]


async def test_an_editor_sees_everybody_and_no_buttons(stage: Stage) -> None:
    await stage.says(ANNA, "/editors list")
    assert stage.sees(ANNA) == "Owners\nid 1\nEditors\nAnna · id 11"
    assert stage.buttons(ANNA) == []


async def test_without_editors_the_list_says_none(stage: Stage) -> None:
    stage.staff.appointed.clear()
    await stage.says(OWNER, "/editors")
    assert "Editors\nnone" in stage.sees(OWNER)


# --- Appointing ----------------------------------------------------------------------------------


async def test_appointed_by_id_after_a_question_and_undone(stage: Stage) -> None:
    await stage.says(OWNER, "/editors add 21 Boris Petrov")
    assert stage.sees(OWNER).startswith("Appoint Boris Petrov (id 21) as an editor?")
    assert READER not in stage.staff.appointed

    await stage.presses(OWNER, "Appoint")
    assert stage.sees(OWNER).startswith("Boris Petrov (id 21) is an editor now.")
    assert "should send me /start" in stage.sees(OWNER)
    assert stage.staff.appointed[READER].name == "Boris Petrov"
    assert [chat for chat, _ in stage.notices.queued] == [READER]
    assert stage.api.calls[-2].method == "setMyCommands"

    await stage.presses(OWNER, "Undo")
    assert READER not in stage.staff.appointed
    assert "deleteMyCommands" in stage.api.methods
    assert stage.acts == ["1 appointed Boris Petrov (id 21)", "1 dismissed Boris Petrov (id 21)"]


async def test_a_forwarded_message_proposes_its_writer(stage: Stage) -> None:
    await stage.says(OWNER, "Hello", forward_origin=forwarded(user(READER)))
    await stage.presses(OWNER, "Appoint")
    assert stage.staff.appointed[READER].name == "Boris"


async def test_a_reply_to_a_forwarded_message_does_too(stage: Stage) -> None:
    replied = {
        "message_id": 3,
        "date": 1748864700,
        "chat": {"id": OWNER, "type": "private"},
        "from": user(OWNER),
        "text": "Hello",
        "forward_origin": forwarded(user(READER)),
    }
    await stage.says(OWNER, "/editors add", reply_to_message=replied)
    assert stage.sees(OWNER).startswith("Appoint Boris (id 21)")


async def test_a_question_may_be_answered_with_no(stage: Stage) -> None:
    await stage.says(OWNER, "/editors add 21")
    assert stage.sees(OWNER).startswith("Appoint id 21 (id 21)")
    await stage.presses(OWNER, "Cancel")
    assert stage.sees(OWNER) == "Nothing was changed."
    assert READER not in stage.staff.appointed


@pytest.mark.parametrize(
    ("origin", "answer"),
    [
        (HIDDEN, "Shy hides their account in forwarded messages"),
        (FROM_CHANNEL, "not written by a person"),
        (forwarded({**user(99), "is_bot": True}), "is a bot"),
        (forwarded(user(ANNA)), "Anna can already do everything an editor can"),
        (forwarded(user(OWNER)), "owner 1 can already do everything"),
    ],
)
async def test_whom_a_forward_cannot_name(
    stage: Stage, origin: dict[str, Any], answer: str
) -> None:
    await stage.says(OWNER, "Hello", forward_origin=origin)
    assert answer in stage.sees(OWNER)
    assert stage.buttons(OWNER) == []


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/editors add", "Whom? Use /editors add ID NAME"),
        ("/editors add @boris", "“@boris” is no user id"),
        ("/editors add 0", "“0” is no user id"),
        ("/editors add ٣", "is no user id"),
        ("/editors remove 21", "Nobody with the id 21 is an editor"),
        ("/editors remove 1", "Owners are named in the settings"),
        ("/editors promote 21", "Use /editors, /editors add ID NAME or /editors remove ID"),
    ],
)
async def test_a_slip_is_answered_with_the_mend(stage: Stage, typed: str, answer: str) -> None:
    await stage.says(OWNER, typed)
    assert answer in stage.sees(OWNER)
    assert stage.acts == []


@pytest.mark.parametrize("typed", ["/editors add 21", "/editors remove 11"])
async def test_an_editor_may_not_change_the_staff(stage: Stage, typed: str) -> None:
    await stage.says(ANNA, typed)
    assert stage.sees(ANNA).startswith("Only the owners of this bot appoint and dismiss editors.")
    await stage.presses_data(ANNA, "1:a:remove:11", Part(Text("forged")), 7)
    assert "Only the owners" in stage.toast
    assert ANNA in stage.staff.appointed


async def test_what_others_forward_is_no_appointment(stage: Stage) -> None:
    await stage.says(READER, "Hello", forward_origin=forwarded(user(ANNA)))
    assert "/help" in stage.sees(READER)


# --- Removing ------------------------------------------------------------------------------------


async def test_removed_after_a_question_and_undone(stage: Stage) -> None:
    await stage.says(OWNER, "/editors")
    await stage.presses(OWNER, "Remove Anna…")
    assert stage.sees(OWNER) == "Remove Anna (id 11) from the editors?"
    await stage.presses(OWNER, "Remove")
    assert stage.sees(OWNER) == "Anna (id 11) is no longer an editor."
    assert ANNA not in stage.staff.appointed
    await stage.presses(OWNER, "Undo")
    assert stage.staff.appointed[ANNA].name == "Anna"


async def test_back_shows_the_list_again(stage: Stage) -> None:
    await stage.says(OWNER, "/editors remove 11")
    await stage.presses(OWNER, "Back")
    assert stage.buttons(OWNER) == ["Remove Anna…"]
    assert ANNA in stage.staff.appointed


async def test_a_removed_editor_is_out_at_once(stage: Stage) -> None:
    stage.coverages.have(coverage())
    await stage.says(ANNA, "/coverage")
    await stage.says(OWNER, "/editors remove 11")
    await stage.presses(OWNER, "Remove")
    await stage.presses(ANNA, "Pause")
    assert "for the editors of this bot" in stage.toast


async def test_a_question_without_its_words_is_asked_again(stage: Stage) -> None:
    await stage.presses_data(OWNER, "1:a:add:21", Part(Text("no name in bold")), 7)
    assert "too old to act on" in stage.toast
    assert READER not in stage.staff.appointed


# --- The log -------------------------------------------------------------------------------------


async def test_the_log_reads_like_sentences(stage: Stage) -> None:
    await stage.says(ANNA, "/audit")
    assert stage.sees(ANNA) == "Nothing has been done yet."
    stage.coverages.have(coverage())
    await stage.says(ANNA, "/coverage pause")
    await stage.closing.conclude(1, 0, stage.clock.advance(minutes=5))
    await stage.says(OWNER, "/editors remove 11")
    await stage.presses(OWNER, "Remove")
    await stage.says(OWNER, "/audit")
    assert stage.sees(OWNER).splitlines() == [
        "The last acts (Europe/Istanbul)",
        "2 Jun 14:50 owner 1 dismissed Anna (id 11)",
        "2 Jun 14:50 Dateline concluded #1 “Talks in Istanbul”",
        "2 Jun 14:45 id 11 paused #1 “Talks in Istanbul”",
    ]


async def test_the_log_repeats_no_long_title(stage: Stage) -> None:
    stage.coverages.have(coverage(title="Second round of the talks in Istanbul: all that happens"))
    await stage.says(ANNA, "/coverage pause")
    await stage.says(ANNA, "/coverage rename 1 Talks")
    await stage.says(ANNA, "/audit")
    assert stage.sees(ANNA).splitlines()[1:] == [
        "2 Jun 14:45 Anna renamed #1 “Second round of the talks in…” to “Talks”",
        "2 Jun 14:45 Anna paused #1 “Second round of the talks in…”",
    ]


async def test_people_are_called_by_name_where_it_is_known(stage: Stage) -> None:
    stage.staff.known = {OWNER: "Olga", ANNA: "Anna of old", 99: "Nobody asked"}
    stage.coverages.have(coverage())
    await stage.says(ANNA, "/coverage pause")
    await stage.says(OWNER, "/coverage resume")
    await stage.says(OWNER, "/editors remove 11")
    await stage.presses(OWNER, "Remove")
    await stage.says(OWNER, "/audit")
    who = [line.split()[3] for line in stage.sees(OWNER).splitlines()[1:]]
    assert who == ["Olga", "Olga", "Anna"]
    await stage.says(OWNER, "/editors")
    assert stage.sees(OWNER).startswith("Owners\nOlga · id 1\n")


# --- Arriving ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "role"), [(OWNER, "owner"), (ANNA, "editor")])
async def test_who_runs_the_bot_is_told_so_and_gets_the_menu(
    stage: Stage, who: int, role: str
) -> None:
    await stage.says(who, "/start")
    assert stage.sees(who).startswith(f"You are an {role} of this bot: /coverage add URL")
    assert stage.api.calls[-1].method == "setMyCommands"


async def test_help_lists_the_editors_commands_to_editors_alone(stage: Stage) -> None:
    await stage.says(ANNA, "/help")
    assert stage.sees(ANNA).startswith("For those who run this bot\n/coverage – add, pause")
    assert stage.newest(ANNA).silent, "the list for readers, just before, has sounded"
    assert len(stage.sees(ANNA).splitlines()) == 9
    await stage.says(READER, "/help")
    assert "/coverage" not in stage.sees(READER)


async def test_readers_and_those_who_came_by_a_link_hear_nothing_of_it(stage: Stage) -> None:
    await stage.says(READER, "/start")
    await stage.says(ANNA, "/start c1")
    everything = [*stage.messenger.texts(READER), *stage.messenger.texts(ANNA)]
    assert not any("You are an" in text for text in everything)


async def test_strangers_are_refused_in_their_language(stage: Stage) -> None:
    await stage.sends(
        READER,
        text="/coverage",
        entities=[{"type": "bot_command", "offset": 0, "length": 9}],
        **{"from": {**user(READER), "language_code": "ru"}},
    )
    assert stage.sees(READER).startswith("Это для редакторов бота.")
    assert stage.sees(READER).endswith("Ваш id: 21.")


# --- Menus ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.OWNER, Role.EDITOR])
def test_editors_find_their_commands_and_the_readers(role: Role) -> None:
    names = [command.command for command in commands_for(role)]
    assert {"coverage", "places", "broadcast", "poll", "broadcasts", "editors", "audit"} < set(
        names
    )
    assert {"start", "follow", "settings", "status", "summary", "stop", "help"} < set(names)


def test_readers_find_theirs_alone() -> None:
    names = {command.command for command in commands_for(Role.READER)}
    assert "help" in names
    assert names.isdisjoint({"coverage", "broadcast", "audit"})


async def test_menus_are_set_for_all_who_ever_wrote(stage: Stage) -> None:
    stage.api.answers("setMyCommands", refusal("chat not found"))
    roster = Roster((OWNER,), (Editor(ANNA, "Anna", OWNER, START),))
    await publish_all_commands(stage.application.bot, roster)
    calls = [call.given for call in stage.api.calls if call.method == "setMyCommands"]
    scopes = [call["scope"] for call in calls]
    decoded = [json.loads(scope) if isinstance(scope, str) else scope for scope in scopes]
    assert decoded == [{"type": "chat", "chat_id": OWNER}, {"type": "chat", "chat_id": ANNA}]


async def test_names_from_outside_stay_words(stage: Stage) -> None:
    name = "<b>*Root*</b> /coverage"
    await stage.says(OWNER, "Hi", forward_origin=forwarded({**user(READER), "first_name": name}))
    asked = stage.newest(OWNER).text
    assert [asked.value[span.start : span.end] for span in asked.spans] == [name]
    await stage.presses(OWNER, "Appoint")
    assert stage.staff.appointed[READER].name == name
