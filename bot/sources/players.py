"""Video broadcasts on a page: players that stand beside its posts, and what they show. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborNode

from bot.model import SectionKind
from bot.sources import dom
from bot.sources.subjects import kind_of
from bot.sources.whereabouts import Whereabouts
from bot.text import Style, Text

_PLAYERS = (
    "iframe, video, amp-youtube, amp-iframe, amp-video-iframe, lite-youtube, [data-youtube-id]"
)
_HEADINGS = "h2, h3, h4, h5, h6"
_HOSTS = re.compile(
    r"(?:^|\.)(?:youtube(?:-nocookie)?\.com|youtu\.be|rutube\.ru|vk(?:video)?\.(?:com|ru)|ok\.ru|"
    r"dailymotion\.com|vimeo\.com|twitch\.tv|livestream\.com|megogo\.net|smotrim\.ru)$"
)
_YOUTUBE = re.compile(r"(?:^|\.)youtube(?:-nocookie)?\.com$")
_EMBED = re.compile(r"/(?:embed|live|v|shorts)/([\w-]{6,20})")
_LAZY = ("src", "data-src", "data-lazy-src")
_IDS = ("data-videoid", "videoid", "data-youtube-id")


@dataclass(frozen=True, slots=True)
class Player:
    """A video beside the posts: its address, and the heading above it or the label on it.

    `announced` says that either calls it a broadcast.
    """

    url: str
    heading: str
    announced: bool


def broadcast(where: Whereabouts, base: str) -> Player | None:
    """The video broadcast of the article; None without one.

    That is a player announced as one, else the only player that stands in the run of the text.
    """
    beside = list(_beside(where, base))
    announced = [player for player, _ in beside if player.announced]
    if announced:
        return announced[0]
    alone = {player.url: player for player, in_flow in beside if in_flow}
    return next(iter(alone.values())) if len(alone) == 1 else None


def video_link(text: Text) -> str:
    """The address of the first link in a text that leads to a video; empty without one."""
    links = (span.url for span in text.spans if span.style is Style.LINK)
    return next((url for url in links if is_video(url)), "")


def is_video(address: str) -> bool:
    """Whether an address is one of a place that shows videos."""
    return bool(_HOSTS.search(urlsplit(address).hostname or ""))


def watch_address(address: str) -> str:
    """The address at which people watch what a player embeds."""
    parts = urlsplit(address)
    if not _YOUTUBE.search(parts.hostname or ""):
        return address
    found = _EMBED.search(parts.path)
    channel = parse_qs(parts.query).get("channel", [""])[0]
    if found and found[1] != "live_stream":
        return f"https://www.youtube.com/watch?v={found[1]}"
    return f"https://www.youtube.com/channel/{channel}/live" if channel else address


def _beside(where: Whereabouts, base: str) -> Iterator[tuple[Player, bool]]:
    """The players beside the posts, each with whether it stands in the run of the text."""
    heading = ""
    for node in where.box.css(f"{_HEADINGS}, {_PLAYERS}"):
        if where.is_inside_post(node):
            heading = ""
        elif node.tag in {"h2", "h3", "h4", "h5", "h6"}:
            heading = dom.tidy(node.text())
        elif (address := _address(node, base)) and not _is_site(node):
            titled = kind_of(heading) is SectionKind.VIDEO
            label = heading if titled else _label(node)
            announced = kind_of(label) is SectionKind.VIDEO
            yield Player(address, label if announced else "", announced), _in_flow(node, where)


def _address(node: LexborNode, base: str) -> str:
    for name in _IDS:
        if video_id := dom.attribute(node, name):
            return f"https://www.youtube.com/watch?v={video_id}"
    nodes = [node, *node.css("source")] if node.tag == "video" else [node]
    for one in nodes:
        for name in _LAZY:
            address = dom.web_address(dom.attribute(one, name), base)
            if address and (node.tag == "video" or is_video(address)):
                return watch_address(address)
    return ""


def _label(node: LexborNode) -> str:
    """What a player is called: its own title, else its caption."""
    figure = dom.around(node, "figure")
    caption = figure.css_first("figcaption") if figure is not None else None
    shown = dom.tidy(caption.text()) if caption is not None else ""
    labels = [dom.attribute(node, "title"), dom.attribute(node, "aria-label"), shown]
    return next((label for label in labels if kind_of(label) is SectionKind.VIDEO), "")


def _in_flow(node: LexborNode, where: Whereabouts) -> bool:
    """Whether a player stands in the run of the text, in a figure or box of its own."""
    figure = dom.around(node, "figure")
    return node.tag != "video" and where.in_flow(figure or node)


def _is_site(node: LexborNode) -> bool:
    one: LexborNode | None = node
    while one is not None:
        if one.tag in {"nav", "footer", "form", "aside"} or dom.is_advert(one):
            return True
        one = one.parent
    return False
