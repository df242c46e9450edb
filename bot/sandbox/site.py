"""The newspaper's side of the demo: a live page that plays a recorded coverage.

`page_at` is pure: the recording and a moment of the event give the page as it stood then. The page
has the habits of real ones, so that reading it proves something: its JSON-LD shortens every text,
puts one default picture on every post and names a meaningless end; the truth is in its elements.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.sandbox.istanbul import (
    MEDIA,
    Happening,
    RecordedEvent,
    RecordedMedia,
    RecordedPost,
    RecordedSection,
    Recording,
)

PAGE, PICTURES = "/coverage", "/media/"
CREDIT = "Drawing: Dateline demo"
SHOWN_OF_TEXT = 280
"""How many characters of a post its JSON-LD carries."""


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post as the page shows it at a moment; `edited_at` is None before its first edit."""

    post: RecordedPost
    edited_at: datetime | None = None


# --- What stands on the page ---------------------------------------------------------------------


def posts_at(recording: Recording, moment: datetime) -> list[ShownPost]:
    """The posts on the page at `moment`, newest first as dated, the pinned one on top."""
    happened = [event for event in recording.events if event.at <= moment]
    late = {e.post: e.at for e in recording.events if e.kind is Happening.INSERT}
    gone = {e.post for e in happened if e.kind is Happening.WITHDRAW}
    shown = [
        _edited(ShownPost(post), happened)
        for post in recording.posts
        if late.get(post.key, post.at) <= moment and post.key not in gone
    ]
    return sorted(shown, key=lambda s: (s.post.pinned, s.post.at), reverse=True)


def _edited(shown: ShownPost, happened: list[RecordedEvent]) -> ShownPost:
    for event in sorted(happened, key=lambda event: event.at):
        if event.post != shown.post.key or event.kind is not Happening.EDIT:
            continue
        headline = shown.post.headline if event.headline is None else event.headline
        body = shown.post.body if event.body is None else event.body
        shown = ShownPost(replace(shown.post, headline=headline, body=body), event.at)
    return shown


def sections_at(recording: Recording, moment: datetime) -> list[tuple[RecordedSection, str]]:
    """The sections on the page at `moment`, each with the HTML of its newest version."""
    shown = []
    for section in recording.sections:
        bodies = [version.body for version in section.versions if version.at <= moment]
        if bodies:
            shown.append((section, "\n".join(bodies[-1])))
    return shown


def page_at(recording: Recording, moment: datetime) -> str:
    """The HTML of the live page at `moment` (aware) of the event."""
    live = moment < recording.ends
    shown = posts_at(recording, moment)
    title = f"{recording.title} – {'live' if live else 'as it happened'}"
    state = {"pageType": "liveblog", "isLive": live, "posts": len(shown)}
    articles = "\n".join(_article(one, recording) for one in shown)
    around = sections_at(recording, moment)
    above = "\n".join(_section(one, body) for one, body in around if not one.after)
    below = "\n".join(_section(one, body) for one, body in around if one.after)
    return f"""<!doctype html>
<html lang="{escape(recording.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<script type="application/ld+json">{_script(_linked_data(recording, shown, title))}</script>
<script type="application/json" id="page-state">{_script(state)}</script>
<style>
body {{ max-width: 44rem; margin: 0 auto; padding: 1rem; font: 1.05rem/1.55 Georgia, serif }}
img, video {{ width: 100%; height: auto }} figure {{ margin: 1rem 0 }} time {{ color: #666 }}
section {{ background: #f2f2f2; padding: .1rem 1rem .6rem; margin: 1rem 0 }}
article {{ border-top: 1px solid #bbb; padding: 1rem 0 }}
.key-event {{ border-top: 4px solid #c2442a }}
.pinned::before {{ content: "Pinned"; float: right; color: #666 }}
.notice {{ background: #f4e7c5; padding: .6rem 1rem }}
</style>
</head>
<body>
<p class="notice">{escape(recording.notice)}</p>
<header><h1>{escape(title)}</h1></header>
<main class="liveblog" data-is-live="{str(live).lower()}">
{above}
{articles}
{below}
</main>
<aside class="promo"><a href="https://example.org/app">Get our app, miss nothing</a></aside>
</body>
</html>
"""


