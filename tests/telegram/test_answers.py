"""Every answer of Telegram's that we know, through python-telegram-bot's own error mapping."""

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram_answers import ANSWERED, CODES
from telegram_fakes import Api, Page, Refusal, bot_on

from bot.model import Migrated, Never, Outcome, TryAgain, Uncertain
from bot.telegram.answers import (
    ANSWERS,
    FLOOD_SECONDS,
    GATEWAY_SECONDS,
    Fault,
    outcome,
    read,
)
from bot.telegram.transport import Broken, NotSent


async def raised(answer: Refusal | Page | Exception) -> TelegramError:
    """What python-telegram-bot makes of an answer."""
    api = Api()
    api.answers("sendMessage", answer)
    with pytest.raises(TelegramError) as caught:
        await bot_on(api).send_message(7, "hello")
    return caught.value


@pytest.mark.parametrize(("description", "kind", "fault"), ANSWERED)
async def test_what_telegram_answers_has_its_meaning(
    description: str, kind: type, fault: Fault
) -> None:
    error = await raised(Refusal(CODES.get(description.partition(":")[0], 400), description))
    reading = read(error)
    assert type(reading.outcome) is kind
    assert reading.fault is fault


async def test_no_row_of_the_table_is_untested_or_out_of_reach() -> None:
    reached = set()
    for description, _, _ in ANSWERED:
        error = await raised(Refusal(CODES.get(description.partition(":")[0], 400), description))
        reached.update([row for row in ANSWERS if row.fits(error)][:1])
    assert [row.text for row in ANSWERS if row not in reached] == []


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: row.text or row.kind.__name__)
def test_rows_are_written_as_they_are_compared(row: object) -> None:
    assert row.text == row.text.casefold()  # type: ignore[attr-defined] # rows are parametrised


REASONS = [
    ("Forbidden: bot was blocked by the user", "the reader blocked the bot"),
    ("Forbidden: bot was kicked from the channel chat", "the bot was removed from the chat"),
    ("Bad Request: TOPIC_CLOSED", "the topic that the bot posts in is closed"),
    ("Bad Request: need administrator rights in the channel chat", "administrator"),
    ("Forbidden: a rule of tomorrow", "a rule of tomorrow"),
]


@pytest.mark.parametrize(("description", "words"), REASONS)
async def test_reasons_are_plain_words(description: str, words: str) -> None:
    error = await raised(Refusal(CODES.get(description.partition(":")[0], 400), description))
    result = outcome(error)
    assert isinstance(result, Never)
    assert words in result.reason


# What happens beneath the Bot API: was the message sent, was it not, or can nobody know?
BENEATH: list[tuple[str, TelegramError, Outcome | type]] = [
    (
        "a flood wait",
        RetryAfter(17),
        TryAgain(17.0, "Telegram asks for a pause in this chat", too_fast=True),
    ),
    ("a migration", ChatMigrated(-100555), Migrated(-100555)),
    ("a refusal is a network error to the library", BadRequest("Chat not found"), Never),
    ("a time-out is a network error too", TimedOut(), Uncertain),
    ("a second poller", Conflict("Conflict: terminated"), TryAgain),
    ("a wrong token", InvalidToken(), TryAgain),
    ("a forbidden chat", Forbidden("Forbidden: user is deactivated"), Never),
    ("an answer that is no JSON", TelegramError("Invalid server response"), Uncertain),
    ("a broken gateway", NetworkError("Bad Gateway"), Uncertain),
]


@pytest.mark.parametrize(("error", "expected"), [row[1:] for row in BENEATH], ids=lambda _: "")
def test_what_the_library_raises(error: TelegramError, expected: Outcome | type) -> None:
    result = outcome(error)
    if isinstance(expected, type):
        assert type(result) is expected
    else:
        assert result == expected


