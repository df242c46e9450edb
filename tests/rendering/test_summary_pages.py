"""What stands behind the buttons of a summary."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from builders import at, coverage, photo, post

from bot.model import (
    Button,
    ChatKind,
    Coverage,
    CoverageState,
    Figures,
    Part,
    Point,
    PollResult,
    Post,
    Preferences,
    Results,
    SectionKind,
    Summary,
    Takeaway,
    Theme,
)
from bot.pictures.card import CardTheme, card_address
from bot.rendering.parts import CAPTION_LIMIT, TEXT_LIMIT
from bot.rendering.split import fits
from bot.rendering.summary_pages import (
    PLAIN,
    Look,
    Page,
    page_keyboard,
    pages_of,
    plain,
    poll_text,
    render_page,
)
from bot.text import Style

TALKS = coverage(state=CoverageState.CONCLUDED, concluded_at=at(200))
POSTS = {
    1: post(1, headline="Delegations arrive", key_moment=True, media=(photo(1),)),
    2: post(2, headline="Exchange agreed", key_moment=True, media=(photo(2),)),
    3: post(3, headline="Talks end", key_moment=True, posted_at=at(150)),
}
EXCHANGE = Takeaway("The sides agreed to exchange 1,000 prisoners each.", 2)
ENDED = Takeaway("The talks ended without a ceasefire.", 3)
BARE = Summary(None, (), at(0), at(150), Figures(3, 2, 0, 0))
RESULTS = Results((EXCHANGE,), (ENDED,), (Takeaway("The next round is in July.", None),))
GOALS = Theme(
    SectionKind.GOALS,
    "What Kyiv wants",
    (Point("All prisoners home.", (EXCHANGE,)), Point("Security guarantees.")),
    "https://example.org/live#goals",
)
POLL = PollResult("Will they meet again?", (("Yes", 61), ("No", 39)), 100)
FULL = replace(BARE, outcome=ENDED, results=RESULTS, themes=(GOALS,), polls=(POLL,))
LINKS = {2: "https://t.me/dateline_news/12"}


def render(
    page: Page,
    summary: Summary = FULL,
    *,
    posts: Mapping[int, Post] = POSTS,
    language: str = "en",
    where: Coverage = TALKS,
    wanted: Preferences | None = None,
    theme: CardTheme = CardTheme.NONE,
) -> tuple[Part, ...]:
    wanted = wanted or Preferences()
    return render_page(
        page, summary, posts, where, language, links=LINKS, preferences=wanted, theme=theme
    )


# --- Which pages there are


@pytest.mark.parametrize(
    ("summary", "posts", "wanted", "pages"),
    [
        (FULL, POSTS, Preferences(), tuple(Page)),
        (FULL, POSTS, Preferences(photos=False), (Page.THEMES, Page.TIMELINE, Page.POLLS)),
        (BARE, POSTS, Preferences(), (Page.TIMELINE, Page.PHOTOS)),
        (replace(BARE, results=RESULTS), {}, Preferences(), (Page.THEMES,)),
        (BARE, {1: post(1, media=(photo(1),))}, Preferences(), ()),
        (BARE, {1: post(1), 2: post(2)}, Preferences(), ()),
    ],
)
def test_only_pages_with_something_on_them(
    summary: Summary, posts: dict[int, Post], wanted: Preferences, pages: tuple[Page, ...]
) -> None:
    assert pages_of(summary, posts, wanted) == pages


def keyboard(summary: Summary, language: str = "en") -> list[list[str]]:
    look = Look(button=lambda number, page, label: Button(label, data=f"{number}:{page}"))
    rows = page_keyboard(summary, POSTS, TALKS, language, preferences=Preferences(), look=look)
    return [[f"{button.label} {button.data}" for button in row] for row in rows]


def test_the_buttons_stand_two_a_row() -> None:
    assert keyboard(FULL) == [
        ["🧭 By theme 1:themes", "🕘 Timeline 1:timeline"],
        ["🖼 Best photos 1:photos", "📊 Poll 1:polls"],
    ]


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "🤝 What was agreed"), ("ru", "🤝 О чём договорились"), ("de", "🤝 What was agreed")],
)
def test_without_background_the_first_button_is_called_after_the_results(
    language: str, label: str
) -> None:
    assert keyboard(replace(BARE, results=RESULTS), language)[0][0] == f"{label} 1:themes"


def test_a_plain_look_has_no_buttons() -> None:
    assert plain(ChatKind.PRIVATE) is PLAIN
    rows = page_keyboard(FULL, POSTS, TALKS, "en", preferences=Preferences(), look=PLAIN)
    assert rows == ()


# --- By theme


def test_results_first_then_what_was_wanted_beside_what_came_of_it() -> None:
    (part,) = render(Page.THEMES)
    assert part.text.value == (
        "What was wanted, what came of it\n"
        "Talks in Istanbul\n"
        "\n"
        "Agreed\n"
        "• The sides agreed to exchange 1,000 prisoners each. (14:47)\n"
        "\n"
        "Not agreed\n"
        "• The talks ended without a ceasefire. (17:15)\n"
        "\n"
        "Next round\n"
        "• The next round is in July.\n"
        "\n"
        "What Kyiv wants\n"
        "• All prisoners home.\n"
        "→ The sides agreed to exchange 1,000 prisoners each. (14:47)\n"
        "• Security guarantees."
    )
    links = {part.text.value[s.start : s.end]: s.url for s in part.text.spans if s.url}
    assert links == {
        "14:47": "https://t.me/dateline_news/12",
        "17:15": "https://example.org/live#p3",
        "What Kyiv wants": "https://example.org/live#goals",
    }


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("ru", ["Договорились", "Не договорились", "Следующий раунд"]),
        ("uk", ["Домовилися", "Не домовилися", "Наступний раунд"]),
        ("tr", ["Anlaşma sağlandı", "Anlaşma sağlanamadı", "Sonraki tur"]),
    ],
)
def test_results_in_the_readers_language(language: str, headings: list[str]) -> None:
    (part,) = render(Page.THEMES, replace(BARE, results=RESULTS), language=language)
    bold = [part.text.value[s.start : s.end] for s in part.text.spans if s.style is Style.BOLD]
    assert bold[1:] == headings


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Agreed: an exchange of the wounded.", "• An exchange of the wounded."),
        ("ДОГОВОРИЛИСЬ : об обмене.", "• Об обмене."),
        ("Agreed in part: an exchange.", "• Agreed in part: an exchange."),
        ("Agreed:", "• Agreed:"),
    ],
)
def test_a_label_is_not_said_again_below_its_heading(line: str, said: str) -> None:
    results = Results((Takeaway(line, None),))
    (part,) = render(Page.THEMES, replace(BARE, results=results))
    assert part.text.value.endswith(f"Agreed\n{said}")


def test_what_came_of_it_vanishes_with_its_post() -> None:
    posts = {**POSTS, 2: post(2, withdrawn_at=at(160))}
    (part,) = render(Page.THEMES, posts=posts)
    assert "exchange" not in part.text.value
    assert "Agreed" not in part.text.value.splitlines()
    assert "• All prisoners home.\n• Security guarantees." in part.text.value


def test_a_page_on_which_nothing_stands_says_so() -> None:
    posts = {number: post(number, withdrawn_at=at(160)) for number in POSTS}
    (part,) = render(Page.THEMES, replace(BARE, results=Results((EXCHANGE,))), posts=posts)
    assert part.text.value.endswith("There is nothing here any more.")


def test_a_heading_from_outside_leads_only_to_web_pages() -> None:
    wild = replace(GOALS, heading="*wild* <b>\nx", url="javascript:alert(1)")
    (part,) = render(Page.THEMES, replace(BARE, themes=(wild,)))
    assert "*wild* <b> x" in part.text.value
    assert not [span for span in part.text.spans if "javascript" in span.url]


def test_much_background_goes_into_several_messages() -> None:
    points = tuple(Point("A demand that takes its time to be told. " * 6) for _ in range(8))
    many = tuple(replace(GOALS, points=points) for _ in range(6))
    parts = render(Page.THEMES, replace(BARE, themes=many))
    assert len(parts) > 1
    assert all(fits(part.text, TEXT_LIMIT) for part in parts)


# --- The timeline


def test_the_timeline_stands_below_its_picture() -> None:
    (part,) = render(Page.TIMELINE, theme=CardTheme.DARK)
    assert part.text.value == (
        "Timeline\nTalks in Istanbul\n\n"
        "14:46 Delegations arrive\n14:47 Exchange agreed\n17:15 Talks end"
    )
    (card,) = part.media
    assert card_address(card.url) is not None


def test_a_long_timeline_follows_its_picture() -> None:
    wordy = "at length " * 6
    long = {n: post(n, headline=f"Moment {n} {wordy}", key_moment=True) for n in range(1, 41)}
    picture, text = render(Page.TIMELINE, posts=long, theme=CardTheme.LIGHT)
    assert picture.media
    assert fits(picture.text, CAPTION_LIMIT)
    assert text.media == ()
    assert "Moment 40" in text.text.value


@pytest.mark.parametrize(
    ("wanted", "theme"),
    [(Preferences(photos=False), CardTheme.LIGHT), (Preferences(), CardTheme.NONE)],
)
def test_who_wants_no_picture_gets_the_words(wanted: Preferences, theme: CardTheme) -> None:
    (part,) = render(Page.TIMELINE, wanted=wanted, theme=theme)
    assert part.media == ()
    assert "14:47 Exchange agreed" in part.text.value


# --- Polls


def test_a_poll_is_told_in_bars() -> None:
    assert poll_text(POLL, "en").value == (
        "Will they meet again?\nYes\n▓▓▓▓▓▓░░░░ 61%\nNo\n▓▓▓▓░░░░░░ 39%\n100 voters"
    )


@pytest.mark.parametrize(
    ("poll", "told"),
    [
        (PollResult("Q", (("A", 0),), 0), "Q\nA\n░░░░░░░░░░ 0%\n0 voters"),
        (PollResult("Q", (("A", 1),), 1), "Q\nA\n▓▓▓▓▓▓▓▓▓▓ 100%\n1 voter"),
        (PollResult("Two\nlines", (("<b>", 2), ("x", 2)), 2), "Two lines\n<b>\n▓▓▓▓▓▓▓▓▓▓ 100%"),
    ],
)
def test_odd_polls(poll: PollResult, told: str) -> None:
    assert poll_text(poll, "en").value.startswith(told)


def test_the_poll_page_is_titled() -> None:
    (part,) = render(Page.POLLS, language="tr")
    assert part.text.value.startswith("Okurlar nasıl oy verdi\nTalks in Istanbul\n\nWill they")
    assert part.text.value.endswith("100 oy veren")
