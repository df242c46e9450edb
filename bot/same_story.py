"""Whether a post tells what another one has told before. Pure.

Taking news for known loses it; taking the known for news repeats it. The second is the smaller
harm, so every word of the new text must stand in the old one, spelling apart.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.model import Post
from bot.sense import NEGATIONS, STUB, sense_changed, words

WINDOW = timedelta(hours=2)
"""How far apart two posts that tell the same may be; a long text that is the same, any time."""

LONG = 60
"""So many characters, spaces apart, are not there twice by chance."""

SHINGLE = 3
"""Words in a row that are looked for in the other text."""

SHARED = 0.8
"""The share of its rows of words that a text must find in one that tells the same."""

HEADLINE = range(5, 41)
"""So many words make a headline that may stand as one sentence of a longer text."""

ROOM = 1.4
"""How many times as many words as the headline that sentence may have."""

_SAYS_NOTHING = frozenset(
    "the a an breaking urgent flash срочно молния терміново блискавка acil flaş".split()
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORD = re.compile(r"\w+")
_RAREST = 5
_MOST_COMPARED = 20


def tells_the_same(new: Post, old: Post) -> bool:
    """Whether `old` says all that `new` says; it may say more.

    Other figures or names, a negation that one lacks, or other words make it another story.
    """
    told = _telling(_text(new))
    if not told:
        return False
    if told in (_telling(_text(old)), _telling(old.headline)):
        return True
    if len(told) in HEADLINE and any(_holds(one, told) for one in _SENTENCE.split(_text(old))):
        return True
    return len(_text(new)) >= STUB and _covers(_text(old), _text(new))


class Told:
    """Posts in which the one that told the same is looked up.

    A post is compared only with those that have its rarest words, one at most missing, so that
    among thousands of posts it costs little more than among a few.
    """

    def __init__(self, posts: Iterable[Post], fresh: Sequence[Post]) -> None:
        """`fresh` are the posts that `find` will be asked for."""
        times = [post.posted_at for post in fresh]
        first, last = min(times) - WINDOW, max(times) + WINDOW
        self._by_text: dict[str, Post] = {}
        self._by_word: dict[str, list[Post]] = defaultdict(list)
        for post in posts:
            self._by_text.setdefault(_letters(post), post)
            if first <= post.posted_at <= last:
                for word in set(_telling(_text(post))):
                    self._by_word[word].append(post)

    def find(self, new: Post) -> Post | None:
        """The post that told the same, the nearest in time; None if there is none."""
        letters = _letters(new)
        if len(letters) >= LONG and (same := self._by_text.get(letters)):
            return same
        near = sorted(
            (post for post in self._candidates(new) if _apart(post, new) <= WINDOW),
            key=lambda post: _apart(post, new),
        )
        return next((post for post in near[:_MOST_COMPARED] if tells_the_same(new, post)), None)

    def _candidates(self, new: Post) -> Iterable[Post]:
        known = [word for word in set(_telling(_text(new))) if word in self._by_word]
        rarest = sorted(known, key=lambda word: (len(self._by_word[word]), word))[:_RAREST]
        shared = Counter(post.id for word in rarest for post in self._by_word[word])
        having = {post.id: post for word in rarest for post in self._by_word[word]}
        return [having[number] for number, count in shared.items() if count >= len(rarest) - 1]


def _apart(one: Post, other: Post) -> timedelta:
    return abs(one.posted_at - other.posted_at)


def _text(post: Post) -> str:
    return f"{post.headline}\n{post.body.value}"


def _letters(post: Post) -> str:
    return "".join(_text(post).casefold().split())


def _telling(text: str) -> list[str]:
    """The words that say something, in order."""
    return [word for word in words(text) if word not in _SAYS_NOTHING]


def _holds(sentence: str, told: Sequence[str]) -> bool:
    """Whether a sentence has all these words, in their order, and hardly any others."""
    known = _telling(sentence)
    if len(known) > ROOM * len(told) or _negations(known) != _negations(told):
        return False
    left = iter(known)
    return all(word in left for word in told)


def _negations(told: Iterable[str]) -> Counter[str]:
    return Counter(word for word in told if word in NEGATIONS)


def _covers(old: str, new: str) -> bool:
    """Whether nearly every row of words of the new text stands in the old, and none is changed."""
    known = _telling(old)
    told = _shingles(_telling(new))
    if len(told & _shingles(known)) < SHARED * len(told) or sense_changed(new, old):
        return False
    return _names(new) <= set(known)  # a name is never misspelled: it is somebody else's


def _names(text: str) -> set[str]:
    return {plain for word in _WORD.findall(text) if word[0].isupper() for plain in _telling(word)}


def _shingles(told: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(told[start : start + SHINGLE]) for start in range(len(told) - SHINGLE + 1)}
