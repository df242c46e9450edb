"""The summary of a coverage: honest, short, and in the words of its posts."""

import random
import re
from dataclasses import replace
from datetime import datetime

import pytest
from builders import at, coverage, photo, post
from summary.stories import ENGLISH, STORIES, Line, tell

from bot.model import Coverage, Figures, Media, MediaKind, Post, PostKind, Summary, Takeaway
from bot.summary.extract import figures, summarise
from bot.text import Text

NOW = at(600)
TALKS = coverage()


def summary_of(posts: list[Post], where: Coverage = TALKS, now: datetime = NOW) -> Summary:
    return summarise(where, posts, now)


def said(summary: Summary) -> list[str]:
    """Every line, the outcome first."""
    lines = [summary.outcome, *summary.takeaways] if summary.outcome else summary.takeaways
    return [line.text for line in lines if line]


# --- Whole stories


def test_the_talks_in_english() -> None:
    summary = summary_of(tell(ENGLISH))
    assert summary.outcome == Takeaway(
        "The second round of talks ended after one hour without a ceasefire.", 10
    )
    told = [takeaway.text for takeaway in summary.takeaways]
    assert len(told) == 5
    assert any("prisoner" in line for line in told)
    assert "Kyiv proposed a third round of talks for the last week of June." in told
    assert not [line for line in told if "arrived" in line or "received" in line]


@pytest.mark.parametrize(
    ("language", "outcome", "kept"),
    [
        (
            "ru",
            "без (?:перемирия|соглашения о прекращении огня)",
            "обменять всех тяжелораненых",
        ),
        (
            "uk",
            "без (?:перемир'я|угоди про припинення вогню)",
            "обміняти всіх тяжкопоранених",
        ),
        ("tr", "ateşkes anlaşması olmadan sona erdi", "esirlerin takası konusunda anlaştı"),
    ],
)
def test_the_same_talks_in_other_languages(language: str, outcome: str, kept: str) -> None:
    summary = summary_of(tell(STORIES[language]), coverage(language=language))
    assert summary.outcome is not None
    assert re.search(outcome, summary.outcome.text)
    assert any(kept in takeaway.text for takeaway in summary.takeaways)
    assert len(summary.takeaways) == 5


@pytest.mark.parametrize("language", STORIES)
def test_every_line_is_word_for_word_from_its_post(language: str) -> None:
    posts = {post.id: post for post in tell(STORIES[language])}
    summary = summary_of(list(posts.values()), coverage(language=language))
    for line in [summary.outcome, *summary.takeaways]:
        assert line is not None
        assert line.post_id is not None
        source = posts[line.post_id]
        assert line.text in f"{source.headline}\n{source.body.value}"


@pytest.mark.parametrize("language", STORIES)
def test_takeaways_run_in_time_and_never_repeat_each_other_or_the_outcome(language: str) -> None:
    summary = summary_of(tell(STORIES[language]), coverage(language=language))
    ids = [takeaway.post_id or 0 for takeaway in summary.takeaways]
    assert ids == sorted(ids)
    assert max(ids.count(post_id) for post_id in ids) <= 2
    assert len(set(said(summary))) == len(said(summary))


def test_the_order_in_which_posts_are_given_does_not_matter() -> None:
    posts = tell(ENGLISH)
    assert summary_of(posts[::-1]) == summary_of(posts)


# --- Traps


def with_line(headline: str, body: str, **given: object) -> list[Post]:
    """The English story with one more post before its end."""
    story = tell(ENGLISH)
    extra = post(50, headline=headline, body=body, posted_at=at(95), **given)
    return [*story, extra]


FIGURE = "At least 1,000 prisoners from each side will go home."
NEWER_FIGURE = "At least 1,200 prisoners from each side will go home."


def figure_story(figure: str) -> list[Post]:
    return tell(
        [
            ("", "The delegations arrived at the palace before noon."),
            ("", figure, True),
            ("", "Tea was served to everybody in the garden."),
            ("", "The talks ended after one hour without a ceasefire.", True),
        ]
    )


def test_a_corrected_figure_is_told_as_corrected() -> None:
    first, second, *rest = figure_story(FIGURE)
    corrected = replace(second, body=Text(NEWER_FIGURE), revision=2, corrected_at=at(115))
    assert FIGURE in said(summary_of([first, second, *rest]))
    lines = said(summary_of([first, corrected, *rest]))
    assert NEWER_FIGURE in lines
    assert FIGURE not in lines


