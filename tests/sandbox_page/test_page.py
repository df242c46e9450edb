"""The demo's page in a real browser: what it shows, and what a person can do on it."""

from collections.abc import Callable

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.sandbox.objects import Content, Poll

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHANNEL, READER, OWNER = -1001234567890, 21, 11
PHONE = {"width": 390, "height": 844}


def chat(page: Page, number: int) -> Locator:
    return page.locator(f"[id='chat-{number}']")


def entity(kind: str, offset: int, length: int, **more: str) -> dict[str, object]:
    return {"type": kind, "offset": offset, "length": length, **more}


def of_kind(kind: str) -> Callable[[dict[str, object]], bool]:
    return lambda update: kind in update


async def button_box(page, name):
    return await chat(page, READER).get_by_role("button", name=name).bounding_box()


async def test_it_says_that_it_is_a_demonstration(page):
    await expect(page.locator(".notice")).to_contain_text("Demonstration: recorded coverage")
    await expect(page.locator(".notice")).to_contain_text("nothing leaves this computer")


async def test_the_header_tells_the_time_of_the_event(page):
    await expect(page.locator("#event")).to_have_text(
        "Istanbul talks: second round at Çırağan Palace"
    )
    await expect(page.locator("#now")).to_have_text("12:00")
    await expect(page.locator("#pace")).to_contain_text("60 times as fast as life")


async def test_the_channel_stands_before_the_private_chats(page):
    await expect(page.locator(".chat h2")).to_have_text(["Istanbul Live", "Olga", "Rana"])


async def test_a_message_arrives_without_a_reload(page, stage):
    stage.posts(stage.channel, "The talks have begun")
    await expect(chat(page, CHANNEL).locator(".text")).to_have_text("The talks have begun")
    await expect(chat(page, CHANNEL).locator(".stamp time")).to_have_text("12:00")
    await expect(chat(page, CHANNEL).locator(".day")).to_have_text("2 June 2025")


async def test_text_from_outside_stays_text(page, stage):
    hostile = "<script>document.title='owned'</script><img src=x onerror=alert(1)>"
    stage.posts(stage.channel, hostile)
    await expect(chat(page, CHANNEL).locator(".text")).to_have_text(hostile)
    assert await chat(page, CHANNEL).locator(".log script, .log img").count() == 0
    assert await page.title() == "Dateline – demonstration"


async def test_a_link_that_runs_a_script_leads_nowhere(page, stage):
    bad = entity("text_link", 0, 4, url="javascript:alert(1)")
    stage.posts(
        stage.channel, "here or there", bad, entity("text_link", 8, 5, url="https://a.example/")
    )
    links = chat(page, CHANNEL).locator(".text a")
    await expect(links).to_have_text(["here", "there"])
    assert await links.nth(0).get_attribute("href") is None
    assert await links.nth(1).get_attribute("href") == "https://a.example/"
    assert await links.nth(1).get_attribute("rel") == "noopener noreferrer"


async def test_formatting_counts_as_telegram_counts_and_nests(page, stage):
    # The emoji is two UTF-16 units; the italic word lies within the bold ones.
    stage.posts(stage.channel, "🕊 bold both", entity("bold", 3, 9), entity("italic", 8, 4))
    text = chat(page, CHANNEL).locator(".text")
    await expect(text.locator("b")).to_have_text("bold both")
    await expect(text.locator("b i")).to_have_text("both")


async def test_a_long_quote_is_folded_until_asked_for(page, stage):
    words = "so it went " * 40
    stage.posts(stage.channel, words, entity("expandable_blockquote", 0, len(words)))
    quote = chat(page, CHANNEL).locator("blockquote")
    await expect(quote).to_have_class("folded")
    await chat(page, CHANNEL).get_by_role("button", name="Show all").click()
    await expect(quote).not_to_have_class("folded")


async def test_an_edit_changes_the_message_and_says_when(page, stage):
    message = stage.posts(stage.channel, "1,000 bodies")
    await expect(chat(page, CHANNEL).locator(".text")).to_have_text("1,000 bodies")
    stage.edits(message, "6,000 bodies")
    await expect(chat(page, CHANNEL).locator(".text")).to_have_text("6,000 bodies")
    await expect(chat(page, CHANNEL).locator(".edited")).to_have_text("edited 12:01")


async def test_a_deleted_message_leaves_only_a_trace(page, stage):
    message = stage.posts(stage.channel, "Not confirmed")
    await expect(chat(page, CHANNEL).locator(".text")).to_have_count(1)
    message.deleted = True
    stage.telegram.touch()
    await expect(chat(page, CHANNEL).locator(".gone")).to_have_text("deleted by Istanbul Live")
    await expect(chat(page, CHANNEL)).not_to_contain_text("Not confirmed")


