"""The background of a coverage as a reader looks it up: its sections, and each of them. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot.model import Coverage, Part, Section, SectionKind
from bot.phrases import Catalogue, say
from bot.rendering.links import web_address
from bot.rendering.parts import CAPTION_LIMIT, TEXT_LIMIT, clean
from bot.rendering.post import credits_line, source_link
from bot.rendering.split import clip, fits, split
from bot.rendering.times import LocalClock, local_clock
from bot.text import Text, bold, join, link

BACKGROUND_WORDS: Catalogue = {
    "delegations": {
        "en": "Delegations",
        "ru": "Делегации",
        "uk": "Делегації",
        "tr": "Heyetler",
    },
    "venue": {
        "en": "Where and when",
        "ru": "Где и когда",
        "uk": "Де і коли",
        "tr": "Nerede ve ne zaman",
    },
    "goals": {
        "en": "Goals of the sides",
        "ru": "Цели сторон",
        "uk": "Цілі сторін",
        "tr": "Tarafların hedefleri",
    },
    "prognosis": {"en": "Prognosis", "ru": "Прогноз", "uk": "Прогноз", "tr": "Öngörü"},
    "takeaways": {
        "en": "Key takeaways",
        "ru": "Главное",
        "uk": "Головне",
        "tr": "Öne çıkanlar",
    },
    "video": {
        "en": "Video broadcast",
        "ru": "Видеотрансляция",
        "uk": "Відеотрансляція",
        "tr": "Canlı yayın",
    },
    "other": {"en": "Background", "ru": "Справка", "uk": "Довідка", "tr": "Arka plan"},
    "choose": {
        "en": "What the source tells around its updates; choose a section to read it:",
        "ru": "Что источник рассказывает помимо обновлений; выберите раздел, чтобы прочитать:",
        "uk": "Що джерело розповідає окрім оновлень; оберіть розділ, щоб прочитати:",
        "tr": "Kaynağın güncellemeler dışında anlattıkları; okumak için bir bölüm seçin:",
    },
    "which": {
        "en": "Which coverage?",
        "ru": "Какая трансляция?",
        "uk": "Яка трансляція?",
        "tr": "Hangi anlatım?",
    },
    "nothing": {
        "en": "The source tells nothing around its updates.",
        "ru": "Помимо обновлений источник ничего не рассказывает.",
        "uk": "Окрім оновлень джерело нічого не розповідає.",
        "tr": "Kaynak güncellemeler dışında bir şey anlatmıyor.",
    },
    "watch": {
        "en": "Watch the broadcast",
        "ru": "Смотреть трансляцию",
        "uk": "Дивитися трансляцію",
        "tr": "Yayını izle",
    },
    "as_of": {
        "en": "as of {time}",
        "ru": "по состоянию на {time}",
        "uk": "станом на {time}",
        "tr": "{time} itibarıyla",
    },
}

_LABEL = 48
_TITLE = 200


def section_title(section: Section, language: str) -> str:
    """The section's own heading on one line; the name of its kind where it has none."""
    own = clip(clean(Text(section.heading)).value, _TITLE)
    return own or say(BACKGROUND_WORDS, section.kind.value, language)


def section_label(section: Section, language: str) -> str:
    """The title as a button's label."""
    return clip(section_title(section, language), _LABEL)


def render_list(coverage: Coverage, sections: Sequence[Section], language: str) -> Text:
    """What stands above the buttons of the sections, or in their place."""
    said = say(BACKGROUND_WORDS, "choose" if sections else "nothing", language)
    return join("\n\n", [bold(clip(clean(Text(coverage.title)).value, _TITLE)), said])


def render_nothing(language: str) -> Text:
    """What is said where there is nothing to look up."""
    return Text(say(BACKGROUND_WORDS, "nothing", language))


def render_section(
    section: Section, coverage: Coverage, language: str, *, now: datetime
) -> tuple[Part, ...]:
    """A section as calm messages: its heading, what it says, since when, and where that stands.

    A picture goes along where everything fits into one message with it.
    """
    clock = local_clock(coverage, language)
    said = [
        bold(section_title(section, clock.language)),
        _watch(section, clock.language),
        clean(section.body),
    ]
    foot = _foot(section, clock, now)
    shown = section.media[:1]
    if shown:
        credit = credits_line(shown, clock.language)
        caption = join("\n\n", [*said, join("\n", [credit, foot])])
        if fits(caption, CAPTION_LIMIT):
            return (Part(caption, shown, silent=True),)
    text = join("\n\n", [*said, foot])
    return tuple(Part(piece, silent=True) for piece in split(text, TEXT_LIMIT))


def _watch(section: Section, language: str) -> Text:
    if section.kind is not SectionKind.VIDEO or not web_address(section.url):
        return Text()
    return link(say(BACKGROUND_WORDS, "watch", language), section.url)


def _foot(section: Section, clock: LocalClock, now: datetime) -> Text:
    """Since when the section says this, and the way to it."""
    time = clock.time_in_city(section.as_of, clock.day(now))
    said = say(BACKGROUND_WORDS, "as_of", clock.language, time=time)
    is_video = section.kind is SectionKind.VIDEO
    source = Text() if is_video else source_link(section.url, clock.language)
    return join(" · ", [said, source])
