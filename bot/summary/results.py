"""What was agreed, what was not, and what is said of a next round: lines told apart by their words.

A line that speaks of what might be is none of the first two: only what was done is a result. The
lists are read as `bot.summary.lexicon` says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from bot.model import Results, Takeaway
from bot.summary.choice import same
from bot.summary.features import Line
from bot.summary.units import Unit
from bot.summary.wordlists import hits

MOST_OF_A_KIND: Final = 4
_LATE: Final = 0.5
"""Results are told in the second half; what was agreed earlier is background, of another day."""

_END: Final = 2 / 3
"""Before this, a next round is only what people look forward to."""


class Result(Enum):
    """What kind of result a line tells."""

    AGREED = auto()
    NOT_AGREED = auto()
    NEXT_ROUND = auto()


@dataclass(frozen=True, slots=True)
class _Words:
    """`next_round` lines hold a word of `meeting` and one of `again`, `agreed` none of `maybe`."""

    agreed: tuple[str, ...]
    not_agreed: tuple[str, ...]
    maybe: tuple[str, ...]
    meeting: tuple[str, ...]
    again: tuple[str, ...]


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(","))


_WORDS: Final = {
    "en": _Words(
        agreed=_phrases(
            "agree, signed, adopted, approved, accepted, reached a deal, struck a deal, "
            "a deal was, undertook, committed"
        ),
        not_agreed=_phrases(
            "reject, refus, fail, without a, without an, without any, no ceasefire, no agreement, "
            "no deal, no truce, no breakthrough, no compromise, no progress, not agree, not sign, "
            "not accept, disagree, ruled out, rules out, turned down, far apart, collapse, "
            "broke off, broke down"
        ),
        maybe=_phrases(
            "may, might, could, would, should, hope, expect, want, demand, propos, if, whether, "
            "ready to, call for, calls for, called for, urge, offer, must, until, unless"
        ),
        meeting=_phrases("round, meeting, meet, talks, negotiat, summit"),
        again=_phrases(
            "next, again, another, further, third, fourth, fifth, resume, propos, continue, later"
        ),
    ),
    "ru": _Words(
        agreed=_phrases(
            "договорил, согласи, согласова, подписа, одобр, приняли решени, достигли соглашени, "
            "достигнут, достигнута, приняли предложени, обязал"
        ),
        not_agreed=_phrases(
            "отверг, отклон, отказа, не договорил, не соглас, не подписа, не удалось, не достиг, "
            "без соглашени, без перемири, без прекращени, без договор, безрезультат, сорва, "
            "провал, исключил, перемирия не, прекращения огня не, соглашения не, разногласи"
        ),
        maybe=_phrases(
            "может, могут, мог, бы, если, надеет, надеют, хочет, хотят, требу, предлага, предлож, "
            "призва, готов, ожида, намерен, чтобы, должн, пока не"
        ),
        meeting=_phrases("раунд, встреч, встрет, переговор, саммит"),
        again=_phrases(
            "следующ, новый, нового, новую, новом, новая, очередн, трети, третье, четвёрт, "
            "четверт, ещё, еще, возобнов, снова, предлож, предлага, продолж, позже"
        ),
    ),
    "uk": _Words(
        agreed=_phrases(
            "домовил, погодил, узгодил, підписа, схвал, ухвалил, досягли угоди, досягнуто, "
            "прийняли рішення, прийняли пропозиц, зобов'яза"
        ),
        not_agreed=_phrases(
            "відхил, відмов, відкин, не домовил, не погодил, не підписа, не вдал, не досяг, "
            "без угоди, без перемир, без припинення, без домовлен, безрезультат, зірва, провал, "
            "виключил, перемир'я не, припинення вогню не, угоди не, розбіжност"
        ),
        maybe=_phrases(
            "може, можуть, міг, би, якщо, сподіва, хоче, хочуть, вимага, пропону, запропон, "
            "заклик, готов, очіку, має намір, щоб, повинн, поки не"
        ),
        meeting=_phrases("раунд, зустріч, зустрі, переговор, саміт"),
        again=_phrases(
            "наступн, новий, нового, нову, новому, нова, чергов, третій, третього, третьо, "
            "четверт, ще один, ще одн, віднов, знову, запропон, пропону, продовж, пізніше"
        ),
    ),
    "tr": _Words(
        agreed=_phrases(
            "anlaştı, anlaşmaya var, anlaşma sağlandı, uzlaştı, uzlaşıldı, mutabakata var, "
            "mutabık, imzaladı, imzalandı, kabul etti, kabul edildi, onayla, kararlaştır"
        ),
        not_agreed=_phrases(
            "redde, reddi, anlaşama, uzlaşama, sağlanama, olmadan, sonuçsuz, başarısız, çöktü, "
            "anlaşmadan, kabul etmedi, varılama, imzalanma, anlaşmazlık, dışladı"
        ),
        maybe=_phrases(
            "olabilir, -ebilir, -abilir, bekleni, istiyor, istedi, talep, öner, çağrı, eğer, umut, "
            "umuyor, hazır, gerek, -meli, -malı"
        ),
        meeting=_phrases("tur, turu, turun, turda, görüşme, toplantı, müzakere, zirve, buluş"),
        again=_phrases(
            "sonraki, yeni, üçüncü, dördüncü, tekrar, yeniden, öner, sürecek, devam ed, ileride"
        ),
    ),
}


def result_of(unit: Unit) -> Result | None:
    """What kind of result the line tells, if any; nothing in a language without lists."""
    known = _WORDS.get(unit.language)
    if known is None:
        return None
    if hits(unit.words, known.meeting) and hits(unit.words, known.again):
        return Result.NEXT_ROUND
    if hits(unit.words, known.not_agreed):
        return Result.NOT_AGREED
    if hits(unit.words, known.agreed) and not hits(unit.words, known.maybe):
        return Result.AGREED
    return None


def results(worth: Mapping[Line, float]) -> Results:
    """The lines that tell results, the worthiest of each kind in the order of time.

    `worth` holds the lines that can stand alone. Of lines that say the same the newest is taken.
    """
    kinds = {
        line: kind
        for line in worth
        if (kind := result_of(line.unit)) is not None
        if line.unit.time >= (_END if kind is Result.NEXT_ROUND else _LATE)
    }
    found: dict[Result, list[Line]] = {kind: [] for kind in Result}
    for kind, told in found.items():
        of_kind = [line for line, other in kinds.items() if other is kind]
        for line in sorted(of_kind, key=lambda line: -worth[line]):
            if len(told) == MOST_OF_A_KIND:
                break
            if any(same(line, other) for other in told):
                continue
            alike = [other for other in of_kind if same(line, other)]
            newest = max(alike, key=lambda other: (other.unit.time, other is line))
            if not any(same(newest, other) for other in told):
                told.append(newest)
    return Results(
        agreed=_in_order(found[Result.AGREED]),
        not_agreed=_in_order(found[Result.NOT_AGREED]),
        next_round=_in_order(found[Result.NEXT_ROUND]),
    )


def _in_order(lines: Sequence[Line]) -> tuple[Takeaway, ...]:
    ordered = sorted(lines, key=lambda line: line.unit.order)
    return tuple(Takeaway(line.unit.text, line.unit.post_id) for line in ordered)
