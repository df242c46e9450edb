"""The key moments in the order of time: as lines, and as what the card tells."""

import pytest
from builders import at, coverage, post

from bot.model import CoverageState, Figures, Post, Summary, Takeaway
from bot.pictures.card import CardTheme, Moment, card_address
from bot.rendering.summary_lines import Lines
from bot.rendering.timeline import (
    MOST_MOMENTS,
    key_moments,
    timeline_card,
    timeline_photo,
    timeline_text,
)
from bot.text import Style

TALKS = coverage(state=CoverageState.CONCLUDED, concluded_at=at(200))
SUMMARY = Summary(
    Takeaway("The talks ended without a ceasefire.", 4),
    (Takeaway("Both delegations arrived.", 1), Takeaway("An editor's own line.", None)),
    at(0),
    at(150),
    Figures(4, 0, 0, 0),
)
POSTS = [
    post(1, headline="Delegations arrive"),
    post(2, headline="Talks begin", key_moment=True),
    post(3, headline="Exchange agreed", key_moment=True),
    post(4, headline="Talks end", key_moment=True, posted_at=at(150)),
]


def ids(posts: list[Post]) -> list[int]:
    return [found.id for found in key_moments(SUMMARY, posts)]


def lines(posts: list[Post], language: str = "en") -> Lines:
    by_id = {each.id: each for each in posts}
    return Lines.of(SUMMARY, by_id, {2: "https://t.me/dateline_news/12"}, TALKS, language)


def test_the_timeline_is_made_of_the_key_moments() -> None:
    assert ids(POSTS) == [2, 3, 4]
    assert ids(POSTS[::-1]) == [2, 3, 4]


def test_where_the_source_marks_too_few_the_summarys_posts_join_them() -> None:
    plain = [post(n, headline=f"Post {n}", key_moment=n == 2) for n in range(1, 6)]
    assert ids(plain) == [1, 2, 4]


def test_too_few_moments_make_no_timeline() -> None:
    assert ids(POSTS[:1]) == []
    assert timeline_card(TALKS, SUMMARY, POSTS[:1], "en") is None
    assert timeline_photo(TALKS, SUMMARY, {}, "en", CardTheme.LIGHT) is None


def test_withdrawn_moments_are_no_longer_told() -> None:
    gone = [*POSTS[:2], post(3, key_moment=True, withdrawn_at=at(9)), POSTS[3]]
    assert ids(gone) == [1, 2, 4]  # two key moments are too few, so the summary's posts join


def test_very_many_moments_are_thinned_out() -> None:
    many = [post(n, key_moment=True) for n in range(1, 300)]
    found = ids(many)
    assert len(found) == MOST_MOMENTS
    assert (found[0], found[-1]) == (1, 299)


def test_each_line_has_its_time_leading_to_the_message_or_the_page() -> None:
    text = timeline_text(POSTS[1:], lines(POSTS))
    assert text.value == "14:47 Talks begin\n14:48 Exchange agreed\n17:15 Talks end"
    covered = [(text.value[span.start : span.end], span.url) for span in text.spans]
    assert covered == [
        ("14:47", "https://t.me/dateline_news/12"),
        ("14:48", "https://example.org/live#p3"),
        ("17:15", "https://example.org/live#p4"),
    ]


@pytest.mark.parametrize(("language", "day"), [("en", "3 June"), ("ru", "3 июня")])
def test_a_second_day_is_named_above_its_moments(language: str, day: str) -> None:
    late = [*POSTS[:3], post(4, headline="Talks end", key_moment=True, posted_at=at(60 * 24))]
    text = timeline_text(late[1:], lines(late, language))
    assert text.value.endswith(f"14:48 Exchange agreed\n\n{day}\n14:45 Talks end")
    assert day in [text.value[s.start : s.end] for s in text.spans if s.style is Style.BOLD]


def test_the_card_tells_the_same() -> None:
    card = timeline_card(TALKS, SUMMARY, POSTS, "en")
    assert card is not None
    assert card.moments == (
        Moment("14:47", "Talks begin"),
        Moment("14:48", "Exchange agreed"),
        Moment("17:15", "Talks end"),
    )
    assert (card.status, card.title) == ("Talks concluded", "Talks in Istanbul")
    assert card.lead == "The talks ended without a ceasefire."
    assert card.foot == "2 June · times in Istanbul"
    assert card.more.format(count=7) == "… and 7 more"


@pytest.mark.parametrize(
    ("language", "status", "foot"),
    [
        ("ru", "Переговоры завершены", "2 июня · время: Стамбул"),
        ("uk", "Переговори завершено", "2 червня · час: Стамбул"),
        ("tr", "Görüşmeler sona erdi", "2 Haziran · saatler: İstanbul"),
    ],
)
def test_the_frame_of_the_card_is_in_the_readers_language(
    language: str, status: str, foot: str
) -> None:
    card = timeline_card(TALKS, SUMMARY, POSTS, language)
    assert card is not None
    assert (card.status, card.foot) == (status, foot)


def test_a_card_of_two_days_names_the_second() -> None:
    late = [*POSTS[:3], post(4, headline="Talks end", key_moment=True, posted_at=at(60 * 24))]
    card = timeline_card(TALKS, SUMMARY, late, "en")
    assert card is not None
    assert [moment.day for moment in card.moments] == ["", "", "3 June"]


def test_the_photo_of_the_card_says_which_one_is_meant() -> None:
    posts = {each.id: each for each in POSTS}
    found = timeline_photo(TALKS, SUMMARY, posts, "ru-RU", CardTheme.DARK)
    assert found is not None
    address = card_address(found.url)
    assert address is not None
    assert (address.coverage_id, address.theme, address.language) == (1, CardTheme.DARK, "ru")
    assert timeline_photo(TALKS, SUMMARY, posts, "en", CardTheme.NONE) is None