def _article(shown: ShownPost, recording: Recording) -> str:
    post = shown.post
    zone = ZoneInfo(recording.timezone)
    names = [
        "block",
        *(["key-event"] if post.key_moment else []),
        *(["pinned"] if post.pinned else []),
    ]
    names += ["promo"] if post.promo else []
    heading = f"<h2>{escape(post.headline)}</h2>\n" if post.headline else ""
    # The recording is ours and its paragraphs are HTML already, hence unescaped.
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in post.body)
    figures = "\n".join(_figure(item) for item in post.media)
    edited = shown.edited_at and f"Updated at {shown.edited_at.astimezone(zone):%H:%M}"
    footer = f'\n<footer class="block-footer">{edited}</footer>' if edited else ""
    return f"""<article id="block-{escape(post.key)}" class="{" ".join(names)}">
<a href="#block-{escape(post.key)}"><time datetime="{post.at.isoformat()}">\
{post.at.astimezone(zone):%H:%M}</time></a>
{heading}<div class="block-body">
{body}
{figures}
</div>{footer}
</article>"""


def _section(section: RecordedSection, body: str) -> str:
    film = escape(PICTURES + section.film)
    player = f'<video controls preload="metadata" src="{film}"></video>' if section.film else ""
    return f"<section>\n<h2>{escape(section.heading)}</h2>\n{player}{body}\n</section>"


def _figure(item: RecordedMedia) -> str:
    source, caption = escape(PICTURES + item.file), escape(item.caption)
    shown = (
        f'<video controls preload="metadata" src="{source}"></video>'
        if item.is_video
        else f'<img src="{source}" alt="{caption}">'
    )
    credit = f'<span class="credit">{CREDIT}</span>'
    return f"<figure>{shown}<figcaption>{caption} {credit}</figcaption></figure>"


def _linked_data(recording: Recording, shown: list[ShownPost], title: str) -> dict[str, object]:
    midnight = recording.begins.replace(hour=0, minute=0, second=0)
    opened = min((post.at for post in recording.posts), default=recording.begins)
    return {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "url": PAGE,
        "headline": title,
        "inLanguage": recording.language,
        "about": {
            "@type": "Event",
            "name": recording.title,
            "startDate": recording.begins.isoformat(),
        },
        "datePublished": opened.isoformat(),
        "dateModified": max((s.edited_at or s.post.at for s in shown), default=opened).isoformat(),
        "coverageStartTime": opened.isoformat(),
        "coverageEndTime": midnight.isoformat(),
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "@id": f"block-{one.post.key}",
                "url": f"{PAGE}#block-{one.post.key}",
                "headline": one.post.headline or title,
                "datePublished": one.post.at.isoformat(),
                "image": f"{PICTURES}cover.jpg",
                "articleBody": _shortened(one.post.body),
            }
            for one in shown
        ],
    }


def _shortened(body: tuple[str, ...]) -> str:
    return " ".join(body)[:SHOWN_OF_TEXT]


def _script(data: dict[str, object]) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


# --- Serving it ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the recorded event has come. `speed` is event seconds per real second."""

    recording: Recording
    moment: datetime
    speed: float

    @property
    def finished(self) -> bool:
        """Whether the page has come to its end."""
        return self.moment >= self.recording.ends


class RecordedCoverage:
    """Plays a recording: `speed` seconds of the event pass in each second of `clock` (monotonic).

    The event begins when this is made.
    """

    def __init__(self, recording: Recording, *, clock: Callable[[], float], speed: float) -> None:
        if speed <= 0:
            raise ValueError("speed must be above 0: it is event seconds per real second")
        self.recording, self.speed = recording, speed
        self._clock, self._start = clock, clock()

    @property
    def moment(self) -> datetime:
        """The time it is in the event, in the event's own zone. It goes on after the end."""
        return self.recording.begins + timedelta(seconds=self._elapsed() * self.speed)

    @property
    def finished(self) -> bool:
        """Whether the page has come to its end."""
        return self.progress().finished

    def progress(self) -> Progress:
        """Where the event stands now."""
        return Progress(self.recording, self.moment, self.speed)

    def _elapsed(self) -> float:
        return max(self._clock() - self._start, 0.0)

    def routes(self) -> web.RouteTableDef:
        """`/coverage`, the live page with an ETag, and `/media/NAME`."""
        table = web.RouteTableDef()

        @table.get(PAGE)
        async def page(request: web.Request) -> web.Response:
            html = page_at(self.recording, self.moment)
            tag = hashlib.sha256(html.encode()).hexdigest()[:20]
            headers = {"ETag": f'"{tag}"', "Cache-Control": "no-cache"}
            if tag in {known.value for known in request.if_none_match or ()}:
                return web.Response(status=304, headers=headers)
            return web.Response(text=html, content_type="text/html", headers=headers)

        @table.get(PICTURES + "{name}")
        async def medium(request: web.Request) -> web.FileResponse:
            name = request.match_info["name"]
            if name not in {path.name for path in MEDIA.iterdir()}:
                raise web.HTTPNotFound(text="There is no such picture.")
            return web.FileResponse(MEDIA / name, headers={"Cache-Control": "max-age=3600"})

        return table
