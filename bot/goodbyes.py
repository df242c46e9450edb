"""The words by which live pages end, pause, or say that they are live, in six languages. Pure.

The end of an event is not the end of its coverage, and a good night is not a goodbye. So closing
words count only beside no word of coming back, and never inside a quotation. What they are worth
is judged in `bot.ending`.
"""

import re
from collections.abc import Iterator

_COVERAGE = "(?:live[ -]?)?(?:blog|coverage|page|ticker|reporting|updates?)"


def _any(table: str) -> re.Pattern[str]:
    """One pattern of a table with a pattern on each line; an indented line continues the last.

    Lines with # are for the reader, @ stands for what an English page calls itself.
    """
    lines = table.strip().replace("\n  ", "").replace("@", _COVERAGE).splitlines()
    patterns = [f"(?:{line})" for line in lines if not line.startswith("#")]
    return re.compile("|".join(patterns), re.IGNORECASE)


_CLOSING = _any(r"""
# English
that[’']?s (?:it|all|a wrap)(?: \w+){0,3}? (?:(?:for|on) (?:our|this|us|me|today|tonight|now|
  (?:the )?@)|from (?:our|the|us|me|here))\b
(?:our|the|this) (?:@|live)(?: (?:of|from|on) [^.\n]{1,80}?)? (?:has|have|is|are)(?: now)?
  (?: been)? (?:ended|ending|concluded|closed|closing|finished|over|wrapped up
  |come to (?:an end|a close)|(?:drawing|coming) to (?:an end|a close))\b
(?:brings|draws) (?:our|the|this) (?:@)(?: [^.\n]{1,80}?)? to (?:an end|a close)
we(?:[’']re| are) (?:now )?(?:closing|ending|finishing|wrapping up) (?:(?:our|the|this
  |up) ){1,2}@\b
(?:we[’']ll|we will|we(?:[’']re| are) going to) (?:now )?(?:close|end|wrap up|leave) (?:our|the
  |this) (?:@|here|there)\b
thank(?:s| you)(?: (?:all|everyone|everybody|so much|very much))* for (?:following|joining
  |reading|being|staying|keeping us|your company)(?: (?:along|us|with us|our|this|here|today
  |tonight|the (?:live|blog|coverage))\b| ?[.!–—]|$)
# Russian
(?:трансляци[яю]|онлайн|хроник[ау])(?: на этом| уже)? (?:заверш[её]н[ао]?|окончен[ао]?
  |закончен[ао]?|завершается|заканчивается|подошл[аи] к концу)\b
на этом (?:мы |наша |наш )?(?:\w+ )?(?:завершаем|заканчиваем|прощаемся|всё|все|(?:трансляция
  |онлайн|хроника) (?:завершается|закончена?))\b
мы (?:завершаем|заканчиваем|закрываем|сворачиваем)(?: [\w-]+){0,2} (?:трансляцию|онлайн|хронику
  |репортаж|эфир|вещание)\b
спасибо(?: всем)?,? (?:что|кто) (?:был[иа]?|следили?|читали?|оставались|провели)\b
# Ukrainian
(?:трансляці[яю]|онлайн|хронік[ау])(?: на цьому| вже)? (?:завершен[оа]?|закінчен[оа]?
  |завершується|закінчується|добігл[аи] кінця)\b
на цьому (?:ми |наша |наш )?(?:\w+ )?(?:завершуємо|закінчуємо|прощаємося|все)\b
ми (?:завершуємо|закінчуємо|закриваємо)(?: [\w-]+){0,2} (?:трансляцію|онлайн|хроніку|репортаж
  |ефір)\b
дякуємо(?: всім)?,? (?:що|хто) (?:бул[иа]|стежили?|читали?|залишалися|провели)\b
# Turkish
canlı (?:anlatım|yayın|blog|aktarım|takip)\w*(?: [\w’']+){0,2} (?:sona erdi|sona ermiştir
  |sonuna gel\w+|sonun[au]\b|bitti|noktalıyoruz|sonlandır\w+|bitiriyoruz|tamamlandı)
(?:bizi|bizleri|canlı anlatımımızı) (?:takip ettiğiniz|izlediğiniz|okuduğunuz) için
bizimle (?:birlikte )?olduğunuz için
# German
(?:live-?(?:blog|ticker)|(?:unser|der|dieser|den|diesen|unseren) (?:ticker|blog))(?: \w+
  | [^.\n]{1,60}?)? (?:ist (?:hiermit |nun |jetzt )?(?:beendet|geschlossen|zu ende)|endet
  |schließt)\b
(?:damit|hiermit|an dieser stelle|nun) (?:beenden|schließen) wir(?: \w+){0,2} (?:live-?(?:blog
  |ticker)|ticker|blog|berichterstattung)
wir (?:beenden|schließen)(?: \w+){0,4} (?:live-?(?:blog|ticker)|ticker|blog
  |liveberichterstattung)
(?:vielen |herzlichen )?danke? (?:fürs|für (?:das|ihr|euer)) (?:dabeisein|mitlesen|lesen
  |interesse|verfolgen)
das war(?:[’']s| es)(?: \w+)? (?:von uns|von mir|aus unserem|mit unserem|von unserem|für heute)
# French
(?:ce|notre) (?:direct|live|suivi en direct)(?: [^.\n]{1,60}?)? (?:est|touche)(?: désormais
  | maintenant)? (?:à sa fin|terminé|clos|fini)
(?:c[’']est la |voici la )?fin de (?:ce|notre) (?:direct|live)\b
nous (?:clôturons|refermons|terminons|achevons|mettons fin à) (?:ici )?(?:ce|notre) (?:direct
  |live)
merci (?:à (?:tous|toutes et tous) )?(?:de |d[’'])(?:nous |l[’'])?avoir (?:suivie?s?|lue?s?)\b
merci (?:à (?:tous|toutes et tous) )?de votre (?:fidélité|attention)
""")

