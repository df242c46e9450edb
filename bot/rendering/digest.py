"""Many posts in one message, for a chat that fell behind."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from bot.model import Coverage, Part, Post, PostKind
from bot.phrases import say
from bot.rendering.links import web_address
from bot.rendering.parts import SPAN_LIMIT, TEXT_LIMIT, clean
from bot.rendering.post import gist
from bot.rendering.split import clip, first_sentence, units
from bot.rendering.times import LocalClock, local_clock
from bot.rendering.words import WORDS, counted
from bot.text import Text, bold, join, link

_SENTENCE_LENGTH = 240


def render_digest(
    posts: Sequence[Post],
    coverage: Coverage,
    language: str,
    *,
    since: datetime | None,
    links: Mapping[int, str],
    silent: bool = False,
) -> tuple[Part, ...]:
    """One message with everything a chat missed since `since`; withdrawn posts are left out.

    `links` leads from a post's id to its message; other posts lead to their page. Where not
    everything fits, key moments and the newest stay and the rest is counted.
    """
    clock = local_clock(coverage, language)
    listed = _in_order(posts)
    header = _digest_header(coverage, clock, since, listed)
    day = clock.day(since or listed[-1].posted_at) if listed else None
    mark = say(WORDS, "key_moments", clock.language)
    others_mark = say(WORDS, "other_updates", clock.language)
    keys = [post for post in listed if post.key_moment]
    others = [post for post in listed if not post.key_moment]

    whole = {post.id: _whole_line(post, clock, day, links) for post in keys}
    short = {post.id: _short_line(post, clock, day, links) for post in listed}
    # The header, both section titles, the line that counts what is left out, and blank lines.
    room = TEXT_LIMIT - units(header) - units(mark) - units(others_mark) - 40
    spans = SPAN_LIMIT - 3
    lines = _fill(_by_importance(keys, others), whole, short, room=room, spans=spans)

    left_out = len(listed) - len(lines)
    more = say(WORDS, "and_more", clock.language, count=left_out) if left_out else ""
    text = join(
        "\n\n",
        [
            header,
            _section(mark, [lines[post.id] for post in keys if post.id in lines], "\n\n"),
            _section(
                others_mark if keys else "",
                [lines[post.id] for post in others if post.id in lines],
                "\n",
            ),
            more,
        ],
    )
    return (Part(text, silent=silent),)


def _in_order(posts: Sequence[Post]) -> list[Post]:
    """The updates that stand, from the oldest to the newest."""
    standing = [post for post in posts if post.stands and post.kind is PostKind.UPDATE]
    return sorted(standing, key=lambda post: (post.posted_at, post.position))


def _by_importance(keys: Sequence[Post], others: Sequence[Post]) -> Iterator[Post]:
    """Key moments, then the others, each from the newest to the oldest."""
    yield from reversed(keys)
    yield from reversed(others)


def _fill(
    wanted: Iterator[Post],
    whole: Mapping[int, Text],
    short: Mapping[int, Text],
    *,
    room: int,
    spans: int,
) -> dict[int, Text]:
    """The lines that fit, chosen in the order given, up to the first that does not.

    Whole lines may take half of the room, so that they do not push the short ones out.
    """
    lines: dict[int, Text] = {}
    left = room
    for post in wanted:
        line = whole.get(post.id, short[post.id])
        if left - units(line) < room // 2:
            line = short[post.id]
        left -= units(line) + 2
        spans -= len(line.spans)
        if left < 0 or spans < 0:
            break
        lines[post.id] = line
    return lines


def _digest_header(
    coverage: Coverage, clock: LocalClock, since: datetime | None, listed: Sequence[Post]
) -> Text:
    updates = counted("updates", len(listed), clock.language)
    if since is None:
        first = updates
    else:
        newest = listed[-1].posted_at if listed else since
        name = "since" if listed else "since_nothing"
        time = clock.time(since, clock.day(newest))
        first = say(WORDS, name, clock.language, time=time, updates=updates)
    return join("\n", [bold(first), _title(coverage)])


def _title(coverage: Coverage) -> str:
    return clip(clean(Text(coverage.title)).value, 200)


def _section(title: str, lines: Sequence[Text], separator: str) -> Text:
    """A titled list; nothing without lines."""
    if not lines:
        return Text()
    return join("\n", [bold(title), join(separator, lines)])


def _short_line(post: Post, clock: LocalClock, day: date | None, links: Mapping[int, str]) -> Text:
    """Time and headline, the headline leading to the post: "14:50 Delegations arrive"."""
    return clock.time(post.posted_at, day) + Text(" ") + _linked(post, clock, links)


def _whole_line(post: Post, clock: LocalClock, day: date | None, links: Mapping[int, str]) -> Text:
    """As the short line, with the first sentence below the headline."""
    line = _short_line(post, clock, day, links)
    sentence = first_sentence(clean(post.body).value, _SENTENCE_LENGTH)
    return join("\n", [line, sentence if post.headline and sentence != post.headline else ""])


def _linked(post: Post, clock: LocalClock, links: Mapping[int, str]) -> Text:
    return link(gist(post, clock.language), links.get(post.id) or web_address(post.url))
