"""The lines a summary may be made of: headlines and sentences that stand on their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.model import Post, PostKind
from bot.summary.lexicon import Lexicon, lexicon
from bot.summary.sentences import sentences

FEWEST_WORDS, MOST_WORDS = 5, 35
# Headlines drop the small words, and Turkish ones say much in little.
FEWEST_HEADLINE_WORDS = 4

_WORD = re.compile(r"\d+(?:[.,:]\d+)+|\w+(?:['’ʼ-]\w+)*")
_TIME = r"\d{1,2}[:.]\d{2}(?:\s*(?:GMT|UTC|MSK|TSİ|МСК|h|ч|Uhr|[ap]\.?m\.?))?"
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
    rf"\s*(?:[(\[](?:(?:{_MEDIA_WORD})\s*:[^)\]]*|(?:{_AGENCY}))[)\]]"
    rf"|[–—|/]\s*(?:{_AGENCY}))[\s.]*$",
    re.IGNORECASE,
)
_CAPTION = re.compile(rf"^\W*(?:{_MEDIA_WORD})\b[^:]{{0,20}}:", re.IGNORECASE)
_FOREIGN_TO_A_SENTENCE = re.compile(r"[?@#]|https?:|www\.|\.{3}$|…$|:$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A candidate line, verbatim from its post, and what weighs in its favour.

    `words` are its words folded to lower case; `time` runs from 0 (oldest post) to 1 (newest);
    `shouted` is all capitals; `leaning` holds a word that stands for something named elsewhere.
    """

    text: str
    words: tuple[str, ...]
    post_id: int
    order: int
    time: float
    headline: bool
    first: bool
    key_moment: bool
    shouted: bool
    leaning: bool


def units(posts: Sequence[Post], language: str) -> list[Unit]:
    """The lines fit for a summary, from the oldest to the newest."""
    listed = sorted(live_updates(posts), key=lambda post: (post.posted_at, post.position))
    known = lexicon(language)
    found: list[Unit] = []
    for number, post in enumerate(listed):
        time = number / (len(listed) - 1) if len(listed) > 1 else 1.0
        for line, headline, first in _lines(post):
            words = tuple(words_of(line, language))
            if not _fit(line, words, known, headline=headline):
                continue
            found.append(
                Unit(
                    text=line,
                    words=words,
                    post_id=post.id,
                    order=len(found),
                    time=time,
                    headline=headline,
                    first=first,
                    key_moment=post.key_moment,
                    shouted=line.isupper(),
                    leaning=not known.leaning.isdisjoint(words),
                )
            )
    return found


def live_updates(posts: Sequence[Post]) -> list[Post]:
    """The posts that stand: no withdrawn ones, no summaries."""
    return [post for post in posts if post.withdrawn_at is None and post.kind is PostKind.UPDATE]


def words_of(text: str, language: str) -> list[str]:
    """The words of `text` in lower case, by the rules of the language's alphabet."""
    return _WORD.findall(fold(text, language))


def fold(text: str, language: str) -> str:
    """Lower case; Turkish has two letters i, which Python's `lower` mixes up."""
    if language == "tr":
        text = text.replace("İ", "i").replace("I", "ı")
    return text.lower().replace("’", "'")


def _lines(post: Post) -> Iterator[tuple[str, bool, bool]]:
    """The post's lines, trimmed: text, whether it is the headline, whether the body opens so."""
    captions = {" ".join(item.caption.split()) for item in post.media if item.caption}
    headline = trimmed(" ".join(post.headline.split()))
    if headline:
        yield headline, True, False
    first = True
    for sentence in sentences(post.body.value):
        line = trimmed(sentence)
        caption = _CAPTION.match(sentence) or " ".join(sentence.split()) in captions
        if line and line != headline and not caption:
            yield line, False, first
            first = False


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
        or _opens_with(folded, known.openers)
        or any(f" {phrase}" in f" {folded}" for phrase in known.chatter)
    )


def _speaks_of_persons(line: str, words: Sequence[str], known: Lexicon) -> bool:
    """First or second person; "US" is a country unless everything is in capitals."""
    persons = known.personal.intersection(words)
    if persons == {"us"} and not re.search(r"\bus\b", line):
        return False
    return bool(persons)


def _opens_with(folded: str, openers: Sequence[str]) -> bool:
    return any(folded == opener or folded.startswith(f"{opener} ") for opener in openers)
