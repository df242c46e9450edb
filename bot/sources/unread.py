"""Why a page has no posts that can be read, in words an editor can act on. Pure."""

import re

from bot.sources import dom, html
from bot.sources.document import Document, Kind

_CHANNEL = re.compile(r"https?://(?:t|telegram)\.me/(\w{4,32})/?(?:\?.*)?")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_NOTHING = (
    "This page has no live posts Dateline can read: no feed, no data of a known publisher, and "
    "nothing that repeats with a time."
)
_OTHERWISE = "give the address of a feed or of another page of this coverage."
# What a site shows instead of the page is short; in an article the same words are news.
_LONGEST_INSTEAD = 1400
_INSTEAD = (
    (
        re.compile(
            r"captcha|(?:are|verify|confirm|prove) (?:that )?you(?:'re| are) (?:not )?(?:a )?"
            r"(?:human|robot)|checking your browser|just a moment\W|unusual traffic|access denied|"
            r"не робот|robot olmad|kein roboter|sind sie ein mensch|pas un robot",
            re.IGNORECASE,
        ),
        f"The site shows a check for robots instead of the page. Try again later, or {_OTHERWISE}",
    ),
    (
        re.compile(
            r"(?:page|site) (?:was )?not found|\b404\b|no longer available|не найден[аоы]?|"
            r"не знайдено|не існує|не существует|bulunamadı|nicht gefunden|introuvable",
            re.IGNORECASE,
        ),
        "The site says that there is no such page. Check the address.",
    ),
    (
        re.compile(
            r"\b5\d\d (?:service|bad gateway|gateway|internal)|temporarily unavailable|"
            r"временно недоступ|тимчасово недоступ|wartungsarbeiten|bakım çalışması",
            re.IGNORECASE,
        ),
        "The site says that it is out of order for now. Try again later.",
    ),
    (
        re.compile(
            r"cookie|tracking|consent|einwillig|datenschutz|персональных данных|"
            r"персональних даних|çerez|kişisel veri",
            re.IGNORECASE,
        ),
        f"The site asks for consent first, which Dateline cannot give. You can {_OTHERWISE}",
    ),
)
# Live-blog services whose script draws the posts: what names each in a page, and its own name.
_SERVICES = (
    ("tickaroo", "Tickaroo"),
    ("24liveblog", "24liveblog"),
    ("livecenter.com", "Norkon Live Center"),
    ("arena.im", "Arena"),
    ("scribblelive", "ScribbleLive"),
    ("liveblog.pro", "Sourcefabric Live Blog"),
    ("rebelmouse", "RebelMouse"),
)
_SHORTEST_PAGE = 250


def why(document: Document) -> str:
    """What stands in the way of reading the posts of a document, and what an editor can do."""
    if told := _why_page(document):
        return told
    if channel := _CHANNEL.fullmatch(document.url):
        return f"{_NOTHING} A public channel's posts stand at https://t.me/s/{channel[1]}"
    if address := advertised_feed(document):
        return f"{_NOTHING} The page offers a feed, which may work instead: {address}"
    return f"{_NOTHING} Give the address of the live page itself, or of a feed."


def advertised_feed(document: Document) -> str:
    """The address of the first feed an HTML page advertises; empty if it advertises none."""
    if document.kind is not Kind.HTML:
        return ""
    for node in document.tree.css("link[rel][type][href]"):
        is_alternate = "alternate" in dom.attribute(node, "rel").lower().split()
        if is_alternate and dom.attribute(node, "type").lower() in _FEED_TYPES:
            return dom.web_address(dom.attribute(node, "href"), document.url)
    return ""


def _why_page(document: Document) -> str:
    """What an HTML page itself tells of why it has no posts; empty if it tells nothing."""
    if document.kind is not Kind.HTML:
        return ""
    if drawn := _drawn_elsewhere(document):
        return drawn
    words = _words(document)
    if len(words) > _LONGEST_INSTEAD:
        return ""
    told = next((told for pattern, told in _INSTEAD if pattern.search(words)), "")
    if told or len(words) >= _SHORTEST_PAGE or document.tree.css_first("script, noscript") is None:
        return told
    return (
        "This page shows nothing before its scripts run, which Dateline does not do, and no posts "
        f"stand in its data. You can {_OTHERWISE}"
    )


def _words(document: Document) -> str:
    """The page's title and what it shows without its scripts."""
    title, body = document.tree.css_first("title"), document.tree.body
    shown = html.convert(body, "").text.value if body is not None else ""
    return dom.tidy(f"{title.text() if title else ''} {shown}")


def _drawn_elsewhere(document: Document) -> str:
    """What to say of a page whose posts a service draws by a script or in a frame; else empty."""
    for node in document.tree.css("script[src], iframe[src], tickaroo-liveblog"):
        said = f"{node.tag} {dom.attribute(node, 'src')}".lower()
        service = next((name for mark, name in _SERVICES if mark in said), "")
        if not service:
            continue
        told = f"The posts of this page come from {service} and do not stand in the page."
        frame = dom.web_address(dom.attribute(node, "src"), document.url)
        if node.tag == "iframe" and frame:
            return f"{told} Their own page may work instead: {frame}"
        return f"{told} Ask the outlet for the ticker's feed, and give its address."
    return ""
