"""A summary that went out follows its posts, and editors hear of their own words."""

from dataclasses import dataclass, field, replace

import pytest
from builders import at, coverage, post
from desk_fakes import FakeCoverages, FakeNotices

from bot.amending import Amending
from bot.model import (
    ChangeKind,
    Coverage,
    CoverageState,
    Figures,
    Part,
    Post,
    PostKind,
    Summary,
    Takeaway,
    Wording,
)
from bot.text import Text

SAID = "Each side will return 6,000 bodies of the fallen."
NOW = "Each side will return 1,200 bodies of the fallen."
LINE = Takeaway(SAID, 1)
MINE = Takeaway("6,000 each!", 1, Wording.EDITOR, said=SAID)


class Staff:
    async def everyone(self) -> tuple[int, ...]:
        return (1, 11)


def overruled(about: Coverage, line: Takeaway, source: Post) -> Part:
    return Part(Text(f"{about.id}: {line.text} / {source.body.value}"))


def summary_of(*lines: Takeaway) -> Post:
    words = Summary(None, lines, at(0), at(60), Figures(1, 0, 0, 0))
    key = "dateline:summary:1"
    return post(9, key=key, kind=PostKind.SUMMARY, headline="Talks", summary=words)


@dataclass
class World:
    coverages: FakeCoverages = field(default_factory=FakeCoverages)
    notices: FakeNotices = field(default_factory=FakeNotices)
    woken: int = 0

    def __post_init__(self) -> None:
        self.amending = self.restarted()

    def restarted(self) -> Amending:
        def wake() -> None:
            self.woken += 1

        return Amending(self.coverages, self.notices, Staff(), overruled, wake)

    def have(self, *lines: Takeaway, state: CoverageState = CoverageState.CONCLUDED) -> None:
        about = coverage(state=state, concluded_at=at(60), head=2)
        self.coverages.have(about, post(1, body=SAID), summary_of(*lines))

    def corrected(self, body: str = NOW, **given: object) -> None:
        """The page corrects the post, which is one more change."""
        posts = self.coverages.kept_posts[1]
        posts[0] = replace(posts[0], body=Text(body), revision=posts[0].revision + 1, **given)  # type: ignore[arg-type] # fields of a post
        self.coverages.kept[1] = replace(
            self.coverages.kept[1], head=self.coverages.kept[1].head + 1
        )


@pytest.fixture
def world() -> World:
    return World()


async def test_a_late_correction_gives_the_summary_a_new_revision(world: World) -> None:
    world.have(LINE)
    await world.amending.run_once(at(61))
    assert world.coverages.announced == []
    world.corrected()
    await world.amending.run_once(at(70))
    (change,) = world.coverages.announced
    assert change.kinds == (ChangeKind.EDITED,)
    assert (change.post.id, change.post.revision, change.post.corrected_at) == (9, 2, at(70))
    assert change.post.summary is not None
    assert change.post.summary.takeaways == (Takeaway(NOW, 1, corrected=True),)
    assert world.woken == 1
    await world.amending.run_once(at(71))
    await world.restarted().run_once(at(72))
    assert len(world.coverages.announced) == 1


async def test_a_typing_error_is_followed_without_a_mark(world: World) -> None:
    world.have(LINE)
    world.corrected(SAID.replace("fallen", "falen"))
    await world.amending.run_once(at(70))
    assert world.coverages.announced[0].post.corrected_at is None


async def test_a_withdrawal_takes_the_line_away(world: World) -> None:
    world.have(LINE)
    world.corrected(SAID, withdrawn_at=at(69))
    await world.amending.run_once(at(70))
    (change,) = world.coverages.announced
    assert change.post.summary is not None
    assert change.post.summary.takeaways == ()
    assert change.post.corrected_at == at(70)


async def test_editors_are_told_once_that_their_words_may_be_wrong(world: World) -> None:
    world.have(MINE)
    world.corrected()
    await world.amending.run_once(at(70))
    await world.restarted().run_once(at(71))
    assert [(who, str(part.text)) for who, part in world.notices.queued] == [
        (1, f"1: 6,000 each! / {NOW}"),
        (11, f"1: 6,000 each! / {NOW}"),
    ]
    (change,) = world.coverages.announced
    assert change.post.summary is not None
    assert change.post.summary.takeaways[0].text == "6,000 each!"
    assert change.post.corrected_at is None


async def test_a_crash_between_notice_and_revision_doubles_neither(world: World) -> None:
    world.have(MINE)
    world.corrected()
    await world.amending.run_once(at(70))
    world.coverages.kept_posts[1][-1] = summary_of(MINE)  # the revision was lost
    await world.restarted().run_once(at(71))
    assert len(world.notices.queued) == 2


@pytest.mark.parametrize("state", [CoverageState.LIVE, CoverageState.PAUSED])
async def test_what_goes_on_has_no_summary_to_amend(world: World, state: CoverageState) -> None:
    world.have(LINE, state=state)
    world.corrected()
    await world.amending.run_once(at(70))
    assert world.coverages.announced == []


async def test_without_a_summary_nothing_is_amended(world: World) -> None:
    world.coverages.have(coverage(state=CoverageState.CONCLUDED), post(1))
    await world.amending.run_once(at(70))
    assert world.coverages.announced == []
