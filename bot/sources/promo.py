"""What outlets put between the news to keep readers: it must not get through. Pure.

Works on text with spans, so the same rules hold for pages and feeds. A rule may only fire on a
line that says nothing else: a sentence of news with a link in it always stays.
"""

import re
from dataclasses import replace
from urllib.parse import urldefrag

from bot.model import Dropped, SeenPost
from bot.sources import dom
from bot.text import Style, Text, join

# Nobody begins a sentence of news with these.
_LEADS = (
    r"read also|also read|read next|see also|you may also like|more on this(?: story)?|"
    r"читайте (?:также|ещ[её]|подробнее)|читать (?:также|подробнее|далее|дальше|полностью)|"
    r"читати (?:також|далі|більше)|"
    r"смотрите также|материалы по теме|"
    r"ещ[её] по теме|читайте (?:також|ще)|дивіться також|матеріали за темою|"
    r"ayrıca (?:oku(?:yun(?:uz)?)?|bak(?:ın)?)|bunu da oku(?:yun)?|i̇lginizi çekebilir|"
    r"ilginizi çekebilir|ilgili haber(?:ler)?|lesen sie auch|lire aussi|à lire aussi|"
    r"le[ae] también|le[ae] aquí|leggi anche"
)
# These do begin sentences, so they count only before a colon or as a line of their own.
_WEAK_LEADS = (
    r"in case you missed(?: (?:it|this))?(?: earlier)?|icymi|related(?: stories| articles| news)?|"
    r"read (?:more|the full story)|more|(?:the )?full story|по теме|не пропустите|подробнее|"
    r"за темою|не пропустіть|детальніше|detaylar|mehr(?: zum thema)?"
)
_LEAD = re.compile(rf"(?:{_LEADS})\b\s*[:：.!…→>—–-]*\s*", re.IGNORECASE)
_WEAK_LEAD = re.compile(rf"(?:{_WEAK_LEADS})(?:\s*[:：→>—–-]+\s*|\s*$)", re.IGNORECASE)

_ASK = re.compile(
    r"^(?:please |and |you can |don['’]t forget to |пожалуйста,? |обязательно |також |также )?"
    r"(?:subscribe|sign up|follow (?:us|our)|join (?:us|our)|download our|get our|like us|"
    r"следите за|стежте за|слідкуйте за|подписывайтесь|подпишитесь|подписаться|присоединяйтесь|"
    r"підписуйтесь|підписуйтеся|підпишіться|підписатися|приєднуйтесь|приєднуйтеся|долучайтесь|"
    r"abonnieren sie|folgen sie|abonnez-vous|suivez[- ]nous|inscrivez-vous|"
    r"abone ol(?:un|mak)?|takip ed(?:in|iniz)|bizi takip|kanalımıza|bültenimize)(?!\w)",
    re.IGNORECASE,
)
# The second half of the label names who pays, as the law has it in some countries.
_LABEL = re.compile(
    r"(?:advertisement|sponsored|реклама|на правах рекламы|reklam|werbung|anzeige|publicité|"
    r"publicidad)[.:]?|"
    r"реклама[.,:|]\s*(?:\d+\+[.,]?\s*)?(?:рекламодатель:?\s*)?(?:ооо|ао|пао|зао|ип|тов|фоп)\s.{2,100}|"
    r"erid:?\s*\w{5,60}\.?",
    re.IGNORECASE,
)
# In Turkish and German the verb stands last.
_ASKED_LAST = re.compile(
    r"(?:abone ol(?:un|mak için tıklayın)?|takip ed(?:in|iniz|ebilirsiniz)|takipte kalın|katılın|"
    r"(?:jetzt|hier) (?:kostenlos )?(?:anmelden|abonnieren|herunterladen|folgen))"
    r"[\s.!👇👈]*$",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"telegram|whatsapp|viber|youtube|newsletter|instagram|facebook|twitter|podcast|channel|"
    r"\bapp\b|updates|alerts|inbox|телеграм|ватсап|вайбер|ютуб|канал|рассылк|розсилк|"
    r"\buns\b|kanal|\bnous\b|\bнас\b|наш|новости|новини|kanal|bülten|uygulama|bildirim|\bbizi\b",
    re.IGNORECASE,
)
_BARE_ASK_WORDS = 4
_LONGEST_ASK = 260
_LONGEST_LEAD = 320
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_ORNAMENT = re.compile(rf"[\s{dom.ORNAMENT}]+")
_EXCERPT = 80

_POINTER = "points to another story"
_ADVERT = "the label of an advertisement"
_CALL = "asks readers to subscribe"


