"""An address is covered once at a time."""

import pytest
from builders import coverage
from desk_fakes import FakeCoverages

from bot.addresses import refuse_covered
from bot.errors import WrongState
from bot.model import CoverageState

URL = "https://example.org/1"


@pytest.fixture
def book() -> FakeCoverages:
    return FakeCoverages()


@pytest.mark.parametrize("state", [state for state in CoverageState if state.watched])
async def test_an_address_that_is_read_is_refused_and_its_coverage_named(
    book: FakeCoverages, state: CoverageState
) -> None:
    book.have(coverage(state=state), url=URL)
    with pytest.raises(WrongState, match=r"“Talks in Istanbul” .* See it with /coverage 1"):
        await refuse_covered(book, URL)


async def test_a_concluded_coverage_leaves_its_page_to_another(book: FakeCoverages) -> None:
    book.have(coverage(state=CoverageState.CONCLUDED), url=URL)
    await refuse_covered(book, URL)


async def test_an_address_that_nobody_has_given_is_free(book: FakeCoverages) -> None:
    await refuse_covered(book, URL)
