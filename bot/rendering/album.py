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
from bot.rendering.times import local_clock
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
    day, lines = clock.day(shots[0].post.posted_at), list[Text]()
    for number, shot in enumerate(shots, start=1):
        counted = f"{number}. " if len(shots) > 1 else ""
        begins = f"{counted}{clock.time(shot.post.posted_at, day)} "
        name = "" if shared else clip(clean(Text(shot.photo.credit)).value, _CREDIT)
        ends = f" · {name}" if name else ""
        what = clip(_what(shot, clock.language), room - units(begins + ends))
        lines.append(Text(begins + what + ends))
    return Part(join("\n\n", [title, join("\n", lines), shared]), photos)


def _what(shot: Shot, language: str) -> str:
    """What the photo shows: its caption's first sentence, else what its post is about."""
    caption = clean(Text(shot.photo.caption)).value
    return first_sentence(caption, CAPTION_LIMIT) or gist(shot.post, language)
