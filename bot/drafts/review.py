"""What editors do to a draft, and what becomes of it by itself."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.books import AuditLog, PollBook, ReaderBook
from bot.drafts.ports import DraftBook, DraftCoverages, Polishing
from bot.errors import WrongState
from bot.model import (
    AuditEntry,
    Coverage,
    Draft,
    DraftState,
    Media,
    Part,
    Post,
    PostKind,
    Preferences,
    Question,
    QuestionKind,
    Summary,
)
from bot.publishing import announcement
from bot.rendering.summary import render_summary
from bot.rendering.summary_pages import PLAIN, Look
from bot.summary.amend import amended
from bot.summary.closing import summary_post
from bot.summary.edits import (
    added,
    dropped,
    each_line,
    moved,
    photos_of,
    rewritten,
)

log = logging.getLogger(__name__)

GRACE: Final = timedelta(minutes=2)
"""An act leaves at least so long before the draft goes out: nobody is cut off at the next one."""

UNDOS: Final = 20
"""How many acts can be undone."""

SETTLED_FOR: Final = timedelta(minutes=30)
"""How long a settled draft still shows how far its summary got."""


class DraftChanged(WrongState):
    """Somebody else acted on the draft first; what stands now should be looked at again."""


VOTES_WITHIN: Final = timedelta(seconds=15)
"""So long a draft waits for the last votes; then those that are known by then count."""


@dataclass(frozen=True, slots=True)
class At:
    """Who acts on a draft, and on which version of it: the one that their buttons show."""

    draft_id: int
    version: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as editors see it: `preview` exactly as readers will.

    `chats` is how many follow the coverage, `shown` how many of them have the summary by now.
    """

    draft: Draft
    coverage: Coverage
    preview: tuple[Part, ...]
    chats: int
    shown: int


