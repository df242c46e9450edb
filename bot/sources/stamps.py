"""Times as sources write them -> aware UTC, or None where they cannot be believed. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Nobody ran a live page before the web had them; a clock may run a little ahead of ours.
_OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(minutes=10)

_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,](\d+))?\s*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?",
    re.IGNORECASE,
)
_BASIC = re.compile(r"\d{8}T\d{4}(?:\d\d)?(?:Z|[+-]\d{4})?")
_DOTTED = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}),? (\d\d:\d\d)(:\d\d)?")
_MILLISECONDS = 10**11


def parse(value: object, timezone: str) -> datetime | None:
    """The moment `value` names, or None. Without a zone of its own it is read in `timezone`.

    Understood: ISO 8601 with or without zone, fractions and separators, epoch seconds and
    milliseconds, e-mail dates (RSS), and the dotted dates of match tickers ("28.09.2016
    19:46:09"). A bare date or a bare clock time is not a moment.
    """
    text = str(value).strip() if isinstance(value, (str, int, float)) else ""
    try:
        return _parse(text, timezone)
    except (ValueError, OverflowError, OSError):
        return None


def believable(stamp: datetime | None, fetched_at: datetime) -> datetime | None:
    """`stamp` itself, unless it lies in the future or before the web had live pages."""
    if stamp is None or not _OLDEST <= stamp <= fetched_at + _AHEAD:
        return None
    return stamp


def local(moment: datetime, timezone: str) -> datetime:
    """What clocks in `timezone` show at `moment`."""
    return moment.astimezone(_zone(timezone))


def at(day: date, hour: int, minute: int, timezone: str) -> datetime:
    """The moment when clocks in `timezone` show this time on this day."""
    return _in_utc(datetime.combine(day, time(hour, minute)), timezone)


def is_midnight(stamp: datetime, timezone: str) -> bool:
    """Whether `stamp` is the start of a day, which is what pages write for "some time that day"."""
    return any(
        (there.hour, there.minute, there.second) == (0, 0, 0)
        for there in (stamp.astimezone(UTC), stamp.astimezone(_zone(timezone)))
    )


def _parse(text: str, timezone: str) -> datetime | None:
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        return datetime.fromtimestamp(seconds / 1000 if seconds >= _MILLISECONDS else seconds, UTC)
    if iso := _ISO.fullmatch(text):
        return _in_utc(_from_iso(iso), timezone)
    if _BASIC.fullmatch(text):
        return _in_utc(datetime.fromisoformat(text), timezone)
    if dotted := _DOTTED.fullmatch(text):
        day, month, year, clock, seconds_part = dotted.groups()
        moment = datetime.fromisoformat(f"{year}-{month}-{day}T{clock}{seconds_part or ':00'}")
        return _in_utc(moment, timezone)
    if ":" in text and re.search(r"[A-Za-z]{3}", text):
        return _in_utc(parsedate_to_datetime(text), timezone)
    return None


def _from_iso(match: re.Match[str]) -> datetime:
    day, clock, seconds, fraction, zone = match.groups()
    zone = (zone or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    micros = (fraction or "0")[:6].ljust(6, "0")
    return datetime.fromisoformat(f"{day}T{clock}{seconds or ':00'}.{micros}{zone}")


def _in_utc(moment: datetime, timezone: str) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=_zone(timezone))
    return aware.astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