_PAUSING = _any(r"""
# English
\bback (?:at|from|on|tomorrow|soon|later|shortly|with you|in (?:the|a|an)|early|first thing)\b
(?:will|[’']ll|to) (?:now )?(?:take over|takes? it from here|pick up|carry on|continue|resume
  |restart|reopen)
\bis taking over\b|\bhand(?:s|ed|ing)? (?:you |it |the blog )?over\b|\btakes over\b
\bsee you (?:tomorrow|at|in|again|on|then|later)\b|\bgood ?night\b|for the night\b
  |until tomorrow
\b(?:paus(?:e|ing)|taking a (?:short |quick )?break|resum(?:es?|ing) (?:at|on|tomorrow|in))\b
# Russian, Ukrainian
верн[её]мся|возвраща(?:емся|йтесь)|продолжим|продолжится|до завтра|доброй ночи|спокойной ночи
возобнов|прерываемся|прервёмся|прервемся|паузу|до встречи (?:утром|завтра|в )|сменит|эстафету
повернемося|повертайтеся|продовжимо|продовжиться|на добраніч|доброї ночі|надобраніч
відновимо|відновиться|перериваємося|до зустрічі (?:вранці|завтра|о )|естафету
# Turkish
\byarın\b|geri döne|iyi geceler|devam ede|ara veri|sabah (?:yeniden|tekrar)|kaldığımız yerden
  |devral
# German
\bmorgen\b|wieder (?:ab|um|da)\b|gute nacht|übernimmt|übernehmen|\bpause\b|geht es .{0,40}weiter
melden uns|bis (?:später|gleich|dann)\b|\bsind .{0,30}zurück\b
# French
à demain|reprend(?:ra|rons|)\b|demain matin|bonne nuit|nous reviendrons|(?:prend
  |prendra) le relais
à (?:tout à l[’']heure|plus tard)|de retour|s[’']interrompt
""")

