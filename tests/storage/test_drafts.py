"""Drafts in a real database: versions, settling, panels, questions."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders import at, post

from bot.errors import NotFound
from bot.model import (
    CoverageState,
    Draft,
    DraftState,
    Figures,
    Media,
    MediaKind,
    Panel,
    Question,
    QuestionKind,
    SentMessage,
    Summary,
    Takeaway,
    Wording,
)
from bot.publishing import announcement
from storage import Store

if TYPE_CHECKING:
    from conftest import Desk  # mypy reads it from the folder; at run time pytest does

SUMMARY = Summary(
    Takeaway("It ended.", None, Wording.EDITOR),
    (Takeaway("Коротко.", None, Wording.MACHINE, "Dit longuement.", (("ru", "Коротко."),)),),
    *(at(0), at(60), Figures(2, 1, 0, 0)),
    cover=(Media(MediaKind.PHOTO, file_id="f1"),),
)


async def concluded(store: Store, desk: "Desk") -> Draft:
    coverage = await desk.cover()
    await desk.publish(coverage, post(1, id=0))
    draft = Draft(0, coverage.id, 1, DraftState.OPEN, SUMMARY, SUMMARY, (), at(60), at(70))
    await store.coverages.set_state(coverage.id, CoverageState.CONCLUDED, at(60), draft=draft)
    (kept,) = await store.drafts.recent(at(60))
    assert kept == replace(draft, id=kept.id)
    return kept


def next_of(draft: Draft, **given: object) -> Draft:
    return replace(draft, version=draft.version + 1, **given)  # type: ignore[arg-type] # its fields


async def test_a_draft_comes_back_as_it_went(store: Store, desk: "Desk") -> None:
    draft = await concluded(store, desk)
    bare = replace(SUMMARY, cover=(), outcome=None)
    changed = next_of(draft, summary=bare, former=(SUMMARY, bare), unpolished=True)
    assert await store.drafts.save(changed)
    assert await store.drafts.get(draft.id) == changed
    assert await store.drafts.newest(draft.coverage_id) == changed


async def test_of_two_who_act_on_one_version_one_succeeds(store: Store, desk: "Desk") -> None:
    draft = await concluded(store, desk)
    assert await store.drafts.save(next_of(draft, former=(SUMMARY,)))
    assert not await store.drafts.save(next_of(draft))
    assert await store.drafts.publish(next_of(draft), [], at(61)) is None
    assert (await store.drafts.get(draft.id)).former == (SUMMARY,)


async def test_publishing_stores_the_post_with_the_draft(store: Store, desk: "Desk") -> None:
    draft = await concluded(store, desk)
    coverage = await store.coverages.get(draft.coverage_id)
    posts = await store.coverages.posts(coverage.id)
    changes = announcement(coverage, posts, SUMMARY, at(62))
    settled = next_of(draft, state=DraftState.PUBLISHED, actor_id=11, settled_at=at(62))
    published = await store.drafts.publish(settled, changes, at(62))
    assert published is not None
    stored = (await store.coverages.posts(coverage.id))[-1]
    assert (stored.id, stored.summary) == (published.post_id, SUMMARY)
    assert (await store.coverages.get(coverage.id)).head == coverage.head + 1
    assert await store.drafts.delivered(stored.id) == 0
    assert not await store.drafts.save(next_of(published)), "what is settled stays so"


async def test_settled_drafts_are_recent_for_a_while(store: Store, desk: "Desk") -> None:
    draft = await concluded(store, desk)
    cancelled = next_of(draft, state=DraftState.CANCELLED, settled_at=at(62))
    assert await store.drafts.save(cancelled)
    assert await store.drafts.recent(at(61)) == [cancelled]
    assert await store.drafts.recent(at(63)) == []


async def test_reopening_cancels_an_open_draft(store: Store, desk: "Desk") -> None:
    draft = await concluded(store, desk)
    await store.coverages.set_state(draft.coverage_id, CoverageState.REOPENED, at(64))
    kept = await store.drafts.get(draft.id)
    assert (kept.state, kept.version, kept.settled_at) == (DraftState.CANCELLED, 2, at(64))


async def test_a_draft_that_is_not_there_says_so(store: Store) -> None:
    with pytest.raises(NotFound, match="no draft number 7"):
        await store.drafts.get(7)
    assert await store.drafts.newest(7) is None


async def test_panels_are_kept_for_each_editor(store: Store, desk: "Desk") -> None:
    draft = await concluded(store, desk)
    shown = Panel(draft.id, 11, (SentMessage(5, "f", "x.jpg", MediaKind.PHOTO),))
    await store.drafts.keep_panel(Panel(draft.id, 11))
    await store.drafts.keep_panel(shown)
    await store.drafts.keep_panel(Panel(draft.id, 12, gone=True))
    assert await store.drafts.panels(draft.id) == [shown, Panel(draft.id, 12, gone=True)]


async def test_an_editor_is_asked_one_thing_at_a_time(store: Store, desk: "Desk") -> None:
    draft = await concluded(store, desk)
    assert await store.drafts.question(11) is None
    await store.drafts.ask(Question(11, draft.id, QuestionKind.ADD))
    question = Question(11, draft.id, QuestionKind.REWRITE, "It ended.")
    await store.drafts.ask(question)
    assert await store.drafts.question(11) == question
    assert await store.drafts.forget_question(11)
    assert not await store.drafts.forget_question(11)
