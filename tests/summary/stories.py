"""Coverages told in a few words, for the summariser to condense. All of it is made up."""

from collections.abc import Sequence

from builders import at, post

from bot.model import Post

Line = tuple[str, str] | tuple[str, str, bool]


def tell(lines: Sequence[Line]) -> list[Post]:
    """Posts from (headline, body, key moment?), ten minutes apart, ids from 1."""
    return [
        post(
            number,
            headline=line[0],
            body=line[1],
            key_moment=len(line) > 2 and line[2],
            posted_at=at(10 * number),
        )
        for number, line in enumerate(lines, start=1)
    ]


ENGLISH: list[Line] = [
    ("Welcome to our coverage", "Good morning and welcome. We will bring you the talks all day."),
    (
        "Delegations arrive at the palace",
        (
            "The two delegations arrived at the palace on the Bosphorus shortly before noon. "
            "Foreign Minister Hakan Aydin received both delegations at the gate."
        ),
    ),
    ("", "Will there be a ceasefire? Nobody in the hall dares to say so yet."),
    (
        "Talks begin behind closed doors",
        (
            "The talks began at 13:00 behind closed doors with the Turkish hosts at the table. "
            "They are expected to last three hours."
        ),
        True,
    ),
    ("Read more: the road to Istanbul", "Subscribe to our newsletter for the full story."),
    (
        "Memorandums on a ceasefire exchanged",
        (
            "Both delegations handed over memorandums with their terms for a ceasefire. "
            "The memorandums differ most on the withdrawal of troops from four regions."
        ),
    ),
    ("", "Photo: two negotiators leave the hall for a short break in the garden of the palace."),
    (
        "Sides agree on a prisoner exchange",
        (
            "The sides agreed to exchange all seriously wounded prisoners and those under 25. "
            "At least 1,000 prisoners from each side will go home under the exchange."
        ),
        True,
    ),
    (
        "",
        (
            "Each side will also hand over the bodies of 6,000 fallen soldiers. "
            "But he gave no date for it."
        ),
    ),
    (
        "No ceasefire after second round",
        (
            "The second round of talks ended after one hour without a ceasefire. "
            "Kyiv proposed a third round of talks for the last week of June."
        ),
        True,
    ),
    (
        "Erdem offers a summit of leaders",
        "President Erdem offered to host a summit of the leaders in Istanbul or Ankara.",
    ),
    ("", "That's all from us today. Thank you for following our live coverage."),
]

RUSSIAN: list[Line] = [
    ("Доброе утро", "Доброе утро! Мы начинаем онлайн-трансляцию переговоров в Стамбуле."),
    (
        "Делегации прибыли во дворец",
        "Обе делегации прибыли во дворец на берегу Босфора незадолго до полудня.",
    ),
    (
        "Переговоры начались",
        "Переговоры начались в 13:00 за закрытыми дверями при участии турецкой стороны.",
        True,
    ),
    ("", "Подписывайтесь на наш телеграм-канал, чтобы ничего не пропустить."),
    (
        "Стороны обменялись меморандумами",
        "Делегации передали друг другу меморандумы с условиями прекращения огня.",
    ),
    (
        "Стороны договорились об обмене пленными",
        (
            "Стороны договорились обменять всех тяжелораненых пленных и пленных моложе 25 лет. "
            "Каждая сторона передаст не менее 1000 пленных."
        ),
        True,
    ),
    ("", "Стороны передадут друг другу тела 6000 погибших солдат. Это займёт две недели."),
    (
        "Второй раунд завершился без перемирия",
        (
            "Второй раунд переговоров завершился через час без соглашения о прекращении огня. "
            "Киев предложил провести третий раунд переговоров в конце июня."
        ),
        True,
    ),
]

UKRAINIAN: list[Line] = [
    ("Доброго ранку", "Доброго ранку! Ми починаємо онлайн-трансляцію переговорів у Стамбулі."),
    (
        "Делегації прибули до палацу",
        "Обидві делегації прибули до палацу на березі Босфору незадовго до полудня.",
    ),
    (
        "Переговори почалися",
        "Переговори почалися о 13:00 за зачиненими дверима за участю турецької сторони.",
        True,
    ),
    ("", "Підписуйтесь на наш телеграм-канал, щоб нічого не пропустити сьогодні."),
    (
        "Сторони обмінялися меморандумами",
        "Делегації передали одна одній меморандуми з умовами припинення вогню.",
    ),
    (
        "Сторони домовилися про обмін полоненими",
        (
            "Сторони домовилися обміняти всіх тяжкопоранених полонених і полонених до 25 років. "
            "Кожна сторона передасть щонайменше 1000 полонених."
        ),
        True,
    ),
    ("", "Сторони передадуть одна одній тіла 6000 загиблих солдатів. Це триватиме два тижні."),
    (
        "Другий раунд завершився без перемир'я",
        (
            "Другий раунд переговорів завершився за годину без угоди про припинення вогню. "
            "Київ запропонував провести третій раунд переговорів наприкінці червня."
        ),
        True,
    ),
]

TURKISH: list[Line] = [
    ("Günaydın", "Günaydın! Canlı anlatım sayfamıza hoş geldiniz."),
    (
        "Heyetler saraya geldi",
        "İki heyet öğleden kısa süre önce Boğaz kıyısındaki saraya geldi.",
    ),
    (
        "Görüşmeler başladı",
        "Görüşmeler saat 13.00'te Türk heyetinin katılımıyla kapalı kapılar ardında başladı.",
        True,
    ),
    ("", "Bizi izleyin, son gelişmeleri kaçırmamak için abone olun."),
    (
        "Taraflar muhtıra verdi",
        "Heyetler ateşkes şartlarını içeren muhtıraları birbirine verdi.",
    ),
    (
        "Esir takasında anlaşma sağlandı",
        (
            "Taraflar ağır yaralı ve 25 yaş altı bütün esirlerin takası konusunda anlaştı. "
            "Her taraf en az 1000 esiri evine gönderecek."
        ),
        True,
    ),
    ("", "Taraflar 6000 askerin naaşını birbirine teslim edecek. Bu iki hafta sürecek."),
    (
        "İkinci tur ateşkes olmadan sona erdi",
        (
            "İkinci tur görüşmeler bir saat sonra ateşkes anlaşması olmadan sona erdi. "
            "Kiev üçüncü tur görüşmelerin haziran sonunda yapılmasını önerdi."
        ),
        True,
    ),
]

STORIES = {"en": ENGLISH, "ru": RUSSIAN, "uk": UKRAINIAN, "tr": TURKISH}
