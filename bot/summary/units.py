"""The lines a summary may be made of: headlines and sentences that stand on their own."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.model import Post, PostKind
from bot.phrases import LANGUAGES
from bot.summary.lexicon import Lexicon, lexicon
from bot.summary.sentences import sentences

FEWEST_WORDS, MOST_WORDS = 5, 40
# Headlines drop the small words, and Turkish ones say much in little.
FEWEST_HEADLINE_WORDS = 4

_WORD = re.compile(r"\d+(?:[.,:]\d+)+|\w+(?:['’ʼ-]\w+)*")
_CLOCK = r"(?:\d{1,2}[:.]\d{2}|\d{1,2}(?=\s*[ap]\.?m))"
_TIME = rf"{_CLOCK}(?:\s*(?:GMT|UTC|MSK|TSİ|МСК|h|ч|Uhr|[ap]\.?m\.?))?"
_LABEL = (
    r"breaking(?: news)?|update[ds]?|just in|live|key moment|latest|correction|corrected|watch|"
    r"срочно|молния|обновлено|главное|исправлено|уточнение|терміново|оновлено|блискавка|"
    r"виправлено|уточнення|son dakika|güncelleme|güncellendi|düzeltme|flaş"
)
_LEADING = re.compile(
    rf"^(?:[\W_]*(?:{_TIME}\s*[:–—|-]+|(?:{_LABEL})\s*[:–—|!]+))+\s*", re.IGNORECASE
)
_LEADING_TIME = re.compile(rf"^{_TIME}\s+(?=[^\W\d_])")
_AGENCY = (
    r"reuters|afp|ap|dpa|epa|aa|dha|iha|anadolu(?: agency| ajansı)?|getty(?: images)?|bbc|cnn|"
    r"тасс|интерфакс|риа новости|ap photo|укрінформ|укринформ|інтерфакс-україна"
)
_MEDIA_WORD = r"photos?|pictures?|images?|videos?|фото\w*|видео|відео|foto(?:ğraf)?|görsel|kaynak"
_TRAILING = re.compile(
    rf"(?<!\s)\s*(?:[(\[](?:(?:{_MEDIA_WORD})\s*:[^)\]]*|(?:{_AGENCY}))[)\]]"
    rf"|[–—|/]\s*(?:{_AGENCY}))[\s.]*$",
    re.IGNORECASE,
)
_CAPTION = re.compile(rf"^\W*(?:{_MEDIA_WORD})\b[^:]{{0,20}}:", re.IGNORECASE)
# Questions, handles, addresses, sentences that break off, pointers to other posts, photo credits.
_FOREIGN_TO_A_SENTENCE = re.compile(
    r"^\(|[?@#]|https?:|www\.|\.{3}$|…$|:$|\(\s*(?:see|см|див|bkz)\b|\w/(?:getty|reuters|afp|epa)\b",
    re.IGNORECASE,
)

_QUOTATION = re.compile(r"«[^«»]*»|[“„][^“”„]*[“”]|\"[^\"]*\"")
_QUOTATION_MARK = re.compile(r"[«»“”„\"]")
# "Both delegations are at the palace" leans on no sentence before it where there is none.
_IN_HEADLINES = frozenset({"both"})
# "he told reporters late"
_SHORT_ATTRIBUTION = 4


@dataclass(frozen=True, slots=True)
class Unit:
    """A line, verbatim from its post, and where it stands there.

    `fit` says that it can stand alone in a summary. `words` are its words folded to lower case;
    `time` runs from 0 (oldest post) to 1 (newest); `place` counts the sentences before it in its
    post's body, which has `sentences` of them; `shouted` is all capitals; `leaning` holds a word
    that stands for something named elsewhere; `language` is the one that its post is written in.
    """

    text: str
    words: tuple[str, ...]
    fit: bool
    post_id: int
    order: int
    time: float
    headline: bool
    place: int
    sentences: int
    key_moment: bool
    shouted: bool
    leaning: bool
    language: str

    @property
    def first(self) -> bool:
        """Whether the post's body opens with this line."""
        return self.place == 0 and not self.headline


def units(posts: Sequence[Post], language: str) -> list[Unit]:
    """All lines from the oldest to the newest. A source's pins count as its key moments.

    Lines unfit for a summary are among them: they still tell what is talked about.
    """
    listed = sorted(live_updates(posts), key=lambda post: (post.posted_at, post.position))
    found: list[Unit] = []
    for number, post in enumerate(listed):
        time = number / (len(listed) - 1) if len(listed) > 1 else 1.0
        found += _units_of(post, time, len(found), language)
    return found


