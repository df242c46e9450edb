from collections.abc import AsyncIterator

import pytest
from desk_stage import Stage, opened


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    made = await opened()
    yield made
    await made.application.shutdown()
