"""The best photos of an event as an album.

Telegram shows the words of an album below it only where a single item has some, so they stand with
the first: a line for each photo, in their order.
"""

from collections.abc import Sequence

from bot.model import Coverage, Part
from bot.phrases import say
from bot.pictures.album import Shot
from bot.rendering.parts import ALBUM_LIMIT, CAPTION_LIMIT, clean
from bot.rendering.post import credits_line, gist
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
    photos = tuple(shot.photo for shot in shots)
    # A credit that all share is said once, at the end.
    shared = credits_line(photos, clock.language) if len({it.credit for it in photos}) == 1 else ""
    # Each line with its end, and the blank lines around them.
    room = (CAPTION_LIMIT - units(title) - units(shared) - 4) // len(shots) - 1
    lines = [
        _line(f"{number}. " if len(shots) > 1 else "", shot, clock, room, credited=not shared)
        for number, shot in enumerate(shots, start=1)
    ]
    return Part(join("\n\n", [title, join("\n", lines), shared]), photos)


def _line(number: str, shot: Shot, clock: LocalClock, room: int, *, credited: bool) -> Text:
    photo, post = shot.photo, shot.post
    name = clip(clean(Text(photo.credit)).value, _CREDIT) if credited else ""
    credit = f" · {name}" if name else ""
    caption = first_sentence(clean(Text(photo.caption)).value, room)
    begins = f"{number}{clock.time(post.posted_at)} "
    what = caption or gist(post, clock.language)
    return Text(begins + clip(what, room - units(begins + credit)) + credit)