def clean(post: SeenPost) -> tuple[SeenPost | None, tuple[Dropped, ...]]:
    """The post without promotional lines, or None if it is nothing else; and what was left out."""
    headline = _bare(Text(post.headline)).value
    if _LEAD.match(headline) or _is_call(headline):
        why = _POINTER if _LEAD.match(headline) else _CALL
        return None, (_entry(post.headline, why),)
    body, dropped = _clean_body(post.body)
    says_nothing = not body or is_only_a_link(body)
    announces_nothing = not headline or _WEAK_LEAD.match(headline)
    if says_nothing and announces_nothing and not post.media and not post.withdrawn:
        what = post.headline or body.value
        if not what and not dropped:
            return post, ()  # empty, which is for others to judge
        return None, (*dropped, *([_entry(what, _POINTER)] if what else []))
    return replace(post, body=body), tuple(dropped)


def _clean_body(body: Text) -> tuple[Text, list[Dropped]]:
    dropped: list[Dropped] = []
    paragraphs = []
    after_lead = False
    for paragraph in _split(body, "\n\n"):
        lines = []
        for line in _split(paragraph, "\n"):
            why = _why_line(line) or (_POINTER if after_lead and is_only_a_link(line) else "")
            after_lead = bool(why) and (after_lead or _is_bare_lead(line))
            kept = Text() if why else _without_calls(line)
            if len(kept) < len(line):
                dropped.append(_entry(line.value if why else _lost(line, kept), why or _CALL))
            lines.append(kept)
        paragraphs.append(join("\n", lines))
    return (join("\n\n", paragraphs) if dropped else body), dropped


def _why_line(line: Text) -> str:
    bare = _bare(line)
    if not bare:
        return ""
    if len(bare) <= _LONGEST_LEAD:
        if _LEAD.match(bare.value):
            return _POINTER
        weak = _WEAK_LEAD.match(bare.value)
        if weak and (is_only_a_link(bare.slice(weak.end(), len(bare))) or is_only_a_link(bare)):
            return _POINTER
    if _LABEL.fullmatch(bare.value):
        return _ADVERT
    if _is_call(bare.value):
        return _CALL
    begins_with_ornament = len(bare) < len(line.strip()) and not line.value.startswith("• ")
    return _POINTER if begins_with_ornament and is_only_a_link(bare) else ""


def _is_bare_lead(line: Text) -> bool:
    bare = _bare(line).value
    found = _LEAD.match(bare)
    return bool(found) and not bare[found.end() if found else 0 :].strip()


def _is_call(sentence: str) -> bool:
    if len(sentence) > _LONGEST_ASK:
        return False
    asked = _ASK.match(sentence)
    if not asked:
        return bool(_ASKED_LAST.search(sentence) and _PLACE.search(sentence))
    if len(_SENTENCE_END.split(sentence.strip())) > 1:
        return all(_is_call(part) for part in _SENTENCE_END.split(sentence.strip()))
    rest = sentence[asked.end() :]
    return bool(_PLACE.search(rest or sentence)) or len(sentence.split()) <= _BARE_ASK_WORDS


def _without_calls(line: Text) -> Text:
    """The line without whole sentences at its end that ask readers to subscribe."""
    starts = [0, *(found.end() for found in _SENTENCE_END.finditer(line.value))]
    end = len(line)
    for start in reversed(starts):
        if not _is_call(_bare(line.slice(start, end)).value):
            break
        end = start
    return line if end == len(line) else line.slice(0, end).strip()


def is_only_a_link(text: Text) -> bool:
    """Whether links cover every word."""
    links = [span for span in text.spans if span.style is Style.LINK]
    if not links:
        return False
    linked = [False] * len(text)
    for span in links:
        linked[span.start : span.end] = [True] * span.length
    letters = [covered for sign, covered in zip(text.value, linked, strict=True) if sign.isalnum()]
    return bool(letters) and all(letters)


def leads_away(text: Text, page: str) -> bool:
    """Whether this is only a link, to another page than `page` and what stands below it."""
    here = urldefrag(page).url.rstrip("/")
    links = [span.url for span in text.spans if span.style is Style.LINK]
    return is_only_a_link(text) and not any(url.startswith(here) for url in links)


def _bare(text: Text) -> Text:
    """Without the bullets, arrows and emoji that head it."""
    found = _ORNAMENT.match(text.value)
    return text.slice(found.end() if found else 0, len(text)).strip()


def _split(text: Text, separator: str) -> list[Text]:
    parts, start = [], 0
    for found in re.finditer(re.escape(separator), text.value):
        parts.append(text.slice(start, found.start()))
        start = found.end()
    return [*parts, text.slice(start, len(text))]


def _lost(line: Text, kept: Text) -> str:
    return line.value[len(kept) :].strip()


def _entry(what: str, why: str) -> Dropped:
    return Dropped(what.strip()[:_EXCERPT], why)
