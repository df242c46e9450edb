"""What all handlers share: answers in the right place, presses always answered, calm errors."""

import logging
from typing import Any

import pytest
from offline_telegram import LONG_AGO, OfflineTelegram, Person, group, offline_telegram
from telegram import Update
from telegram.ext import ApplicationHandlerStop, CommandHandler

from bot.errors import NotAllowed, NotFound, SourceError, WrongState
from bot.model import Address, Chat, ChatKind, Impossible, Part, TryAgain
from bot.text import Text
from handlers.context import (
    Fallbacks,
    address_of,
    chat_seen,
    edit_in_place,
    language_of,
    may_decide,
    press_handler,
    reply,
)
from handlers.keyboards import Family, Press

ANNA = Person(100, "Anna")
EDITOR = Person(3, "Emma")
TOYS = Family("t")

CALM = "Something went wrong on our side. Please try again in a minute."
OLD = "This button is out of date. Give its command again to see how things stand."


async def is_editor(user_id: int) -> bool:
    return user_id == EDITOR.id


@pytest.fixture
async def telegram() -> OfflineTelegram:
    """A bot with a toy: /play and its button raise whatever `raising` holds."""
    return await offline_telegram()


def with_toy(telegram: OfflineTelegram, error: Exception | None = None) -> None:
    async def press(update: Update, press: Press) -> str:
        if error:
            raise error
        await edit_in_place(telegram.messenger, update, Part(Text(f"pressed {press.word(0)}")))
        return "done"

    async def command(update: Update, _context: Any) -> None:
        if error:
            raise error
        button = TOYS.button("Press me", "press", "one")
        await reply(telegram.messenger, update, Part(Text("a toy"), keyboard=((button,),)))

    telegram.application.add_handler(CommandHandler("play", command))
    telegram.application.add_handler(press_handler(TOYS, {"press": press}))
    Fallbacks(telegram.messenger, is_editor=is_editor).register(telegram.application)


class TestPresses:
    async def test_edit_their_message_and_end_the_waiting(self, telegram: OfflineTelegram) -> None:
        with_toy(telegram)
        await telegram.says(ANNA, "/play")
        await telegram.presses(ANNA, "Press me")
        assert telegram.messenger.texts(100) == ["pressed one"]
        assert telegram.notes() == ["done"]

    async def test_of_a_message_that_is_gone_are_answered_with_a_new_one(
        self, telegram: OfflineTelegram
    ) -> None:
        with_toy(telegram)
        telegram.messenger.answers[100] = [Impossible("message to edit not found")]
        await telegram.presses_data(ANNA, TOYS.data("press", "one"))
        assert telegram.messenger.texts(100) == ["pressed one"]

    @pytest.mark.parametrize(
        "data", ["", "0:t:press:one", "1:x:press:one", "1:t:unheard", "1:t:press", "rubbish"]
    )
    async def test_nobody_understands_point_to_the_present_state(
        self, telegram: OfflineTelegram, data: str
    ) -> None:
        with_toy(telegram)
        await telegram.presses_data(ANNA, data)
        assert telegram.notes() == [OLD]
        assert not telegram.messenger.calls

    async def test_too_old_to_be_answered_do_no_harm(self, telegram: OfflineTelegram) -> None:
        with_toy(telegram)
        telegram.request.refuse["answerCallbackQuery"] = "Bad Request: query is too old"
        await telegram.presses_data(ANNA, TOYS.data("press", "one"))
        assert telegram.messenger.texts(100) == ["pressed one"]