def test_where_two_posts_differ_in_a_figure_the_newer_holds() -> None:
    newer = post(9, headline="", body=NEWER_FIGURE, posted_at=at(35))
    lines = said(summary_of([*figure_story(FIGURE), newer]))
    assert NEWER_FIGURE in lines
    assert FIGURE not in lines


def test_a_withdrawn_post_is_neither_told_nor_counted() -> None:
    posts = with_line(
        "Ceasefire signed",
        "The sides signed a ceasefire agreement at the end of the talks.",
        key_moment=True,
        withdrawn_at=at(99),
    )
    assert summary_of(posts) == summary_of(tell(ENGLISH))


@pytest.mark.parametrize(
    "line",
    [
        "Read more: what a ceasefire agreement in Istanbul would mean for the prisoners.",
        "Subscribe to the newsletter for the ceasefire agreement and the prisoner exchange.",
        "Will the sides sign a ceasefire agreement and exchange prisoners tonight?",
        "We expect a ceasefire agreement and an exchange of prisoners tonight.",
        "Photo: the delegations after the ceasefire agreement and the prisoner exchange.",
        "“The sides agreed on a ceasefire and an exchange of prisoners,” he said.",
        "The minister is about to sign the ceasefire agreement on the exchange of prisoners.",
        "The ceasefire agreement names the exchange of prisoners as well.",
        "The ceasefire agreement (see 13:40) names the exchange of prisoners.",
    ],
)
def test_lines_that_only_look_like_news_stay_out(line: str) -> None:
    assert line not in said(summary_of(with_line("", line, key_moment=True)))


def test_two_posts_saying_the_same_are_told_once() -> None:
    again = post(
        9, headline="", body="From each side at least 1,000 prisoners go home.", posted_at=at(35)
    )
    lines = said(summary_of([*figure_story(FIGURE), again]))
    assert sum("1,000 prisoners" in line for line in lines) == 1


def test_a_shouted_headline_gives_way_to_the_sentence_that_says_it() -> None:
    story: list[Line] = [
        ("", "The delegations arrived at the palace before noon."),
        (
            "TALKS END WITHOUT CEASEFIRE",
            "The talks in Istanbul ended without a ceasefire.",
            True,
        ),
    ]
    summary = summary_of(tell(story))
    assert summary.outcome == Takeaway("The talks in Istanbul ended without a ceasefire.", 2)


def test_an_announced_end_is_not_the_end() -> None:
    story: list[Line] = [
        ("", "The delegations arrived at the palace before noon."),
        ("", "The sides agreed on an exchange of prisoners in the first hour."),
        ("", "The talks are expected to end with a joint statement tonight."),
    ]
    summary = summary_of(tell(story))
    assert summary.outcome is not None
    assert summary.outcome.post_id == 2


def test_without_words_of_an_end_the_last_key_moment_is_the_outcome() -> None:
    story: list[Line] = [
        ("", "The delegations arrived at the palace before noon."),
        ("Host greets both delegations warmly", "Tea was served.", True),
    ]
    assert summary_of(tell(story)).outcome == Takeaway("Host greets both delegations warmly", 2)


def test_without_an_end_or_a_key_moment_there_is_no_outcome() -> None:
    story: list[Line] = [
        ("", "The delegations arrived at the palace before noon."),
        ("", "Tea was served to everybody in the garden."),
    ]
    summary = summary_of(tell(story))
    assert summary.outcome is None
    assert [takeaway.post_id for takeaway in summary.takeaways] == [1, 2]


def test_no_key_moments_at_all() -> None:
    plain = [replace(each, key_moment=False) for each in tell(ENGLISH)]
    summary = summary_of(plain)
    assert summary.outcome is not None
    assert "without a ceasefire" in summary.outcome.text
    assert len(summary.takeaways) == 5


def test_one_post() -> None:
    summary = summary_of(tell([("", "The sides agreed to exchange 1,000 prisoners each.")]))
    assert summary.outcome == Takeaway("The sides agreed to exchange 1,000 prisoners each.", 1)
    assert summary.takeaways == ()
    assert summary.figures == Figures(1, 0, 0, 0)


def test_no_posts_at_all() -> None:
    summary = summary_of([], coverage(starts_at=None, concluded_at=at(30)))
    assert summary == Summary(None, (), at(0), at(30), Figures(0, 0, 0, 0))


