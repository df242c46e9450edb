"""Whether a line that a machine wrote says no more than the words it was made from. Pure.

A machine may be mistaken, or do what a hostile post tells it. Nothing it writes is sent unless
every figure, name, address and negation in it is found in the line that it was given. What cannot
be checked counts as wrong: the extracted line is always there to fall back on.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from bot.sense import NEGATIONS
from bot.summary.concepts import stemmer
from bot.summary.lexicon import lexicon
from bot.summary.units import fold, language_of, words_of
from bot.summary.vocabulary import DAYS, NUMBERS, PLACES, meanings

LONGEST: Final = 1.6
"""A line may be so many times as long as its source, and MORE_LETTERS more."""
MORE_LETTERS: Final = 40

_OWN_WORDS = 0.25
"""The share of a rewritten line's content words that the source may lack."""
_SAME_NAME = 0.6
"""How alike the consonants of a name are in two alphabets, from 0 to 1."""
_BEGINNING = 4

_CYRILLIC = frozenset({"ru", "uk"})
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_THOUSANDS = re.compile(r"(?<=\d)[.,\s](?=\d{3}(?!\d))")
_FOREIGN = re.compile(r"https?:|www\.|[@#]\w|\w\.\w{2,}/|[<>\[\]{}|`\n\r\t]")
_NAME = re.compile(r"[^\W\d_][\w'’-]*")
# What denies besides the words of `bot.sense`: endings, prefixes, and verbs that say no themselves.
_NO = {
    "en": re.compile(r"n't\b|\b(?:fail|refus|reject|den(?:y|ie)|without)"),
    "ru": re.compile(r"\b(?:не|ни|без|отказ|отверг|отклон)"),
    "uk": re.compile(r"\b(?:не|ні|без|відмов|відкин|відхил)"),
    "tr": re.compile(
        r"\b\w{2,}(?:m[ae](?:d[ıi]|z\b|m[ıi]ş|y[ae]n|y[ae]c[ae][kğ])|m[ıiuü]yor|s[ıiuü]z\b)|\b(?:red|değil)"
    ),
}
# Letters that give the wrong one of two close languages away.
_NEIGHBOURS = {"ru": re.compile("[іїєґ]"), "uk": re.compile("[ыэъё]")}
_LETTERS = str.maketrans(
    dict(zip("абвгґдезийіїйклмнопрстуфхыэ", "abvggdezijiijklmnoprstufhye", strict=True))
    | {"ж": "j", "ц": "c", "ч": "c", "ш": "s", "щ": "s", "ю": "u", "я": "a", "є": "e", "ё": "e"}
    | {"ь": "", "ъ": "", "ı": "i", "ş": "s", "ç": "c", "ğ": "g", "ö": "o", "ü": "u", "â": "a"}
)
_SOUNDS = (
    *(("sch", "s"), ("sh", "s"), ("ch", "c"), ("zh", "j"), ("kh", "h"), ("ts", "c")),
    *(("ph", "f"), ("w", "v"), ("ck", "k"), ("x", "ks"), ("q", "k")),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A line that a machine wrote in a language, and the one it was made from in another or not."""

    line: str
    source: str
    language: str
    written_in: str

    @property
    def opening(self) -> str:
        """The first word of the line, which is capitalised whatever it is."""
        found = _NAME.search(self.line)
        return found[0] if found else ""

    @property
    def names(self) -> list[str]:
        """The capitalised words of the line, its first word included."""
        return [word for word in _NAME.findall(self.line) if word[0].isupper()]


def unsupported(line: str, source: str, language: str, written_in: str) -> str:
    """Why `line` must not be sent for `source`, in words for a log; empty when it may.

    `language` is that of the source, `written_in` the one the line should be in.
    """
    claim = Claim(line, source, language, written_in)
    names = _strange_words if language == written_in else _strange_names
    checks = (_misshapen, _in_another_language, _strange_figures, _strange_numbers, _denial, names)
    return next((why for check in checks if (why := check(claim))), "")


def _misshapen(claim: Claim) -> str:
    if not claim.line.strip() or len(claim.line) > LONGEST * len(claim.source) + MORE_LETTERS:
        return "it is empty or far longer than its source"
    return "it holds an address or markup" if _FOREIGN.search(claim.line) else ""


def _in_another_language(claim: Claim) -> str:
    wanted = claim.written_in
    spoken = language_of(claim.line, wanted)
    foreign = wanted in _NEIGHBOURS and _NEIGHBOURS[wanted].search(claim.line.lower())
    if spoken == wanted and not foreign and _is_cyrillic(claim.line) == (wanted in _CYRILLIC):
        return ""
    return f"it is not in the language asked for ({wanted})"


# --- Figures, numbers, negations ------------------------------------------------------------------


def _strange_figures(claim: Claim) -> str:
    missing = _figures(claim.line) - _figures(claim.source)
    return f"its figures are not in the source: {', '.join(sorted(missing))}" if missing else ""


def _figures(text: str) -> frozenset[str]:
    """The figures, without what separates their thousands; a decimal comma is a point."""
    found = (each.strip() for each in _FIGURE.findall(_THOUSANDS.sub("", text)))
    return frozenset(re.sub(r"[,:\s]", ".", each) for each in found)


def _strange_numbers(claim: Claim) -> str:
    missing = _numbers(claim.line, claim.written_in) - _numbers(claim.source, claim.language)
    if not missing:
        return ""
    return f"its numbers or days are not in the source: {', '.join(sorted(missing))}"


def _numbers(text: str, language: str) -> frozenset[str]:
    """Numbers in words, days and months; a number in figures counts as said too."""
    folded = fold(text, language)
    numbers = meanings(folded, language, NUMBERS) | _figures(text)
    return numbers | {f"day {day}" for day in meanings(folded, language, DAYS)}


def _denial(claim: Claim) -> str:
    if _denies(claim.line, claim.written_in) == _denies(claim.source, claim.language):
        return ""
    return "one says no where the other does not"


def _denies(text: str, language: str) -> bool:
    """Whether the line says no anywhere."""
    if NEGATIONS.intersection(words_of(text, language)):
        return True
    return bool(_NO.get(language, _NO["en"]).search(fold(text, language)))


# --- Names and words ------------------------------------------------------------------------------


def _strange_words(claim: Claim) -> str:
    """Names, words of an outcome, or too many others that the source does not have."""
    language = claim.language
    known = {_stem(word, language) for word in words_of(claim.source, language)}
    small = lexicon(language).stop_words
    words = [word for word in words_of(claim.line, language) if word not in small]
    strange = [word for word in words if not _among(_stem(word, language), known)]
    for name in claim.names:
        if fold(name, language) in strange:
            return f"it names what the source does not: {name}"
    decisive = (*lexicon(language).results, *lexicon(language).pending)
    for word in strange:
        if word.startswith(tuple(each for each in decisive if len(each) >= _BEGINNING)):
            return f"it speaks of an outcome that the source does not: {word}"
    if len(strange) > _OWN_WORDS * len(words):
        return f"too many words are its own: {', '.join(strange)}"
    return ""


def _stem(word: str, language: str) -> str:
    return stemmer(language)(word)


def _among(stem: str, known: set[str]) -> bool:
    """Whether a stem is known, or one that begins alike: endings and derivations differ."""
    begin = stem[: max(_BEGINNING, len(stem) - 2)]
    return stem in known or (
        len(begin) >= _BEGINNING and any(each.startswith(begin) for each in known)
    )


def _strange_names(claim: Claim) -> str:
    """Names in a translation that are no word of the source's in another alphabet or spelling."""
    written_in = claim.written_in
    known = meanings(fold(claim.source, claim.language), claim.language, PLACES)
    if new := meanings(fold(claim.line, written_in), written_in, PLACES) - known:
        return f"it names places that the source does not: {', '.join(sorted(new))}"
    sounds = [_consonants(word, claim.language) for word in words_of(claim.source, claim.language)]
    for name in claim.names:
        folded = fold(name, written_in)
        if any(meanings(folded, written_in, known) for known in (PLACES, DAYS)):
            continue
        if name == claim.opening and not _opens_with_a_name(claim):
            continue
        if not any(_alike(_consonants(folded, written_in), each) for each in sounds):
            return f"it names what the source does not: {name}"
    return ""


def _opens_with_a_name(claim: Claim) -> bool:
    """Whether the first word is a name: another follows it, or it comes again further on."""
    rest = claim.line[claim.line.index(claim.opening) + len(claim.opening) :]
    following = _NAME.search(rest)
    return bool(following and following[0][0].isupper()) or claim.opening in rest


def _consonants(word: str, language: str) -> str:
    """What a word sounds like in Latin letters, without vowels, which differ most."""
    latin = fold(word, language).translate(_LETTERS)
    for letters, sound in _SOUNDS:
        latin = latin.replace(letters, sound)
    return re.sub(r"[aeiouyj'’-]", "", latin)


def _alike(one: str, other: str) -> bool:
    if not one or not other or one[0] != other[0]:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SAME_NAME


def _is_cyrillic(text: str) -> bool:
    """Whether most letters are."""
    return 2 * len(re.findall(r"[\u0400-\u04ff]", text)) > sum(map(str.isalpha, text))
