"""Summaries become JSON and back. What is empty is left out, so that older rows read as well."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.model import (
    Figures,
    Media,
    MediaKind,
    Point,
    PollResult,
    Results,
    SectionKind,
    Summary,
    Takeaway,
    Theme,
    Wording,
)
from storage.plain_json import dump


def summary_to_json(summary: Summary | None) -> str:
    """A summary; none is an empty string."""
    if summary is None:
        return ""
    plain = {
        "outcome": _plain_line(summary.outcome) if summary.outcome else None,
        "takeaways": _plain_lines(summary.takeaways),
        "started_at": summary.started_at.isoformat(),
        "ended_at": summary.ended_at.isoformat(),
        "figures": asdict(summary.figures),
    }
    results = summary.results
    more = {
        "agreed": _plain_lines(results.agreed),
        "not_agreed": _plain_lines(results.not_agreed),
        "next_round": _plain_lines(results.next_round),
        "themes": [_plain_theme(theme) for theme in summary.themes],
        "polls": [[poll.question, poll.options, poll.voters] for poll in summary.polls],
    }
    filled = {name: value for name, value in more.items() if value}
    if summary.cover is not None:
        filled["cover"] = [_filled(asdict(item)) for item in summary.cover]
    return dump(plain | filled)


def summary_from_json(stored: str) -> Summary | None:
    """What `summary_to_json` wrote, in this version or an earlier one."""
    if not stored:
        return None
    plain = json.loads(stored)
    return Summary(
        outcome=_line(plain["outcome"]) if plain["outcome"] else None,
        takeaways=_lines(plain["takeaways"]),
        started_at=datetime.fromisoformat(plain["started_at"]),
        ended_at=datetime.fromisoformat(plain["ended_at"]),
        figures=Figures(**plain["figures"]),
        results=Results(
            *(_lines(plain.get(name, ())) for name in ("agreed", "not_agreed", "next_round"))
        ),
        themes=tuple(_theme(theme) for theme in plain.get("themes", ())),
        polls=tuple(_poll(*poll) for poll in plain.get("polls", ())),
        cover=_cover(plain.get("cover")),
    )


def _cover(plain: Any) -> tuple[Media, ...] | None:  # noqa: ANN401 - what json.loads gives
    if plain is None:
        return None
    return tuple(Media(**{**item, "kind": MediaKind(item["kind"])}) for item in plain)


def _filled(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if value}


def _plain_line(line: Takeaway) -> list[Any]:
    """Text and post; what else there is to a line follows only where there is something."""
    more = _filled(
        {
            "wording": line.wording if line.wording is not Wording.SOURCE else "",
            "said": line.said,
            "translations": line.translations,
            "url": line.url,
            "corrected": line.corrected,
        }
    )
    return [line.text, line.post_id, *([more] if more else [])]


def _plain_lines(lines: tuple[Takeaway, ...]) -> list[Any]:
    return [_plain_line(line) for line in lines]


def _line(plain: Any) -> Takeaway:  # noqa: ANN401 - what json.loads gives
    text, post_id, *rest = plain
    more: dict[str, Any] = rest[0] if rest else {}
    return Takeaway(
        text,
        post_id,
        wording=Wording(more.get("wording", Wording.SOURCE)),
        said=more.get("said", ""),
        translations=tuple((language, words) for language, words in more.get("translations", ())),
        url=more.get("url", ""),
        corrected=more.get("corrected", False),
    )


def _lines(plain: Any) -> tuple[Takeaway, ...]:  # noqa: ANN401 - what json.loads gives
    return tuple(_line(line) for line in plain)


def _plain_theme(theme: Theme) -> list[Any]:
    points = [[point.text, _plain_lines(point.came_of_it)] for point in theme.points]
    return [theme.kind.value, theme.heading, points, theme.url]


def _theme(plain: Any) -> Theme:  # noqa: ANN401 - what json.loads gives
    kind, heading, points, url = plain
    told = tuple(Point(text, _lines(lines)) for text, lines in points)
    return Theme(SectionKind(kind), heading, told, url)


def _poll(question: str, options: Any, voters: int) -> PollResult:  # noqa: ANN401 - as above
    return PollResult(question, tuple((text, votes) for text, votes in options), voters)
