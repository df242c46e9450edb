"""Live coverage with reference summaries, as `README.md` describes the files."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.model import Post, PostKind
from bot.summary.features import Material, material
from bot.summary.units import units, words_of
from bot.text import Text

# Closing posts are long; what is asked for is their gist.
CLOSING_WORDS = 150
_BEGINNING = datetime(2025, 6, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Story:
    """One live page. `budget` is the length of a summary in words."""

    id: str
    title: str
    language: str
    posts: tuple[Post, ...]
    reference: str
    budget: int

    def material(self) -> Material:
        """The story as the product's choice sees it."""
        words = words_of(self.title, self.language)
        return material(units(self.posts, self.language), words, self.language)


def tasks(folder: Path, part: str) -> dict[str, Path]:
    """The files of the folder whose names end in `part`, by the name of their task."""
    found = {}
    for path in sorted(folder.glob(f"*{part}.jsonl*")):
        found[path.name.split(".jsonl")[0].removesuffix(f"_{part}")] = path
    return found


def stories(path: Path, *, key_moments: bool = True) -> Iterator[Story]:
    """The stories of a file, one after the other; without their key moments if so asked."""
    opened = gzip.open if path.suffix == ".gz" else open
    closing = path.name.startswith("closing")
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            story = _story(json.loads(line), closing=closing)
            yield story if key_moments else _blind(story)


def word_count(text: str) -> int:
    """Words as a reader counts them: what white space parts and holds a letter or a digit."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def cut(text: str, budget: int) -> str:
    """The first so many words of a text."""
    kept, count = list[str](), 0
    for word in text.split():
        count += word_count(word)
        if count > budget:
            break
        kept.append(word)
    return " ".join(kept)


def reference_is_in_key_moments(path: Path) -> bool:
    """Whether nearly all reference lines are the very headlines of key moments.

    Such a task is too easy as it stands: the key moments must be left out as well.
    """
    lines = found = 0
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            headlines = {post["title"].strip(" .") for post in row["posts"] if post["key"]}
            lines += len(row["reference"])
            found += sum(line.strip(" .") in headlines for line in row["reference"])
    return found > 0.9 * lines > 0


def _story(row: Mapping[str, Any], *, closing: bool) -> Story:
    reference = "\n".join(row["reference"])
    return Story(
        id=row["id"],
        # "What happened – as it happened | World | The Paper": the rest is the same on every page
        title=row["title"].split("|")[0],
        language=row.get("language", "en"),
        posts=tuple(_post(number, post) for number, post in enumerate(row["posts"], start=1)),
        reference=reference,
        budget=CLOSING_WORDS if closing else word_count(reference),
    )


def _blind(story: Story) -> Story:
    return replace(story, posts=tuple(post for post in story.posts if not post.key_moment))


def _post(number: int, row: Mapping[str, Any]) -> Post:
    when = _BEGINNING + timedelta(minutes=number)
    return Post(
        id=number,
        coverage_id=1,
        key=row["id"],
        kind=PostKind.UPDATE,
        revision=1,
        position=number,
        headline=row["title"],
        body=Text("\n".join(row["sentences"])),
        media=(),
        posted_at=when,
        first_seen_at=when,
        key_moment=row["key"],
    )
