"""Answers of every format, and what the wild does to them: cut, garbled, doubled, nested, retyped.

Everything random comes from the generator that is passed in, so that a seed repeats a finding.
"""

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import gazette
import herald

from bot.model import ChangeKind
from bot.replay import Step, Take, looks, play
from bot.sources.document import read_document

DEEP = 1000
PATIENCE = 3

_TAG = re.compile(rb"<[^<>]{1,200}>")
_NUMBER = re.compile(rb"\d+")
_SCRIPT = re.compile(rb'(<script type="application/ld\+json">)(.*?)(</script>)', re.DOTALL)
_CODINGS = ("utf-16", "utf-32", "utf-8-sig", "cp1251", "koi8-r", "latin-1", "cp1254", "gb18030")
_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**30, 1.5, "", " ", "\u202e", "x" * 5000, "&lt;b&gt;", "<p>", [],
    {}, [[]], [None], {"@value": 1}, "0000-00-00T00:00:00Z", "9999-12-31T23:59:59+14:00",
    "2025-06-02T11:00:00", "https://[::1", "//", "http://x:99999/", "#",
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """A good answer of a source."""

    name: str
    body: bytes
    content_type: str
    url: str = herald.URL


def samples() -> list[Sample]:
    """A good answer in every format, in our own words."""
    numbers = range(1, 9)
    updates = [herald.update(number) for number in numbers]
    elements = [
        herald.element(number, f"<p>Step {number} is <b>done</b>.</p>", clock=_stamp(number))
        for number in numbers
    ]
    pages = {
        "jsonld": herald.page(herald.blog(updates), elements),
        "elements": f"<html><body><main>{''.join(elements)}</main></body></html>",
        "timed": gazette.article(
            *(
                f"<h3>{number + 8:02}.{7 * number:02}: Step {number}</h3><p>Words {number}.</p>"
                for number in numbers
            )
        ),
        "amp": _amp(numbers),
        "telegram": _channel(numbers),
    }
    feeds = {"rss": herald.rss("".join(map(herald.item, numbers))), "atom": _atom(numbers)}
    data = {
        "jsonfeed": _json_feed(numbers),
        "guardian": _guardian(numbers),
        "bbc": _bbc(numbers),
        "sourcefabric": _sourcefabric(numbers),
        "wordpress": _wordpress(numbers),
    }
    return [
        *(Sample(name, text.encode(), "text/html; charset=utf-8") for name, text in pages.items()),
        *(Sample(name, text.encode(), "application/xml") for name, text in feeds.items()),
        *(Sample(name, json.dumps(it).encode(), "application/json") for name, it in data.items()),
    ]


def mangled(sample: Sample, chance: random.Random) -> tuple[str, bytes]:
    """The name of what was done to the answer, and the answer after it."""
    names = [name for name in MANGLERS if name != "retyped" or _holds_json(sample.body)]
    name = chance.choice(names)
    body = MANGLERS[name](sample.body, chance)
    if chance.random() < 0.2:
        second = chance.choice([other for other in names if other != "nested"])
        name, body = f"{name}, {second}", MANGLERS[second](body, chance)
    return name, body


def false_withdrawals(sample: Sample, *bad: bytes) -> list[str]:
    """Posts taken back though the good answer, before and after the `bad` ones, shows them.

    What an answer itself calls withdrawn does not count.
    """
    takes = [
        Take(at, sample.url, read_document(
            sample.url, body, sample.content_type, fetched_at=at, timezone="UTC"
        ))
        for number, body in enumerate([sample.body, *bad, sample.body, sample.body])
        for at in [herald.NOW + timedelta(minutes=5 * number)]
    ]  # fmt: skip
    steps = list(play(looks(takes), patience=PATIENCE))
    shown = {key for key, withdrawn in _shown(steps[0]) if not withdrawn}
    return [
        told.after.key
        for step in steps
        for told in step.told
        if told.kind is ChangeKind.WITHDRAWN
        and told.after.key in shown
        and (told.after.key, True) not in _shown(step)
    ]