async def test_an_album_is_one_grid_with_one_caption(page, stage):
    for number, name in enumerate(("motorcade", "ferry", "flags", "gate")):
        stage.posts(stage.channel, "" if number else "Arrivals", media=f"{name}.jpg", album="7")
    grid = chat(page, CHANNEL).locator(".media")
    await expect(grid).to_have_attribute("data-count", "4")
    await expect(chat(page, CHANNEL).locator("article")).to_have_count(1)
    boxes = [await image.bounding_box() for image in await grid.locator("button").all()]
    assert len({round(box["x"]) for box in boxes}) == len({round(box["y"]) for box in boxes}) == 2


async def test_a_picture_has_its_caption_and_opens_large(page, stage):
    stage.posts(stage.private, "A quarter to three", media="clock.jpg")
    picture = chat(page, READER).get_by_role("img", name="A quarter to three")
    await expect(picture).to_have_js_property("naturalWidth", 1280)
    await picture.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_a_film_can_be_played(page, stage):
    stage.posts(stage.channel, "A ferry", media="crossing.mp4")
    film = chat(page, CHANNEL).locator("video")
    await expect(film).to_have_attribute("controls", "")
    await expect(film).to_have_js_property("error", None)
    await expect(film).to_have_js_property("videoWidth", 640)


async def test_the_newest_pinned_message_stands_on_top(page, stage):
    message = stage.posts(stage.channel, "The day at a glance")
    stage.channel.pinned.append(message.id)
    stage.telegram.touch()
    bar = chat(page, CHANNEL).get_by_role("button", name="Pinned message")
    await expect(bar).to_contain_text("The day at a glance")
    await bar.click()
    await expect(chat(page, CHANNEL).locator("article.found")).to_have_count(1)


async def test_a_message_without_sound_carries_the_sign(page, stage):
    stage.posts(stage.private, "Softly").silent = True
    stage.posts(stage.private, "Loudly")
    await expect(chat(page, READER).locator("article")).to_have_count(2)
    await expect(chat(page, READER).locator(".silent")).to_have_count(1)
    await expect(chat(page, READER).locator("article").first.locator(".silent")).to_be_visible()


async def test_a_press_reaches_the_bot_and_its_answer_is_shown(page, stage):
    message = stage.posts(stage.private, "What would you like to get?")
    message.keyboard = {"inline_keyboard": [[{"text": "Key moments", "callback_data": "k1"}]]}
    stage.telegram.touch()
    await chat(page, READER).get_by_role("button", name="Key moments").click()
    await expect(chat(page, READER).get_by_role("button", name="Key moments")).to_be_enabled()
    [update] = filter(of_kind("callback_query"), stage.telegram.updates.take(0, 100))
    assert update["callback_query"]["data"] == "k1"
    assert update["callback_query"]["from"]["id"] == READER

    [query] = stage.telegram.queries.values()
    query.answer = "Saved: key moments"
    stage.telegram.touch()
    note = chat(page, READER).locator(".toast")
    await expect(note).to_have_text("Saved: key moments")
    button, shown = await button_box(page, "Key moments"), await note.bounding_box()
    assert button["y"] + button["height"] <= shown["y"]  # the note covers nothing


async def test_a_poll_shows_its_votes_and_takes_one(page, stage):
    asked = Poll(stage.telegram.new_poll_id(), "Who wins?", ("We", "They"))
    stage.telegram.post(stage.private, stage.telegram.bot, Content(poll=asked))
    poll = chat(page, READER).locator(".poll")
    await expect(poll.locator(".question")).to_have_text("Who wins?")
    await poll.get_by_role("button", name="They").click()
    await expect(poll.get_by_role("button", name="They")).to_have_text("They · 100%")
    await expect(poll.locator(".voters")).to_have_text("Anonymous poll · 1 vote")
    asked.closed = True
    stage.telegram.touch()
    await expect(poll.locator(".voters")).to_have_text("Final results · 1 vote")
    await expect(poll.get_by_role("button", name="We")).to_be_disabled()


async def test_what_is_hidden_shows_on_focus(page, stage):
    stage.posts(stage.channel, "The winner is Maria", entity("spoiler", 14, 5))
    hidden = chat(page, CHANNEL).locator(".spoiler")
    await expect(hidden).to_have_css("color", "rgba(0, 0, 0, 0)")
    await hidden.focus()
    await expect(hidden).not_to_have_css("color", "rgba(0, 0, 0, 0)")


async def test_the_focus_survives_a_message_that_is_edited_under_it(page, stage):
    message = stage.posts(stage.private, "Choose")
    message.keyboard = {"inline_keyboard": [[{"text": "Off", "callback_data": "x"}]]}
    stage.telegram.touch()
    await chat(page, READER).get_by_role("button", name="Off").focus()
    message.keyboard = {"inline_keyboard": [[{"text": "On", "callback_data": "x"}]]}
    stage.telegram.touch()
    await expect(chat(page, READER).get_by_role("button", name="On")).to_be_focused()


async def test_what_is_typed_is_sent_as_that_person(page, stage):
    line = chat(page, READER).get_by_label("Write in Rana as Rana")
    await line.fill("/settings")
    await line.press("Enter")
    await expect(chat(page, READER).locator(".mine .text")).to_have_text("/settings")
    await expect(line).to_have_value("")
    [update] = filter(of_kind("message"), stage.telegram.updates.take(0, 100))
    assert (update["message"]["text"], update["message"]["from"]["id"]) == ("/settings", READER)


