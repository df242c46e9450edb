"""What the heading of a section is about, in the languages of the pages that are covered. Pure.

A heading counts by its key words: newspapers phrase it freely ("Who is at the table?", "Состав
делегаций", "Das Wichtigste in Kürze"). Only short headings are asked: a long one is a headline.
"""

import re

from bot.model import SectionKind
from bot.sources.dom import tidy
from bot.text import Style, Text

_LONGEST = 90
_MOST_WORDS = 11


def _any(alternatives: str) -> re.Pattern[str]:
    """Matches any of these as whole words; a new line is one more alternative."""
    lines = (line.strip() for line in alternatives.strip().splitlines())
    return re.compile(rf"(?<!\w)(?:{'|'.join(lines)})(?!\w)", re.IGNORECASE)


# One pattern a kind, a line or two a language (en, ru, uk, tr, de, fr), in the order of trust:
# "key points of the delegations" is a takeaway, "what the delegations want" is about goals.
_WORDS = {
    SectionKind.VIDEO: _any(r"""
        (?:video|live)[ -]?(?:broadcast|stream)\w*|video feed|watch (?:it |the \w+ )?live
        live video
        видео\s*(?:[-–—:]\s*)?трансляци\w*|прям(?:ая|ую) (?:видео)?трансляци\w+|прямой эфир
        відео\s*(?:[-–—:]\s*)?трансляці\w*|пряма (?:відео)?трансляція|прямий ефір
        canlı (?:yayın|izle)\w*|video yayın\w*
        live-?stream\w*|video-?(?:übertragung|stream)\w*|live-?video\w*
        direct vidéo|vidéo en direct|(?:diffusion|retransmission) (?:vidéo|en direct)
    """),
    SectionKind.TAKEAWAYS: _any(r"""
        key (?:take-?aways?|points?|events?|moments?|developments?|facts?)|take-?aways?
        at a glance|in (?:brief|short)|what we know(?: so far)?|summary(?: points)?|main points
        (?:what )?(?:you )?need to know|what to know|top lines|^(?:the )?essentials$
        ^главное$|^главное (?:на|к|о|об|за|из)\b.*
        ключев\w+ (?:момент|событи|тезис|вывод|факт)\w*
        ^(?:коротко|кратко)\b.*|основн\w+ (?:тезис|вывод|событи|момент)\w*|самое (?:важное|главное)
        что (?:известно|(?:нужно|надо|важно) знать)|важн\w+ обновлени\w+|^итоги\b.*
        ^головне$|^головне (?:на|до|про|за|з)\b.*|ключов\w+ (?:момент|поді|тез|виснов|факт)\w*
        ^стисло\b.*|основн\w+ (?:тез|виснов|поді|момент)\w*|найважливіше|важлив\w+ оновлення
        що (?:відомо|(?:треба|потрібно|варто|важливо) знати)|^підсумки\b.*
        öne çıkan\w*|^(?:kısa )?özet\w*|önemli (?:gelişme|nokta|başlık|güncelleme)\w*
        ^kısaca\b.*
        neler biliniyor|ne biliyoruz|bilinmesi gereken\w*|satır başları|ana noktalar
        das wichtigste\b.*
        wichtig(?:e|ste|sten) (?:update|punkt|ereignis|entwicklung|meldung)\w*
        auf einen blick|^zusammenfassung\b.*|(?:im )?überblick|kurz gefasst|in kürze
        was wir wissen|was bisher bekannt ist|kernpunkte|müssen sie wissen
        l['’]essentiel|points? (?:clés?|essentiels?)|à retenir
        ce qu['’]il faut (?:savoir|retenir)
        ce que l['’]on sait|^en bref$|^résumé\b.*|temps forts|faits marquants
    """),
    SectionKind.PROGNOSIS: _any(r"""
        prognos[ie]s|forecasts?|outlook|scenarios?|possible outcomes?|predictions?
        what (?:comes )?next
        what (?:to|can we) expect|what (?:happens|could happen|might happen|is expected)\b.*
        ^variants?(?: \w+)?\b
        прогноз\w*|сценари\w+|^вариант\w*\b|чего (?:ждать|ожидать)|что (?:будет )?дальше
        возможн\w+ (?:исход|итог|результат)\w*|чем (?:может|могут) (?:за\w+ся|об\w+ся)
        сценарі\w+|^варіант\w*\b|чого (?:чекати|очікувати)|що (?:буде )?далі
        можлив\w+ (?:результат|підсум|наслід)\w*|чим (?:може|можуть) (?:за\w+ся|об\w+ся)
        tahmin\w*|öngörü\w*|senaryo\w*|ne bekleniyor|olası sonuç\w*|bundan sonra ne\b.*
        prognosen?|szenari\w+|ausblick|wie (?:geht es|es) weiter\w*|was (?:ist )?zu erwarten\b.*
        mögliche (?:ergebnisse|folgen|ausgänge)|^varianten?\b
        pronostics?|prévisions?|scénarios?|à quoi s['’]attendre|quelle suite\b.*
        issues possibles
    """),
    SectionKind.GOALS: _any(r"""
        goals|(?:negotiating |main )?aims|objectives?|demands|red lines
        (?:negotiating )?positions
        what (?:\S+ ){1,4}wants?\b.*|what (?:does|do|will) (?:\S+ ){1,4}(?:want|seek|demand)\b.*
        цел[иь]|требовани[яй]|позици[ия] (?:сторон|\w+)|красные линии
        чего (?:\w+ )?(?:хо(?:чет|тят)|добива\w+|требу\w+)\b.*|что нужно (?!знать)\w+
        ціл[іь]|мета (?:сторін|переговорів|\w+)|вимоги|позиці[їя] (?:сторін|\w+)|червоні лінії
        чого (?:\w+ )?(?:хоч\w+|прагн\w+|домага\w+|вимага\w+)\b.*
        hedef(?:ler|i|leri)|talep(?:ler|leri)|ne isti?yor(?:lar)?|kırmızı çizgi\w*|amaçları?
        ziele|verhandlungsziele|forderungen|positionen|was (?:will|wollen|fordert|fordern) \w+.*
        rote linien
        objectifs|exigences|revendications|que veu(?:t|lent) .*|lignes rouges
    """),
    SectionKind.VENUE: _any(r"""
        venue|where and when|when and where|(?:start|starting) time|(?:time and|date and) place
        place and time|what time\b.*
        where (?:is|are|will) (?:\S+ ){1,5}(?:held|meet|meeting|place)
        где и когда\b.*|когда и где\b.*|место (?:проведения|встречи|переговоров|и время)
        время (?:начала|и место)|во сколько\b.*|начало переговоров
        де (?:і|й|та) коли\b.*|коли (?:і|й|та) де\b.*|місце (?:проведення|зустрічі|переговорів)
        місце (?:і|й|та) час|час (?:початку|(?:і|й|та) місце)|о котрій\b.*|початок переговорів
        nerede(?: ve|,)? ne zaman\b.*|ne zaman(?: ve|,)? nerede\b.*|saat kaçta\b.*|görüşme yeri
        yer ve (?:saat|zaman)|toplantı yeri|başlangıç saati
        wo und wann\b.*|wann und wo\b.*|(?:tagungs|veranstaltungs|verhandlungs)ort\b.*
        ort und (?:zeit|beginn|uhrzeit)|zeit und ort
        où et quand\b.*|quand et où\b.*|lieu et (?:heure|date)|date et lieu|heure de début
    """),
    SectionKind.DELEGATIONS: _any(r"""
        delegations?|participants|negotiators|negotiating teams?|line-?ups
        who(?:['’]s| is| are| will be)? (?:taking part|attending|negotiating)
        who(?:['’]s| is| are| will be)? (?:at the (?:table|talks)|there)
        who (?:takes part|attends|will (?:attend|take part))\b.*
        делегаци[яий]\w*|участники|переговорщики|составы? (?:сторон|групп|участников)
        кто (?:участвует|приехал|при[её]дет|едет|представля\w+|вош[её]л|вошли|за столом)\b.*
        делегаці[яїй]\w*|учасники|перемовники|переговорники|склад (?:сторін|груп|учасників)
        хто (?:бере участь|братиме участь|приїхав|приїде|їде|представля\w+|увійшов|за столом)\b.*
        heyet(?:ler|leri|te|i|lerde)?|katılımcılar|müzakereciler|kimler (?:katıl\w+|var|masada)
        delegation(?:en)?|teilnehmer|unterhändler|wer (?:nimmt|sitzt|verhandelt|ist dabei)\b.*
        délégations?|participants|négociateurs|qui (?:participe|négocie)\b.*
    """),
}
# What stands beside articles under headings like these is the site's, not the article's.
_FURNITURE = _any(r"""
    comments?|commenting|related|recommended|more (?:on|from|about|in|stories|news|like)
    most (?:read|viewed|popular|shared)|popular|trending|topics?|tags?|share|follow us
    subscribe\w*
    newsletters?|sign up|about the authors?|contact|advert\w*|sponsored|partner\w*
    read (?:also|next)
    see also|(?:latest|top|other|more|main) (?:news|stories|videos|headlines)|bookmark\w*
    register\w*|log ?in|games?|puzzles|weather|live (?:feed|ticker|blog|updates|reporting)
    комментари\w+|похожие|рекоменд\w+|читайте|смотрите также|по теме|популярн\w+|подпис\w+
    рассылк\w+|реклам\w+|партн[её]р\w*|(?:главные|последние|другие|свежие) новости|новости
    погод\w+
    теги|темы|об авторе|поделиться|лента|онлайн|текстовая трансляция|хроника
    коментар\w+|схожі|читайте|дивіться також|за темою|популярн\w+|підпис\w+|розсилк\w+
    партнер\w*|(?:головні|останні|інші|свіжі) новини|новини|теми|про автора|поділитися|стрічка
    текстова трансляція|хроніка
    yorum\w*|ilgili|önerilen\w*|daha fazla|en çok (?:okunan|izlenen)\w*|popüler|abone\w*
    bülten\w*
    reklam\w*|etiketler|paylaş\w*|son dakika|haberler\w*|hava durumu|canlı (?:anlatım|blog)
    kommentare?|verwandt\w*|empfohlen\w*|mehr (?:zum|von|aus|zu)|meistgelesen\w*|themen|teilen
    abonnieren|anzeigen?|werbung|passend zum|auch interessant|live-?ticker|ticker|liveblog
    wetter\w*
    spiele|commentaires?|à lire|lire aussi|sur le même|les plus lus|partager|abonne\w*|publicité
    météo|thèmes|jeux
""")
_VARIANT = re.compile(
    r"(?:variants?|scenario|option|вариант|сценари[йи]|варіант|сценарі[йї]|senaryo|seçenek|variante|"
    r"szenario|scénario)(?!\w)",
    re.IGNORECASE,
)
_ORNAMENT = re.compile(r"^[\W\d_]+|[\s:：.!…]+$")


