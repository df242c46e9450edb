"""How much of feedparser's own conformance suite comes through the feed path as it should.

    .ci/with-env pip download --no-binary :all: --no-deps feedparser==VERSION
    tar xzf feedparser-VERSION.tar.gz
    .ci/with-env python benchmarks/feed_conformance.py feedparser-VERSION/tests [--list]

Each case of the suite carries an expression that must hold. The parts of it that concern what is
used of a feed are judged against the snapshot: title, language, and of each entry its title, link,
id, date, text with its links, and enclosures; cases without such a part are left out. Where the
suite names an encoding, the document must decode as in that encoding; where it only expects an ill
formed feed, the feed must be read or refused, and nothing else may happen.

Markup in what is expected is reduced to its words and links by the standard library's parser, so
that our own conversion is never judged by itself. An entry without a word is left out on purpose;
so that its other parts can be judged, it is given a heading, and a feed without an entry is given
one. Not tried are formats other than RSS and Atom, and encodings that Python does not know. Entries
that are nothing but a link are promotion, and files that lack their end are refused: both on
purpose, so these cases are counted apart.
"""

import argparse
import ast
import codecs
import re
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from bot.errors import SourceError
from bot.model import SeenPost, Snapshot
from bot.sources.believe import is_cut
from bot.sources.document import Document, read_document
from bot.sources.read import understand
from bot.text import Style

NOW = datetime(2026, 1, 1, tzinfo=UTC)
URL = "http://127.0.0.1:8097/tests/case.xml"

_EXPECT = re.compile(rb"Expect:\s*(.+)")
_NEEDED = re.compile(rb"SkipUnless:.*lookup\('([\w-]+)'\)")
_HEADER = re.compile(rb"Header:\s*([\w-]+):\s*(.+)")
_ENTRY = re.compile(rb"(<((?:\w+:)?(?:item|entry))\b[^>]*>)(.*?)(</\2>)", re.DOTALL)
_TITLED = re.compile(rb"<(?:\w+:)?title\b")
_END = re.compile(rb"</((?:\w+:)?)(channel|feed|rdf:RDF)>(?!.*</(?:\w+:)?channel>)", re.DOTALL)
_OTHER = frozenset({"cdf"})
_BLOCKS = frozenset(
    "p div br li ul ol h1 h2 h3 h4 h5 h6 tr td th dt dd table pre blockquote".split()
)
_SILENT = frozenset({"script", "style", "head", "title"})


@dataclass(frozen=True)
class Wish:
    """One part of an expectation: what is asked for, of which entry (or the feed), what value."""

    part: str
    entry: int | None
    value: object


@dataclass(frozen=True)
class Case:
    """One file of the suite."""

    path: Path
    kind: str
    body: bytes
    content_type: str
    base: str
    wishes: tuple[Wish, ...]
    ill_formed: bool


# --- What the suite expects ----------------------------------------------------------------------


def cases(folder: Path) -> Iterator[Case]:
    """Every case that concerns what is used of a feed."""
    for path in sorted(folder.rglob("*.xml")):
        body = path.read_bytes()
        readable = (
            body.decode("utf-32" if body[:4] in _WIDE else "utf-16", "ignore").encode()
            if (body[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} or b"\0" in body[:8])
            else body
        )
        found = _EXPECT.search(readable)
        needed = _NEEDED.search(readable)
        if not found or path.parent.name in _OTHER or (needed and not _known(needed[1].decode())):
            continue
        expression = found[1].decode("utf-8", "replace").strip()
        headers = {
            name.lower().decode(): value.decode("latin-1").strip()
            for name, value in _HEADER.findall(readable)
        }
        wishes = tuple(_wishes(expression))
        ill_formed = expression in {"bozo", "1"} or expression.startswith("bozo ")
        if wishes or ill_formed:
            yield Case(
                path,
                path.parent.name,
                body,
                headers.get("content-type", "application/xml"),
                headers.get("content-location", URL),
                wishes,
                ill_formed,
            )


def _known(encoding: str) -> bool:
    try:
        codecs.lookup(encoding)
    except LookupError:
        return False
    return True


_WIDE = {codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE}


def _wishes(expression: str) -> Iterator[Wish]:
    try:
        tree = ast.parse(expression, mode="eval").body
    except (SyntaxError, ValueError):
        return
    for clause in tree.values if isinstance(tree, ast.BoolOp) else [tree]:
        if not (
            isinstance(clause, ast.Compare)
            and len(clause.ops) == 1
            and isinstance(clause.ops[0], ast.Eq)
        ):
            continue
        wish = _wish(_path_of(clause.left), clause.comparators[0])
        if wish is not None:
            yield wish


