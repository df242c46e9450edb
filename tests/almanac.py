"""An article of an outlet that does not exist, the Example Almanac, in six languages.

It is a text broadcast of invented talks, with everything a reader looks up around it, and
everything that a site hangs on its articles.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.model import SectionKind, SeenSection, Snapshot
from bot.sources.document import read_document
from bot.sources.read import understand

URL = "https://almanac.example/world/island-talks"
NOW = datetime(2025, 6, 2, 18, 0, tzinfo=UTC)

Told = tuple[str, str]
"""A heading and the HTML below it."""


@dataclass(frozen=True)
class Edition:
    """The article in one language. `site` are headings of the site's own boxes."""

    language: str
    title: str
    posts: tuple[str, ...]
    sections: dict[SectionKind, Told]
    site: tuple[str, ...]
    aside: str


def edition(
    language: str, title: str, posts: Sequence[str], told: Sequence[Told], *site: str, aside: str
) -> Edition:
    kinds = [kind for kind in SectionKind if kind is not SectionKind.OTHER]
    sections = dict(zip(kinds, told, strict=True))
    return Edition(language, title, tuple(posts), sections, site, aside)


ENGLISH = edition(
    "en",
    "Island talks: text broadcast",
    (
        "The ministers of both shores shook hands before the cameras.",
        "The first session is over; the doors stay closed until the afternoon.",
        "Both sides agreed to exchange lists of the fishermen held.",
    ),
    (
        (
            "Delegations",
            (
                "<ul><li>North Shore: four envoys and a judge.</li>"
                "<li>South Shore: the harbour master leads five people.</li></ul>"
            ),
        ),
        ("Where and when", "<p>The talks begin at one in the old customs house on the island.</p>"),
        (
            "What each side wants",
            "<p>North asks for free passage, South for a share of the toll.</p>",
        ),
        (
            "Prognosis",
            (
                "<p>Observers see two variants.</p><h4>Variant 1</h4><p>A short truce.</p>"
                "<h4>Variant 2</h4><p>Talks end without a paper.</p>"
            ),
        ),
        (
            "Key takeaways",
            (
                "<ul><li>Lists of fishermen are exchanged.</li>"
                "<li>The next round is due within a week.</li></ul>"
            ),
        ),
        ("Video broadcast", '<iframe src="https://www.youtube.com/embed/abcdef12345"></iframe>'),
    ),
    "Most read",
    "Comments",
    "Related stories",
    "Sign up for our newsletter",
    "About the author",
    aside="The customs house",
)

RUSSIAN = edition(
    "ru",
    "Переговоры на острове: текстовая трансляция",
    (
        "Министры двух берегов пожали друг другу руки перед камерами.",
        "Первая встреча закончилась, двери закрыты до второй половины дня.",
        "Стороны договорились обменяться списками задержанных рыбаков.",
    ),
    (
        (
            "Состав делегаций",
            (
                "<ul><li>Северный берег: четыре посланника и судья.</li>"
                "<li>Южный берег: начальник порта и ещё пятеро.</li></ul>"
            ),
        ),
        ("Где и когда пройдут переговоры", "<p>Начало в час дня в старой таможне на острове.</p>"),
        ("Чего хотят стороны", "<p>Север просит свободный проход, Юг - долю от сборов.</p>"),
        (
            "Прогноз: два варианта",
            "<p>Наблюдатели видят два исхода.</p><h4>Вариант первый</h4><p>Короткое перемирие.</p>",
        ),
        ("Главное", "<ul><li>Списки рыбаков переданы.</li><li>Новый раунд через неделю.</li></ul>"),
        ("Видеотрансляция", '<iframe src="https://rutube.ru/play/embed/0123456789"></iframe>'),
    ),
    "Популярное",
    "Комментарии",
    "Читайте также",
    "Подпишитесь на наш канал",
    "Главные новости",
    aside="Старая таможня",
)

