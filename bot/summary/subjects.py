"""Lines whose subject is a bare noun: "The delegation wants a week" does not say whose. Pure."""

from typing import Final

from bot.summary.units import Unit

_NOUNS: Final = {
    language: frozenset(nouns.split())
    for language, nouns in {
        "en": "delegation side minister ministry document paper memorandum spokesman spokeswoman "
        "negotiator official",
        "ru": "делегация сторона министр министерство документ меморандум",
        "uk": "делегація сторона міністр міністерка міністерство документ меморандум",
        "tr": "heyet taraf bakan bakanlık belge",
    }.items()
}

_NAMES_WITHIN: Final = 2
"""A name stands so close behind its noun: "delegation of Ukraine", "министр Рудин"."""


def bare_subject(unit: Unit) -> bool:
    """Whether the line begins with such a noun and no name follows at once.

    Nothing is known of languages without lists.
    """
    at = 1 if unit.words[:1] == ("the",) else 0
    if _NOUNS.get(unit.language, frozenset()).isdisjoint(unit.words[at : at + 1]):
        return False
    behind = unit.text.split()[at + 1 : at + 1 + _NAMES_WITHIN]
    return not any(word.lstrip('«“"(')[:1].isupper() for word in behind)
