"""What a text says, apart from how it is spelled. Pure.

Half of all edits follow within two minutes and most of them only complete or tidy a text. A mark
on each would make the mark worthless, so it is kept for those that change what was said.
"""

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher

STUB = 80
"""A text shorter than this many characters that doubles is a stub being written out."""

SAME_WORD = 0.75
"""Two spellings that share this much of their letters are one word with a typing error."""

NEGATIONS = frozenset(
    "no not never none neither nobody nothing without нет не ни нельзя никто никогда без немає ні "
    "ніхто ніколи değil yok hayir hiç hiçbir asla".split()
)
NEGATING_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "не", "без", "бес")
TURKISH_NEGATION = re.compile("m[aeiuü]|tm")
"""How Turkish says no: inside the verb. "anlaştılar" they agreed, "anlaşmadılar" they did not."""

LOOKALIKES = frozenset(
    "million billion trillion millions billions east west eastern western tuesday thursday iran "
    "iraq irak іран ірак иран ирак ирана ирака иране ираке июнь июль июня июля июне июле".split()
)
"""Words that are one letter from meaning something else; never taken for typing errors."""

# Spelling that says nothing: the dot of a Turkish capital, dotless i, the Russian ё.
_SAME_LETTER = str.maketrans({"\u0307": None, "ı": "i", "ё": "е"})
_SHORTENED = (("won't", "will not"), ("can't", "can not"), ("cannot", "can not"), ("n't", " not"))
_THOUSANDS = re.compile(r"(?<=\d)[., ](?=\d{3}(?!\d))")
_WORD = re.compile(r"\w+(?:[.,:]\d+)*")


def normal(text: str) -> str:
    """The text without what nobody reads: kinds of space, widths and ligatures of letters."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def sense_changed(old: str, new: str) -> bool:
    """Whether an edit changes what the text says, so that it deserves a visible mark.

    Pure growth, typing errors and changed punctuation do not; a changed figure, a negation that
    came or went, or replaced words do.
    """
    before, after = words(old), words(new)
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    if not gone and not come:
        return before != after
    if any(_has_digit(word) or word in NEGATIONS for word in gone):
        return True
    if any(word in NEGATIONS for word in come) and " ".join(before) not in " ".join(after):
        return True
    if len(old) < STUB and len(new) >= 2 * len(old):
        return False
    return not all(any(_typing_error(word, other) for other in come) for word in gone)


def words(text: str) -> list[str]:
    """The words in a spelling that hides what says nothing: case, separators of thousands."""
    plain = normal(text).casefold().translate(_SAME_LETTER).replace("’", "'")
    for short, full in _SHORTENED:
        plain = plain.replace(short, full)
    return _WORD.findall(_THOUSANDS.sub("", plain))


def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _typing_error(word: str, other: str) -> bool:
    """Whether `other` is `word` spelled slightly differently, and not its opposite."""
    if _has_digit(other) or {word, other} & LOOKALIKES:
        return False
    if any(word == pre + other or other == pre + word for pre in NEGATING_PREFIXES):
        return False
    matcher = SequenceMatcher(None, word, other)
    if matcher.ratio() < SAME_WORD:
        return False
    return not any(
        TURKISH_NEGATION.search(word[a:b]) or TURKISH_NEGATION.search(other[c:d])
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    )
