"""/summary every 2 h: what readers ask for, in their own language."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.model import Part
from bot.phrases import Catalogue, say
from bot.rounds import LONGEST, SHORTEST
from bot.text import Text, join
from handlers.reader_views import READER

_EVERY: Final = frozenset(
    "every каждые каждый каждую каждых раз кожні кожну кожен кожних her".split()
)
_OFF: Final = frozenset("off выкл выключить нет вимк вимкнути ні kapat kapalı hayır stop".split())
_HOURS: Final = ("h", "hour", "ч", "час", "год", "sa", "saat")
_MINUTES: Final = ("min", "мин", "хв", "dk", "dakika", "m")
_ASKED: Final = re.compile(r"(\d{0,4})\s*([^\W\d_]*)\.?")

WORDS: Final[Catalogue] = {
    "round_on": {
        "en": "While there is news, a summary of what happened comes here {often}. "
        "/summary off ends that.",
        "ru": "Пока есть новости, сводка о происходящем приходит сюда {often}. "
        "Отключить: /summary выкл.",
        "uk": "Поки є новини, зведення про події надходить сюди {often}. Вимкнути: /summary вимк.",
        "tr": "Yeni gelişme oldukça, olanların özeti buraya {often} gelir. "
        "/summary kapat bunu bitirir.",
    },
    "round_off": {
        "en": "No more summaries on schedule. /summary still tells what happened so far.",
        "ru": "Сводок по расписанию больше не будет. Что произошло, по-прежнему покажет /summary.",
        "uk": "Зведень за розкладом більше не буде. Що сталося, як і раніше покаже /summary.",
        "tr": "Düzenli özet artık gelmeyecek. Olanları /summary yine gösterir.",
    },
    "round_usage": {
        "en": "Use /summary every 2 h, /summary every 30 min (15 min to 24 h), or /summary off.",
        "ru": "Напишите /summary каждые 2 ч, /summary каждые 30 мин (от 15 мин до 24 ч) "
        "или /summary выкл.",
        "uk": "Напишіть /summary кожні 2 год, /summary кожні 30 хв (від 15 хв до 24 год) "
        "або /summary вимк.",
        "tr": "/summary her 2 saat, /summary her 30 dk (15 dk ile 24 sa arası) "
        "ya da /summary kapat yazın.",
    },
    "round_set": {
        "en": "While there is news, a summary comes here {often}.",
        "ru": "Пока есть новости, сводка приходит сюда {often}.",
        "uk": "Поки є новини, зведення надходить сюди {often}.",
        "tr": "Yeni gelişme oldukça buraya {often} özet gelir.",
    },
    "round_end": {
        "en": "No more summaries on schedule",
        "ru": "Отключить сводки по расписанию",
        "uk": "Вимкнути зведення за розкладом",
        "tr": "Düzenli özeti kapat",
    },
    "hour": {"en": "every hour", "ru": "каждый час", "uk": "щогодини", "tr": "her saat"},
    "hours": {
        "en": "every {count} h",
        "ru": "каждые {count} ч",
        "uk": "кожні {count} год",
        "tr": "{count} saatte bir",
    },
    "minutes": {
        "en": "every {count} min",
        "ru": "каждые {count} мин",
        "uk": "кожні {count} хв",
        "tr": "{count} dakikada bir",
    },
}


def asks_for_none(words: Sequence[str]) -> bool:
    """Whether the words after /summary end summaries on schedule."""
    return len(words) == 1 and words[0].lower() in _OFF


def asked_for(words: Sequence[str]) -> timedelta | None:
    """How often the words after /summary ask for one; None if they do not, or out of bounds."""
    if not words or words[0].lower() not in _EVERY:
        return None
    asked = _ASKED.fullmatch(" ".join(words[1:]).lower())
    if asked is None or not asked[2]:
        return None
    count = int(asked[1] or 1)
    if _is_one_of(asked[2], _MINUTES):
        time = timedelta(minutes=count)
    elif _is_one_of(asked[2], _HOURS):
        time = timedelta(hours=count)
    else:
        return None
    return time if SHORTEST <= time <= LONGEST else None


def _is_one_of(unit: str, known: Sequence[str]) -> bool:
    """Short ones are meant whole, longer ones by how they begin: "часа", "hours"."""
    return any(unit == each or (len(each) > 2 and unit.startswith(each)) for each in known)  # noqa: PLR2004 - as said above


def on_part(time: timedelta, language: str) -> Part:
    """The answer after summaries on schedule were asked for."""
    return Part(Text(say(WORDS, "round_on", language, often=_often(time, language))))


def with_schedule(settings: Part, time: timedelta, language: str) -> Part:
    """The settings of a chat that is told so often, with the way to end that."""
    told = say(WORDS, "round_set", language, often=_often(time, language))
    end = READER.button(say(WORDS, "round_end", language), "unschedule")
    text = join("\n\n", [settings.text, told])
    return replace(settings, text=text, keyboard=(*settings.keyboard, (end,)))


def _often(time: timedelta, language: str) -> str:
    minutes = int(time.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if rest:
        return say(WORDS, "minutes", language, count=minutes)
    return say(WORDS, "hour" if hours == 1 else "hours", language, count=hours)


def off_part(language: str) -> Part:
    """The answer after they were ended."""
    return Part(Text(say(WORDS, "round_off", language)))


def usage_part(language: str) -> Part:
    """What can be asked for."""
    return Part(Text(say(WORDS, "round_usage", language)))
