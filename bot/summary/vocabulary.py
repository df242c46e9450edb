"""Words with one meaning in every language of ours: numbers, days, months, names of places.

They are known by how they begin, since endings change. An entry of up to three letters is a whole
word. Only what a check of a translation needs is here (`support`).
"""

import re
from collections.abc import Mapping
from typing import Final

_ORDER: Final = ("en", "ru", "uk", "tr")

Finder = Mapping[str, Mapping[str, re.Pattern[str]]]
"""By language and meaning: what finds the words for it."""


def _finder(entries: Mapping[str, str]) -> Finder:
    """Each entry lists the words of a meaning, English | Russian | Ukrainian | Turkish."""
    found: dict[str, dict[str, re.Pattern[str]]] = {language: {} for language in _ORDER}
    for meaning, words in entries.items():
        for language, listed in zip(_ORDER, words.split("|"), strict=True):
            found[language][meaning] = _beginnings(listed.split(","))
    return found


def _beginnings(words: list[str]) -> re.Pattern[str]:
    patterns = []
    for word in (word.strip() for word in words):
        short = len(word) <= 3  # noqa: PLR2004 - as the module says
        patterns.append(re.escape(word) + (r"\b" if short else ""))
    return re.compile(rf"\b(?:{'|'.join(patterns)})")


NUMBERS: Final = _finder(
    {
        "2": "two, both | два, две, двух, двум, двое, оба, обе, обеи | два, дві, двох, двом, двоє, "
        "оби | iki",
        "3": "three | три, трёх, трех, трем, трое | три, трьох, трьом, троє | üç",
        "4": "four | четыр, четверо | чотир, четверо | dört",
        "5": "five | пять, пяти | п'ять, п'яти | beş",
        "6": "six | шесть, шести | шість, шести | altı",
        "7": "seven | семь, семи | сім, семи, сьом | yedi",
        "8": "eight | восем, восьм | вісім, восьм | sekiz",
        "9": "nine | девять, девяти | дев'ять, дев'яти | dokuz",
        "10": "ten | десять, десяти | десять, десяти | on",
        "12": "twelve, dozen | двенадцат, дюжин | дванадцят, дюжин | düzine",
        "20": "twenty | двадцат | двадцят | yirmi",
        "30": "thirty | тридцат | тридцят | otuz",
        "50": "fifty | пятьдесят, пятидесят | п'ятдесят | elli",
        "100": "hundred | сто, сотн, сотен | сто, сотн, сотень | yüz",
        "1000": "thousand | тысяч, тыс | тисяч, тис | bin, binlerce",
        "1000000": "million | миллион, млн | мільйон, млн | milyon",
        "1000000000": "billion | миллиард, млрд | мільярд, млрд | milyar",
        "half": "half | полови, пол | полови, пів | yarı",
    }
)

DAYS: Final = _finder(
    {
        "1": "monday | понедельник | понеділ | pazartesi",
        "2": "tuesday | вторник | вівтор | salı",
        "3": "wednesday | среду, среда, среды | середу, середа, середи | çarşamba",
        "4": "thursday | четверг | четвер | perşembe",
        "5": "friday | пятниц | п'ятниц | cuma",
        "6": "saturday | суббот | субот | cumartesi",
        "7": "sunday | воскресен | неділ | pazar günü",
        "m1": "january | январ | січня, січні, січень | ocak, ocağ",
        "m2": "february | феврал | лютого, лютому, лютий | şubat",
        "m3": "march | марта, марте, март | берез | mart",
        "m4": "april | апрел | квіт | nisan",
        "m6": "june | июнь, июня, июне | черв | haziran",
        "m7": "july | июль, июля, июле | липня, липні, липень | temmuz",
        "m8": "august | август | серпня, серпні, серпень | ağustos",
        "m9": "september | сентябр | верес | eylül",
        "m10": "october | октябр | жовт | ekim",
        "m11": "november | ноябр | листопад | kasım",
        "m12": "december | декабр | грудня, грудні, грудень | aralık, aralığ",
    }
)

PLACES: Final = _finder(
    {
        "russia": "russia | росси | росі | rusya, rus, ruslar",
        "ukraine": "ukrain | украин | україн | ukrayna",
        "turkey": "turk, türk | турц, туреч, турок | турец, туреч, турк | türk",
        "istanbul": "istanbul | стамбул | стамбул | istanbul",
        "kyiv": "kyiv, kiev | киев | київ, києв | kiev, kyiv",
        "moscow": "moscow | москв, моско | москв, моско | moskova",
        "ankara": "ankara | анкар | анкар | ankara",
        "usa": "united states, american, us, u.s | сша, америк, соединенн, соединённ | "
        "сша, америк, сполучен | abd, amerik",
        "washington": "washington | вашингтон | вашингтон | washington, vaşington",
        "europe": "europe | европ | європ | avrupa",
        "un": "un, united nations | оон, объединенн, объединённ | оон, об'єднан | bm, birleşmiş",
        "eu": "eu, european union | ес, евросоюз | єс, євросоюз | ab, avrupa birliği",
        "britain": "brit, uk | британ, великобритан | британ, велик | ingil, birleşik krall",
        "germany": "german | герман, немец | німеч, німец | alman",
        "france": "france, french | франц | франц | fransa, fransız",
        "china": "china, chinese | китай, китая, китае | кита | çin",
        "iran": "iran | иран | іран | iran",
        "israel": "israel | израил | ізраїл | israil",
        "poland": "poland, polish | польш, польск | польщ, польськ | polonya",
        "crimea": "crimea | крым | крим | kırım",
        "red cross": "red cross | красного крест, красный крест | червоного хрест, червоний хрест "
        "| kızılhaç",
    }
)


def meanings(folded: str, language: str, known: Finder) -> frozenset[str]:
    """What of `known` a text in lower case speaks of; nothing in a language without words here."""
    plain = folded.replace("’", "'")
    words = known.get(language, {})
    return frozenset(meaning for meaning, found in words.items() if found.search(plain))
