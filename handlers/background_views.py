"""The background of a coverage as buttons and messages. Pure."""

from collections.abc import Sequence
from typing import Final

from bot.follow import Followed, Story
from bot.model import Keyboard, Part
from bot.phrases import say
from bot.rendering.background import BACKGROUND_WORDS, render_list, section_label
from bot.rendering.parts import clean
from bot.rendering.split import clip
from bot.text import Text
from handlers.keyboards import Family

BACKGROUND: Final = Family("k")

_LISTED: Final = 30
_LABEL: Final = 40


def background_rows(story: Story, language: str) -> Keyboard:
    """The button that opens the background; no row where there is none."""
    if not story.background:
        return ()
    label = say(BACKGROUND_WORDS, "other", language)
    return ((BACKGROUND.button(label, "list", story.coverage.id),),)


def background_list(story: Story, language: str) -> Part:
    """The sections of a coverage as buttons."""
    sections = story.background[:_LISTED]
    rows = tuple(
        (
            BACKGROUND.button(
                section_label(section, language), "show", story.coverage.id, section.id
            ),
        )
        for section in sections
    )
    return Part(render_list(story.coverage, sections, language), keyboard=rows, silent=True)


def which_background(followed: Sequence[Followed], language: str) -> Part:
    """Which of several coverages to look up."""
    rows = tuple(
        (BACKGROUND.button(_title(each.story), "list", each.story.coverage.id),)
        for each in followed[:_LISTED]
    )
    return Part(Text(say(BACKGROUND_WORDS, "which", language)), keyboard=rows, silent=True)


def _title(story: Story) -> str:
    return clip(clean(Text(story.coverage.title)).value, _LABEL)