async def test_a_command_in_a_message_can_be_clicked(page, stage):
    stage.posts(stage.private, "See /help", entity("bot_command", 4, 5))
    await chat(page, READER).get_by_role("button", name="/help").click()
    await expect(chat(page, READER).locator(".mine .text")).to_have_text("/help")


async def test_a_deep_link_to_the_bot_stays_on_the_page(page, stage):
    start = "https://t.me/dateline_bot?start=c1"
    stage.posts(stage.private, "Follow", entity("text_link", 0, 6, url=start))
    await chat(page, READER).get_by_role("link", name="Follow").click()
    await expect(chat(page, READER).locator(".mine .text")).to_have_text("/start c1")


async def test_a_deep_link_in_the_channel_opens_the_private_chat(page, stage):
    start = "https://t.me/dateline_bot?start=p1-timeline"
    stage.posts(stage.channel, "Timeline", entity("text_link", 0, 8, url=start))
    await chat(page, CHANNEL).get_by_role("link", name="Timeline").click()
    await expect(chat(page, OWNER).locator(".mine .text")).to_have_text("/start p1-timeline")
    await expect(chat(page, CHANNEL).locator(".mine .text")).to_have_count(0)


async def test_a_link_to_a_post_of_the_channel_shows_that_post(page, stage):
    post = stage.posts(stage.channel, "The talks have begun")
    url = f"https://t.me/c/1234567890/{post.id}"
    stage.posts(stage.private, "Begun", entity("text_link", 0, 5, url=url))
    await chat(page, READER).get_by_role("link", name="Begun").click()
    await expect(chat(page, CHANNEL).locator("article.found")).to_have_text(
        "The talks have begun12:00"
    )


async def test_whoever_reads_older_messages_is_not_moved_but_told(page, stage):
    for number in range(40):
        stage.posts(stage.channel, f"Post {number}")
    await expect(chat(page, CHANNEL).locator("article")).to_have_count(40)
    log = chat(page, CHANNEL).locator(".log")
    await log.evaluate("log => { log.scrollTop = 0 }")
    stage.posts(stage.channel, "The newest")
    newer = chat(page, CHANNEL).get_by_role("button", name="1 new")
    await expect(newer).to_be_visible()
    assert await log.evaluate("log => log.scrollTop") == 0
    await newer.click()
    await expect(chat(page, CHANNEL).get_by_text("The newest")).to_be_in_viewport()
    await expect(newer).to_be_hidden()


async def test_a_chat_that_is_followed_stays_at_its_end(page, stage):
    for number in range(40):
        stage.posts(stage.channel, f"Post {number}")
    await expect(chat(page, CHANNEL).get_by_text("Post 39")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_on_a_phone_one_chat_is_shown_and_nothing_sticks_out(browser: Browser, stage, scheme):
    stage.posts(stage.channel, "A very long word: " + "x" * 300)
    stage.posts(stage.channel, "Arrivals", media="gate.jpg")
    stage.posts(stage.private, "For the reader").keyboard = {
        "inline_keyboard": [[{"text": "y" * 40, "callback_data": str(n)} for n in range(3)]]
    }
    phone = await browser.new_page(viewport=PHONE, color_scheme=scheme)
    await phone.goto(f"{stage.url}/demo")
    await expect(chat(phone, CHANNEL).locator("article")).to_have_count(2)
    await expect(chat(phone, READER)).to_be_hidden()
    for name, number in (("Istanbul Live", CHANNEL), ("Rana", READER)):
        await phone.get_by_role("tab", name=name).click()
        await expect(chat(phone, number)).to_be_visible()
        overflow = "document.scrollingElement.scrollWidth - innerWidth"
        assert await phone.evaluate(overflow) <= 0
        wider = "log => log.scrollWidth - log.clientWidth"
        assert await chat(phone, number).locator(".log").evaluate(wider) <= 0
    await phone.close()


async def test_a_tab_counts_what_came_while_another_was_open(browser: Browser, stage):
    phone = await browser.new_page(viewport=PHONE)
    await phone.goto(f"{stage.url}/demo")
    await expect(phone.get_by_role("tab")).to_have_count(3)
    stage.posts(stage.private, "For the reader")
    await expect(phone.get_by_role("tab", name="Rana")).to_have_text("Rana1 new")
    await phone.get_by_role("tab", name="Rana").click()
    await expect(phone.get_by_role("tab", name="Rana")).to_have_text("Rana")
    await phone.close()


async def test_a_refusal_is_shown_and_the_words_are_kept(page, stage):
    line = chat(page, CHANNEL).get_by_role("textbox")
    await expect(line).to_have_attribute("placeholder", "Post as Olga")
    stage.channel.members[OWNER] = stage.channel.members[READER]
    await line.fill("Hello")
    await line.press("Enter")
    await expect(chat(page, CHANNEL).locator(".toast")).to_have_text(
        "Only administrators write in a channel."
    )
    await expect(line).to_have_value("Hello")
