"""The words of a summary's pages, pictures and buttons in every language."""

from bot.phrases import Catalogue

SUMMARY_WORDS: Catalogue = {
    # The headline message
    "superseded": {
        "en": "A newer summary follows this one.",
        "ru": "Ниже есть более новые итоги.",
        "uk": "Нижче є новіші підсумки.",
        "tr": "Aşağıda daha yeni bir özet var.",
    },
    "by_machine": {
        "en": "° worded by a machine; the time leads to the source’s own words",
        "ru": "° текст составлен машиной; время ведёт к словам источника",
        "uk": "° текст складено машиною; час веде до слів джерела",
        "tr": "° makine tarafından yazıldı; saat, kaynağın kendi sözlerine götürür",
    },
    # Pages, as their titles and as the labels of their buttons
    "themes": {
        "en": "What was wanted, what came of it",
        "ru": "Чего хотели и что вышло",
        "uk": "Чого хотіли і що вийшло",
        "tr": "Ne istendi, ne oldu",
    },
    "results": {
        "en": "What was agreed",
        "ru": "О чём договорились",
        "uk": "Про що домовилися",
        "tr": "Neler kararlaştırıldı",
    },
    "button_themes": {
        "en": "🧭 By theme",
        "ru": "🧭 По темам",
        "uk": "🧭 За темами",
        "tr": "🧭 Konulara göre",
    },
    "button_results": {
        "en": "🤝 What was agreed",
        "ru": "🤝 О чём договорились",
        "uk": "🤝 Про що домовилися",
        "tr": "🤝 Neler kararlaştırıldı",
    },
    "timeline": {"en": "Timeline", "ru": "Хронология", "uk": "Хронологія", "tr": "Zaman çizelgesi"},
    "button_timeline": {
        "en": "🕘 Timeline",
        "ru": "🕘 Хронология",
        "uk": "🕘 Хронологія",
        "tr": "🕘 Zaman çizelgesi",
    },
    "photos": {
        "en": "In pictures",
        "ru": "В фотографиях",
        "uk": "У світлинах",
        "tr": "Fotoğraflarla",
    },
    "button_photos": {
        "en": "🖼 Best photos",
        "ru": "🖼 Лучшие фото",
        "uk": "🖼 Найкращі фото",
        "tr": "🖼 En iyi fotoğraflar",
    },
    "polls": {
        "en": "How readers voted",
        "ru": "Как голосовали читатели",
        "uk": "Як голосували читачі",
        "tr": "Okurlar nasıl oy verdi",
    },
    "button_polls": {"en": "📊 Poll", "ru": "📊 Опрос", "uk": "📊 Опитування", "tr": "📊 Anket"},
    "no_photos": {
        "en": "None of the photos can be shown at present.",
        "ru": "Сейчас ни одно фото показать нельзя.",
        "uk": "Зараз жодного фото показати не можна.",
        "tr": "Şu anda hiçbir fotoğraf gösterilemiyor.",
    },
    "no_page": {
        "en": "There is nothing here any more.",
        "ru": "Здесь больше ничего нет.",
        "uk": "Тут більше нічого немає.",
        "tr": "Burada artık bir şey yok.",
    },
    # Results
    "agreed": {"en": "Agreed", "ru": "Договорились", "uk": "Домовилися", "tr": "Anlaşma sağlandı"},
    "not_agreed": {
        "en": "Not agreed",
        "ru": "Не договорились",
        "uk": "Не домовилися",
        "tr": "Anlaşma sağlanamadı",
    },
    "next_round": {
        "en": "Next round",
        "ru": "Следующий раунд",
        "uk": "Наступний раунд",
        "tr": "Sonraki tur",
    },
    # The picture card
    "card_foot": {
        "en": "{date} · times in {city}",
        "ru": "{date} · время: {city}",
        "uk": "{date} · час: {city}",
        "tr": "{date} · saatler: {city}",
    },
}