UNANSWERED = [
    (NotSent("not sent: ClientConnectorError"), TryAgain),
    (TimedOut("no answer in time"), Uncertain),
    (Broken("connection broken: ServerDisconnectedError"), Uncertain),
    (NetworkError("anything else"), Uncertain),
]


@pytest.mark.parametrize(("error", "kind"), UNANSWERED)
def test_only_a_failure_to_connect_proves_that_nothing_left(
    error: TelegramError, kind: type
) -> None:
    assert type(outcome(error)) is kind


def test_a_network_that_is_down_is_down_for_everyone() -> None:
    result = outcome(NotSent("not sent: ClientConnectorError"))
    assert isinstance(result, TryAgain)
    assert result.everyone


def test_one_chats_flood_wait_does_not_stop_the_others() -> None:
    result = outcome(RetryAfter(60))
    assert isinstance(result, TryAgain)
    assert not result.everyone


CULPRITS = [
    ('failed to send message #2 with the error message "WEBPAGE_CURL_FAILED"', 2),
    ('failed to send message #10 with the error message "PHOTO_INVALID_DIMENSIONS"', 10),
    ('failed to send message #1 with the error message "Too Many Requests: retry after 5"', 0),
    ('failed to send message #1 with the error message "CHAT_WRITE_FORBIDDEN"', 0),
    ("group send failed", 0),
]


@pytest.mark.parametrize(("description", "number"), CULPRITS)
async def test_the_item_that_spoilt_an_album_is_known_when_its_media_did(
    description: str, number: int
) -> None:
    reading = read(await raised(Refusal(400, f"Bad Request: {description}")))
    assert reading.fault is Fault.ALBUM
    assert reading.culprit == number


FLOODS = [
    (Refusal(429, "Too Many Requests: retry after 9", {"retry_after": 9}), 9.0),
    (Refusal(429, "Too Many Requests: retry after 9"), 9.0),
    (Refusal(429, "Too Many Requests: retry after 0", {"retry_after": 0}), 1.0),
    (Refusal(429, "Too Many Requests"), FLOOD_SECONDS),
    (Page(429), FLOOD_SECONDS),
]


@pytest.mark.parametrize(("answer", "seconds"), FLOODS)
async def test_a_429_is_waited_out_however_it_is_written(
    answer: Refusal | Page, seconds: float
) -> None:
    result = outcome(await raised(answer))
    assert isinstance(result, TryAgain)
    assert result.after == seconds


@pytest.mark.parametrize("pause", [12, 12.0, timedelta(seconds=12)])
def test_the_pause_is_read_whichever_way_the_library_gives_it(
    monkeypatch: pytest.MonkeyPatch, pause: float | timedelta
) -> None:
    error = RetryAfter(12)
    monkeypatch.setattr(RetryAfter, "retry_after", pause)
    assert outcome(error) == TryAgain(12.0, "Telegram asks for a pause in this chat", too_fast=True)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 407, 418])
async def test_a_gateways_refusal_is_not_taken_for_the_chats(code: int) -> None:
    page = Page(code, b"<html>chat not found, bot was blocked by the user</html>")
    result = outcome(await raised(page))
    assert isinstance(result, TryAgain)
    assert result.everyone
    assert result.after == GATEWAY_SECONDS


@pytest.mark.parametrize("code", [500, 502, 503, 504])
async def test_behind_a_5xx_the_request_may_have_been_carried_out(code: int) -> None:
    assert isinstance(outcome(await raised(Page(code))), Uncertain)


async def test_a_page_instead_of_an_answer_leaves_everything_open() -> None:
    assert isinstance(outcome(await raised(Page(200))), Uncertain)


async def test_an_upload_too_large_for_the_front_server_is_the_files_fault() -> None:
    assert read(await raised(Page(413))).fault is Fault.CONTENT


async def test_a_reason_never_quotes_the_network_which_may_quote_the_token() -> None:
    error = await raised(OSError("https://api.telegram.org/bot1:SECRET/sendMessage"))
    assert "SECRET" not in str(outcome(error))
