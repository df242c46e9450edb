"""The best photos of an event as an album.

Telegram shows the words of an album below it only where a single item has some, so they stand with
the first: a line for each photo, in their order.
"""

from collections.abc import Sequence

from bot.model import Coverage, Part
from bot.phrases import say
from bot.pictures.album import Shot
from bot.rendering.parts import ALBUM_LIMIT, CAPTION_LIMIT, clean
from bot.rendering.post import gist
from bot.rendering.split import clip, first_sentence, units
from bot.rendering.summary_pages import Page, page_title
from bot.rendering.summary_words import SUMMARY_WORDS
from bot.rendering.times import LocalClock, local_clock
from bot.text import Text, join

_CREDIT = 30


def render_album(shots: Sequence[Shot], coverage: Coverage, language: str) -> Part:
    """One message with up to ten photos: "1. 14:45 Delegations arrive · REUTERS" and so on.

    Without photos it says that none can be shown.
    """
    clock = local_clock(coverage, language)
    title = page_title(Page.PHOTOS, coverage, clock.language)
    shots = shots[:ALBUM_LIMIT]
    if not shots:
        none = say(SUMMARY_WORDS, "no_photos", clock.language)
        return Part(join("\n\n", [title, none]))
    # Two lines end between them, and the title's blank line.
    room = (CAPTION_LIMIT - units(title) - 2) // len(shots) - 1
    lines = [_line(number, shot, shots, clock, room) for number, shot in enumerate(shots, start=1)]
    return Part(join("\n\n", [title, join("\n", lines)]), tuple(shot.photo for shot in shots))


def _line(number: int, shot: Shot, shots: Sequence[Shot], clock: LocalClock, room: int) -> Text:
    counted = f"{number}. " if len(shots) > 1 else ""
    day = clock.day(shots[0].post.posted_at)
    time = clock.time(shot.post.posted_at, day)
    credit = clip(clean(Text(shot.photo.credit)).value, _CREDIT)
    credit = f" · {credit}" if credit else ""
    what = first_sentence(clean(Text(shot.photo.caption)).value, room) or gist(
        shot.post, clock.language
    )
    left = room - units(f"{counted}{time} {credit}")
    return Text(f"{counted}{time} {clip(what, left)}{credit}")
