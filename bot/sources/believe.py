"""Which answers are refused by their shape alone, before anything is compared with them. Pure."""

import re

from bot.errors import SnapshotRefused
from bot.model import Snapshot
from bot.sources.document import Document, Kind

_HTML_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_XML_END = re.compile(
    r"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>\s*(?:<!--.*?-->\s*)*$", re.IGNORECASE | re.DOTALL
)
_PAIRED = ("script", "article", "section", "style")


def refuse_document(document: Document) -> None:
    """Raise SnapshotRefused for an answer that is empty, cut, or not of a kind that holds posts."""
    if not document.text.strip():
        raise SnapshotRefused("The server answered with an empty page.")
    if document.kind is Kind.OTHER:
        named = document.content_type.partition(";")[0].strip() or "unknown content"
        raise SnapshotRefused(f"This is not a page or a feed but {named}.")
    if is_cut(document):
        raise SnapshotRefused("The page broke off before its end.")


def refuse_snapshot(snapshot: Snapshot, listed: int) -> None:
    """Raise SnapshotRefused if the page lists posts (`listed` of them) yet says nothing in any."""
    if listed and not snapshot.posts and not _only_promotion(snapshot, listed):
        raise SnapshotRefused(
            f"The page lists {listed} posts but shows no text in any of them; "
            "it may still be loading at the source."
        )


def is_cut(document: Document) -> bool:
    """Whether the end of the document is missing. End tags that HTML lets one omit may be."""
    text = document.text.rstrip()
    if document.kind is Kind.XML:
        return not _XML_END.search(text[-2000:])
    if document.kind is Kind.JSON:
        return not text.endswith(("}", "]"))
    if _HTML_END.search(text[-20_000:]):
        return False
    lowered = text.lower()
    return not text.endswith(">") or any(
        len(re.findall(rf"<{tag}[\s>]", lowered)) > lowered.count(f"</{tag}") for tag in _PAIRED
    )


def _only_promotion(snapshot: Snapshot, listed: int) -> bool:
    return len([entry for entry in snapshot.dropped if "nothing of it" not in entry.why]) >= listed