def test_an_earlier_summary_is_not_summarised() -> None:
    closing = post(60, kind=PostKind.SUMMARY, body="The sides signed a ceasefire agreement.")
    assert summary_of([*tell(ENGLISH), closing]) == summary_of(tell(ENGLISH))


def test_posts_in_two_languages_are_each_read_by_their_own_rules() -> None:
    mixed = [*tell(ENGLISH)[:8]]
    russian = (
        "Мы начинаем онлайн-трансляцию, но и это ещё не всё на сегодня, и мы с вами до конца.",
        "Но он не сказал, что это будет за встреча и когда она будет.",
        "Стороны договорились о том, что третий раунд переговоров пройдёт в Анкаре.",
    )
    mixed += [
        post(20 + number, headline="", body=body, posted_at=at(90 + number))
        for number, body in enumerate(russian)
    ]
    lines = said(summary_of(mixed))
    assert russian[2] in lines
    assert not {russian[0], russian[1]} & set(lines)
    assert any(line.isascii() for line in lines)


def test_a_coverage_in_a_language_without_lists_still_has_takeaways() -> None:
    story = tell([("", f"Die Delegation {n} verlangt am Abend Punkt {n}.") for n in range(9)])
    summary = summary_of(story, coverage(language="de"))
    assert len(summary.takeaways) >= 1
    assert summary.outcome is None


# --- How much


NAMES = "Aydin Baran Cemal Deniz Emre Ferit Galip Hakan Ilhan Kemal Levent Murat".split()


def busy_day(count: int, key_moments: int, seed: int = 7) -> list[Post]:
    """Posts on many matters; the first few are key moments."""
    dice = random.Random(seed)  # noqa: S311 - a seed makes the story repeatable
    verbs = ["praised", "rejected", "described", "revised", "opened", "studied", "quoted"]
    matters = [f"{a}{b}" for a in ("border", "grain", "water", "harbour") for b in ("", "-plan")]
    bodies = [
        " ".join(
            f"Envoy {dice.choice(NAMES)} {dice.choice(verbs)} the {dice.choice(matters)} "
            f"of district {dice.randrange(900)} before noon."
            for _ in range(4)
        )
        for _ in range(count)
    ]
    return [
        post(n, headline=f"Report number {n} of the day", body=body, key_moment=n <= key_moments)
        for n, body in enumerate(bodies, start=1)
    ]


@pytest.mark.parametrize(("key_moments", "takeaways"), [(0, 5), (3, 5), (6, 6), (8, 8), (30, 8)])
def test_five_to_eight_takeaways_as_the_key_moments_ask(key_moments: int, takeaways: int) -> None:
    assert len(summary_of(busy_day(60, key_moments)).takeaways) == takeaways


@pytest.mark.parametrize("posts", [120, 500])
def test_however_many_posts_there_are_eight_takeaways_are_enough(posts: int) -> None:
    assert len(summary_of(busy_day(posts, 12)).takeaways) == 8


# --- Figures and times


def test_figures_count_what_stands_and_every_picture_once() -> None:
    video = Media(MediaKind.VIDEO, "https://example.org/1.mp4")
    posts = [
        post(1, media=(photo(1), photo(2), video)),
        post(2, media=(photo(2),), corrected_at=at(9)),
        post(3, media=(photo(3),), corrected_at=at(9), withdrawn_at=at(12)),
        post(4, kind=PostKind.SUMMARY, media=(photo(4),)),
    ]
    assert figures(posts) == Figures(posts=2, photos=2, videos=1, corrections=1)


@pytest.mark.parametrize(
    ("where", "started", "ended"),
    [
        # from the announced start to the last post, however late somebody noticed
        (coverage(starts_at=at(-30), concluded_at=at(400)), at(-30), at(120)),
        # without an announcement from the first post
        (coverage(starts_at=None), at(10), at(120)),
        # a start announced for later than the end is none
        (coverage(starts_at=at(300)), at(120), at(120)),
    ],
)
def test_the_length_of_a_coverage(where: Coverage, started: datetime, ended: datetime) -> None:
    summary = summary_of(tell(ENGLISH), where)
    assert (summary.started_at, summary.ended_at) == (started, ended)


def test_a_post_stamped_in_the_future_does_not_make_the_talks_longer() -> None:
    posts = [post(1, posted_at=at(10)), post(2, posted_at=at(9999))]
    assert summary_of(posts, now=at(60)).ended_at == at(60)
