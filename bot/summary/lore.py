"""Lines that tell of another day than their post's: background, not what happened here. Pure."""

import re
from datetime import datetime
from typing import Final

from bot.summary.units import Unit

_MONTHS: Final = {
    language: tuple(re.compile(rf"\b{month}") for month in months.split())
    for language, months in {
        "en": "January February March April May June July August September October November "
        "December",
        "ru": "январ феврал март апрел ма[йяе]\\b июн июл август сентябр октябр ноябр декабр",
        "uk": "січ(?:ень|н) лют(?:ий|ого|ому)\\b берез квіт трав(?:ень|н) черв(?:ень|н) "
        "лип(?:ень|н) серп верес жовт(?:ень|н) листопад груд(?:ень|н)",
        "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    }.items()
}
"""January to December, as words begin. English and Turkish months have capitals; "may" has none."""

_AGO: Final = {
    language: re.compile(words, re.IGNORECASE)
    for language, words in {
        "en": r"(?:days|weeks|months|years) (?:ago|before|earlier)|last (?:week|month|year)",
        "ru": r"(?:дней|дня|недел\w*|месяц\w*|лет|года) назад|прошл(?:ой неделе|ом году|ом месяце)",
        "uk": r"(?:днів|дні|тижн\w*|місяц\w*|років|роки) тому|минулого (?:тижня|місяця|року)",
        "tr": r"(?:gün|hafta|ay|yıl) önce|geçen (?:hafta|ay|yıl)",
    }.items()
}


def of_another_day(unit: Unit, posted_at: datetime) -> bool:
    """Whether the line names a month that is not its post's, or a time days or longer ago.

    Nothing is known of languages without lists.
    """
    if unit.language not in _MONTHS:
        return False
    named = {
        number
        for number, month in enumerate(_MONTHS[unit.language], start=1)
        if month.search(unit.text)
    }
    ago = _AGO[unit.language].search(unit.text)
    return ago is not None or bool(named - {posted_at.month})
