"""What the optional model was asked for, in a real database."""

from bot.polish import Use
from storage import Store


async def test_what_the_model_was_asked_is_counted_by_day(store: Store) -> None:
    await store.model_use.add("2025-06-02", Use(requests=1))
    await store.model_use.add("2025-06-02", Use(tokens=70))
    await store.model_use.add("2025-06-03", Use(requests=1))
    assert await store.model_use.used("2025-06-02") == Use(1, 70)
    assert await store.model_use.used("2025-06-04") == Use()
