"""Days as pages write them ("2 June", "18. 7.", "2 июня 2025, понедельник") -> dates. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

# A line a month, January first: English, German, French, Turkish, Russian, Ukrainian.
_MONTHS = """
    january jan januar jänner janvier janv ocak oca января январь янв січня січень січ
    february feb februar février févr şubat şub февраля февраль фев февр лютого лютий лют
    march mar märz mär mars mart марта март мар березня березень бер
    april apr avril avr nisan nis апреля апрель апр квітня квітень квіт
    may mai mayıs мая май травня травень трав
    june jun juni juin haziran haz июня июнь июн червня червень черв
    july jul juli juillet juil temmuz tem июля июль июл липня липень лип
    august aug août ağustos ağu августа август авг серпня серпень серп
    september sep sept septembre eylül eyl сентября сентябрь сен сент вересня вересень вер
    october oct oktober okt octobre ekim eki октября октябрь окт жовтня жовтень жовт
    november nov novembre kasım kas ноября ноябрь ноя нояб листопада листопад лист
    december dec dezember dez décembre déc aralık ara декабря декабрь дек грудня грудень груд
"""
_MONTH_OF = {
    word: number for number, line in enumerate(_MONTHS.split("\n")) for word in line.split()
}
_WEEKDAYS = frozenset(
    """
    monday mon montag mo lundi pazartesi понедельник понеділок пн
    tuesday tue dienstag di mardi salı вторник вівторок вт
    wednesday wed mittwoch mi mercredi çarşamba среда середа ср
    thursday thu donnerstag do jeudi perşembe четверг четвер чт
    friday fri freitag fr vendredi cuma пятница пʼятниця пятниця п’ятниця п'ятниця пт
    saturday sat samstag sonnabend sa samedi cumartesi суббота субота сб
    sunday sun sonntag so dimanche pazar воскресенье неділя нд вс
    """.split()
)
WEEKDAY = "(?:" + "|".join(sorted(map(re.escape, _WEEKDAYS), key=len, reverse=True)) + r")\b"
"""What names a day of the week, for use inside other patterns."""

_NAMED = r"[^\W\d_]{3,10}"
DAY = (
    r"(?:(?P<iso_year>20\d\d)-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)"
    r"|(?P<day>\d{1,2})[./]\s?(?P<month>\d{1,2})(?:[./]\s?(?P<year>(?:20)?\d\d\b)|\.)"
    rf"|(?P<first_day>\d{{1,2}})(?:\.|st|nd|rd|th|er)?\s(?P<first_name>{_NAMED})\.?"
    r"(?:,?\s(?P<first_year>20\d\d)(?:\s?(?:г\.?|года|р\.?|року)(?!\w))?)?"
    rf"|(?P<last_name>{_NAMED})\.?\s(?P<last_day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
    r"(?:,?\s(?P<last_year>20\d\d))?)"
)
"""What may be a date, for use inside other patterns (once); `day_of` says whether it is one."""

_FOUND = re.compile(rf"(?<!\d){DAY}", re.IGNORECASE)
_WORD = re.compile(r"[\w’'ʼ]+")
_LONGEST_HEADING = 60
_OTHER_WORDS = 2


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar; without a year where none was written."""

    month: int
    day: int
    year: int | None = None

    def on(self, latest: date) -> date | None:
        """The date that is meant, which without a year is the newest up to `latest`.

        None for a day that no year has.
        """
        years = (self.year,) if self.year else range(latest.year, latest.year - 5, -1)
        for year in years:
            try:
                found = date(year, self.month, self.day)
            except ValueError:
                continue
            if self.year or found <= latest + timedelta(days=1):
                return found
        return None


def day_of(found: re.Match[str]) -> Day | None:
    """The day that a pattern with `DAY` in it has found; None where it is none after all."""
    for kind in ("iso_", "", "first_", "last_"):
        number = found[f"{kind}day"]
        if number is None:
            continue
        name = found[f"{kind}name"] if kind in {"first_", "last_"} else ""
        month = _MONTH_OF.get(name.lower(), 0) if name else int(found[f"{kind}month"])
        year = int(found[f"{kind}year"] or 0)
        day = Day(month, int(number), year + 2000 if 0 < year < 100 else year or None)  # noqa: PLR2004 - two digits
        return day if 1 <= month <= 12 and 1 <= day.day <= 31 else None  # noqa: PLR2004 - the calendar's own
    return None


def heading_day(line: str, *, is_heading: bool) -> Day | None:
    """The day that this line announces for what stands below it; None if it says anything else.

    A heading may have two words more ("Liveticker vom 17. Juli"), a paragraph none.
    """
    if len(line) > _LONGEST_HEADING:
        return None
    found = _FOUND.search(line)
    while found and day_of(found) is None:  # "Monday 2" in "Monday 2 June"
        found = _FOUND.search(line, found.start() + 1)
    day = day_of(found) if found else None
    if found is None or day is None:
        return None
    around = _WORD.findall(line[: found.start()] + " " + line[found.end() :])
    others = [word for word in around if word.lower() not in _WEEKDAYS]
    allowed = _OTHER_WORDS if is_heading else 0
    return day if len(others) <= allowed and not any(map(str.isdecimal, others)) else None