UKRAINIAN = edition(
    "uk",
    "Переговори на острові: наживо",
    (
        "Міністри двох берегів потиснули руки перед камерами.",
        "Перша зустріч завершилася, двері зачинені до другої половини дня.",
        "Сторони домовилися обмінятися списками затриманих рибалок.",
    ),
    (
        (
            "Хто бере участь",
            "<p>Північний берег представляє четверо послів, південний - п'ятеро.</p>",
        ),
        ("Де і коли", "<p>Початок о першій годині дня у старій митниці на острові.</p>"),
        ("Цілі сторін", "<p>Північ просить вільний прохід, Південь - частку збору.</p>"),
        ("Прогноз", "<p>Спостерігачі бачать два варіанти: перемир'я або пауза.</p>"),
        ("Головне", "<ul><li>Списки рибалок передано.</li><li>Новий раунд за тиждень.</li></ul>"),
        ("Відеотрансляція", '<p><a href="https://youtu.be/abcdef12345">Дивитися зустріч</a></p>'),
    ),
    "Популярне",
    "Коментарі",
    "Читайте також",
    "Підпишіться на розсилку",
    "Останні новини",
    aside="Стара митниця",
)

TURKISH = edition(
    "tr",
    "Ada görüşmeleri: canlı anlatım",
    (
        "İki kıyının bakanları kameraların önünde el sıkıştı.",
        "İlk oturum sona erdi, kapılar öğleden sonraya kadar kapalı.",
        "Taraflar tutulan balıkçıların listelerini değiştirmeyi kabul etti.",
    ),
    (
        (
            "Heyetlerde kimler var?",
            "<p>Kuzey kıyısını dört elçi, güney kıyısını beş kişi temsil ediyor.</p>",
        ),
        ("Nerede ve ne zaman?", "<p>Görüşmeler saat birde adadaki eski gümrükte başlıyor.</p>"),
        (
            "Tarafların talepleri",
            "<p>Kuzey serbest geçiş, güney ise geçiş ücretinden pay istiyor.</p>",
        ),
        ("Olası senaryolar", "<p>Gözlemciler iki yol görüyor: kısa bir ateşkes ya da ara.</p>"),
        (
            "Öne çıkanlar",
            "<ul><li>Balıkçı listeleri verildi.</li><li>Yeni tur bir hafta içinde.</li></ul>",
        ),
        ("Canlı yayın", '<iframe src="https://www.youtube.com/embed/abcdef12345"></iframe>'),
    ),
    "En çok okunanlar",
    "Yorumlar",
    "İlgili haberler",
    "Bültenimize abone olun",
    "Son dakika",
    aside="Eski gümrük",
)

GERMAN = edition(
    "de",
    "Gespräche auf der Insel: Newsticker",
    (
        "Die Minister beider Ufer gaben sich vor den Kameras die Hand.",
        "Die erste Sitzung ist vorbei, die Türen bleiben bis zum Nachmittag zu.",
        "Beide Seiten wollen Listen der festgehaltenen Fischer austauschen.",
    ),
    (
        ("Die Delegationen", "<p>Das Nordufer schickt vier Gesandte, das Südufer fünf Leute.</p>"),
        ("Wo und wann", "<p>Beginn um ein Uhr im alten Zollhaus auf der Insel.</p>"),
        (
            "Forderungen beider Seiten",
            "<p>Der Norden will freie Durchfahrt, der Süden einen Anteil.</p>",
        ),
        (
            "Wie geht es weiter?",
            "<p>Beobachter sehen zwei Wege: eine Waffenruhe oder eine Pause.</p>",
        ),
        (
            "Das Wichtigste in Kürze",
            (
                "<ul><li>Die Listen sind übergeben.</li>"
                "<li>Die nächste Runde folgt in einer Woche.</li></ul>"
            ),
        ),
        ("Livestream", '<iframe src="https://www.youtube.com/embed/abcdef12345"></iframe>'),
    ),
    "Meistgelesen",
    "Kommentare",
    "Mehr zum Thema",
    "Newsletter abonnieren",
    "Passend zum Artikel",
    aside="Das alte Zollhaus",
)

FRENCH = edition(
    "fr",
    "Pourparlers sur l’île : en direct",
    (
        "Les ministres des deux rives se sont serré la main devant les caméras.",
        "La première séance est finie, les portes restent closes jusqu’à l’après-midi.",
        "Les deux parties échangeront les listes des pêcheurs retenus.",
    ),
    (
        (
            "Les délégations",
            "<p>La rive nord envoie quatre émissaires, la rive sud cinq personnes.</p>",
        ),
        ("Où et quand", "<p>Début à treize heures dans l’ancienne douane de l’île.</p>"),
        (
            "Que veut chaque rive ?",
            "<p>Le nord veut passer librement, le sud une part du péage.</p>",
        ),
        ("Scénarios possibles", "<p>Les observateurs voient une trêve courte ou une pause.</p>"),
        (
            "L’essentiel",
            "<ul><li>Les listes sont remises.</li><li>Nouvelle séance sous huit jours.</li></ul>",
        ),
        (
            "Vidéo en direct",
            '<iframe src="https://www.dailymotion.com/embed/video/x1abcd"></iframe>',
        ),
    ),
    "Les plus lus",
    "Commentaires",
    "À lire aussi",
    "Abonnez-vous à la newsletter",
    "Sur le même sujet",
    aside="L’ancienne douane",
)

