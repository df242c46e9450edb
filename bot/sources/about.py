"""What a page says about itself: its title, its language, and whether it is still live. Pure."""

import re
from dataclasses import replace
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser

from bot.goodbyes import archived_notices, title_says
from bot.model import Snapshot
from bot.sources import dom, html, stamps

_LIVE_FLAG = re.compile(
    r"""["']?(?:is_?live|isLiveNow)["']?\s*[:=]\s*["']?(true|false)\b|"""
    r"""["']?(?:blog_?status|live_?blog_?status)["']?\s*[:=]\s*["'](open|live|closed|archived|ended)""",
    re.IGNORECASE,
)
_LIVE_VALUES = {"true": True, "open": True, "live": True,
                "false": False, "closed": False, "archived": False, "ended": False}  # fmt: skip
# A video player on the page has a flag of the same name.
_PLAYER = re.compile(r"video|player|duration|broadcast|stream|playlist|autoplay", re.IGNORECASE)
_NEAR = 100
_STAMP = r'["\']{name}["\']\s*:\s*["\']([^"\'<>]{{10,40}})["\']'
_SUMMARY_HEADLINE = re.compile(
    r"(?:the )?(?:(?:early )?(?:morning|afternoon|evening|midday|daily|day['’]s|closing|opening|"
    r"latest) )?(?:summary|recap)(?: so far)?|the day so far|what we know so far|"
    r"key (?:points|events)|"
    r"главное(?: к этому часу)?|итоги(?: дня)?|коротко|підсумки(?: дня)?|головне|özet|"
    r"zusammenfassung|das wichtigste.*",
    re.IGNORECASE,
)


def title(tree: LexborHTMLParser) -> str:
    """The page's own title: what it gives to those who share it, else its first heading."""
    heading, shown = tree.css_first("h1"), tree.css_first("title")
    return (
        meta(tree, "og:title")
        or (dom.tidy(heading.text(separator=" ")) if heading else "")
        or (html.plain(shown.text()) if shown else "")
    )


def language(tree: LexborHTMLParser) -> str:
    """The language the page declares, empty if it declares none."""
    root = tree.css_first("html")
    return (dom.attribute(root, "lang") if root else "") or meta(tree, "og:locale")


def meta(tree: LexborHTMLParser, name: str) -> str:
    """The content of a meta element, by property or name, as one line; empty without one."""
    found = tree.css_first(f'meta[property="{name}"], meta[name="{name}"]')
    return html.plain(dom.attribute(found, "content")) if found else ""


def live(page: str, shown_title: str) -> bool | None:
    """The page's own flag where all of them agree; the title that says it is over wins."""
    if title_says(shown_title) is False:
        return False
    told = {
        _LIVE_VALUES[(found[1] or found[2]).lower()]
        for found in _LIVE_FLAG.finditer(page)
        if not _PLAYER.search(page, max(found.start() - _NEAR, 0), found.end() + _NEAR)
    }
    return told.pop() if len(told) == 1 else None


def with_notice(snapshot: Snapshot, markup: str) -> Snapshot:
    """The snapshot of a page that is over, where a line beside its posts says so."""
    if snapshot.live is False:
        return snapshot
    told = [
        " ".join(text.lower().split())
        for post in snapshot.posts
        for text in (post.headline, post.body.value)
        if text.strip()
    ]
    for notice in archived_notices(markup):  # a post's line on the page may begin with its time
        if not any(notice in text or text in notice for text in told):
            return replace(snapshot, live=False)
    return snapshot


def published(tree: LexborHTMLParser, page: str, timezone: str) -> datetime | None:
    """When the page says that it first appeared."""
    return _said(tree, page, timezone, "article:published_time", "datePublished")


def modified(tree: LexborHTMLParser, page: str, timezone: str) -> datetime | None:
    """When the page says that it was last changed."""
    return _said(tree, page, timezone, "article:modified_time", "dateModified")


def is_summary(headline: str) -> bool:
    """Whether a post with this headline sums up others, which makes it a key moment."""
    return bool(_SUMMARY_HEADLINE.fullmatch(headline.strip(" .:")))


def _said(
    tree: LexborHTMLParser, page: str, timezone: str, name: str, linked: str
) -> datetime | None:
    if moment := stamps.parse(meta(tree, name), timezone):
        return moment
    node = tree.css_first(f'[itemprop="{linked}"]')
    if node is not None:
        value = dom.attribute(node, "content") or dom.attribute(node, "datetime")
        if moment := stamps.parse(value, timezone):
            return moment
    found = re.search(_STAMP.format(name=linked), page)
    return stamps.parse(found[1], timezone) if found else None