def _path_of(node: ast.expr) -> tuple[object, ...]:
    """entries[0]['content'][0]['value'] -> ("entries", 0, "content", 0, "value")."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (*_path_of(node.value), node.attr)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return (*_path_of(node.value), node.slice.value)
    return ("?",)


_OF_ENTRY: dict[tuple[object, ...], str] = {
    ("title",): "title",
    ("title_detail", "value"): "title",
    ("link",): "link",
    ("id",): "id",
    ("guid",): "id",
    ("published_parsed",): "date",
    ("created_parsed",): "date",
    ("updated_parsed",): "date",
    ("description",): "text",
    ("summary",): "text",
    ("summary_detail", "value"): "text",
    ("content", 0, "value"): "text",
    ("enclosures", 0, "url"): "enclosure",
    ("enclosures", 0, "href"): "enclosure",
    ("media_content", 0, "url"): "enclosure",
}
_OF_FEED: dict[tuple[object, ...], str] = {
    ("title",): "title",
    ("title_detail", "value"): "title",
    ("language",): "language",
}


def _wish(path: tuple[object, ...], expected: ast.expr) -> Wish | None:
    try:
        value = ast.literal_eval(expected)
    except ValueError:
        return None
    if path == ("encoding",):
        return Wish("encoding", None, value)
    if path[0] == "entries" and isinstance(path[1], int):
        part = _OF_ENTRY.get(path[2:])
        return Wish(part, path[1], value) if part else None
    if path[0] in {"feed", "channel"}:
        part = _OF_FEED.get(path[1:])
        return Wish(part, None, value) if part else None
    return None


# --- Judging -------------------------------------------------------------------------------------


def judge(case: Case) -> list[tuple[str, str]] | None:
    """What of a case failed: the part and the words; nothing if all of it came through.

    None if it was left out or refused on purpose.
    """
    document = _read(case, _with_words(case.body))
    try:
        snapshot = understand(document)
    except SourceError as error:
        return _judge_refusal(case, document, str(error))
    except Exception as error:  # noqa: BLE001 - a crash is a finding, and the next case follows
        return [("crash", repr(error))]
    if case.ill_formed:
        return []
    if snapshot.dropped and not snapshot.posts:
        return None
    failures = []
    texts = [wish for wish in case.wishes if wish.part == "text"]
    for wish in case.wishes:
        if wish.part == "encoding":
            failures += _encoding(wish, case)
        elif wish not in texts:
            failures += _judge(wish, snapshot, document)
    judged = [_judge(wish, snapshot, document) for wish in texts]
    if judged and all(judged):  # of a summary and a content the fuller one is shown
        failures += judged[0]
    return failures


def _judge_refusal(case: Case, document: Document, words: str) -> list[tuple[str, str]] | None:
    """A feed that is not taken is well judged if it is ill formed, or has nothing to show."""
    shown = [wish for wish in case.wishes if wish.part != "encoding"]
    if case.ill_formed or not any(_words(str(wish.value)) for wish in shown):
        decoded = [wish for wish in case.wishes if wish.part == "encoding"]
        return [failure for wish in decoded for failure in _encoding(wish, case)]
    return None if is_cut(document) else [("refused", words)]


def _read(case: Case, body: bytes) -> Document:
    return read_document(case.base, body, case.content_type, fetched_at=NOW, timezone="UTC")


def _with_words(body: bytes) -> bytes:
    """The document with an entry, and with a heading in each entry that has none."""

    def add(match: re.Match[bytes]) -> bytes:
        opened, name, inner, closed = match.groups()
        prefix = name.rpartition(b":")[0] + b":" if b":" in name else b""
        added = b"<" + prefix + b"title>Heading</" + prefix + b"title>"
        return match[0] if _TITLED.search(inner) else opened + inner + added + closed

    if _ENTRY.search(body):
        return _ENTRY.sub(add, body)

    def add_entry(match: re.Match[bytes]) -> bytes:
        prefix = match[1]
        name = prefix + (b"entry" if match[2] == b"feed" else b"item")
        title = b"<" + prefix + b"title>Heading</" + prefix + b"title>"
        return b"<" + name + b">" + title + b"</" + name + b">" + match[0]

    return _END.sub(add_entry, body, count=1)


def _encoding(wish: Wish, case: Case) -> list[tuple[str, str]]:
    document = _read(case, case.body)
    expected = case.body.decode(str(wish.value), "replace").removeprefix("\ufeff")
    if document.text == expected.replace("\x00", ""):
        return []
    return [("encoding", f"{wish.value}")]


def _judge(wish: Wish, snapshot: Snapshot, document: Document) -> list[tuple[str, str]]:
    if wish.entry is None:
        shown: object = snapshot.title if wish.part == "title" else snapshot.language
        return _compare(wish.part, shown, _words(str(wish.value)))
    if not snapshot.posts:
        return [("entry", "no entry came through")]
    # Snapshots run from the oldest; the suite's cases with several entries list the newest first.
    posts = snapshot.posts[::-1]
    if wish.entry >= len(posts):
        return [("entry", f"only {len(posts)} entries came through")]
    return _JUDGES[wish.part](posts[wish.entry], wish.value, document)


Judge = Callable[[SeenPost, object, Document], list[tuple[str, str]]]


def _title(post: SeenPost, value: object, _: Document) -> list[tuple[str, str]]:
    if post.headline == value:
        return []
    return _compare("title", post.headline, _words(str(value)))


def _link(post: SeenPost, value: object, document: Document) -> list[tuple[str, str]]:
    expected = urljoin(document.url, str(value))
    return _compare("link", post.url, expected if expected.startswith("http") else "")


def _id(post: SeenPost, value: object, _: Document) -> list[tuple[str, str]]:
    return _compare("id", post.key, str(value))


def _date(post: SeenPost, value: object, _: Document) -> list[tuple[str, str]]:
    shown = tuple(post.posted_at.utctimetuple())[:6] if post.posted_at else None
    return _compare("date", shown, tuple(value)[:6] if isinstance(value, tuple) else value)


def _text(post: SeenPost, value: object, document: Document) -> list[tuple[str, str]]:
    said = _Said.of(str(value), document.url)
    shown = " ".join(post.body.value.replace("• ", "").replace(" | ", " ").split())
    if not shown and post.headline == said.words:
        shown = post.headline  # a text that only repeats the title is not said twice
    links = [span.url for span in post.body.spans if span.style is Style.LINK]
    if shown == value and "</" not in shown:  # plain text with brackets in it
        return []
    failures = _compare("text", shown.replace(" ", ""), said.words.replace(" ", ""))
    return failures or _compare("links in the text", links, said.links)


def _enclosure(post: SeenPost, value: object, _: Document) -> list[tuple[str, str]]:
    shown = [item.url for item in post.media]
    return [] if value in shown else [("enclosure", f"{shown} without {value!r}")]


_JUDGES: dict[str, Judge] = {
    "title": _title,
    "link": _link,
    "id": _id,
    "date": _date,
    "text": _text,
    "enclosure": _enclosure,
}


def _compare(part: str, shown: object, expected: object) -> list[tuple[str, str]]:
    return [] if shown == expected else [(part, f"{shown!r} instead of {expected!r}")]


class _Said(HTMLParser):
    """The words and web links of a piece of markup, as the standard library reads it."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.links: list[str] = []
        self._base = base
        self._silent = 0
        self._link: str | None = None
        self._linked = ""

    @classmethod
    def of(cls, markup: str, base: str = URL) -> "_Said":
        """The words and links of `markup`."""
        said = cls(base)
        said.feed(markup)
        said.close()
        said.words = " ".join(said.words.replace("\xad", "").split())
        return said

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Blocks part words; links are noted once they have words."""
        self._silent += tag in _SILENT
        self.words += " " * (tag in _BLOCKS)
        if tag == "a":
            self._link, self._linked = dict(attrs).get("href"), ""

    def handle_endtag(self, tag: str) -> None:
        """Note a link that had words and leads into the web."""
        self._silent -= tag in _SILENT and self._silent > 0
        self.words += " " * (tag in _BLOCKS)
        if tag == "a" and self._link and self._linked.strip():
            address = urljoin(self._base, self._link)
            if address.startswith(("http://", "https://")):
                self.links.append(address)
        if tag == "a":
            self._link = None

    def handle_data(self, data: str) -> None:
        """Words, unless they are a program's or a style sheet's."""
        if not self._silent:
            self.words += data
            self._linked += data


def _words(markup: str) -> str:
    return _Said.of(markup).words


def main() -> None:
    """Run the suite and print the pass rate, by folder and by part."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="the suite's folder, or any folder inside it")
    parser.add_argument("--list", action="store_true", help="name every case that failed")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    tried: Counter[str] = Counter()
    left_out = 0
    passed: Counter[str] = Counter()
    failed: dict[str, list[str]] = defaultdict(list)
    for case in cases(options.folder):
        failures = judge(case)
        if failures is None:
            left_out += 1
            continue
        tried[case.kind] += 1
        passed[case.kind] += not failures
        for part, words in failures:
            failed[part].append(f"{case.kind}/{case.path.name}: {words}")
    for kind, count in sorted(tried.items()):
        print(f"{kind:<18}{passed[kind]:>5} of {count:>5}  {100 * passed[kind] / count:5.1f} %")
    total, good = tried.total(), passed.total()
    print(f"{'all':<18}{good:>5} of {total:>5}  {100 * good / max(total, 1):5.1f} %")
    print(f"{left_out} cases more are cut or nothing but a link, and left out on purpose")
    for part, cases_ in sorted(failed.items(), key=lambda each: -len(each[1])):
        print(f"\n{len(cases_)} failed by {part}")
        for line in cases_ if options.list else cases_[:5]:
            print(f"  {line[:300]}")


if __name__ == "__main__":
    main()