def _shown(step: Step) -> set[tuple[str, bool]]:
    """The keys a reading shows, each with whether it is called withdrawn there."""
    posts = step.look.snapshot.posts if step.look.snapshot else ()
    return {(post.key, post.withdrawn) for post in posts}


# --- What is done to an answer --------------------------------------------------------------------


def _cut(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _holed(body: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(body) + 1)
    return body[:start] + body[start + chance.randrange(1, 2000) :]


def _flipped(body: bytes, chance: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(min(chance.choice((1, 3, 30)), len(changed))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _recoded(body: bytes, chance: random.Random) -> bytes:
    return body.decode("utf-8", "replace").encode(chance.choice(_CODINGS), "replace")


def _doubled(body: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(body) + 1)
    part = body[start : start + chance.randrange(1, 5000)]
    return body[:start] + part * chance.choice((2, 3, 20)) + body[start + len(part) :]


def _nested(body: bytes, chance: random.Random) -> bytes:
    opened, closed = chance.choice((
        (b"<div>", b"</div>"), (b"<b>", b"</b>"), (b"<ul><li>", b"</li></ul>"), (b"<table>", b""),
        (b"<item>", b"</item>"), (b"<article id='post-7001'>", b"</article>"), (b"<p>", b""),
        (b"[", b"]"), (b'{"a":', b"}"), (b"<blockquote>", b""), (b"&amp;", b""), (b"<!--", b""),
    ))  # fmt: skip
    places = [match.start() for match in _TAG.finditer(body)] or [0, len(body)]
    start, end = sorted((chance.choice(places), chance.choice(places)))
    return body[:start] + opened * DEEP + body[start:end] + closed * DEEP + body[end:]


def _untagged(body: bytes, chance: random.Random) -> bytes:
    share = chance.choice((0.01, 0.1, 0.5))
    return _TAG.sub(lambda found: b"" if chance.random() < share else found[0], body)


def _shuffled(body: bytes, chance: random.Random) -> bytes:
    parts = _TAG.split(body)
    tags = _TAG.findall(body)
    if not tags:
        return body[::-1]
    first, second = chance.randrange(len(tags)), chance.randrange(len(tags))
    tags[first], tags[second] = tags[second], tags[first]
    return b"".join(part + tag for part, tag in zip(parts, [*tags, b""], strict=True))


def _renumbered(body: bytes, chance: random.Random) -> bytes:
    def other(found: re.Match[bytes]) -> bytes:
        if chance.random() < 0.95:
            return found[0]
        return chance.choice((b"0", b"99", b"-1", b"", b"9" * 40, b"2038", b"\xd9\xa3", b"1e999"))

    return _NUMBER.sub(other, body)


def _retyped(body: bytes, chance: random.Random) -> bytes:
    script = _SCRIPT.search(body)
    source = script[2] if script else body
    try:
        tree = json.loads(source)
    except (ValueError, RecursionError):
        return body
    for _ in range(chance.choice((1, 2, 10))):
        tree = _with_one_replaced(tree, chance)
    made = json.dumps(tree, ensure_ascii=chance.random() < 0.5).encode("utf-8", "replace")
    return body[: script.start(2)] + made + body[script.end(2) :] if script else made


def _with_one_replaced(tree: Any, chance: random.Random) -> Any:
    """The tree with one value, anywhere in it, replaced by something else."""
    if isinstance(tree, dict) and tree and chance.random() < 0.9:
        name = chance.choice(list(tree))
        return tree | {name: _with_one_replaced(tree[name], chance)}
    if isinstance(tree, list) and tree and chance.random() < 0.9:
        place = chance.randrange(len(tree))
        return [*tree[:place], _with_one_replaced(tree[place], chance), *tree[place + 1 :]]
    return chance.choice((*_ODD, [tree], {"a": tree}, str(tree)))


MANGLERS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "cut": _cut,
    "holed": _holed,
    "flipped": _flipped,
    "recoded": _recoded,
    "doubled": _doubled,
    "nested": _nested,
    "untagged": _untagged,
    "shuffled": _shuffled,
    "renumbered": _renumbered,
    "retyped": _retyped,
}


def _holds_json(body: bytes) -> bool:
    return body.lstrip()[:1] in {b"{", b"["} or bool(_SCRIPT.search(body))


# --- Good answers ---------------------------------------------------------------------------------


def _stamp(number: int) -> str:
    return f"2025-06-02T11:{number:02}:00Z"


def _amp(numbers: range) -> str:
    items = "".join(
        f'<div id="post-{number}" data-sort-time="{1_748_862_000 + 60 * number}">'
        f"<h2>Step {number}</h2><p>Words {number}.</p></div>"
        for number in numbers
    )
    return (
        f"<html><body><amp-live-list id=list><div items>{items}</div></amp-live-list></body></html>"
    )


def _channel(numbers: range) -> str:
    messages = "".join(
        f'<div class="tgme_widget_message" data-post="harbour/{number}">'
        f'<div class="tgme_widget_message_text">Words {number}.</div>'
        f'<a class="tgme_widget_message_date"><time datetime="{_stamp(number)}"></time></a></div>'
        for number in numbers
    )
    return f"<html><body><section>{messages}</section></body></html>"


def _atom(numbers: range) -> str:
    entries = "".join(
        f"<entry><id>tag:herald.example,{number}</id><title>Step {number}</title>"
        f"<updated>{_stamp(number)}</updated><content type='html'>&lt;p&gt;Words {number}."
        f"&lt;/p&gt;</content></entry>"
        for number in numbers
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Talks</title>{entries}</feed>'


def _json_feed(numbers: range) -> Any:
    items = [
        {"id": str(number), "content_html": f"<p>{number}</p>", "date_published": _stamp(number)}
        for number in numbers
    ]
    return {"version": "https://jsonfeed.org/version/1.1", "title": "Talks", "items": items}


def _guardian(numbers: range) -> Any:
    text = "model.dotcomrendering.pageElements.TextBlockElement"
    blocks = [
        {
            "id": f"6579e3a48f08e3b7ab1a{number:04}",
            "elements": [{"_type": text, "html": f"<p>Words {number}.</p>"}],
            "attributes": {"pinned": False, "keyEvent": False, "summary": False},
            "blockFirstPublished": 1_748_862_000_000 + number * 60_000,
        }
        for number in numbers
    ]
    return {"webURL": herald.URL, "webTitle": "Talks", "config": {"isLive": True}, "blocks": blocks}


def _bbc(numbers: range) -> Any:
    def words(number: int) -> Any:
        fragment = {"type": "fragment", "model": {"text": f"Words {number}.", "attributes": []}}
        return {"type": "paragraph", "model": {"text": "", "blocks": [fragment]}}

    results = [
        {
            "urn": f"asset:{number}",
            "type": "POST",
            "header": {"model": {"blocks": []}},
            "content": {"model": {"blocks": [words(number)]}},
            "options": {"isBreakingNews": False},
            "dates": {"firstPublished": _stamp(number)},
        }
        for number in numbers
    ]
    stream = {"content": {"data": {"results": results}}}
    return {"data": {"title": "Talks", "isLive": True, "liveTextStream": stream}}


def _sourcefabric(numbers: range) -> Any:
    posts = [
        {
            "_id": f"urn:newsml:{number}",
            "published_date": _stamp(number),
            "order": float(number),
            "deleted": False,
            "post_status": "open",
            "groups": [
                {"id": "main", "refs": [{"item": {"item_type": "text", "text": f"W {number}."}}]}
            ],
        }
        for number in numbers
    ]
    return {"_items": posts, "_meta": {"total": len(posts)}}


def _wordpress(numbers: range) -> Any:
    entries = [
        {
            "id": str(number),
            "type": "new",
            "render": f"<p>Words {number}.</p>",
            "timestamp": 1_748_862_000 + 60 * number,
            "entry_time": 1_748_862_000 + 60 * number,
            "key_event": False,
        }
        for number in numbers
    ]
    return {"entries": entries, "page": 1, "pages": 1}
