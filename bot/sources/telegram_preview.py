"""The web preview of a public Telegram channel, t.me/s/NAME. Pure.

Deleted messages are merely missing, an edit has a mark but no time, and a page ends after some
twenty messages. The addresses of films carry a token that changes, those of photos do not.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.model import Dropped, Media, SeenPost, Snapshot
from bot.sources import about, believe, dom, html, media, older, stamps
from bot.sources.document import Document, Kind
from bot.sources.finish import finish
from bot.text import Text, join

NAME = "telegram"

_MESSAGE = "tgme_widget_message"
_BACKGROUND = re.compile(r"background-image:\s*url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)
_EMOJI = re.compile(r'<i class="emoji"[^>]*><b>(.*?)</b></i>', re.DOTALL)
_LOOKS = re.compile(r"tgme_widget_message|tme_no_messages_found")
_EMPTY = "tme_no_messages_found"
_SERVICE = "a notice of Telegram's own"
_NOTHING = "a message without text or media that could be passed on"


def understand(document: Document) -> Snapshot | None:
    """The messages of a channel; None if the page is no such preview."""
    if document.kind is not Kind.HTML or not _LOOKS.search(document.text):
        return None
    tree = document.tree
    messages = tree.css(f"div.{_MESSAGE}[data-post]")
    if not messages and tree.css_first(f".{_EMPTY}") is None:
        return None
    dropped: list[Dropped] = []
    posts = [post for one in messages if (post := _post(one, document, dropped)) is not None]
    kept, left_out = finish(posts)
    owner = tree.css_first(f".{_MESSAGE}_owner_name")
    snapshot = Snapshot(
        url=document.url,
        format=NAME,
        title=about.meta(tree, "og:title") or (dom.tidy(owner.text()) if owner else ""),
        posts=kept,
        dropped=(*dropped, *left_out),
        older=_older(tree, document.url),
    )
    believe.refuse_snapshot(snapshot, len(posts))
    return snapshot


def _older(tree: LexborHTMLParser, url: str) -> str:
    """The page before this one; `before` counts messages and leaves out the one it names."""
    more = tree.css_first("a.tme_messages_more[data-before]")
    number = dom.attribute(more, "data-before") if more is not None else ""
    if not number:
        link = tree.css_first('link[rel="prev"][href]')
        number = dom.attribute(link, "href").partition("before=")[2] if link is not None else ""
    return older.with_query(url, before=number) if number.isdecimal() else ""


def _post(message: LexborNode, document: Document, dropped: list[Dropped]) -> SeenPost | None:
    key = dom.attribute(message, "data-post")
    text = _text(message, document.url)
    if "service_message" in dom.attribute(message, "class").split():
        dropped.append(Dropped(text.value[:80], _SERVICE))
        return None
    shown = _media(message, document.url)
    if not text and not shown:
        dropped.append(Dropped(key, _NOTHING))
        return None
    clock = message.css_first(f"a.{_MESSAGE}_date time[datetime]")
    moment = stamps.parse(dom.attribute(clock, "datetime"), "UTC") if clock is not None else None
    return SeenPost(
        key=key,
        body=text,
        media=shown,
        posted_at=stamps.believable(moment, document.fetched_at),
        url=f"https://t.me/{key}",
    )


def _text(message: LexborNode, base: str) -> Text:
    """The message's own words: of nested texts the inner one, and never those it replies to."""
    texts = [node for node in message.css(f".{_MESSAGE}_text") if not _inside(node, "reply")]
    poll = message.css_first(f".{_MESSAGE}_poll")
    names = message.css(f".{_MESSAGE}_document_title")
    return join(
        "\n\n",
        [
            _words(texts[-1], base) if texts else Text(),
            _poll(poll) if poll is not None else Text(),
            *(Text(dom.tidy(node.text())) for node in names),
        ],
    )


def _words(node: LexborNode, base: str) -> Text:
    # Telegram dresses every emoji in bold and italics, to draw a picture over it.
    markup = _EMOJI.sub(r"\1", node.html or "")
    return html.fragment(markup, base).text


def _poll(node: LexborNode) -> Text:
    question = node.css_first(f".{_MESSAGE}_poll_question")
    options = node.css(f".{_MESSAGE}_poll_option_text")
    lines = [dom.tidy(one.text()) for one in options]
    head = dom.tidy(question.text()) if question is not None else ""
    return join("\n", [head, *(f"• {line}" for line in lines if line)])


def _media(message: LexborNode, base: str) -> tuple[Media, ...]:
    found: dict[str, Media] = {}
    for node in message.css(
        f".{_MESSAGE}_photo_wrap, .{_MESSAGE}_video_player, .{_MESSAGE}_roundvideo_player"
    ):
        if _inside(node, "reply") or _inside(node, "link_preview"):
            continue
        film = node.css_first("video[src]")
        shown = media.video(dom.attribute(film, "src"), base) if film is not None else ()
        # A film too big for the web has no address; its still is better than nothing.
        still = node.css_first(f".{_MESSAGE}_video_thumb") or node
        for item in shown or media.photo(_background(still), base):
            found.setdefault(item.url, item)
    return tuple(found.values())


def _background(node: LexborNode) -> str:
    found = _BACKGROUND.search(dom.attribute(node, "style"))
    return found[1] if found else ""


def _inside(node: LexborNode, part: str) -> bool:
    """Whether `node` stands in the part of a message with this name, or is it."""
    around: LexborNode | None = node
    while around is not None:
        if f"{_MESSAGE}_{part}" in dom.attribute(around, "class").split():
            return True
        around = around.parent
    return False
