"""The messenger over real HTTP: python-telegram-bot as it will run, against the sandbox."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from aiohttp import web
from bot_api import png
from telegram import Bot
from telegram import Message as Received
from telegram.error import TelegramError
from telegram_answers import ANSWERED, CODES
from telegram_fakes import Bell, Files, Web

from bot.model import (
    Address,
    Button,
    Impossible,
    Media,
    MediaKind,
    Migrated,
    Never,
    Outcome,
    Part,
    Poll,
    Sent,
    TryAgain,
    Uncertain,
    Votes,
)
from bot.rendering.parts import fingerprint
from bot.sandbox.botapi import BotApiServer
from bot.sandbox.flood import Limits
from bot.sandbox.objects import Message
from bot.sandbox.telegram import Telegram
from bot.telegram.answers import read
from bot.telegram.entities import from_entities
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.transport import endpoints, polling_request, sending_request
from bot.text import Text, bold, link

OWNER, READER = 12, 11
READERS = range(2000, 2020)
CHANNEL, FORUM = -1001, -1003
TWO_DAYS = 2 * 24 * 3600
TO_READER, TO_CHANNEL = Address(READER), Address(CHANNEL)


class HandClock:
    """The sandbox's time, which moves only when a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1_748_864_700.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def time() -> HandClock:
    return HandClock()


@pytest.fixture
def telegram(time: HandClock) -> Telegram:
    world = Telegram(now=time, limits=Limits.none())
    world.add_user(OWNER, "Olga")
    world.add_user(READER, "Rita")
    for reader in READERS:
        world.add_user(reader, "A reader")
    world.add_channel(CHANNEL, "Talks live", [OWNER])
    world.add_group(FORUM, "Desk", [OWNER], forum=True)
    world.set_bot_status(CHANNEL, OWNER, "administrator")
    world.set_bot_status(FORUM, OWNER, "administrator")
    return world


async def picture(request: web.Request) -> web.Response:
    """A page's photo: every name is another picture."""
    side = 4 + int(request.match_info["number"])
    return web.Response(body=png(side, side), content_type="image/png")


async def hotlinked(_: web.Request) -> web.Response:
    """A photo that only readers of the page may see."""
    return web.Response(status=403)


@pytest.fixture
async def server(telegram: Telegram) -> AsyncIterator[BotApiServer]:
    routes = [web.get("/photo/{number}.png", picture), web.get("/hotlinked.png", hotlinked)]
    async with BotApiServer(telegram, routes=routes) as running:
        yield running


@asynccontextmanager
async def messenger_on(
    server: BotApiServer, files: Files, web: Web, *, patience: float = 10, token: str = ""
) -> AsyncIterator[TelegramMessenger]:
    """A messenger that waits `patience` seconds for each answer."""
    where = endpoints(server.base_url)
    request = sending_request(
        server.base_url, connect_timeout=10, read_timeout=patience, in_flight=16
    )
    bot = Bot(
        token or server.telegram.token,
        base_url=where.base_url,
        base_file_url=where.base_file_url,
        request=request,
        get_updates_request=polling_request(
            server.base_url, connect_timeout=10, read_timeout=patience
        ),
    )
    async with request:
        yield TelegramMessenger(bot, files, web, alarm=Bell())


@pytest.fixture
async def messenger(
    server: BotApiServer, files: Files, web: Web
) -> AsyncIterator[TelegramMessenger]:
    async with messenger_on(server, files, web) as ready:
        yield ready


def shown(telegram: Telegram, chat_id: int) -> list[Message]:
    """What stands in a chat, without service messages."""
    messages = telegram.chats[chat_id].messages.values()
    return [message for message in messages if not message.deleted and message.service is None]


def first_id(outcome: Outcome) -> int:
    assert isinstance(outcome, Sent), outcome
    return outcome.messages[0].message_id


def photo(server: BotApiServer, number: int) -> Media:
    return Media(MediaKind.PHOTO, f"{server.base_url}/photo/{number}.png")


async def test_formatting_arrives_on_the_right_characters(
    telegram: Telegram, messenger: TelegramMessenger
) -> None:
    text = Text("🔴 ") + bold("Talks 🇹🇷") + " — " + link("source", "https://news.example/")
    keyboard = ((Button("Follow", data="follow:1"),),)
    outcome = await messenger.send(TO_READER, Part(text, keyboard=keyboard, silent=True))
    (message,) = shown(telegram, READER)
    assert message.id == first_id(outcome)
    assert message.silent
    assert message.keyboard is not None
    marked = {
        entity["type"]: message.content.text.encode("utf-16-le")[
            2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])
        ].decode("utf-16-le")
        for entity in message.content.entities
    }
    assert marked == {"bold": "Talks 🇹🇷", "text_link": "source"}