def kind_of(heading: str) -> SectionKind | None:
    """What a section under this heading is about; None if its words are none of those we know."""
    line = _ORNAMENT.sub("", tidy(heading))
    if not line or len(line) > _LONGEST or len(line.split()) > _MOST_WORDS:
        return None
    found = next((kind for kind, words in _WORDS.items() if words.search(line)), None)
    # "Video broadcast, online" heads no list of posts; "forecast: the weather" is another matter.
    return found if found is SectionKind.VIDEO or not is_furniture(line) else None


def is_furniture(heading: str) -> bool:
    """Whether this heads a part of the site: comments, other stories, the ticker itself."""
    return bool(_FURNITURE.search(heading))


def is_variant(heading: str) -> bool:
    """Whether this heads one of the outcomes that a prognosis lists: "Variant 2"."""
    return bool(_VARIANT.search(heading)) and len(heading.split()) <= _MOST_WORDS


def bold_heading(text: Text) -> tuple[str, Text]:
    """The heading that a paragraph opens with in bold, and what follows it; empty without.

    Bold words count if they are the whole line, or stand apart: "Venue: a palace".
    """
    span = next((one for one in text.spans if one.style is Style.BOLD and one.start == 0), None)
    if span is None:
        return "", text
    heading, rest = text.value[: span.end], text.value[span.end :]
    apart = heading.rstrip().endswith((":", ".", "?")) or rest.startswith((":", "\n", "."))
    if "\n" in heading.strip() or (rest.strip() and not apart):
        return "", text
    start = len(text.value) - len(rest.lstrip(" :.\n"))
    return tidy(heading), text.slice(start, len(text)).strip()