class TestErrors:
    async def test_are_logged_in_full_and_told_calmly(
        self, telegram: OfflineTelegram, caplog: pytest.LogCaptureFixture
    ) -> None:
        with_toy(telegram, ZeroDivisionError("secret details"))
        await telegram.says(ANNA, "/play")
        await telegram.presses_data(ANNA, TOYS.data("press", "one"))
        assert telegram.messenger.texts(100) == [CALM]
        assert telegram.notes() == [CALM]
        logged = [record for record in caplog.records if record.levelno == logging.ERROR]
        assert [record.exc_info is not None for record in logged] == [True, True]

    @pytest.mark.parametrize(
        ("who", "error", "said"),
        [
            (EDITOR, SourceError("The page answers 404."), "The page answers 404."),
            (ANNA, SourceError("The page answers 404."), CALM),
            (EDITOR, NotFound("There is no coverage #9."), "There is no coverage #9."),
            (
                ANNA,
                NotFound("There is no coverage #9."),
                "That no longer exists. /settings shows what does.",
            ),
            (ANNA, NotAllowed("Editors only."), "Editors only."),
        ],
    )
    async def test_of_ours_are_told_to_editors_in_their_own_words(
        self,
        telegram: OfflineTelegram,
        caplog: pytest.LogCaptureFixture,
        who: Person,
        error: Exception,
        said: str,
    ) -> None:
        with_toy(telegram, error)
        await telegram.says(who, "/play")
        await telegram.presses_data(who, TOYS.data("press", "one"))
        assert telegram.messenger.texts(who.id) == [said]
        assert telegram.notes() == [said]
        assert not [record for record in caplog.records if record.levelno >= logging.ERROR]

    async def test_too_long_for_a_note_are_told_in_a_message(
        self, telegram: OfflineTelegram
    ) -> None:
        words = "Which one? " + "x" * 190
        with_toy(telegram, WrongState(words))
        await telegram.presses_data(EDITOR, TOYS.data("press", "one"))
        assert telegram.notes() == [""]
        assert telegram.messenger.texts(EDITOR.id) == [words]

    @pytest.mark.parametrize(
        ("words", "stays"), [("It is paused already.", False), ("It is paused. " * 7, True)]
    )
    async def test_wait_to_be_closed_only_where_they_take_time_to_read(
        self,
        telegram: OfflineTelegram,
        words: str,
        stays: bool,  # noqa: FBT001 - a column of the table
    ) -> None:
        with_toy(telegram, WrongState(words))
        await telegram.presses_data(EDITOR, TOYS.data("press", "one"))
        (answer,) = telegram.request.of("answerCallbackQuery")
        assert bool(answer.get("show_alert")) is stays

    async def test_end_the_update_so_that_nobody_else_answers(
        self, telegram: OfflineTelegram
    ) -> None:
        async def broken(_update: Update, _context: Any) -> None:
            raise ZeroDivisionError

        telegram.application.add_handler(CommandHandler("play", broken), group=-1)
        with_toy(telegram)
        await telegram.says(ANNA, "/play")
        assert telegram.messenger.texts(100) == [CALM]

    async def test_about_no_chat_at_all_are_only_logged(
        self, telegram: OfflineTelegram, caplog: pytest.LogCaptureFixture
    ) -> None:
        with_toy(telegram)
        await telegram.application.process_error(None, ZeroDivisionError("in a job"))
        assert "an update could not be handled" in caplog.text
        assert not telegram.messenger.calls


class TestWhatNobodyUnderstands:
    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "I did not understand that. /help lists what I can do."),
            ("ru-RU", "Я этого не понял. Что я умею, покажет /help."),
            ("de", "I did not understand that. /help lists what I can do."),
        ],
    )
    async def test_is_answered_in_one_line(
        self, telegram: OfflineTelegram, language: str, said: str
    ) -> None:
        with_toy(telegram)
        await telegram.says(Person(100, language=language), "good morning")
        await telegram.says(Person(100, language=language), "/nonsense")
        assert telegram.messenger.texts(100) == [said, said]

    async def test_may_be_something_without_words(self, telegram: OfflineTelegram) -> None:
        with_toy(telegram)
        size = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}
        photo = {"message_id": 5, "date": LONG_AGO, "chat": ANNA.chat, "from": ANNA.user}
        photo["photo"] = [size]
        await telegram.gets(message=photo)
        await telegram.gets(message=photo | {"media_group_id": "album"})
        joined = {key: value for key, value in photo.items() if key != "photo"}
        await telegram.gets(message=joined | {"delete_chat_photo": True})
        assert len(telegram.messenger.texts(100)) == 1
        assert telegram.messenger.texts(100)[0].startswith("I did not understand that.")

    async def test_is_passed_over_in_groups_and_after_somebody_dealt_with_it(
        self, telegram: OfflineTelegram
    ) -> None:
        async def dealt_with(update: Update, _context: Any) -> None:
            if update.message and update.message.text == "/mine":
                raise ApplicationHandlerStop

        telegram.application.add_handler(CommandHandler("mine", dealt_with), group=-1)
        with_toy(telegram)
        await telegram.says(ANNA, "/mine")
        await telegram.says(ANNA, "good morning", chat=group())
        assert not telegram.messenger.calls


