from datetime import datetime

import pytest
from builders import at, coverage

from bot.acts import (
    Act,
    acts_for,
    end_pending,
    opening_state,
    plain_title,
    state_after,
    tidy_address,
    tidy_title,
)
from bot.errors import SourceError, WrongState
from bot.model import CoverageState

SCHEDULED, LIVE, PAUSED, CONCLUDED, REOPENED = CoverageState


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        (SCHEDULED, (Act.PAUSE, Act.CONCLUDE)),
        (LIVE, (Act.PAUSE, Act.CONCLUDE)),
        (PAUSED, (Act.RESUME, Act.CONCLUDE)),
        (CONCLUDED, (Act.REOPEN,)),
        (REOPENED, (Act.PAUSE, Act.CONCLUDE)),
    ],
)
def test_only_what_fits_the_state_is_offered(state: CoverageState, acts: tuple[Act, ...]) -> None:
    assert acts_for(state) == acts


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        (Act.PAUSE, LIVE, PAUSED),
        (Act.PAUSE, SCHEDULED, PAUSED),
        (Act.RESUME, PAUSED, LIVE),
        (Act.CONCLUDE, LIVE, CONCLUDED),
        (Act.CONCLUDE, PAUSED, CONCLUDED),
        (Act.CONCLUDE, REOPENED, CONCLUDED),
        (Act.REOPEN, CONCLUDED, REOPENED),
    ],
)
def test_where_an_act_leads(act: Act, before: CoverageState, after: CoverageState) -> None:
    assert state_after(act, coverage(state=before), at(1)) is after


@pytest.mark.parametrize(
    ("act", "state"),
    [(act, state) for state in CoverageState for act in Act if act not in acts_for(state)],
)
def test_an_act_that_does_not_fit_says_what_does(act: Act, state: CoverageState) -> None:
    with pytest.raises(
        WrongState, match=rf"is {state}( already\.|, so it cannot be .* Try) /"
    ) as said:
        state_after(act, coverage(state=state), at(1))
    assert all(f"/coverage {fit} 1" in str(said.value) for fit in acts_for(state))


@pytest.mark.parametrize(
    ("act", "state", "words"),
    [
        (Act.PAUSE, PAUSED, "is paused already. /coverage resume 1 or /coverage conclude 1 would"),
        (Act.RESUME, LIVE, "is live already."),
        (Act.REOPEN, LIVE, "is live already."),
        (Act.CONCLUDE, CONCLUDED, "is concluded already. /coverage reopen 1 would change that."),
        (Act.PAUSE, CONCLUDED, "is concluded, so it cannot be paused. Try /coverage reopen 1."),
        (Act.RESUME, CONCLUDED, "so it cannot be resumed."),
        (Act.REOPEN, PAUSED, "is paused, so it cannot be reopened."),
    ],
)
def test_what_is_so_already_is_no_mistake(act: Act, state: CoverageState, words: str) -> None:
    with pytest.raises(WrongState) as said:
        state_after(act, coverage(state=state), at(1))
    assert words in str(said.value)


def test_resuming_before_the_start_waits_for_it() -> None:
    early = coverage(state=PAUSED, starts_at=at(60))
    assert state_after(Act.RESUME, early, at(1)) is SCHEDULED
    assert state_after(Act.RESUME, early, at(60)) is LIVE


@pytest.mark.parametrize(
    ("starts_at", "state"), [(None, LIVE), (at(-1), LIVE), (at(0), LIVE), (at(1), SCHEDULED)]
)
def test_a_coverage_opens_by_its_start(starts_at: datetime | None, state: CoverageState) -> None:
    assert opening_state(starts_at, at(0)) is state


@pytest.mark.parametrize(
    ("given", "pending"),
    [
        ({}, False),
        ({"end_proposed_at": at(1)}, True),
        ({"end_proposed_at": at(1), "end_dismissed_at": at(2)}, False),
        ({"end_proposed_at": at(3), "end_dismissed_at": at(2)}, True),
        ({"end_proposed_at": at(1), "concluded_at": at(2)}, False),
        ({"end_proposed_at": at(3), "concluded_at": at(2), "state": REOPENED}, True),
        ({"end_proposed_at": at(1), "state": CONCLUDED}, False),
    ],
)
def test_a_proposed_end_is_pending_until_answered(given: dict[str, object], pending: bool) -> None:  # noqa: FBT001 - a column of the table
    assert end_pending(coverage(**given)) is pending


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://example.org/live", "https://example.org/live"),
        ("  https://example.org/live#post-12 ", "https://example.org/live"),
        ("example.org/live?page=1", "https://example.org/live?page=1"),
        ("http://example.org:8080/", "http://example.org:8080/"),
    ],
)
def test_a_typed_address_is_tidied(typed: str, address: str) -> None:
    assert tidy_address(typed) == address


@pytest.mark.parametrize(
    "typed", ["", "https://", "https:///path", "a b.org", "http://[::1", "talks"]
)
def test_what_is_no_address_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(SourceError, match="not a web address"):
        tidy_address(typed)


@pytest.mark.parametrize(
    "shown",
    [
        "Talks in Istanbul – live",
        "Talks in Istanbul - Live updates",
        "Talks in Istanbul: as it happened",
        "Talks in Istanbul – as it happened!",
        "Talks in Istanbul | Live-Blog",
        "Talks in Istanbul (live)",
        "Talks in Istanbul, live",
        "LIVE: Talks in Istanbul",
        "🔴 LIVE – Talks  in Istanbul",
        "Live blog | Talks in Istanbul – live",
        "Talks in Istanbul – онлайн",
        "Talks in Istanbul – текстовая трансляция",
        "Онлайн-трансляция: Talks in Istanbul",
        "Talks in Istanbul — наживо",
        "Canlı anlatım: Talks in Istanbul",
        "Talks in Istanbul | canlı",
        "Talks in Istanbul – dakika dakika",
        "Talks in Istanbul",
    ],
)
def test_a_pages_title_says_what_it_is_about_and_not_that_it_is_live(shown: str) -> None:
    assert plain_title(shown) == "Talks in Istanbul"


@pytest.mark.parametrize(
    "shown",
    [
        "Where the delegates live",
        "Live animals on trial",
        "How we live: a portrait",
        "Delivery – a matter of trust",
        "LIVE",
        "Онлайн-торговля: что дальше",
        "Canlılar dünyası",
        "",
    ],
)
def test_words_that_only_look_like_it_stay(shown: str) -> None:
    assert plain_title(shown) == shown


def test_a_title_stands_on_one_line() -> None:
    assert tidy_title("  Talks\n in   Istanbul ") == "Talks in Istanbul"


@pytest.mark.parametrize(("typed", "why"), [(" ", "needs a title"), ("x" * 201, "has 201")])
def test_a_title_that_will_not_do(typed: str, why: str) -> None:
    with pytest.raises(WrongState, match=why):
        tidy_title(typed)
