"""The clock time that opens a post in running text: "14.45: ...", "Update vom 3. März, 19.07 Uhr:".

Pure. What may open a post is decided line by line; whether a page consists of such posts is not.
"""

import re
from dataclasses import dataclass

from bot.sources.dates import DAY, WEEKDAY, Day, day_of
from bot.sources.dom import ORNAMENT
from bot.text import Style, Text

_BEFORE = (
    rf"[\s\[(+*–—|{ORNAMENT}-]*"
    r"(?:(?:update[ds]?|upd|aktualisiert|aktualisierung|ergänzung|erstmeldung|обновлено|обновление|"
    r"добавлено|дополнено|оновлено|оновлення|доповнено|güncelleme|son dakika|saat|mise? à jour|"
    r"actualisé|ore|hora|kl)\b[\s.:,]*(?:(?:vom|von|um|of|at|du|à|от|від|за|в|о|об)\s)?)?"
)
# "Today, 14:45": how many days ago that is.
_RELATIVE = {
    "today": 0, "сегодня": 0, "сьогодні": 0, "bugün": 0, "heute": 0, "aujourd'hui": 0,
    "aujourd’hui": 0, "yesterday": 1, "вчера": 1, "вчора": 1, "dün": 1, "gestern": 1, "hier": 1,
}  # fmt: skip
_BETWEEN = r"[\s,.|•·–—-]*(?:(?:um|at|à|в|о|об|saat|kl\.)\s)?"
_TIME = (
    r"(?P<hour>[01]?\d|2[0-3])(?:(?P<mark>[:.])|\s?(?P<french>h)\s?)(?P<minute>[0-5]\d)"
    r"(?::[0-5]\d)?(?!\d|[.,:/]\d|\s?%|\s?[–—-]\s?\d{1,2}[:.h]\d\d)"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?"
)
_ZONES = {
    "uhr": "", "msk": "Europe/Moscow", "мск": "Europe/Moscow", "gmt": "UTC", "utc": "UTC",
    "bst": "Europe/London", "cet": "Europe/Berlin", "cest": "Europe/Berlin",
    "mez": "Europe/Berlin", "mesz": "Europe/Berlin", "trt": "Europe/Istanbul",
    "tsi": "Europe/Istanbul", "по москве": "Europe/Moscow", "по мск": "Europe/Moscow",
    "по киеву": "Europe/Kyiv", "за києвом": "Europe/Kyiv", "за київським часом": "Europe/Kyiv",
    "по киевскому времени": "Europe/Kyiv", "по московскому времени": "Europe/Moscow",
    "по местному времени": "", "за місцевим часом": "", "local time": "", "ortszeit": "",
    "yerel saatle": "", "heure locale": "", "eest": "Europe/Kyiv",
    "est": "America/New_York", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "british summer time": "Europe/London", "greenwich mean time": "UTC", "edt": "America/New_York",
}  # fmt: skip
_SHORT_ZONES = {"et": "America/New_York", "pt": "America/Los_Angeles"}  # words of other languages
_ZONE = (
    r"(?:\s?\(?(?P<zone>(?-i:ET|PT)|"
    + "|".join(sorted(_ZONES, key=len, reverse=True))
    + r")\b(?:(?<=gmt|utc)\s?(?P<offset>[+-]\d{1,2})(?::00)?)?\)?)?"
)
# What an editor notes beside the time of a post that was changed.
_NOTE = (
    r"(?:\s?\((?:обновлено|обновляется|дополнено|оновлено|оновлюється|доповнено|güncellendi|"
    r"updated|aktualisiert|mis à jour)\))?"
    # The same moment on another clock: "14:45 (11:45 GMT)".
    r"(?:\s?\(\d{1,2}[:.]\d\d\s?(?:gmt|utc|msk|мск)\))?"
)
_AFTER = r"(?P<closing>\s?(?:[:.|•/\])–—]+|,|-(?=\s)|\+\+\+)+)?\s*"
_OPENING = re.compile(
    rf"{_BEFORE}(?:(?:(?:{WEEKDAY},?\s)?{DAY}|(?P<relative>{'|'.join(_RELATIVE)})\b){_BETWEEN})?"
    rf"{_TIME}{_ZONE}{_NOTE}{_AFTER}",
    re.IGNORECASE,
)
_DATED_AFTER = re.compile(rf"{_BEFORE}{_TIME}{_ZONE}\s?[,|]\s?{DAY}{_AFTER}", re.IGNORECASE)
_NOON = 12
_FRAME = "+++"


@dataclass(frozen=True, slots=True)
class Opening:
    """A clock time at the head of a line. `rest` is what the line says after it.

    `timezone` is empty where the time does not name one; `days_ago` is what "today" and
    "yesterday" say; `dotted` says that it might as well be a
    day and a month; `framed` that the line is set as a headline: "+++ 14.45 Uhr: Rain +++".
    """

    hour: int
    minute: int
    rest: Text
    day: Day | None = None
    timezone: str = ""
    days_ago: int | None = None
    dotted: bool = False
    framed: bool = False

    @property
    def clock(self) -> str:
        """The time of day, always written alike: "06:05"."""
        return f"{self.hour:02}:{self.minute:02}"


def opening(line: Text, *, is_heading: bool = False) -> Opening | None:
    """The time that `line` opens with, or None if it opens with words or with another figure."""
    found = _DATED_AFTER.match(line.value) or _OPENING.match(line.value)
    if found is None:
        return None
    day = day_of(found)
    hour = _hour(int(found["hour"]), (found["half"] or "").lower())
    if hour is None or (day is None and _date_text(found)):
        return None
    rest = line.slice(found.end(), len(line)).strip()
    zone = (found["zone"] or "").lower()
    set_apart = bool(found["closing"]) or not rest
    bare = not set_apart and not zone and not found["half"]
    if bare and found["mark"] == "." and not (is_heading or _ends_bold(line, found)):
        return None  # "14.45 million": a figure
    if not set_apart and rest.value[:1].islower() and not _ends_bold(line, found):
        return None  # "12.31 Uhr beginnt die Sitzung": a sentence
    return Opening(
        hour=hour,
        minute=int(found["minute"]),
        rest=_without_marks(rest),
        day=day,
        timezone=_timezone(zone, found["offset"]),
        days_ago=_RELATIVE.get(relative) if (relative := _relative(found)) else None,
        dotted=found["mark"] == "." and not (zone or found["half"] or day),
        framed=rest.value.endswith(_FRAME),
    )


def _timezone(zone: str, offset: str | None) -> str:
    """The zone that a time names; the names of the fixed ones count west of Greenwich."""
    return f"Etc/GMT{-int(offset):+d}" if offset else {**_ZONES, **_SHORT_ZONES}.get(zone, "")


def _relative(found: re.Match[str]) -> str:
    return (found.groupdict().get("relative") or "").lower()


def _hour(hour: int, half: str) -> int | None:
    if not half:
        return hour
    if not 1 <= hour <= _NOON:
        return None
    return hour % _NOON + (_NOON if half == "p" else 0)


def _date_text(found: re.Match[str]) -> bool:
    names = ("iso_day", "day", "first_day", "last_day")
    return any(found[name] is not None for name in names)


def _ends_bold(line: Text, found: re.Match[str]) -> bool:
    """Whether the time stands in bold, alone or with the headline that follows it."""
    return any(
        span.style is Style.BOLD and span.start <= found.start("hour") < span.end
        for span in line.spans
    )


def _without_marks(rest: Text) -> Text:
    end = len(rest.value.removesuffix(_FRAME))
    return rest.slice(0, end).strip()