async def test_what_looks_like_markup_is_only_text(
    telegram: Telegram, messenger: TelegramMessenger
) -> None:
    await messenger.send(TO_READER, Part(Text("<b>5 < 6</b> *and* _so_ [on](x)")))
    (message,) = shown(telegram, READER)
    assert message.content.text == "<b>5 < 6</b> *and* _so_ [on](x)"


async def test_a_photo_goes_to_twenty_chats_with_one_fetch(
    telegram: Telegram, messenger: TelegramMessenger, server: BotApiServer
) -> None:
    part = Part(bold("The hall"), (photo(server, 1),))
    outcomes = await asyncio.gather(*(messenger.send(Address(chat), part) for chat in READERS))
    assert all(isinstance(outcome, Sent) and not outcome.note for outcome in outcomes)
    sent = [shown(telegram, chat)[0].content.file for chat in READERS]
    assert len({file.id for file in sent if file}) == 1


async def test_a_photo_that_telegram_may_not_fetch_is_uploaded_once(
    telegram: Telegram, messenger: TelegramMessenger, server: BotApiServer, web: Web
) -> None:
    media = Media(MediaKind.PHOTO, f"{server.base_url}/hotlinked.png")
    web.pages[media.url] = (png(), "image/png")
    part = Part(Text("The hall"), (media,))
    outcomes = await asyncio.gather(*(messenger.send(Address(chat), part) for chat in READERS))
    assert all(isinstance(outcome, Sent) and not outcome.note for outcome in outcomes)
    assert web.fetched == [media.url]
    assert len([call for call in telegram.calls if not call.ok]) == 1


async def test_a_photo_that_nobody_may_fetch_is_a_link(
    telegram: Telegram, messenger: TelegramMessenger, server: BotApiServer
) -> None:
    media = Media(MediaKind.PHOTO, f"{server.base_url}/hotlinked.png")
    outcome = await messenger.send(TO_READER, Part(Text("The hall"), (media,)))
    assert isinstance(outcome, Sent)
    assert outcome.note
    (message,) = shown(telegram, READER)
    assert message.content.text == "The hall\n🖼 127.0.0.1"
    assert message.content.entities[0]["url"] == media.url


async def test_an_album_is_uploaded_and_then_fans_out(
    telegram: Telegram, messenger: TelegramMessenger, server: BotApiServer, web: Web
) -> None:
    media = tuple(photo(server, number) for number in range(3))
    web.pages = {item.url: (png(5, 5 + i), "image/png") for i, item in enumerate(media)}
    part = Part(bold("Around the table"), media)
    for address in (TO_READER, TO_CHANNEL):
        outcome = await messenger.send(address, part)
        assert isinstance(outcome, Sent)
        assert len(outcome.messages) == 3
        messages = shown(telegram, address.chat_id)
        assert len({message.album_id for message in messages}) == 1
        assert [message.content.text for message in messages] == ["Around the table", "", ""]
    assert sorted(web.fetched) == sorted(item.url for item in media)


async def test_void_file_ids_heal_by_themselves(
    telegram: Telegram, messenger: TelegramMessenger, server: BotApiServer, files: Files
) -> None:
    media = photo(server, 1)
    files.ids[media.url] = "file_of_another_bot"
    outcome = await messenger.send(TO_READER, Part(Text("The hall"), (media,)))
    assert isinstance(outcome, Sent)
    assert shown(telegram, READER)[0].content.kind == "photo"
    assert files.ids[media.url] in telegram.files


async def test_a_picture_of_impossible_shape_gets_margins(
    telegram: Telegram, messenger: TelegramMessenger, web: Web
) -> None:
    media = Media(MediaKind.PHOTO, "https://news.example/ribbon.png")
    web.pages[media.url] = (png(1, 400), "image/png")
    outcome = await messenger.send(TO_READER, Part(Text("A ribbon"), (media,)))
    assert isinstance(outcome, Sent)
    assert outcome.note == ""
    (message,) = shown(telegram, READER)
    assert message.content.kind == "photo"


