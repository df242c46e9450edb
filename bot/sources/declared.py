"""Sections that a page declares to machines: summary points, key events, where and when. Pure."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from bot.errors import SnapshotRefused
from bot.model import SectionKind, SeenSection
from bot.phrases import known_language
from bot.rendering.times import clock_of
from bot.sources import about as about_page
from bot.sources import dom, html, ldscript, players, stamps
from bot.sources.bbc import text_of_blocks
from bot.sources.document import Document, Kind
from bot.sources.payload import Json, objects, payloads, record, records, words
from bot.sources.subjects import kind_of
from bot.text import Text, join, link

_EVENTS = "Event"
_VIDEOS = frozenset({"VideoObject", "BroadcastEvent"})


def of_data(document: Document, base: str) -> Iterator[SeenSection]:
    """What the data of known publishers says beside the posts."""
    try:
        yield from _summary_points(document)
        yield from _guardian(document, base)
    except SnapshotRefused:  # data that only the page's own script can read declares nothing
        return


def _summary_points(document: Document) -> Iterator[SeenSection]:
    for page in payloads(document, "summaryPoints", "liveTextStream"):
        content = record(record(page.get("summaryPoints")).get("content"))
        listed = records(record(content.get("model")).get("blocks"))
        if body := text_of_blocks(listed):
            yield SeenSection("", SectionKind.TAKEAWAYS, "", body, url=document.url)


def _guardian(document: Document, base: str) -> Iterator[SeenSection]:
    if document.kind is not Kind.JSON:
        return  # in a page the same stands as elements
    for page in payloads(document, "standfirst", "keyEvents"):
        address = words(page.get("webURL")) or base
        lead = html.fragment(words(page.get("standfirst")), address).text
        yield SeenSection("", SectionKind.TAKEAWAYS, "", lead, url=address)
        events = [
            link(title, f"{address}?page=with:block-{words(one.get('id'))}")
            for one in records(page.get("keyEvents"))
            if (title := html.plain(one.get("title")))
        ]
        body = join("\n", [Text("• ") + event for event in events])
        yield SeenSection("", SectionKind.TAKEAWAYS, "Key events", body, url=address)


# --- JSON-LD --------------------------------------------------------------------------------------


def of_linked_data(tree: LexborHTMLParser, document: Document) -> Iterator[SeenSection]:
    """Where and when the event is, and its video broadcast, as JSON-LD tells them."""
    for thing in _things(tree):
        kinds = _types(thing)
        if "LiveBlogPosting" in kinds:
            about = thing.get("about")
            events = records(about) if isinstance(about, list) else records([about])
            yield from (
                _venue(event, document, known_language(about_page.language(tree)))
                for event in events
                if any(kind.endswith(_EVENTS) for kind in _types(event))
            )
        elif kinds & _VIDEOS and (section := _video(thing, document)):
            yield section


def _things(tree: LexborHTMLParser) -> Iterator[Json]:
    for script in tree.css('script[type*="ld+json"]'):
        try:
            data = ldscript.loads(script.text())
        except (ValueError, RecursionError):
            continue
        yield from objects(data)


def _types(thing: Json) -> set[str]:
    named = thing.get("@type")
    return {
        name.rpartition("/")[2]
        for name in (named if isinstance(named, list) else [named])
        if isinstance(name, str)
    }


def _venue(event: Json, document: Document, language: str) -> SeenSection:
    """Where and when, in the page's language as all that it says."""
    place = event.get("location")
    place = place[0] if isinstance(place, list) and place else place
    lines = [html.plain(place)] if isinstance(place, str) else _place(record(place))
    moment = stamps.parse(event.get("startDate"), document.timezone)
    if moment and not stamps.is_midnight(moment, document.timezone):
        lines.append(clock_of(document.timezone, language).moment_in_city(moment))
    body = Text("\n".join(line for line in lines if line))
    return SeenSection("", SectionKind.VENUE, "", body, url=document.url)


def _place(place: Json) -> list[str]:
    address = place.get("address")
    parts = record(address)
    spelled = [html.plain(parts.get(name)) for name in ("streetAddress", "addressLocality")]
    spelled.append(html.plain(parts.get("addressCountry")))
    told = html.plain(address) or ", ".join(part for part in spelled if part)
    return [html.plain(place.get("name")), told]


def _video(thing: Json, document: Document) -> SeenSection | None:
    """A video that is broadcast live; any other video of a page is none of the background."""
    publication = thing.get("publication")
    events = records(publication) if isinstance(publication, list) else records([publication])
    live = any(one.get("isLiveBroadcast") in (True, "true", "True") for one in [thing, *events])
    name = html.plain(thing.get("name"))
    if not live and kind_of(name) is not SectionKind.VIDEO:
        return None
    names = ("embedUrl", "contentUrl", "url")
    found = (dom.web_address(thing.get(each), document.url) for each in names)
    address = players.watch_address(next((one for one in found if one), ""))
    body = Text(name) if kind_of(name) is not SectionKind.VIDEO else Text()
    return SeenSection("", SectionKind.VIDEO, "", body, url=address) if address else None
