"""Local time as readers see it. The only place where a UTC time becomes a local one."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.model import Coverage
from bot.phrases import Catalogue, known_language, say
from bot.rendering.words import WORDS, counted

# Genitive where the language has one: "3 June", "3 июня", "3 червня", "3 Haziran".
MONTHS: Catalogue = {
    "1": {"en": "January", "ru": "января", "uk": "січня", "tr": "Ocak"},
    "2": {"en": "February", "ru": "февраля", "uk": "лютого", "tr": "Şubat"},
    "3": {"en": "March", "ru": "марта", "uk": "березня", "tr": "Mart"},
    "4": {"en": "April", "ru": "апреля", "uk": "квітня", "tr": "Nisan"},
    "5": {"en": "May", "ru": "мая", "uk": "травня", "tr": "Mayıs"},
    "6": {"en": "June", "ru": "июня", "uk": "червня", "tr": "Haziran"},
    "7": {"en": "July", "ru": "июля", "uk": "липня", "tr": "Temmuz"},
    "8": {"en": "August", "ru": "августа", "uk": "серпня", "tr": "Ağustos"},
    "9": {"en": "September", "ru": "сентября", "uk": "вересня", "tr": "Eylül"},
    "10": {"en": "October", "ru": "октября", "uk": "жовтня", "tr": "Ekim"},
    "11": {"en": "November", "ru": "ноября", "uk": "листопада", "tr": "Kasım"},
    "12": {"en": "December", "ru": "декабря", "uk": "грудня", "tr": "Aralık"},
}

# Zones whose city readers know under another name; any other zone is called by its own last part.
CITIES: Catalogue = {
    "UTC": {"en": "UTC", "ru": "UTC", "uk": "UTC", "tr": "UTC"},
    "Etc/UTC": {"en": "UTC", "ru": "UTC", "uk": "UTC", "tr": "UTC"},
    "Europe/Istanbul": {"en": "Istanbul", "ru": "Стамбул", "uk": "Стамбул", "tr": "İstanbul"},
    "Europe/Kyiv": {"en": "Kyiv", "ru": "Киев", "uk": "Київ", "tr": "Kiev"},
    "Europe/Kiev": {"en": "Kyiv", "ru": "Киев", "uk": "Київ", "tr": "Kiev"},
    "Europe/Moscow": {"en": "Moscow", "ru": "Москва", "uk": "Москва", "tr": "Moskova"},
    "Europe/London": {"en": "London", "ru": "Лондон", "uk": "Лондон", "tr": "Londra"},
    "Europe/Paris": {"en": "Paris", "ru": "Париж", "uk": "Париж", "tr": "Paris"},
    "Europe/Berlin": {"en": "Berlin", "ru": "Берлин", "uk": "Берлін", "tr": "Berlin"},
    "Europe/Brussels": {"en": "Brussels", "ru": "Брюссель", "uk": "Брюссель", "tr": "Brüksel"},
    "Europe/Vienna": {"en": "Vienna", "ru": "Вена", "uk": "Відень", "tr": "Viyana"},
    "Europe/Warsaw": {"en": "Warsaw", "ru": "Варшава", "uk": "Варшава", "tr": "Varşova"},
    "Europe/Zurich": {"en": "Zurich", "ru": "Цюрих", "uk": "Цюрих", "tr": "Zürih"},
    "Asia/Riyadh": {"en": "Riyadh", "ru": "Эр-Рияд", "uk": "Ер-Ріяд", "tr": "Riyad"},
    "Asia/Dubai": {"en": "Dubai", "ru": "Дубай", "uk": "Дубай", "tr": "Dubai"},
    "Asia/Qatar": {"en": "Doha", "ru": "Доха", "uk": "Доха", "tr": "Doha"},
    "Africa/Cairo": {"en": "Cairo", "ru": "Каир", "uk": "Каїр", "tr": "Kahire"},
    "America/New_York": {
        "en": "New York",
        "ru": "Нью-Йорк",
        "uk": "Нью-Йорк",
        "tr": "New York",
    },
}


@dataclass(frozen=True, slots=True)
class LocalClock:
    """Says times in the zone of a coverage and in the language of a reader."""

    zone: tzinfo
    city: str
    language: str

    def day(self, moment: datetime) -> date:
        """The local date."""
        return moment.astimezone(self.zone).date()

    def time(self, moment: datetime, usual_day: date | None = None) -> str:
        """The time, "14:45"; with its date, "3 June, 14:45", where that is not the usual day."""
        local = moment.astimezone(self.zone)
        clock = f"{local:%H:%M}"
        if usual_day is None or local.date() == usual_day:
            return clock
        named = self.named(local.date())
        return say(WORDS, "date_and_time", self.language, date=named, time=clock)

    def named(self, day: date) -> str:
        """A day by its name: "3 June"."""
        month = say(MONTHS, str(day.month), self.language)
        return say(WORDS, "date", self.language, day=day.day, month=month)

    def moment_in_city(self, moment: datetime) -> str:
        """With its date in any case: "3 June, 14:45 Istanbul"."""
        return self.time_in_city(moment, date.min)

    def time_in_city(self, moment: datetime, usual_day: date | None = None) -> str:
        """As `time`, with the city: "14:45 Istanbul"."""
        time = self.time(moment, usual_day)
        return say(WORDS, "time_in_city", self.language, time=time, city=self.city)


def local_clock(coverage: Coverage, language: str) -> LocalClock:
    """The clock of the place the coverage is about."""
    return clock_of(coverage.timezone, known_language(language, coverage.language))


def clock_of(timezone: str, language: str) -> LocalClock:
    """The clock of a time zone.

    A zone that cannot be used reads as UTC and says so: a message with an honest time is worth
    more than none.
    """
    try:
        zone = ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):  # unknown, malformed, or the name of a folder
        return LocalClock(UTC, "UTC", language)
    if timezone in CITIES:
        return LocalClock(zone, say(CITIES, timezone, language), language)
    return LocalClock(zone, timezone.rpartition("/")[2].replace("_", " "), language)


def duration(length: timedelta, language: str) -> str:
    """A length in its two largest units, "7 h 45 min" or "1 day 3 h"; at least one minute."""
    minutes = max(round(length.total_seconds() / 60), 1)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    said = [
        counted("days", days, language) if days else "",
        say(WORDS, "hours", language, count=hours) if hours else "",
        say(WORDS, "minutes", language, count=minutes) if minutes and not days else "",
    ]
    return " ".join(filter(None, said))
