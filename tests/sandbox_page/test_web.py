"""What the demo's page may ask of the sandbox, and who may ask it."""

import json

import aiohttp
import pytest
from yarl import URL

from bot.sandbox.objects import Content, Poll

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHANNEL, READER, OWNER = -1001234567890, 21, 11


async def ask(stage, path, body, **headers):
    """The status and the error (empty without one) of a POST."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession(headers=kind | headers) as session,
        session.post(f"{stage.url}/demo/{path}", data=data) as answer,
    ):
        return answer.status, (await answer.json()).get("error", "")


def saying(**changes):
    return {"user": READER, "chat": READER, "text": "/help"} | changes


async def test_a_person_writes_in_their_own_chat(stage):
    assert await ask(stage, "say", saying()) == (200, "")
    [message] = stage.private.messages.values()
    assert (message.content.text, message.author.id) == ("/help", READER)


async def test_an_owner_posts_in_the_channel(stage):
    assert await ask(stage, "say", saying(user=OWNER, chat=CHANNEL)) == (200, "")
    assert len(stage.channel.messages) == 1


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        (b"{", 400, "The request must be JSON."),
        (b"[]", 400, "The request must be a JSON object."),
        (saying(user="me"), 400, "'user' must be a number."),
        (saying(chat=None), 400, "'chat' must be a number."),
        (saying(text=" "), 400, "'text' must be some text."),
        (saying(text="x" * 4097), 400, "A message has at most 4096 characters."),
        (saying(text="🕊" * 2049), 400, "A message has at most 4096 characters."),
        (saying(user=99), 404, "There is no such person or chat."),
        (saying(chat=99), 404, "There is no such person or chat."),
        (saying(chat=OWNER), 403, "Rana is not in that chat."),
        (saying(chat=CHANNEL), 403, "Only administrators write in a channel."),
    ],
)
async def test_what_cannot_be_said(stage, body, status, why):
    assert await ask(stage, "say", body) == (status, why)
    assert not stage.private.messages


@pytest.fixture
def question(stage):
    message = stage.posts(stage.private, "Choose")
    message.keyboard = {
        "inline_keyboard": [
            [{"text": "Yes", "callback_data": "yes"}, {"text": "Site", "url": "https://a.example"}]
        ]
    }
    return message


def pressing(question, **changes):
    return {"user": READER, "chat": READER, "message": question.id, "data": "yes"} | changes


async def test_a_button_is_pressed(stage, question):
    assert await ask(stage, "press", pressing(question)) == (200, "")
    assert len(stage.telegram.queries) == 1


@pytest.mark.parametrize(
    ("changes", "status", "why"),
    [
        ({"data": "no"}, 409, "That button is no longer there."),
        ({"message": 999}, 409, "That button is no longer there."),
        ({"message": "1"}, 400, "'message' must be a number."),
        ({"data": 7}, 400, "'data' must be some text."),
        ({"user": OWNER}, 403, "Olga is not in that chat."),
    ],
)
async def test_what_cannot_be_pressed(stage, question, changes, status, why):
    assert await ask(stage, "press", pressing(question, **changes)) == (status, why)
    assert not stage.telegram.queries


async def test_the_buttons_of_a_deleted_message_are_gone(stage, question):
    question.deleted = True
    assert (await ask(stage, "press", pressing(question)))[0] == 409


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_another_site_may_not_drive_the_demo(stage, origin):
    refused = (403, "Another site may not drive the demo.")
    assert await ask(stage, "say", saying(), Origin=origin) == refused
    assert not stage.private.messages


async def test_the_page_itself_may(stage):
    assert await ask(stage, "say", saying(), Origin=stage.url) == (200, "")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[::1"])
async def test_a_name_that_was_bent_to_this_computer_is_refused(stage, host):
    status, why = await ask(stage, "say", saying(), Host=host)
    assert (status, why[:26]) == (403, "Open the demo by its addre")


@pytest.mark.parametrize("path", ["", "/events", "/page.js"])
async def test_nor_can_such_a_name_read_anything(stage, path):
    async with (
        aiohttp.ClientSession(headers={"Host": "evil.example"}) as session,
        session.get(f"{stage.url}/demo{path}") as answer,
    ):
        assert answer.status == 403


async def test_the_page_brings_everything_from_here(stage):
    async with aiohttp.ClientSession() as session, session.get(f"{stage.url}/") as answer:
        text = await answer.text()
        assert answer.url.path == "/demo"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "http://" not in text
    assert "https://" not in text


@pytest.mark.parametrize(
    ("name", "status"),
    [("style.css", 200), ("text.js", 200), ("nothing.js", 404), ("..%2Fweb.py", 404)],
)
async def test_only_the_pages_own_files_are_served(stage, name, status):
    async with (
        aiohttp.ClientSession() as session,
        session.get(URL(f"{stage.url}/demo/{name}", encoded=True)) as answer,
    ):
        assert answer.status == status


async def next_event(lines):
    """The next server-sent event as its name and data."""
    name = (await lines.readline()).decode().removeprefix("event: ").strip()
    data = json.loads((await lines.readline()).decode().removeprefix("data: "))
    await lines.readline()
    return name, data


async def test_a_page_is_told_everything_at_first_and_after_each_change(stage):
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{stage.url}/demo/events") as answer,
    ):
        assert answer.content_type == "text/event-stream"
        name, view = await next_event(answer.content)
        assert (name, len(view["chats"])) == ("view", 3)
        assert view["clock"]["timezone"] == "Europe/Istanbul"
        assert view["clock"]["moment"] == stage.moment.timestamp()

        stage.posts(stage.channel, "The talks have begun")
        name, view = await next_event(answer.content)
        [channel] = [chat for chat in view["chats"] if chat["id"] == CHANNEL]
        assert (name, channel["messages"][0]["text"]) == ("view", "The talks have begun")


async def test_in_silence_the_clock_goes_on(stage, monkeypatch):
    monkeypatch.setattr("bot.sandbox.web.HEARTBEAT", 0.01)
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{stage.url}/demo/events") as answer,
    ):
        assert (await next_event(answer.content))[0] == "view"
        name, clock = await next_event(answer.content)
        assert (name, clock["speed"], clock["finished"]) == ("clock", 60.0, False)


@pytest.fixture
def poll(stage):
    asked = Poll(stage.telegram.new_poll_id(), "Who wins?", ("We", "They"))
    return stage.telegram.post(stage.private, stage.telegram.bot, Content(poll=asked))


def voting(poll, **changes):
    return {"user": READER, "chat": READER, "message": poll.id, "option": 1} | changes


async def test_a_person_votes_once(stage, poll):
    assert await ask(stage, "vote", voting(poll)) == (200, "")
    refused = (409, "This poll takes no more votes, or has yours already.")
    assert await ask(stage, "vote", voting(poll, option=0)) == refused
    assert poll.content.poll.votes() == [0, 1]


@pytest.mark.parametrize(
    ("changes", "status", "why"),
    [
        ({"option": 2}, 409, "That poll is no longer there."),
        ({"message": 999}, 409, "That poll is no longer there."),
        ({"option": "1"}, 400, "'option' must be a number."),
        ({"user": OWNER}, 403, "Olga is not in that chat."),
    ],
)
async def test_what_cannot_be_voted_for(stage, poll, changes, status, why):
    assert await ask(stage, "vote", voting(poll, **changes)) == (status, why)
    assert poll.content.poll.votes() == [0, 0]