async def test_a_post_is_corrected_in_place(
    telegram: Telegram, messenger: TelegramMessenger, server: BotApiServer
) -> None:
    first = Part(Text("12 people"))
    sent = await messenger.send(TO_CHANNEL, first)
    assert isinstance(sent, Sent)
    steps = [
        Part(Text("14 people")),
        Part(Text("14 people"), (photo(server, 1),)),
        Part(bold("15 people"), (photo(server, 1),)),
        Part(bold("15 people"), (photo(server, 2),)),
    ]
    (standing,) = sent.messages
    files = []
    for part in steps:
        outcome = await messenger.edit(TO_CHANNEL, standing, part)
        assert isinstance(outcome, Sent)
        (standing,) = outcome.messages
        assert standing.fingerprint == fingerprint(part)
        (message,) = shown(telegram, CHANNEL)
        assert message.content.text == part.text.value
        files.append(message.content.file.id if message.content.file else "")
    assert files[0] == ""
    assert files[1] == files[2] != files[3]


async def test_an_edit_that_changes_nothing_is_done(messenger: TelegramMessenger) -> None:
    part = Part(Text("12 people"))
    sent = await messenger.send(TO_CHANNEL, part)
    assert isinstance(sent, Sent)
    assert await messenger.edit(TO_CHANNEL, sent.messages[0], part) == sent


async def test_an_edit_whose_answer_was_lost_is_repeated_without_harm(
    telegram: Telegram, messenger: TelegramMessenger
) -> None:
    sent = await messenger.send(TO_CHANNEL, Part(Text("12 people")))
    assert isinstance(sent, Sent)
    telegram.fail_next("editMessageText", after_accepting=True, drop_connection=True)
    new = Part(Text("14 people"))
    assert isinstance(await messenger.edit(TO_CHANNEL, sent.messages[0], new), TryAgain)
    assert isinstance(await messenger.edit(TO_CHANNEL, sent.messages[0], new), Sent)


async def test_a_withdrawn_post_is_deleted_or_where_too_old_rewritten(
    telegram: Telegram, messenger: TelegramMessenger, time: HandClock, server: BotApiServer
) -> None:
    fresh = first_id(await messenger.send(TO_CHANNEL, Part(Text("a mistake"))))
    assert await messenger.delete(TO_CHANNEL, [fresh, 9999]) == Sent()
    assert shown(telegram, CHANNEL) == []
    old = await messenger.send(TO_CHANNEL, Part(Text("a mistake"), (photo(server, 1),)))
    assert isinstance(old, Sent)
    time.seconds += TWO_DAYS
    ids = [old.messages[0].message_id]
    assert isinstance(await messenger.delete(TO_CHANNEL, ids), Impossible)
    outcome = await messenger.edit(TO_CHANNEL, old.messages[0], Part(Text("Withdrawn")))
    assert isinstance(outcome, Sent)
    assert shown(telegram, CHANNEL)[0].content.text == "Withdrawn"


async def test_pins_come_and_go(telegram: Telegram, messenger: TelegramMessenger) -> None:
    number = first_id(await messenger.send(TO_CHANNEL, Part(Text("Key moment"))))
    assert await messenger.pin(TO_CHANNEL, number) == Sent()
    assert telegram.chats[CHANNEL].pinned == [number]
    assert await messenger.unpin(TO_CHANNEL, number) == Sent()
    assert telegram.chats[CHANNEL].pinned == []


async def test_a_topic_that_is_deleted_closed_or_fine(
    telegram: Telegram, messenger: TelegramMessenger
) -> None:
    topic = telegram.add_topic(FORUM, "Talks")
    part = Part(Text("hello"))
    await messenger.send(Address(FORUM, topic.id), part)
    assert shown(telegram, FORUM)[-1].topic_id == topic.id
    topic.deleted = True
    outcome = await messenger.send(Address(FORUM, topic.id), part)
    assert isinstance(outcome, Never)
    assert outcome.place == Address(FORUM, topic.id)
    assert isinstance(await messenger.send(Address(FORUM), part), Sent)


async def test_a_reader_who_blocked_the_bot(
    telegram: Telegram, messenger: TelegramMessenger
) -> None:
    telegram.block(READER)
    outcome = await messenger.send(TO_READER, Part(Text("hello")))
    assert outcome == Never("the reader blocked the bot")


async def test_a_channel_that_took_the_bots_rights_away(
    telegram: Telegram, messenger: TelegramMessenger
) -> None:
    telegram.set_bot_status(CHANNEL, OWNER, "left")
    assert isinstance(await messenger.send(TO_CHANNEL, Part(Text("hello"))), Never)


async def test_a_group_that_became_a_supergroup(
    telegram: Telegram, messenger: TelegramMessenger
) -> None:
    telegram.add_group(-200, "Small talk", [OWNER], basic=True)
    telegram.set_bot_status(-200, OWNER, "member")
    telegram.migrate_group(-200, -1_000_555)
    outcome = await messenger.send(Address(-200), Part(Text("hello")))
    assert outcome == Migrated(-1_000_555)


