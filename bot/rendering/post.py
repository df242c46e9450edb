"""A post, and what stands in place of a withdrawn one, as the messages a reader sees."""

import re
from collections.abc import Sequence
from datetime import date

from bot.model import Coverage, Media, MediaKind, Part, Post, Preferences
from bot.phrases import say
from bot.rendering.links import web_address
from bot.rendering.parts import ALBUM_LIMIT, CAPTION_LIMIT, SPAN_LIMIT, TEXT_LIMIT, clean
from bot.rendering.split import clip, first_sentence, fits, split, units
from bot.rendering.times import LocalClock, local_clock
from bot.rendering.words import WORDS
from bot.text import Style, Text, bold, join, link, styled

_CREDITS_LENGTH = 200
_STRUCK_LENGTH = 300
_GIST_LENGTH = 120

# A credit that comes with its own label ("Foto: AA") is shown as it is, not labelled twice.
_LABELLED = re.compile(r"\w[\w ]{2,20}:")


def render_post(
    post: Post, coverage: Coverage, preferences: Preferences, language: str
) -> tuple[Part, ...]:
    """What a chat with these preferences sees of a post; at least one part.

    The first part carries the headline and the only sound, the last one the time and the source.
    Posts that carry a `Summary` are rendered by `bot.rendering.summary`.
    """
    clock = local_clock(coverage, language)
    media = tuple(item for item in post.media if _wanted(item, preferences))
    title = _title(post, clock.language)
    body = _body(post, media, clock.language)
    credits_ = credits_line(media, clock.language)
    stamp = _stamp(post, coverage, clock)

    if not media:
        pieces = [Part(text) for text in _with_footer(join("\n\n", [title, body]), stamp)]
    else:
        pieces = _with_media(title, body, credits_, stamp, media)
    return tuple(
        Part(piece.text, piece.media, silent=number > 0 or not preferences.sound)
        for number, piece in enumerate(pieces)
    )


def render_withdrawn(post: Post, coverage: Coverage, language: str) -> Part:
    """What stands in place of a post that can no longer be deleted; short enough for a caption.

    The notice comes first: a lock screen shows no strike-through, and the withdrawn words alone
    would still read as news there.
    """
    clock = local_clock(coverage, language)
    if post.withdrawn_at is None:
        notice = say(WORDS, "withdrawn", clock.language)
    else:
        same_day = clock.day(post.withdrawn_at) == clock.day(post.posted_at)
        time = clock.time(post.withdrawn_at, clock.day(post.posted_at))
        name = "withdrawn_at" if same_day else "withdrawn_on"
        notice = say(WORDS, name, clock.language, time=time)
    headline = clean(Text(post.headline)).value or first_sentence(clean(post.body).value, 300)
    struck = styled(clip(headline, _STRUCK_LENGTH), Style.STRIKETHROUGH) if headline else Text()
    return Part(join("\n\n", [notice, struck]))


def gist(post: Post, language: str) -> str:
    """A post in one short line: its headline, else its first sentence, else what it shows."""
    headline = clip(clean(Text(post.headline)).value, _GIST_LENGTH)
    if headline:
        return headline
    sentence = first_sentence(clean(post.body).value, _GIST_LENGTH)
    return sentence or first_sentence(_captions(post.media), _GIST_LENGTH) or shown(post, language)


def shown(post: Post, language: str) -> str:
    """What a post without words consists of: "Photo" or "Video"; empty without media."""
    return say(WORDS, post.media[0].kind.value, language) if post.media else ""


def credits_line(media: Sequence[Media], language: str) -> Text:
    """Who made the pictures, as the source says it: "Photo: REUTERS, AFP"."""
    lines: list[str] = []
    for kind in MediaKind:
        names = [
            " ".join(clean(Text(item.credit)).value.split()) for item in media if item.kind is kind
        ]
        given = list(dict.fromkeys(filter(None, names)))
        lines += [name for name in given if _LABELLED.match(name)]
        who = ", ".join(name for name in given if not _LABELLED.match(name))
        if who:
            what = say(WORDS, kind.value, language)
            lines.append(say(WORDS, "credit", language, what=what, who=who))
    return Text(clip(" · ".join(lines), _CREDITS_LENGTH))


