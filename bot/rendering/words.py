"""The words of rendered messages in every language, and how numbers of things are said."""

from bot.phrases import Catalogue, known_language, say

WORDS: Catalogue = {
    # A post
    "key_moment": {
        "en": "❗ KEY MOMENT",
        "ru": "❗ КЛЮЧЕВОЙ МОМЕНТ",
        "uk": "❗ КЛЮЧОВИЙ МОМЕНТ",
        "tr": "❗ ÖNEMLİ GELİŞME",
    },
    "photo": {"en": "Photo", "ru": "Фото", "uk": "Фото", "tr": "Fotoğraf"},
    "video": {"en": "Video", "ru": "Видео", "uk": "Відео", "tr": "Video"},
    "credit": {
        "en": "{what}: {who}",
        "ru": "{what}: {who}",
        "uk": "{what}: {who}",
        "tr": "{what}: {who}",
    },
    "corrected": {
        "en": "✎ corrected {time}",
        "ru": "✎ исправлено {time}",
        "uk": "✎ виправлено {time}",
        "tr": "✎ düzeltildi {time}",
    },
    "source": {"en": "Source", "ru": "Источник", "uk": "Джерело", "tr": "Kaynak"},
    "withdrawn_at": {
        "en": "Withdrawn by the source at {time}.",
        "ru": "Источник отозвал это сообщение в {time}.",
        "uk": "Джерело відкликало це повідомлення о {time}.",
        "tr": "Kaynak bu haberi geri çekti (saat {time}).",
    },
    "withdrawn_on": {
        "en": "Withdrawn by the source on {time}.",
        "ru": "Источник отозвал это сообщение {time}.",
        "uk": "Джерело відкликало це повідомлення {time}.",
        "tr": "Kaynak bu haberi geri çekti ({time}).",
    },
    "withdrawn": {
        "en": "Withdrawn by the source.",
        "ru": "Источник отозвал это сообщение.",
        "uk": "Джерело відкликало це повідомлення.",
        "tr": "Kaynak bu haberi geri çekti.",
    },
    # Times
    "date": {
        "en": "{day} {month}",
        "ru": "{day} {month}",
        "uk": "{day} {month}",
        "tr": "{day} {month}",
    },
    "date_and_time": {
        "en": "{date}, {time}",
        "ru": "{date}, {time}",
        "uk": "{date}, {time}",
        "tr": "{date}, {time}",
    },
    "time_in_city": {
        "en": "{time} {city}",
        "ru": "{time}, {city}",
        "uk": "{time}, {city}",
        "tr": "{time} {city}",
    },
    "hours": {"en": "{count} h", "ru": "{count} ч", "uk": "{count} год", "tr": "{count} sa"},
    "minutes": {
        "en": "{count} min",
        "ru": "{count} мин",
        "uk": "{count} хв",
        "tr": "{count} dk",
    },
    # A digest, and what happened so far
    "since": {
        "en": "Since {time}: {updates}",
        "ru": "С {time}: {updates}",
        "uk": "З {time}: {updates}",
        "tr": "{time} sonrası: {updates}",
    },
    "since_nothing": {
        "en": "Nothing new since {time}",
        "ru": "С {time} ничего нового",
        "uk": "З {time} нічого нового",
        "tr": "{time} sonrası yeni gelişme yok",
    },
    "and_more": {
        "en": "… and {count} more",
        "ru": "… и ещё {count}",
        "uk": "… і ще {count}",
        "tr": "… ve {count} tane daha",
    },
    "key_moments": {
        "en": "Key moments",
        "ru": "Ключевые моменты",
        "uk": "Ключові моменти",
        "tr": "Önemli gelişmeler",
    },
    "other_updates": {
        "en": "Other updates",
        "ru": "Другие сообщения",
        "uk": "Інші повідомлення",
        "tr": "Diğer gelişmeler",
    },
    "so_far": {
        "en": "So far",
        "ru": "К этому часу",
        "uk": "На цю годину",
        "tr": "Şu ana kadar",
    },
    "what_happened": {
        "en": "What happened",
        "ru": "Что произошло",
        "uk": "Що сталося",
        "tr": "Neler oldu",
    },
    "also_key": {
        "en": "More key moments",
        "ru": "Другие ключевые моменты",
        "uk": "Інші ключові моменти",
        "tr": "Diğer önemli gelişmeler",
    },
    "live_since": {
        "en": "Live since {time}",
        "ru": "В прямом эфире с {time}",
        "uk": "У прямому ефірі з {time}",
        "tr": "Canlı, başlangıç {time}",
    },
    "paused": {
        "en": "Paused",
        "ru": "Приостановлено",
        "uk": "Призупинено",
        "tr": "Ara verildi",
    },
    "ended": {
        "en": "Ended {time}",
        "ru": "Завершено {time}",
        "uk": "Завершено {time}",
        "tr": "Sona erdi {time}",
    },
    "starts": {
        "en": "Starts {time}",
        "ru": "Начало {time}",
        "uk": "Початок {time}",
        "tr": "Başlangıç {time}",
    },
    "not_started": {
        "en": "Not started yet",
        "ru": "Ещё не началось",
        "uk": "Ще не почалося",
        "tr": "Henüz başlamadı",
    },
    "nothing_yet": {
        "en": "Nothing has been published yet.",
        "ru": "Пока ничего не опубликовано.",
        "uk": "Поки нічого не опубліковано.",
        "tr": "Henüz bir şey yayımlanmadı.",
    },
    # The summary
    "talks_concluded": {
        "en": "Talks concluded",
        "ru": "Переговоры завершены",
        "uk": "Переговори завершено",
        "tr": "Görüşmeler sona erdi",
    },
    "coverage_concluded": {
        "en": "Coverage concluded",
        "ru": "Трансляция завершена",
        "uk": "Трансляцію завершено",
        "tr": "Canlı anlatım sona erdi",
    },
    "summary_renewed": {
        "en": "Updated summary",
        "ru": "Обновлённые итоги",
        "uk": "Оновлені підсумки",
        "tr": "Güncellenmiş özet",
    },
    "outcome": {
        "en": "{status}: {outcome}",
        "ru": "{status}: {outcome}",
        "uk": "{status}: {outcome}",
        "tr": "{status}: {outcome}",
    },
    "takeaways": {
        "en": "Key takeaways",
        "ru": "Главное",
        "uk": "Головне",
        "tr": "Öne çıkanlar",
    },
    "duration": {
        "en": "Duration: {duration} ({start} to {end})",
        "ru": "Длительность: {duration} ({start} — {end})",
        "uk": "Тривалість: {duration} ({start} — {end})",
        "tr": "Süre: {duration} ({start} – {end})",
    },
}

