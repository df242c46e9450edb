"""Use case: an optional model says the chosen lines of a summary in its words, or translates them.

Nothing depends on it. What it says is used only where `bot.summary.support` finds every figure,
name and negation of it in the line it was given; else, and whenever it fails, the line stays.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from bot.errors import ModelError
from bot.model import Coverage, Summary, Takeaway, Wording
from bot.phrases import known_language
from bot.summary.asking import Messages, accepted, messages
from bot.summary.edits import each_line, every_line

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Use:
    """What was asked of the model."""

    requests: int = 0
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said, and how many tokens that took (0 where it does not say)."""

    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be asked of the model in a day (UTC)."""

    requests: int
    tokens: int

    def allows(self, used: Use) -> bool:
        """Whether another request may be made."""
        return used.requests < self.requests and used.tokens < self.tokens


class Model(Protocol):
    """A language model."""

    async def complete(self, conversation: Messages) -> Answer:
        """What it says next. ModelError, in words for a log, when it says nothing usable."""
        ...


class UseBook(Protocol):
    """What was used, day by day."""

    async def used(self, day: str) -> Use:
        """What was used on a day (as "2025-06-02")."""
        ...

    async def add(self, day: str, use: Use) -> object:
        """Count what one request took."""
        ...


class Languages(Protocol):
    """Who reads what in which language."""

    async def languages(self, coverage_id: int) -> Iterable[str]:
        """The languages of the chats that follow a coverage; an empty one is not known."""
        ...


@dataclass(frozen=True, slots=True)
class Polisher:
    """Asks the model once for each language. `timeout` is in seconds, for all of them together.

    `rewrites` has lines said in its own words in the coverage's language as well.
    """

    model: Model
    book: UseBook
    readers: Languages
    budget: Budget
    timeout: float
    rewrites: bool
    language: str

    async def polish(self, summary: Summary, coverage: Coverage, now: datetime) -> Summary:
        """The summary with a machine's words where they hold. Never fails, nor takes longer."""
        spoken = known_language(coverage.language, self.language)
        try:
            async with asyncio.timeout(self.timeout):
                for written_in in await self._wanted(coverage, spoken):
                    summary = await self._asked(summary, spoken, written_in, now)
        except TimeoutError:
            log.warning("the model took longer than %g s; lines stay as they are", self.timeout)
        except Exception:
            log.exception("the model's words cannot be used; lines stay as they are")
        return summary

    async def _wanted(self, coverage: Coverage, spoken: str) -> list[str]:
        """The languages to ask for: the coverage's own if it is rewritten, and its readers'."""
        chats = await self.readers.languages(coverage.id)
        read = {known_language(each, coverage.language, self.language) for each in chats}
        return ([spoken] if self.rewrites else []) + sorted(read - {spoken})

    async def _asked(
        self, summary: Summary, spoken: str, written_in: str, now: datetime
    ) -> Summary:
        lines = _lines(summary)
        good = await self._accepted(lines, spoken, written_in, now) if lines else {}

        def said(line: Takeaway) -> Takeaway:
            words = good.get(line.said or line.text)
            if words is None or line.wording is Wording.EDITOR:
                return line
            if written_in != spoken:
                return replace(line, translations=(*line.translations, (written_in, words)))
            return replace(line, text=words, said=line.said or line.text, wording=Wording.MACHINE)

        return each_line(summary, said)

    async def _accepted(
        self, lines: list[str], spoken: str, written_in: str, now: datetime
    ) -> Mapping[str, str]:
        day = now.astimezone(UTC).date().isoformat()
        if not self.budget.allows(await self.book.used(day)):
            log.warning("the model's budget of %s is spent; lines stay as they are", day)
            return {}
        conversation = messages(lines, spoken, written_in)
        await self.book.add(day, Use(requests=1))  # first: a request that times out was one too
        try:
            answer = await self.model.complete(conversation)
        except ModelError as error:
            log.warning("the model gave nothing in %s: %s", written_in, error)
            return {}
        await self.book.add(day, Use(tokens=answer.tokens or _estimate(conversation, answer)))
        good, bad = accepted(lines, answer.text, spoken, written_in)
        if bad:
            log.info("of the model's words in %s are not used: %s", written_in, "; ".join(bad))
        return good


def _lines(summary: Summary) -> list[str]:
    """What the source says in each line, once."""
    lines = (line for line in every_line(summary) if line.wording is not Wording.EDITOR)
    return list(dict.fromkeys(line.said or line.text for line in lines))


def _estimate(conversation: Messages, answer: Answer) -> int:
    """Tokens of an endpoint that does not count them: about one for three letters."""
    letters = sum(len(message["content"]) for message in conversation) + len(answer.text)
    return letters // 3