EDITIONS = (ENGLISH, RUSSIAN, UKRAINIAN, TURKISH, GERMAN, FRENCH)


# --- How newspapers lay such an article out -------------------------------------------------------

CLOCKS = ("13.05", "14.45", "16.20")


def by_paragraphs(made: Edition) -> str:
    """Everything is a paragraph: posts open with a time, headings are in bold."""
    posts = [f"<p>{clock}: {text}</p>" for clock, text in zip(CLOCKS, made.posts, strict=True)]
    told = [f"<p><strong>{heading}</strong></p>{body}" for heading, body in made.sections.values()]
    return _article(made, "".join([*told[:3], *posts, *told[3:]]))


def by_headings(made: Edition) -> str:
    """Headings everywhere: small ones with a time open posts, large ones open sections."""
    posts = [
        f"<h3>{clock}: {text}</h3><p>{text} ({clock})</p>"
        for clock, text in zip(CLOCKS, made.posts, strict=True)
    ]
    told = [f"<h2>{heading}</h2>{body}" for heading, body in made.sections.values()]
    return _article(made, "".join([*told[:2], posts[0], *told[2:4], *posts[1:], *told[4:]]))


def by_elements(made: Edition) -> str:
    """Each post in an element with an id, each section in one of its own."""
    posts = [
        f'<div class="entry" id="post-{number}"><time datetime="2025-06-02T{clock}:00Z">now</time>'
        f"<p>{text}</p></div>"
        for number, (clock, text) in enumerate(
            zip(("13:05", "14:45", "16:20"), made.posts, strict=True), start=7001
        )
    ]
    told = [
        f"<section><h2>{heading}</h2>{body}</section>" for heading, body in made.sections.values()
    ]
    feed = f'<div class="feed">{"".join(posts)}</div>'
    return _article(made, "".join([*told[:4], feed, *told[4:]]))


LAYOUTS: tuple[Callable[[Edition], str], ...] = (by_paragraphs, by_headings, by_elements)


def _article(made: Edition, text: str) -> str:
    """The page with what its site puts around, beside and into every article."""
    read, comments, related, letter, more = made.site
    teasers = "".join(
        f'<li><a href="https://almanac.example/{n}">{made.title}, {n}</a></li>' for n in range(4)
    )
    return f"""<!doctype html><html lang="{made.language}"><head>
<title>{made.title}</title></head><body>
<nav><h2>{read}</h2><ul>{teasers}</ul></nav>
<main><article><h1>{made.title}</h1>
<div class="newsletter-box"><h3>{letter}</h3><p>{made.posts[0]} {made.posts[1]}</p></div>
{text}
<div class="box"><h3>{related}</h3><ul>{teasers}</ul></div>
<div class="box"><h2>{more}</h2><ul>{teasers}</ul></div>
<div class="card"><h3><a href="/other">{made.title}: {read}</a></h3>
<p>{made.posts[1]} {made.title}</p></div>
<aside><h3>{made.aside}</h3><p>{made.title}. {made.posts[2]} {made.posts[0]}</p></aside>
<section id="comments"><h2>{comments}</h2>
<p>{made.posts[0]} {made.posts[2]} - {made.title}</p></section>
</article></main>
<aside><h2>{read}</h2><ol>{teasers}</ol></aside>
<footer><h4>{letter}</h4><p>{made.title}, {made.title}, {made.title}, {made.title}</p></footer>
</body></html>"""


def read(markup: str, **given: str) -> Snapshot:
    """What is seen in a page of the Almanac."""
    document = read_document(
        given.get("url", URL), markup.encode(), "text/html; charset=utf-8",
        fetched_at=NOW, timezone=given.get("timezone", "UTC"),
    )  # fmt: skip
    return understand(document)


def sections_of(snapshot: Snapshot) -> dict[SectionKind, SeenSection]:
    """The background by kind; AssertionError if two sections are of one kind."""
    found = {section.kind: section for section in snapshot.background}
    assert len(found) == len(snapshot.background)
    return found