_EVENT_OVER = _any(r"""
(?:talks|meeting|negotiations|session|summit|match|game|ceremony|hearing|conference|race)
  (?: \w+){0,3}? (?:(?:has|have|are|is)(?: now| officially)? (?:ended|over|concluded|finished)
  |ended|concluded)\b
\bfull[- ]time\b|\bfinal whistle\b
(?:переговор\w*|встреч\w+|заседани\w+|саммит|матч|раунд|пресс-конференци\w+|церемони\w+)
  (?: [\w-]+){0,3}? (?:завершил\w+|закончил\w+|заверш[её]н\w*|окончен\w*)\b
завершил(?:ись|ась|ся|ось)(?: [\w-]+)? (?:переговор\w*|встреч\w+|заседани\w+|саммит|матч|раунд)
(?:переговор\w*|зустріч\w*|засіданн\w+|саміт|матч|раунд|пресконференці\w+)
  (?: [\w-]+){0,3}? (?:завершил\w+|завершивс\w+|закінчил\w+|закінчивс\w+)\b
(?:görüşme\w*|müzakere\w*|toplantı\w*|zirve\w*|maç\w*|tören\w*)(?: \w+){0,2}? (?:sona erdi
  |bitti|tamamlandı)
(?:gespräche|verhandlung\w*|treffen|sitzung|gipfel|spiel|runde)(?: \w+){0,3}? (?:(?:ist
  |sind) (?:beendet|vorbei|zu ende)|endete?n?)\b|\b(?:spielende|schlusspfiff|abpfiff)\b
(?:négociations|discussions|pourparlers|réunion|rencontre|sommet|match|séance)
  (?: \w+){0,3}? (?:(?:est|sont) (?:terminée?s?|finie?s?|achevée?s?)|s[’']est achevée?
  |ont pris fin|a pris fin)
""")

_ARCHIVED = _any(r"""
this (?:live )?(?:@|live) (?:is|has been) (?:now )?(?:closed|archived
  |no longer (?:being )?updated)
(?:@) is no longer (?:being )?updated|we are no longer updating this (?:@)
(?:трансляция|хроника|онлайн|страница|материал) (?:больше )?(?:в архиве|не обновляется)
(?:трансляція|хроніка|онлайн|сторінка|матеріал) (?:більше )?(?:в архіві|не оновлюється)
bu (?:canlı \w+|sayfa) (?:artık |arşivlenmiş|güncellenm)[^.\n<]{0,40}
(?:live-?(?:blog|ticker)|ticker) (?:ist|wurde) (?:archiviert|geschlossen|beendet)
(?:live-?(?:blog|ticker)|ticker) wird nicht (?:mehr|weiter) aktualisiert
ce (?:direct|live) (?:est (?:désormais |maintenant )?(?:terminé|clos|archivé)
  |n[’']est plus (?:mis à jour|actualisé))
""")

LIVE_TITLES = (
    r"live(?: |-)?(?:blog|coverage|reporting|ticker|updates?)?|minute by minute"
    r"|(?:текстовая |прямая |онлайн[ -])?трансляция|онлайн|прямой эфир|хроника"
    r"|(?:текстова |пряма |онлайн[ -])?трансляція|наживо|прямий ефір|хроніка"
    r"|canlı(?: (?:anlatım|blog|yayın|gelişmeler))?|dakika dakika"
    r"|(?:im )?(?:live-?(?:blog|ticker)|newsblog|newsticker)"
    r"|(?:en )?direct|le direct|suivi en direct"
)
"""How a title says that its page is live, at its beginning or end."""

OVER_TITLES = (
    r"as it happened|how it (?:happened|unfolded)|как это было|як це було|nasıl geçti|neler yaşandı"
    r"|zum nachlesen|(?:der )?rückblick|(?:le )?récit"
)
"""How a title says, at its beginning or end, that its page tells of something past."""

