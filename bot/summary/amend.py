"""A summary follows what its posts say now, after a late correction or withdrawal. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from bot.model import Post, Summary, Takeaway, Wording
from bot.sense import sense_changed
from bot.summary.edits import each_line
from bot.summary.extract import figures
from bot.summary.units import units

_ALIKE = 0.5
"""The share of its letters from which a sentence is taken for the newer form of another."""


@dataclass(frozen=True, slots=True)
class Amended:
    """The summary as it should be now.

    `corrected` when its sense changed, so that readers are told. `overruled` are the lines in an
    editor's words whose posts say something else now: they stay, and the editors are told.
    """

    summary: Summary
    corrected: bool
    overruled: tuple[Takeaway, ...]


def amended(summary: Summary, posts: Mapping[int, Post], language: str) -> Amended:
    """What follows for `summary` from the newest revisions of `posts`."""
    follower = _Follower(posts, language)
    followed = each_line(summary, follower.follow)
    if followed != summary:
        counted = figures(tuple(posts.values()))
        followed = replace(followed, figures=replace(counted, readers=summary.figures.readers))
    return Amended(followed, follower.corrected, tuple(follower.overruled))


@dataclass(slots=True)
class _Follower:
    """Brings lines level with their posts, and notes what that meant."""

    posts: Mapping[int, Post]
    language: str
    corrected: bool = False
    overruled: dict[Takeaway, None] = field(default_factory=dict)

    def follow(self, line: Takeaway) -> Takeaway | None:
        """The line as it should be now; None when its post no longer says it."""
        post = self.posts.get(line.post_id or 0)
        if post is None:
            return line
        said = line.said or line.text
        lines = [unit.text for unit in units([post], self.language)]  # none of a withdrawn post
        if said in lines:
            return line
        now = max(lines, key=lambda each: _likeness(said, each), default="")
        if _likeness(said, now) < _ALIKE:
            now = ""
        changed = not now or sense_changed(said, now)
        if line.wording is Wording.EDITOR:
            if changed:
                self.overruled[line] = None
            return replace(line, said=now or said)
        self.corrected |= changed
        if not now:
            return None
        if changed:
            return Takeaway(now, line.post_id, corrected=True)
        return replace(line, said=now) if line.said else replace(line, text=now)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()