class TestReplies:
    async def test_that_cannot_be_sent_are_logged_and_never_raised(
        self, telegram: OfflineTelegram, caplog: pytest.LogCaptureFixture
    ) -> None:
        with_toy(telegram)
        telegram.messenger.answers[100] = [TryAgain(30, "Too Many Requests")]
        await telegram.says(ANNA, "/play")
        assert "reply to chat 100 was not sent" in caplog.text

    async def test_wait_once_where_telegram_asks_for_a_short_pause(
        self, telegram: OfflineTelegram, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slept = []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)

        monkeypatch.setattr("handlers.context.asyncio.sleep", sleep)
        with_toy(telegram)
        telegram.messenger.answers[100] = [TryAgain(7, "Too Many Requests")]
        await telegram.says(ANNA, "/play")
        telegram.messenger.answers[100] = [TryAgain(3, "Too Many Requests")]
        await telegram.presses(ANNA, "Press me")
        assert telegram.messenger.texts(100) == ["pressed one"]
        assert slept == [7, 3]

    async def test_are_given_up_after_the_second_try(
        self, telegram: OfflineTelegram, caplog: pytest.LogCaptureFixture
    ) -> None:
        with_toy(telegram)
        telegram.messenger.answers[100] = [TryAgain(0, "flood"), TryAgain(0, "flood")]
        await telegram.says(ANNA, "/play")
        assert "reply to chat 100 was not sent" in caplog.text
        telegram.messenger.answers[100] = [TryAgain(0, "flood"), TryAgain(0, "flood")]
        await telegram.presses_data(ANNA, TOYS.data("press", "one"))
        assert "a message in chat 100 was not edited" in caplog.text
        assert len(telegram.messenger.calls) == 4

    async def test_in_place_need_a_pressed_message(self, telegram: OfflineTelegram) -> None:
        with pytest.raises(ValueError, match="only a pressed message"):
            await edit_in_place(telegram.messenger, Update(1), Part(Text("nowhere")))


class TestReadingUpdates:
    def message(self, telegram: OfflineTelegram, **fields: Any) -> Update:
        message = {"message_id": 1, "date": LONG_AGO, "chat": ANNA.chat, "from": ANNA.user}
        update = Update.de_json({"update_id": 1, "message": message | fields}, telegram.bot)
        assert update is not None
        return update

    def test_a_topic_is_part_of_the_address(self, telegram: OfflineTelegram) -> None:
        topic = {"message_thread_id": 7, "is_topic_message": True}
        thread = {"message_thread_id": 7}
        forum = group(forum=True)
        assert address_of(self.message(telegram, chat=forum, **topic)) == Address(-1005, 7)
        assert address_of(self.message(telegram, chat=forum, **thread)) == Address(-1005)
        assert address_of(self.message(telegram)) == Address(100)
        with pytest.raises(ValueError, match="no chat"):
            address_of(Update(1))

    def test_a_chats_own_language_comes_before_the_persons(self, telegram: OfflineTelegram) -> None:
        update = self.message(telegram, **{"from": Person(100, language="uk").user})
        assert language_of(update) == "uk"
        assert language_of(update, Chat(100, ChatKind.PRIVATE, language="tr")) == "tr"
        assert language_of(update, Chat(100, ChatKind.PRIVATE, language="de")) == "uk"
        assert language_of(Update(1)) == "en"

    def test_chats_are_seen_as_their_kind(self, telegram: OfflineTelegram) -> None:
        update = self.message(telegram, **{"from": Person(100, "Anna", "pt-BR").user})
        assert update.effective_chat is not None
        seen = chat_seen(update.effective_chat, update.effective_user)
        assert seen == Chat(100, ChatKind.PRIVATE, title="Anna", language="pt")
        for kind, expected in {
            "group": ChatKind.GROUP,
            "supergroup": ChatKind.GROUP,
            "channel": ChatKind.CHANNEL,
        }.items():
            chat = {"id": -5, "type": kind, "title": "News", "username": "news"}
            update = self.message(telegram, chat=chat)
            assert update.effective_chat is not None
            seen = chat_seen(update.effective_chat, update.effective_user)
            assert seen == Chat(-5, expected, title="News", username="news")


class TestDeciding:
    async def decides(
        self, telegram: OfflineTelegram, who: Person, chat: dict[str, Any], **fields: Any
    ) -> bool:
        update = TestReadingUpdates().message(telegram, chat=chat, **({"from": who.user} | fields))
        return await may_decide(update, is_editor)

    async def test_everybody_for_their_own_chat(self, telegram: OfflineTelegram) -> None:
        assert await self.decides(telegram, ANNA, ANNA.chat)

    async def test_in_groups_admins_and_editors_only(self, telegram: OfflineTelegram) -> None:
        assert not await self.decides(telegram, ANNA, group())
        assert await self.decides(telegram, EDITOR, group())
        telegram.request.admins.add(ANNA.id)
        assert await self.decides(telegram, ANNA, group())

    async def test_an_admin_who_speaks_as_the_group(self, telegram: OfflineTelegram) -> None:
        assert await self.decides(telegram, ANNA, group(), sender_chat=group())
        assert not await self.decides(telegram, ANNA, group(), sender_chat=group(-1009))

    async def test_nobody_when_telegram_does_not_say(self, telegram: OfflineTelegram) -> None:
        telegram.request.refuse["getChatMember"] = "Bad Request: CHAT_ADMIN_REQUIRED"
        assert not await self.decides(telegram, ANNA, group())
        assert not await may_decide(Update(1), is_editor)
