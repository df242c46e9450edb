"""What happened so far, as readers see it."""

from collections.abc import Sequence

import pytest
from builders import at, coverage, photo, post

from bot.model import Coverage, CoverageState, Post
from bot.phrases import LANGUAGES
from bot.rendering.parts import TEXT_LIMIT
from bot.rendering.recap import render_recap
from bot.rendering.split import fits
from bot.summary.recap import recap

TALKS = coverage()
STORY = [
    post(1, headline="Delegations arrive", body="They came by car."),
    post(
        2,
        headline="Talks begin",
        body="The talks began behind closed doors in the palace at the Bosphorus.",
        key_moment=True,
    ),
    post(3, headline="", body="A short break was called."),
    post(
        4,
        headline="Exchange agreed",
        body="The sides agreed to exchange all seriously wounded prisoners.",
        key_moment=True,
    ),
    post(5, headline="Delegations leave", body="They left by car."),
]


def shown(
    posts: Sequence[Post],
    where: Coverage = TALKS,
    language: str = "en",
    *,
    minute: float = 60,
    **links: str,
) -> str:
    addresses = {int(name[1:]): url for name, url in links.items()}
    found = recap(where, posts)
    return render_recap(found, where, posts, language, links=addresses, now=at(minute)).text.value


def test_who_joins_late_reads_where_things_stand() -> None:
    assert shown(STORY) == (
        "So far: The sides agreed to exchange all seriously wounded prisoners. (14:49)\n"
        "Talks in Istanbul\n"
        "Live since 14:45 Istanbul\n"
        "\n"
        "• The talks began behind closed doors in the palace at the Bosphorus. (14:47)\n"
        "• A short break was called. (14:48)\n"
        "\n"
        "14:46 – 14:50 Istanbul · 5 updates"
    )


def test_the_labels_speak_the_readers_language_and_the_lines_the_sources() -> None:
    assert shown(STORY, language="ru").splitlines() == [
        "К этому часу: The sides agreed to exchange all seriously wounded prisoners. (14:49)",
        "Talks in Istanbul",
        "В прямом эфире с 14:45, Стамбул",
        "",
        "• The talks began behind closed doors in the palace at the Bosphorus. (14:47)",
        "• A short break was called. (14:48)",
        "",
        "14:46 – 14:50, Стамбул · 5 обновлений",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_label(language: str) -> None:
    many = [post(n, headline=f"Key {n}", body="", key_moment=True) for n in range(1, 11)]
    lines = shown(many, language=language).splitlines()
    assert lines[-3].endswith(": 14:46 · 14:47 · 14:48 · 14:49")
    if language != "en":
        assert "More key moments" not in lines[-3]


def test_one_post_is_told_plainly() -> None:
    assert shown(STORY[:1]) == (
        "Talks in Istanbul\nLive since 14:45 Istanbul\n\n"
        "• Delegations arrive (14:46)\n\n14:46 Istanbul · 1 update"
    )


def test_a_post_without_words_says_what_it_shows() -> None:
    assert "• Фото (14:46)" in shown(
        [post(1, headline="", body="", media=(photo(),))], language="ru"
    )


def test_each_line_leads_to_its_message_here_or_to_the_page() -> None:
    found = recap(TALKS, STORY)
    links = {4: "https://t.me/istanbul/44"}
    part = render_recap(found, TALKS, STORY, "en", links=links, now=at(60))
    urls = [span.url for span in part.text.spans if span.url]
    assert urls == [
        "https://t.me/istanbul/44",
        "https://example.org/live#p2",
        "https://example.org/live#p3",
    ]


@pytest.mark.parametrize(
    ("where", "status"),
    [
        (coverage(starts_at=None), "Live since 14:46 Istanbul"),
        (coverage(state=CoverageState.REOPENED), "Live since 14:45 Istanbul"),
        (coverage(state=CoverageState.PAUSED), "Paused"),
        (coverage(state=CoverageState.CONCLUDED, concluded_at=at(55)), "Ended 14:50 Istanbul"),
        (
            coverage(state=CoverageState.SCHEDULED, starts_at=at(60 * 24)),
            "Starts 3 June, 14:45 Istanbul",
        ),
        (coverage(state=CoverageState.SCHEDULED, starts_at=None), "Not started yet"),
    ],
)
def test_every_state_is_named(where: Coverage, status: str) -> None:
    assert shown(STORY, where).splitlines()[2] == status


def test_what_is_over_is_told_as_over() -> None:
    over = coverage(state=CoverageState.CONCLUDED, concluded_at=at(55))
    assert shown(STORY, over).startswith("What happened: The sides agreed")
    assert shown([], over).splitlines()[1] == "Ended 15:40 Istanbul"


def test_before_anything_was_published() -> None:
    assert shown([]) == (
        "Talks in Istanbul\nLive since 14:45 Istanbul\n\nNothing has been published yet."
    )


def test_times_of_another_day_name_it() -> None:
    tomorrow = shown(STORY, minute=60 * 24)
    assert "(2 June, 14:49)" in tomorrow
    assert "2 June, 14:46 – 14:50 Istanbul" in tomorrow


def test_a_post_withdrawn_meanwhile_is_not_shown() -> None:
    found = recap(TALKS, STORY[:2])
    gone = [post(1, withdrawn_at=at(50)), STORY[1]]
    text = render_recap(found, TALKS, gone, "en", links={}, now=at(60)).text.value
    assert "Delegations" not in text


def test_however_long_the_words_it_is_one_message() -> None:
    long = "The sides agreed on " + "a very long list of things " * 5
    posts = [
        post(n, headline="Long " * 200, body=f"{long} {n}.", key_moment=n % 2 == 0)
        for n in range(1, 60)
    ]
    where = coverage(title="Very long title " * 100)
    part = render_recap(recap(where, posts), where, posts, "tr", links={}, now=at(60))
    assert fits(part.text, TEXT_LIMIT)