_LIVE_INSIDE = (
    r"\blive[ -]?(?:blog|ticker|updates)\b|(?:онлайн|текстовая|прямая)[ -]трансляция"
    r"|(?:онлайн|текстова|пряма)[ -]трансляція|canlı (?:anlatım|blog)|\ben direct\b"
)


_TITLE_OVER = re.compile(
    rf"^\W*(?:{OVER_TITLES}|revivez)\b|(?:[|·–—:,(\[]|\s-|-\s|^)\s*(?:{OVER_TITLES})\W*$",
    re.IGNORECASE,
)
_TITLE_LIVE = re.compile(
    rf"^\W*(?:{LIVE_TITLES})\s*(?:$|[:|·–—]|\s-|\.)|"
    rf"(?:[|·–—:,(\[.]|\s-|-\s)\s*(?:{LIVE_TITLES})\W*(?:$|[|]\s)|{_LIVE_INSIDE}",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^“”\n]{0,400}”|«[^«»\n]{0,400}»|„[^„“”\n]{0,400}[“”]|\"[^\"\n]{0,400}\"")
_MARKUP = re.compile(r"[<>{}\"\\]")
_NEAR, _LONGEST = 200, 80
# Each notice has one of these; only around them a long page is searched.
_MARKS = (
    "archiv", "no longer", "beendet", "geschlossen", "nicht mehr", "nicht weiter",
    "terminé", "clos", "est plus", "обновля", "архив", "оновлю", "архів", "artık", "güncel",
)  # fmt: skip


def closing_words(text: str) -> str:
    """The words with which a text ends the coverage; empty if it does not, or only pauses it."""
    plain = _QUOTED.sub(" ", text)
    found = _CLOSING.search(plain)
    return found[0].strip() if found and not _PAUSING.search(plain) else ""


def event_over(text: str) -> str:
    """The words with which a text says that the event is over; the coverage may well go on."""
    found = _EVENT_OVER.search(_QUOTED.sub(" ", text))
    return found[0].strip() if found else ""


def archived_notice(text: str) -> str:
    """The words with which a line beside the posts says that the page is no longer updated."""
    found = _ARCHIVED.search(text)
    return found[0].strip() if found else ""


def archived_notices(markup: str) -> Iterator[str]:
    """The lines of a page's markup that say so, in small letters.

    Only what is shown counts, between tags, and not what a script has ready to show.
    """
    lowered = markup.lower()
    for place in _places(lowered):
        if not _in_short_line(lowered, place):
            continue
        found = _ARCHIVED.search(lowered, max(place - _LONGEST, 0), place + _LONGEST)
        if found and (line := _shown_line(lowered, *found.span())):
            yield line


def title_says(title: str) -> bool | None:
    """Whether a title says that its page is live (True) or past (False); None if neither."""
    if _TITLE_OVER.search(title):
        return False
    return True if _TITLE_LIVE.search(title) else None


def _places(lowered: str) -> Iterator[int]:
    """Where a word stands that each notice has one of."""
    for mark in _MARKS:
        place = lowered.find(mark)
        while place >= 0:
            yield place
            place = lowered.find(mark, place + _LONGEST)


def _in_short_line(lowered: str, place: int) -> bool:
    """Whether tags stand near on both sides: the quick look, before the one for words."""
    near = _NEAR + _LONGEST
    before = lowered.rfind(">", max(place - near, 0), place) >= 0
    return before and lowered.find("<", place, place + near) >= 0


def _shown_line(markup: str, start: int, end: int) -> str:
    """The text between the tags around this place; empty where other marks stand nearer."""
    before = list(_MARKUP.finditer(markup, max(start - _NEAR, 0), start))
    after = _MARKUP.search(markup, end, end + _NEAR)
    if not before or not after or (before[-1][0], after[0]) != (">", "<"):
        return ""
    return " ".join(markup[before[-1].end() : after.start()].split())