COUNTS: Catalogue = {
    "updates_one": {
        "en": "{count} update",
        "ru": "{count} обновление",
        "uk": "{count} оновлення",
        "tr": "{count} güncelleme",
    },
    "updates_few": {
        "en": "{count} updates",
        "ru": "{count} обновления",
        "uk": "{count} оновлення",
        "tr": "{count} güncelleme",
    },
    "updates_many": {
        "en": "{count} updates",
        "ru": "{count} обновлений",
        "uk": "{count} оновлень",
        "tr": "{count} güncelleme",
    },
    "photos_one": {
        "en": "{count} photo",
        "ru": "{count} фото",
        "uk": "{count} фото",
        "tr": "{count} fotoğraf",
    },
    "photos_few": {
        "en": "{count} photos",
        "ru": "{count} фото",
        "uk": "{count} фото",
        "tr": "{count} fotoğraf",
    },
    "photos_many": {
        "en": "{count} photos",
        "ru": "{count} фото",
        "uk": "{count} фото",
        "tr": "{count} fotoğraf",
    },
    "videos_one": {
        "en": "{count} video",
        "ru": "{count} видео",
        "uk": "{count} відео",
        "tr": "{count} video",
    },
    "videos_few": {
        "en": "{count} videos",
        "ru": "{count} видео",
        "uk": "{count} відео",
        "tr": "{count} video",
    },
    "videos_many": {
        "en": "{count} videos",
        "ru": "{count} видео",
        "uk": "{count} відео",
        "tr": "{count} video",
    },
    "readers_one": {
        "en": "{count} reader",
        "ru": "{count} читатель",
        "uk": "{count} читач",
        "tr": "{count} okur",
    },
    "readers_few": {
        "en": "{count} readers",
        "ru": "{count} читателя",
        "uk": "{count} читачі",
        "tr": "{count} okur",
    },
    "readers_many": {
        "en": "{count} readers",
        "ru": "{count} читателей",
        "uk": "{count} читачів",
        "tr": "{count} okur",
    },
    "voters_one": {
        "en": "{count} voter",
        "ru": "{count} проголосовавший",
        "uk": "{count} учасник",
        "tr": "{count} oy veren",
    },
    "voters_few": {
        "en": "{count} voters",
        "ru": "{count} проголосовавших",
        "uk": "{count} учасники",
        "tr": "{count} oy veren",
    },
    "voters_many": {
        "en": "{count} voters",
        "ru": "{count} проголосовавших",
        "uk": "{count} учасників",
        "tr": "{count} oy veren",
    },
    "corrections_one": {
        "en": "{count} correction",
        "ru": "{count} исправление",
        "uk": "{count} виправлення",
        "tr": "{count} düzeltme",
    },
    "corrections_few": {
        "en": "{count} corrections",
        "ru": "{count} исправления",
        "uk": "{count} виправлення",
        "tr": "{count} düzeltme",
    },
    "corrections_many": {
        "en": "{count} corrections",
        "ru": "{count} исправлений",
        "uk": "{count} виправлень",
        "tr": "{count} düzeltme",
    },
    "days_one": {
        "en": "{count} day",
        "ru": "{count} день",
        "uk": "{count} день",
        "tr": "{count} gün",
    },
    "days_few": {
        "en": "{count} days",
        "ru": "{count} дня",
        "uk": "{count} дні",
        "tr": "{count} gün",
    },
    "days_many": {
        "en": "{count} days",
        "ru": "{count} дней",
        "uk": "{count} днів",
        "tr": "{count} gün",
    },
}


def counted(name: str, count: int, language: str) -> str:
    """A number of things, "3 updates", in the plural form the language wants.

    `name` is one of COUNTS without its form.
    """
    return say(COUNTS, f"{name}_{_plural(count, known_language(language))}", language, count=count)


def _plural(count: int, language: str) -> str:
    """The CLDR plural categories, as far as whole numbers of our languages need them."""
    if language not in {"ru", "uk"}:
        return "one" if count == 1 else "many"
    tens, ones = count // 10 % 10, count % 10
    if tens == 1 or ones == 0 or ones > 4:  # noqa: PLR2004 - the rule of Slavic plurals itself
        return "many"
    return "one" if ones == 1 else "few"
