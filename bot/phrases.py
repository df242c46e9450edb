"""Words in the reader's language. Each area keeps its own catalogue; this file only looks up.

A catalogue maps a name to its wording per language. A test walks every catalogue and demands
every language, with the same placeholders in each.
"""

from collections.abc import Mapping

LANGUAGES = ("en", "ru", "uk", "tr")
FALLBACK = "en"

Catalogue = Mapping[str, Mapping[str, str]]


def known_language(*candidates: str) -> str:
    """The first candidate we have words for ("ru-RU" counts as "ru"), else English."""
    for candidate in candidates:
        code = candidate.replace("_", "-").split("-")[0].lower()
        if code in LANGUAGES:
            return code
    return FALLBACK


def say(catalogue: Catalogue, name: str, language: str, /, **values: object) -> str:
    """The wording of `name` in `language`, with `values` filled in; KeyError if unknown."""
    return catalogue[name][known_language(language)].format(**values)