async def test_a_chat_that_is_written_to_too_fast_is_waited_for(
    telegram: Telegram, messenger: TelegramMessenger
) -> None:
    telegram.flood.limits = replace(Limits.none(), private_interval=60.0, private_burst=1)
    assert isinstance(await messenger.send(TO_READER, Part(Text("one"))), Sent)
    outcome = await messenger.send(TO_READER, Part(Text("two")))
    assert isinstance(outcome, TryAgain)
    assert outcome.after >= 1
    assert not outcome.everyone


LOST = [{"drop_connection": True}, {"code": 502}]


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: next(iter(fault)))
async def test_a_message_whose_answer_was_lost_is_in_doubt_and_not_sent_twice(
    telegram: Telegram, messenger: TelegramMessenger, fault: dict[str, int]
) -> None:
    telegram.fail_next("sendMessage", after_accepting=True, **fault)  # type: ignore[arg-type] # each fault is one keyword
    assert isinstance(await messenger.send(TO_READER, Part(Text("hello"))), Uncertain)
    assert len(shown(telegram, READER)) == 1


async def test_an_answer_that_takes_too_long_leaves_the_message_in_doubt(
    telegram: Telegram, server: BotApiServer, files: Files, web: Web
) -> None:
    telegram.fail_next("sendMessage", hold=0.5)
    async with messenger_on(server, files, web, patience=0.2) as hasty:
        outcome = await hasty.send(TO_READER, Part(Text("hello")))
    assert outcome == Uncertain("Telegram did not answer in time")


async def test_a_server_that_is_not_there_has_taken_nothing(files: Files, web: Web) -> None:
    where = endpoints("http://127.0.0.1:9")
    request = sending_request("http://127.0.0.1", connect_timeout=1, read_timeout=1, in_flight=1)
    await request.initialize()
    bot = Bot("1:x", base_url=where.base_url, base_file_url=where.base_file_url, request=request)
    outcome = await TelegramMessenger(bot, files, web, alarm=Bell()).send(
        TO_READER, Part(Text("hello"))
    )
    await request.shutdown()
    assert isinstance(outcome, TryAgain)
    assert outcome.everyone


async def test_a_wrong_token(server: BotApiServer, files: Files, web: Web) -> None:
    async with messenger_on(server, files, web, token="1:wrong") as stranger:
        outcome = await stranger.send(TO_READER, Part(Text("hello")))
    assert isinstance(outcome, TryAgain)
    assert outcome.everyone


async def test_an_editors_message_comes_back_as_it_went(
    telegram: Telegram, messenger: TelegramMessenger
) -> None:
    text = Text("🔴 ") + bold("Talks 🇹🇷") + " are over"
    await messenger.send(TO_READER, Part(text))
    (message,) = shown(telegram, READER)
    received = Received.de_json(message.api(), None)
    assert from_entities(received.text, received.entities) == text


# --- The table of answers, over real connections --------------------------------------------------


@dataclass(frozen=True)
class Page:
    """What a server answers whatever it is asked; status 0 breaks the connection off."""

    status: int
    body: str = "<html>out of order</html>"

    def __str__(self) -> str:
        return f"{self.status} {self.body}"


@asynccontextmanager
async def answering(page: Page) -> AsyncIterator[str]:
    """A server on loopback that answers everything with this."""

    async def handle(request: web.Request) -> web.Response:
        await request.read()
        if not page.status and request.transport is not None:
            request.transport.abort()
        return web.Response(status=page.status or 200, text=page.body, content_type="text/html")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


BENEATH_THE_API = [
    (Page(413), Impossible),
    (Page(500), Uncertain),
    (Page(502), Uncertain),
    (Page(503), Uncertain),
    (Page(504), Uncertain),
    (Page(429), TryAgain),
    (Page(403), TryAgain),
    (Page(404), TryAgain),
    (Page(200), Uncertain),
    (Page(200, ""), Uncertain),
    (Page(200, "{}"), Uncertain),
    (Page(200, "[]"), Uncertain),
    (Page(200, '{"ok": true, "result": {}}'), Uncertain),
    (Page(200, '{"ok": fal'), Uncertain),
    (Page(0), Uncertain),
]


@pytest.mark.parametrize(("page", "kind"), BENEATH_THE_API, ids=str)
async def test_what_is_no_answer_of_telegrams(
    page: Page, kind: type, files: Files, web: Web
) -> None:
    async with answering(page) as root:
        request = sending_request(root, connect_timeout=5, read_timeout=5, in_flight=1)
        bot = Bot("1:x", base_url=endpoints(root).base_url, request=request)
        async with request:
            messenger = TelegramMessenger(bot, files, web, alarm=Bell())
            outcome = await messenger.send(TO_READER, Part(bold("hello")))
    assert type(outcome) is kind


