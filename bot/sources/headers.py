"""What answer headers ask of the next request. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime

from bot.sources import stamps

# A cache header is a hint, and live pages are asked again anyway; a wrong one must not stall us.
LONGEST_FRESHNESS = 300.0
LONGEST_PAUSE = 86_400.0

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NEVER_FRESH = re.compile(r"\bno-(?:cache|store)\b", re.IGNORECASE)

_REASONS = {
    401: "The page wants a login, so it cannot be read.",
    403: "The server refuses to show this page to the bot.",
    404: "There is no page at this address (any more); check the address.",
    410: "The page has been removed; check the address.",
    429: "The server finds that it is asked too often; it will be asked again later.",
    451: "The server may not show this page for legal reasons.",
}
_FIRST_SERVER_ERROR = 500


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait from a Retry-After header (seconds or a date); None if it says nothing."""
    text = value.strip()
    if text.isdecimal():
        return min(float(text), LONGEST_PAUSE)
    moment = stamps.parse(text, "UTC")
    if moment is None:
        return None
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_PAUSE)


def freshness(headers: Mapping[str, str]) -> float:
    """Seconds for which the answer is said to stay fresh, at most five minutes; 0 if unsaid."""
    control = headers.get("cache-control", "")
    found = _MAX_AGE.search(control)
    if not found or _NEVER_FRESH.search(control):
        return 0.0
    age = headers.get("age", "").strip()
    left = float(found[1]) - (float(age) if age.isdecimal() else 0.0)
    return min(max(left, 0.0), LONGEST_FRESHNESS)


def why(status: int) -> str:
    """A plain sentence for an answer that is not the page."""
    reason = _REASONS.get(status)
    if reason is None:
        reason = (
            "The server has trouble; it will be asked again."
            if status >= _FIRST_SERVER_ERROR
            else "The server did not answer with the page."
        )
    return f"{reason} (HTTP {status})"
