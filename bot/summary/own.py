"""The source's own takeaways, on top of the lines that were chosen. Pure.

Some pages keep a box of key takeaways. Its author has seen the whole event, so its lines come
first, in their order; each leads to the post that says it, where one does, else to the box. What
they say is not said again by a chosen line.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.model import Post, Section, SectionKind, Summary, Takeaway
from bot.summary.concepts import stemmer, tells
from bot.summary.extract import MOST_TAKEAWAYS
from bot.summary.lexicon import lexicon
from bot.summary.units import language_of, trimmed, units, words_of

_SAME: Final = 0.6
"""The share of the shorter line's stems from which two lines say the same."""
_SAYS: Final = 0.6
"""The share of a takeaway's stems that a post must hold to be the one that says it."""
_FEWEST_WORDS: Final = 4

_BULLET = re.compile(r"^[\s•·●▪‣◦*–—-]+|^\s*\d{1,2}[.)]\s+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says, so far as it can be compared."""

    stems: frozenset[str]
    figures: frozenset[str]

    def within(self, other: "_Said") -> float:
        """Which share of this `other` says as well; nothing if a figure is missing there."""
        if not self.stems or not self.figures <= other.figures:
            return 0.0
        return len(self.stems & other.stems) / len(self.stems)


def with_own(
    summary: Summary, sections: Sequence[Section], posts: Sequence[Post], language: str
) -> Summary:
    """The summary with the takeaways that the source itself gives, at most MOST_TAKEAWAYS."""
    given = list(_takeaways(sections))
    if not given:
        return summary
    told = _told(posts, language)
    taken = [_said(line.text, language) for line in summary.lines[:1] if summary.outcome]
    own: list[Takeaway] = []
    for text, section in given:
        said = _said(text, language)
        if len(own) < MOST_TAKEAWAYS and not any(_same(said, other) for other in taken):
            taken.append(said)
            own.append(_linked(text, said, section, told))
    chosen = [
        line
        for line in summary.takeaways
        if not any(_same(_said(line.text, language), other) for other in taken)
    ]
    return replace(summary, takeaways=(*own, *chosen)[:MOST_TAKEAWAYS])


def _takeaways(sections: Sequence[Section]) -> Iterator[tuple[str, Section]]:
    """Each line of the boxes that stand, without its bullet."""
    for section in sections:
        if section.kind is not SectionKind.TAKEAWAYS or section.withdrawn_at is not None:
            continue
        for line in section.body.value.splitlines():
            text = trimmed(" ".join(_BULLET.sub("", line).split()))
            if len(text.split()) >= _FEWEST_WORDS:
                yield text, section


def _told(posts: Sequence[Post], language: str) -> dict[int, list[tuple[str, _Said]]]:
    """What each post says, line by line, the oldest post first."""
    told: dict[int, list[tuple[str, _Said]]] = {}
    for unit in units(posts, language):
        said = _comparable(unit.text, unit.words, unit.language)
        told.setdefault(unit.post_id, []).append((unit.text, said))
    return told


def _linked(
    text: str, said: _Said, section: Section, told: dict[int, list[tuple[str, _Said]]]
) -> Takeaway:
    """The takeaway with the newest post that says it best, and the line that does so there."""
    best, score = None, _SAYS
    for post_id, lines in told.items():
        share = said.within(_together(each for _, each in lines))
        if share >= score:
            best, score = post_id, share
    if best is None:
        return Takeaway(text, None, url=section.url)
    line, _ = max(told[best], key=lambda each: len(said.stems & each[1].stems))
    return Takeaway(text, best, said="" if line == text else line)


def _together(said: Iterable[_Said]) -> _Said:
    every = list(said)
    return _Said(
        frozenset().union(*(each.stems for each in every)),
        frozenset().union(*(each.figures for each in every)),
    )


def _same(one: _Said, other: _Said) -> bool:
    """Whether the shorter adds next to nothing; a figure that differs says something else."""
    fewer = min(len(one.stems), len(other.stems))
    if not fewer or (one.figures and other.figures and not one.figures & other.figures):
        return False
    return len(one.stems & other.stems) >= _SAME * fewer


def _said(text: str, language: str) -> _Said:
    spoken = language_of(text, language)
    return _comparable(text, words_of(text, spoken), spoken)


def _comparable(text: str, words: Sequence[str], language: str) -> _Said:
    stem, small = stemmer(language), lexicon(language).stop_words
    stems = frozenset(stem(word) for word in words if tells(word, small))
    return _Said(stems, frozenset(_FIGURE.findall(text)))