async def test_every_row_of_the_table_reads_the_same_over_a_real_connection(
    telegram: Telegram, server: BotApiServer
) -> None:
    where = endpoints(server.base_url)
    request = sending_request(server.base_url, connect_timeout=5, read_timeout=5, in_flight=1)
    async with request:
        bot = Bot(telegram.token, base_url=where.base_url, request=request)
        for description, kind, fault in ANSWERED:
            code = CODES.get(description.partition(":")[0], 400)
            telegram.fail_next("sendMessage", code=code, description=description)
            with pytest.raises(TelegramError) as caught:
                await bot.send_message(READER, "hello")
            reading = read(caught.value)
            assert (type(reading.outcome), reading.fault) == (kind, fault), description


async def test_a_photo_that_telegram_takes_no_other_way_goes_as_a_document_and_is_edited_as_one(
    telegram: Telegram, messenger: TelegramMessenger, web: Web
) -> None:
    media = Media(MediaKind.PHOTO, "https://news.example/odd.png")
    web.pages[media.url] = (png(40, 30), "image/png")
    for _ in range(3):  # by address, as it was found, made anew
        telegram.fail_next("sendPhoto", code=400, description="Bad Request: IMAGE_PROCESS_FAILED")
    outcome = await messenger.send(TO_CHANNEL, Part(Text("The hall"), (media,)))
    assert isinstance(outcome, Sent)
    (message,) = shown(telegram, CHANNEL)
    assert message.content.kind == "document"
    (standing,) = outcome.messages
    assert standing.media_kind is MediaKind.DOCUMENT
    edited = await messenger.edit(TO_CHANNEL, standing, Part(Text("The large hall"), (media,)))
    assert isinstance(edited, Sent)
    (message,) = shown(telegram, CHANNEL)
    assert (message.content.kind, message.content.text) == ("document", "The large hall")
    again = await messenger.send(TO_READER, Part(Text("The hall"), (media,)))
    assert isinstance(again, Sent)
    assert shown(telegram, READER)[0].content.kind == "document"
    assert len(web.fetched) == 1


async def test_a_correction_answers_the_message_that_cannot_be_changed(
    telegram: Telegram, messenger: TelegramMessenger
) -> None:
    number = first_id(await messenger.send(TO_CHANNEL, Part(Text("12 people"))))
    answer = Part(Text("14 people"), silent=True, reply_to=number)
    assert isinstance(await messenger.send(TO_CHANNEL, answer), Sent)
    assert shown(telegram, CHANNEL)[-1].reply_to == number
    assert await messenger.delete(TO_CHANNEL, [number]) == Sent()
    assert isinstance(await messenger.send(TO_CHANNEL, answer), Sent)
    assert shown(telegram, CHANNEL)[-1].reply_to is None


# --- Polls ----------------------------------------------------------------------------------------


async def test_a_poll_is_sent_and_stopped_with_its_votes(
    messenger: TelegramMessenger, telegram: Telegram
) -> None:
    asked = Poll("Who wins?", ("We", "They"))
    sent = await messenger.send_poll(TO_CHANNEL, asked)
    assert isinstance(sent, Sent)
    assert sent.votes
    assert sent.votes.counts == (0, 0)
    (message,) = sent.messages
    telegram.vote(OWNER, CHANNEL, message.message_id, 1)
    stopped = await messenger.stop_poll(TO_CHANNEL, message.message_id)
    assert stopped == Sent(votes=Votes(sent.votes.poll_id, (0, 1), 1))
    again = await messenger.stop_poll(TO_CHANNEL, message.message_id)
    assert again == Impossible("this poll has been stopped already")
    telegram.block(READER)
    blocked = await messenger.send_poll(TO_READER, asked)
    assert blocked == Never("the reader blocked the bot")


async def test_a_poll_to_stop_is_asked_of_again_when_no_answer_comes(
    messenger: TelegramMessenger, telegram: Telegram
) -> None:
    sent = await messenger.send_poll(TO_CHANNEL, Poll("Who wins?", ("We", "They")))
    assert isinstance(sent, Sent)
    telegram.fail_next("stopPoll", drop_connection=True)
    stopped = await messenger.stop_poll(TO_CHANNEL, sent.messages[0].message_id)
    assert isinstance(stopped, TryAgain)
    telegram.fail_next("sendPoll", drop_connection=True, after_accepting=True)
    lost = await messenger.send_poll(TO_CHANNEL, Poll("Who wins?", ("We", "They")))
    assert isinstance(lost, Uncertain)
