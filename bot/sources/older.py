"""The pages behind the first one: where they are, and how several become one reading. Pure.

A live page shows its newest posts and keeps the rest on further pages. Those are read at first
sight, and when so much has come since the last poll that the first page no longer reaches back.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl, quote, urldefrag, urlencode, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.model import Snapshot
from bot.sources.dom import attribute, tidy, web_address

_WORDS = re.compile(
    r"(?:(?:show|load|view|see|read) )?(?:older|earlier|previous|more)"
    r"(?: (?:posts?|updates?|entries|messages))?|next page|"
    r"(?:показать |загрузить )?(?:раньше|ранее|ещ[её]|(?:более ранние|предыдущие|старые)"
    r"(?: (?:сообщения|записи|новости|события))?)|следующая страница|"
    r"(?:показати |завантажити )?(?:раніше|ще|(?:попередні|старіші)"
    r"(?: (?:повідомлення|записи|новини|події))?)|наступна сторінка|"
    r"(?:daha eski|önceki|daha fazla|eski)(?: (?:gelişmeler|haberler|mesajlar|gönderiler))?|"
    r"(?:ältere|frühere|weitere|mehr)(?: (?:beiträge|meldungen|einträge|posts))?"
    r"(?: (?:laden|anzeigen))?|"
    r"(?:voir )?(?:plus ancien(?:ne)?s?|précédent(?:e)?s?)|anteriores|más antiguos",
    re.IGNORECASE,
)
_CLASS = re.compile(r"(?:.*[-_])?(?:older|load[-_]?more|show[-_]?more)(?:[-_].*)?")
_PAGE_IN_PATH = re.compile(r"(?:/page[-/]?\d{1,4})?(?:\.html?)?/?$")
_LONGEST_WORDS = 40
_LONGEST_NUMBER = 9


def linked(tree: LexborHTMLParser, url: str) -> str:
    """Where an HTML page says that its older posts are; empty if it does not.

    Only another page of the same address counts: “next” may as well lead to another article.
    """
    for node in tree.css("link[rel][href], a[href]"):
        if not _leads_back(node):
            continue
        address = urldefrag(web_address(attribute(node, "href"), url)).url
        if address and address != urldefrag(url).url and _is_page_of(address, url):
            return address
    return ""


def with_query(url: str, **values: object) -> str:
    """`url` with these query parameters set to these values."""
    parts = urlsplit(urldefrag(url).url)
    kept = [
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in values
    ]
    query = urlencode([*kept, *values.items()], safe=":/,", quote_via=quote)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def numbered(url: str, page: object, pages: object, *, name: str = "page") -> str:
    """The address of the page after page `page` of so many; empty after the last, or if unsaid."""
    number, last = _whole(page), _whole(pages)
    return with_query(url, **{name: number + 1}) if 0 < number < last else ""


def is_same_host(address: str, url: str) -> bool:
    """Whether both addresses are served by one host over one scheme."""
    one, other = urlsplit(address), urlsplit(url)
    return (one.scheme, one.netloc.lower()) == (other.scheme, other.netloc.lower())


def shows_any(snapshot: Snapshot, keys: Collection[str]) -> bool:
    """Whether one of these posts stands at its place; a pinned one stands on every first page."""
    return any(post.key in keys for post in snapshot.posts if not post.pinned)


def continues(page: Snapshot, newer: Snapshot) -> bool:
    """Whether `page` goes on where `newer` ends: with other posts, which are not newer."""
    shown = {post.key for post in newer.posts}
    if page.format != newer.format or all(post.key in shown for post in page.posts):
        return False
    began, before = _oldest(newer), _oldest(page)
    return began is None or before is None or before <= began


def joined(pages: Sequence[Snapshot]) -> Snapshot:
    """Pages, the newest first, as one reading. What the newer page says of a post counts.

    A post that two pages show stands at its place on the older one: on the newer it is pinned, or
    was pushed off its end between the two requests.
    """
    posts = {post.key: post for page in reversed(pages) for post in page.posts}
    return replace(
        pages[0],
        posts=tuple(posts.values()),
        dropped=tuple(dict.fromkeys(entry for page in pages for entry in page.dropped)),
        older=pages[-1].older,
    )


def _oldest(page: Snapshot) -> datetime | None:
    return min(
        (post.posted_at for post in page.posts if post.posted_at and not post.pinned), default=None
    )


def _leads_back(node: LexborNode) -> bool:
    if "next" in attribute(node, "rel").lower().split():
        return True
    if node.tag == "link":
        return False
    names = attribute(node, "class").lower().split()
    if any(_CLASS.fullmatch(name) for name in names):
        return True
    told = (
        tidy(node.text()[: 2 * _LONGEST_WORDS]),
        attribute(node, "aria-label"),
        attribute(node, "title"),
    )
    return any(
        _WORDS.fullmatch(words.strip(" .…←→»«<>↓"))
        for words in told
        if len(words) <= _LONGEST_WORDS
    )


def _is_page_of(address: str, url: str) -> bool:
    """Whether the addresses differ only in their query, or in the number of the page."""
    if not is_same_host(address, url):
        return False
    one, other = (_PAGE_IN_PATH.sub("", urlsplit(one).path) for one in (address, url))
    return one == other


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = value if isinstance(value, str) else ""
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0
