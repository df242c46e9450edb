"""The BBC's live pages: a model of blocks, as JSON or inside the page. Pure."""

import re
from datetime import datetime

from bot.model import Media, SeenPost, Snapshot
from bot.sources import about, believe, dom, media, older, stamps
from bot.sources.document import Document, Kind
from bot.sources.finish import finish
from bot.sources.payload import Json, payloads, record, records, words
from bot.sources.writer import TextWriter
from bot.text import Style, Text, join

NAME = "bbc"

_PICTURE = "https://ichef.bbci.co.uk/ace/standard/1024/{origin}/{locator}"
_STYLES = {"bold": Style.BOLD, "italic": Style.ITALIC}
_BLANK_LINE = re.compile(r"\n\s*\n")
_SILENT = frozenset({"image", "video", "audio", "include", "altText", "rawImage"})
_PARTS = frozenset({
    "paragraph", "headline", "subheadline", "unorderedList", "orderedList", "quote", "blockquote",
})  # fmt: skip
_QUOTES = frozenset({"quote", "blockquote"})
_DEEPEST = 100


def understand(document: Document) -> Snapshot | None:
    """The stream of a live page; None if there is none. Raises SnapshotRefused if it is broken."""
    stream = _stream(document)
    if stream is None:
        return None
    page, shown = _page(document), record(stream.get("page"))
    listed = _posts(stream)
    posts, dropped = finish([_post(one, document) for one in listed])
    live = page.get("isLive")
    snapshot = Snapshot(
        url=document.url,
        format=NAME,
        title=dom.tidy(words(page.get("title"))) or _html_title(document),
        posts=posts,
        language=words(page.get("language")),
        live=live if isinstance(live, bool) else None,
        starts_at=_starts_at(page, document),
        dropped=dropped,
        older=older.numbered(document.url, shown.get("index"), shown.get("total")),
    )
    believe.refuse_snapshot(snapshot, len(listed))
    return snapshot


def _stream(document: Document) -> Json | None:
    """The list of posts; empty where the page has a place for one, None where it has not."""
    for one in payloads(document, "results", "urn"):
        if _posts(one):
            return one
    empty = any(one.get("liveTextStream") for one in payloads(document, "liveTextStream"))
    return {} if empty else None


def _posts(stream: Json) -> list[Json]:
    return [
        one
        for one in records(stream.get("results"))
        if one.get("type") == "POST" and one.get("urn") and isinstance(one.get("content"), dict)
    ]


def _page(document: Document) -> Json:
    """What the model says of the page: the object around the stream, or the one of its head."""
    said = list(payloads(document, "isLive", "title"))
    around = (one for one in said if "liveTextStream" in one)
    head = (one for one in said if isinstance(one.get("isLive"), bool) and one.get("title"))
    return next(around, None) or next(head, {})


def _html_title(document: Document) -> str:
    return about.title(document.tree) if document.kind is Kind.HTML else ""


def _post(item: Json, document: Document) -> SeenPost:
    head, content = _blocks(item.get("header")), _blocks(item.get("content"))
    headline = join(" ", [text_of_blocks([one]) for one in head if one.get("type") == "headline"])
    lead = [one for one in head if one.get("type") != "headline"]
    pictures = [one for block in content for one in _pictures(block, document.url)]
    dates, options = record(item.get("dates")), record(item.get("options"))
    moment = stamps.parse(dates.get("firstPublished") or dates.get("curated"), document.timezone)
    key = words(item["urn"])
    return SeenPost(
        key=key,
        headline=dom.tidy(headline.value),
        body=join("\n\n", [text_of_blocks(lead), text_of_blocks(content)]),
        media=tuple(pictures),
        posted_at=stamps.believable(moment, document.fetched_at),
        url=f"{document.url}#{key}",
        key_moment=options.get("isBreakingNews") is True,
        pinned=options.get("isPinned") is True,
    )


def _starts_at(page: Json, document: Document) -> datetime | None:
    """When it begins, unless that only means "that day"."""
    moment = stamps.parse(page.get("startDateTime"), document.timezone)
    return None if moment is None or stamps.is_midnight(moment, document.timezone) else moment


# --- Blocks ---------------------------------------------------------------------------------------


def _blocks(holder: object) -> list[Json]:
    return records(record(record(holder).get("model")).get("blocks"))


def text_of_blocks(listed: list[Json]) -> Text:
    """What a list of blocks says, pictures and films left out."""
    writer = TextWriter()
    for block in listed:
        _write(block, writer, tight=False, depth=0)
    return writer.text()


def _write(block: Json, writer: TextWriter, *, tight: bool, depth: int) -> None:
    kind, model = words(block.get("type")), record(block.get("model"))
    if kind in _SILENT or depth > _DEEPEST:
        return
    if kind == "fragment":
        _write_fragment(model, writer)
        return
    is_item = kind == "listItem"
    if kind in _PARTS:
        writer.gap(1 if tight else 2)
    if is_item:
        writer.gap(1)
        writer.prefix("• ")
    link = dom.web_address(model.get("locator"), "") if kind == "urlLink" else ""
    opened = writer.open(Style.LINK, link) if link else kind in _QUOTES and writer.open(Style.QUOTE)
    for one in records(model.get("blocks")):
        _write(one, writer, tight=tight or is_item, depth=depth + 1)
    if opened:
        writer.close()


def _write_fragment(model: Json, writer: TextWriter) -> None:
    """A run of words. Editors' blank lines part paragraphs, their single breaks mean nothing."""
    styles = model.get("attributes")
    wanted = [_STYLES[one] for one in styles if one in _STYLES] if isinstance(styles, list) else []
    opened = sum(writer.open(style) for style in wanted)
    for number, part in enumerate(_BLANK_LINE.split(words(model.get("text")))):
        if number:
            writer.gap(2)
        writer.words(part)
    for _ in range(opened):
        writer.close()


def _pictures(block: Json, base: str) -> tuple[Media, ...]:
    if block.get("type") != "image":
        return ()
    parts = {words(one.get("type")): one for one in _blocks(block)}
    raw = record(record(parts.get("rawImage")).get("model"))
    locator, origin = words(raw.get("locator")), words(raw.get("originCode"))
    if not locator:
        return ()
    address = _PICTURE.format(origin=origin, locator=locator) if origin else locator
    caption = dom.tidy(text_of_blocks([parts["caption"]]).value) if "caption" in parts else ""
    return media.photo(address, base, caption=caption, credit=words(raw.get("copyrightHolder")))