class Drafts:
    """Acts on drafts. Each names the version it was pressed at. `actor_id` 0 is Dateline itself.

    `on_publish` is called when a summary has been committed.
    """

    def __init__(
        self,
        *,
        drafts: DraftBook,
        coverages: DraftCoverages,
        readers: ReaderBook,
        polls: PollBook,
        audit: AuditLog,
        polishing: Polishing | None,
        on_publish: Callable[[], None],
        look: Look = PLAIN,
    ) -> None:
        """`polishing` is None where no model is set; previews have the `look` of private chats."""
        self._drafts = drafts
        self._coverages = coverages
        self._readers = readers
        self._polls = polls
        self._audit = audit
        self._polishing = polishing
        self._on_publish = on_publish
        self._look = look

    async def run_once(self, now: datetime) -> None:
        """Have new drafts polished once the votes are in, and publish those that are due."""
        for draft in await self._drafts.recent(now):
            if draft.state is not DraftState.OPEN or await self._votes_come_in(draft, now):
                continue
            polished = await self._polished(draft, now) if draft.unpolished else draft
            if polished is not None and polished.due_at <= now:
                await self._publish(polished, 0, now)

    # --- Looking ---------------------------------------------------------------------------------

    async def shown_now(self, now: datetime) -> list[Draft]:
        """The drafts that editors should see, those settled a short while ago among them."""
        recent = await self._drafts.recent(now - SETTLED_FOR)
        return [draft for draft in recent if not draft.unpolished]

    async def newest(self, coverage_id: int) -> Draft | None:
        """The newest draft of a coverage, whatever became of it."""
        return await self._drafts.newest(coverage_id)

    async def view(self, draft: Draft) -> DraftView:
        """The draft with its preview and figures."""
        coverage = await self._coverages.get(draft.coverage_id)
        posts = await self._coverages.posts(coverage.id)
        summary = _up_to_date(draft.summary, posts, coverage)
        preview = render_summary(
            summary_post(coverage, _before(draft, posts), summary, draft.due_at),
            {post.id: post for post in posts},
            coverage,
            coverage.language,
            links={},
            preferences=Preferences(),
            look=self._look,
        )
        places = await self._readers.followers(coverage.id)
        return DraftView(
            draft,
            coverage,
            preview,
            chats=len(places) + await self._readers.count_readers(coverage.id),
            shown=await self._drafts.delivered(draft.post_id) if draft.post_id else 0,
        )

    async def photos(self, draft_id: int) -> tuple[Media, ...]:
        """The event's photos that a cover can be chosen from, in the order of their numbers."""
        draft = await self._drafts.get(draft_id)
        return photos_of(tuple(await self._coverages.posts(draft.coverage_id)))

    # --- Acting on lines -------------------------------------------------------------------------

    async def drop(self, at: At, index: int, now: datetime) -> Draft:
        """Leave a line out."""
        draft = await self._at(at)
        return await self._change(draft, dropped(draft.summary, index), at.actor_id, now)

    async def move(self, at: At, index: int, steps: int, now: datetime) -> Draft:
        """Move a line down by so many places; up, where negative."""
        draft = await self._at(at)
        return await self._change(draft, moved(draft.summary, index, steps), at.actor_id, now)

    async def undo(self, at: At, now: datetime) -> Draft:
        """Take the last act back, whoever made it. WrongState when there is none."""
        draft = await self._at(at)
        if not draft.former:
            raise WrongState("There is nothing to undo.")
        *former, last = draft.former
        saved = await self._save(replace(draft, summary=last, former=tuple(former)), now)
        await self._log(saved, at.actor_id, "undid an act on the draft of", now)
        return saved

    async def automatic(self, at: At, now: datetime) -> Draft:
        """Discard all that editors did; this can be undone as well."""
        draft = await self._at(at)
        return await self._change(draft, draft.automatic, at.actor_id, now)

    async def cover(self, at: At, cover: tuple[Media, ...] | None, now: datetime) -> Draft:
        """Set the photo: none where `cover` is empty, the automatic choice for None."""
        draft = await self._at(at)
        await self._drafts.forget_question(at.actor_id)
        summary = replace(draft.summary, cover=cover)
        return await self._change(draft, summary, at.actor_id, now)

    # --- What an editor is asked to send ---------------------------------------------------------

    async def ask(self, at: At, kind: QuestionKind, index: int = 0) -> Question:
        """Have the editor's next message mean this. WrongState when there is no such line."""
        draft = await self._at(at)
        about = ""
        if kind is QuestionKind.REWRITE:
            if not 0 <= index < len(draft.summary.lines):
                raise WrongState("The draft has no such line any more.")
            about = draft.summary.lines[index].text
        question = Question(at.actor_id, at.draft_id, kind, about)
        await self._drafts.ask(question)
        return question

    async def question(self, user_id: int) -> Question | None:
        """What the editor's next message means, if anything; nothing once the draft is settled."""
        question = await self._drafts.question(user_id)
        if question is None:
            return None
        if (await self._drafts.get(question.draft_id)).state is not DraftState.OPEN:
            await self._drafts.forget_question(user_id)
            return None
        return question

    async def cancel_question(self, user_id: int) -> bool:
        """Have the editor's next message mean nothing special; False if it did not anyway."""
        return await self._drafts.forget_question(user_id)

    async def answer(
        self, question: Question, words: str, photos: tuple[Media, ...], now: datetime
    ) -> Draft:
        """Take in what the editor sent.

        WrongState, in words, when it does not answer the question, which then stays; DraftChanged
        when the line that was to be rewritten is gone.
        """
        try:
            draft = await self._open(question.draft_id)
        except DraftChanged:
            await self._drafts.forget_question(question.user_id)
            raise
        summary = await self._answered(draft, question, words, photos)
        changed = await self._change(draft, summary, question.user_id, now)
        await self._drafts.forget_question(question.user_id)
        return changed

    async def _answered(
        self, draft: Draft, question: Question, words: str, photos: tuple[Media, ...]
    ) -> Summary:
        match question.kind:
            case QuestionKind.ADD:
                return added(draft.summary, words)
            case QuestionKind.REWRITE:
                texts = [line.text for line in draft.summary.lines]
                if question.about not in texts:
                    await self._drafts.forget_question(question.user_id)
                    raise DraftChanged("Somebody else has changed that line meanwhile.")
                return rewritten(draft.summary, texts.index(question.about), words)
            case QuestionKind.COVER:
                chosen = photos or _numbered(words, await self.photos(draft.id))
                return replace(draft.summary, cover=chosen[:1])

    # --- Settling --------------------------------------------------------------------------------

    async def check(self, at: At) -> DraftView:
        """What would be sent now. DraftChanged when it is not what the editor has seen."""
        return await self.view(await self._at(at))

    async def publish(self, at: At, now: datetime) -> Draft:
        """Send it now, as it is."""
        published = await self._publish(await self._at(at), at.actor_id, now)
        if published is None:
            raise _changed()
        return published

    async def _publish(self, draft: Draft, actor_id: int, now: datetime) -> Draft | None:
        coverage = await self._coverages.get(draft.coverage_id)
        posts = await self._coverages.posts(coverage.id)
        summary = _up_to_date(draft.summary, posts, coverage)
        settled = replace(
            draft,
            version=draft.version + 1,
            state=DraftState.PUBLISHED,
            summary=summary,
            actor_id=actor_id,
            settled_at=now,
        )
        changes = announcement(coverage, posts, summary, now)
        published = await self._drafts.publish(settled, changes, now)
        if published is not None:
            self._on_publish()
            await self._log(published, actor_id, "published the summary of", now)
        return published

    async def _votes_come_in(self, draft: Draft, now: datetime) -> bool:
        """Whether the draft waits for votes of its coverage's polls, which are being stopped."""
        waits = draft.unpolished and now < draft.created_at + VOTES_WITHIN
        return waits and await self._polls.open(draft.coverage_id)

    async def _polished(self, draft: Draft, now: datetime) -> Draft | None:
        polls = tuple(await self._polls.results(draft.coverage_id))
        summary = replace(draft.summary, polls=polls)
        if self._polishing is not None:
            coverage = await self._coverages.get(draft.coverage_id)
            summary = await self._polishing.polish(summary, coverage, now)
        polished = replace(
            draft,
            version=draft.version + 1,
            summary=summary,
            automatic=summary,
            unpolished=False,
        )
        return polished if await self._drafts.save(polished) else None

    # --- Versions --------------------------------------------------------------------------------

    async def _open(self, draft_id: int) -> Draft:
        draft = await self._drafts.get(draft_id)
        if draft.state is not DraftState.OPEN:
            raise DraftChanged(f"This draft is {draft.state} already.")
        return draft

    async def _at(self, at: At) -> Draft:
        draft = await self._open(at.draft_id)
        if draft.version != at.version:
            raise _changed()
        return draft

    async def _change(self, draft: Draft, summary: Summary, actor_id: int, now: datetime) -> Draft:
        if summary == draft.summary:
            return draft
        former = (*draft.former, draft.summary)[-UNDOS:]
        saved = await self._save(replace(draft, summary=summary, former=former), now)
        await self._log(saved, actor_id, "changed the draft of", now)
        return saved

    async def _save(self, draft: Draft, now: datetime) -> Draft:
        due_at = max(draft.due_at, now + GRACE)
        saved = replace(draft, version=draft.version + 1, due_at=due_at)
        if not await self._drafts.save(saved):
            raise _changed()
        return saved

    async def _log(self, draft: Draft, actor_id: int, action: str, now: datetime) -> None:
        coverage = await self._coverages.get(draft.coverage_id)
        details = f"#{coverage.id} “{coverage.title}”"
        await self._audit.audit(AuditEntry(now, actor_id, action, details))


def _changed() -> DraftChanged:
    return DraftChanged("Somebody else has changed the draft meanwhile. This is how it stands now.")


def _before(draft: Draft, posts: Sequence[Post]) -> list[Post]:
    """The posts without the summary that the draft has become, and without later ones."""
    return [
        post
        for post in posts
        if post.kind is not PostKind.SUMMARY or not draft.post_id or post.id < draft.post_id
    ]


def _up_to_date(summary: Summary, posts: Sequence[Post], coverage: Coverage) -> Summary:
    """The summary as its posts stand now; what has not gone out yet has not been corrected."""
    now = amended(summary, {post.id: post for post in posts}, coverage.language).summary
    return each_line(now, lambda line: replace(line, corrected=False))


def _numbered(words: str, photos: Sequence[Media]) -> tuple[Media, ...]:
    """The photo that a typed number means. WrongState, with what would do."""
    typed = words.strip()
    if typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= len(photos):
        return (photos[int(typed) - 1],)
    choice = f"a number from 1 to {len(photos)}" if photos else "no number, for there is no photo"
    raise WrongState(f"Send a photo, or {choice}.")