def _units_of(post: Post, time: float, order: int, language: str) -> Iterator[Unit]:
    spoken = language_of(f"{post.headline}\n{post.body.value}", language)
    known = lexicon(spoken)
    lines = list(_lines(post))
    sentence_count = sum(not headline for _, headline in lines)
    headlines = len(lines) - sentence_count
    for number, (line, headline) in enumerate(lines):
        words = tuple(words_of(line, spoken))
        yield Unit(
            text=line,
            words=words,
            fit=_fit(line, words, known, headline=headline),
            post_id=post.id,
            order=order + number,
            time=time,
            headline=headline,
            place=0 if headline else number - headlines,
            sentences=sentence_count,
            key_moment=post.key_moment or post.pinned,
            shouted=line.isupper(),
            leaning=not known.leaning.isdisjoint(words),
            language=spoken,
        )


def live_updates(posts: Sequence[Post]) -> list[Post]:
    """The posts that stand, without summaries."""
    return [post for post in posts if post.stands and post.kind is PostKind.UPDATE]


def language_of(text: str, language: str) -> str:
    """The language that a post is written in, `language` unless another is far likelier.

    What tells them apart are small words, so languages without word lists go unnoticed.
    """
    counts = Counter(_WORD.findall(text.lower()))
    hits = {
        code: sum(count for word, count in counts.items() if word in lexicon(code).stop_words)
        for code in LANGUAGES
    }
    best = max(hits, key=lambda code: hits[code])
    return best if hits[best] >= 2 * hits.get(language, hits[best]) + 2 else language


def words_of(text: str, language: str) -> list[str]:
    """The words of `text` in lower case, by the rules of the language's alphabet."""
    return _WORD.findall(fold(text, language))


def complete(headline: Unit) -> bool:
    """Whether a headline says by itself what happened: a whole statement before any colon."""
    said = words_of(headline.text.partition(":")[0], headline.language)
    return headline.fit and not _is_fragment(said, lexicon(headline.language))


def fold(text: str, language: str) -> str:
    """Lower case; Turkish has two letters i, which Python's `lower` mixes up."""
    if language == "tr":
        text = text.replace("İ", "i").replace("I", "ı")
    return text.lower().replace("’", "'")


def _lines(post: Post) -> Iterator[tuple[str, bool]]:
    """The post's lines, trimmed, and whether each is the headline. Captions are no lines."""
    captions = {" ".join(item.caption.split()) for item in post.media if item.caption}
    headline = trimmed(" ".join(post.headline.split()))
    if headline:
        yield headline, True
    for sentence in sentences(post.body.value):
        line = trimmed(sentence)
        caption = _CAPTION.match(sentence) or " ".join(sentence.split()) in captions
        if line and line != headline and not caption:
            yield line, False


def trimmed(line: str) -> str:
    """`line` without a time stamp or label in front and a credit behind."""
    return _TRAILING.sub("", _LEADING_TIME.sub("", _LEADING.sub("", line.strip()))).strip()


def _fit(line: str, words: Sequence[str], known: Lexicon, *, headline: bool) -> bool:
    """Whether the line can stand alone in a summary."""
    if not (FEWEST_HEADLINE_WORDS if headline else FEWEST_WORDS) <= len(words) <= MOST_WORDS:
        return False
    folded = " ".join(words)
    return not (
        _FOREIGN_TO_A_SENTENCE.search(line)
        or _speaks_of_persons(line, words, known)
        or (_opens_with(folded, known.openers) and not (headline and words[0] in _IN_HEADLINES))
        or folded.endswith(tuple(f" {closer}" for closer in known.closers))
        or _quotes_nobody(line, known)
        or any(f" {phrase}" in f" {folded}" for phrase in known.chatter)
        or (not headline and _is_fragment(words, known))
    )


def _speaks_of_persons(line: str, words: Sequence[str], known: Lexicon) -> bool:
    """First or second person; "US" is a country unless everything is in capitals."""
    persons = known.personal.intersection(words)
    if persons == {"us"} and not re.search(r"\bus\b", line):
        return False
    return bool(persons)


def _is_fragment(words: Sequence[str], known: Lexicon) -> bool:
    """No verb at all, as in a caption. Any word that ends as a regular verb may be one."""
    endings = ("ed", "s", "n't", "'re", "'ve", "'ll")
    return bool(known.verbs) and not any(
        word in known.verbs or word.endswith(endings) for word in words
    )


def _quotes_nobody(line: str, known: Lexicon) -> bool:
    """A quotation that is cut off, or one that only "he said" leads to."""
    outside, quotations = _QUOTATION.subn(" ", line)
    if _QUOTATION_MARK.search(outside):
        return True
    words = _WORD.findall(outside.lower())
    if not quotations or len(words) > _SHORT_ATTRIBUTION:
        return False
    named = [word for word in words if word not in known.stop_words]
    return not named or not known.leaning.isdisjoint(words)


def _opens_with(folded: str, openers: Sequence[str]) -> bool:
    return any(folded == opener or folded.startswith(f"{opener} ") for opener in openers)