def source_link(url: str, language: str) -> Text:
    """The word "Source" leading to the post's page; nothing unless the address is http(s)."""
    return link(say(WORDS, "source", language), url) if web_address(url) else Text()


def _wanted(item: Media, preferences: Preferences) -> bool:
    return preferences.photos if item.kind is MediaKind.PHOTO else preferences.videos


def _title(post: Post, language: str) -> Text:
    """The headline in bold, below the mark of a key moment."""
    mark = say(WORDS, "key_moment", language) if post.key_moment else ""
    headline = " ".join(clean(Text(post.headline)).value.split())
    return bold("\n".join(filter(None, [mark, headline])))


def _body(post: Post, media: Sequence[Media], language: str) -> Text:
    """The post's text without a repeated headline.

    Pictures without any words lend their captions. If they are not wanted either, their kind is
    named, so that the message says more than the time.
    """
    body = clean(post.body)
    headline = clean(Text(post.headline)).value
    first_line, _, rest = body.value.partition("\n")
    if headline and first_line.strip() == headline:
        body = body.slice(len(body) - len(rest), len(body)).strip()
    if body:
        return body
    captions = _captions(post.media)
    if captions and captions != headline:
        return Text(captions)
    return Text() if headline or media else Text(shown(post, language))


def _captions(media: Sequence[Media]) -> str:
    captions = [clean(Text(item.caption)).value for item in media]
    return "\n".join(dict.fromkeys(filter(None, captions)))


def _stamp(post: Post, coverage: Coverage, clock: LocalClock) -> Text:
    """The quiet last line: "14:45 Istanbul · corrected 15:02 · Source"."""
    items: list[Text | str] = [
        clock.time_in_city(post.posted_at, _usual_day(post, coverage, clock))
    ]
    if post.corrected_at is not None:
        time = clock.time(post.corrected_at, clock.day(post.posted_at))
        items.append(say(WORDS, "corrected", clock.language, time=time))
    items.append(source_link(post.url, clock.language))
    return join(" · ", items)


def _usual_day(post: Post, coverage: Coverage, clock: LocalClock) -> date:
    """The day a reader takes for granted: the coverage's first, else the one the post came on."""
    return clock.day(coverage.starts_at or post.first_seen_at)


def _with_media(
    title: Text, body: Text, credits_: Text, stamp: Text, media: tuple[Media, ...]
) -> list[Part]:
    """The media with everything as the caption, or with the headline alone and the rest after it.

    A headline alone reads better above the pictures than at the top of a second message, and
    tells a lock screen what "Photo" would not.
    """
    albums = [media[start : start + ALBUM_LIMIT] for start in range(0, len(media), ALBUM_LIMIT)]
    caption = join("\n\n", [title, body, join("\n", [credits_, stamp])])
    texts: list[Text] = []
    if not fits(caption, CAPTION_LIMIT):
        caption = join("\n\n", [title, credits_])
        rest = body
        if not fits(caption, CAPTION_LIMIT):
            caption, rest = credits_, join("\n\n", [title, body])
        texts = _with_footer(rest, stamp)
    return [
        Part(caption, albums[0]),
        *(Part(Text(), album) for album in albums[1:]),
        *(Part(text) for text in texts),
    ]


def _with_footer(content: Text, footer: Text) -> list[Text]:
    """`content` in as many messages as it takes, `footer` below the words of the last one."""
    whole = join("\n\n", [content, footer])
    if fits(whole, TEXT_LIMIT):
        return [whole]
    *head, last = split(content, TEXT_LIMIT)
    room = TEXT_LIMIT - units(footer) - len("\n\n")
    *middle, last = split(last, room, SPAN_LIMIT - len(footer.spans))
    return [*head, *middle, join("\n\n", [last, footer])]
