"""Which lines tell of another day than their post's."""

import pytest
from builders import post

from bot.summary.lore import of_another_day
from bot.summary.units import units


def tells_of_another_day(language: str, body: str) -> bool:
    """Whether the only line of a post of 2 June does."""
    one = post(1, headline="", body=body)
    (unit,) = units([one], language)
    return of_another_day(unit, one.posted_at.replace(month=6, day=2))


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "On 16 May the two sides met for the first time in years."),
        ("en", "Kyiv sent its paper to Moscow some days ago."),
        ("en", "The sides last met at this table two months before."),
        ("ru", "В мае стороны договорились обменять тысячу пленных."),
        ("ru", "Киев передал свой документ несколько дней назад."),
        ("uk", "У травні сторони домовилися обміняти тисячу полонених."),
        ("uk", "Київ передав свій документ кілька днів тому."),
        ("tr", "Taraflar Mayıs ayında bin esirin takası için anlaştı."),
        ("tr", "Kiev belgesini birkaç gün önce Moskova'ya gönderdi."),
    ],
)
def test_another_day(language: str, body: str) -> None:
    assert tells_of_another_day(language, body)


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "The sides agreed to exchange all wounded prisoners."),
        ("en", "Kyiv proposes to meet between 20 and 30 June."),
        ("en", "The delegations may march through the gate in august company."),
        ("ru", "Украина предлагает встретиться до 30 июня."),
        ("ru", "Малая делегация осталась во дворце вместе с министром."),
        ("uk", "Україна пропонує зустрітися до 30 червня."),
        ("uk", "Травми отримали двоє людей біля воріт палацу."),
        ("tr", "İki heyetin arasındaki aralık bir saat sürdü."),
        ("de", "Im Mai trafen sich die Delegationen zum ersten Mal."),
    ],
)
def test_this_day_or_nothing_known(language: str, body: str) -> None:
    assert not tells_of_another_day(language, body)
