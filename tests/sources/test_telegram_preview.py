"""The web preview of a public channel: albums, edits, replies, films with and without a file."""

from datetime import UTC, datetime

import pytest
from herald import bodies, document, keys

from bot.errors import SourceError
from bot.model import MediaKind, Snapshot
from bot.sources.read import understand
from bot.text import Style

CDN = "https://cdn.example/file"
EMOJI = """<i class="emoji" style="background-image:url('//t.example/e.png')"><b>⛴</b></i>"""


def message(number: int, *inner: str, classes: str = "", meta: str = "") -> str:
    clock = (
        f'<time datetime="2025-06-02T11:{number:02}:00+00:00" class="time">11:{number:02}</time>'
    )
    return (
        f'<div class="tgme_widget_message_wrap"><div class="tgme_widget_message {classes}" '
        f'data-post="harbour/{number}"><div class="tgme_widget_message_author">'
        f'<a class="tgme_widget_message_owner_name"><span>Harbour</span></a></div>{"".join(inner)}'
        f'<span class="tgme_widget_message_views">4K</span>'
        f'<span class="tgme_widget_message_meta">{meta}'
        f'<a class="tgme_widget_message_date" href="#">{clock}</a></span></div></div>'
    )


def text(markup: str) -> str:
    return f'<div class="tgme_widget_message_text js-message_text" dir="auto">{markup}</div>'


def photo(name: str, tag: str = "a") -> str:
    style = f"width:10px;background-image:url('{CDN}/{name}.jpg')"
    return f'<{tag} class="tgme_widget_message_photo_wrap grouped" style="{style}"></{tag}>'


def film(name: str, source: str) -> str:
    return (
        f'<a class="tgme_widget_message_video_player"><i class="tgme_widget_message_video_thumb" '
        f"style=\"background-image:url('{CDN}/{name}-still.jpg')\"></i>{source}"
        '<time class="message_video_duration">0:27</time>'
        '<div class="message_media_not_supported_label">Media is too big</div></a>'
    )


def read(*messages: str, head: str = "") -> Snapshot:
    return understand(
        document(
            f"<html><head>{head}</head><body><section>{''.join(messages)}</section></body></html>",
            url="https://t.me/s/harbour",
        )
    )


def test_messages_become_posts() -> None:
    title = '<meta property="og:title" content="Harbour news">'
    got = read(message(1, text("It rains.")), message(2, text("It pours.")), head=title)

    assert (got.format, got.title, got.live) == ("telegram", "Harbour news", None)
    assert keys(got.posts) == ["harbour/1", "harbour/2"]
    assert bodies(got.posts) == ["It rains.", "It pours."]
    assert got.posts[0].posted_at == datetime(2025, 6, 2, 11, 1, tzinfo=UTC)
    assert got.posts[0].url == "https://t.me/harbour/1"


def test_formatting_survives_and_emoji_are_not_bold() -> None:
    (post,) = read(
        message(
            1,
            text(f"{EMOJI} <b>Casting off</b><br/>It <i>rains</i>."
                 "<blockquote expandable>Heave ho.</blockquote><a href='https://q.example/'>Quay</a>"),
        )
    ).posts  # fmt: skip

    assert post.body.value == "⛴ Casting off\nIt rains.\n\nHeave ho.\n\nQuay"
    assert [span.style for span in post.body.spans] == [
        Style.BOLD, Style.ITALIC, Style.QUOTE, Style.LINK,
    ]  # fmt: skip


def test_an_album_is_one_post_and_its_text_is_said_once() -> None:
    (post,) = read(message(1, photo("a"), photo("b"), text(text("The ferry.")))).posts

    assert post.body.value == "The ferry."
    assert [item.url for item in post.media] == [f"{CDN}/a.jpg", f"{CDN}/b.jpg"]


def test_a_film_comes_as_its_file_and_one_without_a_file_as_its_still() -> None:
    (post,) = read(
        message(1, film("a", f'<video src="{CDN}/a.mp4?token=x"></video>'), film("b", ""))
    ).posts

    assert [(item.kind, item.url) for item in post.media] == [
        (MediaKind.VIDEO, f"{CDN}/a.mp4?token=x"), (MediaKind.PHOTO, f"{CDN}/b-still.jpg"),
    ]  # fmt: skip
    assert post.body.value == ""


def test_the_length_of_a_film_is_not_the_time_of_the_post() -> None:
    (post,) = read(message(1, film("a", f'<video src="{CDN}/a.mp4"></video>'))).posts
    assert post.posted_at == datetime(2025, 6, 2, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize("answered", ["tgme_widget_message_metatext", "tgme_widget_message_text"])
def test_what_is_replied_to_is_not_the_text(answered: str) -> None:
    reply = (
        f'<a class="tgme_widget_message_reply">{photo("old", "i")}'
        f'<div class="{answered} js-message_reply_text">When do you sail?</div></a>'
    )
    (post,) = read(message(1, reply, text("At noon."))).posts

    assert post.body.value == "At noon."
    assert post.media == ()


def test_an_edited_mark_changes_nothing() -> None:
    marked = read(message(1, text("It rains."), meta="edited &nbsp;"))
    assert marked.posts == read(message(1, text("It rains."))).posts


def test_the_card_of_a_linked_page_is_not_the_text() -> None:
    card = (
        f'<a class="tgme_widget_message_link_preview">{photo("card", "i")}'
        '<div class="link_preview_title">Another story</div></a>'
    )
    (post,) = read(message(1, text("See <a href='https://q.example/'>the quay</a>."), card)).posts
    assert (post.body.value, post.media) == ("See the quay.", ())


def test_a_poll_is_its_question_and_options() -> None:
    poll = (
        '<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">'
        'Will it rain?</div><div class="tgme_widget_message_poll_type">Anonymous poll</div>'
        '<div class="tgme_widget_message_poll_option_text">Yes</div>'
        '<div class="tgme_widget_message_poll_option_text">No</div></div>'
    )
    assert bodies(read(message(1, poll)).posts) == ["Will it rain?\n• Yes\n• No"]


def test_notices_stickers_and_places_are_left_out_with_a_reason() -> None:
    got = read(
        message(1, text("Channel created"), classes="service_message"),
        message(2, '<div class="tgme_widget_message_sticker_wrap"></div>'),
        message(3, text("It rains.")),
    )
    assert keys(got.posts) == ["harbour/3"]
    assert [entry.what for entry in got.dropped] == ["Channel created", "harbour/2"]


def test_calls_to_subscribe_are_cut_off() -> None:
    (post,) = read(
        message(1, text("Идёт дождь.<br/><br/><a href='https://t.me/harbour'>Подписаться</a>"))
    ).posts
    assert post.body.value == "Идёт дождь."


def test_an_empty_channel_is_a_channel() -> None:
    got = read('<div class="tme_no_messages_found">No posts found</div>')
    assert (got.format, got.posts) == ("telegram", ())


def test_the_channels_front_page_is_said_to_be_the_wrong_one() -> None:
    front = document("<html><body>Preview channel</body></html>", url="https://t.me/harbour")
    with pytest.raises(SourceError, match=r"https://t\.me/s/harbour"):
        understand(front)
