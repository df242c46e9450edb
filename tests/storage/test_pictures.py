"""What pictures look like is kept, and what could not be read is tried again some time."""

from builders import at

from storage import Store

SOME = {"https://example.org/1.jpg": 0, "https://example.org/2.jpg": (1 << 64) - 1}


async def test_prints_come_back_as_they_went(store: Store) -> None:
    await store.pictures.remember_prints(SOME, at(0))
    asked = [*SOME, "https://example.org/unknown.jpg"]
    assert await store.pictures.prints(asked, failed_since=at(0)) == SOME
    assert await store.pictures.prints([], failed_since=at(0)) == {}


async def test_a_failure_is_believed_for_a_while(store: Store) -> None:
    await store.pictures.remember_prints({"gone": None}, at(10))
    assert await store.pictures.prints(["gone"], failed_since=at(9)) == {"gone": None}
    assert await store.pictures.prints(["gone"], failed_since=at(10)) == {}


async def test_a_print_takes_the_place_of_a_failure_and_does_not_age(store: Store) -> None:
    await store.pictures.remember_prints({"late": None}, at(10))
    await store.pictures.remember_prints({"late": 7}, at(20))
    assert await store.pictures.prints(["late"], failed_since=at(9999)) == {"late": 7}


async def test_more_than_one_query_can_hold(store: Store) -> None:
    many = {f"picture {number}": number for number in range(1200)}
    await store.pictures.remember_prints(many, at(0))
    assert await store.pictures.prints(list(many), failed_since=at(0)) == many
